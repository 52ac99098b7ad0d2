/* Replies that did not arrive: what the desk is told, and what comes back to whom. */
#include <string.h>

#include "base/text.h"
#include "base/time.h"
#include "intake/intake.h"
#include "reply_world.h"
#include "test.h"
#include "ticket/mail/mail_id.h"
#include "ticket/mail/returned.h"

static struct intake_outcome take(struct house_world *world, const char *raw)
{
	return deed_mail(world, "help@nordhome.example", raw);
}

static enum hk_result look_history(struct ctx *cx, void *data)
{
	struct left_reply *look = data;

	HK_TRY(ticket_find(cx, look->number, &look->ticket));
	return history_since(cx, &look->ticket, 0, &look->history);
}

static const char *clock_state(const struct left_reply *look, const char *kind)
{
	for (size_t i = 0; i < look->clocks.count; i++)
		if (strcmp(look->clocks.items[i].kind, kind) == 0)
			return look->clocks.items[i].state;
	return "";
}

/* What a mail server says of our reply; fields are those of one recipient or more. */
static const char *report_about(struct house_world *world, const char *mail_id, const char *fields)
{
	return hk_format(
		world->arena,
		"From: MAILER-DAEMON@relay.example\r\nTo: help@nordhome.example\r\n"
		"Subject: Undelivered\r\nMessage-ID: <%s@relay.example>\r\n"
		"Content-Type: multipart/report; report-type=delivery-status; boundary=x\r\n"
		"\r\n--x\r\n\r\nYour mail could not be delivered.\r\n--x\r\n"
		"Content-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; r\r\n\r\n"
		"%s\r\n--x\r\nContent-Type: text/rfc822-headers\r\n\r\n"
		"Message-ID: <%s>\r\nSubject: Kettle\r\n\r\n--x--\r\n",
		hk_token_new(world->arena), fields, mail_id);
}

static const char unknown_user[] = "Final-Recipient: rfc822; jonas@example.net\r\n"
				   "Action: failed\r\nStatus: 5.1.1\r\n"
				   "Diagnostic-Code: smtp; 550 5.1.1 no such user\r\n";

static void a_reply_that_bounced_comes_back_to_its_owner(void **state)
{
	struct house_world *world = *state;
	struct left_reply before = reply_left(world, REPLY_WAIT);

	assert_string_equal(before.ticket.state, "waiting");
	assert_string_equal(before.message.sending, "sent");
	assert_string_equal(
		take(world, report_about(world, before.message.mail_id, unknown_user)).outcome,
		"bounce");

	struct left_reply after = reply_see(world, before.number, before.message_id);

	assert_string_equal(after.ticket.state, "open");
	assert_int_equal(after.ticket.owner_id, before.ticket.owner_id);
	assert_string_equal(clock_state(&after, "first_answer"), "running");
	assert_int_equal(after.ticket.due_at, before.ticket.opened_at + 4 * HK_HOUR);
	assert_string_equal(after.message.sending, "failed");
	assert_string_equal(after.mail.state, "failed");
	assert_string_equal(after.mail.verdict, "jonas@example.net: 550 5.1.1 no such user");
	assert_true(reply_has_line(&after, "undelivered"));
	assert_int_equal(after.ticket.message_count, 3);
	assert_int_equal(after.addresses.items[0].is_failing, 1);
}

static enum hk_result find_mails(struct ctx *cx, void *data)
{
	return outbox_claim(cx, 50, data);
}

/* Nobody has written to him, and his own words are no news to him. */
static void its_owner_hears_that_it_did_not_arrive_and_not_that_a_customer_waits(void **state)
{
	struct house_world *world = *state;
	struct left_reply before = reply_left(world, REPLY_WAIT);
	struct outbox_list mails;
	size_t told = 0;

	world_run_jobs(world);
	world_let_leave(world);
	world->cx.now += HK_HOUR;
	take(world, report_about(world, before.message.mail_id, unknown_user));
	world_run_jobs(world);
	assert_int_equal(ctx_write(&world->cx, find_mails, &mails), HK_OK);
	for (size_t i = 0; i < mails.count; i++) {
		const char *body = mails.items[i].body;
		told += strstr(body, "did not arrive") != NULL;
		assert_null(strstr(body, "waits for you"));
		assert_null(strstr(body, "A new lid is on its way."));
	}
	assert_int_equal(told, 1);
}

static enum hk_result refuse_all(struct ctx *cx, void *data)
{
	struct left_reply *look = data;
	struct ticket ticket;

	HK_TRY(ticket_find(cx, look->number, &ticket));
	return reply_returned(cx, &ticket,
			      &(struct returned){ .message_id = look->message_id,
						  .recipient = "",
						  .status = "",
						  .reason = "550 5.1.1 no such user",
						  .is_final = true },
			      1, NULL);
}

static void an_answer_that_did_not_arrive_is_none(void **state)
{
	struct house_world *world = *state;
	struct left_reply before = reply_left(world, REPLY_WAIT), after;

	assert_string_equal(clock_state(&before, "first_answer"), "met");
	assert_true(before.ticket.answered_at > 0);
	world_act(world, &world->system);
	assert_int_equal(ctx_write(&world->cx, refuse_all, &before), HK_OK);
	after = reply_see(world, before.number, before.message_id);
	assert_string_equal(clock_state(&after, "first_answer"), "running");
	assert_int_equal(after.ticket.answered_at, 0);

	/* Whoever answers in time now has kept what was promised. */
	(void)take(world, "From: jonas@example.net\r\nTo: help@nordhome.example\r\n"
			  "Subject: Here I am\r\n\r\nMy mailbox was broken.\r\n");
	world_act(world, &world->rasa);
	assert_int_equal(deed_reply(world, before.number, "Again.", REPLY_WAIT, &after.message_id),
			 HK_OK);
	after = reply_see(world, before.number, after.message_id);
	assert_string_equal(clock_state(&after, "first_answer"), "met");
	assert_int_equal(after.ticket.answered_at, after.message.at);
}

static void the_next_answer_that_arrived_is_the_first(void **state)
{
	struct house_world *world = *state;
	struct left_reply before = reply_left(world, REPLY_WAIT), after;

	world->cx.now += 5 * HK_HOUR;
	assert_int_equal(deed_reply(world, before.number, "And this.", REPLY_WAIT, NULL), HK_OK);
	world_act(world, &world->system);
	assert_int_equal(ctx_write(&world->cx, refuse_all, &before), HK_OK);
	after = reply_see(world, before.number, before.message_id);
	assert_string_equal(clock_state(&after, "first_answer"), "missed");
	assert_int_equal(after.ticket.answered_at, world->cx.now);
}

static void its_owner_gets_a_mail_when_he_is_not_looking(void **state)
{
	struct house_world *world = *state;
	struct left_reply before = reply_left(world, REPLY_WAIT);
	int64_t mails;

	world_run_jobs(world);
	mails = world_outbox(world, "queued");
	world->cx.now += HK_DAY;
	(void)take(world, report_about(world, before.message.mail_id, unknown_user));
	world_run_jobs(world);
	assert_int_equal(world_outbox(world, "queued"), mails + 1);
}

static void the_same_report_twice_does_nothing_twice(void **state)
{
	struct house_world *world = *state;
	struct left_reply before = reply_left(world, REPLY_WAIT);
	const char *report = report_about(world, before.message.mail_id, unknown_user);

	(void)take(world, report);
	assert_string_equal(take(world, report).outcome, "duplicate");
	assert_int_equal(reply_see(world, before.number, before.message_id).ticket.message_count,
			 3);
}

static void a_delay_is_noted_and_nothing_else(void **state)
{
	struct house_world *world = *state;
	struct left_reply before = reply_left(world, REPLY_WAIT);

	(void)take(world, report_about(world, before.message.mail_id,
				       "Final-Recipient: rfc822; jonas@example.net\r\n"
				       "Action: delayed\r\nStatus: 4.4.1\r\n"));

	struct left_reply after = reply_see(world, before.number, before.message_id);

	assert_string_equal(after.ticket.state, "waiting");
	assert_string_equal(after.message.sending, "sent");
	assert_true(reply_has_line(&after, "delayed"));
	assert_false(reply_has_line(&after, "undelivered"));
	assert_int_equal(after.addresses.items[0].is_failing, 0);
}

static void what_is_no_fault_of_the_address_marks_none(void **state)
{
	static const char *const statuses[] = { "4.4.7", "5.2.2", "5.7.1", "5.1.8", "5.0.0" };
	struct house_world *world = *state;
	struct left_reply before = reply_left(world, REPLY_WAIT);

	for (size_t i = 0; i < HK_COUNT(statuses); i++) {
		struct left_reply after;
		(void)take(world,
			   report_about(world, before.message.mail_id,
					hk_format(world->arena,
						  "Final-Recipient: rfc822; jonas@example.net"
						  "\r\nAction: failed\r\nStatus: %s\r\n",
						  statuses[i])));
		after = reply_see(world, before.number, before.message_id);
		assert_string_equal(after.message.sending, "failed");
		assert_int_equal(after.addresses.items[0].is_failing, 0);
	}
}

static void words_tell_what_an_empty_status_does_not(void **state)
{
	struct house_world *world = *state;
	struct left_reply before = reply_left(world, REPLY_WAIT);

	(void)take(world, report_about(world, before.message.mail_id,
				       "Final-Recipient: rfc822; jonas@example.net\r\n"
				       "Action: failed\r\nStatus: 5.0.0\r\nDiagnostic-Code: smtp; "
				       "550 5.1.1 <jonas@example.net>: unknown\r\n"));
	assert_int_equal(
		reply_see(world, before.number, before.message_id).addresses.items[0].is_failing,
		1);
	assert_string_equal(returned_status(&world->cx, "550-5.1.1 x"), "");
	assert_string_equal(returned_status(&world->cx, "550 5.7.26 no"), "5.7.26");
	assert_string_equal(returned_status(&world->cx, "250 ok 10.0.0.1"), "");
}

static void a_report_about_somebody_else_says_nothing(void **state)
{
	struct house_world *world = *state;
	struct left_reply before = reply_left(world, REPLY_WAIT);

	(void)take(world, report_about(world, before.message.mail_id,
				       "Final-Recipient: rfc822; other@example.net\r\n"
				       "Action: failed\r\nStatus: 5.1.1\r\n"));
	assert_string_equal(reply_see(world, before.number, before.message_id).message.sending,
			    "sent");
	assert_string_equal(reply_see(world, before.number, before.message_id).ticket.state,
			    "waiting");
}

static void a_made_up_message_id_finds_no_reply(void **state)
{
	struct house_world *world = *state;
	struct left_reply before = reply_left(world, REPLY_WAIT);

	(void)take(world, report_about(world, "one@example.net", unknown_user));
	assert_string_equal(reply_see(world, before.number, before.message_id).message.sending,
			    "sent");
	assert_int_equal(
		reply_see(world, before.number, before.message_id).addresses.items[0].is_failing,
		0);
}

static void an_end_of_which_he_never_heard_is_none(void **state)
{
	struct house_world *world = *state;
	struct left_reply before = reply_left(world, REPLY_RESOLVE);

	assert_string_equal(before.ticket.state, "resolved");
	(void)take(world, report_about(world, before.message.mail_id, unknown_user));

	struct left_reply after = reply_see(world, before.number, before.message_id);

	assert_string_equal(after.ticket.state, "open");
	assert_string_equal(after.ticket.bucket, "active");
	assert_true(after.ticket.due_at < CLOCK_NEVER);
	/* Nobody asks whether it is solved. */
	world->cx.now += 30 * HK_DAY;
	world_run_jobs(world);
	assert_string_equal(reply_see(world, before.number, before.message_id).ticket.state,
			    "open");
}

static void what_the_customer_confirmed_stays_closed(void **state)
{
	struct house_world *world = *state;
	struct left_reply before = reply_left(world, REPLY_RESOLVE);

	assert_int_equal(deed_close(world, before.number, "confirmed"), HK_OK);
	(void)take(world, report_about(world, before.message.mail_id, unknown_user));

	struct left_reply after = reply_see(world, before.number, before.message_id);

	assert_string_equal(after.ticket.state, "closed");
	assert_string_equal(clock_state(&after, "first_answer"), "unanswered");
	assert_int_equal(after.ticket.due_at, CLOCK_NEVER);
}

static void an_address_that_writes_again_works(void **state)
{
	struct house_world *world = *state;
	struct left_reply before = reply_left(world, REPLY_WAIT);
	int64_t message_id;

	(void)take(world, report_about(world, before.message.mail_id, unknown_user));
	world_act(world, &world->rasa);
	assert_int_equal(deed_reply(world, before.number, "Again.", REPLY_WAIT, &message_id),
			 HK_INVALID);
	(void)take(world, "From: jonas@example.net\r\nTo: help@nordhome.example\r\n"
			  "Auto-Submitted: auto-replied\r\nSubject: Away\r\n\r\nI am away.\r\n");
	assert_int_equal(
		reply_see(world, before.number, before.message_id).addresses.items[0].is_failing,
		1);
	(void)take(world, "From: jonas@example.net\r\nTo: help@nordhome.example\r\n"
			  "Subject: Here I am\r\n\r\nMy mailbox was broken.\r\n");
	assert_int_equal(
		reply_see(world, before.number, before.message_id).addresses.items[0].is_failing,
		0);
	world_act(world, &world->rasa);
	assert_int_equal(deed_reply(world, before.number, "Again.", REPLY_WAIT, &message_id),
			 HK_OK);
}

static void what_our_own_server_refused_comes_back_too(void **state)
{
	struct house_world *world = *state;
	struct left_reply before = reply_left(world, REPLY_WAIT), after;

	world_act(world, &world->system);
	assert_int_equal(ctx_write(&world->cx, refuse_all, &before), HK_OK);
	after = reply_see(world, before.number, before.message_id);
	assert_string_equal(after.ticket.state, "open");
	assert_int_equal(after.ticket.message_count, 2);
	assert_int_equal(after.addresses.items[0].is_failing, 1);
}

static enum hk_result confirmation(struct ctx *cx, void *data)
{
	struct outbox_list list;

	HK_TRY(outbox_claim(cx, 20, &list));
	for (size_t i = 0; i < list.count; i++)
		if (hk_starts(list.items[i].effect_key, "confirm ")) {
			HK_TRY(outbox_settle(cx, &list.items[i], "failed", data));
			HK_TRY(automatic_returned(cx, &list.items[i], data));
		} else {
			HK_TRY(outbox_settle(cx, &list.items[i], "sent", "250 ok"));
		}
	return HK_OK;
}

static void an_automatic_mail_that_is_refused_marks_the_address_and_is_the_last(void **state)
{
	struct house_world *world = *state;
	struct left_reply after = reply_left(world, REPLY_WAIT), later;
	char refusal[] = "550 5.1.1 no such user", full[] = "552 5.2.2 full";
	int64_t mails;

	world_run_jobs(world);
	world_act(world, &world->system);
	assert_int_equal(ctx_write(&world->cx, confirmation, full), HK_OK);
	after = reply_see(world, after.number, after.message_id);
	assert_int_equal(after.addresses.items[0].is_failing, 0);

	(void)take(world, "From: jonas@example.net\r\nTo: help@nordhome.example\r\n"
			  "Subject: Lamp\r\n\r\nIt flickers.\r\n");
	world_run_jobs(world);
	world_act(world, &world->system);
	assert_int_equal(ctx_write(&world->cx, confirmation, refusal), HK_OK);
	after = reply_see(world, after.number, after.message_id);
	assert_int_equal(after.addresses.items[0].is_failing, 1);
	later = (struct left_reply){ .number = after.number + 1 };
	assert_int_equal(ctx_read(&world->cx, look_history, &later), HK_OK);
	assert_true(reply_has_line(&later, "unreachable"));
	world->cx.now += HK_DAY;
	world_act(world, &world->rasa);
	mails = world_outbox(world, "queued");
	world_run_jobs(world);
	assert_int_equal(world_outbox(world, "queued"), mails + 1); /* to the owner alone */
}

/* What some servers send: their own words and the status, and nothing of our mail. */
static const char *report_without_copy(struct house_world *world, const char *envelope_id,
				       const char *fields, const char *more)
{
	return hk_format(
		world->arena,
		"From: MAILER-DAEMON@relay.example\r\nTo: help@nordhome.example\r\n"
		"Subject: Undelivered\r\nMessage-ID: <%s@relay.example>\r\n"
		"Content-Type: multipart/report; report-type=delivery-status; boundary=x\r\n"
		"\r\n--x\r\n\r\nYour mail could not be delivered.\r\n--x\r\n"
		"Content-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; r\r\n"
		"Original-Envelope-Id: %s\r\n\r\n%s\r\n%s--x--\r\n",
		hk_token_new(world->arena), envelope_id, fields, more);
}

static void a_report_without_our_mail_is_found_back_by_its_envelope(void **state)
{
	struct house_world *world = *state;
	struct left_reply before = reply_left(world, REPLY_WAIT), after;
	const char *mark = mail_mark_of(&world->cx, before.message.mail_id);
	char *other = hk_format(world->arena, "%s", mark);

	other[10] = other[10] == 'A' ? 'B' : 'A';
	(void)take(world, report_without_copy(world, other, unknown_user, ""));
	assert_string_equal(reply_see(world, before.number, before.message_id).message.sending,
			    "sent");
	assert_string_equal(take(world, report_without_copy(world, mark, unknown_user, "")).outcome,
			    "bounce");
	after = reply_see(world, before.number, before.message_id);
	assert_string_equal(after.message.sending, "failed");
	assert_int_equal(after.addresses.items[0].is_failing, 1);
	assert_int_equal(after.ticket.message_count, 3);
}

/* RFC 2046 forbids it, and it happens. */
static void a_report_whose_copy_of_our_mail_is_in_base64_is_found_back(void **state)
{
	struct house_world *world = *state;
	struct left_reply before = reply_left(world, REPLY_WAIT);
	const char *copy = hk_format(world->arena,
				     "From: help@nordhome.example\r\nMessage-ID:\r\n <%s>\r\n"
				     "Subject: Kettle\r\n\r\nA new lid.\r\n",
				     before.message.mail_id);
	const char *base64 = hk_base64(world->arena, copy, strlen(copy));
	const char *part = hk_format(world->arena,
				     "--x\r\nContent-Type: message/rfc822\r\n"
				     "Content-Transfer-Encoding: base64\r\n\r\n%s\r\n",
				     base64);

	(void)take(world, report_without_copy(world, "unknown", unknown_user, part));
	assert_string_equal(reply_see(world, before.number, before.message_id).message.sending,
			    "failed");
}

static enum hk_result look_addresses(struct ctx *cx, void *data)
{
	struct left_reply *later = data;

	return customer_addresses(cx, later->ticket.customer_id, &later->addresses);
}

struct sent_confirmation {
	struct outbox mail;
};

static enum hk_result confirmation_leaves(struct ctx *cx, void *data)
{
	struct sent_confirmation *sent = data;
	struct outbox_list list;

	HK_TRY(outbox_claim(cx, 20, &list));
	for (size_t i = 0; i < list.count; i++) {
		if (hk_starts(list.items[i].effect_key, "confirm "))
			sent->mail = list.items[i];
		HK_TRY(outbox_settle(cx, &list.items[i], "sent", "250 ok"));
	}
	return HK_OK;
}

static void a_confirmation_that_comes_back_marks_the_address(void **state)
{
	struct house_world *world = *state;
	struct sent_confirmation sent = { .mail = { .id = 0 } };
	int64_t number = take(world, "From: jonas@example.net\r\nTo: help@nordhome.example\r\n"
				     "Message-ID: <lamp@example.net>\r\nSubject: Lamp\r\n\r\n"
				     "It flickers.\r\n")
				 .ticket_number;
	struct left_reply later = { .number = number };
	static const char other[] = "Final-Recipient: rfc822; else@example.net\r\n"
				    "Action: failed\r\nStatus: 5.1.1\r\n";

	world_run_jobs(world);
	world_act(world, &world->system);
	assert_int_equal(ctx_write(&world->cx, confirmation_leaves, &sent), HK_OK);
	assert_true(sent.mail.id != 0);
	/* About somebody else it says nothing. */
	(void)take(world, report_about(world, sent.mail.mail_id, other));
	world_act(world, &world->rasa);
	assert_int_equal(ctx_read(&world->cx, look_history, &later), HK_OK);
	assert_false(reply_has_line(&later, "unreachable"));

	const char *mark = mail_mark_of(
		&world->cx, mail_id_make(&world->cx, later.ticket.id, sent.mail.id, ""));

	(void)take(world, report_without_copy(world, mark, unknown_user, ""));
	world_act(world, &world->rasa);
	assert_int_equal(ctx_read(&world->cx, look_history, &later), HK_OK);
	assert_true(reply_has_line(&later, "unreachable"));
	assert_int_equal(later.ticket.message_count, 3);
	assert_int_equal(ctx_read(&world->cx, look_addresses, &later), HK_OK);
	assert_int_equal(later.addresses.items[0].is_failing, 1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		in_reading_house(a_reply_that_bounced_comes_back_to_its_owner),
		in_reading_house(
			its_owner_hears_that_it_did_not_arrive_and_not_that_a_customer_waits),
		in_reading_house(an_answer_that_did_not_arrive_is_none),
		in_reading_house(the_next_answer_that_arrived_is_the_first),
		in_reading_house(its_owner_gets_a_mail_when_he_is_not_looking),
		in_reading_house(the_same_report_twice_does_nothing_twice),
		in_reading_house(a_delay_is_noted_and_nothing_else),
		in_reading_house(what_is_no_fault_of_the_address_marks_none),
		in_reading_house(words_tell_what_an_empty_status_does_not),
		in_reading_house(a_report_about_somebody_else_says_nothing),
		in_reading_house(a_made_up_message_id_finds_no_reply),
		in_reading_house(an_end_of_which_he_never_heard_is_none),
		in_reading_house(what_the_customer_confirmed_stays_closed),
		in_reading_house(an_address_that_writes_again_works),
		in_reading_house(what_our_own_server_refused_comes_back_too),
		in_reading_house(a_report_without_our_mail_is_found_back_by_its_envelope),
		in_reading_house(a_report_whose_copy_of_our_mail_is_in_base64_is_found_back),
		in_reading_house(a_confirmation_that_comes_back_marks_the_address),
		in_reading_house(
			an_automatic_mail_that_is_refused_marks_the_address_and_is_the_last),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
