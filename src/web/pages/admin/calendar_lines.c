#include "web/pages/admin/calendar_lines.h"

#include <stdlib.h>
#include <string.h>

#include "base/date.h"
#include "base/text.h"
#include "base/time.h"
#include "core/i18n.h"

enum { DATE_BYTES = 10, YEARS_AHEAD = 2, LINES_MOST = 2000, FILE_DAYS_MOST = 2000, MONTH = 31 };

/* Without blanks, so that hours are one word. */
static const char *hours_word(struct ctx *cx, const char *hours)
{
	char *word = hk_copy_text(cx->arena, hours), *to = word;

	for (const char *at = word; *at; at++)
		if (*at != ' ')
			*to++ = *at;
	*to = '\0';
	return word;
}

const char *calendar_lines_write(struct ctx *cx, const struct calendar_days *days)
{
	const char *text = "";

	for (size_t i = 0; i < days->count; i++) {
		const struct calendar_day *day = &days->items[i];
		text = hk_format(cx->arena, "%s%s%s %s%s%s\n", text,
				 hk_day_write(cx->arena, day->day), day->is_tentative ? "?" : "",
				 hours_word(cx, day->hours), *day->hours ? " " : "", day->name);
	}
	return text;
}

/* "09:00 - 12" and the like: two numbers with a dash between them. */
static bool looks_like_hours(const char *at)
{
	size_t number = strspn(at, "0123456789:.");

	at += number;
	at += strspn(at, " ");
	if (!number || (*at != '-' && !hk_starts(at, "–") && !hk_starts(at, "—")))
		return false;
	at += *at == '-' ? 1 : strlen("–");
	at += strspn(at, " ");
	return *at >= '0' && *at <= '9';
}

/* The most words that are hours together: "09:00-12:00, 13:00-15:00". Ends at the name. */
static const char *hours_take(struct ctx *cx, const char *at, struct calendar_day *ret)
{
	const char *end = at;
	struct hours hours;

	ret->hours = "";
	for (const char *to = at; looks_like_hours(at) && *to;) {
		to += strspn(to, " ");
		to += strcspn(to, " ");
		if (!hours_read(hk_copy(cx->arena, at, (size_t)(to - at)), &hours))
			continue;
		ret->hours = hours_write(cx->arena, &hours);
		end = to;
	}
	return end + strspn(end, " ");
}

static bool line_read(struct ctx *cx, const char *line, struct calendar_day *ret)
{
	const char *at = line;

	if (strlen(at) < DATE_BYTES || !hk_day_read(hk_copy(cx->arena, at, DATE_BYTES), &ret->day))
		return false;
	at += DATE_BYTES;
	ret->is_tentative = *at == '?';
	at += ret->is_tentative;
	if (*at != ' ')
		return false;
	at = hours_take(cx, at + strspn(at, " "), ret);
	ret->name = hk_trim(cx->arena, at);
	/* A name may begin with a number, but hours that nobody can keep are none. */
	return !looks_like_hours(at) && hk_has_ink(ret->name) &&
	       hk_letters(ret->name) <= CALENDAR_NAME_LETTERS;
}

static int by_day(const void *a, const void *b)
{
	const struct calendar_day *one = a, *other = b;

	return (one->day > other->day) - (one->day < other->day);
}

static enum hk_result line_problem(struct ctx *cx, const char *field, const char *sentence,
				   const char *line)
{
	return field_problem(
		cx, field,
		i18n_fill(cx->arena, i18n_text(cx->language, sentence), "line", line, NULL));
}

enum hk_result calendar_lines_read(struct ctx *cx, const char *field, const char *text,
				   struct calendar_days *ret)
{
	struct calendar_days days = { hk_alloc(cx->arena, LINES_MOST, sizeof(*days.items)), 0 };
	char *rest, *copy = hk_copy_text(cx->arena, text);

	for (char *line = strtok_r(copy, "\r\n", &rest); line;
	     line = strtok_r(NULL, "\r\n", &rest)) {
		const char *trimmed = hk_trim(cx->arena, line);
		if (!*trimmed)
			continue;
		if (days.count == LINES_MOST || !line_read(cx, trimmed, &days.items[days.count++]))
			return line_problem(cx, field, TR("This line cannot be read: {line}"),
					    trimmed);
	}
	qsort(days.items, days.count, sizeof(*days.items), by_day);
	for (size_t i = 1; i < days.count; i++)
		if (days.items[i].day == days.items[i - 1].day)
			return line_problem(cx, field, TR("Two lines have this date: {line}"),
					    hk_day_write(cx->arena, days.items[i].day));
	*ret = days;
	return HK_OK;
}

struct calendar_days calendar_days_merged(struct ctx *cx, const struct calendar_days *old,
					  const struct calendar_days *new)
{
	struct calendar_days all = {
		hk_alloc(cx->arena, old->count + new->count, sizeof(*all.items)), 0
	};
	size_t i = 0, k = 0;

	while (i < old->count || k < new->count) {
		bool is_new = i == old->count ||
			      (k < new->count &&new->items[k].day <= old->items[i].day);
		struct calendar_day day = is_new ? new->items[k++] : old->items[i++];
		if (all.count && all.items[all.count - 1].day == day.day) {
			if (is_new)
				all.items[all.count - 1] = day;
			continue;
		}
		all.items[all.count++] = day;
	}
	return all;
}

static const char *event_name(struct ctx *cx, const char *name)
{
	return hk_has_ink(name) ? hk_one_line(cx->arena, name) : "-";
}

static void years_add(struct ctx *cx, const struct parse_day *day, int64_t this_year,
		      struct calendar_days *days)
{
	int64_t last =
		day->last_year > this_year + YEARS_AHEAD ? this_year + YEARS_AHEAD : day->last_year;

	for (int64_t year = day->first_year; year <= last; year += day->interval) {
		int64_t first = hk_day_of(year, day->month, day->day);
		/* The 29th of February is in leap years only. */
		if (year < this_year || (day->month == 2 && first == hk_day_of(year, 3, 1)))
			continue;
		for (int64_t i = 0; i < day->length && days->count < FILE_DAYS_MOST; i++)
			if (first + i >= cx->now / HK_DAY - MONTH)
				days->items[days->count++] =
					(struct calendar_day){ .day = first + i,
							       .name = event_name(cx, day->name),
							       .hours = "" };
	}
}

static void left_add(struct ctx *cx, struct calendar_lefts *left, const char *name, const char *why)
{
	left->items[left->count++] = (struct calendar_left){ .name = event_name(cx, name),
							     .why = i18n_text(cx->language, why) };
}

static const char *const left_words[LEFT_WHYS] = {
	[LEFT_TIME] = TR("It is at a time of the day, not for whole days."),
	[LEFT_REPEAT] = TR("It comes again in another way than each year on its date."),
	[LEFT_EXCEPT] = TR("Single days are taken from it or added to it."),
	[LEFT_LONG] = TR("It is longer than two months."),
	[LEFT_NO_DATE] = TR("It has no date that is in the calendar."),
	[LEFT_CANCELLED] = TR("It is cancelled."),
	[LEFT_BACKWARDS] = TR("It ends before it begins, or on a day that is not in the calendar."),
};

struct calendar_file calendar_days_of_file(struct ctx *cx, const struct parse_days *file)
{
	struct calendar_file found = {
		.days = { hk_alloc(cx->arena, FILE_DAYS_MOST, sizeof(*found.days.items)), 0 },
		.left = { hk_alloc(cx->arena, file->count + file->left.count + 1,
				   sizeof(*found.left.items)),
			  0 }
	};
	const struct hk_date from = hk_date_of(cx->now / HK_DAY - MONTH);

	for (size_t i = 0; i < file->left.count; i++)
		left_add(cx, &found.left, file->left.items[i].name,
			 left_words[file->left.items[i].why]);
	for (size_t i = 0; i < file->count; i++) {
		size_t before = found.days.count;

		years_add(cx, &file->items[i], from.year, &found.days);
		if (found.days.count == FILE_DAYS_MOST)
			left_add(cx, &found.left, file->items[i].name,
				 TR("These are more days than a calendar takes."));
		else if (found.days.count == before)
			left_add(cx, &found.left, file->items[i].name,
				 TR("It is over, or comes after the year after next."));
	}
	if (file->beyond)
		left_add(cx, &found.left, hk_format(cx->arena, "+ %zu", file->beyond),
			 TR("The file has more events than are read at once."));
	qsort(found.days.items, found.days.count, sizeof(*found.days.items), by_day);
	return found;
}
