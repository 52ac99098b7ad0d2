/* Whoever answers from a new address each time is one machine, or several people. */
#include <string.h>

#include "base/text.h"
#include "base/time.h"
#include "house_world.h"
#include "intake/intake.h"
#include "job/alarm.h"
#include "job/mail/governor.h"
#include "test.h"
#include "ticket/mail/outbox.h"

enum { MAILS = 14 };

/* The confirmation that left last. */
struct confirmation {
	const char *mail_id, *subject;
};

static enum hk_result newest(struct ctx *cx, void *data)
{
	struct confirmation *confirmation = data;
	struct outbox_list list;

	HK_TRY(outbox_claim(cx, 20, &list));
	for (size_t i = 0; i < list.count; i++) {
		if (hk_starts(list.items[i].effect_key, "confirm "))
			*confirmation = (struct confirmation){ list.items[i].mail_id,
							       list.items[i].subject };
		HK_TRY(outbox_settle(cx, &list.items[i], "sent", "250 ok"));
	}
	return HK_OK;
}

/* True: it was confirmed, and with what stands in confirmation. */
static bool is_confirmed(struct house_world *world, const char *raw,
			 struct confirmation *confirmation)
{
	struct intake_mail mail = { .raw = raw, .length = strlen(raw), .mailbox = "" };
	const char *before = confirmation->mail_id;
	struct intake_outcome outcome;

	world_act(world, &world->system);
	assert_int_equal(intake_mail(&world->cx, &mail, &outcome), HK_OK);
	assert_string_equal(outcome.outcome, "ticket");
	world_run_jobs(world);
	world_act(world, &world->system);
	assert_int_equal(ctx_write(&world->cx, newest, confirmation), HK_OK);
	return confirmation->mail_id != before;
}

/* What each of its mails keeps of the confirmation before, and what it says. */
struct desk {
	const char *const *words; /* one for each mail; NULL: the same with another number */
	bool keeps_subject;       /* and no reference */
	int64_t pause;
};

static const char *answer(struct house_world *world, const struct desk *desk, int i,
			  const struct confirmation *to)
{
	const char *words = desk->words ? desk->words[i] : "We have it. Your ticket is", *head;

	head = desk->keeps_subject
		       ? hk_format(world->arena, "Subject: [DESK-%d] %s", i, to->subject)
		       : hk_format(world->arena, "Subject: Re: yours\r\nIn-Reply-To: <%s>",
				   to->mail_id);
	return hk_format(world->arena,
			 "From: Desk <ticket-%d@desk.example>\r\nTo: help@nordhome.example\r\n"
			 "Message-ID: <%d@desk.example>\r\n%s\r\n\r\n%s %d\r\n",
			 i, i, head, words, 4000 + i);
}

/* Each of its mails has a sender of its own and answers the confirmation of the one before, as long
 * as there is one; returns how many were confirmed. */
static int64_t confirmed(struct house_world *world, const struct desk *desk)
{
	struct confirmation confirmation = { "", "Kettle" };
	int64_t mails = 0;

	for (int i = 0; i < MAILS && mails == i; i++) {
		mails += is_confirmed(world, answer(world, desk, i, &confirmation), &confirmation);
		world->cx.now += desk->pause;
	}
	return mails;
}

static enum hk_result read_alarms(struct ctx *cx, void *data)
{
	return alarm_page(cx, INT64_MAX, 50, data);
}

static void expect_loop(struct house_world *world, bool is_one)
{
	struct alarm_list list;

	assert_int_equal(ctx_read(&world->cx, read_alarms, &list), HK_OK);
	assert_int_equal(list.count, is_one);
	if (is_one)
		assert_string_equal(list.items[0].kind, "loop");
}

/* People, or a machine that finds fresh words each time. */
static const char *const fresh[MAILS] = {
	"The kettle drips onto our table.",
	"Mother asked me to send you a photograph tomorrow.",
	"Which plug does that model need in Norway?",
	"Please ring before noon, somebody sleeps afterwards.",
	"Our caretaker has keys for every door.",
	"Invoice seventeen was paid twice by mistake.",
	"Parking is possible behind the bakery.",
	"Children painted it green last summer.",
	"Does guarantee cover lightning?",
	"Neighbours complain about whistling at night.",
	"Shall we return packaging too?",
	"A courier left nothing but an empty carton.",
	"Grandfather prefers coffee anyway.",
	"Kindly forget what my brother wrote.",
};

static void a_desk_that_answers_from_a_new_address_each_time_stops_after_three_rounds(void **state)
{
	struct desk desk = { .words = fresh, .pause = HK_MINUTE };

	assert_int_equal(confirmed(*state, &desk), GOVERNOR_ROUNDS);
	expect_loop(*state, true);
}

static void a_slow_desk_that_says_the_same_stops_after_three_rounds_too(void **state)
{
	struct desk desk = { .pause = 90 * HK_MINUTE };

	assert_int_equal(confirmed(*state, &desk), GOVERNOR_ROUNDS);
	expect_loop(*state, true);
}

/* No header and no mark says what it answers, but our number does. */
static void a_desk_that_keeps_nothing_but_our_subject_stops_after_three_rounds(void **state)
{
	struct desk desk = { .keeps_subject = true, .pause = HK_MINUTE };

	assert_int_equal(confirmed(*state, &desk), GOVERNOR_ROUNDS);
	expect_loop(*state, true);
}

/* A mail is handed on from one to the next, and each has a question. */
static void people_who_answer_one_after_the_other_hear_that_it_arrived(void **state)
{
	struct house_world *world = *state;
	struct desk people = { .words = fresh, .pause = 25 * HK_MINUTE };
	struct confirmation confirmation = { "", "Kettle" };

	for (int i = 0; i < GOVERNOR_MATTERS; i++) {
		assert_true(is_confirmed(world, answer(world, &people, i, &confirmation),
					 &confirmation));
		world->cx.now += people.pause;
	}
	expect_loop(world, false);
}

static void strangers_who_answer_the_same_mail_hear_that_it_arrived(void **state)
{
	struct house_world *world = *state;
	struct desk people = { .pause = HK_MINUTE };
	struct confirmation first = { "", "Kettle" };

	assert_true(is_confirmed(world, answer(world, &people, 0, &first), &first));
	for (int i = 1; i < GOVERNOR_MATTERS; i++) {
		struct confirmation own = first;

		assert_true(is_confirmed(world, answer(world, &people, i, &first), &own));
		world->cx.now += people.pause;
	}
	expect_loop(world, false);
}

static void a_slow_desk_with_fresh_words_each_time_comes_to_its_end_too(void **state)
{
	struct desk desk = { .words = fresh, .pause = 25 * HK_MINUTE };

	assert_int_equal(confirmed(*state, &desk), GOVERNOR_MATTERS);
	expect_loop(*state, true);
}

static void strangers_who_answer_on_other_days_are_no_loop(void **state)
{
	struct desk desk = { .pause = 25 * HK_HOUR };

	assert_int_equal(confirmed(*state, &desk), MAILS);
}

static void a_mail_that_confirms_an_answer_to_one_says_so_once(void **state)
{
	struct house_world *world = *state;
	struct desk desk = { .keeps_subject = true, .pause = HK_MINUTE };
	struct confirmation confirmation = { "", "Kettle" };

	assert_true(is_confirmed(world, answer(world, &desk, 0, &confirmation), &confirmation));
	assert_string_equal(confirmation.subject, "We have your message: [DESK-0] Kettle [#1]");
	assert_true(is_confirmed(world, answer(world, &desk, 1, &confirmation), &confirmation));
	assert_string_equal(confirmation.subject,
			    "We have your message: [DESK-1] [DESK-0] Kettle [#2]");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		in_reading_house(
			a_desk_that_answers_from_a_new_address_each_time_stops_after_three_rounds),
		in_reading_house(a_slow_desk_that_says_the_same_stops_after_three_rounds_too),
		in_reading_house(
			a_desk_that_keeps_nothing_but_our_subject_stops_after_three_rounds),
		in_reading_house(people_who_answer_one_after_the_other_hear_that_it_arrived),
		in_reading_house(strangers_who_answer_the_same_mail_hear_that_it_arrived),
		in_reading_house(a_slow_desk_with_fresh_words_each_time_comes_to_its_end_too),
		in_reading_house(strangers_who_answer_on_other_days_are_no_loop),
		in_reading_house(a_mail_that_confirms_an_answer_to_one_says_so_once),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
