#include "test.h"
/* cmocka comes first */
#include "base/time.h"
#include "parse/part.h"
#include "parse_help.h"

enum { TEN_MB = 10 * 1000 * 1000, PATIENCE_MS = 5000 };

/* Mails that are far too much, read by a pool as it is used. */
static const char html_head[] = "From: ona@mail.example\nSubject: heavy\nMIME-Version: 1.0\n"
				"Content-Type: text/html; charset=utf-8\n\n";
static const char text_head[] = "From: ona@mail.example\nSubject: heavy\nMIME-Version: 1.0\n"
				"Content-Type: text/plain; charset=utf-8\n\n";

/* begin, then pattern until there are so many bytes, then end. */
static struct mail read_heavy(struct hk_arena *arena, const char *head, const char *begin,
			      const char *pattern, size_t bytes, const char *end)
{
	g_autoptr(GString) raw = g_string_new(head);
	struct parse_pool *pool;
	struct mail mail = { 0 };
	int64_t began;

	g_string_append(raw, begin);
	while (raw->len < bytes)
		g_string_append(raw, pattern);
	g_string_append(raw, end);
	assert_int_equal(parse_pool_open(&parse_settings_usual, &pool), HK_OK);
	began = hk_clock_monotonic();

	struct parse_source source = { -1, raw->str, raw->len };

	assert_int_equal(parse_mail(pool, arena, &source, &parse_limits_usual, &mail), HK_OK);
	assert_true(hk_clock_monotonic() - began < PATIENCE_MS);
	parse_pool_close(pool);
	assert_string_equal(mail.subject, "heavy");
	assert_false(mail.flags & MAIL_HEADERS_ONLY);
	assert_true(strlen(mail.html) < 2 * parse_limits_usual.text_bytes);
	assert_true(strlen(mail.text) < 2 * parse_limits_usual.text_bytes);
	return mail;
}

static void expect_cut(const struct mail *mail, uint64_t whole)
{
	assert_int_equal(mail->flags & MAIL_CUT, MAIL_CUT);
	assert_true(strlen(mail->text) > 1000);
	assert_int_equal(mail->part_count, 1); /* all of it, to be opened */
	assert_true(mail->parts[0].size >= whole);
}

static void ten_megabytes_of_html_show_their_beginning(void **state)
{
	scoped_arena *arena = hk_arena_new();
	struct mail mail = read_heavy(arena, html_head, "<p>The beginning.</p>",
				      "<p>A paragraph of <b>many</b>.</p>\n", TEN_MB, "<p>End</p>");

	(void)state;
	expect_cut(&mail, TEN_MB - 200);
	assert_int_equal(strncmp(mail.text, "The beginning.\n", 15), 0);
	assert_int_equal(strncmp(mail.html, "<p>The beginning.</p>", 21), 0);
}

static void two_hundred_thousand_links_show_their_beginning(void **state)
{
	scoped_arena *arena = hk_arena_new();
	struct mail mail =
		read_heavy(arena, html_head, "<p>The beginning.</p>",
			   "<a href=\"http://a.example/b?c=d&amp;e\">link</a> ", 200000 * 48, "");

	(void)state;
	expect_cut(&mail, 200000 * 48 - 200);
	assert_non_null(strstr(mail.html, "<a href=\"http://a.example/b?c=d&amp;e\""));
}

static void tables_within_tables_show_their_beginning(void **state)
{
	scoped_arena *arena = hk_arena_new();
	struct mail mail =
		read_heavy(arena, html_head, "<p>The beginning.</p>",
			   "<table style=\"width: 100%\"><tbody><tr><td>cell ", TEN_MB / 10, "");

	(void)state;
	assert_int_equal(mail.flags & MAIL_CUT, MAIL_CUT);
	assert_int_equal(strncmp(mail.text, "The beginning.\n", 15), 0);
	assert_non_null(strstr(mail.text, "cell"));
	assert_int_equal(mail.part_count, 1);
}

/* Such an attribute says nothing to a reader, so nothing of the mail is lost with it. */
static void what_follows_a_giant_attribute_is_shown(void **state)
{
	static const char *const patterns[] = { "color: red; margin: 0 0 0 0; ", "x", "&gt;>",
						"<a" };

	(void)state;
	for (size_t i = 0; i < HK_COUNT(patterns); i++) {
		scoped_arena *arena = hk_arena_new();
		struct mail mail = read_heavy(arena, html_head, "<p>Before.</p><div style=\"",
					      patterns[i], TEN_MB, "\"><p>Behind <b>it</b>.</p>");

		assert_string_equal(mail.text, "Before.\n\nBehind it.\n");
		assert_int_equal(mail.flags & MAIL_LESS, 0);
	}
}

/* Some programs write pictures into the markup. */
static void what_follows_pictures_within_the_markup_is_shown(void **state)
{
	scoped_arena *arena = hk_arena_new();
	struct mail mail = read_heavy(
		arena, html_head, "<p>Before.</p><img alt=\"a > b\" src=\"data:image/png;base64,",
		"iVBORw0KGgoAAAANSUhEUgAA\n", TEN_MB / 2, "\"><p>Behind.</p>");

	(void)state;
	assert_string_equal(mail.text, "Before.\n\nBehind.\n");
	assert_int_equal(mail.flags & MAIL_LESS, 0);
}

static void an_attribute_that_never_ends_hides_nothing_before_it(void **state)
{
	scoped_arena *arena = hk_arena_new();
	struct mail mail = read_heavy(arena, html_head, "<p>Before.</p>",
				      "<a b=\"<a b='<a b=", TEN_MB / 10, "");

	(void)state;
	assert_int_equal(strncmp(mail.text, "Before.", 7), 0);
	assert_int_equal(mail.flags & MAIL_CUT, MAIL_CUT);
	assert_int_equal(mail.part_count, 1);
}

static void a_style_sheet_of_megabytes_is_passed(void **state)
{
	scoped_arena *arena = hk_arena_new();
	struct mail mail =
		read_heavy(arena, html_head, "<html><head><style>", ".a { color: red }\n",
			   TEN_MB / 2, "</style></head><body><p>Here.</p></body></html>");

	(void)state;
	assert_string_equal(mail.text, "Here.\n");
	assert_int_equal(mail.flags & MAIL_LESS, 0);
}

static void one_line_of_ten_megabytes_shows_its_beginning(void **state)
{
	static const char *const patterns[] = { "word ", "x", "তথ্য", "http://a.example/b ",
						"ona@mail.example wrote: " };

	(void)state;
	for (size_t i = 0; i < HK_COUNT(patterns); i++) {
		scoped_arena *arena = hk_arena_new();
		struct mail mail =
			read_heavy(arena, text_head, "The beginning. ", patterns[i], TEN_MB, "\n");

		expect_cut(&mail, TEN_MB - 200);
		assert_int_equal(strncmp(mail.text, "The beginning.", 14), 0);
		assert_int_equal(strncmp(mail.reply, "The beginning.", 14), 0);
	}
}

/* It may be larger than what is looked at at all. */
static void thirty_megabytes_of_html_show_their_beginning(void **state)
{
	scoped_arena *arena = hk_arena_new();
	struct mail mail = read_heavy(arena, html_head, "<p>The beginning.</p>", "<i></i>",
				      3 * TEN_MB, "<p>End</p>");

	(void)state;
	assert_int_equal(mail.flags & MAIL_CUT, MAIL_CUT);
	assert_int_equal(mail.part_count, 1);
	assert_string_equal(mail.text, "The beginning.\n");
}

/* Mail programs write a line for each of them. */
static void the_words_to_thousands_of_readers_are_shown(void **state)
{
	scoped_arena *arena = hk_arena_new();
	struct mail mail = read_heavy(arena, "From: ona@mail.example\nTo: help@nordhome.example",
				      "", ",\n\tReader <reader@many.example>", 200000,
				      "\nSubject: heavy\n\nTo all of you.\n");

	(void)state;
	assert_string_equal(mail.text, "To all of you.\n");
	assert_int_equal(mail.flags & MAIL_CUT, MAIL_CUT); /* not everybody is kept */
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(ten_megabytes_of_html_show_their_beginning),
		cmocka_unit_test(two_hundred_thousand_links_show_their_beginning),
		cmocka_unit_test(tables_within_tables_show_their_beginning),
		cmocka_unit_test(what_follows_a_giant_attribute_is_shown),
		cmocka_unit_test(what_follows_pictures_within_the_markup_is_shown),
		cmocka_unit_test(an_attribute_that_never_ends_hides_nothing_before_it),
		cmocka_unit_test(a_style_sheet_of_megabytes_is_passed),
		cmocka_unit_test(one_line_of_ten_megabytes_shows_its_beginning),
		cmocka_unit_test(thirty_megabytes_of_html_show_their_beginning),
		cmocka_unit_test(the_words_to_thousands_of_readers_are_shown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
