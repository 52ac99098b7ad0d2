#include <inttypes.h>
#include <jansson.h>
#include <stdalign.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/json.h"
#include "base/result.h"
#include "base/time.h"
#include "test.h"

static int open_arena(void **state)
{
	*state = hk_arena_new();
	return 0;
}

static int close_arena(void **state)
{
	hk_arena_free(*state);
	return 0;
}

/* Arenas */

static void memory_is_zeroed_and_aligned_for_anything(void **state)
{
	static const char zeros[100];

	for (size_t size = 1; size < sizeof(zeros); size++) {
		void *place = hk_alloc(*state, size, 1);

		assert_int_equal((uintptr_t)place % _Alignof(max_align_t), 0);
		assert_memory_equal(place, zeros, size);
		memset(place, 'x', size);
	}
}

static void a_used_arena_gives_zeroed_memory_again(void **state)
{
	memset(hk_alloc(*state, 5000, 1), 'x', 5000);
	hk_arena_reset(*state);

	const char *again = hk_alloc(*state, 5000, 1);

	for (int i = 0; i < 5000; i++)
		assert_int_equal(again[i], 0);
}

static void what_is_larger_than_a_block_fits_too(void **state)
{
	char *small = hk_copy_text(*state, "kept");
	char *large = hk_alloc(*state, 1024 * 1024, 1);

	memset(large, 'x', 1024 * 1024);
	assert_string_equal(small, "kept");
	assert_string_equal(hk_copy_text(*state, "after"), "after");
}

static void no_text_copies_to_no_text(void **state)
{
	assert_null(hk_copy_text(*state, NULL));
	assert_string_equal(hk_copy(*state, NULL, 0), "");
}

static void a_copy_of_bytes_ends_in_nul(void **state)
{
	assert_string_equal(hk_copy(*state, "ticket 17", 6), "ticket");
}

static void a_formatted_text_has_no_limit(void **state)
{
	char *long_text = hk_alloc(*state, 40001, 1);

	memset(long_text, 'a', 40000);
	assert_int_equal(strlen(hk_format(*state, "<%s>", long_text)), 40002);
	assert_string_equal(hk_format(*state, "%s %d%%", "সেবা", 7), "সেবা 7%");
}

static void words_and_whole_numbers_are_formatted_as_printf_does(void **state)
{
	static const int64_t numbers[] = { 0,         7,         -1,        10,       -99,
					   INT32_MAX, INT32_MIN, INT64_MAX, INT64_MIN };
	char text[200];

	for (size_t i = 0; i < HK_COUNT(numbers); i++) {
		int small = (int)(numbers[i] % 1000000);

		snprintf(text, sizeof(text), "%" PRId64 "/%d?%s=%" PRId64, numbers[i], small, "a",
			 -(numbers[i] / 2));
		assert_string_equal(hk_format(*state, "%" PRId64 "/%d?%s=%" PRId64, numbers[i],
					      small, "a", -(numbers[i] / 2)),
				    text);
		snprintf(text, sizeof(text), "%s%d%05d%.2s", "", small, small, "abc");
		assert_string_equal(hk_format(*state, "%s%d%05d%.2s", "", small, small, "abc"),
				    text);
	}
	assert_string_equal(hk_format(*state, "%s", ""), "");
}

static void plain_texts_of_every_length_stay_whole_side_by_side(void **state)
{
	enum { MOST = 700 };

	char *texts[MOST], *filling = hk_alloc(*state, MOST + 1, 1);

	memset(filling, 'x', MOST);
	for (int i = 0; i < MOST; i++)
		texts[i] = hk_format(*state, "%d%s", i, filling + i);
	for (int i = 0; i < MOST; i++) {
		char *end;

		assert_int_equal(strtol(texts[i], &end, 10), i);
		assert_string_equal(end, filling + i);
	}
}

static void formatted_texts_of_every_length_stay_whole_side_by_side(void **state)
{
	enum { MOST = 700 };

	char *texts[MOST];

	for (int i = 0; i < MOST; i++)
		texts[i] = hk_format(*state, "%*d", i + 1, i);
	for (int i = 0; i < MOST; i++) {
		assert_int_equal(strlen(texts[i]), i + 1);
		assert_int_equal(strtol(texts[i], NULL, 10), i);
	}
}

static void room_is_aligned_and_nobody_elses(void **state)
{
	unsigned char *first = hk_room(*state, 13), *large = hk_room(*state, 50000);
	char *text = hk_copy_text(*state, "kept");

	memset(first, 0xff, 13);
	memset(large, 0xff, 50000);
	assert_int_equal((uintptr_t)large % alignof(max_align_t), 0);
	assert_string_equal(text, "kept");
}

/* Buffers */

static void a_buffer_is_whole_wherever_it_has_to_grow(void **state)
{
	enum { MOST = 3000 };

	(void)state;
	for (int length = 1000; length < 1050; length++) {
		scoped_buf buf;

		hk_buf_init(&buf, MOST);
		hk_buf_format(&buf, "%*d", length, 7);
		hk_buf_put(&buf, "", 0);
		hk_buf_format(&buf, "%s", "and");
		hk_buf_text(&buf, "on");
		assert_int_equal(buf.length, length + 5);
		assert_string_equal(buf.bytes + length - 1, "7andon");
		assert_false(buf.is_cut);
	}
}

static void a_buffer_grows_as_it_is_filled(void **state)
{
	(void)state;
	scoped_buf buf;

	hk_buf_init(&buf, 100000);
	for (int i = 0; i < 10000; i++)
		hk_buf_text(&buf, "12345");
	assert_int_equal(buf.length, 50000);
	assert_int_equal(strlen(buf.bytes), 50000);
	assert_false(buf.is_cut);
}

static void a_full_buffer_keeps_what_fits_and_says_so(void **state)
{
	(void)state;
	scoped_buf buf;

	hk_buf_init(&buf, 8);
	hk_buf_text(&buf, "12345678");
	assert_false(buf.is_cut);
	hk_buf_char(&buf, '9');
	assert_true(buf.is_cut);
	assert_string_equal(buf.bytes, "12345678");
	hk_buf_text(&buf, "more");
	assert_string_equal(buf.bytes, "12345678");
}

static void a_formatted_text_is_cut_at_the_limit_too(void **state)
{
	(void)state;
	scoped_buf buf;

	hk_buf_init(&buf, 10);
	hk_buf_format(&buf, "%s", "1234");
	hk_buf_format(&buf, "%s-%d", "567890", 12);
	assert_true(buf.is_cut);
	assert_int_equal(buf.length, 10);
	assert_string_equal(buf.bytes, "1234567890");
}

static void a_cleared_buffer_begins_anew(void **state)
{
	(void)state;
	scoped_buf buf;

	hk_buf_init(&buf, 4);
	hk_buf_clear(&buf);
	hk_buf_text(&buf, "12345");
	hk_buf_clear(&buf);
	assert_int_equal(buf.length, 0);
	assert_false(buf.is_cut);
	hk_buf_int(&buf, -17);
	assert_string_equal(buf.bytes, "-17");
}

static void taken_bytes_belong_to_the_taker(void **state)
{
	(void)state;
	scoped_buf buf;
	size_t length;

	hk_buf_init(&buf, 100);
	hk_buf_put(&buf, "a\0b", 3);

	char *bytes = hk_buf_take(&buf, &length);

	assert_int_equal(length, 3);
	assert_memory_equal(bytes, "a\0b", 4);
	assert_int_equal(buf.length, 0);
	hk_free(bytes);
}

static void an_untouched_buffer_is_taken_as_empty_text(void **state)
{
	(void)state;
	scoped_buf buf;
	size_t length;

	hk_buf_init(&buf, 100);

	char *bytes = hk_buf_take(&buf, &length);

	assert_int_equal(length, 0);
	assert_string_equal(bytes, "");
	hk_free(bytes);
}

static void the_widest_numbers_are_written_whole(void **state)
{
	(void)state;
	scoped_buf buf;

	hk_buf_init(&buf, 100);
	hk_buf_int(&buf, INT64_MIN);
	hk_buf_int(&buf, INT64_MAX);
	assert_string_equal(buf.bytes, "-92233720368547758089223372036854775807");
}

/* JSON */

static void commas_stand_between_members_only(void **state)
{
	(void)state;
	scoped_buf buf;

	hk_buf_init(&buf, 1000);

	struct hk_json json = hk_json_to(&buf);

	hk_json_open(&json, NULL, '{');
	hk_json_int(&json, "number", 17);
	hk_json_open(&json, "messages", '[');
	hk_json_open(&json, NULL, '{');
	hk_json_close(&json, '}');
	hk_json_text(&json, NULL, "two");
	hk_json_null(&json, NULL);
	hk_json_close(&json, ']');
	hk_json_bool(&json, "automatic", false);
	hk_json_text(&json, "closed_as", NULL);
	hk_json_close(&json, '}');
	assert_string_equal(buf.bytes, "{\"number\":17,\"messages\":[{},\"two\",null],"
				       "\"automatic\":false,\"closed_as\":null}");
}

static void a_strict_reader_reads_back_every_sign(void **state)
{
	(void)state;
	scoped_buf buf;
	char all[128];

	for (int i = 0; i < 127; i++)
		all[i] = (char)(i + 1);
	all[127] = '\0';
	hk_buf_init(&buf, 10000);

	struct hk_json json = hk_json_to(&buf);

	hk_json_open(&json, NULL, '{');
	hk_json_text(&json, all, "সেবা \"\\ ačiū நன்றி");
	hk_json_close(&json, '}');

	json_t *read = json_loadb(buf.bytes, buf.length, JSON_REJECT_DUPLICATES, NULL);

	assert_non_null(read);
	assert_string_equal(json_string_value(json_object_get(read, all)), "সেবা \"\\ ačiū நன்றி");
	json_decref(read);
}

static void control_signs_are_escaped(void **state)
{
	(void)state;
	scoped_buf buf;

	hk_buf_init(&buf, 1000);

	struct hk_json json = hk_json_to(&buf);

	hk_json_text(&json, NULL,
		     "a\nb\tc\rd\x01"
		     "e");
	assert_string_equal(buf.bytes, "\"a\\nb\\tc\\u000dd\\u0001e\"");
}

static void no_time_is_null(void **state)
{
	(void)state;
	scoped_buf buf;

	hk_buf_init(&buf, 1000);

	struct hk_json json = hk_json_to(&buf);

	hk_json_open(&json, NULL, '[');
	hk_json_time(&json, NULL, 0);
	hk_json_time(&json, NULL, 1795342445000);
	hk_json_close(&json, ']');
	assert_string_equal(buf.bytes, "[null,\"2026-11-22T10:14:05.000Z\"]");
}

/* Time */

static void times_are_written_as_rfc_3339_says(void **state)
{
	assert_string_equal(hk_time_iso(*state, 0), "1970-01-01T00:00:00.000Z");
	assert_string_equal(hk_time_iso(*state, 951782400007), "2000-02-29T00:00:00.007Z");
	assert_string_equal(hk_time_iso(*state, -1), "1969-12-31T23:59:59.999Z");
	assert_string_equal(hk_time_iso(*state, -86400000), "1969-12-31T00:00:00.000Z");
	assert_string_equal(hk_time_iso(*state, 4107542399999), "2100-02-28T23:59:59.999Z");
	assert_string_equal(hk_time_iso(*state, 253402300799999), "9999-12-31T23:59:59.999Z");
}

static void times_are_written_as_rfc_5322_says(void **state)
{
	assert_string_equal(hk_time_rfc5322(*state, 1795342445000),
			    "Sun, 22 Nov 2026 10:14:05 +0000");
	assert_string_equal(hk_time_rfc5322(*state, 0), "Thu, 1 Jan 1970 00:00:00 +0000");
}

/* That the zone of the machine changes nothing. */
static void times_are_utc_wherever_the_machine_stands(void **state)
{
	setenv("TZ", "Asia/Dhaka", 1);
	assert_string_equal(hk_time_iso(*state, 0), "1970-01-01T00:00:00.000Z");
	setenv("TZ", "UTC", 1);
}

static void each_failure_doubles_the_pause_up_to_the_longest(void **state)
{
	(void)state;
	assert_int_equal(hk_backoff_ms(HK_SECOND, HK_HOUR, 0), HK_SECOND);
	assert_int_equal(hk_backoff_ms(HK_SECOND, HK_HOUR, 1), 2 * HK_SECOND);
	assert_int_equal(hk_backoff_ms(HK_SECOND, HK_HOUR, 11), 2048 * HK_SECOND);
	assert_int_equal(hk_backoff_ms(HK_SECOND, HK_HOUR, 12), HK_HOUR);
	assert_int_equal(hk_backoff_ms(HK_SECOND, HK_HOUR, INT64_MAX), HK_HOUR);
	assert_int_equal(hk_backoff_ms(1, INT64_MAX, INT64_MAX), INT64_MAX);
	assert_int_equal(hk_backoff_ms(HK_DAY, HK_HOUR, 0), HK_HOUR);
}

static void the_clock_for_deadlines_never_goes_back(void **state)
{
	(void)state;
	int64_t before = hk_clock_monotonic();

	hk_pause_ms(2);
	assert_in_range(hk_clock_monotonic() - before, 2, HK_MINUTE);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(memory_is_zeroed_and_aligned_for_anything),
		cmocka_unit_test(a_used_arena_gives_zeroed_memory_again),
		cmocka_unit_test(what_is_larger_than_a_block_fits_too),
		cmocka_unit_test(no_text_copies_to_no_text),
		cmocka_unit_test(a_copy_of_bytes_ends_in_nul),
		cmocka_unit_test(a_formatted_text_has_no_limit),
		cmocka_unit_test(words_and_whole_numbers_are_formatted_as_printf_does),
		cmocka_unit_test(plain_texts_of_every_length_stay_whole_side_by_side),
		cmocka_unit_test(formatted_texts_of_every_length_stay_whole_side_by_side),
		cmocka_unit_test(room_is_aligned_and_nobody_elses),
		cmocka_unit_test(a_buffer_is_whole_wherever_it_has_to_grow),
		cmocka_unit_test(a_buffer_grows_as_it_is_filled),
		cmocka_unit_test(a_full_buffer_keeps_what_fits_and_says_so),
		cmocka_unit_test(a_formatted_text_is_cut_at_the_limit_too),
		cmocka_unit_test(a_cleared_buffer_begins_anew),
		cmocka_unit_test(taken_bytes_belong_to_the_taker),
		cmocka_unit_test(an_untouched_buffer_is_taken_as_empty_text),
		cmocka_unit_test(the_widest_numbers_are_written_whole),
		cmocka_unit_test(commas_stand_between_members_only),
		cmocka_unit_test(a_strict_reader_reads_back_every_sign),
		cmocka_unit_test(control_signs_are_escaped),
		cmocka_unit_test(no_time_is_null),
		cmocka_unit_test(times_are_written_as_rfc_3339_says),
		cmocka_unit_test(times_are_written_as_rfc_5322_says),
		cmocka_unit_test(times_are_utc_wherever_the_machine_stands),
		cmocka_unit_test(each_failure_doubles_the_pause_up_to_the_longest),
		cmocka_unit_test(the_clock_for_deadlines_never_goes_back),
	};

	return cmocka_run_group_tests(tests, open_arena, close_arena);
}
