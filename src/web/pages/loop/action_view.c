#include <inttypes.h>

#include "base/text.h"
#include "core/i18n.h"
#include "feedback/prevention.h"
#include "feedback/survey.h"
#include "web/pages/again.h"
#include "web/pages/loop/cause_view.h"
#include "web/pages/staff_options.h"

static const char *say(struct ctx *cx, const char *sentence)
{
	return i18n_text(cx->language, sentence);
}

static enum hk_result survey_options(struct ctx *cx, const char *chosen, struct part_options *ret)
{
	struct part_option *items;
	struct survey_list all;

	HK_TRY(survey_every(cx, &all));
	items = hk_alloc(cx->arena, all.count + 1, sizeof(*items));
	items[0] = (struct part_option){ .value = "0", .label = say(cx, TR("Please choose")) };
	*ret = (struct part_options){ items, 1 };
	for (size_t i = 0; i < all.count; i++) {
		const struct survey *one = &all.items[i];
		const char *value = hk_format(cx->arena, "%" PRId64, one->id);

		if (!hk_equal(one->kind, "index") && !hk_equal(one->kind, "custom"))
			items[ret->count++] =
				(struct part_option){ .value = value,
						      .label = one->name,
						      .is_chosen = hk_equal(value, chosen) };
	}
	return HK_OK;
}

/* Older actions count otherwise too. */
static const struct {
	const char *measure, *words;
} measures[] = {
	{ "per_thousand", TR("How many of a thousand tickets and answers say it") },
	{ "unhappy", TR("The share of a survey's answers that are not content") },
};

const char *action_measure(const struct web_request *req)
{
	for (size_t i = 0; i < HK_COUNT(measures); i++)
		if (hk_equal(measures[i].measure, page_form(req, "measure")))
			return measures[i].measure;
	return "";
}

static struct part_options measure_options(struct ctx *cx, const char *chosen)
{
	struct part_option *items = hk_alloc(cx->arena, HK_COUNT(measures), sizeof(*items));

	for (size_t i = 0; i < HK_COUNT(measures); i++)
		items[i] =
			(struct part_option){ .value = measures[i].measure,
					      .label = say(cx, measures[i].words),
					      .is_chosen = hk_equal(measures[i].measure, chosen) };
	return (struct part_options){ items, HK_COUNT(measures) };
}

enum hk_result action_form_find(struct web_request *req, const struct cause *cause,
				struct action_form *ret)
{
	struct ctx *cx = req->cx;
	const char *begin = page_form(req, "begin"), *expected = page_form(req, "expected"),
		   *weeks = page_form(req, "weeks");
	int64_t owner_id = 0, begin_at;

	HK_TRY(prevention_first_day(cx, cause->id, &begin_at));
	if (!hk_number(page_form(req, "owner"), &owner_id))
		owner_id = cause->owner_id;
	*ret = (struct action_form){
		.self = cause_url(cx, cause->number),
		.cause = cause->name,
		.what = page_form(req, "what"),
		.expected = *expected ? expected : "50",
		.begin = *begin ? begin
				: hk_format(cx->arena, "%.10s",
					    i18n_clock_write(cx->kit->formats, cx->arena,
							     cx->timezone, begin_at)),
		.weeks = *weeks ? weeks : "6",
		.measures = measure_options(cx, page_form(req, "measure")),
		.problem = page_problem(cx),
		.errors = page_errors(cx),
	};
	HK_TRY(staff_options(cx, "", owner_id, &ret->owners));
	return survey_options(cx, page_form(req, "survey"), &ret->surveys);
}
