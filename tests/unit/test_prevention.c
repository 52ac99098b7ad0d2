/* What is done against a cause, whether that worked, and the line that is stopped because of it. */

#include "base/text.h"
#include "base/time.h"
#include "cause_world.h"
#include "core/rights.h"
#include "feedback/cause_stop.h"
#include "feedback/prevention.h"
#include "test.h"
#include "web/pages/loop/cause_view.h"
#include "web/pages/loop/loop_view.h"

#define WEEK (7 * HK_DAY)

struct past {
	int64_t cause_id, at, count, key;
};

static enum hk_result past_work(struct ctx *cx, void *data)
{
	struct past *past = data;

	for (int64_t i = 0; i < past->count; i++)
		HK_TRY(db_send(cx->db,
			       DB_ADD("cause_link",
				      "id, cause_id, ticket_id, response_id, customer_id, at,"
				      " quote, linked_by, linked_at",
				      "$2, $3, $4, 0, 0, $5, '', 1, $5", ""),
			       DB_ARGS(ctx_new_id(cx), past->cause_id, ++past->key,
				       past->at + i * HK_HOUR)));
	return HK_OK;
}

/* So many said it in each of these weeks, from that time on. */
static void said(struct house_world *world, int64_t cause_id, int64_t from, const int64_t *weeks,
		 size_t count)
{
	struct past past = { .cause_id = cause_id, .key = from };

	for (size_t i = 0; i < count; i++) {
		past.at = from + (int64_t)i * WEEK;
		past.count = weeks[i];
		assert_int_equal(ctx_write(&world->cx, past_work, &past), HK_OK);
	}
}

struct acting {
	struct prevention action;
	int64_t weeks;
};

static enum hk_result act_work(struct ctx *cx, void *data)
{
	struct acting *acting = data;

	return prevention_add(cx, &acting->action, acting->weeks);
}

static enum hk_result act(struct house_world *world, const struct cause *cause, int64_t weeks,
			  struct prevention *ret)
{
	struct acting acting = { .action = { .cause_id = cause->id,
					     .what = "Notes are handed over",
					     .owner_id = world->tomas.id,
					     .measure = "said",
					     .expected_percent = 50,
					     .begin_at = world->cx.now },
				 .weeks = weeks };
	enum hk_result result;

	cause_fresh(world);
	result = ctx_write(&world->cx, act_work, &acting);
	*ret = acting.action;
	return result;
}

static enum hk_result action_work(struct ctx *cx, void *data)
{
	struct prevention *action = data;

	return prevention_find(cx, action->id, action);
}

static struct prevention action_of(struct house_world *world, int64_t id)
{
	struct prevention action = { .id = id };

	assert_int_equal(ctx_read(&world->cx, action_work, &action), HK_OK);
	return action;
}

/* A cause with that past, an action with that future, on the day after its day. */
static struct prevention story(struct house_world *world, const int64_t *before, size_t befores,
			       const int64_t *after, size_t afters)
{
	struct prevention action;
	struct cause cause;

	world_act(world, &world->rasa);
	cause = cause_new(world, "Stories are told twice", 0);
	said(world, cause.id, world->cx.now - (int64_t)befores * WEEK, before, befores);
	assert_int_equal(act(world, &cause, (int64_t)afters, &action), HK_OK);
	assert_string_equal(cause_look(world, cause.number).state, "acting");
	said(world, cause.id, world->cx.now, after, afters);
	world->cx.now += (int64_t)afters * WEEK - 1;
	world_run_jobs(world);
	world_act(world, &world->rasa);
	assert_string_equal(action_of(world, action.id).state, "running");
	world->cx.now += 1;
	world_run_jobs(world);
	world_act(world, &world->rasa);
	return action_of(world, action.id);
}

static void an_action_that_worked_says_so_with_its_figures_and_lets_the_cause_close(void **state)
{
	static const int64_t before[] = { 40, 42, 41, 39, 43, 41 }, after[] = { 12, 11, 13, 12 };
	struct house_world *world = *state;
	struct prevention action = story(world, before, HK_COUNT(before), after, HK_COUNT(after));

	assert_string_equal(action.verdict, "worked");
	assert_int_equal(action.before_events, 246);
	assert_int_equal(action.before_weeks, 6);
	assert_int_equal(action.after_events, 48);
	/* 12 / 41 */
	assert_in_range(action.ratio, 292000, 293000);
	assert_in_range(action.high, 300000, 450000);
	assert_int_equal(action.shift, -1);
	assert_string_equal(prevention_say(&world->cx, "en", &action),
			    "It worked, as much as was predicted. 41 a week said it before, 12 "
			    "since. That is 29 percent of what it was, between 21 and 40 in "
			    "95 of 100 cases; 50 percent or less was predicted.");
	assert_string_equal(cause_look(world, action.cause_number).state, "open");
	assert_string_equal(cause_look(world, action.cause_number).verdict, "worked");
	assert_int_equal(cause_told(world, &world->tomas, "prevention.worked"), 1);
	world_act(world, &world->rasa);
	assert_int_equal(cause_close_it(world, action.cause_number, "", ""), HK_OK);
	assert_string_equal(cause_look(world, action.cause_number).state, "closed");
}

static enum hk_result opened_work(struct ctx *cx, void *data)
{
	const struct ticket *ticket = data;

	return db_send(cx->db, DB_UPDATE("ticket", "opened_at = $3", "id = $2", ""),
		       DB_ARGS(ticket->id, ticket->opened_at));
}

/* In each of the next weeks somebody writes about something else. */
static void others_write(struct house_world *world, size_t weeks)
{
	for (size_t i = 0; i < weeks; i++) {
		const char *subject = hk_format(world->arena, "Lamp %d", (int)i);
		struct ticket ticket = world_ticket(world, subject, "It flickers.");

		ticket.opened_at = world->cx.now + (int64_t)i * WEEK + HK_HOUR;
		assert_int_equal(ctx_write(&world->cx, opened_work, &ticket), HK_OK);
	}
}

static void of_what_nobody_says_any_more_no_share_is_told(void **state)
{
	static const int64_t before[] = { 4, 5, 4, 5, 4, 5 }, after[] = { 0, 0, 0, 0 };
	struct house_world *world = *state;
	struct prevention action;
	const char *said;

	others_write(world, HK_COUNT(after));
	action = story(world, before, HK_COUNT(before), after, HK_COUNT(after));
	said = prevention_say(&world->cx, "en", &action);
	assert_non_null(strstr(said, "0 since. In truth it is probably between 0 and "));
	assert_null(strstr(said, "That is "));
}

static void what_chance_explains_is_no_evidence(void **state)
{
	static const int64_t before[] = { 4, 9, 2, 7, 5 }, after[] = { 5, 3, 6 };
	struct house_world *world = *state;
	struct prevention action = story(world, before, HK_COUNT(before), after, HK_COUNT(after));

	assert_string_equal(action.verdict, "no_evidence");
	assert_int_equal(action.is_told, 1);
	assert_int_equal(cause_close_it(world, action.cause_number, "", ""), HK_DENIED);
	world_act(world, &world->admin);
	assert_int_equal(cause_close_it(world, action.cause_number, "", "x"), HK_INVALID);
	assert_string_equal(world->cx.fields[0].field, "as");
	assert_int_equal(cause_close_it(world, action.cause_number, "no_use", " "), HK_INVALID);
	assert_int_equal(
		cause_close_it(world, action.cause_number, "no_use", "We do not sell it any more."),
		HK_OK);
}

static enum hk_result saved_work(struct ctx *cx, void *data)
{
	return prevention_saved(cx, data);
}

static void where_nobody_could_have_said_it_there_is_no_evidence(void **state)
{
	static const int64_t before[] = { 4, 5, 6, 5, 4, 5 }, after[] = { 0, 0, 0, 0, 0, 0, 0, 0 };
	struct house_world *world = *state;
	struct prevention action = story(world, before, HK_COUNT(before), after, HK_COUNT(after));
	int64_t saved;

	assert_string_equal(action.verdict, "no_evidence");
	assert_int_equal(action.after_exposure, 0);
	assert_string_equal(prevention_say(&world->cx, "en", &action),
			    "No evidence: too few could have said anything.");
	assert_int_equal(cause_close_it(world, action.cause_number, "", ""), HK_DENIED);
	assert_int_equal(ctx_read(&world->cx, saved_work, &saved), HK_OK);
	assert_int_equal(saved, 0);
}

static void what_became_worse_is_told_as_worse(void **state)
{
	static const int64_t before[] = { 4, 5, 6, 5 }, after[] = { 25, 24, 26 };
	struct house_world *world = *state;
	struct prevention action = story(world, before, HK_COUNT(before), after, HK_COUNT(after));

	assert_string_equal(action.verdict, "worse");
	assert_int_equal(cause_told(world, &world->tomas, "prevention.worse"), 1);
	world_act(world, &world->rasa);
	assert_int_equal(cause_close_it(world, action.cause_number, "", ""), HK_DENIED);
}

static enum hk_result board_work(struct ctx *cx, void *data)
{
	return loop_cause_fill(cx, data);
}

static void the_board_says_of_a_cause_what_its_row_says(void **state)
{
	static const int64_t before[] = { 4, 5, 6, 5 }, after[] = { 25, 24, 26 };
	struct house_world *world = *state;
	struct prevention action = story(world, before, HK_COUNT(before), after, HK_COUNT(after));
	struct cause cause = cause_look(world, action.cause_number);
	struct loop_card cards[LOOP_CARDS];
	struct loop_column column = { .cards = { cards, 0 } };
	struct cause_row row;

	world_act(world, &world->rasa);
	assert_int_equal(ctx_read(&world->cx, board_work, &column), HK_OK);
	row = cause_row_of(&world->cx, &cause);
	assert_int_equal(column.cards.count, 1);
	assert_string_equal(cards[0].pill, "Action checked: it became worse");
	assert_string_equal(cards[0].pill_tone, "danger");
	assert_string_equal(row.state, cards[0].pill);
	assert_string_equal(row.tone, cards[0].pill_tone);
}

static enum hk_result judged_work(struct ctx *cx, void *data)
{
	return prevention_judged(cx, data);
}

static void a_verdict_is_given_once_and_stays(void **state)
{
	static const int64_t before[] = { 40, 42, 41 }, after[] = { 10, 11, 12 },
			     late[] = { 90, 90, 90 };
	struct house_world *world = *state;
	struct prevention action = story(world, before, HK_COUNT(before), after, HK_COUNT(after)),
			  again;

	said(world, action.cause_id, action.begin_at + HK_MINUTE, late, HK_COUNT(late));
	again = action;
	again.verdict = "worse";
	again.after_events = 1000;
	world_act(world, &actor_house);
	assert_int_equal(ctx_write(&world->cx, judged_work, &again), HK_OK);
	world->cx.now += 52 * WEEK;
	world_run_jobs(world);
	world_act(world, &world->rasa);
	assert_string_equal(action_of(world, action.id).verdict, "worked");
	assert_int_equal(action_of(world, action.id).after_events, action.after_events);
	assert_int_equal(cause_told(world, &world->tomas, "prevention.worse"), 0);
}

static void a_prediction_is_made_before_and_of_what_somebody_said(void **state)
{
	static const int64_t past[] = { 3, 3 };
	struct house_world *world = *state;
	struct prevention action;
	struct cause cause;

	world_act(world, &world->rasa);
	cause = cause_new(world, "Late vans", 0);
	assert_int_equal(act(world, &cause, 4, &action), HK_INVALID);
	assert_string_equal(world->cx.fields[0].field, "begin");
	said(world, cause.id, world->cx.now - 2 * WEEK, past, 2);
	assert_int_equal(act(world, &cause, 1, &action), HK_INVALID);
	assert_string_equal(world->cx.fields[0].field, "weeks");
	assert_int_equal(act(world, &cause, 53, &action), HK_INVALID);
	assert_int_equal(act(world, &cause, 2, &action), HK_OK);
	assert_int_equal(cause_close_it(world, cause.number, "", ""), HK_CONFLICT);
	action.begin_at -= 2 * HK_DAY;
	cause_fresh(world);
	assert_int_equal(
		ctx_write(&world->cx, act_work, &(struct acting){ .action = action, .weeks = 4 }),
		HK_INVALID);
	assert_string_equal(world->cx.fields[0].field, "begin");
}

static void who_begins_too_early_reads_from_which_day_on_it_will_do(void **state)
{
	static const int64_t once[] = { 3 };
	struct house_world *world = *state;
	struct prevention action;
	struct cause cause;

	world_act(world, &world->rasa);
	world->cx.timezone = "Europe/Vilnius";
	cause = cause_new(world, "Late vans", 0);
	said(world, cause.id, world->cx.now - HK_HOUR, once, 1);
	assert_int_equal(act(world, &cause, 4, &action), HK_INVALID);
	assert_non_null(strstr(world->cx.fields[0].sentence, "on 7 December 2026 or later"));
	for (int days = 14; days <= 15; days++) {
		/* 7 December begins at 22:00 UTC of the day before. */
		action.begin_at = world->cx.now / HK_DAY * HK_DAY + days * HK_DAY - 2 * HK_HOUR;
		cause_fresh(world);
		assert_int_equal(ctx_write(&world->cx, act_work,
					   &(struct acting){ .action = action, .weeks = 4 }),
				 days == 14 ? HK_INVALID : HK_OK);
	}
}

static void the_same_prediction_sent_again_is_one_action(void **state)
{
	static const int64_t past[] = { 3, 3 };
	struct house_world *world = *state;
	struct prevention action, again;
	struct cause cause;

	world_act(world, &world->rasa);
	cause = cause_new(world, "Late vans", 0);
	said(world, cause.id, world->cx.now - 2 * WEEK, past, 2);
	assert_int_equal(act(world, &cause, 4, &action), HK_OK);
	assert_int_equal(act(world, &cause, 4, &again), HK_OK);
	assert_int_equal(again.id, action.id);
	/* Another day to be measured is another prediction. */
	assert_int_equal(act(world, &cause, 5, &again), HK_OK);
	assert_int_not_equal(again.id, action.id);
	assert_int_equal(cause_told(world, &world->tomas, "prevention.given"), 2);
}

static void of_two_actions_at_the_same_time_a_contact_is_spared_once(void **state)
{
	static const int64_t before[] = { 40, 42, 41, 39 }, after[] = { 10, 11, 12, 11 };
	struct house_world *world = *state;
	struct prevention first, second;
	struct cause cause;
	int64_t saved;

	world_act(world, &world->rasa);
	cause = cause_new(world, "Stories are told twice", 0);
	said(world, cause.id, world->cx.now - 4 * WEEK, before, HK_COUNT(before));
	assert_int_equal(act(world, &cause, 4, &first), HK_OK);
	assert_int_equal(act(world, &cause, 3, &second), HK_OK);
	said(world, cause.id, world->cx.now, after, HK_COUNT(after));
	world->cx.now += 4 * WEEK;
	world_run_jobs(world);
	world_act(world, &world->rasa);
	assert_string_equal(action_of(world, first.id).verdict, "worked");
	assert_string_equal(action_of(world, second.id).verdict, "worked");
	assert_int_equal(ctx_read(&world->cx, saved_work, &saved), HK_OK);
	assert_int_equal(saved, 162 - 44);
}

struct giving {
	int64_t id;
	const char *reason;
};

static enum hk_result give_up_work(struct ctx *cx, void *data)
{
	const struct giving *giving = data;

	return prevention_give_up(cx, giving->id, giving->reason);
}

static void what_is_given_up_has_a_reason_and_no_verdict(void **state)
{
	static const int64_t past[] = { 3, 3 };
	struct house_world *world = *state;
	struct prevention action;
	struct giving giving;
	struct cause cause;

	world_act(world, &world->rasa);
	cause = cause_new(world, "Late vans", 0);
	said(world, cause.id, world->cx.now - 2 * WEEK, past, 2);
	assert_int_equal(act(world, &cause, 2, &action), HK_OK);
	giving = (struct giving){ action.id, " " };
	cause_fresh(world);
	assert_int_equal(ctx_write(&world->cx, give_up_work, &giving), HK_INVALID);
	giving.reason = "The vans were sold.";
	cause_fresh(world);
	assert_int_equal(ctx_write(&world->cx, give_up_work, &giving), HK_OK);
	assert_int_equal(ctx_write(&world->cx, give_up_work, &giving), HK_CONFLICT);
	world->cx.now += 3 * WEEK;
	world_run_jobs(world);
	world_act(world, &world->rasa);
	assert_string_equal(action_of(world, action.id).verdict, "");
	assert_string_equal(cause_look(world, cause.number).state, "open");
	assert_int_equal(cause_close_it(world, cause.number, "", ""), HK_DENIED);
}

/* Stop the line. */

struct deed {
	struct cause cause;
	const char *words;
};

static enum hk_result stop_work(struct ctx *cx, void *data)
{
	struct deed *deed = data;

	return cause_stop_raise(cx, &deed->cause, deed->words);
}

static enum hk_result hear_work(struct ctx *cx, void *data)
{
	return cause_stop_acknowledge(cx, &((struct deed *)data)->cause);
}

static enum hk_result release_work(struct ctx *cx, void *data)
{
	struct deed *deed = data;

	return cause_stop_release(cx, &deed->cause, deed->words);
}

static enum hk_result on_line(struct house_world *world, ctx_work *work, int64_t number,
			      const char *words)
{
	struct deed deed = { .cause = cause_look(world, number), .words = words };

	cause_fresh(world);
	return ctx_write(&world->cx, work, &deed);
}

static void a_line_is_stopped_by_anybody_heard_and_let_go_with_a_reason(void **state)
{
	struct house_world *world = *state;
	struct actor employee = world->tomas;
	struct cause cause;

	world_act(world, &world->rasa);
	cause = cause_new(world, "Leaks after installation", 0);
	/* Who has hardly a right at all. */
	employee.rights = (uint64_t)1 << RIGHT_SIGNED_IN;
	world_act(world, &employee);
	assert_int_equal(on_line(world, stop_work, cause.number, ""), HK_INVALID);
	assert_int_equal(on_line(world, stop_work, cause.number, "Water runs out."), HK_OK);
	assert_int_equal(on_line(world, stop_work, cause.number, "Again."), HK_CONFLICT);
	assert_int_equal(cause_told(world, &world->admin, "line.stopped"), 1);
	assert_int_equal(cause_told(world, &world->rasa, "line.stopped"), 1);
	world_act(world, &employee);
	assert_int_equal(on_line(world, hear_work, cause.number, NULL), HK_DENIED);
	assert_int_equal(on_line(world, release_work, cause.number, "Fine."), HK_DENIED);
	world_act(world, &world->rasa);
	assert_int_equal(on_line(world, hear_work, cause.number, NULL), HK_OK);
	assert_int_equal(cause_close_it(world, cause.number, "", ""), HK_CONFLICT);
	world_act(world, &world->admin);
	assert_int_equal(on_line(world, release_work, cause.number, " "), HK_INVALID);
	assert_int_equal(on_line(world, release_work, cause.number, "New clips."), HK_OK);
	assert_int_equal(on_line(world, release_work, cause.number, "Twice."), HK_CONFLICT);
	assert_int_equal(cause_told(world, &world->tomas, "line.heard"), 1);
	assert_int_equal(cause_told(world, &world->tomas, "line.released"), 1);
	cause_in_order(world);
}

struct guards {
	const int64_t *ids;
	size_t count;
};

static enum hk_result guards_work(struct ctx *cx, void *data)
{
	const struct guards *guards = data;

	return line_guards_put(cx, guards->ids, guards->count);
}

static void who_is_not_heard_in_a_quarter_of_an_hour_is_called_for_again(void **state)
{
	struct house_world *world = *state;
	struct cause cause;
	const int64_t guards[] = { world->tomas.id };
	struct guards named = { guards, 1 };

	world_act(world, &world->rasa);
	cause = cause_new(world, "Leaks after installation", 0);
	assert_int_equal(ctx_write(&world->cx, guards_work, &named), HK_DENIED);
	world_act(world, &world->admin);
	assert_int_equal(ctx_write(&world->cx, guards_work, &named), HK_OK);
	world_act(world, &world->rasa);
	assert_int_equal(on_line(world, stop_work, cause.number, "Water runs out."), HK_OK);
	assert_int_equal(cause_told(world, &world->tomas, "line.stopped"), 1);
	assert_int_equal(cause_told(world, &world->admin, "line.stopped"), 0);
	world->cx.now += CAUSE_STOP_ANSWER;
	world_run_jobs(world);
	world_run_jobs(world);
	assert_int_equal(cause_told(world, &world->admin, "line.unheard"), 1);
}

static void leaves(struct house_world *world, int64_t staff_id)
{
	world_act(world, &world->admin);
	assert_int_equal(world_leave(world, staff_id), HK_OK);
	world_run_jobs(world);
}

static enum hk_result open_work(struct ctx *cx, void *data)
{
	return cause_open_again(cx, data);
}

static enum hk_result change_work(struct ctx *cx, void *data)
{
	return cause_change(cx, data);
}

static void who_leaves_hands_on_his_causes_and_actions_and_who_gets_them_is_told(void **state)
{
	static const int64_t past[] = { 3, 3 };
	struct house_world *world = *state;
	struct prevention action;
	struct cause cause, closed;

	world_act(world, &world->rasa);
	cause = cause_new(world, "Stories are told twice", 0);
	closed = cause_new(world, "Long ago", 0);
	said(world, cause.id, world->cx.now - 2 * WEEK, past, HK_COUNT(past));
	assert_int_equal(act(world, &cause, 2, &action), HK_OK);
	world_act(world, &world->admin);
	assert_int_equal(cause_close_it(world, closed.number, "no_use", "It is over."), HK_OK);
	/* The action is of Tomas; the cause of Rasa. */
	leaves(world, world->tomas.id);
	assert_int_equal(action_of(world, action.id).owner_id, world->rasa.id);
	assert_int_equal(cause_told(world, &world->rasa, "prevention.left"), 1);
	leaves(world, world->rasa.id);
	cause = cause_look(world, cause.number);
	assert_int_equal(cause.owner_id, world->admin.id);
	assert_int_equal(action_of(world, action.id).owner_id, world->admin.id);
	assert_int_equal(cause_told(world, &world->admin, "cause.left"), 1);
	assert_int_equal(cause_told(world, &world->admin, "prevention.left"), 1);
	/* What is over stays with who ended it, until somebody takes it up again. */
	closed = cause_look(world, closed.number);
	assert_int_equal(closed.owner_id, world->rasa.id);
	assert_int_equal(ctx_write(&world->cx, open_work, &closed), HK_OK);
	assert_int_equal(cause_look(world, closed.number).owner_id, world->admin.id);
}

static void whoever_is_given_a_cause_hears_of_it_each_time(void **state)
{
	struct house_world *world = *state;
	struct cause cause = { .name = "Stories are told twice", .owner_id = world->tomas.id };

	world_act(world, &world->rasa);
	assert_int_equal(cause_try(world, &cause), HK_OK);
	assert_int_equal(cause_told(world, &world->tomas, "cause.given"), 1);
	for (int i = 0; i < 2; i++) {
		world_act(world, &world->rasa);
		cause = cause_look(world, cause.number);
		cause.owner_id = i ? world->tomas.id : world->rasa.id;
		assert_int_equal(ctx_write(&world->cx, change_work, &cause), HK_OK);
	}
	assert_int_equal(cause_told(world, &world->tomas, "cause.given"), 2);
	world_act(world, &world->rasa);
	cause = cause_look(world, cause.number);
	cause.name = "Stories are told three times";
	assert_int_equal(ctx_write(&world->cx, change_work, &cause), HK_OK);
	assert_int_equal(cause_told(world, &world->tomas, "cause.given"), 2);
	assert_int_equal(cause_told(world, &world->rasa, "cause.given"), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		in_house(an_action_that_worked_says_so_with_its_figures_and_lets_the_cause_close),
		in_house(of_what_nobody_says_any_more_no_share_is_told),
		in_house(what_chance_explains_is_no_evidence),
		in_house(where_nobody_could_have_said_it_there_is_no_evidence),
		in_house(what_became_worse_is_told_as_worse),
		in_house(the_board_says_of_a_cause_what_its_row_says),
		in_house(a_verdict_is_given_once_and_stays),
		in_house(a_prediction_is_made_before_and_of_what_somebody_said),
		in_house(who_begins_too_early_reads_from_which_day_on_it_will_do),
		in_house(the_same_prediction_sent_again_is_one_action),
		in_house(of_two_actions_at_the_same_time_a_contact_is_spared_once),
		in_house(what_is_given_up_has_a_reason_and_no_verdict),
		in_house(a_line_is_stopped_by_anybody_heard_and_let_go_with_a_reason),
		in_house(who_leaves_hands_on_his_causes_and_actions_and_who_gets_them_is_told),
		in_house(whoever_is_given_a_cause_hears_of_it_each_time),
		in_house(who_is_not_heard_in_a_quarter_of_an_hour_is_called_for_again),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
