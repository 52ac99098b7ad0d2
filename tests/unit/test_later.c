/* Replies that wait for their time: exactly once, and never blindly. */
#include <string.h>

#include "base/text.h"
#include "base/time.h"
#include "core/i18n.h"
#include "core/job.h"
#include "deeds.h"
#include "standard/clock.h"
#include "test.h"
#include "ticket/history.h"
#include "ticket/write/draft.h"
#include "ticket/write/later.h"

struct waiting {
	int64_t number, id, send_at;
	const char *text;
	enum reply_then then;
	struct later_list list;
	struct draft draft;
	struct clock_list clocks;
	struct message_list messages;
};

static enum hk_result sight_of(struct ctx *cx, const struct ticket *ticket, struct later_sight *ret)
{
	ret->seen_id = ticket->last_message_id;
	return history_newest(cx, ticket, &ret->stood_id);
}

static enum hk_result add_work(struct ctx *cx, void *data)
{
	struct waiting *waiting = data;
	struct reply reply = { .text = waiting->text,
			       .html = "",
			       .tokens = "",
			       .then = waiting->then,
			       .hold_ms = REPLY_HOLD_MS };
	struct later_sight sight;
	struct ticket ticket;

	HK_TRY(ticket_find(cx, waiting->number, &ticket));
	HK_TRY(sight_of(cx, &ticket, &sight));
	reply.seen_id = sight.seen_id;
	reply.stood_id = sight.stood_id;
	return later_add(cx, &ticket, &reply, waiting->send_at, &waiting->id);
}

/* Rasa writes it, for tomorrow. */
static struct waiting wait_for(struct house_world *world, const char *text, enum reply_then then)
{
	struct waiting waiting = { .number = world_ticket(world, "Kettle", "It is broken.").number,
				   .send_at = world->cx.now + HK_DAY,
				   .text = text,
				   .then = then };

	world_run_jobs(world);
	world_let_leave(world);
	world_act(world, &world->rasa);
	assert_int_equal(ctx_write(&world->cx, add_work, &waiting), HK_OK);
	return waiting;
}

static enum hk_result look_work(struct ctx *cx, void *data)
{
	struct waiting *waiting = data;
	struct ticket ticket;
	enum hk_result result;

	HK_TRY(ticket_find(cx, waiting->number, &ticket));
	HK_TRY(later_of(cx, &ticket, &waiting->list));
	HK_TRY(clock_every(cx, ticket.id, &waiting->clocks));
	HK_TRY(message_page(cx, &ticket, INT64_MAX, 20, &waiting->messages));
	waiting->draft = (struct draft){ .text = "" };
	result = draft_find(cx, ticket.id, "reply", &waiting->draft);
	return result == HK_NOT_FOUND ? HK_OK : result;
}

static void look(struct house_world *world, struct waiting *waiting)
{
	assert_int_equal(ctx_read(&world->cx, look_work, waiting), HK_OK);
}

static enum hk_result now_work(struct ctx *cx, void *data)
{
	const struct waiting *waiting = data;
	struct later_sight sight;
	struct ticket ticket;

	HK_TRY(ticket_find(cx, waiting->number, &ticket));
	HK_TRY(sight_of(cx, &ticket, &sight));
	return later_now(cx, &ticket, waiting->id, &sight);
}

static enum hk_result blind_now_work(struct ctx *cx, void *data)
{
	const struct waiting *waiting = data;
	struct ticket ticket;

	HK_TRY(ticket_find(cx, waiting->number, &ticket));
	return later_now(cx, &ticket, waiting->id, &(struct later_sight){ 0, 0 });
}

static enum hk_result keep_work(struct ctx *cx, void *data)
{
	const struct waiting *waiting = data;
	struct later_sight sight;
	struct ticket ticket;

	HK_TRY(ticket_find(cx, waiting->number, &ticket));
	HK_TRY(sight_of(cx, &ticket, &sight));
	return later_keep(cx, &ticket, waiting->id, &sight);
}

static enum hk_result cancel_work(struct ctx *cx, void *data)
{
	const struct waiting *waiting = data;
	struct ticket ticket;

	HK_TRY(ticket_find(cx, waiting->number, &ticket));
	return later_cancel(cx, &ticket, waiting->id, false);
}

static enum hk_result change_work(struct ctx *cx, void *data)
{
	const struct waiting *waiting = data;
	struct ticket ticket;

	HK_TRY(ticket_find(cx, waiting->number, &ticket));
	return later_cancel(cx, &ticket, waiting->id, true);
}

/* The house runs, and its time has come. */
static void its_time_comes(struct house_world *world, const struct waiting *waiting)
{
	world_act(world, &world->system);
	world->cx.now = waiting->send_at;
	world_run_jobs(world);
	world_act(world, &world->rasa);
}

static const struct clock *first_answer(const struct waiting *waiting)
{
	for (size_t i = 0; i < waiting->clocks.count; i++)
		if (strcmp(waiting->clocks.items[i].kind, "first_answer") == 0)
			return &waiting->clocks.items[i];
	return NULL;
}

static size_t said(const struct waiting *waiting)
{
	size_t count = 0;

	for (size_t i = 0; i < waiting->messages.count; i++)
		count += strcmp(waiting->messages.items[i].kind, "out") == 0;
	return count;
}

static void it_leaves_at_its_time_and_only_once(void **state)
{
	struct house_world *world = *state;
	struct waiting waiting = wait_for(world, "We come tomorrow.", REPLY_WAIT);

	look(world, &waiting);
	assert_int_equal(waiting.list.count, 1);
	assert_int_equal(said(&waiting), 0);
	/* A minute before, nothing has left. */
	world_act(world, &world->system);
	world->cx.now = waiting.send_at - HK_MINUTE;
	world_run_jobs(world);
	look(world, &waiting);
	assert_int_equal(said(&waiting), 0);
	for (int i = 0; i < 3; i++)
		its_time_comes(world, &waiting);
	look(world, &waiting);
	assert_int_equal(said(&waiting), 1);
	assert_int_equal(waiting.list.count, 0);
	assert_int_equal(waiting.messages.items[waiting.messages.count - 1].author_id,
			 world->rasa.id);
	assert_string_equal(world_look(world, waiting.number).state, "waiting");
}

static enum hk_result run_again(struct ctx *cx, void *data)
{
	return later_send_due(cx, ((const struct waiting *)data)->id);
}

static void a_sender_that_was_killed_sends_it_once(void **state)
{
	struct house_world *world = *state;
	struct waiting waiting = wait_for(world, "We come tomorrow.", REPLY_WAIT);

	its_time_comes(world, &waiting);
	world_act(world, &world->system);
	assert_int_equal(ctx_write(&world->cx, run_again, &waiting), HK_NOT_FOUND);
	look(world, &waiting);
	assert_int_equal(said(&waiting), 1);
}

static void the_promise_is_kept_by_what_left_and_not_by_what_waits(void **state)
{
	struct house_world *world = *state;
	struct waiting waiting = wait_for(world, "We come tomorrow.", REPLY_WAIT);

	look(world, &waiting);
	assert_string_equal(first_answer(&waiting)->state, "running");
	assert_int_equal(world_look(world, waiting.number).answered_at, 0);
	its_time_comes(world, &waiting);
	assert_int_equal(world_look(world, waiting.number).answered_at, waiting.send_at);
}

static void the_customers_word_stops_it_and_its_writer_hears_so(void **state)
{
	struct house_world *world = *state;
	struct waiting waiting = wait_for(world, "We come tomorrow.", REPLY_RESOLVE);
	int64_t mails;

	world->cx.now += HK_HOUR;
	assert_int_equal(deed_word(world, waiting.number, "It works again!", false), HK_OK);
	world_act(world, &world->rasa);
	look(world, &waiting);
	assert_string_equal(waiting.list.items[0].state, "stopped");
	assert_non_null(strstr(waiting.list.items[0].reason, "Something new arrived"));
	mails = world_outbox(world, "queued");
	world_act(world, &world->system);
	world_run_jobs(world);
	assert_true(world_outbox(world, "queued") > mails);
	its_time_comes(world, &waiting);
	look(world, &waiting);
	assert_int_equal(said(&waiting), 0);
	assert_string_equal(world_look(world, waiting.number).bucket, "active");
	/* Who has not seen that word cannot send it either; who has, can. */
	assert_int_equal(ctx_write(&world->cx, blind_now_work, &waiting), HK_CONFLICT);
	assert_int_equal(ctx_write(&world->cx, now_work, &waiting), HK_OK);
	look(world, &waiting);
	assert_int_equal(said(&waiting), 1);
	assert_string_equal(world_look(world, waiting.number).state, "resolved");
}

struct mails_to {
	const char *recipient;
	int64_t count;
	const char *body;
};

static const struct db_column to_columns[] = {
	DB_COLUMN_AS(struct mails_to, count, "count(*)"),
	DB_COLUMN_AS(struct mails_to, body, "coalesce(max(body), '')"),
};
static const struct db_record to_record = DB_RECORD("outbox", struct mails_to, to_columns);

static enum hk_result count_to(struct ctx *cx, void *data)
{
	struct mails_to *mails = data, found;

	HK_TRY(db_select_one(cx->db, &to_record,
			     DB_WHERE("state = 'queued' AND recipients LIKE $2", ""),
			     DB_ARGS(hk_format(cx->arena, "%%%s%%", mails->recipient)), &found));
	mails->count = found.count;
	mails->body = found.body;
	return HK_OK;
}

static void an_owner_hears_of_it_by_one_mail_with_the_customers_words(void **state)
{
	struct house_world *world = *state;
	struct waiting waiting = wait_for(world, "We come tomorrow.", REPLY_WAIT);
	struct mails_to rasa = { .recipient = world->rasa.email };

	if (world_look(world, waiting.number).owner_id != world->rasa.id)
		assert_int_equal(deed_assign(world, waiting.number, world->rasa.id, NULL), HK_OK);
	look(world, &waiting);
	/* What was assigned has stopped it; she looked, and it waits again. */
	if (strcmp(waiting.list.items[0].state, "stopped") == 0)
		assert_int_equal(ctx_write(&world->cx, keep_work, &waiting), HK_OK);
	world_act(world, &world->system);
	world_run_jobs(world);
	world_let_leave(world);
	world->cx.now += HK_HOUR;
	world_act(world, &world->jonas);
	assert_int_equal(deed_word(world, waiting.number, "It rattles now.", false), HK_OK);
	world_act(world, &world->system);
	world_run_jobs(world);
	assert_int_equal(ctx_read(&world->cx, count_to, &rasa), HK_OK);
	assert_int_equal(rasa.count, 1);
	assert_non_null(strstr(rasa.body, "It was not sent and waits for your decision"));
	assert_non_null(strstr(rasa.body, "It rattles now."));
	/* The next word is told as every word is. */
	world_let_leave(world);
	world->cx.now += HK_HOUR;
	world_act(world, &world->jonas);
	assert_int_equal(deed_word(world, waiting.number, "Hello?", false), HK_OK);
	world_act(world, &world->system);
	world_run_jobs(world);
	assert_int_equal(ctx_read(&world->cx, count_to, &rasa), HK_OK);
	assert_int_equal(rasa.count, 1);
	assert_non_null(strstr(rasa.body, "is yours and waits for you"));
}

static void a_ticket_that_was_resolved_stops_it_whoever_did_it(void **state)
{
	struct house_world *world = *state;
	struct waiting waiting = wait_for(world, "We come tomorrow.", REPLY_WAIT);
	int64_t undo;

	assert_int_equal(deed_resolve(world, waiting.number, &undo), HK_OK);
	look(world, &waiting);
	assert_string_equal(waiting.list.items[0].state, "stopped");
	its_time_comes(world, &waiting);
	look(world, &waiting);
	assert_int_equal(said(&waiting), 0);
	assert_string_equal(world_look(world, waiting.number).state, "resolved");
}

static void what_was_looked_at_leaves_at_its_time_all_the_same(void **state)
{
	struct house_world *world = *state;
	struct waiting waiting = wait_for(world, "We come tomorrow.", REPLY_WAIT);

	assert_int_equal(deed_word(world, waiting.number, "Thank you.", false), HK_OK);
	world_act(world, &world->tomas);
	assert_int_equal(ctx_write(&world->cx, keep_work, &waiting), HK_OK);
	its_time_comes(world, &waiting);
	look(world, &waiting);
	assert_int_equal(said(&waiting), 1);
}

static void what_was_cancelled_is_its_writers_draft_again(void **state)
{
	struct house_world *world = *state;
	struct waiting waiting = wait_for(world, "We come tomorrow.", REPLY_WAIT);

	/* A colleague sees it, and stops it for her. */
	world_act(world, &world->tomas);
	look(world, &waiting);
	assert_int_equal(waiting.list.count, 1);
	assert_int_equal(ctx_write(&world->cx, cancel_work, &waiting), HK_OK);
	look(world, &waiting);
	assert_string_equal(waiting.draft.text, "");
	its_time_comes(world, &waiting);
	look(world, &waiting);
	assert_string_equal(waiting.draft.text, "We come tomorrow.");
	assert_int_equal(said(&waiting), 0);
	assert_int_equal(ctx_write(&world->cx, cancel_work, &waiting), HK_NOT_FOUND);
}

static void who_changes_it_has_it_in_his_own_reply(void **state)
{
	struct house_world *world = *state;
	struct waiting waiting = wait_for(world, "We come tomorrow.", REPLY_WAIT);

	world_act(world, &world->tomas);
	assert_int_equal(ctx_write(&world->cx, change_work, &waiting), HK_OK);
	look(world, &waiting);
	assert_string_equal(waiting.draft.text, "We come tomorrow.");
}

static void a_time_that_has_passed_and_a_gap_are_refused(void **state)
{
	struct house_world *world = *state;
	struct waiting waiting = { .number = world_ticket(world, "Kettle", "Broken").number,
				   .text = "Hello",
				   .send_at = world->cx.now };

	world_act(world, &world->rasa);
	assert_int_equal(ctx_write(&world->cx, add_work, &waiting), HK_INVALID);
	assert_string_equal(world->cx.fields[0].field, "later_at");
	waiting.send_at += 2 * 366 * HK_DAY;
	assert_int_equal(ctx_write(&world->cx, add_work, &waiting), HK_INVALID);
	waiting.send_at = world->cx.now + HK_HOUR;
	waiting.text = "Call {{?The phone}}";
	assert_int_equal(ctx_write(&world->cx, add_work, &waiting), HK_INVALID);
	look(world, &waiting);
	assert_int_equal(waiting.list.count, 0);
}

static void pressed_twice_it_waits_once(void **state)
{
	struct house_world *world = *state;
	struct waiting waiting = wait_for(world, "We come tomorrow.", REPLY_WAIT);
	int64_t first = waiting.id;

	assert_int_equal(ctx_write(&world->cx, add_work, &waiting), HK_OK);
	assert_int_equal(waiting.id, first);
	look(world, &waiting);
	assert_int_equal(waiting.list.count, 1);
}

static void eight_in_the_morning_is_eight_also_when_clocks_change(void **state)
{
	struct house_world *world = *state;
	struct i18n_formats *formats = world->cx.kit->formats;
	/* Saturday, 28 March 2026, 12:00 UTC: the night after it has an hour less. */
	const int64_t before = INT64_C(1774699200000);
	int64_t read;

	assert_int_equal(i18n_clock(formats, "Europe/Vilnius", before, 1, 8 * 60),
			 INT64_C(1774760400000));
	assert_int_equal(i18n_weekday(formats, "Europe/Vilnius", before), 6);
	assert_true(i18n_clock_read(formats, "Europe/Vilnius", "2026-03-29T08:00", &read));
	assert_int_equal(read, INT64_C(1774760400000));
	assert_string_equal(i18n_clock_write(formats, world->arena, "Asia/Dhaka", read),
			    "2026-03-29T11:00");
	assert_false(i18n_clock_read(formats, "UTC", "2026-02-31T08:00", &read));
	assert_false(i18n_clock_read(formats, "UTC", "2026-02-11 08:00", &read));
	assert_false(i18n_clock_read(formats, "UTC", "2026-02-11T08:00:00", &read));
	assert_false(i18n_clock_read(formats, "UTC", "", &read));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		in_house(it_leaves_at_its_time_and_only_once),
		in_house(a_sender_that_was_killed_sends_it_once),
		in_house(the_promise_is_kept_by_what_left_and_not_by_what_waits),
		in_house(the_customers_word_stops_it_and_its_writer_hears_so),
		in_house(an_owner_hears_of_it_by_one_mail_with_the_customers_words),
		in_house(a_ticket_that_was_resolved_stops_it_whoever_did_it),
		in_house(what_was_looked_at_leaves_at_its_time_all_the_same),
		in_house(what_was_cancelled_is_its_writers_draft_again),
		in_house(who_changes_it_has_it_in_his_own_reply),
		in_house(a_time_that_has_passed_and_a_gap_are_refused),
		in_house(pressed_twice_it_waits_once),
		in_house(eight_in_the_morning_is_eight_also_when_clocks_change),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
