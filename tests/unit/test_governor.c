/* What leaves without a person is limited, and two machines do not talk for long. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "base/time.h"
#include "core/org.h"
#include "deeds.h"
#include "intake/intake.h"
#include "job/alarm.h"
#include "job/mail/compose.h"
#include "job/mail/governor.h"
#include "test.h"
#include "ticket/history.h"
#include "ticket/mail/outbox.h"

static const char *const here = "help@nordhome.example";
static const char *const there = "help@other.example";

struct two {
	struct house_world *desks[2];
};

static enum hk_result rename_mailbox(struct ctx *cx, void *data)
{
	struct house_world *world = data;

	world->mailbox.address = there;
	world->mailbox.version = 1;
	return mailbox_change(cx, &world->mailbox, "");
}

/* Two houses with keys of their own: neither knows the other's signature. */
static int two_open(void **state)
{
	struct two *two = calloc(1, sizeof(*two));
	void *one, *other;

	/* One keeper reads for both: a child that is made beside threads, as those of a store are,
	 * may find the memory locked for good. */
	assert_int_equal(house_world_open_parse(&one), 0);
	assert_int_equal(house_world_open(&other), 0);
	two->desks[0] = one;
	two->desks[1] = other;
	two->desks[1]->house.parse = two->desks[0]->house.parse;
	memset(two->desks[1]->house.key, 7, sizeof(two->desks[1]->house.key));
	assert_int_equal(ctx_write(&two->desks[1]->cx, rename_mailbox, two->desks[1]), HK_OK);
	*state = two;
	return 0;
}

static int two_close(void **state)
{
	struct two *two = *state;
	void *one = two->desks[0], *other = two->desks[1];

	two->desks[1]->house.parse = NULL;
	house_world_close(&other);
	house_world_close(&one);
	free(two);
	return 0;
}

static void take(struct house_world *world, const char *raw)
{
	struct intake_mail mail = { .raw = raw, .length = strlen(raw), .mailbox = "" };
	struct intake_outcome outcome;

	world_act(world, &world->system);
	assert_int_equal(intake_mail(&world->cx, &mail, &outcome), HK_OK);
}

/* The worst desk there is: it keeps nothing of what it got but the sender, and says nowhere that it
 * is a machine. */
static const char *as_by_a_person(struct house_world *world, const char *from, const char *to)
{
	return hk_format(world->arena,
			 "From: Desk <%s>\r\nTo: %s\r\nSubject: We have your message\r\n"
			 "Message-ID: <%s@desk.example>\r\n\r\nThank you for writing to us.\r\n",
			 from, to, hk_token_new(world->arena));
}

static enum hk_result claim(struct ctx *cx, void *data)
{
	struct outbox_list *list = data;

	HK_TRY(outbox_claim(cx, 20, list));
	for (size_t i = 0; i < list->count; i++)
		HK_TRY(outbox_settle(cx, &list->items[i], "sent", "250 ok"));
	return HK_OK;
}

/* How many of the mails that leave now go to that address. */
static size_t leaving_to(struct house_world *world, const char *address)
{
	struct outbox_list list;
	size_t count = 0;

	world_run_jobs(world);
	world_act(world, &world->system);
	assert_int_equal(ctx_write(&world->cx, claim, &list), HK_OK);
	for (size_t i = 0; i < list.count; i++)
		count += strstr(list.items[i].recipients, address) != NULL;
	return count;
}

struct alarms {
	struct alarm_list list;
	int64_t open, stopped;
};

static enum hk_result read_alarms(struct ctx *cx, void *data)
{
	struct alarms *alarms = data;

	HK_TRY(alarm_sums(cx, &alarms->open, &alarms->stopped));
	return alarm_page(cx, INT64_MAX, 50, &alarms->list);
}

static struct alarms alarms_of(struct house_world *world)
{
	struct alarms alarms;

	assert_int_equal(ctx_read(&world->cx, read_alarms, &alarms), HK_OK);
	return alarms;
}

/* Returns how many mails each desk wrote to the other. */
static void let_them_talk(struct two *two, int64_t pause, size_t ret[2])
{
	ret[0] = ret[1] = 0;
	take(two->desks[0], as_by_a_person(two->desks[0], there, here));
	for (int round = 0; round < 12; round++)
		for (int i = 0; i < 2; i++) {
			size_t mails = leaving_to(two->desks[i], i ? here : there);
			ret[i] += mails;
			two->desks[0]->cx.now += pause;
			two->desks[1]->cx.now += pause;
			for (size_t k = 0; k < mails; k++)
				take(two->desks[!i],
				     as_by_a_person(two->desks[!i], i ? there : here,
						    i ? here : there));
		}
}

static void two_desks_stop_after_three_rounds_and_say_so(void **state)
{
	struct two *two = *state;
	struct alarms alarms;
	size_t wrote[2];

	let_them_talk(two, HK_SECOND, wrote);
	assert_int_equal(wrote[0], GOVERNOR_ROUNDS);
	assert_true(wrote[1] <= GOVERNOR_ROUNDS);
	alarms = alarms_of(two->desks[0]);
	assert_int_equal(alarms.open, 1);
	assert_int_equal(alarms.stopped, 1);
	assert_string_equal(alarms.list.items[0].kind, "loop");
	assert_string_equal(alarms.list.items[0].what, "confirm");
	assert_string_equal(alarms.list.items[0].address, there);
	assert_int_not_equal(alarms.list.items[0].ticket_id, 0);
}

static void slow_desks_stop_too(void **state)
{
	struct two *two = *state;
	size_t wrote[2];

	let_them_talk(two, HK_HOUR, wrote);
	assert_int_equal(wrote[0], GOVERNOR_ROUNDS);
	assert_int_equal(alarms_of(two->desks[0]).open, 1);
}

static void desks_that_mark_their_mails_do_not_begin(void **state)
{
	struct two *two = *state;
	struct compose_sender sender = { here, false };
	struct outbox_list list;
	scoped_buf bytes;

	take(two->desks[0], as_by_a_person(two->desks[0], there, here));
	world_run_jobs(two->desks[0]);
	assert_int_equal(ctx_write(&two->desks[0]->cx, claim, &list), HK_OK);
	hk_buf_init(&bytes, 1 << 20);
	for (size_t i = 0; i < list.count; i++)
		if (strstr(list.items[i].recipients, there))
			assert_int_equal(
				compose_outbox(&two->desks[0]->cx, &list.items[i], sender, &bytes),
				HK_OK);
	take(two->desks[1], hk_copy(two->desks[1]->arena, bytes.bytes, bytes.length));
	assert_int_equal(leaving_to(two->desks[1], here), 0);
	assert_int_equal(alarms_of(two->desks[1]).open, 0);
}

static const char *from_jonas(struct house_world *world)
{
	return as_by_a_person(world, "jonas@example.net", here);
}

static void who_waits_a_while_is_answered_again(void **state)
{
	struct house_world *world = *state;

	for (int i = 0; i < GOVERNOR_ROUNDS; i++) {
		take(world, from_jonas(world));
		assert_int_equal(leaving_to(world, "jonas@example.net"), 1);
	}
	take(world, from_jonas(world));
	assert_int_equal(leaving_to(world, "jonas@example.net"), 0);
	world->cx.now += 5 * HK_HOUR;
	take(world, from_jonas(world));
	assert_int_equal(leaving_to(world, "jonas@example.net"), 1);
	/* Others notice nothing of it. */
	take(world, as_by_a_person(world, "ona@example.net", here));
	assert_int_equal(leaving_to(world, "ona@example.net"), 1);
}

static const char *asks(struct house_world *world, const char *subject, const char *text)
{
	return hk_format(world->arena,
			 "From: Jonas <jonas@example.net>\r\nTo: %s\r\nSubject: %s\r\n"
			 "Message-ID: <%s@desk.example>\r\nContent-Type: text/plain; charset=utf-8"
			 "\r\n\r\n%s\r\n",
			 here, subject, hk_token_new(world->arena), text);
}

static void who_asks_four_different_things_has_four_confirmations(void **state)
{
	static const char *const asked[][2] = {
		{ "Kettle", "The lid of my blue kettle is broken. Can you send another one?" },
		{ "Invoice", "On invoice 4711 my company name is misspelled. Please correct it." },
		{ "Delivery on Friday", "Nobody rang on Friday, so when does the parcel come?" },
		{ "Sofa", "Which fabrics does the sofa Nida come in, and how long does it take?" },
		{ "Kettle", "The lid of my blue kettle is broken! Can you send another one?" },
	};
	struct house_world *world = *state;

	for (int i = 0; i < 5; i++) {
		take(world, asks(world, asked[i][0], asked[i][1]));
		assert_int_equal(leaving_to(world, "jonas@example.net"), i < 4);
		world->cx.now += 20 * HK_MINUTE;
	}
}

static void nobody_has_more_than_ten_confirmations_in_a_day(void **state)
{
	static const char *const words[] = { "one", "two",   "three", "four", "five",   "six",
					     "ten", "seven", "eight", "nine", "twelve", "eleven" };
	struct house_world *world = *state;
	size_t mails = 0;

	for (size_t i = 0; i < 12; i++) {
		take(world, asks(world, words[i], words[i]));
		mails += leaving_to(world, "jonas@example.net");
		world->cx.now += HK_HOUR;
	}
	assert_int_equal(mails, GOVERNOR_MATTERS);
}

/* It puts what we wrote into its subject, a number into its text, and so is never quite the same.
 */
static void a_desk_that_varies_its_words_stops_after_three_rounds_too(void **state)
{
	struct house_world *world = *state;
	const char *subject = "We have your message";
	size_t mails = 0;

	for (int i = 0; i < 8; i++) {
		take(world, asks(world, subject,
				 hk_format(world->arena,
					   "Thank you for writing to us. Your request has the "
					   "number T%d. Our people answer within two days.",
					   4000 + 17 * i)));
		mails += leaving_to(world, "jonas@example.net");
		subject = hk_format(world->arena, "%d: we have \"We have got it: %s (%d)\"", i,
				    subject, i + 1);
		world->cx.now += 2 * HK_MINUTE;
	}
	assert_int_equal(mails, GOVERNOR_ROUNDS);
}

static void a_number_behind_a_plus_makes_no_other_desk(void **state)
{
	struct house_world *world = *state;
	size_t mails = 0;

	for (int i = 0; i < 8; i++) {
		const char *desk = hk_format(world->arena, "desk+%d@desk.example", i);

		take(world, as_by_a_person(world, desk, here));
		mails += leaving_to(world, desk);
		world->cx.now += HK_MINUTE;
	}
	assert_int_equal(mails, GOVERNOR_ROUNDS);
}

/* As the worst of them: without marks, references or a word that it had before. */
static const char *const fresh[][2] = {
	{ "Thank you", "Your letter reached our office and lies on a desk upstairs." },
	{ "Opening hours", "Today our shop closes early, please come back tomorrow morning." },
	{ "Holiday", "Everybody went skiing; nobody will answer before Monday." },
	{ "Newsletter", "Read about spring colours and seven chairs that suit them." },
	{ "Moved", "The department moved into another building across the river." },
	{ "Survey", "How satisfied were you with yesterday's telephone call?" },
};

/* A robot writes again only when it was answered. */
static size_t confirmed(struct house_world *world, bool is_robot, int64_t pause)
{
	size_t mails = 0;

	for (size_t i = 0; i < HK_COUNT(fresh) && (!is_robot || mails == i); i++) {
		take(world, asks(world, fresh[i][0], fresh[i][1]));
		mails += leaving_to(world, "jonas@example.net");
		world->cx.now += pause;
	}
	return mails;
}

static void a_robot_with_fresh_words_each_time_stops_after_three_rounds(void **state)
{
	struct house_world *world = *state;

	assert_int_equal(confirmed(world, true, 8 * HK_MINUTE), GOVERNOR_ROUNDS);
	assert_string_equal(alarms_of(world).list.items[0].kind, "loop");
}

static void a_person_with_six_questions_in_an_afternoon_hears_of_each(void **state)
{
	struct house_world *world = *state;

	assert_int_equal(confirmed(world, false, 25 * HK_MINUTE), HK_COUNT(fresh));
	assert_int_equal(alarms_of(world).list.count, 0);
}

static void a_mail_in_the_name_of_our_own_mailbox_gets_no_confirmation(void **state)
{
	struct house_world *world = *state;

	take(world, as_by_a_person(world, here, here));
	assert_int_equal(leaving_to(world, here), 0);
	take(world, as_by_a_person(world, "help+17@nordhome.example", here));
	assert_int_equal(leaving_to(world, "help+17@nordhome.example"), 0);
	assert_int_equal(alarms_of(world).list.count, 0);
}

struct look {
	int64_t number;
	struct ticket ticket;
	struct history_list history;
};

static enum hk_result look(struct ctx *cx, void *data)
{
	struct look *look = data;

	HK_TRY(ticket_by_number(cx, look->number, &look->ticket));
	return history_since(cx, &look->ticket, 0, &look->history);
}

static void what_was_stopped_stands_on_the_ticket(void **state)
{
	struct house_world *world = *state;
	struct look fourth = { .number = 4 };
	size_t lines = 0;

	for (int i = 0; i < 4; i++) {
		take(world, from_jonas(world));
		(void)leaving_to(world, "jonas@example.net");
	}
	assert_int_equal(ctx_read(&world->cx, look, &fourth), HK_OK);
	for (size_t i = 0; i < fourth.history.count; i++)
		lines += strcmp(fourth.history.items[i].kind, "held_back") == 0;
	assert_int_equal(lines, 1);
}

/* Eighteen customers in an hour: what is too much for one mail each stands in one more. */
static void an_owner_hears_of_all_his_tickets_and_nobody_of_an_alarm(void **state)
{
	struct house_world *world = *state;
	struct look last = { .number = 18 };
	struct outbox_list list;
	size_t told = 0, lines = 0;

	for (int i = 0; i < 18; i++) {
		take(world,
		     as_by_a_person(world, hk_format(world->arena, "c%d@example.net", i), here));
		told += leaving_to(world, "@nordhome.example");
	}
	assert_int_equal(told, 2 * GOVERNOR_PER_ADDRESS);
	assert_int_equal(alarms_of(world).list.count, 0);
	assert_int_equal(ctx_read(&world->cx, look, &last), HK_OK);
	for (size_t i = 0; i < last.history.count; i++)
		assert_string_not_equal(last.history.items[i].kind, "held_back");
	world->cx.now += 16 * HK_MINUTE;
	world_run_jobs(world);
	world_act(world, &world->system);
	assert_int_equal(ctx_write(&world->cx, claim, &list), HK_OK);
	for (size_t i = 0; i < list.count; i++) {
		assert_non_null(strstr(list.items[i].recipients, "@nordhome.example"));
		assert_non_null(strstr(list.items[i].subject, "more things wait for you"));
		for (const char *at = list.items[i].body; (at = strstr(at, "\n* ")); at++)
			lines++;
	}
	assert_int_equal(told + lines, 18);
}

static enum hk_result two_an_hour(struct ctx *cx, void *data)
{
	return org_setting_put(cx, data, "2");
}

/* The cap stops the third mail, whoever it is for, and an hour later it is over. */
static void capped(struct house_world *world, const char *name, const char *kind)
{
	char setting[32];
	size_t owner = 0;

	(void)snprintf(setting, sizeof(setting), "%s", name);
	assert_int_equal(ctx_write(&world->cx, two_an_hour, setting), HK_OK);
	for (int i = 0; i < 4; i++) {
		const char *who = hk_format(world->arena, "c%d@example.net", i);
		take(world, as_by_a_person(world, who, here));
		owner += leaving_to(world, "example.net");
	}
	assert_true(owner <= 2);
	assert_string_equal(alarms_of(world).list.items[0].kind, kind);
	world->cx.now += HK_HOUR + 2 * HK_MINUTE;
	take(world, as_by_a_person(world, "d@example.net", here));
	assert_int_equal(leaving_to(world, "d@example.net"), 1);
}

static void a_rule_gone_wild_is_stopped_for_the_hour(void **state)
{
	capped(*state, GOVERNOR_RULE_SETTING, "rule");
}

static void the_house_writes_so_many_in_an_hour_and_no_more(void **state)
{
	capped(*state, GOVERNOR_HOUR_SETTING, "hour");
}

static enum hk_result queue_many(struct ctx *cx, void *data)
{
	struct ticket ticket;
	bool *allowed = data;

	HK_TRY(ticket_by_number(cx, 1, &ticket));
	for (int i = 0; i <= GOVERNOR_PER_THREAD; i++) {
		struct mail_order order = { .rule = "reminder",
					    .to = hk_format(cx->arena, "p%d@example.net", i),
					    .ticket = &ticket };
		HK_TRY(governor_allows(cx, &order, &allowed[i]));
	}
	return HK_OK;
}

static void one_ticket_does_not_write_to_the_whole_world(void **state)
{
	struct house_world *world = *state;
	bool allowed[GOVERNOR_PER_THREAD + 1];

	world_ticket(world, "Kettle", "The lid is broken.");
	assert_int_equal(ctx_write(&world->cx, queue_many, allowed), HK_OK);
	assert_true(allowed[GOVERNOR_PER_THREAD - 1]);
	assert_false(allowed[GOVERNOR_PER_THREAD]);
	assert_string_equal(alarms_of(world).list.items[0].kind, "thread");
}

static enum hk_result settle_first(struct ctx *cx, void *data)
{
	return alarm_settle(cx, *(const int64_t *)data);
}

static void an_alarm_is_settled_until_it_comes_again(void **state)
{
	struct house_world *world = *state;
	struct alarms alarms;

	/* Few enough for the owner, who hears of each. */
	for (int i = 0; i < 4; i++) {
		take(world, from_jonas(world));
		(void)leaving_to(world, "jonas@example.net");
	}
	alarms = alarms_of(world);
	assert_int_equal(alarms.list.count, 1);
	assert_int_equal(alarms.list.items[0].count, 1);
	world_act(world, &world->admin);
	assert_int_equal(ctx_write(&world->cx, settle_first, &alarms.list.items[0].id), HK_OK);
	alarms = alarms_of(world);
	assert_int_equal(alarms.open, 0);
	assert_int_equal(alarms.list.items[0].settled_by, world->admin.id);
	take(world, from_jonas(world));
	(void)leaving_to(world, "jonas@example.net");
	assert_int_equal(alarms_of(world).open, 1);
	assert_int_equal(alarms_of(world).stopped, 2);
}

/* He answers notices of his tickets by himself, from his own desk. */
static void an_owners_machine_makes_no_loop_of_notices(void **state)
{
	struct house_world *world = *state;
	size_t notices = 0;

	take(world, from_jonas(world));
	for (int i = 0; i < 8; i++) {
		size_t now = leaving_to(world, "rasa@nordhome.example") +
			     leaving_to(world, "tomas@nordhome.example");
		notices += now;
		for (size_t k = 0; k < now; k++)
			take(world, as_by_a_person(world, "rasa@nordhome.example", here));
		world->cx.now += HK_MINUTE;
	}
	assert_true(notices <= 2 * GOVERNOR_ROUNDS);
}

#define between_two(test) cmocka_unit_test_setup_teardown(test, two_open, two_close)

int main(void)
{
	const struct CMUnitTest tests[] = {
		between_two(two_desks_stop_after_three_rounds_and_say_so),
		between_two(slow_desks_stop_too),
		between_two(desks_that_mark_their_mails_do_not_begin),
		in_reading_house(who_waits_a_while_is_answered_again),
		in_reading_house(who_asks_four_different_things_has_four_confirmations),
		in_reading_house(nobody_has_more_than_ten_confirmations_in_a_day),
		in_reading_house(a_desk_that_varies_its_words_stops_after_three_rounds_too),
		in_reading_house(a_number_behind_a_plus_makes_no_other_desk),
		in_reading_house(a_robot_with_fresh_words_each_time_stops_after_three_rounds),
		in_reading_house(a_person_with_six_questions_in_an_afternoon_hears_of_each),
		in_reading_house(a_mail_in_the_name_of_our_own_mailbox_gets_no_confirmation),
		in_reading_house(an_owner_hears_of_all_his_tickets_and_nobody_of_an_alarm),
		in_reading_house(what_was_stopped_stands_on_the_ticket),
		in_reading_house(a_rule_gone_wild_is_stopped_for_the_hour),
		in_reading_house(the_house_writes_so_many_in_an_hour_and_no_more),
		in_reading_house(one_ticket_does_not_write_to_the_whole_world),
		in_reading_house(an_alarm_is_settled_until_it_comes_again),
		in_reading_house(an_owners_machine_makes_no_loop_of_notices),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
