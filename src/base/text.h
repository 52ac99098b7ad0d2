/* Small questions about text: UTF-8 throughout, never by locale. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"

/* Well-formed UTF-8 (RFC 3629) without NUL. */
bool hk_utf8_is_valid(const char *text, size_t length);
/* A copy in which each NUL and each byte that is not UTF-8 became U+FFFD and each ASCII control but
 * newline and tab a space; carriage returns and what turns the order of reading are left out. */
char *hk_utf8_clean(struct hk_arena *arena, const char *text, size_t length);
/* The longest beginning of at most max bytes that cuts no character (code point). */
size_t hk_utf8_fit(const char *text, size_t max);

/* U+202A to U+202E or U+2066 to U+2069 stands there: three bytes, which turn the order of what
 * follows on the page. */
bool hk_turns_order(const char *text);
bool hk_is_ascii(const char *text);
bool hk_starts(const char *text, const char *beginning);
bool hk_ends(const char *text, const char *ending);
bool hk_equal(const char *a, const char *b); /* NULL equals only NULL */
bool hk_one_of(const char *word, const char *const *list, size_t count);
/* ASCII letters alone are folded: for addresses, header names, codes. */
bool hk_equal_ascii(const char *a, const char *b);
bool hk_starts_ascii(const char *text, const char *beginning);
char *hk_lower_ascii(struct hk_arena *arena, const char *text);

/* Without white space at both ends. */
char *hk_trim(struct hk_arena *arena, const char *text);
/* Trimmed, each run of white space and ASCII controls within became one space, and what turns the
 * order of reading is left out: for names, titles, files. */
char *hk_one_line(struct hk_arena *arena, const char *text);

/* Where the next line begins, which is the end of the text after the last. */
const char *hk_next_line(const char *text);

/* True when there is something to see: a letter, digit, symbol or punctuation. Spaces of any kind,
 * signs without width and marks alone are none. What must be filled in is asked with this. */
bool hk_has_ink(const char *text);
/* How many characters (code points): what a limit of letters counts. */
size_t hk_letters(const char *text);

/* How many bytes stand before the first that stop names; stop['\0'] must be true. For the short
 * runs of markup, where strcspn() would spend more on its set than on the text. */
static inline size_t hk_run(const char *text, const bool stop[256])
{
	const char *at = text;

	while (!stop[(unsigned char)*at])
		at++;
	return (size_t)(at - text);
}

/* True when the whole text is a decimal number that fits; digits of Bengali count as 0-9. */
bool hk_number(const char *text, int64_t *ret);

char *hk_hex(struct hk_arena *arena, const void *bytes, size_t length);
/* RFC 4648 section 5 without padding: letters that a URL and a Message-ID can carry. */
char *hk_base64url(struct hk_arena *arena, const void *bytes, size_t length);
bool hk_base64url_read(const char *text, void *ret, size_t length); /* exactly length bytes */
char *hk_base64(struct hk_arena *arena, const void *bytes, size_t length);

/* An addr-spec as this house accepts it (RFC 5321 dot-atom@domain, UTF-8 allowed, no quotes,
 * no controls, at most 254 bytes). Nothing else ever reaches an SMTP server. */
bool hk_is_address(const char *text);
