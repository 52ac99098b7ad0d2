/* "Was it really solved?": asked once for each end, reminded once, and silence ends. */
#include <string.h>

#include "base/time.h"
#include "core/org.h"
#include "deeds.h"
#include "test.h"
#include "ticket/clock/follow_up.h"
#include "ticket/history.h"
#include "ticket/mail/mailbox.h"

static struct ticket begin(struct house_world *world)
{
	struct ticket ticket = world_ticket(world, "Kettle", "The lid is broken.");

	world_run_jobs(world);
	world_act(world, ticket.owner_id == world->rasa.id ? &world->rasa : &world->tomas);
	return ticket;
}

static void wait_for(struct house_world *world, int64_t ms)
{
	world->cx.now += ms;
	world_run_jobs(world);
}

static void resolve(struct house_world *world, int64_t number)
{
	world_act(world, &world->rasa);
	assert_int_equal(deed_resolve(world, number, NULL), HK_OK);
	wait_for(world, 11 * HK_SECOND);
}

struct tally {
	const char *beginning;
	int64_t count;
};

static const struct db_column tally_columns[] = { DB_COLUMN_AS(struct tally, count, "count(*)") };
static const struct db_record mails = DB_RECORD("outbox", struct tally, tally_columns);

static enum hk_result count_mails(struct ctx *cx, void *data)
{
	struct tally *tally = data, found;

	HK_TRY(db_select_one(cx->db, &mails, DB_WHERE(DB_WALKS "effect_key LIKE $2", ""),
			     DB_ARGS(hk_format(cx->arena, "%s %%", tally->beginning)), &found));
	tally->count = found.count;
	return HK_OK;
}

/* Mails of that effect that were written so far: "follow_up" or "reminder". */
static int64_t mails_of(struct house_world *world, const char *beginning)
{
	struct tally tally = { .beginning = beginning };

	assert_int_equal(ctx_read(&world->cx, count_mails, &tally), HK_OK);
	return tally.count;
}

struct asking {
	int64_t ticket_id;
	struct follow_up round;
};

static enum hk_result find_round(struct ctx *cx, void *data)
{
	struct asking *asking = data;

	return follow_up_find(cx, asking->ticket_id, &asking->round);
}

static struct follow_up last_round(struct house_world *world, const struct ticket *ticket)
{
	struct asking asking = { .ticket_id = ticket->id };

	assert_int_equal(ctx_read(&world->cx, find_round, &asking), HK_OK);
	return asking.round;
}

static void each_end_has_its_own_days_of_silence(void **state)
{
	struct house_world *world = *state;
	struct ticket ticket = begin(world);

	resolve(world, ticket.number);
	wait_for(world, HK_DAY);
	world_act(world, &world->jonas);
	assert_int_equal(deed_answer(world, ticket.number, false), HK_OK);
	wait_for(world, HK_DAY);
	resolve(world, ticket.number);
	assert_int_equal(mails_of(world, "follow_up"), 2);
	/* Three days after the first question, but only one after the second. */
	wait_for(world, HK_DAY);
	assert_int_equal(mails_of(world, "reminder"), 0);
	wait_for(world, 2 * HK_DAY);
	assert_int_equal(mails_of(world, "reminder"), 1);
	/* Seven days after the first question, but only five after the second. */
	wait_for(world, 2 * HK_DAY);
	assert_string_equal(world_look(world, ticket.number).state, "resolved");
	wait_for(world, 2 * HK_DAY);
	assert_string_equal(world_look(world, ticket.number).closed_as, "not_confirmed");
	assert_int_equal(mails_of(world, "reminder"), 1);
}

static void an_end_that_was_taken_back_does_not_ask_for_the_next_one(void **state)
{
	struct house_world *world = *state;
	struct ticket ticket = begin(world);
	int64_t line;

	assert_int_equal(deed_resolve(world, ticket.number, &line), HK_OK);
	world->cx.now += 3 * HK_SECOND;
	assert_int_equal(deed_undo(world, ticket.number, line), HK_OK);
	world->cx.now += 3 * HK_SECOND;
	assert_int_equal(deed_resolve(world, ticket.number, NULL), HK_OK);
	/* Ten seconds after the first, four after the second: it can still be taken back. */
	wait_for(world, 4 * HK_SECOND);
	assert_int_equal(mails_of(world, "follow_up"), 0);
	wait_for(world, 7 * HK_SECOND);
	assert_int_equal(mails_of(world, "follow_up"), 1);
}

static void a_word_in_between_is_no_silence(void **state)
{
	struct house_world *world = *state;
	struct ticket ticket = begin(world);

	resolve(world, ticket.number);
	wait_for(world, HK_DAY);
	world_act(world, &world->jonas);
	assert_int_equal(deed_word(world, ticket.number, "It leaks again.", false), HK_OK);
	wait_for(world, 10 * HK_DAY);
	assert_string_equal(world_look(world, ticket.number).state, "open");
	assert_int_equal(mails_of(world, "reminder"), 0);
}

static enum hk_result count_ends(struct ctx *cx, void *data)
{
	return ticket_count_ends(cx, data);
}

static void assert_ends(struct house_world *world, int64_t confirmed, int64_t not_confirmed)
{
	struct ticket_ends ends;

	assert_int_equal(ctx_read(&world->cx, count_ends, &ends), HK_OK);
	assert_int_equal(ends.confirmed, confirmed);
	assert_int_equal(ends.not_confirmed, not_confirmed);
}

static void assert_all_ends(struct house_world *world, struct ticket_ends wanted)
{
	struct ticket_ends ends;

	assert_int_equal(ctx_read(&world->cx, count_ends, &ends), HK_OK);
	assert_int_equal(ends.confirmed, wanted.confirmed);
	assert_int_equal(ends.by_phone, wanted.by_phone);
	assert_int_equal(ends.not_confirmed, wanted.not_confirmed);
	assert_int_equal(ends.not_asked, wanted.not_asked);
}

static void what_nobody_confirmed_is_counted_apart(void **state)
{
	struct house_world *world = *state;
	struct ticket silent = begin(world);
	struct ticket happy = world_ticket(world, "Lamp", "It flickers.");

	assert_ends(world, 0, 0);
	resolve(world, silent.number);
	resolve(world, happy.number);
	world_act(world, &world->jonas);
	assert_int_equal(deed_answer(world, happy.number, true), HK_OK);
	assert_ends(world, 1, 0);
	wait_for(world, 7 * HK_DAY + HK_SECOND);
	assert_ends(world, 1, 1);
	world_act(world, &world->jonas);
	assert_int_equal(deed_answer(world, silent.number, false), HK_OK);
	assert_ends(world, 1, 0);
	world_act(world, &world->rasa);
	assert_int_equal(deed_put_aside(world, happy.number, "deleted", NULL), HK_OK);
	assert_ends(world, 0, 0);
	assert_int_equal(deed_restore(world, happy.number), HK_OK);
	assert_ends(world, 1, 0);
}

static void who_says_no_after_the_end_is_heard(void **state)
{
	struct house_world *world = *state;
	struct ticket ticket = begin(world);

	resolve(world, ticket.number);
	wait_for(world, 7 * HK_DAY + HK_SECOND);
	assert_string_equal(world_look(world, ticket.number).state, "closed");
	world_act(world, &world->jonas);
	assert_int_equal(deed_answer(world, ticket.number, true), HK_CONFLICT);
	assert_int_equal(deed_answer(world, ticket.number, false), HK_OK);
	assert_string_equal(world_look(world, ticket.number).state, "open");
	assert_int_equal(world_look(world, ticket.number).due_at, world->cx.now + HK_DAY);
	assert_int_equal(deed_answer(world, ticket.number, false), HK_OK);
	assert_int_equal(world_look(world, ticket.number).reopened, 1);
}

static void an_answer_before_the_question_leaves_earlier_ones_alone(void **state)
{
	struct house_world *world = *state;
	struct ticket ticket = begin(world);

	resolve(world, ticket.number);
	world_act(world, &world->jonas);
	assert_int_equal(deed_answer(world, ticket.number, false), HK_OK);
	world->cx.now += HK_HOUR;
	world_act(world, &world->rasa);
	assert_int_equal(deed_resolve(world, ticket.number, NULL), HK_OK);
	world->cx.now += HK_SECOND;
	world_act(world, &world->jonas);
	assert_int_equal(deed_answer(world, ticket.number, true), HK_OK);
	assert_int_equal(last_round(world, &ticket).round, 1);
	assert_string_equal(last_round(world, &ticket).answer, "yes");
	/* Who has answered is not asked. */
	wait_for(world, HK_MINUTE);
	assert_int_equal(mails_of(world, "follow_up"), 1);
}

static enum hk_result shut_mailbox(struct ctx *cx, void *data)
{
	struct mailbox *mailbox = data;

	mailbox->is_active = 0;
	HK_TRY(mailbox_change(cx, mailbox, ""));
	/* What came by the form without a mailbox has none to answer from. */
	return db_send(cx->db, DB_UPDATE("ticket", "mailbox_id = 0", "1 = 1", ""), DB_NONE);
}

static void without_a_mailbox_silence_ends_it_all_the_same(void **state)
{
	struct house_world *world = *state;
	struct ticket ticket = begin(world);

	assert_int_equal(ctx_write(&world->cx, shut_mailbox, &world->mailbox), HK_OK);
	resolve(world, ticket.number);
	assert_int_equal(mails_of(world, "follow_up"), 0);
	wait_for(world, 4 * HK_DAY);
	wait_for(world, 4 * HK_DAY);
	assert_string_equal(world_look(world, ticket.number).closed_as, "not_asked");
}

static enum hk_result drop_addresses(struct ctx *cx, void *data)
{
	const struct ticket *ticket = data;

	return db_send(cx->db, DB_UPDATE("address", "is_failing = 1", "customer_id = $2", ""),
		       DB_ARGS(ticket->customer_id));
}

/* A ticket of Rasa whose customer no mail reaches, resolved and past the time for an undo. */
static struct ticket resolved_without_mail(struct house_world *world)
{
	struct ticket ticket = begin(world);

	assert_int_equal(ctx_write(&world->cx, drop_addresses, &ticket), HK_OK);
	resolve(world, ticket.number);
	assert_int_equal(mails_of(world, "follow_up"), 0);
	return world_look(world, ticket.number);
}

struct noting {
	int64_t number;
	bool is_solved;
};

static enum hk_result note(struct ctx *cx, void *data)
{
	const struct noting *noting = data;
	struct ticket ticket;

	HK_TRY(ticket_find(cx, noting->number, &ticket));
	return follow_up_note(cx, &ticket, noting->is_solved);
}

static void whom_no_mail_reaches_is_asked_by_phone_and_his_yes_is_noted(void **state)
{
	struct house_world *world = *state;
	struct ticket ticket = resolved_without_mail(world);
	struct noting yes = { ticket.number, true };

	assert_string_equal(last_round(world, &ticket).way, "phone");
	assert_int_equal(ticket.task_open, 1);
	world_act(world, &world->tomas);
	assert_int_equal(ctx_write(&world->cx, note, &yes), HK_OK);
	assert_string_equal(world_look(world, ticket.number).closed_as, "by_phone");
	assert_int_equal(world_look(world, ticket.number).task_open, 0);
	assert_int_equal(last_round(world, &ticket).noted_by, world->tomas.id);
	assert_all_ends(world, (struct ticket_ends){ .by_phone = 1 });
	assert_int_equal(ctx_write(&world->cx, note, &yes), HK_CONFLICT);
}

static void a_no_by_phone_reopens_with_a_fresh_promise(void **state)
{
	struct house_world *world = *state;
	struct ticket ticket = resolved_without_mail(world);
	struct noting no = { ticket.number, false };

	assert_int_equal(ctx_write(&world->cx, note, &no), HK_OK);
	ticket = world_look(world, ticket.number);
	assert_string_equal(ticket.state, "open");
	assert_int_equal(ticket.task_open, 0);
	assert_int_equal(ticket.due_at, world->cx.now + HK_DAY);
}

static void who_could_not_be_asked_is_counted_apart_from_silence(void **state)
{
	struct house_world *world = *state;
	struct ticket ticket = resolved_without_mail(world);

	wait_for(world, 4 * HK_DAY);
	wait_for(world, 4 * HK_DAY);
	assert_string_equal(world_look(world, ticket.number).closed_as, "not_asked");
	assert_int_equal(world_look(world, ticket.number).task_open, 0);
	assert_all_ends(world, (struct ticket_ends){ .not_asked = 1 });
}

struct days {
	const char *remind, *close;
	bool is_soon;
};

static enum hk_result set_days(struct ctx *cx, void *data)
{
	const struct days *days = data;

	HK_TRY(org_setting_put(cx, "follow_up_remind_days", days->remind));
	return org_setting_put(cx, "follow_up_close_days", days->close);
}

static void the_days_can_be_set_and_make_sense_whatever_is_set(void **state)
{
	struct days wishes[] = { { "1", "2", true },
				 { "0", "-5", true },
				 { "9223372036854775807", "9223372036854775807", false } };
	struct house_world *world = *state;

	for (size_t i = 0; i < HK_COUNT(wishes); i++) {
		const char *subject = hk_format(world->arena, "Matter %zu", i);
		int64_t number = world_ticket(world, subject, "Please help.").number;
		int64_t before = mails_of(world, "reminder");
		bool is_soon = wishes[i].is_soon;

		assert_int_equal(ctx_write(&world->cx, set_days, &wishes[i]), HK_OK);
		resolve(world, number);
		wait_for(world, HK_DAY + HK_SECOND);
		assert_int_equal(mails_of(world, "reminder"), before + is_soon);
		assert_string_equal(world_look(world, number).state, "resolved");
		wait_for(world, HK_DAY);
		assert_string_equal(world_look(world, number).state,
				    is_soon ? "closed" : "resolved");
	}
}

static void what_comes_back_from_the_bin_is_not_resolved_for_ever(void **state)
{
	struct house_world *world = *state;
	struct ticket ticket = begin(world);

	resolve(world, ticket.number);
	assert_int_equal(deed_put_aside(world, ticket.number, "spam", NULL), HK_OK);
	wait_for(world, 20 * HK_DAY);
	assert_int_equal(deed_restore(world, ticket.number), HK_OK);
	assert_string_equal(world_look(world, ticket.number).state, "resolved");
	wait_for(world, HK_MINUTE);
	assert_int_equal(mails_of(world, "follow_up"), 1);
	wait_for(world, 7 * HK_DAY);
	assert_string_equal(world_look(world, ticket.number).state, "closed");
}

struct thanked {
	int64_t number;
	struct history_list history;
};

static enum hk_result read_history(struct ctx *cx, void *data)
{
	struct thanked *thanked = data;
	struct ticket ticket;

	HK_TRY(ticket_find(cx, thanked->number, &ticket));
	return history_since(cx, &ticket, 0, &thanked->history);
}

static size_t thanks_of(struct house_world *world, int64_t number)
{
	struct thanked thanked = { .number = number };
	size_t count = 0;

	assert_int_equal(ctx_read(&world->cx, read_history, &thanked), HK_OK);
	for (size_t i = 0; i < thanked.history.count; i++)
		count += strcmp(thanked.history.items[i].kind, "thanked") == 0;
	return count;
}

static void confirm(struct house_world *world, int64_t number)
{
	resolve(world, number);
	world_act(world, &world->jonas);
	assert_int_equal(deed_answer(world, number, true), HK_OK);
	world_run_jobs(world);
}

static void thanks_reopen_nothing_and_are_told(void **state)
{
	static const char *const thanks[] = {
		"Thank you!",
		"THANKS a lot :-)",
		"Hello,\n\nmany thanks for your help.\n\nBest regards,\nJonas",
		"Thank you \xF0\x9F\x99\x8F",
		"Ačiū!",
		"Sveiki, labai aciu. Geros dienos!",
		"আপনাকে অনেক ধন্যবাদ।",
		"மிக்க நன்றி",
	};
	struct house_world *world = *state;
	struct ticket ticket = begin(world);
	size_t said = 0;

	confirm(world, ticket.number);
	for (size_t i = 0; i < sizeof(thanks) / sizeof(*thanks); i++) {
		int64_t told = mails_of(world, "owner");
		world->cx.now += 20 * HK_MINUTE;
		assert_int_equal(deed_word(world, ticket.number, thanks[i], false), HK_OK);
		assert_string_equal(world_look(world, ticket.number).bucket, "closed");
		assert_string_equal(world_look(world, ticket.number).closed_as, "confirmed");
		assert_int_equal(thanks_of(world, ticket.number), ++said);
		world->cx.now += 4 * HK_HOUR;
		world_run_jobs(world);
		assert_int_equal(mails_of(world, "owner"), told + 1);
	}
	assert_string_equal(world_look(world, ticket.number).preview, thanks[7]);
}

static void that_all_is_well_reopens_nothing_and_closes_nothing(void **state)
{
	static const char *const well[] = {
		"Yes, it works now. Thank you",
		"It\xE2\x80\x99s working again, thanks!",
		"All good, thanks",
		"Solved.",
		"Taip, jau veikia. Ačiū!",
		"হ্যাঁ, এখন কাজ করছে। ধন্যবাদ",
		/* a letter with its sign, and the same as one */
		"সমাধান হ\xE0\xA6\xAF\xE0\xA6\xBC\xE0\xA7\x87\xE0\xA6\x9B\xE0\xA7\x87",
		"সমাধান হ\xE0\xA7\x9F\xE0\xA7\x87\xE0\xA6\x9B\xE0\xA7\x87",
		"ஆம், இப்போது வேலை செய்கிறது. நன்றி",
	};
	struct house_world *world = *state;
	struct ticket ticket = begin(world);

	resolve(world, ticket.number);
	world_act(world, &world->jonas);
	for (size_t i = 0; i < sizeof(well) / sizeof(*well); i++) {
		assert_int_equal(deed_word(world, ticket.number, well[i], false), HK_OK);
		assert_string_equal(world_look(world, ticket.number).bucket, "resolved");
		assert_int_equal(thanks_of(world, ticket.number), i + 1);
	}
}

static void doubtful_thanks_open_it_again(void **state)
{
	static const char *const doubtful[] = {
		"Thank you?",
		"Thank you, but the lid is loose again",
		"No thanks",
		"Thanks for nothing",
		"Thank you. 2",
		"Thanks \xF0\x9F\x91\x8E",
		"Hello",
		"Best regards",
		"ধন্যবাদ, কিন্তু কাজ করছে না",
		"நன்றி. எப்போது வரும்?",
		"Ačiū, bet neveikia",
		"Yes, thank you",
		"Yes",
		"It works, but not for long",
		"Nothing works now, thanks",
		"It isn't solved, thanks",
		"Ne veikia",
		"এখন কাজ করছে না",
		("thanks thanks thanks thanks thanks thanks thanks thanks thanks thanks thanks"
		 " thanks thanks thanks thanks thanks thanks"),
	};
	struct house_world *world = *state;
	struct ticket ticket = begin(world);

	for (size_t i = 0; i < sizeof(doubtful) / sizeof(*doubtful); i++) {
		confirm(world, ticket.number);
		assert_int_equal(deed_word(world, ticket.number, doubtful[i], false), HK_OK);
		assert_string_equal(world_look(world, ticket.number).bucket, "active");
	}
	assert_int_equal(thanks_of(world, ticket.number), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		in_house(each_end_has_its_own_days_of_silence),
		in_house(an_end_that_was_taken_back_does_not_ask_for_the_next_one),
		in_house(a_word_in_between_is_no_silence),
		in_house(what_nobody_confirmed_is_counted_apart),
		in_house(who_says_no_after_the_end_is_heard),
		in_house(an_answer_before_the_question_leaves_earlier_ones_alone),
		in_house(without_a_mailbox_silence_ends_it_all_the_same),
		in_house(whom_no_mail_reaches_is_asked_by_phone_and_his_yes_is_noted),
		in_house(a_no_by_phone_reopens_with_a_fresh_promise),
		in_house(who_could_not_be_asked_is_counted_apart_from_silence),
		in_house(the_days_can_be_set_and_make_sense_whatever_is_set),
		in_house(what_comes_back_from_the_bin_is_not_resolved_for_ever),
		in_house(thanks_reopen_nothing_and_are_told),
		in_house(that_all_is_well_reopens_nothing_and_closes_nothing),
		in_house(doubtful_thanks_open_it_again),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
