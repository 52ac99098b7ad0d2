/* The wall: who reads what of whom, thanks, readers, and what never gets there. */
#include <string.h>

#include "base/text.h"
#include "base/time.h"
#include "feedback/wall/voice.h"
#include "survey_world.h"
#include "test.h"
#include "together.h"

static const struct voice_filter anything = { "", "", "", 0 };

static struct response say(struct house_world *world, const struct survey *survey,
			   const char *score, const char *text)
{
	world->cx.now += HK_MINUTE;
	return survey_say(world, survey, score, text);
}

struct looking {
	struct voice_filter filter;
	int64_t reader_id, id;
	const struct voice_cursor *below;
	int64_t limit;
	struct voice_list list;
	struct voice voice;
	struct voice_teams teams;
	struct story_new story;
	bool is_thanking;
	struct voice_cursor newest, oldest;
};

static enum hk_result page_work(struct ctx *cx, void *data)
{
	struct looking *looking = data;

	return voice_page(cx, looking->reader_id, &looking->filter, looking->below, looking->limit,
			  &looking->list);
}

static struct voice_list wall_by(struct house_world *world, int64_t reader_id,
				 struct voice_filter filter)
{
	struct looking looking = { .filter = filter, .reader_id = reader_id, .limit = VOICE_PAGE };

	assert_int_equal(ctx_read(&world->cx, page_work, &looking), HK_OK);
	return looking.list;
}

static struct voice_list wall(struct house_world *world)
{
	survey_publish(world);
	return wall_by(world, world->cx.actor->id, anything);
}

static enum hk_result find_work(struct ctx *cx, void *data)
{
	struct looking *looking = data;

	return voice_find(cx, cx->actor->id, looking->id, &looking->voice);
}

static enum hk_result find(struct house_world *world, int64_t id, struct voice *ret)
{
	struct looking looking = { .id = id };
	enum hk_result result = ctx_read(&world->cx, find_work, &looking);

	*ret = looking.voice;
	return result;
}

static enum hk_result tell_work(struct ctx *cx, void *data)
{
	struct looking *looking = data;

	return voice_tell(cx, &looking->story, &looking->id);
}

static enum hk_result tell_about(struct house_world *world, const char *title, int64_t number,
				 int64_t *ret_id)
{
	struct looking looking = {
		.story = { .title = title, .text = "She waited.", .tone = "good", .number = number }
	};
	enum hk_result result = ctx_write(&world->cx, tell_work, &looking);

	*ret_id = looking.id;
	return result;
}

static int64_t tell(struct house_world *world, const char *title)
{
	int64_t id;

	assert_int_equal(tell_about(world, title, 0, &id), HK_OK);
	return id;
}

static enum hk_result thank_work(struct ctx *cx, void *data)
{
	struct looking *looking = data;

	return voice_thank(cx, looking->id, looking->is_thanking);
}

static enum hk_result thank(struct house_world *world, int64_t id, bool is_thanking)
{
	struct looking looking = { .id = id, .is_thanking = is_thanking };

	return ctx_write(&world->cx, thank_work, &looking);
}

static enum hk_result read_work(struct ctx *cx, void *data)
{
	return voice_read(cx, ((struct looking *)data)->id);
}

static enum hk_result read_one(struct house_world *world, int64_t id)
{
	struct looking looking = { .id = id };

	return ctx_write(&world->cx, read_work, &looking);
}

static enum hk_result withdraw_work(struct ctx *cx, void *data)
{
	return voice_withdraw(cx, ((struct looking *)data)->id);
}

static enum hk_result withdraw(struct house_world *world, int64_t id)
{
	struct looking looking = { .id = id };

	return ctx_write(&world->cx, withdraw_work, &looking);
}

static enum hk_result erase_work(struct ctx *cx, void *data)
{
	return response_erase(cx, ((struct response *)data)->id);
}

static struct actor employee(struct house_world *world)
{
	return together_employee(world, "eve@nordhome.example", "Eve");
}

static void everybody_reads_good_and_bad_masked(void **state)
{
	struct house_world *world = *state;
	struct actor eve = employee(world);
	struct response response;
	struct voice_list list;

	world->cx.now = WORLD_BEGIN + 3 * HK_HOUR;
	(void)survey_begin(world, "nps", "contact", "named");
	(void)survey_ticket(world);
	survey_look(world);
	assert_int_equal(survey_answer(world, &survey_invitations(world).items[0], "2",
				       "Ring 861234567, I told it three times.", false, &response),
			 HK_OK);
	world_act(world, &eve);
	list = wall(world);
	assert_int_equal(list.count, 1);
	assert_string_equal(list.items[0].tone, "bad");
	assert_int_equal(list.items[0].mark, 2);
	assert_string_equal(list.items[0].text, "Ring •••, I told it three times.");
	assert_null(strchr(list.items[0].name, '@'));
	assert_string_equal(list.items[0].team_name, world->team.name);
	assert_true(list.items[0].number > 0);
}

static void a_corrected_answer_is_corrected_and_an_erased_one_is_gone(void **state)
{
	struct house_world *world = *state;
	struct invitation invitation;
	struct response response;
	struct voice_list list;

	world->cx.now = WORLD_BEGIN + 3 * HK_HOUR;
	(void)survey_begin(world, "nps", "contact", "named");
	(void)survey_ticket(world);
	survey_look(world);
	invitation = survey_invitations(world).items[0];
	assert_int_equal(survey_answer(world, &invitation, "2", "Bad.", false, &response), HK_OK);
	assert_int_equal(survey_answer(world, &invitation, "9", "Good.", false, &response), HK_OK);
	world_act(world, &world->rasa);
	list = wall(world);
	assert_int_equal(list.count, 1);
	assert_string_equal(list.items[0].text, "Good.");
	assert_string_equal(list.items[0].tone, "good");
	assert_int_equal(thank(world, list.items[0].id, true), HK_OK);
	assert_int_equal(read_one(world, list.items[0].id), HK_OK);
	assert_int_equal(ctx_write(&world->cx, erase_work, &response), HK_OK);
	assert_int_equal(wall(world).count, 0);
	assert_int_equal(ctx_write(&world->cx, erase_work, &response), HK_OK);
}

static void an_answer_without_words_is_not_on_the_wall_and_leaves_it_with_them(void **state)
{
	struct house_world *world = *state;
	struct invitation invitation;
	struct response response;

	world->cx.now = WORLD_BEGIN + 3 * HK_HOUR;
	(void)survey_begin(world, "csat", "contact", "named");
	(void)survey_ticket(world);
	survey_look(world);
	invitation = survey_invitations(world).items[0];
	assert_int_equal(survey_answer(world, &invitation, "5", " ", false, &response), HK_OK);
	world_act(world, &world->rasa);
	assert_int_equal(wall(world).count, 0);
	assert_int_equal(survey_answer(world, &invitation, "5", "Fine.", false, &response), HK_OK);
	world_act(world, &world->rasa);
	assert_int_equal(wall(world).count, 1);
	assert_int_equal(survey_answer(world, &invitation, "5", "", false, &response), HK_OK);
	world_act(world, &world->rasa);
	assert_int_equal(wall(world).count, 0);
}

static enum hk_result monday_work(struct ctx *cx, void *data)
{
	int64_t *at = data;

	*at = figures_week(cx, *at);
	return HK_OK;
}

static int64_t monday_of(struct house_world *world, int64_t at)
{
	assert_int_equal(ctx_read(&world->cx, monday_work, &at), HK_OK);
	return at;
}

static void in_confidence_five_have_to_write_and_it_comes_on_monday(void **state)
{
	struct house_world *world = *state;
	struct survey survey = survey_begin(world, "csat", "open", "confidential");
	struct voice_list list;

	world->cx.now = WORLD_BEGIN + 3 * HK_DAY; /* a Wednesday */
	for (int i = 0; i < 4; i++)
		(void)say(world, &survey, "1", "Nobody listens.");
	world->cx.now += 14 * HK_DAY;
	world_act(world, &world->rasa);
	assert_int_equal(wall(world).count, 0);
	(void)say(world, &survey, "1", "Nobody listens.");
	world_act(world, &world->rasa);
	/* The fifth lets the four before it be shown, on the Monday after it. */
	assert_int_equal(wall(world).count, 0);
	world->cx.now += 7 * HK_DAY;
	list = wall(world);
	assert_int_equal(list.count, 5);
	for (size_t i = 0; i < list.count; i++) {
		assert_int_equal(list.items[i].is_veiled, 1);
		assert_string_equal(list.items[i].name, "");
		assert_int_equal(list.items[i].number, 0);
		assert_int_equal(list.items[i].team_id, 0);
		assert_int_equal(list.items[i].at, list.items[0].at);
	}
	/* It is dated as the figures date it, however late it appeared. */
	assert_int_equal(list.items[0].at, world->cx.now);
	assert_true(list.items[0].said_at < world->cx.now - HK_DAY);
	for (size_t i = 0; i < list.count; i++)
		assert_int_equal(list.items[i].said_at, monday_of(world, list.items[i].said_at));
}

static void fewer_than_five_hide_it_again(void **state)
{
	struct house_world *world = *state;
	struct survey survey = survey_begin(world, "csat", "open", "anonymous");
	struct response last = { 0 };

	for (int i = 0; i < 5; i++)
		last = say(world, &survey, "1", "Nobody listens.");
	world->cx.now += 8 * HK_DAY;
	world_act(world, &world->rasa);
	assert_int_equal(wall(world).count, 5);
	assert_int_equal(ctx_write(&world->cx, erase_work, &last), HK_OK);
	assert_int_equal(wall(world).count, 0);
	survey.least = 5;
	for (int i = 0; i < 5; i++)
		(void)say(world, &survey, "1", "Still nobody.");
	world_act(world, &world->rasa);
	assert_int_equal(wall(world).count, 0);
	world->cx.now += 8 * HK_DAY;
	assert_int_equal(wall(world).count, 9);
	survey.least = 20;
	survey_alter(world, &survey);
	assert_int_equal(wall(world).count, 0);
}

static enum hk_result spoil_work(struct ctx *cx, void *data)
{
	(void)data;
	return db_send(cx->db,
		       DB_UPDATE("voice", "is_shown = 0, thanks = thanks + 1",
				 DB_WALKS "is_veiled = 1", ""),
		       DB_NONE);
}

static void the_check_of_the_house_finds_kept_numbers_that_are_wrong(void **state)
{
	struct house_world *world = *state;
	struct survey survey = survey_begin(world, "csat", "open", "anonymous");

	for (int i = 0; i < 6; i++)
		(void)say(world, &survey, "1", "Nobody listens.");
	world->cx.now += 8 * HK_DAY;
	world_act(world, &world->rasa);
	assert_int_equal(thank(world, wall(world).items[0].id, true), HK_OK);
	assert_int_equal(read_one(world, wall(world).items[1].id), HK_OK);
	assert_int_equal(world_faults(world, ""), 0);
	assert_int_equal(ctx_write(&world->cx, spoil_work, NULL), HK_OK);
	/* Six with too many thanks, and one survey. */
	assert_int_equal(world_faults(world, ""), 7);
}

struct restricting {
	struct team team;
	int64_t member_id;
};

static enum hk_result restrict_work(struct ctx *cx, void *data)
{
	struct restricting *it = data;

	it->team = (struct team){ .name = "Secret", .is_restricted = 1 };
	HK_TRY(team_add(cx, &it->team));
	return team_join(cx, it->team.id, it->member_id);
}

static void what_is_about_a_restricted_team_is_for_its_members(void **state)
{
	struct house_world *world = *state;
	struct restricting it = { .member_id = world->tomas.id };
	struct ticket ticket = world_ticket(world, "Kettle", "It is broken.");
	struct voice voice;
	int64_t id;

	world_act(world, &world->admin);
	assert_int_equal(ctx_write(&world->cx, restrict_work, &it), HK_OK);
	assert_int_equal(deed_move(world, ticket.number, it.team.id), HK_OK);
	world_act(world, &world->tomas);
	assert_int_equal(tell_about(world, "A secret", ticket.number, &id), HK_OK);
	assert_int_equal(wall(world).count, 1);
	assert_int_equal(find(world, id, &voice), HK_OK);
	world_act(world, &world->rasa);
	assert_int_equal(wall(world).count, 0);
	assert_int_equal(find(world, id, &voice), HK_NOT_FOUND);
	assert_int_equal(thank(world, id, true), HK_NOT_FOUND);
	assert_int_equal(read_one(world, id), HK_NOT_FOUND);
	assert_int_equal(withdraw(world, id), HK_NOT_FOUND);
	/* A screen that anybody may pass. */
	assert_int_equal(wall_by(world, 0, anything).count, 0);
	assert_int_equal(wall_by(world, world->tomas.id, anything).count, 1);
}

static void a_story_needs_words_and_a_ticket_that_its_teller_may_see(void **state)
{
	struct house_world *world = *state;
	struct actor eve = employee(world);
	struct ticket ticket = world_ticket(world, "Kettle", "It is broken.");
	int64_t id;

	world_act(world, &world->rasa);
	assert_int_equal(tell_about(world, " ", 0, &id), HK_INVALID);
	assert_string_equal(world->cx.fields[0].field, "title");
	world->cx.field_count = 0;
	assert_int_equal(tell_about(world, "A ticket of nobody", 99999, &id), HK_INVALID);
	assert_string_equal(world->cx.fields[0].field, "ticket");
	world->cx.field_count = 0;
	assert_int_equal(tell_about(world, "Hers", ticket.number, &id), HK_OK);
	world_act(world, &eve);
	assert_int_equal(tell_about(world, "Not hers", ticket.number, &id), HK_INVALID);
	world->cx.field_count = 0;
	world_act(world, &world->jonas);
	assert_int_equal(tell_about(world, "A customer", 0, &id), HK_DENIED);
}

static void the_same_story_sent_twice_is_told_once(void **state)
{
	struct house_world *world = *state;

	world_act(world, &world->rasa);
	assert_int_equal(tell(world, "On the line"), tell(world, "On the line"));
	assert_int_equal(wall(world).count, 1);
	world->cx.now += 2 * HK_HOUR;
	(void)tell(world, "On the line");
	assert_int_equal(wall(world).count, 2);
}

static void thanks_count_once_a_person_and_can_be_taken_back(void **state)
{
	struct house_world *world = *state;
	struct voice voice;
	int64_t id;

	world_act(world, &world->rasa);
	id = tell(world, "On the line");
	assert_int_equal(thank(world, id, true), HK_DENIED);
	world_act(world, &world->tomas);
	assert_int_equal(thank(world, id, true), HK_OK);
	assert_int_equal(thank(world, id, true), HK_OK);
	assert_int_equal(find(world, id, &voice), HK_OK);
	assert_int_equal(voice.thanks, 1);
	assert_int_equal(voice.has_thanked, 1);
	world_act(world, &world->admin);
	assert_int_equal(thank(world, id, true), HK_OK);
	assert_int_equal(find(world, id, &voice), HK_OK);
	assert_int_equal(voice.thanks, 2);
	assert_int_equal(thank(world, id, false), HK_OK);
	assert_int_equal(thank(world, id, false), HK_OK);
	assert_int_equal(find(world, id, &voice), HK_OK);
	assert_int_equal(voice.thanks, 1);
	assert_int_equal(voice.has_thanked, 0);
}

static enum hk_result teams_work(struct ctx *cx, void *data)
{
	struct looking *looking = data;

	return voice_teams(cx, looking->id, &looking->teams);
}

static void looking_marks_nothing_and_a_mark_counts_once_by_team(void **state)
{
	struct house_world *world = *state;
	struct looking looking = { .id = 0 };
	struct voice voice;

	world_act(world, &world->rasa);
	looking.id = tell(world, "On the line");
	assert_int_equal(find(world, looking.id, &voice), HK_OK);
	assert_int_equal(voice.readers, 0);
	assert_int_equal(read_one(world, looking.id), HK_OK);
	assert_int_equal(read_one(world, looking.id), HK_OK);
	assert_int_equal(find(world, looking.id, &voice), HK_OK);
	assert_int_equal(voice.readers, 1);
	assert_int_equal(voice.has_read, 1);
	assert_int_equal(ctx_read(&world->cx, teams_work, &looking), HK_OK);
	assert_int_equal(looking.teams.count, 2);
	assert_int_equal(looking.teams.items[0].readers, 1);
	assert_true(looking.teams.items[0].people >= 2);
	/* Whoever is in no team is counted too, behind them. */
	assert_string_equal(looking.teams.items[1].name, "");
	assert_int_equal(looking.teams.items[1].readers, 0);
	world_act(world, &world->admin);
	assert_int_equal(read_one(world, looking.id), HK_OK);
	assert_int_equal(ctx_read(&world->cx, teams_work, &looking), HK_OK);
	assert_int_equal(looking.teams.items[1].readers, 1);
}

static enum hk_result until_work(struct ctx *cx, void *data)
{
	const struct looking *looking = data;

	return voice_read_between(cx, &anything, looking->newest, looking->oldest);
}

static void read_to_here_marks_what_stands_in_between(void **state)
{
	struct house_world *world = *state;
	struct looking looking = { .id = 0 };
	struct voice_list list;

	world_act(world, &world->rasa);
	for (int i = 0; i < 4; i++) {
		world->cx.now += HK_MINUTE;
		(void)tell(world, hk_format(world->arena, "Story %d", i));
	}
	list = wall(world);
	looking.newest = (struct voice_cursor){ list.items[1].at, list.items[1].id };
	looking.oldest = (struct voice_cursor){ list.items[2].at, list.items[2].id };
	assert_int_equal(ctx_write(&world->cx, until_work, &looking), HK_OK);
	assert_int_equal(ctx_write(&world->cx, until_work, &looking), HK_OK);
	list = wall(world);
	assert_int_equal(list.items[0].has_read, 0);
	assert_int_equal(list.items[1].has_read, 1);
	assert_int_equal(list.items[2].has_read, 1);
	assert_int_equal(list.items[2].readers, 1);
	assert_int_equal(list.items[3].has_read, 0);
	looking.newest.id = INT64_MAX;
	assert_int_equal(ctx_write(&world->cx, until_work, &looking), HK_INVALID);
}

static void pages_join_and_filters_find_their_own(void **state)
{
	struct house_world *world = *state;
	struct looking looking = { .filter = anything, .limit = 3 };
	struct survey survey;
	struct voice_cursor last;
	size_t seen = 0;

	survey = survey_begin(world, "nps", "open", "named");
	for (int i = 0; i < 5; i++)
		(void)say(world, &survey, i % 2 ? "9" : "3", "The parcel came too late, I fear.");
	world_act(world, &world->rasa);
	(void)tell(world, "A story");
	do {
		assert_int_equal(ctx_read(&world->cx, page_work, &looking), HK_OK);
		seen += looking.list.count;
		if (looking.list.count) {
			const struct voice *voice = &looking.list.items[looking.list.count - 1];

			last = (struct voice_cursor){ voice->at, voice->id };
			looking.below = &last;
		}
	} while (looking.list.count);
	assert_int_equal(seen, 6);
	assert_int_equal(
		wall_by(world, world->rasa.id, (struct voice_filter){ "bad", "", "", 0 }).count, 3);
	assert_int_equal(
		wall_by(world, world->rasa.id, (struct voice_filter){ "", "", "story", 0 }).count,
		1);
	assert_int_equal(
		wall_by(world, world->rasa.id, (struct voice_filter){ "", "", "", world->team.id })
			.count,
		1);
	assert_int_equal(
		wall_by(world, world->rasa.id, (struct voice_filter){ "bad", "en", "", 0 }).count,
		3);
	assert_int_equal(
		wall_by(world, world->rasa.id, (struct voice_filter){ "", "ta", "", 0 }).count, 0);
}

static void who_told_a_story_takes_it_away_and_nobody_else(void **state)
{
	struct house_world *world = *state;
	struct survey survey = survey_begin(world, "nps", "open", "named");
	int64_t id;

	(void)say(world, &survey, "3", "Too late.");
	world_act(world, &world->rasa);
	id = tell(world, "On the line");
	world_act(world, &world->tomas);
	assert_int_equal(thank(world, id, true), HK_OK);
	assert_int_equal(read_one(world, id), HK_OK);
	assert_int_equal(withdraw(world, id), HK_DENIED);
	world_act(world, &world->rasa);
	assert_int_equal(withdraw(world, id), HK_OK);
	assert_int_equal(withdraw(world, id), HK_NOT_FOUND);
	/* What a customer said stays, whoever would like it gone. */
	world_act(world, &world->admin);
	assert_int_equal(wall(world).count, 1);
	assert_int_equal(withdraw(world, wall(world).items[0].id), HK_DENIED);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		in_house(everybody_reads_good_and_bad_masked),
		in_house(a_corrected_answer_is_corrected_and_an_erased_one_is_gone),
		in_house(an_answer_without_words_is_not_on_the_wall_and_leaves_it_with_them),
		in_house(in_confidence_five_have_to_write_and_it_comes_on_monday),
		in_house(fewer_than_five_hide_it_again),
		in_house(the_check_of_the_house_finds_kept_numbers_that_are_wrong),
		in_house(what_is_about_a_restricted_team_is_for_its_members),
		in_house(a_story_needs_words_and_a_ticket_that_its_teller_may_see),
		in_house(the_same_story_sent_twice_is_told_once),
		in_house(thanks_count_once_a_person_and_can_be_taken_back),
		in_house(looking_marks_nothing_and_a_mark_counts_once_by_team),
		in_house(read_to_here_marks_what_stands_in_between),
		in_house(pages_join_and_filters_find_their_own),
		in_house(who_told_a_story_takes_it_away_and_nobody_else),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
