#include "ticket/rule/rule_name.h"

#include <string.h>

#include "base/text.h"
#include "core/counter.h"
#include "core/fold.h"

struct named {
	int64_t id;
	const char *name;
};

static const struct db_column columns[] = { DB_COLUMN(struct named, id),
					    DB_COLUMN(struct named, name) };
static const struct db_record record = DB_RECORD("rule", struct named, columns);

static const char *compared(struct ctx *cx, const char *name)
{
	return fold_text(cx->arena, hk_one_line(cx->arena, name));
}

static bool is_macro(const struct rule *rule)
{
	return strcmp(rule->kind, "macro") == 0;
}

/* Beside which others it stands. */
static enum hk_result others(struct ctx *cx, const struct rule *rule, struct db_rows *ret)
{
	if (!is_macro(rule))
		return db_select(cx->db, &record,
				 DB_WHERE("removed_at = 0 AND kind <> 'macro' AND id <> $2", ""),
				 DB_ARGS(rule->id), ret);
	if (!rule->staff_id)
		return db_select(cx->db, &record,
				 DB_WHERE("removed_at = 0 AND kind = 'macro' AND staff_id = 0 AND"
					  " id <> $2",
					  ""),
				 DB_ARGS(rule->id), ret);
	return db_select(cx->db, &record,
			 DB_WHERE("removed_at = 0 AND kind = 'macro' AND id <> $2 AND"
				  " (staff_id = $3 OR (staff_id = 0 AND team_id = 0))",
				  ""),
			 DB_ARGS(rule->id, rule->staff_id), ret);
}

enum hk_result rule_name_check(struct ctx *cx, const struct rule *rule, const struct rule *old)
{
	const char *name = compared(cx, rule->name);
	const struct named *items;
	struct db_rows rows;
	int64_t turn;

	if (old && strcmp(compared(cx, old->name), name) == 0)
		return HK_OK;
	/* Whoever gives a name waits for the other one. */
	HK_TRY(counter_next(cx, "rule", &turn));
	HK_TRY(others(cx, rule, &rows));
	items = rows.items;
	for (size_t i = 0; i < rows.count; i++)
		if (strcmp(compared(cx, items[i].name), name) == 0)
			return field_problem(
				cx, "name",
				is_macro(rule) ? TR("There is a macro of this name already. Please "
						    "choose another one.")
					       : TR("There is a rule of this name already. Please "
						    "choose another one."));
	return HK_OK;
}

/* How many of that name stand beside it and are older. */
static int older(struct ctx *cx, const struct rule_list *list, const struct rule *rule)
{
	int count = 0;

	for (size_t i = 0; i < list->count; i++) {
		const struct rule *one = &list->items[i];

		count += one->id < rule->id && is_macro(one) == is_macro(rule) &&
			 strcmp(compared(cx, one->name), compared(cx, rule->name)) == 0;
	}
	return count;
}

void rule_names_apart(struct ctx *cx, struct rule_list *list)
{
	const char **names = hk_alloc(cx->arena, list->count, sizeof(*names));

	for (size_t i = 0; i < list->count; i++) {
		int before = older(cx, list, &list->items[i]);

		names[i] = list->items[i].name;
		if (before)
			names[i] = hk_format(cx->arena, "%s (%d)", names[i], before + 1);
	}
	for (size_t i = 0; i < list->count; i++)
		list->items[i].name = names[i];
}
