#include <string.h>

#include "base/result.h"
#include "base/time.h"
#include "core/html.h"
#include "core/i18n.h"
#include "core/markdown.h"

enum { BREAKABLE_MAX = 64 * 1024 };

static struct i18n_reader reader_of(const struct html *out)
{
	return (struct i18n_reader){ out->formats, out->arena, out->language, out->timezone,
				     out->native_digits };
}

/* A time of 0 is one that has not come: nothing is shown. */
static const char *in_style(const struct html *out, enum i18n_style style, int64_t when)
{
	struct i18n_reader reader = reader_of(out);

	return when == 0 ? "" : i18n_time(&reader, style, when);
}

const char *show_time(struct html *out, int64_t when)
{
	return in_style(out, I18N_TIME, when);
}

const char *show_date(struct html *out, int64_t when)
{
	return in_style(out, I18N_DATE, when);
}

const char *show_day(struct html *out, int64_t when)
{
	struct i18n_reader reader = reader_of(out);

	return when == 0 ? "" : i18n_day(&reader, out->now, when);
}

const char *show_date_time(struct html *out, int64_t when)
{
	return in_style(out, I18N_DATE_TIME, when);
}

const char *show_due(struct html *out, int64_t when)
{
	struct i18n_reader reader = reader_of(out);

	return when == 0 ? "" : i18n_due(&reader, out->now, when);
}

const char *show_deadline(struct html *out, int64_t when)
{
	/* Who may be anywhere is helped by the day of the week more than by the year. */
	bool is_near = when > out->now - I18N_SAME_YEAR && when < out->now + I18N_SAME_YEAR;
	const char *time =
		in_style(out, out->names_city && is_near ? I18N_WEEKDAY : I18N_DATE_TIME, when);

	if (!out->names_city || !*time)
		return time;
	/* Zones that are no city's, such as UTC, have their own name. */
	return hk_format(out->arena, "%s (%s)", time,
			 strchr(out->timezone, '/') ? in_style(out, I18N_CITY, when)
						    : out->timezone);
}

const char *show_relative(struct html *out, int64_t when)
{
	struct i18n_reader reader = reader_of(out);

	return when == 0 ? "" : i18n_relative(&reader, out->now, when);
}

const char *show_iso(struct html *out, int64_t when)
{
	return when == 0 ? "" : hk_time_iso(out->arena, when);
}

const char *show_number(struct html *out, int64_t number)
{
	struct i18n_reader reader = reader_of(out);

	return i18n_number(&reader, number);
}

const char *show_size(struct html *out, int64_t bytes)
{
	static const char *const units[] = { "B", "kB", "MB", "GB" };
	struct i18n_reader reader = reader_of(out);
	double size = (double)bytes;
	size_t unit = 0;

	while (size >= 999.95 && unit + 1 < HK_COUNT(units)) {
		size /= 1000;
		unit++;
	}
	/* A space that does not break, U+00A0. */
	return hk_format(out->arena, "%s\xc2\xa0%s", i18n_decimal(&reader, size), units[unit]);
}

const char *show_initials(struct html *out, const char *name)
{
	struct i18n_reader reader = reader_of(out);

	return i18n_initials(&reader, name ? name : "");
}

const char *show_language(struct html *out, const char *code)
{
	const struct i18n_language *language = i18n_find(code);

	(void)out;
	return language ? language->name : "";
}

const char *show_tr(struct html *out, const char *sentence)
{
	return sentence ? show_digits(out, i18n_text(out->language, sentence)) : "";
}

const char *show_digits(struct html *out, const char *text)
{
	enum { BYTES = 3 };

	size_t length, put = 0;
	char *shown;

	if (!text || !out->native_digits)
		return text ? text : "";
	length = strlen(text);
	shown = hk_alloc(out->arena, BYTES * length + 1, 1);
	for (size_t i = 0; i < length; i++) {
		if (text[i] < '0' || text[i] > '9') {
			shown[put++] = text[i];
			continue;
		}
		shown[put++] = (char)0xe0; /* U+09E6 is the Bengali zero */
		shown[put++] = (char)0xa7;
		shown[put++] = (char)(0xa6 + (text[i] - '0'));
	}
	return shown;
}

/* RFC 3966 knows no spaces, and brackets only hinder. */
const char *show_phone_link(struct html *out, const char *phone)
{
	size_t length = phone ? strlen(phone) : 0, put = 0;
	char *digits = hk_alloc(out->arena, length + 1, 1);

	for (size_t i = 0; i < length; i++)
		if ((phone[i] >= '0' && phone[i] <= '9') || (phone[i] == '+' && put == 0))
			digits[put++] = phone[i];
	return hk_format(out->arena, "tel:%s", digits);
}

struct markup show_breakable(struct html *out, const char *text)
{
	scoped_buf buf;
	struct html piece = *out;

	hk_buf_init(&buf, BREAKABLE_MAX);
	piece.to = &buf;
	for (const char *at = text ? text : ""; *at;) {
		size_t length = 1 + strcspn(at + 1, "@.");

		html_text_str(&piece, hk_copy(out->arena, at, length));
		at += length;
		if (*at && strchr(text, '@'))
			html_raw(&piece, "<wbr>", strlen("<wbr>"));
	}
	return (struct markup){ buf.length ? hk_copy(out->arena, buf.bytes, buf.length) : "" };
}

struct markup show_markdown(struct html *out, const char *text)
{
	return markdown_render(out->arena, text ? text : "");
}
