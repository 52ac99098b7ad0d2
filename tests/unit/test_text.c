#include <string.h>

#include "base/result.h"
#include "base/text.h"
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

/* UTF-8 */

static bool is_valid(const char *text)
{
	return hk_utf8_is_valid(text, strlen(text));
}

static void every_language_of_ours_is_utf8(void **state)
{
	(void)state;
	assert_true(is_valid(""));
	assert_true(is_valid("plain, ąčęėįšųūž, সেবা, நன்றி, 😀"));
	assert_true(is_valid("\xf4\x8f\xbf\xbf"));
}

static void what_rfc_3629_forbids_is_not_utf8(void **state)
{
	static const char *const bad[] = {
		"\x80",             /* goes on, but nothing began */
		"\xc3",             /* cut at the end */
		"\xe0\xa6",         /* cut at the end */
		"\xc3 ",            /* cut by a letter */
		"\xc0\xaf",         /* a slash, longer than need be */
		"\xe0\x80\xaf",     /* the same in three */
		"\xf0\x80\x80\xaf", /* and in four */
		"\xed\xa0\x80",     /* half of a UTF-16 pair */
		"\xf4\x90\x80\x80", /* past U+10FFFF */
		"\xf8\x88\x80\x80\x80",
		"\xff",
	};

	(void)state;
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		assert_false(is_valid(bad[i]));
	assert_false(hk_utf8_is_valid("a\0b", 3));
}

static void cleaning_leaves_good_text_alone(void **state)
{
	const char *good = "Labas,\n\tačiū সেবা நன்றி 😀";

	assert_string_equal(hk_utf8_clean(*state, good, strlen(good)), good);
}

static void cleaning_makes_anything_utf8(void **state)
{
	char noise[512];
	uint32_t seed = 7;

	assert_string_equal(hk_utf8_clean(*state,
					  "a\xff\xc3"
					  "b",
					  4),
			    "a\xef\xbf\xbd\xef\xbf\xbd"
			    "b");
	assert_string_equal(hk_utf8_clean(*state, "a\0b\x1b[1m\x7f", 8), "a\xef\xbf\xbd"
									 "b [1m ");
	assert_string_equal(hk_utf8_clean(*state, "one\r\ntwo", 8), "one\ntwo");
	/* Marks that turn nothing stay. */
	assert_string_equal(hk_utf8_clean(*state, "a\u202egpj\u202c\u2067\u2069\u200fb", 20),
			    "agpj\u200fb");
	for (int round = 0; round < 200; round++) {
		for (size_t i = 0; i < sizeof(noise); i++) {
			seed = seed * 1664525 + 1013904223;
			noise[i] = (char)(unsigned char)(seed >> 24);
		}
		assert_true(is_valid(hk_utf8_clean(*state, noise, sizeof(noise))));
	}
}

static void no_character_is_cut_in_two(void **state)
{
	(void)state;
	assert_int_equal(hk_utf8_fit("abc", 3), 3);
	assert_int_equal(hk_utf8_fit("abc", 2), 2);
	assert_int_equal(hk_utf8_fit("সেবা", 3), 3);
	assert_int_equal(hk_utf8_fit("সেবা", 5), 3);
	assert_int_equal(hk_utf8_fit("😀", 3), 0);
	assert_int_equal(hk_utf8_fit("", 10), 0);
}

/* Comparing */

static void beginnings_and_endings_are_found(void **state)
{
	(void)state;
	assert_true(hk_starts("ticket", "tick"));
	assert_false(hk_starts("tick", "ticket"));
	assert_true(hk_ends("photo.jpeg", ".jpeg"));
	assert_false(hk_ends("peg", ".jpeg"));
	assert_true(hk_starts_ascii("CONTENT-TYPE: x", "content-type:"));
}

static void no_text_equals_only_no_text(void **state)
{
	(void)state;
	assert_true(hk_equal(NULL, NULL));
	assert_false(hk_equal(NULL, ""));
	assert_false(hk_equal("a", NULL));
	assert_true(hk_equal("a", "a"));
	assert_false(hk_equal("a", "A"));
	assert_true(hk_equal_ascii(NULL, NULL));
	assert_false(hk_equal_ascii("", NULL));
}

static void a_word_is_in_a_list_only_as_it_stands_there(void **state)
{
	static const char *const list[] = { "open", "closed" };

	(void)state;
	assert_true(hk_one_of("closed", list, HK_COUNT(list)));
	assert_false(hk_one_of("close", list, HK_COUNT(list)));
	assert_false(hk_one_of("Open", list, HK_COUNT(list)));
	assert_false(hk_one_of("", list, HK_COUNT(list)));
	assert_false(hk_one_of("closed", list, 1));
}

static void only_ascii_letters_are_folded(void **state)
{
	(void)state;
	assert_true(hk_equal_ascii("Rasa@Example.ORG", "rasa@example.org"));
	assert_false(hk_equal_ascii("Š", "š"));
	assert_false(hk_equal_ascii("@", "`"));
	assert_false(hk_equal_ascii("ab", "a"));
	assert_string_equal(hk_lower_ascii(*state, "Ačiū ŠAUNU [Z]"), "ačiū Šaunu [z]");
}

static void what_nobody_can_see_is_no_text(void **state)
{
	static const char *const blank[] = {
		"",
		" \t\n",
		"\u200b",
		"\u00a0\u2003\u3000",
		"\u200d\ufeff",
		"\u2800",
		"\u3164",
		"\ufe0f",
		"\U000e0020",
		"\u0301",
		"\u202e\u202c",
	};
	static const char *const seen[] = { "a", "\u200b\u0986", "?", "\U0001f600", "\u0b95", "7" };

	(void)state;
	for (size_t i = 0; i < sizeof(blank) / sizeof(blank[0]); i++)
		assert_false(hk_has_ink(blank[i]));
	for (size_t i = 0; i < sizeof(seen) / sizeof(seen[0]); i++)
		assert_true(hk_has_ink(seen[i]));
}

static void letters_are_counted_whatever_their_bytes(void **state)
{
	(void)state;
	assert_int_equal(hk_letters(""), 0);
	assert_int_equal(hk_letters("a\u0101\u0986\U0001f600"), 4);
}

static void a_line_is_not_turned_around(void **state)
{
	assert_string_equal(hk_one_line(*state, " photo\u202egpj.\u2066exe\n x"), "photogpj.exe x");
	assert_string_equal(hk_one_line(*state, "\u0995\u09cd\u200d\u09af"),
			    "\u0995\u09cd\u200d\u09af");
}

static void white_space_is_trimmed_at_both_ends_only(void **state)
{
	assert_string_equal(hk_trim(*state, " \t a b \r\n"), "a b");
	assert_string_equal(hk_trim(*state, " \n "), "");
	assert_string_equal(hk_trim(*state, ""), "");
}

static void the_line_after_the_last_is_the_end(void **state)
{
	(void)state;
	assert_string_equal(hk_next_line("a\n\nb"), "\nb");
	assert_string_equal(hk_next_line("\nb"), "b");
	assert_string_equal(hk_next_line("b\n"), "");
	assert_string_equal(hk_next_line("b"), "");
	assert_string_equal(hk_next_line(""), "");
}

/* Numbers */

static void whole_numbers_are_read(void **state)
{
	int64_t number = 0;

	(void)state;
	assert_true(hk_number("0", &number) && number == 0);
	assert_true(hk_number("-17", &number) && number == -17);
	assert_true(hk_number("007", &number) && number == 7);
	assert_true(hk_number("9223372036854775807", &number) && number == INT64_MAX);
}

static void bengali_and_tamil_digits_count(void **state)
{
	int64_t number = 0;

	(void)state;
	assert_true(hk_number("১২৩", &number) && number == 123);
	assert_true(hk_number("௧௨௩", &number) && number == 123);
	assert_true(hk_number("৯0", &number) && number == 90);
}

static void what_is_no_number_changes_nothing(void **state)
{
	static const char *const bad[] = { "",
					   "-",
					   " 1",
					   "1 ",
					   "1.5",
					   "1e3",
					   "+1",
					   "0x10",
					   "--1",
					   "১ক",
					   "\xe0",
					   "\xe0\xa7",
					   "9223372036854775808",
					   "99999999999999999999" };
	int64_t number = 42;

	(void)state;
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		assert_false(hk_number(bad[i], &number));
	assert_int_equal(number, 42);
}

/* Encodings */

static void hex_is_written_small(void **state)
{
	assert_string_equal(hk_hex(*state, "\x00\xff\x1a", 3), "00ff1a");
	assert_string_equal(hk_hex(*state, "", 0), "");
}

/* RFC 4648 section 10. */
static void base64_is_as_the_rfc_shows(void **state)
{
	static const char *const pairs[][2] = {
		{ "", "" },
		{ "f", "Zg==" },
		{ "fo", "Zm8=" },
		{ "foo", "Zm9v" },
		{ "foob", "Zm9vYg==" },
		{ "fooba", "Zm9vYmE=" },
		{ "foobar", "Zm9vYmFy" },
	};

	for (size_t i = 0; i < sizeof(pairs) / sizeof(pairs[0]); i++)
		assert_string_equal(hk_base64(*state, pairs[i][0], strlen(pairs[i][0])),
				    pairs[i][1]);
}

static void the_base64_of_links_has_no_sign_that_a_url_escapes(void **state)
{
	unsigned char bytes[3] = { 0xfb, 0xff, 0xbf }, back[3];

	assert_string_equal(hk_base64url(*state, bytes, 3), "-_-_");
	assert_string_equal(hk_base64url(*state, bytes, 1), "-w");
	assert_true(hk_base64url_read("-_-_", back, 3));
	assert_memory_equal(back, bytes, 3);
}

static void a_damaged_link_is_not_read(void **state)
{
	unsigned char back[3];

	(void)state;
	assert_false(hk_base64url_read("-_-", back, 3));
	assert_false(hk_base64url_read("-_-_-_", back, 3));
	assert_false(hk_base64url_read("+/+/", back, 3));
	assert_false(hk_base64url_read("-_-=", back, 3));
	assert_false(hk_base64url_read("-_ -_", back, 3));
	assert_false(hk_base64url_read("", back, 3));
}

/* Addresses */

static void addresses_of_real_people_are_accepted(void **state)
{
	static const char *const good[] = {
		"rasa@example.org",       "a@b",           "o'neill+tag@sub.example.org",
		"first.last@example.org", "x_y-z=1@127.x", "рейс@пример.рф",
		"সেবা@example.org",
	};

	(void)state;
	for (size_t i = 0; i < sizeof(good) / sizeof(good[0]); i++)
		assert_true(hk_is_address(good[i]));
}

static void nothing_that_smtp_could_take_for_more_is_an_address(void **state)
{
	static const char *const bad[] = {
		"",
		"rasa",
		"@example.org",
		"rasa@",
		"a@b@c",
		"a..b@example.org",
		".a@example.org",
		"a.@example.org",
		"a@.org",
		"a@example.",
		"a b@example.org",
		"a@exam ple.org",
		"a@example.org\r\nRCPT TO:<b@example.org>",
		"a@example.org\n",
		"<a@example.org>",
		"a@example.org>",
		"\"a b\"@example.org",
		"a@[127.0.0.1]",
		"a,b@example.org",
		"a@example.org;b",
		"a\\@example.org",
		"a\x7f@example.org",
		"a@exa_mple.org",
		"a\xff@example.org",
		"a\xc2\x85@example.org", /* U+0085, next line */
	};

	(void)state;
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		assert_false(hk_is_address(bad[i]));
}

static void addresses_have_a_longest_length(void **state)
{
	char *local = hk_alloc(*state, 66, 1);
	char *domain = hk_alloc(*state, 253, 1);

	memset(local, 'a', 64);
	assert_true(hk_is_address(hk_format(*state, "%s@b", local)));
	local[64] = 'a';
	assert_false(hk_is_address(hk_format(*state, "%s@b", local)));
	memset(domain, 'd', 252);
	assert_true(hk_is_address(hk_format(*state, "a@%s", domain)));
	assert_false(hk_is_address(hk_format(*state, "aa@%s", domain)));
}

static void ascii_is_what_every_mail_server_reads(void **state)
{
	(void)state;
	assert_true(hk_is_ascii(""));
	assert_true(hk_is_ascii("Ona ~\t\x7f"));
	assert_false(hk_is_ascii("Petrait\xc4\x97"));
	assert_false(hk_is_ascii("\x80"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(ascii_is_what_every_mail_server_reads),
		cmocka_unit_test(every_language_of_ours_is_utf8),
		cmocka_unit_test(what_rfc_3629_forbids_is_not_utf8),
		cmocka_unit_test(cleaning_leaves_good_text_alone),
		cmocka_unit_test(cleaning_makes_anything_utf8),
		cmocka_unit_test(no_character_is_cut_in_two),
		cmocka_unit_test(beginnings_and_endings_are_found),
		cmocka_unit_test(no_text_equals_only_no_text),
		cmocka_unit_test(a_word_is_in_a_list_only_as_it_stands_there),
		cmocka_unit_test(only_ascii_letters_are_folded),
		cmocka_unit_test(what_nobody_can_see_is_no_text),
		cmocka_unit_test(letters_are_counted_whatever_their_bytes),
		cmocka_unit_test(a_line_is_not_turned_around),
		cmocka_unit_test(white_space_is_trimmed_at_both_ends_only),
		cmocka_unit_test(the_line_after_the_last_is_the_end),
		cmocka_unit_test(whole_numbers_are_read),
		cmocka_unit_test(bengali_and_tamil_digits_count),
		cmocka_unit_test(what_is_no_number_changes_nothing),
		cmocka_unit_test(hex_is_written_small),
		cmocka_unit_test(base64_is_as_the_rfc_shows),
		cmocka_unit_test(the_base64_of_links_has_no_sign_that_a_url_escapes),
		cmocka_unit_test(a_damaged_link_is_not_read),
		cmocka_unit_test(addresses_of_real_people_are_accepted),
		cmocka_unit_test(nothing_that_smtp_could_take_for_more_is_an_address),
		cmocka_unit_test(addresses_have_a_longest_length),
	};

	return cmocka_run_group_tests(tests, open_arena, close_arena);
}
