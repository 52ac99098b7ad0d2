#include "web/pages/chart_view.h"

#include <math.h>

/* Percent of the picture: the plot, between the room for marks at the end and labels below. */
#define LEFT   1.5
#define RIGHT  84.0
#define TOP    6.0
#define BOTTOM 86.0
/* Numbers nearer to each other than this would overlap. */
#define APART 7.5

/* From values to places. */
struct scale {
	const struct i18n_reader *reader;
	const struct chart_words *words;
	double low, high; /* values at the foot and at the top */
	size_t count;
};

static void widen(struct scale *scale, double value)
{
	scale->low = fmin(scale->low, value);
	scale->high = fmax(scale->high, value);
}

static struct scale scale_of(const struct i18n_reader *reader, const struct chart *chart,
			     const struct chart_words *words)
{
	struct scale scale = { .reader = reader,
			       .words = words,
			       .low = chart->centre,
			       .high = chart->centre,
			       .count = chart->count };

	for (size_t i = 0; i < chart->count; i++) {
		const struct chart_point *point = &chart->items[i];

		widen(&scale, point->low);
		widen(&scale, point->high);
		if (!point->is_missing)
			widen(&scale, point->value);
	}
	if (scale.high - scale.low <= fabs(scale.high) * 1e-12) {
		scale.low -= 1;
		scale.high += 1;
	}
	return scale;
}

static const char *percent(const struct scale *scale, double share)
{
	return hk_format(scale->reader->arena, "%.2f%%", share);
}

static const char *x_at(const struct scale *scale, double position)
{
	return percent(scale, LEFT + (RIGHT - LEFT) * (position + 0.5) / (double)scale->count);
}

static double height_of(const struct scale *scale, double value)
{
	return BOTTOM - (BOTTOM - TOP) * ((value - scale->low) / (scale->high - scale->low));
}

static const char *y_at(const struct scale *scale, double value)
{
	return percent(scale, height_of(scale, value));
}

static const char *shown(const struct scale *scale, double value)
{
	double times = scale->words->times;
	const char *number = i18n_decimal(scale->reader, value * times);

	if (!*scale->words->unit)
		return number;
	/* a space that does not break */
	return hk_format(scale->reader->arena, "%s\xc2\xa0%s", number, scale->words->unit);
}

static struct chart_view_points points_make(const struct scale *scale, const struct chart *chart)
{
	struct chart_view_point *points =
		hk_alloc(scale->reader->arena, chart->count, sizeof(*points));

	for (size_t i = 0; i < chart->count; i++) {
		const struct chart_point *point = &chart->items[i];

		points[i] = (struct chart_view_point){
			.label = scale->words->labels[i],
			.value = point->is_missing ? "" : shown(scale, point->value),
			.low = shown(scale, point->low),
			.high = shown(scale, point->high),
			.x = x_at(scale, (double)i),
			.y = y_at(scale, point->is_missing ? chart->centre : point->value),
			.is_missing = point->is_missing,
			.is_signal = point->signals != 0,
			.is_beyond = (point->signals & CHART_BEYOND) != 0,
			.is_run = (point->signals & CHART_RUN) != 0,
			.is_far = (point->signals & CHART_FAR) != 0,
			.is_trend = (point->signals & CHART_TREND) != 0,
		};
	}
	return (struct chart_view_points){ points, chart->count };
}

static struct chart_view_lines path_make(const struct scale *scale, struct chart_view_points points)
{
	struct chart_view_line *lines =
		hk_alloc(scale->reader->arena, points.count, sizeof(*lines));
	size_t count = 0;

	for (size_t i = 1; i < points.count; i++)
		if (!points.items[i - 1].is_missing)
			lines[count++] =
				(struct chart_view_line){ points.items[i - 1].x,
							  points.items[i - 1].y, points.items[i].x,
							  points.items[i].y };
	return (struct chart_view_lines){ lines, count };
}

/* One line as long as the limit stays, then a step. */
static size_t steps_make(const struct scale *scale, const struct chart *chart, bool is_high,
			 struct chart_view_line *ret)
{
	size_t count = 0;
	size_t from = 0;

	for (size_t i = 1; i <= chart->count; i++) {
		const struct chart_point *first = &chart->items[from];
		double limit = is_high ? first->high : first->low;
		const char *y;

		if (i < chart->count &&
		    (is_high ? chart->items[i].high : chart->items[i].low) == limit)
			continue;
		y = y_at(scale, limit);
		ret[count++] = (struct chart_view_line){ x_at(scale, (double)from - 0.5), y,
							 x_at(scale, (double)i - 0.5), y };
		from = i;
	}
	return count;
}

static struct chart_view_lines limits_make(const struct scale *scale, const struct chart *chart)
{
	struct chart_view_line *lines =
		hk_alloc(scale->reader->arena, 2 * chart->count, sizeof(*lines));
	size_t count = steps_make(scale, chart, true, lines);

	count += steps_make(scale, chart, false, lines + count);
	return (struct chart_view_lines){ lines, count };
}

/* The centre always; a limit when there is room for it. */
static struct chart_view_marks marks_make(const struct scale *scale, const struct chart *chart)
{
	const struct chart_point *last = &chart->items[chart->count - 1];
	const double values[] = { chart->centre, last->high, last->low };
	struct chart_view_mark *marks = hk_alloc(scale->reader->arena, 3, sizeof(*marks));
	size_t count = 0;

	for (size_t i = 0; i < 3; i++) {
		double away = height_of(scale, values[i]) - height_of(scale, chart->centre);

		if (i == 0 || fabs(away) >= APART)
			marks[count++] = (struct chart_view_mark){ y_at(scale, values[i]),
								   shown(scale, values[i]) };
	}
	return (struct chart_view_marks){ marks, count };
}

struct chart_view chart_view_of(const struct i18n_reader *reader, const struct chart *chart,
				const struct chart_words *words)
{
	struct scale scale = scale_of(reader, chart, words);
	const struct chart_point *last = &chart->items[chart->count - 1];
	struct chart_view view = {
		.id = words->id,
		.title = words->title,
		.points = points_make(&scale, chart),
		.limits = limits_make(&scale, chart),
		.marks = marks_make(&scale, chart),
		.centre_y = y_at(&scale, chart->centre),
		.plot_end = percent(&scale, RIGHT),
		.first_label = words->labels[0],
		.last_label = words->labels[chart->count - 1],
		.centre = shown(&scale, chart->centre),
		.low = shown(&scale, last->low),
		.high = shown(&scale, last->high),
		.count = (int64_t)chart->count,
		.signalled = (int64_t)chart->signalled,
		.is_small = chart->is_small,
	};

	view.path = path_make(&scale, view.points);
	view.limits_vary = view.limits.count > 2;
	return view;
}
