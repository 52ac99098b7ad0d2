/*
 * Control charts over time: what a survey says month by month (figure and how far it moves,
 * share of the delighted, share of those who answered), how many who wait got a word in time
 * week by week, and how long it is from one grave complaint to the next. They look back further
 * than any filter of a page, since a few months say nothing about what is usual.
 */
#pragma once

#include "feedback/figures.h"
#include "web/pages/chart_view.h"

/* The filter's team, channel and language, in the CHART_MONTHS up to its last day. Months with too
 * few answers are left out, and charts of too few months. */
enum { CHART_MONTHS = 12 };
enum hk_result survey_charts_find(struct ctx *cx, const struct survey *survey,
				  const struct survey_question *first,
				  const struct figures_filter *filter, struct chart_views *ret);

/* Of the house, for whoever reads reports. */
enum hk_result house_charts_find(struct ctx *cx, struct chart_views *ret);
