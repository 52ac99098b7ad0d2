/* What a new house promises, and who is called when it is late, before anybody set anything. */
#include "base/text.h"
#include "base/time.h"
#include "house_world.h"
#include "job/clock_call.h"
#include "standard/delivered.h"
#include "standard/escalation.h"
#include "test.h"
#include "ticket/history.h"

struct delivery {
	struct standard standard;
	struct staff supervisor;
	struct escalation_list chain;
	int64_t admin_id, team_id;
	const char *language;
};

static enum hk_result deliver(struct ctx *cx, void *data)
{
	struct delivery *delivery = data;

	HK_TRY(standard_deliver(cx, delivery->admin_id, delivery->language, &delivery->standard));
	HK_TRY(escalation_every(cx, delivery->standard.id, &delivery->chain));
	delivery->supervisor = (struct staff){ .email = "sigita@nordhome.example",
					       .name = "Sigita",
					       .role = "supervisor" };
	HK_TRY(staff_add(cx, &delivery->supervisor));
	return team_join(cx, delivery->team_id, delivery->supervisor.id);
}

static struct delivery delivered(struct house_world *world, const char *language)
{
	struct delivery delivery = { .admin_id = world->admin.id,
				     .team_id = world->team.id,
				     .language = language };

	assert_int_equal(ctx_write(&world->cx, deliver, &delivery), HK_OK);
	return delivery;
}

static enum hk_result judge(struct ctx *cx, void *data)
{
	struct ticket wish = *(const struct ticket *)data;

	wish.priority_reason = "He said so.";
	return ticket_change(cx, &wish);
}

static struct ticket judged(struct house_world *world, const char *priority)
{
	struct ticket ticket = world_ticket(world, "The door", "It does not open.");

	ticket.priority = priority;
	world_act(world, &world->rasa);
	assert_int_equal(ctx_write(&world->cx, judge, &ticket), HK_OK);
	return world_look(world, ticket.number);
}

static void who_is_in_need_is_answered_sooner(void **state)
{
	static const struct {
		const char *priority;
		int64_t minutes;
	} cases[] = { { "urgent", 30 }, { "high", 120 }, { "normal", 240 }, { "low", 240 } };
	struct house_world *world = *state;

	delivered(world, "en");
	for (size_t i = 0; i < HK_COUNT(cases); i++)
		assert_int_equal(judged(world, cases[i].priority).due_at,
				 WORLD_BEGIN + cases[i].minutes * HK_MINUTE);
}

static enum hk_result call_due(struct ctx *cx, void *data)
{
	return clock_call_due(cx, data);
}

static void call_all(struct house_world *world, int64_t minutes)
{
	size_t count = 1;

	world->cx.now = WORLD_BEGIN + minutes * HK_MINUTE + 1;
	world_act(world, &world->system);
	while (count)
		assert_int_equal(ctx_write(&world->cx, call_due, &count), HK_OK);
	world_run_jobs(world);
}

struct lines {
	struct ticket ticket;
	struct history_list list;
};

static enum hk_result find_lines(struct ctx *cx, void *data)
{
	struct lines *lines = data;

	return history_since(cx, &lines->ticket, 0, &lines->list);
}

/* What the newest line says. */
static const char *told(struct house_world *world, const struct ticket *ticket)
{
	struct lines lines = { .ticket = *ticket };

	assert_int_equal(ctx_read(&world->cx, find_lines, &lines), HK_OK);
	return hk_format(world->arena, "%s %s", lines.list.items[lines.list.count - 1].kind,
			 lines.list.items[lines.list.count - 1].detail);
}

static void what_is_late_is_known_to_the_owner_then_a_supervisor_then_an_administrator(void **state)
{
	struct house_world *world = *state;
	struct ticket ticket;

	delivered(world, "en");
	ticket = judged(world, "urgent");
	call_all(world, 23);
	assert_string_equal(told(world, &ticket), "clock_soon first_answer");
	call_all(world, 30);
	assert_string_equal(told(world, &ticket), "clock_late first_answer");
	call_all(world, 39);
	assert_string_equal(told(world, &ticket), "clock_late first_answer");
	call_all(world, 40);
	assert_string_equal(told(world, &ticket), "clock_called Sigita");
	call_all(world, 60);
	assert_string_equal(told(world, &ticket), "clock_called Ada");
}

static void its_names_are_in_the_language_of_the_house(void **state)
{
	struct house_world *world = *state;
	struct delivery delivery = delivered(world, "lt");

	assert_string_not_equal(delivery.standard.name, "Answer within 4 hours");
	assert_int_equal(delivery.standard.owner_id, world->admin.id);
	assert_int_equal(delivery.chain.count, 2);
	assert_int_equal(delivery.chain.items[1].staff_id, world->admin.id);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		in_house(who_is_in_need_is_answered_sooner),
		in_house(
			what_is_late_is_known_to_the_owner_then_a_supervisor_then_an_administrator),
		in_house(its_names_are_in_the_language_of_the_house),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
