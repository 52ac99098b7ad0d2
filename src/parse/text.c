#include <string.h>

#include "parse/inside.h"

/* How many signs at the beginning are ASCII and clean: most of most texts, so they go quickly. */
static size_t plain_run(const char *text, size_t len, bool is_line)
{
	size_t run = 0;

	while (run < len && ((text[run] >= ' ' && text[run] < 0x7f) ||
			     (!is_line && (text[run] == '\n' || text[run] == '\t'))))
		run++;
	return run;
}

static bool sign_is_clean(gunichar sign, bool is_line)
{
	bool is_override = (sign >= 0x202a && sign <= 0x202e) || (sign >= 0x2066 && sign <= 0x2069);

	if (is_line)
		return !is_override && !g_unichar_iscntrl(sign);
	return sign == '\n' || sign == '\t' || !g_unichar_iscntrl(sign);
}

bool text_is_clean(const char *text, size_t len, bool is_line)
{
	const char *at = text, *end = text + len;

	if (!g_utf8_validate_len(text, len, NULL))
		return false;
	for (at += plain_run(at, len, is_line); at < end;
	     at += plain_run(at, (size_t)(end - at), is_line)) {
		if (!sign_is_clean(g_utf8_get_char(at), is_line))
			return false;
		at = g_utf8_next_char(at);
	}
	return true;
}

void text_clean(GString *text, bool is_line)
{
	g_autofree char *valid = g_utf8_make_valid(text->str, (gssize)text->len);
	const char *at = valid, *end = valid + strlen(valid);

	g_string_truncate(text, 0);
	while (at < end) {
		size_t run = plain_run(at, (size_t)(end - at), is_line);
		size_t size = (size_t)(g_utf8_next_char(at) - at);

		if (run > 0 || sign_is_clean(g_utf8_get_char(at), is_line))
			g_string_append_len(text, at, (gssize)MAX(run, size));
		else if (*at == '\n' || *at == '\t')
			g_string_append_c(text, ' ');
		else if (*at == '\r' && at[1] != '\n') /* how lines ended on old Macintoshes */
			g_string_append_c(text, is_line ? ' ' : '\n');
		at += MAX(run, size);
	}
}

/* Quote marks, stuffing, and a space at the end that says "goes on". */
void text_unflow(GString *text, bool is_delsp)
{
	g_autofree char *all = g_strndup(text->str, text->len);
	size_t depth_before = 0;
	bool goes_on = false;

	g_string_truncate(text, 0);
	for (const char *line = all, *end; line; line = *end ? end + 1 : NULL) {
		size_t depth = strspn(line, ">");
		const char *body = line + depth + (line[depth] == ' ');

		end = strchrnul(line, '\n');

		size_t len = (size_t)(end - body);
		bool is_signature = len == 3 && memcmp(body, "-- ", len) == 0;

		if (goes_on && (depth != depth_before || is_signature))
			g_string_append_c(text, '\n');
		if (depth > 0 && (!goes_on || depth != depth_before)) {
			g_string_append_len(text, line, (gssize)depth);
			g_string_append_c(text, ' ');
		}
		goes_on = len > 0 && body[len - 1] == ' ' && !is_signature && *end;
		depth_before = depth;
		g_string_append_len(text, body, (gssize)(len - (goes_on && is_delsp)));
		if (!goes_on && *end)
			g_string_append_c(text, '\n');
	}
}
