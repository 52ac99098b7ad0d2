#include "ruled.h"

#include <inttypes.h>
#include <string.h>

#include "base/text.h"
#include "test.h"
#include "ticket/message.h"

struct rule_step *rule_step_new(struct house_world *world)
{
	return hk_alloc(world->arena, 1, sizeof(struct rule_step));
}

enum hk_result ruled_put(struct ctx *cx, void *data)
{
	struct rule *rule = data;

	return rule_put(cx, rule, &rule->id);
}

enum hk_result ruled_turn(struct ctx *cx, void *data)
{
	struct rule_step *step = data;

	return rule_switch(cx, step->id, step->is_on);
}

static enum hk_result look(struct ctx *cx, void *data)
{
	struct rule_step *step = data;

	HK_TRY(ticket_by_number(cx, step->number, &step->ticket));
	HK_TRY(message_page(cx, &step->ticket, INT64_MAX, 50, &step->messages));
	HK_TRY(alarm_page(cx, INT64_MAX, 50, &step->alarms));
	return history_since(cx, &step->ticket, 0, &step->history);
}

struct rule_step *ruled_seen(struct house_world *world, int64_t number)
{
	struct rule_step *step = rule_step_new(world);

	world_act(world, &world->system);
	step->number = number;
	assert_int_equal(ctx_read(&world->cx, look, step), HK_OK);
	return step;
}

size_t ruled_lines(struct house_world *world, int64_t number, const char *kind)
{
	struct rule_step *step = ruled_seen(world, number);
	size_t count = 0;

	for (size_t i = 0; i < step->history.count; i++)
		count += strcmp(step->history.items[i].kind, kind) == 0;
	return count;
}

size_t ruled_notes(struct house_world *world, int64_t number)
{
	struct rule_step *step = ruled_seen(world, number);
	size_t count = 0;

	for (size_t i = 0; i < step->messages.count; i++)
		count += strcmp(step->messages.items[i].kind, "note") == 0;
	return count;
}

size_t ruled_alarms(struct house_world *world, int64_t number, const char *what)
{
	struct rule_step *step = ruled_seen(world, number);
	size_t count = 0;

	for (size_t i = 0; i < step->alarms.count; i++)
		count += strcmp(step->alarms.items[i].what, what) == 0;
	return count;
}

/* A rule of the administrator; on. */
int64_t ruled_add(struct house_world *world, const char *kind, const char *event,
		  const char *conditions, const char *actions)
{
	struct rule rule = { .kind = kind,
			     .name = hk_format(world->arena, "%s %s", kind, actions),
			     .event = event,
			     .minutes = 120,
			     .conditions = conditions,
			     .actions = actions };
	struct rule_step step = { .is_on = true };

	rule.name = hk_copy(world->arena, rule.name, strcspn(rule.name, "\n"));
	if (strlen(rule.name) > 40)
		rule.name = hk_copy(world->arena, rule.name, 40);
	/* No two have one name. */
	rule.name = hk_format(world->arena, "%s %" PRId64, rule.name, ctx_new_id(&world->cx));
	world_act(world, &world->admin);
	assert_int_equal(WORLD_WRITE(world, ruled_put, &rule), HK_OK);
	step.id = rule.id;
	assert_int_equal(ctx_write(&world->cx, ruled_turn, &step), HK_OK);
	return rule.id;
}

void ruled_wait(struct house_world *world, int64_t ms)
{
	world->cx.now += ms;
	world_act(world, &world->system);
	world_run_jobs(world);
}
