/*
 * The events of a calendar file (RFC 5545) that last whole days, one a line: first day, length in
 * days, last year, name, with tabs between. What is at a time of the day, or comes again in any
 * other way than each year on its date, is counted and left out.
 */
#include "parse/days.h"

#include <stdlib.h>
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
	FIELDS = 4
};

struct event {
	int64_t day, until; /* until: the day behind the last one; 0: not said */
	int64_t last_year;
	bool is_at_time, is_odd;
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

static int64_t year_of(int64_t day)
{
	scoped_arena *arena = hk_arena_new();

	return strtol(hk_day_write(arena, day), NULL, 10);
}

/* The date of a rule may have a time of day behind it. */
static int64_t until_of(const char *value)
{
	char date[DATE_SIGNS + 1] = { 0 };

	memcpy(date, value, DATE_SIGNS);
	return date_of(date);
}

/* FREQ=YEARLY, with UNTIL or COUNT; the parts that repeat its own date say nothing new. */
static void rule_take(struct event *event, const char *value)
{
	g_auto(GStrv) parts = g_strsplit(value, ";", -1);
	bool is_yearly = false;

	event->last_year = LAST_YEAR;
	for (char **part = parts; *part; part++) {
		if (g_ascii_strcasecmp(*part, "FREQ=YEARLY") == 0)
			is_yearly = true;
		else if (g_ascii_strncasecmp(*part, "UNTIL=", 6) == 0 &&
			 strlen(*part) >= 6 + DATE_SIGNS)
			event->last_year = year_of(until_of(*part + 6));
		else if (g_ascii_strncasecmp(*part, "COUNT=", 6) == 0)
			event->last_year = -strtol(*part + 6, NULL, 10);
		else if (g_ascii_strcasecmp(*part, "INTERVAL=1") != 0 &&
			 g_ascii_strncasecmp(*part, "BYMONTH=", 8) != 0 &&
			 g_ascii_strncasecmp(*part, "BYMONTHDAY=", 11) != 0 &&
			 g_ascii_strncasecmp(*part, "WKST=", 5) != 0)
			event->is_odd = true;
	}
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

static void line_take(struct event *event, const char *line)
{
	const char *value;

	if ((value = value_of(line, "DTSTART"))) {
		event->day = date_of(value);
		event->is_at_time = value[strspn(value, "0123456789")] == 'T';
	} else if ((value = value_of(line, "DTEND"))) {
		event->until = date_of(value);
	} else if ((value = value_of(line, "SUMMARY"))) {
		name_take(event, value);
	} else if ((value = value_of(line, "RRULE"))) {
		rule_take(event, value);
	} else if (value_of(line, "RDATE") || value_of(line, "EXDATE") ||
		   value_of(line, "DURATION")) {
		event->is_odd = true;
	}
}

/* False: it is left out. */
static bool event_write(const struct event *event, GString *out)
{
	scoped_arena *arena = hk_arena_new();
	int64_t length = event->until > event->day ? event->until - event->day : 1;
	int64_t year, last;

	if (!event->day || event->is_at_time || event->is_odd || length > DAYS_MOST)
		return false;
	year = year_of(event->day);
	last = event->last_year < 0 ? year - event->last_year - 1 : event->last_year;
	last = last > LAST_YEAR ? LAST_YEAR : last < year ? year : last;
	g_string_append_printf(out, "%s\t%lld\t%lld\t%s\n", hk_day_write(arena, event->day),
			       (long long)length, (long long)last, event->name);
	return true;
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

bool days_list(char *raw, size_t len, GString *out)
{
	g_autoptr(GString) text = g_string_new_len(raw, (gssize)len);
	struct event event = { .day = 0 };
	size_t left_out = 0, events = 0;
	bool is_calendar = false, is_event = false;

	(void)text_to_utf8(text, NULL);
	text_clean(text, false);
	unfold(text);

	g_auto(GStrv) lines = g_strsplit(text->str, "\n", -1);

	for (char **line = lines; *line && events < EVENTS_MOST; line++) {
		g_strchomp(*line);
		is_calendar |= g_ascii_strcasecmp(*line, "BEGIN:VCALENDAR") == 0;
		if (g_ascii_strcasecmp(*line, "BEGIN:VEVENT") == 0) {
			event = (struct event){ .day = 0 };
			is_event = true;
		} else if (is_event && g_ascii_strcasecmp(*line, "END:VEVENT") == 0) {
			left_out += !event_write(&event, out);
			events++;
			is_event = false;
		} else if (is_event) {
			line_take(&event, *line);
		}
	}
	g_string_append_printf(out, "%zu\n", left_out);
	return is_calendar;
}

/* It travels as the text of a mail that says nothing else. */
void days_parse(char *raw, size_t len, GString *out)
{
	enum { LISTS = 5 };

	g_autoptr(GString) text = g_string_new(NULL);

	if (!days_list(raw, len, text))
		g_string_truncate(text, 0);
	wire_number(out, 0, 4);
	wire_number(out, 0, 8);
	wire_line(out, "");
	wire_line(out, "");
	wire_text(out, text->str, text->len);
	wire_text(out, "", 0);
	wire_text(out, "", 0);
	for (int i = 0; i < LISTS; i++)
		wire_number(out, 0, 4);
}

/* Nothing of it is believed that does not look right. */
static bool day_read(struct hk_arena *arena, const char *line, struct parse_day *ret)
{
	g_auto(GStrv) fields = g_strsplit(line, "\t", FIELDS);
	int64_t day;

	if (g_strv_length(fields) != FIELDS || !hk_day_read(fields[0], &day))
		return false;
	ret->first_year = strtol(fields[0], NULL, 10);
	ret->month = strtol(fields[0] + 5, NULL, 10);
	ret->day = strtol(fields[0] + 8, NULL, 10);
	ret->length = strtol(fields[1], NULL, 10);
	ret->last_year = strtol(fields[2], NULL, 10);
	ret->name = hk_copy_text(arena, fields[3]);
	return ret->length >= 1 && ret->length <= DAYS_MOST && ret->last_year >= ret->first_year &&
	       ret->last_year <= LAST_YEAR;
}

enum hk_result parse_days(struct parse_pool *pool, struct hk_arena *arena,
			  const struct parse_source *source, struct parse_days *ret)
{
	struct parse_limits limits = parse_limits_usual;
	struct parse_days days = { .count = 0 };
	struct mail mail;

	limits.is_days = true;
	HK_TRY(parse_mail(pool, arena, source, &limits, &mail));
	if (!*mail.text)
		return HK_INVALID;

	g_auto(GStrv) lines = g_strsplit(mail.text, "\n", FOUND_MOST);

	days.items = hk_alloc(arena, g_strv_length(lines), sizeof(*days.items));
	for (char **line = lines; *line; line++) {
		if (day_read(arena, *line, &days.items[days.count]))
			days.count++;
		else if (**line && !strchr(*line, '\t'))
			days.left_out = strtoul(*line, NULL, 10);
	}
	*ret = days;
	return HK_OK;
}
