#include "ticket/mail/subject.h"

#include <string.h>

#include "base/text.h"
#include "core/i18n.h"

enum { ROUNDS_MAX = 10 /* so often was a mail sent back before; then it is long anyway */ };

/* As in templates/mail. */
static const char *const sentences[] = {
	TR("We have your message: {subject}"),
	TR("Your complaint is recorded: {subject}"),
	TR("Where your complaint stands: {subject}"),
	TR("Not all of your files could be kept: {subject}"),
	TR("Was it really solved? {subject}"),
	TR("One question is still open: {subject}"),
};

bool subject_number_next(const char **at, int64_t *ret)
{
	while ((*at = strstr(*at, "[#"))) {
		char digits[20] = { 0 };

		*at += 2;

		size_t length = strcspn(*at, "]");

		if (length == 0 || length >= sizeof(digits) || (*at)[length] != ']')
			continue;
		memcpy(digits, *at, length);
		if (hk_number(digits, ret))
			return true;
	}
	return false;
}

const char *subject_without_re(const char *subject)
{
	while (hk_starts_ascii(subject, "re:"))
		for (subject += 3; *subject == ' ';)
			subject++;
	return subject;
}

/* Without these bytes of it, and without the spaces that then stand at their place. */
static const char *cut(struct ctx *cx, const char *subject, const char *from, size_t length)
{
	const char *rest = from + length;
	size_t before = (size_t)(from - subject);

	while (before > 0 && subject[before - 1] == ' ')
		before--;
	while (*rest == ' ')
		rest++;
	return hk_format(cx->arena, "%.*s%s%s", (int)before, subject, before && *rest ? " " : "",
			 rest);
}

/* The last one is that of the mail that was sent back. */
static const char *without_number(struct ctx *cx, const char *subject)
{
	const char *at = subject, *last = NULL;
	int64_t number;

	while (subject_number_next(&at, &number))
		last = at;
	if (!last)
		return subject;
	last -= strlen("[#");
	return cut(cx, subject, last, strcspn(last, "]") + 1);
}

static bool sentence_find(const char *subject, const char **ret, size_t *ret_length)
{
	for (size_t i = 0; i < HK_COUNT(sentences); i++)
		for (size_t k = 0; k < I18N_LANGUAGES; k++) {
			const char *text = i18n_text(i18n_languages[k].code, sentences[i]);
			const char *end = strstr(text, " {subject}");
			size_t length = end ? (size_t)(end - text) : 0;
			const char *found =
				length ? memmem(subject, strlen(subject), text, length) : NULL;

			if (!found)
				continue;
			*ret = found;
			*ret_length = length;
			return true;
		}
	return false;
}

const char *subject_bare(struct ctx *cx, const char *written)
{
	const char *found, *subject = subject_without_re(written);
	size_t length;

	for (int i = 0; i < ROUNDS_MAX && sentence_find(subject, &found, &length); i++) {
		subject = cut(cx, subject, found, length);
		subject = subject_without_re(without_number(cx, subject));
	}
	return *subject ? subject : written;
}
