/* Reading a mail in the test's own process: no cage, so that the sanitisers see the parsers. */
#pragma once

#include <stdio.h>
#include <string.h>

#include "base/file.h"
#include "parse/inside.h"

enum { FILE_BYTES = 1 << 20 };

/* Of the sanitisers, where there are any. */
__attribute__((weak)) void lsan_disable(void) __asm__("__lsan_disable");
__attribute__((weak)) void lsan_enable(void) __asm__("__lsan_enable");

/* For cmocka: before the first test. The MIME library never frees its table of types. */
static inline int mail_setup(void **state)
{
	(void)state;
	if (lsan_disable)
		lsan_disable();
	mail_start();
	if (lsan_enable)
		lsan_enable();
	return 0;
}

static inline enum hk_result mail_from_bytes(struct hk_arena *arena, const char *raw, size_t len,
					     struct mail *ret)
{
	struct request request = { .len = len, .limits = parse_limits_usual };
	g_autoptr(GString) out = g_string_new(NULL);
	char *copy = hk_copy(arena, raw, len);

	mail_parse(&request, copy, out);
	return mail_read(arena, (unsigned char *)hk_copy(arena, out->str, out->len), out->len, len,
			 &parse_limits_usual, ret);
}

static inline struct mail mail_from_text(struct hk_arena *arena, const char *raw)
{
	struct mail mail = { 0 };

	assert_int_equal(mail_from_bytes(arena, raw, strlen(raw), &mail), HK_OK);
	return mail;
}

/* A file of tests/corpus/mail; its bytes are handed over too, since parts are ranges of them. */
static inline struct mail mail_from_corpus(struct hk_arena *arena, const char *name,
					   struct parse_source *ret_source)
{
	struct mail mail = { 0 };
	const char *path = hk_format(arena, "%s/mail/%s", TEST_CORPUS, name);
	char *raw;
	size_t len;

	assert_int_equal(hk_file_read(arena, path, FILE_BYTES, &raw, &len), HK_OK);
	assert_int_equal(mail_from_bytes(arena, raw, len, &mail), HK_OK);
	*ret_source = (struct parse_source){ -1, raw, len };
	return mail;
}

static inline const char *html_of(struct hk_arena *arena, const char *dirty)
{
	g_autoptr(GString) html = g_string_new(NULL), text = g_string_new(NULL);

	html_clean(dirty, strlen(dirty), html, text);
	assert_true(html_is_canonical(html->str));
	return hk_copy(arena, html->str, html->len);
}
