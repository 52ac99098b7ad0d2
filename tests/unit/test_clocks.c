/* What each step of a ticket does to what was promised, and what an undo gives back. */
#include "base/text.h"
#include "base/time.h"
#include "deeds.h"
#include "standard/clock.h"
#include "standard/standard.h"
#include "test.h"
#include "ticket/clock/clocks.h"
#include "ticket/write/draft.h"

static enum hk_result promise_an_end(struct ctx *cx, void *data)
{
	struct standard standard;

	HK_TRY(standard_usual(cx, &standard));
	standard.resolve_ms = *(const int64_t *)data;
	return standard_change(cx, &standard, "A test.");
}

static struct ticket begin(struct house_world *world)
{
	struct ticket ticket = world_ticket(world, "Kettle", "The lid is broken.");

	world_act(world, ticket.owner_id == world->rasa.id ? &world->rasa : &world->tomas);
	return ticket;
}

/* He speaks, and then the actor of before is the one again. */
static void jonas_says(struct house_world *world, int64_t number, const char *text)
{
	const struct actor *before = world->cx.actor;

	world_act(world, &world->jonas);
	assert_int_equal(deed_word(world, number, text, false), HK_OK);
	world_act(world, before);
}

static void writing_again_does_not_put_the_answer_off(void **state)
{
	struct house_world *world = *state;
	struct ticket ticket = begin(world);
	int64_t due;

	assert_int_equal(deed_reply(world, ticket.number, "Which one?", REPLY_WAIT, NULL), HK_OK);
	assert_int_equal(world_look(world, ticket.number).due_at, CLOCK_NEVER);
	world->cx.now += HK_HOUR;
	jonas_says(world, ticket.number, "The blue one.");
	due = world->cx.now + HK_DAY;
	assert_int_equal(world_look(world, ticket.number).due_at, due);
	world->cx.now += 20 * HK_HOUR;
	jonas_says(world, ticket.number, "Are you there?");
	assert_int_equal(world_look(world, ticket.number).due_at, due);
}

static void the_end_is_not_awaited_while_the_customer_has_the_word(void **state)
{
	struct house_world *world = *state;
	int64_t two_days = 2 * HK_DAY;

	assert_int_equal(ctx_write(&world->cx, promise_an_end, &two_days), HK_OK);

	struct ticket ticket = begin(world);

	assert_int_equal(deed_reply(world, ticket.number, "Which one?", REPLY_WAIT, NULL), HK_OK);
	assert_int_equal(world_look(world, ticket.number).due_at, CLOCK_NEVER);
	world->cx.now += 10 * HK_DAY;
	jonas_says(world, ticket.number, "The blue one.");
	/* A word within a day; the end as much later as he thought about it. */
	assert_int_equal(world_look(world, ticket.number).due_at, world->cx.now + HK_DAY);
	assert_int_equal(deed_reply(world, ticket.number, "I see.", REPLY_KEEP_OPEN, NULL), HK_OK);
	world->cx.now += 23 * HK_HOUR;
	assert_int_equal(deed_reply(world, ticket.number, "Still looking.", REPLY_KEEP_OPEN, NULL),
			 HK_OK);
	assert_string_equal(world_look(world, ticket.number).due_kind, "next_update");
	world->cx.now += 22 * HK_HOUR;
	assert_int_equal(deed_reply(world, ticket.number, "Soon.", REPLY_KEEP_OPEN, NULL), HK_OK);
	assert_string_equal(world_look(world, ticket.number).due_kind, "resolve");
	assert_int_equal(world_look(world, ticket.number).due_at, WORLD_BEGIN + 12 * HK_DAY);
}

static void what_comes_back_has_fresh_promises(void **state)
{
	struct house_world *world = *state;
	int64_t hours = 20 * HK_HOUR;

	assert_int_equal(ctx_write(&world->cx, promise_an_end, &hours), HK_OK);

	struct ticket ticket = begin(world);

	assert_int_equal(deed_resolve(world, ticket.number, NULL), HK_OK);
	assert_int_equal(world_look(world, ticket.number).due_at, CLOCK_NEVER);
	world->cx.now += 5 * HK_DAY;
	jonas_says(world, ticket.number, "It broke again.");
	assert_string_equal(world_look(world, ticket.number).due_kind, "resolve");
	assert_int_equal(world_look(world, ticket.number).due_at, world->cx.now + hours);
}

static void an_undo_gives_back_the_promise_that_ran(void **state)
{
	struct house_world *world = *state;
	struct ticket ticket = begin(world), before;
	int64_t message_id;

	assert_int_equal(deed_reply(world, ticket.number, "Which one?", REPLY_WAIT, NULL), HK_OK);
	world->cx.now += HK_HOUR;
	jonas_says(world, ticket.number, "The blue one.");
	before = world_look(world, ticket.number);
	world->cx.now += 22 * HK_HOUR;
	/* Sending and taking back must not buy a day. */
	assert_int_equal(deed_reply(world, ticket.number, "I look.", REPLY_KEEP_OPEN, &message_id),
			 HK_OK);
	assert_true(world_look(world, ticket.number).due_at > before.due_at);
	assert_int_equal(deed_undo_reply(world, ticket.number, message_id), HK_OK);
	assert_int_equal(world_look(world, ticket.number).due_at, before.due_at);
	assert_string_equal(world_look(world, ticket.number).state, "open");
	assert_string_equal(world_look(world, ticket.number).preview, "The blue one.");
}

static void the_undo_of_a_first_answer_leaves_no_other_promise(void **state)
{
	struct house_world *world = *state;
	struct ticket ticket = begin(world);
	int64_t message_id;

	assert_int_equal(deed_reply(world, ticket.number, "I look.", REPLY_KEEP_OPEN, &message_id),
			 HK_OK);
	assert_int_equal(deed_undo_reply(world, ticket.number, message_id), HK_OK);
	assert_int_equal(world_look(world, ticket.number).due_at, WORLD_BEGIN + 4 * HK_HOUR);
	assert_int_equal(world_look(world, ticket.number).answered_at, 0);
	assert_int_equal(deed_reply(world, ticket.number, "So.", REPLY_WAIT, NULL), HK_OK);
	assert_int_equal(world_look(world, ticket.number).due_at, CLOCK_NEVER);
}

static void a_waiting_ticket_waits_again_after_an_undone_end(void **state)
{
	struct house_world *world = *state;
	struct ticket ticket = begin(world);
	int64_t line;

	assert_int_equal(deed_reply(world, ticket.number, "I look.", REPLY_KEEP_OPEN, NULL), HK_OK);
	world->cx.now += HK_HOUR;
	assert_int_equal(deed_reply(world, ticket.number, "Which one?", REPLY_WAIT, NULL), HK_OK);
	world->cx.now += 3 * HK_DAY;
	assert_int_equal(deed_resolve(world, ticket.number, &line), HK_OK);
	assert_int_equal(deed_undo(world, ticket.number, line), HK_OK);
	assert_string_equal(world_look(world, ticket.number).state, "waiting");
	assert_int_equal(world_look(world, ticket.number).due_at, CLOCK_NEVER);
}

static void the_undo_of_an_answer_to_a_closed_ticket_closes_it_again(void **state)
{
	struct house_world *world = *state;
	struct ticket ticket = begin(world), closed;
	int64_t message_id;

	assert_int_equal(deed_resolve(world, ticket.number, NULL), HK_OK);
	world->cx.now += 8 * HK_DAY;
	world_run_jobs(world);
	world->cx.now += 8 * HK_DAY;
	world_run_jobs(world);
	closed = world_look(world, ticket.number);
	assert_string_equal(closed.closed_as, "not_confirmed");
	assert_int_equal(deed_reply(world, ticket.number, "By the way.", REPLY_WAIT, &message_id),
			 HK_OK);
	assert_string_equal(world_look(world, ticket.number).state, "waiting");
	assert_int_equal(deed_undo_reply(world, ticket.number, message_id), HK_OK);
	assert_string_equal(world_look(world, ticket.number).state, "closed");
	assert_string_equal(world_look(world, ticket.number).closed_as, "not_confirmed");
	assert_int_equal(world_look(world, ticket.number).closed_at, closed.closed_at);
}

static void a_word_that_came_before_the_undo_counts(void **state)
{
	struct house_world *world = *state;
	struct ticket ticket = begin(world);
	int64_t message_id;

	assert_int_equal(deed_reply(world, ticket.number, "Which one?", REPLY_WAIT, NULL), HK_OK);
	world->cx.now += HK_HOUR;
	assert_int_equal(
		deed_reply(world, ticket.number, "Is it solved?", REPLY_RESOLVE, &message_id),
		HK_OK);
	world->cx.now += 3 * HK_SECOND;
	jonas_says(world, ticket.number, "Wait, there is more.");
	assert_int_equal(deed_undo_reply(world, ticket.number, message_id), HK_OK);
	assert_string_equal(world_look(world, ticket.number).state, "open");
	assert_int_equal(world_look(world, ticket.number).due_at, world->cx.now + HK_DAY);
	assert_string_equal(world_look(world, ticket.number).preview, "Wait, there is more.");
}

struct reading {
	int64_t number;
	struct draft draft;
};

static enum hk_result read_draft(struct ctx *cx, void *data)
{
	struct reading *reading = data;
	struct ticket ticket;

	HK_TRY(ticket_find(cx, reading->number, &ticket));
	return draft_find(cx, ticket.id, "reply", &reading->draft);
}

static enum hk_result begin_another(struct ctx *cx, void *data)
{
	struct ticket ticket;

	HK_TRY(ticket_find(cx, ((struct reading *)data)->number, &ticket));
	return draft_put_with(cx, ticket.id, "reply", "And one thing more.", NULL);
}

static void an_undo_keeps_what_was_begun_since(void **state)
{
	struct house_world *world = *state;
	struct ticket ticket = begin(world);
	struct reading reading = { .number = ticket.number };
	int64_t message_id;

	assert_int_equal(deed_reply(world, ticket.number, "First.", REPLY_WAIT, &message_id),
			 HK_OK);
	assert_int_equal(ctx_write(&world->cx, begin_another, &reading), HK_OK);
	assert_int_equal(deed_undo_reply(world, ticket.number, message_id), HK_OK);
	assert_int_equal(ctx_read(&world->cx, read_draft, &reading), HK_OK);
	assert_string_equal(reading.draft.text, "First.\n\nAnd one thing more.");
}

static void a_note_is_never_the_preview(void **state)
{
	struct house_world *world = *state;
	struct ticket ticket = begin(world);
	int64_t message_id;

	assert_int_equal(deed_note(world, ticket.number, "A difficult person."), HK_OK);
	world->cx.now += HK_MINUTE;
	assert_int_equal(deed_reply(world, ticket.number, "Dear Jonas", REPLY_WAIT, &message_id),
			 HK_OK);
	assert_int_equal(deed_undo_reply(world, ticket.number, message_id), HK_OK);
	assert_string_equal(world_look(world, ticket.number).preview, "The lid is broken.");
}

static void a_form_that_was_sent_twice_is_said_once(void **state)
{
	struct house_world *world = *state;
	struct ticket ticket = begin(world);
	int64_t first, second;

	assert_int_equal(deed_reply(world, ticket.number, "Dear Jonas", REPLY_WAIT, &first), HK_OK);
	world->cx.now += HK_SECOND;
	assert_int_equal(deed_reply(world, ticket.number, "Dear Jonas", REPLY_WAIT, &second),
			 HK_OK);
	assert_int_equal(first, second);
	assert_int_equal(world_outbox(world, "held"), 1);
	world->cx.now += HK_MINUTE;
	assert_int_equal(deed_reply(world, ticket.number, "Dear Jonas", REPLY_WAIT, &second),
			 HK_OK);
	assert_int_not_equal(first, second);
}

static void the_same_words_with_another_button_are_said_and_done(void **state)
{
	struct house_world *world = *state;
	struct ticket ticket = begin(world);
	int64_t first, second;

	assert_int_equal(deed_reply(world, ticket.number, "Thanks.", REPLY_WAIT, &first), HK_OK);
	assert_int_equal(deed_reply(world, ticket.number, "Thanks.", REPLY_RESOLVE, &second),
			 HK_OK);
	assert_int_not_equal(first, second);
	assert_string_equal(world_look(world, ticket.number).state, "resolved");
	assert_int_equal(world_outbox(world, "held"), 2);
}

static void what_was_put_aside_is_not_answered(void **state)
{
	struct house_world *world = *state;
	struct ticket ticket = begin(world);

	assert_int_equal(deed_put_aside(world, ticket.number, "spam", NULL), HK_OK);
	assert_int_equal(deed_reply(world, ticket.number, "Hello", REPLY_WAIT, NULL), HK_INVALID);
	assert_string_equal(world_look(world, ticket.number).bucket, "spam");
	assert_int_equal(deed_note(world, ticket.number, "He does this often."), HK_OK);
}

static void a_word_on_a_deleted_ticket_brings_it_back(void **state)
{
	struct house_world *world = *state;
	struct ticket ticket = begin(world);

	assert_int_equal(deed_put_aside(world, ticket.number, "deleted", NULL), HK_OK);
	world_act(world, &world->system);
	assert_int_equal(deed_word(world, ticket.number, "Out of office", true), HK_OK);
	assert_string_equal(world_look(world, ticket.number).bucket, "deleted");
	assert_int_equal(deed_word(world, ticket.number, "Please help me.", false), HK_OK);
	assert_string_equal(world_look(world, ticket.number).bucket, "active");
	assert_int_not_equal(world_look(world, ticket.number).due_at, CLOCK_NEVER);
}

static enum hk_result promise_for(struct ctx *cx, void *data)
{
	struct standard standard;

	HK_TRY(standard_usual(cx, &standard));
	standard.first_answer_ms = *(const int64_t *)data;
	return standard_change(cx, &standard, "A test.");
}

static void a_promise_is_from_a_minute_to_a_year(void **state)
{
	struct house_world *world = *state;
	int64_t minute = HK_MINUTE, year = STANDARD_MOST_MS, least = HK_MINUTE - 1,
		most = STANDARD_MOST_MS + 1, never = 0, before = -HK_DAY;

	assert_int_equal(ctx_write(&world->cx, promise_for, &least), HK_INVALID);
	assert_int_equal(ctx_write(&world->cx, promise_for, &most), HK_INVALID);
	assert_string_equal(world->cx.fields[0].field, "first_answer");
	assert_int_equal(ctx_write(&world->cx, promise_for, &minute), HK_OK);
	assert_int_equal(ctx_write(&world->cx, promise_for, &year), HK_OK);
	/* An end need not be promised, but not one in the past. */
	assert_int_equal(ctx_write(&world->cx, promise_an_end, &before), HK_INVALID);
	assert_string_equal(world->cx.fields[0].field, "resolve");
	assert_int_equal(ctx_write(&world->cx, promise_an_end, &never), HK_OK);
}

struct state_of {
	int64_t ticket_id;
	const char *kind, *ret;
};

static enum hk_result find_state(struct ctx *cx, void *data)
{
	struct state_of *of = data;
	struct clock_list clocks;

	HK_TRY(clock_every(cx, of->ticket_id, &clocks));
	for (size_t i = 0; i < clocks.count; i++)
		if (hk_equal(clocks.items[i].kind, of->kind))
			of->ret = clocks.items[i].state;
	return HK_OK;
}

static const char *clock_state(struct house_world *world, const struct ticket *ticket,
			       const char *kind)
{
	struct state_of of = { ticket->id, kind, "" };

	assert_int_equal(ctx_read(&world->cx, find_state, &of), HK_OK);
	return of.ret;
}

static void an_end_without_an_answer_keeps_no_promise_of_one(void **state)
{
	struct house_world *world = *state;
	int64_t two_days = 2 * HK_DAY, undo;

	assert_int_equal(ctx_write(&world->cx, promise_an_end, &two_days), HK_OK);

	struct ticket ticket = begin(world);

	assert_int_equal(deed_resolve(world, ticket.number, &undo), HK_OK);
	assert_string_equal(clock_state(world, &ticket, "first_answer"), "unanswered");
	assert_string_equal(clock_state(world, &ticket, "resolve"), "met");
	assert_int_equal(deed_undo(world, ticket.number, undo), HK_OK);
	assert_string_equal(clock_state(world, &ticket, "first_answer"), "running");
	assert_int_equal(world_look(world, ticket.number).due_at, WORLD_BEGIN + 4 * HK_HOUR);
	world->cx.now += 5 * HK_HOUR;
	assert_int_equal(deed_resolve(world, ticket.number, NULL), HK_OK);
	assert_string_equal(clock_state(world, &ticket, "first_answer"), "missed");
}

static void an_end_with_an_answer_keeps_it(void **state)
{
	struct house_world *world = *state;
	struct ticket ticket = begin(world);

	assert_int_equal(deed_reply(world, ticket.number, "I look.", REPLY_KEEP_OPEN, NULL), HK_OK);
	assert_int_equal(deed_reply(world, ticket.number, "Done.", REPLY_RESOLVE, NULL), HK_OK);
	assert_string_equal(clock_state(world, &ticket, "first_answer"), "met");
	assert_string_equal(clock_state(world, &ticket, "next_update"), "met");

	ticket = begin(world);
	assert_int_equal(deed_reply(world, ticket.number, "I look.", REPLY_KEEP_OPEN, NULL), HK_OK);
	assert_int_equal(deed_resolve(world, ticket.number, NULL), HK_OK);
	assert_string_equal(clock_state(world, &ticket, "next_update"), "unanswered");
}

struct seen {
	int64_t number;
	const char *state;
	bool is_leaving;
};

static enum hk_result see_first_answer(struct ctx *cx, void *data)
{
	struct seen *seen = data;
	struct clocks_shown clocks;
	struct ticket ticket;

	HK_TRY(ticket_find(cx, seen->number, &ticket));
	HK_TRY(clocks_see(cx, &ticket, &clocks));
	for (size_t i = 0; i < clocks.count; i++)
		if (hk_equal(clocks.items[i].clock.kind, "first_answer")) {
			seen->state = clocks.items[i].clock.state;
			seen->is_leaving = clocks.items[i].is_leaving != 0;
		}
	return HK_OK;
}

static void a_promise_is_not_called_kept_before_the_reply_has_left(void **state)
{
	struct house_world *world = *state;
	struct ticket ticket = begin(world);
	struct seen seen = { .number = ticket.number };

	world_let_leave(world);
	assert_int_equal(ctx_read(&world->cx, see_first_answer, &seen), HK_OK);
	assert_string_equal(seen.state, "running");
	assert_false(seen.is_leaving);
	assert_int_equal(deed_reply(world, ticket.number, "We come.", REPLY_WAIT, NULL), HK_OK);
	assert_int_equal(ctx_read(&world->cx, see_first_answer, &seen), HK_OK);
	assert_string_equal(seen.state, "met");
	assert_true(seen.is_leaving);
	world->cx.now += HK_MINUTE;
	world_let_leave(world);
	assert_int_equal(ctx_read(&world->cx, see_first_answer, &seen), HK_OK);
	assert_string_equal(seen.state, "met");
	assert_false(seen.is_leaving);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		in_house(writing_again_does_not_put_the_answer_off),
		in_house(the_end_is_not_awaited_while_the_customer_has_the_word),
		in_house(what_comes_back_has_fresh_promises),
		in_house(an_undo_gives_back_the_promise_that_ran),
		in_house(the_undo_of_a_first_answer_leaves_no_other_promise),
		in_house(a_waiting_ticket_waits_again_after_an_undone_end),
		in_house(the_undo_of_an_answer_to_a_closed_ticket_closes_it_again),
		in_house(a_word_that_came_before_the_undo_counts),
		in_house(an_undo_keeps_what_was_begun_since),
		in_house(a_note_is_never_the_preview),
		in_house(a_form_that_was_sent_twice_is_said_once),
		in_house(the_same_words_with_another_button_are_said_and_done),
		in_house(what_was_put_aside_is_not_answered),
		in_house(a_word_on_a_deleted_ticket_brings_it_back),
		in_house(an_end_without_an_answer_keeps_no_promise_of_one),
		in_house(an_end_with_an_answer_keeps_it),
		in_house(a_promise_is_from_a_minute_to_a_year),
		in_house(a_promise_is_not_called_kept_before_the_reply_has_left),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
