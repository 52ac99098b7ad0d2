#include "feedback/publish.h"

#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "base/time.h"
#include "feedback/dialogue.h"
#include "feedback/response_inside.h"
#include "feedback/theme/theme.h"
#include "feedback/wall/voice.h"

/* least is bounded by survey.c; nobody counts further. */
#define LEAST_MOST "1000"

enum { HALF_DAY = HK_DAY / 2, WEEK = 7 * HK_DAY };

struct waiting {
	int64_t survey_id, least;
};

static const struct db_column columns[] = { DB_COLUMN_AS(struct waiting, survey_id, "id"),
					    DB_COLUMN(struct waiting, least) };
static const struct db_record record = DB_RECORD("survey", struct waiting, columns);

/* Who waits and hides others; index response_hiding. */
#define HIDES "published = 0 AND is_hidden = 1 AND is_spent = 0"

static bool hides(const struct response *response)
{
	return response->is_hidden && !response->is_spent;
}

/* A house has few surveys. */
static enum hk_result next_find(struct ctx *cx, struct waiting *ret)
{
	return db_select_one(
		cx->db, &record,
		DB_WHERE("(" DB_WALKS "mode <> 'named' AND (SELECT count(*) FROM (SELECT 1 FROM"
			 " response WHERE response.org_id = survey.org_id AND response.survey_id ="
			 " survey.id AND " HIDES " AND response.at < $2 "
			 "LIMIT " LEAST_MOST ") AS few) >= least)",
			 "ORDER BY id LIMIT 1"),
		DB_ARGS(figures_week(cx, cx->now)), ret);
}

/* ---- what an earlier version published too early ---- */

static enum hk_result spent_find(struct ctx *cx, int64_t limit, struct response_list *ret)
{
	struct db_rows rows;

	/* Its index has these alone. */
	HK_TRY(db_select(cx->db, &response_record,
			 DB_WHERE("(" DB_WALKS "is_spent = 2)", "ORDER BY id LIMIT $2"),
			 DB_ARGS(limit), &rows));
	*ret = (struct response_list){ rows.items, rows.count };
	return HK_OK;
}

static enum hk_result take_back(struct ctx *cx, const struct response *response)
{
	struct response_answers answers;

	HK_TRY(response_answers_find(cx, response->id, &answers));
	HK_TRY(response_sums_move(cx, response, answers.items, answers.count, -1));
	HK_TRY(theme_forget(cx, response->id));
	HK_TRY(db_send(cx->db, DB_UPDATE("response", "published = 0, is_spent = 1", "id = $2", ""),
		       DB_ARGS(response->id)));
	return voice_take_back(cx, response);
}

enum hk_result publish_has_due(struct ctx *cx, bool *ret)
{
	struct response_list spent;
	struct waiting waiting;
	enum hk_result result;

	HK_TRY(spent_find(cx, 1, &spent));
	result = spent.count ? HK_OK : next_find(cx, &waiting);
	*ret = result == HK_OK;
	return result == HK_NOT_FOUND ? HK_OK : result;
}

/* ---- which of them together ---- */

/* Up to where. */
struct bound {
	int64_t at, id;
};

/* The earliest whole weeks that have enough of whom nobody sees; ret_monday: of the last of them.
 * They alone are counted: who is seen by name comes with those around him. */
static enum hk_result bound_find(struct ctx *cx, const struct waiting *waiting, struct bound *ret,
				 int64_t *ret_monday)
{
	int64_t slice = waiting->least > PUBLISH_SLICE ? waiting->least : PUBLISH_SLICE;
	const struct response *items;
	struct db_rows rows;
	int64_t end;

	HK_TRY(db_select(
		cx->db, &response_record,
		DB_WHERE("survey_id = $2 AND " HIDES " AND at < $3", "ORDER BY at, id LIMIT $4"),
		DB_ARGS(waiting->survey_id, figures_week(cx, cx->now), slice + waiting->least),
		&rows));
	items = rows.items;
	*ret_monday = figures_week(cx, items[waiting->least - 1].at);
	/* The same week always ends on the same Monday, whatever the clocks do in between. */
	end = figures_week(cx, *ret_monday + WEEK + HALF_DAY);
	*ret = (struct bound){ end - 1, INT64_MAX };
	/* What is left of a large one is enough too. */
	if ((int64_t)rows.count == slice + waiting->least && items[rows.count - 1].at < end)
		*ret = (struct bound){ items[slice - 1].at, items[slice - 1].id };
	return HK_OK;
}

static enum hk_result batch_find(struct ctx *cx, const struct waiting *waiting,
				 struct response_list *ret, int64_t *ret_monday)
{
	struct bound bound;
	struct db_rows rows;

	HK_TRY(bound_find(cx, waiting, &bound, ret_monday));
	HK_TRY(db_select(cx->db, &response_record,
			 DB_WHERE("survey_id = $2 AND published = 0 AND (at < $3 OR (at = $3 AND"
				  " id <= $4))",
				  "ORDER BY at, id"),
			 DB_ARGS(waiting->survey_id, bound.at, bound.id), &rows));
	*ret = (struct response_list){ rows.items, rows.count };
	return HK_OK;
}

/* ---- what is told of each ---- */

/* Those of whom the same is told. hidden: of whom nobody sees; they alone hide each other. */
struct group {
	struct response **items;
	size_t count;
	int64_t hidden;
};

struct groups {
	struct group *items;
	size_t count;
};

static int by_group(const void *left, const void *right)
{
	const struct response *a = *(struct response *const *)left,
			      *b = *(struct response *const *)right;
	int order = (a->team_id > b->team_id) - (a->team_id < b->team_id);

	if (!order)
		order = strcmp(a->channel, b->channel);
	return order ? order : strcmp(a->language, b->language);
}

static struct groups groups_of(struct ctx *cx, struct response_list *batch)
{
	struct response **order = hk_alloc(cx->arena, batch->count, sizeof(struct response *));
	struct groups groups = { hk_alloc(cx->arena, batch->count, sizeof(*groups.items)), 0 };

	for (size_t i = 0; i < batch->count; i++)
		order[i] = &batch->items[i];
	qsort(order, batch->count, sizeof(struct response *), by_group);
	for (size_t i = 0; i < batch->count; i++) {
		struct group *group;

		if (!i || by_group(&order[i - 1], &order[i]) != 0)
			groups.items[groups.count++] = (struct group){ &order[i], 0, 0 };
		group = &groups.items[groups.count - 1];
		group->count++;
		group->hidden += hides(order[i]);
	}
	return groups;
}

enum coarseness { WITHOUT_LANGUAGE, WITHOUT_CHANNEL, WITHOUT_TEAM };

static void tell_less(const struct group *group, enum coarseness coarseness)
{
	for (size_t i = 0; i < group->count; i++) {
		struct response *response = group->items[i];

		response->language = "";
		if (coarseness >= WITHOUT_CHANNEL)
			response->channel = "";
		if (coarseness == WITHOUT_TEAM)
			response->team_id = 0;
	}
}

/* One step: whoever shares it with too few is told more coarsely. */
static void small_groups_join(struct ctx *cx, struct response_list *batch, int64_t least,
			      enum coarseness coarseness)
{
	struct groups groups = groups_of(cx, batch);

	for (size_t i = 0; i < groups.count; i++)
		if (groups.items[i].hidden < least)
			tell_less(&groups.items[i], coarseness);
}

static bool is_of_nothing(const struct group *group)
{
	const struct response *one = group->items[0];

	return !one->team_id && !*one->channel && !*one->language;
}

/* Those of whom nothing is told are enough, or none: else the smallest group joins them. It is
 * enough by itself, as all others are by now. */
static void rest_fill(struct ctx *cx, struct response_list *batch, int64_t least)
{
	struct groups groups = groups_of(cx, batch);
	const struct group *rest = NULL, *smallest = NULL;

	for (size_t i = 0; i < groups.count; i++) {
		const struct group *group = &groups.items[i];

		if (is_of_nothing(group))
			rest = group;
		else if (!smallest || group->hidden < smallest->hidden)
			smallest = group;
	}
	if (rest && rest->hidden < least && smallest)
		tell_less(smallest, WITHOUT_TEAM);
}

static void coarsen(struct ctx *cx, struct response_list *batch, int64_t least)
{
	for (int step = WITHOUT_LANGUAGE; step <= WITHOUT_TEAM; step++)
		small_groups_join(cx, batch, least, (enum coarseness)step);
	rest_fill(cx, batch, least);
}

/* ---- writing ---- */

static int by_id(const void *left, const void *right)
{
	const struct response *a = left, *b = right;

	return a->id < b->id ? -1 : a->id > b->id;
}

struct link {
	int64_t response_id;
};

/* An answer of earlier days may be in themes already, whose rows hold it where it is. */
static enum hk_result is_in_a_theme(struct ctx *cx, int64_t id, bool *ret)
{
	static const struct db_column link_columns[] = { DB_COLUMN(struct link, response_id) };
	static const struct db_record links =
		DB_RECORD("theme_response", struct link, link_columns);
	struct link link;
	enum hk_result result = db_select_one(
		cx->db, &links, DB_WHERE("response_id = $2", "LIMIT 1"), DB_ARGS(id), &link);

	*ret = result == HK_OK;
	return result == HK_NOT_FOUND ? HK_OK : result;
}

/* The same rows, at another place on the disk. */
static enum hk_result write_anew(struct ctx *cx, const struct response *response,
				 const struct response_answers *answers)
{
	struct dialogue_kept talk;

	HK_TRY(dialogue_take_out(cx, response->id, &talk));
	HK_TRY(db_send(cx->db, DB_DELETE("response_answer", "response_id = $2"),
		       DB_ARGS(response->id)));
	HK_TRY(db_send(cx->db, DB_DELETE("response", "id = $2"), DB_ARGS(response->id)));
	HK_TRY(db_insert(cx->db, &response_record, response));
	for (size_t i = 0; i < answers->count; i++)
		HK_TRY(db_insert(cx->db, &response_answer_record, &answers->items[i]));
	return dialogue_put_back(cx, &talk);
}

static enum hk_result mark(struct ctx *cx, const struct response *response)
{
	return db_send(cx->db,
		       DB_UPDATE("response",
				 "published = $3, at = $4, day = $5, team_id = $6, language = $7",
				 "id = $2", ""),
		       DB_ARGS(response->id, response->published, response->at, response->day,
			       response->team_id, response->language));
}

static enum hk_result publish(struct ctx *cx, struct response *response, int64_t monday)
{
	struct response_answers answers;
	bool is_held;

	HK_TRY(response_answers_find(cx, response->id, &answers));
	HK_TRY(is_in_a_theme(cx, response->id, &is_held));
	response->published = *response->channel ? RESPONSE_PUBLISHED : RESPONSE_WITHOUT_CHANNEL;
	response->at = monday;
	response->day = figures_day(cx, monday);
	if (survey_is_anonymous(response->mode) && !is_held)
		HK_TRY(write_anew(cx, response, &answers));
	else
		HK_TRY(mark(cx, response));
	return response_sums_move(cx, response, answers.items, answers.count, 1);
}

enum hk_result publish_due(struct ctx *cx, size_t *ret_count)
{
	struct waiting waiting;
	struct response_list batch;
	int64_t monday;
	enum hk_result result;

	HK_TRY(spent_find(cx, PUBLISH_SLICE, &batch));
	for (size_t i = 0; i < batch.count; i++)
		HK_TRY(take_back(cx, &batch.items[i]));
	*ret_count = batch.count;
	if (batch.count)
		return HK_OK;
	result = next_find(cx, &waiting);
	if (result != HK_OK)
		return result == HK_NOT_FOUND ? HK_OK : result;
	HK_TRY(batch_find(cx, &waiting, &batch, &monday));
	coarsen(cx, &batch, waiting.least);
	qsort(batch.items, batch.count, sizeof(*batch.items), by_id);
	for (size_t i = 0; i < batch.count; i++)
		HK_TRY(publish(cx, &batch.items[i], monday));
	HK_TRY(voice_publish(cx, waiting.survey_id, waiting.least, &batch));
	*ret_count = batch.count;
	return HK_OK;
}
