/* Replies that were written in time and do not leave: what they would have kept runs on, and who
 * has the ticket hears of it while there is time. */
#include "base/text.h"
#include "base/time.h"
#include "deeds.h"
#include "job/clock_call.h"
#include "job/mail/send.h"
#include "standard/clock.h"
#include "standard/standard.h"
#include "test.h"
#include "ticket/clock/clocks.h"
#include "ticket/history.h"
#include "ticket/mail/outbox.h"
#include "ticket/mail/returned.h"
#include "ticket/work/notification.h"

/* The end within two days, a rest of three at most, and a warning when three quarters are over. */
static enum hk_result promise_more(struct ctx *cx, void *data)
{
	struct standard standard;

	(void)data;
	HK_TRY(standard_usual(cx, &standard));
	standard.resolve_ms = 2 * HK_DAY;
	standard.pause_ms = 3 * HK_DAY;
	standard.warn_percent = 75;
	return standard_change(cx, &standard, "A test.");
}

struct counting {
	int64_t ticket_id;
	const char *kind;
	size_t count;
};

static enum hk_result count_lines(struct ctx *cx, void *data)
{
	struct counting *counting = data;
	struct ticket ticket = { .id = counting->ticket_id };
	struct history_list list;

	HK_TRY(history_since(cx, &ticket, 0, &list));
	for (size_t i = 0; i < list.count; i++)
		counting->count += hk_equal(list.items[i].kind, counting->kind);
	return HK_OK;
}

static size_t lines_of(struct house_world *world, const struct ticket *ticket, const char *kind)
{
	struct counting counting = { ticket->id, kind, 0 };

	assert_int_equal(ctx_read(&world->cx, count_lines, &counting), HK_OK);
	return counting.count;
}

static enum hk_result call_due(struct ctx *cx, void *data)
{
	return clock_call_due(cx, data);
}

/* The house works on until that time, but no mail leaves it. */
static void until(struct house_world *world, int64_t at)
{
	const struct actor *before = world->cx.actor;
	size_t count;

	world->cx.now = at;
	world_run_jobs(world);
	world->cx.actor = &world->system;
	assert_int_equal(ctx_write(&world->cx, call_due, &count), HK_OK);
	world->cx.actor = before;
	world_run_jobs(world);
}

/* The mail server is there again. */
static void leave(struct house_world *world)
{
	const struct actor *before = world->cx.actor;
	struct send_rest rest = { 0, 0 };
	int64_t next = 0;

	world->settings.values[SETTING_SMTP] =
		hk_format(world->arena, "dir:%s/sent", world->place.folder);
	world->cx.actor = &world->system;
	do
		assert_int_equal(send_due(&world->cx, &rest, &next), HK_OK);
	while (next <= world->cx.now);
	world->cx.actor = before;
}

static struct ticket begin(struct house_world *world)
{
	struct ticket ticket = world_ticket(world, "Kettle", "The lid is broken.");

	world_act(world, ticket.owner_id == world->rasa.id ? &world->rasa : &world->tomas);
	return ticket;
}

static enum hk_result bell(struct ctx *cx, void *data)
{
	return notification_page(cx, INT64_MAX, 20, data);
}

static size_t bells_of(struct house_world *world, const char *kind)
{
	struct notification_list list;
	size_t count = 0;

	assert_int_equal(ctx_read(&world->cx, bell, &list), HK_OK);
	for (size_t i = 0; i < list.count; i++)
		count += hk_equal(list.items[i].kind, kind);
	return count;
}

static void a_reply_that_does_not_leave_lets_its_promise_run_on_and_says_so(void **state)
{
	struct house_world *world = *state;
	struct ticket ticket = begin(world), stands;
	int64_t due = ticket.due_at;

	assert_int_equal(deed_reply(world, ticket.number, "We come.", REPLY_WAIT, NULL), HK_OK);
	until(world, WORLD_BEGIN + REPLY_LATE_MS);
	assert_string_equal(world_clock(world, &ticket, "first_answer").state, "met");
	assert_int_equal(bells_of(world, "reply.unsent"), 0);
	until(world, WORLD_BEGIN + REPLY_LATE_MS + 1);
	assert_string_equal(world_clock(world, &ticket, "first_answer").state, "running");
	stands = world_look(world, ticket.number);
	assert_int_equal(stands.due_at, due);
	assert_string_equal(stands.due_kind, "first_answer");
	assert_int_equal(bells_of(world, "reply.unsent"), 1);
	assert_int_equal(lines_of(world, &ticket, "unsent"), 1);
	/* It leaves in time after all. */
	world->cx.now = WORLD_BEGIN + HK_HOUR;
	leave(world);
	assert_string_equal(world_clock(world, &ticket, "first_answer").state, "met");
	assert_true(world_clock(world, &ticket, "first_answer").stopped_at >=
		    WORLD_BEGIN + HK_HOUR);
	assert_int_equal(world_look(world, ticket.number).due_at, CLOCK_NEVER);
}

static void what_left_within_the_minute_troubles_nobody(void **state)
{
	struct house_world *world = *state;
	struct ticket ticket = begin(world);

	assert_int_equal(deed_reply(world, ticket.number, "We come.", REPLY_WAIT, NULL), HK_OK);
	world->cx.now += REPLY_HOLD_MS;
	leave(world);
	until(world, WORLD_BEGIN + 10 * HK_DAY);
	assert_string_equal(world_clock(world, &ticket, "first_answer").state, "met");
	assert_int_equal(world_clock(world, &ticket, "first_answer").stopped_at, WORLD_BEGIN);
	assert_int_equal(bells_of(world, "reply.unsent"), 0);
	assert_int_equal(lines_of(world, &ticket, "clock_late"), 0);
}

static enum hk_result find_mails(struct ctx *cx, void *data)
{
	return outbox_claim(cx, 50, data);
}

/* Mails about a clock whose words say that the reply has not left. */
static size_t mails_that_say_so(struct house_world *world)
{
	struct outbox_list list;
	size_t count = 0;

	assert_int_equal(ctx_write(&world->cx, find_mails, &list), HK_OK);
	for (size_t i = 0; i < list.count; i++)
		count += strstr(list.items[i].body, "it has not left yet") != NULL;
	return count;
}

static void its_owner_is_warned_while_there_is_time_and_told_when_it_is_late(void **state)
{
	struct house_world *world = *state;
	struct ticket ticket;
	int64_t due, left;

	assert_int_equal(ctx_write(&world->cx, promise_more, NULL), HK_OK);
	ticket = begin(world);
	due = ticket.due_at;
	left = due - WORLD_BEGIN;
	world->cx.now = WORLD_BEGIN + left / 2;
	assert_int_equal(deed_reply(world, ticket.number, "We come.", REPLY_KEEP_OPEN, NULL),
			 HK_OK);
	until(world, world->cx.now + 2 * HK_MINUTE);
	assert_int_equal(lines_of(world, &ticket, "clock_soon"), 0);
	until(world, WORLD_BEGIN + left / 4 * 3 + 1);
	assert_int_equal(lines_of(world, &ticket, "clock_soon"), 1);
	until(world, due + 1);
	assert_int_equal(lines_of(world, &ticket, "clock_late"), 1);
	assert_int_equal(mails_that_say_so(world), 2);
}

static void it_is_late_when_it_leaves_late(void **state)
{
	struct house_world *world = *state;
	struct ticket ticket = begin(world);

	assert_int_equal(deed_reply(world, ticket.number, "We come.", REPLY_WAIT, NULL), HK_OK);
	until(world, WORLD_BEGIN + 2 * HK_MINUTE);
	world->cx.now = ticket.due_at + HK_HOUR;
	leave(world);
	assert_string_equal(world_clock(world, &ticket, "first_answer").state, "missed");
	until(world, ticket.due_at + HK_DAY);
	assert_int_equal(lines_of(world, &ticket, "clock_late"), 0);
}

static void an_end_whose_words_do_not_leave_calls_too(void **state)
{
	struct house_world *world = *state;
	struct ticket ticket = begin(world);

	assert_int_equal(deed_reply(world, ticket.number, "Done.", REPLY_RESOLVE, NULL), HK_OK);
	until(world, WORLD_BEGIN + 2 * HK_MINUTE);
	assert_int_equal(bells_of(world, "reply.unsent"), 1);
	until(world, ticket.due_at + 1);
	assert_int_equal(lines_of(world, &ticket, "clock_late"), 1);
	assert_string_equal(world_look(world, ticket.number).state, "resolved");
	/* The control centre counts it, until it has left. */
	assert_int_equal(world_look(world, ticket.number).due_at, ticket.due_at);
	leave(world);
	assert_int_equal(world_look(world, ticket.number).due_at, CLOCK_NEVER);
}

static void the_mails_about_it_say_that_it_has_not_left(void **state)
{
	struct house_world *world = *state;
	struct ticket ticket = begin(world);

	assert_int_equal(deed_reply(world, ticket.number, "Done.", REPLY_RESOLVE, NULL), HK_OK);
	until(world, WORLD_BEGIN + 2 * HK_MINUTE);
	until(world, ticket.due_at + 1);
	assert_true(mails_that_say_so(world) > 0);
}

/* While the question has not left, it is not the customer who has the word. */
static void nothing_rests_for_a_customer_who_was_not_asked_yet(void **state)
{
	struct house_world *world = *state;
	struct ticket ticket;
	int64_t due;

	assert_int_equal(ctx_write(&world->cx, promise_more, NULL), HK_OK);
	ticket = begin(world);
	due = world_clock(world, &ticket, "resolve").due_at;
	assert_int_equal(deed_reply(world, ticket.number, "Which one?", REPLY_WAIT, NULL), HK_OK);
	assert_string_equal(world_clock(world, &ticket, "resolve").state, "paused");
	until(world, WORLD_BEGIN + 2 * HK_MINUTE);
	assert_string_equal(world_clock(world, &ticket, "resolve").state, "running");
	assert_int_equal(world_clock(world, &ticket, "resolve").due_at, due);
	world->cx.now = WORLD_BEGIN + HK_HOUR;
	leave(world);
	assert_string_equal(world_clock(world, &ticket, "resolve").state, "paused");
	/* It rests since then, so long as it may. */
	until(world, WORLD_BEGIN + 3 * HK_DAY + HK_MINUTE);
	assert_string_equal(world_clock(world, &ticket, "resolve").state, "paused");
	until(world, WORLD_BEGIN + 3 * HK_DAY + 2 * HK_HOUR);
	assert_string_equal(world_clock(world, &ticket, "resolve").state, "running");
}

static void a_customer_who_writes_meanwhile_waits_for_us_all_the_same(void **state)
{
	struct house_world *world = *state;
	struct ticket ticket = begin(world);
	int64_t due = ticket.due_at;

	assert_int_equal(deed_reply(world, ticket.number, "Which one?", REPLY_WAIT, NULL), HK_OK);
	until(world, WORLD_BEGIN + 2 * HK_MINUTE);
	world_act(world, &world->jonas);
	assert_int_equal(deed_word(world, ticket.number, "Are you there?", false), HK_OK);
	assert_int_equal(world_look(world, ticket.number).due_at, due);
	world->cx.now = WORLD_BEGIN + HK_HOUR;
	leave(world);
	assert_string_equal(world_clock(world, &ticket, "first_answer").state, "met");
	assert_string_equal(world_look(world, ticket.number).state, "open");
}

/* Of two that wait the first one leaves, and the mail server is away again. */
struct leaving {
	int64_t number, first_id;
	struct ticket ticket;
};

static enum hk_result first_leaves(struct ctx *cx, void *data)
{
	struct leaving *leaving = data;
	struct ticket old;
	struct outbox mail;
	struct outbox_list taken;

	HK_TRY(ticket_find(cx, leaving->number, &leaving->ticket));
	old = leaving->ticket;
	HK_TRY(outbox_claim(cx, 50, &taken));
	for (size_t i = 0; i < taken.count; i++)
		if (taken.items[i].message_id == leaving->first_id)
			HK_TRY(outbox_settle(cx, &taken.items[i], "sent", ""));
	HK_TRY(outbox_of_message(cx, leaving->first_id, &mail));
	assert_string_equal(mail.state, "sent");
	HK_TRY(clocks_leave(cx, &leaving->ticket, mail.dated_at));
	return ticket_store(cx, &leaving->ticket, &old, "message.sending");
}

/* Two that wait, written an hour apart. */
static struct leaving two_that_wait(struct house_world *world, enum reply_then first,
				    enum reply_then second, int64_t *ret_second)
{
	struct ticket ticket = begin(world);
	struct leaving leaving = { .number = ticket.number };

	assert_int_equal(deed_reply(world, ticket.number, "We come.", first, &leaving.first_id),
			 HK_OK);
	until(world, WORLD_BEGIN + 2 * HK_MINUTE);
	until(world, WORLD_BEGIN + HK_HOUR);
	assert_int_equal(deed_reply(world, ticket.number, "Which one?", second, ret_second), HK_OK);
	leaving.ticket = ticket;
	return leaving;
}

static void of_two_that_wait_the_one_that_leaves_first_is_the_answer(void **state)
{
	struct house_world *world = *state;
	int64_t second;
	struct leaving leaving = two_that_wait(world, REPLY_WAIT, REPLY_KEEP_OPEN, &second);
	struct ticket ticket = leaving.ticket;

	until(world, WORLD_BEGIN + HK_HOUR + 2 * HK_MINUTE);
	assert_string_equal(world_clock(world, &ticket, "first_answer").state, "running");
	assert_int_equal(ctx_write(&world->cx, first_leaves, &leaving), HK_OK);
	assert_string_equal(world_clock(world, &ticket, "first_answer").state, "met");
	assert_int_equal(world_clock(world, &ticket, "first_answer").stopped_at, world->cx.now);
	/* The other one leaves when the first answer would have been late. */
	world->cx.now = ticket.due_at + HK_HOUR;
	leave(world);
	assert_string_equal(world_clock(world, &ticket, "first_answer").state, "met");
	assert_int_equal(lines_of(world, &ticket, "clock_late"), 0);
}

static void what_left_before_the_other_was_late_stays_the_answer(void **state)
{
	struct house_world *world = *state;
	int64_t second;
	struct leaving leaving = two_that_wait(world, REPLY_WAIT, REPLY_KEEP_OPEN, &second);
	struct ticket ticket = leaving.ticket;

	world->cx.now += REPLY_HOLD_MS;
	assert_int_equal(ctx_write(&world->cx, first_leaves, &leaving), HK_OK);
	until(world, ticket.due_at + 1);
	assert_string_equal(world_clock(world, &ticket, "first_answer").state, "met");
	assert_int_equal(lines_of(world, &ticket, "clock_late"), 0);
}

static void nothing_rests_while_the_later_of_two_waits_to_ask(void **state)
{
	struct house_world *world = *state;
	struct leaving leaving;
	struct ticket ticket;
	int64_t second;

	assert_int_equal(ctx_write(&world->cx, promise_more, NULL), HK_OK);
	leaving = two_that_wait(world, REPLY_KEEP_OPEN, REPLY_WAIT, &second);
	ticket = leaving.ticket;
	until(world, WORLD_BEGIN + HK_HOUR + 2 * HK_MINUTE);
	assert_int_equal(ctx_write(&world->cx, first_leaves, &leaving), HK_OK);
	assert_string_equal(world_clock(world, &ticket, "resolve").state, "running");
	world->cx.now += HK_HOUR;
	leave(world);
	assert_string_equal(world_clock(world, &ticket, "resolve").state, "paused");
}

static void one_that_is_taken_back_does_not_take_back_what_the_other_kept(void **state)
{
	struct house_world *world = *state;
	int64_t second;
	struct leaving leaving = two_that_wait(world, REPLY_WAIT, REPLY_KEEP_OPEN, &second);
	struct ticket ticket = leaving.ticket;

	world->cx.now += HK_SECOND;
	assert_int_equal(ctx_write(&world->cx, first_leaves, &leaving), HK_OK);
	assert_int_equal(deed_undo_reply(world, ticket.number, second), HK_OK);
	assert_string_equal(world_clock(world, &ticket, "first_answer").state, "met");
	until(world, ticket.due_at + 1);
	assert_int_equal(lines_of(world, &ticket, "clock_late"), 0);
}

struct losing {
	int64_t number, message_id;
};

static enum hk_result lose(struct ctx *cx, void *data)
{
	const struct losing *losing = data;
	struct ticket ticket;

	HK_TRY(ticket_find(cx, losing->number, &ticket));
	return reply_returned(cx, &ticket,
			      &(struct returned){ .message_id = losing->message_id,
						  .recipient = "",
						  .status = "",
						  .reason = "554 5.7.1 not today",
						  .is_final = true },
			      1, NULL);
}

static void one_that_is_refused_in_the_end_kept_nothing(void **state)
{
	struct house_world *world = *state;
	struct ticket ticket = begin(world);
	struct losing losing = { .number = ticket.number };

	assert_int_equal(
		deed_reply(world, ticket.number, "We come.", REPLY_WAIT, &losing.message_id),
		HK_OK);
	until(world, WORLD_BEGIN + 2 * HK_MINUTE);
	assert_int_equal(ctx_write(&world->cx, lose, &losing), HK_OK);
	assert_string_equal(world_clock(world, &ticket, "first_answer").state, "running");
	assert_int_equal(world_clock(world, &ticket, "first_answer").stopped_at, 0);
	until(world, ticket.due_at + 1);
	assert_int_equal(lines_of(world, &ticket, "clock_late"), 1);
}

static void the_other_one_answers_when_the_later_is_refused_in_the_end(void **state)
{
	struct house_world *world = *state;
	struct losing losing = { 0 };
	struct leaving leaving =
		two_that_wait(world, REPLY_WAIT, REPLY_KEEP_OPEN, &losing.message_id);
	struct ticket ticket = leaving.ticket;

	losing.number = ticket.number;
	until(world, WORLD_BEGIN + HK_HOUR + 2 * HK_MINUTE);
	assert_int_equal(ctx_write(&world->cx, lose, &losing), HK_OK);
	assert_string_equal(world_clock(world, &ticket, "first_answer").state, "running");
	assert_int_equal(ctx_write(&world->cx, first_leaves, &leaving), HK_OK);
	assert_string_equal(world_clock(world, &ticket, "first_answer").state, "met");
}

static void one_that_is_taken_back_leaves_the_promise_as_it_was(void **state)
{
	struct house_world *world = *state;
	struct ticket ticket = begin(world);
	struct clock before = world_clock(world, &ticket, "first_answer"), after;
	int64_t message_id;

	assert_int_equal(deed_reply(world, ticket.number, "We come.", REPLY_WAIT, &message_id),
			 HK_OK);
	until(world, WORLD_BEGIN + 2 * HK_MINUTE);
	assert_int_equal(deed_undo_reply(world, ticket.number, message_id), HK_OK);
	after = world_clock(world, &ticket, "first_answer");
	assert_string_equal(after.state, "running");
	assert_int_equal(after.stopped_at, 0);
	assert_int_equal(after.due_at, before.due_at);
	assert_int_equal(after.next_at, before.next_at);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		in_house(a_reply_that_does_not_leave_lets_its_promise_run_on_and_says_so),
		in_house(what_left_within_the_minute_troubles_nobody),
		in_house(its_owner_is_warned_while_there_is_time_and_told_when_it_is_late),
		in_house(it_is_late_when_it_leaves_late),
		in_house(an_end_whose_words_do_not_leave_calls_too),
		in_house(the_mails_about_it_say_that_it_has_not_left),
		in_house(nothing_rests_for_a_customer_who_was_not_asked_yet),
		in_house(a_customer_who_writes_meanwhile_waits_for_us_all_the_same),
		in_house(of_two_that_wait_the_one_that_leaves_first_is_the_answer),
		in_house(what_left_before_the_other_was_late_stays_the_answer),
		in_house(nothing_rests_while_the_later_of_two_waits_to_ask),
		in_house(one_that_is_taken_back_does_not_take_back_what_the_other_kept),
		in_house(the_other_one_answers_when_the_later_is_refused_in_the_end),
		in_house(one_that_is_refused_in_the_end_kept_nothing),
		in_house(one_that_is_taken_back_leaves_the_promise_as_it_was),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
