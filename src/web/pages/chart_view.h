/*
 * What templates/parts/control_chart.html draws: places in percent of the picture, so
 * that lines and words keep their size on any screen, and values as people read them.
 * Texts are the arena's of the reader, or as the caller gave them.
 */
#pragma once

#include "core/i18n.h"
#include "insight/chart.h"

/* What the chart is about, in words of the reader's language. */
struct chart_words {
	const char *id;            /* of the element; unique on the page */
	const char *title;         /* "Complaints per thousand orders" */
	const char *const *labels; /* of each point: "22 Nov" */
	double times; /* values are shown times that: 100 for percent, 1000 for a rate of a thousand
		       */
	const char *unit; /* behind each value: "%"; "" for none */
};

/* Where a line runs or a point stands: "12.50%". */
struct chart_view_line {
	const char *x1, *y1, *x2, *y2;
};

struct chart_view_lines {
	const struct chart_view_line *items;
	size_t count;
};

struct chart_view_point {
	const char *label;
	const char *value, *low, *high; /* texts; value "" where there is none */
	const char *x, *y;
	bool is_missing, is_signal;
	bool is_beyond, is_run, is_far, is_trend; /* which signals */
};

struct chart_view_points {
	const struct chart_view_point *items;
	size_t count;
};

/* A number at the edge of the picture. */
struct chart_view_mark {
	const char *y, *text;
};

struct chart_view_marks {
	const struct chart_view_mark *items;
	size_t count;
};

struct chart_view {
	const char *id, *title;
	struct chart_view_points points;
	struct chart_view_lines path, limits;
	struct chart_view_marks marks;
	const char *centre_y;
	const char *plot_end; /* where the plot ends and the numbers begin */
	const char *first_label, *last_label;
	const char *centre, *low, *high; /* at the last point */
	int64_t count, signalled;
	bool is_small;    /* only what is far out stands out */
	bool limits_vary; /* from point to point, with the size of the groups */
};

struct chart_views {
	const struct chart_view *items;
	size_t count;
};

/* The chart has two points or more, as every chart. */
struct chart_view chart_view_of(const struct i18n_reader *reader, const struct chart *chart,
				const struct chart_words *words);
