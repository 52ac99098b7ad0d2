#include "standard/hours.h"

#include <string.h>

#include "base/result.h"
#include "base/text.h"

enum { HOUR = 60, DIGITS_MOST = 2, DASH_BYTES = 3, DIGIT_BYTES = 3, DIGIT_ZERO = 0xa6 };

static const char *skip(const char *at, const char *signs)
{
	return at + strspn(at, signs);
}

/* One of ours, of Bengali or of Tamil; -1: none stands there. */
static int digit_read(const char **at)
{
	static const char *const others[] = { "\xe0\xa7", "\xe0\xaf" }; /* U+09E6, U+0BE6 */
	const unsigned char first = (unsigned char)**at;

	if (first >= '0' && first <= '9') {
		++*at;
		return first - '0';
	}
	for (size_t i = 0; i < HK_COUNT(others); i++) {
		unsigned char last = hk_starts(*at, others[i]) ? (unsigned char)(*at)[2] : 0;

		if (last < DIGIT_ZERO || last > DIGIT_ZERO + 9)
			continue;
		*at += DIGIT_BYTES;
		return last - DIGIT_ZERO;
	}
	return -1;
}

static bool number_read(const char **at, int most, int *ret)
{
	int value = 0, digits = 0, digit;

	for (; digits <= DIGITS_MOST && (digit = digit_read(at)) >= 0; digits++)
		value = value * 10 + digit;
	*ret = value;
	return digits > 0 && digits <= DIGITS_MOST && value <= most;
}

/* "9", "09:30", "9.30", as both are written in Europe and Asia. */
static bool clock_read(const char **at, int *ret)
{
	int hour, minute = 0;

	if (!number_read(at, HOURS_DAY / HOUR, &hour))
		return false;
	if (**at == ':' || **at == '.') {
		++*at;
		if (!number_read(at, HOUR - 1, &minute))
			return false;
	}
	*ret = hour * HOUR + minute;
	return *ret <= HOURS_DAY;
}

/* "-", or one of the two dashes that a word processor makes of it. */
static bool dash_read(const char **at)
{
	*at = skip(*at, " ");
	if (**at == '-')
		++*at;
	else if (hk_starts(*at, "–") || hk_starts(*at, "—"))
		*at += DASH_BYTES;
	else
		return false;
	*at = skip(*at, " ");
	return true;
}

static bool follows(const struct hours *hours, const struct hours_span *span,
		    struct hours_fault *ret_fault)
{
	ret_fault->span = *span;
	if (span->from >= span->until) {
		ret_fault->kind = HOURS_BACKWARDS;
		return false;
	}
	if (!hours->count || span[-1].until <= span->from)
		return true;
	ret_fault->kind = HOURS_OVERLAP;
	ret_fault->before = span[-1];
	return false;
}

bool hours_look(const char *text, struct hours *ret, struct hours_fault *ret_fault)
{
	struct hours hours = { .count = 0 };
	const char *at = skip(text, " \t\r\n");

	*ret_fault = (struct hours_fault){ .kind = HOURS_NONE };
	if (strcmp(at, "24") == 0) {
		*ret = (struct hours){ .spans = { { 0, HOURS_DAY } }, .count = 1 };
		return true;
	}
	while (*at) {
		struct hours_span *span = &hours.spans[hours.count];

		if (hours.count == HOURS_SPANS_MOST || !clock_read(&at, &span->from) ||
		    !dash_read(&at) || !clock_read(&at, &span->until))
			return false;
		if (!follows(&hours, span, ret_fault))
			return false;
		hours.count++;
		/* Spans are apart from each other by something: "9-12 13-17". */
		if (*at && !strchr(",; \t\r\n", *at))
			return false;
		at = skip(at, ",; \t\r\n");
	}
	*ret = hours;
	return true;
}

bool hours_read(const char *text, struct hours *ret)
{
	struct hours_fault fault;

	return hours_look(text, ret, &fault);
}

const char *hours_write(struct hk_arena *arena, const struct hours *hours)
{
	const char *text = "";

	for (size_t i = 0; i < hours->count; i++) {
		const struct hours_span *span = &hours->spans[i];
		text = hk_format(arena, "%s%s%02d:%02d-%02d:%02d", text, i ? ", " : "",
				 span->from / HOUR, span->from % HOUR, span->until / HOUR,
				 span->until % HOUR);
	}
	return text;
}

bool hours_are_all_day(const struct hours *hours)
{
	return hours->count == 1 && hours->spans[0].from == 0 && hours->spans[0].until == HOURS_DAY;
}
