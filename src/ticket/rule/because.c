#include "ticket/rule/because.h"

#include <inttypes.h>
#include <string.h>

#include "base/text.h"
#include "people/staff.h"
#include "people/team.h"
#include "ticket/mail/mailbox.h"
#include "ticket/purpose/harm.h"

static enum hk_result name_of(struct ctx *cx, const char *field, int64_t id, const char **ret)
{
	struct staff staff = { .name = "" };
	struct team team = { .name = "" };
	struct mailbox mailbox = { .name = "" };
	enum hk_result result;

	if (strcmp(field, "team") == 0)
		result = team_find(cx, id, &team);
	else if (strcmp(field, "owner") == 0)
		result = staff_find(cx, id, &staff);
	else
		result = mailbox_find(cx, id, &mailbox);
	if (result != HK_OK && result != HK_NOT_FOUND)
		return result;
	*ret = *team.name ? team.name : *staff.name ? staff.name : mailbox.name;
	return HK_OK;
}

/* The first of its values that holds by itself. */
static enum hk_result one_value(struct ctx *cx, const struct condition *condition,
				struct facts *facts, const char **ret)
{
	const char *value;

	*ret = condition->value;
	for (size_t i = 0; (value = condition_value_at(cx, condition->value, i)); i++) {
		struct condition alone = *condition;
		bool holds;

		alone.value = value;
		alone.folded = NULL;
		HK_TRY(condition_holds(cx, &alone, facts, &holds));
		if (!holds)
			continue;
		*ret = value;
		return HK_OK;
	}
	return HK_OK;
}

static enum hk_result one_word(struct ctx *cx, const struct condition *condition,
			       struct facts *facts, const char **ret)
{
	const char *at = condition->value;

	*ret = at;
	while (*at) {
		size_t length = strcspn(at, ",");
		struct condition alone = *condition;
		bool holds;

		alone.value = hk_trim(cx->arena, hk_copy(cx->arena, at, length));
		alone.folded = NULL;
		HK_TRY(condition_holds(cx, &alone, facts, &holds));
		if (holds && *alone.value) {
			*ret = alone.value;
			return HK_OK;
		}
		at += length + (at[length] == ',');
	}
	return HK_OK;
}

static enum hk_result names_of(struct ctx *cx, const char *field, const char *values,
			       const char **ret)
{
	const char *names = "", *value, *name;
	int64_t id;

	for (size_t i = 0; (value = condition_value_at(cx, values, i)); i++) {
		if (!hk_number(value, &id))
			continue;
		HK_TRY(name_of(cx, field, id, &name));
		names = hk_format(cx->arena, "%s%s%s", names, *names ? ", " : "", name);
	}
	*ret = names;
	return HK_OK;
}

static enum hk_result shown(struct ctx *cx, const struct condition *condition, struct facts *facts,
			    const char **ret)
{
	const struct condition_field *field = condition_field_find(condition->field);
	bool is_plain = strcmp(condition->op, "is") == 0 || strcmp(condition->op, "has") == 0;

	*ret = condition->value;
	if (is_plain && field->kind == CONDITION_WORDS)
		return one_word(cx, condition, facts, ret);
	if (is_plain && (field->kind == CONDITION_CHOICE || field->kind == CONDITION_ID))
		HK_TRY(one_value(cx, condition, facts, ret));
	return field->kind == CONDITION_ID ? names_of(cx, field->name, *ret, ret) : HK_OK;
}

enum hk_result because_write(struct ctx *cx, const struct rule *rule, struct facts *facts,
			     const char **ret)
{
	struct condition_list list = condition_read(cx, rule->conditions);
	const char *lines = "";

	for (size_t i = 0; i < list.count; i++) {
		const char *value;
		bool holds = false;

		if (!condition_field_find(list.items[i].field))
			continue;
		HK_TRY(condition_holds(cx, &list.items[i], facts, &holds));
		if (!holds)
			continue;
		HK_TRY(shown(cx, &list.items[i], facts, &value));
		lines = hk_format(cx->arena, "%s%s%s\t%s\t%s", lines, *lines ? "\n" : "",
				  list.items[i].field, list.items[i].op,
				  hk_one_line(cx->arena, value));
	}
	*ret = lines;
	return HK_OK;
}

const char *because_line(struct ctx *cx, const struct rule *rule, const char *because)
{
	return hk_format(cx->arena, "%" PRId64 "\t%s\t%" PRId64 "\t%s%s%s", rule->version,
			 *rule->event ? rule->event : "macro", rule->minutes, rule->name,
			 *because ? "\n" : "", because);
}

/* Up to the end of the part, and behind it. */
static const char *part(struct ctx *cx, const char **at, const char *ends)
{
	size_t length = strcspn(*at, ends);
	const char *copy = hk_copy(cx->arena, *at, length);

	*at += length;
	*at += **at == '\t';
	return copy;
}

struct condition_list because_conditions(struct ctx *cx, const char *because)
{
	struct condition_list list = {
		hk_alloc(cx->arena, CONDITIONS_MOST, sizeof(struct condition)), 0
	};

	while (*because && list.count < CONDITIONS_MOST) {
		struct condition *one = &list.items[list.count++];

		one->any = "";
		one->field = part(cx, &because, "\t\n");
		one->op = part(cx, &because, "\t\n");
		one->value = part(cx, &because, "\n");
		because += *because == '\n';
	}
	return list;
}

bool because_read(struct ctx *cx, const char *line, struct because *ret)
{
	if (!hk_number(part(cx, &line, "\t\n"), &ret->version))
		return false;
	ret->event = part(cx, &line, "\t\n");
	if (!hk_number(part(cx, &line, "\t\n"), &ret->minutes))
		return false;
	ret->name = part(cx, &line, "\n");
	ret->conditions = because_conditions(cx, line + (*line == '\n'));
	return true;
}
