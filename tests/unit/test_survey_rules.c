/* Random histories of a house that asks, judged by somebody who knows nothing of how it decides. */
#include <inttypes.h>
#include <stdio.h>

#include "base/text.h"
#include "base/time.h"
#include "feedback/ask_here.h"
#include "feedback/loop/loop_list.h"
#include "loop_world.h"
#include "people/customer.h"
#include "people/reached.h"
#include "survey_check.h"
#include "test.h"

enum { PEOPLE = 25, STEPS = 1500, COLLEAGUES = 4, TROUBLES = 400, SEED = 20261129 };

struct history {
	struct house_world *world;
	int64_t people[PEOPLE], trouble_of[PEOPLE]; /* trouble_of: the open ticket; 0 */
	struct survey_trouble troubles[TROUBLES];
	size_t trouble_count, trouble_at[PEOPLE];
	uint64_t random;
	int64_t key;
	struct survey contact; /* asked on the telephone and in a chat */
	struct ticket tickets[PEOPLE];
};

static size_t below(struct history *history, size_t limit)
{
	uint64_t z = (history->random += 0x9e3779b97f4a7c15u);

	z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
	z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
	return (size_t)((z ^ (z >> 31)) % limit);
}

static enum hk_result people_work(struct ctx *cx, void *data)
{
	static const char *const zones[] = { "", "Asia/Dhaka", "Asia/Kolkata" };
	struct history *history = data;

	for (int64_t i = 0; i < PEOPLE; i++) {
		const char *email = hk_format(cx->arena, "p%" PRId64 "@example.org", i);
		const struct customer_new new = {
			.name = "Ona", .email = email, .phone = "", .language = "lt", .tokens = ""
		};
		struct customer customer;

		HK_TRY(customer_ensure(cx, &new, &customer));
		HK_TRY(db_send(cx->db, DB_UPDATE("customer", "timezone = $3", "id = $2", ""),
			       DB_ARGS(customer.id, zones[i % 3])));
		history->people[i] = customer.id;
	}
	return HK_OK;
}

static enum hk_result could_work(struct ctx *cx, void *data)
{
	struct history *history = data;
	const struct survey_event event = {
		.effect_key = hk_format(cx->arena, "order %" PRId64, history->key),
		.order_name = hk_format(cx->arena, "%" PRId64, history->key),
		.customer_id = history->people[below(history, PEOPLE)],
		.staff_id = 1 + (int64_t)below(history, COLLEAGUES),
		.channel = "",
		.outcome = "",
		.at = cx->now,
	};

	return survey_event_add(cx, "purchase", &event);
}

static enum hk_result hear_work(struct ctx *cx, void *data)
{
	static const char *const kinds[] = { "reply", "notice", "marketing", "call" };
	struct history *history = data;

	return reached_note(cx, history->people[below(history, PEOPLE)], kinds[below(history, 4)],
			    "");
}

static enum hk_result wish_work(struct ctx *cx, void *data)
{
	static const char *const kinds[] = { "opt_out", "hold", "decline" };
	struct history *history = data;
	const struct contact_rule rule = { .customer_id = history->people[below(history, PEOPLE)],
					   .kind = kinds[below(history, 3)],
					   .until = cx->now + 40 * HK_DAY,
					   .reason = "" };
	struct contact_rules have;

	/* A second wish takes the place of the first, and the judge could not see that one. */
	HK_TRY(contact_rules_find(cx, rule.customer_id, &have));
	return have.count ? HK_OK : contact_rule_put(cx, &rule);
}

/* A complaint begins, or ends. The row is all that the rules look at. */
static enum hk_result trouble_work(struct ctx *cx, void *data)
{
	struct history *history = data;
	size_t who = below(history, PEOPLE);

	if (history->trouble_of[who]) {
		HK_TRY(db_send(
			cx->db,
			DB_UPDATE("ticket", "bucket = 'closed', state = 'closed'", "id = $2", ""),
			DB_ARGS(history->trouble_of[who])));
		history->troubles[history->trouble_at[who]].until = cx->now;
		history->trouble_of[who] = 0;
		return HK_OK;
	}
	if (history->trouble_count == TROUBLES)
		return HK_OK;
	history->trouble_of[who] = ctx_new_id(cx);
	history->trouble_at[who] = history->trouble_count;
	history->troubles[history->trouble_count++] =
		(struct survey_trouble){ history->people[who], cx->now, INT64_MAX };
	return db_send(
		cx->db,
		DB_ADD_FROM(
			"ticket",
			"id, number, subject, type, priority, state, closed_as, bucket, language,"
			" channel, mailbox_id, team_id, is_restricted, owner_id, customer_id,"
			" opened_at, updated_at, answered_at, resolved_at, closed_at, due_at,"
			" due_kind, message_count, last_message_id, last_in_at, preview,"
			" preview_language, reopened, version",
			"$2, number + $4, subject, 'complaint', priority, 'open', NULL, 'active',"
			" language, channel, mailbox_id, team_id, is_restricted, owner_id, $3,"
			" opened_at, updated_at, answered_at, 0, 0, 253402300799999, '', 0, 0, 0,"
			" '', '', 0, 1",
			"ticket", "number = 1"),
		DB_ARGS(history->trouble_of[who], history->people[who], ++history->key));
}

/* What the history needs of a ticket stands in its struct: whose it is, and who has it. */
static struct ticket matter(struct history *history)
{
	size_t who = below(history, PEOPLE);

	/* The same matter again, or a new one. */
	if (!history->tickets[who].id || below(history, 2))
		history->tickets[who] =
			(struct ticket){ .id = ctx_new_id(&history->world->cx),
					 .customer_id = history->people[who],
					 .owner_id = 1 + (int64_t)below(history, COLLEAGUES) };
	return history->tickets[who];
}

struct ringing {
	struct ask_here wish;
	struct invitation invitation;
	bool is_asked;
};

static enum hk_result here_work(struct ctx *cx, void *data)
{
	struct ringing *ringing = data;

	return ask_here(cx, &ringing->wish, &ringing->is_asked, &ringing->invitation);
}

/* The other system tells of a contact twice: it is answered alike. */
static void ring(struct history *history)
{
	struct house_world *world = history->world;
	struct ticket ticket = matter(history);
	struct ringing first = { .wish = { .survey = &history->contact,
					   .ticket = &ticket,
					   .channel = below(history, 2) ? "phone" : "chat",
					   .contact = hk_format(world->arena, "c%" PRId64,
								history->key) } };
	struct ringing again = first;

	assert_int_equal(ctx_write(&world->cx, here_work, &first), HK_OK);
	assert_int_equal(ctx_write(&world->cx, here_work, &again), HK_OK);
	assert_int_equal(first.is_asked, again.is_asked);
	if (first.is_asked)
		assert_int_equal(first.invitation.id, again.invitation.id);
	if (first.is_asked && below(history, 2))
		assert_int_equal(survey_answer(world, &first.invitation, "4", "", false, NULL),
				 HK_OK);
}

/* A colleague calls whoever has waited the longest for a word of ours. */
static enum hk_result call_work(struct ctx *cx, void *data)
{
	struct loop_rows rows;
	struct loop_case one;

	(void)data;
	HK_TRY(loop_waiting(cx, 1, &rows));
	if (!rows.count)
		return HK_OK;
	HK_TRY(loop_case_find(cx, rows.items[0].response_id, &one));
	return loop_case_called(cx, &one, "Spoken to.");
}

static void step(struct history *history)
{
	struct house_world *world = history->world;
	size_t dice = below(history, 100);
	struct invitation_list invitations;

	history->key++;
	world_act(world, &actor_house);
	if (dice < 48)
		assert_int_equal(ctx_write(&world->cx, could_work, history), HK_OK);
	else if (dice < 58)
		assert_int_equal(ctx_write(&world->cx, hear_work, history), HK_OK);
	else if (dice < 60)
		assert_int_equal(ctx_write(&world->cx, wish_work, history), HK_OK);
	else if (dice < 65)
		assert_int_equal(ctx_write(&world->cx, trouble_work, history), HK_OK);
	else if (dice < 72) {
		invitations = survey_invitations(world);
		if (invitations.count)
			hk_ignore(survey_answer(
				world, &invitations.items[below(history, invitations.count)],
				below(history, 3) ? "7" : "2", "", false, NULL));
	} else if (dice < 75)
		assert_int_equal(ctx_write(&world->cx, call_work, NULL), HK_OK);
	else
		ring(history);
	world->cx.now += (int64_t)below(history, 300) * HK_MINUTE + 1;
	survey_look(world);
}

static void no_decision_of_a_random_history_breaks_a_rule(void **state)
{
	struct house_world *world = *state;
	static struct history room;
	struct history *history = &room;
	struct survey_check check;
	struct survey survey;

	history->world = world;
	history->random = SEED;
	history->key = 1000;
	(void)world_ticket(world, "Kettle", "It is broken.");
	survey = survey_begin(world, "nps", "purchase", "named");
	survey.chance = 70;
	survey.quota = 3;
	survey_alter(world, &survey);
	survey = survey_begin(world, "ces", "purchase", "named");
	survey.delay_hours = 12;
	survey_alter(world, &survey);
	history->contact = survey_begin(world, "csat", "contact", "named");
	history->contact.chance = 80;
	history->contact.quota = 3;
	survey_alter(world, &history->contact);
	assert_int_equal(ctx_write(&world->cx, people_work, history), HK_OK);
	for (int i = 0; i < STEPS; i++)
		step(history);
	check = (struct survey_check){ .troubles = history->troubles,
				       .trouble_count = history->trouble_count };
	assert_int_equal(ctx_read(&world->cx, survey_check_work, &check), HK_OK);
	printf("%" PRId64 " asked, %" PRId64 " of them while they were here, %" PRId64
	       " reminded, %" PRId64 " stopped, %" PRId64
	       " of them since they waited for a word, %" PRId64 " violations %s\n",
	       check.asked, check.here, check.reminded, check.stopped, check.waiting,
	       check.violations, check.first);
	assert_true(check.asked > 20);
	assert_true(check.here > 5);
	assert_true(check.reminded > 5);
	assert_true(check.stopped > 200);
	assert_true(check.waiting > 5);
	assert_int_equal(check.violations, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		in_house(no_decision_of_a_random_history_breaks_a_rule),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
