/* The form of a rule: its rows come and go by buttons that send it, without a script. */
#include <inttypes.h>
#include <string.h>

#include "base/text.h"
#include "web/pages/again.h"
#include "web/pages/rule/rule_view.h"

/* NO_TEAM: what stands there is none, and is not for everybody. */
enum { MINUTES_HOUR = 60, MINUTES_DAY = 24 * 60, NO_TEAM = -1 };

static const char *value_of(struct web_request *req, const char *name, size_t place,
			    const char *part)
{
	return page_form(req, hk_format(req->cx->arena, "%s%zu_%s", name, place, part));
}

/* Ticked boxes are one value with blanks between. */
static const char *values_of(struct web_request *req, size_t place)
{
	const char *const *all;
	const char *joined = "";
	size_t count = web_form_all(req, hk_format(req->cx->arena, "c%zu_value", place), &all);

	for (size_t i = 0; i < count; i++)
		joined = hk_format(req->cx->arena, "%s%s%s", joined, i ? " " : "", all[i]);
	return joined;
}

static struct condition condition_typed(struct web_request *req, size_t place)
{
	struct condition one = { .any = value_of(req, "c", place, "any"),
				 .field = value_of(req, "c", place, "field"),
				 .op = value_of(req, "c", place, "op") };
	const struct condition_field *field = condition_field_find(one.field);
	bool has_several =
		field && (field->kind == CONDITION_CHOICE || field->kind == CONDITION_ID);

	one.value = has_several ? values_of(req, place) : value_of(req, "c", place, "value");
	if (strcmp(one.any, "any") != 0)
		one.any = "all";
	if (field && !*one.op)
		one.op = condition_ops(field)[0];
	return one;
}

static struct action action_typed(struct web_request *req, size_t place)
{
	struct action one = { .kind = value_of(req, "a", place, "kind"),
			      .value = value_of(req, "a", place, "value"),
			      .text = value_of(req, "a", place, "text") };

	if (strcmp(one.kind, "task") == 0)
		one.value = hk_format(req->cx->arena, "%s %s", one.value,
				      value_of(req, "a", place, "hours"));
	if (strcmp(one.kind, "send") == 0)
		one.text = value_of(req, "a", place, "turn");
	return one;
}

static int64_t minutes_typed(struct web_request *req)
{
	const char *unit = page_form(req, "unit");
	int64_t after = web_form_number(req, "after", 0), times = MINUTES_HOUR;

	if (after < 0 || after > RULE_MINUTES_MOST)
		return 0;
	if (strcmp(unit, "minutes") == 0)
		times = 1;
	else if (strcmp(unit, "days") == 0)
		times = MINUTES_DAY;
	else if (*unit && strcmp(unit, "hours") != 0)
		return 0;
	return after * times;
}

void rule_typed_read(struct web_request *req, const char *kind, struct rule_typed *ret)
{
	struct ctx *cx = req->cx;
	const char *share = page_form(req, "share");

	*ret = (struct rule_typed){
		.rule = { .kind = kind,
			  .name = page_form(req, "name"),
			  .event = page_form(req, "event"),
			  .minutes = minutes_typed(req),
			  .in_open_time = web_form_number(req, "in_open_time", 0) == 1,
			  .version = web_form_number(req, "version", 0) },
		.conditions = { hk_alloc(cx->arena, CONDITIONS_MOST + 1, sizeof(struct condition)),
				0 },
		.actions = { hk_alloc(cx->arena, ACTIONS_MOST + 1, sizeof(struct action)), 0 },
		.after = page_form(req, "after"),
		.unit = page_form(req, "unit"),
	};
	if (strcmp(share, "me") == 0)
		ret->rule.staff_id = cx->actor->id;
	else if (*share && !hk_number(share, &ret->rule.team_id))
		ret->rule.team_id = NO_TEAM;
	for (size_t i = 0; i < CONDITIONS_MOST; i++)
		if (*value_of(req, "c", i, "field"))
			ret->conditions.items[ret->conditions.count++] = condition_typed(req, i);
	for (size_t i = 0; i < ACTIONS_MOST; i++)
		if (*value_of(req, "a", i, "kind"))
			ret->actions.items[ret->actions.count++] = action_typed(req, i);
	ret->rule.conditions = condition_write(cx, &ret->conditions);
	ret->rule.actions = action_write(cx, &ret->actions);
}

void rule_typed_of(struct ctx *cx, const struct rule *rule, struct rule_typed *ret)
{
	int64_t times = MINUTES_HOUR;
	struct condition_list conditions = condition_read(cx, rule->conditions);
	struct action_list actions = action_read(cx, rule->actions);

	*ret = (struct rule_typed){
		.rule = *rule, .conditions = conditions, .actions = actions, .unit = "hours"
	};
	if (rule->minutes % MINUTES_HOUR) {
		times = 1;
		ret->unit = "minutes";
	} else if (rule->minutes && rule->minutes % MINUTES_DAY == 0) {
		times = MINUTES_DAY;
		ret->unit = "days";
	}
	ret->after = rule->minutes ? hk_format(cx->arena, "%" PRId64, rule->minutes / times) : "";
}

static void take_condition(struct rule_typed *typed, size_t place)
{
	for (size_t i = place; i + 1 < typed->conditions.count; i++)
		typed->conditions.items[i] = typed->conditions.items[i + 1];
	typed->conditions.count -= place < typed->conditions.count;
}

static void take_action(struct rule_typed *typed, size_t place)
{
	for (size_t i = place; i + 1 < typed->actions.count; i++)
		typed->actions.items[i] = typed->actions.items[i + 1];
	typed->actions.count -= place < typed->actions.count;
}

static void add_condition(struct web_request *req, struct rule_typed *typed)
{
	const struct condition_field *field = condition_field_find(page_form(req, "new_condition"));

	if (field && typed->conditions.count < CONDITIONS_MOST)
		typed->conditions.items[typed->conditions.count++] =
			(struct condition){ .any = "all",
					    .field = field->name,
					    .op = condition_ops(field)[0],
					    .value = "" };
}

static void add_action(struct web_request *req, struct rule_typed *typed)
{
	const char *kind = page_form(req, "new_action");

	if (*kind && typed->actions.count < ACTIONS_MOST)
		typed->actions.items[typed->actions.count++] =
			(struct action){ .kind = kind, .value = "", .text = "" };
}

bool rule_typed_change(struct web_request *req, struct rule_typed *typed)
{
	const char *what = page_form(req, "do");
	int64_t place;

	if (strcmp(what, "add-condition") == 0)
		add_condition(req, typed);
	else if (strcmp(what, "add-action") == 0)
		add_action(req, typed);
	else if (hk_starts(what, "take-c") && hk_number(what + strlen("take-c"), &place))
		take_condition(typed, (size_t)place);
	else if (hk_starts(what, "take-a") && hk_number(what + strlen("take-a"), &place))
		take_action(typed, (size_t)place);
	else
		return false;
	return true;
}

/* clang-format off */
#define CONDITION_PARAMS(n) \
	{ "c" n "_field", PARAM_TEXT, 20 }, { "c" n "_any", PARAM_TEXT, 3 }, \
	{ "c" n "_op", PARAM_TEXT, 8 }, { "c" n "_value", PARAM_TEXT, CONDITION_LETTERS }
#define ACTION_PARAMS(n) \
	{ "a" n "_kind", PARAM_TEXT, 12 }, { "a" n "_value", PARAM_TEXT, 40 }, \
	{ "a" n "_text", PARAM_TEXT, ACTION_TEXT_LETTERS }, { "a" n "_hours", PARAM_TEXT, 6 }, \
	{ "a" n "_turn", PARAM_TEXT, 8 }
/* clang-format on */

const struct web_param rule_params[] = {
	{ "do", PARAM_TEXT, 20 },
	{ "kind", PARAM_TEXT, 8 },
	{ "version", PARAM_NUMBER, 0 },
	{ "name", PARAM_TEXT, RULE_NAME_LETTERS },
	{ "event", PARAM_TEXT, 12 },
	{ "after", PARAM_NUMBER, 8 },
	{ "unit", PARAM_TEXT, 8 },
	{ "in_open_time", PARAM_NUMBER, 0 },
	{ "share", PARAM_TEXT, 24 },
	{ "new_condition", PARAM_TEXT, 20 },
	{ "new_action", PARAM_TEXT, 12 },
	CONDITION_PARAMS("0"),
	CONDITION_PARAMS("1"),
	CONDITION_PARAMS("2"),
	CONDITION_PARAMS("3"),
	CONDITION_PARAMS("4"),
	CONDITION_PARAMS("5"),
	CONDITION_PARAMS("6"),
	CONDITION_PARAMS("7"),
	CONDITION_PARAMS("8"),
	CONDITION_PARAMS("9"),
	CONDITION_PARAMS("10"),
	CONDITION_PARAMS("11"),
	ACTION_PARAMS("0"),
	ACTION_PARAMS("1"),
	ACTION_PARAMS("2"),
	ACTION_PARAMS("3"),
	ACTION_PARAMS("4"),
	ACTION_PARAMS("5"),
	ACTION_PARAMS("6"),
	ACTION_PARAMS("7"),
	{ 0 },
};
