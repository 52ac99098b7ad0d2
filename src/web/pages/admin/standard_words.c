#include "web/pages/admin/standard_words.h"

#include "base/time.h"
#include "core/i18n.h"

const char *duration_words(struct ctx *cx, int64_t ms)
{
	const struct i18n_reader reader = { cx->kit->formats, cx->arena, cx->language, cx->timezone,
					    false };
	int64_t minutes = ms / HK_MINUTE;
	const char *hours = i18n_number(&reader, minutes / 60);
	const char *rest = i18n_number(&reader, minutes % 60);

	if (minutes % 60 == 0 && minutes)
		return i18n_fill(cx->arena, i18n_text(cx->language, TR("{hours} h")), "hours",
				 hours, NULL);
	if (minutes < 60)
		return i18n_fill(cx->arena, i18n_text(cx->language, TR("{minutes} min")), "minutes",
				 rest, NULL);
	return i18n_fill(cx->arena, i18n_text(cx->language, TR("{hours} h {minutes} min")), "hours",
			 hours, "minutes", rest, NULL);
}

const char *standard_words(struct ctx *cx, const char *name, int64_t first_answer_ms)
{
	return i18n_fill(cx->arena,
			 i18n_text(cx->language, TR("{standard}: first answer in {time}")),
			 "standard", name, "time", duration_words(cx, first_answer_ms), NULL);
}
