#include "web/pages/desk/task_view.h"

#include <inttypes.h>
#include <string.h>

#include "base/text.h"
#include "base/time.h"
#include "core/i18n.h"
#include "growth/sheet.h"
#include "people/team.h"
#include "web/pages/again.h"
#include "web/pages/staff_options.h"

enum { LIST_MOST = 200, ENDED_MOST = 20, SHORT_BYTES = 240, CHOICES = 20, MORNING = 9 * 60 };

static const char *beginning(struct ctx *cx, const char *text)
{
	const char *line = hk_one_line(cx->arena, text);
	size_t length = hk_utf8_fit(line, SHORT_BYTES);

	return line[length] ? hk_format(cx->arena, "%.*s…", (int)length, line) : line;
}

static void state_fill(struct ctx *cx, const struct task *task, struct task_item *ret)
{
	static const struct {
		const char *state, *words, *tone;
	} states[] = {
		{ "done", TR("Done"), "good" },
		{ "declined", TR("Declined"), "warn" },
		{ "taken_back", TR("Taken back"), "line" },
	};

	ret->state = ret->tone = "";
	for (size_t i = 0; i < HK_COUNT(states); i++)
		if (strcmp(states[i].state, task->state) == 0) {
			ret->state = i18n_text(cx->language, states[i].words);
			ret->tone = states[i].tone;
		}
}

static const char *person(struct ctx *cx, int64_t id, const char *name)
{
	return id && id == cx->actor->id ? i18n_text(cx->language, TR("You")) : name;
}

struct task_item task_item_of(struct ctx *cx, const struct task *task, bool is_whole)
{
	struct task_item item = {
		.url = hk_format(cx->arena, "/tasks/%" PRId64, task->id),
		.ticket = task->may_see ? hk_format(cx->arena, "/tickets/%" PRId64, task->number)
					: "",
		.text = is_whole ? task->text : beginning(cx, task->text),
		.subject = task->subject,
		.giver = person(cx, task->giver_id, task->giver_name),
		.doer = task->staff_id ? person(cx, task->staff_id, task->staff_name)
				       : task->team_name,
		.word = task->word,
		.ender = person(cx, task->ended_by, task->ender_name),
		.number = task->number,
		.due_at = task->due_at,
		.ended_at = task->ended_at,
		.is_open = task_is_open(task),
		.is_late = task_is_open(task) && task->due_at <= cx->now,
	};

	state_fill(cx, task, &item);
	return item;
}

static void items_fill(struct ctx *cx, const struct task_list *list, struct task_items *ret)
{
	*ret = (struct task_items){ hk_alloc(cx->arena, list->count, sizeof(*ret->items)), 0 };
	for (size_t i = 0; i < list->count; i++)
		ret->items[ret->count++] = task_item_of(cx, &list->items[i], false);
}

static enum hk_result decisions_fill(struct ctx *cx, struct task_decisions *ret)
{
	struct sheet_decisions list;

	HK_TRY(sheet_decisions_mine(cx, LIST_MOST, &list));
	*ret = (struct task_decisions){ hk_alloc(cx->arena, list.count, sizeof(*ret->items)), 0 };
	for (size_t i = 0; i < list.count; i++) {
		const struct sheet_decision *one = &list.items[i];
		const char *url = hk_format(cx->arena, "/loop/sheets/%" PRId64, one->sheet_id);

		ret->items[ret->count++] = (struct task_decision){
			.url = url,
			.done = hk_format(cx->arena, "%s/decisions/%" PRId64 "/done", url, one->id),
			.text = one->text,
			.due_at = one->due_at,
			.is_late = one->due_at + HK_DAY <= cx->now,
		};
	}
	return HK_OK;
}

enum hk_result task_lists_find(struct ctx *cx, struct task_lists *ret)
{
	struct task_list list;

	HK_TRY(task_page(cx, TASKS_MINE, LIST_MOST, &list));
	items_fill(cx, &list, &ret->mine);
	HK_TRY(decisions_fill(cx, &ret->decisions));
	HK_TRY(task_page(cx, TASKS_GIVEN, LIST_MOST, &list));
	items_fill(cx, &list, &ret->given);
	HK_TRY(task_page(cx, TASKS_ENDED, ENDED_MOST, &list));
	items_fill(cx, &list, &ret->ended);
	return HK_OK;
}

enum hk_result ticket_tasks_find(struct ctx *cx, const struct ticket *ticket,
				 struct ticket_tasks *ret)
{
	struct task_list list = { NULL, 0 }, open = { NULL, 0 };

	*ret = (struct ticket_tasks){
		.number = ticket->number,
		.self = hk_format(cx->arena, "/tickets/%" PRId64, ticket->number),
	};
	if (!ticket->task_open)
		return HK_OK;
	HK_TRY(task_of_ticket(cx, ticket, &list));
	for (size_t i = 0; i < list.count; i++)
		if (task_is_open(&list.items[i]))
			list.items[open.count++] = list.items[i];
	open.items = list.items;
	items_fill(cx, &open, &ret->items);
	/* There it is of this ticket anyway. */
	for (size_t i = 0; i < ret->items.count; i++)
		ret->items.items[i].ticket = "";
	return HK_OK;
}

enum hk_result task_page_find(struct ctx *cx, int64_t id, struct task_page_view *ret)
{
	struct message_list list;
	struct task task;

	HK_TRY(task_find(cx, id, &task));
	HK_TRY(task_messages(cx, &task, &list));
	ret->task = task_item_of(cx, &task, true);
	ret->may_end = task_may_end(cx, &task);
	ret->may_take = task_may_take(cx, &task);
	ret->may_give_back = task_may_give_back(cx, &task);
	ret->may_take_back = task_may_take_back(cx, &task);
	ret->messages.items = hk_alloc(cx->arena, list.count, sizeof(*ret->messages.items));
	ret->messages.count = list.count;
	for (size_t i = 0; i < list.count; i++) {
		const struct message *one = &list.items[i];

		ret->messages.items[i] = (struct task_message){
			.who = *one->from_name ? one->from_name : one->from_address,
			.language = one->language,
			.words = one->reply,
			.at = one->at,
		};
	}
	return HK_OK;
}

int64_t task_who(const struct web_request *req, const char *kind)
{
	const char *who = page_form(req, "who");
	int64_t id;

	return hk_starts(who, kind) && hk_number(who + strlen(kind), &id) ? id : 0;
}

static enum hk_result team_options(struct ctx *cx, const char *chosen, struct part_options *ret)
{
	struct part_option *items;
	struct team_list all;

	HK_TRY(team_every(cx, &all));
	items = hk_alloc(cx->arena, all.count, sizeof(*items));
	for (size_t i = 0; i < all.count; i++) {
		const char *value = hk_format(cx->arena, "team-%" PRId64, all.items[i].id);

		items[i] = (struct part_option){ .value = value,
						 .label = all.items[i].name,
						 .is_chosen = hk_equal(value, chosen) };
	}
	*ret = (struct part_options){ items, all.count };
	return HK_OK;
}

static bool is_ticked(const struct web_request *req, int64_t id)
{
	const char *const *values;
	size_t count = web_form_all(req, "messages", &values);
	int64_t number;

	for (size_t i = 0; i < count; i++)
		if (hk_number(values[i], &number) && number == id)
			return true;
	return false;
}

/* The newest first: what it is about was said just now, mostly. */
static enum hk_result choices_fill(struct web_request *req, const struct ticket *ticket,
				   struct task_choices *ret)
{
	struct ctx *cx = req->cx;
	struct message_list list;

	HK_TRY(message_page(cx, ticket, INT64_MAX, CHOICES, &list));
	ret->items = hk_alloc(cx->arena, list.count, sizeof(*ret->items));
	ret->count = list.count;
	for (size_t i = 0; i < list.count; i++) {
		const struct message *one = &list.items[list.count - 1 - i];

		ret->items[i] = (struct task_choice){
			.id = one->id,
			.at = one->at,
			.who = *one->from_name ? one->from_name : one->from_address,
			.words = beginning(cx, one->reply),
			.language = one->language,
			.is_ticked = is_ticked(req, one->id),
		};
	}
	return HK_OK;
}

enum hk_result task_form_find(struct web_request *req, const struct ticket *ticket,
			      struct task_form *ret)
{
	struct ctx *cx = req->cx;
	struct i18n_formats *formats = cx->kit->formats;
	const char *due = page_form(req, "due");
	int64_t usual = i18n_clock(formats, cx->timezone, cx->now, 1, MORNING);

	*ret = (struct task_form){
		.number = ticket->number,
		.self = hk_format(cx->arena, "/tickets/%" PRId64, ticket->number),
		.subject = ticket->subject,
		.language = ticket->language,
		.text = page_form(req, "text"),
		.due = *due ? due : i18n_clock_write(formats, cx->arena, cx->timezone, usual),
		.problem = page_problem(cx),
		.errors = page_errors(cx),
	};
	HK_TRY(staff_options(cx, "person-", task_who(req, "person-"), &ret->people));
	HK_TRY(team_options(cx, page_form(req, "who"), &ret->teams));
	return choices_fill(req, ticket, &ret->messages);
}
