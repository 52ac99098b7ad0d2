/* Who may change rules, their versions, what is gone, and macros that are applied and taken back.
 */
#include <inttypes.h>

#include "base/text.h"
#include "base/time.h"
#include "people/session.h"
#include "ruled.h"
#include "test.h"

static enum hk_result add_supervisor(struct ctx *cx, void *data)
{
	struct rule_step *step = data;
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
	struct rule_step *step = data;
	struct session_view view;
	struct actor *actor = hk_alloc(cx->arena, 1, sizeof(*actor));

	HK_TRY(actor_of_staff(cx, step->staff.id, actor, &view));
	cx->actor = actor;
	return HK_OK;
}

static enum hk_result find(struct ctx *cx, void *data)
{
	struct rule_step *step = data;

	return rule_find(cx, step->id, &step->rule);
}

static enum hk_result every(struct ctx *cx, void *data)
{
	struct rule_step *step = data;

	HK_TRY(rule_every(cx, &step->rules));
	return rule_week(cx, &step->rules, step->hits);
}

static void who_may_not_change_a_rule_does_not_find_it(void **state)
{
	struct house_world *world = *state;
	struct rule_step *step = rule_step_new(world);
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
	step->id = ruled_add(world, "trigger", "opened", "", "note\t\tAll.");
	assert_int_equal(ctx_read(&world->cx, act_as, step), HK_OK);
	assert_int_equal(ctx_read(&world->cx, find, step), HK_NOT_FOUND);
	assert_int_equal(ctx_write(&world->cx, ruled_turn, step), HK_NOT_FOUND);
	/* Of his own team he may, of all or another one not. */
	assert_int_equal(WORLD_WRITE(world, ruled_put, &wish), HK_INVALID);
	assert_string_equal(world->cx.fields[0].field, "team");
	assert_int_equal(ctx_read(&world->cx, act_as, step), HK_OK);
	wish.team_id = world->team.id;
	assert_int_equal(WORLD_WRITE(world, ruled_put, &wish), HK_INVALID);
	assert_int_equal(ctx_read(&world->cx, act_as, step), HK_OK);
	wish.team_id = step->version;
	assert_int_equal(WORLD_WRITE(world, ruled_put, &wish), HK_OK);
	/* Rasa is no supervisor: she has macros of her own, which nobody else sees. */
	world_act(world, &world->rasa);
	wish.id = 0;
	assert_int_equal(WORLD_WRITE(world, ruled_put, &wish), HK_DENIED);
	macro.staff_id = world->rasa.id;
	assert_int_equal(WORLD_WRITE(world, ruled_put, &macro), HK_OK);
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
	assert_int_equal(WORLD_WRITE(world, ruled_put, &macro), HK_NOT_FOUND);
}

static enum hk_result versions(struct ctx *cx, void *data)
{
	struct rule_step *step = data;

	HK_TRY(rule_find(cx, step->id, &step->rule));
	return rule_versions(cx, &step->rule, &step->versions);
}

static enum hk_result back(struct ctx *cx, void *data)
{
	struct rule_step *step = data;

	return rule_go_back(cx, step->id, step->version);
}

static void each_change_is_a_version_and_one_can_go_back(void **state)
{
	struct house_world *world = *state;
	struct rule_step *step = rule_step_new(world);
	struct rule rule;

	step->id = ruled_add(world, "trigger", "opened", "", "note\t\tOne.");
	assert_int_equal(ctx_read(&world->cx, find, step), HK_OK);
	rule = step->rule;
	rule.actions = "note\t\tTwo.";
	assert_int_equal(WORLD_WRITE(world, ruled_put, &rule), HK_OK);
	assert_int_equal(ctx_read(&world->cx, find, step), HK_OK);
	assert_int_equal(step->rule.version, 2);
	assert_int_equal(WORLD_WRITE(world, ruled_put, &rule), HK_CONFLICT);
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
	struct rule_step *step = data;

	HK_TRY(db_send(cx->db, DB_DELETE("team_member", "team_id = $2"), DB_ARGS(step->version)));
	return db_send(cx->db, DB_DELETE("team", "id = $2"), DB_ARGS(step->version));
}

static enum hk_result fault(struct ctx *cx, void *data)
{
	struct rule_step *step = data;

	HK_TRY(rule_find(cx, step->id, &step->rule));
	return rule_fault(cx, &step->rule, &step->fault);
}

static enum hk_result rasa_reads_no_ticket(struct ctx *cx, void *data)
{
	struct rule_step *step = data;
	struct staff rasa;

	HK_TRY(staff_find(cx, step->version, &rasa));
	rasa.role = "employee";
	return staff_change(cx, &rasa);
}

static void a_rule_for_somebody_who_may_read_no_ticket_says_so(void **state)
{
	static const char *const kinds[] = { "follow", "notify", "assign" };
	struct house_world *world = *state;
	struct rule_step *step = rule_step_new(world);
	int64_t ids[HK_COUNT(kinds)], number;

	world_act(world, &world->admin);
	for (size_t i = 0; i < HK_COUNT(kinds); i++)
		ids[i] = ruled_add(
			world, "trigger", "opened", "",
			hk_format(world->arena, "%s\t%" PRId64 "\tLook", kinds[i], world->rasa.id));
	step->version = world->rasa.id;
	assert_int_equal(ctx_write(&world->cx, rasa_reads_no_ticket, step), HK_OK);
	for (size_t i = 0; i < HK_COUNT(kinds); i++) {
		step->id = ids[i];
		assert_int_equal(ctx_read(&world->cx, fault, step), HK_OK);
		assert_string_equal(step->fault, "Please choose somebody who may read tickets.");
	}
	number = world_ticket(world, "Kettle", "It leaks.").number;
	ruled_wait(world, 0);
	assert_int_equal(ruled_lines(world, number, "rule_stuck"), HK_COUNT(kinds));
}

static void a_rule_whose_team_is_gone_does_the_rest_and_says_so(void **state)
{
	struct house_world *world = *state;
	struct rule_step *step = rule_step_new(world);
	struct ticket ticket;

	world_act(world, &world->admin);
	assert_int_equal(ctx_write(&world->cx, add_supervisor, step), HK_OK);
	step->id = ruled_add(
		world, "trigger", "opened", "",
		hk_format(world->arena, "move\t%" PRId64 "\t\nnote\t\tHello.", step->version));
	assert_int_equal(ctx_read(&world->cx, fault, step), HK_OK);
	assert_null(step->fault);
	assert_int_equal(ctx_write(&world->cx, team_away, step), HK_OK);
	assert_int_equal(ctx_read(&world->cx, fault, step), HK_OK);
	assert_string_equal(step->fault, "Please choose a team.");
	ticket = world_ticket(world, "Kettle", "It leaks.");
	ruled_wait(world, 0);
	assert_int_equal(ruled_notes(world, ticket.number), 1);
	assert_int_equal(ruled_lines(world, ticket.number, "rule_stuck"), 1);
	assert_int_equal(ruled_seen(world, ticket.number)->ticket.team_id, world->team.id);
}

static enum hk_result apply(struct ctx *cx, void *data)
{
	struct rule_step *step = data;

	HK_TRY(ticket_by_number(cx, step->number, &step->ticket));
	HK_TRY(macro_find(cx, &step->ticket, step->id, &step->rule));
	return macro_apply(cx, &step->rule, &step->ticket, &step->hit);
}

static enum hk_result undo(struct ctx *cx, void *data)
{
	struct rule_step *step = data;

	HK_TRY(ticket_by_number(cx, step->number, &step->ticket));
	return macro_undo(cx, &step->ticket, step->hit, &step->is_all_undone);
}

static void a_macro_is_applied_and_taken_back(void **state)
{
	struct house_world *world = *state;
	struct rule_step *step = rule_step_new(world);
	struct ticket ticket;
	int64_t owner;

	ticket = world_ticket(world, "Kettle", "It leaks.");
	ruled_wait(world, 0);
	owner = ruled_seen(world, ticket.number)->ticket.owner_id;
	step->number = ticket.number;
	step->id = ruled_add(world, "macro", "", "",
			     hk_format(world->arena,
				       "assign\t%" PRId64
				       "\t\npriority\thigh\tBy hand.\nfollow\t%" PRId64
				       "\t\nresolve\t\t",
				       owner == world->rasa.id ? world->tomas.id : world->rasa.id,
				       world->admin.id));
	world_act(world, &world->rasa);
	assert_int_equal(ctx_write(&world->cx, apply, step), HK_OK);
	assert_true(step->hit != 0);
	assert_string_equal(ruled_seen(world, ticket.number)->ticket.state, "resolved");
	assert_int_equal(ruled_seen(world, ticket.number)->ticket.follower_count, 1);
	/* Nobody takes back what somebody else did. */
	world_act(world, &world->tomas);
	assert_int_equal(ctx_write(&world->cx, undo, step), HK_NOT_FOUND);
	world_act(world, &world->rasa);
	assert_int_equal(ctx_write(&world->cx, undo, step), HK_OK);
	assert_true(step->is_all_undone);
	assert_int_equal(ctx_write(&world->cx, undo, step), HK_CONFLICT);
	step = ruled_seen(world, ticket.number);
	assert_int_equal(step->ticket.owner_id, owner);
	assert_string_equal(step->ticket.priority, "normal");
	assert_int_equal(step->ticket.follower_count, 0);
	assert_string_equal(step->ticket.bucket, "active");
}

static void an_undo_says_that_a_note_stays(void **state)
{
	struct house_world *world = *state;
	struct rule_step *step = rule_step_new(world);
	struct ticket ticket = world_ticket(world, "Kettle", "It leaks.");

	ruled_wait(world, 0);
	step->number = ticket.number;
	step->id = ruled_add(world, "macro", "", "", "priority\thigh\tBy hand.\nnote\t\tCall him.");
	world_act(world, &world->rasa);
	assert_int_equal(ctx_write(&world->cx, apply, step), HK_OK);
	assert_int_equal(ctx_write(&world->cx, undo, step), HK_OK);
	assert_false(step->is_all_undone);
	assert_int_equal(ruled_notes(world, ticket.number), 1);
	assert_string_equal(ruled_seen(world, ticket.number)->ticket.priority, "normal");
}

static void what_happened_since_holds_an_undo_back(void **state)
{
	struct house_world *world = *state;
	struct rule_step *step = rule_step_new(world);
	struct ticket ticket = world_ticket(world, "Kettle", "It leaks.");

	ruled_wait(world, 0);
	step->number = ticket.number;
	step->id = ruled_add(world, "macro", "", "", "priority\thigh\tBy hand.");
	world_act(world, &world->rasa);
	assert_int_equal(ctx_write(&world->cx, apply, step), HK_OK);
	ruled_wait(world, HK_MINUTE);
	world_act(world, &world->rasa);
	assert_int_equal(ctx_write(&world->cx, apply, step), HK_CONFLICT);
	assert_int_equal(deed_word(world, ticket.number, "Well?", false), HK_OK);
	world_act(world, &world->rasa);
	assert_int_equal(ctx_write(&world->cx, undo, step), HK_CONFLICT);
}

static void a_macro_that_is_pressed_twice_is_done_once(void **state)
{
	struct house_world *world = *state;
	struct rule_step *step = rule_step_new(world);
	struct ticket ticket = world_ticket(world, "Kettle", "It leaks.");
	int64_t hit;

	step->number = ticket.number;
	step->id = ruled_add(world, "macro", "", "", "note\t\tCall him.\npriority\thigh\tBy hand.");
	world_act(world, &world->rasa);
	assert_int_equal(ctx_write(&world->cx, apply, step), HK_OK);
	hit = step->hit;
	assert_int_equal(ctx_write(&world->cx, apply, step), HK_OK);
	assert_int_equal(step->hit, hit);
	assert_int_equal(ruled_notes(world, ticket.number), 1);
	/* A colleague means it, and so does he himself a minute later. */
	world_act(world, &world->tomas);
	assert_int_equal(ctx_write(&world->cx, apply, step), HK_OK);
	assert_int_equal(ruled_notes(world, ticket.number), 2);
	ruled_wait(world, HK_MINUTE);
	world_act(world, &world->tomas);
	assert_int_equal(ctx_write(&world->cx, apply, step), HK_OK);
	assert_int_equal(ruled_notes(world, ticket.number), 3);
}

static void hits_of_the_week_are_counted(void **state)
{
	struct house_world *world = *state;
	struct rule_step *step = rule_step_new(world);

	ruled_add(world, "trigger", "opened", "", "note\t\tHello.");
	world_ticket(world, "One", "One");
	world_ticket(world, "Two", "Two");
	ruled_wait(world, 0);
	world_act(world, &world->admin);
	assert_int_equal(ctx_read(&world->cx, every, step), HK_OK);
	assert_int_equal(step->hits[0], 2);
	world->cx.now += 8 * HK_DAY;
	assert_int_equal(ctx_read(&world->cx, every, step), HK_OK);
	assert_int_equal(step->hits[0], 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		in_house(who_may_not_change_a_rule_does_not_find_it),
		in_house(each_change_is_a_version_and_one_can_go_back),
		in_house(a_rule_for_somebody_who_may_read_no_ticket_says_so),
		in_house(a_rule_whose_team_is_gone_does_the_rest_and_says_so),
		in_house(a_macro_is_applied_and_taken_back),
		in_house(an_undo_says_that_a_note_stays),
		in_house(what_happened_since_holds_an_undo_back),
		in_house(a_macro_that_is_pressed_twice_is_done_once),
		in_house(hits_of_the_week_are_counted),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
