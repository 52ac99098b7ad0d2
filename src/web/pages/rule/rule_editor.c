/* The editor of a rule, from what is typed: each row with what its kind asks for. */
#include <inttypes.h>
#include <string.h>

#include "base/text.h"
#include "core/i18n.h"
#include "core/rights.h"
#include "people/team.h"
#include "ticket/mail/mailbox.h"
#include "ticket/rule/action_more.h"
#include "ticket/write/saved_reply.h"
#include "web/pages/again.h"
#include "web/pages/rule/rule_view.h"
#include "web/pages/rule/rule_words.h"
#include "web/pages/staff_options.h"
#include "web/pages/ticket/ticket_form.h"

static struct part_option option(struct ctx *cx, const char *value, const char *words,
				 const char *chosen)
{
	return (struct part_option){ .value = value,
				     .label = i18n_text(cx->language, words),
				     .is_chosen = strcmp(value, chosen) == 0 };
}

static const char *id_text(struct ctx *cx, int64_t id)
{
	return hk_format(cx->arena, "%" PRId64, id);
}

/* With one more before them. */
static struct part_options with_first(struct ctx *cx, struct part_option first,
				      struct part_options rest)
{
	struct part_option *items = hk_alloc(cx->arena, rest.count + 1, sizeof(*items));

	items[0] = first;
	for (size_t i = 0; i < rest.count; i++)
		items[i + 1] = rest.items[i];
	return (struct part_options){ items, rest.count + 1 };
}

static struct part_options chosen_among(struct ctx *cx, struct part_options options,
					const char *values)
{
	struct part_option *items = hk_alloc(cx->arena, options.count, sizeof(*items));
	const char *value;

	for (size_t i = 0; i < options.count; i++) {
		items[i] = options.items[i];
		items[i].is_chosen = false;
		for (size_t j = 0; (value = condition_value_at(cx, values, j)); j++)
			if (strcmp(value, items[i].value) == 0)
				items[i].is_chosen = true;
	}
	return (struct part_options){ items, options.count };
}

static enum hk_result mailbox_options(struct ctx *cx, struct part_options *ret)
{
	struct mailbox_list list;
	struct part_option *items;

	HK_TRY(mailbox_every(cx, &list));
	items = hk_alloc(cx->arena, list.count, sizeof(*items));
	for (size_t i = 0; i < list.count; i++)
		items[i] = (struct part_option){ .value = id_text(cx, list.items[i].id),
						 .label = list.items[i].address };
	*ret = (struct part_options){ items, list.count };
	return HK_OK;
}

static enum hk_result doer_options(struct ctx *cx, struct part_options *ret)
{
	struct part_options staff, teams;
	struct part_option *items;

	HK_TRY(staff_options(cx, "s", 0, &staff));
	HK_TRY(team_options(cx, 0, &teams));
	items = hk_alloc(cx->arena, staff.count + teams.count, sizeof(*items));
	for (size_t i = 0; i < teams.count; i++) {
		items[i] = teams.items[i];
		items[i].value = hk_format(cx->arena, "t%s", teams.items[i].value);
	}
	for (size_t i = 0; i < staff.count; i++)
		items[teams.count + i] = staff.items[i];
	*ret = (struct part_options){ items, staff.count + teams.count };
	return HK_OK;
}

static enum hk_result reply_options(struct ctx *cx, struct part_options *ret)
{
	struct saved_reply_list list;
	struct part_option *items;

	HK_TRY(saved_reply_usable(cx, &list));
	items = hk_alloc(cx->arena, list.count, sizeof(*items));
	for (size_t i = 0; i < list.count; i++)
		items[i] = (struct part_option){ .value = id_text(cx, list.items[i].id),
						 .label = list.items[i].title };
	*ret = (struct part_options){ items, list.count };
	return HK_OK;
}

/* ---- conditions ---- */

static enum hk_result id_options(struct ctx *cx, const char *field, struct part_options *ret)
{
	if (strcmp(field, "team") == 0)
		return team_options(cx, 0, ret);
	return strcmp(field, "owner") == 0 ? staff_options(cx, "", 0, ret)
					   : mailbox_options(cx, ret);
}

static struct part_options op_options(struct ctx *cx, const struct condition_field *field,
				      const char *chosen)
{
	static const char *const words[][2] = {
		{ "is", TR("is") },          { "not", TR("is not") },
		{ "has", TR("has") },        { "lacks", TR("does not have") },
		{ "least", TR("at least") }, { "most", TR("at most") },
	};
	const char *const *ops = condition_ops(field);
	struct part_option *items = hk_alloc(cx->arena, 2, sizeof(*items));
	size_t count = 0;

	for (; ops[count]; count++)
		for (size_t i = 0; i < HK_COUNT(words); i++)
			if (strcmp(words[i][0], ops[count]) == 0)
				items[count] = option(cx, words[i][0], words[i][1], chosen);
	return (struct part_options){ items, count };
}

static enum hk_result condition_row(struct ctx *cx, const struct condition *condition, size_t place,
				    const struct part_errors *errors, struct rule_part *ret)
{
	static const char *const inputs[] = { [CONDITION_CHOICE] = "boxes",
					      [CONDITION_ID] = "boxes",
					      [CONDITION_WORDS] = "text",
					      [CONDITION_NUMBER] = "number",
					      [CONDITION_YES] = "none" };
	const struct condition_field *field = condition_field_find(condition->field);
	struct part_options options = { NULL, 0 };

	if (!field)
		return HK_INVALID;
	if (field->kind == CONDITION_CHOICE)
		options = condition_options(cx, field->name, condition->value);
	if (field->kind == CONDITION_ID)
		HK_TRY(id_options(cx, field->name, &options));
	*ret = (struct rule_part){
		.name = hk_format(cx->arena, "c%zu", place),
		.code = field->name,
		.label = i18n_text(cx->language, condition_label(field->name)),
		.any = condition->any,
		.input = inputs[field->kind],
		.ops = op_options(cx, field, condition->op),
		.options = chosen_among(cx, options, condition->value),
		.value = condition->value,
		.text_label = "",
		.text = "",
		.hours = "",
	};
	ret->error = part_error_of(errors, ret->name);
	return HK_OK;
}

/* ---- actions ---- */

static enum hk_result action_options(struct ctx *cx, const char *kind, struct part_options *ret)
{
	*ret = (struct part_options){ NULL, 0 };
	if (strcmp(kind, "priority") == 0 || strcmp(kind, "type") == 0 || strcmp(kind, "harm") == 0)
		*ret = condition_options(cx, kind, "");
	if (strcmp(kind, "assign") == 0)
		return owner_options(cx, 0, ret);
	if (strcmp(kind, "move") == 0)
		return team_options(cx, 0, ret);
	if (strcmp(kind, "task") == 0)
		return doer_options(cx, ret);
	if (strcmp(kind, "send") == 0)
		return reply_options(cx, ret);
	if (strcmp(kind, "follow") == 0)
		return staff_options_readers(cx, ret);
	if (strcmp(kind, "notify") == 0) {
		HK_TRY(staff_options_readers(cx, ret));
		*ret = with_first(cx, option(cx, "owner", TR("Owner"), ""), *ret);
	}
	return HK_OK;
}

static const char *text_label(struct ctx *cx, const char *kind)
{
	static const char *const labels[][2] = {
		{ "priority", TR("Why, for the history") },
		{ "note", TR("The note") },
		{ "task", TR("What shall be done") },
		{ "notify", TR("What he reads") },
	};

	for (size_t i = 0; i < HK_COUNT(labels); i++)
		if (strcmp(labels[i][0], kind) == 0)
			return i18n_text(cx->language, labels[i][1]);
	return "";
}

static struct part_options turn_options(struct ctx *cx, const char *chosen)
{
	struct part_option *items = hk_alloc(cx->arena, 3, sizeof(*items));

	items[0] = option(cx, "open", TR("We go on"), chosen);
	items[1] = option(cx, "wait", TR("The customer has to answer"), chosen);
	items[2] = option(cx, "resolve", TR("It may be solved"), chosen);
	return (struct part_options){ items, 3 };
}

static enum hk_result action_row(struct ctx *cx, const struct action *action, size_t place,
				 const struct rule_editor *editor, struct rule_part *ret)
{
	const char *kind = action->kind, *label = action_label(kind);
	const char *value = condition_value_at(cx, action->value, 0);
	const char *hours = condition_value_at(cx, action->value, 1);
	struct part_options options;

	if (!*label)
		return HK_INVALID;
	HK_TRY(action_options(cx, kind, &options));
	*ret = (struct rule_part){
		.name = hk_format(cx->arena, "a%zu", place),
		.code = kind,
		.label = i18n_text(cx->language, label),
		.any = "",
		.input = strcmp(kind, "tie") == 0 ? "number"
			 : options.count          ? "select"
						  : "none",
		.options = chosen_among(cx, options, value ? value : ""),
		.value = value ? value : "",
		.text_label = text_label(cx, kind),
		.text = action->text,
		.is_long = strcmp(kind, "priority") != 0,
		.has_hours = strcmp(kind, "task") == 0,
		.hours = hours ? hours : "24",
		.has_turn = strcmp(kind, "send") == 0 && editor->is_macro,
		.turns = turn_options(cx, action->text),
	};
	ret->error = part_error_of(&editor->errors, ret->name);
	return HK_OK;
}

/* ---- the rest ---- */

static struct part_options event_options(struct ctx *cx, const struct rule_editor *editor)
{
	const char *(*name_of)(size_t) = editor->is_timed ? rule_since_name : rule_event_name;
	size_t count = 0;
	struct part_option *items;
	struct rule rule = editor->rule;

	while (name_of(count))
		count++;
	items = hk_alloc(cx->arena, count, sizeof(*items));
	for (size_t i = 0; i < count; i++) {
		rule.event = name_of(i);
		items[i] = option(cx, name_of(i), rule_event_words(&rule), editor->rule.event);
	}
	return (struct part_options){ items, count };
}

static struct part_options unit_options(struct ctx *cx, const char *chosen)
{
	struct part_option *items = hk_alloc(cx->arena, 3, sizeof(*items));

	items[0] = option(cx, "minutes", TR("Minutes"), chosen);
	items[1] = option(cx, "hours", TR("Hours"), *chosen ? chosen : "hours");
	items[2] = option(cx, "days", TR("Days"), chosen);
	return (struct part_options){ items, 3 };
}

/* All, for who administers; his teams, for who leads; himself, for a macro. */
static enum hk_result share_options(struct ctx *cx, const struct rule_editor *editor,
				    struct part_options *ret)
{
	bool is_admin = actor_may(cx->actor, RIGHT_ADMIN);
	const struct rule *rule = &editor->rule;
	struct part_options list = { NULL, 0 };
	const char *chosen = rule->staff_id ? "me" : id_text(cx, rule->team_id);
	struct team_list teams = { NULL, 0 };
	struct part_option *items;

	if (is_admin)
		HK_TRY(team_every(cx, &teams));
	else if (rule_may_share(cx))
		HK_TRY(team_of_actor(cx, &teams));
	items = hk_alloc(cx->arena, teams.count + 2, sizeof(*items));
	if (editor->is_macro && (!rule->id || rule->staff_id))
		items[list.count++] = option(cx, "me", TR("Me alone"), chosen);
	if (is_admin)
		items[list.count++] = option(
			cx, "0", editor->is_macro ? TR("Everybody") : TR("All tickets"), chosen);
	for (size_t i = 0; i < teams.count && !(rule->id && rule->staff_id); i++)
		items[list.count++] =
			(struct part_option){ .value = id_text(cx, teams.items[i].id),
					      .label = teams.items[i].name,
					      .is_chosen = teams.items[i].id == rule->team_id };
	list.items = items;
	*ret = list;
	return HK_OK;
}

static struct part_options field_options(struct ctx *cx)
{
	size_t count;
	const struct condition_field *fields = condition_fields(&count);
	struct part_option *items = hk_alloc(cx->arena, count, sizeof(*items));

	for (size_t i = 0; i < count; i++)
		items[i] = option(cx, fields[i].name, condition_label(fields[i].name), "");
	return (struct part_options){ items, count };
}

static struct part_options kind_options(struct ctx *cx)
{
	size_t count;
	const char *const *kinds = action_kinds(&count);
	struct part_option *items = hk_alloc(cx->arena, count, sizeof(*items));

	for (size_t i = 0; i < count; i++)
		items[i] = option(cx, kinds[i], action_label(kinds[i]), "");
	return (struct part_options){ items, count };
}

static enum hk_result rows_fill(struct ctx *cx, const struct rule_typed *typed,
				struct rule_editor *ret)
{
	ret->conditions.items =
		hk_alloc(cx->arena, typed->conditions.count, sizeof(*ret->conditions.items));
	for (size_t i = 0; i < typed->conditions.count; i++)
		if (condition_row(cx, &typed->conditions.items[i], i, &ret->errors,
				  &ret->conditions.items[ret->conditions.count]) == HK_OK)
			ret->conditions.count++;
	ret->actions.items = hk_alloc(cx->arena, typed->actions.count, sizeof(*ret->actions.items));
	for (size_t i = 0; i < typed->actions.count; i++)
		if (action_row(cx, &typed->actions.items[i], i, ret,
			       &ret->actions.items[ret->actions.count]) == HK_OK)
			ret->actions.count++;
	return HK_OK;
}

enum hk_result rule_editor_fill(struct web_request *req, const struct rule_typed *typed,
				struct rule_editor *ret)
{
	struct ctx *cx = req->cx;

	*ret = (struct rule_editor){ .rule = typed->rule,
				     .is_timed = strcmp(typed->rule.kind, "timed") == 0,
				     .is_macro = strcmp(typed->rule.kind, "macro") == 0,
				     .after = typed->after,
				     .problem = page_problem(cx),
				     .errors = page_errors(cx) };
	ret->title = ret->is_macro ? TR("Macro") : ret->is_timed ? TR("Timed rule") : TR("Trigger");
	ret->self = typed->rule.id
			    ? hk_format(cx->arena, "/admin/rules/%" PRId64, typed->rule.id)
			    : hk_format(cx->arena, "/admin/rules/new?kind=%s", typed->rule.kind);
	ret->events = event_options(cx, ret);
	ret->units = unit_options(cx, typed->unit);
	HK_TRY(share_options(cx, ret, &ret->shares));
	ret->new_conditions = field_options(cx);
	ret->new_actions = kind_options(cx);
	ret->may_add_condition = typed->conditions.count < CONDITIONS_MOST;
	ret->may_add_action = typed->actions.count < ACTIONS_MOST;
	return rows_fill(cx, typed, ret);
}
