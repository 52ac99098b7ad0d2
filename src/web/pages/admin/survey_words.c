#include "web/pages/admin/survey_words.h"

#include <string.h>

#include "base/date.h"
#include "base/text.h"
#include "base/time.h"
#include "core/i18n.h"
#include "feedback/figures.h"

struct word {
	const char *code, *words;
};

static const struct word kinds[] = {
	{ "nps", TR("Recommendation, 0 to 10 (Net Promoter)") },
	{ "csat", TR("Satisfaction, 1 to 5") },
	{ "ces", TR("Effort, 1 to 7") },
	{ "index", TR("Satisfaction index, three questions") },
	{ "custom", TR("Questions of our own") },
};
static const struct word occasions[] = {
	{ "contact", TR("After a request, when it is closed") },
	{ "purchase", TR("After an order, by the API") },
	{ "rhythm", TR("By rhythm, every so many days") },
	{ "open", TR("Whoever opens its page or QR code") },
};
static const struct word modes[] = {
	{ "named", TR("Named: colleagues see who said it") },
	{ "confidential", TR("Confidential: nobody sees who said it") },
	{ "anonymous", TR("Anonymous: nothing leads to a person") },
};
static const struct word states[] = {
	{ "draft", TR("Draft") },
	{ "running", TR("Running") },
	{ "stopped", TR("Stopped") },
};

static const char *find(const struct word *words, size_t count, const char *code)
{
	for (size_t i = 0; i < count; i++)
		if (strcmp(words[i].code, code) == 0)
			return words[i].words;
	return code;
}

const char *survey_kind_words(const char *kind)
{
	return find(kinds, HK_COUNT(kinds), kind);
}

const char *survey_occasion_words(const char *occasion)
{
	return find(occasions, HK_COUNT(occasions), occasion);
}

const char *survey_mode_words(const char *mode)
{
	return find(modes, HK_COUNT(modes), mode);
}

const char *survey_state_words(const char *state)
{
	return find(states, HK_COUNT(states), state);
}

static const char *day_words(struct ctx *cx, int64_t day)
{
	struct i18n_reader reader = i18n_reader_of(cx);

	reader.timezone = "UTC"; /* a day of the calendar, wherever its reader is */
	return i18n_time(&reader, I18N_DAY, day * HK_DAY);
}

const char *survey_month_words(struct ctx *cx, int64_t first, int64_t from, int64_t until)
{
	enum { LETTERS = 7 };

	int64_t next = figures_next_month(first);
	const char *words = "{month}";

	if (from > first && until < next - 1)
		words = i18n_text(cx->language, TR("{month}, {from} to {until}"));
	else if (from > first)
		words = i18n_text(cx->language, TR("{month}, from {from}"));
	else if (until < next - 1)
		words = i18n_text(cx->language, TR("{month}, until {until}"));
	return i18n_fill(cx->arena, words, "month",
			 hk_copy(cx->arena, hk_day_write(cx->arena, first), LETTERS), "from",
			 day_words(cx, from), "until", day_words(cx, until), NULL);
}
