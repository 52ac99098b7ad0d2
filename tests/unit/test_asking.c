/* Whom the house asks, one rule after the other. */
#include <inttypes.h>
#include <string.h>

#include "base/text.h"
#include "base/time.h"
#include "feedback/asking_gate.h"
#include "feedback/invitation.h"
#include "people/customer.h"
#include "people/reached.h"
#include "survey_world.h"
#include "test.h"
#include "ticket/complaint/complaint.h"

enum { NOBODY = 0 };

struct occasion {
	const char *email, *zone;
	int64_t staff_id, ticket_id, customer_id;
	int64_t ago; /* ms */
};

static enum hk_result occasion_work(struct ctx *cx, void *data)
{
	struct occasion *occasion = data;
	const struct customer_new new = {
		.name = "Ona", .email = occasion->email, .phone = "", .language = "lt", .tokens = ""
	};
	struct customer customer;

	HK_TRY(customer_ensure(cx, &new, &customer));
	if (occasion->zone)
		HK_TRY(db_send(cx->db, DB_UPDATE("customer", "timezone = $3", "id = $2", ""),
			       DB_ARGS(customer.id, occasion->zone)));
	occasion->customer_id = customer.id;

	const struct survey_event event = {
		.effect_key = hk_format(cx->arena, "occasion %" PRId64, ctx_new_id(cx)),
		.ticket_id = occasion->ticket_id,
		.order_name = "",
		.customer_id = customer.id,
		.staff_id = occasion->staff_id,
		.channel = "",
		.outcome = "",
		.at = cx->now - occasion->ago,
	};

	return survey_event_add(cx, "contact", &event);
}

/* Something of his came to its end, and the house looks at it. */
static struct survey_event decide_about(struct house_world *world, struct occasion *occasion)
{
	struct survey_events all;

	world_act(world, &actor_house);
	assert_int_equal(ctx_write(&world->cx, occasion_work, occasion), HK_OK);
	survey_look(world);
	all = survey_events_all(world);
	return all.items[all.count - 1];
}

static struct survey_event decide(struct house_world *world, const char *email)
{
	struct occasion occasion = { .email = email };

	return decide_about(world, &occasion);
}

static void expect(struct survey_event event, const char *decision, const char *reason)
{
	assert_string_equal(event.reason, reason);
	assert_string_equal(event.decision, decision);
}

static void begin(struct house_world *world)
{
	world->cx.now = WORLD_BEGIN + 3 * HK_HOUR;
	(void)survey_begin(world, "nps", "contact", "named");
}

/* Nobody is reminded: each question is one message. */
static enum hk_result unreminded_work(struct ctx *cx, void *data)
{
	(void)data;
	return db_send(cx->db, DB_UPDATE("invitation", "remind_at = $2", "id > 0", ""),
		       DB_ARGS((int64_t)253402300799999));
}

static void let_days_pass(struct house_world *world, int64_t days)
{
	assert_int_equal(ctx_write(&world->cx, unreminded_work, NULL), HK_OK);
	world->cx.now += days * HK_DAY;
}

static void two_without_an_answer_double_the_gap_and_an_answer_ends_that(void **state)
{
	struct house_world *world = *state;
	struct invitation_list list;

	begin(world);
	expect(decide(world, "ona@example.org"), "ask", "");
	let_days_pass(world, 31);
	expect(decide(world, "ona@example.org"), "ask", "");
	/* Two in a row are not answered: 60 days. */
	let_days_pass(world, 31);
	expect(decide(world, "ona@example.org"), "stop", "budget");
	let_days_pass(world, 28);
	expect(decide(world, "ona@example.org"), "stop", "budget");
	let_days_pass(world, 2);
	expect(decide(world, "ona@example.org"), "ask", "");
	list = survey_invitations(world);
	assert_int_equal(survey_answer(world, &list.items[list.count - 1], "9", "", false, NULL),
			 HK_OK);
	let_days_pass(world, 31);
	expect(decide(world, "ona@example.org"), "ask", "");
}

/* Eight without an answer: 30 days doubled four times. */
static void a_gap_of_more_than_a_year_is_kept(void **state)
{
	static const int64_t pauses[] = { 31, 61, 61, 213, 121, 241, 241 };
	struct house_world *world = *state;

	begin(world);
	expect(decide(world, "ona@example.org"), "ask", "");
	for (size_t i = 0; i < HK_COUNT(pauses); i++) {
		let_days_pass(world, pauses[i]);
		expect(decide(world, "ona@example.org"), "ask", "");
	}
	let_days_pass(world, 370);
	expect(decide(world, "ona@example.org"), "stop", "budget");
	let_days_pass(world, 109);
	expect(decide(world, "ona@example.org"), "stop", "budget");
	let_days_pass(world, 2);
	expect(decide(world, "ona@example.org"), "ask", "");
}

static void nobody_is_asked_more_than_four_times_a_year(void **state)
{
	struct house_world *world = *state;
	struct invitation_list list;

	begin(world);
	for (int i = 0; i < 4; i++) {
		expect(decide(world, "ona@example.org"), "ask", "");
		list = survey_invitations(world);
		assert_int_equal(
			survey_answer(world, &list.items[list.count - 1], "9", "", false, NULL),
			HK_OK);
		let_days_pass(world, 40);
	}
	expect(decide(world, "ona@example.org"), "stop", "budget");
	let_days_pass(world, 206);
	expect(decide(world, "ona@example.org"), "ask", "");
}

struct hearing {
	int64_t customer_id;
	const char *kind, *about;
};

static enum hk_result hear_work(struct ctx *cx, void *data)
{
	const struct hearing *hearing = data;

	return reached_note(cx, hearing->customer_id, hearing->kind, hearing->about);
}

static void hear(struct house_world *world, int64_t customer_id, const char *kind,
		 const char *about)
{
	struct hearing hearing = { customer_id, kind, about };

	assert_int_equal(ctx_write(&world->cx, hear_work, &hearing), HK_OK);
}

static enum hk_result news_work(struct ctx *cx, void *data)
{
	struct asking_news *news = data;
	struct asking_rules rules;

	HK_TRY(asking_rules_find(cx, &rules));
	return asking_may_tell(cx, &rules, news->again_at, news);
}

static enum asking_word may_tell(struct house_world *world, int64_t customer_id)
{
	struct asking_news news = { .again_at = customer_id };

	assert_int_equal(WORLD_WRITE(world, news_work, &news), HK_OK);
	return news.word;
}

static void news_advertising_and_surveys_are_one_budget_of_a_month(void **state)
{
	struct house_world *world = *state;
	struct occasion ona = { .email = "ona@example.org" };

	begin(world);
	expect(decide_about(world, &ona), "ask", "");
	let_days_pass(world, 16);
	hear(world, ona.customer_id, "marketing", "");
	let_days_pass(world, 5);
	hear(world, ona.customer_id, "notice", ASKING_NEWS);
	let_days_pass(world, 5);
	assert_int_equal(may_tell(world, ona.customer_id), ASKING_YES);
	hear(world, ona.customer_id, "notice", ASKING_NEWS);
	let_days_pass(world, 3);
	/* Four within the month: neither news nor a survey. */
	assert_int_equal(may_tell(world, ona.customer_id), ASKING_NOT_NOW);
	let_days_pass(world, 2);
	/* The survey is older now; three are left, and with a fourth it is full again. */
	assert_int_equal(may_tell(world, ona.customer_id), ASKING_YES);
	hear(world, ona.customer_id, "marketing", "");
	let_days_pass(world, 2);
	expect(decide(world, "ona@example.org"), "stop", "budget");
}

static enum hk_result hold_work(struct ctx *cx, void *data)
{
	const struct contact_rule rule = { .customer_id = ((struct occasion *)data)->customer_id,
					   .kind = "hold",
					   .until = cx->now + 30 * HK_DAY,
					   .reason = "grief" };

	return contact_rule_put(cx, &rule);
}

static void who_is_left_in_peace_is_neither_asked_nor_told_news(void **state)
{
	struct house_world *world = *state;
	struct occasion ona = { .email = "ona@example.org" };

	begin(world);
	expect(decide_about(world, &ona), "ask", "");
	let_days_pass(world, 40);
	assert_int_equal(ctx_write(&world->cx, hold_work, &ona), HK_OK);
	expect(decide(world, "ona@example.org"), "stop", "hold");
	assert_int_equal(may_tell(world, ona.customer_id), ASKING_NOT_NOW);
	let_days_pass(world, 31);
	expect(decide(world, "ona@example.org"), "ask", "");
}

static void of_one_company_no_more_are_asked_than_its_share(void **state)
{
	struct house_world *world = *state;
	struct survey survey;

	world->cx.now = WORLD_BEGIN + 3 * HK_HOUR;
	survey = survey_begin(world, "nps", "contact", "named");
	survey.account_most = 2;
	survey_alter(world, &survey);
	expect(decide(world, "a@firm.example"), "ask", "");
	expect(decide(world, "b@firm.example"), "ask", "");
	expect(decide(world, "c@firm.example"), "stop", "account");
	expect(decide(world, "c@other.example"), "ask", "");
	let_days_pass(world, 31);
	expect(decide(world, "c@firm.example"), "ask", "");
}

static void what_happened_long_ago_is_not_asked_about_and_takes_no_turn(void **state)
{
	struct house_world *world = *state;
	struct occasion old = { .email = "ona@example.org", .ago = 74 * HK_HOUR };
	struct occasion fresh = { .email = "ona@example.org" };
	struct survey survey;

	world->cx.now = WORLD_BEGIN + 3 * HK_HOUR;
	survey = survey_begin(world, "nps", "contact", "named");
	expect(decide_about(world, &old), "stop", "age");
	expect(decide_about(world, &fresh), "ask", "");
	/* What a survey waits for is no age. */
	let_days_pass(world, 31);
	survey.delay_hours = 24;
	survey_alter(world, &survey);
	expect(decide_about(world, &old), "ask", "");
}

static void about_a_colleague_no_more_are_asked_in_a_week_than_his_quota(void **state)
{
	struct house_world *world = *state;
	struct survey survey;
	struct occasion one = { .email = "a@example.org", .staff_id = world->rasa.id };

	world->cx.now = WORLD_BEGIN + 3 * HK_HOUR;
	survey = survey_begin(world, "nps", "contact", "named");
	survey.quota = 1;
	survey_alter(world, &survey);
	expect(decide_about(world, &one), "ask", "");
	one.email = "b@example.org";
	expect(decide_about(world, &one), "stop", "quota");
	/* Another colleague has his own, and nobody's work has none. */
	one.staff_id = world->tomas.id;
	expect(decide_about(world, &one), "ask", "");
	one.email = "c@example.org";
	one.staff_id = NOBODY;
	expect(decide_about(world, &one), "ask", "");
	let_days_pass(world, 7);
	one.email = "d@example.org";
	one.staff_id = world->rasa.id;
	expect(decide_about(world, &one), "ask", "");
}

static void it_is_night_where_he_is_and_not_where_the_house_is(void **state)
{
	struct house_world *world = *state;
	struct occasion dhaka = { .email = "a@example.org", .zone = "Asia/Dhaka" };
	struct occasion here = { .email = "b@example.org" };
	struct survey_event event;

	(void)survey_begin(world, "nps", "contact", "named");
	/* Three in the afternoon here is nine in the evening there. */
	world->cx.now = WORLD_BEGIN + 7 * HK_HOUR;
	expect(decide_about(world, &here), "ask", "");
	event = decide_about(world, &dhaka);
	expect(event, "wait", "window");
	/* Nine in the morning there. */
	assert_int_equal(event.next_at, WORLD_BEGIN + 19 * HK_HOUR);
}

static void who_was_stopped_has_a_reason_and_who_came_to_the_lot_its_chance(void **state)
{
	struct house_world *world = *state;
	struct survey_events all;
	struct survey survey;
	size_t lots = 0;

	world->cx.now = WORLD_BEGIN + 3 * HK_HOUR;
	survey = survey_begin(world, "nps", "contact", "named");
	survey.chance = 40;
	survey_alter(world, &survey);
	for (int64_t i = 0; i < 60; i++)
		(void)decide(world, hk_format(world->arena, "p%" PRId64 "@example.org", i % 50));
	all = survey_events_all(world);
	assert_int_equal(all.count, 60);
	for (size_t i = 0; i < all.count; i++) {
		bool is_lot = strcmp(all.items[i].reason, "lot") == 0;
		bool is_asked = strcmp(all.items[i].decision, "ask") == 0;

		assert_true(is_asked || *all.items[i].reason);
		assert_int_equal(all.items[i].chance, is_lot || is_asked ? 40 : 0);
		if (is_lot || is_asked)
			assert_true((all.items[i].draw < 40) == is_asked);
		lots += is_lot;
	}
	/* 60 draws of 60 in 100: fewer than 20 or more than 52 come once in ten thousand times. */
	assert_in_range(lots, 20, 52);
}

struct gates_wish {
	int64_t survey_id;
	struct asking_gates gates;
};

static enum hk_result gates_work(struct ctx *cx, void *data)
{
	struct gates_wish *wish = data;
	int64_t day = cx->now / HK_DAY;

	return asking_gates_find(cx, wish->survey_id, day - 60, day, &wish->gates);
}

static void each_decision_is_counted_once_for_its_colleague(void **state)
{
	struct house_world *world = *state;
	struct occasion one = { .email = "a@example.org", .staff_id = world->rasa.id };
	struct gates_wish wish = { 0 };
	struct ticket ticket;

	begin(world);
	expect(decide_about(world, &one), "ask", "");
	expect(decide_about(world, &one), "wait", "floor");
	/* Put off, it is not decided; then it is. */
	world->cx.now += HK_DAY;
	survey_look(world);
	ticket = world_ticket(world, "Kettle", "It is broken.");
	world_act(world, &world->jonas);
	assert_int_equal(deed_close(world, ticket.number, "withdrawn"), HK_OK);
	survey_look(world);

	struct survey_events all = survey_events_all(world);

	expect(all.items[all.count - 1], "stop", "withdrawn");
	wish.survey_id = all.items[0].survey_id;
	assert_int_equal(ctx_read(&world->cx, gates_work, &wish), HK_OK);

	int64_t eligible = 0, drawn = 0, asked = 0;

	for (size_t i = 0; i < wish.gates.count; i++) {
		eligible += wish.gates.items[i].eligible;
		drawn += wish.gates.items[i].drawn;
		asked += wish.gates.items[i].asked;
	}
	assert_int_equal(eligible, 3);
	assert_int_equal(drawn, 1);
	assert_int_equal(asked, 1);
}

/* Somebody calls it spam, or deletes it. */

static const char *aside_reason(struct house_world *world, const char *where, bool is_resolved)
{
	struct ticket ticket = world_ticket(
		world, hk_format(world->arena, "%s %d", where, is_resolved), "Broken.");
	size_t before = survey_events_all(world).count;
	struct survey_events all;

	world_act(world, &world->rasa);
	if (is_resolved)
		assert_int_equal(deed_resolve(world, ticket.number, NULL), HK_OK);
	assert_int_equal(deed_put_aside(world, ticket.number, where, NULL), HK_OK);
	/* An hour later it may be taken back as if it had never been. */
	world->cx.now += HK_HOUR;
	survey_look(world);
	world_act(world, &world->rasa);
	assert_int_equal(deed_restore(world, ticket.number), HK_OK);
	assert_int_equal(survey_events_all(world).count, before);
	assert_int_equal(deed_put_aside(world, ticket.number, where, NULL), HK_OK);
	world->cx.now += 10 * HK_DAY;
	survey_look(world);
	all = survey_events_all(world);
	return all.count > before ? all.items[all.count - 1].reason : "no row";
}

static void who_was_helped_and_whose_matter_is_put_aside_then_counts_as_one_not_asked(void **state)
{
	struct house_world *world = *state;
	struct gates_wish wish = { 0 };
	struct survey_events all;

	begin(world);
	assert_string_equal(aside_reason(world, "spam", true), "put_aside");
	assert_string_equal(aside_reason(world, "deleted", true), "put_aside");
	assert_string_equal(aside_reason(world, "spam", false), "no row");
	assert_string_equal(aside_reason(world, "deleted", false), "no row");
	all = survey_events_all(world);
	assert_int_equal(all.count, 2);
	assert_string_equal(all.items[0].decision, "stop");
	assert_int_not_equal(all.items[0].staff_id, NOBODY);
	wish.survey_id = all.items[0].survey_id;
	assert_int_equal(ctx_read(&world->cx, gates_work, &wish), HK_OK);
	/* Nothing of it came to the lot. */
	assert_int_equal(wish.gates.count, 1);
	assert_int_equal(wish.gates.items[0].eligible, 2);
	assert_int_equal(wish.gates.items[0].drawn, 0);
}

/* A complaint. */

static enum hk_result complain_work(struct ctx *cx, void *data)
{
	struct ticket ticket;

	HK_TRY(ticket_find(cx, *(int64_t *)data, &ticket));
	return complaint_mark(cx, &ticket, 0);
}

static enum hk_result none_work(struct ctx *cx, void *data)
{
	struct ticket ticket;

	HK_TRY(ticket_find(cx, *(int64_t *)data, &ticket));
	return complaint_withdraw(cx, &ticket, "Recorded by mistake.");
}

static void a_complaint_on_a_ticket_of_any_type_puts_the_question_off(void **state)
{
	struct house_world *world = *state;
	struct ticket ticket;

	begin(world);
	ticket = world_ticket(world, "Kettle", "It is broken.");
	assert_string_not_equal(ticket.type, "complaint");
	world_act(world, &world->rasa);
	assert_int_equal(ctx_write(&world->cx, complain_work, &ticket.number), HK_OK);
	expect(decide(world, "jonas@example.net"), "wait", "complaint");
	/* Also where the time for it was short, and while nobody has ended it. */
	world->cx.now += 4 * HK_DAY;
	survey_look(world);
	expect(survey_events_all(world).items[0], "stop", "complaint");
	/* What was none holds nothing up. */
	world_act(world, &world->rasa);
	assert_int_equal(ctx_write(&world->cx, none_work, &ticket.number), HK_OK);
	ticket = world_look(world, ticket.number);
	assert_int_equal(deed_resolve(world, ticket.number, NULL), HK_OK);
	let_days_pass(world, 2);
	expect(decide(world, "jonas@example.net"), "ask", "");
}

/* What waits in his requests. */

struct waiting {
	int64_t customer_id;
	struct invitation_list list;
};

static enum hk_result waiting_work(struct ctx *cx, void *data)
{
	struct waiting *waiting = data;

	return invitation_waiting(cx, waiting->customer_id, 9, &waiting->list);
}

static size_t waiting_of(struct house_world *world, int64_t customer_id)
{
	struct waiting waiting = { .customer_id = customer_id };

	assert_int_equal(ctx_read(&world->cx, waiting_work, &waiting), HK_OK);
	return waiting.list.count;
}

static enum hk_result no_work(struct ctx *cx, void *data)
{
	return invitation_decline(cx, data, false);
}

static void what_he_was_asked_waits_in_his_requests_until_he_answers_or_declines(void **state)
{
	struct house_world *world = *state;
	struct occasion ona = { .email = "ona@example.org" }, jurga = { .email = "j@example.org" };
	struct invitation_list list;

	begin(world);
	(void)decide_about(world, &ona);
	(void)decide_about(world, &jurga);
	list = survey_invitations(world);
	assert_int_equal(waiting_of(world, ona.customer_id), 1);
	assert_int_equal(waiting_of(world, jurga.customer_id), 1);
	assert_int_equal(survey_answer(world, &list.items[0], "9", "", false, NULL), HK_OK);
	assert_int_equal(waiting_of(world, ona.customer_id), 0);
	assert_int_equal(ctx_write(&world->cx, no_work, &list.items[1]), HK_OK);
	assert_int_equal(waiting_of(world, jurga.customer_id), 0);
}

static void what_has_expired_or_is_asked_no_longer_does_not_wait(void **state)
{
	struct house_world *world = *state;
	struct occasion ona = { .email = "ona@example.org" };
	struct survey survey;

	world->cx.now = WORLD_BEGIN + 3 * HK_HOUR;
	survey = survey_begin(world, "nps", "contact", "named");
	(void)decide_about(world, &ona);
	assert_int_equal(waiting_of(world, ona.customer_id), 1);
	survey.state = "stopped";
	survey_alter(world, &survey);
	assert_int_equal(waiting_of(world, ona.customer_id), 0);
	survey.state = "running";
	survey_alter(world, &survey);
	assert_int_equal(waiting_of(world, ona.customer_id), 1);
	world->cx.now += 31 * HK_DAY;
	assert_int_equal(waiting_of(world, ona.customer_id), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		in_house(two_without_an_answer_double_the_gap_and_an_answer_ends_that),
		in_house(a_gap_of_more_than_a_year_is_kept),
		in_house(nobody_is_asked_more_than_four_times_a_year),
		in_house(news_advertising_and_surveys_are_one_budget_of_a_month),
		in_house(who_is_left_in_peace_is_neither_asked_nor_told_news),
		in_house(of_one_company_no_more_are_asked_than_its_share),
		in_house(what_happened_long_ago_is_not_asked_about_and_takes_no_turn),
		in_house(about_a_colleague_no_more_are_asked_in_a_week_than_his_quota),
		in_house(it_is_night_where_he_is_and_not_where_the_house_is),
		in_house(who_was_stopped_has_a_reason_and_who_came_to_the_lot_its_chance),
		in_house(each_decision_is_counted_once_for_its_colleague),
		in_house(who_was_helped_and_whose_matter_is_put_aside_then_counts_as_one_not_asked),
		in_house(a_complaint_on_a_ticket_of_any_type_puts_the_question_off),
		in_house(what_he_was_asked_waits_in_his_requests_until_he_answers_or_declines),
		in_house(what_has_expired_or_is_asked_no_longer_does_not_wait),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
