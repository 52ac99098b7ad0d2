/* What came and is no ticket yet: kept back, read again, and never doubled. */
#include <string.h>

#include "base/time.h"
#include "deeds.h"
#include "import_world.h"
#include "intake/intake.h"
#include "intake/ledger.h"
#include "test.h"
#include "ticket/link/merge.h"
#include "ticket/link/split.h"
#include "ticket/mail/mail_id.h"

static enum hk_result change_mailbox(struct ctx *cx, void *data)
{
	const struct mailbox *wish = data;
	struct mailbox mailbox;

	HK_TRY(mailbox_find(cx, wish->id, &mailbox));
	mailbox.spam_limit = wish->spam_limit;
	mailbox.is_active = wish->is_active;
	mailbox.team_id = wish->team_id;
	return mailbox_change(cx, &mailbox, "");
}

static void set_mailbox(struct house_world *world)
{
	const struct actor *before = world->cx.actor;

	world_act(world, &world->system);
	assert_int_equal(ctx_write(&world->cx, change_mailbox, &world->mailbox), HK_OK);
	world->cx.actor = before;
}

static void set_limit(struct house_world *world, int64_t limit)
{
	world->mailbox.spam_limit = limit;
	set_mailbox(world);
}

static struct intake_outcome take(struct house_world *world, const char *raw)
{
	return deed_mail(world, "help@nordhome.example", raw);
}

static const char *mail_with(struct house_world *world, const char *lines)
{
	return hk_format(world->arena,
			 "%sFrom: Jonas <jonas@example.net>\r\nTo: help@nordhome.example\r\n"
			 "Subject: Kettle\r\nMessage-ID: <%s@example.net>\r\n\r\n"
			 "The lid of my kettle is broken.\r\n",
			 lines, hk_token_new(world->arena));
}

struct rows {
	struct inbound_filter filter;
	struct inbound_list list;
	struct replay_list replays;
	int64_t count;
};

static enum hk_result read_rows(struct ctx *cx, void *data)
{
	struct rows *rows = data;

	HK_TRY(inbound_page(cx, &rows->filter, INT64_MAX, 50, &rows->list));
	HK_TRY(inbound_count(cx, "quarantine", 10, &rows->count));
	if (rows->list.count)
		return replay_every(cx, rows->list.items[0].id, &rows->replays);
	return HK_OK;
}

/* The newest row first. */
static struct rows ledger(struct house_world *world, const char *outcome)
{
	struct rows rows = { .filter = { .outcome = outcome } };

	assert_int_equal(ctx_read(&world->cx, read_rows, &rows), HK_OK);
	return rows;
}

static enum hk_result replay(struct house_world *world, int64_t id, bool is_wanted,
			     struct intake_outcome *ret)
{
	world_act(world, &world->admin);
	return intake_replay(&world->cx, id, is_wanted, ret);
}

static void spam_waits_for_a_person_and_is_never_lost(void **state)
{
	struct house_world *world = *state;
	struct rows rows;

	set_limit(world, 5);
	assert_string_equal(
		take(world, mail_with(world, "X-Spam-Status: Yes, score=7.1 required=5.0\r\n"))
			.outcome,
		"quarantine");
	rows = ledger(world, "quarantine");
	assert_int_equal(rows.count, 1);
	assert_int_equal(rows.list.count, 1);
	assert_int_equal(rows.list.items[0].ticket_id, 0);
	assert_string_equal(rows.list.items[0].sender, "jonas@example.net");
	assert_string_equal(rows.list.items[0].subject, "Kettle");
	assert_true(*rows.list.items[0].raw_blob);
	assert_int_equal(rows.list.items[0].spam_points, 710);
	assert_int_equal(rows.list.items[0].spam_limit, 5);
	world_run_jobs(world);
	assert_int_equal(world_outbox(world, "queued"), 0);
}

static void the_mailbox_says_how_much_is_too_much(void **state)
{
	static const struct {
		const char *lines, *outcome;
		int64_t limit;
	} mails[] = {
		{ "X-Spam-Status: Yes, score=7.1 required=5.0\r\n", "ticket", 0 },
		{ "X-Spam-Status: Yes, score=7.1 required=5.0\r\n", "ticket", 8 },
		{ "X-Spam-Status: No, score=5.0 required=6.0\r\n", "quarantine", 5 },
		{ "X-Spam-Status: No, score=4.99 required=6.0\r\n", "ticket", 5 },
		{ "X-Spam-Flag: YES\r\n", "quarantine", 5 },
		{ "X-Spam: Yes\r\n", "quarantine", 5 },
		{ "X-Spam-Flag: NO\r\n", "ticket", 5 },
		{ "X-Spam-Level: ******\r\n", "quarantine", 6 },
		{ "X-Spam-Score: -2.5\r\n", "ticket", 1 },
		{ "X-Spamd-Result: default: False [9.30 / 15.00];\r\n ARC_NA(0.00)[]\r\n",
		  "quarantine", 9 },
		{ "X-Rspamd-Score: 9.3\r\n", "quarantine", 9 },
		{ "X-Spam-Status: No, score=-50\r\nX-Spam-Score: 9\r\n", "quarantine", 9 },
		{ "X-Spam-Score: lots\r\nX-Spam-Status: score=\r\n", "ticket", 1 },
		{ "X-Spam-Score: 99999999999999999999\r\n", "ticket", 1 },
	};
	struct house_world *world = *state;

	for (size_t i = 0; i < HK_COUNT(mails); i++) {
		struct rows rows;

		set_limit(world, mails[i].limit);
		assert_string_equal(take(world, mail_with(world, mails[i].lines)).outcome,
				    mails[i].outcome);
		/* Points are those of what was kept back. */
		rows = ledger(world, mails[i].outcome);
		if (strcmp(mails[i].outcome, "ticket") == 0)
			assert_int_equal(rows.list.items[0].spam_points, 0);
	}
}

static const char *answer_to(struct house_world *world, const char *from, const char *mail_id)
{
	return hk_format(world->arena,
			 "X-Spam-Score: 20\r\nFrom: %s\r\nTo: help@nordhome.example\r\n"
			 "Subject: Re: Kettle [#1]\r\nIn-Reply-To: <%s>\r\n\r\nIt is blue.\r\n",
			 from, mail_id);
}

static void who_answers_us_is_not_kept_back(void **state)
{
	struct house_world *world = *state;
	int64_t number = take(world, mail_with(world, "")).ticket_number;
	struct ticket ticket = world_look(world, number);
	const char *ours = mail_id_make(&world->cx, ticket.id, 99, "help@nordhome.example");

	set_limit(world, 5);
	assert_string_equal(take(world, answer_to(world, "jonas@example.net", ours)).outcome,
			    "follow-up");
	/* A name and a number can be guessed, and a signature can be passed on. */
	assert_string_equal(take(world, answer_to(world, "jonas@example.net", "x@y")).outcome,
			    "quarantine");
	assert_string_equal(take(world, answer_to(world, "eve@example.org", ours)).outcome,
			    "quarantine");
}

static void this_is_a_customer_releases_it_with_a_confirmation(void **state)
{
	struct house_world *world = *state;
	struct intake_outcome outcome;
	struct rows rows;
	int64_t id;

	set_limit(world, 5);
	(void)take(world, mail_with(world, "X-Spam-Score: 20\r\n"));
	id = ledger(world, "").list.items[0].id;
	assert_int_equal(replay(world, id, false, &outcome), HK_OK);
	assert_string_equal(outcome.outcome, "quarantine");
	assert_int_equal(replay(world, id, true, &outcome), HK_OK);
	assert_string_equal(outcome.outcome, "ticket");
	assert_int_equal(world_look(world, outcome.ticket_number).message_count, 1);
	rows = ledger(world, "ticket");
	assert_int_equal(rows.count, 0);
	assert_int_equal(rows.list.items[0].id, id);
	assert_string_equal(rows.list.items[0].sender, "");
	assert_int_equal(rows.replays.count, 2);
	assert_string_equal(rows.replays.items[0].was, "quarantine");
	assert_string_equal(rows.replays.items[0].became, "ticket");
	assert_int_equal(rows.replays.items[0].is_wanted, 1);
	assert_int_equal(rows.replays.items[0].staff_id, world->admin.id);
	world_run_jobs(world);
	assert_int_equal(world_outbox(world, "queued"), 2); /* to him and to its owner */
}

static void what_has_its_ticket_is_not_doubled_by_a_replay(void **state)
{
	struct house_world *world = *state;
	int64_t number = take(world, mail_with(world, "")).ticket_number, mails;
	struct intake_outcome outcome;

	world_run_jobs(world);
	mails = world_outbox(world, "queued");
	for (int i = 0; i < 3; i++) {
		assert_int_equal(replay(world, ledger(world, "").list.items[0].id, true, &outcome),
				 HK_OK);
		assert_string_equal(outcome.outcome, "ticket");
		assert_int_equal(outcome.ticket_number, number);
	}
	world_run_jobs(world);
	assert_int_equal(world_outbox(world, "queued"), mails);
	assert_int_equal(world_look(world, number).message_count, 1);
	assert_int_equal(ledger(world, "").list.count, 1);
	assert_int_equal(ledger(world, "").replays.count, 3);
}

static void a_rule_that_changed_counts_for_what_is_read_again(void **state)
{
	struct house_world *world = *state;
	struct intake_outcome outcome;

	set_limit(world, 5);
	(void)take(world, mail_with(world, "X-Spam-Score: 7\r\n"));
	set_limit(world, 10);
	assert_int_equal(replay(world, ledger(world, "").list.items[0].id, false, &outcome), HK_OK);
	assert_string_equal(outcome.outcome, "ticket");
}

static void what_was_kept_back_comes_home_to_its_ticket(void **state)
{
	struct house_world *world = *state;
	int64_t number = take(world, mail_with(world, "")).ticket_number;
	struct intake_outcome outcome;

	set_limit(world, 5);
	(void)take(world, answer_to(world, "jonas@example.net", "x@y"));
	assert_int_equal(replay(world, ledger(world, "").list.items[0].id, true, &outcome), HK_OK);
	assert_string_equal(outcome.outcome, "follow-up");
	assert_int_equal(outcome.ticket_number, number);
	assert_int_equal(world_look(world, number).message_count, 2);
}

static void what_cannot_be_read_again_says_why(void **state)
{
	struct house_world *world = *state;
	struct intake_outcome outcome;
	int64_t id;

	world_ticket(world, "Lamp", "It flickers.");
	id = ledger(world, "").list.items[0].id;
	assert_int_equal(replay(world, id, false, &outcome), HK_INVALID);
	assert_string_equal(world->cx.problem,
			    "Nothing of it was kept, so it cannot be read again.");
	assert_int_equal(replay(world, id + 1, false, &outcome), HK_NOT_FOUND);

	set_limit(world, 5);
	(void)take(world, mail_with(world, "X-Spam-Score: 7\r\n"));
	world->mailbox.is_active = 0;
	set_mailbox(world);
	id = ledger(world, "").list.items[0].id;
	assert_int_equal(replay(world, id, true, &outcome), HK_INVALID);
	assert_string_equal(ledger(world, "").list.items[0].outcome, "quarantine");
}

/* The disk lost it, or it was copied back without the blobs. */
static void what_is_no_longer_there_cannot_be_read_again_and_says_so(void **state)
{
	struct house_world *world = *state;
	struct intake_outcome outcome;
	struct inbound row;

	set_limit(world, 5);
	(void)take(world, mail_with(world, "X-Spam-Score: 7\r\n"));
	row = ledger(world, "").list.items[0];
	world_lose(world, row.raw_blob);
	assert_int_equal(replay(world, row.id, true, &outcome), HK_INVALID);
	assert_string_equal(world->cx.problem,
			    "Nothing of it was kept, so it cannot be read again.");
}

static enum hk_result add_secret_team(struct ctx *cx, void *data)
{
	return team_add(cx, data);
}

static void mail_to_a_restricted_team_is_read_again_by_its_people_alone(void **state)
{
	struct house_world *world = *state;
	struct team team = { .name = "Legal", .is_restricted = 1 };
	struct intake_outcome outcome;
	int64_t id;

	assert_int_equal(ctx_write(&world->cx, add_secret_team, &team), HK_OK);
	world->mailbox.team_id = team.id;
	set_limit(world, 5);
	(void)take(world, mail_with(world, "X-Spam-Score: 7\r\n"));
	id = ledger(world, "").list.items[0].id;
	assert_int_equal(replay(world, id, true, &outcome), HK_NOT_FOUND);
}

static void what_a_machine_sent_gets_no_answer_after_a_replay_either(void **state)
{
	struct house_world *world = *state;
	const char *raw = mail_with(world, "X-Spam-Score: 7\r\n");
	struct intake_mail mail = {
		.raw = raw, .length = strlen(raw), .mailbox = "help@nordhome.example", .sender = ""
	};
	struct intake_outcome outcome;

	set_limit(world, 5);
	world_act(world, &world->system);
	assert_int_equal(intake_mail(&world->cx, &mail, &outcome), HK_OK);
	assert_int_equal(replay(world, ledger(world, "").list.items[0].id, true, &outcome), HK_OK);
	assert_string_equal(outcome.outcome, "ticket");
	world_run_jobs(world);
	assert_int_equal(world_outbox(world, "queued"), 1); /* to its owner alone */
}

/* The newest row of whoever has that address. */
static struct inbound row_of(struct house_world *world, const char *who, size_t count)
{
	struct rows rows = { .filter = { .outcome = "", .who = who } };

	assert_int_equal(ctx_read(&world->cx, read_rows, &rows), HK_OK);
	assert_int_equal(rows.list.count, count);
	return count ? rows.list.items[0] : (struct inbound){ 0 };
}

static void what_somebody_wrote_to_a_ticket_of_another_is_found_by_his_address(void **state)
{
	struct house_world *world = *state;
	const char *first = "From: Jonas <jonas@example.net>\r\nTo: help@nordhome.example\r\n"
			    "Cc: Ona <ona@example.org>\r\nSubject: Kettle\r\n"
			    "Message-ID: <first@example.net>\r\n\r\nIt is broken.\r\n";
	int64_t number = take(world, first).ticket_number;

	row_of(world, "ona@example.org", 0);
	assert_int_equal(take(world, "From: Ona@Example.org\r\nTo: help@nordhome.example\r\n"
				     "Subject: Re: Kettle\r\nIn-Reply-To: <first@example.net>\r\n"
				     "Message-ID: <second@example.org>\r\n\r\nIt is mine.\r\n")
				 .ticket_number,
			 number);
	assert_string_equal(row_of(world, "ona@example.org", 1).mail_id, "second@example.org");
	assert_string_equal(row_of(world, "jonas@example.net", 2).sender, "ona@example.org");
	row_of(world, "nobody@example.org", 0);
	/* As it is copied out of a mail. */
	row_of(world, " Ona Petraitė <ona@example.org> ", 1);
	row_of(world, "<second@example.org>", 1);
}

/* The ticket of the first number goes into the other one; or comes back, or its word is split off.
 */
struct joint {
	int64_t from, into, passage_id, message_id;
};

static enum hk_result join(struct ctx *cx, void *data)
{
	struct joint *joint = data;
	struct ticket from, into, merged;
	struct merge wish = { .from = &from, .into = &into, .is_sure = true };

	HK_TRY(ticket_find(cx, joint->from, &from));
	HK_TRY(ticket_find(cx, joint->into, &into));
	joint->message_id = from.last_message_id;
	return merge(cx, &wish, &merged, &joint->passage_id);
}

static enum hk_result part(struct ctx *cx, void *data)
{
	struct joint *joint = data;
	struct ticket into, from;

	HK_TRY(ticket_find(cx, joint->into, &into));
	return merge_undo(cx, &into, joint->passage_id, &from);
}

static enum hk_result split_off(struct ctx *cx, void *data)
{
	struct joint *joint = data;
	struct ticket into, new;
	struct split wish = { .from = &into,
			      .message_ids = &joint->message_id,
			      .message_count = 1,
			      .subject = "Kettle" };

	HK_TRY(ticket_find(cx, joint->into, &into));
	return split(cx, &wish, &new);
}

static void mails_of_a_merged_ticket_are_found_by_the_address_of_who_wrote_them(void **state)
{
	struct house_world *world = *state;
	struct joint joint = { .from = take(world, mail_with(world, "")).ticket_number };

	joint.into =
		take(world, "From: Ona <ona@example.org>\r\nTo: help@nordhome.example\r\n"
			    "Subject: Pan\r\nMessage-ID: <pan@example.org>\r\n\r\nIt leaks.\r\n")
			.ticket_number;
	world_act(world, &world->rasa);
	assert_int_equal(ctx_write(&world->cx, join, &joint), HK_OK);
	world_act(world, &world->admin);
	assert_string_equal(row_of(world, "jonas@example.net", 1).sender, "jonas@example.net");
	assert_string_equal(row_of(world, "ona@example.org", 2).sender, "");
	world_act(world, &world->rasa);
	assert_int_equal(ctx_write(&world->cx, part, &joint), HK_OK);
	world_act(world, &world->admin);
	assert_string_equal(row_of(world, "jonas@example.net", 1).sender, "");
	row_of(world, "ona@example.org", 1);
	world_act(world, &world->rasa);
	assert_int_equal(ctx_write(&world->cx, join, &joint), HK_OK);
	assert_int_equal(ctx_write(&world->cx, split_off, &joint), HK_OK);
	world_act(world, &world->admin);
	assert_string_equal(row_of(world, "jonas@example.net", 1).sender, "");
	row_of(world, "ona@example.org", 1);
}

static void what_came_with_an_old_mailbox_is_not_read_again_as_new(void **state)
{
	struct house_world *world = *state;
	struct import run = import_begin(world, "closed", 0, 0);
	struct intake_outcome outcome;

	import_feed_one(world, &run, import_letter(world, 1, "old", JONAS, US, ""));
	assert_int_equal(replay(world, ledger(world, "").list.items[0].id, true, &outcome),
			 HK_INVALID);
	assert_non_null(strstr(world->cx.problem, "old mailbox"));
	world_run_jobs(world);
	assert_int_equal(world_outbox(world, "queued"), 0);
}

static size_t since(struct house_world *world, const char *outcome, int64_t at)
{
	struct rows rows = { .filter = { .outcome = outcome, .since = at } };

	assert_int_equal(ctx_read(&world->cx, read_rows, &rows), HK_OK);
	return rows.list.count;
}

static void what_came_before_that_day_is_left_out(void **state)
{
	static const char *const outcomes[] = { "", "ticket" };
	struct house_world *world = *state;
	int64_t first = world->cx.now, last;

	take(world, mail_with(world, ""));
	last = world->cx.now += 2 * HK_DAY;
	take(world, mail_with(world, ""));
	for (size_t i = 0; i < HK_COUNT(outcomes); i++) {
		assert_int_equal(since(world, outcomes[i], 0), 2);
		assert_int_equal(since(world, outcomes[i], first), 2);
		assert_int_equal(since(world, outcomes[i], first + HK_DAY), 1);
		assert_int_equal(since(world, outcomes[i], last), 1);
		assert_int_equal(since(world, outcomes[i], last + HK_DAY), 0);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		in_reading_house(spam_waits_for_a_person_and_is_never_lost),
		in_reading_house(the_mailbox_says_how_much_is_too_much),
		in_reading_house(who_answers_us_is_not_kept_back),
		in_reading_house(this_is_a_customer_releases_it_with_a_confirmation),
		in_reading_house(what_has_its_ticket_is_not_doubled_by_a_replay),
		in_reading_house(a_rule_that_changed_counts_for_what_is_read_again),
		in_reading_house(what_was_kept_back_comes_home_to_its_ticket),
		in_reading_house(what_cannot_be_read_again_says_why),
		in_reading_house(what_is_no_longer_there_cannot_be_read_again_and_says_so),
		in_reading_house(mail_to_a_restricted_team_is_read_again_by_its_people_alone),
		in_reading_house(
			what_somebody_wrote_to_a_ticket_of_another_is_found_by_his_address),
		in_reading_house(
			mails_of_a_merged_ticket_are_found_by_the_address_of_who_wrote_them),
		in_reading_house(what_came_with_an_old_mailbox_is_not_read_again_as_new),
		in_reading_house(what_a_machine_sent_gets_no_answer_after_a_replay_either),
		in_reading_house(what_came_before_that_day_is_left_out),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
