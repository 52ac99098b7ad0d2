#include "people/skill.h"

#include <inttypes.h>
#include <string.h>

#include "base/text.h"

static const struct db_column columns[] = {
	DB_COLUMN(struct skill, staff_id),
	DB_COLUMN(struct skill, code),
	DB_COLUMN(struct skill, level),
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

const char *skill_text(struct ctx *cx, const struct skill_list *skills)
{
	const char *text = "";

	for (size_t i = 0; i < skills->count; i++)
		text = hk_format(cx->arena, "%s%s%s:%" PRId64, text, i ? ", " : "",
				 skills->items[i].code, skills->items[i].level);
	return text;
}

void skill_json(struct hk_json *json, const struct skill_list *skills)
{
	hk_json_open(json, "skills", '[');
	for (size_t i = 0; i < skills->count; i++) {
		hk_json_open(json, NULL, '{');
		hk_json_text(json, "code", skills->items[i].code);
		hk_json_int(json, "level", skills->items[i].level);
		hk_json_close(json, '}');
	}
	hk_json_close(json, ']');
}

static bool is_code(const char *text)
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

/* One CODE:LEVEL; its level ends the word, so that a code may not hide one. */
static bool read_one(struct ctx *cx, const char *word, struct skill *ret)
{
	const char *colon = strchr(word, ':');

	if (!colon)
		return false;
	ret->code = hk_lower_ascii(cx->arena, hk_copy(cx->arena, word, (size_t)(colon - word)));
	return is_code(ret->code) && hk_number(colon + 1, &ret->level) && ret->level >= 1 &&
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

enum hk_result skill_put(struct ctx *cx, int64_t staff_id, const char *text)
{
	struct skill_list wish;

	if (!read_all(cx, text, &wish))
		return field_problem(cx, "skills",
				     TR("Please write each skill once, with a level from 1 to 5, "
					"such as \"bengali:5, returns:3\"."));
	HK_TRY(db_send(cx->db, DB_DELETE("skill", "staff_id = $2"), DB_ARGS(staff_id)));
	for (size_t i = 0; i < wish.count; i++) {
		wish.items[i].staff_id = staff_id;
		HK_TRY(db_insert(cx->db, &record, &wish.items[i]));
	}
	return HK_OK;
}
