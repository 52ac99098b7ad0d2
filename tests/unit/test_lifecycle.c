/* The steps of a purpose: who may take them, what must be there first, and how people edit them. */
#include <string.h>

#include "core/rights.h"
#include "deeds.h"
#include "house_world.h"
#include "test.h"
#include "ticket/purpose/answer.h"
#include "ticket/purpose/lifecycle.h"

struct going {
	int64_t number, version;
	const char *type, *to, *word, *steps, *moves;
	struct lifecycle lifecycle;
};

static enum hk_result go(struct ctx *cx, void *data)
{
	const struct going *going = data;
	struct ticket ticket;

	HK_TRY(ticket_find(cx, going->number, &ticket));
	return step_go(cx, &ticket, going->to, going->word);
}

static enum hk_result look(struct ctx *cx, void *data)
{
	struct going *going = data;

	return lifecycle_find(cx, going->type, &going->lifecycle);
}

static enum hk_result put(struct ctx *cx, void *data)
{
	const struct going *going = data;

	return lifecycle_put(cx, going->type, going->version, going->steps, going->moves);
}

static enum hk_result change_type(struct ctx *cx, void *data)
{
	const struct going *going = data;
	struct ticket wish;

	HK_TRY(ticket_find(cx, going->number, &wish));
	wish.type = going->type;
	return ticket_change(cx, &wish);
}

static enum hk_result answer(struct ctx *cx, void *data)
{
	const struct going *going = data;
	const char *values[QUESTIONS_MOST] = { NULL };
	struct question_form form;
	struct ticket ticket;

	HK_TRY(ticket_find(cx, going->number, &ticket));
	HK_TRY(question_form_find(cx, ticket.type, &form));
	for (size_t i = 0; i < form.questions.count; i++)
		if (strcmp(form.questions.items[i].code, going->to) == 0)
			values[i] = going->word;
	return answers_change(cx, &ticket, &form.questions, values);
}

static enum hk_result gone(struct house_world *world, int64_t number, const char *to,
			   const char *word)
{
	struct going going = { .number = number, .to = to, .word = word };

	world->cx.problem = NULL;
	world->cx.field_count = 0;
	return ctx_write(&world->cx, go, &going);
}

static void edit(struct house_world *world, const char *type, int64_t version, const char *steps,
		 const char *moves, enum hk_result result)
{
	struct going going = { .type = type, .version = version, .steps = steps, .moves = moves };

	world_act(world, &world->admin);
	world->cx.field_count = 0;
	assert_int_equal(ctx_write(&world->cx, put, &going), result);
}

/* A ticket of Rasa's, of that purpose. */
static int64_t of_type(struct house_world *world, const char *type)
{
	int64_t number = world_ticket(world, "Table", "It came broken.").number;
	struct going going = { .number = number, .type = type };

	world_act(world, &world->rasa);
	if (strcmp(type, "inquiry") != 0)
		assert_int_equal(ctx_write(&world->cx, change_type, &going), HK_OK);
	return number;
}

static void every_purpose_begins_with_steps_that_lead_on(void **state)
{
	static const char *const types[] = { "inquiry",  "order",   "service",
					     "incident", "invoice", "complaint" };
	struct house_world *world = *state;

	for (size_t i = 0; i < HK_COUNT(types); i++) {
		struct going going = { .type = types[i] };

		assert_int_equal(ctx_read(&world->cx, look, &going), HK_OK);
		assert_int_equal(going.lifecycle.version, 0);
		assert_true(going.lifecycle.steps.count >= 2);
		for (size_t k = 0; k < going.lifecycle.moves.count; k++) {
			const struct step_move *move = &going.lifecycle.moves.items[k];

			assert_non_null(lifecycle_step(&going.lifecycle, move->to_code));
			assert_true(!*move->from_code ||
				    lifecycle_step(&going.lifecycle, move->from_code) != NULL);
		}
	}
}

static void a_ticket_goes_from_step_to_step_and_no_other_way(void **state)
{
	struct house_world *world = *state;
	int64_t number = of_type(world, "order");

	assert_int_equal(gone(world, number, "sent", ""), HK_CONFLICT);
	assert_int_equal(gone(world, number, "received", ""), HK_OK);
	assert_int_equal(gone(world, number, "received", ""), HK_OK);
	assert_int_equal(gone(world, number, "confirmed", ""), HK_OK);
	assert_string_equal(world_look(world, number).step, "confirmed");
	assert_string_equal(world_look(world, number).state, "new");
	assert_int_equal(gone(world, number, "nowhere", ""), HK_CONFLICT);
	assert_int_equal(gone(world, number, "", ""), HK_CONFLICT);
}

static void what_is_missing_is_told_politely(void **state)
{
	struct house_world *world = *state;
	int64_t number = of_type(world, "order");

	assert_int_equal(gone(world, number, "received", ""), HK_OK);
	assert_int_equal(gone(world, number, "cancelled", " "), HK_CONFLICT);
	assert_non_null(strstr(world->cx.problem, "Please say in a few words"));
	assert_int_equal(gone(world, number, "cancelled", "She changed her mind."), HK_OK);
}

static void money_goes_back_only_when_a_second_person_has_looked(void **state)
{
	struct house_world *world = *state;
	int64_t number = of_type(world, "invoice");

	assert_int_equal(gone(world, number, "checked", "Charged twice"), HK_OK);
	assert_int_equal(gone(world, number, "corrected", "20 EUR"), HK_CONFLICT);
	assert_non_null(strstr(world->cx.problem, "somebody else"));
	world_act(world, &world->tomas);
	assert_int_equal(gone(world, number, "corrected", "20 EUR"), HK_OK);
	assert_int_equal(world_look(world, number).step_by, world->tomas.id);
}

static void a_step_waits_for_the_answer_to_a_question(void **state)
{
	struct house_world *world = *state;
	int64_t number = of_type(world, "order");
	struct going going = { .number = number, .to = "order", .word = "A-17" };

	edit(world, "order", 0, "packed: Packed", "> packed: ticket.reply, answer order", HK_OK);
	world_act(world, &world->rasa);
	assert_int_equal(gone(world, number, "packed", ""), HK_CONFLICT);
	assert_non_null(strstr(world->cx.problem, "Please answer first"));
	assert_int_equal(ctx_write(&world->cx, answer, &going), HK_OK);
	assert_int_equal(gone(world, number, "packed", ""), HK_OK);
}

static void who_has_not_the_right_does_not_take_the_step(void **state)
{
	struct house_world *world = *state;
	int64_t number = of_type(world, "order");

	edit(world, "order", 0, "sent: Sent", "> sent: admin", HK_OK);
	world_act(world, &world->rasa);
	assert_int_equal(gone(world, number, "sent", ""), HK_DENIED);
	world_act(world, &world->admin);
	assert_int_equal(gone(world, number, "sent", ""), HK_OK);
}

static void where_there_are_ends_nothing_is_resolved_before_one(void **state)
{
	struct house_world *world = *state;
	int64_t number = of_type(world, "order"), id;

	edit(world, "order", 0, "packed: Packed\nhome: At home / lt Namuose (end)",
	     "> packed: ticket.reply\npacked > home: ticket.reply", HK_OK);
	world_act(world, &world->rasa);
	assert_int_equal(deed_resolve(world, number, NULL), HK_CONFLICT);
	assert_non_null(strstr(world->cx.problem, "At home"));
	assert_int_equal(gone(world, number, "packed", ""), HK_OK);
	assert_int_not_equal(deed_reply(world, number, "It is there.", REPLY_RESOLVE, &id), HK_OK);
	assert_int_equal(gone(world, number, "home", ""), HK_OK);
	assert_int_equal(deed_resolve(world, number, NULL), HK_OK);
}

static void another_purpose_begins_anew(void **state)
{
	struct house_world *world = *state;
	int64_t number = of_type(world, "order");
	struct going going = { .number = number, .type = "incident" };

	assert_int_equal(gone(world, number, "received", ""), HK_OK);
	assert_int_equal(ctx_write(&world->cx, change_type, &going), HK_OK);
	assert_string_equal(world_look(world, number).step, "");
	assert_int_equal(gone(world, number, "confirmed", ""), HK_OK);
}

static void a_change_is_a_new_version_and_wrong_lines_are_named(void **state)
{
	static const char *const steps[] = { "packed", "packed:", "Big: Packed", "a: A\na: B",
					     "a: A / klingon B" };
	static const char *const moves[] = { "a b: ticket.reply",
					     "a > c: ticket.reply",
					     "a > b: everybody",
					     "a > b: ticket.reply, blood",
					     "> b",
					     "> a: ticket.reply\n>a: ticket.read",
					     "a > b: ticket.reply, answer nothing" };
	struct house_world *world = *state;

	for (size_t i = 0; i < HK_COUNT(steps); i++) {
		edit(world, "order", 0, steps[i], "", HK_INVALID);
		assert_string_equal(world->cx.fields[0].field, "steps");
	}
	for (size_t i = 0; i < HK_COUNT(moves); i++) {
		edit(world, "order", 0, "a: A\nb: B", moves[i], HK_INVALID);
		assert_string_equal(world->cx.fields[0].field, "moves");
	}
	/* An end that nobody comes to would leave each ticket open. */
	edit(world, "order", 0, "a: A\nb: B (end)", "> a: ticket.reply\nb > a: ticket.reply",
	     HK_INVALID);
	assert_string_equal(world->cx.fields[0].field, "moves");
	edit(world, "order", 0, "a: A", "> a: ticket.reply", HK_OK);
	edit(world, "order", 0, "a: A", "", HK_CONFLICT);
	edit(world, "order", 1, "", "", HK_OK);
	edit(world, "nothing", 0, "", "", HK_NOT_FOUND);
}

static void what_is_written_is_read_again(void **state)
{
	static const char steps[] =
		"packed: Packed / lt Supakuota / bn প্যাক\nhome: At home (end)\n";
	static const char moves[] =
		"> packed: ticket.reply, answer order\npacked > home: admin, word, second\n";
	struct house_world *world = *state;
	struct going going = { .type = "order" };
	const struct step *step;

	edit(world, "order", 0, steps, moves, HK_OK);
	assert_int_equal(ctx_read(&world->cx, look, &going), HK_OK);
	assert_string_equal(lifecycle_steps_write(&world->cx, &going.lifecycle), steps);
	assert_string_equal(lifecycle_moves_write(&world->cx, &going.lifecycle), moves);
	step = lifecycle_step(&going.lifecycle, "packed");
	assert_string_equal(step_label(&world->cx, step, "lt"), "Supakuota");
	assert_string_equal(step_label(&world->cx, step, "ta"), "Packed");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		in_house(every_purpose_begins_with_steps_that_lead_on),
		in_house(a_ticket_goes_from_step_to_step_and_no_other_way),
		in_house(what_is_missing_is_told_politely),
		in_house(money_goes_back_only_when_a_second_person_has_looked),
		in_house(a_step_waits_for_the_answer_to_a_question),
		in_house(who_has_not_the_right_does_not_take_the_step),
		in_house(where_there_are_ends_nothing_is_resolved_before_one),
		in_house(another_purpose_begins_anew),
		in_house(a_change_is_a_new_version_and_wrong_lines_are_named),
		in_house(what_is_written_is_read_again),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
