/* A word that is given to a customer: kept, broken, made good, taken back with consent. */

#include "base/time.h"
#include "deeds.h"
#include "job/jobs.h"
#include "standard/clock.h"
#include "test.h"
#include "ticket/clock/promises.h"
#include "ticket/history.h"
#include "ticket/link/merge.h"
#include "ticket/write/later.h"

struct giving {
	int64_t number, id, version, at;
	const char *text, *consent;
	struct promise_list said, list;
	struct promise promise;
	struct ticket ticket;
	struct promise_lines lines;
	struct promise_sums sums;
	enum promise_view view;
	enum reply_then then;
	size_t told;
};

static enum hk_result give_work(struct ctx *cx, void *data)
{
	struct giving *giving = data;
	struct ticket ticket;

	HK_TRY(ticket_find(cx, giving->number, &ticket));
	return promises_give(cx, &ticket, giving->text, giving->at, &giving->id);
}

static enum hk_result look_work(struct ctx *cx, void *data)
{
	struct giving *giving = data;

	HK_TRY(ticket_find(cx, giving->number, &giving->ticket));
	HK_TRY(promise_every(cx, giving->ticket.id, &giving->list));
	if (giving->id)
		HK_TRY(promise_find(cx, giving->ticket.id, giving->id, &giving->promise));
	giving->version = giving->promise.version;
	return HK_OK;
}

static void look(struct house_world *world, struct giving *giving)
{
	assert_int_equal(ctx_read(&world->cx, look_work, giving), HK_OK);
}

/* Rasa promises a call, two hours from now. */
static struct giving give(struct house_world *world)
{
	struct giving giving = { .number = world_ticket(world, "Kettle", "It is broken.").number,
				 .at = world->cx.now + 2 * HK_HOUR,
				 .text = "I will call you back at ten." };

	world_run_jobs(world);
	world_let_leave(world);
	world_act(world, &world->rasa);
	assert_int_equal(ctx_write(&world->cx, give_work, &giving), HK_OK);
	look(world, &giving);
	return giving;
}

static enum hk_result keep_work(struct ctx *cx, void *data)
{
	const struct giving *giving = data;
	struct ticket ticket;

	HK_TRY(ticket_find(cx, giving->number, &ticket));
	return promises_keep(cx, &ticket, giving->id, giving->version, giving->at);
}

static enum hk_result withdraw_work(struct ctx *cx, void *data)
{
	const struct giving *giving = data;
	struct ticket ticket;

	HK_TRY(ticket_find(cx, giving->number, &ticket));
	return promises_withdraw(cx, &ticket, giving->id, giving->version, giving->consent);
}

static enum hk_result move_work(struct ctx *cx, void *data)
{
	const struct giving *giving = data;
	struct ticket ticket;

	HK_TRY(ticket_find(cx, giving->number, &ticket));
	return promises_move(cx, &ticket, giving->id, giving->version, giving->consent, giving->at);
}

static enum hk_result again_work(struct ctx *cx, void *data)
{
	const struct giving *giving = data;
	struct ticket ticket;

	HK_TRY(ticket_find(cx, giving->number, &ticket));
	return promises_again(cx, &ticket, giving->id);
}

static enum hk_result kept_at(struct house_world *world, struct giving *giving, int64_t at)
{
	enum hk_result result;

	giving->at = at;
	result = ctx_write(&world->cx, keep_work, giving);
	look(world, giving);
	return result;
}

static void a_promise_counts_in_the_time_by_which_the_ticket_is_due(void **state)
{
	struct house_world *world = *state;
	struct giving giving = give(world);

	assert_string_equal(giving.promise.state, "open");
	assert_int_equal(giving.promise.keeper_id, world->rasa.id);
	giving.at = world->cx.now + 5 * HK_MINUTE;
	giving.text = "I will look at once.";
	assert_int_equal(ctx_write(&world->cx, give_work, &giving), HK_OK);
	look(world, &giving);
	assert_int_equal(giving.ticket.due_at, giving.promise.due_at);
	assert_string_equal(giving.ticket.due_kind, "promise");
	world_agrees(world);
	assert_int_equal(kept_at(world, &giving, world->cx.now), HK_OK);
	assert_int_equal(giving.ticket.due_at, giving.list.items[0].due_at);
	assert_int_equal(giving.ticket.promise_due_at, giving.list.items[0].due_at);
	world_agrees(world);
}

static void the_same_words_for_the_same_time_are_one_promise(void **state)
{
	struct house_world *world = *state;
	struct giving giving = give(world);
	int64_t first = giving.id;

	giving.at = giving.promise.due_at;
	assert_int_equal(ctx_write(&world->cx, give_work, &giving), HK_OK);
	look(world, &giving);
	assert_int_equal(giving.id, first);
	assert_int_equal(giving.list.count, 1);
}

static void what_has_passed_or_says_nothing_is_not_promised(void **state)
{
	struct house_world *world = *state;
	struct giving giving = give(world);

	giving.at = world->cx.now;
	assert_int_equal(ctx_write(&world->cx, give_work, &giving), HK_INVALID);
	giving.at = world->cx.now + PROMISE_MOST_DAYS * HK_DAY + HK_MINUTE;
	assert_int_equal(ctx_write(&world->cx, give_work, &giving), HK_INVALID);
	giving.at = world->cx.now + HK_HOUR;
	giving.text = " \n ";
	assert_int_equal(ctx_write(&world->cx, give_work, &giving), HK_INVALID);
	look(world, &giving);
	assert_int_equal(giving.list.count, 1);
}

static void only_one_of_two_people_settles_a_promise(void **state)
{
	struct house_world *world = *state;
	struct giving giving = give(world), other = giving;

	assert_int_equal(kept_at(world, &giving, world->cx.now), HK_OK);
	world_act(world, &world->tomas);
	other.consent = "She rang.";
	assert_int_equal(ctx_write(&world->cx, withdraw_work, &other), HK_CONFLICT);
	look(world, &giving);
	assert_string_equal(giving.promise.state, "kept");
	assert_int_equal(giving.promise.settled_by, world->rasa.id);
}

static void a_promise_is_taken_back_only_with_consent(void **state)
{
	struct house_world *world = *state;
	struct giving giving = give(world);

	giving.consent = "  ";
	assert_int_equal(ctx_write(&world->cx, withdraw_work, &giving), HK_INVALID);
	giving.consent = "He said on the phone that he no longer needs it.";
	assert_int_equal(ctx_write(&world->cx, withdraw_work, &giving), HK_OK);
	look(world, &giving);
	assert_string_equal(giving.promise.state, "withdrawn");
	assert_string_equal(giving.promise.consent, giving.consent);
	assert_int_equal(giving.ticket.promise_due_at, CLOCK_NEVER);
	world_agrees(world);
}

static void another_time_takes_the_place_of_the_first(void **state)
{
	struct house_world *world = *state;
	struct giving giving = give(world);

	giving.consent = "He asked for the afternoon.";
	giving.at = world->cx.now + 6 * HK_HOUR;
	assert_int_equal(ctx_write(&world->cx, move_work, &giving), HK_OK);
	look(world, &giving);
	assert_int_equal(giving.list.count, 2);
	assert_string_equal(giving.list.items[0].state, "withdrawn");
	assert_string_equal(giving.list.items[1].state, "open");
	assert_int_equal(giving.ticket.promise_due_at, giving.at);
	world_agrees(world);
}

static void whoever_gets_the_ticket_has_to_keep_its_promises(void **state)
{
	struct house_world *world = *state;
	struct giving giving = give(world);

	if (giving.ticket.owner_id != world->rasa.id)
		assert_int_equal(deed_assign(world, giving.number, world->rasa.id, NULL), HK_OK);
	assert_int_equal(deed_assign(world, giving.number, world->tomas.id, NULL), HK_OK);
	look(world, &giving);
	assert_int_equal(giving.promise.keeper_id, world->tomas.id);
	assert_int_equal(giving.promise.staff_id, world->rasa.id);
}

static enum hk_result release_work(struct ctx *cx, void *data)
{
	(void)data;
	return promise_release(cx, cx->actor->id);
}

static void who_has_left_keeps_nothing(void **state)
{
	struct house_world *world = *state;
	struct giving giving = give(world);

	if (giving.ticket.owner_id != world->tomas.id)
		assert_int_equal(deed_assign(world, giving.number, world->tomas.id, NULL), HK_OK);
	giving.at = world->cx.now + HK_HOUR;
	giving.text = "I will look at it too.";
	assert_int_equal(ctx_write(&world->cx, give_work, &giving), HK_OK);
	look(world, &giving);
	assert_int_equal(giving.promise.keeper_id, world->rasa.id);
	assert_int_equal(ctx_write(&world->cx, release_work, NULL), HK_OK);
	look(world, &giving);
	assert_int_equal(giving.promise.keeper_id, world->tomas.id);
}

static enum hk_result tick_work(struct ctx *cx, void *data)
{
	return promises_tell(cx, data);
}

static size_t tick(struct house_world *world)
{
	const struct actor *before = world->cx.actor;
	size_t count = 0;

	world_act(world, &world->system);
	assert_int_equal(ctx_write(&world->cx, tick_work, &count), HK_OK);
	world_run_jobs(world);
	world_act(world, before);
	return count;
}

static void its_keeper_is_warned_before_it_breaks_and_told_once_when_it_did(void **state)
{
	struct house_world *world = *state;
	struct giving giving = give(world);
	int64_t mails = world_outbox(world, "queued");

	assert_int_equal(tick(world), 0);
	world->cx.now = giving.promise.due_at - 30 * HK_MINUTE;
	assert_int_equal(tick(world), 1);
	assert_int_equal(tick(world), 0);
	look(world, &giving);
	assert_string_equal(giving.promise.state, "open");
	assert_int_equal(world_outbox(world, "queued"), mails + 1);
	world->cx.now = giving.promise.due_at;
	assert_int_equal(tick(world), 1);
	assert_int_equal(tick(world), 0);
	look(world, &giving);
	assert_string_equal(giving.promise.state, "broken");
	assert_int_equal(giving.promise.settled_at, 0);
	world_agrees(world);
}

static void a_short_promise_is_warned_of_at_half_of_its_time(void **state)
{
	struct house_world *world = *state;
	struct giving giving = give(world);

	giving.at = world->cx.now + 10 * HK_MINUTE;
	giving.text = "In ten minutes.";
	assert_int_equal(ctx_write(&world->cx, give_work, &giving), HK_OK);
	look(world, &giving);
	assert_int_equal(giving.promise.next_at, world->cx.now + 5 * HK_MINUTE);
}

static void what_was_done_in_time_is_kept_though_nobody_said_so_until_later(void **state)
{
	struct house_world *world = *state;
	struct giving giving = give(world);

	world->cx.now = giving.promise.due_at + HK_HOUR;
	tick(world);
	look(world, &giving);
	assert_int_equal(kept_at(world, &giving, giving.promise.due_at - HK_MINUTE), HK_OK);
	assert_string_equal(giving.promise.state, "kept");
}

static void what_is_made_good_later_was_broken_all_the_same(void **state)
{
	struct house_world *world = *state;
	struct giving giving = give(world);

	world->cx.now = giving.promise.due_at + HK_HOUR;
	tick(world);
	look(world, &giving);
	assert_int_equal(kept_at(world, &giving, world->cx.now), HK_OK);
	assert_string_equal(giving.promise.state, "broken");
	assert_int_equal(giving.promise.settled_at, world->cx.now);
	assert_int_equal(giving.ticket.promise_due_at, CLOCK_NEVER);
	assert_int_equal(kept_at(world, &giving, world->cx.now + HK_HOUR), HK_CONFLICT);
}

static void what_was_settled_by_mistake_is_waited_for_again(void **state)
{
	struct house_world *world = *state;
	struct giving giving = give(world);

	assert_int_equal(kept_at(world, &giving, world->cx.now), HK_OK);
	world_act(world, &world->tomas);
	assert_int_equal(ctx_write(&world->cx, again_work, &giving), HK_CONFLICT);
	world_act(world, &world->rasa);
	assert_int_equal(ctx_write(&world->cx, again_work, &giving), HK_OK);
	look(world, &giving);
	assert_string_equal(giving.promise.state, "open");
	assert_int_equal(giving.ticket.promise_due_at, giving.promise.due_at);
	world->cx.now = giving.promise.due_at;
	assert_int_equal(tick(world), 1);
	world_agrees(world);
}

static enum hk_result say_work(struct ctx *cx, void *data)
{
	struct giving *giving = data;
	struct promise said = { .text = giving->text, .due_at = giving->at };
	struct reply reply = { .text = giving->text,
			       .html = "",
			       .tokens = "",
			       .then = giving->then,
			       .promises = { &said, 1 },
			       .hold_ms = REPLY_HOLD_MS };
	struct ticket ticket;

	HK_TRY(ticket_find(cx, giving->number, &ticket));
	reply.seen_id = ticket.last_message_id;
	return reply_add(cx, &ticket, &reply, &giving->id);
}

static enum hk_result told_work(struct ctx *cx, void *data)
{
	struct giving *giving = data;
	struct promise_list told;

	HK_TRY(ticket_find(cx, giving->number, &giving->ticket));
	HK_TRY(promises_told(cx, &giving->ticket, &told));
	giving->told = told.count;
	return HK_OK;
}

static struct giving say(struct house_world *world)
{
	struct giving giving = { .number = world_ticket(world, "Kettle", "It is broken.").number,
				 .at = world->cx.now + 2 * HK_HOUR,
				 .then = REPLY_KEEP_OPEN,
				 .text = "I will call you back at ten." };

	world_act(world, &world->rasa);
	assert_int_equal(ctx_write(&world->cx, say_work, &giving), HK_OK);
	return giving;
}

static void what_a_reply_promises_is_promised_once_it_has_left(void **state)
{
	struct house_world *world = *state;
	struct giving giving = say(world);

	world_act(world, &world->jonas);
	assert_int_equal(ctx_read(&world->cx, told_work, &giving), HK_OK);
	assert_int_equal(giving.told, 0);
	world->cx.now += REPLY_HOLD_MS;
	world_let_leave(world);
	assert_int_equal(ctx_read(&world->cx, told_work, &giving), HK_OK);
	assert_int_equal(giving.told, 1);
	assert_int_equal(giving.ticket.due_at, giving.at);
}

static void a_reply_that_is_taken_back_promised_nothing(void **state)
{
	struct house_world *world = *state;
	struct giving giving = say(world);

	world_agrees(world);
	assert_int_equal(deed_undo_reply(world, giving.number, giving.id), HK_OK);
	giving.id = 0;
	look(world, &giving);
	assert_int_equal(giving.list.count, 0);
	assert_int_equal(giving.ticket.promise_due_at, CLOCK_NEVER);
	world_agrees(world);
}

static enum hk_result later_work(struct ctx *cx, void *data)
{
	struct giving *giving = data;
	struct promise said = { .text = giving->text, .due_at = giving->at };
	struct reply reply = { .text = giving->text,
			       .html = "",
			       .tokens = "",
			       .promises = { &said, 1 },
			       .then = REPLY_WAIT };
	struct ticket ticket;

	HK_TRY(ticket_find(cx, giving->number, &ticket));
	reply.seen_id = ticket.last_message_id;
	return later_add(cx, &ticket, &reply, cx->now + HK_DAY, &giving->id);
}

static void a_reply_that_leaves_later_promises_when_it_leaves(void **state)
{
	struct house_world *world = *state;
	struct giving giving = { .number = world_ticket(world, "Kettle", "It is broken.").number,
				 .at = world->cx.now + HK_HOUR,
				 .text = "I will call you back." };

	world_run_jobs(world);
	world_let_leave(world);
	world_act(world, &world->rasa);
	assert_int_equal(ctx_write(&world->cx, later_work, &giving), HK_INVALID);
	giving.at = world->cx.now + 2 * HK_DAY;
	assert_int_equal(ctx_write(&world->cx, later_work, &giving), HK_OK);
	giving.id = 0;
	look(world, &giving);
	assert_int_equal(giving.list.count, 0);
	world->cx.now += HK_DAY;
	world_act(world, &world->system);
	world_run_jobs(world);
	world_act(world, &world->rasa);
	look(world, &giving);
	assert_int_equal(giving.list.count, 1);
	assert_int_equal(giving.list.items[0].due_at, giving.at);
	assert_int_equal(giving.list.items[0].staff_id, world->rasa.id);
}

struct joining {
	int64_t from, into, passage_id;
	struct ticket ticket;
};

static enum hk_result merge_work(struct ctx *cx, void *data)
{
	struct joining *joining = data;
	struct ticket from, into;

	HK_TRY(ticket_find(cx, joining->from, &from));
	HK_TRY(ticket_find(cx, joining->into, &into));
	return merge(cx, &(struct merge){ &from, &into, true }, &joining->ticket,
		     &joining->passage_id);
}

static enum hk_result part_work(struct ctx *cx, void *data)
{
	struct joining *joining = data;
	struct ticket into, from;

	HK_TRY(ticket_find(cx, joining->into, &into));
	return merge_undo(cx, &into, joining->passage_id, &from);
}

static void promises_go_along_when_tickets_are_merged_and_come_back(void **state)
{
	struct house_world *world = *state;
	struct giving giving = give(world), other = { 0 };
	struct joining joining = { .from = giving.number };

	other.number = joining.into = world_ticket(world, "Once more", "The kettle.").number;
	world_run_jobs(world);
	world_let_leave(world);
	world_act(world, &world->rasa);
	assert_int_equal(ctx_write(&world->cx, merge_work, &joining), HK_OK);
	look(world, &other);
	assert_int_equal(other.list.count, 1);
	assert_int_equal(other.ticket.promise_due_at, giving.promise.due_at);
	assert_int_equal(other.list.items[0].keeper_id, other.ticket.owner_id);
	world_agrees(world);
	assert_int_equal(ctx_write(&world->cx, part_work, &joining), HK_OK);
	look(world, &giving);
	assert_int_equal(giving.list.count, 1);
	assert_int_equal(giving.ticket.promise_due_at, giving.promise.due_at);
	look(world, &other);
	assert_int_equal(other.list.count, 0);
	world_agrees(world);
}

static enum hk_result lists_work(struct ctx *cx, void *data)
{
	struct giving *giving = data;

	HK_TRY(promises_page(cx, giving->view, cx->now + HK_DAY, (struct ticket_cursor){ 0, 0 }, 50,
			     &giving->lines));
	return promises_sums(cx, giving->view, cx->now - 30 * HK_DAY, &giving->sums);
}

static void lists(struct house_world *world, struct giving *giving, enum promise_view view)
{
	giving->view = view;
	assert_int_equal(ctx_read(&world->cx, lists_work, giving), HK_OK);
}

static void the_lists_show_mine_and_the_teams_and_count_what_became_of_them(void **state)
{
	struct house_world *world = *state;
	struct giving giving = give(world);

	lists(world, &giving, PROMISES_MINE);
	assert_int_equal(giving.lines.count, 1);
	assert_string_equal(giving.lines.items[0].text, "I will call you back at ten.");
	world_act(world, &world->tomas);
	lists(world, &giving, PROMISES_MINE);
	assert_int_equal(giving.lines.count, 0);
	lists(world, &giving, PROMISES_TEAM);
	assert_int_equal(giving.lines.count, 1);
	world_act(world, &world->rasa);
	assert_int_equal(kept_at(world, &giving, world->cx.now), HK_OK);
	lists(world, &giving, PROMISES_TEAM);
	assert_int_equal(giving.lines.count, 0);
	assert_int_equal(giving.sums.kept, 1);
	assert_int_equal(giving.sums.broken, 0);
}

static void nobody_waits_for_what_was_promised_on_spam(void **state)
{
	struct house_world *world = *state;
	struct giving giving = give(world);

	assert_int_equal(deed_put_aside(world, giving.number, "spam", NULL), HK_OK);
	lists(world, &giving, PROMISES_TEAM);
	assert_int_equal(giving.lines.count, 0);
	world->cx.now = giving.promise.due_at;
	assert_int_equal(tick(world), 1);
	lists(world, &giving, PROMISES_TEAM);
	assert_int_equal(giving.sums.broken, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		in_house(a_promise_counts_in_the_time_by_which_the_ticket_is_due),
		in_house(the_same_words_for_the_same_time_are_one_promise),
		in_house(what_has_passed_or_says_nothing_is_not_promised),
		in_house(only_one_of_two_people_settles_a_promise),
		in_house(a_promise_is_taken_back_only_with_consent),
		in_house(another_time_takes_the_place_of_the_first),
		in_house(whoever_gets_the_ticket_has_to_keep_its_promises),
		in_house(who_has_left_keeps_nothing),
		in_house(its_keeper_is_warned_before_it_breaks_and_told_once_when_it_did),
		in_house(a_short_promise_is_warned_of_at_half_of_its_time),
		in_house(what_was_done_in_time_is_kept_though_nobody_said_so_until_later),
		in_house(what_is_made_good_later_was_broken_all_the_same),
		in_house(what_was_settled_by_mistake_is_waited_for_again),
		in_house(what_a_reply_promises_is_promised_once_it_has_left),
		in_house(a_reply_that_is_taken_back_promised_nothing),
		in_house(a_reply_that_leaves_later_promises_when_it_leaves),
		in_house(promises_go_along_when_tickets_are_merged_and_come_back),
		in_house(the_lists_show_mine_and_the_teams_and_count_what_became_of_them),
		in_house(nobody_waits_for_what_was_promised_on_spam),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
