/* Who fell silent has one who calls, tries that are noted, and one end. */

#include "base/time.h"
#include "growth/silent.h"
#include "test.h"
#include "together.h"

struct call {
	int64_t number, version, staff_id;
	const char *outcome, *words;
};

static enum hk_result silence_work(struct ctx *cx, void *data)
{
	return db_send(cx->db,
		       DB_UPDATE("ticket",
				 "bucket = 'closed', closed_as = 'not_confirmed',"
				 " resolved_at = $3",
				 "id = $2", ""),
		       DB_ARGS(((const struct ticket *)data)->id, cx->now));
}

/* Jonas, whose kettle Rasa or Tomas had. */
static struct ticket fell_silent(struct house_world *world)
{
	struct ticket ticket = world_ticket(world, "Kettle", "It is broken.");

	world_act(world, &world->rasa);
	assert_int_equal(ctx_write(&world->cx, silence_work, &ticket), HK_OK);
	world->cx.now += HK_DAY;
	return ticket;
}

static enum hk_result give_work(struct ctx *cx, void *data)
{
	const struct call *call = data;

	return silent_give(cx, call->number, call->version, call->staff_id);
}

static enum hk_result tried_work(struct ctx *cx, void *data)
{
	const struct call *call = data;

	return silent_tried(cx, call->number, call->version, call->words);
}

static enum hk_result end_work(struct ctx *cx, void *data)
{
	const struct call *call = data;

	return silent_end(cx, call->number, call->version, call->outcome, call->words);
}

struct look {
	int64_t ticket_id;
	struct silent_list rest, calls;
	struct silent_words words;
	struct silent_heard heard;
};

static enum hk_result look_work(struct ctx *cx, void *data)
{
	struct look *look = data;

	HK_TRY(silent_find(cx, &look->rest));
	HK_TRY(silent_calls_find(cx, &look->calls));
	HK_TRY(silent_words_find(cx, look->ticket_id, &look->words));
	return silent_heard_find(cx, &look->heard);
}

static struct look look_at(struct house_world *world, int64_t ticket_id)
{
	struct look look = { .ticket_id = ticket_id };

	assert_int_equal(ctx_read(&world->cx, look_work, &look), HK_OK);
	return look;
}

static enum hk_result act(struct house_world *world, ctx_work *work, struct call call)
{
	world->cx.field_count = 0;
	return ctx_write(&world->cx, work, &call);
}

static void only_one_person_calls_and_the_second_is_told(void **state)
{
	struct house_world *world = *state;
	struct ticket ticket = fell_silent(world);
	struct call call = { .number = ticket.number, .staff_id = world->rasa.id };
	struct look look;

	assert_int_equal(act(world, give_work, call), HK_OK);
	assert_int_equal(act(world, give_work, call), HK_OK); /* the form twice */
	look = look_at(world, ticket.id);
	assert_int_equal(look.rest.count, 0);
	assert_int_equal(look.calls.count, 1);
	assert_string_equal(look.calls.items[0].caller, "Rasa");
	world_act(world, &world->tomas);
	call.staff_id = world->tomas.id;
	assert_int_equal(act(world, give_work, call), HK_CONFLICT);
	assert_int_equal(look_at(world, ticket.id).calls.items[0].caller_id, world->rasa.id);
}

static void the_house_gives_it_to_who_knows_the_customer_and_tells_him(void **state)
{
	struct house_world *world = *state;
	struct ticket ticket = fell_silent(world);
	struct look look;

	world_act(world, &world->admin);
	assert_int_equal(act(world, give_work, (struct call){ .number = ticket.number }), HK_OK);
	look = look_at(world, ticket.id);
	assert_int_equal(look.calls.count, 1);
	assert_int_equal(look.calls.items[0].caller_id, world_look(world, ticket.number).owner_id);
	world_act(world,
		  look.calls.items[0].caller_id == world->rasa.id ? &world->rasa : &world->tomas);
	assert_int_equal(together_heard(world, "silent.given"), 1);
}

static void nobody_is_unreachable_before_three_tries_that_say_how(void **state)
{
	struct house_world *world = *state;
	struct ticket ticket = fell_silent(world);
	struct call call = { .number = ticket.number,
			     .staff_id = world->rasa.id,
			     .outcome = "unreachable",
			     .words = "No answer at noon" };
	struct look look;

	assert_int_equal(act(world, tried_work, call), HK_NOT_FOUND);
	assert_int_equal(act(world, give_work, call), HK_OK);
	for (call.version = 1; call.version <= SILENT_TRIES; call.version++) {
		assert_int_equal(act(world, end_work, call), HK_INVALID);
		assert_string_equal(world->cx.fields[0].field, "outcome");
		assert_int_equal(act(world, tried_work, call), HK_OK);
		/* The form of before, sent again, is no second try. */
		assert_int_equal(act(world, tried_work, call), HK_CONFLICT);
	}
	call.words = " ";
	assert_int_equal(act(world, end_work, call), HK_INVALID);
	call.words = "Three tries at three hours";
	assert_int_equal(act(world, end_work, call), HK_OK);
	look = look_at(world, ticket.id);
	assert_int_equal(look.calls.count, 0);
	assert_int_equal(look.words.count, SILENT_TRIES + 1);
	assert_string_equal(look.words.items[0].words, "No answer at noon");
	assert_string_equal(look.rest.items[0].outcome, "unreachable");
	assert_int_equal(look.heard.ended, 1);
	assert_int_equal(look.heard.reached, 0);
}

static void what_a_call_told_is_counted(void **state)
{
	struct house_world *world = *state;
	struct ticket ticket = fell_silent(world);
	struct call call = { .number = ticket.number,
			     .version = 1,
			     .staff_id = world->rasa.id,
			     .outcome = "sold",
			     .words = "It drips again" };
	struct look look;

	assert_int_equal(act(world, give_work, call), HK_OK);
	assert_int_equal(act(world, end_work, call), HK_INVALID);
	call.outcome = "wish";
	assert_int_equal(act(world, end_work, call), HK_OK);
	call.version++;
	assert_int_equal(act(world, end_work, call), HK_CONFLICT);
	look = look_at(world, ticket.id);
	assert_int_equal(look.heard.reached, 1);
	assert_int_equal(look.heard.missed, 1);
}

static void who_has_not_called_in_three_days_hears_of_it_once(void **state)
{
	struct house_world *world = *state;
	struct ticket ticket = fell_silent(world);
	struct call call = { .number = ticket.number, .staff_id = world->rasa.id };

	assert_int_equal(act(world, give_work, call), HK_OK);
	world->cx.now += SILENT_CALL_DAYS * HK_DAY - HK_MINUTE;
	world_run_jobs(world);
	world_act(world, &world->rasa);
	assert_int_equal(together_heard(world, "silent.late"), 0);
	world->cx.now += HK_DAY;
	world_run_jobs(world);
	world_act(world, &world->rasa);
	assert_int_equal(together_heard(world, "silent.late"), 1);
	/* A call does not grow too old to be seen. */
	world->cx.now += SILENT_DAYS * HK_DAY;
	assert_int_equal(look_at(world, ticket.id).calls.count, 1);
}

static void who_writes_again_meanwhile_needs_no_call(void **state)
{
	struct house_world *world = *state;
	struct ticket ticket = fell_silent(world);
	struct call call = { .number = ticket.number, .staff_id = world->rasa.id };

	assert_int_equal(act(world, give_work, call), HK_OK);
	(void)world_ticket(world, "Kettle again", "It is broken again.");
	world->cx.now += 5 * HK_DAY;
	world_run_jobs(world);
	world_act(world, &world->rasa);
	assert_int_equal(look_at(world, ticket.id).calls.count, 0);
	assert_int_equal(together_heard(world, "silent.late"), 0);
}

static void who_leaves_hands_on_his_calls(void **state)
{
	struct house_world *world = *state;
	struct ticket ticket = fell_silent(world);
	struct call call = { .number = ticket.number, .staff_id = world->rasa.id };

	assert_int_equal(act(world, give_work, call), HK_OK);
	world_act(world, &world->admin);
	assert_int_equal(world_leave(world, call.staff_id), HK_OK);
	world_run_jobs(world);
	world_act(world, &world->tomas);
	assert_int_equal(look_at(world, ticket.id).calls.items[0].caller_id, world->tomas.id);
	assert_int_equal(together_heard(world, "silent.given"), 1);
}

static void customers_and_who_may_not_answer_find_nothing(void **state)
{
	struct house_world *world = *state;
	struct ticket ticket = fell_silent(world);
	struct actor ola = together_employee(world, "ola@nordhome.example", "Ola");
	struct call call = { .number = ticket.number, .staff_id = world->rasa.id };

	world_act(world, &world->jonas);
	assert_int_equal(act(world, give_work, call), HK_NOT_FOUND);
	world_act(world, &ola);
	assert_int_equal(act(world, give_work, call), HK_NOT_FOUND);
	world_act(world, &world->rasa);
	call.staff_id = ola.id;
	assert_int_equal(act(world, give_work, call), HK_INVALID);
	call.number = ticket.number + 1;
	assert_int_equal(act(world, give_work, call), HK_NOT_FOUND);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		in_house(only_one_person_calls_and_the_second_is_told),
		in_house(the_house_gives_it_to_who_knows_the_customer_and_tells_him),
		in_house(nobody_is_unreachable_before_three_tries_that_say_how),
		in_house(what_a_call_told_is_counted),
		in_house(who_has_not_called_in_three_days_hears_of_it_once),
		in_house(who_writes_again_meanwhile_needs_no_call),
		in_house(who_leaves_hands_on_his_calls),
		in_house(customers_and_who_may_not_answer_find_nothing),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
