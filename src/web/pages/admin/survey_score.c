#include "web/pages/admin/survey_score.h"

#include <string.h>

#define LOTS        100.0
#define THOUSANDTHS 1000.0
#define INDEX_MOST  100.0

double survey_weight(int64_t chance)
{
	return chance > 0 ? LOTS / (double)chance : 1.0;
}

static struct score of_nps(const struct figures_row *rows, size_t count, int64_t least)
{
	struct score_nps nps = { .promoters = 0 };

	for (size_t i = 0; i < count; i++)
		for (int k = 0; k < SURVEY_SCORES; k++)
			(void)nps_add(&nps, k, survey_weight(rows[i].chance), rows[i].scores[k]);
	return nps_score(&nps, least);
}

typedef bool add_answer(struct score_share *share, int answer, double weight, int64_t times);

static struct score of_share(add_answer *add, const struct figures_row *rows, size_t count,
			     int64_t least)
{
	struct score_share share = { .inside = 0 };

	for (size_t i = 0; i < count; i++)
		for (int k = 0; k < SURVEY_SCORES; k++)
			if (rows[i].scores[k])
				(void)add(&share, k, survey_weight(rows[i].chance),
					  rows[i].scores[k]);
	return share_score(&share, least);
}

/* Sums of one group are put beside those before (Chan, Golub, LeVeque 1979). */
static void mean_join(struct score_mean *mean, const struct figures_row *row)
{
	double w = survey_weight(row->chance), n = (double)row->n, weight = w * n;
	double value = (double)row->total / n / THOUSANDTHS;
	double spread = w * ((double)row->squares / THOUSANDTHS / THOUSANDTHS - n * value * value);
	double away = value - mean->mean, all = mean->sample.weight + weight;

	mean->spread +=
		(spread > 0 ? spread : 0) + away * away * mean->sample.weight * weight / all;
	mean->mean += away * weight / all;
	(void)sample_add(&mean->sample, w, row->n);
}

static struct score of_index(const struct figures_row *rows, size_t count, int64_t least)
{
	struct score_mean mean = { .mean = 0 };

	for (size_t i = 0; i < count; i++)
		if (rows[i].n > 0)
			mean_join(&mean, &rows[i]);
	return mean_score(&mean, 0, INDEX_MOST, least);
}

static struct score of_scale(const struct survey_question *first, const struct figures_row *rows,
			     size_t count, int64_t least)
{
	struct score_mean mean = { .mean = 0 };

	for (size_t i = 0; i < count; i++)
		for (int k = 0; k < SURVEY_SCORES; k++)
			if (rows[i].scores[k])
				(void)mean_add(&mean, k, survey_weight(rows[i].chance),
					       rows[i].scores[k]);
	return mean_score(&mean, (double)first->low, (double)first->high, least);
}

struct score survey_score(const struct survey *survey, const struct survey_question *first,
			  const struct figures_row *rows, size_t count, int64_t least)
{
	if (strcmp(survey->kind, "nps") == 0)
		return of_nps(rows, count, least);
	if (strcmp(survey->kind, "csat") == 0)
		return of_share(share_add_satisfied, rows, count, least);
	if (strcmp(survey->kind, "ces") == 0)
		return of_share(share_add_easy, rows, count, least);
	if (strcmp(survey->kind, "index") == 0)
		return of_index(rows, count, least);
	return of_scale(first, rows, count, least);
}
