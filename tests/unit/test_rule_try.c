/* Dry runs of rules over the tickets of the past: what would have been changed, and nothing is. */

#include "base/text.h"
#include "base/time.h"
#include "deeds.h"
#include "test.h"
#include "ticket/history.h"
#include "ticket/rule/because.h"
#include "ticket/rule/rule_try.h"

struct step {
	struct rule rule;
	struct rule_try one;
	struct rule_try_examples examples;
	int64_t days, id;
};

static enum hk_result put(struct ctx *cx, void *data)
{
	struct step *step = data;

	return rule_put(cx, &step->rule, &step->rule.id);
}

static enum hk_result start(struct ctx *cx, void *data)
{
	struct step *step = data;

	return rule_try_start(cx, step->rule.id, step->days, &step->id);
}

static enum hk_result stop(struct ctx *cx, void *data)
{
	return rule_try_stop(cx, &((struct step *)data)->rule);
}

static enum hk_result slice(struct ctx *cx, void *data)
{
	HK_TRY(rule_try_slice(cx, ((struct step *)data)->id));
	return HK_UNAVAILABLE;
}

static enum hk_result look(struct ctx *cx, void *data)
{
	struct step *step = data;

	HK_TRY(rule_try_find(cx, &step->rule, &step->one));
	return rule_try_examples(cx, &step->one, &step->examples);
}

static struct step put_rule(struct house_world *world, const char *kind, const char *event,
			    const char *conditions, const char *actions)
{
	struct step step = { .rule = { .kind = kind,
				       .name = hk_format(world->arena, "Tried by %s %s", event,
							 actions),
				       .event = event,
				       .minutes = 120,
				       .conditions = conditions,
				       .actions = actions } };

	world_act(world, &world->admin);
	assert_int_equal(WORLD_WRITE(world, put, &step), HK_OK);
	return step;
}

static void see(struct house_world *world, struct step *step)
{
	world_act(world, &world->admin);
	assert_int_equal(ctx_read(&world->cx, look, step), HK_OK);
}

static struct step tried(struct house_world *world, const char *kind, const char *event,
			 const char *conditions, const char *actions)
{
	struct step step = put_rule(world, kind, event, conditions, actions);

	assert_int_equal(ctx_write(&world->cx, start, &step), HK_OK);
	world_act(world, &world->system);
	world_run_jobs(world);
	see(world, &step);
	assert_string_equal(step.one.state, "done");
	assert_int_equal(step.one.looked, step.one.total);
	return step;
}

static void a_dry_run_counts_what_would_change_and_changes_nothing(void **state)
{
	struct house_world *world = *state;
	struct condition_list because;
	struct ticket first, last;
	struct step step;

	first = world_ticket(world, "Tow me", "I am stranded.");
	world_ticket(world, "A question", "About towels.");
	last = world_ticket(world, "Please tow", "Here.");
	assert_int_equal(deed_word(world, first.number, "Tow! Tow!", false), HK_OK);
	world_run_jobs(world);
	last = world_look(world, last.number);
	step = tried(world, "trigger", "opened", "any\tsubject\thas\ttow\nany\ttext\thas\tstranded",
		     "priority\thigh\tStranded.\nnote\t\tLook.\ntype\tinquiry\t");
	assert_int_equal(step.one.looked, 3);
	assert_int_equal(step.one.tickets, 2);
	assert_int_equal(step.one.hits, 2);
	/* They are inquiries already. */
	assert_string_equal(step.one.counts, "2 2 0");
	assert_int_equal(step.one.so, 0);
	assert_int_equal(step.examples.count, 2);
	assert_int_equal(step.examples.items[0].ticket_id, last.id);
	because = because_conditions(&world->cx, step.examples.items[1].because);
	assert_int_equal(because.count, 2);
	assert_int_equal(world_look(world, last.number).version, last.version);
}

static void words_and_silence_of_the_past_are_found(void **state)
{
	struct house_world *world = *state;
	struct ticket ticket = world_ticket(world, "Kettle", "It leaks.");

	assert_int_equal(deed_word(world, ticket.number, "Still leaking", false), HK_OK);
	world->cx.now += 3 * HK_HOUR;
	assert_int_equal(deed_word(world, ticket.number, "Leaking more", false), HK_OK);
	world->cx.now += HK_HOUR;
	world_act(world, &world->rasa);
	assert_int_equal(deed_reply(world, ticket.number, "Sorry.", REPLY_WAIT, NULL), HK_OK);
	world->cx.now += 5 * HK_HOUR;
	/* Twice a word came; once nobody answered it within two hours. */
	assert_int_equal(
		tried(world, "trigger", "word", "all\ttext\thas\tleak*", "note\t\tx").one.hits, 2);
	assert_int_equal(tried(world, "timed", "heard", "all\twaits\tis\tus", "note\t\tx").one.hits,
			 1);
	assert_int_equal(
		tried(world, "timed", "said", "all\twaits\tis\tcustomer", "note\t\tx").one.hits, 1);
	assert_int_equal(tried(world, "timed", "opened", "", "note\t\tx").one.hits, 1);
	assert_int_equal(tried(world, "trigger", "answered", "", "note\t\tx").one.hits, 1);
	assert_int_equal(tried(world, "trigger", "closed", "", "note\t\tx").one.hits, 0);
	assert_int_equal(tried(world, "macro", "", "", "note\t\tx").one.hits, 1);
}

static void only_so_many_days_are_looked_at(void **state)
{
	struct house_world *world = *state;
	struct step step;

	world_ticket(world, "Old", "Old");
	world->cx.now += 40 * HK_DAY;
	world_ticket(world, "New", "New");
	step = put_rule(world, "trigger", "opened", "", "note\t\tx");
	step.days = 30;
	assert_int_equal(ctx_write(&world->cx, start, &step), HK_OK);
	world_act(world, &world->system);
	world_run_jobs(world);
	see(world, &step);
	assert_int_equal(step.one.total, 1);
	assert_int_equal(step.one.hits, 1);
}

static void a_slice_that_was_killed_counts_once_and_a_stopped_run_stays(void **state)
{
	struct house_world *world = *state;
	struct step step;

	world_ticket(world, "One", "One");
	step = put_rule(world, "trigger", "opened", "", "note\t\tx");
	assert_int_equal(ctx_write(&world->cx, start, &step), HK_OK);
	assert_int_equal(ctx_write(&world->cx, slice, &step), HK_UNAVAILABLE);
	see(world, &step);
	assert_int_equal(step.one.looked, 0);
	assert_int_equal(ctx_write(&world->cx, stop, &step), HK_OK);
	world_act(world, &world->system);
	world_run_jobs(world);
	see(world, &step);
	assert_string_equal(step.one.state, "stopped");
	assert_int_equal(step.one.hits, 0);
	world_act(world, &world->rasa);
	assert_int_equal(ctx_write(&world->cx, start, &step), HK_NOT_FOUND);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		in_house(a_dry_run_counts_what_would_change_and_changes_nothing),
		in_house(words_and_silence_of_the_past_are_found),
		in_house(only_so_many_days_are_looked_at),
		in_house(a_slice_that_was_killed_counts_once_and_a_stopped_run_stays),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
