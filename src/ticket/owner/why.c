#include "ticket/owner/why.h"

#include <inttypes.h>
#include <stddef.h>
#include <string.h>

#include "base/text.h"

static const struct {
	const char *name;
	size_t offset;
	bool is_text;
} fields[] = {
	{ "language", offsetof(struct why, language), true },
	{ "skill", offsetof(struct why, skill), true },
	{ "level", offsetof(struct why, level), false },
	{ "known", offsetof(struct why, is_known), false },
	{ "for", offsetof(struct why, stands_for), true },
	{ "count", offsetof(struct why, count), false },
	{ "most", offsetof(struct why, most), false },
	{ "minutes", offsetof(struct why, minutes), false },
	{ "lacks", offsetof(struct why, lacks), false },
};

/* Names of people end nothing. */
static const char *harmless(struct ctx *cx, const char *text)
{
	char *copy = hk_copy_text(cx->arena, text);

	for (char *at = strchr(copy, ';'); at; at = strchr(at, ';'))
		*at = ',';
	return copy;
}

const char *why_write(struct ctx *cx, const struct why *why)
{
	const char *line = harmless(cx, why->name);

	for (size_t i = 0; i < HK_COUNT(fields); i++) {
		const char *place = (const char *)why + fields[i].offset;

		if (fields[i].is_text) {
			const char *text = *(const char *const *)(const void *)place;
			if (text && *text)
				line = hk_format(cx->arena, "%s;%s=%s", line, fields[i].name,
						 harmless(cx, text));
		} else if (*(const int64_t *)(const void *)place) {
			line = hk_format(cx->arena, "%s;%s=%" PRId64, line, fields[i].name,
					 *(const int64_t *)(const void *)place);
		}
	}
	return line;
}

static void field_read(struct ctx *cx, const char *word, size_t length, struct why *why)
{
	const char *text = hk_copy(cx->arena, word, length), *equals = strchr(text, '=');

	for (size_t i = 0; equals && i < HK_COUNT(fields); i++) {
		char *place = (char *)why + fields[i].offset;

		if (strlen(fields[i].name) != (size_t)(equals - text) ||
		    !hk_starts(text, fields[i].name))
			continue;
		if (fields[i].is_text)
			*(const char **)(void *)place = equals + 1;
		else if (!hk_number(equals + 1, (int64_t *)(void *)place))
			*(int64_t *)(void *)place = 0;
	}
}

bool why_read(struct ctx *cx, const char *text, struct why *ret)
{
	size_t length = strcspn(text, ";");

	*ret = (struct why){ .language = "", .skill = "", .stands_for = "" };
	ret->name = hk_copy(cx->arena, text, length);
	for (text += length; *text == ';'; text += length) {
		text++;
		length = strcspn(text, ";");
		field_read(cx, text, length, ret);
	}
	return *ret->name != '\0';
}
