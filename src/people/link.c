#include "people/link.h"

#include "core/secret_digest.h"

static const struct db_column columns[] = {
	DB_COLUMN(struct link_row, purpose),    DB_COLUMN(struct link_row, person_kind),
	DB_COLUMN(struct link_row, person_id),  DB_COLUMN(struct link_row, ticket_id),
	DB_COLUMN(struct link_row, created_at), DB_COLUMN(struct link_row, expires_at),
	DB_COLUMN(struct link_row, used_at),
};
static const struct db_record record = DB_RECORD("link", struct link_row, columns);

enum hk_result link_add(struct ctx *cx, const struct link_row *link, int64_t valid_ms,
			const char **ret_token)
{
	const char *token = hk_token_new(cx->arena);

	HK_TRY(db_send(cx->db,
		       DB_ADD("link",
			      "token_hash, purpose, person_kind, person_id, ticket_id, created_at,"
			      " expires_at, used_at",
			      "$2, $3, $4, $5, $6, $7, $8, 0", ""),
		       DB_ARGS(secret_digest(cx, token), link->purpose, link->person_kind,
			       link->person_id, link->ticket_id, cx->now, cx->now + valid_ms)));
	*ret_token = token;
	return HK_OK;
}

enum hk_result link_find(struct ctx *cx, const char *purpose, const char *token,
			 struct link_row *ret)
{
	return db_select_one(
		cx->db, &record,
		DB_WHERE("token_hash = $2 AND purpose = $3 AND expires_at > $4 AND used_at = 0",
			 ""),
		DB_ARGS(secret_digest(cx, token), purpose, cx->now), ret);
}

enum hk_result link_use(struct ctx *cx, const char *purpose, const char *token,
			struct link_row *ret)
{
	return db_select_one(
		cx->db, &record,
		DB_UPDATE("link", "used_at = $4",
			  "token_hash = $2 AND purpose = $3 AND expires_at > $4 AND used_at = 0",
			  "RETURNING purpose, person_kind, person_id, ticket_id, created_at,"
			  " expires_at, used_at"),
		DB_ARGS(secret_digest(cx, token), purpose, cx->now), ret);
}

enum hk_result link_forget(struct ctx *cx, int64_t before, int64_t limit, int64_t *ret_count)
{
	return db_change(
		cx->db,
		DB_DELETE("link", "token_hash IN (SELECT token_hash FROM link WHERE"
				  " org_id = $1 AND expires_at < $2 ORDER BY expires_at LIMIT $3)"),
		DB_ARGS(before, limit), ret_count);
}
