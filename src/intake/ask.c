#include "intake/ask.h"

#include "base/time.h"
#include "core/secret_digest.h"
#include "core/throttle.h"
#include "ticket/file/file_lines.h"

enum { BEGINNINGS_PER_CLIENT = 60 };

static const struct db_column columns[] = {
	DB_COLUMN(struct ask, type),       DB_COLUMN(struct ask, subject),
	DB_COLUMN(struct ask, body),       DB_COLUMN(struct ask, files),
	DB_COLUMN(struct ask, harms),      DB_COLUMN(struct ask, answers),
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
	HK_TRY(db_send(cx->db, DB_UPDATE("ask", "harms = $3, answers = $4", "key_hash = $2", ""),
		       DB_ARGS(secret_digest(cx, key), ask->harms, ask->answers)));
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
				 "ticket_id = $3, subject = '', body = '', files = '', harms = '', "
				 "answers = '', "
				 "name = '',"
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

struct attachment_list ask_files(struct ctx *cx, const struct ask *ask)
{
	return file_lines_read(cx, ask->files, ASK_FILES_MAX);
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
	list.items[list.count++] = *file;
	ask->files = file_lines_write(cx, &list);
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
	ask->files = file_lines_write(cx, &list);
}
