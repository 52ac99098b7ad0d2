/* Mail that machines write: found out, seen, and never answered; bounces in the words of servers.
 */
#include <string.h>

#include "base/text.h"
#include "intake/automatic.h"
#include "intake/intake.h"
#include "parse/parse.h"
#include "reply_world.h"
#include "test.h"
#include "ticket/mail/mail_id.h"

static struct intake_outcome take(struct house_world *world, const char *raw)
{
	return deed_mail(world, "help@nordhome.example", raw);
}

/* %s stands for the Message-ID of our reply, as these servers send our mail back. */
static const struct {
	const char *name, *raw;
} bounces[] = {
	{ "qmail",
	  "Return-Path: <>\r\nFrom: MAILER-DAEMON@mx.example.net\r\n"
	  "To: help@nordhome.example\r\nSubject: failure notice\r\n\r\n"
	  "Hi. This is the qmail-send program at mx.example.net.\r\n"
	  "I'm afraid I wasn't able to deliver your message to the following addresses.\r\n"
	  "This is a permanent error; I've given up. Sorry it didn't work out.\r\n\r\n"
	  "<jonas@example.net>:\r\nSorry, no mailbox here by that name. (#5.1.1)\r\n\r\n"
	  "--- Below this line is a copy of the message.\r\n\r\n"
	  "Return-Path: <help@nordhome.example>\r\nFrom: help@nordhome.example\r\n"
	  "Message-ID: <%s>\r\nTo: jonas@example.net\r\n\r\nA new lid.\r\n" },
	{ "exim", "Return-Path: <>\r\nX-Failed-Recipients: jonas@example.net\r\n"
		  "Auto-Submitted: auto-replied\r\n"
		  "From: Mail Delivery System <Mailer-Daemon@mx.example.net>\r\n"
		  "To: help@nordhome.example\r\n"
		  "Subject: Mail delivery failed: returning message to sender\r\n\r\n"
		  "This message was created automatically by mail delivery software.\r\n\r\n"
		  "A message that you sent could not be delivered to one or more of its\r\n"
		  "recipients. This is a permanent error. The following address(es) failed:\r\n\r\n"
		  "  jonas@example.net\r\n"
		  "    host mx.example.net [5.1.2.3]\r\n"
		  "    SMTP error from remote mail server after RCPT TO:<jonas@example.net>:\r\n"
		  "    550 5.1.1 <jonas@example.net>: user unknown\r\n\r\n"
		  "------ This is a copy of the message, including all the headers. ------\r\n\r\n"
		  "Message-ID: <%s>\r\nTo: jonas@example.net\r\n\r\nA new lid.\r\n" },
	{ "yahoo", "Return-Path: <>\r\nFrom: MAILER-DAEMON@yahoo.example\r\n"
		   "To: help@nordhome.example\r\nSubject: Failure Notice\r\n\r\n"
		   "Sorry, we were unable to deliver your message to the following address.\r\n\r\n"
		   "<jonas@example.net>:\r\nRemote host said: 554 delivery error: dd This user "
		   "doesn't have a yahoo.example account (jonas@example.net) [0]\r\n\r\n"
		   "--- Original message follows.\r\n\r\nMessage-ID: <%s>\r\n\r\nA new lid.\r\n" },
	{ "exchange", "Return-Path: <>\r\n"
		      "From: System Administrator <postmaster@corp.example>\r\n"
		      "To: help@nordhome.example\r\nSubject: Undeliverable: Re: Kettle [#1]\r\n\r\n"
		      "Your message\r\n\r\n  To:      Jonas\r\n  Subject: Re: Kettle [#1]\r\n\r\n"
		      "did not reach the following recipient(s):\r\n\r\n"
		      "jonas@example.net on Sun, 22 Nov 2026 10:02:00 +0200\r\n"
		      "    The e-mail account does not exist at the organization this message "
		      "was sent to.\r\n    <mx.example.net #5.1.1 smtp;550 5.1.1 User unknown>\r\n"
		      "\r\nOriginal message headers:\r\n\r\nMessage-ID: <%s>\r\n" },
	{ "a server that only quotes our text",
	  "Return-Path: <>\r\nFrom: MAILER-DAEMON@old.example\r\nTo: help@nordhome.example\r\n"
	  "Subject: Returned mail: User unknown\r\n\r\n"
	  "jonas@example.net: User unknown\r\n\r\n> A new lid is on its way.\r\n> [%s]\r\n" },
};

static const char *bounce(struct house_world *world, size_t i, const char *mail_id)
{
	const char *at = strstr(bounces[i].raw, "%s");

	if (strstr(bounces[i].raw, "[%s]"))
		mail_id = mail_mark_of(&world->cx, mail_id);
	return hk_format(world->arena, "%.*s%s%s", (int)(at - bounces[i].raw), bounces[i].raw,
			 mail_id, at + 2);
}

static void bounce_comes_home(struct house_world *world, size_t i)
{
	struct left_reply before = reply_left(world, REPLY_WAIT), after;
	struct intake_outcome outcome = take(world, bounce(world, i, before.message.mail_id));

	assert_string_equal(outcome.outcome, "bounce");
	assert_int_equal(outcome.ticket_number, before.number);
	after = reply_see(world, before.number, before.message_id);
	assert_string_equal(after.message.sending, "failed");
	assert_string_equal(after.ticket.state, "open");
	assert_true(reply_has_line(&after, "undelivered"));
	assert_int_equal(after.addresses.items[0].is_failing, 1);
	/* Who it was is said once, unless the words of the server name him too. */
	assert_true(hk_starts(after.mail.verdict, "jonas@example.net: "));
	assert_null(strstr(after.mail.verdict, "jonas@example.net: jonas@example.net"));
}

static void a_bounce_of_qmail_finds_its_reply_and_marks_the_address(void **state)
{
	bounce_comes_home(*state, 0);
}

static void a_bounce_of_exim_finds_its_reply_and_marks_the_address(void **state)
{
	bounce_comes_home(*state, 1);
}

static void a_bounce_of_yahoo_finds_its_reply_and_marks_the_address(void **state)
{
	bounce_comes_home(*state, 2);
}

static void a_bounce_of_exchange_finds_its_reply_and_marks_the_address(void **state)
{
	bounce_comes_home(*state, 3);
}

static void a_bounce_that_only_quotes_our_text_finds_its_reply_too(void **state)
{
	bounce_comes_home(*state, 4);
}

static void a_bounce_about_no_mail_of_ours_marks_nobody(void **state)
{
	struct house_world *world = *state;
	struct left_reply before = reply_left(world, REPLY_WAIT), after;

	for (size_t i = 0; i + 1 < HK_COUNT(bounces); i++)
		(void)take(world, bounce(world, i, "made.up@nordhome.example"));
	after = reply_see(world, before.number, before.message_id);
	assert_string_equal(after.message.sending, "sent");
	assert_int_equal(after.addresses.items[0].is_failing, 0);
}

static const char *said_by_server(struct house_world *world, const char *mail_id, const char *words)
{
	return hk_format(
		world->arena,
		"Return-Path: <>\r\nFrom: MAILER-DAEMON@mx.example.net\r\n"
		"To: help@nordhome.example\r\nSubject: Mail\r\n\r\n%s\r\n\r\n"
		"--- Below this line is a copy of the message.\r\n\r\nMessage-ID: <%s>\r\n",
		words, mail_id);
}

static void a_delay_in_words_is_noted_and_nothing_else(void **state)
{
	struct house_world *world = *state;
	struct left_reply before = reply_left(world, REPLY_WAIT), after;

	(void)take(world, said_by_server(world, before.message.mail_id,
					 "Warning: message to <jonas@example.net> has been delayed "
					 "24 hours. You do not need to resend it.\r\n"
					 "<jonas@example.net>: connection timed out (4.4.1)"));
	after = reply_see(world, before.number, before.message_id);
	assert_true(reply_has_line(&after, "delayed"));
	assert_false(reply_has_line(&after, "undelivered"));
	assert_string_equal(after.message.sending, "sent");
	assert_int_equal(after.addresses.items[0].is_failing, 0);
}

static void a_full_mailbox_in_words_is_no_fault_of_the_address(void **state)
{
	struct house_world *world = *state;
	struct left_reply before = reply_left(world, REPLY_WAIT), after;

	(void)take(world, said_by_server(world, before.message.mail_id,
					 "Your message could not be delivered.\r\n"
					 "<jonas@example.net>: 552 5.2.2 mailbox is full"));
	after = reply_see(world, before.number, before.message_id);
	assert_string_equal(after.message.sending, "failed");
	assert_int_equal(after.addresses.items[0].is_failing, 0);
}

static void words_that_say_nothing_went_wrong_change_nothing(void **state)
{
	struct house_world *world = *state;
	struct left_reply before = reply_left(world, REPLY_WAIT), after;

	(void)take(world, said_by_server(world, before.message.mail_id,
					 "jonas@example.net has read it. From 10.5.1.1, 5.1.1.9"));
	after = reply_see(world, before.number, before.message_id);
	assert_string_equal(after.message.sending, "sent");
	assert_string_equal(after.ticket.state, "waiting");
}

static const char *mail_with(struct house_world *world, const char *from, const char *subject,
			     const char *lines)
{
	return hk_format(world->arena,
			 "From: %s\r\nTo: help@nordhome.example\r\nSubject: %s\r\n"
			 "Message-ID: <%s@example.net>\r\n%s\r\nI am away until Monday.\r\n",
			 from, subject, hk_token_new(world->arena), lines);
}

static enum mail_origin origin_of(struct house_world *world, const char *raw)
{
	struct parse_source source = { -1, raw, strlen(raw) };
	struct mail mail;

	assert_int_equal(
		parse_mail(world->house.parse, world->arena, &source, &parse_limits_usual, &mail),
		HK_OK);
	return mail_origin_of(&mail);
}

static const char *const head_lines[] = {
	"Auto-Submitted: auto-generated\r\n",
	"Auto-Submitted: auto-replied; owner-email=a@b\r\n",
	"Auto-Submitted: auto-notified\r\n",
	"Auto-Submitted: vacation\r\n",
	"Precedence: bulk\r\n",
	"Precedence: list\r\n",
	"Precedence: junk\r\n",
	"Precedence: auto_reply\r\n",
	"X-Precedence: list\r\n",
	"X-Precedence: junk\r\n",
	"X-Auto-Response-Suppress: All\r\n",
	"X-Auto-Response-Suppress: DR, RN, OOF\r\n",
	"X-Autoreply: yes\r\n",
	"X-Autorespond: x\r\n",
	"X-Autoresponse: x\r\n",
	"X-Autoresponder: x\r\n",
	"X-AutoReply-From: a@b\r\n",
	"X-Auto-Reply-From: a@b\r\n",
	"X-Mail-Autoreply: x\r\n",
	"X-Autogenerated: Reply\r\n",
	"X-Loop: a@b\r\n",
	"X-RT-Loop-Prevention: desk\r\n",
	"X-Libredesk-Loop-Prevention: a\r\n",
	"X-Hark-Loop: yes\r\n",
	"X-FC-Machinegenerated: true\r\n",
	"X-AMAZON-MAIL-RELAY-TYPE: notification\r\n",
	"X-Cron-Env: <SHELL=/bin/sh>\r\n",
	"X-MS-Exchange-Inbox-Rules-Loop: a@b\r\n",
	"Delivered-To: Autoresponder\r\n",
	"List-Id: <a.b>\r\n",
	"List-Unsubscribe: <mailto:a@b>\r\n",
	"List-Post: <mailto:a@b>\r\n",
	"Feedback-ID: x\r\n",
	"Return-Path: <>\r\n",
	("Content-Type: multipart/report; report-type=disposition-notification; "
	 "boundary=x\r\n"),
};

static void every_header_of_a_machine_is_known(void **state)
{
	struct house_world *world = *state;

	for (size_t i = 0; i < HK_COUNT(head_lines); i++)
		if (origin_of(world, mail_with(world, "a@b.example", "x", head_lines[i])) !=
		    ORIGIN_AUTOMATIC)
			fail_msg("%s", head_lines[i]);
}

static void every_name_and_subject_of_a_machine_is_known(void **state)
{
	static const char *const from[] = { "no-reply@a.example",        "noreply@a.example",
					    "DoNotReply@a.example",      "root@a.example",
					    "nagios@a.example",          "bounces+1@a.example",
					    "list-bounces@a.example",    "notifications@a.example",
					    "ne-pas-repondre@a.example", "keine-antwort@a.example",
					    "www-data@a.example",        "shop-noreply@a.example" };
	static const char *const subjects[] = {
		"Automatic reply: Kettle",   "Out of Office: Kettle",
		"Automatische Antwort: x",   "Abwesenheitsnotiz",
		"Automatinis atsakymas: x",  "=?utf-8?q?R=C3=A9ponse_automatique_=3A_x?=",
		"Abwesend: Kettle",          "=?utf-8?q?Automatyczna_odpowied=C5=BA=3A_x?=",
		"Автоматический ответ: x",   "Risposta automatica: x",
		"স্বয়ংক্রিয় উত্তর: x",          "தானியங்கி பதில்: x",
		"Odpowiedź automatyczna: x", "தானியங்கு பதில்: x",
		"स्वचालित उत्तर: x",           "Absence du bureau",
		"Fuera de la oficina: x",
	};
	struct house_world *world = *state;

	for (size_t i = 0; i < HK_COUNT(from); i++)
		if (origin_of(world, mail_with(world, from[i], "x", "")) != ORIGIN_AUTOMATIC)
			fail_msg("%s", from[i]);
	for (size_t i = 0; i < HK_COUNT(subjects); i++)
		if (origin_of(world, mail_with(world, "a@b.example", subjects[i], "")) !=
		    ORIGIN_AUTOMATIC)
			fail_msg("%s", subjects[i]);
}

static void what_people_write_is_no_sign_of_a_machine(void **state)
{
	static const struct {
		const char *from, *subject, *lines;
	} mails[] = {
		{ "a@b.example", "Kettle", "Auto-Submitted: no\r\n" },
		{ "a@b.example", "Kettle", "Auto-Submitted: No (written by hand)\r\n" },
		{ "a@b.example", "Kettle", "Auto-Submitted: no; owner-email=\"a@b.example\"\r\n" },
		{ "a@b.example", "Abwesend war ich nicht", "" },
		{ "anna-bouncesson@b.example", "Kettle", "" },
		{ "a@b.example", "Kettle", "Precedence: first-class\r\n" },
		{ "a@b.example", "Kettle", "X-Auto-Response-Suppress: None\r\n" },
		{ "a@b.example", "My out of office is wrong", "" },
		{ "a@b.example", "Undeliverable: my parcel", "" },
		{ "rooter@b.example", "Kettle", "Return-Path: <a@b.example>\r\n" },
		{ "reply@b.example", "Kettle", "X-AMAZON-MAIL-RELAY-TYPE: person\r\n" },
	};
	struct house_world *world = *state;

	for (size_t i = 0; i < HK_COUNT(mails); i++)
		if (origin_of(world, mail_with(world, mails[i].from, mails[i].subject,
					       mails[i].lines)) != ORIGIN_PERSON)
			fail_msg("%s %s %s", mails[i].from, mails[i].subject, mails[i].lines);
}

static void what_a_machine_says_is_seen_and_reopens_nothing(void **state)
{
	struct house_world *world = *state;
	struct left_reply before = reply_left(world, REPLY_RESOLVE), after;
	int64_t mails;

	world_run_jobs(world);
	mails = world_outbox(world, "queued");
	(void)take(world,
		   mail_with(world, "jonas@example.net", "Automatic reply: Re: Kettle [#1]", ""));
	after = reply_see(world, before.number, before.message_id);
	assert_string_equal(after.ticket.state, "resolved");
	assert_int_equal(after.ticket.message_count, before.ticket.message_count + 1);
	world_run_jobs(world);
	assert_true(world_outbox(world, "queued") <= mails + 1); /* its owner may hear of it */
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		in_reading_house(a_bounce_of_qmail_finds_its_reply_and_marks_the_address),
		in_reading_house(a_bounce_of_exim_finds_its_reply_and_marks_the_address),
		in_reading_house(a_bounce_of_yahoo_finds_its_reply_and_marks_the_address),
		in_reading_house(a_bounce_of_exchange_finds_its_reply_and_marks_the_address),
		in_reading_house(a_bounce_that_only_quotes_our_text_finds_its_reply_too),
		in_reading_house(a_bounce_about_no_mail_of_ours_marks_nobody),
		in_reading_house(a_delay_in_words_is_noted_and_nothing_else),
		in_reading_house(a_full_mailbox_in_words_is_no_fault_of_the_address),
		in_reading_house(words_that_say_nothing_went_wrong_change_nothing),
		in_reading_house(every_header_of_a_machine_is_known),
		in_reading_house(every_name_and_subject_of_a_machine_is_known),
		in_reading_house(what_people_write_is_no_sign_of_a_machine),
		in_reading_house(what_a_machine_says_is_seen_and_reopens_nothing),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
