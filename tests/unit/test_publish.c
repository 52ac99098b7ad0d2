/* What is said in confidence or anonymously appears in batches, so that no two looks, periods or
 * choices differ by fewer than a survey asks for. */
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "base/time.h"
#include "feedback/dialogue.h"
#include "survey_world.h"
#include "test.h"

enum { TEAMS = 4, WEEKS = 7, LEAST = 5 };

static struct figures_filter everything(const struct survey *survey)
{
	return (struct figures_filter){ .survey_id = survey->id,
					.until_day = 40000,
					.team_id = FIGURES_ANY_TEAM,
					.channel = "",
					.language = "" };
}

struct looking {
	struct figures_filter filter;
	struct figures cells;
	struct response_list words;
};

static enum hk_result look_work(struct ctx *cx, void *data)
{
	struct looking *looking = data;

	HK_TRY(figures_cells(cx, &looking->filter, &looking->cells));
	return response_words(cx, &looking->filter, 1000, &looking->words);
}

static struct looking look(struct house_world *world, struct figures_filter filter)
{
	struct looking looking = { .filter = filter };

	assert_int_equal(ctx_read(&world->cx, look_work, &looking), HK_OK);
	return looking;
}

static int64_t count_of(struct house_world *world, struct figures_filter filter)
{
	struct looking looking = look(world, filter);
	struct figures all = figures_fold(world->arena, &looking.cells, FIGURES_ALL);
	int64_t n = 0;

	for (size_t i = 0; i < all.count; i++)
		n += all.items[i].n;
	return n;
}

/* Of how many nobody has seen by name whose they are, and of how many at all. */
struct crowd {
	int64_t all, hidden;
};

static struct crowd crowd_of(struct house_world *world, struct figures_filter filter)
{
	struct looking looking = look(world, filter);
	struct figures all = figures_fold(world->arena, &looking.cells, FIGURES_ALL);
	struct crowd crowd = { 0, 0 };

	for (size_t i = 0; i < all.count; i++)
		crowd.all += all.items[i].n;
	for (size_t i = 0; i < looking.words.count; i++)
		crowd.hidden += !looking.words.items[i].may_contact;
	return crowd;
}

static size_t words_of(struct house_world *world, const struct survey *survey)
{
	return look(world, everything(survey)).words.count;
}

static void say_many(struct house_world *world, const struct survey *survey, int count)
{
	for (int i = 0; i < count; i++) {
		world->cx.now += HK_HOUR;
		(void)survey_say(world, survey, "2",
				 hk_format(world->arena, "The lift stands still, %d.", i));
	}
}

static void nothing_is_shown_before_its_week_is_over(void **state)
{
	struct house_world *world = *state;
	static const char *const modes[] = { "confidential", "anonymous" };

	for (size_t i = 0; i < HK_COUNT(modes); i++) {
		struct survey survey = survey_begin(world, "nps", "open", modes[i]);

		say_many(world, &survey, 7);
		survey_publish(world);
		assert_int_equal(count_of(world, everything(&survey)), 0);
		assert_int_equal(words_of(world, &survey), 0);
		world->cx.now += 7 * HK_DAY;
		survey_publish(world);
		assert_int_equal(count_of(world, everything(&survey)), 7);
		assert_int_equal(words_of(world, &survey), 7);
		/* One more changes no page before the next batch. */
		say_many(world, &survey, 1);
		world->cx.now += 7 * HK_DAY;
		survey_publish(world);
		assert_int_equal(count_of(world, everything(&survey)), 7);
		assert_int_equal(words_of(world, &survey), 7);
		say_many(world, &survey, 4);
		world->cx.now += 7 * HK_DAY;
		survey_publish(world);
		assert_int_equal(count_of(world, everything(&survey)), 12);
		assert_int_equal(words_of(world, &survey), 12);
		assert_int_equal(world_faults(world, ""), 0);
	}
}

static void by_name_it_is_shown_at_once(void **state)
{
	struct house_world *world = *state;
	struct survey survey = survey_begin(world, "nps", "open", "named");

	say_many(world, &survey, 1);
	assert_int_equal(count_of(world, everything(&survey)), 1);
	assert_int_equal(words_of(world, &survey), 1);
}

/* No filter takes fewer than the least from another. */

static const char *const channels[] = { "email", "web", "phone", "" };
static const char *const languages[] = { "en", "ta", "lt", "" };

struct saying {
	const struct survey *survey;
	const char *channel, *language;
	int64_t team_id, customer_id;
	bool may_contact;
};

static enum hk_result say_work(struct ctx *cx, void *data)
{
	struct saying *saying = data;
	struct survey_version version;
	struct response response;

	HK_TRY(survey_version_find(cx, saying->survey->id, 1, &version));

	const struct response_new new = { .survey = saying->survey,
					  .version = &version,
					  .customer_id = saying->customer_id,
					  .may_contact = saying->may_contact,
					  .channel = saying->channel,
					  .language = saying->language,
					  .values = { "3", "The lift." } };

	HK_TRY(response_put(cx, &new, &response));
	return db_send(cx->db, DB_UPDATE("response", "team_id = $3", "id = $2", ""),
		       DB_ARGS(response.id, saying->team_id));
}

/* Of three, the first mostly. */
static size_t uneven(uint64_t *random)
{
	*random = *random * 6364136223846793005u + 1442695040888963407u;
	return (*random >> 33) % 10 < 7 ? 0 : 1 + (*random >> 40) % 2;
}

static void say_a_week(struct house_world *world, const struct survey *survey, uint64_t *random)
{
	size_t count = 1 + (*random >> 50) % 20;

	for (size_t i = 0; i < count; i++) {
		struct saying saying = { .survey = survey,
					 .channel = channels[uneven(random)],
					 .language = languages[uneven(random)],
					 .team_id = (int64_t)uneven(random),
					 .customer_id = 1,
					 .may_contact = uneven(random) > 0 };

		assert_int_equal(WORLD_WRITE(world, say_work, &saying), HK_OK);
	}
}

/* What is left of the first without the second. */
static void difference_is_safe(struct crowd first, struct crowd second)
{
	assert_true(first.all == second.all || first.hidden - second.hidden >= LEAST);
}

/* Whatever is chosen, and whatever else it can be taken from. */
static void choices_are_safe(struct house_world *world, struct figures_filter filter)
{
	struct crowd every = crowd_of(world, filter);

	for (size_t choice = 0; choice < HK_COUNT(channels) * HK_COUNT(languages) * TEAMS;
	     choice++) {
		struct figures_filter one = filter, wide;
		struct crowd crowd;

		one.channel = channels[choice % HK_COUNT(channels)];
		one.language = languages[choice / HK_COUNT(channels) % HK_COUNT(languages)];
		one.team_id = (int64_t)(choice / HK_COUNT(channels) / HK_COUNT(languages)) - 1;
		crowd = crowd_of(world, one);
		difference_is_safe(crowd, (struct crowd){ 0, 0 });
		difference_is_safe(every, crowd);
		wide = one;
		wide.channel = "";
		difference_is_safe(crowd_of(world, wide), crowd);
		wide = one;
		wide.language = "";
		difference_is_safe(crowd_of(world, wide), crowd);
		wide = one;
		wide.team_id = FIGURES_ANY_TEAM;
		difference_is_safe(crowd_of(world, wide), crowd);
		wide = one;
		wide.until_day += 7;
		difference_is_safe(crowd_of(world, wide), crowd);
	}
}

static void no_period_and_no_choice_gives_a_few_answers_away(void **state)
{
	struct house_world *world = *state;
	struct survey survey = survey_begin(world, "nps", "open", "confidential");
	int64_t begin = figures_day(&world->cx, world->cx.now);
	uint64_t random = 7;

	for (int week = 0; week < WEEKS; week++) {
		say_a_week(world, &survey, &random);
		world->cx.now += 7 * HK_DAY;
	}
	survey_publish(world);
	assert_true(count_of(world, everything(&survey)) > 20);
	for (int64_t from = 0; from < WEEKS * 7; from += 5)
		for (int64_t until = from; until < WEEKS * 7; until += 9) {
			struct figures_filter filter = everything(&survey);

			filter.from_day = begin + from - 7;
			filter.until_day = begin + until;
			choices_are_safe(world, filter);
		}
	assert_int_equal(world_faults(world, ""), 0);
}

static void of_whom_enough_share_a_team_it_is_told(void **state)
{
	struct house_world *world = *state;
	struct survey survey = survey_begin(world, "nps", "open", "confidential");
	struct figures_filter filter = everything(&survey);

	for (int i = 0; i < 13; i++) {
		struct saying saying = { .survey = &survey,
					 .channel = channels[i % 2],
					 .language = languages[i < 6],
					 .team_id = i < 6 ? 1 : 2 };

		assert_int_equal(WORLD_WRITE(world, say_work, &saying), HK_OK);
	}
	world->cx.now += 7 * HK_DAY;
	survey_publish(world);
	filter.team_id = 1;
	assert_int_equal(count_of(world, filter), 6);
	filter.team_id = 2;
	assert_int_equal(count_of(world, filter), 7);
	filter.channel = "web";
	assert_int_equal(count_of(world, filter), 0);
	assert_int_equal(look(world, filter).words.count, 0);
}

/* Rows. */

struct placed {
	int64_t id, place;
};

/* clang-format off */
#define PLACED(name, table, key, where) \
	static const struct db_column name##_columns[] = { \
		DB_COLUMN_AS(struct placed, id, key), DB_COLUMN_AS(struct placed, place, where) }; \
	static const struct db_record name = DB_RECORD(table, struct placed, name##_columns)
#define CTID "((ctid::text::point)[0] * 100000 + (ctid::text::point)[1])::bigint"
/* clang-format on */

PLACED(sqlite_responses, "response", "id", "rowid");
PLACED(sqlite_answers, "response_answer", "response_id", "rowid");
PLACED(sqlite_talks, "dialogue", "response_id", "rowid");
PLACED(postgresql_responses, "response", "id", CTID);
PLACED(postgresql_answers, "response_answer", "response_id", CTID);
PLACED(postgresql_talks, "dialogue", "response_id", CTID);

static const struct db_record *record_of(int which)
{
	static const struct db_record *const all[][3] = {
		{ &sqlite_responses, &sqlite_answers, &sqlite_talks },
		{ &postgresql_responses, &postgresql_answers, &postgresql_talks },
	};
	const char *url = getenv("HARK_TEST_DB");

	return all[url && strncmp(url, "postgres", 8) == 0][which];
}

struct placing {
	int which;
	struct db_rows rows;
};

static enum hk_result places_work(struct ctx *cx, void *data)
{
	struct placing *placing = data;
	const char *key = placing->which == 0 ? "id" : "response_id";

	return db_select(cx->db, record_of(placing->which),
			 hk_equal(key, "id") ? DB_WHERE("id > 0", "ORDER BY 2")
					     : DB_WHERE("response_id > 0", "ORDER BY 2"),
			 DB_NONE, &placing->rows);
}

static bool are_in_order_of_ids(struct house_world *world, int which)
{
	struct placing placing = { .which = which };
	const struct placed *items;

	assert_int_equal(ctx_read(&world->cx, places_work, &placing), HK_OK);
	items = placing.rows.items;
	assert_true(placing.rows.count >= 12);
	for (size_t i = 1; i < placing.rows.count; i++)
		if (items[i].id < items[i - 1].id)
			return false;
	return true;
}

struct talking {
	const struct response *response;
	const char *token;
	struct dialogue dialogue;
	struct dialogue_words words;
};

static enum hk_result talk_work(struct ctx *cx, void *data)
{
	struct talking *talking = data;

	HK_TRY(dialogue_begin(cx, talking->response, talking->token));
	return dialogue_say(cx, talking->response->id, 0, "Are you there?");
}

static enum hk_result talk_read_work(struct ctx *cx, void *data)
{
	struct talking *talking = data;

	HK_TRY(dialogue_by_token(cx, talking->token, &talking->dialogue));
	return dialogue_words(cx, talking->dialogue.response_id, &talking->words);
}

/* Ids are random, so their order is none of time. */
static void rows_of_anonymous_answers_stand_in_no_order_of_time(void **state)
{
	struct house_world *world = *state;
	struct survey survey = survey_begin(world, "nps", "open", "anonymous");
	struct talking talking;

	for (int i = 0; i < 12; i++) {
		struct response response = survey_say(world, &survey, "2", "The lift.");

		talking = (struct talking){ .response = &response,
					    .token = hk_format(world->arena, "code %d", i) };
		assert_int_equal(WORLD_WRITE(world, talk_work, &talking), HK_OK);
	}
	assert_false(are_in_order_of_ids(world, 0));
	world->cx.now += 7 * HK_DAY;
	survey_publish(world);
	for (int which = 0; which < 3; which++)
		assert_true(are_in_order_of_ids(world, which));
	/* Each talk is found by its code, and has its words. */
	assert_int_equal(ctx_read(&world->cx, talk_read_work, &talking), HK_OK);
	assert_int_equal(talking.dialogue.waits, 1);
	assert_int_equal(talking.words.count, 1);
	assert_int_equal(world_faults(world, ""), 0);
}

/* Afterwards. */

static enum hk_result erase_work(struct ctx *cx, void *data)
{
	return response_erase(cx, *(int64_t *)data);
}

static void what_is_published_in_confidence_stays_as_it_is_or_goes(void **state)
{
	struct house_world *world = *state;
	struct figures_filter filter;
	struct invitation invitation;
	struct response response;
	struct survey survey;

	survey_be_at_noon(world);
	survey = survey_begin(world, "nps", "contact", "confidential");
	filter = everything(&survey);
	(void)survey_ticket(world);
	survey_look(world);
	invitation = survey_only_invitation(world);
	assert_int_equal(survey_answer(world, &invitation, "3", "Slow.", false, &response), HK_OK);
	/* Until then he may think better of it. */
	assert_int_equal(survey_answer(world, &invitation, "4", "Slow.", false, NULL), HK_OK);
	say_many(world, &survey, 5);
	world->cx.now += 7 * HK_DAY;
	survey_publish(world);
	assert_int_equal(count_of(world, filter), 6);
	assert_int_equal(survey_answer(world, &invitation, "9", "Slow.", false, NULL), HK_CONFLICT);
	/* Nor does it lead to him any more: the others would be seen without him. */
	assert_int_equal(survey_answer(world, &invitation, "4", "Slow.", true, NULL), HK_CONFLICT);
	assert_int_equal(survey_answer(world, &invitation, "4", "Slow.", false, &response), HK_OK);
	assert_int_equal(response.needs_answer, 0);
	assert_int_equal(count_of(world, filter), 6);
	assert_int_equal(world_faults(world, ""), 0);
	world_act(world, &world->admin);
	assert_int_equal(ctx_write(&world->cx, erase_work, &response.id), HK_OK);
	assert_int_equal(count_of(world, filter), 5);
	assert_int_equal(world_faults(world, ""), 0);
}

static void what_is_erased_before_it_is_published_never_counts(void **state)
{
	struct house_world *world = *state;
	struct survey survey = survey_begin(world, "nps", "open", "anonymous");
	struct response response = survey_say(world, &survey, "2", "The lift.");

	say_many(world, &survey, 4);
	world_act(world, &world->admin);
	assert_int_equal(ctx_write(&world->cx, erase_work, &response.id), HK_OK);
	world->cx.now += 7 * HK_DAY;
	survey_publish(world);
	assert_int_equal(count_of(world, everything(&survey)), 0);
	assert_int_equal(world_faults(world, ""), 0);
}

/* As a house has it that kept such answers before they appeared in batches. */
static enum hk_result theme_work(struct ctx *cx, void *data)
{
	const struct response *response = data;

	HK_TRY(db_send(cx->db,
		       DB_ADD("theme",
			      "id, language, state, name, words, into_id, answers, unhappy,"
			      " found_at, decided_at, decided_by, edits",
			      "$2, 'en', 'suggested', 'lift', '', 0, 1, 1, $3, 0, 0, 1", ""),
		       DB_ARGS(ctx_new_id(cx), cx->now)));
	return db_send(cx->db,
		       DB_ADD_FROM("theme_response", "theme_id, response_id, at, is_unhappy",
				   "id, $2, found_at, 1", "theme", DB_WALKS "name = 'lift'"),
		       DB_ARGS(response->id));
}

static void what_is_in_a_theme_from_earlier_days_is_published_where_it_is(void **state)
{
	struct house_world *world = *state;
	struct survey survey = survey_begin(world, "nps", "open", "anonymous");
	struct response response = survey_say(world, &survey, "2", "The lift.");

	assert_int_equal(WORLD_WRITE(world, theme_work, &response), HK_OK);
	say_many(world, &survey, 4);
	world->cx.now += 7 * HK_DAY;
	survey_publish(world);
	assert_int_equal(count_of(world, everything(&survey)), 5);
	assert_int_equal(world_faults(world, ""), 0);
}

static void more_than_a_slice_is_published_whole(void **state)
{
	struct house_world *world = *state;
	struct survey survey = survey_begin(world, "nps", "open", "anonymous");

	for (int i = 0; i < 207; i++)
		(void)survey_say(world, &survey, "2", "");
	world->cx.now += 7 * HK_DAY;
	survey_publish(world);
	assert_int_equal(count_of(world, everything(&survey)), 207);
	assert_int_equal(world_faults(world, ""), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		in_house(nothing_is_shown_before_its_week_is_over),
		in_house(by_name_it_is_shown_at_once),
		in_house(no_period_and_no_choice_gives_a_few_answers_away),
		in_house(of_whom_enough_share_a_team_it_is_told),
		in_house(rows_of_anonymous_answers_stand_in_no_order_of_time),
		in_house(what_is_published_in_confidence_stays_as_it_is_or_goes),
		in_house(what_is_erased_before_it_is_published_never_counts),
		in_house(what_is_in_a_theme_from_earlier_days_is_published_where_it_is),
		in_house(more_than_a_slice_is_published_whole),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
