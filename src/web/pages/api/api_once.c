#include "web/pages/api/api_once.h"

#include <string.h>

#include "base/secret.h"

enum { KEY_MAX_BYTES = 200 };

struct row {
	int64_t seen, number;
	struct db_blob digest;
};

static const struct db_column columns[] = { DB_COLUMN(struct row, digest),
					    DB_COLUMN(struct row, seen),
					    DB_COLUMN(struct row, number) };
static const struct db_record record = DB_RECORD("idempotency", struct row, columns);

enum hk_result api_once_read(struct web_request *req, const char *scope, struct api_once *ret)
{
	struct ctx *cx = req->cx;
	const char *key = web_request_header(req, "Idempotency-Key");
	unsigned char *digest = hk_alloc(cx->arena, HK_DIGEST, 1);
	size_t length, scope_length = strlen(scope);
	const char *bytes = web_body(req, &length);
	char *whole = hk_alloc(cx->arena, scope_length + length + 1, 1);

	if (key && (!*key || strlen(key) > KEY_MAX_BYTES))
		return problem(cx, HK_INVALID, "The Idempotency-Key has 1 to 200 characters.");
	memcpy(whole, scope, scope_length);
	memcpy(whole + scope_length, bytes, length);
	hk_sha256(whole, scope_length + length, digest);
	*ret = (struct api_once){ .staff_id = cx->actor->id,
				  .name = key ? key : "",
				  .digest = { digest, HK_DIGEST } };
	return HK_OK;
}

enum hk_result api_once_take(struct ctx *cx, struct api_once *once, bool *ret_is_again)
{
	struct row row;

	*ret_is_again = false;
	if (!*once->name)
		return HK_OK;
	HK_TRY(db_select_one(cx->db, &record,
			     DB_ADD("idempotency", "staff_id, name, digest, number, seen, at",
				    "$2, $3, $4, 0, 1, $5",
				    "ON CONFLICT (org_id, staff_id, name) DO UPDATE SET"
				    " seen = idempotency.seen + 1 RETURNING digest, seen, number"),
			     DB_ARGS(once->staff_id, once->name, once->digest, cx->now), &row));
	if (row.digest.length != once->digest.length ||
	    memcmp(row.digest.bytes, once->digest.bytes, row.digest.length) != 0)
		return problem(cx, HK_INVALID,
			       "This Idempotency-Key was used for another request.");
	*ret_is_again = row.seen > 1;
	once->number = row.number;
	return HK_OK;
}

enum hk_result api_once_keep(struct ctx *cx, const struct api_once *once, int64_t number)
{
	if (!*once->name)
		return HK_OK;
	return db_send(cx->db,
		       DB_UPDATE("idempotency", "number = $4", "staff_id = $2 AND name = $3", ""),
		       DB_ARGS(once->staff_id, once->name, number));
}
