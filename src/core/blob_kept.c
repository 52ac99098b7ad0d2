#include "core/blob_kept.h"

#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "base/file.h"
#include "base/secret.h"
#include "base/text.h"

struct row {
	const char *name;
	struct db_blob bytes;
};

static const struct db_column columns[] = { DB_COLUMN(struct row, bytes) };
static const struct db_record record = DB_RECORD("raw_mail", struct row, columns);
static const struct db_column name_columns[] = { DB_COLUMN(struct row, name) };
static const struct db_record name_record = DB_RECORD("raw_mail", struct row, name_columns);

static const char *name_of(struct hk_arena *arena, const void *bytes, size_t length)
{
	unsigned char digest[HK_DIGEST];

	hk_sha256(bytes, length, digest);
	return hk_hex(arena, digest, sizeof(digest));
}

enum hk_result blob_keep(struct ctx *cx, const void *bytes, size_t length, const char **ret_name,
			 struct db_blob *ret_row)
{
	*ret_row = (struct db_blob){ NULL, 0 };
	if (length > BLOB_ROW_BYTES)
		return blob_put(cx->house->blobs, cx->arena, cx->org_id, bytes, length, ret_name);
	*ret_name = name_of(cx->arena, bytes, length);
	*ret_row = (struct db_blob){ bytes, length };
	return HK_OK;
}

enum hk_result blob_row_put(struct ctx *cx, const char *name, struct db_blob row)
{
	return db_send(cx->db,
		       DB_ADD("raw_mail", "name, bytes, put_at", "$2, $3, $4",
			      "ON CONFLICT (org_id, name) DO UPDATE SET put_at = excluded.put_at"),
		       DB_ARGS(name, row, cx->now));
}

static enum hk_result row_find(struct ctx *cx, void *data)
{
	struct row *row = data;

	return db_select_one(cx->db, &record, DB_WHERE("name = $2", ""), DB_ARGS(row->name), row);
}

enum hk_result blob_open(struct ctx *cx, const char *name, int *ret_fd, int64_t *ret_length)
{
	struct row row = { .name = name };
	enum hk_result result =
		blob_file_open(cx->house->blobs, cx->org_id, name, ret_fd, ret_length);

	if (result != HK_NOT_FOUND)
		return result;
	HK_TRY(ctx_read(cx, row_find, &row));

	scoped_fd fd = memfd_create("mail", MFD_CLOEXEC);

	if (fd < 0 || !hk_fd_write(fd, row.bytes.bytes, row.bytes.length) ||
	    lseek(fd, 0, SEEK_SET) != 0)
		return HK_UNAVAILABLE;
	*ret_fd = hk_fd_take(&fd);
	*ret_length = (int64_t)row.bytes.length;
	return HK_OK;
}

enum hk_result blob_check(struct ctx *cx, const char *name)
{
	struct row row = { .name = name };
	enum hk_result result = blob_file_check(cx->house->blobs, cx->org_id, name);

	if (result != HK_NOT_FOUND)
		return result;
	HK_TRY(ctx_read(cx, row_find, &row));
	return strcmp(name_of(cx->arena, row.bytes.bytes, row.bytes.length), name) == 0
		       ? HK_OK
		       : HK_INVALID;
}

struct page {
	const char *after;
	int64_t limit;
	struct db_rows rows;
};

static enum hk_result read_page(struct ctx *cx, void *data)
{
	struct page *page = data;

	return db_select(cx->db, &name_record, DB_WHERE("name > $2", "ORDER BY name LIMIT $3"),
			 DB_ARGS(page->after, page->limit), &page->rows);
}

enum hk_result blob_row_names(struct ctx *cx, const char *after, int64_t limit,
			      struct blob_names *ret)
{
	struct page page = { .after = after, .limit = limit };

	HK_TRY(ctx_read(cx, read_page, &page));

	struct blob_names names = { hk_alloc(cx->arena, page.rows.count + 1, sizeof(*ret->items)),
				    page.rows.count };

	for (size_t i = 0; i < names.count; i++)
		names.items[i] = ((const struct row *)page.rows.items)[i].name;
	*ret = names;
	return HK_OK;
}

enum hk_result blob_row_remove(struct ctx *cx, const char *name, int64_t since, int64_t *ret_count)
{
	return db_change(cx->db, DB_DELETE("raw_mail", "name = $2 AND put_at < $3"),
			 DB_ARGS(name, since), ret_count);
}
