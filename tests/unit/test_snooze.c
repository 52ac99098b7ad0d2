/* A ticket is put away until a time: out of its owner's inbox, and nothing else of it changes. */
#include <string.h>

#include "base/time.h"
#include "standard/clock.h"
#include "test.h"
#include "ticket/clock/promises.h"
#include "ticket/history.h"
#include "together.h"

struct listing {
	enum ticket_view view;
	int64_t about;
	struct ticket_lines lines;
};

static enum hk_result list_work(struct ctx *cx, void *data)
{
	struct listing *listing = data;

	return ticket_page(cx, listing->view, listing->about, (struct ticket_cursor){ 0, 0 }, 50,
			   &listing->lines);
}

/* Each line names its owner, in a list of one's own too. */
static void check_owners(struct house_world *world, const struct ticket_lines *lines)
{
	for (size_t i = 0; i < lines->count; i++) {
		struct staff owner = { .name = "", .email = "" };

		if (lines->items[i].owner_id)
			owner = together_staff(world, lines->items[i].owner_id);
		assert_string_equal(lines->items[i].owner_name, owner.name);
		assert_string_equal(lines->items[i].owner_email, owner.email);
	}
}

static size_t listed(struct house_world *world, enum ticket_view view, int64_t about)
{
	struct listing listing = { .view = view, .about = about };

	assert_int_equal(ctx_read(&world->cx, list_work, &listing), HK_OK);
	check_owners(world, &listing.lines);
	return listing.lines.count;
}

/* How many stand in Rasa's inbox, and how many she put away. */
static void check_inbox(struct house_world *world, size_t there, size_t away)
{
	struct staff rasa;

	world_act(world, &world->rasa);
	assert_int_equal(listed(world, TICKETS_MINE, world->rasa.id), there);
	assert_int_equal(listed(world, TICKETS_SNOOZED, world->rasa.id), away);
	rasa = together_staff(world, world->rasa.id);
	assert_int_equal(rasa.snoozed, away);
	assert_int_equal(rasa.active_count, there + away);
}

/* One of Rasa's, answered: its clocks rest, so that nothing warns of it. */
static int64_t quiet_ticket(struct house_world *world)
{
	struct ticket ticket = world_ticket(world, "Kettle", "It is broken.");

	world_act(world, &world->system);
	if (ticket.owner_id != world->rasa.id)
		assert_int_equal(deed_assign(world, ticket.number, world->rasa.id, NULL), HK_OK);
	world_act(world, &world->rasa);
	assert_int_equal(deed_reply(world, ticket.number, "Which one is it?", REPLY_WAIT, NULL),
			 HK_OK);
	return ticket.number;
}

static enum hk_result put(struct house_world *world, int64_t number, int64_t until, const char *why)
{
	world->cx.problem = NULL;
	world->cx.field_count = 0;
	return deed_snooze(world, number, until, why);
}

static void it_is_out_of_its_owners_inbox_and_nowhere_else(void **state)
{
	struct house_world *world = *state;
	int64_t number = quiet_ticket(world);
	struct ticket before = world_look(world, number), after;
	size_t all = listed(world, TICKETS_ACTIVE, 0);

	check_inbox(world, 1, 0);
	assert_int_equal(put(world, number, world->cx.now + HK_DAY, ""), HK_OK);
	check_inbox(world, 0, 1);
	assert_int_equal(listed(world, TICKETS_ACTIVE, 0), all);
	assert_int_equal(listed(world, TICKETS_TEAM, before.team_id), all);
	after = world_look(world, number);
	assert_string_equal(after.state, before.state);
	assert_int_equal(after.due_at, before.due_at);
}

static void it_comes_back_at_its_time_and_its_owner_hears_of_it_once(void **state)
{
	struct house_world *world = *state;
	int64_t number = quiet_ticket(world);

	assert_int_equal(put(world, number, world->cx.now + HK_HOUR, ""), HK_OK);
	world->cx.now += HK_HOUR - 1000;
	world_run_jobs(world);
	check_inbox(world, 0, 1);
	world->cx.now += 1000;
	world_run_jobs(world);
	world_run_jobs(world);
	check_inbox(world, 1, 0);
	assert_int_equal(together_heard(world, "snooze.over"), 1);
	assert_int_equal(world_look(world, number).snoozed_until, 0);
}

static void another_time_takes_the_place_of_the_first(void **state)
{
	struct house_world *world = *state;
	int64_t number = quiet_ticket(world);

	assert_int_equal(put(world, number, world->cx.now + HK_HOUR, ""), HK_OK);
	assert_int_equal(put(world, number, world->cx.now + HK_DAY, ""), HK_OK);
	world->cx.now += 2 * HK_HOUR;
	world_run_jobs(world);
	check_inbox(world, 0, 1);
	assert_int_equal(together_heard(world, "snooze.over"), 0);
	world->cx.now += HK_DAY;
	world_run_jobs(world);
	check_inbox(world, 1, 0);
}

static void a_word_of_the_customer_brings_it_back_at_once(void **state)
{
	struct house_world *world = *state;
	int64_t number = quiet_ticket(world);

	assert_int_equal(put(world, number, world->cx.now + HK_DAY, ""), HK_OK);
	world->cx.now += HK_MINUTE;
	world_act(world, &world->jonas);
	assert_int_equal(deed_word(world, number, "It is the blue one.", false), HK_OK);
	check_inbox(world, 1, 0);
	world->cx.now += 2 * HK_DAY;
	world_run_jobs(world);
	assert_int_equal(together_heard(world, "snooze.over"), 0);
}

static void a_note_and_a_reply_leave_it_away(void **state)
{
	struct house_world *world = *state;
	int64_t number = quiet_ticket(world);

	assert_int_equal(put(world, number, world->cx.now + HK_DAY, ""), HK_OK);
	world_act(world, &world->tomas);
	assert_int_equal(deed_note(world, number, "The blue one is out of stock."), HK_OK);
	check_inbox(world, 0, 1);
}

static void whoever_gets_it_finds_it_in_his_inbox(void **state)
{
	struct house_world *world = *state;
	int64_t number = quiet_ticket(world);

	assert_int_equal(put(world, number, world->cx.now + HK_DAY, ""), HK_OK);
	world_act(world, &world->system);
	assert_int_equal(deed_assign(world, number, world->tomas.id, NULL), HK_OK);
	check_inbox(world, 0, 0);
	world_act(world, &world->tomas);
	assert_int_equal(listed(world, TICKETS_MINE, world->tomas.id), 1);
	assert_int_equal(together_staff(world, world->tomas.id).snoozed, 0);
}

static void what_came_to_its_end_is_not_away_when_it_is_open_again(void **state)
{
	struct house_world *world = *state;
	int64_t number = quiet_ticket(world);

	assert_int_equal(put(world, number, world->cx.now + HK_DAY, ""), HK_OK);
	assert_int_equal(deed_resolve(world, number, NULL), HK_OK);
	check_inbox(world, 0, 0);
	assert_int_equal(deed_reopen(world, number), HK_OK);
	check_inbox(world, 1, 0);
}

static void only_its_owner_puts_it_away_and_brings_it_back(void **state)
{
	struct house_world *world = *state;
	int64_t number = quiet_ticket(world);

	world_act(world, &world->tomas);
	assert_int_equal(put(world, number, world->cx.now + HK_DAY, ""), HK_CONFLICT);
	world_act(world, &world->rasa);
	assert_int_equal(put(world, number, world->cx.now + HK_DAY, ""), HK_OK);
	world_act(world, &world->tomas);
	assert_int_equal(put(world, number, 0, ""), HK_CONFLICT);
	check_inbox(world, 0, 1);
	assert_int_equal(put(world, number, 0, ""), HK_OK);
	assert_int_equal(put(world, number, 0, ""), HK_OK);
	check_inbox(world, 1, 0);
	world_act(world, &world->jonas);
	assert_int_not_equal(put(world, number, world->cx.now + HK_DAY, ""), HK_OK);
}

static void a_time_that_is_past_or_far_away_is_refused(void **state)
{
	struct house_world *world = *state;
	int64_t number = quiet_ticket(world);

	assert_int_equal(put(world, number, world->cx.now, ""), HK_INVALID);
	assert_string_equal(world->cx.fields[0].field, "until");
	assert_int_equal(put(world, number, world->cx.now + 400 * HK_DAY, ""), HK_INVALID);
	check_inbox(world, 1, 0);
}

static enum hk_result promise_work(struct ctx *cx, void *data)
{
	struct ticket ticket;
	int64_t id;

	HK_TRY(ticket_find(cx, *(const int64_t *)data, &ticket));
	return promises_give(cx, &ticket, "I will call you.", cx->now + 4 * HK_HOUR, &id);
}

static void beyond_the_warning_of_a_promise_it_needs_a_sentence(void **state)
{
	struct house_world *world = *state;
	int64_t number = quiet_ticket(world), due;

	assert_int_equal(ctx_write(&world->cx, promise_work, &number), HK_OK);
	due = world_look(world, number).due_at;
	assert_int_equal(due, world->cx.now + 4 * HK_HOUR);
	assert_int_equal(put(world, number, due, "  "), HK_INVALID);
	assert_string_equal(world->cx.fields[0].field, "why");
	assert_int_equal(put(world, number, due - HK_HOUR, ""), HK_OK);
	assert_int_equal(put(world, number, due + HK_DAY, "Her phone is off until Friday."), HK_OK);
	assert_int_equal(world_look(world, number).due_at, due);
}

static void a_clock_that_runs_is_not_slept_through_without_a_word(void **state)
{
	struct house_world *world = *state;
	struct ticket ticket = world_ticket(world, "Kettle", "It is broken.");
	struct actor owner = ticket.owner_id == world->rasa.id ? world->rasa : world->tomas;

	world_act(world, &owner);
	assert_true(ticket.due_at < CLOCK_NEVER);
	assert_int_equal(put(world, ticket.number, ticket.due_at + HK_HOUR, ""), HK_INVALID);
	assert_int_equal(put(world, ticket.number, world->cx.now + HK_MINUTE, ""), HK_OK);
	assert_int_equal(world_look(world, ticket.number).due_at, ticket.due_at);
}

static enum hk_result history_work(struct ctx *cx, void *data)
{
	struct history_list *list = data;
	struct ticket ticket;

	HK_TRY(ticket_find(cx, 1, &ticket));
	return history_since(cx, &ticket, 0, list);
}

static void its_history_says_until_when_and_why(void **state)
{
	struct house_world *world = *state;
	int64_t number = quiet_ticket(world);
	struct history_list list;
	size_t found = 0;

	assert_int_equal(number, 1);
	assert_int_equal(put(world, number, world->cx.now + HK_DAY, "She is away."), HK_OK);
	assert_int_equal(put(world, number, 0, ""), HK_OK);
	assert_int_equal(ctx_read(&world->cx, history_work, &list), HK_OK);
	for (size_t i = 0; i < list.count; i++) {
		bool is_put = strcmp(list.items[i].kind, "snoozed") == 0;

		found += is_put || strcmp(list.items[i].kind, "woken") == 0;
		if (is_put)
			assert_non_null(strstr(list.items[i].detail, " She is away."));
	}
	assert_int_equal(found, 2);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		in_house(it_is_out_of_its_owners_inbox_and_nowhere_else),
		in_house(it_comes_back_at_its_time_and_its_owner_hears_of_it_once),
		in_house(another_time_takes_the_place_of_the_first),
		in_house(a_word_of_the_customer_brings_it_back_at_once),
		in_house(a_note_and_a_reply_leave_it_away),
		in_house(whoever_gets_it_finds_it_in_his_inbox),
		in_house(what_came_to_its_end_is_not_away_when_it_is_open_again),
		in_house(only_its_owner_puts_it_away_and_brings_it_back),
		in_house(a_time_that_is_past_or_far_away_is_refused),
		in_house(beyond_the_warning_of_a_promise_it_needs_a_sentence),
		in_house(a_clock_that_runs_is_not_slept_through_without_a_word),
		in_house(its_history_says_until_when_and_why),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
