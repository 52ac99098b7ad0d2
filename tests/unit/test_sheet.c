/* The opening sheet: drafted, changed by one at a time, decisions with an owner and a day. */
#include <string.h>

#include "base/text.h"
#include "base/time.h"
#include "feedback/cause_link.h"
#include "feedback/cause_stop.h"
#include "feedback/wall/voice.h"
#include "growth/sheet.h"
#include "growth/silent.h"
#include "loop_world.h"
#include "test.h"
#include "ticket/clock/promises.h"
#include "together.h"

struct meeting {
	const char *title;
	int64_t meets_at, id, version, decision_id;
	struct sheet sheet;
	struct sheet_texts texts;
	struct sheet_decision decision;
	struct sheet_decisions decisions;
	struct sheet_list list;
};

static enum hk_result add_work(struct ctx *cx, void *data)
{
	struct meeting *meeting = data;

	return sheet_add(cx, meeting->title, meeting->meets_at, &meeting->id);
}

static enum hk_result find_work(struct ctx *cx, void *data)
{
	struct meeting *meeting = data;

	HK_TRY(sheet_find(cx, meeting->id, &meeting->sheet));
	HK_TRY(sheet_texts_find(cx, meeting->id, &meeting->texts));
	HK_TRY(sheet_decisions_find(cx, meeting->id, &meeting->decisions));
	return sheet_page(cx, &meeting->list);
}

static struct meeting look(struct house_world *world, int64_t id)
{
	struct meeting meeting = { .id = id };

	assert_int_equal(ctx_read(&world->cx, find_work, &meeting), HK_OK);
	return meeting;
}

static int64_t draft(struct house_world *world)
{
	struct meeting meeting = { .title = "Monday", .meets_at = world->cx.now };

	world_act(world, &world->admin);
	assert_int_equal(ctx_write(&world->cx, add_work, &meeting), HK_OK);
	return meeting.id;
}

static enum hk_result tell_work(struct ctx *cx, void *data)
{
	const struct story_new *story = data;
	int64_t id;

	return voice_tell(cx, story, &id);
}

static enum hk_result promise_work(struct ctx *cx, void *data)
{
	const struct ticket *asked = data;
	struct ticket ticket;
	int64_t id;

	HK_TRY(ticket_find(cx, asked->number, &ticket));
	return promises_give(cx, &ticket, "Call 861234567 with the part", cx->now + HK_HOUR, &id);
}

static enum hk_result break_work(struct ctx *cx, void *data)
{
	(void)data;
	return db_send(cx->db,
		       DB_UPDATE("promise", "broken_at = due_at + 1", DB_WALKS "broken_at = 0", ""),
		       DB_NONE);
}

static void it_begins_with_what_customers_said_and_wait_for(void **state)
{
	struct house_world *world = *state;
	struct story_new good = { "Let in", "She was let in.", "good", 0 };
	struct story_new bad = { "Three times", "He told it three times.", "bad", 0 };
	struct ticket ticket = world_ticket(world, "Kettle", "It is broken.");
	struct meeting meeting;

	world_act(world, &world->rasa);
	assert_int_equal(ctx_write(&world->cx, tell_work, &good), HK_OK);
	assert_int_equal(ctx_write(&world->cx, tell_work, &bad), HK_OK);
	assert_int_equal(ctx_write(&world->cx, promise_work, &ticket), HK_OK);
	world->cx.now += 2 * HK_HOUR;
	assert_int_equal(ctx_write(&world->cx, break_work, NULL), HK_OK);
	meeting = look(world, draft(world));
	assert_non_null(strstr(meeting.texts.of[SHEET_GOOD], "She was let in."));
	assert_null(strstr(meeting.texts.of[SHEET_GOOD], "three times"));
	assert_non_null(strstr(meeting.texts.of[SHEET_BAD], "He told it three times."));
	/* Masked like the wall: whoever comes to the meeting reads it. */
	assert_non_null(strstr(meeting.texts.of[SHEET_PROMISES], "Call ••• with the part"));
	assert_string_equal(meeting.texts.of[SHEET_COMPLAINT], "");
}

static void a_quiet_week_is_filled_up_with_what_was_said_before(void **state)
{
	struct house_world *world = *state;
	struct story_new old = { "Let in", "She was let in.", "good", 0 };
	struct story_new new = { "Called", "He was called first.", "good", 0 };
	const char *text, *first;

	world_act(world, &world->rasa);
	assert_int_equal(ctx_write(&world->cx, tell_work, &old), HK_OK);
	world->cx.now += 20 * HK_DAY;
	assert_int_equal(ctx_write(&world->cx, tell_work, &new), HK_OK);
	world->cx.now += HK_DAY;
	text = look(world, draft(world)).texts.of[SHEET_GOOD];
	first = strstr(text, "He was called first.");
	assert_non_null(first);
	assert_non_null(strstr(first, "She was let in."));
	world->cx.now += 10 * HK_DAY;
	text = look(world, draft(world)).texts.of[SHEET_GOOD];
	assert_non_null(strstr(text, "He was called first."));
	assert_null(strstr(text, "She was let in."));
}

static void what_is_read_aloud_says_more_than_ok(void **state)
{
	struct house_world *world = *state;
	struct story_new told = { "A", "She was let in by night.", "good", 0 };
	const char *text;

	world_act(world, &world->rasa);
	assert_int_equal(ctx_write(&world->cx, tell_work, &told), HK_OK);
	for (int i = 0; i < 3; i++) {
		struct story_new ok = { hk_format(world->arena, "%d", i), "Ok.", "good", 0 };

		world->cx.now += HK_HOUR;
		assert_int_equal(ctx_write(&world->cx, tell_work, &ok), HK_OK);
	}
	text = look(world, draft(world)).texts.of[SHEET_GOOD];
	assert_ptr_equal(strstr(text, "Rasa: “She was let in by night.”"), text);
	assert_non_null(strstr(text, "Rasa: “Ok.”"));
}

static enum hk_result cause_work(struct ctx *cx, void *data)
{
	const struct ticket *tickets = data;
	struct cause steady = { .name = "Late vans" }, grown = { .name = "Clip of batch B" };
	struct ticket ticket;

	HK_TRY(cause_add(cx, &steady));
	HK_TRY(cause_add(cx, &grown));
	for (int i = 0; i < 2; i++) {
		HK_TRY(ticket_find(cx, tickets[i].number, &ticket));
		HK_TRY(cause_link_ticket(cx, &grown, &ticket, ""));
	}
	return cause_link_ticket(cx, &steady, &ticket, "");
}

static void the_cause_that_most_people_said_more_often_stands_in_it(void **state)
{
	struct house_world *world = *state;
	struct ticket tickets[2] = { world_ticket(world, "Kettle", "It is broken."),
				     world_ticket(world, "Lamp", "It leaks.") };

	world_act(world, &world->rasa);
	assert_int_equal(ctx_write(&world->cx, cause_work, tickets), HK_OK);
	world->cx.now += HK_HOUR;
	assert_string_equal(look(world, draft(world)).texts.of[SHEET_CAUSE],
			    "Clip of batch B: 2 said it in the last four weeks, 0 in the four "
			    "weeks before. That is no real change: chance alone does as much.");
}

static enum hk_result stop_work(struct ctx *cx, void *data)
{
	struct cause cause = { .name = "Leaks after installation" };

	(void)data;
	HK_TRY(cause_add(cx, &cause));
	return cause_stop_raise(cx, &cause, "Water runs out.");
}

static void a_line_that_is_stopped_stands_first_among_causes(void **state)
{
	struct house_world *world = *state;

	world_act(world, &world->rasa);
	assert_int_equal(ctx_write(&world->cx, stop_work, NULL), HK_OK);
	assert_string_equal(look(world, draft(world)).texts.of[SHEET_CAUSE],
			    "The line is stopped because of Leaks after installation.");
}

static void who_waits_longer_than_a_day_for_a_word_stands_among_broken_promises(void **state)
{
	struct house_world *world = *state;
	struct loop_scene scene = loop_scene(world, "2");

	(void)scene;
	world_act(world, &world->rasa);
	world->cx.now += 23 * HK_HOUR;
	assert_string_equal(look(world, draft(world)).texts.of[SHEET_PROMISES], "");
	world->cx.now += 2 * HK_DAY;
	assert_non_null(strstr(look(world, draft(world)).texts.of[SHEET_PROMISES],
			       "answered a survey and waits for a word of ours, late since"));
}

static void the_same_meeting_is_drafted_once(void **state)
{
	struct house_world *world = *state;
	int64_t id = draft(world);

	assert_int_equal(draft(world), id);
	assert_int_equal(look(world, id).list.count, 1);
}

static void a_name_and_a_day_are_needed_and_the_right(void **state)
{
	struct house_world *world = *state;
	struct meeting meeting = { .title = " ", .meets_at = 0 };

	world_act(world, &world->admin);
	assert_int_equal(ctx_write(&world->cx, add_work, &meeting), HK_INVALID);
	assert_int_equal(world->cx.field_count, 2);
	world->cx.field_count = 0;
	meeting = (struct meeting){ .title = "Monday", .meets_at = world->cx.now };
	world_act(world, &world->rasa);
	assert_int_equal(ctx_write(&world->cx, add_work, &meeting), HK_DENIED);
	(void)world_ticket(world, "Kettle", "It is broken.");
	world_act(world, &world->jonas);
	assert_int_equal(ctx_write(&world->cx, add_work, &meeting), HK_DENIED);
}

static void its_day_is_about_now(void **state)
{
	static const int64_t days[] = { -10000, -9, 367, 3650 }, fine[] = { -7, 0, 365 };
	struct house_world *world = *state;
	struct meeting meeting = { .title = "Monday" };

	world_act(world, &world->admin);
	for (size_t i = 0; i < HK_COUNT(days); i++) {
		meeting.meets_at = world->cx.now + days[i] * HK_DAY;
		assert_int_equal(ctx_write(&world->cx, add_work, &meeting), HK_INVALID);
		assert_string_equal(world->cx.fields[0].field, "day");
	}
	for (size_t i = 0; i < HK_COUNT(fine); i++) {
		meeting.meets_at = world->cx.now + fine[i] * HK_DAY;
		assert_int_equal(ctx_write(&world->cx, add_work, &meeting), HK_OK);
	}
}

static enum hk_result write_work(struct ctx *cx, void *data)
{
	struct meeting *meeting = data;

	struct sheet_change change = { .version = meeting->version, .texts = meeting->texts };

	return sheet_write(cx, meeting->id, &change);
}

static void of_two_who_change_it_one_is_told(void **state)
{
	struct house_world *world = *state;
	struct meeting meeting = look(world, draft(world)), other;

	meeting.version = meeting.sheet.version;
	other = meeting;
	meeting.texts.of[SHEET_CAUSE] = "The clip of batch B.";
	assert_int_equal(ctx_write(&world->cx, write_work, &meeting), HK_OK);
	other.texts.of[SHEET_CAUSE] = "Something else.";
	assert_int_equal(ctx_write(&world->cx, write_work, &other), HK_CONFLICT);
	assert_string_equal(look(world, meeting.id).texts.of[SHEET_CAUSE], "The clip of batch B.");
	world_act(world, &world->rasa);
	meeting.version++;
	assert_int_equal(ctx_write(&world->cx, write_work, &meeting), HK_DENIED);
}

struct forgetting {
	const char *words, *name;
	bool is_veiled;
};

static enum hk_result forget_work(struct ctx *cx, void *data)
{
	const struct forgetting *forgetting = data;

	return sheet_forget(cx, forgetting->words, forgetting->name, forgetting->is_veiled);
}

static void what_is_erased_takes_no_line_of_whoever_is_named(void **state)
{
	struct house_world *world = *state;
	struct meeting meeting = look(world, draft(world));
	struct forgetting ann = { "Good.", "Ann Moore", false };

	meeting.version = meeting.sheet.version;
	meeting.texts.of[SHEET_GOOD] = "9 · Ann M.: “Good.” Asked Tom to call.\n"
				       "10 · Joann M.: “Good.”\n"
				       "8 · Ein Kunde: “Good.”\n"
				       "9 · A customer: “Good.”\n"
				       "10 · A customer: “Good service.”\n"
				       "Klientas: “Good.”\n"
				       "They all say “Good.” of us.";
	assert_int_equal(ctx_write(&world->cx, write_work, &meeting), HK_OK);
	assert_int_equal(ctx_write(&world->cx, forget_work, &ann), HK_OK);
	assert_string_equal(look(world, meeting.id).texts.of[SHEET_GOOD],
			    "10 · Joann M.: “Good.”\n"
			    "8 · Ein Kunde: “Good.”\n"
			    "10 · A customer: “Good service.”\n"
			    "They all say “Good.” of us.");
	/* Somebody who has the sheet open hears that it has changed. */
	assert_int_equal(look(world, meeting.id).sheet.version, meeting.sheet.version + 2);
}

/* What of him was hidden when it was drafted, and what is now. */
static void a_line_of_who_signed_in_confidence_is_forgotten_too(void **state)
{
	struct house_world *world = *state;
	struct meeting meeting = look(world, draft(world));
	struct forgetting forgetting = { "Bad. Ann Moore", "Ann Moore", true };

	meeting.version = meeting.sheet.version;
	meeting.texts.of[SHEET_BAD] = "1 · A customer: “Bad. Ann Moore”\n"
				      "1 · A customer: “Bad. ••• •••”\n"
				      "1 · A customer: “Bad. Ann”";
	assert_int_equal(ctx_write(&world->cx, write_work, &meeting), HK_OK);
	assert_int_equal(ctx_write(&world->cx, forget_work, &forgetting), HK_OK);
	assert_string_equal(look(world, meeting.id).texts.of[SHEET_BAD],
			    "1 · A customer: “Bad. Ann”");
}

static enum hk_result decide_work(struct ctx *cx, void *data)
{
	struct meeting *meeting = data;

	return sheet_decide(cx, meeting->id, &meeting->decision);
}

static enum hk_result end_work(struct ctx *cx, void *data)
{
	struct meeting *meeting = data;

	return sheet_decision_end(cx, meeting->id, meeting->decision_id);
}

static void a_decision_has_an_owner_a_day_and_one_end(void **state)
{
	struct house_world *world = *state;
	struct meeting meeting = { .id = draft(world) };

	meeting.decision = (struct sheet_decision){ .text = "" };
	assert_int_equal(ctx_write(&world->cx, decide_work, &meeting), HK_INVALID);
	assert_int_equal(world->cx.field_count, 3);
	world->cx.field_count = 0;
	meeting.decision = (struct sheet_decision){ .text = "Change the clip",
						    .owner_id = world->rasa.id,
						    .due_at = world->cx.now + 7 * HK_DAY };
	assert_int_equal(ctx_write(&world->cx, decide_work, &meeting), HK_OK);
	assert_int_equal(ctx_write(&world->cx, decide_work, &meeting), HK_OK);
	meeting.decisions = look(world, meeting.id).decisions;
	assert_int_equal(meeting.decisions.count, 1);
	assert_string_equal(meeting.decisions.items[0].owner, "Rasa");
	meeting.decision_id = meeting.decisions.items[0].id;
	world_act(world, &world->tomas);
	assert_int_equal(ctx_write(&world->cx, end_work, &meeting), HK_DENIED);
	world_act(world, &world->rasa);
	assert_int_equal(ctx_write(&world->cx, end_work, &meeting), HK_OK);
	assert_int_equal(ctx_write(&world->cx, end_work, &meeting), HK_OK);
	assert_int_equal(look(world, meeting.id).decisions.items[0].done_by, world->rasa.id);
	meeting.decision_id = 1;
	assert_int_equal(ctx_write(&world->cx, end_work, &meeting), HK_NOT_FOUND);
}

static enum hk_result tasks_work(struct ctx *cx, void *data)
{
	return task_page(cx, TASKS_MINE, 10, data);
}

static void a_decision_about_a_ticket_is_a_task_of_its_owner(void **state)
{
	struct house_world *world = *state;
	struct ticket ticket = world_ticket(world, "Kettle", "It is broken.");
	struct meeting meeting = { .id = draft(world) };
	struct task_list tasks;

	meeting.decision = (struct sheet_decision){ .text = "Send a new one",
						    .owner_id = world->tomas.id,
						    .due_at = world->cx.now + HK_DAY,
						    .number = ticket.number };
	assert_int_equal(ctx_write(&world->cx, decide_work, &meeting), HK_OK);
	world_act(world, &world->tomas);
	assert_int_equal(ctx_read(&world->cx, tasks_work, &tasks), HK_OK);
	assert_int_equal(tasks.count, 1);
	assert_string_equal(tasks.items[0].text, "Send a new one");
	world_act(world, &world->admin);
	meeting.decision.number = 99999;
	meeting.decision.text = "Of no ticket";
	assert_int_equal(ctx_write(&world->cx, decide_work, &meeting), HK_INVALID);
	assert_string_equal(world->cx.fields[0].field, "ticket");
}

static enum hk_result mine_work(struct ctx *cx, void *data)
{
	return sheet_decisions_mine(cx, 10, data);
}

static size_t mine(struct house_world *world, const struct actor *who)
{
	struct sheet_decisions list;
	struct staff staff;

	world_act(world, who);
	assert_int_equal(ctx_read(&world->cx, mine_work, &list), HK_OK);
	staff = together_staff(world, who->id);
	assert_int_equal(staff.decision_count, list.count);
	return list.count;
}

static void a_decision_stands_among_the_tasks_of_its_owner_who_hears_of_it(void **state)
{
	struct house_world *world = *state;
	struct meeting meeting = { .id = draft(world) };
	int64_t tomas = world->tomas.id;

	meeting.decision = (struct sheet_decision){ .text = "Change the clip",
						    .owner_id = tomas,
						    .due_at = world->cx.now + 7 * HK_DAY };
	assert_int_equal(ctx_write(&world->cx, decide_work, &meeting), HK_OK);
	assert_int_equal(ctx_write(&world->cx, decide_work, &meeting), HK_OK);
	assert_int_equal(mine(world, &world->tomas), 1);
	assert_int_equal(together_staff(world, tomas).unread_count, 1);
	meeting.decision_id = look(world, meeting.id).decisions.items[0].id;
	assert_int_equal(ctx_write(&world->cx, end_work, &meeting), HK_OK);
	assert_int_equal(ctx_write(&world->cx, end_work, &meeting), HK_OK);
	assert_int_equal(mine(world, &world->tomas), 0);
	/* Who leaves hands on what is not done. */
	world_act(world, &world->admin);
	meeting.decision.text = "And the hose";
	assert_int_equal(ctx_write(&world->cx, decide_work, &meeting), HK_OK);
	assert_int_equal(world_leave(world, tomas), HK_OK);
	world_run_jobs(world);
	assert_int_equal(mine(world, &world->tomas), 0);
	assert_int_equal(mine(world, &world->admin), 1);
}

/* Of the kind; mails that the house owes are written by then. */
static size_t heard(struct house_world *world, const struct actor *who, const char *kind)
{
	world_act(world, who);
	return together_heard(world, kind);
}

static int64_t given(struct house_world *world, struct meeting *meeting, const char *text)
{
	world_act(world, &world->admin);
	meeting->decision = (struct sheet_decision){ .text = text,
						     .owner_id = world->tomas.id,
						     .due_at = world->cx.now };
	assert_int_equal(ctx_write(&world->cx, decide_work, meeting), HK_OK);
	world_run_jobs(world);
	return world_outbox(world, "queued");
}

static void a_late_decision_tells_owner_and_writer_once_in_bell_and_mail(void **state)
{
	struct house_world *world = *state;
	struct meeting meeting = { .id = draft(world) };
	int64_t mails = world_outbox(world, "queued");

	/* He is not looking: he gets a mail that it is his. */
	assert_int_equal(given(world, &meeting, "Change the clip"), mails + 1);
	world->cx.now += 6 * HK_HOUR;
	world_run_jobs(world);
	assert_int_equal(heard(world, &world->tomas, "decision.late"), 0);
	world->cx.now += HK_DAY;
	world_run_jobs(world);
	assert_int_equal(heard(world, &world->tomas, "decision.late"), 1);
	assert_int_equal(heard(world, &world->admin, "decision.late_given"), 1);
	assert_int_equal(world_outbox(world, "queued"), mails + 3);
	/* A later one of the same meeting does not tell of the first again. */
	(void)given(world, &meeting, "And the hose");
	world->cx.now += 2 * HK_DAY;
	world_run_jobs(world);
	assert_int_equal(heard(world, &world->tomas, "decision.late"), 2);
	assert_int_equal(heard(world, &world->admin, "decision.late_given"), 2);
}

static void a_decision_that_was_done_in_time_is_never_late(void **state)
{
	struct house_world *world = *state;
	struct meeting meeting = { .id = draft(world) };

	(void)given(world, &meeting, "Change the clip");
	meeting.decision_id = look(world, meeting.id).decisions.items[0].id;
	assert_int_equal(ctx_write(&world->cx, end_work, &meeting), HK_OK);
	world->cx.now += 2 * HK_DAY;
	world_run_jobs(world);
	assert_int_equal(heard(world, &world->tomas, "decision.late"), 0);
}

static enum hk_result silence_work(struct ctx *cx, void *data)
{
	return db_send(cx->db,
		       DB_UPDATE("ticket",
				 "bucket = 'closed', closed_as = 'not_confirmed',"
				 " resolved_at = $3",
				 "id = $2", ""),
		       DB_ARGS(((const struct ticket *)data)->id, cx->now));
}

static enum hk_result restrict_work(struct ctx *cx, void *data)
{
	return db_send(cx->db, DB_UPDATE("ticket", "is_restricted = 1", "id = $2", ""),
		       DB_ARGS(((const struct ticket *)data)->id));
}

static enum hk_result silent_work(struct ctx *cx, void *data)
{
	return silent_find(cx, data);
}

static size_t silent(struct house_world *world)
{
	struct silent_list list;

	assert_int_equal(ctx_read(&world->cx, silent_work, &list), HK_OK);
	return list.count;
}

static void who_never_said_that_it_is_solved_and_asks_no_more_fell_silent(void **state)
{
	struct house_world *world = *state;
	struct ticket ticket = world_ticket(world, "Kettle", "It is broken.");
	struct silent_list list;

	world_act(world, &world->rasa);
	assert_int_equal(silent(world), 0);
	assert_int_equal(ctx_write(&world->cx, silence_work, &ticket), HK_OK);
	world->cx.now += HK_DAY;
	assert_int_equal(silent(world), 1);
	/* He is among those of the sheet, by the same words. */
	assert_true(*look(world, draft(world)).texts.of[SHEET_SILENT] != '\0');
	world_act(world, &world->jonas);
	assert_int_equal(ctx_read(&world->cx, silent_work, &list), HK_NOT_FOUND);
	world_act(world, &world->rasa);
	world->cx.now += SILENT_DAYS * HK_DAY;
	assert_int_equal(silent(world), 0);
	world->cx.now -= SILENT_DAYS * HK_DAY;
	assert_int_equal(silent(world), 1);
	assert_int_equal(ctx_write(&world->cx, restrict_work, &ticket), HK_OK);
	assert_int_equal(silent(world), 0);
}

static void who_writes_again_is_not_silent(void **state)
{
	struct house_world *world = *state;
	struct ticket ticket = world_ticket(world, "Kettle", "It is broken.");

	world_act(world, &world->rasa);
	assert_int_equal(ctx_write(&world->cx, silence_work, &ticket), HK_OK);
	world->cx.now += HK_DAY;
	assert_int_equal(silent(world), 1);
	(void)world_ticket(world, "Kettle again", "It is broken again.");
	world_act(world, &world->rasa);
	assert_int_equal(silent(world), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		in_house(it_begins_with_what_customers_said_and_wait_for),
		in_house(a_quiet_week_is_filled_up_with_what_was_said_before),
		in_house(what_is_read_aloud_says_more_than_ok),
		in_house(the_cause_that_most_people_said_more_often_stands_in_it),
		in_house(a_line_that_is_stopped_stands_first_among_causes),
		in_house(who_waits_longer_than_a_day_for_a_word_stands_among_broken_promises),
		in_house(the_same_meeting_is_drafted_once),
		in_house(a_name_and_a_day_are_needed_and_the_right),
		in_house(its_day_is_about_now),
		in_house(of_two_who_change_it_one_is_told),
		in_house(what_is_erased_takes_no_line_of_whoever_is_named),
		in_house(a_line_of_who_signed_in_confidence_is_forgotten_too),
		in_house(a_decision_has_an_owner_a_day_and_one_end),
		in_house(a_decision_about_a_ticket_is_a_task_of_its_owner),
		in_house(who_never_said_that_it_is_solved_and_asks_no_more_fell_silent),
		in_house(who_writes_again_is_not_silent),
		in_house(a_late_decision_tells_owner_and_writer_once_in_bell_and_mail),
		in_house(a_decision_that_was_done_in_time_is_never_late),
		in_house(a_decision_stands_among_the_tasks_of_its_owner_who_hears_of_it),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
