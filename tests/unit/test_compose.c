#include <fcntl.h>
#include <gmime/gmime.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>

#include "base/file.h"
#include "base/text.h"
#include "channel/email/compose.h"
#include "test.h"

static const char bengali[] =
	"আপনার অনুরোধ [#17] আমরা পেয়েছি এবং আগামীকাল সকাল দশটার মধ্যে উত্তর দেব, ধন্যবাদ "
	"আপনার ধৈর্যের জন্য";
static const char tamil[] = "வாடிக்கையாளர் கோரிக்கை ஆவணம் 2026-11-22 மிகவும் நீண்ட பெயர்.pdf";
static const char lithuanian[] = "Žydrūnė Šaulienė, \"Vadovė\"";

static const struct outgoing_person somebody[] = { { lithuanian, "z@example.lt" } };

static struct outgoing plain(void)
{
	return (struct outgoing){ .from = { "গ্রাহক সেবা", "help@hark.example" },
				  .to = somebody,
				  .to_count = 1,
				  .subject = "Hello",
				  .message_id = "1.abc@hark.example",
				  .dated_at = 1795000000000,
				  .text = "Hello\n" };
}

struct parsed {
	struct hk_buf raw;
	GMimeMessage *message;
};

static void parsed_done(struct parsed *parsed)
{
	if (parsed->message)
		g_object_unref(parsed->message);
	hk_buf_done(&parsed->raw);
}

#define scoped_parsed __attribute__((cleanup(parsed_done))) struct parsed

/* Composes, and reads the result back with the library's reader. */
static void compose(const struct outgoing *mail, struct parsed *ret)
{
	GMimeStream *stream;
	GMimeParser *parser;

	ret->message = NULL;
	hk_buf_init(&ret->raw, 4000000);
	assert_int_equal(outgoing_compose(mail, &ret->raw), HK_OK);
	stream = g_mime_stream_mem_new_with_buffer(ret->raw.bytes, ret->raw.length);
	parser = g_mime_parser_new_with_stream(stream);
	ret->message = g_mime_parser_construct_message(parser, NULL);
	g_object_unref(parser);
	g_object_unref(stream);
	assert_non_null(ret->message);
}

static const char *header(const struct parsed *parsed, const char *name)
{
	return g_mime_object_get_header(GMIME_OBJECT(parsed->message), name);
}

static GMimeObject *child(GMimeObject *parent, int at)
{
	assert_true(GMIME_IS_MULTIPART(parent));
	return g_mime_multipart_get_part(GMIME_MULTIPART(parent), at);
}

static void assert_type(GMimeObject *part, const char *expected)
{
	char *type = g_mime_content_type_get_mime_type(g_mime_object_get_content_type(part));

	assert_string_equal(type, expected);
	g_free(type);
}

static void assert_content(GMimeObject *part, const void *expected, size_t length)
{
	GMimeStream *stream = g_mime_stream_mem_new();
	const GByteArray *bytes;

	g_mime_data_wrapper_write_to_stream(g_mime_part_get_content(GMIME_PART(part)), stream);
	bytes = g_mime_stream_mem_get_byte_array(GMIME_STREAM_MEM(stream));
	assert_int_equal(bytes->len, length);
	assert_memory_equal(bytes->data, expected, length);
	g_object_unref(stream);
}

static void assert_lines_are_lawful(const struct hk_buf *raw)
{
	size_t start = 0;

	for (size_t i = 0; i < raw->length; i++) {
		assert_true((unsigned char)raw->bytes[i] < 0x80);
		if (raw->bytes[i] != '\n')
			continue;
		assert_true(i > 0 && raw->bytes[i - 1] == '\r');
		assert_true(i - start <= 998);
		start = i + 1;
	}
	assert_int_equal(start, raw->length);
}

static void a_plain_mail_has_the_headers_that_a_reader_needs(void **state)
{
	static const char *const references[] = { "<a@x.example>", "b@x.example" };
	struct outgoing mail = plain();
	scoped_parsed parsed;

	(void)state;
	mail.in_reply_to = "b@x.example";
	mail.references = references;
	mail.reference_count = 2;
	mail.language = "lt";
	compose(&mail, &parsed);
	assert_string_equal(header(&parsed, "Date"), "Wed, 18 Nov 2026 11:06:40 +0000");
	assert_string_equal(header(&parsed, "Message-ID"), "<1.abc@hark.example>");
	assert_string_equal(header(&parsed, "In-Reply-To"), "<b@x.example>");
	assert_string_equal(header(&parsed, "References"), "<a@x.example> <b@x.example>");
	assert_string_equal(header(&parsed, "MIME-Version"), "1.0");
	assert_string_equal(g_mime_object_get_header(g_mime_message_get_mime_part(parsed.message),
						     "Content-Language"),
			    "lt");
	assert_null(header(&parsed, "Bcc"));
	assert_type(g_mime_message_get_mime_part(parsed.message), "text/plain");
	assert_content(g_mime_message_get_mime_part(parsed.message), "Hello\r\n", 7);
	assert_lines_are_lawful(&parsed.raw);
}

static void names_and_subjects_of_four_languages_survive(void **state)
{
	struct outgoing mail = plain();
	scoped_parsed parsed;
	InternetAddress *from, *to;

	(void)state;
	mail.subject = bengali;
	compose(&mail, &parsed);
	from = internet_address_list_get_address(g_mime_message_get_from(parsed.message), 0);
	to = internet_address_list_get_address(g_mime_message_get_to(parsed.message), 0);
	assert_string_equal(internet_address_get_name(from), "গ্রাহক সেবা");
	assert_string_equal(internet_address_get_name(to), lithuanian);
	assert_string_equal(internet_address_mailbox_get_addr(INTERNET_ADDRESS_MAILBOX(to)),
			    "z@example.lt");
	assert_string_equal(g_mime_message_get_subject(parsed.message), bengali);
	assert_non_null(strcasestr(parsed.raw.bytes, "=?utf-8?"));
	assert_null(strcasestr(parsed.raw.bytes, "=?iso"));
	assert_lines_are_lawful(&parsed.raw);
}

static void files_stand_where_readers_look_for_them(void **state)
{
	static char big[200000];
	struct outgoing_file files[] = {
		{ tamil, "application/pdf", -1, big, sizeof(big), NULL, false },
		{ "pic.png", "image/png", -1, "PNG\r\n", 5, "pic1@hark", true },
		{ "mail.eml", "message/rfc822", -1, "Subject: a\n\nb", 13, "", false },
		{ "odd \"x\"; y=z.bin", "no type", -1, "", 0, "", false },
	};
	struct outgoing mail = plain();
	scoped_parsed parsed;
	GMimeObject *mixed, *related, *alternative;

	(void)state;
	memset(big, 0xc3, sizeof(big));
	mail.html = "<p>Hello <img src=\"cid:pic1@hark\"></p>\n";
	mail.files = files;
	mail.file_count = HK_COUNT(files);
	compose(&mail, &parsed);
	mixed = g_mime_message_get_mime_part(parsed.message);
	assert_type(mixed, "multipart/mixed");
	related = child(mixed, 0);
	assert_type(related, "multipart/related");
	alternative = child(related, 0);
	assert_type(alternative, "multipart/alternative");
	assert_type(child(alternative, 0), "text/plain");
	assert_type(child(alternative, 1), "text/html");
	assert_string_equal(g_mime_object_get_content_id(child(related, 1)), "pic1@hark");
	assert_string_equal(g_mime_object_get_disposition(child(related, 1)), "inline");
	assert_string_equal(g_mime_part_get_filename(GMIME_PART(child(mixed, 1))), tamil);
	assert_content(child(mixed, 1), big, sizeof(big));
	assert_type(child(mixed, 2), "application/octet-stream");
	assert_type(child(mixed, 3), "application/octet-stream");
	assert_string_equal(g_mime_part_get_filename(GMIME_PART(child(mixed, 3))), files[3].name);
	assert_lines_are_lawful(&parsed.raw);
}

static void text_arrives_as_it_was_written(void **state)
{
	static const char *const texts[][2] = {
		{ "", "" },
		{ ".", ".\r\n" },
		{ "trailing space \n\n\nFrom x\n..\n",
		  "trailing space \r\n\r\n\r\nFrom x\r\n..\r\n" },
		{ "ends without newline", "ends without newline\r\n" },
		{ "from a browser\r\nwith\r\n", "from a browser\r\nwith\r\n" },
		{ "নমস্কার\n.\n", "নমস্কার\r\n.\r\n" },
		{ "=3D =\n", "=3D =\r\n" },
	};

	(void)state;
	for (size_t i = 0; i < HK_COUNT(texts); i++) {
		struct outgoing mail = plain();
		scoped_parsed parsed;

		mail.text = texts[i][0];
		compose(&mail, &parsed);
		assert_content(g_mime_message_get_mime_part(parsed.message), texts[i][1],
			       strlen(texts[i][1]));
		assert_lines_are_lawful(&parsed.raw);
	}
}

static void a_line_of_any_length_is_folded(void **state)
{
	static char text[100001], expected[100003];
	struct outgoing mail = plain();
	scoped_parsed parsed;

	(void)state;
	memset(text, 'y', sizeof(text) - 1);
	snprintf(expected, sizeof(expected), "%s\r\n", text);
	mail.text = text;
	compose(&mail, &parsed);
	assert_lines_are_lawful(&parsed.raw);
	assert_content(g_mime_message_get_mime_part(parsed.message), expected,
		       sizeof(expected) - 1);
}

static void no_value_can_make_a_header(void **state)
{
	static const char *const evil[] = { "x\r\nBcc: all@example.com", "x\nBcc: y", "x\rBcc: y",
					    "x\001", "\xff" };

	(void)state;
	for (size_t i = 0; i < HK_COUNT(evil); i++) {
		struct outgoing_person person = { evil[i], "a@example.com" };
		struct outgoing_header extra = { "X-Loop", evil[i] };
		struct outgoing_file file = { evil[i], "a/b", -1, "", 0, "", false };
		struct outgoing mails[9];
		scoped_buf raw;

		hk_buf_init(&raw, 100000);
		for (size_t k = 0; k < HK_COUNT(mails); k++)
			mails[k] = plain();
		mails[0].subject = evil[i];
		mails[1].from.name = evil[i];
		mails[2].to = &person;
		mails[3].cc = &person;
		mails[3].cc_count = 1;
		mails[4].message_id = evil[i];
		mails[5].in_reply_to = evil[i];
		mails[6].headers = &extra;
		mails[6].header_count = 1;
		mails[7].files = &file;
		mails[7].file_count = 1;
		mails[8].language = evil[i];
		for (size_t k = 0; k < HK_COUNT(mails); k++)
			if (i != 4 || k != 5)
				assert_int_equal(outgoing_compose(&mails[k], &raw), HK_INVALID);
		assert_int_equal(raw.length, 0);
	}
}

static void what_is_no_address_is_refused(void **state)
{
	static const char *const bad[] = {
		"", "a", "a@", "a@b.example> x", "<a@b.example>", "a b@c.example"
	};
	scoped_buf raw;

	(void)state;
	hk_buf_init(&raw, 100000);
	for (size_t i = 0; i < HK_COUNT(bad); i++) {
		struct outgoing_person person = { "", bad[i] };
		struct outgoing mail = plain();

		mail.to = &person;
		assert_int_equal(outgoing_compose(&mail, &raw), HK_INVALID);
	}
}

static void the_same_mail_is_the_same_bytes_each_time(void **state)
{
	struct outgoing_file file = { "a.txt", "text/plain", -1, "x", 1, "", false };
	struct outgoing mail = plain();
	scoped_parsed first;
	scoped_parsed second;

	(void)state;
	mail.html = "<p>Hello</p>";
	mail.files = &file;
	mail.file_count = 1;
	compose(&mail, &first);
	compose(&mail, &second);
	assert_string_equal(first.raw.bytes, second.raw.bytes);
}

static void a_file_is_read_from_its_descriptor(void **state)
{
	scoped_fd fd = memfd_create("file", MFD_CLOEXEC);
	struct outgoing_file file = { "a.bin", "application/x-a", fd, NULL, 0, "", false };
	struct outgoing mail = plain();
	scoped_parsed parsed;

	(void)state;
	assert_true(hk_fd_write(fd, "from a file", 11));
	mail.files = &file;
	mail.file_count = 1;
	compose(&mail, &parsed);
	assert_content(child(g_mime_message_get_mime_part(parsed.message), 1), "from a file", 11);
	assert_int_equal(fcntl(fd, F_GETFD), FD_CLOEXEC);
}

static void a_file_that_cannot_be_read_stops_the_mail(void **state)
{
	scoped_fd fd = open("/tmp", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	struct outgoing_file file = { "a.bin", "application/x-a", fd, NULL, 0, "", false };
	struct outgoing mail = plain();
	scoped_buf raw;

	(void)state;
	hk_buf_init(&raw, 100000);
	mail.files = &file;
	mail.file_count = 1;
	assert_int_equal(outgoing_compose(&mail, &raw), HK_UNAVAILABLE);
	assert_int_equal(raw.length, 0);
}

static void a_mail_beyond_the_limit_is_not_cut_but_refused(void **state)
{
	struct outgoing mail = plain();
	scoped_buf raw;

	(void)state;
	hk_buf_init(&raw, 100);
	assert_int_equal(outgoing_compose(&mail, &raw), HK_FAILED);
}

static void a_long_thread_keeps_its_first_and_its_newest_references(void **state)
{
	struct outgoing mail = plain();
	scoped_arena *arena = hk_arena_new();
	const char *ids[100];
	scoped_parsed parsed;

	(void)state;
	for (int i = 0; i < 100; i++)
		ids[i] = hk_format(arena, "%d.%0100d@x.example", i, i);
	mail.references = ids;
	mail.reference_count = 100;
	compose(&mail, &parsed);
	assert_true(hk_starts(header(&parsed, "References"), "<0.0"));
	assert_non_null(strstr(header(&parsed, "References"), "<99.0"));
	assert_null(strstr(header(&parsed, "References"), "<30.0"));
	assert_lines_are_lawful(&parsed.raw);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_plain_mail_has_the_headers_that_a_reader_needs),
		cmocka_unit_test(names_and_subjects_of_four_languages_survive),
		cmocka_unit_test(files_stand_where_readers_look_for_them),
		cmocka_unit_test(text_arrives_as_it_was_written),
		cmocka_unit_test(a_line_of_any_length_is_folded),
		cmocka_unit_test(no_value_can_make_a_header),
		cmocka_unit_test(what_is_no_address_is_refused),
		cmocka_unit_test(the_same_mail_is_the_same_bytes_each_time),
		cmocka_unit_test(a_file_is_read_from_its_descriptor),
		cmocka_unit_test(a_file_that_cannot_be_read_stops_the_mail),
		cmocka_unit_test(a_mail_beyond_the_limit_is_not_cut_but_refused),
		cmocka_unit_test(a_long_thread_keeps_its_first_and_its_newest_references),
	};

	g_mime_init();
	return cmocka_run_group_tests(tests, NULL, NULL);
}
