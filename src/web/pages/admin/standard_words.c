#include "web/pages/admin/standard_words.h"

#include <inttypes.h>
#include <string.h>

#include "base/text.h"
#include "base/time.h"
#include "core/i18n.h"

/* More than that many minutes are no time that anybody promises. */
enum { MINUTES_MOST = 10000000, MINUTES_AN_HOUR = 60 };

static const char *with_units(struct ctx *cx, int64_t minutes, const char *hours, const char *rest)
{
	if (minutes % 60 == 0 && minutes)
		return i18n_fill(cx->arena, i18n_text(cx->language, TR("{hours} h")), "hours",
				 hours, NULL);
	if (minutes < 60)
		return i18n_fill(cx->arena, i18n_text(cx->language, TR("{minutes} min")), "minutes",
				 rest, NULL);
	return i18n_fill(cx->arena, i18n_text(cx->language, TR("{hours} h {minutes} min")), "hours",
			 hours, "minutes", rest, NULL);
}

const char *duration_words(struct ctx *cx, int64_t ms)
{
	const struct i18n_reader reader = i18n_reader_of(cx);
	int64_t minutes = ms / HK_MINUTE;

	return with_units(cx, minutes, i18n_number(&reader, minutes / 60),
			  i18n_number(&reader, minutes % 60));
}

const char *duration_text(struct ctx *cx, int64_t ms)
{
	int64_t minutes = ms / HK_MINUTE;

	return with_units(cx, minutes, hk_format(cx->arena, "%" PRId64, minutes / 60),
			  hk_format(cx->arena, "%" PRId64, minutes % 60));
}

/* What stands behind the number: "{hours} h" is "h". */
static const char *unit_of(struct ctx *cx, const char *pattern)
{
	const char *text = i18n_text(cx->language, pattern), *end = strchr(text, '}');

	return hk_trim(cx->arena, end ? end + 1 : "");
}

/* How people begin these words: minutes of one. */
static const struct {
	const char *beginning;
	int64_t minutes;
} said[] = {
	{ "min", 1 },     { "মিনিট", 1 }, { "நிமிட", 1 }, { "hour", 60 }, { "hr", 60 },
	{ "valand", 60 }, { "val", 60 },  { "ঘণ্ট", 60 },  { "ঘন্ট", 60 },  { "மணி", 60 },
};

/* Minutes of one of the unit; 0: it is none. */
static int64_t unit_minutes(struct ctx *cx, const char *unit)
{
	const char *plain = hk_lower_ascii(cx->arena, unit);

	if (strcmp(unit, unit_of(cx, TR("{minutes} min"))) == 0 || strcmp(plain, "m") == 0)
		return 1;
	if (strcmp(unit, unit_of(cx, TR("{hours} h"))) == 0 || strcmp(plain, "h") == 0)
		return 60;
	for (size_t i = 0; i < HK_COUNT(said) && !strchr(plain, ' '); i++)
		if (strncmp(plain, said[i].beginning, strlen(said[i].beginning)) == 0)
			return said[i].minutes;
	return 0;
}

/* Digits of ASCII, Bengali or Tamil. */
static size_t digits_at(const char *text)
{
	size_t length = 0;

	for (;;) {
		const unsigned char *at = (const unsigned char *)text + length;

		if (*at >= '0' && *at <= '9')
			length++;
		else if (at[0] == 0xe0 && (at[1] == 0xa7 || at[1] == 0xaf) && at[2] >= 0xa6 &&
			 at[2] <= 0xaf)
			length += 3;
		else
			return length;
	}
}

bool duration_read(struct ctx *cx, const char *text, int64_t *ret_ms)
{
	int64_t minutes = 0, number, of = 0;

	text = hk_trim(cx->arena, text);
	if (!*text)
		return false;
	if (hk_number(text, &number)) {
		*ret_ms = 0;
		return number == 0;
	}
	while (*text) {
		size_t digits = digits_at(text), unit = 0;

		while (text[digits + unit] && !digits_at(text + digits + unit))
			unit++;
		of = unit ? unit_minutes(
				    cx, hk_trim(cx->arena, hk_copy(cx->arena, text + digits, unit)))
			  : of / MINUTES_AN_HOUR;
		if (!hk_number(hk_copy(cx->arena, text, digits), &number) || !of ||
		    number > MINUTES_MOST || minutes > MINUTES_MOST)
			return false;
		/* "1 h 99 min" was typed wrongly. */
		if (minutes && of == 1 && number >= MINUTES_AN_HOUR)
			return false;
		minutes += number * of;
		text += digits + unit;
	}
	*ret_ms = minutes * HK_MINUTE;
	return true;
}

const char *standard_words(struct ctx *cx, const char *name, int64_t first_answer_ms)
{
	return i18n_fill(cx->arena,
			 i18n_text(cx->language, TR("{standard}: first answer in {time}")),
			 "standard", name, "time", duration_words(cx, first_answer_ms), NULL);
}
