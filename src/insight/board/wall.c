#include "insight/board/wall.h"

#include <inttypes.h>
#include <string.h>

#include "base/text.h"
#include "base/time.h"
#include "core/audit.h"
#include "core/i18n.h"
#include "core/rights.h"
#include "people/staff.h"

/* Within so long the same form is the same press, as of a reply (REPLY_HOLD_MS). */
enum { TWICE_MS = 10 * HK_SECOND };

static const struct db_column columns[] = {
	DB_COLUMN_AS(struct wall, id, "wall.id"),
	DB_COLUMN_AS(struct wall, name, "wall.name"),
	DB_COLUMN_AS(struct wall, language, "wall.language"),
	DB_COLUMN_AS(struct wall, shows, "wall.shows"),
	DB_COLUMN_AS(struct wall, maker_id, "wall.maker_id"),
	DB_COLUMN_AS(struct wall, created_at, "wall.created_at"),
	DB_COLUMN_AS(struct wall, expires_at, "wall.expires_at"),
	DB_COLUMN_AS(struct wall, ended_at, "wall.ended_at"),
	DB_COLUMN_AS(struct wall, maker, "coalesce(staff.name, '')"),
};
static const struct db_record record =
	DB_RECORD_FROM("wall",
		       "wall LEFT JOIN staff ON staff.org_id = wall.org_id"
		       " AND staff.id = wall.maker_id",
		       struct wall, columns);

enum hk_result wall_every(struct ctx *cx, struct wall_list *ret)
{
	struct db_rows rows;

	HK_TRY(db_select(cx->db, &record,
			 DB_WHERE("wall.ended_at = 0 AND wall.expires_at > $2",
				  "ORDER BY wall.id DESC LIMIT $3"),
			 DB_ARGS(cx->now, WALLS_MOST), &rows));
	*ret = (struct wall_list){ rows.items, rows.count };
	return HK_OK;
}

static enum hk_result wall_check(struct ctx *cx, const struct wall *wall)
{
	if (!hk_has_ink(wall->name))
		(void)field_problem(cx, "name", TR("Please say where the screen hangs."));
	if (hk_letters(wall->name) > WALL_NAME_LETTERS)
		(void)field_problem(cx, "name", TR("This is too long. A few words are enough."));
	if (!i18n_language_exists(wall->language))
		(void)field_problem(cx, "language", TR("Please choose a language."));
	if (strcmp(wall->shows, "control") != 0 && strcmp(wall->shows, "voices") != 0)
		(void)field_problem(cx, "shows", TR("Please choose what it shows."));
	return cx->field_count ? HK_INVALID : HK_OK;
}

static bool is_twin(const struct ctx *cx, const struct wall *other, const struct wall *wall)
{
	return other->maker_id == cx->actor->id && cx->now - other->created_at < TWICE_MS &&
	       strcmp(other->name, wall->name) == 0 &&
	       strcmp(other->language, wall->language) == 0 &&
	       strcmp(other->shows, wall->shows) == 0;
}

enum hk_result wall_add(struct ctx *cx, const struct wall *wall, int64_t *ret_id)
{
	struct wall wish = { .name = hk_one_line(cx->arena, wall->name),
			     .language = wall->language,
			     .shows = wall->shows };
	struct wall_list others;

	HK_TRY(right_need(cx, RIGHT_CONTROL));
	HK_TRY(wall_check(cx, &wish));
	HK_TRY(wall_every(cx, &others));
	for (size_t i = 0; i < others.count; i++)
		if (is_twin(cx, &others.items[i], &wish)) {
			*ret_id = others.items[i].id;
			return HK_OK;
		}
	if (others.count >= WALLS_MOST)
		return problem(cx, HK_CONFLICT,
			       TR("There are too many screens. Please end some of them first."));
	wish.id = ctx_new_id(cx);
	HK_TRY(db_send(cx->db,
		       DB_ADD("wall",
			      "id, name, language, maker_id, created_at, expires_at, ended_at,"
			      " shows",
			      "$2, $3, $4, $5, $6, $7, 0, $8", ""),
		       DB_ARGS(wish.id, wish.name, wish.language, cx->actor->id, cx->now,
			       cx->now + WALL_DAYS * HK_DAY, wish.shows)));
	HK_TRY(audit_record(cx, "wall.add", wish.name));
	*ret_id = wish.id;
	return HK_OK;
}

enum hk_result wall_end(struct ctx *cx, int64_t id)
{
	struct wall wall;

	HK_TRY(right_need(cx, RIGHT_CONTROL));
	HK_TRY(db_select_one(cx->db, &record, DB_WHERE("wall.id = $2", ""), DB_ARGS(id), &wall));
	if (wall.ended_at)
		return HK_OK;
	HK_TRY(db_send(cx->db, DB_UPDATE("wall", "ended_at = $3", "id = $2 AND ended_at = 0", ""),
		       DB_ARGS(id, cx->now)));
	return audit_record(cx, "wall.end", wall.name);
}

const char *wall_token(struct ctx *cx, int64_t id)
{
	unsigned char digest[HK_DIGEST];
	const char *text = hk_format(cx->arena, "wall %" PRId64 " %" PRId64, cx->org_id, id);

	hk_hmac(cx->house->key, text, strlen(text), digest);
	return hk_format(cx->arena, "%" PRId64 "-%s", id, hk_base32(cx->arena, digest, HK_TOKEN));
}

static enum hk_result living(struct ctx *cx, int64_t id, struct wall *ret)
{
	return db_select_one(
		cx->db, &record,
		DB_WHERE("wall.id = $2 AND wall.ended_at = 0 AND wall.expires_at > $3", ""),
		DB_ARGS(id, cx->now), ret);
}

enum hk_result wall_read(struct ctx *cx, int64_t id, struct wall *ret)
{
	HK_TRY(right_need(cx, RIGHT_CONTROL));
	return living(cx, id, ret);
}

/* HK_NOT_FOUND: he may not see the control centre himself. */
static enum hk_result maker_check(struct ctx *cx, const struct wall *wall)
{
	struct staff maker;
	bool may;

	HK_TRY(staff_find_may(cx, wall->maker_id, RIGHT_CONTROL, &maker, &may));
	return may ? HK_OK : HK_NOT_FOUND;
}

enum hk_result wall_find(struct ctx *cx, const char *token, struct wall *ret)
{
	const char *id_text = hk_copy(cx->arena, token, strcspn(token, "-")), *good;
	struct wall wall;
	int64_t id;

	if (!hk_number(id_text, &id))
		return HK_NOT_FOUND;
	good = wall_token(cx, id);
	if (strlen(token) != strlen(good) || !hk_digest_equal(token, good, strlen(good)))
		return HK_NOT_FOUND;
	HK_TRY(living(cx, id, &wall));
	HK_TRY(maker_check(cx, &wall));
	*ret = wall;
	return HK_OK;
}

enum hk_result wall_is_good(struct ctx *cx, int64_t id, bool *ret)
{
	struct wall wall;
	enum hk_result result = living(cx, id, &wall);

	if (result == HK_OK)
		result = maker_check(cx, &wall);
	if (result != HK_OK && result != HK_NOT_FOUND)
		return result;
	*ret = result == HK_OK;
	return HK_OK;
}
