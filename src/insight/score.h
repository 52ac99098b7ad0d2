/*
 * score: one figure out of many answers, with how far it can be trusted. What
 * fewer people said than asked for has a state and a number, and no value: so
 * nobody shows it by mistake. Pure arithmetic, in the caller's storage.
 *
 * Every answer has a weight, 1 / the chance of being asked (Horvitz and Thompson, Journal of the
 * American Statistical Association 47, 1952), and comes `times` times, so that counters per answer
 * do as well as single answers.
 * Errors rest on the effective number of answers, (sum w)^2 / sum w^2 (Kish, Survey
 * Sampling, 1965), which unequal weights make smaller.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

enum score_state {
	SCORE_NOBODY,  /* no answer at all */
	SCORE_TOO_FEW, /* fewer, or fewer effective ones, than asked for: no value */
	SCORE_TOLD,
};

struct score {
	enum score_state state;
	int64_t n;        /* answers */
	double effective; /* answers of equal weight that tell as much */
	double value;     /* points, a share or a mean: the function says which */
	double error;     /* standard error of the plain formula, in the same unit */
	/* What the interval rests on where few, or equal, answers make the plain formula claim too
	 * much: its centre and its error. */
	double centre, careful;
	double low, high; /* 95 %, in the same unit; never outside of the scale */
};

/* Starts as { 0 }; so do those below, which begin with it. */
struct score_sample {
	int64_t n;
	double weight, squares; /* sums of w and w^2 */
};

/* False, and nothing is added, for a weight that is negative or no number, or for times < 0. */
bool sample_add(struct score_sample *sample, double weight, int64_t times);
/* 0 when there is no weight. */
double sample_effective(const struct score_sample *sample);

/* Net Promoter: promoters (9, 10) less detractors (0 to 6), in points -100..100. */
struct score_nps {
	struct score_sample sample;
	double promoters, detractors; /* sums of weights */
};

/* False for an answer outside of 0..10, and as sample_add(). */
bool nps_add(struct score_nps *nps, int answer, double weight, int64_t times);
/* The value is the plain score. Its error is 100 sqrt((p + d - (p - d)^2) / n). The interval is the
 * adjusted Wald: half a promoter, one passive and half a detractor more (after Agresti and Coull,
 * The American Statistician 52, 1998; for this score Rocks, International Journal of Market
 * Research 58, 2016), because the plain one holds the truth in 65 of 100 cases when few answered.
 */
struct score nps_score(const struct score_nps *nps, int64_t least);

/* A share of the answers, 0..1. */
struct score_share {
	struct score_sample sample;
	double inside; /* sum of weights */
};

bool share_add(struct score_share *share, bool is_inside, double weight, int64_t times);
/* Satisfaction, 1..5: satisfied from 4 on; delighted is the top box, 5 alone. False for an answer
 * outside of the scale. */
bool share_add_satisfied(struct score_share *share, int answer, double weight, int64_t times);
bool share_add_delighted(struct score_share *share, int answer, double weight, int64_t times);
/* "They made it easy for me", 1..7 (Customer Effort Score 2.0): easy from 5 on. */
bool share_add_easy(struct score_share *share, int answer, double weight, int64_t times);
/* Interval of Wilson (Journal of the American Statistical Association 22, 1927). */
struct score share_score(const struct score_share *share, int64_t least);
/* Answered / asked. More answered than asked is nobody's rate: SCORE_NOBODY. */
struct score response_rate(int64_t asked, int64_t answered, int64_t least);

/* The mean of answers on a scale. */
struct score_mean {
	struct score_sample sample;
	double mean, spread; /* spread: weighted sum of squared distances from the mean */
};

/* One pass, by West (Communications of the ACM 22, 1979). False for what is no number. */
bool mean_add(struct score_mean *mean, double value, double weight, int64_t times);
/* Mean and mean +- t s / sqrt(n). Of two answers or more. When all said the same, s says nothing;
 * then as many as 1 - 0.05^(1/n) of those who were not asked may say anything on the scale (the
 * rule of three: Hanley and Lippman-Hand, Journal of the American Medical Association 249, 1983).
 */
struct score mean_score(const struct score_mean *mean, double lowest, double highest,
			int64_t least);
