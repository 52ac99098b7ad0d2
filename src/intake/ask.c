#include "intake/ask.h"

#include <inttypes.h>
#include <string.h>

#include "base/text.h"
#include "base/time.h"
#include "core/secret_digest.h"
#include "core/throttle.h"

enum { BEGINNINGS_PER_CLIENT = 60, NAME_MAX_BYTES = 200 };

static const struct db_column columns[] = {
	DB_COLUMN(struct ask, type),       DB_COLUMN(struct ask, subject),
	DB_COLUMN(struct ask, body),       DB_COLUMN(struct ask, files),
	DB_COLUMN(struct ask, name),       DB_COLUMN(struct ask, email),
	DB_COLUMN(struct ask, phone),      DB_COLUMN(struct ask, created_at),
	DB_COLUMN(struct ask, updated_at), DB_COLUMN(struct ask, ticket_id),
};
static const struct db_record record = DB_RECORD("ask", struct ask, columns);

enum hk_result ask_begin(struct ctx *cx, const struct ask *ask, struct ask_visitor visitor,
			 const char *client, const char **ret_key)
{
	const char *owner = visitor.visit ? visitor.visit : visitor.session;
	const char *key = hk_token_new(cx->arena);

	if (!owner)
		return HK_DENIED;
	HK_TRY(throttle_count_client(cx, "ask.begin", client, BEGINNINGS_PER_CLIENT, HK_HOUR));
	HK_TRY(db_send(cx->db,
		       DB_ADD("ask",
			      "key_hash, visit_hash, type, subject, body, files, name, email,"
			      " phone, created_at, updated_at, ticket_id",
			      "$2, $3, $4, $5, $6, '', $7, $8, $9, $10, $10, 0", ""),
		       DB_ARGS(secret_digest(cx, key), secret_digest(cx, owner), ask->type,
			       ask->subject, ask->body, ask->name, ask->email, ask->phone,
			       cx->now)));
	*ret_key = key;
	return HK_OK;
}

enum hk_result ask_find(struct ctx *cx, const char *key, struct ask_visitor visitor,
			struct ask *ret)
{
	const char *visit = visitor.visit ? visitor.visit : "";
	const char *session = visitor.session ? visitor.session : "";

	return db_select_one(cx->db, &record,
			     DB_WHERE("key_hash = $2 AND (visit_hash = $3 OR visit_hash = $4)", ""),
			     DB_ARGS(secret_digest(cx, key), secret_digest(cx, visit),
				     secret_digest(cx, session)),
			     ret);
}

enum hk_result ask_put(struct ctx *cx, const char *key, const struct ask *ask)
{
	return db_send(cx->db,
		       DB_UPDATE("ask",
				 "type = $3, subject = $4, body = $5, files = $6, name = $7,"
				 " email = $8, phone = $9, updated_at = $10",
				 "key_hash = $2", ""),
		       DB_ARGS(secret_digest(cx, key), ask->type, ask->subject, ask->body,
			       ask->files, ask->name, ask->email, ask->phone, cx->now));
}

enum hk_result ask_sent(struct ctx *cx, const char *key, int64_t ticket_id)
{
	return db_send(cx->db,
		       DB_UPDATE("ask",
				 "ticket_id = $3, subject = '', body = '', files = '', name = '',"
				 " phone = '', updated_at = $4",
				 "key_hash = $2", ""),
		       DB_ARGS(secret_digest(cx, key), ticket_id, cx->now));
}

enum hk_result ask_forget(struct ctx *cx, int64_t before, int64_t limit, int64_t *ret_count)
{
	return db_change(
		cx->db,
		DB_DELETE("ask", "key_hash IN (SELECT key_hash FROM ask WHERE"
				 " org_id = $1 AND updated_at < $2 ORDER BY updated_at LIMIT $3)"),
		DB_ARGS(before, limit), ret_count);
}

/* Up to the tab or the end of the line; *at moves behind it. */
static const char *field_take(struct ctx *cx, const char **at)
{
	size_t length = strcspn(*at, "\t\n");
	const char *field = hk_copy(cx->arena, *at, length);

	*at += length;
	if (**at)
		(*at)++;
	return field;
}

struct attachment_list ask_files(struct ctx *cx, const struct ask *ask)
{
	struct attachment_list list = {
		hk_alloc(cx->arena, ASK_FILES_MAX, sizeof(struct attachment)), 0
	};
	const char *at = ask->files;

	while (*at && list.count < ASK_FILES_MAX) {
		struct attachment *file = &list.items[list.count++];

		file->blob = file->sha256 = field_take(cx, &at);
		if (!hk_number(field_take(cx, &at), &file->size))
			file->size = 0;
		file->type = field_take(cx, &at);
		file->name = field_take(cx, &at);
		file->blob_length = file->size;
		file->content_id = "";
		file->encoding = "plain";
	}
	return list;
}

/* What stands in a line is one field of it, and not too long. */
static char *field_clean(struct ctx *cx, const char *text)
{
	char *clean = hk_one_line(cx->arena, text);

	clean[hk_utf8_fit(clean, NAME_MAX_BYTES)] = '\0';
	return clean;
}

/* Without the folders that some browsers put before a name. */
static const char *name_clean(struct ctx *cx, const char *name)
{
	const char *slash = strrchr(name, '/');
	const char *base = slash ? slash + 1 : name;
	const char *backslash = strrchr(base, '\\');
	const char *clean = field_clean(cx, backslash ? backslash + 1 : base);

	return hk_has_ink(clean) ? clean : "file";
}

static void files_write(struct ctx *cx, struct ask *ask, const struct attachment_list *list)
{
	const char *text = "";

	for (size_t i = 0; i < list->count; i++) {
		const struct attachment *file = &list->items[i];

		text = hk_format(cx->arena, "%s%s\t%" PRId64 "\t%s\t%s\n", text, file->blob,
				 file->size, field_clean(cx, file->type), file->name);
	}
	ask->files = text;
}

enum hk_result ask_file_add(struct ctx *cx, struct ask *ask, const struct attachment *file)
{
	struct attachment_list list = ask_files(cx, ask);
	int64_t total = file->size;

	for (size_t i = 0; i < list.count; i++)
		total += list.items[i].size;
	if (list.count == ASK_FILES_MAX)
		return field_problem(cx, "files",
				     TR("Ten files are as many as fit in one request. "
					"You can send more later."));
	if (total > ASK_FILE_BYTES_MAX)
		return field_problem(cx, "files",
				     TR("All files together may have 25 MB. Please leave one out, "
					"or take a smaller picture."));
	list.items[list.count] = *file;
	list.items[list.count++].name = name_clean(cx, file->name);
	files_write(cx, ask, &list);
	return HK_OK;
}

void ask_file_remove(struct ctx *cx, struct ask *ask, size_t place)
{
	struct attachment_list list = ask_files(cx, ask);

	if (place >= list.count)
		return;
	for (size_t i = place; i + 1 < list.count; i++)
		list.items[i] = list.items[i + 1];
	list.count--;
	files_write(cx, ask, &list);
}
