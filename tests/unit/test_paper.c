/* Words on paper: in every language, with its fonts, and never without an end. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/result.h"
#include "base/time.h"
#include "test.h"
#include "web/paper.h"

enum { MADE_AT = 1795334400, ROOM = 16 * 1024 * 1024 };

static const char *const words[][2] = {
	{ "en", "Rasa stayed on the line until my mother was let in." },
	{ "bn", "অনেকবার ফোন এসেছে, কিন্তু কেউ আগের কথা জানতেন না। ক্ষমা, প্রশ্ন, শ্রী।" },
	{ "lt", "Tris kartus skambinau, tris kartus pasakojau tą patį iš pradžių." },
	{ "ta", "ஒரே கட்டணம் இரண்டு முறை எடுக்கப்பட்டது. கொடுத்தோம், ஸ்ரீ, க்ஷமை." },
};

static bool make(struct hk_arena *arena, int times, struct hk_buf *ret)
{
	struct paper *paper = paper_new(arena, "Monday", "en", MADE_AT * HK_SECOND);

	paper_title(paper, "Monday");
	for (int i = 0; i < times; i++)
		for (size_t k = 0; k < HK_COUNT(words); k++) {
			paper_heading(paper, words[k][0]);
			paper_text(paper, words[k][1]);
		}
	return paper_end(paper, ret);
}

static bool has(const struct hk_buf *buf, const char *text)
{
	return memmem(buf->bytes, buf->length, text, strlen(text)) != NULL;
}

static void each_language_brings_its_letters_along(void **state)
{
	scoped_arena *arena = hk_arena_new();
	scoped_buf buf;

	(void)state;
	hk_buf_init(&buf, ROOM);
	assert_true(make(arena, 1, &buf));
	assert_memory_equal(buf.bytes, "%PDF-", 5);
	assert_true(has(&buf, "NotoSansBengali"));
	assert_true(has(&buf, "NotoSansTamil"));
	if (getenv("HARK_SHOTS")) {
		FILE *file = fopen(getenv("HARK_SHOTS"), "wb");

		assert_int_equal(fwrite(buf.bytes, 1, buf.length, file), buf.length);
		assert_int_equal(fclose(file), 0);
	}
}

static void the_same_words_are_the_same_file(void **state)
{
	scoped_arena *arena = hk_arena_new();
	scoped_buf one;
	scoped_buf other;

	(void)state;
	hk_buf_init(&one, ROOM);
	hk_buf_init(&other, ROOM);
	assert_true(make(arena, 5, &one));
	assert_true(make(arena, 5, &other));
	assert_int_equal(one.length, other.length);
	assert_memory_equal(one.bytes, other.bytes, one.length);
}

static void what_is_longer_than_may_be_is_not_made(void **state)
{
	scoped_arena *arena = hk_arena_new();
	scoped_buf buf;

	(void)state;
	hk_buf_init(&buf, ROOM);
	assert_true(make(arena, 60, &buf));
	hk_buf_clear(&buf);
	assert_false(make(arena, 2000, &buf));
	assert_int_equal(buf.length, 0);
}

static void words_that_are_no_text_do_no_harm(void **state)
{
	scoped_arena *arena = hk_arena_new();
	struct paper *paper;
	scoped_buf buf;

	(void)state;
	hk_buf_init(&buf, ROOM);
	paper = paper_new(arena, "", "", 0);
	paper_title(paper, "");
	paper_text(paper, "<b>not bold</b> & \xe2\x80\xae turned \xf0\x9f\x98\x80 \n\n\n\t");
	assert_true(paper_end(paper, &buf));
}

/*
 * Asked by the leak sanitizer. Fontconfig points within its patterns by offsets, which the
 * sanitizer cannot follow, and ending fontconfig and cairo by hand aborts now and then, for pango
 * still holds fonts.
 */
/* NOLINTBEGIN(bugprone-reserved-identifier, readability-identifier-naming): the sanitizer's name */
const char *__lsan_default_suppressions(void);

const char *__lsan_default_suppressions(void)
{
	return "leak:libfontconfig";
}

/* NOLINTEND(bugprone-reserved-identifier, readability-identifier-naming) */

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_language_brings_its_letters_along),
		cmocka_unit_test(the_same_words_are_the_same_file),
		cmocka_unit_test(what_is_longer_than_may_be_is_not_made),
		cmocka_unit_test(words_that_are_no_text_do_no_harm),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
