#include "standard/weekday.h"

#include "base/text.h"
#include "core/i18n.h"

const char *const weekday_fields[BUSINESS_WEEK] = { "monday", "tuesday",  "wednesday", "thursday",
						    "friday", "saturday", "sunday" };

const char *const weekday_names[BUSINESS_WEEK] = { TR("Monday"),   TR("Tuesday"), TR("Wednesday"),
						   TR("Thursday"), TR("Friday"),  TR("Saturday"),
						   TR("Sunday") };

static const char *span_write(struct ctx *cx, const struct hours_span *span)
{
	return hours_write(cx->arena, &(struct hours){ .spans = { *span }, .count = 1 });
}

/* "18:00-09:00" */
static const char *backwards(struct ctx *cx, const char *day, const struct hours_fault *fault)
{
	const char *text = span_write(cx, &fault->span);
	const char *until = text + sizeof("18:00-") - 1;

	return i18n_fill(
		cx->arena,
		i18n_text(cx->language, TR("{day}: {until} is not after {from}. Hours over "
					   "midnight are written as 22-24 on the one day and 0-6 "
					   "on the next.")),
		"day", day, "from", hk_copy(cx->arena, text, sizeof("18:00") - 1), "until", until,
		NULL);
}

static const char *overlap(struct ctx *cx, const char *day, const struct hours_fault *fault)
{
	return i18n_fill(
		cx->arena,
		i18n_text(cx->language, TR("{day}: {hours} begins before {earlier} is over. Please "
					   "write them one after the other.")),
		"day", day, "hours", span_write(cx, &fault->span), "earlier",
		span_write(cx, &fault->before), NULL);
}

static const char *sentence_of(struct ctx *cx, size_t weekday, const struct hours_fault *fault,
			       const char *wanted)
{
	const char *day = i18n_text(cx->language, weekday_names[weekday]);

	if (fault->kind == HOURS_BACKWARDS)
		return backwards(cx, day, fault);
	if (fault->kind == HOURS_OVERLAP)
		return overlap(cx, day, fault);
	return hk_format(cx->arena, "%s: %s", day, i18n_text(cx->language, wanted));
}

enum hk_result weekday_tidy(struct ctx *cx, size_t weekday, const char **hours, const char *wanted)
{
	struct hours read;
	struct hours_fault fault;

	if (!hours_look(*hours, &read, &fault))
		return field_problem(cx, weekday_fields[weekday],
				     sentence_of(cx, weekday, &fault, wanted));
	*hours = hours_write(cx->arena, &read);
	return HK_OK;
}
