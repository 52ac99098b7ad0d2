/* A mail that a server takes for one of its readers and not, or not yet, for another. */
#include <string.h>

#include "base/time.h"
#include "deeds.h"
#include "job/mail/outcome.h"
#include "job/mail/settled.h"
#include "standard/clock.h"
#include "test.h"
#include "ticket/history.h"

enum { READERS = 3 };

static const struct net_answer taken = { NET_SENT, 250, "2.0.0 ok" },
			       later = { NET_DEFERRED, 450, "4.7.1 greylisted" },
			       never = { NET_REFUSED, 550, "5.1.1 no such user" },
			       broken = { NET_UNKNOWN, 0, "The line broke." };

/* A reply of Rasa to Jonas, with copies to Ona and the boss. */
struct mail {
	int64_t number, message_id;
	struct outbox row;
	struct message message;
	struct ticket ticket;
	struct history_list history;
	struct clock_list clocks;
	const char *asked; /* by the last try */
	struct net_answer answers[READERS];
	int64_t attempts; /* the last try is that one; 0: as it comes */
};

static enum hk_result look(struct ctx *cx, void *data)
{
	struct mail *mail = data;

	HK_TRY(ticket_find(cx, mail->number, &mail->ticket));
	HK_TRY(message_find(cx, &mail->ticket, mail->message_id, &mail->message));
	HK_TRY(history_since(cx, &mail->ticket, 0, &mail->history));
	HK_TRY(clock_every(cx, mail->ticket.id, &mail->clocks));
	return outbox_of_message(cx, mail->message_id, &mail->row);
}

static struct mail written(struct house_world *world)
{
	struct mail mail = {
		.number = deed_mail(world, "help@nordhome.example",
				    "From: Jonas <jonas@example.net>\r\n"
				    "To: help@nordhome.example\r\n"
				    "Cc: ona@example.net, boss@example.net\r\n"
				    "Subject: Kettle\r\nMessage-ID: <one@example.net>\r\n\r\n"
				    "The lid of my kettle is broken.\r\n")
				  .ticket_number,
	};

	world_run_jobs(world);
	world_let_leave(world);
	world_act(world, &world->rasa);
	assert_int_equal(
		deed_reply(world, mail.number, "Here it is.", REPLY_WAIT, &mail.message_id), HK_OK);
	world_act(world, &world->system);
	return mail;
}

/* As job/mail/send.c does it, with a server that answers so. */
static enum hk_result try_work(struct ctx *cx, void *data)
{
	struct mail *mail = data;
	struct outbox_list list;
	const char *envelope[NET_RECIPIENTS_MAX];
	struct outcome outcome;

	HK_TRY(outbox_claim(cx, 1, &list));
	assert_int_equal(list.count, 1);
	if (mail->attempts)
		list.items[0].attempts = mail->attempts;

	size_t count = outcome_envelope(cx, &list.items[0], NET_RECIPIENTS_MAX, envelope);
	struct net_verdict verdict = { mail->answers[0], mail->answers, count, false };

	mail->asked = "";
	for (size_t i = 0; i < count; i++) {
		mail->asked = hk_format(cx->arena, "%s%s ", mail->asked, envelope[i]);
		if (mail->answers[i].outcome == NET_SENT)
			verdict.all = mail->answers[i];
	}
	outcome = outcome_of_each(cx, &list.items[0], &verdict);
	HK_TRY(outbox_settle_for(cx, &list.items[0], outcome.state, outcome.verdict,
				 &(struct outbox_lacking){ outcome.lacking, outcome.has_reader }));
	return settled_tell_each(cx, &list.items[0], &outcome);
}

static void tries(struct house_world *world, struct mail *mail, struct net_answer first,
		  struct net_answer second, struct net_answer third)
{
	world->cx.now += HK_HOUR;
	mail->answers[0] = first;
	mail->answers[1] = second;
	mail->answers[2] = third;
	assert_int_equal(ctx_write(&world->cx, try_work, mail), HK_OK);
	assert_int_equal(ctx_read(&world->cx, look, mail), HK_OK);
}

static int lines(const struct mail *mail, const char *kind)
{
	int count = 0;

	for (size_t i = 0; i < mail->history.count; i++)
		count += strcmp(mail->history.items[i].kind, kind) == 0;
	return count;
}

static const char *first_answer(const struct mail *mail)
{
	for (size_t i = 0; i < mail->clocks.count; i++)
		if (strcmp(mail->clocks.items[i].kind, "first_answer") == 0)
			return mail->clocks.items[i].state;
	return "";
}

static void who_has_a_mail_is_not_asked_again_while_another_is_late(void **state)
{
	struct house_world *world = *state;
	struct mail mail = written(world);

	tries(world, &mail, taken, later, taken);
	assert_string_equal(mail.asked, "jonas@example.net ona@example.net boss@example.net ");
	assert_string_equal(mail.row.state, "queued");
	assert_string_equal(mail.row.lacking, "ona@example.net\n");
	assert_string_equal(mail.message.sending, "sent");
	assert_string_equal(first_answer(&mail), "met");

	int64_t version = mail.ticket.version;

	tries(world, &mail, later, later, later);
	assert_string_equal(mail.asked, "ona@example.net ");
	assert_string_equal(mail.message.sending, "sent");
	tries(world, &mail, broken, later, later);
	assert_string_equal(mail.row.lacking, "ona@example.net\n");
	tries(world, &mail, taken, later, later);
	assert_string_equal(mail.row.state, "sent");
	assert_string_equal(mail.row.lacking, "");
	assert_int_equal(mail.ticket.version, version);
	assert_int_equal(lines(&mail, "undelivered_copy"), 0);
}

/* It is given: whoever has the ticket need not hear that it does not leave. */
static void an_answer_of_which_only_a_copy_is_late_has_left(void **state)
{
	struct house_world *world = *state;
	struct mail mail = written(world);

	world->cx.now -= HK_HOUR - HK_MINUTE; /* the first try comes soon */
	tries(world, &mail, taken, later, taken);
	assert_true(mail.row.reached_at > 0);
	world->cx.now += HK_HOUR;
	world_run_jobs(world);
	assert_int_equal(ctx_read(&world->cx, look, &mail), HK_OK);
	assert_int_equal(lines(&mail, "unsent"), 0);
	assert_string_equal(first_answer(&mail), "met");
}

static void an_answer_of_which_only_a_copy_has_left_has_not(void **state)
{
	struct house_world *world = *state;
	struct mail mail = written(world);

	tries(world, &mail, later, later, taken);
	assert_int_equal(mail.row.reached_at, 0);
	world_run_jobs(world);
	assert_int_equal(ctx_read(&world->cx, look, &mail), HK_OK);
	assert_int_equal(lines(&mail, "unsent"), 1);
	assert_string_equal(first_answer(&mail), "running");
}

static void a_copy_that_is_refused_is_told_and_the_answer_stays_one(void **state)
{
	struct house_world *world = *state;
	struct mail mail = written(world);

	tries(world, &mail, taken, never, taken);
	assert_string_equal(mail.row.state, "sent");
	assert_string_equal(mail.message.sending, "sent");
	assert_string_equal(first_answer(&mail), "met");
	assert_int_equal(lines(&mail, "undelivered_copy"), 1);
	assert_int_equal(lines(&mail, "undelivered"), 0);
}

static const char *said(const struct mail *mail, const char *kind)
{
	for (size_t i = 0; i < mail->history.count; i++)
		if (strcmp(mail->history.items[i].kind, kind) == 0)
			return mail->history.items[i].detail;
	return "";
}

/* Each of them is named: whoever had a copy before has to be told too. */
static void when_the_whole_mail_is_refused_everybody_who_lacks_it_is_named(void **state)
{
	static const struct net_answer policy = { NET_REFUSED, 554, "5.7.1 too odd" };
	struct house_world *world = *state;
	struct mail mail = written(world);

	tries(world, &mail, policy, policy, policy);
	assert_string_equal(mail.row.state, "failed");
	assert_string_equal(said(&mail, "undelivered"),
			    "jonas@example.net, ona@example.net, boss@example.net: "
			    "554 5.7.1 too odd");
	assert_int_equal(lines(&mail, "undelivered"), 1);
	assert_int_equal(lines(&mail, "undelivered_copy"), 0);
}

static void a_customer_who_was_late_gets_it_and_nobody_twice(void **state)
{
	struct house_world *world = *state;
	struct mail mail = written(world);

	tries(world, &mail, later, taken, taken);
	assert_string_equal(mail.row.lacking, "jonas@example.net\n");
	assert_string_equal(mail.row.verdict, "450 4.7.1 greylisted");
	assert_string_equal(mail.message.sending, "queued");
	tries(world, &mail, taken, never, never);
	assert_string_equal(mail.asked, "jonas@example.net ");
	assert_string_equal(mail.row.state, "sent");
	assert_string_equal(mail.message.sending, "sent");
}

static enum hk_result again(struct ctx *cx, void *data)
{
	return outbox_again(cx, ((const struct mail *)data)->row.id);
}

static void a_customer_who_was_refused_gets_it_alone_when_it_is_sent_again(void **state)
{
	struct house_world *world = *state;
	struct mail mail = written(world);

	tries(world, &mail, never, taken, later);
	assert_string_equal(mail.row.state, "failed");
	assert_string_equal(mail.row.verdict, "550 5.1.1 no such user");
	assert_string_equal(mail.message.sending, "failed");
	assert_int_equal(lines(&mail, "undelivered"), 1);
	world_act(world, &world->admin);
	assert_int_equal(ctx_write(&world->cx, again, &mail), HK_OK);
	world_act(world, &world->system);
	tries(world, &mail, taken, taken, taken);
	assert_string_equal(mail.asked, "jonas@example.net boss@example.net ");
	assert_string_equal(mail.row.state, "sent");
}

static void a_copy_that_never_gets_through_is_told_in_between_and_at_the_end(void **state)
{
	struct house_world *world = *state;
	struct mail mail = written(world);

	tries(world, &mail, taken, later, taken);
	mail.attempts = 12;
	tries(world, &mail, later, later, later);
	assert_int_equal(lines(&mail, "delayed"), 1);
	mail.attempts = OUTBOX_ATTEMPTS_MAX;
	tries(world, &mail, later, later, later);
	assert_string_equal(mail.row.state, "sent");
	assert_string_equal(mail.message.sending, "sent");
	assert_int_equal(lines(&mail, "undelivered_copy"), 1);
}

static void what_nobody_got_is_tried_again_as_a_whole(void **state)
{
	struct house_world *world = *state;
	struct mail mail = written(world);

	tries(world, &mail, later, later, never);
	assert_string_equal(mail.row.state, "queued");
	assert_string_equal(mail.row.lacking, "");
	tries(world, &mail, broken, broken, broken);
	assert_string_equal(mail.row.state, "queued");
	mail.attempts = OUTBOX_ATTEMPTS_MAX;
	tries(world, &mail, later, later, later);
	assert_string_equal(mail.row.state, "failed");
	assert_string_equal(mail.message.sending, "failed");
	assert_int_equal(lines(&mail, "undelivered"), 1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		in_reading_house(who_has_a_mail_is_not_asked_again_while_another_is_late),
		in_reading_house(an_answer_of_which_only_a_copy_is_late_has_left),
		in_reading_house(an_answer_of_which_only_a_copy_has_left_has_not),
		in_reading_house(a_copy_that_is_refused_is_told_and_the_answer_stays_one),
		in_reading_house(when_the_whole_mail_is_refused_everybody_who_lacks_it_is_named),
		in_reading_house(a_customer_who_was_late_gets_it_and_nobody_twice),
		in_reading_house(a_customer_who_was_refused_gets_it_alone_when_it_is_sent_again),
		in_reading_house(a_copy_that_never_gets_through_is_told_in_between_and_at_the_end),
		in_reading_house(what_nobody_got_is_tried_again_as_a_whole),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
