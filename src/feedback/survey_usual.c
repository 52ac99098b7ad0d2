#include <string.h>

#include "feedback/survey.h"

struct usual {
	const char *kind;
	struct survey_question question;
};

/* clang-format off */
#define SCALE(name, from, to, text, least, most) \
	{ .code = (name), .kind = "scale", .low = (from), .high = (to), .label = (text), \
	  .low_words = (least), .high_words = (most), .choices = "", .words = "", .is_required = 1 }
/* clang-format on */

/* The sentences of the published scales: Reichheld (Harvard Business Review, December 2003) for
 * recommending, Customer Effort Score 2.0 (CEB, 2013) for effort; the index asks what the American
 * one asks, in words of our own. */
static const struct usual usual[] = {
	{ "nps",
	  SCALE("nps", 0, 10, TR("How likely are you to recommend us to a friend or colleague?"),
		TR("not at all likely"), TR("extremely likely")) },
	{ "csat", SCALE("csat", 1, 5, TR("How satisfied are you with how we handled this?"),
			TR("very dissatisfied"), TR("very satisfied")) },
	{ "ces", SCALE("ces", 1, 7, TR("Did we make it easy for you to settle this?"),
		       TR("not easy at all"), TR("very easy")) },
	{ "index", SCALE("overall", 1, 10, TR("All in all, how satisfied are you with us?"),
			 TR("very dissatisfied"), TR("very satisfied")) },
	{ "index", SCALE("expected", 1, 10, TR("How well did we meet what you had expected?"),
			 TR("fell far short of it"), TR("went far beyond it")) },
	{ "index",
	  SCALE("ideal", 1, 10, TR("Think of the best there could be. How close to it are we?"),
		TR("very far from it"), TR("very close to it")) },
	{ "custom", SCALE("first", 1, 5, TR("How did we do?"), TR("very badly"), TR("very well")) },
};

static const struct survey_question why = {
	.code = "why",
	.kind = "text",
	.label = TR("What is the main reason for your score?"),
	.low_words = "",
	.high_words = "",
	.choices = "",
	.words = "",
};

struct survey_questions survey_usual(struct ctx *cx, const char *kind)
{
	struct survey_questions list = {
		hk_alloc(cx->arena, SURVEY_QUESTIONS_MOST, sizeof(*list.items)), 0
	};

	for (size_t i = 0; i < HK_COUNT(usual); i++)
		if (strcmp(usual[i].kind, kind) == 0)
			list.items[list.count++] = usual[i].question;
	list.items[list.count++] = why;
	for (size_t i = 0; i < list.count; i++)
		list.items[i].position = (int64_t)i;
	return list;
}
