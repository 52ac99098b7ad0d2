/* Old mailboxes that are taken over: times, threads, doubles, cut-off, and no noise. */
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "deeds.h"
#include "import_world.h"
#include "intake/intake.h"
#include "intake/ledger.h"
#include "test.h"

struct left {
	int64_t id;
	struct import_left_list list;
};

static void a_conversation_comes_with_its_own_times_and_without_noise(void **state)
{
	struct house_world *world = *state;
	struct import run = import_begin(world, "closed", 0, 0);
	const char *raws[] = {
		import_letter(world, 0, "a", JONAS, US, ""),
		import_letter(world, 1, "b", US, JONAS, REPLIES("a")),
		import_letter(world, 2, "c", JONAS, US, REPLIES("b")),
		import_letter(world, 3, "d", "Ola <ola@example.net>", US, ""),
	};
	struct message_list list;
	struct ticket ticket;

	assert_int_equal(import_feed(world, &run, raws, HK_COUNT(raws)), HK_OK);
	assert_int_equal(run.added, 4);
	assert_int_equal(run.tickets, 2);
	ticket = world_look(world, 1);
	assert_string_equal(ticket.subject, "Kettle a");
	assert_string_equal(ticket.state, "closed");
	assert_string_equal(ticket.closed_as, "archived");
	assert_int_equal(ticket.opened_at, BEFORE);
	assert_int_equal(ticket.answered_at, BEFORE + HK_DAY);
	assert_int_equal(ticket.updated_at, BEFORE + 2 * HK_DAY);
	assert_int_equal(ticket.closed_at, BEFORE + 2 * HK_DAY);
	assert_int_equal(ticket.message_count, 3);
	list = import_messages(world, 1);
	assert_int_equal(list.count, 3);
	assert_string_equal(list.items[1].kind, "out");
	assert_string_equal(list.items[1].author_kind, "staff");
	assert_string_equal(list.items[1].sending, "sent");
	assert_int_equal(list.items[2].at, BEFORE + 2 * HK_DAY);
	assert_int_equal(import_count(world, &count_clocks), 0);
	assert_quiet(world);
	assert_sound(world);
}

static void mails_join_in_whatever_order_they_come(void **state)
{
	struct house_world *world = *state;
	const char *raws[] = {
		import_letter(world, 0, "a", JONAS, US, ""),
		import_letter(world, 1, "b", US, JONAS, REPLIES("a")),
		import_letter(world, 2, "c", JONAS, US,
			      "In-Reply-To: <b@example.net>\r\n"
			      "References: <a@example.net> <b@example.net>\r\n"),
		import_letter(world, 3, "d", JONAS, US, REPLIES("a")),
	};
	static const int orders[][4] = {
		{ 3, 2, 1, 0 }, { 2, 0, 3, 1 }, { 1, 2, 3, 0 }, { 0, 3, 2, 1 }, { 3, 0, 1, 2 }
	};

	for (size_t i = 0; i < HK_COUNT(orders); i++) {
		struct import run = import_begin(world, "closed", 0, 0);
		int64_t number = (int64_t)i + 1;
		struct message_list list;

		for (size_t k = 0; k < 4; k++)
			import_feed_one(world, &run, raws[orders[i][k]]);
		assert_int_equal(run.tickets, 1);
		list = import_messages(world, number);
		assert_int_equal(list.count, 4);
		for (size_t k = 0; k < 4; k++)
			assert_int_equal(list.items[k].at, BEFORE + (int64_t)k * HK_DAY);
		assert_string_equal(list.items[1].kind, "out");
		assert_string_equal(world_look(world, number).subject, "Kettle a");
		assert_int_equal(world_look(world, number).opened_at, BEFORE);
		assert_sound(world);
		import_finish(world, &run);
		import_undo_all(world, &run);
		assert_int_equal(import_count(world, &count_tickets), 0);
	}
}

struct number {
	int64_t count;
};

static const struct db_column number_columns[] = {
	DB_COLUMN_AS(struct number, count, "coalesce(max(number), 0)"),
};
static const struct db_record only_number = DB_RECORD("ticket", struct number, number_columns);

#define ANSWERS(id) "In-Reply-To: <" id "@example.net>\r\n"

/* A question, thanks for its answer, and so on: programs that name nothing but what they answer. */
static void a_matter_is_one_ticket_when_what_ties_it_comes_last(void **state)
{
	struct house_world *world = *state;
	const char *raws[] = {
		import_letter(world, 0, "a", JONAS, US, ""),
		import_letter(world, 1, "b", US, JONAS, ANSWERS("a")),
		import_letter(world, 2, "c", JONAS, US, ANSWERS("b")),
		import_letter(world, 3, "d", US, JONAS, ANSWERS("c")),
		import_letter(world, 4, "e", JONAS, US, ANSWERS("d")),
	};
	/* Which mail, and in which of up to three runs. */
	static const int orders[][5][2] = {
		{ { 0, 0 }, { 2, 0 }, { 1, 0 }, { 4, 0 }, { 3, 0 } },
		{ { 0, 0 }, { 2, 0 }, { 4, 0 }, { 1, 1 }, { 3, 1 } },
		{ { 4, 0 }, { 2, 0 }, { 0, 0 }, { 3, 1 }, { 1, 1 } },
		{ { 0, 0 }, { 2, 1 }, { 4, 1 }, { 1, 2 }, { 3, 2 } },
		{ { 4, 0 }, { 0, 1 }, { 2, 1 }, { 3, 2 }, { 1, 2 } },
		{ { 1, 0 }, { 3, 0 }, { 4, 1 }, { 2, 1 }, { 0, 1 } },
	};
	static const char *const targets[] = { "closed", "open" };
	int64_t people = import_count(world, &count_customers),
		found = import_count(world, &count_words), number = 0;

	for (size_t i = 0; i < HK_COUNT(orders) * HK_COUNT(targets); i++) {
		const int(*order)[2] = orders[i / HK_COUNT(targets)];
		const char *target = targets[i % HK_COUNT(targets)];
		struct import runs[3];
		int count = 0;
		struct message_list list;

		for (size_t k = 0; k < HK_COUNT(raws); k++) {
			if (order[k][1] == count) {
				if (count)
					import_finish(world, &runs[count - 1]);
				runs[count++] = import_begin(world, target, 0, 0);
			}
			import_feed_one(world, &runs[count - 1], raws[order[k][0]]);
		}
		import_finish(world, &runs[count - 1]);
		assert_int_equal(import_count(world, &count_tickets), 1);
		assert_int_equal(import_count(world, &count_messages), HK_COUNT(raws));
		number = import_count(world, &only_number);
		list = import_messages(world, number);
		for (size_t k = 0; k < HK_COUNT(raws); k++)
			assert_int_equal(list.items[k].at, BEFORE + (int64_t)k * HK_DAY);
		assert_string_equal(world_look(world, number).subject, "Kettle a");
		assert_int_equal(world_look(world, number).opened_at, BEFORE);
		assert_string_equal(world_look(world, number).state, target);
		assert_sound(world);
		/* A run whose ticket holds what another brought waits for that one. */
		for (int k = 2 * count - 1; k >= 0; k--)
			import_undo_all(world, &runs[k % count]);
		assert_int_equal(import_count(world, &count_tickets), 0);
		assert_int_equal(import_count(world, &count_messages), 0);
		assert_int_equal(import_count(world, &count_refs), 0);
		assert_int_equal(import_count(world, &count_customers), people);
		assert_int_equal(import_count(world, &count_words), found);
		assert_sound(world);
	}
}

/* Work that people did is not moved about under their hands. */
static void what_somebody_touched_is_not_brought_together(void **state)
{
	struct house_world *world = *state;
	struct import run = import_begin(world, "closed", 0, 0);

	import_feed_one(world, &run, import_letter(world, 0, "a", JONAS, US, ""));
	import_feed_one(world, &run, import_letter(world, 2, "c", JONAS, US, ANSWERS("b")));
	world_act(world, &world->rasa);
	assert_int_equal(deed_note(world, 2, "He thanks us."), HK_OK);
	world_act(world, &world->system);
	import_feed_one(world, &run, import_letter(world, 1, "b", US, JONAS, ANSWERS("a")));
	assert_int_equal(import_count(world, &count_tickets), 2);
	assert_int_equal(world_look(world, 1).message_count, 2);
	assert_int_equal(world_look(world, 2).message_count, 2);
	assert_sound(world);
}

static void what_we_wrote_first_belongs_to_whom_we_wrote(void **state)
{
	struct house_world *world = *state;
	struct import run = import_begin(world, "closed", 0, 0);
	struct message_list list;

	import_feed_one(world, &run, import_letter(world, 0, "a", US, JONAS, ""));
	import_feed_one(world, &run, import_letter(world, 1, "b", JONAS, US, REPLIES("a")));
	list = import_messages(world, 1);
	assert_int_equal(list.count, 2);
	assert_string_equal(list.items[0].kind, "out");
	assert_string_equal(list.items[1].kind, "in");
	assert_int_equal(list.items[1].author_id, world_look(world, 1).customer_id);
	assert_sound(world);
}

static void what_we_wrote_to_others_the_customer_does_not_read(void **state)
{
	struct house_world *world = *state;
	struct import run = import_begin(world, "closed", 0, 0);

	import_feed_one(world, &run, import_letter(world, 0, "a", JONAS, US, ""));
	import_feed_one(world, &run,
			import_letter(world, 1, "b", US, "workshop@example.org", REPLIES("a")));
	assert_int_equal(run.tickets, 1);
	assert_string_equal(import_messages(world, 1).items[1].kind, "note");
	assert_string_equal(import_messages(world, 1).items[1].sending, "");
	assert_string_equal(world_look(world, 1).preview, "Words of a.");
	assert_sound(world);
}

static void our_name_in_from_alone_makes_no_word_of_ours(void **state)
{
	struct house_world *world = *state;
	struct import run = import_begin(world, "closed", 0, 0);

	import_feed_one(world, &run, import_letter(world, 0, "a", JONAS, US, ""));
	import_feed_one(world, &run, import_letter(world, 1, "b", US, US, REPLIES("a")));
	assert_int_equal(run.tickets, 2);
	assert_string_equal(import_messages(world, 2).items[0].kind, "in");
	assert_int_equal(import_messages(world, 1).count, 1);
}

static enum hk_result count_of_ona(struct ctx *cx, void *data)
{
	const struct inbound_filter filter = { .outcome = "", .who = "ona@example.org" };
	struct inbound_list list;

	HK_TRY(inbound_page(cx, &filter, INT64_MAX, 50, &list));
	*(size_t *)data = list.count;
	return HK_OK;
}

static void who_wrote_to_the_ticket_of_another_is_found_until_it_is_undone(void **state)
{
	struct house_world *world = *state;
	struct import run = import_begin(world, "closed", 0, 0);
	size_t count;

	import_feed_one(world, &run,
			import_letter(world, 1, "one", JONAS, US, "Cc: ona@example.org\r\n"));
	import_feed_one(world, &run,
			import_letter(world, 2, "two", "ona@example.org", US, REPLIES("one")));
	assert_int_equal(ctx_read(&world->cx, count_of_ona, &count), HK_OK);
	assert_int_equal(count, 1);
	import_finish(world, &run);
	import_undo_all(world, &run);
	assert_int_equal(ctx_read(&world->cx, count_of_ona, &count), HK_OK);
	assert_int_equal(count, 0);
}

static void a_stranger_joins_nothing(void **state)
{
	struct house_world *world = *state;
	struct import run = import_begin(world, "closed", 0, 0);

	import_feed_one(world, &run, import_letter(world, 0, "a", JONAS, US, ""));
	import_feed_one(world, &run,
			import_letter(world, 1, "b", "eve@example.org", US, REPLIES("a")));
	/* Nor does anybody lay hands on what is still to come by naming it. */
	import_feed_one(world, &run,
			import_letter(world, 2, "c", "eve@example.org", US ", ola@example.net",
				      REPLIES("z")));
	import_feed_one(world, &run, import_letter(world, 3, "z", "ola@example.net", US, ""));
	assert_int_equal(run.tickets, 4);
	for (int64_t number = 1; number <= 4; number++)
		assert_int_equal(import_messages(world, number).count, 1);
	/* Another system's numbers mean nothing here. */
	import_feed_one(world, &run,
			hk_format(world->arena,
				  "From: %s\r\nSubject: Re: [#1] Kettle\r\n\r\nAgain\r\n", JONAS));
	assert_int_equal(run.tickets, 5);
}

static void the_same_mails_twice_are_there_once(void **state)
{
	struct house_world *world = *state;
	struct import run = import_begin(world, "closed", 0, 0);
	const char *raw = import_letter(world, 0, "a", JONAS, US, "");
	const char *kept =
		hk_format(world->arena, "X-Mozilla-Status: 0001\r\nStatus: RO\r\n%s", raw);
	const char *listed = hk_format(world->arena, "X-Loop: other headers\r\n%s", raw);
	const char *other =
		import_letter(world, 0, "a", JONAS, US, "X-Other: same id, other words\r\n");
	const char *forged = hk_format(world->arena, "%sOther words.\r\n", other);
	struct import again;

	import_feed_one(world, &run, raw);
	import_feed_one(world, &run, raw);
	import_feed_one(world, &run, kept);
	import_feed_one(world, &run, listed);
	assert_int_equal(run.added, 1);
	assert_int_equal(run.known, 3);
	/* A Message-ID alone hides no mail. */
	import_feed_one(world, &run, forged);
	assert_int_equal(run.added, 2);
	import_finish(world, &run);
	again = import_begin(world, "closed", 0, 0);
	assert_true(again.id != run.id);
	import_feed_one(world, &again, raw);
	assert_int_equal(again.known, 1);
	assert_int_equal(import_count(world, &count_messages), 2);
}

static void a_mail_that_came_before_by_itself_is_known(void **state)
{
	static const char bare[] = "From: jonas@example.net\nTo: help@nordhome.example\n"
				   "Message-ID: <a@example.net>\nSubject: Kettle\n\nBroken\n";
	static const char wire[] = "From: jonas@example.net\r\nTo: help@nordhome.example\r\n"
				   "Message-ID: <a@example.net>\r\nSubject: Kettle\r\n\r\n"
				   "Broken\r\n";
	struct house_world *world = *state;
	struct intake_mail mail = { .raw = bare,
				    .length = strlen(bare),
				    .mailbox = "help@nordhome.example" };
	struct intake_outcome outcome;
	struct import run;

	assert_int_equal(intake_mail(&world->cx, &mail, &outcome), HK_OK);
	run = import_begin(world, "closed", 0, 0);
	import_feed_one(world, &run, wire);
	assert_int_equal(run.known, 1);
	assert_int_equal(import_count(world, &count_tickets), 1);
	/* And the other way round. */
	import_feed_one(world, &run, import_letter(world, 0, "b", JONAS, US, ""));
	mail.raw = import_letter(world, 0, "b", JONAS, US, "");
	mail.length = strlen(mail.raw);
	assert_int_equal(intake_mail(&world->cx, &mail, &outcome), HK_OK);
	assert_string_equal(outcome.outcome, "duplicate");
}

static void only_mails_of_the_wanted_time_are_taken(void **state)
{
	struct house_world *world = *state;
	struct import run = import_begin(world, "closed", BEFORE + HK_DAY, BEFORE + 3 * HK_DAY);
	const char *raws[] = { import_letter(world, 0, "a", JONAS, US, ""),
			       import_letter(world, 1, "b", "b@example.net", US, ""),
			       import_letter(world, 2, "c", "c@example.net", US, ""),
			       import_letter(world, 3, "d", "d@example.net", US, "") };

	assert_int_equal(import_feed(world, &run, raws, HK_COUNT(raws)), HK_OK);
	assert_int_equal(run.skipped, 2);
	assert_int_equal(run.added, 2);
	assert_string_equal(world_look(world, 1).subject, "Kettle b");
	assert_string_equal(world_look(world, 2).subject, "Kettle c");
}

static void a_date_that_cannot_be_true_is_not_believed(void **state)
{
	static const char *const dates[] = { "Fri, 31 Dec 9999 23:59:59 +0000",
					     "Thu, 1 Jan 1970 00:00:00 +0000",
					     "Fri, 13 Dec 1901 20:45:52 +0000", "yesterday", "" };
	struct house_world *world = *state;
	struct import run = import_begin(world, "closed", 0, 0);

	for (size_t i = 0; i < HK_COUNT(dates); i++) {
		struct import_item item = {
			.raw = hk_format(world->arena,
					 "Date: %s\r\nFrom: %zu@example.net\r\n\r\nHello\r\n",
					 dates[i], i),
			.at = BEFORE,
			.place = "x",
			.position = hk_format(world->arena, "%zu", i),
		};
		item.length = strlen(item.raw);
		assert_int_equal(
			import_file(&world->cx, &run, &(struct import_batch){ &item, 1 }, &run),
			HK_OK);
		assert_int_equal(world_look(world, (int64_t)i + 1).opened_at, BEFORE);
	}
	/* Nobody says when: now. */
	import_feed_one(world, &run, "From: z@example.net\r\n\r\nHello\r\n");
	assert_int_equal(world_look(world, HK_COUNT(dates) + 1).opened_at, world->cx.now);
	assert_sound(world);
}

static void open_tickets_are_promised_from_now_on(void **state)
{
	struct house_world *world = *state;
	struct import run = import_begin(world, "open", 0, 0);
	struct ticket ticket;

	import_feed_one(world, &run, import_letter(world, 0, "a", JONAS, US, ""));
	import_feed_one(world, &run, import_letter(world, 0, "x", "ola@example.net", US, ""));
	ticket = world_look(world, 1);
	assert_string_equal(ticket.state, "open");
	assert_int_equal(ticket.due_at, world->cx.now + HK_DAY);
	assert_sound(world);
	import_feed_one(world, &run, import_letter(world, 1, "b", US, JONAS, REPLIES("a")));
	ticket = world_look(world, 1);
	assert_string_equal(ticket.state, "waiting");
	assert_true(ticket.due_at > world->cx.now + YEAR);
	assert_sound(world);
	import_feed_one(world, &run, import_letter(world, 2, "c", JONAS, US, REPLIES("b")));
	assert_string_equal(world_look(world, 1).state, "open");
	assert_sound(world);
	/* One owner each, dealt out as always. */
	assert_true(world_look(world, 1).owner_id != world_look(world, 2).owner_id);
	assert_quiet(world);
	import_finish(world, &run);
	import_undo_all(world, &run);
	assert_int_equal(import_count(world, &count_tickets), 0);
	assert_int_equal(import_count(world, &count_clocks), 0);
	assert_sound(world);
}

static void a_customer_who_writes_again_opens_it_again(void **state)
{
	struct house_world *world = *state;
	struct import run = import_begin(world, "closed", 0, 0);
	struct intake_mail mail = { .mailbox = "help@nordhome.example" };
	struct intake_outcome outcome;

	import_feed_one(world, &run, import_letter(world, 0, "a", JONAS, US, ""));
	mail.raw = import_letter(world, 3652, "b", JONAS, US, REPLIES("a"));
	mail.length = strlen(mail.raw);
	assert_int_equal(intake_mail(&world->cx, &mail, &outcome), HK_OK);
	assert_string_equal(outcome.outcome, "follow-up");
	assert_int_equal(outcome.ticket_number, 1);
	assert_string_equal(world_look(world, 1).state, "open");
	assert_sound(world);
}

static void an_old_mail_changes_nothing_of_a_living_ticket_but_its_messages(void **state)
{
	struct house_world *world = *state;
	struct intake_mail mail = { .raw = import_letter(world, 3649, "b", JONAS, US, REPLIES("a")),
				    .mailbox = "help@nordhome.example" };
	struct intake_outcome outcome;
	struct ticket before, after;
	struct import run;

	mail.length = strlen(mail.raw);
	assert_int_equal(intake_mail(&world->cx, &mail, &outcome), HK_OK);
	run = import_begin(world, "closed", 0, 0);
	/* "a" is not here when "b" comes: only imported mails wait for what they name. */
	import_feed_one(world, &run, import_letter(world, 1, "c", US, JONAS, REPLIES("b")));
	before = world_look(world, 1);
	assert_int_equal(before.message_count, 2);
	assert_string_equal(before.state, "new");
	assert_true(before.due_at < world->cx.now + HK_DAY);
	assert_int_equal(before.answered_at, 0);
	import_finish(world, &run);
	import_undo_all(world, &run);
	after = world_look(world, 1);
	assert_int_equal(after.message_count, 1);
	assert_int_equal(after.last_message_id, before.last_message_id);
	assert_int_equal(after.last_in_at, before.last_in_at);
	assert_sound(world);
}

static enum hk_result read_failures(struct ctx *cx, void *data)
{
	struct left *left = data;

	return import_failures(cx, left->id, 0, 100, &left->list);
}

static void what_cannot_be_read_is_listed_and_the_others_come(void **state)
{
	struct house_world *world = *state;
	struct import run = import_begin(world, "closed", 0, 0);
	struct left left = { .id = run.id };
	const char *raws[] = { import_letter(world, 0, "a", JONAS, US, ""), NULL,
			       import_letter(world, 1, "b", JONAS, US, REPLIES("a")) };

	assert_int_equal(import_feed(world, &run, raws, 3), HK_OK);
	assert_int_equal(run.added, 2);
	assert_int_equal(run.failed, 1);
	assert_int_equal(ctx_read(&world->cx, read_failures, &left), HK_OK);
	assert_int_equal(left.list.count, 1);
	assert_int_equal(left.list.items[0].number, 2);
	assert_string_equal(left.list.items[0].place, "2");
	assert_string_equal(left.list.items[0].reason,
			    "It is larger than the setting mail_max allows.");
}

static void hostile_mails_hurt_nobody(void **state)
{
	static const char *const raws[] = {
		"",
		"\r\n",
		"no header at all",
		"From: \r\nTo: \r\nSubject: \r\n\r\n",
		"From: a@b@c <<>>, ;;;\r\nTo: undisclosed-recipients:;\r\n\r\nx\r\n",
		("From: \"help@nordhome.example\" <eve@example.org>\r\nTo: x@example.net\r\n"
		 "Subject: =?utf-8?b?AAAA?=\r\nMessage-ID: <'; DROP TABLE ticket; -->\r\n"
		 "References: <<>> <a b> <\xff\xfe>\r\n\r\n<script>alert(1)</script>\r\n"),
		"From: help@nordhome.example\r\nTo: <>, \"\xff\xfe\"\r\n\r\nours to nobody\r\n",
		"From: help@nordhome.example\r\n\r\nours to nobody at all\r\n",
		("From: MAILER-DAEMON@example.net\r\nContent-Type: multipart/report;"
		 " report-type=delivery-status; boundary=x\r\n\r\n--x\r\n\r\nfailed\r\n"
		 "--x\r\nContent-Type: message/delivery-status\r\n\r\nFinal-Recipient:"
		 " rfc822;jonas@example.net\r\nAction: failed\r\nStatus: 5.1.1\r\n--x--\r\n"),
		"From: bot@example.net\r\nAuto-Submitted: auto-replied\r\n\r\nI am away\r\n",
		"From: x@example.net\r\nContent-Type: multipart/mixed; boundary=\"\"\r\n\r\n--\r\n",
		"From: x@example.net\r\nContent-Type: text/html\r\n\r\n<iframe src=//evil>\r\n",
	};
	struct house_world *world = *state;
	struct import run = import_begin(world, "closed", 0, 0);

	assert_int_equal(import_feed(world, &run, raws, HK_COUNT(raws)), HK_OK);
	assert_int_equal(run.added + run.failed + run.known, HK_COUNT(raws));
	for (int64_t number = 1; number <= run.tickets; number++)
		assert_string_not_equal(import_messages(world, number).items[0].kind, "out");
	assert_quiet(world);
	assert_sound(world);
	import_finish(world, &run);
	import_undo_all(world, &run);
	assert_int_equal(import_count(world, &count_tickets), 0);
	assert_sound(world);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		in_reading_house(a_conversation_comes_with_its_own_times_and_without_noise),
		in_reading_house(mails_join_in_whatever_order_they_come),
		in_reading_house(a_matter_is_one_ticket_when_what_ties_it_comes_last),
		in_reading_house(what_somebody_touched_is_not_brought_together),
		in_reading_house(what_we_wrote_first_belongs_to_whom_we_wrote),
		in_reading_house(what_we_wrote_to_others_the_customer_does_not_read),
		in_reading_house(our_name_in_from_alone_makes_no_word_of_ours),
		in_reading_house(who_wrote_to_the_ticket_of_another_is_found_until_it_is_undone),
		in_reading_house(a_stranger_joins_nothing),
		in_reading_house(the_same_mails_twice_are_there_once),
		in_reading_house(a_mail_that_came_before_by_itself_is_known),
		in_reading_house(only_mails_of_the_wanted_time_are_taken),
		in_reading_house(a_date_that_cannot_be_true_is_not_believed),
		in_reading_house(open_tickets_are_promised_from_now_on),
		in_reading_house(a_customer_who_writes_again_opens_it_again),
		in_reading_house(an_old_mail_changes_nothing_of_a_living_ticket_but_its_messages),
		in_reading_house(what_cannot_be_read_is_listed_and_the_others_come),
		in_reading_house(hostile_mails_hurt_nobody),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
