#include "ticket/owner/work_rule.h"

#include <string.h>

#include "base/text.h"
#include "people/skill.h"
#include "ticket/ticket.h"

static const struct db_column columns[] = {
	DB_COLUMN(struct work_rule, type),  DB_COLUMN(struct work_rule, urgent),
	DB_COLUMN(struct work_rule, high),  DB_COLUMN(struct work_rule, normal),
	DB_COLUMN(struct work_rule, low),   DB_COLUMN(struct work_rule, skill),
	DB_COLUMN(struct work_rule, level), DB_COLUMN(struct work_rule, is_led),
};
static const struct db_record record = DB_RECORD("work_rule", struct work_rule, columns);

static const struct db_column limit_columns[] = {
	DB_COLUMN(struct channel_limit, channel),
	DB_COLUMN(struct channel_limit, most),
};
static const struct db_record limit_record =
	DB_RECORD("channel_limit", struct channel_limit, limit_columns);

/* What we begin with; the first one is for purposes that are not here. */
static const struct work_rule usual[] = {
	{ "", 20, 15, WORK_USUAL, WORK_USUAL, "", 0, 0 },
	{ "service", 30, 20, 15, 15, "", 0, 0 },
	{ "incident", 40, 30, 20, 15, "", 0, 0 },
	{ "invoice", 20, 15, 15, WORK_USUAL, "", 0, 0 },
	{ "complaint", 60, 45, 30, 30, "", 0, 0 },
};

static struct work_rule usual_of(const char *type)
{
	struct work_rule rule = usual[0];

	for (size_t i = 1; i < HK_COUNT(usual); i++)
		if (strcmp(usual[i].type, type) == 0)
			rule = usual[i];
	rule.type = type;
	return rule;
}

enum hk_result work_rule_find(struct ctx *cx, const char *type, struct work_rule *ret)
{
	enum hk_result result =
		db_select_one(cx->db, &record, DB_WHERE("type = $2", ""), DB_ARGS(type), ret);

	if (result != HK_NOT_FOUND)
		return result;
	*ret = usual_of(type);
	return HK_OK;
}

enum hk_result work_rule_every(struct ctx *cx, const char *const *types, size_t count,
			       struct work_rule_list *ret)
{
	struct work_rule *items = hk_alloc(cx->arena, count, sizeof(*items));
	struct db_rows rows;

	HK_TRY(db_select(cx->db, &record, DB_WHERE("1 = 1", "ORDER BY type"), DB_NONE, &rows));
	for (size_t i = 0; i < count; i++) {
		items[i] = usual_of(types[i]);
		for (size_t k = 0; k < rows.count; k++)
			if (strcmp(((struct work_rule *)rows.items)[k].type, types[i]) == 0)
				items[i] = ((struct work_rule *)rows.items)[k];
	}
	*ret = (struct work_rule_list){ items, count };
	return HK_OK;
}

static void minutes_check(struct ctx *cx, const char *field, int64_t minutes)
{
	if (minutes < 1 || minutes > WORK_MOST)
		(void)field_problem(cx, field, TR("Please give minutes from 1 to 1000."));
}

enum hk_result work_rule_put(struct ctx *cx, const struct work_rule *rule)
{
	const char *skill = hk_lower_ascii(cx->arena, hk_trim(cx->arena, rule->skill));
	int64_t level = *skill ? rule->level : 0;

	minutes_check(cx, "urgent", rule->urgent);
	minutes_check(cx, "high", rule->high);
	minutes_check(cx, "normal", rule->normal);
	minutes_check(cx, "low", rule->low);
	if (*skill && !skill_is_code(skill))
		(void)field_problem(cx, "skill",
				    TR("Please write one skill as it stands with the people, such "
				       "as \"returns\"."));
	if (*skill && (level < 1 || level > SKILL_LEVEL_MAX))
		(void)field_problem(cx, "level", TR("Please give a level from 1 to 5."));
	if (cx->field_count)
		return HK_INVALID;
	return db_send(cx->db,
		       DB_ADD("work_rule", "type, urgent, high, normal, low, skill, level, is_led",
			      "$2, $3, $4, $5, $6, $7, $8, $9",
			      "ON CONFLICT (org_id, type) DO UPDATE SET urgent = $3, high = $4,"
			      " normal = $5, low = $6, skill = $7, level = $8, is_led = $9"),
		       DB_ARGS(rule->type, rule->urgent, rule->high, rule->normal, rule->low, skill,
			       level, rule->is_led));
}

int64_t work_rule_of(const struct work_rule *rule, const char *priority)
{
	if (strcmp(priority, "urgent") == 0)
		return rule->urgent;
	if (strcmp(priority, "high") == 0)
		return rule->high;
	return strcmp(priority, "low") == 0 ? rule->low : rule->normal;
}

enum hk_result work_rule_minutes(struct ctx *cx, const char *type, const char *priority,
				 int64_t *ret)
{
	struct work_rule rule;

	HK_TRY(work_rule_find(cx, type, &rule));
	*ret = work_rule_of(&rule, priority);
	return HK_OK;
}

enum hk_result channel_limit_find(struct ctx *cx, const char *channel, int64_t *ret_most)
{
	struct channel_limit limit;
	enum hk_result result = db_select_one(cx->db, &limit_record, DB_WHERE("channel = $2", ""),
					      DB_ARGS(channel), &limit);

	*ret_most = result == HK_OK ? limit.most : 0;
	return result == HK_NOT_FOUND ? HK_OK : result;
}

enum hk_result channel_limit_every(struct ctx *cx, struct channel_limit_list *ret)
{
	struct db_rows rows;

	HK_TRY(db_select(cx->db, &limit_record, DB_WHERE("1 = 1", "ORDER BY channel"), DB_NONE,
			 &rows));
	*ret = (struct channel_limit_list){ rows.items, rows.count };
	return HK_OK;
}

enum hk_result channel_limit_put(struct ctx *cx, const char *channel, int64_t most)
{
	if (!ticket_channel_exists(channel))
		return HK_NOT_FOUND;
	if (most < 0 || most > WORK_MOST)
		return field_problem(cx, channel, TR("Please give a number from 0 to 1000."));
	if (most == 0)
		return db_send(cx->db, DB_DELETE("channel_limit", "channel = $2"),
			       DB_ARGS(channel));
	return db_send(cx->db,
		       DB_ADD("channel_limit", "channel, most", "$2, $3",
			      "ON CONFLICT (org_id, channel) DO UPDATE SET most = $3"),
		       DB_ARGS(channel, most));
}
