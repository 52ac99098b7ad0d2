#include <string.h>

#include "base/text.h"
#include "base/time.h"
#include "web/pages/loop/loop_view.h"

enum { LATE_DAYS = 2 }; /* from so many on, days are counted instead of hours */

const char *loop_say(struct ctx *cx, const char *sentence)
{
	return i18n_text(cx->language, sentence);
}

const char *loop_number(struct ctx *cx, int64_t number)
{
	const struct i18n_reader reader = i18n_reader_of(cx);

	return i18n_number(&reader, number);
}

/* From where on it is middling, and from where on good. */
static const struct {
	const char *kind;
	int64_t middle, good;
} tones[] = { { "nps", 7, 9 }, { "csat", 3, 4 }, { "ces", 4, 5 }, { "index", 5, 8 } };

const char *loop_score_tone(const char *kind, int64_t score)
{
	for (size_t i = 0; i < HK_COUNT(tones); i++)
		if (strcmp(tones[i].kind, kind) == 0) {
			if (score >= tones[i].good)
				return "hi";
			return score >= tones[i].middle ? "mid" : "lo";
		}
	return "";
}

const char *loop_time_left(struct ctx *cx, int64_t due_at)
{
	bool is_late = due_at < cx->now;
	int64_t ms = is_late ? cx->now - due_at : due_at - cx->now;
	int64_t days = ms / HK_DAY, hours = ms / HK_HOUR, minutes = ms / HK_MINUTE;

	if (is_late && days >= LATE_DAYS)
		return i18n_fill(cx->arena,
				 i18n_plural(cx->language, "{n} day late", "{n} days late", days),
				 "n", loop_number(cx, days), NULL);
	if (hours)
		return i18n_fill(
			cx->arena,
			is_late ? i18n_plural(cx->language, "{n} h late", "{n} h late", hours)
				: i18n_plural(cx->language, "{n} h left", "{n} h left", hours),
			"n", loop_number(cx, hours), NULL);
	return i18n_fill(
		cx->arena,
		is_late ? i18n_plural(cx->language, "{n} min late", "{n} min late", minutes)
			: i18n_plural(cx->language, "{n} min left", "{n} min left", minutes),
		"n", loop_number(cx, minutes), NULL);
}
