#include "web/pages/admin/survey_words.h"

#include <string.h>

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
