/* Work inside a ticket for others: they see what they were given, and it ends once. */

#include "base/time.h"
#include "core/job.h"
#include "standard/clock.h"
#include "test.h"
#include "ticket/history.h"
#include "ticket/link/merge.h"
#include "together.h"

struct giving {
	int64_t number, staff_id, team_id, due_at, id;
	const char *text;
	bool with_message;
	struct task task;
	struct task_list list;
	struct message_list messages;
	const char *state, *word;
	enum task_view view;
};

static enum hk_result give_work(struct ctx *cx, void *data)
{
	struct giving *giving = data;
	struct ticket ticket;

	HK_TRY(ticket_find(cx, giving->number, &ticket));

	const struct task_new new = { .text = giving->text,
				      .staff_id = giving->staff_id,
				      .team_id = giving->team_id,
				      .due_at = giving->due_at,
				      .messages = &ticket.last_message_id,
				      .message_count = giving->with_message };

	return task_give(cx, &ticket, &new, &giving->id);
}

static enum hk_result find_work(struct ctx *cx, void *data)
{
	struct giving *giving = data;

	HK_TRY(task_find(cx, giving->id, &giving->task));
	return task_messages(cx, &giving->task, &giving->messages);
}

static enum hk_result end_work(struct ctx *cx, void *data)
{
	struct giving *giving = data;

	return task_end(cx, giving->id, giving->state, giving->word);
}

static enum hk_result take_work(struct ctx *cx, void *data)
{
	return task_take(cx, ((struct giving *)data)->id);
}

static enum hk_result page_work(struct ctx *cx, void *data)
{
	struct giving *giving = data;

	return task_page(cx, giving->view, 50, &giving->list);
}

static enum hk_result late_work(struct ctx *cx, void *data)
{
	return task_late(cx, ((struct giving *)data)->id);
}

/* Rasa gives it, for tomorrow. */
static struct giving give(struct house_world *world, int64_t staff_id, int64_t team_id)
{
	struct giving giving = { .number = world_ticket(world, "Kettle", "It is broken.").number,
				 .staff_id = staff_id,
				 .team_id = team_id,
				 .due_at = world->cx.now + HK_DAY,
				 .text = "Please look whether one is in stock." };

	world_act(world, &world->rasa);
	assert_int_equal(ctx_write(&world->cx, give_work, &giving), HK_OK);
	return giving;
}

static enum hk_result end(struct house_world *world, struct giving *giving, const char *state,
			  const char *word)
{
	giving->state = state;
	giving->word = word;
	world->cx.problem = NULL;
	world->cx.field_count = 0;
	return ctx_write(&world->cx, end_work, giving);
}

static size_t mine(struct house_world *world, struct giving *giving, enum task_view view)
{
	giving->view = view;
	assert_int_equal(ctx_read(&world->cx, page_work, giving), HK_OK);
	return giving->list.count;
}

static void its_doer_sees_what_he_was_given_and_nothing_else(void **state)
{
	struct house_world *world = *state;
	struct actor ugne = together_employee(world, "ugne@nordhome.example", "Ugne");
	struct giving giving = give(world, ugne.id, 0);

	world_act(world, &ugne);
	assert_int_equal(mine(world, &giving, TASKS_MINE), 1);
	assert_int_equal(ctx_read(&world->cx, find_work, &giving), HK_OK);
	assert_string_equal(giving.task.text, "Please look whether one is in stock.");
	assert_string_equal(giving.task.giver_name, "Rasa");
	assert_int_equal(giving.task.may_see, 0);
	assert_int_equal(giving.task.number, 0);
	assert_string_equal(giving.task.subject, "");
	assert_int_equal(giving.messages.count, 0);
	assert_int_equal(together_heard(world, "task.given"), 1);
	assert_int_equal(together_staff(world, ugne.id).unread_count, 1);
	assert_int_equal(together_staff(world, ugne.id).task_count, 1);
}

static void a_chosen_message_is_read_by_its_doer(void **state)
{
	struct house_world *world = *state;
	struct actor ugne = together_employee(world, "ugne@nordhome.example", "Ugne");
	struct giving giving = give(world, ugne.id, 0);

	world->cx.now += 20 * 1000;
	giving.with_message = true;
	assert_int_equal(ctx_write(&world->cx, give_work, &giving), HK_OK);
	world_act(world, &ugne);
	assert_int_equal(ctx_read(&world->cx, find_work, &giving), HK_OK);
	assert_int_equal(giving.messages.count, 1);
	assert_string_equal(giving.messages.items[0].body, "It is broken.");
}

static void somebody_elses_task_is_not_there(void **state)
{
	struct house_world *world = *state;
	struct actor ugne = together_employee(world, "ugne@nordhome.example", "Ugne");
	struct actor jurgis = together_employee(world, "jurgis@nordhome.example", "Jurgis");
	struct giving giving = give(world, ugne.id, 0);

	world_act(world, &jurgis);
	assert_int_equal(ctx_read(&world->cx, find_work, &giving), HK_NOT_FOUND);
	assert_int_equal(end(world, &giving, "done", ""), HK_NOT_FOUND);
	assert_int_equal(mine(world, &giving, TASKS_MINE), 0);
	world_act(world, &world->jonas);
	assert_int_equal(ctx_read(&world->cx, find_work, &giving), HK_NOT_FOUND);
}

static void its_end_is_told_to_who_gave_it_once(void **state)
{
	struct house_world *world = *state;
	struct actor ugne = together_employee(world, "ugne@nordhome.example", "Ugne");
	struct giving giving = give(world, ugne.id, 0);

	assert_int_equal(world_look(world, giving.number).task_open, 1);
	world_act(world, &ugne);
	for (int i = 0; i < 2; i++)
		assert_int_equal(end(world, &giving, "done", "Three are here."), HK_OK);
	assert_int_equal(end(world, &giving, "declined", "No."), HK_CONFLICT);
	assert_int_equal(together_staff(world, ugne.id).task_count, 0);
	world_act(world, &world->rasa);
	assert_int_equal(together_heard(world, "task.done"), 1);
	assert_string_equal(together_bell(world).items[0].words, "Three are here.");
	assert_string_equal(together_bell(world).items[0].from_name, "Ugne");
	assert_int_equal(world_look(world, giving.number).task_open, 0);
	assert_int_equal(world_look(world, giving.number).task_count, 1);
	assert_int_equal(mine(world, &giving, TASKS_ENDED), 1);
}

static void what_is_not_kept_of_an_ended_one_is_not_thanked_for(void **state)
{
	struct house_world *world = *state;
	struct actor ugne = together_employee(world, "ugne@nordhome.example", "Ugne");
	struct giving giving = give(world, ugne.id, 0);

	world_act(world, &ugne);
	assert_int_equal(end(world, &giving, "done", "Three are here."), HK_OK);
	assert_int_equal(end(world, &giving, "done", " Three are here.\n"), HK_OK);
	assert_int_equal(end(world, &giving, "done", ""), HK_OK);
	assert_int_equal(end(world, &giving, "done", "Two are broken."), HK_CONFLICT);
	assert_string_equal(world->cx.problem, "This task has come to its end already.");
	assert_int_equal(ctx_read(&world->cx, find_work, &giving), HK_OK);
	assert_string_equal(giving.task.word, "Three are here.");
}

static void who_declines_says_why(void **state)
{
	struct house_world *world = *state;
	struct actor ugne = together_employee(world, "ugne@nordhome.example", "Ugne");
	struct giving giving = give(world, ugne.id, 0);

	world_act(world, &ugne);
	assert_int_equal(end(world, &giving, "declined", "  "), HK_INVALID);
	assert_string_equal(world->cx.fields[0].field, "word");
	assert_int_equal(end(world, &giving, "declined", "We have none."), HK_OK);
	world_act(world, &world->rasa);
	assert_int_equal(together_heard(world, "task.declined"), 1);
}

/* Somebody gives the ticket to him, unless he has it. */
static void owned(struct house_world *world, int64_t number, int64_t staff_id)
{
	world_act(world, &world->system);
	if (world_look(world, number).owner_id != staff_id)
		assert_int_equal(deed_assign(world, number, staff_id, NULL), HK_OK);
}

static void only_who_gave_it_or_has_the_ticket_takes_it_back(void **state)
{
	struct house_world *world = *state;
	struct actor ugne = together_employee(world, "ugne@nordhome.example", "Ugne");
	struct giving giving = give(world, ugne.id, 0);

	owned(world, giving.number, world->rasa.id);
	world_act(world, &world->tomas);
	assert_int_equal(end(world, &giving, "taken_back", ""), HK_DENIED);
	owned(world, giving.number, world->tomas.id);

	world_act(world, &ugne);
	assert_int_equal(end(world, &giving, "taken_back", ""), HK_DENIED);
	world_act(world, &world->rasa);
	assert_int_equal(end(world, &giving, "done", ""), HK_DENIED);
	world_act(world, &world->tomas);
	assert_int_equal(end(world, &giving, "taken_back", "It is solved."), HK_OK);
	world_act(world, &ugne);
	assert_int_equal(together_heard(world, "task.taken_back"), 1);
	assert_int_equal(mine(world, &giving, TASKS_MINE), 0);
}

static void of_a_team_one_takes_it(void **state)
{
	struct house_world *world = *state;
	struct giving giving = give(world, 0, world->team.id);

	assert_int_equal(together_heard(world, "task.team"), 0); /* she gave it herself */
	world_act(world, &world->tomas);
	assert_int_equal(together_heard(world, "task.team"), 1);
	assert_int_equal(mine(world, &giving, TASKS_MINE), 1);
	assert_int_equal(ctx_write(&world->cx, take_work, &giving), HK_OK);
	assert_int_equal(ctx_write(&world->cx, take_work, &giving), HK_OK);
	assert_int_equal(together_staff(world, world->tomas.id).task_count, 1);
	world_act(world, &world->rasa);
	assert_int_equal(ctx_write(&world->cx, take_work, &giving), HK_CONFLICT);
	assert_int_equal(end(world, &giving, "done", ""), HK_DENIED);
	assert_int_equal(mine(world, &giving, TASKS_MINE), 0);
	assert_int_equal(mine(world, &giving, TASKS_GIVEN), 1);
}

static void who_leads_takes_a_task_back(void **state)
{
	struct house_world *world = *state;
	struct giving giving = give(world, world->tomas.id, 0);

	owned(world, giving.number, world->tomas.id);
	world_act(world, &world->admin);
	assert_int_equal(end(world, &giving, "taken_back", ""), HK_OK);
}

static enum hk_result give_back_work(struct ctx *cx, void *data)
{
	return task_give_back(cx, ((struct giving *)data)->id);
}

static void who_took_it_gives_it_back_to_the_team(void **state)
{
	struct house_world *world = *state;
	struct giving giving = give(world, 0, world->team.id);

	world_act(world, &world->tomas);
	assert_int_equal(ctx_write(&world->cx, take_work, &giving), HK_OK);
	world_act(world, &world->rasa);
	assert_int_equal(ctx_write(&world->cx, give_back_work, &giving), HK_DENIED);
	world_act(world, &world->tomas);
	assert_int_equal(ctx_write(&world->cx, give_back_work, &giving), HK_OK);
	assert_int_equal(ctx_write(&world->cx, give_back_work, &giving), HK_OK);
	assert_int_equal(together_staff(world, world->tomas.id).task_count, 0);
	world_act(world, &world->rasa);
	assert_int_equal(ctx_write(&world->cx, take_work, &giving), HK_OK);
	assert_int_equal(end(world, &giving, "done", ""), HK_OK);
	world_agrees(world);
}

static void a_late_one_is_told_to_both_once(void **state)
{
	struct house_world *world = *state;
	struct actor ugne = together_employee(world, "ugne@nordhome.example", "Ugne");
	struct giving giving = give(world, ugne.id, 0);

	world_act(world, &world->system);
	world->cx.now = giving.due_at - 1;
	world_run_jobs(world);
	world_act(world, &ugne);
	assert_int_equal(together_heard(world, "task.late"), 0);
	world_act(world, &world->system);
	world->cx.now = giving.due_at;
	world_run_jobs(world);
	assert_int_equal(ctx_write(&world->cx, late_work, &giving), HK_OK);
	world_act(world, &ugne);
	assert_int_equal(together_heard(world, "task.late"), 1);
	world_act(world, &world->rasa);
	assert_int_equal(together_heard(world, "task.late_given"), 1);
}

static void one_that_has_ended_is_never_late(void **state)
{
	struct house_world *world = *state;
	struct giving giving = give(world, world->tomas.id, 0);

	world_act(world, &world->tomas);
	assert_int_equal(end(world, &giving, "done", ""), HK_OK);
	world_act(world, &world->system);
	world->cx.now = giving.due_at + HK_HOUR;
	world_run_jobs(world);
	world_act(world, &world->tomas);
	assert_int_equal(together_heard(world, "task.late"), 0);
}

static void its_time_never_stands_for_the_promise(void **state)
{
	struct house_world *world = *state;
	int64_t number = world_ticket(world, "Kettle", "It is broken.").number;
	struct ticket before = world_look(world, number), after;
	struct giving giving = { .number = number,
				 .staff_id = world->tomas.id,
				 .due_at = world->cx.now + HK_MINUTE,
				 .text = "Look." };

	world_act(world, &world->rasa);
	assert_int_equal(ctx_write(&world->cx, give_work, &giving), HK_OK);
	after = world_look(world, number);
	assert_int_equal(after.due_at, before.due_at);
	assert_string_equal(after.due_kind, before.due_kind);
	assert_int_equal(after.version, before.version);
}

static void a_ticket_is_not_resolved_over_an_open_task_unsaid(void **state)
{
	struct house_world *world = *state;
	struct giving giving = give(world, world->tomas.id, 0);
	int64_t message_id;

	assert_int_equal(
		deed_reply(world, giving.number, "It is on its way.", REPLY_RESOLVE, &message_id),
		HK_INVALID);
	assert_string_equal(world_look(world, giving.number).state, "new");
	world->cx.field_count = 0;
	assert_int_equal(deed_reply(world, giving.number, "I look.", REPLY_KEEP_OPEN, &message_id),
			 HK_OK);
	world_act(world, &world->tomas);
	assert_int_equal(end(world, &giving, "done", ""), HK_OK);
	world_act(world, &world->rasa);
	assert_int_equal(
		deed_reply(world, giving.number, "It is on its way.", REPLY_RESOLVE, &message_id),
		HK_OK);
}

static void what_cannot_be_is_said_beside_its_field(void **state)
{
	struct house_world *world = *state;
	struct giving giving = { .number = world_ticket(world, "Kettle", "It is broken.").number,
				 .staff_id = 17,
				 .due_at = world->cx.now - 1,
				 .text = " " };

	world_act(world, &world->rasa);
	assert_int_equal(ctx_write(&world->cx, give_work, &giving), HK_INVALID);
	assert_int_equal(world->cx.field_count, 3);
	assert_string_equal(world->cx.fields[0].field, "who");
	assert_string_equal(world->cx.fields[1].field, "text");
	assert_string_equal(world->cx.fields[2].field, "due");
}

static void a_form_that_was_sent_twice_gives_it_once(void **state)
{
	struct house_world *world = *state;
	struct giving giving = give(world, world->tomas.id, 0);
	int64_t first = giving.id;

	world->cx.now += 1000;
	assert_int_equal(ctx_write(&world->cx, give_work, &giving), HK_OK);
	assert_int_equal(giving.id, first);
	assert_int_equal(world_look(world, giving.number).task_count, 1);
}

static void work_of_who_left_comes_back_to_who_gave_it(void **state)
{
	struct house_world *world = *state;
	struct actor ugne = together_employee(world, "ugne@nordhome.example", "Ugne");
	struct giving giving = give(world, ugne.id, 0);

	world_act(world, &world->system);
	assert_int_equal(world_leave(world, ugne.id), HK_OK);
	world_run_jobs(world);
	world_act(world, &world->rasa);
	assert_int_equal(mine(world, &giving, TASKS_MINE), 1);
	assert_int_equal(together_heard(world, "task.returned"), 1);
	assert_int_equal(together_staff(world, ugne.id).task_count, 0);
	assert_int_equal(together_staff(world, world->rasa.id).task_count, 1);
}

struct merging {
	int64_t from, into, passage_id;
};

static enum hk_result merge_work(struct ctx *cx, void *data)
{
	struct merging *merging = data;
	struct ticket from, into, became;

	HK_TRY(ticket_find(cx, merging->from, &from));
	HK_TRY(ticket_find(cx, merging->into, &into));
	return merge(cx, &(struct merge){ .from = &from, .into = &into, .is_sure = true }, &became,
		     &merging->passage_id);
}

static enum hk_result part_work(struct ctx *cx, void *data)
{
	struct merging *merging = data;
	struct ticket into, from;

	HK_TRY(ticket_find(cx, merging->into, &into));
	return merge_undo(cx, &into, merging->passage_id, &from);
}

static void what_a_ticket_was_merged_into_has_its_tasks(void **state)
{
	struct house_world *world = *state;
	struct giving giving = give(world, world->tomas.id, 0);
	struct merging merging = { giving.number,
				   world_ticket(world, "The same kettle", "Still broken.").number,
				   0 };
	int64_t undo;

	world_act(world, &world->rasa);
	assert_int_equal(ctx_write(&world->cx, merge_work, &merging), HK_OK);
	assert_int_equal(world_look(world, merging.into).task_open, 1);
	assert_int_equal(ctx_write(&world->cx, part_work, &merging), HK_OK);
	assert_int_equal(world_look(world, merging.into).task_open, 0);
	assert_int_equal(world_look(world, merging.from).task_open, 1);
	assert_int_equal(ctx_write(&world->cx, merge_work, &merging), HK_OK);
	world_act(world, &world->tomas);
	assert_int_equal(end(world, &giving, "done", ""), HK_OK);
	assert_int_equal(world_look(world, merging.into).task_open, 0);
	world_act(world, &world->rasa);
	assert_int_equal(deed_resolve(world, merging.into, &undo), HK_OK);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		in_house(its_doer_sees_what_he_was_given_and_nothing_else),
		in_house(a_chosen_message_is_read_by_its_doer),
		in_house(somebody_elses_task_is_not_there),
		in_house(its_end_is_told_to_who_gave_it_once),
		in_house(what_is_not_kept_of_an_ended_one_is_not_thanked_for),
		in_house(who_declines_says_why),
		in_house(only_who_gave_it_or_has_the_ticket_takes_it_back),
		in_house(who_leads_takes_a_task_back),
		in_house(who_took_it_gives_it_back_to_the_team),
		in_house(of_a_team_one_takes_it),
		in_house(a_late_one_is_told_to_both_once),
		in_house(one_that_has_ended_is_never_late),
		in_house(its_time_never_stands_for_the_promise),
		in_house(a_ticket_is_not_resolved_over_an_open_task_unsaid),
		in_house(what_cannot_be_is_said_beside_its_field),
		in_house(a_form_that_was_sent_twice_gives_it_once),
		in_house(what_a_ticket_was_merged_into_has_its_tasks),
		in_house(work_of_who_left_comes_back_to_who_gave_it),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
