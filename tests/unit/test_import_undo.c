/* Runs of an import: who holds them, who may want what of them, and the way back. */
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "base/time.h"
#include "deeds.h"
#include "feedback/invitation.h"
#include "import_world.h"
#include "intake/intake.h"
#include "test.h"
#include "ticket/history.h"
#include "ticket/write/draft.h"
#include "ticket/write/later.h"

static void undo_takes_back_everything_and_the_mails_may_come_anew(void **state)
{
	struct house_world *world = *state;
	struct import run = import_begin(world, "closed", 0, 0);
	const char *raws[] = {
		import_letter(world, 0, "a", JONAS, US, REPLIES("none")),
		import_letter(world, 1, "b", US, JONAS, REPLIES("a")),
		import_letter(world, 3, "d", "Ola <ola@example.net>", US, ""),
		NULL,
	};
	int64_t people = import_count(world, &count_customers),
		found = import_count(world, &count_words);

	assert_int_equal(import_feed(world, &run, raws, HK_COUNT(raws)), HK_OK);
	assert_int_equal(run.failed, 1);
	assert_int_equal(import_count(world, &count_refs), 1);
	import_finish(world, &run);
	import_undo_all(world, &run);
	assert_int_equal(import_count(world, &count_tickets), 0);
	assert_int_equal(import_count(world, &count_messages), 0);
	assert_int_equal(import_count(world, &count_recipients), 0);
	assert_int_equal(import_count(world, &count_histories), 0);
	assert_int_equal(import_count(world, &count_mail_ids), 0);
	assert_int_equal(import_count(world, &count_refs), 0);
	assert_int_equal(import_count(world, &count_customers), people);
	assert_int_equal(import_count(world, &count_addresses), 0);
	assert_int_equal(import_count(world, &count_words), found);
	assert_quiet(world);
	assert_sound(world);
	run = import_begin(world, "closed", 0, 0);
	assert_int_equal(import_feed(world, &run, raws, 3), HK_OK);
	assert_int_equal(run.added, 3);
	assert_sound(world);
}

static void undo_leaves_what_somebody_touched_and_says_why(void **state)
{
	struct house_world *world = *state;
	struct import run = import_begin(world, "closed", 0, 0);
	struct import_left_list kept;

	import_feed_one(world, &run, import_letter(world, 0, "a", JONAS, US, ""));
	import_feed_one(world, &run, import_letter(world, 1, "b", "ola@example.net", US, ""));
	import_feed_one(world, &run, import_letter(world, 2, "c", "tom@example.net", US, ""));
	import_finish(world, &run);
	world_act(world, &world->rasa);
	assert_int_equal(deed_note(world, 1, "I know him."), HK_OK);
	world_act(world, &world->system);
	import_undo_all(world, &run);
	assert_int_equal(import_count(world, &count_tickets), 1);
	assert_int_equal(world_look(world, 1).message_count, 2);
	kept = import_kept_of(world, &run);
	assert_int_equal(kept.count, 2);
	for (size_t i = 0; i < kept.count; i++) {
		bool is_ticket = hk_equal(kept.items[i].place, "ticket");
		assert_string_equal(kept.items[i].reason,
				    is_ticket ? "Somebody has worked on it since."
					      : "There is more about this customer now.");
		assert_true(is_ticket ? kept.items[i].ticket_number == 1
				      : kept.items[i].customer_id != 0);
	}
	assert_sound(world);
}

/* Whoever wrote the first ticket is asked how content he is. */
static enum hk_result ask_him(struct ctx *cx, void *data)
{
	struct survey survey = { .name = "Twice a year",
				 .kind = "nps",
				 .occasion = "rhythm",
				 .mode = "named",
				 .every_days = 182,
				 .chance = 100,
				 .least = 1 };
	struct invitation invitation = { .version = 1,
					 .account = "",
					 .channel = "email",
					 .language = "en",
					 .expires_at = cx->now + HK_DAY };
	struct ticket ticket;

	(void)data;
	HK_TRY(ticket_find(cx, 1, &ticket));
	HK_TRY(survey_add(cx, &survey));
	invitation.survey_id = survey.id;
	invitation.customer_id = ticket.customer_id;
	return invitation_add(cx, &invitation);
}

static void undo_leaves_a_customer_who_was_asked_something(void **state)
{
	struct house_world *world = *state;
	struct import run = import_begin(world, "closed", 0, 0);

	import_feed_one(world, &run, import_letter(world, 0, "a", JONAS, US, ""));
	import_feed_one(world, &run, import_letter(world, 1, "b", "ola@example.net", US, ""));
	import_finish(world, &run);
	world_act(world, &world->admin);
	assert_int_equal(ctx_write(&world->cx, ask_him, NULL), HK_OK);
	world_act(world, &world->system);
	import_undo_all(world, &run);
	assert_int_equal(import_count(world, &count_tickets), 0);
	assert_int_equal(import_count(world, &count_customers), 1);
	assert_int_equal(import_kept_of(world, &run).count, 1);
}

/* A reply of Rasa's to the first ticket that leaves tomorrow. */
static enum hk_result promise_reply(struct ctx *cx, void *data)
{
	struct reply reply = { .text = "It is on its way.", .html = "", .tokens = "" };
	struct ticket ticket;

	HK_TRY(ticket_find(cx, 1, &ticket));
	reply.seen_id = ticket.last_message_id;
	HK_TRY(history_newest(cx, &ticket, &reply.stood_id));
	return later_add(cx, &ticket, &reply, cx->now + HK_DAY, data);
}

static enum hk_result give_reply_up(struct ctx *cx, void *data)
{
	struct ticket ticket;

	HK_TRY(ticket_find(cx, 1, &ticket));
	HK_TRY(later_cancel(cx, &ticket, *(int64_t *)data, true));
	return draft_drop(cx, ticket.id, "reply");
}

static void undo_leaves_a_ticket_for_which_a_reply_waits(void **state)
{
	struct house_world *world = *state;
	struct import run = import_begin(world, "open", 0, 0);
	int64_t id = 0;

	import_feed_one(world, &run, import_letter(world, 0, "a", JONAS, US, ""));
	import_finish(world, &run);
	world_act(world, &world->rasa);
	assert_int_equal(ctx_write(&world->cx, promise_reply, &id), HK_OK);
	world_act(world, &world->system);
	import_undo_all(world, &run);
	assert_int_equal(import_count(world, &count_tickets), 1);
	assert_string_equal(import_ticket_reason(world, &run), "Somebody is writing about it.");
	world_act(world, &world->rasa);
	assert_int_equal(ctx_write(&world->cx, give_reply_up, &id), HK_OK);
	world_act(world, &world->system);
	import_undo_all(world, &run);
	assert_int_equal(import_count(world, &count_tickets), 0);
	assert_sound(world);
}

static void undo_leaves_what_came_by_another_way_too(void **state)
{
	struct house_world *world = *state;
	struct import run = import_begin(world, "closed", 0, 0);
	const char *raw = import_letter(world, 0, "a", JONAS, US, "");
	struct intake_mail mail = { .raw = raw,
				    .length = strlen(raw),
				    .mailbox = "help@nordhome.example" };
	struct intake_outcome outcome;

	import_feed_one(world, &run, raw);
	import_finish(world, &run);
	assert_int_equal(intake_mail(&world->cx, &mail, &outcome), HK_OK);
	import_undo_all(world, &run);
	assert_int_equal(import_count(world, &count_tickets), 1);
	assert_string_equal(import_ticket_reason(world, &run),
			    "A mail of it came by another way since.");
}

static void two_imports_are_undone_one_after_the_other(void **state)
{
	struct house_world *world = *state;
	struct import inbox = import_begin(world, "closed", 0, 0), sent;

	import_feed_one(world, &inbox, import_letter(world, 0, "a", JONAS, US, ""));
	import_finish(world, &inbox);
	sent = import_begin(world, "closed", 0, 0);
	import_feed_one(world, &sent, import_letter(world, 1, "b", US, JONAS, REPLIES("a")));
	import_finish(world, &sent);
	assert_int_equal(world_look(world, 1).message_count, 2);
	import_undo_all(world, &inbox);
	assert_string_equal(import_ticket_reason(world, &inbox),
			    "A later import added to it. Undo that one first.");
	import_undo_all(world, &sent);
	assert_int_equal(world_look(world, 1).message_count, 1);
	assert_int_equal(world_look(world, 1).updated_at, BEFORE);
	assert_int_equal(world_look(world, 1).answered_at, 0);
	assert_sound(world);
	import_undo_all(world, &inbox);
	assert_int_equal(import_count(world, &count_tickets), 0);
	assert_int_equal(import_count(world, &count_customers), 0);
	assert_int_equal(import_kept_of(world, &inbox).count, 0);
}

static enum hk_result stop_it(struct ctx *cx, void *data)
{
	return import_stop(cx, ((struct import *)data)->id);
}

static enum hk_result go_on_with(struct ctx *cx, void *data)
{
	return import_go_on(cx, ((struct import *)data)->id);
}

static void who_was_stopped_writes_nothing_more(void **state)
{
	struct house_world *world = *state;
	struct import run = import_begin(world, "closed", 0, 0), mine = run;
	const char *raw = import_letter(world, 0, "a", JONAS, US, "");

	assert_int_equal(ctx_write(&world->cx, stop_it, &run), HK_OK);
	assert_int_equal(import_feed(world, &mine, &raw, 1), HK_CONFLICT);
	assert_int_equal(import_count(world, &count_tickets), 0);
	assert_int_equal(ctx_write(&world->cx, import_end_work, &mine), HK_CONFLICT);
	assert_int_equal(ctx_write(&world->cx, import_claim_work, &run), HK_NOT_FOUND);
	assert_int_equal(ctx_write(&world->cx, go_on_with, &run), HK_OK);
	assert_int_equal(ctx_write(&world->cx, import_claim_work, &run), HK_OK);
	assert_int_equal(import_feed(world, &mine, &raw, 1), HK_CONFLICT);
	assert_int_equal(import_feed(world, &run, &raw, 1), HK_OK);
	assert_int_equal(run.added, 1);
}

static void who_sleeps_too_long_loses_it_and_nothing_is_doubled(void **state)
{
	struct house_world *world = *state;
	struct import run = import_begin(world, "closed", 0, 0), other = run;
	const char *raws[] = { import_letter(world, 0, "a", JONAS, US, ""),
			       import_letter(world, 1, "b", "ola@example.net", US, "") };

	assert_int_equal(import_feed(world, &run, raws, 1), HK_OK);
	assert_int_equal(ctx_write(&world->cx, import_claim_work, &other), HK_NOT_FOUND);
	world->cx.now += IMPORT_LEASE_MS + 1;
	assert_int_equal(ctx_write(&world->cx, import_claim_work, &other), HK_OK);
	assert_string_equal(other.position, "1");
	assert_int_equal(other.added, 1);
	assert_int_equal(import_feed(world, &run, &raws[1], 1), HK_CONFLICT);
	assert_int_equal(import_feed(world, &other, &raws[1], 1), HK_OK);
	assert_int_equal(other.added, 2);
	assert_int_equal(import_count(world, &count_messages), 2);
}

static void a_batch_that_was_written_is_not_written_again(void **state)
{
	struct house_world *world = *state;
	struct import run = import_begin(world, "closed", 0, 0), before = run;
	const char *raw = import_letter(world, 0, "a", JONAS, US, "");

	import_feed_one(world, &run, raw);
	/* The answer was lost, so the same comes again. */
	assert_int_equal(import_feed(world, &before, &raw, 1), HK_OK);
	assert_int_equal(before.added, 1);
	assert_int_equal(before.known, 0);
	assert_int_equal(import_count(world, &count_messages), 1);
}

static void one_import_goes_at_a_time(void **state)
{
	struct house_world *world = *state;
	struct import first = import_begin(world, "closed", 0, 0);
	struct import second = { .kind = "mbox",
				 .source = "/old/other",
				 .mailbox_id = world->mailbox.id,
				 .target = "closed" };

	assert_int_equal(ctx_write(&world->cx, import_add_work, &second), HK_OK);
	assert_int_equal(ctx_write(&world->cx, import_claim_work, &second), HK_NOT_FOUND);
	import_finish(world, &first);
	assert_int_equal(ctx_write(&world->cx, import_claim_work, &second), HK_OK);
}

static void only_administrators_may_import(void **state)
{
	struct house_world *world = *state;
	struct import run = import_begin(world, "closed", 0, 0);
	struct import wish = { .kind = "mbox",
			       .source = "/old/box",
			       .mailbox_id = world->mailbox.id,
			       .target = "closed" };

	world_act(world, &world->rasa);
	assert_int_equal(ctx_write(&world->cx, import_add_work, &wish), HK_DENIED);
	assert_int_equal(ctx_write(&world->cx, stop_it, &run), HK_DENIED);
	assert_int_equal(ctx_write(&world->cx, go_on_with, &run), HK_DENIED);
	assert_int_equal(ctx_write(&world->cx, import_undo_work, &run), HK_DENIED);
	world_act(world, &world->admin);
	assert_int_equal(ctx_write(&world->cx, stop_it, &run), HK_OK);
	wish.target = "solved";
	wish.since_at = wish.before_at = 5;
	wish.mailbox_id = 17;
	assert_int_equal(ctx_write(&world->cx, import_add_work, &wish), HK_INVALID);
	assert_int_equal(world->cx.field_count, 3);
}

static void days_are_read_in_the_zone_of_the_reader(void **state)
{
	static const char *const wrong[] = { "2020-02-30",  "2020-13-01", "20-01-01",   "2020-1-1",
					     "2020-01-01x", "1969-12-31", "2020/01/01", "x" };
	struct house_world *world = *state;
	int64_t day = 1;

	world->cx.timezone = "Europe/Vilnius";
	assert_int_equal(import_day_read(&world->cx, "2020-01-31", &day), HK_OK);
	assert_int_equal(day, 1580421600000); /* 30 January, 22:00 UTC */
	assert_int_equal(import_day_read(&world->cx, "", &day), HK_OK);
	assert_int_equal(day, 0);
	for (size_t i = 0; i < HK_COUNT(wrong); i++)
		assert_int_equal(import_day_read(&world->cx, wrong[i], &day), HK_INVALID);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		in_reading_house(undo_takes_back_everything_and_the_mails_may_come_anew),
		in_reading_house(undo_leaves_what_somebody_touched_and_says_why),
		in_reading_house(undo_leaves_a_customer_who_was_asked_something),
		in_reading_house(undo_leaves_a_ticket_for_which_a_reply_waits),
		in_reading_house(undo_leaves_what_came_by_another_way_too),
		in_reading_house(two_imports_are_undone_one_after_the_other),
		in_reading_house(who_was_stopped_writes_nothing_more),
		in_reading_house(who_sleeps_too_long_loses_it_and_nothing_is_doubled),
		in_reading_house(a_batch_that_was_written_is_not_written_again),
		in_reading_house(one_import_goes_at_a_time),
		in_reading_house(only_administrators_may_import),
		in_reading_house(days_are_read_in_the_zone_of_the_reader),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
