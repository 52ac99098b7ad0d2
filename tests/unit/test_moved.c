/* What goes along when tickets are merged or split: history, company, promises, and who sees it. */
#include <string.h>

#include "base/text.h"
#include "base/time.h"
#include "standard/clock.h"
#include "test.h"
#include "ticket/clock/promises.h"
#include "ticket/history.h"
#include "ticket/link/merge.h"
#include "ticket/link/split.h"
#include "ticket/work/follower.h"
#include "together.h"

struct moving {
	int64_t number, into, id, at, passage_id;
	int64_t messages[8];
	size_t count;
	struct ticket ticket;
	bool is_yes;
	struct history_list history;
	struct promise_list promises;
	struct message_list seen;
};

static enum hk_result merge_work(struct ctx *cx, void *data)
{
	struct moving *moving = data;
	struct ticket from, into;
	struct merge wish = { .from = &from, .into = &into, .is_sure = true };

	HK_TRY(ticket_find(cx, moving->number, &from));
	HK_TRY(ticket_find(cx, moving->into, &into));
	return merge(cx, &wish, &moving->ticket, &moving->passage_id);
}

static struct moving merged(struct house_world *world, int64_t number, int64_t into)
{
	struct moving moving = { .number = number, .into = into };

	world_let_leave(world);
	world_act(world, &world->rasa);
	assert_int_equal(ctx_write(&world->cx, merge_work, &moving), HK_OK);
	return moving;
}

static enum hk_result part_work(struct ctx *cx, void *data)
{
	struct moving *moving = data;
	struct ticket into;

	HK_TRY(ticket_find(cx, moving->into, &into));
	return merge_undo(cx, &into, moving->passage_id, &moving->ticket);
}

static enum hk_result split_work(struct ctx *cx, void *data)
{
	struct moving *moving = data;
	struct ticket from;
	struct split wish = { .from = &from,
			      .message_ids = moving->messages,
			      .message_count = moving->count,
			      .subject = "Another matter" };

	HK_TRY(ticket_find(cx, moving->number, &from));
	return split(cx, &wish, &moving->ticket);
}

static enum hk_result promise_work(struct ctx *cx, void *data)
{
	struct moving *moving = data;
	struct promise promise = { .text = "I will call you.", .due_at = moving->at };
	struct promise_list said = { &promise, 1 };
	struct ticket ticket, old;

	HK_TRY(ticket_find(cx, moving->number, &ticket));
	if (!moving->id)
		return promises_give(cx, &ticket, promise.text, promise.due_at, &moving->id);
	old = ticket;
	HK_TRY(promises_say(cx, &ticket, &said, moving->id));
	return ticket_store(cx, &ticket, &old, "ticket.changed");
}

static enum hk_result look_work(struct ctx *cx, void *data)
{
	struct moving *moving = data;

	HK_TRY(ticket_find(cx, moving->number, &moving->ticket));
	HK_TRY(history_since(cx, &moving->ticket, 0, &moving->history));
	HK_TRY(promises_told(cx, &moving->ticket, &moving->promises));
	return message_page(cx, &moving->ticket, INT64_MAX, 50, &moving->seen);
}

static struct moving see(struct house_world *world, const struct actor *actor, int64_t number)
{
	struct moving moving = { .number = number };

	world_act(world, actor);
	assert_int_equal(ctx_read(&world->cx, look_work, &moving), HK_OK);
	return moving;
}

/* By Rasa, with that reply, or by itself (0). */
static void promised(struct house_world *world, int64_t number, int64_t reply_id, int64_t at)
{
	struct moving moving = { .number = number, .id = reply_id, .at = at };

	world_act(world, &world->rasa);
	assert_int_equal(ctx_write(&world->cx, promise_work, &moving), HK_OK);
}

static struct actor customer_of(const struct ticket *ticket)
{
	return (struct actor){ .kind = ACTOR_CUSTOMER,
			       .id = ticket->customer_id,
			       .name = "",
			       .email = "",
			       .role = "" };
}

static int64_t ona_writes(struct house_world *world)
{
	return deed_mail(world, "help@nordhome.example",
			 "From: Ona <ona@example.org>\r\nTo: help@nordhome.example\r\n"
			 "Subject: Lamp\r\nMessage-ID: <lamp@example.org>\r\n\r\nIt is dark.\r\n")
		.ticket_number;
}

static size_t lines(const struct history_list *history, const char *kind, int64_t number)
{
	size_t count = 0;

	for (size_t i = 0; i < history->count; i++)
		count += strcmp(history->items[i].kind, kind) == 0 &&
			 history->items[i].number == number;
	return count;
}

static void what_was_done_to_the_merged_one_stands_in_the_history(void **state)
{
	struct house_world *world = *state;
	int64_t one = world_ticket(world, "First", "One").number;
	int64_t two = world_ticket(world, "Second", "Two").number;
	int64_t three = world_ticket(world, "Third", "Three").number;
	struct moving seen;

	world_act(world, &world->system);
	if (world_look(world, one).owner_id != world->tomas.id)
		assert_int_equal(deed_assign(world, one, world->tomas.id, NULL), HK_OK);
	world->cx.now += HK_MINUTE;
	merged(world, one, two);
	world->cx.now += HK_MINUTE;
	merged(world, two, three);
	seen = see(world, &world->rasa, three);
	assert_int_equal(lines(&seen.history, "opened", 0), 1);
	assert_int_equal(lines(&seen.history, "opened", one), 1);
	assert_int_equal(lines(&seen.history, "opened", two), 1);
	assert_int_equal(lines(&seen.history, "merged", 0), 1);
	assert_int_equal(lines(&seen.history, "merged", two), 1);
	assert_int_equal(lines(&seen.history, "merged_into", one), 0);
	for (size_t i = 1; i < seen.history.count; i++)
		assert_true(seen.history.items[i - 1].id < seen.history.items[i].id);
}

static enum hk_result follow_work(struct ctx *cx, void *data)
{
	const struct moving *moving = data;
	struct ticket ticket;

	HK_TRY(ticket_find(cx, moving->number, &ticket));
	return follower_put(cx, &ticket, moving->is_yes);
}

static enum hk_result has_work(struct ctx *cx, void *data)
{
	struct moving *moving = data;

	HK_TRY(ticket_find(cx, moving->number, &moving->ticket));
	return follower_has(cx, &moving->ticket, &moving->is_yes);
}

static void whoever_followed_the_first_of_a_chain_follows_its_last_and_may_stop(void **state)
{
	struct house_world *world = *state;
	int64_t one = world_ticket(world, "First", "One").number;
	int64_t two = world_ticket(world, "Second", "Two").number;
	int64_t three = world_ticket(world, "Third", "Three").number;
	struct moving moving = { .number = one, .is_yes = true }, last;

	world_act(world, &world->tomas);
	assert_int_equal(ctx_write(&world->cx, follow_work, &moving), HK_OK);
	merged(world, one, two);
	last = merged(world, two, three);
	world_act(world, &world->tomas);
	moving.number = three;
	moving.is_yes = false;
	assert_int_equal(ctx_read(&world->cx, has_work, &moving), HK_OK);
	assert_true(moving.is_yes);
	assert_int_equal(moving.ticket.follower_count, 1);
	moving.is_yes = false;
	assert_int_equal(ctx_write(&world->cx, follow_work, &moving), HK_OK);
	assert_int_equal(world_look(world, three).follower_count, 0);
	/* Taken apart, none of them counts one too many or too few. */
	world_act(world, &world->rasa);
	assert_int_equal(ctx_write(&world->cx, part_work, &last), HK_OK);
	assert_int_equal(world_look(world, two).follower_count, 0);
	assert_int_equal(world_look(world, three).follower_count, 0);
}

struct giving {
	int64_t number, id;
	struct ticket ticket;
	struct message_list messages;
};

static enum hk_result give_work(struct ctx *cx, void *data)
{
	struct giving *giving = data;
	struct task_new new = { .text = "Please look for one.", .due_at = cx->now + HK_DAY };
	struct staff ugne;

	HK_TRY(ticket_find(cx, giving->number, &giving->ticket));
	HK_TRY(staff_by_email(cx, "ugne@nordhome.example", &ugne));
	new.staff_id = ugne.id;
	new.messages = &giving->ticket.last_message_id;
	new.message_count = 1;
	return task_give(cx, &giving->ticket, &new, &giving->id);
}

static enum hk_result read_work(struct ctx *cx, void *data)
{
	struct giving *giving = data;
	struct task task;

	HK_TRY(task_find(cx, giving->id, &task));
	return task_messages(cx, &task, &giving->messages);
}

static void the_doer_of_a_task_still_reads_what_was_chosen_for_him(void **state)
{
	struct house_world *world = *state;
	struct actor ugne = together_employee(world, "ugne@nordhome.example", "Ugne");
	int64_t one = world_ticket(world, "Kettle", "It is broken.").number;
	int64_t two = world_ticket(world, "Second", "Two").number;
	struct giving giving = { .number = one };

	world_act(world, &world->rasa);
	assert_int_equal(ctx_write(&world->cx, give_work, &giving), HK_OK);
	merged(world, one, two);
	assert_int_equal(world_look(world, two).task_open, 1);
	world_act(world, &ugne);
	assert_int_equal(ctx_read(&world->cx, read_work, &giving), HK_OK);
	assert_int_equal(giving.messages.count, 1);
	assert_string_equal(giving.messages.items[0].body, "It is broken.");
}

static void a_promise_goes_with_the_reply_that_gave_it(void **state)
{
	struct house_world *world = *state;
	struct ticket ticket = world_ticket(world, "Kettle", "The lid is broken.");
	int64_t soon = world->cx.now + 3 * HK_HOUR, later = world->cx.now + 5 * HK_HOUR, reply;
	struct moving moving = { .number = ticket.number, .count = 2 };

	world_act(world, &world->jonas);
	assert_int_equal(deed_word(world, ticket.number, "And my lamp is dark.", false), HK_OK);
	moving.messages[0] = world_look(world, ticket.number).last_message_id;
	world_act(world, &world->rasa);
	assert_int_equal(
		deed_reply(world, ticket.number, "I will call about the lamp.", REPLY_WAIT, &reply),
		HK_OK);
	moving.messages[1] = reply;
	promised(world, ticket.number, reply, soon);
	promised(world, ticket.number, 0, later);
	assert_int_equal(world_look(world, ticket.number).promise_due_at, soon);
	world->cx.now += HK_MINUTE;
	world_let_leave(world);
	world_act(world, &world->rasa);
	assert_int_equal(ctx_write(&world->cx, split_work, &moving), HK_OK);
	assert_int_equal(world_look(world, ticket.number).promise_due_at, later);
	assert_int_equal(world_look(world, moving.ticket.number).promise_due_at, soon);
	moving = see(world, &world->jonas, moving.ticket.number);
	assert_int_equal(moving.promises.count, 1);
	assert_int_equal(moving.promises.items[0].keeper_id, moving.ticket.owner_id);
}

static void what_was_promised_to_another_customer_stays_hidden_through_more_merges(void **state)
{
	struct house_world *world = *state;
	int64_t lamp = ona_writes(world);
	struct ticket one = world_ticket(world, "First", "One");
	int64_t two = world_ticket(world, "Second", "Two").number;
	struct actor jonas = customer_of(&one);
	struct moving last;

	promised(world, lamp, 0, world->cx.now + 3 * HK_HOUR);
	merged(world, lamp, one.number);
	assert_int_equal(see(world, &jonas, one.number).promises.count, 0);
	last = merged(world, one.number, two);
	assert_int_equal(see(world, &jonas, two).promises.count, 0);
	world_act(world, &world->rasa);
	assert_int_equal(ctx_write(&world->cx, part_work, &last), HK_OK);
	assert_int_equal(see(world, &jonas, one.number).promises.count, 0);
	assert_int_equal(see(world, &jonas, two).promises.count, 0);
}

static void what_came_with_a_merge_is_seen_by_its_customer_when_it_is_split_off(void **state)
{
	struct house_world *world = *state;
	int64_t lamp = ona_writes(world), reply;
	struct actor ona = customer_of(
		&(const struct ticket){ .customer_id = world_look(world, lamp).customer_id });
	int64_t kettle = world_ticket(world, "Kettle", "It is broken.").number;
	struct moving moving = { .number = kettle, .count = 2 };

	moving.messages[0] = world_look(world, lamp).last_message_id;
	world_act(world, &world->rasa);
	assert_int_equal(deed_reply(world, lamp, "Which lamp is it?", REPLY_WAIT, &reply), HK_OK);
	moving.messages[1] = reply;
	promised(world, lamp, reply, world->cx.now + 3 * HK_HOUR);
	world->cx.now += HK_MINUTE;
	merged(world, lamp, kettle);
	world_act(world, &world->rasa);
	assert_int_equal(ctx_write(&world->cx, split_work, &moving), HK_OK);
	assert_int_equal(moving.ticket.customer_id, ona.id);
	moving = see(world, &ona, moving.ticket.number);
	assert_int_equal(moving.seen.count, 2);
	assert_int_equal(moving.promises.count, 1);
	assert_int_equal(see(world, &world->jonas, kettle).seen.count, 1);
	assert_int_equal(world_look(world, kettle).promise_due_at, CLOCK_NEVER);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		in_house(what_was_done_to_the_merged_one_stands_in_the_history),
		in_house(whoever_followed_the_first_of_a_chain_follows_its_last_and_may_stop),
		in_house(the_doer_of_a_task_still_reads_what_was_chosen_for_him),
		in_house(a_promise_goes_with_the_reply_that_gave_it),
		in_reading_house(
			what_was_promised_to_another_customer_stays_hidden_through_more_merges),
		in_reading_house(
			what_came_with_a_merge_is_seen_by_its_customer_when_it_is_split_off),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
