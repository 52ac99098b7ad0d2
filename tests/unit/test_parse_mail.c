#include "test.h"
/* cmocka comes first */
#include "base/secret.h"
#include "base/text.h"
#include "parse/part.h"
#include "parse_help.h"

static const char *address_of(const struct mail *mail, enum mail_role role, uint32_t nth)
{
	for (uint32_t i = 0; i < mail->address_count; i++)
		if (mail->addresses[i].role == role && nth-- == 0)
			return mail->addresses[i].address;
	return NULL;
}

static void a_bengali_subject_in_many_words_is_whole(void **state)
{
	scoped_arena *arena = hk_arena_new();
	struct parse_source source;
	struct mail mail = mail_from_corpus(arena, "bn-question.eml", &source);

	(void)state;
	assert_string_equal(mail.subject,
			    "আমার টাকা ফেরত কবে পাব? আবেদন নম্বর ৪৫১২ সম্পর্কে জরুরি প্রশ্ন");
	assert_string_equal(mail.addresses[0].name, "রহিমা খাতুন");
	assert_string_equal(mail.addresses[0].address, "rahima@posta.example");
	assert_non_null(strstr(mail.text, "কবে টাকা ফেরত পাব।"));
	assert_non_null(strstr(mail.html, "<b>৪৫১২</b>"));
	assert_null(strstr(mail.html, "alert"));
	assert_int_equal(mail.sent_at, 1795320845000); /* 04:14:05 UTC */
	assert_string_equal(mail.message_id, "bn-1@posta.example");
	assert_int_equal(mail.flags, 0);
}

static void a_tamil_file_name_in_pieces_is_whole(void **state)
{
	scoped_arena *arena = hk_arena_new();
	struct parse_source source;
	struct mail mail = mail_from_corpus(arena, "ta-attachment.eml", &source);

	(void)state;
	assert_string_equal(mail.subject, "எனது விண்ணப்பம் பற்றிய கேள்வி, படிவம் இணைக்கப்பட்டுள்ளது");
	assert_int_equal(mail.part_count, 2);
	assert_string_equal(mail.parts[0].name, "விண்ணப்பப் படிவம்.pdf");
	assert_string_equal(mail.parts[0].type, "application/pdf");
	assert_string_equal(mail.parts[1].name, "புகைப்படம்.jpg");
	assert_false(mail.parts[0].is_inline);
}

static void lithuanian_is_read_in_both_old_charsets(void **state)
{
	static const char *const names[] = { "lt-windows-1257.eml", "lt-iso-8859-13.eml" };

	(void)state;
	for (size_t i = 0; i < HK_COUNT(names); i++) {
		scoped_arena *arena = hk_arena_new();
		struct parse_source source;
		struct mail mail = mail_from_corpus(arena, names[i], &source);

		assert_true(hk_starts(mail.subject, "Sąskaita už lapkritį dvigubai didesnė "));
		assert_true(hk_ends(mail.subject, " kodėl taip įvyko?"));
		assert_string_equal(mail.addresses[0].name, "Žydrūnas Šimkūnas");
		assert_non_null(strstr(mail.text, "Mokėjau lapkričio 3 d."));
		assert_int_equal(mail.flags, 0);
	}
}

static void undeclared_utf8_is_believed_when_it_is_valid(void **state)
{
	scoped_arena *arena = hk_arena_new();
	struct parse_source source;
	struct mail mail = mail_from_corpus(arena, "lt-undeclared-utf8.eml", &source);

	(void)state;
	assert_string_equal(mail.subject, "Klausimas dėl sąskaitos");
	assert_non_null(strstr(mail.text, "sąskaitą"));
	assert_int_equal(mail.flags, 0);
}

static void a_broken_charset_is_guessed_and_said_so(void **state)
{
	scoped_arena *arena = hk_arena_new();
	struct parse_source source;
	struct mail mail = mail_from_corpus(arena, "broken-charset.eml", &source);

	(void)state;
	assert_true(hk_starts(mail.subject, "café"));
	assert_true(hk_starts(mail.text, "The café is closed"));
	assert_non_null(strstr(mail.text, "€ 12."));
	assert_true(mail.flags & MAIL_CHARSET_GUESSED);
	mail = mail_from_corpus(arena, "unknown-charset.eml", &source);
	assert_true(hk_starts(mail.text, "naïve café"));
	assert_true(mail.flags & MAIL_CHARSET_GUESSED);
}

static void flowed_lines_become_paragraphs(void **state)
{
	scoped_arena *arena = hk_arena_new();
	struct parse_source source;
	struct mail mail = mail_from_corpus(arena, "en-flowed.eml", &source);

	(void)state;
	assert_string_equal(mail.text,
			    "Hello, my parcel was due on Monday and it has still not come. Could "
			    "you tell me where it is?\nFrom what I see it left the depot.\n\n> We "
			    "sent it on Monday.\n>> When?\n\n-- \nPat\n");
	assert_string_equal(address_of(&mail, MAIL_TO, 1), "second@hark.example");
	assert_string_equal(address_of(&mail, MAIL_CC, 1), "b@mail.example");
	assert_string_equal(mail.addresses[0].name, "O'Brien, Pat");
	assert_int_equal(mail.reference_count, 3);
	assert_string_equal(mail.references[0], "first@hark.example");
	assert_string_equal(mail.references[1], "first@hark.example");
	assert_string_equal(mail.references[2], "root@hark.example");
}

static void a_picture_inside_is_named_by_its_id_and_a_remote_one_waits(void **state)
{
	scoped_arena *arena = hk_arena_new();
	struct parse_source source;
	struct mail mail = mail_from_corpus(arena, "en-inline-picture.eml", &source);

	(void)state;
	assert_non_null(strstr(mail.html, "<img data-cid=\"pic1@mail.example\" alt=\"my screen\""));
	assert_non_null(
		strstr(mail.html, "<img data-remote=\"https://track.example/p.gif?id=1&amp;x=2\""));
	assert_null(strstr(mail.html, " src="));
	assert_null(strstr(mail.html, "javascript"));
	assert_null(strstr(mail.html, "color"));
	assert_int_equal(mail.part_count, 3);
	assert_true(mail.parts[0].is_inline);
	assert_string_equal(mail.parts[0].content_id, "pic1@mail.example");
	assert_string_equal(mail.parts[1].name, "passwd");
}

static void every_part_decodes_to_what_the_child_claimed(void **state)
{
	static const char *const names[] = { "ta-attachment.eml", "en-inline-picture.eml",
					     "en-bounce.eml", "en-forward.eml" };
	uint32_t parts = 0;

	(void)state;
	for (size_t i = 0; i < HK_COUNT(names); i++) {
		scoped_arena *arena = hk_arena_new();
		struct parse_source source;
		struct mail mail = mail_from_corpus(arena, names[i], &source);

		for (uint32_t k = 0; k < mail.part_count; k++, parts++) {
			const char *bytes;
			unsigned char digest[HK_DIGEST];
			size_t len;

			assert_int_equal(mail_part_load(arena, &source, &mail.parts[k], FILE_BYTES,
							&bytes, &len),
					 HK_OK);
			assert_int_equal(len, mail.parts[k].size);
			hk_sha256(bytes, len, digest);
			assert_memory_equal(digest, mail.parts[k].sha256, sizeof(digest));
		}
	}
	assert_int_equal(parts, 8);
}

/* What the MIME library makes of broken base64 is not what we make of it. */
static void a_broken_attachment_is_as_long_as_it_is_said_to_be(void **state)
{
	static const char *const bodies[] = {
		"Pnt-y=b\n\n--b\n", "QUJD=QUJD", "QQ=", "Q", "=", ""
	};
	scoped_arena *arena = hk_arena_new();

	(void)state;
	for (size_t i = 0; i < HK_COUNT(bodies); i++) {
		const char *raw = hk_format(arena,
					    "Content-Type: image/x\n"
					    "Content-Transfer-Encoding: base64\n\n%s",
					    bodies[i]);
		struct parse_source source = { -1, raw, strlen(raw) };
		struct mail mail = mail_from_text(arena, raw);
		const char *bytes;
		size_t len;

		assert_int_equal(mail.part_count, 1);
		assert_int_equal(
			mail_part_load(arena, &source, &mail.parts[0], FILE_BYTES, &bytes, &len),
			HK_OK);
		assert_int_equal(len, mail.parts[0].size);
	}
}

static void a_bounce_says_what_it_is_and_carries_the_report(void **state)
{
	scoped_arena *arena = hk_arena_new();
	struct parse_source source;
	struct mail mail = mail_from_corpus(arena, "en-bounce.eml", &source);
	const char *report;
	size_t len;

	(void)state;
	assert_non_null(
		strstr(mail_header_value(&mail, "content-type"), "report-type=delivery-status"));
	assert_string_equal(mail_header_value(&mail, "Return-Path"), "<>");
	assert_string_equal(mail_header_value(&mail, "X-Failed-Recipients"), "gone@firm.example");
	assert_int_equal(mail.reference_count, 1);
	assert_string_equal(mail.references[0], "hk-77@hark.example");
	assert_string_equal(mail.parts[0].type, "message/delivery-status");
	assert_int_equal(mail_part_load(arena, &source, &mail.parts[0], 4000, &report, &len),
			 HK_OK);
	assert_non_null(strstr(report, "Status: 5.1.1"));
	assert_int_equal(mail.report_count, 1);
	assert_int_equal(mail.reports[0].action, MAIL_FAILED);
	assert_string_equal(mail.reports[0].recipient, "gone@firm.example");
	assert_string_equal(mail.reports[0].status, "5.1.1");
	assert_string_equal(mail.reports[0].diagnostic, "550 5.1.1 no such user");
	assert_string_equal(mail.parts[1].type, "message/rfc822");
	assert_int_equal(mail_part_load(arena, &source, &mail.parts[1], 4000, &report, &len),
			 HK_OK);
	mail = mail_from_text(arena, report);
	assert_string_equal(mail.message_id, "hk-77@hark.example");
}

static void a_report_is_read_recipient_by_recipient(void **state)
{
	scoped_arena *arena = hk_arena_new();
	struct mail mail = mail_from_text(
		arena, "From: MAILER-DAEMON@relay.example\r\nContent-Type: multipart/report;"
		       " report-type=delivery-status; boundary=x\r\n\r\n--x\r\n\r\nWords\r\n--x\r\n"
		       "Content-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; r\r\n"
		       "Arrival-Date: today\r\n\r\n"
		       "original-recipient: rfc822;asked@firm.example\r\n"
		       "Final-Recipient: rfc822; other@far.example\r\nAction: DELAYED\r\n"
		       "Status: 4.4.1 (no answer)\r\nDiagnostic-Code: smtp; 450 4.4.1\r\n"
		       "  try\r\n\tlater\r\n\r\n \r\n"
		       "Final-Recipient: rfc822; b@firm.example\r\nAction: relayed\r\n\r\n"
		       "Final-Recipient: plain@firm.example\r\nAction: failed\r\n"
		       "\r\n--x--\r\n");

	(void)state;
	assert_int_equal(mail.report_count, 3);
	assert_int_equal(mail.reports[0].action, MAIL_DELAYED);
	assert_string_equal(mail.reports[0].recipient, "asked@firm.example");
	assert_string_equal(mail.reports[0].status, "4.4.1");
	assert_non_null(strstr(mail.reports[0].diagnostic, "later"));
	assert_int_equal(mail.reports[1].action, MAIL_OTHER_ACTION);
	assert_string_equal(mail.reports[1].diagnostic, "");
	assert_int_equal(mail.reports[2].action, MAIL_FAILED);
	assert_string_equal(mail.reports[2].recipient, "plain@firm.example");
	assert_string_equal(mail.reports[2].status, "");
	mail = mail_from_corpus(arena, "en-out-of-office.eml", &(struct parse_source){ 0 });
	assert_int_equal(mail.report_count, 0);
}

/* A server that calls its words to a person a report too, and puts the recipient into brackets. */
static void a_report_in_two_parts_is_read(void **state)
{
	scoped_arena *arena = hk_arena_new();
	struct mail mail = mail_from_text(
		arena,
		"Content-Type: multipart/report; report-type=delivery-status; boundary=x\n\n"
		"--x\nContent-Type: message/delivery-status;\n\nIt was undeliverable.\n"
		"--x\nContent-Type: message/delivery-status\n\nReporting-MTA: dns; r\n\n"
		"Original-Recipient: rfc822;u@b.example\nFinal-Recipient: RFC822; <u@b.example>\n"
		"Action: failed\nStatus: 5.3.0\n\nFinal-Recipient: <v@b.example>\n"
		"Action: delayed\nStatus: 4.2.2\n--x--\n");

	(void)state;
	assert_int_equal(mail.report_count, 2);
	assert_string_equal(mail.reports[0].recipient, "u@b.example");
	assert_int_equal(mail.reports[0].action, MAIL_FAILED);
	assert_string_equal(mail.reports[1].recipient, "v@b.example");
	assert_int_equal(mail.reports[1].action, MAIL_DELAYED);
}

static void that_a_mail_was_read_answers_it(void **state)
{
	scoped_arena *arena = hk_arena_new();
	struct mail mail = mail_from_text(
		arena,
		"Subject: Read: kettle\n"
		"Content-Type: multipart/report; report-type=disposition-notification; "
		"boundary=x\n\n"
		"--x\nContent-Type: text/plain\n\nIt was read.\n"
		"--x\nContent-Type: message/disposition-notification\n\nReporting-UA: r\n"
		"Final-Recipient: rfc822;u@b.example\nOriginal-Message-ID: <ours@c.example>\n"
		"Disposition: manual-action/MDN-sent-manually; displayed\n--x--\n");

	(void)state;
	assert_int_equal(mail.reference_count, 1);
	assert_string_equal(mail.references[0], "ours@c.example");
	assert_int_equal(mail.report_count, 0);
}

static void automatic_mail_keeps_the_headers_that_say_so(void **state)
{
	static const char *const names[] = {
		"Auto-Submitted", "X-Auto-Response-Suppress",       "Precedence",
		"X-Autoreply",    "X-MS-Exchange-Inbox-Rules-Loop", "In-Reply-To"
	};
	scoped_arena *arena = hk_arena_new();
	struct parse_source source;
	struct mail mail = mail_from_corpus(arena, "en-out-of-office.eml", &source);

	(void)state;
	for (size_t i = 0; i < HK_COUNT(names); i++)
		assert_true(strlen(mail_header_value(&mail, names[i])) > 0);
	assert_string_equal(mail_header_value(&mail, "auto-submitted"), "auto-replied (vacation)");
	assert_string_equal(mail_header_value(&mail, "X-Nothing"), "");
}

static void list_mail_keeps_all_authentication_results(void **state)
{
	scoped_arena *arena = hk_arena_new();
	struct parse_source source;
	struct mail mail = mail_from_corpus(arena, "en-list.eml", &source);
	uint32_t results = 0;

	(void)state;
	for (uint32_t i = 0; i < mail.header_count; i++)
		results += hk_equal(mail.headers[i].name, "Authentication-Results");
	assert_int_equal(results, 3);
	assert_non_null(strstr(mail_header_value(&mail, "List-Id"), "announce.lists.example"));
	assert_string_equal(mail_header_value(&mail, "X-Spam-Flag"), "YES");
	assert_string_equal(mail_header_value(&mail, "Feedback-ID"), "77:announce:lists");
}

static void html_alone_has_a_text_and_text_alone_has_html(void **state)
{
	scoped_arena *arena = hk_arena_new();
	struct parse_source source;
	struct mail mail = mail_from_corpus(arena, "en-html-only.eml", &source);

	(void)state;
	assert_non_null(strstr(mail.text, "5 £"));
	assert_non_null(strstr(mail.text, "Line one\nLine two"));
	mail = mail_from_corpus(arena, "no-sender.eml", &source);
	assert_string_equal(mail.html, "<pre>No From line at all.</pre>");
}

static void no_sender_empty_and_binary_input_are_answered(void **state)
{
	scoped_arena *arena = hk_arena_new();
	struct parse_source source;
	struct mail mail = mail_from_corpus(arena, "no-sender.eml", &source);
	unsigned char noise[4096];

	(void)state;
	assert_null(address_of(&mail, MAIL_FROM, 0));
	mail = mail_from_text(arena, "");
	assert_string_equal(mail.subject, "");
	assert_string_equal(mail.text, "");
	assert_int_equal(mail.address_count + mail.part_count + mail.header_count, 0);
	assert_int_equal(mail.sent_at, 0);
	for (size_t i = 0; i < sizeof(noise); i++)
		noise[i] = (unsigned char)(i * 167 + i / 256);
	assert_int_equal(mail_from_bytes(arena, (char *)noise, sizeof(noise), &mail), HK_OK);
}

static void a_line_of_a_header_cannot_smuggle_another_in(void **state)
{
	static const unsigned char override[] = { 0xe2, 0x80, 0xae, 0 };
	scoped_arena *arena = hk_arena_new();
	struct mail mail =
		mail_from_text(arena, "From: =?utf-8?Q?A=0D=0ABcc=3A_x=40y?= <a@b.example>\n"
				      "Subject: =?utf-8?Q?one=0Atwo=E2=80=AEgnp?=\n\nx\n");

	(void)state;
	assert_null(strchr(mail.subject, '\n'));
	assert_null(strstr(mail.subject, (const char *) override));
	assert_null(strchr(mail.addresses[0].name, '\n'));
	assert_null(strchr(mail.addresses[0].name, '\r'));
}

static void a_sender_without_brackets_is_no_less_a_sender(void **state)
{
	static const char *const cases[][3] = {
		{ "Big Bug bb@bug.example", "Big Bug", "bb@bug.example" },
		{ "=?utf-8?B?4Kau?= ma@bug.example", "ম", "ma@bug.example" },
		{ "<Big Bug bb@bug.example", "<Big Bug", "bb@bug.example" },
	};
	static const char *const nobody[] = { "Big Bug", "\"A\" <>", "@", "a b@c@d",
					      "<nobody:@list.example;>" };
	scoped_arena *arena = hk_arena_new();

	(void)state;
	for (size_t i = 0; i < HK_COUNT(cases); i++) {
		struct mail mail =
			mail_from_text(arena, hk_format(arena, "From: %s\n\nx\n", cases[i][0]));

		assert_int_equal(mail.address_count, 1);
		assert_int_equal(mail.addresses[0].role, MAIL_FROM);
		assert_string_equal(mail.addresses[0].name, cases[i][1]);
		assert_string_equal(mail.addresses[0].address, cases[i][2]);
	}
	for (size_t i = 0; i < HK_COUNT(nobody); i++) {
		struct mail mail =
			mail_from_text(arena, hk_format(arena, "From: %s\n\nx\n", nobody[i]));

		assert_int_equal(mail.address_count, 0);
	}
}

static void a_last_boundary_without_a_line_end_adds_no_byte(void **state)
{
	static const char *const ends[] = { "", "\r\n", "\r\n\r\n" };
	scoped_arena *arena = hk_arena_new();

	(void)state;
	for (size_t i = 0; i < HK_COUNT(ends); i++) {
		const char *raw = hk_format(arena,
					    "Content-Type: multipart/mixed; boundary=b\r\n\r\n"
					    "--b\r\nContent-Type: image/x\r\n\r\nabc\r\n--b--%s",
					    ends[i]);
		struct parse_source source = { -1, raw, strlen(raw) };
		struct mail mail = mail_from_text(arena, raw);
		const char *bytes;
		size_t len;

		assert_int_equal(mail.part_count, 1);
		assert_int_equal(mail.parts[0].size, 3);
		assert_int_equal(
			mail_part_load(arena, &source, &mail.parts[0], FILE_BYTES, &bytes, &len),
			HK_OK);
		assert_string_equal(bytes, "abc");
	}
}

static void characters_torn_between_words_are_whole(void **state)
{
	scoped_arena *arena = hk_arena_new();
	struct mail mail = mail_from_text(
		arena,
		"From: =?UTF-8?B?4Kay4Ka=?=\n =?utf-8?b?rg==?= <a@b.example>\n"
		"Subject: =?utf-8?B?QQ==?= =?utf-8?B?Qg==?= c =?utf-8?Q?d?= =?x?y=?z\n\nx\n");

	(void)state;
	assert_string_equal(mail.addresses[0].name, "লম");
	assert_string_equal(mail.subject, "AB c d  ?x?y ?z");
}

/* Sixteen bytes of pattern, count times, between a head and a tail. */
static char *repeated(struct hk_arena *arena, const char *head, const char *pattern, size_t count)
{
	size_t len = strlen(pattern);
	char *all = hk_alloc(arena, strlen(head) + len * count + 1, 1);

	memcpy(all, head, strlen(head));
	for (size_t i = 0; i < count; i++)
		memcpy(all + strlen(head) + i * len, pattern, len);
	return all;
}

static void too_many_parts_leave_the_headers(void **state)
{
	static const char head[] = "From: a@b.example\nSubject: deep\nMIME-Version: 1.0\n";
	scoped_arena *arena = hk_arena_new();
	struct mail mail = mail_from_text(
		arena,
		repeated(arena, head, "Content-Type: multipart/mixed; boundary=b\n\n--b\n", 20000));

	(void)state;
	assert_true(mail.flags & MAIL_HEADERS_ONLY);
	assert_string_equal(mail.subject, "deep");
	assert_string_equal(mail.addresses[0].address, "a@b.example");
	mail = mail_from_text(arena, repeated(arena, head, "X-Many: 1\n", 100000));
	assert_true(mail.flags & MAIL_HEADERS_ONLY);
	assert_string_equal(mail.subject, "deep");
}

static void a_long_text_is_cut_and_stays_as_an_attachment(void **state)
{
	static const char head[] = "Subject: long\nContent-Type: text/plain\n\n";
	scoped_arena *arena = hk_arena_new();
	char *raw = repeated(arena, head, "fifteen letters\n", 100000);
	struct mail mail = mail_from_text(arena, raw);

	(void)state;
	assert_true(mail.flags & MAIL_CUT);
	assert_true(strlen(mail.text) < strlen(raw));
	assert_int_equal(mail.part_count, 1);
	assert_int_equal(mail.parts[0].offset, strlen(head));
	assert_int_equal(mail.parts[0].size, 1600000);
}

static void many_long_texts_are_cut_together(void **state)
{
	scoped_arena *arena = hk_arena_new();
	g_autoptr(GString) raw =
		g_string_new("Subject: many\nContent-Type: multipart/mixed; boundary=b\n\n");
	g_autofree char *long_text = g_strnfill(900000, '&');

	(void)state;
	for (int i = 0; i < 20; i++)
		g_string_append_printf(raw, "--b\nContent-Type: text/%s\n\n%s\n",
				       i % 2 ? "html" : "plain", long_text);

	struct mail mail = mail_from_text(arena, raw->str);

	assert_true(mail.flags & MAIL_CUT);
	assert_in_range(mail.part_count, 17, 19);
	assert_in_range(strlen(mail.text), 900000, 3000000);
}

static void line_ends_of_every_kind_are_one(void **state)
{
	scoped_arena *arena = hk_arena_new();
	struct mail mail = mail_from_text(arena, "Subject: x\n\na\r\nb\rc\nd\r\r\ne");

	(void)state;
	assert_string_equal(mail.text, "a\nb\nc\nd\n\ne\n");
}

static void nested_parts_below_the_depth_are_skipped(void **state)
{
	scoped_arena *arena = hk_arena_new();
	g_autoptr(GString) raw = g_string_new("Subject: nest\n");

	(void)state;
	for (int i = 0; i < 40; i++)
		g_string_append_printf(
			raw, "Content-Type: multipart/mixed; boundary=b%d\n\n--b%d\n", i, i);
	g_string_append(raw, "Content-Type: text/plain\n\nunder forty layers\n");

	struct mail mail = mail_from_text(arena, raw->str);

	assert_true(mail.flags & MAIL_PARTS_SKIPPED);
	assert_null(strstr(mail.text, "under forty"));
}

static void a_part_among_line_ends_of_two_kinds_keeps_its_last_byte(void **state)
{
	static const char raw[] =
		"Subject: x\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n"
		"Content-Type: image/jpeg; name=a\r\nContent-Transfer-Encoding: base64\r\n\r\n"
		"/9j/IG5v\n--b\r\nContent-Type: image/jpeg; name=b\r\n\r\n\xff\n--b\r\n"
		"Content-Type: image/jpeg; name=c\r\n\r\nxy\r\n--b--\r\n";
	scoped_arena *arena = hk_arena_new();
	struct mail mail = mail_from_text(arena, raw);

	(void)state;
	assert_int_equal(mail.part_count, 3);
	assert_int_equal(mail.parts[0].size, 6);
	assert_int_equal(mail.parts[1].size, 1);
	assert_int_equal(mail.parts[2].size, 2);
}

static void a_boundary_that_never_comes_hides_no_text(void **state)
{
	scoped_arena *arena = hk_arena_new();
	struct mail mail = mail_from_text(arena, "Subject: lost\nContent-Type: multipart/mixed; "
						 "boundary=never\n\nIs anybody there?\n");

	(void)state;
	assert_non_null(strstr(mail.text, "Is anybody there?"));
	assert_int_equal(mail.flags, MAIL_CUT);
	/* Where there is none, none is hidden. */
	mail = mail_from_text(arena, "Content-Type: multipart/mixed; boundary=never\n\n \n");
	assert_int_equal(mail.flags, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_bengali_subject_in_many_words_is_whole),
		cmocka_unit_test(a_tamil_file_name_in_pieces_is_whole),
		cmocka_unit_test(lithuanian_is_read_in_both_old_charsets),
		cmocka_unit_test(undeclared_utf8_is_believed_when_it_is_valid),
		cmocka_unit_test(a_broken_charset_is_guessed_and_said_so),
		cmocka_unit_test(flowed_lines_become_paragraphs),
		cmocka_unit_test(a_picture_inside_is_named_by_its_id_and_a_remote_one_waits),
		cmocka_unit_test(every_part_decodes_to_what_the_child_claimed),
		cmocka_unit_test(a_broken_attachment_is_as_long_as_it_is_said_to_be),
		cmocka_unit_test(a_bounce_says_what_it_is_and_carries_the_report),
		cmocka_unit_test(a_report_is_read_recipient_by_recipient),
		cmocka_unit_test(a_report_in_two_parts_is_read),
		cmocka_unit_test(that_a_mail_was_read_answers_it),
		cmocka_unit_test(automatic_mail_keeps_the_headers_that_say_so),
		cmocka_unit_test(list_mail_keeps_all_authentication_results),
		cmocka_unit_test(html_alone_has_a_text_and_text_alone_has_html),
		cmocka_unit_test(no_sender_empty_and_binary_input_are_answered),
		cmocka_unit_test(a_line_of_a_header_cannot_smuggle_another_in),
		cmocka_unit_test(a_sender_without_brackets_is_no_less_a_sender),
		cmocka_unit_test(a_last_boundary_without_a_line_end_adds_no_byte),
		cmocka_unit_test(characters_torn_between_words_are_whole),
		cmocka_unit_test(too_many_parts_leave_the_headers),
		cmocka_unit_test(a_long_text_is_cut_and_stays_as_an_attachment),
		cmocka_unit_test(many_long_texts_are_cut_together),
		cmocka_unit_test(line_ends_of_every_kind_are_one),
		cmocka_unit_test(nested_parts_below_the_depth_are_skipped),
		cmocka_unit_test(a_part_among_line_ends_of_two_kinds_keeps_its_last_byte),
		cmocka_unit_test(a_boundary_that_never_comes_hides_no_text),
	};

	return cmocka_run_group_tests(tests, mail_setup, NULL);
}
