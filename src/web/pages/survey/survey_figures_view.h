/* /loop/figures: every survey with its figure, for whoever reads reports. Texts are never NULL. */
#pragma once

#include "web/pages/chart_view.h"
#include "web/parts.h"

struct survey_figure {
	const char *url, *name, *measure;
	const char *value; /* "" when too few said something */
	const char *interval, *change;
	const char *rate; /* of those who were asked; "" where nobody was */
	int64_t asked, n; /* people, answers */
	bool is_running;
};

struct survey_figure_list {
	struct survey_figure *items;
	size_t count;
};

struct survey_figures_view {
	struct survey_figure_list surveys;
	struct chart_views charts; /* of the house, over time */
	int64_t days;              /* of how many */
	bool may_change;           /* what customers are asked */
};
