/*
 * chart: a control chart. It tells what a process does by itself from what happened to
 * it: points, a centre, limits, and which points are signals. Limits come from the
 * first `baseline` points, or from all when that is 0; later points do not move them.
 *
 * Values are in the unit that they were given in (shares 0..1 for counts of groups).
 * Memory is the arena's. What cannot be a chart (a share above 1, a group of nobody, a
 * time below 0, no number, fewer than two points in the baseline) is HK_INVALID and
 * leaves ret untouched; nothing else but HK_OK comes back.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"
#include "base/result.h"

enum chart_kind {
	CHART_SINGLE, /* I: one value a period */
	CHART_RANGE,  /* MR: from one value to the next */
	CHART_SHARE,  /* p: so many of n */
	CHART_RATE,   /* u: so many events on an exposure */
	CHART_UNTIL,  /* t: time between two rare events */
};

/* The four rules, after Nelson (Journal of Quality Technology 16, 1984) and the Western Electric
 * handbook (1956). All but the first mark the point that completes them and the ones before. */
enum chart_signal {
	CHART_BEYOND = 1, /* beyond a limit */
	CHART_RUN = 2,    /* eight in a row on one side of the centre */
	CHART_FAR = 4,    /* two of three beyond two thirds of the way to a limit, on one side */
	CHART_TREND = 8,  /* six in a row, each above the one before, or each below */
};

struct chart_point {
	double value;
	double low, high;   /* limits at this point */
	double sigmas;      /* from the centre, in thirds of the way to the limit; signed */
	unsigned signals;   /* chart_signal, or'ed: this point belongs to such a pattern */
	unsigned completes; /* those that are complete at this point: when one would have known */
	bool is_missing;    /* the first range: nothing stands before it */
};

struct chart {
	enum chart_kind kind;
	struct chart_point *items;
	size_t count;
	size_t baseline; /* points that made the limits */
	double centre;
	double spread;    /* I: sigma. MR: 0. p, u: sigma_z of Laney, 1 without. t: the mean */
	size_t signalled; /* points with any signal */
	bool is_small; /* of small groups: runs say nothing, and only CHART_BEYOND was looked at */
};

/* Events on an exposure: 13 complaints on 1.2 thousand orders; for shares, 13 of 80. */
struct chart_group {
	double events, exposure;
};

/* Mean +- 2.66 of the mean moving range, which is 3 / 1.128 (d2 of two). */
enum hk_result chart_single(struct hk_arena *arena, const double *values, size_t count,
			    size_t baseline, struct chart *ret);
/* Narrows the limits to what the value can be; what is a signal stays one. */
void chart_within(struct chart *chart, double least, double most);
/* Its moving ranges: item i is |value i - value i-1|, the first one is missing. Upper limit 3.267
 * times their mean (D4 of two), lower 0. Only CHART_BEYOND: neighbours share a value. */
enum hk_result chart_range(struct hk_arena *arena, const double *values, size_t count,
			   size_t baseline, struct chart *ret);
/* Groups in which less than one of the rarer kind is usual (all came but now and then one, or none
 * but one) mostly lie on one side of the centre by themselves: there limits are half a case wider,
 * which is the correction for whole numbers, no sigma_z narrows them, and CHART_BEYOND is the only
 * rule.
 *
 * p +- 3 sqrt(p (1 - p) / n), within 0..1. With is_laney times sigma_z, which is the mean moving
 * range of z over 1.128: big groups vary by more than chance (Laney, Quality Engineering 14, 2002).
 */
enum hk_result chart_share(struct hk_arena *arena, const struct chart_group *groups, size_t count,
			   size_t baseline, bool is_laney, struct chart *ret);
/* u +- 3 sqrt(u / n), 0 or more; is_laney as for shares. */
enum hk_result chart_rate(struct hk_arena *arena, const struct chart_group *groups, size_t count,
			  size_t baseline, bool is_laney, struct chart *ret);
/* Times between two events, in any unit; low is bad. Limits are those between which an exponential
 * time lies in 99.73 of 100 cases, the centre is its median, so that each rule means what it means
 * elsewhere (limits by probability instead of three sigma: Montgomery, Introduction to Statistical
 * Quality Control). */
enum hk_result chart_until(struct hk_arena *arena, const double *times, size_t count,
			   size_t baseline, struct chart *ret);

/* Fills signals, completes and signalled from sigmas. Rules are an or of chart_signal. */
void chart_judge(struct chart *chart, unsigned rules);
