/* Mails of the house that belong to no ticket and come back: a survey, news. */
#include <string.h>

#include "base/text.h"
#include "intake/intake.h"
#include "intake/ledger.h"
#include "job/jobs.h"
#include "people/customer.h"
#include "survey_world.h"
#include "test.h"
#include "ticket/mail/mail_id.h"
#include "ticket/mail/outbox.h"

struct seen {
	struct outbox mail;
	int64_t customer_id;
	struct address_list addresses;
};

static enum hk_result question_leaves(struct ctx *cx, void *data)
{
	struct seen *seen = data;
	struct outbox_list list;

	HK_TRY(outbox_claim(cx, 50, &list));
	for (size_t i = 0; i < list.count; i++) {
		if (hk_starts(list.items[i].effect_key, "survey "))
			seen->mail = list.items[i];
		HK_TRY(outbox_settle(cx, &list.items[i], "sent", "250 ok"));
	}
	return HK_OK;
}

static enum hk_result look_work(struct ctx *cx, void *data)
{
	struct seen *seen = data;

	return customer_addresses(cx, seen->customer_id, &seen->addresses);
}

static bool is_marked(struct house_world *world, struct seen *seen)
{
	world_act(world, &world->rasa);
	assert_int_equal(ctx_read(&world->cx, look_work, seen), HK_OK);
	for (size_t i = 0; i < seen->addresses.count; i++)
		if (seen->addresses.items[i].is_failing)
			return true;
	return false;
}

/* Jonas was asked, and a mail server took the mail. */
static struct seen asked(struct house_world *world)
{
	struct seen seen = { .mail = { .id = 0 } };

	survey_be_at_noon(world);
	(void)survey_begin(world, "nps", "contact", "named");
	seen.customer_id = survey_ticket(world).customer_id;
	survey_look(world);
	world_act(world, &world->system);
	assert_int_equal(ctx_write(&world->cx, question_leaves, &seen), HK_OK);
	assert_true(seen.mail.id != 0);
	assert_false(is_marked(world, &seen));
	return seen;
}

static struct intake_outcome report(struct house_world *world, const struct seen *seen,
				    const char *fields, const char *copy)
{
	const char *reader = strchr(seen->mail.recipients, '\t') + 1;
	const char *address = hk_copy(world->arena, reader, strcspn(reader, "\t"));

	return deed_mail(
		world, "help@nordhome.example",
		hk_format(world->arena,
			  "From: MAILER-DAEMON@relay.example\r\nTo: help@nordhome.example\r\n"
			  "Subject: Undelivered\r\nMessage-ID: <%s@relay.example>\r\n"
			  "Content-Type: multipart/report; report-type=delivery-status;"
			  " boundary=x\r\n"
			  "\r\n--x\r\n\r\nYour mail could not be delivered.\r\n--x\r\n"
			  "Content-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; r\r\n"
			  "%s\r\nFinal-Recipient: rfc822; %s\r\n%s\r\n%s--x--\r\n",
			  hk_token_new(world->arena), copy, address, fields,
			  *copy ? ""
				: hk_format(world->arena,
					    "--x\r\nContent-Type: text/rfc822-headers\r\n\r\n"
					    "Message-ID: <%s>\r\nSubject: One question\r\n\r\n",
					    seen->mail.mail_id)));
}

static const char unknown_user[] = "Action: failed\r\nStatus: 5.1.1\r\n"
				   "Diagnostic-Code: smtp; 550 5.1.1 no such user\r\n";

static void a_survey_that_comes_back_marks_the_address_and_opens_no_ticket(void **state)
{
	struct house_world *world = *state;
	struct seen seen = asked(world);
	struct intake_outcome outcome = report(world, &seen, unknown_user, "");

	assert_string_equal(outcome.outcome, "bounce");
	assert_int_equal(outcome.ticket_number, 0);
	assert_true(is_marked(world, &seen));
}

static void a_survey_that_is_late_or_finds_a_full_mailbox_marks_nothing(void **state)
{
	struct house_world *world = *state;
	struct seen seen = asked(world);
	struct intake_outcome late =
		report(world, &seen, "Action: delayed\r\nStatus: 4.4.1\r\n", "");
	struct intake_outcome full =
		report(world, &seen, "Action: failed\r\nStatus: 5.2.2\r\n", "");

	assert_int_equal(late.ticket_number + full.ticket_number, 0);
	assert_false(is_marked(world, &seen));
}

/* What some servers give back: the id of the envelope, and nothing of the mail. */
static void a_report_about_a_survey_is_found_by_its_envelope_alone(void **state)
{
	struct house_world *world = *state;
	struct seen seen = asked(world);
	const char *id = mail_id_make(&world->cx, 0, seen.mail.id, "");
	const char *line = hk_format(world->arena, "Original-Envelope-Id: %.*s\r\n",
				     (int)strcspn(id, "@"), id);

	assert_int_equal(report(world, &seen, unknown_user, line).ticket_number, 0);
	assert_true(is_marked(world, &seen));
}

static void a_made_up_report_marks_nothing_and_is_seen_by_somebody(void **state)
{
	struct house_world *world = *state;
	struct seen seen = asked(world), forged = seen;
	char *id = hk_copy(world->arena, seen.mail.mail_id, strlen(seen.mail.mail_id));

	id[10] = id[10] == 'B' ? 'C' : 'B';
	forged.mail.mail_id = id;
	assert_true(report(world, &forged, unknown_user, "").ticket_number > 0);
	assert_false(is_marked(world, &seen));
}

static enum hk_result run_tidy(struct ctx *cx, void *data)
{
	return tidy(cx, data);
}

/* A mail server that is tried for days tells of it days later. */
static void a_survey_that_comes_back_after_days_marks_the_address_too(void **state)
{
	struct house_world *world = *state;
	struct seen seen = asked(world);
	bool is_done;

	world->cx.now += 5 * HK_DAY;
	assert_int_equal(ctx_write(&world->cx, run_tidy, &is_done), HK_OK);
	assert_int_equal(report(world, &seen, unknown_user, "").ticket_number, 0);
	assert_true(is_marked(world, &seen));
}

/* What a machine says to Jonas's question about how it was, while he is away. */
static const char *away(struct house_world *world, const struct seen *seen, const char *lines)
{
	return hk_format(world->arena,
			 "From: Jonas <jonas@example.net>\r\nTo: help@nordhome.example\r\n%s"
			 "In-Reply-To: <%s>\r\nMessage-ID: <%s@example.net>\r\n\r\n"
			 "I am at the sea.\r\n",
			 lines, seen->mail.mail_id, hk_token_new(world->arena));
}

static void who_is_away_when_a_survey_comes_opens_no_ticket_and_is_not_answered(void **state)
{
	static const char *const replies[] = {
		"Subject: Automatic reply: How was it?\r\n",
		"Subject: Weg\r\nAuto-Submitted: auto-replied (vacation)\r\n",
		"Subject: Away\r\nX-Autoreply: yes\r\nPrecedence: bulk\r\n",
	};
	struct house_world *world = *state;
	struct seen seen = asked(world);
	int64_t before;

	world_run_jobs(world);
	before = world_outbox(world, "queued");

	for (size_t i = 0; i < HK_COUNT(replies); i++) {
		struct intake_outcome outcome =
			deed_mail(world, "help@nordhome.example", away(world, &seen, replies[i]));

		assert_string_equal(outcome.outcome, "bounce");
		assert_non_null(strstr(outcome.reason, "A machine answered"));
		assert_int_equal(outcome.ticket_number, 0);
	}
	world_run_jobs(world);
	assert_int_equal(world_outbox(world, "queued"), before);
	assert_false(is_marked(world, &seen));
}

static enum hk_result newest_row(struct ctx *cx, void *data)
{
	const struct inbound_filter filter = { .outcome = "bounce" };
	struct inbound_list list;

	HK_TRY(inbound_page(cx, &filter, INT64_MAX, 1, &list));
	*(struct inbound *)data = list.items[0];
	return HK_OK;
}

static void what_was_put_aside_becomes_a_ticket_when_somebody_wants_it(void **state)
{
	struct house_world *world = *state;
	struct seen seen = asked(world);
	struct intake_outcome outcome =
		deed_mail(world, "help@nordhome.example",
			  away(world, &seen, "Subject: Out of office: moved\r\n"));
	struct inbound row;

	assert_int_equal(outcome.ticket_number, 0);
	world_act(world, &world->admin);
	assert_int_equal(ctx_read(&world->cx, newest_row, &row), HK_OK);
	assert_int_equal(intake_replay(&world->cx, row.id, false, &outcome), HK_OK);
	assert_int_equal(outcome.ticket_number, 0);
	assert_int_equal(intake_replay(&world->cx, row.id, true, &outcome), HK_OK);
	assert_true(outcome.ticket_number > 0);
}

/* Nobody's words are put aside: a person's, a list's, or what only looks like an answer to us. */
static void who_answers_a_survey_himself_is_heard(void **state)
{
	static const char *const replies[] = {
		"Subject: Re: How was it?\r\n",
		"Subject: Re: How was it?\r\nList-Id: <family.example.net>\r\n",
	};
	struct house_world *world = *state;
	struct seen seen = asked(world);

	for (size_t i = 0; i < HK_COUNT(replies); i++)
		assert_true(
			deed_mail(world, "help@nordhome.example", away(world, &seen, replies[i]))
				.ticket_number > 0);
	seen.mail.mail_id = "somebody-else@example.org";
	assert_true(deed_mail(world, "help@nordhome.example",
			      away(world, &seen, "Subject: Out of office\r\n"))
			    .ticket_number > 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		in_reading_house(a_survey_that_comes_back_marks_the_address_and_opens_no_ticket),
		in_reading_house(a_survey_that_is_late_or_finds_a_full_mailbox_marks_nothing),
		in_reading_house(a_report_about_a_survey_is_found_by_its_envelope_alone),
		in_reading_house(a_made_up_report_marks_nothing_and_is_seen_by_somebody),
		in_reading_house(a_survey_that_comes_back_after_days_marks_the_address_too),
		in_reading_house(
			who_is_away_when_a_survey_comes_opens_no_ticket_and_is_not_answered),
		in_reading_house(what_was_put_aside_becomes_a_ticket_when_somebody_wants_it),
		in_reading_house(who_answers_a_survey_himself_is_heard),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
