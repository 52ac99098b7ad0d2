#include "core/rights.h"
#include "house_world.h"
#include "people/staff.h"
#include "test.h"

struct asked {
	int64_t id;
	enum right right;
	bool may;
};

static enum hk_result ask(struct ctx *cx, void *data)
{
	struct asked *asked = data;
	struct staff staff;

	return staff_find_may(cx, asked->id, asked->right, &staff, &asked->may);
}

static bool may(struct house_world *world, int64_t staff_id, enum right right)
{
	struct asked asked = { .id = staff_id, .right = right };

	assert_int_equal(ctx_read(&world->cx, ask, &asked), HK_OK);
	return asked.may;
}

static enum hk_result leave(struct ctx *cx, void *data)
{
	const struct actor *actor = data;
	struct staff staff;

	HK_TRY(staff_find(cx, actor->id, &staff));
	staff.is_active = 0;
	return staff_change(cx, &staff);
}

static enum hk_result take_rights(struct ctx *cx, void *data)
{
	(void)data;
	return db_send(cx->db, DB_DELETE("role_right", "role = 'agent'"), DB_NONE);
}

static void a_right_comes_with_a_role(void **state)
{
	struct house_world *world = *state;

	assert_true(may(world, world->rasa.id, RIGHT_TICKET_REPLY));
	assert_false(may(world, world->rasa.id, RIGHT_ADMIN));
	assert_true(may(world, world->admin.id, RIGHT_ADMIN));
}

static void who_left_and_who_never_was_may_nothing(void **state)
{
	struct house_world *world = *state;

	assert_int_equal(ctx_write(&world->cx, leave, &world->rasa), HK_OK);
	assert_false(may(world, world->rasa.id, RIGHT_TICKET_REPLY));
	assert_false(may(world, 1, RIGHT_PUBLIC));
}

static void a_role_of_which_no_row_speaks_may_nothing(void **state)
{
	struct house_world *world = *state;

	assert_int_equal(ctx_write(&world->cx, take_rights, NULL), HK_OK);
	assert_false(may(world, world->rasa.id, RIGHT_TICKET_REPLY));
	assert_true(may(world, world->admin.id, RIGHT_TICKET_REPLY));
}

static enum hk_result rights_of_nobody(struct ctx *cx, void *data)
{
	return role_rights(cx, "stranger", data);
}

static void what_was_not_found_is_not_written(void **state)
{
	struct house_world *world = *state;
	uint64_t rights = 7;

	assert_int_equal(ctx_read(&world->cx, rights_of_nobody, &rights), HK_NOT_FOUND);
	assert_int_equal(rights, 7);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		in_house(a_right_comes_with_a_role),
		in_house(who_left_and_who_never_was_may_nothing),
		in_house(a_role_of_which_no_row_speaks_may_nothing),
		in_house(what_was_not_found_is_not_written),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
