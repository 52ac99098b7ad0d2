/* Rules: what they ask, when they act, that each acts once, and what stops them. */
#include <inttypes.h>
#include <string.h>

#include "base/text.h"
#include "base/time.h"
#include "ruled.h"
#include "test.h"
#include "ticket/rule/because.h"

static void a_trigger_acts_once_and_the_history_says_why(void **state)
{
	struct house_world *world = *state;
	struct because because = { .version = 0 };
	struct rule_step *step;
	struct ticket ticket;

	ruled_add(
		world, "trigger", "opened",
		"all\tsubject\thas\ttow*, STRANDED\nany\tchannel\tis\tweb\nany\ttype\tis\tincident",
		"priority\turgent\tA stranded motorist comes first.");
	ticket = world_ticket(world, "Stranded near Vilnius", "Please come.");
	ruled_wait(world, 0);
	step = ruled_seen(world, ticket.number);
	assert_string_equal(step->ticket.priority, "urgent");
	assert_string_equal(step->ticket.priority_reason, "A stranded motorist comes first.");
	assert_int_equal(ruled_lines(world, ticket.number, "ruled"), 1);
	for (size_t i = 0; i < step->history.count; i++)
		if (strcmp(step->history.items[i].kind, "ruled") == 0)
			assert_true(
				because_read(&world->cx, step->history.items[i].detail, &because));
	assert_int_equal(because.version, 1);
	assert_string_equal(because.event, "opened");
	assert_int_equal(because.conditions.count, 2);
	if (!because.conditions.items)
		return;
	assert_string_equal(because.conditions.items[0].value, "STRANDED");
	assert_string_equal(because.conditions.items[1].field, "channel");
	ticket = world_ticket(world, "An estranged beast", "A question.");
	ruled_wait(world, 0);
	assert_int_equal(ruled_lines(world, ticket.number, "ruled"), 0);
}

static enum hk_result run_in_vain(struct ctx *cx, void *data)
{
	struct rule_step *step = data;

	HK_TRY(rule_run_event(cx, step->ticket.id, step->key));
	return step->may_fail ? HK_UNAVAILABLE : HK_OK;
}

static void who_is_killed_in_the_middle_and_runs_again_acts_once(void **state)
{
	struct house_world *world = *state;
	struct rule_step *step;
	struct ticket ticket;

	ticket = world_ticket(world, "First", "A question.");
	ruled_wait(world, 0);
	ruled_add(world, "trigger", "opened", "", "note\t\tLook here.");
	step = ruled_seen(world, ticket.number);
	step->key = "opened 17";
	step->may_fail = true;
	assert_int_equal(ctx_write(&world->cx, run_in_vain, step), HK_UNAVAILABLE);
	assert_int_equal(ruled_notes(world, ticket.number), 0);
	step->may_fail = false;
	assert_int_equal(ctx_write(&world->cx, run_in_vain, step), HK_OK);
	assert_int_equal(ctx_write(&world->cx, run_in_vain, step), HK_OK);
	assert_int_equal(ruled_notes(world, ticket.number), 1);
	step->key = "opened 18";
	assert_int_equal(ctx_write(&world->cx, run_in_vain, step), HK_OK);
	assert_int_equal(ruled_notes(world, ticket.number), 2);
	step->key = "nonsense";
	assert_int_equal(ctx_write(&world->cx, run_in_vain, step), HK_NOT_FOUND);
}

static void what_a_rule_did_does_not_set_it_off(void **state)
{
	struct house_world *world = *state;
	struct ticket ticket;

	ticket = world_ticket(world, "Kettle", "It leaks.");
	ruled_wait(world, 0);
	ruled_add(world, "trigger", "noted", "", "note\t\tI saw a note.");
	world_act(world, &world->rasa);
	assert_int_equal(deed_note(world, ticket.number, "Hm."), HK_OK);
	ruled_wait(world, 0);
	assert_int_equal(ruled_notes(world, ticket.number), 2);
	assert_int_equal(ruled_seen(world, ticket.number)->alarms.count, 0);
}

static void rules_that_set_each_other_off_are_stopped_and_an_alarm_says_so(void **state)
{
	struct house_world *world = *state;
	struct ticket ticket;

	ticket = world_ticket(world, "Kettle", "It leaks.");
	ruled_wait(world, 0);
	ruled_add(world, "trigger", "changed", "all\tpriority\tis\tnormal", "priority\thigh\tUp.");
	ruled_add(world, "trigger", "changed", "all\tpriority\tis\thigh",
		  "priority\tnormal\tDown.");
	world_act(world, &world->rasa);
	assert_int_equal(deed_change(world, ticket.number, "Kettles"), HK_OK);
	ruled_wait(world, 0);
	ruled_wait(world, HK_MINUTE);
	assert_true(ruled_lines(world, ticket.number, "ruled") <= 4);
	assert_int_equal(ruled_lines(world, ticket.number, "rule_stopped"), 1);
	assert_int_equal(ruled_alarms(world, ticket.number, "rule.loop"), 1);
}

/* The last step stands first, so that each step is another event. */
static void a_chain_of_rules_ends(void **state)
{
	struct house_world *world = *state;
	static const char *const types[] = { "inquiry",  "order",   "service",
					     "incident", "invoice", "complaint" };
	struct rule_step *step;
	struct ticket ticket;

	ticket = world_ticket(world, "Kettle", "It leaks.");
	ruled_wait(world, 0);
	ruled_add(world, "trigger", "changed", "all\ttype\tis\tcomplaint",
		  "priority\thigh\tSo far.");
	for (size_t i = HK_COUNT(types) - 1; i > 0; i--)
		ruled_add(world, "trigger", "changed",
			  hk_format(world->arena, "all\ttype\tis\t%s", types[i - 1]),
			  hk_format(world->arena, "type\t%s\t", types[i]));
	world_act(world, &world->rasa);
	assert_int_equal(deed_change(world, ticket.number, "Kettles"), HK_OK);
	for (int i = 0; i < 5; i++)
		ruled_wait(world, 0);
	step = ruled_seen(world, ticket.number);
	assert_string_equal(step->ticket.type, "complaint");
	assert_string_equal(step->ticket.priority, "normal");
	assert_int_equal(ruled_lines(world, ticket.number, "ruled"), RULE_CHAIN_MOST);
	assert_int_equal(ruled_alarms(world, ticket.number, "rule.chain"), 1);
}

static void a_rule_acts_ten_times_a_day_on_a_ticket(void **state)
{
	struct house_world *world = *state;
	struct ticket ticket;

	ticket = world_ticket(world, "Kettle", "It leaks.");
	ruled_wait(world, 0);
	ruled_add(world, "trigger", "word", "", "note\t\tThe customer wrote.");
	for (int i = 0; i < RULE_DAILY_MOST + 3; i++) {
		assert_int_equal(deed_word(world, ticket.number,
					   hk_format(world->arena, "Word %d", i), false),
				 HK_OK);
		ruled_wait(world, HK_MINUTE);
	}
	assert_int_equal(ruled_notes(world, ticket.number), RULE_DAILY_MOST);
	assert_int_equal(ruled_alarms(world, ticket.number, "rule.often"), 1);
}

static void two_rules_for_one_event_act_in_their_order(void **state)
{
	struct house_world *world = *state;
	struct ticket ticket;

	ruled_add(world, "trigger", "opened", "all\tpriority\tis\tnormal",
		  "priority\thigh\tFirst.");
	ruled_add(world, "trigger", "opened", "all\tpriority\tis\tnormal", "priority\tlow\tNever.");
	ticket = world_ticket(world, "Kettle", "It leaks.");
	ruled_wait(world, 0);
	assert_string_equal(ruled_seen(world, ticket.number)->ticket.priority, "high");
	assert_int_equal(ruled_lines(world, ticket.number, "ruled"), 1);
}

static void a_timed_rule_acts_once_for_a_time_that_began(void **state)
{
	struct house_world *world = *state;
	struct ticket old, ticket;

	old = world_ticket(world, "Old", "It stood long before.");
	ruled_wait(world, 5 * HK_HOUR);
	ruled_add(world, "timed", "said", "all\twaits\tis\tus",
		  "note\t\tNobody wrote for two hours.");
	ticket = world_ticket(world, "New", "It leaks.");
	ruled_wait(world, 0);
	ruled_wait(world, HK_HOUR);
	assert_int_equal(ruled_notes(world, ticket.number), 0);
	ruled_wait(world, HK_HOUR + HK_MINUTE);
	assert_int_equal(ruled_notes(world, ticket.number), 1);
	/* Its own note begins no new time. */
	for (int i = 0; i < 6; i++)
		ruled_wait(world, HK_HOUR);
	assert_int_equal(ruled_notes(world, ticket.number), 1);
	assert_int_equal(ruled_notes(world, old.number), 0);
	assert_int_equal(deed_word(world, ticket.number, "Well?", false), HK_OK);
	for (int i = 0; i < 3; i++)
		ruled_wait(world, HK_HOUR);
	assert_int_equal(ruled_notes(world, ticket.number), 2);
}

static void what_becomes_so_after_its_time_is_done_then(void **state)
{
	struct house_world *world = *state;
	struct ticket ticket;

	ruled_add(world, "timed", "opened", "all\tpriority\tis\thigh", "note\t\tIt stood.");
	ticket = world_ticket(world, "New", "It leaks.");
	ruled_wait(world, 3 * HK_HOUR);
	ruled_wait(world, HK_MINUTE);
	assert_int_equal(ruled_notes(world, ticket.number), 0);
	ruled_add(world, "trigger", "noted", "", "priority\thigh\tSomebody looked.");
	world_act(world, &world->rasa);
	assert_int_equal(deed_note(world, ticket.number, "Hm."), HK_OK);
	ruled_wait(world, 0);
	ruled_wait(world, HK_MINUTE);
	assert_int_equal(ruled_notes(world, ticket.number), 2);
}

static enum hk_result save_reply(struct ctx *cx, void *data)
{
	struct rule_step *step = data;
	struct saved_text text = { .language = "en", .text = "We have your words." };

	step->saved = (struct saved_reply){ .title = "Got it", .shortcut = "" };
	return saved_reply_put(cx, &step->saved, &(struct saved_text_list){ &text, 1 },
			       &step->saved.id);
}

static void a_saved_reply_of_a_rule_passes_the_governor(void **state)
{
	struct house_world *world = *state;
	struct rule_step *step = rule_step_new(world);
	struct ticket ticket;
	size_t out = 0;

	world_act(world, &world->admin);
	assert_int_equal(ctx_write(&world->cx, save_reply, step), HK_OK);
	ruled_add(world, "trigger", "word", "",
		  hk_format(world->arena, "send\t%" PRId64 "\t", step->saved.id));
	ticket = world_ticket(world, "Kettle", "It leaks.");
	ruled_wait(world, 0);
	/* The machine of the customer answers each of them. */
	for (int i = 0; i < 8; i++) {
		assert_int_equal(deed_word(world, ticket.number,
					   hk_format(world->arena, "Out of office %d", i), true),
				 HK_OK);
		ruled_wait(world, HK_MINUTE);
	}
	step = ruled_seen(world, ticket.number);
	for (size_t i = 0; i < step->messages.count; i++)
		out += strcmp(step->messages.items[i].kind, "out") == 0;
	assert_true(out >= 1 && out <= 3);
	assert_true(step->alarms.count > 0);
	/* It is no answer of a person. */
	assert_int_equal(step->ticket.answered_at, 0);
	assert_string_not_equal(step->ticket.state, "waiting");
}

static void wrong_parts_are_said_beside_their_fields(void **state)
{
	struct house_world *world = *state;
	static const char *const wrong[][3] = {
		{ "all\ttype\tis\tnonsense", "note\t\tx", "c0" },
		{ "all\ttype\thas\tcomplaint", "note\t\tx", "c0" },
		{ "all\tnothing\tis\tx", "note\t\tx", "c0" },
		{ "all\tage\tleast\t-1", "note\t\tx", "c0" },
		{ "some\tage\tleast\t1", "note\t\tx", "c0" },
		{ "all\tsubject\thas\t ", "note\t\tx", "c0" },
		{ "", "note\t\t ", "a0" },
		{ "", "priority\thigh\t", "a0" },
		{ "", "assign\t17\t", "a0" },
		{ "", "move\t17\t", "a0" },
		{ "", "send\t17\t", "a0" },
		{ "all\tsubject\thas\t*", "note\t\tx", "c0" },
		{ "all\ttext\tlacks\ttow*, ** ", "note\t\tx", "c0" },
		{ "", "task\ts17 5\tDo it", "a0" },
		{ "", "task\tnobody\tDo it", "a0" },
		{ "", "tie\t999\t", "a0" },
		{ "", "burn\t\t", "a0" },
		{ "", "", "actions" },
	};

	for (size_t i = 0; i < HK_COUNT(wrong); i++) {
		struct rule rule = { .kind = "trigger",
				     .name = "Rule",
				     .event = "opened",
				     .conditions = wrong[i][0],
				     .actions = wrong[i][1] };

		world_act(world, &world->admin);
		assert_int_equal(WORLD_WRITE(world, ruled_put, &rule), HK_INVALID);
		assert_string_equal(world->cx.fields[0].field, wrong[i][2]);
	}
}

static const struct {
	const char *words, *subject;
	bool holds;
} spoken[] = {
	{ "tow", "Tow me, please", true },
	{ "tow", "Please, a tow", true },
	{ "tow", "In the town", false },
	{ "tow", "To", false },
	{ "tow*", "Is towing dear?", true },
	{ "tow*", "Our kowtow", false },
	{ " , ,tow ,", "A tow truck", true },
	{ "kettle, tow truck", "A tow truck", true },
	{ "kettle, tow truck", "A truck to tow", false },
	{ "STRASSE", "An der Straße", true },
	/* Signs apart from their letters, and as one with them. */
	{ "uz\xcc\x8cstrigau", "Užstrigau", true },
	{ "প\xe0\xa7\x9cেছি", "আটকা প\xe0\xa6\xa1\xe0\xa6\xbcেছি", true },
	{ "*", "Anything", false },
	{ "", "Anything", false },
};

struct speech {
	const char *words, *subject;
	bool prepared, at_once;
};

static enum hk_result speak(struct ctx *cx, void *data)
{
	struct speech *speech = data;
	const struct ticket ticket = { .subject = speech->subject };
	struct facts facts = facts_now(cx, &ticket);
	struct condition_list list =
		condition_read(cx, hk_format(cx->arena, "all\tsubject\thas\t%s", speech->words));

	assert_non_null(list.items[0].folded);
	HK_TRY(condition_holds(cx, &list.items[0], &facts, &speech->prepared));
	list.items[0].folded = NULL;
	return condition_holds(cx, &list.items[0], &facts, &speech->at_once);
}

static void words_are_found_whether_they_were_prepared_or_not(void **state)
{
	struct house_world *world = *state;

	for (size_t i = 0; i < HK_COUNT(spoken); i++) {
		struct speech speech = { .words = spoken[i].words, .subject = spoken[i].subject };

		world_act(world, &world->rasa);
		assert_int_equal(ctx_read(&world->cx, speak, &speech), HK_OK);
		if (speech.prepared != spoken[i].holds || speech.at_once != spoken[i].holds)
			fail_msg("“%s” in “%s”", spoken[i].words, spoken[i].subject);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		in_house(a_trigger_acts_once_and_the_history_says_why),
		in_house(who_is_killed_in_the_middle_and_runs_again_acts_once),
		in_house(what_a_rule_did_does_not_set_it_off),
		in_house(rules_that_set_each_other_off_are_stopped_and_an_alarm_says_so),
		in_house(a_chain_of_rules_ends),
		in_house(a_rule_acts_ten_times_a_day_on_a_ticket),
		in_house(two_rules_for_one_event_act_in_their_order),
		in_house(a_timed_rule_acts_once_for_a_time_that_began),
		in_house(what_becomes_so_after_its_time_is_done_then),
		in_house(a_saved_reply_of_a_rule_passes_the_governor),
		in_house(wrong_parts_are_said_beside_their_fields),
		in_house(words_are_found_whether_they_were_prepared_or_not),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
