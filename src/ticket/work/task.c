#include "ticket/work/task.h"

#include <inttypes.h>
#include <string.h>

#include "base/text.h"
#include "base/time.h"
#include "core/job.h"
#include "core/rights.h"
#include "people/team.h"
#include "ticket/history.h"
#include "ticket/work/notification.h"
#include "ticket/work/task_find.h"

enum { MOST_DAYS = 366, SHORT_BYTES = 120, MERGES_MOST = 50 };

static enum hk_result check_words(struct ctx *cx, const struct ticket *ticket,
				  const struct task_new *new)
{
	struct message message;

	if (!hk_has_ink(new->text))
		(void)field_problem(cx, "text", TR("Please say what shall be done."));
	if (hk_letters(new->text) > TASK_TEXT_LETTERS)
		(void)field_problem(cx, "text",
				    TR("This is too long. A few sentences are enough."));
	if (new->due_at <= cx->now)
		(void)field_problem(cx, "due", TR("Please choose a time that is still to come."));
	else if (new->due_at > cx->now + MOST_DAYS * HK_DAY)
		(void)field_problem(cx, "due", TR("Please choose a time within a year from now."));
	if (new->message_count > TASK_MESSAGES_MAX)
		(void)field_problem(cx, "messages", TR("Please choose fewer messages."));
	for (size_t i = 0; i < new->message_count && !cx->field_count; i++) {
		enum hk_result result = message_find(cx, ticket, new->messages[i], &message);

		if (result == HK_NOT_FOUND)
			(void)field_problem(cx, "messages",
					    TR("One of the messages is not there any more."));
		else
			HK_TRY(result);
	}
	return cx->field_count ? HK_INVALID : HK_OK;
}

/* Somebody who works here now, of whatever role; or a team in which somebody does. */
static enum hk_result doers_find(struct ctx *cx, int64_t staff_id, int64_t team_id,
				 struct staff_list *ret, const char **ret_name)
{
	struct staff *one = hk_alloc(cx->arena, 1, sizeof(*one));
	struct team team;
	struct staff_list all = { one, 1 };

	if (staff_id) {
		HK_TRY(staff_find(cx, staff_id, one));
		*ret_name = one->name;
	} else {
		HK_TRY(team_find(cx, team_id, &team));
		HK_TRY(staff_of_team(cx, team_id, &all));
		*ret_name = team.name;
	}
	*ret = (struct staff_list){ hk_alloc(cx->arena, all.count, sizeof(*one)), 0 };
	for (size_t i = 0; i < all.count; i++)
		if (all.items[i].is_active)
			ret->items[ret->count++] = all.items[i];
	return ret->count ? HK_OK : HK_NOT_FOUND;
}

/* The ticket that it belongs to now: where it was given, or what that was merged into. */
static enum hk_result home_of(struct ctx *cx, const struct task *task, struct ticket *ret)
{
	HK_TRY(ticket_by_row(cx, task->ticket_id, ret));
	return ticket_home(cx, ret);
}

/* Of the ticket, and of whatever it was merged into. */
static enum hk_result count_move(struct ctx *cx, int64_t ticket_id, int64_t change, bool is_new)
{
	struct ticket ticket = { .merged_into = ticket_id };

	for (int i = 0; ticket.merged_into && i < MERGES_MOST; i++) {
		HK_TRY(db_send(cx->db,
			       DB_UPDATE("ticket",
					 "task_open = task_open + $3, task_count = task_count + $4",
					 "id = $2", ""),
			       DB_ARGS(ticket.merged_into, change, is_new)));
		HK_TRY(ticket_by_row(cx, ticket.merged_into, &ticket));
	}
	return HK_OK;
}

/* Kept counts: of the ticket, and of him or the team that has it open. */
static enum hk_result open_move(struct ctx *cx, const struct task *task, int64_t change,
				bool is_new)
{
	HK_TRY(count_move(cx, task->ticket_id, change, is_new));
	return task_load(cx, task->staff_id, task->team_id, change);
}

/* What stands in the history: to whom, and how it begins. */
static const char *history_words(struct ctx *cx, const char *name, const char *text)
{
	const char *line = hk_one_line(cx->arena, text);
	size_t length = hk_utf8_fit(line, SHORT_BYTES);

	return hk_format(cx->arena, "%s%s%.*s%s", name, *name ? ": " : "", (int)length, line,
			 line[length] ? "…" : "");
}

static enum hk_result tell(struct ctx *cx, const struct task *task, int64_t staff_id,
			   const char *kind, const char *words)
{
	struct ticket ticket;

	HK_TRY(home_of(cx, task, &ticket));
	return notification_add(
		cx, &(struct notification){ .staff_id = staff_id,
					    .effect_key =
						    hk_format(cx->arena, "%s %" PRId64 " %" PRId64,
							      kind, task->id, task->version),
					    .kind = kind,
					    .ticket_id = ticket.id,
					    .number = ticket.number,
					    .task_id = task->id,
					    .from_name = cx->actor->name,
					    .words = words });
}

static enum hk_result tell_doers(struct ctx *cx, const struct task *task, const char *kind,
				 const char *words)
{
	struct staff_list doers;
	const char *name;
	enum hk_result result = doers_find(cx, task->staff_id, task->team_id, &doers, &name);

	if (result == HK_NOT_FOUND)
		return HK_OK;
	HK_TRY(result);
	for (size_t i = 0; i < doers.count; i++)
		HK_TRY(tell(cx, task, doers.items[i].id, kind, words));
	return HK_OK;
}

static enum hk_result store_new(struct ctx *cx, struct task *task, const struct task_new *new)
{
	task->id = ctx_new_id(cx);
	HK_TRY(task_insert(cx, task));
	for (size_t i = 0; i < new->message_count; i++)
		HK_TRY(db_send(cx->db,
			       DB_ADD("task_message", "task_id, message_id", "$2, $3",
				      "ON CONFLICT (org_id, task_id, message_id) DO NOTHING"),
			       DB_ARGS(task->id, new->messages[i])));
	HK_TRY(open_move(cx, task, 1, true));
	return job_add(cx, TASK_LATE_JOB, task->id, task->due_at,
		       hk_format(cx->arena, "%" PRId64, task->id));
}

enum hk_result task_give(struct ctx *cx, struct ticket *ticket, const struct task_new *new,
			 int64_t *ret_id)
{
	struct task task = { .ticket_id = ticket->id,
			     .text = hk_trim(cx->arena, new->text),
			     .giver_id = new->giver_id ? new->giver_id : cx->actor->id,
			     .staff_id = new->staff_id,
			     .team_id = new->staff_id ? 0 : new->team_id,
			     .due_at = new->due_at,
			     .state = "open",
			     .word = "",
			     .created_at = cx->now,
			     .version = 1 };
	struct staff_list doers;
	const char *name = "";
	enum hk_result result = doers_find(cx, task.staff_id, task.team_id, &doers, &name);

	if (result != HK_OK && result != HK_NOT_FOUND)
		return result;
	if (result == HK_NOT_FOUND)
		(void)field_problem(cx, "who",
				    TR("Please choose somebody who works here now, or a team that "
				       "has somebody."));
	HK_TRY(check_words(cx, ticket, new));
	HK_TRY(task_twin(cx, &task, ret_id));
	if (*ret_id)
		return HK_OK;
	HK_TRY(store_new(cx, &task, new));
	HK_TRY(tell_doers(cx, &task, task.staff_id ? "task.given" : "task.team", task.text));
	HK_TRY(history_record(cx, ticket->id, "task_given", history_words(cx, name, task.text),
			      NULL));
	ticket->task_open++;
	ticket->task_count++;
	*ret_id = task.id;
	return ticket_tell(cx, ticket, "task.given");
}

bool task_is_open(const struct task *task)
{
	return strcmp(task->state, "open") == 0;
}

bool task_may_end(const struct ctx *cx, const struct task *task)
{
	if (!task_is_open(task) || cx->actor->kind != ACTOR_STAFF)
		return false;
	return task->staff_id ? task->staff_id == cx->actor->id : task->is_of_team != 0;
}

bool task_may_take(const struct ctx *cx, const struct task *task)
{
	return task_may_end(cx, task) && !task->staff_id;
}

bool task_may_give_back(const struct ctx *cx, const struct task *task)
{
	return task_may_end(cx, task) && task->staff_id && task->team_id;
}

bool task_may_take_back(const struct ctx *cx, const struct task *task)
{
	if (!task_is_open(task))
		return false;
	return task->giver_id == cx->actor->id ||
	       (task->may_see && actor_may(cx->actor, RIGHT_TICKET_REPLY) &&
		(task->owner_id == cx->actor->id || actor_may(cx->actor, RIGHT_TEAM_WATCH)));
}

static const char other_words[] =
	TR("This task is somebody else’s. Please talk to whoever has it.");
static const char over_words[] = TR("This task has come to its end already.");

enum hk_result task_take(struct ctx *cx, int64_t id)
{
	struct ticket ticket;
	struct task task;
	int64_t count;

	HK_TRY(task_find(cx, id, &task));
	if (task_is_open(&task) && task.staff_id == cx->actor->id)
		return HK_OK;
	if (!task_may_take(cx, &task))
		return problem(cx, HK_CONFLICT,
			       task_is_open(&task) ? TR("A colleague has taken this task.")
						   : over_words);
	HK_TRY(db_change(cx->db,
			 DB_UPDATE("task", "staff_id = $3, version = version + 1",
				   "id = $2 AND version = $4", ""),
			 DB_ARGS(id, cx->actor->id, task.version), &count));
	if (count == 0)
		return problem(cx, HK_CONFLICT, TR("A colleague has taken this task."));
	HK_TRY(task_load(cx, 0, task.team_id, -1));
	HK_TRY(task_load(cx, cx->actor->id, 0, 1));
	HK_TRY(home_of(cx, &task, &ticket));
	return ticket_tell(cx, &ticket, "task.taken");
}

/* Who hears of an end: the giver of what was done or declined, the doers of what was taken back. */
static enum hk_result tell_end(struct ctx *cx, const struct task *task)
{
	const char *words = *task->word ? task->word : task->text;

	if (strcmp(task->state, "taken_back") == 0)
		return tell_doers(cx, task, "task.taken_back", words);
	return tell(cx, task, task->giver_id,
		    strcmp(task->state, "done") == 0 ? "task.done" : "task.declined", words);
}

static enum hk_result end(struct ctx *cx, struct task *task, const char *state, const char *word)
{
	struct ticket ticket;
	int64_t count;

	HK_TRY(db_change(cx->db,
			 DB_UPDATE("task",
				   "state = $3, word = $4, ended_at = $5, ended_by = $6,"
				   " version = version + 1",
				   "id = $2 AND version = $7", ""),
			 DB_ARGS(task->id, state, word, cx->now, cx->actor->id, task->version),
			 &count));
	if (count == 0)
		return problem(cx, HK_CONFLICT, over_words);
	task->state = state;
	task->word = word;
	task->version++;
	HK_TRY(open_move(cx, task, -1, false));
	HK_TRY(tell_end(cx, task));
	HK_TRY(home_of(cx, task, &ticket));
	HK_TRY(history_record(cx, ticket.id, hk_format(cx->arena, "task_%s", state),
			      history_words(cx, "", *word ? word : task->text), NULL));
	return ticket_tell(cx, &ticket, "task.ended");
}

static enum hk_result check_end(struct ctx *cx, const struct task *task, const char *state,
				const char *word)
{
	bool is_back = strcmp(state, "taken_back") == 0;

	if (!task_is_open(task))
		return problem(cx, HK_CONFLICT, over_words);
	if (is_back ? !task_may_take_back(cx, task) : !task_may_end(cx, task))
		return problem(cx, HK_DENIED, other_words);
	if (strcmp(state, "declined") == 0 && !hk_has_ink(word))
		return field_problem(cx, "word",
				     TR("Please say why, so that another way can be found."));
	if (hk_letters(word) > TASK_WORD_LETTERS)
		return field_problem(cx, "word",
				     TR("This is too long. A few sentences are enough."));
	return HK_OK;
}

/* A form that was sent twice. With other words it is none: those would be kept nowhere. */
static bool is_again(const struct ctx *cx, const struct task *task, const char *state,
		     const char *word)
{
	return strcmp(task->state, state) == 0 && task->ended_by == cx->actor->id &&
	       (!*word || strcmp(word, task->word) == 0);
}

enum hk_result task_end(struct ctx *cx, int64_t id, const char *state, const char *word)
{
	struct task task;

	HK_TRY(task_find(cx, id, &task));
	if (is_again(cx, &task, state, hk_trim(cx->arena, word)))
		return HK_OK;
	HK_TRY(check_end(cx, &task, state, word));
	return end(cx, &task, state, hk_trim(cx->arena, word));
}

enum hk_result task_settle(struct ctx *cx, int64_t id, const char *state)
{
	struct task task;

	HK_TRY(task_by_row(cx, id, &task));
	return task_is_open(&task) ? end(cx, &task, state, "") : HK_CONFLICT;
}

enum hk_result task_take_back_all(struct ctx *cx, struct ticket *ticket)
{
	struct task_list list;

	if (!ticket->task_open)
		return HK_OK;
	HK_TRY(task_of_ticket(cx, ticket, &list));
	for (size_t i = 0; i < list.count; i++)
		if (task_is_open(&list.items[i]))
			HK_TRY(end(cx, &list.items[i], "taken_back", ""));
	ticket->task_open = 0;
	return HK_OK;
}

static enum hk_result is_here(struct ctx *cx, int64_t staff_id, bool *ret)
{
	struct staff staff = { .is_active = 0 };
	enum hk_result result = staff_find(cx, staff_id, &staff);

	*ret = result == HK_OK && staff.is_active;
	return result == HK_NOT_FOUND ? HK_OK : result;
}

static enum hk_result release(struct ctx *cx, struct task *task)
{
	struct task old = *task;
	struct ticket ticket;
	bool is_giver_here;

	HK_TRY(home_of(cx, task, &ticket));
	HK_TRY(is_here(cx, task->giver_id, &is_giver_here));
	task->staff_id = task->team_id ? 0 : is_giver_here ? task->giver_id : ticket.owner_id;
	if (task->staff_id == old.staff_id)
		return HK_OK;
	HK_TRY(db_send(cx->db,
		       DB_UPDATE("task", "staff_id = $3, version = version + 1", "id = $2", ""),
		       DB_ARGS(task->id, task->staff_id)));
	task->version++;
	HK_TRY(task_load(cx, old.staff_id, 0, -1));
	HK_TRY(task_load(cx, task->staff_id, task->team_id, 1));
	HK_TRY(tell_doers(cx, task, task->staff_id ? "task.returned" : "task.team", task->text));
	return ticket_tell(cx, &ticket, "task.taken");
}

enum hk_result task_give_back(struct ctx *cx, int64_t id)
{
	struct task task;

	HK_TRY(task_find(cx, id, &task));
	if (!task_is_open(&task))
		return problem(cx, HK_CONFLICT, over_words);
	/* A form that was sent twice. */
	if (!task.staff_id && task.is_of_team)
		return HK_OK;
	if (!task_may_give_back(cx, &task))
		return problem(cx, HK_DENIED, other_words);
	return release(cx, &task);
}

enum hk_result task_release(struct ctx *cx, int64_t staff_id)
{
	struct task_list list;
	bool is_there;

	HK_TRY(is_here(cx, staff_id, &is_there));
	if (is_there)
		return HK_OK;
	HK_TRY(task_open_of(cx, staff_id, &list));
	for (size_t i = 0; i < list.count; i++)
		HK_TRY(release(cx, &list.items[i]));
	return HK_OK;
}

enum hk_result task_late(struct ctx *cx, int64_t id)
{
	struct ticket ticket;
	struct task task;
	int64_t count;

	HK_TRY(task_by_row(cx, id, &task));
	if (!task_is_open(&task) || task.due_at > cx->now)
		return HK_OK;
	HK_TRY(db_change(
		cx->db,
		DB_UPDATE("task", "late_at = $3", "id = $2 AND state = 'open' AND late_at = 0", ""),
		DB_ARGS(id, cx->now), &count));
	if (count == 0)
		return HK_OK;
	HK_TRY(tell_doers(cx, &task, "task.late", task.text));
	if (task.giver_id != task.staff_id)
		HK_TRY(tell(cx, &task, task.giver_id, "task.late_given", task.text));
	HK_TRY(home_of(cx, &task, &ticket));
	return ticket_tell(cx, &ticket, "task.late");
}

enum hk_result task_none_open(struct ctx *cx, const struct ticket *ticket)
{
	if (!ticket->task_open)
		return HK_OK;
	return problem(cx, HK_CONFLICT,
		       TR("A task of this ticket is still open. Please say whether it shall stay "
			  "open or be taken back."));
}
