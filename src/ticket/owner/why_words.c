#include "ticket/owner/why_words.h"

#include <inttypes.h>
#include <string.h>

#include "base/text.h"
#include "core/i18n.h"

/* Whole phrases, since languages bend their own names. */
static const struct {
	const char *code, *words;
} languages[] = {
	{ "en", TR("speaks English") },
	{ "bn", TR("speaks Bengali") },
	{ "lt", TR("speaks Lithuanian") },
	{ "ta", TR("speaks Tamil") },
};

/* The gravest first. */
static const struct {
	int64_t lack;
	const char *words;
} lacks[] = {
	{ LACKS_PLACE, TR("is not one of those who answer customers") },
	{ LACKS_URGENT, TR("is not there now") },
	{ LACKS_DAY, TR("is not back within a day") },
	{ LACKS_TEAM, TR("is of another team") },
	{ LACKS_LANGUAGE, TR("does not speak the customer's language") },
	{ LACKS_AUTHORITY, TR("is no supervisor") },
	{ LACKS_SKILL, TR("does not have the skill that it needs") },
	{ LACKS_LEVEL, TR("has the skill, but not at the level that it needs") },
	{ LACKS_PRESENCE, TR("is not there now") },
	{ LACKS_ROOM, TR("has as many tickets of this kind as can be taken at once") },
};

static const char *join(struct ctx *cx, const char *text, const char *words)
{
	return *text ? hk_format(cx->arena, "%s, %s", text, words) : words;
}

static const char *filled(struct ctx *cx, const char *language, const char *sentence,
			  const char *name, const char *value)
{
	return i18n_fill(cx->arena, i18n_text(language, sentence), name, value, NULL);
}

static const char *number(struct ctx *cx, int64_t value)
{
	return hk_format(cx->arena, "%" PRId64, value);
}

static const char *abilities(struct ctx *cx, const char *language, const struct why *why)
{
	const char *text = "";

	if (*why->stands_for)
		text = filled(cx, language, TR("stands in for {name}"), "name", why->stands_for);
	for (size_t i = 0; i < HK_COUNT(languages); i++)
		if (strcmp(languages[i].code, why->language) == 0)
			text = join(cx, text, i18n_text(language, languages[i].words));
	if (*why->skill)
		text = join(cx, text,
			    i18n_fill(cx->arena,
				      i18n_text(language,
						TR("has the skill {skill} (level {level} needed)")),
				      "skill", why->skill, "level", number(cx, why->level), NULL));
	if (why->is_known)
		text = join(cx, text, i18n_text(language, TR("knows this customer")));
	return text;
}

const char *why_lacks_words(struct ctx *cx, const char *language, const struct why *why)
{
	const char *text = "";

	for (size_t i = 0; i < HK_COUNT(lacks); i++) {
		if (!(why->lacks & lacks[i].lack))
			continue;
		/* Who has not got a skill has it at no level. */
		if (lacks[i].lack == LACKS_LEVEL && (why->lacks & LACKS_SKILL))
			continue;
		text = join(cx, text, i18n_text(language, lacks[i].words));
	}
	return text;
}

static const char *load(struct ctx *cx, const char *language, const struct why *why)
{
	const char *tickets;

	if (why->most)
		tickets = i18n_fill(cx->arena, i18n_text(language, TR("{count} of {most} tickets")),
				    "count", number(cx, why->count), "most", number(cx, why->most),
				    NULL);
	else
		tickets = i18n_fill(
			cx->arena,
			i18n_plural(language, "{n} open ticket", "{n} open tickets", why->count),
			"n", number(cx, why->count), NULL);
	return join(cx, tickets,
		    filled(cx, language, TR("{minutes} min of work"), "minutes",
			   number(cx, why->minutes)));
}

const char *why_words(struct ctx *cx, const char *language, const struct why *why)
{
	const char *text = abilities(cx, language, why);

	if (!*text && !why->lacks)
		text = i18n_text(language, TR("has the least to do"));
	text = join(cx, text, load(cx, language, why));
	if (!why->lacks)
		return text;
	return hk_format(cx->arena, "%s. %s", text,
			 filled(cx, language, TR("Nobody had all that it needs: {lacks}"), "lacks",
				why_lacks_words(cx, language, why)));
}
