#include "standard/hours_fault.h"

#include "base/text.h"
#include "core/i18n.h"
#include "standard/business.h"

static const char *const days[BUSINESS_WEEK] = { TR("Monday"),   TR("Tuesday"), TR("Wednesday"),
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

enum hk_result hours_problem(struct ctx *cx, const char *field, size_t weekday,
			     const struct hours_fault *fault, const char *otherwise)
{
	const char *day = i18n_text(cx->language, days[weekday]);

	if (fault->kind == HOURS_BACKWARDS)
		return field_problem(cx, field, backwards(cx, day, fault));
	if (fault->kind == HOURS_OVERLAP)
		return field_problem(cx, field, overlap(cx, day, fault));
	return field_problem(
		cx, field, hk_format(cx->arena, "%s: %s", day, i18n_text(cx->language, otherwise)));
}
