#include "web/pages/survey/survey_honest.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "core/i18n.h"
#include "insight/compare.h"
#include "insight/ranking.h"
#include "web/pages/admin/survey_score.h"

enum { PERCENT = 100, PAIRS_MOST = 10 };

static const char *number(struct ctx *cx, int64_t n)
{
	const struct i18n_reader reader = i18n_reader_of(cx);

	return i18n_number(&reader, n);
}

static const char *decimal(struct ctx *cx, double value)
{
	const struct i18n_reader reader = i18n_reader_of(cx);

	return i18n_decimal(&reader, value);
}

static bool is_share(const struct survey *survey)
{
	return strcmp(survey->kind, "csat") == 0 || strcmp(survey->kind, "ces") == 0;
}

static bool is_nps(const struct survey *survey)
{
	return strcmp(survey->kind, "nps") == 0;
}

static const char *percent(struct ctx *cx, double share)
{
	const struct i18n_reader reader = i18n_reader_of(cx);

	return i18n_percent(&reader, share);
}

const char *survey_figure_words(struct ctx *cx, const struct survey *survey, double value)
{
	if (is_share(survey))
		return percent(cx, value);
	if (is_nps(survey))
		return hk_format(cx->arena, "%s%s", value > 0.5 ? "+" : "",
				 number(cx, lround(value)));
	return decimal(cx, value);
}

/* Without a sign: the words around it say whether it went up. */
static const char *way_words(struct ctx *cx, const struct survey *survey, double difference)
{
	double way = fabs(difference);

	if (is_share(survey))
		return number(cx, lround(way * PERCENT));
	return is_nps(survey) ? number(cx, lround(way)) : decimal(cx, way);
}

/* ---- what changed ---- */

static const char *change_short(struct ctx *cx, const struct survey *survey,
				const struct change *change)
{
	if (!change->is_told)
		return "";
	if (!change->is_real)
		return i18n_text(cx->language, TR("no real change"));
	return i18n_fill(cx->arena,
			 change->difference > 0 ? i18n_text(cx->language, TR("up {points}"))
						: i18n_text(cx->language, TR("down {points}")),
			 "points", way_words(cx, survey, change->difference), NULL);
}

const char *survey_change_words(struct ctx *cx, const struct survey *survey,
				const struct score *now, const struct score *before)
{
	struct change change = score_change(now, before);
	const char *sentence;

	if (!change.is_told)
		return "";
	sentence =
		change.difference > 0
			? TR("In the time of the same length before it was {value} (answers: "
			     "{n}; in truth probably between {low} and {high}). It went up, by "
			     "more than chance does.")
			: TR("In the time of the same length before it was {value} (answers: "
			     "{n}; in truth probably between {low} and {high}). It went down, by "
			     "more than chance does.");
	if (!change.is_real)
		sentence = TR("In the time of the same length before it was {value} (answers: "
			      "{n}; in truth probably between {low} and {high}). That is no real "
			      "change: chance alone does as much.");
	return i18n_fill(cx->arena, i18n_text(cx->language, sentence), "value",
			 survey_figure_words(cx, survey, before->value), "n", number(cx, before->n),
			 "low", survey_figure_words(cx, survey, before->low), "high",
			 survey_figure_words(cx, survey, before->high), NULL);
}

/* Of many that are compared at once, so that of those called real few are not. */
static void changes_fill(struct ctx *cx, const struct survey *survey, struct survey_team *teams,
			 size_t count)
{
	struct change *changes = hk_alloc(cx->arena, count + 1, sizeof(*changes));

	for (size_t i = 0; i < count; i++)
		changes[i] = score_change(&teams[i].now, &teams[i].before);
	changes_judge(cx->arena, changes, count);
	for (size_t i = 0; i < count; i++)
		teams[i].change = change_short(cx, survey, &changes[i]);
}

/* ---- which team is better ---- */

static const char *place_words(struct ctx *cx, const struct rank *rank)
{
	if (!rank->is_ranked)
		return "";
	if (rank->best == rank->worst)
		return number(cx, (int64_t)rank->best);
	return i18n_fill(cx->arena, i18n_text(cx->language, TR("{low} to {high}")), "low",
			 number(cx, (int64_t)rank->best), "high", number(cx, (int64_t)rank->worst),
			 NULL);
}

/* A team and its rank, while they are put in order. */
struct place {
	struct survey_team team;
	struct rank rank;
};

static int by_name(const void *left, const void *right)
{
	return strcmp(((const struct place *)left)->team.name,
		      ((const struct place *)right)->team.name);
}

static int by_rank(const void *left, const void *right)
{
	const struct place *a = left, *b = right;

	if (a->rank.is_ranked != b->rank.is_ranked)
		return a->rank.is_ranked ? -1 : 1;
	if (a->rank.best != b->rank.best)
		return a->rank.best < b->rank.best ? -1 : 1;
	if (a->rank.worst != b->rank.worst)
		return a->rank.worst < b->rank.worst ? -1 : 1;
	return by_name(left, right);
}

/* The first that the answers leave between two places, or more. */
static const char *open_place(const struct place *places, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (places[i].rank.is_ranked && places[i].rank.best < places[i].rank.worst)
			return places[i].team.place;
	return "";
}

static const char *pair_words(struct ctx *cx, const struct rank_pair *pair,
			      const struct survey_team *teams)
{
	const char *sentence =
		pair->is_real
			? TR("{better} is better than {worse}, by more than chance does.")
			: TR("Whether {better} or {worse} is better, nobody can say: chance alone "
			     "takes them as far apart.");

	return i18n_fill(cx->arena, i18n_text(cx->language, sentence), "better",
			 teams[pair->better].name, "worse", teams[pair->worse].name, NULL);
}

/* Pair by pair, since that is what one asks; of many teams the most certain pairs. */
static const char *pairs_words(struct ctx *cx, const struct ranking *ranking,
			       const struct survey_team *teams)
{
	const char *text = "";

	for (size_t i = 0; i < ranking->pair_count && i < PAIRS_MOST; i++)
		text = hk_format(cx->arena, "%s%s%s", text, *text ? " " : "",
				 pair_words(cx, &ranking->pairs[i], teams));
	return text;
}

static const char *ranking_words(struct ctx *cx, const struct ranking *ranking,
				 const struct survey_team *teams, const struct place *places)
{
	const char *example = open_place(places, ranking->count);

	if (ranking->ranked < 2)
		return "";
	if (ranking->is_refused)
		return i18n_text(cx->language,
				 TR("Nobody can say which of them is better: their figures lie no "
				    "further apart than chance alone takes them. So they stand by "
				    "name, not by rank."));
	if (ranking->ranked == 2 || !*example)
		return pairs_words(cx, ranking, teams);
	return hk_format(
		cx->arena, "%s %s", pairs_words(cx, ranking, teams),
		i18n_fill(cx->arena,
			  i18n_text(cx->language,
				    TR("The place says what the answers leave open: one with "
				       "“{place}” may have any of these.")),
			  "place", example, NULL));
}

const char *survey_teams_judge(struct ctx *cx, const struct survey *survey,
			       struct survey_team *teams, size_t count)
{
	struct place *places = hk_alloc(cx->arena, count + 1, sizeof(*places));
	struct score *scores = hk_alloc(cx->arena, count + 1, sizeof(*scores));
	struct ranking ranking;
	const char *sentence;

	changes_fill(cx, survey, teams, count);
	for (size_t i = 0; i < count; i++)
		scores[i] = teams[i].now;
	ranking = ranking_of(cx->arena, scores, count);
	for (size_t i = 0; i < count; i++) {
		places[i] = (struct place){ teams[i], ranking.items[i] };
		places[i].team.place = ranking.is_refused ? "" : place_words(cx, &ranking.items[i]);
	}
	sentence = ranking_words(cx, &ranking, teams, places);
	qsort(places, count, sizeof(*places), ranking.is_refused ? by_name : by_rank);
	for (size_t i = 0; i < count; i++)
		teams[i] = places[i].team;
	return sentence;
}

/* ---- the delighted ---- */

bool survey_delighted_from(const struct survey *survey, const struct survey_question *first,
			   int64_t *ret)
{
	if (strcmp(survey->kind, "index") == 0 || first->high <= first->low)
		return false;
	*ret = is_nps(survey) ? first->high - 1 : first->high;
	return true;
}

static void delight_add(struct score_share *share, struct score_mean *mean,
			const struct figures_row *row, int64_t from)
{
	double weight = survey_weight(row->chance);

	for (int k = 0; k < SURVEY_SCORES; k++) {
		(void)share_add(share, k >= from, weight, row->scores[k]);
		if (mean && row->scores[k])
			(void)mean_add(mean, k, weight, row->scores[k]);
	}
}

const char *survey_delight_words(struct ctx *cx, const struct survey *survey,
				 const struct survey_question *first, const struct figures *cells)
{
	struct score_share share = { .inside = 0 };
	struct score_mean mean = { .mean = 0 };
	struct score told;
	int64_t from;

	if (!survey_delighted_from(survey, first, &from))
		return "";
	for (size_t i = 0; i < cells->count; i++)
		delight_add(&share, &mean, &cells->items[i], from);
	told = share_score(&share, survey->least);
	if (told.state != SCORE_TOLD)
		return "";
	return i18n_fill(
		cx->arena,
		i18n_text(cx->language,
			  is_nps(survey)
				  ? TR("Delighted (9 and 10): {share}, in truth probably between "
				       "{low} and {high}. The mean is {mean}.")
				  : TR("Delighted (the highest answer): {share}, in truth probably "
				       "between {low} and {high}. The mean is {mean}.")),
		"share", percent(cx, told.value), "low", percent(cx, told.low), "high",
		percent(cx, told.high), "mean", decimal(cx, mean.mean), NULL);
}
