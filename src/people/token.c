#include "people/token.h"

#include "base/text.h"
#include "core/secret_digest.h"
#include "people/session.h"

static const struct db_column columns[] = {
	DB_COLUMN(struct token, id),      DB_COLUMN(struct token, staff_id),
	DB_COLUMN(struct token, name),    DB_COLUMN(struct token, created_at),
	DB_COLUMN(struct token, used_at), DB_COLUMN(struct token, revoked_at),
};
static const struct db_record record = DB_RECORD("api_token", struct token, columns);

enum hk_result token_add(struct ctx *cx, int64_t staff_id, const char *name,
			 const char **ret_secret, int64_t *ret_id)
{
	const char *secret = hk_format(cx->arena, "hark_%s", hk_token_new(cx->arena));
	int64_t id = ctx_new_id(cx);

	HK_TRY(db_send(cx->db,
		       DB_ADD("api_token",
			      "id, staff_id, name, token_hash, created_at, used_at, revoked_at",
			      "$2, $3, $4, $5, $6, 0, 0", ""),
		       DB_ARGS(id, staff_id, name, secret_digest(cx, secret), cx->now)));
	*ret_secret = secret;
	*ret_id = id;
	return HK_OK;
}

enum hk_result token_every(struct ctx *cx, int64_t staff_id, struct token_list *ret)
{
	struct db_rows rows;

	HK_TRY(db_select(cx->db, &record,
			 DB_WHERE("$2 = 0 OR staff_id = $2", "ORDER BY revoked_at, id DESC"),
			 DB_ARGS(staff_id), &rows));
	*ret = (struct token_list){ rows.items, rows.count };
	return HK_OK;
}

enum hk_result token_revoke(struct ctx *cx, int64_t id, int64_t staff_id)
{
	int64_t count;

	HK_TRY(db_change(cx->db,
			 DB_UPDATE("api_token", "revoked_at = $4",
				   "id = $2 AND ($3 = 0 OR staff_id = $3) AND revoked_at = 0", ""),
			 DB_ARGS(id, staff_id, cx->now), &count));
	return count ? HK_OK : HK_NOT_FOUND;
}

enum hk_result token_actor(struct ctx *cx, const char *bearer, struct actor *ret,
			   int64_t *ret_used_at)
{
	struct session_view view;
	struct token token;

	if (!hk_starts(bearer, "hark_"))
		return HK_NOT_FOUND;
	HK_TRY(db_select_one(cx->db, &record, DB_WHERE("token_hash = $2 AND revoked_at = 0", ""),
			     DB_ARGS(secret_digest(cx, bearer)), &token));
	*ret_used_at = token.used_at;
	return actor_of_staff(cx, token.staff_id, ret, &view);
}

enum hk_result token_touch(struct ctx *cx, const char *bearer)
{
	return db_send(cx->db, DB_UPDATE("api_token", "used_at = $3", "token_hash = $2", ""),
		       DB_ARGS(secret_digest(cx, bearer), cx->now));
}
