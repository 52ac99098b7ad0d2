#include "intake/bounce.h"

#include <string.h>

#include "base/text.h"

enum { SECTION_BYTES = 1500, REASON_BYTES = 300 };

/* What follows is our own mail again. */
static const char *const copies[] = {
	"--- Below this line is a copy of the message",
	"------ This is a copy of",
	"--- Original message follows",
	"Original message headers:",
	"----- Original message -----",
	"----- Transcript of session follows",
};

static const char *const failures[] = {
	"could not be delivered", "couldn't be delivered",   "unable to deliver",
	"wasn't able to deliver", "was not able to deliver", "delivery has failed",
	"undeliverable",          "did not reach",           "permanent error",
	"permanent fatal error",  "permanent failure",       "delivery failed",
	"not delivered",          "failed permanently",      "gave up",
	"i've given up",          "returned to sender",      "delivery error",
};

static const char *const delays[] = {
	"will be retried",
	"will keep trying",
	"not need to resend",
	"warning message only",
	"has been delayed",
	"still being tried",
	"has not yet been delivered",
	"delivery is delayed",
};

/* The address itself is at fault: what a status of 5.1.1 says. */
static const char *const strangers[] = {
	"user unknown",      "unknown user",      "no such user",        "no mailbox here by",
	"does not exist",    "doesn't have a",    "no such mailbox",     "unknown recipient",
	"recipient unknown", "invalid recipient", "unrouteable address", "address rejected",
	"no such recipient", "user not found",    "recipient not found",
};

static bool says(const char *text, const char *const *list, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (strcasestr(text, list[i]))
			return true;
	return false;
}

/* Up to the copy of our mail. */
static const char *before_copy(struct ctx *cx, const char *text)
{
	size_t length = strlen(text);

	for (size_t i = 0; i < HK_COUNT(copies); i++) {
		const char *at = strcasestr(text, copies[i]);
		if (at && (size_t)(at - text) < length)
			length = (size_t)(at - text);
	}
	return hk_copy(cx->arena, text, length);
}

static bool is_digit(char letter)
{
	return letter >= '0' && letter <= '9';
}

/* "5.1.1" as a word of its own, within whatever brackets; not a piece of "10.5.1.1". "" when there
 * is none. */
static const char *status_in(struct ctx *cx, const char *text)
{
	for (const char *at = text; *at;) {
		size_t length = strspn(at, "0123456789."), dots = 0;
		const char *word = at;

		at += length ? length : 1;
		if (length && word[length - 1] == '.')
			length--;
		for (size_t i = 0; i < length; i++)
			dots += word[i] == '.';
		if (dots == 2 && length >= 5 && length <= 9 && (*word == '4' || *word == '5') &&
		    word[1] == '.' && is_digit(word[2]))
			return hk_copy(cx->arena, word, length);
	}
	return "";
}

/* The reply code of the server, 550 or 421; 0: none. */
static char class_in(const char *text)
{
	for (const char *at = text; *at; at++) {
		bool is_word = at == text || !strchr("0123456789.", at[-1]);

		if (is_word && (*at == '4' || *at == '5') && is_digit(at[1]) && is_digit(at[2]) &&
		    at[3] && strchr(" -:#'\n\r", at[3]))
			return *at;
	}
	return 0;
}

/* From the address on, as long as it is about him. */
static const char *section_of(struct ctx *cx, const char *text, const char *recipient)
{
	const char *at = recipient ? strcasestr(text, recipient) : text;

	if (!at)
		return NULL;
	return hk_copy(cx->arena, at, hk_utf8_fit(at, SECTION_BYTES));
}

/* Whose it is stands before it already: "<ola@example.net>:" is no part of the reason. */
static const char *reason_of(struct ctx *cx, const char *section, const char *recipient)
{
	const char *said = section + (recipient ? strlen(recipient) : 0);
	const char *rest = said + strspn(said, " \t\r\n>:)\"'");
	const char *line = hk_one_line(cx->arena, *rest ? rest : section);

	return hk_copy(cx->arena, line, hk_utf8_fit(line, REASON_BYTES));
}

bool bounce_read(struct ctx *cx, const char *text, const char *recipient, struct returned *ret)
{
	const char *words = before_copy(cx, text);
	const char *section = section_of(cx, words, recipient), *status;
	bool is_late = says(words, delays, HK_COUNT(delays)), is_unknown;
	char class;

	if (!section)
		return false;
	status = status_in(cx, section);
	is_unknown = says(section, strangers, HK_COUNT(strangers));
	class = class_in(section);
	if (*status)
		class = *status;
	if (!class && !is_late && !is_unknown && !says(words, failures, HK_COUNT(failures)))
		return false;
	if (!*status && is_unknown && class != '4')
		status = "5.1.1";
	*ret = (struct returned){ .recipient = recipient ? recipient : "",
				  .status = status,
				  .reason = reason_of(cx, section, recipient),
				  .is_final = !is_late };
	return true;
}
