#include "insight/score.h"

#include <math.h>

#include "insight/chance.h"

/* What the adjusted Wald interval adds: its k, half of it in the middle. */
#define ADDED 2.0
/* Sums of weights are not exact. */
#define SLACK 1e-9

bool sample_add(struct score_sample *sample, double weight, int64_t times)
{
	if (!isfinite(weight) || weight < 0 || times < 0)
		return false;
	sample->n += times;
	sample->weight += weight * (double)times;
	sample->squares += weight * weight * (double)times;
	return true;
}

double sample_effective(const struct score_sample *sample)
{
	if (sample->squares <= 0)
		return 0;
	return sample->weight * sample->weight / sample->squares;
}

static struct score score_begin(const struct score_sample *sample, int64_t least)
{
	struct score score = { .n = sample->n, .effective = sample_effective(sample) };

	if (sample->n <= 0)
		score.state = SCORE_NOBODY;
	else if (score.effective <= 0 || score.effective < (double)least - SLACK)
		score.state = SCORE_TOO_FEW;
	else
		score.state = SCORE_TOLD;
	return score;
}

bool nps_add(struct score_nps *nps, int answer, double weight, int64_t times)
{
	if (answer < 0 || answer > 10 || !sample_add(&nps->sample, weight, times))
		return false;
	if (answer >= 9)
		nps->promoters += weight * (double)times;
	else if (answer <= 6)
		nps->detractors += weight * (double)times;
	return true;
}

/* Of shares p of promoters and d of detractors among n answers. */
static double nps_error(double p, double d, double n)
{
	return 100 * sqrt(fmax(0, p + d - (p - d) * (p - d)) / n);
}

struct score nps_score(const struct score_nps *nps, int64_t least)
{
	struct score score = score_begin(&nps->sample, least);
	double n = score.effective;
	double p, d, more_p, more_d;

	if (score.state != SCORE_TOLD)
		return score;
	p = nps->promoters / nps->sample.weight;
	d = nps->detractors / nps->sample.weight;
	more_p = (p * n + ADDED / 4) / (n + ADDED);
	more_d = (d * n + ADDED / 4) / (n + ADDED);
	score.value = 100 * (p - d);
	score.error = nps_error(p, d, n);
	score.careful = nps_error(more_p, more_d, n + ADDED);
	score.centre = 100 * (more_p - more_d);
	score.low = fmax(-100, score.centre - CHANCE_95 * score.careful);
	score.high = fmin(100, score.centre + CHANCE_95 * score.careful);
	return score;
}

bool share_add(struct score_share *share, bool is_inside, double weight, int64_t times)
{
	if (!sample_add(&share->sample, weight, times))
		return false;
	if (is_inside)
		share->inside += weight * (double)times;
	return true;
}

static bool is_on(int answer, int highest)
{
	return answer >= 1 && answer <= highest;
}

bool share_add_satisfied(struct score_share *share, int answer, double weight, int64_t times)
{
	return is_on(answer, 5) && share_add(share, answer >= 4, weight, times);
}

bool share_add_delighted(struct score_share *share, int answer, double weight, int64_t times)
{
	return is_on(answer, 5) && share_add(share, answer == 5, weight, times);
}

bool share_add_easy(struct score_share *share, int answer, double weight, int64_t times)
{
	return is_on(answer, 7) && share_add(share, answer >= 5, weight, times);
}

struct score share_score(const struct score_share *share, int64_t least)
{
	struct score score = score_begin(&share->sample, least);
	double n = score.effective;
	double square = CHANCE_95 * CHANCE_95;
	double p;

	if (score.state != SCORE_TOLD)
		return score;
	p = fmin(1, share->inside / share->sample.weight);
	score.centre = (p + square / (2 * n)) / (1 + square / n);
	score.value = p;
	score.error = sqrt(p * (1 - p) / n);
	score.careful = sqrt(p * (1 - p) / n + square / (4 * n * n)) / (1 + square / n);
	/* At the ends of the scale the interval ends there, whatever rounding says. */
	score.low = p <= 0 ? 0 : fmax(0, score.centre - CHANCE_95 * score.careful);
	score.high = p >= 1 ? 1 : fmin(1, score.centre + CHANCE_95 * score.careful);
	return score;
}

struct score response_rate(int64_t asked, int64_t answered, int64_t least)
{
	struct score_share share = { 0 };

	if (answered >= 0 && asked >= answered) {
		share_add(&share, true, 1, answered);
		share_add(&share, false, 1, asked - answered);
	}
	return share_score(&share, least);
}

bool mean_add(struct score_mean *mean, double value, double weight, int64_t times)
{
	double added = weight * (double)times;
	double step;

	if (!isfinite(value) || !sample_add(&mean->sample, weight, times))
		return false;
	if (added <= 0)
		return true;
	step = (value - mean->mean) * added / mean->sample.weight;
	mean->spread += (mean->sample.weight - added) * (value - mean->mean) * step;
	mean->mean += step;
	return true;
}

/* All said the same: what those may say who were not asked. */
static void mean_alike(struct score *score, double lowest, double highest)
{
	double others = 1 - pow(CHANCE_REAL, 1 / score->effective);

	score->low = score->value - others * (score->value - lowest);
	score->high = score->value + others * (highest - score->value);
	score->centre = (score->low + score->high) / 2;
	score->careful = (score->high - score->low) / (2 * CHANCE_95);
}

struct score mean_score(const struct score_mean *mean, double lowest, double highest, int64_t least)
{
	struct score score = score_begin(&mean->sample, least < 2 ? 2 : least);
	double n = score.effective;
	double half;

	if (score.state != SCORE_TOLD)
		return score;
	score.value = fmin(highest, fmax(lowest, mean->mean));
	if (mean->spread <= 0) {
		mean_alike(&score, lowest, highest);
		return score;
	}
	score.error = sqrt(mean->spread / mean->sample.weight / (n - 1));
	half = chance_student_95(n - 1) * score.error;
	score.centre = score.value;
	score.careful = half / CHANCE_95;
	score.low = fmax(lowest, score.value - half);
	score.high = fmin(highest, score.value + half);
	return score;
}
