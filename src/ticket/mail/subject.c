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
	TR("One question about “{subject}”"),
	TR("Your message was too large: {subject}"),
	TR("Ticket {number} needs you: {subject}"),
	TR("Ticket {number} is due soon: {subject}"),
	TR("Ticket {number} is late: {subject}"),
	TR("Ticket {number} runs on: {subject}"),
	TR("Please look again at the standard “{subject}”"),
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

/* A sentence as it stands in a subject: what is before the words of others, and what is behind. */
struct sentence {
	const char *before, *behind;
	size_t before_length, behind_length;
};

/* How much of the text is this part of a sentence, whatever the number in it; 0: none. */
static size_t part_match(const char *text, const char *part, size_t length)
{
	const char *at = text, *end = part + length;

	while (part < end) {
		if (*part == '{') {
			const char stop[] = { ' ', part[strcspn(part, "}") + 1], '\0' };
			size_t number = strcspn(at, stop);

			part += strcspn(part, "}") + 1;
			if (number == 0)
				return 0;
			at += number;
		} else if (*part++ != *at++) {
			return 0;
		}
	}
	return (size_t)(at - text);
}

/* The last place of it. */
static bool end_find(const char *text, const char *part, struct sentence *ret)
{
	size_t length = strlen(part);

	ret->behind = NULL;
	for (const char *at = text; length && *at; at++)
		if (part_match(at, part, length)) {
			ret->behind = at;
			ret->behind_length = part_match(at, part, length);
		}
	return !length || ret->behind;
}

static bool sentence_is_in(const char *subject, const char *text, struct sentence *ret)
{
	const char *hole = strstr(text, "{subject}"), *behind;
	size_t length;

	if (!hole)
		return false;
	for (length = (size_t)(hole - text); length > 0 && text[length - 1] == ' ';)
		length--;
	behind = hole + strlen("{subject}");
	behind += strspn(behind, " ");
	for (ret->before = subject; *ret->before; ret->before++) {
		ret->before_length = part_match(ret->before, text, length);
		if ((ret->before_length || !length) &&
		    end_find(ret->before + ret->before_length, behind, ret))
			return length || ret->behind;
	}
	return false;
}

static bool sentence_find(const char *subject, struct sentence *ret)
{
	for (size_t i = 0; i < HK_COUNT(sentences); i++)
		for (size_t k = 0; k < I18N_LANGUAGES; k++)
			if (sentence_is_in(subject, i18n_text(i18n_languages[k].code, sentences[i]),
					   ret))
				return true;
	return false;
}

static const char *without_sentence(struct ctx *cx, const char *subject,
				    const struct sentence *sentence)
{
	size_t at = (size_t)(sentence->before - subject);

	if (sentence->behind)
		subject = cut(cx, subject, sentence->behind, sentence->behind_length);
	return cut(cx, subject, subject + at, sentence->before_length);
}

const char *subject_bare(struct ctx *cx, const char *written)
{
	const char *subject = subject_without_re(written);
	struct sentence sentence;

	for (int i = 0; i < ROUNDS_MAX && sentence_find(subject, &sentence); i++) {
		subject = without_sentence(cx, subject, &sentence);
		subject = subject_without_re(without_number(cx, subject));
	}
	return *subject ? subject : written;
}
