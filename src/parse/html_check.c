#include <string.h>

#include "base/text.h"
#include "parse/html.h"
#include "parse/html_rules.h"

static bool entity_skip(const char **at)
{
	static const char *const entities[] = { "&lt;", "&gt;", "&amp;", "&quot;" };

	for (size_t i = 0; i < HK_COUNT(entities); i++)
		if (hk_starts(*at, entities[i])) {
			*at += strlen(entities[i]);
			return true;
		}
	return false;
}

/* Moves to the first sign that is not escaped text. */
static void text_skip(const char **at)
{
	static const bool special[256] = {
		['\0'] = true, ['<'] = true, ['>'] = true, ['"'] = true, ['&'] = true
	};

	do
		*at += hk_run(*at, special);
	while (**at == '&' && entity_skip(at));
}

/* A fixed attribute must stand there, every other may. */
static bool attribute_skip(const struct rule *rule, const char **at)
{
	if (**at != ' ' || !hk_starts(*at + 1, rule->to))
		return rule->kind != RULE_FIXED;

	const char *value = *at + 1 + strlen(rule->to);

	if (!hk_starts(value, "=\""))
		return rule->kind != RULE_FIXED;
	value += 2;

	const char *end = value;

	text_skip(&end);
	if (*end != '"')
		return false;
	*at = end + 1;
	return rule_fits(rule, value, (size_t)(end - value));
}

static size_t name_length(const char *name)
{
	static const bool ends[256] = { ['\0'] = true, [' '] = true, ['>'] = true };

	return hk_run(name, ends);
}

/* After "</": the end of what was opened last. Its name stands in a list, with a space behind. */
static bool end_skip(const char **at, const char **stack, int *depth)
{
	size_t len = name_length(*at);
	const char *open = *depth > 0 ? stack[--*depth] : " ";
	bool is_it = len > 0 && strncmp(open, *at, len) == 0 && open[len] == ' ';

	*at += len;
	return is_it && *(*at)++ == '>';
}

/* After "<": a whole tag, pushed when it has an end; *depth counts stack. */
static bool tag_skip(const char **at, const char **stack, int *depth)
{
	size_t len = name_length(*at);
	const char *tag = len ? tag_find_kept(*at, len) : NULL;
	const char *any = tag || !len ? tag : tag_find_empty(*at, len);

	*at += len;
	if (!any)
		return false;
	for (const struct rule *rule = NULL; (rule = rule_next(rule, any));)
		if (!attribute_skip(rule, at))
			return false;
	if (*(*at)++ != '>' || (tag && *depth == HTML_DEPTH))
		return false;
	if (tag)
		stack[(*depth)++] = tag;
	return true;
}

bool html_is_canonical(const char *html)
{
	const char *stack[HTML_DEPTH];
	int depth = 0;

	while (*html) {
		text_skip(&html);
		if (*html == '\0')
			break;
		if (*html++ != '<')
			return false;
		bool is_end = *html == '/';

		html += is_end;
		if (!(is_end ? end_skip : tag_skip)(&html, stack, &depth))
			return false;
	}
	return depth == 0;
}
