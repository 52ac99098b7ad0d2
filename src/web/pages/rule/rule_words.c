#include "web/pages/rule/rule_words.h"

#include <inttypes.h>
#include <string.h>

#include "base/text.h"
#include "core/i18n.h"
#include "people/staff.h"
#include "people/team.h"
#include "ticket/rule/action_more.h"
#include "ticket/write/saved_reply.h"
#include "web/pages/ticket/harm_words.h"
#include "web/pages/ticket/ticket_words.h"

struct word {
	const char *code, *words;
};

static const struct word events[] = {
	{ "opened", TR("A ticket comes in") },
	{ "writes", TR("The customer writes, for the first time or again") },
	{ "word", TR("The customer writes again") },
	{ "answered", TR("We answer the customer") },
	{ "noted", TR("Somebody writes a note") },
	{ "changed", TR("Purpose, priority or subject change") },
	{ "assigned", TR("It goes to another owner or team") },
	{ "resolved", TR("It is resolved") },
	{ "reopened", TR("It is opened again") },
	{ "closed", TR("It is closed") },
};

static const struct word sinces[] = {
	{ "heard", TR("Since the customer wrote last") },
	{ "said", TR("Since anybody wrote last") },
	{ "opened", TR("Since it came in") },
	{ "resolved", TR("Since it was resolved") },
};

static const struct word fields[] = {
	{ "type", TR("What it is") },
	{ "priority", TR("Priority") },
	{ "harm", TR("Harm") },
	{ "state", TR("State") },
	{ "waits", TR("Waits for") },
	{ "channel", TR("Channel") },
	{ "language", TR("Language") },
	{ "mailbox", TR("Mailbox") },
	{ "team", TR("Team") },
	{ "owner", TR("Owner") },
	{ "subject", TR("Words of the subject") },
	{ "text", TR("Words of the message") },
	{ "words", TR("Words of the subject or the message") },
	{ "customer", TR("Name or address of the customer") },
	{ "new_customer", TR("First ticket of this customer") },
	{ "machine", TR("A machine wrote it") },
	{ "age", TR("Hours since it came in") },
	{ "silence", TR("Hours since anybody wrote") },
	{ "open_hours", TR("It is within opening hours") },
	{ "answered", TR("We have answered before") },
	{ "reopened", TR("It was opened again before") },
	{ "open_task", TR("A task of it is open") },
};

static const struct word actions_of[] = {
	{ "priority", TR("Set the priority") },
	{ "harm", TR("Say what the customer suffers") },
	{ "assign", TR("Give it to somebody") },
	{ "move", TR("Move it to a team") },
	{ "type", TR("Set what it is") },
	{ "follow", TR("Let somebody follow it") },
	{ "note", TR("Write a note") },
	{ "task", TR("Give a task") },
	{ "notify", TR("Tell somebody to look") },
	{ "send", TR("Send a saved reply") },
	{ "resolve", TR("Resolve it, and ask whether it is solved") },
	{ "spam", TR("Mark as spam") },
	{ "tie", TR("Let it belong to a ticket") },
};

static const struct word waits[] = {
	{ "us", TR("Us") },
	{ "customer", TR("The customer") },
};

static const char *find(const struct word *words, size_t count, const char *code)
{
	for (size_t i = 0; i < count; i++)
		if (strcmp(words[i].code, code) == 0)
			return words[i].words;
	return "";
}

const char *rule_event_words(const struct rule *rule)
{
	if (strcmp(rule->kind, "timed") == 0)
		return find(sinces, HK_COUNT(sinces), rule->event);
	return find(events, HK_COUNT(events), rule->event);
}

const char *condition_label(const char *field)
{
	return find(fields, HK_COUNT(fields), field);
}

const char *action_label(const char *kind)
{
	return find(actions_of, HK_COUNT(actions_of), kind);
}

/* ---- the values of a choice ---- */

static bool is_chosen(struct ctx *cx, const char *values, const char *code)
{
	const char *value;

	for (size_t i = 0; (value = condition_value_at(cx, values, i)); i++)
		if (strcmp(value, code) == 0)
			return true;
	return false;
}

static struct part_options of_words(struct ctx *cx, const struct word *words, size_t count)
{
	struct part_option *items = hk_alloc(cx->arena, count, sizeof(*items));

	for (size_t i = 0; i < count; i++)
		items[i] = (struct part_option){ .value = words[i].code,
						 .label = i18n_text(cx->language, words[i].words) };
	return (struct part_options){ items, count };
}

static struct part_options state_options(struct ctx *cx)
{
	static const char *const states[][2] = { { "new", "active" },
						 { "open", "active" },
						 { "waiting", "active" },
						 { "resolved", "resolved" },
						 { "closed", "closed" } };
	struct word words[HK_COUNT(states)];

	for (size_t i = 0; i < HK_COUNT(states); i++)
		words[i] = (struct word){ states[i][0],
					  state_word(states[i][0], states[i][1], NULL)->words };
	return of_words(cx, words, HK_COUNT(states));
}

static struct part_options plain_options(struct ctx *cx, const char *field)
{
	if (strcmp(field, "type") == 0)
		return type_options(cx, "");
	if (strcmp(field, "priority") == 0)
		return priority_options(cx, "");
	if (strcmp(field, "harm") == 0)
		return harm_options(cx, "");
	if (strcmp(field, "state") == 0)
		return state_options(cx);
	if (strcmp(field, "waits") == 0)
		return of_words(cx, waits, HK_COUNT(waits));
	return strcmp(field, "channel") == 0 ? every_channel_options(cx, "")
					     : language_options(cx, "");
}

struct part_options condition_options(struct ctx *cx, const char *field, const char *chosen)
{
	struct part_options plain = plain_options(cx, field);
	struct part_option *items = hk_alloc(cx->arena, plain.count, sizeof(*items));
	size_t count = 0;

	for (size_t i = 0; i < plain.count; i++) {
		if (!*plain.items[i].value)
			continue;
		items[count] = plain.items[i];
		items[count].hint = "";
		items[count].language = "";
		items[count].is_chosen = is_chosen(cx, chosen, plain.items[i].value);
		count++;
	}
	return (struct part_options){ items, count };
}

/* ---- sentences ---- */

/* The words of each code in a value. */
static const char *choice_words(struct ctx *cx, const char *field, const char *values)
{
	struct part_options options = condition_options(cx, field, values);
	const char *list = "";

	for (size_t i = 0; i < options.count; i++)
		if (options.items[i].is_chosen)
			list = hk_format(cx->arena, "%s%s%s", list, *list ? ", " : "",
					 options.items[i].label);
	return list;
}

static const struct {
	const char *op;
	enum condition_kind kind;
	const char *sentence;
} sentences[] = {
	{ "is", CONDITION_YES, TR("{field}: yes") },
	{ "not", CONDITION_YES, TR("{field}: no") },
	{ "has", CONDITION_WORDS, TR("{field}: “{value}”") },
	{ "part", CONDITION_WORDS, TR("{field}: “{value}”") },
	{ "lacks", CONDITION_WORDS, TR("{field}: without “{value}”") },
	{ "least", CONDITION_NUMBER, TR("{field}: at least {value}") },
	{ "most", CONDITION_NUMBER, TR("{field}: at most {value}") },
	{ "is", CONDITION_CHOICE, TR("{field}: {value}") },
	{ "not", CONDITION_CHOICE, TR("{field}: not {value}") },
	{ "is", CONDITION_ID, TR("{field}: {value}") },
	{ "not", CONDITION_ID, TR("{field}: not {value}") },
};

const char *because_words(struct ctx *cx, const struct condition *condition)
{
	const struct condition_field *field = condition_field_find(condition->field);
	const char *value = condition->value;

	if (!field)
		return "";
	if (field->kind == CONDITION_CHOICE)
		value = choice_words(cx, field->name, value);
	for (size_t i = 0; i < HK_COUNT(sentences); i++)
		if (sentences[i].kind == field->kind && strcmp(sentences[i].op, condition->op) == 0)
			return i18n_fill(cx->arena, i18n_text(cx->language, sentences[i].sentence),
					 "field",
					 i18n_text(cx->language, condition_label(field->name)),
					 "value", value, NULL);
	return "";
}

const char *because_all(struct ctx *cx, const struct condition_list *list)
{
	const char *all = "";

	for (size_t i = 0; i < list->count; i++)
		all = hk_format(cx->arena, "%s%s%s", all, *all ? "; " : "",
				because_words(cx, &list->items[i]));
	return all;
}

static enum hk_result person_or_team(struct ctx *cx, int64_t staff_id, int64_t team_id,
				     const char **ret)
{
	struct staff staff = { .name = "?" };
	struct team team = { .name = "?" };
	enum hk_result result =
		staff_id ? staff_find(cx, staff_id, &staff) : team_find(cx, team_id, &team);

	*ret = staff_id ? staff.name : team.name;
	return result == HK_NOT_FOUND ? HK_OK : result;
}

static enum hk_result reply_title(struct ctx *cx, int64_t id, const char **ret)
{
	struct saved_reply reply = { .title = "?" };
	enum hk_result result = saved_reply_find(cx, id, &reply);

	*ret = reply.title;
	return result == HK_NOT_FOUND ? HK_OK : result;
}

static enum hk_result value_words(struct ctx *cx, const struct action *action, const char **ret)
{
	const char *kind = action->kind;
	struct task_wish wish;
	int64_t id = 0;

	(void)hk_number(action->value, &id);
	*ret = action->text;
	if (strcmp(kind, "priority") == 0)
		*ret = i18n_text(cx->language, priority_word(action->value)->words);
	else if (strcmp(kind, "harm") == 0)
		*ret = i18n_text(cx->language, harm_label(action->value));
	else if (strcmp(kind, "type") == 0)
		*ret = i18n_text(cx->language, type_word(action->value)->words);
	else if (strcmp(kind, "tie") == 0)
		*ret = hk_format(cx->arena, "#%s", action->value);
	else if (strcmp(kind, "send") == 0)
		return reply_title(cx, id, ret);
	else if (strcmp(kind, "move") == 0)
		return person_or_team(cx, 0, id, ret);
	else if (strcmp(action->value, "owner") == 0)
		*ret = i18n_text(cx->language, TR("Owner"));
	else if (strcmp(kind, "task") == 0 && task_wish_read(cx, action->value, &wish))
		return person_or_team(cx, wish.staff_id, wish.team_id, ret);
	else if (id)
		return person_or_team(cx, id, 0, ret);
	return HK_OK;
}

enum hk_result action_words(struct ctx *cx, const struct action *action, const char **ret)
{
	const char *label = i18n_text(cx->language, action_label(action->kind)), *value;

	HK_TRY(value_words(cx, action, &value));
	*ret = *value ? i18n_fill(cx->arena, i18n_text(cx->language, TR("{field}: {value}")),
				  "field", label, "value", hk_one_line(cx->arena, value), NULL)
		      : label;
	return HK_OK;
}

enum hk_result actions_words(struct ctx *cx, const char *actions, const char **ret)
{
	struct action_list list = action_read(cx, actions);
	const char *all = "", *one;

	for (size_t i = 0; i < list.count; i++) {
		HK_TRY(action_words(cx, &list.items[i], &one));
		all = hk_format(cx->arena, "%s%s%s", all, *all ? "; " : "", one);
	}
	*ret = all;
	return HK_OK;
}

const char *ruled_words(struct ctx *cx, const char *detail)
{
	struct because because;
	const char *event, *why, *sentence;

	if (!because_read(cx, detail, &because))
		return "";
	why = because_all(cx, &because.conditions);
	event = because.minutes ? find(sinces, HK_COUNT(sinces), because.event)
				: find(events, HK_COUNT(events), because.event);
	sentence = TR("changed it by the rule “{name}”, version {version}, because: {why}");
	if (strcmp(because.event, "macro") == 0)
		sentence = TR("applied the macro “{name}”, version {version}");
	event = i18n_text(cx->language, event);
	return i18n_fill(cx->arena, i18n_text(cx->language, sentence), "name", because.name,
			 "version", hk_format(cx->arena, "%" PRId64, because.version), "why",
			 *why ? hk_format(cx->arena, "%s; %s", event, why) : event, NULL);
}
