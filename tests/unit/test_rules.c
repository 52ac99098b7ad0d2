/* Rules: what they ask, when they act, that each acts once, and what stops them. */
#include <inttypes.h>
#include <string.h>

#include "base/text.h"
#include "base/time.h"
#include "core/rights.h"
#include "deeds.h"
#include "job/alarm.h"
#include "people/session.h"
#include "test.h"
#include "ticket/history.h"
#include "ticket/kept.h"
#include "ticket/rule/because.h"
#include "ticket/rule/rule_find.h"
#include "ticket/rule/rule_run.h"
#include "ticket/write/saved_reply.h"

struct step {
	struct rule rule;
	struct rule_list rules;
	struct rule_version_list versions;
	int64_t id, version, number, hit;
	bool is_on;
	struct ticket ticket;
	struct history_list history;
	struct message_list messages;
	struct alarm_list alarms;
	struct staff staff;
	struct saved_reply saved;
	const char *key, *fault;
	int64_t hits[RULES_MOST];
	bool may_fail;
};

static struct step *step_new(struct house_world *world)
{
	return hk_alloc(world->arena, 1, sizeof(struct step));
}

static enum hk_result put(struct ctx *cx, void *data)
{
	struct rule *rule = data;

	return rule_put(cx, rule);
}

static enum hk_result turn(struct ctx *cx, void *data)
{
	struct step *step = data;

	return rule_switch(cx, step->id, step->is_on);
}

static enum hk_result look(struct ctx *cx, void *data)
{
	struct step *step = data;

	HK_TRY(ticket_by_number(cx, step->number, &step->ticket));
	HK_TRY(message_page(cx, &step->ticket, INT64_MAX, 50, &step->messages));
	HK_TRY(alarm_page(cx, INT64_MAX, 50, &step->alarms));
	return history_since(cx, &step->ticket, 0, &step->history);
}

static struct step *seen(struct house_world *world, int64_t number)
{
	struct step *step = step_new(world);

	world_act(world, &world->system);
	step->number = number;
	assert_int_equal(ctx_read(&world->cx, look, step), HK_OK);
	return step;
}

static size_t lines_of(struct house_world *world, int64_t number, const char *kind)
{
	struct step *step = seen(world, number);
	size_t count = 0;

	for (size_t i = 0; i < step->history.count; i++)
		count += strcmp(step->history.items[i].kind, kind) == 0;
	return count;
}

static size_t notes_of(struct house_world *world, int64_t number)
{
	struct step *step = seen(world, number);
	size_t count = 0;

	for (size_t i = 0; i < step->messages.count; i++)
		count += strcmp(step->messages.items[i].kind, "note") == 0;
	return count;
}

static size_t alarms_of(struct house_world *world, int64_t number, const char *what)
{
	struct step *step = seen(world, number);
	size_t count = 0;

	for (size_t i = 0; i < step->alarms.count; i++)
		count += strcmp(step->alarms.items[i].what, what) == 0;
	return count;
}

/* A rule of the administrator; on. */
static int64_t ruled(struct house_world *world, const char *kind, const char *event,
		     const char *conditions, const char *actions)
{
	struct rule rule = { .kind = kind,
			     .name = hk_format(world->arena, "%s %s", kind, actions),
			     .event = event,
			     .minutes = 120,
			     .conditions = conditions,
			     .actions = actions };
	struct step step = { .is_on = true };

	rule.name = hk_copy(world->arena, rule.name, strcspn(rule.name, "\n"));
	if (strlen(rule.name) > 40)
		rule.name = hk_copy(world->arena, rule.name, 40);
	world_act(world, &world->admin);
	assert_int_equal(ctx_write(&world->cx, put, &rule), HK_OK);
	step.id = rule.id;
	assert_int_equal(ctx_write(&world->cx, turn, &step), HK_OK);
	return rule.id;
}

static void wait_and_run(struct house_world *world, int64_t ms)
{
	world->cx.now += ms;
	world_act(world, &world->system);
	world_run_jobs(world);
}

static void a_trigger_acts_once_and_the_history_says_why(void **state)
{
	struct house_world *world = *state;
	struct because because = { .version = 0 };
	struct step *step;
	struct ticket ticket;

	ruled(world, "trigger", "opened",
	      "all\tsubject\thas\ttow*, STRANDED\nany\tchannel\tis\tweb\nany\ttype\tis\tincident",
	      "priority\turgent\tA stranded motorist comes first.");
	ticket = world_ticket(world, "Stranded near Vilnius", "Please come.");
	wait_and_run(world, 0);
	step = seen(world, ticket.number);
	assert_string_equal(step->ticket.priority, "urgent");
	assert_string_equal(step->ticket.priority_reason, "A stranded motorist comes first.");
	assert_int_equal(lines_of(world, ticket.number, "ruled"), 1);
	for (size_t i = 0; i < step->history.count; i++)
		if (strcmp(step->history.items[i].kind, "ruled") == 0)
			assert_true(
				because_read(&world->cx, step->history.items[i].detail, &because));
	assert_int_equal(because.version, 1);
	assert_string_equal(because.event, "opened");
	assert_int_equal(because.conditions.count, 2);
	assert_string_equal(because.conditions.items[0].value, "STRANDED");
	assert_string_equal(because.conditions.items[1].field, "channel");
	ticket = world_ticket(world, "An estranged beast", "A question.");
	wait_and_run(world, 0);
	assert_int_equal(lines_of(world, ticket.number, "ruled"), 0);
}

static enum hk_result run_in_vain(struct ctx *cx, void *data)
{
	struct step *step = data;

	HK_TRY(rule_run_event(cx, step->ticket.id, step->key));
	return step->may_fail ? HK_UNAVAILABLE : HK_OK;
}

static void who_is_killed_in_the_middle_and_runs_again_acts_once(void **state)
{
	struct house_world *world = *state;
	struct step *step;
	struct ticket ticket;

	ticket = world_ticket(world, "First", "A question.");
	wait_and_run(world, 0);
	ruled(world, "trigger", "opened", "", "note\t\tLook here.");
	step = seen(world, ticket.number);
	step->key = "opened 17";
	step->may_fail = true;
	assert_int_equal(ctx_write(&world->cx, run_in_vain, step), HK_UNAVAILABLE);
	assert_int_equal(notes_of(world, ticket.number), 0);
	step->may_fail = false;
	assert_int_equal(ctx_write(&world->cx, run_in_vain, step), HK_OK);
	assert_int_equal(ctx_write(&world->cx, run_in_vain, step), HK_OK);
	assert_int_equal(notes_of(world, ticket.number), 1);
	step->key = "opened 18";
	assert_int_equal(ctx_write(&world->cx, run_in_vain, step), HK_OK);
	assert_int_equal(notes_of(world, ticket.number), 2);
	step->key = "nonsense";
	assert_int_equal(ctx_write(&world->cx, run_in_vain, step), HK_NOT_FOUND);
}

static void what_a_rule_did_does_not_set_it_off(void **state)
{
	struct house_world *world = *state;
	struct ticket ticket;

	ticket = world_ticket(world, "Kettle", "It leaks.");
	wait_and_run(world, 0);
	ruled(world, "trigger", "noted", "", "note\t\tI saw a note.");
	world_act(world, &world->rasa);
	assert_int_equal(deed_note(world, ticket.number, "Hm."), HK_OK);
	wait_and_run(world, 0);
	assert_int_equal(notes_of(world, ticket.number), 2);
	assert_int_equal(seen(world, ticket.number)->alarms.count, 0);
}

static void rules_that_set_each_other_off_are_stopped_and_an_alarm_says_so(void **state)
{
	struct house_world *world = *state;
	struct ticket ticket;

	ticket = world_ticket(world, "Kettle", "It leaks.");
	wait_and_run(world, 0);
	ruled(world, "trigger", "changed", "all\tpriority\tis\tnormal", "priority\thigh\tUp.");
	ruled(world, "trigger", "changed", "all\tpriority\tis\thigh", "priority\tnormal\tDown.");
	world_act(world, &world->rasa);
	assert_int_equal(deed_change(world, ticket.number, "Kettles"), HK_OK);
	wait_and_run(world, 0);
	wait_and_run(world, HK_MINUTE);
	assert_true(lines_of(world, ticket.number, "ruled") <= 4);
	assert_int_equal(lines_of(world, ticket.number, "rule_stopped"), 1);
	assert_int_equal(alarms_of(world, ticket.number, "rule.loop"), 1);
}

/* The last step stands first, so that each step is another event. */
static void a_chain_of_rules_ends(void **state)
{
	struct house_world *world = *state;
	static const char *const types[] = { "inquiry",  "order",   "service",
					     "incident", "invoice", "complaint" };
	struct step *step;
	struct ticket ticket;

	ticket = world_ticket(world, "Kettle", "It leaks.");
	wait_and_run(world, 0);
	ruled(world, "trigger", "changed", "all\ttype\tis\tcomplaint", "priority\thigh\tSo far.");
	for (size_t i = HK_COUNT(types) - 1; i > 0; i--)
		ruled(world, "trigger", "changed",
		      hk_format(world->arena, "all\ttype\tis\t%s", types[i - 1]),
		      hk_format(world->arena, "type\t%s\t", types[i]));
	world_act(world, &world->rasa);
	assert_int_equal(deed_change(world, ticket.number, "Kettles"), HK_OK);
	for (int i = 0; i < 5; i++)
		wait_and_run(world, 0);
	step = seen(world, ticket.number);
	assert_string_equal(step->ticket.type, "complaint");
	assert_string_equal(step->ticket.priority, "normal");
	assert_int_equal(lines_of(world, ticket.number, "ruled"), RULE_CHAIN_MOST);
	assert_int_equal(alarms_of(world, ticket.number, "rule.chain"), 1);
}

static void a_rule_acts_ten_times_a_day_on_a_ticket(void **state)
{
	struct house_world *world = *state;
	struct ticket ticket;

	ticket = world_ticket(world, "Kettle", "It leaks.");
	wait_and_run(world, 0);
	ruled(world, "trigger", "word", "", "note\t\tThe customer wrote.");
	for (int i = 0; i < RULE_DAILY_MOST + 3; i++) {
		assert_int_equal(deed_word(world, ticket.number,
					   hk_format(world->arena, "Word %d", i), false),
				 HK_OK);
		wait_and_run(world, HK_MINUTE);
	}
	assert_int_equal(notes_of(world, ticket.number), RULE_DAILY_MOST);
	assert_int_equal(alarms_of(world, ticket.number, "rule.often"), 1);
}

static void two_rules_for_one_event_act_in_their_order(void **state)
{
	struct house_world *world = *state;
	struct ticket ticket;

	ruled(world, "trigger", "opened", "all\tpriority\tis\tnormal", "priority\thigh\tFirst.");
	ruled(world, "trigger", "opened", "all\tpriority\tis\tnormal", "priority\tlow\tNever.");
	ticket = world_ticket(world, "Kettle", "It leaks.");
	wait_and_run(world, 0);
	assert_string_equal(seen(world, ticket.number)->ticket.priority, "high");
	assert_int_equal(lines_of(world, ticket.number, "ruled"), 1);
}

static void a_timed_rule_acts_once_for_a_time_that_began(void **state)
{
	struct house_world *world = *state;
	struct ticket old, ticket;

	old = world_ticket(world, "Old", "It stood long before.");
	wait_and_run(world, 5 * HK_HOUR);
	ruled(world, "timed", "said", "all\twaits\tis\tus", "note\t\tNobody wrote for two hours.");
	ticket = world_ticket(world, "New", "It leaks.");
	wait_and_run(world, 0);
	wait_and_run(world, HK_HOUR);
	assert_int_equal(notes_of(world, ticket.number), 0);
	wait_and_run(world, HK_HOUR + HK_MINUTE);
	assert_int_equal(notes_of(world, ticket.number), 1);
	/* Its own note begins no new time. */
	for (int i = 0; i < 6; i++)
		wait_and_run(world, HK_HOUR);
	assert_int_equal(notes_of(world, ticket.number), 1);
	assert_int_equal(notes_of(world, old.number), 0);
	assert_int_equal(deed_word(world, ticket.number, "Well?", false), HK_OK);
	for (int i = 0; i < 3; i++)
		wait_and_run(world, HK_HOUR);
	assert_int_equal(notes_of(world, ticket.number), 2);
}

static void what_becomes_so_after_its_time_is_done_then(void **state)
{
	struct house_world *world = *state;
	struct ticket ticket;

	ruled(world, "timed", "opened", "all\tpriority\tis\thigh", "note\t\tIt stood.");
	ticket = world_ticket(world, "New", "It leaks.");
	wait_and_run(world, 3 * HK_HOUR);
	wait_and_run(world, HK_MINUTE);
	assert_int_equal(notes_of(world, ticket.number), 0);
	ruled(world, "trigger", "noted", "", "priority\thigh\tSomebody looked.");
	world_act(world, &world->rasa);
	assert_int_equal(deed_note(world, ticket.number, "Hm."), HK_OK);
	wait_and_run(world, 0);
	wait_and_run(world, HK_MINUTE);
	assert_int_equal(notes_of(world, ticket.number), 2);
}

static enum hk_result add_supervisor(struct ctx *cx, void *data)
{
	struct step *step = data;
	struct team team = { .name = "Roadside" };

	step->staff = (struct staff){ .email = "sup@nordhome.example",
				      .name = "Saulius",
				      .role = "supervisor" };
	HK_TRY(staff_add(cx, &step->staff));
	HK_TRY(team_add(cx, &team));
	step->version = team.id;
	return team_join(cx, team.id, step->staff.id);
}

static enum hk_result act_as(struct ctx *cx, void *data)
{
	struct step *step = data;
	struct session_view view;
	struct actor *actor = hk_alloc(cx->arena, 1, sizeof(*actor));

	HK_TRY(actor_of_staff(cx, step->staff.id, actor, &view));
	cx->actor = actor;
	return HK_OK;
}

static enum hk_result find(struct ctx *cx, void *data)
{
	struct step *step = data;

	return rule_find(cx, step->id, &step->rule);
}

static enum hk_result every(struct ctx *cx, void *data)
{
	struct step *step = data;

	HK_TRY(rule_every(cx, &step->rules));
	return rule_week(cx, &step->rules, step->hits);
}

static void who_may_not_change_a_rule_does_not_find_it(void **state)
{
	struct house_world *world = *state;
	struct step *step = step_new(world);
	struct rule wish = { .kind = "trigger",
			     .name = "Mine",
			     .event = "opened",
			     .conditions = "",
			     .actions = "note\t\tHello." };
	struct rule macro = { .kind = "macro",
			      .name = "My own",
			      .event = "",
			      .conditions = "",
			      .actions = "note\t\tHello." };

	world_act(world, &world->admin);
	assert_int_equal(ctx_write(&world->cx, add_supervisor, step), HK_OK);
	step->id = ruled(world, "trigger", "opened", "", "note\t\tAll.");
	assert_int_equal(ctx_read(&world->cx, act_as, step), HK_OK);
	assert_int_equal(ctx_read(&world->cx, find, step), HK_NOT_FOUND);
	assert_int_equal(ctx_write(&world->cx, turn, step), HK_NOT_FOUND);
	/* Of his own team he may, of all or another one not. */
	assert_int_equal(ctx_write(&world->cx, put, &wish), HK_INVALID);
	assert_string_equal(world->cx.fields[0].field, "team");
	assert_int_equal(ctx_read(&world->cx, act_as, step), HK_OK);
	wish.team_id = world->team.id;
	assert_int_equal(ctx_write(&world->cx, put, &wish), HK_INVALID);
	assert_int_equal(ctx_read(&world->cx, act_as, step), HK_OK);
	wish.team_id = step->version;
	assert_int_equal(ctx_write(&world->cx, put, &wish), HK_OK);
	/* Rasa is no supervisor: she has macros of her own, which nobody else sees. */
	world_act(world, &world->rasa);
	wish.id = 0;
	assert_int_equal(ctx_write(&world->cx, put, &wish), HK_DENIED);
	macro.staff_id = world->rasa.id;
	assert_int_equal(ctx_write(&world->cx, put, &macro), HK_OK);
	world_act(world, &world->admin);
	step->id = macro.id;
	assert_int_equal(ctx_read(&world->cx, find, step), HK_NOT_FOUND);
	step->id = 12345;
	assert_int_equal(ctx_read(&world->cx, find, step), HK_NOT_FOUND);
	world_act(world, &world->tomas);
	assert_int_equal(ctx_read(&world->cx, every, step), HK_OK);
	assert_int_equal(step->rules.count, 0);
	/* Nor may she make one of his. */
	macro.id = 0;
	assert_int_equal(ctx_write(&world->cx, put, &macro), HK_NOT_FOUND);
}

static enum hk_result versions(struct ctx *cx, void *data)
{
	struct step *step = data;

	HK_TRY(rule_find(cx, step->id, &step->rule));
	return rule_versions(cx, &step->rule, &step->versions);
}

static enum hk_result back(struct ctx *cx, void *data)
{
	struct step *step = data;

	return rule_go_back(cx, step->id, step->version);
}

static void each_change_is_a_version_and_one_can_go_back(void **state)
{
	struct house_world *world = *state;
	struct step *step = step_new(world);
	struct rule rule;

	step->id = ruled(world, "trigger", "opened", "", "note\t\tOne.");
	assert_int_equal(ctx_read(&world->cx, find, step), HK_OK);
	rule = step->rule;
	rule.actions = "note\t\tTwo.";
	assert_int_equal(ctx_write(&world->cx, put, &rule), HK_OK);
	assert_int_equal(rule.version, 2);
	rule.version = 1;
	assert_int_equal(ctx_write(&world->cx, put, &rule), HK_CONFLICT);
	world_act(world, &world->admin);
	step->version = 1;
	assert_int_equal(ctx_write(&world->cx, back, step), HK_OK);
	assert_int_equal(ctx_read(&world->cx, versions, step), HK_OK);
	assert_int_equal(step->versions.count, 3);
	assert_int_equal(step->rule.version, 3);
	assert_int_equal(step->rule.is_on, 1);
	assert_string_equal(step->rule.actions, "note\t\tOne.");
	assert_string_equal(step->versions.items[1].actions, "note\t\tTwo.");
	assert_int_equal(step->versions.items[0].staff_id, world->admin.id);
	step->version = 9;
	assert_int_equal(ctx_write(&world->cx, back, step), HK_NOT_FOUND);
}

static enum hk_result team_away(struct ctx *cx, void *data)
{
	struct step *step = data;

	HK_TRY(db_send(cx->db, DB_DELETE("team_member", "team_id = $2"), DB_ARGS(step->version)));
	return db_send(cx->db, DB_DELETE("team", "id = $2"), DB_ARGS(step->version));
}

static enum hk_result fault(struct ctx *cx, void *data)
{
	struct step *step = data;

	HK_TRY(rule_find(cx, step->id, &step->rule));
	return rule_fault(cx, &step->rule, &step->fault);
}

static void a_rule_whose_team_is_gone_does_the_rest_and_says_so(void **state)
{
	struct house_world *world = *state;
	struct step *step = step_new(world);
	struct ticket ticket;

	world_act(world, &world->admin);
	assert_int_equal(ctx_write(&world->cx, add_supervisor, step), HK_OK);
	step->id = ruled(
		world, "trigger", "opened", "",
		hk_format(world->arena, "move\t%" PRId64 "\t\nnote\t\tHello.", step->version));
	assert_int_equal(ctx_read(&world->cx, fault, step), HK_OK);
	assert_null(step->fault);
	assert_int_equal(ctx_write(&world->cx, team_away, step), HK_OK);
	assert_int_equal(ctx_read(&world->cx, fault, step), HK_OK);
	assert_string_equal(step->fault, "Please choose a team.");
	ticket = world_ticket(world, "Kettle", "It leaks.");
	wait_and_run(world, 0);
	assert_int_equal(notes_of(world, ticket.number), 1);
	assert_int_equal(lines_of(world, ticket.number, "rule_stuck"), 1);
	assert_int_equal(seen(world, ticket.number)->ticket.team_id, world->team.id);
}

static enum hk_result save_reply(struct ctx *cx, void *data)
{
	struct step *step = data;
	struct saved_text text = { .language = "en", .text = "We have your words." };

	step->saved = (struct saved_reply){ .title = "Got it", .shortcut = "" };
	return saved_reply_put(cx, &step->saved, &(struct saved_text_list){ &text, 1 });
}

static void a_saved_reply_of_a_rule_passes_the_governor(void **state)
{
	struct house_world *world = *state;
	struct step *step = step_new(world);
	struct ticket ticket;
	size_t out = 0;

	world_act(world, &world->admin);
	assert_int_equal(ctx_write(&world->cx, save_reply, step), HK_OK);
	ruled(world, "trigger", "word", "",
	      hk_format(world->arena, "send\t%" PRId64 "\t", step->saved.id));
	ticket = world_ticket(world, "Kettle", "It leaks.");
	wait_and_run(world, 0);
	/* The machine of the customer answers each of them. */
	for (int i = 0; i < 8; i++) {
		assert_int_equal(deed_word(world, ticket.number,
					   hk_format(world->arena, "Out of office %d", i), true),
				 HK_OK);
		wait_and_run(world, HK_MINUTE);
	}
	step = seen(world, ticket.number);
	for (size_t i = 0; i < step->messages.count; i++)
		out += strcmp(step->messages.items[i].kind, "out") == 0;
	assert_true(out >= 1 && out <= 3);
	assert_true(step->alarms.count > 0);
	/* It is no answer of a person. */
	assert_int_equal(step->ticket.answered_at, 0);
	assert_string_not_equal(step->ticket.state, "waiting");
}

static enum hk_result apply(struct ctx *cx, void *data)
{
	struct step *step = data;

	HK_TRY(ticket_by_number(cx, step->number, &step->ticket));
	HK_TRY(macro_find(cx, &step->ticket, step->id, &step->rule));
	return macro_apply(cx, &step->rule, &step->ticket, &step->hit);
}

static enum hk_result undo(struct ctx *cx, void *data)
{
	struct step *step = data;

	HK_TRY(ticket_by_number(cx, step->number, &step->ticket));
	return macro_undo(cx, &step->ticket, step->hit);
}

static void a_macro_is_applied_and_taken_back(void **state)
{
	struct house_world *world = *state;
	struct step *step = step_new(world);
	struct ticket ticket;
	int64_t owner;

	ticket = world_ticket(world, "Kettle", "It leaks.");
	wait_and_run(world, 0);
	owner = seen(world, ticket.number)->ticket.owner_id;
	step->number = ticket.number;
	step->id =
		ruled(world, "macro", "", "",
		      hk_format(world->arena,
				"assign\t%" PRId64 "\t\npriority\thigh\tBy hand.\nfollow\t%" PRId64
				"\t\nresolve\t\t",
				owner == world->rasa.id ? world->tomas.id : world->rasa.id,
				world->admin.id));
	world_act(world, &world->rasa);
	assert_int_equal(ctx_write(&world->cx, apply, step), HK_OK);
	assert_true(step->hit != 0);
	assert_string_equal(seen(world, ticket.number)->ticket.state, "resolved");
	assert_int_equal(seen(world, ticket.number)->ticket.follower_count, 1);
	/* Nobody takes back what somebody else did. */
	world_act(world, &world->tomas);
	assert_int_equal(ctx_write(&world->cx, undo, step), HK_NOT_FOUND);
	world_act(world, &world->rasa);
	assert_int_equal(ctx_write(&world->cx, undo, step), HK_OK);
	assert_int_equal(ctx_write(&world->cx, undo, step), HK_CONFLICT);
	step = seen(world, ticket.number);
	assert_int_equal(step->ticket.owner_id, owner);
	assert_string_equal(step->ticket.priority, "normal");
	assert_int_equal(step->ticket.follower_count, 0);
	assert_string_equal(step->ticket.bucket, "active");
}

static void what_happened_since_holds_an_undo_back(void **state)
{
	struct house_world *world = *state;
	struct step *step = step_new(world);
	struct ticket ticket = world_ticket(world, "Kettle", "It leaks.");

	wait_and_run(world, 0);
	step->number = ticket.number;
	step->id = ruled(world, "macro", "", "", "priority\thigh\tBy hand.");
	world_act(world, &world->rasa);
	assert_int_equal(ctx_write(&world->cx, apply, step), HK_OK);
	assert_int_equal(ctx_write(&world->cx, apply, step), HK_CONFLICT);
	assert_int_equal(deed_word(world, ticket.number, "Well?", false), HK_OK);
	world_act(world, &world->rasa);
	assert_int_equal(ctx_write(&world->cx, undo, step), HK_CONFLICT);
}

static void hits_of_the_week_are_counted(void **state)
{
	struct house_world *world = *state;
	struct step *step = step_new(world);

	ruled(world, "trigger", "opened", "", "note\t\tHello.");
	world_ticket(world, "One", "One");
	world_ticket(world, "Two", "Two");
	wait_and_run(world, 0);
	world_act(world, &world->admin);
	assert_int_equal(ctx_read(&world->cx, every, step), HK_OK);
	assert_int_equal(step->hits[0], 2);
	world->cx.now += 8 * HK_DAY;
	assert_int_equal(ctx_read(&world->cx, every, step), HK_OK);
	assert_int_equal(step->hits[0], 0);
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
		assert_int_equal(ctx_write(&world->cx, put, &rule), HK_INVALID);
		assert_string_equal(world->cx.fields[0].field, wrong[i][2]);
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
		in_house(who_may_not_change_a_rule_does_not_find_it),
		in_house(each_change_is_a_version_and_one_can_go_back),
		in_house(a_rule_whose_team_is_gone_does_the_rest_and_says_so),
		in_house(a_saved_reply_of_a_rule_passes_the_governor),
		in_house(a_macro_is_applied_and_taken_back),
		in_house(what_happened_since_holds_an_undo_back),
		in_house(hits_of_the_week_are_counted),
		in_house(wrong_parts_are_said_beside_their_fields),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
