/* One asks a colleague to take a ticket. */
#include "deeds.h"
#include "test.h"
#include "ticket/link/merge.h"
#include "ticket/owner/handover.h"
#include "ticket/state.h"

struct found {
	int64_t id;
	struct staff staff;
};

/* A person gives it to him, unless he has it. */
static void given(struct house_world *world, const struct ticket *ticket, const struct actor *who)
{
	world_act(world, &world->system);
	if (ticket->owner_id != who->id)
		assert_int_equal(deed_assign(world, ticket->number, who->id, NULL), HK_OK);
}

struct asking {
	int64_t number, other, to_id, id;
	const char *word;
	struct ticket ticket;
	struct handover_list list;
};

static enum hk_result ask(struct ctx *cx, void *data)
{
	struct asking *asking = data;

	HK_TRY(ticket_find(cx, asking->number, &asking->ticket));
	return handover_ask(cx, &asking->ticket, asking->to_id, asking->word);
}

static enum hk_result accept(struct ctx *cx, void *data)
{
	struct asking *asking = data;

	return handover_accept(cx, asking->id, &asking->ticket);
}

static enum hk_result decline(struct ctx *cx, void *data)
{
	const struct asking *asking = data;

	return handover_decline(cx, asking->id, asking->word);
}

static enum hk_result withdraw(struct ctx *cx, void *data)
{
	return handover_withdraw(cx, ((const struct asking *)data)->id);
}

static enum hk_result list_own(struct ctx *cx, void *data)
{
	return handover_of_actor(cx, &((struct asking *)data)->list);
}

static enum hk_result find_staff(struct ctx *cx, void *data)
{
	struct found *found = data;

	return staff_find(cx, found->id, &found->staff);
}

/* The kept count, which says as much as the list of it. */
static int64_t waits_for(struct house_world *world, const struct actor *who)
{
	struct asking asking = { .number = 0 };
	struct found found = { .id = who->id };

	world_act(world, who);
	assert_int_equal(ctx_read(&world->cx, list_own, &asking), HK_OK);
	assert_int_equal(ctx_read(&world->cx, find_staff, &found), HK_OK);
	assert_int_equal(found.staff.handovers, asking.list.count);
	return found.staff.handovers;
}

/* Rasa's ticket, and she asks Tomas. */
static struct asking asked_about(struct house_world *world, const char *subject)
{
	struct ticket ticket = world_ticket(world, subject, "It is cold.");
	struct asking asking = { .number = ticket.number,
				 .to_id = world->tomas.id,
				 .word = "You know boilers." };

	given(world, &ticket, &world->rasa);
	world_act(world, &world->rasa);
	assert_int_equal(ctx_write(&world->cx, ask, &asking), HK_OK);
	assert_int_equal(ctx_read(&world->cx, list_own, &asking), HK_OK);
	assert_int_equal(asking.list.count, 1);
	asking.id = asking.list.items[0].id;
	return asking;
}

static struct asking asked(struct house_world *world)
{
	return asked_about(world, "Boiler");
}

static void a_ticket_changes_hands_when_the_colleague_says_yes(void **state)
{
	struct house_world *world = *state;
	struct asking asking = asked(world);

	assert_int_equal(world_look(world, asking.number).owner_id, world->rasa.id);
	assert_int_equal(waits_for(world, &world->rasa), 1);
	assert_int_equal(waits_for(world, &world->tomas), 1);
	/* Nobody else says yes for him, and twice the same wish is one. */
	world_act(world, &world->rasa);
	assert_int_equal(ctx_write(&world->cx, accept, &asking), HK_NOT_FOUND);
	assert_int_equal(ctx_write(&world->cx, ask, &asking), HK_OK);
	assert_int_equal(waits_for(world, &world->tomas), 1);
	assert_int_equal(ctx_write(&world->cx, accept, &asking), HK_OK);
	assert_int_equal(world_look(world, asking.number).owner_id, world->tomas.id);
	assert_int_equal(ctx_write(&world->cx, accept, &asking), HK_CONFLICT);
	assert_int_equal(waits_for(world, &world->rasa), 0);
	assert_int_equal(waits_for(world, &world->tomas), 0);
}

static void what_is_declined_comes_back_with_a_word(void **state)
{
	struct house_world *world = *state;
	struct asking asking = asked(world);

	world_act(world, &world->tomas);
	asking.word = "I leave at noon.";
	assert_int_equal(ctx_write(&world->cx, decline, &asking), HK_OK);
	assert_int_equal(ctx_write(&world->cx, decline, &asking), HK_CONFLICT);
	assert_int_equal(waits_for(world, &world->tomas), 0);
	assert_int_equal(world_look(world, asking.number).owner_id, world->rasa.id);
	assert_int_equal(waits_for(world, &world->rasa), 1);
	assert_int_equal(ctx_read(&world->cx, list_own, &asking), HK_OK);
	assert_string_equal(asking.list.items[0].answer, "I leave at noon.");
	assert_int_equal(ctx_write(&world->cx, withdraw, &asking), HK_OK);
	assert_int_equal(waits_for(world, &world->rasa), 0);
}

static void a_no_without_a_reason_is_asked_for_one(void **state)
{
	struct house_world *world = *state;
	struct asking asking = asked(world);

	world_act(world, &world->tomas);
	asking.word = " \n";
	assert_int_equal(ctx_write(&world->cx, decline, &asking), HK_INVALID);
	assert_string_equal(world->cx.fields[0].field, "answer");
	assert_int_equal(waits_for(world, &world->tomas), 1);
}

static void who_gets_it_by_another_way_ends_the_request(void **state)
{
	struct house_world *world = *state;
	struct asking asking = asked(world);

	world_act(world, &world->admin);
	assert_int_equal(deed_assign(world, asking.number, world->admin.id, NULL), HK_OK);
	assert_int_equal(waits_for(world, &world->rasa), 0);
	assert_int_equal(waits_for(world, &world->tomas), 0);
	assert_int_equal(ctx_write(&world->cx, accept, &asking), HK_CONFLICT);
	assert_int_equal(world_look(world, asking.number).owner_id, world->admin.id);
}

static void nobody_is_asked_who_could_not_take_it(void **state)
{
	struct house_world *world = *state;
	struct ticket ticket = world_ticket(world, "Boiler", "It is cold.");
	struct asking asking = { .number = ticket.number, .to_id = 12345, .word = "" };

	given(world, &ticket, &world->rasa);
	world_act(world, &world->rasa);
	assert_int_equal(ctx_write(&world->cx, ask, &asking), HK_INVALID);
	world_act(world, &world->rasa);
	asking.to_id = world->rasa.id;
	assert_int_equal(ctx_write(&world->cx, ask, &asking), HK_CONFLICT);
	assert_int_equal(waits_for(world, &world->rasa), 0);
}

static void what_one_is_asked_comes_back_when_he_leaves_the_house(void **state)
{
	struct house_world *world = *state;
	struct asking asking = asked(world);

	world_act(world, &world->admin);
	assert_int_equal(world_leave(world, world->tomas.id), HK_OK);
	world_run_jobs(world);
	assert_int_equal(waits_for(world, &world->rasa), 1);
	assert_int_equal(ctx_read(&world->cx, list_own, &asking), HK_OK);
	assert_string_equal(asking.list.items[0].state, "declined");
	assert_false(asking.list.items[0].to_is_active);
	assert_int_equal(world_look(world, asking.number).owner_id, world->rasa.id);
	assert_int_equal(ctx_write(&world->cx, withdraw, &asking), HK_OK);
	assert_int_equal(waits_for(world, &world->rasa), 0);
}

static enum hk_result resolve(struct ctx *cx, void *data)
{
	struct asking *asking = data;

	HK_TRY(ticket_find(cx, asking->number, &asking->ticket));
	return ticket_resolve(cx, &asking->ticket, NULL);
}

static enum hk_result delete (struct ctx *cx, void *data) {
	struct asking *asking = data;

	HK_TRY(ticket_find(cx, asking->number, &asking->ticket));
	return ticket_put_aside(cx, &asking->ticket, "deleted", NULL);
}

static enum hk_result merge_away(struct ctx *cx, void *data)
{
	struct asking *asking = data;
	struct ticket into, joint;
	struct merge wish = { .from = &asking->ticket, .into = &into, .is_sure = true };
	int64_t passage_id;

	HK_TRY(ticket_find(cx, asking->number, &asking->ticket));
	HK_TRY(ticket_find(cx, asking->other, &into));
	return merge(cx, &wish, &joint, &passage_id);
}

static void nobody_takes_what_has_come_to_its_end(void **state)
{
	struct house_world *world = *state;
	static const char *const subjects[] = { "Boiler", "Kettle", "Oven" };
	ctx_work *const ends[] = { resolve, delete, merge_away };

	for (size_t i = 0; i < HK_COUNT(ends); i++) {
		struct asking asking = asked_about(world, subjects[i]);

		asking.other = world_ticket(world, "Radiator", "It is cold too.").number;
		world_act(world, &world->admin);
		assert_int_equal(ctx_write(&world->cx, ends[i], &asking), HK_OK);
		assert_int_equal(waits_for(world, &world->tomas), 0);
		assert_int_equal(waits_for(world, &world->rasa), 0);
		world_act(world, &world->tomas);
		assert_int_equal(ctx_write(&world->cx, accept, &asking), HK_CONFLICT);
		assert_int_equal(world_look(world, asking.number).owner_id, world->rasa.id);
	}
}

static void of_a_yes_and_a_withdrawal_the_earlier_one_holds(void **state)
{
	struct house_world *world = *state;
	struct asking asking = asked(world);

	world_act(world, &world->rasa);
	assert_int_equal(ctx_write(&world->cx, withdraw, &asking), HK_OK);
	world_act(world, &world->tomas);
	assert_int_equal(ctx_write(&world->cx, accept, &asking), HK_CONFLICT);
	assert_int_equal(world_look(world, asking.number).owner_id, world->rasa.id);
	assert_int_equal(waits_for(world, &world->tomas), 0);
	asking = asked(world);
	world_act(world, &world->tomas);
	assert_int_equal(ctx_write(&world->cx, accept, &asking), HK_OK);
	world_act(world, &world->rasa);
	assert_int_equal(ctx_write(&world->cx, withdraw, &asking), HK_CONFLICT);
	assert_int_equal(world_look(world, asking.number).owner_id, world->tomas.id);
	assert_int_equal(waits_for(world, &world->rasa), 0);
}

/* Tomas said no, and Rasa has not read it yet. */
static struct asking declined(struct house_world *world)
{
	struct asking asking = asked(world);

	world_act(world, &world->tomas);
	asking.word = "I leave at noon.";
	assert_int_equal(ctx_write(&world->cx, decline, &asking), HK_OK);
	return asking;
}

static void a_new_request_ends_the_unread_no_to_the_one_before(void **state)
{
	struct house_world *world = *state;
	const int64_t colleagues[] = { world->tomas.id, world->admin.id };

	for (size_t i = 0; i < HK_COUNT(colleagues); i++) {
		struct asking asking = declined(world);

		asking.to_id = colleagues[i];
		asking.word = "And now?";
		world_act(world, &world->rasa);
		assert_int_equal(ctx_write(&world->cx, ask, &asking), HK_OK);
		assert_int_equal(waits_for(world, &world->rasa), 1);
		assert_int_equal(ctx_read(&world->cx, list_own, &asking), HK_OK);
		assert_string_equal(asking.list.items[0].state, "asked");
		assert_int_equal(asking.list.items[0].to_id, colleagues[i]);
		asking.id = asking.list.items[0].id;
		assert_int_equal(ctx_write(&world->cx, withdraw, &asking), HK_OK);
		assert_int_equal(waits_for(world, &world->rasa), 0);
	}
}

static void an_unread_no_ends_when_the_ticket_changes_hands(void **state)
{
	struct house_world *world = *state;
	struct asking asking = declined(world);

	world_act(world, &world->rasa);
	assert_int_equal(deed_assign(world, asking.number, world->admin.id, NULL), HK_OK);
	assert_int_equal(waits_for(world, &world->rasa), 0);
	world_act(world, &world->rasa);
	assert_int_equal(ctx_write(&world->cx, withdraw, &asking), HK_CONFLICT);
	assert_int_equal(waits_for(world, &world->rasa), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		in_house(a_ticket_changes_hands_when_the_colleague_says_yes),
		in_house(what_is_declined_comes_back_with_a_word),
		in_house(a_no_without_a_reason_is_asked_for_one),
		in_house(who_gets_it_by_another_way_ends_the_request),
		in_house(nobody_is_asked_who_could_not_take_it),
		in_house(what_one_is_asked_comes_back_when_he_leaves_the_house),
		in_house(nobody_takes_what_has_come_to_its_end),
		in_house(of_a_yes_and_a_withdrawal_the_earlier_one_holds),
		in_house(a_new_request_ends_the_unread_no_to_the_one_before),
		in_house(an_unread_no_ends_when_the_ticket_changes_hands),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
