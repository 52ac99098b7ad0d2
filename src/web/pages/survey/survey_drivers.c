#include "web/pages/survey/survey_drivers.h"

#include <math.h>

#include "core/i18n.h"
#include "feedback/response_scales.h"
#include "insight/driver.h"

_Static_assert((int)DRIVERS_MOST == (int)SURVEY_QUESTIONS_MOST - 1, "each scale after the first");

enum { HUNDRED = 100 };

static const char *label_of(struct ctx *cx, const struct survey_version *version, int64_t position)
{
	return survey_question_words(cx, &version->questions.items[position], cx->language).label;
}

static struct survey_driver item_of(struct ctx *cx, const char *question,
				    const struct driver *driver)
{
	const struct i18n_reader reader = i18n_reader_of(cx);

	return (struct survey_driver){
		.question = question,
		.with = i18n_number(&reader, lround(driver->with * HUNDRED)),
		.interval =
			i18n_fill(cx->arena, i18n_text(cx->language, TR("{low} and {high}")), "low",
				  i18n_number(&reader, lround(driver->low * HUNDRED)), "high",
				  i18n_number(&reader, lround(driver->high * HUNDRED)), NULL),
		.share = i18n_percent(&reader, driver->share),
		.mean = i18n_decimal(&reader, driver->mean),
	};
}

static const char *too_few(struct ctx *cx, size_t questions, size_t count)
{
	const struct i18n_reader reader = i18n_reader_of(cx);

	return i18n_fill(cx->arena,
			 i18n_text(cx->language,
				   TR("It takes {least} answers to all questions to tell; there "
				      "are {n}.")),
			 "least", i18n_number(&reader, (int64_t)drivers_least(questions)), "n",
			 i18n_number(&reader, (int64_t)count), NULL);
}

static const char *first_words(struct ctx *cx, const struct drivers *drivers,
			       const struct survey_driver *items)
{
	if (drivers->count == 1)
		return "";
	if (!drivers->is_first)
		return i18n_text(cx->language,
				 TR("Nobody can say which of them goes most with it: their "
				    "intervals meet."));
	return i18n_fill(cx->arena, i18n_text(cx->language, TR("“{question}” goes most with it.")),
			 "question", items[drivers->first].question, NULL);
}

enum hk_result survey_drivers_find(struct ctx *cx, const struct figures_filter *filter,
				   const struct survey *survey,
				   const struct survey_version *version, struct survey_drivers *ret)
{
	const struct i18n_reader reader = i18n_reader_of(cx);
	struct response_scales scales;
	struct survey_driver *items;
	struct drivers drivers;

	*ret = (struct survey_drivers){ .sentence = "", .about = "" };
	HK_TRY(response_scales_find(cx, filter, survey, version, &scales));
	if (!scales.columns)
		return HK_OK;
	drivers = drivers_of(cx->arena, scales.rows, scales.count, scales.columns - 1);
	if (!drivers.is_told) {
		ret->sentence = too_few(cx, drivers.count, scales.count);
		return HK_OK;
	}
	items = hk_alloc(cx->arena, drivers.count, sizeof(*items));
	for (size_t k = 0; k < drivers.count; k++)
		items[k] = item_of(cx, label_of(cx, version, scales.positions[k + 1]),
				   &drivers.items[k]);
	ret->items = items;
	ret->count = drivers.count;
	ret->sentence = first_words(cx, &drivers, items);
	ret->about = i18n_fill(
		cx->arena,
		i18n_text(cx->language,
			  TR("Of {n} answers. Together they explain {share} of what tells the "
			     "answers apart. What goes with an answer need not be its cause.")),
		"n", i18n_number(&reader, (int64_t)scales.count), "share",
		i18n_percent(&reader, drivers.explained), NULL);
	return HK_OK;
}
