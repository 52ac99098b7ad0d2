/* Whoever needs a word after his answer to a survey: who gives it, who is called, how it ends. */
#include <string.h>

#include "base/text.h"
#include "base/time.h"
#include "feedback/asking.h"
#include "feedback/loop/loop_case.h"
#include "feedback/loop/loop_list.h"
#include "loop_world.h"
#include "test.h"
#include "ticket/work/notification.h"

struct deed {
	struct loop_case one;
	const char *outcome, *words;
	int64_t staff_id;
	enum hk_result (*work)(struct ctx *cx, struct deed *deed);
};

static enum hk_result deed_work(struct ctx *cx, void *data)
{
	struct deed deed = *(struct deed *)data; /* may run twice */

	return deed.work(cx, &deed);
}

static enum hk_result called(struct ctx *cx, struct deed *deed)
{
	return loop_case_called(cx, &deed->one, deed->words);
}

static enum hk_result tried(struct ctx *cx, struct deed *deed)
{
	return loop_case_tried(cx, &deed->one, deed->words);
}

static enum hk_result ended(struct ctx *cx, struct deed *deed)
{
	return loop_case_end(cx, &deed->one, deed->outcome, deed->words);
}

static enum hk_result handed(struct ctx *cx, struct deed *deed)
{
	return loop_case_hand(cx, &deed->one, deed->staff_id);
}

static enum hk_result known(struct ctx *cx, struct deed *deed)
{
	return loop_case_know(cx, &deed->one);
}

static enum hk_result said(struct ctx *cx, struct deed *deed)
{
	struct loop_case one;

	HK_TRY(loop_case_by_token(cx, loop_case_token(cx, &deed->one), &one));
	return loop_case_answer(cx, &one, strcmp(deed->words, "yes") == 0, "Still broken.");
}

static enum hk_result do_deed(const struct loop_scene *scene, struct deed deed)
{
	struct ctx *cx = &scene->world->cx;

	deed.one = loop_scene_case(scene);
	cx->problem = NULL;
	cx->field_count = 0;
	world_act(scene->world, &scene->world->rasa);
	return ctx_write(cx, deed_work, &deed);
}

static void an_unhappy_answer_gets_the_owner_of_its_ticket_and_a_day(void **state)
{
	struct loop_scene scene = loop_scene(*state, "2");
	struct loop_case one = loop_scene_case(&scene);

	assert_string_equal(one.state, "open");
	assert_int_equal(one.owner_id, scene.ticket.owner_id);
	assert_int_equal(one.ticket_id, scene.ticket.id);
	assert_int_equal(one.due_at, scene.world->cx.now + HK_DAY);
	assert_int_equal(world_look(scene.world, scene.ticket.number).loop_response,
			 scene.response.id);
}

static void who_is_content_needs_nobody(void **state)
{
	struct loop_scene scene = loop_scene(*state, "10");
	struct loop_case one = { .response_id = scene.response.id };

	assert_int_equal(ctx_read(&scene.world->cx, loop_case_work, &one), HK_NOT_FOUND);
	assert_int_equal(world_look(scene.world, scene.ticket.number).loop_response, 0);
}

static enum hk_result bell_work(struct ctx *cx, void *data)
{
	return notification_page(cx, INT64_MAX, 50, data);
}

/* How often the bell of its owner said that. */
static size_t rung(struct loop_scene *scene, const char *kind)
{
	const struct actor who = { .kind = ACTOR_STAFF,
				   .id = loop_scene_case(scene).owner_id,
				   .name = "" };
	struct notification_list list;
	size_t count = 0;

	world_act(scene->world, &who);
	assert_int_equal(ctx_read(&scene->world->cx, bell_work, &list), HK_OK);
	for (size_t i = 0; i < list.count; i++)
		count += strcmp(list.items[i].kind, kind) == 0 &&
			 list.items[i].response_id == scene->response.id;
	return count;
}

static void who_leaves_hands_over_whoever_waits_for_him(void **state)
{
	struct loop_scene scene = loop_scene(*state, "2");
	int64_t before = loop_scene_case(&scene).owner_id;

	world_act(scene.world, &scene.world->admin);
	assert_int_equal(world_leave(scene.world, before), HK_OK);
	world_run_jobs(scene.world);
	assert_int_not_equal(loop_scene_case(&scene).owner_id, before);
	assert_int_not_equal(loop_scene_case(&scene).owner_id, 0);
	/* Who has it now finds it in the bell too, once. */
	assert_int_equal(rung(&scene, "loop.new"), 1);
}

/* Who is called. */

struct count {
	int64_t count;
};

static const struct db_column count_columns[] = { DB_COLUMN_AS(struct count, count, "count(*)") };
static const struct db_record mails = DB_RECORD("outbox", struct count, count_columns);

static enum hk_result mails_work(struct ctx *cx, void *data)
{
	return db_select_one(cx->db, &mails, DB_WHERE(DB_WALKS "effect_key LIKE 'loop %'", ""),
			     DB_NONE, data);
}

/* Mails about it, to staff and to him. */
static int64_t mails_of(const struct loop_scene *scene)
{
	struct count count;

	assert_int_equal(ctx_read(&scene->world->cx, mails_work, &count), HK_OK);
	return count.count;
}

static void let_pass(const struct loop_scene *scene, int64_t ms)
{
	scene->world->cx.now += ms;
	world_run_jobs(scene->world);
	world_run_jobs(scene->world);
}

static void the_owner_is_warned_and_the_supervisors_are_told_each_once(void **state)
{
	struct loop_scene scene = loop_scene(*state, "2");

	let_pass(&scene, 0);
	assert_int_equal(mails_of(&scene), 1); /* it is yours */
	let_pass(&scene, 18 * HK_HOUR);
	assert_int_equal(mails_of(&scene), 2);
	assert_int_equal(loop_scene_case(&scene).step, CLOCK_SOON);
	let_pass(&scene, 6 * HK_HOUR + 1);
	assert_int_equal(loop_scene_case(&scene).step, CLOCK_LATE);
	int64_t late = mails_of(&scene);
	assert_true(late > 3); /* the owner, and who looks after him */
	let_pass(&scene, HK_HOUR);
	assert_int_equal(mails_of(&scene), late);
}

static void who_sees_to_it_ends_the_calls_of_others(void **state)
{
	struct loop_scene scene = loop_scene(*state, "2");

	let_pass(&scene, 24 * HK_HOUR + 1);
	assert_int_equal(do_deed(&scene, (struct deed){ .work = known }), HK_OK);
	assert_int_equal(do_deed(&scene, (struct deed){ .work = known }), HK_CONFLICT);
	int64_t before = mails_of(&scene);

	let_pass(&scene, 5 * HK_HOUR);
	assert_int_equal(mails_of(&scene), before);
	assert_int_equal(loop_scene_case(&scene).step, CLOCK_LATE);
	assert_string_equal(loop_scene_case(&scene).state, "open");
}

static void nobody_is_called_once_he_was_reached(void **state)
{
	struct loop_scene scene = loop_scene(*state, "2");

	let_pass(&scene, HK_HOUR);
	assert_int_equal(do_deed(&scene, (struct deed){ .work = called, .words = "" }), HK_INVALID);
	assert_string_equal(loop_scene_case(&scene).state, "open");
	assert_int_equal(do_deed(&scene, (struct deed){ .work = called, .words = "Sorry." }),
			 HK_OK);
	assert_string_equal(loop_scene_case(&scene).state, "answered");
	int64_t before = mails_of(&scene);

	let_pass(&scene, 40 * HK_HOUR);
	assert_int_equal(mails_of(&scene), before);
	assert_int_equal(loop_scene_case(&scene).step, CLOCK_QUIET);
}

/* How it ends. */

static void nothing_is_fixed_before_anybody_has_reached_him(void **state)
{
	struct loop_scene scene = loop_scene(*state, "2");
	struct deed fixed = { .work = ended, .outcome = "fixed", .words = "A new lid." };

	assert_int_equal(do_deed(&scene, fixed), HK_INVALID);
	assert_string_equal(scene.world->cx.fields[0].field, "outcome");
	assert_int_equal(do_deed(&scene, (struct deed){ .work = called, .words = "Sorry." }),
			 HK_OK);
	fixed.words = " ";
	assert_int_equal(do_deed(&scene, fixed), HK_INVALID);
	fixed.words = "A new lid.";
	assert_int_equal(do_deed(&scene, fixed), HK_OK);
	assert_int_equal(do_deed(&scene, fixed), HK_CONFLICT);
	assert_int_equal(world_look(scene.world, scene.ticket.number).loop_response, 0);
}

static void unreachable_takes_three_tries_that_were_noted(void **state)
{
	struct loop_scene scene = loop_scene(*state, "2");
	struct deed gone = { .work = ended, .outcome = "unreachable", .words = "No reply." };

	for (int i = 0; i < LOOP_TRIES; i++) {
		assert_int_equal(do_deed(&scene, gone), HK_INVALID);
		assert_int_equal(do_deed(&scene, (struct deed){ .work = tried, .words = "Rang." }),
				 HK_OK);
		scene.world->cx.now += LOOP_TRY_HOURS * HK_HOUR;
	}
	assert_int_equal(loop_scene_case(&scene).answered_at, 0);
	assert_int_equal(do_deed(&scene, gone), HK_OK);
}

static void who_rings_three_times_within_a_second_has_tried_once(void **state)
{
	struct loop_scene scene = loop_scene(*state, "2");
	struct deed gone = { .work = ended, .outcome = "unreachable", .words = "No reply." };
	struct deed rang = { .work = tried, .words = "Rang." };

	for (int i = 0; i < LOOP_TRIES; i++)
		assert_int_equal(do_deed(&scene, rang), HK_OK);
	assert_int_equal(loop_scene_case(&scene).tries, 1);
	assert_int_equal(do_deed(&scene, gone), HK_INVALID);
	/* Every hour: each third one counts. */
	for (int i = 0; i < 5; i++) {
		scene.world->cx.now += HK_HOUR;
		assert_int_equal(do_deed(&scene, rang), HK_OK);
	}
	assert_int_equal(loop_scene_case(&scene).tries, 2);
	assert_int_equal(do_deed(&scene, gone), HK_INVALID);
	scene.world->cx.now += HK_HOUR;
	assert_int_equal(do_deed(&scene, rang), HK_OK);
	assert_int_equal(do_deed(&scene, gone), HK_OK);
}

static void the_same_form_twice_is_noted_once(void **state)
{
	struct loop_scene scene = loop_scene(*state, "2");
	struct deed deed = { .one = loop_scene_case(&scene), .work = tried, .words = "Rang." };

	world_act(scene.world, &scene.world->rasa);
	assert_int_equal(ctx_write(&scene.world->cx, deed_work, &deed), HK_OK);
	assert_int_equal(ctx_write(&scene.world->cx, deed_work, &deed), HK_CONFLICT);
	assert_int_equal(loop_scene_case(&scene).tries, 1);
}

static void fix(const struct loop_scene *scene)
{
	assert_int_equal(do_deed(scene, (struct deed){ .work = called, .words = "Sorry." }), HK_OK);
	assert_int_equal(
		do_deed(scene,
			(struct deed){ .work = ended, .outcome = "fixed", .words = "A new lid." }),
		HK_OK);
}

static void he_is_asked_once_and_a_no_begins_anew_with_the_same_owner(void **state)
{
	struct loop_scene scene = loop_scene(*state, "2");
	struct deed no = { .work = said, .words = "no" };
	int64_t before, owner;

	fix(&scene);
	/* Nobody has the link before he was asked. */
	assert_int_equal(do_deed(&scene, no), HK_NOT_FOUND);
	owner = loop_scene_case(&scene).owner_id;
	before = mails_of(&scene);
	let_pass(&scene, 23 * HK_HOUR);
	assert_int_equal(mails_of(&scene), before);
	let_pass(&scene, HK_HOUR);
	assert_int_equal(mails_of(&scene), before + 1);
	let_pass(&scene, 50 * HK_HOUR);
	assert_int_equal(mails_of(&scene), before + 1);

	no.one = loop_scene_case(&scene);
	world_act(scene.world, &actor_house);
	assert_int_equal(ctx_write(&scene.world->cx, deed_work, &no), HK_OK);
	assert_int_equal(ctx_write(&scene.world->cx, deed_work, &no), HK_OK);
	struct loop_case one = loop_scene_case(&scene);

	assert_int_equal(one.round, 2);
	assert_string_equal(one.state, "open");
	assert_int_equal(one.owner_id, owner);
	assert_int_equal(one.due_at, scene.world->cx.now + HK_DAY);
	assert_int_equal(one.tries, 0);
}

static void a_yes_closes_it_until_he_thinks_better_of_it(void **state)
{
	struct loop_scene scene = loop_scene(*state, "2");

	fix(&scene);
	let_pass(&scene, 25 * HK_HOUR);
	assert_int_equal(do_deed(&scene, (struct deed){ .work = said, .words = "yes" }), HK_OK);
	assert_string_equal(loop_scene_case(&scene).state, "ended");
	assert_string_equal(loop_scene_case(&scene).put_right, "yes");
	assert_int_equal(do_deed(&scene, (struct deed){ .work = said, .words = "no" }), HK_OK);
	assert_int_equal(loop_scene_case(&scene).round, 2);
}

/* Who sees it, and what stays. */

static enum hk_result restrict_work(struct ctx *cx, void *data)
{
	(void)data;
	return db_send(cx->db,
		       DB_UPDATE("loop_case", "is_restricted = 1, team_id = 7, owner_id = 7",
				 "response_id > 0", ""),
		       DB_NONE);
}

static enum hk_result rows_work(struct ctx *cx, void *data)
{
	return loop_waiting(cx, 10, data);
}

struct between {
	const struct response *response;
	int64_t from, until;
	struct loop_answers answers;
};

static enum hk_result between_work(struct ctx *cx, void *data)
{
	struct between *between = data;

	return loop_answers_between(cx, between->response->survey_id, between->from, between->until,
				    &between->answers);
}

static size_t answers_between(struct loop_scene *scene, int64_t from, int64_t until)
{
	struct between between = { &scene->response, from, until, { NULL, 0 } };

	assert_int_equal(ctx_read(&scene->world->cx, between_work, &between), HK_OK);
	if (between.answers.count)
		assert_int_equal(between.answers.items[0].response_id, scene->response.id);
	return between.answers.count;
}

static void what_a_team_keeps_to_itself_others_do_not_find(void **state)
{
	struct loop_scene scene = loop_scene(*state, "2");
	struct loop_case one = { .response_id = scene.response.id };
	struct loop_rows rows;

	world_act(scene.world, &scene.world->rasa);
	assert_int_equal(ctx_read(&scene.world->cx, rows_work, &rows), HK_OK);
	assert_int_equal(rows.count, 1);
	assert_string_equal(rows.items[0].comment, "Three calls!");
	assert_int_equal(answers_between(&scene, scene.response.at, scene.response.at), 1);
	assert_int_equal(answers_between(&scene, scene.response.at + 1, INT64_MAX), 0);
	assert_int_equal(ctx_write(&scene.world->cx, restrict_work, NULL), HK_OK);
	assert_int_equal(ctx_read(&scene.world->cx, rows_work, &rows), HK_OK);
	assert_int_equal(rows.count, 0);
	assert_int_equal(answers_between(&scene, 0, INT64_MAX), 0);
	assert_int_equal(ctx_read(&scene.world->cx, loop_case_work, &one), HK_NOT_FOUND);
}

static enum hk_result erase_work(struct ctx *cx, void *data)
{
	return response_erase(cx, *(int64_t *)data);
}

static enum hk_result log_work(struct ctx *cx, void *data)
{
	struct loop_scene *scene = data;
	struct loop_lines lines;

	HK_TRY(loop_log(cx, scene->response.id, &lines));
	assert_true(lines.count > 1);
	for (size_t i = 0; i < lines.count; i++)
		assert_string_equal(lines.items[i].words, "");
	return HK_OK;
}

static void erasing_the_answer_takes_the_person_and_the_words_away(void **state)
{
	struct loop_scene scene = loop_scene(*state, "2");

	assert_int_equal(do_deed(&scene, (struct deed){ .work = tried, .words = "Rang." }), HK_OK);
	world_act(scene.world, &actor_house);
	assert_int_equal(ctx_write(&scene.world->cx, erase_work, &scene.response.id), HK_OK);
	struct loop_case one = loop_scene_case(&scene);

	assert_string_equal(one.state, "gone");
	assert_int_equal(one.customer_id, 0);
	assert_int_equal(one.ticket_id, 0);
	assert_int_equal(ctx_read(&scene.world->cx, log_work, &scene), HK_OK);
	assert_int_equal(world_look(scene.world, scene.ticket.number).loop_response, 0);
	assert_int_equal(do_deed(&scene, (struct deed){ .work = tried, .words = "Rang." }),
			 HK_CONFLICT);
}

static void only_somebody_who_may_answer_gets_it(void **state)
{
	struct loop_scene scene = loop_scene(*state, "2");
	int64_t tomas = scene.world->tomas.id;

	assert_int_equal(do_deed(&scene, (struct deed){ .work = handed, .staff_id = 17 }),
			 HK_INVALID);
	hk_ignore(do_deed(&scene, (struct deed){ .work = handed, .staff_id = tomas }));
	assert_int_equal(loop_scene_case(&scene).owner_id, tomas);
}

static enum hk_result kept_work(struct ctx *cx, void *data)
{
	return loop_kept_find(cx, cx->now - 90 * HK_DAY, cx->now + HK_DAY, data);
}

static void the_share_that_was_reached_in_time_counts_who_was_late(void **state)
{
	struct loop_scene scene = loop_scene(*state, "2");
	struct loop_kept kept;

	assert_int_equal(ctx_read(&scene.world->cx, kept_work, &kept), HK_OK);
	assert_int_equal(kept.due, 0);
	assert_int_equal(kept.waiting, 1);
	scene.world->cx.now += 25 * HK_HOUR;
	assert_int_equal(ctx_read(&scene.world->cx, kept_work, &kept), HK_OK);
	assert_int_equal(kept.due, 1);
	assert_int_equal(kept.in_time, 0);
	assert_int_equal(kept.late, 1);
	assert_int_equal(do_deed(&scene, (struct deed){ .work = called, .words = "Sorry." }),
			 HK_OK);
	assert_int_equal(ctx_read(&scene.world->cx, kept_work, &kept), HK_OK);
	assert_int_equal(kept.due, 1);
	assert_int_equal(kept.in_time, 0);
	assert_int_equal(kept.late, 0);
}

static enum hk_result news_work(struct ctx *cx, void *data)
{
	struct asking_news *news = data;
	struct asking_rules rules;

	HK_TRY(asking_rules_find(cx, &rules));
	return asking_may_tell(cx, &rules, news->again_at, news);
}

/* What the rules say to news for him now. */
static struct asking_news news_for(const struct loop_scene *scene)
{
	struct asking_news news = { .again_at = scene->ticket.customer_id };

	world_act(scene->world, &actor_house);
	assert_int_equal(WORLD_WRITE(scene->world, news_work, &news), HK_OK);
	return news;
}

static struct survey_event last_decision(const struct loop_scene *scene)
{
	struct survey_events all;

	survey_look(scene->world);
	all = survey_events_all(scene->world);
	return all.items[all.count - 1];
}

static void who_waits_for_a_word_of_ours_is_neither_asked_nor_told_news_until_it_came(void **state)
{
	struct loop_scene scene = loop_scene(*state, "3");

	scene.world->cx.now += 66 * HK_DAY;
	assert_int_equal(news_for(&scene).word, ASKING_NOT_NOW);
	assert_string_equal(news_for(&scene).reason, "complaint");
	(void)survey_ticket(scene.world);
	assert_string_equal(last_decision(&scene).decision, "wait");
	assert_string_equal(last_decision(&scene).reason, "complaint");
	assert_int_equal(do_deed(&scene, (struct deed){ .work = called, .words = "Sorry." }),
			 HK_OK);
	assert_int_equal(news_for(&scene).word, ASKING_YES);
	scene.world->cx.now += HK_DAY;
	assert_string_equal(last_decision(&scene).decision, "ask");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		in_house(an_unhappy_answer_gets_the_owner_of_its_ticket_and_a_day),
		in_house(who_is_content_needs_nobody),
		in_house(who_leaves_hands_over_whoever_waits_for_him),
		in_house(the_owner_is_warned_and_the_supervisors_are_told_each_once),
		in_house(who_sees_to_it_ends_the_calls_of_others),
		in_house(nobody_is_called_once_he_was_reached),
		in_house(nothing_is_fixed_before_anybody_has_reached_him),
		in_house(unreachable_takes_three_tries_that_were_noted),
		in_house(who_rings_three_times_within_a_second_has_tried_once),
		in_house(the_same_form_twice_is_noted_once),
		in_house(he_is_asked_once_and_a_no_begins_anew_with_the_same_owner),
		in_house(a_yes_closes_it_until_he_thinks_better_of_it),
		in_house(what_a_team_keeps_to_itself_others_do_not_find),
		in_house(erasing_the_answer_takes_the_person_and_the_words_away),
		in_house(only_somebody_who_may_answer_gets_it),
		in_house(who_waits_for_a_word_of_ours_is_neither_asked_nor_told_news_until_it_came),
		in_house(the_share_that_was_reached_in_time_counts_who_was_late),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
