/*
 * The events of a calendar file (RFC 5545), one a line with tabs between: of what lasts whole days
 * first day, length in days, last year, years between, name; of what is left out "-", why, name.
 * The last line counts what nobody looked at.
 */
#include "parse/days.h"

#include <string.h>

#include "base/date.h"
#include "base/text.h"
#include "parse/mime.h"

enum {
	DATE_SIGNS = 8,
	EVENTS_MOST = 2000,
	NAME_BYTES = 200,
	YEAR_SIGNS = 4,
	DAYS_MOST = 60,
	LAST_YEAR = 2199,
	FOUND_MOST = EVENTS_MOST * 2,
	WEEK = 7,
	FIELDS = 5,
	LEFT_FIELDS = 3
};

struct event {
	int64_t day, until; /* until: the day behind the last one; 0: not said, or no day */
	int64_t length;     /* as its duration says; 0: it does not */
	int64_t last_day, count, interval;
	bool is_at_time, is_yearly, is_odd, has_exceptions, is_cancelled, has_end;
	char name[NAME_BYTES + 1];
};

/* The value of a line "NAME;PARAMETERS:VALUE", if that is its name. */
static const char *value_of(const char *line, const char *name)
{
	size_t len = strlen(name);
	bool is_quoted = false;

	if (g_ascii_strncasecmp(line, name, len) != 0 || (line[len] != ':' && line[len] != ';'))
		return NULL;
	for (line += len; *line; line++) {
		is_quoted ^= *line == '"';
		if (*line == ':' && !is_quoted)
			return line + 1;
	}
	return NULL;
}

static int64_t date_of(const char *value)
{
	char text[] = "0000-00-00";
	int64_t day;

	if (strspn(value, "0123456789") != DATE_SIGNS)
		return 0;
	memcpy(text, value, YEAR_SIGNS);
	memcpy(text + 5, value + YEAR_SIGNS, 2);
	memcpy(text + 8, value + YEAR_SIGNS + 2, 2);
	return hk_day_read(text, &day) ? day : 0;
}

/* The date of a rule may have a time of day behind it. */
static int64_t until_of(const char *value)
{
	char date[DATE_SIGNS + 1] = { 0 };

	memcpy(date, value, strnlen(value, DATE_SIGNS));
	return date_of(date);
}

/* 0: it is no number from 1 on. */
static int64_t count_of(const char *value)
{
	int64_t number;

	return hk_number(value, &number) && number > 0 && number <= LAST_YEAR ? number : 0;
}

/* A part of a rule that only says again on which day the event is. */
static bool says_its_date(const struct event *event, const char *part)
{
	const struct hk_date date = hk_date_of(event->day);

	if (g_ascii_strncasecmp(part, "WKST=", 5) == 0)
		return true;
	if (g_ascii_strncasecmp(part, "BYMONTH=", 8) == 0)
		return count_of(part + 8) == date.month;
	return g_ascii_strncasecmp(part, "BYMONTHDAY=", 11) == 0 && count_of(part + 11) == date.day;
}

/* FREQ=YEARLY, with INTERVAL, and UNTIL or COUNT. */
static void rule_take(struct event *event, const char *value)
{
	g_auto(GStrv) parts = g_strsplit(value, ";", -1);
	bool is_yearly = false;

	for (char **part = parts; *part; part++) {
		bool is_right = true;

		if (g_ascii_strcasecmp(*part, "FREQ=YEARLY") == 0) {
			is_yearly = true;
		} else if (g_ascii_strncasecmp(*part, "UNTIL=", 6) == 0) {
			event->last_day = until_of(*part + 6);
			is_right = event->last_day != 0;
		} else if (g_ascii_strncasecmp(*part, "COUNT=", 6) == 0) {
			event->count = count_of(*part + 6);
			is_right = event->count != 0;
		} else if (g_ascii_strncasecmp(*part, "INTERVAL=", 9) == 0) {
			event->interval = count_of(*part + 9);
			is_right = event->interval != 0;
		} else {
			is_right = !**part || says_its_date(event, *part);
		}
		event->is_odd |= !is_right;
	}
	event->is_yearly = is_yearly;
	event->is_odd |= !is_yearly;
}

static void name_take(struct event *event, const char *value)
{
	g_autoptr(GString) name = g_string_new(NULL);

	for (; *value; value++) {
		bool is_coded = *value == '\\' && value[1];

		value += is_coded;
		g_string_append_c(name,
				  (is_coded && (*value == 'n' || *value == 'N')) || *value == '\t'
					  ? ' '
					  : *value);
	}
	g_string_truncate(name, hk_utf8_fit(name->str, NAME_BYTES));
	memcpy(event->name, name->str, name->len + 1);
}

/* "20261224"; "20261224T000000" by the clocks there is the beginning of a day too. */
static int64_t day_of(struct event *event, const char *value)
{
	const char *time = value + strspn(value, "0123456789");

	event->is_at_time |= *time && strcmp(time, "T000000") != 0;
	return until_of(value);
}

/* "P1D", "P2W"; anything shorter is no whole day. */
static void duration_take(struct event *event, const char *value)
{
	g_autofree char *number = NULL;
	size_t digits;

	value += *value == '+';
	digits = *value == 'P' ? strspn(value + 1, "0123456789") : 0;
	number = g_strndup(value + (digits ? 1 : 0), digits);
	event->length = count_of(number) * (digits && value[digits + 1] == 'W' ? WEEK : 1);
	if (!event->length || strspn(value + 1 + digits, "DW") != 1 || value[digits + 2])
		event->is_at_time = true;
}

static void end_take(struct event *event, const char *value)
{
	event->until = day_of(event, value);
	event->has_end = true;
}

static void line_take(struct event *event, const char *line)
{
	const char *value;

	if ((value = value_of(line, "DTSTART")))
		event->day = day_of(event, value);
	else if ((value = value_of(line, "DTEND")))
		end_take(event, value);
	else if ((value = value_of(line, "DURATION")))
		duration_take(event, value);
	else if ((value = value_of(line, "SUMMARY")))
		name_take(event, value);
	else if ((value = value_of(line, "STATUS")))
		event->is_cancelled = g_ascii_strcasecmp(value, "CANCELLED") == 0;
	else if (value_of(line, "RDATE") || value_of(line, "EXDATE") ||
		 value_of(line, "RECURRENCE-ID"))
		event->has_exceptions = true;
}

static int64_t length_of(const struct event *event)
{
	if (event->length)
		return event->length;
	return event->until > event->day ? event->until - event->day : 1;
}

/* LEFT_WHYS: nothing is wrong with it. */
static enum parse_left_why left_why(const struct event *event)
{
	const struct {
		bool is_so;
		enum parse_left_why why;
	} whys[] = { { event->is_cancelled, LEFT_CANCELLED },
		     { event->is_at_time, LEFT_TIME },
		     { !event->day, LEFT_NO_DATE },
		     { event->has_exceptions, LEFT_EXCEPT },
		     { event->is_odd, LEFT_REPEAT },
		     { length_of(event) > DAYS_MOST, LEFT_LONG },
		     { event->has_end && event->until < event->day, LEFT_BACKWARDS } };

	for (size_t i = 0; i < G_N_ELEMENTS(whys); i++)
		if (whys[i].is_so)
			return whys[i].why;
	return LEFT_WHYS;
}

static int64_t last_year_of(const struct event *event, int64_t interval)
{
	const struct hk_date date = hk_date_of(event->day);
	int64_t last = event->is_yearly ? LAST_YEAR : date.year;

	if (event->count)
		last = date.year + (event->count - 1) * interval;
	if (event->last_day) {
		last = hk_date_of(event->last_day).year;
		last -= hk_day_of(last, date.month, date.day) > event->last_day;
	}
	return last > LAST_YEAR ? LAST_YEAR : last < date.year ? date.year : last;
}

static void event_write(const struct event *event, GString *out)
{
	scoped_arena *arena = hk_arena_new();
	const enum parse_left_why why = left_why(event);
	const int64_t interval = event->interval ? event->interval : 1;

	if (why != LEFT_WHYS)
		g_string_append_printf(out, "-\t%d\t%s\n", (int)why, event->name);
	else
		g_string_append_printf(out, "%s\t%lld\t%lld\t%lld\t%s\n",
				       hk_day_write(arena, event->day), (long long)length_of(event),
				       (long long)last_year_of(event, interval),
				       (long long)interval, event->name);
}

/* A line that begins with a blank goes on with the one before it. */
static void unfold(GString *text)
{
	char *to = text->str;

	for (const char *at = text->str; *at; at++) {
		if (*at == '\n' && (at[1] == ' ' || at[1] == '\t'))
			at++;
		else
			*to++ = *at;
	}
	g_string_truncate(text, (gsize)(to - text->str));
}

struct reader {
	struct event event;
	const char *rule; /* of the event; it is about its day, which may stand behind it */
	size_t depth;     /* of the event 1; what is deeper are its alarms */
	size_t events;
	bool is_calendar;
};

static void event_end(struct reader *reader, GString *out)
{
	if (reader->events++ >= EVENTS_MOST)
		return;
	if (reader->rule)
		rule_take(&reader->event, reader->rule);
	event_write(&reader->event, out);
}

static void reader_take(struct reader *reader, const char *line, GString *out)
{
	const char *rule;

	if (g_ascii_strcasecmp(line, "BEGIN:VCALENDAR") == 0) {
		reader->is_calendar = true;
	} else if (g_ascii_strcasecmp(line, "BEGIN:VEVENT") == 0) {
		reader->event = (struct event){ .day = 0 };
		reader->rule = NULL;
		reader->depth = 1;
	} else if (reader->depth && g_ascii_strncasecmp(line, "BEGIN:", 6) == 0) {
		reader->depth++;
	} else if (reader->depth && g_ascii_strncasecmp(line, "END:", 4) == 0) {
		if (--reader->depth == 0)
			event_end(reader, out);
	} else if (reader->depth == 1 && (rule = value_of(line, "RRULE"))) {
		reader->event.is_odd |= reader->rule != NULL; /* two rules at once */
		reader->rule = rule;
	} else if (reader->depth == 1) {
		line_take(&reader->event, line);
	}
}

bool days_list(char *raw, size_t len, GString *out)
{
	static const char mark[] = "\xef\xbb\xbf"; /* of its order of bytes, which UTF-8 has not */
	g_autoptr(GString) text = g_string_new_len(raw, (gssize)len);
	struct reader reader = { .depth = 0 };

	if (g_str_has_prefix(text->str, mark))
		g_string_erase(text, 0, sizeof(mark) - 1);
	(void)text_to_utf8(text, NULL);
	text_clean(text, false);
	unfold(text);

	g_auto(GStrv) lines = g_strsplit(text->str, "\n", -1);

	for (char **line = lines; *line; line++)
		reader_take(&reader, g_strchomp(*line), out);
	g_string_append_printf(out, "%zu\n",
			       reader.events > EVENTS_MOST ? reader.events - EVENTS_MOST : 0);
	return reader.is_calendar;
}

void days_parse(char *raw, size_t len, GString *out)
{
	g_autoptr(GString) text = g_string_new(NULL);

	if (!days_list(raw, len, text))
		g_string_truncate(text, 0);
	wire_mail_of_text(out, text);
}

/* Nothing of it is believed that does not look right. */
static bool day_read(struct hk_arena *arena, const char *line, struct parse_day *ret)
{
	g_auto(GStrv) fields = g_strsplit(line, "\t", FIELDS);
	struct hk_date date;
	int64_t day;

	if (g_strv_length(fields) != FIELDS || !hk_day_read(fields[0], &day) ||
	    !hk_number(fields[1], &ret->length) || !hk_number(fields[2], &ret->last_year) ||
	    !hk_number(fields[3], &ret->interval))
		return false;
	date = hk_date_of(day);
	ret->first_year = date.year;
	ret->month = date.month;
	ret->day = date.day;
	ret->name = hk_copy_text(arena, fields[4]);
	return ret->length >= 1 && ret->length <= DAYS_MOST && ret->last_year >= ret->first_year &&
	       ret->last_year <= LAST_YEAR && ret->interval >= 1 && ret->interval <= LAST_YEAR;
}

static bool left_read(struct hk_arena *arena, const char *line, struct parse_left *ret)
{
	g_auto(GStrv) fields = g_strsplit(line, "\t", LEFT_FIELDS);
	int64_t why;

	if (g_strv_length(fields) != LEFT_FIELDS || strcmp(fields[0], "-") != 0 ||
	    !hk_number(fields[1], &why) || why < 0 || why >= LEFT_WHYS)
		return false;
	*ret = (struct parse_left){ (enum parse_left_why)why, hk_copy_text(arena, fields[2]) };
	return true;
}

enum hk_result parse_days(struct parse_pool *pool, struct hk_arena *arena,
			  const struct parse_source *source, struct parse_days *ret)
{
	struct parse_limits limits = parse_limits_usual;
	struct parse_days days = { .count = 0 };
	struct mail mail;
	int64_t beyond;

	limits.is_days = true;
	HK_TRY(parse_mail(pool, arena, source, &limits, &mail));
	if (!*mail.text)
		return HK_INVALID;

	g_auto(GStrv) lines = g_strsplit(mail.text, "\n", FOUND_MOST);

	days.items = hk_alloc(arena, g_strv_length(lines), sizeof(*days.items));
	days.left.items = hk_alloc(arena, g_strv_length(lines), sizeof(*days.left.items));
	for (char **line = lines; *line; line++) {
		if (day_read(arena, *line, &days.items[days.count]))
			days.count++;
		else if (left_read(arena, *line, &days.left.items[days.left.count]))
			days.left.count++;
		else if (hk_number(*line, &beyond))
			days.beyond = (size_t)beyond;
	}
	*ret = days;
	return HK_OK;
}
