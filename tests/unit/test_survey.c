/* Surveys: who is asked and who is left in peace, and what becomes of what he said. */
#include <inttypes.h>
#include <string.h>

#include "base/text.h"
#include "base/time.h"
#include "people/reached.h"
#include "survey_world.h"
#include "test.h"
#include "ticket/state.h"

static struct survey_event last_event(struct house_world *world)
{
	struct survey_events all = survey_events_all(world);

	assert_true(all.count > 0);
	return all.items[all.count - 1];
}

static enum hk_result could_work(struct ctx *cx, void *data)
{
	return survey_event_add(cx, "contact", data);
}

/* Something of his came to its end. */
static void could_ask_about(struct house_world *world, const struct ticket *ticket, const char *key,
			    int64_t ticket_id)
{
	struct survey_event event = { .effect_key = key,
				      .ticket_id = ticket_id,
				      .order_name = "",
				      .customer_id = ticket->customer_id,
				      .staff_id = ticket->owner_id,
				      .team_id = ticket->team_id,
				      .channel = "web",
				      .outcome = "confirmed",
				      .at = world->cx.now };

	assert_int_equal(ctx_write(&world->cx, could_work, &event), HK_OK);
}

/* The house heard of it when it ended; this says the same again. */
static void could_ask(struct house_world *world, const struct ticket *ticket)
{
	could_ask_about(world, ticket,
			hk_format(world->arena, "ticket %s", ticket_end_key(&world->cx, ticket)),
			ticket->id);
}

static void who_confirmed_is_asked_by_one_mail(void **state)
{
	struct house_world *world = *state;
	int64_t before;

	survey_be_at_noon(world);
	(void)survey_begin(world, "nps", "contact", "named");
	(void)survey_ticket(world);
	before = world_outbox(world, "queued");
	survey_look(world);
	survey_look(world);
	assert_string_equal(last_event(world).decision, "ask");
	assert_int_equal(last_event(world).chance, 100);
	assert_int_equal(world_outbox(world, "queued"), before + 1);
	assert_int_equal(survey_only_invitation(world).customer_id, world->jonas.id);
}

static void the_same_end_is_one_event_however_often_it_is_told(void **state)
{
	struct house_world *world = *state;

	survey_be_at_noon(world);
	(void)survey_begin(world, "csat", "contact", "named");
	struct ticket ticket = survey_ticket(world);

	could_ask(world, &ticket);
	assert_int_equal(survey_events_all(world).count, 1);
}

static void nobody_is_asked_at_night_but_in_the_morning(void **state)
{
	struct house_world *world = *state;

	world->cx.now = WORLD_BEGIN + 13 * HK_HOUR;
	(void)survey_begin(world, "nps", "contact", "named");
	(void)survey_ticket(world);
	survey_look(world);
	assert_string_equal(last_event(world).decision, "wait");
	assert_string_equal(last_event(world).reason, "window");
	world->cx.now = last_event(world).next_at;
	survey_look(world);
	assert_string_equal(last_event(world).decision, "ask");
}

static enum hk_result note_work(struct ctx *cx, void *data)
{
	struct house_world *world = data;

	return reached_note(cx, world->jonas.id, "marketing", "");
}

static void whoever_heard_of_us_today_waits_a_day(void **state)
{
	struct house_world *world = *state;

	survey_be_at_noon(world);
	(void)survey_begin(world, "nps", "contact", "named");
	(void)survey_ticket(world);
	assert_int_equal(ctx_write(&world->cx, note_work, world), HK_OK);
	survey_look(world);
	assert_string_equal(last_event(world).reason, "floor");
	assert_int_equal(last_event(world).next_at, world->cx.now + HK_DAY);
	world->cx.now += HK_DAY;
	survey_look(world);
	assert_string_equal(last_event(world).decision, "ask");
}

static void an_open_complaint_holds_it_until_it_is_too_old(void **state)
{
	struct house_world *world = *state;

	survey_be_at_noon(world);
	(void)survey_begin(world, "nps", "contact", "named");
	(void)survey_ticket(world);
	struct ticket other = world_ticket(world, "Another", "It is late.");

	world->cx.now += 25 * HK_HOUR;
	/* Its first answer is late by then. */
	(void)other;
	survey_look(world);
	assert_string_equal(last_event(world).reason, "complaint");
	assert_string_equal(last_event(world).decision, "wait");
	for (int i = 0; i < 20; i++) {
		world->cx.now += 6 * HK_HOUR;
		survey_look(world);
	}
	assert_string_equal(last_event(world).reason, "complaint");
	assert_string_equal(last_event(world).decision, "stop");
	assert_int_equal(last_event(world).chance, 0);
}

static void within_thirty_days_he_is_not_asked_again(void **state)
{
	struct house_world *world = *state;

	survey_be_at_noon(world);
	(void)survey_begin(world, "nps", "contact", "named");
	(void)survey_ticket(world);
	survey_look(world);
	world->cx.now += 10 * HK_DAY;
	(void)survey_ticket(world);
	survey_look(world);
	assert_string_equal(last_event(world).decision, "stop");
	assert_string_equal(last_event(world).reason, "budget");
	/* The reminder was a message too. */
	world->cx.now += 35 * HK_DAY;
	(void)survey_ticket(world);
	survey_look(world);
	assert_string_equal(last_event(world).decision, "ask");
}

static enum hk_result decline_work(struct ctx *cx, void *data)
{
	return invitation_decline(cx, data, false);
}

static enum hk_result opt_out_work(struct ctx *cx, void *data)
{
	return invitation_decline(cx, data, true);
}

static void not_now_means_ninety_days_and_never_means_never(void **state)
{
	struct house_world *world = *state;
	struct invitation invitation;

	survey_be_at_noon(world);
	(void)survey_begin(world, "nps", "contact", "named");
	(void)survey_ticket(world);
	survey_look(world);
	invitation = survey_only_invitation(world);
	assert_int_equal(ctx_write(&world->cx, decline_work, &invitation), HK_OK);
	world->cx.now += 60 * HK_DAY;
	(void)survey_ticket(world);
	survey_look(world);
	assert_string_equal(last_event(world).reason, "decline");
	world->cx.now += 40 * HK_DAY;
	assert_int_equal(ctx_write(&world->cx, opt_out_work, &invitation), HK_OK);
	(void)survey_ticket(world);
	survey_look(world);
	assert_string_equal(last_event(world).reason, "opt_out");
}

static void the_lot_falls_as_often_as_its_chance_says(void **state)
{
	struct house_world *world = *state;
	struct survey survey;
	size_t below = 0;

	survey_be_at_noon(world);
	survey = survey_begin(world, "nps", "contact", "named");
	survey.chance = 5; /* of two hundred some are drawn, and hardly the first */
	survey_alter(world, &survey);
	struct ticket ticket = survey_ticket(world);

	for (int64_t i = 0; i < 200; i++)
		could_ask_about(world, &ticket, hk_format(world->arena, "order %" PRId64, i), 0);
	survey_look(world);

	struct survey_events all = survey_events_all(world);

	for (size_t i = 0; i < all.count; i++)
		below += strcmp(all.items[i].reason, "lot") == 0;
	/* The first one that is drawn is asked, and the budget stops the others. */
	assert_true(below >= 1);
	assert_int_equal(survey_invitations(world).count, 1);
	for (size_t i = 0; i < all.count; i++)
		if (all.items[i].draw >= 0)
			assert_int_equal(all.items[i].chance, 5);
		else
			assert_int_equal(all.items[i].chance, 0);
}

static void one_reminder_leaves_after_three_days_and_no_other(void **state)
{
	struct house_world *world = *state;
	int64_t before;

	survey_be_at_noon(world);
	(void)survey_begin(world, "nps", "contact", "named");
	(void)survey_ticket(world);
	survey_look(world);
	before = world_outbox(world, "queued");
	world->cx.now += 3 * HK_DAY;
	survey_look(world);
	assert_int_equal(world_outbox(world, "queued"), before + 1);
	assert_true(survey_only_invitation(world).reminded_at > 0);
	world->cx.now += 10 * HK_DAY;
	survey_look(world);
	assert_int_equal(world_outbox(world, "queued"), before + 1);
}

static void who_answered_is_not_reminded(void **state)
{
	struct house_world *world = *state;
	struct invitation invitation;
	int64_t before;

	survey_be_at_noon(world);
	(void)survey_begin(world, "nps", "contact", "named");
	(void)survey_ticket(world);
	survey_look(world);
	invitation = survey_only_invitation(world);
	assert_int_equal(survey_answer(world, &invitation, "9", "", false, NULL), HK_OK);
	before = world_outbox(world, "queued");
	world->cx.now += 4 * HK_DAY;
	survey_look(world);
	assert_int_equal(world_outbox(world, "queued"), before);
}

static void nothing_leads_from_an_anonymous_answer_to_its_person(void **state)
{
	struct house_world *world = *state;
	struct invitation invitation;
	struct response response;

	survey_be_at_noon(world);
	(void)survey_begin(world, "nps", "contact", "anonymous");
	(void)survey_ticket(world);
	survey_look(world);
	invitation = survey_only_invitation(world);
	assert_int_equal(survey_answer(world, &invitation, "0", "Bad.", true, &response), HK_OK);
	assert_int_equal(response.customer_id, 0);
	assert_int_equal(response.invitation_id, 0);
	assert_int_equal(response.ticket_id, 0);
	assert_int_equal(response.staff_id, 0);
	assert_int_equal(response.team_id, 0);
	assert_int_equal(response.may_contact, 0);
	assert_int_equal(response.needs_answer, 0);
	assert_string_equal(response.language, "");
	/* Monday, 23 November, midnight. */
	assert_int_equal(response.at, WORLD_BEGIN + 16 * HK_HOUR);
	assert_int_equal(survey_only_invitation(world).answered_at, response.at);
	assert_int_equal(survey_answer(world, &invitation, "9", "", false, NULL), HK_CONFLICT);
}

struct wording {
	struct figures_filter filter;
	struct response_list list;
	struct figures cells;
};

static enum hk_result words_work(struct ctx *cx, void *data)
{
	struct wording *wording = data;

	HK_TRY(response_words(cx, &wording->filter, 10, &wording->list));
	return figures_cells(cx, &wording->filter, &wording->cells);
}

/* How many words stand below the figure of that day, which is that of so many. */
static size_t words_on(struct house_world *world, int64_t survey_id, int64_t day, int64_t n)
{
	struct wording wording = { .filter = { .survey_id = survey_id,
					       .from_day = day,
					       .until_day = day,
					       .team_id = FIGURES_ANY_TEAM,
					       .channel = "",
					       .language = "" } };
	struct figures all;

	assert_int_equal(ctx_read(&world->cx, words_work, &wording), HK_OK);
	all = figures_fold(world->arena, &wording.cells, FIGURES_ALL);
	assert_int_equal(all.count ? all.items[0].n : 0, n);
	return wording.list.count;
}

/* Four more answer without a word, so that it is shown once the week is over. */
static void publish_with_four(struct house_world *world, const struct survey *survey)
{
	for (int i = 0; i < 4; i++)
		(void)survey_say(world, survey, "9", "");
	world->cx.now += 8 * HK_DAY;
	survey_publish(world);
}

/* A Monday begins two hours earlier in Vilnius than it does by UTC. */
static void words_stand_below_the_figure_of_their_day_and_of_no_other(void **state)
{
	struct house_world *world = *state;
	struct survey survey = survey_begin(world, "nps", "open", "anonymous");
	struct survey open = survey_begin(world, "nps", "open", "named");
	struct response response;

	world->cx.timezone = "Europe/Vilnius";
	survey_be_at_noon(world);
	response = survey_say(world, &survey, "0", "Bad.");
	publish_with_four(world, &survey);
	assert_int_equal(words_on(world, survey.id, response.day, 5), 1);
	assert_int_equal(words_on(world, survey.id, response.day - 1, 0), 0);
	/* Shortly after midnight it is still the day before by UTC. */
	world->cx.now += HK_DAY - world->cx.now % HK_DAY - HK_HOUR;
	response = survey_say(world, &open, "9", "Good.");
	assert_int_equal(response.day, world->cx.now / HK_DAY + 1);
	assert_int_equal(words_on(world, open.id, response.day, 1), 1);
	assert_int_equal(words_on(world, open.id, response.day - 1, 0), 0);
}

static enum hk_result name_work(struct ctx *cx, void *data)
{
	return db_send(cx->db, DB_UPDATE("customer", "name = 'Jonas Kazlauskas'", "id = $2", ""),
		       DB_ARGS(((const struct response *)data)->customer_id));
}

static enum hk_result secret_work(struct ctx *cx, void *data)
{
	const struct response *response = data;

	return db_send(
		cx->db,
		DB_UPDATE("ticket", "is_restricted = 1, owner_id = 0, team_id = 0", "id = $2", ""),
		DB_ARGS(response->ticket_id));
}

static void words_have_no_name_where_it_was_promised_and_stay_within_a_restricted_team(void **state)
{
	struct house_world *world = *state;
	struct wording wording = {
		.filter = { .team_id = FIGURES_ANY_TEAM, .channel = "", .language = "" }
	};
	struct survey survey = survey_begin(world, "nps", "contact", "confidential");
	struct response response, other;

	survey_be_at_noon(world);
	(void)survey_ticket(world);
	survey_look(world);
	assert_int_equal(survey_answer(world, survey_invitations(world).items, "0",
				       "Kazlauskas here: bad.", false, &response),
			 HK_OK);
	other = survey_say(world, &survey, "0", "Worse.");
	assert_int_equal(WORLD_WRITE(world, name_work, &response), HK_OK);
	publish_with_four(world, &survey);
	wording.filter.survey_id = survey.id;
	wording.filter.from_day = response.day - 7;
	wording.filter.until_day = response.day + 7;
	world_act(world, &world->admin);
	assert_int_equal(ctx_read(&world->cx, words_work, &wording), HK_OK);
	assert_int_equal(wording.list.count, 2);
	/* They stand in the order of random ids. */
	assert_string_equal(
		wording.list.items[wording.list.items[0].id == other.id ? 1 : 0].comment,
		"••• here: bad.");
	assert_int_equal(ctx_write(&world->cx, secret_work, &response), HK_OK);
	assert_int_equal(ctx_read(&world->cx, words_work, &wording), HK_OK);
	assert_int_equal(wording.list.count, 1);
	assert_int_equal(wording.list.items[0].id, other.id);
}

static void a_confidential_answer_calls_for_somebody_only_when_he_asks(void **state)
{
	struct house_world *world = *state;
	struct invitation invitation;
	struct response response;

	survey_be_at_noon(world);
	(void)survey_begin(world, "nps", "contact", "confidential");
	(void)survey_ticket(world);
	survey_look(world);
	invitation = survey_only_invitation(world);
	assert_int_equal(survey_answer(world, &invitation, "0", "", false, &response), HK_OK);
	assert_int_equal(response.needs_answer, 0);
	assert_int_equal(survey_answer(world, &invitation, "9", "", true, &response), HK_OK);
	assert_int_equal(response.needs_answer, 1);
}

struct editing {
	struct survey survey;
	struct survey_version version;
};

static enum hk_result edit_work(struct ctx *cx, void *data)
{
	struct editing *editing = data;

	HK_TRY(survey_find(cx, editing->survey.id, &editing->survey));
	HK_TRY(survey_version_find(cx, editing->survey.id, editing->survey.version,
				   &editing->version));
	editing->version.questions.items[0].label = "Would you tell a friend about us?";
	return survey_version_put(cx, &editing->survey, &editing->version);
}

static void who_was_asked_answers_the_version_that_he_was_asked(void **state)
{
	struct house_world *world = *state;
	struct invitation invitation;
	struct response response;
	struct editing editing;

	survey_be_at_noon(world);
	editing.survey = survey_begin(world, "nps", "contact", "named");
	(void)survey_ticket(world);
	survey_look(world);
	invitation = survey_only_invitation(world);
	world_act(world, &world->admin);
	assert_int_equal(ctx_write(&world->cx, edit_work, &editing), HK_OK);
	assert_int_equal(survey_answer(world, &invitation, "9", "", false, &response), HK_OK);
	assert_int_equal(response.version, 1);
}

static void a_rhythm_asks_everybody_once_a_round(void **state)
{
	struct house_world *world = *state;

	survey_be_at_noon(world);
	(void)survey_ticket(world);
	world->cx.now += 2 * HK_DAY;
	(void)survey_begin(world, "index", "rhythm", "named");
	survey_look(world);
	survey_look(world);
	assert_int_equal(survey_events_all(world).count, 1);
	assert_string_equal(last_event(world).decision, "ask");
	world->cx.now += 91 * HK_DAY;
	survey_look(world);
	assert_int_equal(survey_events_all(world).count, 2);
}

static void rounds_that_passed_in_a_standstill_are_not_made_up_for(void **state)
{
	struct house_world *world = *state;

	survey_be_at_noon(world);
	(void)survey_ticket(world);
	world->cx.now += 2 * HK_DAY;
	(void)survey_begin(world, "index", "rhythm", "named");
	survey_look(world);
	/* Four rounds of 90 days, and forty days. */
	world->cx.now += 400 * HK_DAY;
	survey_look(world);
	assert_int_equal(survey_events_all(world).count, 2);
	/* The beat is that of before. */
	world->cx.now += 49 * HK_DAY;
	survey_look(world);
	assert_int_equal(survey_events_all(world).count, 2);
	world->cx.now += HK_DAY;
	survey_look(world);
	assert_int_equal(survey_events_all(world).count, 3);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		in_house(who_confirmed_is_asked_by_one_mail),
		in_house(the_same_end_is_one_event_however_often_it_is_told),
		in_house(nobody_is_asked_at_night_but_in_the_morning),
		in_house(whoever_heard_of_us_today_waits_a_day),
		in_house(an_open_complaint_holds_it_until_it_is_too_old),
		in_house(within_thirty_days_he_is_not_asked_again),
		in_house(not_now_means_ninety_days_and_never_means_never),
		in_house(the_lot_falls_as_often_as_its_chance_says),
		in_house(one_reminder_leaves_after_three_days_and_no_other),
		in_house(who_answered_is_not_reminded),
		in_house(nothing_leads_from_an_anonymous_answer_to_its_person),
		in_house(words_stand_below_the_figure_of_their_day_and_of_no_other),
		in_house(
			words_have_no_name_where_it_was_promised_and_stay_within_a_restricted_team),
		in_house(a_confidential_answer_calls_for_somebody_only_when_he_asks),
		in_house(who_was_asked_answers_the_version_that_he_was_asked),
		in_house(a_rhythm_asks_everybody_once_a_round),
		in_house(rounds_that_passed_in_a_standstill_are_not_made_up_for),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
