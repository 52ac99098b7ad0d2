/* How long promises rest for a customer, whenever somebody looks at them again. */
#include "base/time.h"
#include "deeds.h"
#include "standard/standard.h"
#include "test.h"

static enum hk_result limit_rest(struct ctx *cx, void *data)
{
	struct standard standard;

	HK_TRY(standard_usual(cx, &standard));
	standard.pause_ms = *(const int64_t *)data;
	standard.resolve_ms = 2 * HK_DAY;
	return standard_change(cx, &standard, "Nobody shall be forgotten.");
}

/* A ticket whose promises rest four hours at most. */
static struct ticket begin(struct house_world *world)
{
	int64_t four_hours = 4 * HK_HOUR;
	struct ticket ticket;

	assert_int_equal(ctx_write(&world->cx, limit_rest, &four_hours), HK_OK);
	ticket = world_ticket(world, "Kettle", "The lid is broken.");
	world_act(world, ticket.owner_id == world->rasa.id ? &world->rasa : &world->tomas);
	return ticket;
}

static void ask(struct house_world *world, const struct ticket *ticket, const char *text)
{
	world_act(world, ticket->owner_id == world->rasa.id ? &world->rasa : &world->tomas);
	assert_int_equal(deed_reply(world, ticket->number, text, REPLY_WAIT, NULL), HK_OK);
	world->cx.now += REPLY_HOLD_MS;
	world_let_leave(world);
}

static void say(struct house_world *world, const struct ticket *ticket, const char *text)
{
	world_act(world, &world->jonas);
	assert_int_equal(deed_word(world, ticket->number, text, false), HK_OK);
}

static int64_t due(struct house_world *world, const struct ticket *ticket, const char *kind)
{
	return world_clock(world, ticket, kind).due_at;
}

/* Asked after an hour; the house looks again only then. */
static void rests_until(struct house_world *world, int64_t at, bool has_word)
{
	struct ticket ticket = begin(world);

	world->cx.now += HK_HOUR;
	ask(world, &ticket, "Which one?");
	world->cx.now = WORLD_BEGIN + at;
	if (has_word)
		say(world, &ticket, "The blue one.");
	world_run_jobs(world);
	assert_int_equal(due(world, &ticket, "resolve"), WORLD_BEGIN + 2 * HK_DAY + 4 * HK_HOUR);
	assert_int_equal(due(world, &ticket, "next_update"), WORLD_BEGIN + 5 * HK_HOUR + HK_DAY);
	assert_int_equal(world_look(world, ticket.number).due_at,
			 WORLD_BEGIN + 5 * HK_HOUR + HK_DAY);
}

static void a_rest_is_over_when_it_is_over(void **state)
{
	rests_until(*state, 5 * HK_HOUR, false);
}

static void a_standstill_lengthens_no_rest(void **state)
{
	rests_until(*state, 11 * HK_HOUR, false);
}

static void a_word_that_comes_before_the_end_was_noticed_lengthens_it_neither(void **state)
{
	rests_until(*state, 11 * HK_HOUR, true);
}

static void a_reply_that_is_written_before_the_end_was_noticed_lengthens_it_neither(void **state)
{
	struct house_world *world = *state;
	struct ticket ticket = begin(world);

	ask(world, &ticket, "Which one?");
	world->cx.now = WORLD_BEGIN + 10 * HK_HOUR;
	assert_int_equal(deed_reply(world, ticket.number, "I look.", REPLY_KEEP_OPEN, NULL), HK_OK);
	assert_int_equal(due(world, &ticket, "resolve"), WORLD_BEGIN + 2 * HK_DAY + 4 * HK_HOUR);
}

static void what_is_late_since_the_end_of_the_rest_is_late_at_once(void **state)
{
	struct house_world *world = *state;
	struct ticket ticket = begin(world);

	ask(world, &ticket, "Which one?");
	world->cx.now = WORLD_BEGIN + 3 * HK_DAY;
	world_run_jobs(world);
	assert_int_equal(world_clock(world, &ticket, "next_update").started_at,
			 WORLD_BEGIN + 4 * HK_HOUR);
	assert_true(world_look(world, ticket.number).due_at < world->cx.now);
}

/* Three times: asked, answered after three and a half hours, asked again at once. */
static void all_rests_of_a_ticket_together_move_its_end_by_no_more_than_the_limit(void **state)
{
	struct house_world *world = *state;
	struct ticket ticket = begin(world);
	int64_t asked_at = world->cx.now;

	for (size_t i = 0; i < 3; i++) {
		ask(world, &ticket, i ? "And which lid?" : "Which one?");
		world_run_jobs(world);
		world->cx.now = asked_at + 3 * HK_HOUR + HK_HOUR / 2;
		world_run_jobs(world);
		say(world, &ticket, "The blue one.");
		asked_at = world->cx.now;
	}
	assert_int_equal(due(world, &ticket, "resolve"), WORLD_BEGIN + 2 * HK_DAY + 4 * HK_HOUR);
	/* It rests no more. */
	ask(world, &ticket, "And the handle?");
	assert_string_equal(world_clock(world, &ticket, "resolve").state, "running");
	assert_int_equal(world_look(world, ticket.number).due_at,
			 WORLD_BEGIN + 2 * HK_DAY + 4 * HK_HOUR);
}

static enum hk_result move_end(struct ctx *cx, void *data)
{
	struct clock clock = *(const struct clock *)data;

	clock.due_at += 20 * HK_HOUR;
	return clock_move(cx, &clock);
}

/* As when a holiday is taken back: due times that were given stay, and the calendar between has
 * more open time. */
static void an_end_that_moved_for_another_reason_has_not_rested(void **state)
{
	struct house_world *world = *state;
	struct ticket ticket = begin(world);
	struct clock end;

	ask(world, &ticket, "Which one?");
	world->cx.now += HK_HOUR;
	say(world, &ticket, "The blue one.");
	ask(world, &ticket, "And which lid?");
	world->cx.now += HK_HOUR;
	say(world, &ticket, "The round one.");
	end = world_clock(world, &ticket, "resolve");
	assert_true(end.rested_ms >= 2 * HK_HOUR && end.rested_ms < 3 * HK_HOUR);
	assert_int_equal(ctx_write(&world->cx, move_end, &end), HK_OK);
	ask(world, &ticket, "And the handle?");
	assert_string_equal(world_clock(world, &ticket, "resolve").state, "paused");
}

static enum hk_result forget_rests(struct ctx *cx, void *data)
{
	const struct ticket *ticket = data;

	return db_send(cx->db, DB_UPDATE("clock", "rested_ms = $3", "ticket_id = $2", ""),
		       DB_ARGS(ticket->id, (int64_t)CLOCK_UNCOUNTED));
}

/* As migration 0163 finds a clock that rested before rests were kept: the due time of its ticket
 * may have moved for another reason, its history says what rested. */
static void rests_of_before_they_were_kept_are_summed_up_from_the_history(void **state)
{
	struct house_world *world = *state;
	struct ticket ticket = begin(world);
	struct clock end;

	ask(world, &ticket, "Which one?");
	world->cx.now = WORLD_BEGIN + HK_HOUR;
	say(world, &ticket, "The blue one.");
	world->cx.now += HK_HOUR;
	ask(world, &ticket, "And which lid?");
	ask(world, &ticket, "Or is it the handle?");
	world->cx.now = WORLD_BEGIN + 4 * HK_HOUR;
	assert_int_equal(deed_reply(world, ticket.number, "I look.", REPLY_KEEP_OPEN, NULL), HK_OK);
	end = world_clock(world, &ticket, "resolve");
	assert_int_equal(end.rested_ms, 3 * HK_HOUR);
	assert_int_equal(ctx_write(&world->cx, move_end, &end), HK_OK);
	assert_int_equal(ctx_write(&world->cx, forget_rests, &ticket), HK_OK);
	world->cx.now += HK_HOUR;
	ask(world, &ticket, "And the spout?");
	end = world_clock(world, &ticket, "resolve");
	assert_int_equal(end.rested_ms, 3 * HK_HOUR);
	/* An hour is left of four. */
	world->cx.now += 10 * HK_HOUR;
	world_run_jobs(world);
	end = world_clock(world, &ticket, "resolve");
	assert_string_equal(end.state, "running");
	assert_int_equal(end.rested_ms, 4 * HK_HOUR);
	assert_int_equal(end.due_at, WORLD_BEGIN + 2 * HK_DAY + 24 * HK_HOUR);
}

static void a_rest_of_now_that_began_before_rests_were_kept_counts_from_its_beginning(void **state)
{
	struct house_world *world = *state;
	struct ticket ticket = begin(world);

	ask(world, &ticket, "Which one?");
	world->cx.now = WORLD_BEGIN + 2 * HK_HOUR;
	say(world, &ticket, "The blue one.");
	ask(world, &ticket, "And which lid?");
	assert_int_equal(ctx_write(&world->cx, forget_rests, &ticket), HK_OK);
	world->cx.now = WORLD_BEGIN + 10 * HK_HOUR;
	say(world, &ticket, "The round one.");
	assert_int_equal(world_clock(world, &ticket, "resolve").rested_ms, 4 * HK_HOUR);
	assert_int_equal(due(world, &ticket, "resolve"), WORLD_BEGIN + 2 * HK_DAY + 4 * HK_HOUR);
}

/* Reminds the customer so long after it began, and looks ten hours later. */
static void remind(struct house_world *world, const struct ticket *ticket, int64_t at)
{
	world->cx.now = WORLD_BEGIN + at;
	world_run_jobs(world);
	ask(world, ticket, "Still there?");
	assert_string_equal(world_clock(world, ticket, "next_update").state, "paused");
	world->cx.now = WORLD_BEGIN + at + 10 * HK_HOUR;
	world_run_jobs(world);
}

static void a_next_update_that_has_rested_enough_is_promised_anew_by_a_reminder(void **state)
{
	struct house_world *world = *state;
	struct ticket ticket = begin(world);

	ask(world, &ticket, "Which one?");
	/* Promised after four hours, and after two more it rests for four. */
	remind(world, &ticket, 6 * HK_HOUR);
	assert_int_equal(due(world, &ticket, "next_update"), WORLD_BEGIN + 8 * HK_HOUR + HK_DAY);
	remind(world, &ticket, 20 * HK_HOUR);
	assert_int_equal(due(world, &ticket, "next_update"), WORLD_BEGIN + 24 * HK_HOUR + HK_DAY);
	assert_int_equal(due(world, &ticket, "resolve"), WORLD_BEGIN + 2 * HK_DAY + 4 * HK_HOUR);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		in_house(a_rest_is_over_when_it_is_over),
		in_house(a_standstill_lengthens_no_rest),
		in_house(a_word_that_comes_before_the_end_was_noticed_lengthens_it_neither),
		in_house(a_reply_that_is_written_before_the_end_was_noticed_lengthens_it_neither),
		in_house(what_is_late_since_the_end_of_the_rest_is_late_at_once),
		in_house(all_rests_of_a_ticket_together_move_its_end_by_no_more_than_the_limit),
		in_house(an_end_that_moved_for_another_reason_has_not_rested),
		in_house(rests_of_before_they_were_kept_are_summed_up_from_the_history),
		in_house(a_rest_of_now_that_began_before_rests_were_kept_counts_from_its_beginning),
		in_house(a_next_update_that_has_rested_enough_is_promised_anew_by_a_reminder),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
