/* Causes: who finds out why, who said it, what is done against it, and whether that worked. */
#include <inttypes.h>
#include <string.h>

#include "base/text.h"
#include "base/time.h"
#include "core/rights.h"
#include "feedback/cause_link.h"
#include "feedback/cause_stop.h"
#include "feedback/feedback_kept.h"
#include "feedback/prevention.h"
#include "survey_world.h"
#include "test.h"
#include "ticket/work/notification.h"

#define WEEK (7 * HK_DAY)

static void fresh(struct house_world *world)
{
	world->cx.problem = NULL;
	world->cx.field_count = 0;
}

/* ---- deeds ---- */

static enum hk_result add_work(struct ctx *cx, void *data)
{
	return cause_add(cx, data);
}

static enum hk_result try_cause(struct house_world *world, struct cause *cause)
{
	fresh(world);
	return ctx_write(&world->cx, add_work, cause);
}

static enum hk_result find_work(struct ctx *cx, void *data)
{
	struct cause *cause = data;

	return cause_find(cx, cause->number, cause);
}

static struct cause look(struct house_world *world, int64_t number)
{
	struct cause cause = { .number = number };

	assert_int_equal(ctx_read(&world->cx, find_work, &cause), HK_OK);
	return cause;
}

static struct cause new_cause(struct house_world *world, const char *name, int64_t parent_id)
{
	struct cause cause = { .name = name, .parent_id = parent_id };

	assert_int_equal(try_cause(world, &cause), HK_OK);
	return look(world, cause.number);
}

static enum hk_result change_work(struct ctx *cx, void *data)
{
	return cause_change(cx, data);
}

static enum hk_result change(struct house_world *world, const struct cause *cause)
{
	fresh(world);
	return ctx_write(&world->cx, change_work, (void *)cause);
}

struct deed {
	struct cause cause;
	const char *words;
	struct ticket ticket;
	int64_t id;
};

static enum hk_result close_work(struct ctx *cx, void *data)
{
	struct deed *deed = data;

	return cause_close(cx, &deed->cause, deed->words);
}

static enum hk_result close_cause(struct house_world *world, int64_t number, const char *reason)
{
	struct deed deed = { .cause = look(world, number), .words = reason };

	fresh(world);
	return ctx_write(&world->cx, close_work, &deed);
}

static enum hk_result link_work(struct ctx *cx, void *data)
{
	struct deed *deed = data;

	if (deed->id)
		return cause_link_response(cx, &deed->cause, deed->id);
	return cause_link_ticket(cx, &deed->cause, &deed->ticket, deed->words);
}

static enum hk_result link_ticket(struct house_world *world, int64_t number,
				  const struct ticket *ticket, const char *quote)
{
	struct deed deed = { .cause = look(world, number), .ticket = *ticket, .words = quote };

	fresh(world);
	return ctx_write(&world->cx, link_work, &deed);
}

static enum hk_result link_response(struct house_world *world, int64_t number, int64_t response_id)
{
	struct deed deed = { .cause = look(world, number), .id = response_id };

	fresh(world);
	return ctx_write(&world->cx, link_work, &deed);
}

static enum hk_result whys_work(struct ctx *cx, void *data)
{
	struct deed *deed = data;
	const char *texts[CAUSE_WHYS] = { "", "", "", "", "" };

	for (size_t i = 0; i < CAUSE_WHYS && deed->words[i]; i++)
		texts[i] = deed->words[i] == '-'
				   ? ""
				   : hk_format(cx->arena, "Because of %c", deed->words[i]);
	return cause_whys_put(cx, &deed->cause, texts);
}

/* A letter an answer; "-" is none. */
static enum hk_result put_whys(struct house_world *world, int64_t number, const char *letters)
{
	struct deed deed = { .cause = look(world, number), .words = letters };

	fresh(world);
	return ctx_write(&world->cx, whys_work, &deed);
}

/* ---- what is wrong in the house ---- */

static enum hk_result kept_work(struct ctx *cx, void *data)
{
	int64_t *sum = data;

	*sum = 0;
	for (size_t i = 0; i < feedback_kept_rules(); i++) {
		const char *sentence;
		int64_t count;

		HK_TRY(feedback_kept_check(cx, i, &sentence, &count));
		if (count)
			print_error("%" PRId64 " %s\n", count, sentence);
		*sum += count;
	}
	return HK_OK;
}

static void is_in_order(struct house_world *world)
{
	int64_t faults;

	assert_int_equal(ctx_read(&world->cx, kept_work, &faults), HK_OK);
	assert_int_equal(faults, 0);
}

static enum hk_result told_work(struct ctx *cx, void *data)
{
	return notification_page(cx, INT64_MAX, 50, data);
}

static size_t told(struct house_world *world, const struct actor *who, const char *kind)
{
	struct notification_list list;
	size_t count = 0;

	world_act(world, who);
	assert_int_equal(ctx_read(&world->cx, told_work, &list), HK_OK);
	for (size_t i = 0; i < list.count; i++)
		count += hk_equal(list.items[i].kind, kind);
	return count;
}

/* ---- the tree ---- */

static void a_cause_has_a_number_a_name_and_one_owner(void **state)
{
	struct house_world *world = *state;
	struct cause cause, bad = { .name = "  " };

	world_act(world, &world->rasa);
	cause = new_cause(world, " Customers tell\ntheir story again ", 0);
	assert_int_equal(cause.number, 1);
	assert_string_equal(cause.name, "Customers tell their story again");
	assert_string_equal(cause.owner_name, "Rasa");
	assert_string_equal(cause.state, "open");
	assert_int_equal(try_cause(world, &bad), HK_INVALID);
	assert_string_equal(world->cx.fields[0].field, "name");
	bad = (struct cause){ .name = "Nobody's", .owner_id = 12345 };
	assert_int_equal(try_cause(world, &bad), HK_INVALID);
	assert_string_equal(world->cx.fields[0].field, "owner");
}

static void customers_find_no_cause_and_make_none(void **state)
{
	struct house_world *world = *state;
	struct cause cause, wish = { .name = "Mine" };

	(void)world_ticket(world, "Kettle", "It is broken.");
	world_act(world, &world->rasa);
	cause = new_cause(world, "Kettles break", 0);
	world_act(world, &world->jonas);
	assert_int_equal(ctx_read(&world->cx, find_work, &cause), HK_NOT_FOUND);
	assert_int_equal(try_cause(world, &wish), HK_NOT_FOUND);
}

static void nothing_becomes_its_own_parent(void **state)
{
	struct house_world *world = *state;
	struct cause one, two, three;

	world_act(world, &world->rasa);
	one = new_cause(world, "Handing over", 0);
	two = new_cause(world, "No notes", one.id);
	three = new_cause(world, "No time for notes", two.id);
	one.parent_id = three.id;
	assert_int_equal(change(world, &one), HK_INVALID);
	assert_string_equal(world->cx.fields[0].field, "parent");
	one.parent_id = one.id;
	assert_int_equal(change(world, &one), HK_INVALID);
	three.parent_id = one.id;
	assert_int_equal(change(world, &three), HK_OK);
	for (int i = 0; i < CAUSE_DEPTH - 2; i++)
		two = new_cause(world, "Deeper", two.id);
	one = (struct cause){ .name = "Too deep", .parent_id = two.id };
	assert_int_equal(try_cause(world, &one), HK_INVALID);
}

static void of_two_who_change_it_the_second_is_told(void **state)
{
	struct house_world *world = *state;
	struct cause cause;

	world_act(world, &world->rasa);
	cause = new_cause(world, "Late vans", 0);
	assert_int_equal(change(world, &cause), HK_OK);
	cause.name = "Vans";
	assert_int_equal(change(world, &cause), HK_CONFLICT);
	assert_string_equal(look(world, cause.number).name, "Late vans");
}

struct whys {
	int64_t cause_id;
	struct cause_why items[CAUSE_WHYS];
};

static enum hk_result read_whys_work(struct ctx *cx, void *data)
{
	struct whys *whys = data;

	return cause_whys(cx, whys->cause_id, whys->items);
}

static void five_whys_stand_in_order_each_with_its_author(void **state)
{
	struct house_world *world = *state;
	struct whys whys;
	struct cause cause;

	world_act(world, &world->rasa);
	cause = new_cause(world, "Late vans", 0);
	assert_int_equal(put_whys(world, cause.number, "a-c"), HK_INVALID);
	assert_string_equal(world->cx.fields[0].field, "why3");
	assert_int_equal(put_whys(world, cause.number, "ab"), HK_OK);
	world_act(world, &world->tomas);
	assert_int_equal(put_whys(world, cause.number, "axc"), HK_OK);
	whys.cause_id = cause.id;
	assert_int_equal(ctx_read(&world->cx, read_whys_work, &whys), HK_OK);
	assert_string_equal(whys.items[0].text, "Because of a");
	assert_string_equal(whys.items[0].author_name, "Rasa");
	assert_string_equal(whys.items[1].author_name, "Tomas");
	assert_string_equal(whys.items[3].text, "");
	assert_int_equal(look(world, cause.number).why_count, 3);
	is_in_order(world);
	assert_int_equal(put_whys(world, cause.number, "a"), HK_OK);
	assert_int_equal(look(world, cause.number).why_count, 1);
}

/* ---- who said it ---- */

static void whoever_said_it_three_times_is_one_person(void **state)
{
	struct house_world *world = *state;
	struct ticket first = world_ticket(world, "Kettle", "It is broken.");
	struct ticket second = world_ticket(world, "Kettle again", "It is broken again.");
	struct cause cause;

	world_act(world, &world->rasa);
	cause = new_cause(world, "Kettles break", 0);
	assert_int_equal(link_ticket(world, cause.number, &first, "It is broken."), HK_OK);
	assert_int_equal(link_ticket(world, cause.number, &first, "It is broken!"), HK_OK);
	assert_int_equal(link_ticket(world, cause.number, &second, ""), HK_OK);
	cause = look(world, cause.number);
	assert_int_equal(cause.link_count, 2);
	assert_int_equal(cause.people_count, 1);
	is_in_order(world);
}

struct voices {
	int64_t cause_id;
	struct cause_voices list;
};

static enum hk_result voices_work(struct ctx *cx, void *data)
{
	struct voices *voices = data;

	return cause_voices(cx, voices->cause_id, INT64_MAX, 20, &voices->list);
}

static struct cause_voices voices_of(struct house_world *world, int64_t cause_id)
{
	struct voices voices = { .cause_id = cause_id };

	assert_int_equal(ctx_read(&world->cx, voices_work, &voices), HK_OK);
	return voices.list;
}

static struct response answered(struct house_world *world, const char *mode, const char *words)
{
	struct invitation_list all;
	struct response response;

	world->cx.now = WORLD_BEGIN + 3 * HK_HOUR;
	(void)survey_begin(world, "nps", "contact", mode);
	(void)survey_ticket(world);
	survey_look(world);
	all = survey_invitations(world);
	assert_int_equal(survey_answer(world, &all.items[0], "4", words, false, &response), HK_OK);
	return response;
}

static enum hk_result erase_work(struct ctx *cx, void *data)
{
	return response_erase(cx, ((const struct response *)data)->id);
}

static void a_response_is_linked_with_its_words_and_leaves_when_it_is_erased(void **state)
{
	struct house_world *world = *state;
	struct response response = answered(world, "named", "I had to tell my story again.");
	struct cause_voices voices;
	struct cause cause;

	world_act(world, &world->rasa);
	cause = new_cause(world, "Stories are told twice", 0);
	assert_int_equal(link_response(world, cause.number, response.id), HK_OK);
	voices = voices_of(world, cause.id);
	assert_int_equal(voices.count, 1);
	assert_string_equal(voices.items[0].words, "I had to tell my story again.");
	assert_int_equal(voices.items[0].score, 4);
	assert_true(*voices.items[0].name != '\0');
	is_in_order(world);
	assert_int_equal(ctx_write(&world->cx, erase_work, &response), HK_OK);
	assert_int_equal(voices_of(world, cause.id).count, 0);
	assert_int_equal(look(world, cause.number).people_count, 0);
	assert_int_equal(link_response(world, cause.number, response.id), HK_NOT_FOUND);
	is_in_order(world);
}

static void words_of_confidential_answers_stay_away_until_many_say_the_same(void **state)
{
	struct house_world *world = *state;
	struct response response = answered(world, "confidential", "My boss is my neighbour.");
	struct cause_voices voices;
	struct cause cause;

	world_act(world, &world->rasa);
	cause = new_cause(world, "Neighbours", 0);
	/* Not for whoever may not read the results of surveys. */
	assert_int_equal(link_response(world, cause.number, response.id), HK_NOT_FOUND);
	world_act(world, &world->admin);
	assert_int_equal(link_response(world, cause.number, response.id), HK_OK);
	voices = voices_of(world, cause.id);
	assert_string_equal(voices.items[0].words, "");
	assert_string_equal(voices.items[0].name, "");
	assert_int_equal(voices.items[0].score, -1);
	assert_int_equal(look(world, cause.number).people_count, 1);
}

static enum hk_result restrict_work(struct ctx *cx, void *data)
{
	return db_send(
		cx->db,
		DB_UPDATE("ticket", "is_restricted = 1, owner_id = 0, team_id = 0", "id = $2", ""),
		DB_ARGS(((const struct ticket *)data)->id));
}

static void what_its_reader_may_not_see_is_counted_without_words(void **state)
{
	struct house_world *world = *state;
	struct ticket ticket = world_ticket(world, "Kettle", "It is broken.");
	struct cause cause;

	world_act(world, &world->admin);
	cause = new_cause(world, "Kettles break", 0);
	assert_int_equal(link_ticket(world, cause.number, &ticket, "Broken"), HK_OK);
	assert_string_equal(voices_of(world, cause.id).items[0].words, "Broken");
	assert_int_equal(ctx_write(&world->cx, restrict_work, &ticket), HK_OK);
	assert_string_equal(voices_of(world, cause.id).items[0].words, "");
	assert_int_equal(voices_of(world, cause.id).items[0].ticket_number, 0);
	assert_int_equal(look(world, cause.number).people_count, 1);
}

/* ---- what is done against it ---- */

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

	fresh(world);
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
	cause = new_cause(world, "Stories are told twice", 0);
	said(world, cause.id, world->cx.now - (int64_t)befores * WEEK, before, befores);
	assert_int_equal(act(world, &cause, (int64_t)afters, &action), HK_OK);
	assert_string_equal(look(world, cause.number).state, "acting");
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
			    "since. That is 29 % of what it was, between 21 and 40 % in 95 of 100 "
			    "cases; 50 % or less was predicted.");
	assert_string_equal(look(world, action.cause_number).state, "open");
	assert_int_equal(told(world, &world->tomas, "prevention.worked"), 1);
	world_act(world, &world->rasa);
	assert_int_equal(close_cause(world, action.cause_number, ""), HK_OK);
	assert_string_equal(look(world, action.cause_number).state, "closed");
}

static void what_chance_explains_is_no_evidence(void **state)
{
	static const int64_t before[] = { 4, 9, 2, 7, 5 }, after[] = { 5, 3, 6 };
	struct house_world *world = *state;
	struct prevention action = story(world, before, HK_COUNT(before), after, HK_COUNT(after));

	assert_string_equal(action.verdict, "no_evidence");
	assert_int_equal(action.is_told, 1);
	assert_int_equal(close_cause(world, action.cause_number, ""), HK_DENIED);
	world_act(world, &world->admin);
	assert_int_equal(close_cause(world, action.cause_number, " "), HK_INVALID);
	assert_int_equal(close_cause(world, action.cause_number, "We do not sell it any more."),
			 HK_OK);
}

static void what_became_worse_is_told_as_worse(void **state)
{
	static const int64_t before[] = { 4, 5, 6, 5 }, after[] = { 25, 24, 26 };
	struct house_world *world = *state;
	struct prevention action = story(world, before, HK_COUNT(before), after, HK_COUNT(after));

	assert_string_equal(action.verdict, "worse");
	assert_int_equal(told(world, &world->tomas, "prevention.worse"), 1);
	world_act(world, &world->rasa);
	assert_int_equal(close_cause(world, action.cause_number, ""), HK_DENIED);
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
	assert_int_equal(told(world, &world->tomas, "prevention.worse"), 0);
}

static void a_prediction_is_made_before_and_of_what_somebody_said(void **state)
{
	static const int64_t past[] = { 3, 3 };
	struct house_world *world = *state;
	struct prevention action;
	struct cause cause;

	world_act(world, &world->rasa);
	cause = new_cause(world, "Late vans", 0);
	assert_int_equal(act(world, &cause, 4, &action), HK_INVALID);
	assert_string_equal(world->cx.fields[0].field, "begin");
	said(world, cause.id, world->cx.now - 2 * WEEK, past, 2);
	assert_int_equal(act(world, &cause, 1, &action), HK_INVALID);
	assert_string_equal(world->cx.fields[0].field, "weeks");
	assert_int_equal(act(world, &cause, 53, &action), HK_INVALID);
	assert_int_equal(act(world, &cause, 2, &action), HK_OK);
	assert_int_equal(close_cause(world, cause.number, ""), HK_CONFLICT);
	action.begin_at -= 2 * HK_DAY;
	fresh(world);
	assert_int_equal(
		ctx_write(&world->cx, act_work, &(struct acting){ .action = action, .weeks = 4 }),
		HK_INVALID);
	assert_string_equal(world->cx.fields[0].field, "begin");
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
	cause = new_cause(world, "Late vans", 0);
	said(world, cause.id, world->cx.now - 2 * WEEK, past, 2);
	assert_int_equal(act(world, &cause, 2, &action), HK_OK);
	giving = (struct giving){ action.id, " " };
	fresh(world);
	assert_int_equal(ctx_write(&world->cx, give_up_work, &giving), HK_INVALID);
	giving.reason = "The vans were sold.";
	fresh(world);
	assert_int_equal(ctx_write(&world->cx, give_up_work, &giving), HK_OK);
	assert_int_equal(ctx_write(&world->cx, give_up_work, &giving), HK_CONFLICT);
	world->cx.now += 3 * WEEK;
	world_run_jobs(world);
	world_act(world, &world->rasa);
	assert_string_equal(action_of(world, action.id).verdict, "");
	assert_string_equal(look(world, cause.number).state, "open");
	assert_int_equal(close_cause(world, cause.number, ""), HK_DENIED);
}

/* ---- stop the line ---- */

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
	struct deed deed = { .cause = look(world, number), .words = words };

	fresh(world);
	return ctx_write(&world->cx, work, &deed);
}

static void a_line_is_stopped_by_anybody_heard_and_let_go_with_a_reason(void **state)
{
	struct house_world *world = *state;
	struct actor employee = world->tomas;
	struct cause cause;

	world_act(world, &world->rasa);
	cause = new_cause(world, "Leaks after installation", 0);
	/* Who has hardly a right at all. */
	employee.rights = (uint64_t)1 << RIGHT_SIGNED_IN;
	world_act(world, &employee);
	assert_int_equal(on_line(world, stop_work, cause.number, ""), HK_INVALID);
	assert_int_equal(on_line(world, stop_work, cause.number, "Water runs out."), HK_OK);
	assert_int_equal(on_line(world, stop_work, cause.number, "Again."), HK_CONFLICT);
	assert_int_equal(told(world, &world->admin, "line.stopped"), 1);
	assert_int_equal(told(world, &world->rasa, "line.stopped"), 1);
	world_act(world, &employee);
	assert_int_equal(on_line(world, hear_work, cause.number, NULL), HK_DENIED);
	assert_int_equal(on_line(world, release_work, cause.number, "Fine."), HK_DENIED);
	world_act(world, &world->rasa);
	assert_int_equal(on_line(world, hear_work, cause.number, NULL), HK_OK);
	assert_int_equal(close_cause(world, cause.number, ""), HK_CONFLICT);
	world_act(world, &world->admin);
	assert_int_equal(on_line(world, release_work, cause.number, " "), HK_INVALID);
	assert_int_equal(on_line(world, release_work, cause.number, "New clips."), HK_OK);
	assert_int_equal(on_line(world, release_work, cause.number, "Twice."), HK_CONFLICT);
	assert_int_equal(told(world, &world->tomas, "line.heard"), 1);
	assert_int_equal(told(world, &world->tomas, "line.released"), 1);
	is_in_order(world);
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
	cause = new_cause(world, "Leaks after installation", 0);
	assert_int_equal(ctx_write(&world->cx, guards_work, &named), HK_DENIED);
	world_act(world, &world->admin);
	assert_int_equal(ctx_write(&world->cx, guards_work, &named), HK_OK);
	world_act(world, &world->rasa);
	assert_int_equal(on_line(world, stop_work, cause.number, "Water runs out."), HK_OK);
	assert_int_equal(told(world, &world->tomas, "line.stopped"), 1);
	assert_int_equal(told(world, &world->admin, "line.stopped"), 0);
	world->cx.now += CAUSE_STOP_ANSWER;
	world_run_jobs(world);
	world_run_jobs(world);
	assert_int_equal(told(world, &world->admin, "line.unheard"), 1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		in_house(a_cause_has_a_number_a_name_and_one_owner),
		in_house(customers_find_no_cause_and_make_none),
		in_house(nothing_becomes_its_own_parent),
		in_house(of_two_who_change_it_the_second_is_told),
		in_house(five_whys_stand_in_order_each_with_its_author),
		in_house(whoever_said_it_three_times_is_one_person),
		in_house(a_response_is_linked_with_its_words_and_leaves_when_it_is_erased),
		in_house(words_of_confidential_answers_stay_away_until_many_say_the_same),
		in_house(what_its_reader_may_not_see_is_counted_without_words),
		in_house(an_action_that_worked_says_so_with_its_figures_and_lets_the_cause_close),
		in_house(what_chance_explains_is_no_evidence),
		in_house(what_became_worse_is_told_as_worse),
		in_house(a_verdict_is_given_once_and_stays),
		in_house(a_prediction_is_made_before_and_of_what_somebody_said),
		in_house(what_is_given_up_has_a_reason_and_no_verdict),
		in_house(a_line_is_stopped_by_anybody_heard_and_let_go_with_a_reason),
		in_house(who_is_not_heard_in_a_quarter_of_an_hour_is_called_for_again),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
