/* Files go into a draft while one writes: dropped, pasted or chosen, shown, and taken away again.
 */

#include "base/text.h"
#include "core/i18n.h"
#include "ticket/write/draft.h"
#include "tpl_part_kept_files.h"
#include "web/file_answer.h"
#include "web/pages/again.h"
#include "web/pages/families.h"
#include "web/pages/ticket/ticket_deeds.h"
#include "web/pages/ticket/ticket_screen.h"
#include "web/pages/ticket/ticket_send_files.h"
#include "web/pages/upload.h"

enum { BLOB_MAX_BYTES = 200, UNPROCESSABLE = 422 };

struct change {
	const char *kind;
	struct attachment_list added;
	const char *removed;   /* a blob, or "" */
	struct part_kept kept; /* out: what is there then */
};

static const char *kind_of(const char *asked)
{
	return hk_equal(asked, "note") ? "note" : "reply";
}

static enum hk_result files_of(struct ctx *cx, const struct ticket *ticket, const char *kind,
			       struct attachment_list *ret)
{
	struct draft draft;
	enum hk_result result = draft_find(cx, ticket->id, kind, &draft);

	*ret = (struct attachment_list){ NULL, 0 };
	if (result == HK_OK)
		*ret = draft_files(cx, &draft);
	return result == HK_NOT_FOUND ? HK_OK : result;
}

static bool is_among(const struct attachment_list *files, const struct attachment *one)
{
	for (size_t i = 0; i < files->count; i++)
		if (hk_equal(files->items[i].blob, one->blob) &&
		    hk_equal(files->items[i].name, one->name))
			return true;
	return false;
}

/* The same file twice is one: a browser may ask again. */
static enum hk_result change_work(struct ctx *cx, struct ticket_deed *deed)
{
	struct change *change = deed->data;
	struct attachment_list before, now = { NULL, 0 };

	HK_TRY(files_of(cx, &deed->ticket, change->kind, &before));
	now.items = hk_alloc(cx->arena, before.count + change->added.count, sizeof(*now.items));
	for (size_t i = 0; i < before.count; i++)
		if (!hk_equal(before.items[i].blob, change->removed))
			now.items[now.count++] = before.items[i];
	for (size_t i = 0; i < change->added.count; i++)
		if (!is_among(&now, &change->added.items[i]))
			now.items[now.count++] = change->added.items[i];
	if (change->added.count)
		HK_TRY(send_files_check(cx, &now));
	HK_TRY(upload_need_bytes(deed->req, "files"));
	HK_TRY(draft_files_put(cx, deed->ticket.id, change->kind, &now));
	change->kept = kept_shown(cx, &deed->ticket, change->kind, &now);
	return HK_OK;
}

/* What is wrong is a sentence, for the script to say. */
static enum hk_result answer(struct web_request *req, struct change *change)
{
	struct ctx *cx = req->cx;
	struct ticket_deed deed;
	enum hk_result result = ticket_deed_do(req, change_work, change, &deed);

	if (result == HK_INVALID && cx->field_count) {
		req->status = UNPROCESSABLE;
		html_text_str(req->out, i18n_text(cx->language, cx->fields[0].sentence));
		return HK_OK;
	}
	HK_TRY(result);
	tpl_part_kept_files(req->out, &req->page, &change->kept);
	return HK_OK;
}

static enum hk_result add(struct web_request *req)
{
	struct change change = { .kind = kind_of(page_form(req, "kind")), .removed = "" };

	HK_TRY(upload_keep(req, "files", &change.added));
	return answer(req, &change);
}

static enum hk_result take_away(struct web_request *req)
{
	struct change change = { .kind = kind_of(page_form(req, "kind")),
				 .removed = page_form(req, "blob") };

	return answer(req, &change);
}

/* Only one's own: a draft is read by nobody else. */
static enum hk_result show(struct web_request *req)
{
	const char *asked = web_query(req, "kind"), *name = web_path(req, "name");
	struct attachment_list files;
	struct ticket ticket;
	int64_t number;

	HK_TRY(web_path_number(req, "number", &number));
	HK_TRY(ticket_find(req->cx, number, &ticket));
	HK_TRY(files_of(req->cx, &ticket, kind_of(asked ? asked : ""), &files));
	for (size_t i = 0; i < files.count; i++)
		if (name && hk_equal(files.items[i].blob, name))
			return file_answer(req, &files.items[i], FILE_SHOW);
	return HK_NOT_FOUND;
}

static const struct web_param add_params[] = { { "kind", PARAM_TEXT, 0 },
					       { "files", PARAM_FILE, 0 },
					       { 0 } };
static const struct web_param take_params[] = { { "kind", PARAM_TEXT, 0 },
						{ "blob", PARAM_TEXT, BLOB_MAX_BYTES },
						{ 0 } };
static const struct web_param show_params[] = { { "kind", PARAM_TEXT, 0 }, { 0 } };

const struct web_route ticket_draft_files[] = {
	ROUTE("POST", "/tickets/{number}/draft/files", RIGHT_TICKET_REPLY, add,
	      WEB_PART | WEB_UPLOAD, add_params),
	ROUTE("POST", "/tickets/{number}/draft/files/remove", RIGHT_TICKET_REPLY, take_away,
	      WEB_PART, take_params),
	ROUTE("GET", "/tickets/{number}/draft/files/{name}", RIGHT_TICKET_REPLY, show, 0,
	      show_params),
	{ 0 },
};
