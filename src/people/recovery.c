#include "people/recovery.h"

#include "base/secret.h"
#include "base/text.h"

enum { GROUPS = 4, GROUP_LIMIT = 10000, CODE_LETTERS = 16 };

struct left {
	int64_t count;
};

static const struct db_column left_columns[] = { DB_COLUMN_AS(struct left, count, "count(*)") };
static const struct db_record left_record = DB_RECORD("recovery", struct left, left_columns);

/* Sixteen figures: the keyboard of a code has no letters, and tries are limited. */
void recovery_make(struct ctx *cx, struct recovery_codes *ret)
{
	for (size_t i = 0; i < RECOVERY_CODES; i++) {
		uint32_t groups[GROUPS];

		for (size_t j = 0; j < GROUPS; j++)
			groups[j] = hk_random_below(GROUP_LIMIT);
		ret->items[i] = hk_format(cx->arena, "%04u-%04u-%04u-%04u", groups[0], groups[1],
					  groups[2], groups[3]);
	}
}

/* NULL: no code looks like this. */
static const void *hash_of(struct ctx *cx, const char *typed)
{
	unsigned char *hash = hk_alloc(cx->arena, HK_DIGEST, 1);
	char letters[CODE_LETTERS];
	size_t count = 0;

	for (; *typed; typed++) {
		if (*typed == '-' || *typed == ' ')
			continue;
		if (count == CODE_LETTERS)
			return NULL;
		letters[count++] = *typed;
	}
	if (count != CODE_LETTERS)
		return NULL;
	hk_hmac(cx->house->key, letters, count, hash);
	return hash;
}

enum hk_result recovery_drop(struct ctx *cx, int64_t staff_id)
{
	return db_send(cx->db, DB_DELETE("recovery", "staff_id = $2"), DB_ARGS(staff_id));
}

enum hk_result recovery_put(struct ctx *cx, int64_t staff_id, const struct recovery_codes *codes)
{
	HK_TRY(recovery_drop(cx, staff_id));
	for (size_t i = 0; i < RECOVERY_CODES; i++) {
		struct db_blob hash = { hash_of(cx, codes->items[i]), HK_DIGEST };

		HK_TRY(db_send(cx->db,
			       DB_ADD("recovery", "staff_id, code_hash, used_at", "$2, $3, 0", ""),
			       DB_ARGS(staff_id, hash)));
	}
	return HK_OK;
}

enum hk_result recovery_use(struct ctx *cx, int64_t staff_id, const char *typed)
{
	struct db_blob hash = { hash_of(cx, typed), HK_DIGEST };
	int64_t count;

	if (!hash.bytes)
		return HK_CONFLICT;
	HK_TRY(db_change(cx->db,
			 DB_UPDATE("recovery", "used_at = $4",
				   "staff_id = $2 AND code_hash = $3 AND used_at = 0", ""),
			 DB_ARGS(staff_id, hash, cx->now), &count));
	return count ? HK_OK : HK_CONFLICT;
}

enum hk_result recovery_left(struct ctx *cx, int64_t staff_id, int64_t *ret_count)
{
	struct left left;

	HK_TRY(db_select_one(cx->db, &left_record, DB_WHERE("staff_id = $2 AND used_at = 0", ""),
			     DB_ARGS(staff_id), &left));
	*ret_count = left.count;
	return HK_OK;
}
