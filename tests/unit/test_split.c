/* One ticket that is two matters, and how tickets hang together. */

#include "base/text.h"
#include "base/time.h"
#include "deeds.h"
#include "test.h"
#include "ticket/link/merge.h"
#include "ticket/link/split.h"
#include "ticket/link/tie.h"

struct step {
	int64_t number, other;
	int64_t ids[4];
	size_t count;
	const char *kind, *subject;
	int64_t id, owner_id;
	struct ticket ticket;
	struct tie_lines ties;
	struct message_list messages;
};

static enum hk_result take_apart(struct ctx *cx, void *data)
{
	struct step *step = data;
	struct ticket from;
	struct split wish = { .from = &from,
			      .message_ids = step->ids,
			      .message_count = step->count,
			      .subject = step->subject,
			      .owner_id = step->owner_id };

	HK_TRY(ticket_find(cx, step->number, &from));
	return split(cx, &wish, &step->ticket);
}

static enum hk_result tie(struct ctx *cx, void *data)
{
	struct step *step = data;
	struct ticket one, other;

	HK_TRY(ticket_find(cx, step->number, &one));
	HK_TRY(ticket_find(cx, step->other, &other));
	return tie_add(cx, step->kind, &one, &other);
}

static enum hk_result untie(struct ctx *cx, void *data)
{
	struct step *step = data;
	struct ticket one;

	HK_TRY(ticket_find(cx, step->number, &one));
	return tie_remove(cx, &one, step->id);
}

static enum hk_result join(struct ctx *cx, void *data)
{
	struct step *step = data;
	struct ticket from, into;
	struct merge wish = { .from = &from, .into = &into };

	HK_TRY(ticket_find(cx, step->number, &from));
	HK_TRY(ticket_find(cx, step->other, &into));
	return merge(cx, &wish, &step->ticket, &step->id);
}

static enum hk_result look(struct ctx *cx, void *data)
{
	struct step *step = data;

	HK_TRY(ticket_find(cx, step->number, &step->ticket));
	HK_TRY(message_page(cx, &step->ticket, INT64_MAX, 50, &step->messages));
	return tie_every(cx, &step->ticket, &step->ties);
}

static struct step see(struct house_world *world, int64_t number)
{
	struct step step = { .number = number };

	world_act(world, &world->rasa);
	assert_int_equal(ctx_read(&world->cx, look, &step), HK_OK);
	return step;
}

/* A ticket with two words of its customer. */
static struct step two_words(struct house_world *world)
{
	struct ticket ticket = world_ticket(world, "Kettle", "The lid is broken.");

	world->cx.now += HK_HOUR;
	world_act(world, &world->jonas);
	assert_int_equal(deed_word(world, ticket.number, "My lamp does not burn.", false), HK_OK);
	world->cx.now += HK_HOUR;
	return see(world, ticket.number);
}

static void a_split_ticket_has_its_own_owner_promise_and_link(void **state)
{
	struct house_world *world = *state;
	struct step first = two_words(world);
	struct step step = { .number = first.number,
			     .ids = { first.messages.items[1].id },
			     .count = 1,
			     .subject = "Lamp" };
	int64_t mails;

	world_run_jobs(world);
	mails = world_outbox(world, "queued");
	world_act(world, &world->rasa);
	assert_int_equal(ctx_write(&world->cx, take_apart, &step), HK_OK);

	struct step new = see(world, step.ticket.number), old = see(world, first.number);

	assert_string_equal(new.ticket.subject, "Lamp");
	assert_string_equal(new.ticket.state, "new");
	assert_int_equal(new.ticket.due_at, world->cx.now + 4 * HK_HOUR);
	assert_int_not_equal(new.ticket.owner_id, 0);
	assert_int_equal(new.ticket.customer_id, first.ticket.customer_id);
	assert_int_equal(new.messages.count, 1);
	assert_int_equal(new.messages.items[0].at, WORLD_BEGIN + HK_HOUR);
	assert_int_equal(old.messages.count, 1);
	assert_int_equal(old.ticket.last_in_at, WORLD_BEGIN);
	assert_int_equal(new.ties.count, 1);
	assert_string_equal(new.ties.items[0].kind, "split");
	assert_int_equal(new.ties.items[0].line.number, first.number);
	assert_int_equal(new.ties.items[0].is_back, 0);
	assert_int_equal(old.ties.count, 1);
	assert_int_equal(old.ties.items[0].is_back, 1);
	/* He is not told that something arrived; its owner may be. */
	world_run_jobs(world);
	assert_true(world_outbox(world, "queued") <= mails + 1);
	world_agrees(world);
}

static void a_split_is_given_to_nobody_who_cannot_answer(void **state)
{
	struct house_world *world = *state;
	struct step first = two_words(world);
	struct step step = { .number = first.number,
			     .ids = { first.messages.items[1].id },
			     .count = 1,
			     .subject = "Lamp",
			     .owner_id = world->tomas.id };

	world_act(world, &world->admin);
	assert_int_equal(world_leave(world, world->tomas.id), HK_OK);
	world_act(world, &world->rasa);
	assert_int_equal(ctx_write(&world->cx, take_apart, &step), HK_INVALID);
	assert_string_equal(world->cx.fields[0].field, "owner");
	step.owner_id = 12345;
	assert_int_equal(ctx_write(&world->cx, take_apart, &step), HK_INVALID);
	assert_string_equal(world->cx.fields[0].field, "owner");
	assert_int_equal(see(world, first.number).messages.count, 2);
}

static void a_split_leaves_something_and_takes_a_word_of_the_customer(void **state)
{
	struct house_world *world = *state;
	struct step first = two_words(world);
	struct step step = { .number = first.number,
			     .ids = { first.messages.items[0].id, first.messages.items[1].id },
			     .count = 2,
			     .subject = "Lamp" };

	assert_int_equal(ctx_write(&world->cx, take_apart, &step), HK_INVALID);
	world_act(world, &world->rasa);
	step.count = 0;
	assert_int_equal(ctx_write(&world->cx, take_apart, &step), HK_INVALID);
	world_act(world, &world->rasa);
	assert_int_equal(deed_note(world, first.number, "He called."), HK_OK);
	step.ids[0] = see(world, first.number).messages.items[2].id;
	step.count = 1;
	assert_int_equal(ctx_write(&world->cx, take_apart, &step), HK_INVALID);
	/* A message of another ticket is none of this one. */
	step.ids[0] = see(world, world_ticket(world, "Other", "Other").number).messages.items[0].id;
	world_act(world, &world->rasa);
	assert_int_equal(ctx_write(&world->cx, take_apart, &step), HK_INVALID);
	world_agrees(world);
}

static void what_somebody_else_wrote_becomes_his_own_ticket(void **state)
{
	struct house_world *world = *state;
	struct ticket first;
	struct step step = { .count = 2, .subject = "Lamp" }, new;
	struct actor anna;

	deed_mail(
		world, "help@nordhome.example",
		"From: Jonas <jonas@example.net>\r\nTo: help@nordhome.example, anna@example.lt\r\n"
		"Subject: Kettle\r\nMessage-ID: <one@example.net>\r\n\r\nIt is broken.\r\n");
	deed_mail(world, "help@nordhome.example",
		  "From: Anna <anna@example.lt>\r\nTo: help@nordhome.example\r\n"
		  "In-Reply-To: <one@example.net>\r\nSubject: Re: Kettle\r\n"
		  "Message-ID: <two@example.lt>\r\n\r\nMy lamp too.\r\n");
	first = world_look(world, 1);
	world_act(world, &world->rasa);
	assert_int_equal(deed_note(world, 1, "Ask the workshop."), HK_OK);

	struct step before = see(world, 1);

	assert_int_equal(before.messages.count, 3);
	step.number = 1;
	step.ids[0] = before.messages.items[1].id;
	step.ids[1] = before.messages.items[2].id;
	assert_int_equal(ctx_write(&world->cx, take_apart, &step), HK_OK);
	new = see(world, step.ticket.number);
	assert_int_not_equal(new.ticket.customer_id, first.customer_id);
	assert_int_equal(new.messages.count, 2);
	anna = (struct actor){ .kind = ACTOR_CUSTOMER,
			       .id = new.ticket.customer_id,
			       .name = "",
			       .email = "",
			       .role = "" };
	world_act(world, &anna);
	new.number = step.ticket.number;
	assert_int_equal(ctx_read(&world->cx, look, &new), HK_OK);
	assert_int_equal(new.messages.count, 1);
	/* What she answers to her mail comes to her own ticket now. */
	assert_int_equal(deed_mail(world, "help@nordhome.example",
				   "From: Anna <anna@example.lt>\r\nTo: help@nordhome.example\r\n"
				   "In-Reply-To: <two@example.lt>\r\nSubject: Re: Kettle\r\n"
				   "Message-ID: <three@example.lt>\r\n\r\nAny news?\r\n")
				 .ticket_number,
			 step.ticket.number);
	world_agrees(world);
}

static void both_tickets_show_what_they_have_to_do_with_each_other(void **state)
{
	struct house_world *world = *state;
	struct ticket one = world_ticket(world, "Lamp", "It is dark.");
	struct ticket storm = world_ticket(world, "Storm", "Nothing works.");
	struct step step = { .number = one.number, .other = storm.number, .kind = "caused" }, sight;

	assert_int_equal(see(world, one.number).ties.count, 0);
	assert_int_equal(ctx_write(&world->cx, tie, &step), HK_OK);
	assert_int_equal(ctx_write(&world->cx, tie, &step), HK_CONFLICT);
	sight = see(world, storm.number);
	assert_int_equal(sight.ties.count, 1);
	assert_int_equal(sight.ties.items[0].is_back, 1);
	assert_int_equal(sight.ties.items[0].line.number, one.number);
	assert_string_equal(sight.ties.items[0].line.state, "new");
	/* Taken away from either side, but not from a third. */
	step.id = sight.ties.items[0].id;
	step.number = world_ticket(world, "Third", "Third").number;
	world_act(world, &world->rasa);
	assert_int_equal(ctx_write(&world->cx, untie, &step), HK_NOT_FOUND);
	step.number = storm.number;
	assert_int_equal(ctx_write(&world->cx, untie, &step), HK_OK);
	assert_int_equal(see(world, one.number).ties.count, 0);
	assert_int_equal(see(world, one.number).ticket.tie_count, 0);
	world_agrees(world);
}

static void what_belongs_to_a_ticket_does_not_own_it(void **state)
{
	struct house_world *world = *state;
	struct ticket one = world_ticket(world, "One", "One");
	struct ticket two = world_ticket(world, "Two", "Two");
	struct ticket three = world_ticket(world, "Three", "Three");
	struct step step = { .number = one.number, .other = two.number, .kind = "belongs" };

	world_act(world, &world->rasa);
	assert_int_equal(ctx_write(&world->cx, tie, &step), HK_OK);
	step = (struct step){ .number = two.number, .other = three.number, .kind = "belongs" };
	assert_int_equal(ctx_write(&world->cx, tie, &step), HK_OK);
	step = (struct step){ .number = three.number, .other = one.number, .kind = "belongs" };
	assert_int_equal(ctx_write(&world->cx, tie, &step), HK_INVALID);
	world_act(world, &world->rasa);
	step = (struct step){ .number = one.number, .other = one.number, .kind = "caused" };
	assert_int_equal(ctx_write(&world->cx, tie, &step), HK_INVALID);
}

static void ties_of_a_merged_ticket_are_those_of_what_became_of_it(void **state)
{
	struct house_world *world = *state;
	struct ticket one = world_ticket(world, "One", "One");
	struct ticket two = world_ticket(world, "Two", "Two");
	struct ticket storm = world_ticket(world, "Storm", "Storm");
	struct step step = { .number = one.number, .other = storm.number, .kind = "belongs" },
		    sight;

	world_act(world, &world->rasa);
	assert_int_equal(ctx_write(&world->cx, tie, &step), HK_OK);
	step = (struct step){ .number = one.number, .other = two.number };
	assert_int_equal(ctx_write(&world->cx, join, &step), HK_OK);
	sight = see(world, two.number);
	assert_int_equal(sight.ties.count, 1);
	assert_int_equal(sight.ties.items[0].is_back, 0);
	assert_int_equal(see(world, storm.number).ties.items[0].line.number, two.number);
	step.id = sight.ties.items[0].id;
	step.number = two.number;
	assert_int_equal(ctx_write(&world->cx, untie, &step), HK_OK);
	assert_int_equal(see(world, two.number).ticket.tie_count, 0);
	world_agrees(world);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		in_house(a_split_ticket_has_its_own_owner_promise_and_link),
		in_house(a_split_leaves_something_and_takes_a_word_of_the_customer),
		in_house(a_split_is_given_to_nobody_who_cannot_answer),
		in_reading_house(what_somebody_else_wrote_becomes_his_own_ticket),
		in_house(both_tickets_show_what_they_have_to_do_with_each_other),
		in_house(what_belongs_to_a_ticket_does_not_own_it),
		in_house(ties_of_a_merged_ticket_are_those_of_what_became_of_it),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
