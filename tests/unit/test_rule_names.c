/* No two rules of a house have one name, by which histories call them. */
#include "ruled.h"
#include "test.h"
#include "ticket/rule/rule_name.h"

static struct rule named(const char *kind, const char *name)
{
	return (struct rule){ .kind = kind,
			      .name = name,
			      .event = strcmp(kind, "trigger") == 0 ? "opened"
				       : strcmp(kind, "timed") == 0 ? "heard"
								    : "",
			      .minutes = 60,
			      .conditions = "",
			      .actions = "note\t\tHello." };
}

static struct rule made(struct house_world *world, const char *kind, const char *name)
{
	struct rule rule = named(kind, name);

	world_act(world, &world->admin);
	assert_int_equal(WORLD_WRITE(world, ruled_put, &rule), HK_OK);
	rule.version = 1;
	return rule;
}

static void taken(struct house_world *world, struct rule *rule)
{
	assert_int_equal(WORLD_WRITE(world, ruled_put, rule), HK_INVALID);
	assert_string_equal(world->cx.fields[0].field, "name");
	world->cx.field_count = 0;
}

static void a_rule_does_not_get_the_name_of_another_one(void **state)
{
	struct house_world *world = *state;
	struct rule again, other;

	made(world, "trigger", "Stranded first");
	again = named("trigger", " stranded  FIRST ");
	taken(world, &again);
	again = named("timed", "Stranded first");
	taken(world, &again);
	/* In any script that has capitals. */
	made(world, "timed", "Šilta Žiema");
	again = named("trigger", "šilta žiema");
	taken(world, &again);
	/* A macro is no rule. */
	made(world, "macro", "Stranded first");
	other = made(world, "trigger", "Other");
	other.name = "STRANDED FIRST";
	taken(world, &other);
	other.name = "OTHER";
	assert_int_equal(WORLD_WRITE(world, ruled_put, &other), HK_OK);
}

static enum hk_result remove_one(struct ctx *cx, void *data)
{
	return rule_remove(cx, *(const int64_t *)data);
}

static enum hk_result go_back(struct ctx *cx, void *data)
{
	return rule_go_back(cx, *(const int64_t *)data, 1);
}

static void the_name_of_one_that_was_taken_away_is_free(void **state)
{
	struct house_world *world = *state;
	struct rule first = made(world, "trigger", "First");
	struct rule other, again;

	assert_int_equal(ctx_write(&world->cx, remove_one, &first.id), HK_OK);
	other = made(world, "trigger", "first");
	other.name = "Second";
	assert_int_equal(WORLD_WRITE(world, ruled_put, &other), HK_OK);
	again = made(world, "trigger", "First");
	/* Nor does an older version come back under a name that is taken since. */
	assert_int_equal(ctx_write(&world->cx, go_back, &other.id), HK_INVALID);
	world_act(world, &world->admin);
	assert_int_equal(ctx_write(&world->cx, remove_one, &again.id), HK_OK);
	assert_int_equal(ctx_write(&world->cx, go_back, &other.id), HK_OK);
}

static void macros_of_one_person_are_no_matter_of_another_one(void **state)
{
	struct house_world *world = *state;
	struct rule rasas = named("macro", "Call back"), tomas = rasas, shared = rasas;

	rasas.staff_id = world->rasa.id;
	tomas.staff_id = world->tomas.id;
	world_act(world, &world->rasa);
	assert_int_equal(WORLD_WRITE(world, ruled_put, &rasas), HK_OK);
	rasas.id = 0;
	taken(world, &rasas);
	world_act(world, &world->tomas);
	assert_int_equal(WORLD_WRITE(world, ruled_put, &tomas), HK_OK);
	world_act(world, &world->admin);
	assert_int_equal(WORLD_WRITE(world, ruled_put, &shared), HK_OK);
	shared.id = 0;
	taken(world, &shared);
	/* What is everybody's is his too. */
	tomas.id = 0;
	world_act(world, &world->tomas);
	taken(world, &tomas);
}

static enum hk_result rename_row(struct ctx *cx, void *data)
{
	return db_send(cx->db, DB_UPDATE("rule", "name = $3", "id = $2", ""),
		       DB_ARGS(*(const int64_t *)data, "first"));
}

static enum hk_result every_apart(struct ctx *cx, void *data)
{
	HK_TRY(rule_every(cx, data));
	rule_names_apart(cx, data);
	return HK_OK;
}

static void doubles_of_before_stay_and_are_told_apart(void **state)
{
	struct house_world *world = *state;
	struct rule_list list;
	struct rule second;

	made(world, "trigger", "First");
	second = made(world, "trigger", "Second");
	made(world, "macro", "First");
	assert_int_equal(ctx_write(&world->cx, rename_row, &second.id), HK_OK);
	assert_int_equal(ctx_read(&world->cx, every_apart, &list), HK_OK);
	assert_int_equal(list.count, 3);
	assert_string_equal(list.items[0].name, "First");
	assert_string_equal(list.items[1].name, "first (2)");
	assert_string_equal(list.items[2].name, "First");
	/* It may be changed and keep its name. */
	second.name = "first";
	second.actions = "note\t\tOther.";
	assert_int_equal(WORLD_WRITE(world, ruled_put, &second), HK_OK);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		in_house(a_rule_does_not_get_the_name_of_another_one),
		in_house(the_name_of_one_that_was_taken_away_is_free),
		in_house(macros_of_one_person_are_no_matter_of_another_one),
		in_house(doubles_of_before_stay_and_are_told_apart),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
