#include "web/pages/survey/asking_words.h"

#include <string.h>

#include "base/text.h"
#include "base/time.h"
#include "core/i18n.h"
#include "feedback/asking_reason.h"

enum { ASKINGS_SHOWN = 5 };

/* As asking.h names them. */
static const struct {
	const char *reason, *words;
} reasons[] = {
	{ "", TR("Asked") },
	{ "lot", TR("The lot fell so.") },
	{ "opt_out", TR("They want no questions.") },
	{ "hold", TR("They are left in peace.") },
	{ "decline", TR("They said “not now” a short while before.") },
	{ "complaint",
	  TR("Something of theirs was open: a complaint, something late, or an answer to which no "
	     "word of ours had come.") },
	{ "age", TR("It had happened too long ago.") },
	{ "floor", TR("They had heard from us on that day.") },
	{ "budget", TR("They had been asked, or written to, often enough.") },
	{ "answered", TR("They had been asked about this already.") },
	{ "account", TR("Enough people of their company had been asked.") },
	{ "quota", TR("Enough people had been asked about this colleague in that week.") },
	{ "address", TR("No address of theirs works.") },
	{ "window", TR("It was night where they are.") },
	{ "withdrawn", TR("The request was taken back.") },
	{ SURVEY_EVENT_ASIDE, TR("The request was called spam, or deleted.") },
	{ "gone", TR("The customer was here no longer.") },
	{ "stopped", TR("The survey was stopped.") },
};

static const char *words_of(struct ctx *cx, const char *reason)
{
	for (size_t i = 0; i < HK_COUNT(reasons); i++)
		if (strcmp(reasons[i].reason, reason) == 0)
			return i18n_text(cx->language, reasons[i].words);
	return reason;
}

enum hk_result survey_reasons_find(struct ctx *cx, const struct figures_filter *filter,
				   struct survey_reasons *ret)
{
	const struct i18n_reader reader = i18n_reader_of(cx);
	struct asking_reasons found;
	struct survey_reason *items;
	int64_t all = 0;

	HK_TRY(asking_reasons_find(cx, filter->survey_id, filter->from_day, filter->until_day,
				   &found));
	items = hk_alloc(cx->arena, found.count + 1, sizeof(*items));
	for (size_t i = 0; i < found.count; i++)
		all += found.items[i].count;
	for (size_t i = 0; i < found.count; i++)
		items[i] = (struct survey_reason){
			.words = words_of(cx, found.items[i].reason),
			.count = i18n_number(&reader, found.items[i].count),
			.share = i18n_percent(&reader, (double)found.items[i].count / (double)all),
		};
	*ret = (struct survey_reasons){ items, found.count };
	return HK_OK;
}

/* Of two reasons more can be said than their name. */
static const char *why(struct ctx *cx, const struct asked_about *one)
{
	const struct i18n_reader reader = i18n_reader_of(cx);
	int64_t days = (one->decided_at - one->last_at) / HK_DAY;

	if (hk_equal(one->decision, "ask"))
		return "";
	if (hk_equal(one->decision, "wait") && !*one->reason)
		return i18n_text(cx->language, TR("The rules have not looked at it yet."));
	if (hk_equal(one->reason, "lot"))
		return i18n_fill(
			cx->arena,
			i18n_text(cx->language, TR("The lot fell so; {chance} of 100 are asked.")),
			"chance", i18n_number(&reader, one->chance), NULL);
	if (hk_equal(one->reason, "budget") && one->last_at && days > 0)
		return i18n_fill(
			cx->arena,
			i18n_plural(cx->language,
				    "They had been asked {n} day before, or written to often "
				    "enough.",
				    "They had been asked {n} days before, or written to often "
				    "enough.",
				    days),
			"n", i18n_number(&reader, days), NULL);
	return words_of(cx, one->reason);
}

static struct customer_asking asking_of(struct ctx *cx, const struct asked_about *one)
{
	bool is_asked = hk_equal(one->decision, "ask"), waits = hk_equal(one->decision, "wait");

	return (struct customer_asking){
		.survey = one->survey,
		.at = one->at,
		.is_asked = is_asked,
		.waits = waits,
		.why = why(cx, one),
		.again_at = waits ? one->next_at : 0,
	};
}

enum hk_result customer_askings_find(struct ctx *cx, int64_t customer_id,
				     struct customer_askings *ret)
{
	struct asked_abouts found;
	struct customer_asking *items;

	HK_TRY(asked_abouts_find(cx, customer_id, ASKINGS_SHOWN, &found));
	items = hk_alloc(cx->arena, found.count + 1, sizeof(*items));
	for (size_t i = 0; i < found.count; i++)
		items[i] = asking_of(cx, &found.items[i]);
	*ret = (struct customer_askings){ items, found.count };
	return HK_OK;
}
