#include <ctype.h>
#include <string.h>

#include "base/buf.h"
#include "base/result.h"
#include "base/text.h"
#include "core/markdown.h"
#include "parse/html_rules.h"

enum {
	MARKUP_MAX_BYTES = 16 * 1024 * 1024,
	/* A browser takes seconds to lay out a megabyte of markup: 50,000 elements, of which its
	   reader wants to see the first hundred. Few letters have a tenth of that. */
	BEGIN_BYTES = 64 * 1024,
	LONG_BYTES = 2 * BEGIN_BYTES,
	WORD_BYTES = 200,
};

/* A place in canonical markup, with the tags that are open there. */
struct place {
	const char *at;
	const char *open[HTML_DEPTH]; /* each points to its "<" */
	size_t depth;
};

/* Letters and digits of every language. What stands between them differs between the two faces of
 * a mail: spaces, bullets, marks of quotation. */
static bool is_letter(const char *at)
{
	bool is_space = at[0] == '\xc2' && at[1] == '\xa0'; /* that does not break */

	return isalnum((unsigned char)*at) || ((*at & 0x80) && !is_space);
}

static const char *skip_between(const char *text)
{
	while (*text && !is_letter(text))
		text += *text == '\xc2' ? 2 : 1;
	return text;
}

/* Past the tag that begins here. */
static void tag_pass(struct place *place)
{
	bool is_end = place->at[1] == '/';
	const char *name = place->at + 1;

	if (is_end && place->depth > 0)
		place->depth--;
	else if (!is_end && place->depth < HTML_DEPTH && !tag_find_empty(name, strcspn(name, " >")))
		place->open[place->depth++] = place->at;
	place->at += strcspn(place->at, ">");
	place->at += *place->at == '>';
}

/* Past one sign that is no letter: an escaped one is one sign. */
static void sign_pass(struct place *place)
{
	if (*place->at == '&')
		place->at += strcspn(place->at, ";");
	place->at += *place->at == '\xc2' ? 2 : *place->at != '\0';
}

/* A sentence may go on behind the end of these. */
static bool is_within_line(const char *name)
{
	static const char *const names[] = { "a", "abbr",  "b",    "code",   "em",  "i",   "q",
					     "s", "small", "span", "strong", "sub", "sup", "u" };
	size_t length = strcspn(name, " >");

	for (size_t i = 0; i < HK_COUNT(names); i++)
		if (strlen(names[i]) == length && memcmp(names[i], name, length) == 0)
			return true;
	return false;
}

/* To where all letters of the reply have been seen. False: the two faces of the mail differ. */
static bool reply_pass(struct place *place, const char *reply)
{
	for (reply = skip_between(reply); *reply; reply = skip_between(reply)) {
		while (*place->at && !is_letter(place->at))
			if (*place->at == '<')
				tag_pass(place);
			else
				sign_pass(place);
		for (; is_letter(reply); reply++, place->at++)
			if (*place->at != *reply)
				break;
		if (is_letter(reply) && is_letter(place->at))
			return false;
		if (!*place->at && *skip_between(reply))
			return false;
	}
	return true;
}

/* What stands in the reply behind its last letter: a smile on a line of its own is new too. */
static const char *signs_of(const char *reply)
{
	const char *end = reply;

	for (const char *at = reply; *at; at++)
		if (is_letter(at))
			end = at + 1;
	return end;
}

static bool is_sign(const char *at, char sign)
{
	static const char *const escaped[] = { "&lt;", "&gt;", "&amp;", "&quot;" };
	static const char signs[] = "<>&\"";
	const char *found = sign ? strchr(signs, sign) : NULL;

	return found ? hk_starts(at, escaped[found - signs]) : *at == sign;
}

static void signs_pass(struct place *place, const char *signs)
{
	for (; *signs; signs++) {
		struct place next = *place;

		if (strchr(" \t\r\n", *signs))
			continue;
		while (*next.at == '<' || (*next.at && strchr(" \t\n", *next.at)))
			if (*next.at == '<')
				tag_pass(&next);
			else
				next.at++;
		if (!is_sign(next.at, *signs))
			return;
		sign_pass(&next);
		*place = next;
	}
}

static bool is_as_written(const struct place *place)
{
	for (size_t i = 0; i < place->depth; i++)
		if (hk_starts(place->open[i], "<pre"))
			return true;
	return false;
}

/* The full stop and the end of the paragraph belong to what is before; a line of dashes below it
 * does not. */
static void end_pass(struct place *place)
{
	static const char line[] = "<br>";
	bool is_ended = false;

	while (*place->at && !is_letter(place->at)) {
		bool is_tag = *place->at == '<';
		bool is_line =
			hk_starts(place->at, line) || (*place->at == '\n' && is_as_written(place));

		if (is_tag && !is_line && place->at[1] != '/')
			return;
		if (!is_tag && is_ended && !strchr(" \n\t", *place->at))
			return;
		is_ended = is_ended || is_line ||
			   (is_tag && !is_within_line(place->at + strlen("</")));
		if (is_tag)
			tag_pass(place);
		else
			sign_pass(place);
	}
}

static bool has_words(const char *html)
{
	struct place place = { .at = html };

	while (*place.at && !is_letter(place.at))
		if (strncmp(place.at, "<img", 4) == 0)
			return true;
		else if (*place.at == '<')
			tag_pass(&place);
		else
			sign_pass(&place);
	return *place.at != '\0';
}

static struct markup head_of(struct hk_arena *arena, const char *html, const struct place *place)
{
	scoped_buf head;

	hk_buf_init(&head, MARKUP_MAX_BYTES);
	hk_buf_put(&head, html, (size_t)(place->at - html));
	for (size_t i = place->depth; i > 0; i--) {
		const char *name = place->open[i - 1] + 1;

		hk_buf_format(&head, "</%.*s>", (int)strcspn(name, " >"), name);
	}
	return (struct markup){ hk_copy(arena, head.bytes, head.length) };
}

static struct markup tail_of(struct hk_arena *arena, const struct place *place)
{
	scoped_buf tail;

	hk_buf_init(&tail, MARKUP_MAX_BYTES);
	for (size_t i = 0; i < place->depth; i++)
		hk_buf_put(&tail, place->open[i], strcspn(place->open[i], ">") + 1);
	hk_buf_text(&tail, place->at);
	return (struct markup){ hk_copy(arena, tail.bytes, tail.length) };
}

/* Between words, and never within a letter or an escaped sign. */
static bool may_end(const char *at)
{
	return *at == '<' || *at == ' ' || *at == '\n';
}

bool markup_begin(struct hk_arena *arena, struct markup whole, struct markup *ret)
{
	struct place place = { .at = whole.html };
	const char *enough = whole.html + BEGIN_BYTES, *most = enough + WORD_BYTES;

	if (strnlen(whole.html, LONG_BYTES) < LONG_BYTES)
		return false;
	while (place.at < enough || (place.at < most && !may_end(place.at)) ||
	       (*place.at & 0xc0) == 0x80)
		if (*place.at == '<')
			tag_pass(&place);
		else if (*place.at == '&')
			sign_pass(&place);
		else
			place.at++;
	*ret = head_of(arena, whole.html, &place);
	return true;
}

bool markup_fold(struct hk_arena *arena, struct markup whole, const char *reply,
		 struct markup *ret_head, struct markup *ret_tail)
{
	struct place place = { .at = whole.html };

	if (strlen(whole.html) > MARKUP_MAX_BYTES / 2 || !*skip_between(reply) ||
	    !reply_pass(&place, reply))
		return false;
	signs_pass(&place, signs_of(reply));
	end_pass(&place);
	*ret_tail = (struct markup){ "" };
	*ret_head = whole;
	if (!has_words(place.at))
		return true;
	*ret_head = head_of(arena, whole.html, &place);
	*ret_tail = tail_of(arena, &place);
	return true;
}
