/* From which harm which priority follows, and what an override asks for. */
#include <string.h>

#include "deeds.h"
#include "house_world.h"
#include "standard/availability.h"
#include "test.h"
#include "ticket/history.h"
#include "ticket/purpose/harm.h"

/* A change of one ticket, or of the matrix. */
struct step {
	int64_t number;
	const char *harms, *priority, *reason;
	struct harm_matrix matrix;
	struct history_list history;
};

static enum hk_result change(struct ctx *cx, void *data)
{
	const struct step *step = data;
	struct ticket wish;

	HK_TRY(ticket_find(cx, step->number, &wish));
	wish.harms = step->harms;
	wish.priority = step->priority;
	wish.priority_reason = step->reason;
	return ticket_change(cx, &wish);
}

static enum hk_result read_matrix(struct ctx *cx, void *data)
{
	return harm_matrix_find(cx, &((struct step *)data)->matrix);
}

static enum hk_result write_matrix(struct ctx *cx, void *data)
{
	return harm_matrix_change(cx, &((struct step *)data)->matrix);
}

static enum hk_result read_history(struct ctx *cx, void *data)
{
	struct step *step = data;
	struct ticket ticket;

	HK_TRY(ticket_find(cx, step->number, &ticket));
	return history_since(cx, &ticket, 0, &step->history);
}

static struct step begin(struct house_world *world)
{
	struct step step = { .number = world_ticket(world, "Car", "It stopped.").number,
			     .harms = "",
			     .priority = "",
			     .reason = "" };

	world_act(world, &world->rasa);
	return step;
}

static struct ticket judged(struct house_world *world, const struct step *step)
{
	struct step copy = *step;

	assert_int_equal(ctx_write(&world->cx, change, &copy), HK_OK);
	return world_look(world, step->number);
}

static const char *told(struct house_world *world, struct step *step)
{
	assert_int_equal(ctx_read(&world->cx, read_history, step), HK_OK);
	for (size_t i = step->history.count; i > 0; i--)
		if (strcmp(step->history.items[i - 1].kind, "priority") == 0)
			return step->history.items[i - 1].detail;
	return "";
}

static void somebody_stranded_is_urgent_and_the_ticket_says_why(void **state)
{
	struct house_world *world = *state;
	struct step step = begin(world);
	struct ticket ticket;

	step.harms = "stranded";
	ticket = judged(world, &step);
	assert_string_equal(ticket.priority, "urgent");
	assert_string_equal(ticket.priority_harm, "stranded");
	assert_string_equal(ticket.priority_reason, "");
	assert_string_equal(told(world, &step), "urgent harm stranded");
	step.harms = "";
	ticket = judged(world, &step);
	assert_string_equal(ticket.priority, "normal");
	assert_string_equal(told(world, &step), "normal none");
}

static void harms_together_weigh_more_than_each_alone(void **state)
{
	struct house_world *world = *state;
	struct step step = begin(world);

	step.harms = "vulnerable";
	assert_string_equal(judged(world, &step).priority, "high");
	step.harms = "vulnerable deadline";
	assert_string_equal(judged(world, &step).priority, "urgent");
	assert_string_equal(world_look(world, step.number).priority_harm, "vulnerable");
	step.harms = "money deadline";
	assert_string_equal(judged(world, &step).priority, "high");
	assert_string_equal(world_look(world, step.number).priority_harm, "money");
}

static void another_priority_than_the_harm_says_needs_a_reason(void **state)
{
	struct house_world *world = *state;
	struct step step = begin(world);
	struct ticket ticket;

	step.harms = "money";
	step.priority = "low";
	step.reason = " ";
	assert_int_equal(ctx_write(&world->cx, change, &step), HK_INVALID);
	assert_string_equal(world->cx.fields[0].field, "priority_reason");
	world_act(world, &world->rasa);
	step.reason = "A voucher\n made up for it.";
	ticket = judged(world, &step);
	assert_string_equal(ticket.priority, "low");
	assert_string_equal(ticket.priority_harm, "");
	assert_string_equal(ticket.priority_reason, "A voucher made up for it.");
	assert_string_equal(told(world, &step), "low own A voucher made up for it.");
	step.priority = "high";
	ticket = judged(world, &step);
	assert_string_equal(ticket.priority_harm, "money");
	assert_string_equal(ticket.priority_reason, "");
}

static void a_new_matrix_leaves_old_tickets_as_they_are(void **state)
{
	struct house_world *world = *state;
	struct step step = begin(world), other;
	size_t lines;

	step.harms = "stranded";
	judged(world, &step);
	assert_int_equal(ctx_read(&world->cx, read_matrix, &step), HK_OK);
	assert_int_equal(step.matrix.version, 0);
	step.matrix.items[1].alone = "low";
	world_act(world, &world->admin);
	assert_int_equal(ctx_write(&world->cx, write_matrix, &step), HK_OK);
	assert_string_equal(world_look(world, step.number).priority, "urgent");
	world_act(world, &world->rasa);
	told(world, &step);
	lines = step.history.count;
	assert_string_equal(judged(world, &step).priority, "urgent");
	told(world, &step);
	assert_int_equal(step.history.count, lines);
	other = step;
	other.number = world_ticket(world, "Boat", "It sank.").number;
	world_act(world, &world->rasa);
	assert_string_equal(judged(world, &other).priority, "low");
}

static void of_two_who_edit_the_matrix_the_second_looks_again(void **state)
{
	struct house_world *world = *state;
	struct step first = { .number = 0 }, second;

	world_act(world, &world->admin);
	assert_int_equal(ctx_read(&world->cx, read_matrix, &first), HK_OK);
	second = first;
	first.matrix.items[0].alone = "high";
	assert_int_equal(ctx_write(&world->cx, write_matrix, &first), HK_OK);
	second.matrix.items[0].alone = "low";
	assert_int_equal(ctx_write(&world->cx, write_matrix, &second), HK_CONFLICT);
	assert_int_equal(ctx_read(&world->cx, read_matrix, &second), HK_OK);
	assert_int_equal(second.matrix.version, 1);
	assert_string_equal(second.matrix.items[0].alone, "high");
	second.matrix.items[0].alone = "soon";
	assert_int_equal(ctx_write(&world->cx, write_matrix, &second), HK_INVALID);
	assert_string_equal(world->cx.fields[0].field, "safety_alone");
}

static void harms_are_told_once_and_in_order(void **state)
{
	static const char *const codes[] = { "many", "safety", "many" };
	static const char *const odd[] = { "safety", "noise" };
	struct house_world *world = *state;
	const char *harms;

	assert_int_equal(harms_of(&world->cx, codes, 3, &harms), HK_OK);
	assert_string_equal(harms, "safety many");
	assert_true(harm_is_among(harms, "many"));
	assert_false(harm_is_among(harms, "man"));
	assert_false(harm_is_among(harms, "money"));
	assert_int_equal(harms_of(&world->cx, odd, 2, &harms), HK_INVALID);
	assert_string_equal(world->cx.fields[0].field, "harms");
}

static void a_request_is_judged_when_it_is_opened(void **state)
{
	struct house_world *world = *state;
	struct intake_request request = { .channel = "web",
					  .type = "incident",
					  .priority = "",
					  .harms = "safety",
					  .subject = "Gas",
					  .text = "It smells of gas.",
					  .language = "",
					  .name = "Jonas",
					  .email = "jonas@example.net",
					  .phone = "",
					  .key = "gas" };
	struct ticket ticket;
	struct step step;

	assert_int_equal(intake_request(&world->cx, &request, &ticket), HK_OK);
	assert_string_equal(world_look(world, ticket.number).priority, "urgent");
	assert_string_equal(world_look(world, ticket.number).harms, "safety");
	step.number = ticket.number;
	assert_string_equal(told(world, &step), "urgent harm safety");
	request.key = "gas again";
	request.priority = "normal";
	assert_int_equal(intake_request(&world->cx, &request, &ticket), HK_INVALID);
}

static enum hk_result go_away(struct ctx *cx, void *data)
{
	return availability_status_put(cx, *(const int64_t *)data, "away", 0);
}

static void what_becomes_urgent_leaves_an_owner_who_is_not_there(void **state)
{
	struct house_world *world = *state;
	struct step theirs = begin(world), own = theirs;
	struct ticket ticket;

	own.number = world_ticket(world, "Van", "It stopped too.").number;
	theirs.harms = own.harms = "stranded";
	world_act(world, &world->system);
	for (int64_t number = theirs.number; number <= own.number; number++)
		if (world_look(world, number).owner_id != world->rasa.id)
			assert_int_equal(deed_assign(world, number, world->rasa.id, NULL), HK_OK);
	assert_int_equal(ctx_write(&world->cx, go_away, &world->rasa.id), HK_OK);
	/* A rule or a colleague reads in it that somebody is stranded. */
	world_act(world, &world->tomas);
	ticket = judged(world, &theirs);
	assert_string_equal(ticket.priority, "urgent");
	assert_int_not_equal(ticket.owner_id, world->rasa.id);
	assert_true(*ticket.why != '\0');
	/* Who reads it in her own ticket is there, whatever her state says. */
	world_act(world, &world->rasa);
	assert_int_equal(judged(world, &own).owner_id, world->rasa.id);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		in_house(somebody_stranded_is_urgent_and_the_ticket_says_why),
		in_house(harms_together_weigh_more_than_each_alone),
		in_house(another_priority_than_the_harm_says_needs_a_reason),
		in_house(a_new_matrix_leaves_old_tickets_as_they_are),
		in_house(of_two_who_edit_the_matrix_the_second_looks_again),
		in_house(harms_are_told_once_and_in_order),
		in_house(a_request_is_judged_when_it_is_opened),
		in_house(what_becomes_urgent_leaves_an_owner_who_is_not_there),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
