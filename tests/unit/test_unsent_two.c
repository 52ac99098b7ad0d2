/* Replies that wait behind a mail server that is away, while the ticket goes on without them: no
 * clock runs for ever, and none is quiet while the customer has heard nothing. */
#include "base/text.h"
#include "base/time.h"
#include "deeds.h"
#include "job/mail/settled.h"
#include "standard/clock.h"
#include "test.h"
#include "ticket/mail/outbox.h"

static void in_an_hour(struct house_world *world)
{
	world->cx.now += HK_HOUR;
	world_run_jobs(world);
}

struct leaving {
	int64_t message_id;
};

static enum hk_result leave(struct ctx *cx, void *data)
{
	const struct leaving *leaving = data;
	struct outbox_list taken;

	HK_TRY(outbox_claim(cx, 50, &taken));
	for (size_t i = 0; i < taken.count; i++) {
		const struct outbox *mail = &taken.items[i];
		const char *state = mail->message_id == leaving->message_id ? "sent" : "queued";

		HK_TRY(outbox_settle(cx, mail, state, ""));
		HK_TRY(settled_tell(cx, mail, state, ""));
	}
	return HK_OK;
}

/* That one leaves; for the others the server is away again. */
static void leaves(struct house_world *world, int64_t message_id)
{
	struct leaving leaving = { message_id };

	assert_int_equal(ctx_write(&world->cx, leave, &leaving), HK_OK);
}

/* One that was answered long ago, so that the next update is what is promised. */
static struct ticket answered(struct house_world *world)
{
	struct ticket ticket = world_ticket(world, "Kettle", "The lid is broken.");
	int64_t message_id;

	world_act(world, ticket.owner_id == world->rasa.id ? &world->rasa : &world->tomas);
	assert_int_equal(deed_reply(world, ticket.number, "We look.", REPLY_KEEP_OPEN, &message_id),
			 HK_OK);
	world->cx.now += REPLY_HOLD_MS;
	leaves(world, message_id);
	in_an_hour(world);
	return ticket;
}

static void what_was_asked_and_then_solved_runs_on_until_a_word_has_left(void **state)
{
	struct house_world *world = *state;
	struct ticket ticket = answered(world);
	int64_t first, second;

	assert_int_equal(deed_reply(world, ticket.number, "Which?", REPLY_WAIT, &first), HK_OK);
	world->cx.now += HK_SECOND;
	assert_int_equal(deed_reply(world, ticket.number, "Found it.", REPLY_RESOLVE, &second),
			 HK_OK);
	in_an_hour(world);
	assert_string_equal(world_clock(world, &ticket, "next_update").state, "running");
	world_agrees(world);
	leaves(world, second);
	assert_string_equal(world_clock(world, &ticket, "next_update").state, "met");
	assert_int_equal(world_clock(world, &ticket, "next_update").stopped_at, world->cx.now);
	world_agrees(world);
	world->cx.now += 2 * HK_HOUR;
	leaves(world, first);
	assert_string_equal(world_clock(world, &ticket, "next_update").state, "met");
	world_agrees(world);
}

static void what_is_closed_runs_for_no_reply(void **state)
{
	struct house_world *world = *state;
	struct ticket ticket = answered(world);

	assert_int_equal(deed_reply(world, ticket.number, "Which?", REPLY_WAIT, NULL), HK_OK);
	assert_int_equal(deed_close(world, ticket.number, "withdrawn"), HK_OK);
	in_an_hour(world);
	assert_string_equal(world_clock(world, &ticket, "next_update").state, "paused");
	world_agrees(world);
}

static void what_was_held_up_stops_when_the_ticket_is_closed(void **state)
{
	struct house_world *world = *state;
	struct ticket ticket = answered(world);

	assert_int_equal(deed_reply(world, ticket.number, "Found it.", REPLY_RESOLVE, NULL), HK_OK);
	in_an_hour(world);
	assert_string_equal(world_clock(world, &ticket, "next_update").state, "running");
	assert_int_equal(deed_close(world, ticket.number, "withdrawn"), HK_OK);
	assert_string_equal(world_clock(world, &ticket, "next_update").state, "met");
	world_agrees(world);
}

/* The button says that it is solved; the customer has still heard nothing. */
static void a_ticket_that_is_resolved_by_hand_still_waits_for_its_reply(void **state)
{
	struct house_world *world = *state;
	struct ticket ticket = world_ticket(world, "Oven", "It stays cold.");
	int64_t message_id;

	world_act(world, ticket.owner_id == world->rasa.id ? &world->rasa : &world->tomas);
	assert_int_equal(deed_reply(world, ticket.number, "Done.", REPLY_KEEP_OPEN, &message_id),
			 HK_OK);
	in_an_hour(world);
	assert_int_equal(deed_resolve(world, ticket.number, NULL), HK_OK);
	assert_string_equal(world_clock(world, &ticket, "first_answer").state, "running");
	world_agrees(world);
	leaves(world, message_id);
	assert_string_equal(world_clock(world, &ticket, "first_answer").state, "met");
	world_agrees(world);
}

static void of_two_that_solve_the_later_calls_again(void **state)
{
	struct house_world *world = *state;
	struct ticket ticket = world_ticket(world, "Oven", "It stays cold.");

	world_act(world, ticket.owner_id == world->rasa.id ? &world->rasa : &world->tomas);
	assert_int_equal(deed_reply(world, ticket.number, "We come.", REPLY_KEEP_OPEN, NULL),
			 HK_OK);
	in_an_hour(world);
	assert_int_equal(deed_reply(world, ticket.number, "Mended.", REPLY_RESOLVE, NULL), HK_OK);
	assert_string_equal(world_clock(world, &ticket, "first_answer").state, "met");
	in_an_hour(world);
	assert_string_equal(world_clock(world, &ticket, "first_answer").state, "running");
	world_agrees(world);
}

static void one_that_leaves_at_once_answers_for_an_older_one_that_waits(void **state)
{
	struct house_world *world = *state;
	struct ticket ticket = world_ticket(world, "Oven", "It stays cold.");
	int64_t second;

	world_act(world, ticket.owner_id == world->rasa.id ? &world->rasa : &world->tomas);
	assert_int_equal(deed_reply(world, ticket.number, "Mended.", REPLY_RESOLVE, NULL), HK_OK);
	in_an_hour(world);
	assert_string_equal(world_clock(world, &ticket, "first_answer").state, "running");
	assert_int_equal(deed_reply(world, ticket.number, "It is mended.", REPLY_RESOLVE, &second),
			 HK_OK);
	world->cx.now += REPLY_HOLD_MS;
	leaves(world, second);
	assert_string_equal(world_clock(world, &ticket, "first_answer").state, "met");
	in_an_hour(world);
	assert_string_equal(world_clock(world, &ticket, "first_answer").state, "met");
	world_agrees(world);
}

static void one_that_is_taken_back_leaves_the_wait_to_the_other(void **state)
{
	struct house_world *world = *state;
	struct ticket ticket = world_ticket(world, "Oven", "It stays cold.");
	int64_t first, second;

	world_act(world, ticket.owner_id == world->rasa.id ? &world->rasa : &world->tomas);
	assert_int_equal(deed_reply(world, ticket.number, "Mended.", REPLY_RESOLVE, &first), HK_OK);
	in_an_hour(world);
	assert_int_equal(deed_resolve(world, ticket.number, NULL), HK_CONFLICT);
	assert_int_equal(deed_reopen(world, ticket.number), HK_OK);
	assert_int_equal(deed_reply(world, ticket.number, "Nearly.", REPLY_WAIT, &second), HK_OK);
	in_an_hour(world);
	assert_int_equal(deed_undo_reply(world, ticket.number, first), HK_OK);
	world_agrees(world);
	leaves(world, second);
	assert_string_equal(world_clock(world, &ticket, "first_answer").state, "met");
	world_agrees(world);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		in_house(what_was_asked_and_then_solved_runs_on_until_a_word_has_left),
		in_house(what_is_closed_runs_for_no_reply),
		in_house(what_was_held_up_stops_when_the_ticket_is_closed),
		in_house(a_ticket_that_is_resolved_by_hand_still_waits_for_its_reply),
		in_house(of_two_that_solve_the_later_calls_again),
		in_house(one_that_leaves_at_once_answers_for_an_older_one_that_waits),
		in_house(one_that_is_taken_back_leaves_the_wait_to_the_other),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
