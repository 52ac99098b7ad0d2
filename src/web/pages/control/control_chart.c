#include <math.h>
#include <string.h>

#include "base/text.h"
#include "core/i18n.h"
#include "web/pages/control/control_view.h"

/* Percent of the picture: the plot between the numbers at its side and the hours below. */
#define LEFT   7.0
#define RIGHT  99.0
#define TOP    8.0
#define BOTTOM 86.0

enum { GRID = 4, LABELS = 6, HOURS_LEAST = 8 };

struct plot {
	struct ctx *cx;
	const struct board_view *view;
	size_t first, count; /* hours that are shown */
	double most;         /* at the top */
};

static const char *percent(const struct plot *plot, double share)
{
	return hk_format(plot->cx->arena, "%.2f%%", share);
}

static double place_x(const struct plot *plot, double hour)
{
	return LEFT + (RIGHT - LEFT) * hour / (double)plot->count;
}

static double place_y(const struct plot *plot, double value)
{
	return BOTTOM - (BOTTOM - TOP) * fmin(value, plot->most) / plot->most;
}

static bool hour_matters(const struct board *board, const struct board_view *view, size_t hour)
{
	const struct board_hour *one = &view->hours[hour];

	return one->contacts || hour == view->hour || (board->is_open[hour] && one->capacity > 0) ||
	       one->forecast.value >= 1;
}

/* From the first hour that matters to the last one, and some. */
static void hours_choose(const struct board *board, struct plot *plot)
{
	size_t first = BOARD_HOURS, last = 0;

	for (size_t hour = 0; hour < BOARD_HOURS; hour++) {
		if (!hour_matters(board, plot->view, hour))
			continue;
		if (first == BOARD_HOURS)
			first = hour;
		last = hour;
	}
	while (last + 1 - first < HOURS_LEAST) {
		if (last + 1 < BOARD_HOURS)
			last++;
		else
			first--;
	}
	plot->first = first;
	plot->count = last + 1 - first;
}

/* A round number above all, in quarters that are whole. */
static double round_up(double most)
{
	static const double steps[] = { 1, 1.5, 2, 2.5, 3, 4, 5, 7.5 };
	double unit = 1;
	size_t i = 0;

	while (GRID * steps[i] * unit < most || fmod(steps[i] * unit, 1) != 0) {
		i = (i + 1) % HK_COUNT(steps);
		unit *= i ? 1 : 10;
	}
	return GRID * steps[i] * unit;
}

static void height_choose(struct plot *plot)
{
	double most = 1;

	for (size_t i = 0; i < plot->count; i++) {
		const struct board_hour *hour = &plot->view->hours[plot->first + i];
		most = fmax(most, fmax((double)hour->contacts, hour->capacity));
		if (hour->forecast.is_told)
			most = fmax(most, hour->forecast.high);
	}
	plot->most = round_up(most);
}

static void bar_add(const struct plot *plot, struct control_bars *bars, size_t at, double low,
		    double high, double inset)
{
	double from = place_x(plot, (double)at + inset);
	double until = place_x(plot, (double)at + 1 - inset);

	bars->items[bars->count++] = (struct control_bar){
		.x = percent(plot, from),
		.width = percent(plot, until - from),
		.y = percent(plot, place_y(plot, high)),
		.height = percent(plot, place_y(plot, low) - place_y(plot, high)),
	};
}

/* A step: across the hour, and up or down to the next one. */
static void step_add(const struct plot *plot, struct control_lines *lines, size_t at, double value,
		     double next)
{
	const char *x1 = percent(plot, place_x(plot, (double)at));
	const char *x2 = percent(plot, place_x(plot, (double)at + 1));
	const char *y = percent(plot, place_y(plot, value));

	lines->items[lines->count++] = (struct control_line){ x1, y, x2, y };
	if (next >= 0 && next != value)
		lines->items[lines->count++] =
			(struct control_line){ x2, y, x2, percent(plot, place_y(plot, next)) };
}

static void hours_draw(const struct plot *plot, struct control_chart *chart)
{
	for (size_t i = 0; i < plot->count; i++) {
		const struct board_hour *hour = &plot->view->hours[plot->first + i];
		const struct board_hour *next = i + 1 < plot->count ? hour + 1 : NULL;

		if (hour->contacts)
			bar_add(plot, &chart->contacts, i, 0, (double)hour->contacts, 0.18);
		if (hour->forecast.is_told) {
			chart->has_forecast = true;
			bar_add(plot, &chart->ranges, i, hour->forecast.low, hour->forecast.high,
				0);
			step_add(plot, &chart->forecast, i, hour->forecast.value,
				 next && next->forecast.is_told ? next->forecast.value : -1);
		}
		chart->has_capacity = chart->has_capacity || hour->capacity > 0;
	}
	for (size_t i = 0; chart->has_capacity && i < plot->count; i++) {
		const struct board_hour *hour = &plot->view->hours[plot->first + i];
		step_add(plot, &chart->capacity, i, hour->capacity,
			 i + 1 < plot->count ? hour[1].capacity : -1);
	}
}

/* "08:00" in each language: words beside it ("early morning 4:00") would lie over each other. */
static const char *hour_mark(const struct plot *plot, int64_t at)
{
	struct ctx *cx = plot->cx;
	const char *clock = i18n_clock_write(cx->kit->formats, cx->arena, cx->timezone, at);
	const char *behind = strchr(clock, 'T');

	return behind ? behind + 1 : clock;
}

static void marks_draw(const struct plot *plot, struct control_chart *chart)
{
	const struct i18n_reader reader = i18n_reader_of(plot->cx);

	for (int i = 0; i <= GRID; i++) {
		double value = plot->most * i / GRID;
		const char *y = percent(plot, place_y(plot, value));
		chart->grid.items[chart->grid.count++] =
			(struct control_line){ percent(plot, LEFT), y, percent(plot, RIGHT), y };
		chart->heights.items[chart->heights.count++] =
			(struct control_mark){ y, i18n_number(&reader, (int64_t)value) };
	}
	for (size_t i = 0; i < plot->count; i += (plot->count + LABELS - 1) / LABELS)
		chart->hours.items[chart->hours.count++] =
			(struct control_mark){ percent(plot, place_x(plot, (double)i)),
					       hour_mark(plot,
							 plot->view->hours[plot->first + i].from) };
}

/* Where between the beginning and the end of its hour, by the minute. */
static void now_draw(const struct plot *plot, const struct board *board,
		     struct control_chart *chart)
{
	const struct i18n_reader reader = i18n_reader_of(plot->cx);
	const struct board_hour *hour = &plot->view->hours[plot->view->hour];
	int64_t whole = board->bounds[plot->view->hour + 1] - hour->from;
	int64_t passed = (board->at - hour->from) / HK_MINUTE * HK_MINUTE;
	double share = whole > 0 ? (double)passed / (double)whole : 0;

	chart->now_x = percent(
		plot, place_x(plot, (double)(plot->view->hour - plot->first) + fmin(share, 1)));
	chart->now = i18n_fill(
		plot->cx->arena,
		i18n_plural(plot->cx->language, "Now {time}: {n} contact this hour so far",
			    "Now {time}: {n} contacts this hour so far", hour->contacts),
		"time", i18n_time(&reader, I18N_TIME, board->at), "n",
		i18n_number(&reader, hour->contacts), NULL);
}

static const char *whole(const struct i18n_reader *reader, double value)
{
	return i18n_number(reader, (int64_t)(value + 0.5));
}

static struct control_row row_of(const struct plot *plot, const struct board_hour *hour,
				 bool has_begun)
{
	const struct i18n_reader reader = i18n_reader_of(plot->cx);
	struct control_row row = {
		.hour = i18n_time(&reader, I18N_TIME, hour->from),
		.contacts = has_begun ? i18n_number(&reader, hour->contacts) : "",
		.forecast = "",
		.range = "",
		.people = i18n_decimal(&reader, hour->people),
		.capacity = hour->capacity > 0 ? whole(&reader, hour->capacity) : ""
	};

	if (!hour->forecast.is_told)
		return row;
	row.forecast = i18n_decimal(&reader, hour->forecast.value);
	row.range = hk_format(plot->cx->arena, "%s–%s", whole(&reader, hour->forecast.low),
			      whole(&reader, hour->forecast.high));
	return row;
}

static void rows_fill(const struct plot *plot, struct control_chart *chart)
{
	for (size_t i = 0; i < plot->count; i++)
		chart->rows.items[chart->rows.count++] =
			row_of(plot, &plot->view->hours[plot->first + i],
			       plot->first + i <= plot->view->hour);
}

/* The next hour from there on in which more are expected than can be answered. */
static const struct board_hour *short_hour(const struct board_view *view, size_t from)
{
	for (size_t hour = from; hour < BOARD_HOURS; hour++) {
		const struct board_hour *one = &view->hours[hour];
		if (one->forecast.is_told && one->forecast.value > one->capacity + 0.5)
			return one;
	}
	return NULL;
}

/* What has come weighs more than what is expected; "": no more than can be answered. Where nobody
 * works, or nobody knows how much he can answer, there is nothing to compare. */
static const char *present_finding(const struct plot *plot)
{
	const struct i18n_reader reader = i18n_reader_of(plot->cx);
	const struct board_hour *hour = &plot->view->hours[plot->view->hour];
	int64_t more = (int64_t)((double)hour->contacts - hour->capacity + 0.5);

	if (hour->capacity <= 0 || more < 1)
		return "";
	return i18n_fill(plot->cx->arena,
			 i18n_plural(plot->cx->language,
				     "In this hour {n} more contact has come than the people at "
				     "work can answer.",
				     "In this hour {n} more contacts have come than the people at "
				     "work can answer.",
				     more),
			 "n", i18n_number(&reader, more), NULL);
}

static const char *short_finding(const struct plot *plot, const struct board_hour *hour)
{
	const struct i18n_reader reader = i18n_reader_of(plot->cx);

	return i18n_fill(plot->cx->arena,
			 i18n_text(plot->cx->language,
				   TR("In the hour from {time} on, {n} more contacts are expected "
				      "than the people at work can answer.")),
			 "time", i18n_time(&reader, I18N_TIME, hour->from), "n",
			 whole(&reader, fmax(1, hour->forecast.value - hour->capacity)), NULL);
}

/* Of the hours to come. */
static void future_fill(const struct plot *plot, struct control_chart *chart)
{
	const char *language = plot->cx->language;
	const struct board_hour *hour = short_hour(plot->view, plot->view->hour);

	if (!chart->has_forecast) {
		chart->finding = i18n_text(
			language, TR("There is too little history yet to say what is to come."));
	} else if (!chart->has_capacity) {
		chart->finding = i18n_text(
			language,
			TR("There are too few tickets yet, or no people at work today, to "
			   "say how many contacts can be answered."));
	} else if (!hour) {
		chart->finding = i18n_text(
			language,
			TR("Who is at work today can answer what is expected until midnight."));
	} else {
		chart->tone = "warn";
		chart->finding = short_finding(plot, hour);
	}
}

static void finding_fill(const struct plot *plot, struct control_chart *chart)
{
	const char *present = present_finding(plot);
	const struct board_hour *later = short_hour(plot->view, plot->view->hour + 1);

	chart->tone = "";
	if (!*present) {
		future_fill(plot, chart);
		return;
	}
	chart->tone = "warn";
	chart->finding =
		later ? hk_format(plot->cx->arena, "%s %s", present, short_finding(plot, later))
		      : present;
}

static void method_fill(const struct plot *plot, const struct board *board,
			struct control_chart *chart)
{
	const struct i18n_reader reader = i18n_reader_of(plot->cx);
	const char *language = plot->cx->language;
	const char *forecast, *capacity = "";

	if (chart->has_forecast)
		forecast = i18n_fill(
			plot->cx->arena,
			i18n_text(
				language,
				TR("Forecast: the mean of the same hour in the last {n} weeks that "
				   "can be compared; 95 of 100 such hours should lie in the "
				   "band.")),
			"n", i18n_number(&reader, (int64_t)plot->view->weeks), NULL);
	else
		forecast = i18n_fill(
			plot->cx->arena,
			i18n_text(language, TR("A forecast needs the same weekday of three weeks; "
					       "there are {n}.")),
			"n", i18n_number(&reader, (int64_t)plot->view->weeks), NULL);
	if (board->minutes > 0)
		capacity = i18n_fill(
			plot->cx->arena,
			i18n_text(language, TR("Can be answered: people by their working hours, "
					       "{minutes} min a contact, as the latest tickets "
					       "took.")),
			"minutes", i18n_decimal(&reader, board->minutes), NULL);
	chart->method =
		hk_format(plot->cx->arena, "%s%s%s", forecast, *capacity ? " " : "", capacity);
}

static void room_make(const struct plot *plot, struct control_chart *chart)
{
	struct hk_arena *arena = plot->cx->arena;
	size_t count = plot->count;

	chart->contacts.items = hk_alloc(arena, count, sizeof(*chart->contacts.items));
	chart->ranges.items = hk_alloc(arena, count, sizeof(*chart->ranges.items));
	chart->forecast.items = hk_alloc(arena, 2 * count, sizeof(*chart->forecast.items));
	chart->capacity.items = hk_alloc(arena, 2 * count, sizeof(*chart->capacity.items));
	chart->grid.items = hk_alloc(arena, GRID + 1, sizeof(*chart->grid.items));
	chart->heights.items = hk_alloc(arena, GRID + 1, sizeof(*chart->heights.items));
	chart->hours.items = hk_alloc(arena, count, sizeof(*chart->hours.items));
	chart->rows.items = hk_alloc(arena, count, sizeof(*chart->rows.items));
}

struct control_chart control_chart_of(struct ctx *cx, const struct board *board,
				      const struct board_view *view)
{
	struct control_chart chart = { .has_forecast = false };
	struct plot plot = { .cx = cx, .view = view };

	hours_choose(board, &plot);
	height_choose(&plot);
	room_make(&plot, &chart);
	hours_draw(&plot, &chart);
	marks_draw(&plot, &chart);
	now_draw(&plot, board, &chart);
	rows_fill(&plot, &chart);
	finding_fill(&plot, &chart);
	method_fill(&plot, board, &chart);
	return chart;
}
