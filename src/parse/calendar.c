/*
 * An invitation (RFC 5545) in a few lines without labels, which need no language: what, when,
 * where, and who asks. The times are those of the calendar that was sent, with its zone.
 */
#include <string.h>

#include "base/text.h"
#include "parse/mime.h"

enum { EVENTS_MOST = 10, VALUE_BYTES = 300, DATE_SIGNS = 8, MINUTE_SIGNS = 4, IN_EVENT = 2 };

/* NAME;PARAMETERS:VALUE, parts of one line. */
struct property {
	char *name, *parameters, *value;
};

struct event {
	struct property what, from, until, where, who;
};

/* The sign outside of quotes; NULL: there is none. */
static char *find_unquoted(char *text, char sign)
{
	bool is_quoted = false;

	for (; *text; text++) {
		is_quoted ^= *text == '"';
		if (*text == sign && !is_quoted)
			return text;
	}
	return NULL;
}

static bool property_read(char *line, struct property *ret)
{
	char *value = find_unquoted(line, ':'), *parameters;

	if (!value)
		return false;
	*value++ = '\0';
	parameters = strchr(line, ';');
	if (parameters)
		*parameters++ = '\0';
	*ret = (struct property){ line, parameters ? parameters : value - 1, value };
	return true;
}

static bool is_named(const struct property *property, const char *name)
{
	return g_ascii_strcasecmp(property->name, name) == 0;
}

/* Without its quotes; NULL: it is not there. The caller frees it. */
static char *parameter_of(const struct property *property, const char *name)
{
	size_t len = strlen(name);

	for (char *at = property->parameters, *end; at && *at; at = end ? end + 1 : NULL) {
		end = find_unquoted(at, ';');
		if (g_ascii_strncasecmp(at, name, len) != 0 || at[len] != '=')
			continue;
		at += len + 1;
		return *at == '"' ? g_strndup(at + 1, strcspn(at + 1, "\""))
				  : g_strndup(at, strcspn(at, ";"));
	}
	return NULL;
}

/* "\," is a comma, "\n" a new line, for which a blank is enough here. */
static void words_add(GString *out, const char *value)
{
	size_t from = out->len;

	for (; value && *value; value++) {
		bool is_coded = *value == '\\' && value[1];

		value += is_coded;
		g_string_append_c(out, is_coded && (*value == 'n' || *value == 'N') ? ' ' : *value);
	}
	g_string_truncate(out, from + hk_utf8_fit(out->str + from, VALUE_BYTES));
}

static void line_add(GString *out, const char *value)
{
	if (!value || !value[strspn(value, " \t")])
		return;
	words_add(out, value);
	g_string_append_c(out, '\n');
}

/* 20261122T101500Z is 2026-11-22 10:15; a day may have no time. */
static bool moment_add(GString *out, const char *value, bool has_date)
{
	const char *time;

	if (strspn(value, "0123456789") != DATE_SIGNS)
		return false;
	time = value + DATE_SIGNS + (value[DATE_SIGNS] == 'T');
	if (has_date)
		g_string_append_printf(out, "%.4s-%.2s-%.2s", value, value + 4, value + 6);
	if (value[DATE_SIGNS] == 'T' && strspn(time, "0123456789") >= MINUTE_SIGNS)
		g_string_append_printf(out, "%s%.2s:%.2s", has_date ? " " : "", time, time + 2);
	return true;
}

static void when_add(GString *out, const struct event *event)
{
	const char *from = event->from.value, *until = event->until.value;
	g_autofree char *zone = NULL;

	if (!from || !moment_add(out, from, true))
		return;
	if (until && strspn(until, "0123456789") == DATE_SIGNS && strcmp(from, until) != 0) {
		g_string_append(out, " – ");
		moment_add(out, until,
			   until[DATE_SIGNS] != 'T' || strncmp(from, until, DATE_SIGNS) != 0);
	}
	zone = g_str_has_suffix(from, "Z") ? g_strdup("UTC") : parameter_of(&event->from, "TZID");
	if (zone && from[DATE_SIGNS] == 'T') {
		g_string_append(out, " (");
		words_add(out, zone);
		g_string_append_c(out, ')');
	}
	g_string_append_c(out, '\n');
}

static void who_add(GString *out, const struct property *who)
{
	static const char mailto[] = "mailto:";
	g_autofree char *name = who->value ? parameter_of(who, "CN") : NULL;
	const char *address = who->value;

	if (!address)
		return;
	if (g_ascii_strncasecmp(address, mailto, strlen(mailto)) == 0)
		address += strlen(mailto);
	if (name && *name && strcmp(name, address) != 0) {
		words_add(out, name);
		g_string_append(out, " <");
		words_add(out, address);
		g_string_append(out, ">\n");
	} else {
		line_add(out, address);
	}
}

/* method: what shall be done with the event, unless that is just to come (RFC 5546). */
static void event_add(GString *out, const struct event *event, const char *method)
{
	if (method && g_ascii_strcasecmp(method, "REQUEST") != 0 &&
	    g_ascii_strcasecmp(method, "PUBLISH") != 0) {
		words_add(out, method);
		g_string_append(out, ": ");
	}
	line_add(out, event->what.value ? event->what.value : "-");
	when_add(out, event);
	line_add(out, event->where.value);
	who_add(out, &event->who);
	g_string_append_c(out, '\n');
}

static void event_take(struct event *event, const struct property *property)
{
	struct {
		const char *name;
		struct property *place;
	} known[] = { { "SUMMARY", &event->what },
		      { "DTSTART", &event->from },
		      { "DTEND", &event->until },
		      { "LOCATION", &event->where },
		      { "ORGANIZER", &event->who } };

	for (size_t i = 0; i < G_N_ELEMENTS(known); i++)
		if (is_named(property, known[i].name))
			*known[i].place = *property;
}

/* A line that begins with a blank goes on with the one before it. */
static void unfold(char *text)
{
	char *to = text;

	for (const char *at = text; *at; at++) {
		if (*at == '\n' && (at[1] == ' ' || at[1] == '\t'))
			at++;
		else
			*to++ = *at;
	}
	*to = '\0';
}

void calendar_write(char *text, GString *out)
{
	struct event event = { .what = { .name = NULL } };
	struct property property;
	const char *method = NULL;
	uint32_t depth = 0, events = 0;
	bool is_event = false; /* the second level is one; what is deeper are its alarms */

	unfold(text);
	for (char *line = text, *next; line && events < EVENTS_MOST; line = next) {
		next = strchr(line, '\n');
		if (next)
			*next++ = '\0';
		if (!property_read(line, &property))
			continue;
		if (is_named(&property, "BEGIN")) {
			if (++depth == IN_EVENT) {
				is_event = g_ascii_strcasecmp(property.value, "VEVENT") == 0;
				event = (struct event){ .what = { .name = NULL } };
			}
		} else if (is_named(&property, "END")) {
			if (depth == IN_EVENT && is_event) {
				event_add(out, &event, method);
				events++;
			}
			depth -= depth > 0;
		} else if (depth == IN_EVENT && is_event) {
			event_take(&event, &property);
		} else if (depth < IN_EVENT && is_named(&property, "METHOD")) {
			method = property.value;
		}
	}
}
