/* Actions as rows keep them, and whether what they name is there. */
#include <string.h>

#include "base/buf.h"
#include "base/text.h"
#include "core/i18n.h"
#include "people/staff.h"
#include "people/team.h"
#include "ticket/purpose/harm.h"
#include "ticket/rule/action_more.h"
#include "ticket/write/saved_reply.h"

enum { TASK_HOURS_MOST = 24 * 365 };

static bool is(const struct action *action, const char *kind)
{
	return strcmp(action->kind, kind) == 0;
}

static bool kind_exists(const char *kind)
{
	size_t count;
	const char *const *kinds = action_kinds(&count);

	return hk_one_of(kind, kinds, count);
}

/* Of what is told about a ticket and given to him, who may read none has nothing. */
static enum hk_result staff_check(struct ctx *cx, const char *name, int64_t id, bool is_reader)
{
	const char *words = NULL;

	HK_TRY(action_person_check(cx, id, is_reader, &words));
	return words ? field_problem(cx, name, words) : HK_OK;
}

static enum hk_result team_check(struct ctx *cx, const char *name, int64_t id)
{
	struct team team;
	enum hk_result result = team_find(cx, id, &team);

	return result == HK_NOT_FOUND ? field_problem(cx, name, TR("Please choose a team."))
				      : result;
}

static enum hk_result task_check(struct ctx *cx, const char *name, const struct action *action)
{
	struct task_wish wish;

	if (!hk_has_ink(action->text))
		return field_problem(cx, name, TR("Please say what shall be done."));
	if (!task_wish_read(cx, action->value, &wish) || wish.hours > TASK_HOURS_MOST)
		return field_problem(cx, name,
				     TR("Please choose who does it, and within how many hours."));
	return wish.staff_id ? staff_check(cx, name, wish.staff_id, false)
			     : team_check(cx, name, wish.team_id);
}

/* What the actor does not see is not there for him. */
static enum hk_result send_check(struct ctx *cx, const char *name, int64_t id)
{
	struct saved_reply reply = { .archived_at = 1 };
	enum hk_result result = saved_reply_find(cx, id, &reply);

	if (result != HK_OK && result != HK_NOT_FOUND)
		return result;
	return reply.archived_at ? field_problem(cx, name, TR("Please choose a saved reply."))
				 : HK_OK;
}

static enum hk_result tie_check(struct ctx *cx, const char *name, int64_t number)
{
	struct ticket other;
	enum hk_result result = ticket_find(cx, number, &other);

	return result == HK_NOT_FOUND
		       ? field_problem(cx, name, TR("There is no ticket with this number."))
		       : result;
}

static enum hk_result words_check(struct ctx *cx, const char *name, const struct action *action)
{
	bool needs = is(action, "note") || is(action, "notify");

	if (needs && !hk_has_ink(action->text))
		return field_problem(cx, name, TR("Please write something first."));
	if (is(action, "priority") && !hk_has_ink(action->text))
		return field_problem(cx, name, TR("Please say why, in a few words."));
	if (hk_letters(action->text) >
	    (is(action, "priority") ? PRIORITY_REASON_LETTERS : ACTION_TEXT_LETTERS))
		return field_problem(cx, name, TR("This is too long. A few words are enough."));
	return HK_OK;
}

enum hk_result action_values_check(struct ctx *cx, const char *name, const struct action *action)
{
	int64_t id = 0;

	(void)hk_number(action->value, &id);
	if (!kind_exists(action->kind))
		return field_problem(cx, name, TR("Please choose what shall be done."));
	HK_TRY(words_check(cx, name, action));
	if (is(action, "priority") && !ticket_priority_exists(action->value))
		return field_problem(cx, name, TR("Please choose how urgent it is."));
	if (is(action, "harm") && !hk_one_of(action->value, harm_codes, HARMS))
		return field_problem(cx, name, TR("Please choose one of these."));
	if (is(action, "type") && !ticket_type_exists(action->value))
		return field_problem(cx, name, TR("Please choose what it is."));
	if (is(action, "assign") || is(action, "follow") ||
	    (is(action, "notify") && strcmp(action->value, "owner") != 0))
		return staff_check(cx, name, id, true);
	if (is(action, "move"))
		return team_check(cx, name, id);
	if (is(action, "task"))
		return task_check(cx, name, action);
	if (is(action, "send"))
		return send_check(cx, name, id);
	return is(action, "tie") ? tie_check(cx, name, id) : HK_OK;
}

/* Lines and tabs of a text are told by a stroke before n and t. */
static const char *packed(struct ctx *cx, const char *text)
{
	scoped_buf buf;

	hk_buf_init(&buf, 2 * strlen(text) + 1);
	for (; *text; text++) {
		if (*text == '\n' || *text == '\t' || *text == '\\')
			hk_buf_format(&buf, "\\%c",
				      *text == '\n'   ? 'n'
				      : *text == '\t' ? 't'
						      : '\\');
		else if (*text != '\r')
			hk_buf_format(&buf, "%c", *text);
	}
	return hk_copy(cx->arena, buf.bytes ? buf.bytes : "", buf.length);
}

static const char *unpacked(struct ctx *cx, const char *text, size_t length)
{
	char *copy = hk_alloc(cx->arena, length + 1, 1);
	size_t count = 0;

	for (size_t i = 0; i < length; i++) {
		char letter = text[i];

		if (letter == '\\' && i + 1 < length) {
			letter = text[++i];
			if (letter == 'n')
				letter = '\n';
			else if (letter == 't')
				letter = '\t';
		}
		copy[count++] = letter;
	}
	copy[count] = '\0';
	return copy;
}

const char *action_write(struct ctx *cx, const struct action_list *list)
{
	const char *lines = "";

	for (size_t i = 0; i < list->count; i++)
		lines = hk_format(cx->arena, "%s%s%s\t%s\t%s", lines, *lines ? "\n" : "",
				  list->items[i].kind, hk_one_line(cx->arena, list->items[i].value),
				  packed(cx, list->items[i].text));
	return lines;
}

struct action_list action_read(struct ctx *cx, const char *lines)
{
	struct action_list list = { hk_alloc(cx->arena, ACTIONS_MOST, sizeof(struct action)), 0 };

	while (*lines && list.count < ACTIONS_MOST) {
		size_t kind = strcspn(lines, "\t\n");
		const char *value = lines + kind + (lines[kind] == '\t');
		size_t length = strcspn(value, "\t\n");
		const char *text = value + length + (value[length] == '\t');
		size_t rest = strcspn(text, "\n");

		list.items[list.count++] =
			(struct action){ .kind = hk_copy(cx->arena, lines, kind),
					 .value = hk_copy(cx->arena, value, length),
					 .text = unpacked(cx, text, rest) };
		lines = text + rest + (text[rest] == '\n');
	}
	return list;
}
