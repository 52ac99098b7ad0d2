#include "people/skill.h"

#include <inttypes.h>
#include <string.h>

#include "base/date.h"
#include "base/text.h"
#include "base/time.h"
#include "core/job.h"

#define WARN_BEFORE (30 * HK_DAY)

static const struct db_column columns[] = {
	DB_COLUMN(struct skill, staff_id),  DB_COLUMN(struct skill, code),
	DB_COLUMN(struct skill, level),     DB_COLUMN(struct skill, expires_at),
	DB_COLUMN(struct skill, warned_at),
};
static const struct db_record record = DB_RECORD("skill", struct skill, columns);

enum hk_result skill_of_staff(struct ctx *cx, int64_t staff_id, struct skill_list *ret)
{
	struct db_rows rows;

	HK_TRY(db_select(cx->db, &record, DB_WHERE("staff_id = $2", "ORDER BY code"),
			 DB_ARGS(staff_id), &rows));
	*ret = (struct skill_list){ rows.items, rows.count };
	return HK_OK;
}

enum hk_result skill_every(struct ctx *cx, struct skill_list *ret)
{
	struct db_rows rows;

	HK_TRY(db_select(cx->db, &record, DB_WHERE("1 = 1", "ORDER BY staff_id, code"), DB_NONE,
			 &rows));
	*ret = (struct skill_list){ rows.items, rows.count };
	return HK_OK;
}

struct skill_list skill_pick(const struct skill_list *every, int64_t staff_id)
{
	struct skill_list own = { NULL, 0 };

	for (size_t i = 0; i < every->count; i++) {
		if (every->items[i].staff_id != staff_id)
			continue;
		if (!own.items)
			own.items = &every->items[i];
		own.count++;
	}
	return own;
}

static const char *last_day(struct hk_arena *arena, const struct skill *skill)
{
	return skill->expires_at ? hk_day_write(arena, skill->expires_at / HK_DAY - 1) : "";
}

const char *skill_text(struct ctx *cx, const struct skill_list *skills)
{
	const char *text = "";

	for (size_t i = 0; i < skills->count; i++) {
		const struct skill *one = &skills->items[i];
		const char *day = last_day(cx->arena, one);
		text = hk_format(cx->arena, "%s%s%s:%" PRId64 "%s%s", text, i ? ", " : "",
				 one->code, one->level, *day ? ":" : "", day);
	}
	return text;
}

void skill_json(struct hk_arena *arena, struct hk_json *json, const struct skill_list *skills)
{
	hk_json_open(json, "skills", '[');
	for (size_t i = 0; i < skills->count; i++) {
		hk_json_open(json, NULL, '{');
		hk_json_text(json, "code", skills->items[i].code);
		hk_json_int(json, "level", skills->items[i].level);
		if (skills->items[i].expires_at)
			hk_json_text(json, "last_day", last_day(arena, &skills->items[i]));
		hk_json_close(json, '}');
	}
	hk_json_close(json, ']');
}

bool skill_is_code(const char *text)
{
	return *text && strlen(text) <= SKILL_CODE_MAX &&
	       strspn(text, "abcdefghijklmnopqrstuvwxyz0123456789-_.") == strlen(text);
}

static bool has(const struct skill_list *list, const char *code)
{
	for (size_t i = 0; i < list->count; i++)
		if (strcmp(list->items[i].code, code) == 0)
			return true;
	return false;
}

/* One CODE:LEVEL or CODE:LEVEL:DAY; nothing follows, so that a code may not hide one. */
static bool read_one(struct ctx *cx, const char *word, struct skill *ret)
{
	const char *colon = strchr(word, ':'), *second = colon ? strchr(colon + 1, ':') : NULL;
	const char *level;
	int64_t day = 0;

	if (!colon)
		return false;
	level = second ? hk_copy(cx->arena, colon + 1, (size_t)(second - colon - 1)) : colon + 1;
	if (second && !hk_day_read(second + 1, &day))
		return false;
	ret->warned_at = 0;
	ret->expires_at = second ? (day + 1) * HK_DAY : 0;
	ret->code = hk_lower_ascii(cx->arena, hk_copy(cx->arena, word, (size_t)(colon - word)));
	return skill_is_code(ret->code) && hk_number(level, &ret->level) && ret->level >= 1 &&
	       ret->level <= SKILL_LEVEL_MAX;
}

static bool read_all(struct ctx *cx, const char *text, struct skill_list *ret)
{
	static const char gap[] = " ,;\t\r\n";

	ret->items = hk_alloc(cx->arena, SKILLS_MAX, sizeof(struct skill));
	ret->count = 0;
	for (text += strspn(text, gap); *text; text += strspn(text, gap)) {
		size_t length = strcspn(text, gap);
		struct skill *one = &ret->items[ret->count];
		if (ret->count == SKILLS_MAX ||
		    !read_one(cx, hk_copy(cx->arena, text, length), one) || has(ret, one->code))
			return false;
		ret->count++;
		text += length;
	}
	return true;
}

/* Who was told of this very end is not told again. */
static int64_t told_of(const struct skill_list *old, const struct skill *wish)
{
	for (size_t i = 0; i < old->count; i++)
		if (strcmp(old->items[i].code, wish->code) == 0 &&
		    old->items[i].expires_at == wish->expires_at)
			return old->items[i].warned_at;
	return 0;
}

enum hk_result skill_put(struct ctx *cx, int64_t staff_id, const char *text)
{
	struct skill_list wish, old;

	if (!read_all(cx, text, &wish))
		return field_problem(cx, "skills",
				     TR("Please write each skill once, with a level from 1 to 5, "
					"such as \"bengali:5, returns:3\", and with its last "
					"day where it has one: \"gas:4:2027-06-30\"."));
	HK_TRY(skill_of_staff(cx, staff_id, &old));
	HK_TRY(db_send(cx->db, DB_DELETE("skill", "staff_id = $2"), DB_ARGS(staff_id)));
	for (size_t i = 0; i < wish.count; i++) {
		wish.items[i].staff_id = staff_id;
		wish.items[i].warned_at = told_of(&old, &wish.items[i]);
		HK_TRY(db_insert(cx->db, &record, &wish.items[i]));
	}
	return HK_OK;
}

enum hk_result skill_warn(struct ctx *cx, int64_t limit)
{
	struct db_rows rows;

	HK_TRY(db_select(cx->db, &record,
			 DB_WHERE("warned_at = 0 AND expires_at > 0 AND expires_at <= $2",
				  "ORDER BY expires_at, staff_id, code LIMIT $3"),
			 DB_ARGS(cx->now + WARN_BEFORE, limit), &rows));
	for (size_t i = 0; i < rows.count; i++) {
		const struct skill *one = &((struct skill *)rows.items)[i];
		HK_TRY(db_send(
			cx->db,
			DB_UPDATE("skill", "warned_at = $4", "staff_id = $2 AND code = $3", ""),
			DB_ARGS(one->staff_id, one->code, cx->now)));
		HK_TRY(job_add(cx, "skill.ends", one->staff_id, cx->now,
			       hk_format(cx->arena, "%" PRId64 " %s %" PRId64, one->staff_id,
					 one->code, one->expires_at)));
	}
	return HK_OK;
}
