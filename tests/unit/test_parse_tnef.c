#include "test.h"
/* cmocka comes first */
#include "parse/part.h"
#include "parse/tnef.h"
#include "parse_help.h"
#include "tnef_help.h"

enum { TYPE_STRING = 0x1e, TYPE_UNICODE = 0x1f, TYPE_OBJECT = 0xd, TYPE_BINARY = 0x102 };

/* Reads the mail around a lump, which is freed. */
static struct mail mail_of_lump(struct hk_arena *arena, const char *text, GString *lump,
				struct parse_source *ret_source)
{
	GString *raw = lump_mail(text, lump);
	struct mail mail = { 0 };

	*ret_source = (struct parse_source){ -1, hk_copy(arena, raw->str, raw->len), raw->len };
	assert_int_equal(mail_from_bytes(arena, raw->str, raw->len, &mail), HK_OK);
	g_string_free(raw, TRUE);
	g_string_free(lump, TRUE);
	return mail;
}

static void expect_file(const struct parse_source *source, const struct mail_part *part,
			const char *name, const char *type, const char *bytes, size_t len)
{
	scoped_arena *arena = hk_arena_new();
	uint8_t sha256[32];
	gsize sha256_len = sizeof(sha256);
	g_autoptr(GChecksum) hash = g_checksum_new(G_CHECKSUM_SHA256);
	const char *got;
	size_t size;

	assert_string_equal(part->name, name);
	assert_string_equal(part->type, type);
	assert_int_equal(part->size, len);
	assert_int_equal(mail_part_load(arena, source, part, 1 << 20, &got, &size), HK_OK);
	assert_int_equal(size, len);
	assert_memory_equal(got, bytes, len);
	g_checksum_update(hash, (const guchar *)bytes, (gssize)len);
	g_checksum_get_digest(hash, sha256, &sha256_len);
	assert_memory_equal(part->sha256, sha256, sizeof(sha256));
}

static void the_files_of_a_winmail_dat_are_files_of_the_mail(void **state)
{
	scoped_arena *arena = hk_arena_new();
	GString *lump = lump_new();
	struct parse_source source;
	char large[40000];

	(void)state;
	for (size_t i = 0; i < sizeof(large); i++)
		large[i] = (char)(i * 7);
	lump_file(lump, "plan.pdf", "%PDF-1.4 x", 10);
	lump_file(lump, "PHOTO.JPG", large, sizeof(large));

	struct mail mail = mail_of_lump(arena, "Here are both.", lump, &source);

	assert_int_equal(mail.part_count, 2);
	expect_file(&source, &mail.parts[0], "plan.pdf", "application/pdf", "%PDF-1.4 x", 10);
	expect_file(&source, &mail.parts[1], "PHOTO.JPG", "image/jpeg", large, sizeof(large));
	assert_string_equal(mail.text, "Here are both.\n");
	assert_int_equal(mail.flags & MAIL_LESS, 0);
}

static void a_file_has_the_longest_name_that_is_told(void **state)
{
	scoped_arena *arena = hk_arena_new();
	GString *lump = lump_new(), *props = lump_properties(3);
	struct parse_source source;
	char page[4] = { (char)0xe2, 0x04 }; /* 1250 */

	(void)state;
	lump_add(lump, LUMP_MESSAGE, 0x69007, page, sizeof(page));
	lump_file(lump, "MATE~1.TXT", "a", 1);
	lump_property(props, TYPE_STRING, 0x3001, "shown", 6);
	lump_property(props, TYPE_UNICODE, 0x3707, "\x85\x0b\xaf\x0b.\0t\0x\0t\0\0", 14);
	lump_property(props, TYPE_STRING, 0x370e, "text/x-note", 12);
	lump_add_properties(lump, LUMP_FILE, props);
	lump_file(lump, "\x9eivis.txt", "b", 1);

	struct mail mail = mail_of_lump(arena, "Two.", lump, &source);

	assert_int_equal(mail.part_count, 2);
	expect_file(&source, &mail.parts[0], "அய.txt", "text/x-note", "a", 1);
	expect_file(&source, &mail.parts[1], "živis.txt", "text/plain", "b", 1);
}

static void a_name_in_a_lump_names_no_folder(void **state)
{
	scoped_arena *arena = hk_arena_new();
	GString *lump = lump_new();
	struct parse_source source;

	(void)state;
	lump_file(lump, "..\\..\\etc/passwd", "a", 1);
	lump_file(lump, "", "b", 1);

	struct mail mail = mail_of_lump(arena, "Two.", lump, &source);

	assert_int_equal(mail.part_count, 2);
	assert_null(strpbrk(mail.parts[0].name, "/\\"));
	assert_true(mail.parts[1].name[0] != '\0');
}

static GString *lump_with(unsigned type, unsigned id, const char *data, size_t len)
{
	GString *lump = lump_new(), *props = lump_properties(1);

	lump_property(props, type, id, data, len);
	lump_add_properties(lump, LUMP_MESSAGE, props);
	return lump;
}

static void the_words_of_a_lump_are_shown_when_the_mail_has_none(void **state)
{
	static const char html[] = "<html><body><p>The <b>boiler</b> leaks.</p>"
				   "<script>x()</script></body></html>";
	scoped_arena *arena = hk_arena_new();
	struct parse_source source;
	struct mail mail;

	(void)state;
	mail = mail_of_lump(arena, NULL, lump_with(TYPE_STRING, 0x1000, "The boiler leaks.", 18),
			    &source);
	assert_string_equal(mail.text, "The boiler leaks.\n");
	assert_string_equal(mail.reply, "The boiler leaks.\n");
	assert_int_equal(mail.part_count, 0);

	mail = mail_of_lump(arena, "  ", lump_with(TYPE_BINARY, 0x1013, html, sizeof(html) - 1),
			    &source);
	assert_string_equal(mail.text, "The boiler leaks.\n");
	assert_non_null(strstr(mail.html, "<b>boiler</b>"));
	assert_null(strstr(mail.html, "x()"));

	mail = mail_of_lump(arena, "From the mail.",
			    lump_with(TYPE_STRING, 0x1000, "From the lump.", 15), &source);
	assert_string_equal(mail.text, "From the mail.\n");
	assert_null(strstr(mail.html, "lump"));
}

static void words_in_a_code_page_are_read(void **state)
{
	scoped_arena *arena = hk_arena_new();
	GString *lump = lump_new(), *props = lump_properties(2);
	struct parse_source source;

	(void)state;
	lump_long(props, 0x3fde, 1251);
	lump_property(props, TYPE_BINARY, 0x1013, "<p>\xca\xee\xf2\xb8\xeb</p>", 12);
	lump_add_properties(lump, LUMP_MESSAGE, props);
	assert_string_equal(mail_of_lump(arena, NULL, lump, &source).text, "Котёл\n");
}

static const char *unpacked(struct hk_arena *arena, const char *bytes, size_t len)
{
	g_autoptr(GString) out = g_string_new(NULL);

	assert_true(rtf_unpack(bytes, len, 1 << 20, out));
	return hk_copy(arena, out->str, out->len);
}

/* The examples of MS-OXRTFCP, sections 4.1.1 and 4.1.2. */
static void packed_rtf_is_unpacked(void **state)
{
	static const char hello[] =
		"\x2d\x00\x00\x00\x2b\x00\x00\x00\x4c\x5a\x46\x75\xf1\xc5\xc7\xa7\x03\x00\x0a\x00"
		"\x72\x63\x70\x67\x31\x32\x35\x42\x32\x0a\xf3\x20\x68\x65\x6c\x09\x00\x20\x62\x77"
		"\x05\xb0\x6c\x64\x7d\x0a\x80\x0f\xa0";
	static const char crossing[] =
		"\x1a\x00\x00\x00\x1c\x00\x00\x00\x4c\x5a\x46\x75\xe2\xd4\x4b\x51\x41\x00\x04\x20"
		"\x57\x58\x59\x5a\x0d\x6e\x7d\x01\x0e\xb0";
	scoped_arena *arena = hk_arena_new();

	(void)state;
	assert_string_equal(unpacked(arena, hello, sizeof(hello) - 1),
			    "{\\rtf1\\ansi\\ansicpg1252\\pard hello world}\r\n");
	assert_string_equal(unpacked(arena, crossing, sizeof(crossing) - 1),
			    "{\\rtf1 WXYZWXYZWXYZWXYZWXYZ}");
}

static void packed_rtf_that_ends_early_gives_what_there_is(void **state)
{
	static const char cut[] =
		"\x2d\x00\x00\x00\x2b\x00\x00\x00LZFu\xf1\xc5\xc7\xa7\x03\x00\x0a";
	g_autoptr(GString) out = g_string_new(NULL);

	(void)state;
	assert_false(rtf_unpack(cut, sizeof(cut) - 1, 1000, out));
	assert_true(g_str_has_prefix(out->str, "{\\rtf1"));
	assert_false(rtf_unpack(cut, 3, 1000, out));
}

/* Copies of copies: eight bytes become 4,000 and more. */
static void packed_rtf_does_not_grow_beyond_its_limit(void **state)
{
	g_autoptr(GString) bomb = g_string_new_len("0000"
						   "1111"
						   "LZFu"
						   "crcc",
						   16);
	g_autoptr(GString) out = g_string_new(NULL);

	(void)state;
	for (int i = 0; i < 100000; i++)
		g_string_append_c(bomb, i % 17 ? 0x0f : (char)0xff);
	assert_false(rtf_unpack(bomb->str, bomb->len, 5000, out));
	assert_in_range(out->len, 5000, 5017);
}

static const char *rtf_says(struct hk_arena *arena, const char *rtf, bool is_html)
{
	g_autoptr(GString) out = g_string_new(NULL);
	bool got_html;

	assert_true(rtf_read(rtf, strlen(rtf), out, &got_html));
	assert_int_equal(got_html, is_html);
	return hk_copy(arena, out->str, out->len);
}

static void rtf_says_its_words_in_any_script(void **state)
{
	scoped_arena *arena = hk_arena_new();

	(void)state;
	assert_string_equal(
		rtf_says(arena,
			 "{\\rtf1\\ansi\\ansicpg1252{\\fonttbl{\\f0\\fcharset0 Arial;}"
			 "{\\f1\\fcharset186 Arial;}}{\\colortbl;\\red0;}{\\*\\generator X;}\r\n"
			 "\\pard\\f0 Caf\\'e9 \\{x\\} a\\\\b\\par\r\nSecond\\tab line\\line\r\n"
			 "\\f1 \\'fe\\'ebm\\'eb \\f0\\u9993?\\uc2\\u-10179??\\u-8704?? "
			 "\\ldblquote q\\rdblquote}",
			 false),
		"Café {x} a\\b\nSecond\tline\nžėmė ✉😀 “q”");
	assert_string_equal(rtf_says(arena, "{\\rtf1\\ansicpg932 \\'93\\'fa\\'96\\'7b}", false),
			    "日本");
	assert_string_equal(rtf_says(arena, "{\\rtf1 a{\\pict\\bin5 }}}}}b}c}", false), "ac");
}

static void html_that_was_made_into_rtf_becomes_html_again(void **state)
{
	scoped_arena *arena = hk_arena_new();

	(void)state;
	assert_string_equal(
		rtf_says(arena,
			 "{\\rtf1\\ansi\\ansicpg1251\\fromhtml1 \\deff0{\\fonttbl{\\f0 Arial;}}"
			 "{\\*\\htmltag64 <p>}\\htmlrtf {\\htmlrtf0 1 < 2 \\'ca"
			 "{\\*\\htmltag84 <b>}\\htmlrtf {\\b \\htmlrtf0 bold"
			 "{\\*\\htmltag92 </b>}\\htmlrtf }\\htmlrtf0 "
			 "{\\*\\mhtmltag64 <x>}\\htmlrtf\\par}\\htmlrtf0 {\\*\\htmltag72 </p>}}",
			 true),
		"<p>1 &lt; 2 К<b>bold</b></p>");
}

static void packed_rtf_is_the_message_when_nothing_else_is(void **state)
{
	static const char rtf[] = "{\\rtf1\\ansi\\ansicpg1257 \\'deiema.\\par Salta.}";
	scoped_arena *arena = hk_arena_new();
	g_autoptr(GString) packed = g_string_new(NULL);
	struct parse_source source;

	(void)state;
	lump_number(packed, sizeof(rtf) + 11, 4);
	lump_number(packed, sizeof(rtf) - 1, 4);
	g_string_append(packed, "MELA");
	lump_number(packed, 0, 4);
	g_string_append(packed, rtf);
	assert_string_equal(mail_of_lump(arena, NULL,
					 lump_with(TYPE_BINARY, 0x1009, packed->str, packed->len),
					 &source)
				    .text,
			    "Žiema.\nSalta.\n");
}

static void a_message_within_a_lump_gives_its_files_and_the_lump(void **state)
{
	scoped_arena *arena = hk_arena_new();
	GString *lump = lump_new(), *props = lump_properties(2), *inner = lump_new();
	struct parse_source source;

	(void)state;
	lump_file(inner, "inner.txt", "deep", 4);
	g_string_prepend_len(inner, "0123456789abcdef", 16);
	lump_file(lump, "message", "", 0);
	lump_long(props, 0x3705, 5);
	lump_property(props, TYPE_OBJECT, 0x3701, inner->str, inner->len);
	lump_add_properties(lump, LUMP_FILE, props);
	g_string_free(inner, TRUE);

	struct mail mail = mail_of_lump(arena, "See below.", lump, &source);

	assert_int_equal(mail.part_count, 2);
	expect_file(&source, &mail.parts[0], "inner.txt", "text/plain", "deep", 4);
	assert_string_equal(mail.parts[1].name, "winmail.dat");
	assert_true(mail.flags & MAIL_CUT);
}

static void what_is_no_lump_stays_a_file(void **state)
{
	scoped_arena *arena = hk_arena_new();
	struct parse_source source;
	struct mail mail =
		mail_of_lump(arena, "Hello.", g_string_new("not a lump at all"), &source);

	(void)state;
	assert_int_equal(mail.part_count, 1);
	expect_file(&source, &mail.parts[0], "winmail.dat", "application/ms-tnef",
		    "not a lump at all", 17);
	assert_int_equal(mail.flags & MAIL_LESS, 0);
}

/* Between two attributes nobody can see that there was to be another one. */
static void a_lump_that_ends_anywhere_is_read_up_to_there(void **state)
{
	GString *lump = lump_with(TYPE_STRING, 0x1000, "The boiler leaks.", 18);
	size_t cut = 0, all = 0;

	(void)state;
	lump_file(lump, "a.txt", "alpha", 5);
	for (size_t len = lump->len - 3; len > 15; len--, all++) {
		scoped_arena *arena = hk_arena_new();
		struct parse_source source;
		struct mail mail = mail_of_lump(arena, "Hello.",
						g_string_new_len(lump->str, (gssize)len), &source);

		assert_string_equal(mail.text, "Hello.\n");
		if (!(mail.flags & MAIL_CUT))
			continue;
		assert_string_equal(mail.parts[mail.part_count - 1].name, "winmail.dat");
		cut++;
	}
	assert_in_range(cut, all - 10, all);
	g_string_free(lump, TRUE);
}

static void lengths_that_lie_are_harmless(void **state)
{
	static const unsigned lies[] = { 0xffffffff, 0x7fffffff, 0x80000000, 1000 };

	(void)state;
	for (size_t i = 0; i < G_N_ELEMENTS(lies); i++) {
		scoped_arena *arena = hk_arena_new();
		GString *lump = lump_new(), *props = lump_properties(lies[i]);
		struct parse_source source;

		lump_number(props, TYPE_BINARY | 0x1000, 2); /* many values of no length */
		lump_number(props, 0x8001, 2);
		g_string_append(props, "0123456789abcdef");
		lump_number(props, 1, 4);
		lump_number(props, lies[i], 4);
		lump_add_properties(lump, LUMP_MESSAGE, props);
		lump_number(lump, LUMP_FILE, 1);
		lump_number(lump, 0x6800f, 4);
		lump_number(lump, lies[i], 4);
		assert_true(mail_of_lump(arena, "Hello.", lump, &source).flags & MAIL_CUT);
	}
}

static void a_lump_of_very_many_files_is_cut_and_offered_whole(void **state)
{
	scoped_arena *arena = hk_arena_new();
	GString *lump = lump_new();
	struct parse_source source;

	(void)state;
	for (int i = 0; i < 20000; i++)
		lump_file(lump, "a", "b", 1);

	struct mail mail = mail_of_lump(arena, "Hello.", lump, &source);

	assert_int_equal(mail.part_count, parse_limits_usual.list_items);
	assert_true(mail.flags & MAIL_LESS);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_files_of_a_winmail_dat_are_files_of_the_mail),
		cmocka_unit_test(a_file_has_the_longest_name_that_is_told),
		cmocka_unit_test(a_name_in_a_lump_names_no_folder),
		cmocka_unit_test(the_words_of_a_lump_are_shown_when_the_mail_has_none),
		cmocka_unit_test(words_in_a_code_page_are_read),
		cmocka_unit_test(packed_rtf_is_unpacked),
		cmocka_unit_test(packed_rtf_that_ends_early_gives_what_there_is),
		cmocka_unit_test(packed_rtf_does_not_grow_beyond_its_limit),
		cmocka_unit_test(rtf_says_its_words_in_any_script),
		cmocka_unit_test(html_that_was_made_into_rtf_becomes_html_again),
		cmocka_unit_test(packed_rtf_is_the_message_when_nothing_else_is),
		cmocka_unit_test(a_message_within_a_lump_gives_its_files_and_the_lump),
		cmocka_unit_test(what_is_no_lump_stays_a_file),
		cmocka_unit_test(a_lump_that_ends_anywhere_is_read_up_to_there),
		cmocka_unit_test(lengths_that_lie_are_harmless),
		cmocka_unit_test(a_lump_of_very_many_files_is_cut_and_offered_whole),
	};

	return cmocka_run_group_tests(tests, mail_setup, NULL);
}
