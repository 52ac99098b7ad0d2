#include "web/pages/upload.h"

#include "base/text.h"
#include "core/blob.h"
#include "core/i18n.h"

/* A field in which nothing was chosen brings no file at all: see form_read_multipart(). */
enum hk_result upload_need_bytes(struct web_request *req, const char *field)
{
	const struct web_file *files;
	size_t count = web_files(req, field, &files);

	for (size_t i = 0; i < count; i++)
		if (files[i].size == 0)
			return field_problem(req->cx, field,
					     i18n_fill(req->cx->arena,
						       i18n_text(req->cx->language,
								 TR("The file {name} is empty. "
								    "Please choose it again.")),
						       "name", files[i].name, NULL));
	return HK_OK;
}

enum hk_result upload_keep(struct web_request *req, const char *field, struct attachment_list *ret)
{
	const struct ctx *cx = req->cx;
	const struct web_file *files;
	size_t count = web_files(req, field, &files);
	struct attachment_list list = { hk_alloc(cx->arena, count, sizeof(struct attachment)), 0 };

	for (size_t i = 0; i < count; i++) {
		struct attachment file = { .name = files[i].name && hk_has_ink(files[i].name)
							   ? files[i].name
							   : "file",
					   .type = files[i].type ? files[i].type : "",
					   .content_id = "",
					   .encoding = "plain" };

		if (files[i].size == 0)
			continue;
		HK_TRY(blob_put_file(cx->house->blobs, cx->arena, cx->org_id, files[i].fd,
				     &file.blob, &file.size));
		file.sha256 = file.blob;
		file.blob_length = file.size;
		list.items[list.count++] = file;
	}
	*ret = list;
	return HK_OK;
}
