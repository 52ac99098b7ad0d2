#include <string.h>

#include "app/command/command_export.h"
#include "base/file.h"
#include "base/text.h"
#include "db/dump.h"

enum { PAGE = 500, ROW_MAX_BYTES = 64 * 1024 * 1024 };

/* What is of this process or this minute, what is made of other tables, and keys. docs/export.md
 * names them. */
static const char *const left_out[] = { "session",  "link",      "throttle",    "node",
					"job",      "event",     "idempotency", "presence",
					"recovery", "link_wish", "search",      "migration",
					"raw_mail", "gathered" };
static const char *const secret[] = { "password_hash", "totp_secret", "imap_url",   "token_hash",
				      "key_hash",      "visit_hash",  "unsubscribe" };
/* Mails with a link by which whoever has it may act as the one who got it: so their effects begin.
 */
static const char *const keys[] = { "sign_in ", "follow_up ", "reminder ", "loop ask ", "survey " };

/* A file for a row of lists: a line each, the blob's name before the first tab. */
static enum hk_result listed_export(struct ctx *cx, struct export_out *out, const char *lines)
{
	char *copy = hk_copy_text(cx->arena, lines), *rest;

	for (char *line = strtok_r(copy, "\n", &rest); line; line = strtok_r(NULL, "\n", &rest)) {
		line[strcspn(line, "\t")] = '\0';
		HK_TRY(export_blob(cx, out, line));
	}
	return HK_OK;
}

static enum hk_result named_blobs(struct ctx *cx, struct export_out *out, const char *column,
				  const char *value)
{
	if (!value || !*value)
		return HK_OK;
	if (strcmp(column, "blob") == 0 || strcmp(column, "raw_blob") == 0 ||
	    strcmp(column, "thumb_blob") == 0)
		return export_blob(cx, out, value);
	return strcmp(column, "files") == 0 ? listed_export(cx, out, value) : HK_OK;
}

static void value_put(struct ctx *cx, struct hk_json *json, const char *name,
		      const struct db_value *value)
{
	if (value->type == DB_INT)
		hk_json_int(json, name, value->number);
	else if (!value->bytes.bytes)
		hk_json_null(json, name);
	else if (value->type == DB_TEXT)
		hk_json_text(json, name, value->bytes.bytes);
	else
		hk_json_text(json, name,
			     hk_hex(cx->arena, value->bytes.bytes, value->bytes.length));
}

struct listing {
	struct export_out *out;
	const struct db_table *table;
	int fd;
	int64_t from;
};

static bool starts_as_key(const char *effect)
{
	for (size_t i = 0; i < HK_COUNT(keys); i++)
		if (hk_starts(effect, keys[i]))
			return true;
	return false;
}

/* Its words are as good as a key while the link lives; without it they are the template's. */
static bool lets_in(const struct db_table *table, const struct db_rows *rows, size_t row)
{
	for (size_t i = 0; i < table->record.count; i++) {
		struct db_value value = db_table_value(table, rows, row, i);

		if (strcmp(table->record.columns[i].name, "effect_key") == 0)
			return starts_as_key(value.bytes.bytes);
	}
	return false;
}

static bool is_left_out(const char *column, bool lets_in)
{
	return hk_one_of(column, secret, HK_COUNT(secret)) ||
	       (lets_in && (strcmp(column, "body") == 0 || strcmp(column, "html") == 0));
}

static enum hk_result row_export(struct ctx *cx, const struct listing *listing,
				 const struct db_rows *rows, size_t row)
{
	const struct db_table *table = listing->table;
	bool is_key = lets_in(table, rows, row);
	scoped_buf buf;
	struct hk_json json = hk_json_to(&buf);

	hk_buf_init(&buf, ROW_MAX_BYTES);
	hk_json_open(&json, NULL, '{');
	for (size_t i = 0; i < table->record.count; i++) {
		const char *name = table->record.columns[i].name;
		struct db_value value = db_table_value(table, rows, row, i);
		if (is_left_out(name, is_key))
			continue;
		value_put(cx, &json, name, &value);
		if (value.type == DB_TEXT)
			HK_TRY(named_blobs(cx, listing->out, name, value.bytes.bytes));
	}
	hk_json_close(&json, '}');
	return export_line(listing->fd, &buf);
}

static enum hk_result page_export(struct ctx *cx, void *data, bool *ret_is_last)
{
	struct listing *listing = data;
	struct db_rows rows;

	HK_TRY(db_table_page(cx->db, listing->table, listing->from, PAGE, &rows));
	for (size_t i = 0; i < rows.count; i++)
		HK_TRY(row_export(cx, listing, &rows, i));
	listing->from += (int64_t)rows.count;
	*ret_is_last = rows.count < PAGE;
	return HK_OK;
}

enum hk_result export_tables(struct ctx *cx, struct export_out *out)
{
	struct db_tables tables;

	HK_TRY(db_tables(cx->db, &tables));
	for (size_t i = 0; i < tables.count; i++) {
		const char *name = tables.items[i].name;
		if (hk_one_of(name, left_out, HK_COUNT(left_out)) || hk_starts(name, "search_"))
			continue;

		scoped_fd fd = export_file(cx, out, hk_format(cx->arena, "tables/%s.jsonl", name));
		struct listing listing = { .out = out, .table = &tables.items[i], .fd = fd };

		HK_TRY(command_pages(cx, page_export, &listing));
		out->tables++;
	}
	return HK_OK;
}
