/* Mails that come along with a mail, and words that stand where none are looked for. */
#include "test.h"
/* cmocka comes first */
#include "base/text.h"
#include "parse/part.h"
#include "parse_help.h"

static const char attached[] =
	"From: Rasa <rasa@shop.example>\nSubject: Please see this\nMIME-Version: 1.0\n"
	"Content-Type: multipart/mixed; boundary=o\n\n--o\nContent-Type: text/plain\n\n"
	"Please look.\n\n-- \nRasa\n--o\nContent-Type: message/rfc822\n%s\n"
	"From: =?utf-8?Q?J=C5=ABrat=C4=97?= <ju@pastas.example>\nSubject: Broken / gate\n"
	"Date: Mon, 30 Nov 2026 10:00:00 +0200\nContent-Type: multipart/mixed; boundary=i\n\n"
	"--i\nContent-Type: text/plain; charset=utf-8\n\nThe gate nebeveikia.\n> quoted\n--i\n"
	"Content-Type: application/pdf; name=plan.pdf\nContent-Transfer-Encoding: base64\n\n"
	"SGVsbG8=\n--i--\n--o--\n";

static void a_mail_that_comes_along_is_read_with_its_words_and_files(void **state)
{
	scoped_arena *arena = hk_arena_new();
	const char *raw = hk_format(arena, attached, ""), *bytes;
	struct parse_source source = { -1, raw, strlen(raw) };
	struct mail mail = mail_from_text(arena, raw);
	size_t len;

	(void)state;
	assert_int_equal(mail.flags, 0);
	assert_int_equal(mail.part_count, 2);
	assert_string_equal(mail.parts[0].name, "Broken - gate.eml");
	assert_string_equal(mail.parts[0].type, "message/rfc822");
	assert_string_equal(mail.parts[1].name, "plan.pdf");
	assert_int_equal(mail_part_load(arena, &source, &mail.parts[1], FILE_BYTES, &bytes, &len),
			 HK_OK);
	assert_string_equal(bytes, "Hello");
	assert_int_equal(mail_part_load(arena, &source, &mail.parts[0], FILE_BYTES, &bytes, &len),
			 HK_OK);
	assert_true(hk_starts(bytes, "From: =?utf-8?Q?J"));
	assert_true(hk_ends(bytes, "--i--"));
	assert_string_equal(mail.reply,
			    "Please look.\n\n[Broken - gate.eml]\nBroken / gate\n"
			    "Jūratė <ju@pastas.example>\nMon, 30 Nov 2026 10:00:00 +0200\n\n"
			    "The gate nebeveikia.\n> quoted\n");
	assert_non_null(strstr(mail.text, "The gate nebeveikia.\n"));
	assert_non_null(strstr(mail.html, "The gate nebeveikia.\n"));
	/* Who wrote the mail that came, and what it answers, stays what it says itself. */
	assert_int_equal(mail.address_count, 1);
	assert_string_equal(mail.subject, "Please see this");
}

static void a_mail_that_comes_along_is_named_by_itself_or_its_subject(void **state)
{
	static const char *const cases[][2] = {
		{ "Content-Disposition: attachment; filename=\"older.msg\"\n", "older.msg" },
		{ "Content-Disposition: attachment; filename=\"Broken gate\"\n",
		  "Broken gate.eml" },
		{ "Content-Disposition: attachment\n", "Broken - gate.eml" },
	};
	scoped_arena *arena = hk_arena_new();

	(void)state;
	for (size_t i = 0; i < HK_COUNT(cases); i++)
		assert_string_equal(mail_from_text(arena, hk_format(arena, attached, cases[i][0]))
					    .parts[0]
					    .name,
				    cases[i][1]);
	assert_string_equal(
		mail_from_text(arena, "Content-Type: message/rfc822\n\nX: y\n\nz\n").parts[0].name,
		"message.eml");
	assert_string_equal(
		mail_from_text(arena, "Content-Type: text/calendar\n\nBEGIN:VCALENDAR\n")
			.parts[0]
			.name,
		"invite.ics");
}

/* Forbidden by RFC 2046, and some programs do it: words can be had of it, ranges cannot. */
static void a_mail_that_comes_along_in_base64_shows_its_words(void **state)
{
	scoped_arena *arena = hk_arena_new();
	const char *inner = "Subject: Gate\nFrom: ju@pastas.example\nContent-Type: "
			    "multipart/mixed; boundary=i\n\n--i\n\nIt is broken.\n--i\n"
			    "Content-Type: image/x; name=a.x\n\nx\n--i--\n";
	g_autofree char *base64 = g_base64_encode((const guchar *)inner, strlen(inner));
	struct mail mail = mail_from_text(
		arena, hk_format(arena,
				 "Content-Type: message/rfc822\nContent-Transfer-Encoding: base64"
				 "\n\n%s\n",
				 base64));

	(void)state;
	assert_int_equal(mail.part_count, 1);
	assert_string_equal(mail.parts[0].name, "Gate.eml");
	assert_int_equal(mail.parts[0].size, strlen(inner));
	assert_non_null(strstr(mail.text, "It is broken."));
}

static void mails_within_mails_are_read_so_deep_and_no_deeper(void **state)
{
	scoped_arena *arena = hk_arena_new();
	const char *raw = "Subject: 0\n\nlevel 0\n";

	(void)state;
	for (int i = 1; i <= 5; i++)
		raw = hk_format(arena,
				"Subject: %d\nContent-Type: multipart/mixed; boundary=b%d\n\n"
				"--b%d\n\nlevel %d\n--b%d\nContent-Type: message/rfc822\n\n%s\n"
				"--b%d--\n",
				i, i, i, i, i, raw, i);

	struct mail mail = mail_from_text(arena, raw);

	assert_non_null(strstr(mail.text, "level 5"));
	assert_non_null(strstr(mail.text, "level 2"));
	assert_null(strstr(mail.text, "level 1"));
	assert_int_equal(mail.part_count, 4);
	assert_string_equal(mail.parts[0].name, "4.eml");
	assert_string_equal(mail.parts[3].name, "message.eml");
}

static void our_own_mail_in_a_report_is_not_read_to_us(void **state)
{
	scoped_arena *arena = hk_arena_new();
	struct mail mail = mail_from_text(
		arena, "Content-Type: multipart/report; boundary=r\n\n--r\n\nIt failed.\n--r\n"
		       "Content-Type: message/rfc822\n\nSubject: x\n\nOur words.\n--r--\n");

	(void)state;
	assert_null(strstr(mail.text, "Our words"));
	assert_int_equal(mail.part_count, 1);
}

static void words_without_a_head_or_an_empty_line_are_shown(void **state)
{
	static const char *const cases[][3] = {
		{ "Hello there,\nI have a problem\n", "", "Hello there,\nI have a problem\n" },
		{ "Hello,\nit broke.\n\nRegards: Bob\n", "",
		  "Hello,\nit broke.\n\nRegards: Bob\n" },
		{ "Subject: Gate\nFrom: a@b.example\nHello,\nit broke.\n", "Gate",
		  "Hello,\nit broke.\n" },
		{ "Subject: Gate\nHello,\nit broke.\n\nRegards\n", "Gate",
		  "Hello,\nit broke.\nRegards\n" },
		{ "Subject: Gate\nwhat is this line\nFrom: a@b.example\n\nIt broke.\n", "Gate",
		  "It broke.\n" },
		{ "From a@b Mon Nov 30\nSubject: Gate\n goes on\n\nIt broke.\n", "Gate  goes on",
		  "It broke.\n" },
		{ "Subject: Gate\nReferences: <a@b> <torn\nc@d>\n\nIt broke.\n", "Gate",
		  "It broke.\n" },
		{ "Subject : Gate\nX : y\n\nIt broke.\n", "Gate", "It broke.\n" },
		{ "Subject: Gate\nThanks\n", "Gate", "Thanks\n" },
		{ "Subject: Gate\nhttp://a.example/b\n", "Gate", "http://a.example/b\n" },
	};
	scoped_arena *arena = hk_arena_new();

	(void)state;
	for (size_t i = 0; i < HK_COUNT(cases); i++) {
		struct mail mail = mail_from_text(arena, cases[i][0]);

		assert_string_equal(mail.subject, cases[i][1]);
		assert_string_equal(mail.text, cases[i][2]);
		assert_string_equal(mail.reply, cases[i][2]);
		assert_int_equal(mail.flags & MAIL_LESS, 0);
	}
}

static void words_that_are_called_base64_are_words(void **state)
{
	static const char *const cases[][2] = {
		{ "Hello, this is in fact plain text. Please help me!",
		  "Hello, this is in fact plain text. Please help me!\n" },
		{ "Ačiū", "Ačiū\n" },
		{ "SGVsbG8gd29y\nbGQgYW5kIG1vcmU=\n___\nA list of ours", "Hello world and more" },
	};
	scoped_arena *arena = hk_arena_new();

	(void)state;
	for (size_t i = 0; i < HK_COUNT(cases); i++) {
		struct mail mail =
			mail_from_text(arena, hk_format(arena,
							"Content-Type: text/plain; charset=utf-8\n"
							"Content-Transfer-Encoding: base64\n\n%s\n",
							cases[i][0]));

		assert_true(hk_starts(mail.text, cases[i][1]));
	}
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_mail_that_comes_along_is_read_with_its_words_and_files),
		cmocka_unit_test(a_mail_that_comes_along_is_named_by_itself_or_its_subject),
		cmocka_unit_test(a_mail_that_comes_along_in_base64_shows_its_words),
		cmocka_unit_test(mails_within_mails_are_read_so_deep_and_no_deeper),
		cmocka_unit_test(our_own_mail_in_a_report_is_not_read_to_us),
		cmocka_unit_test(words_without_a_head_or_an_empty_line_are_shown),
		cmocka_unit_test(words_that_are_called_base64_are_words),
	};

	return cmocka_run_group_tests(tests, mail_setup, NULL);
}
