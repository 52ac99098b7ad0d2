#include "together.h"

#include <string.h>

#include "people/session.h"
#include "test.h"

struct hiring {
	const char *email, *name;
	struct actor actor;
};

static enum hk_result hire_work(struct ctx *cx, void *data)
{
	struct hiring *hiring = data;
	struct staff staff = { .email = hiring->email, .name = hiring->name, .role = "employee" };
	struct session_view view;

	HK_TRY(staff_add(cx, &staff));
	return actor_of_staff(cx, staff.id, &hiring->actor, &view);
}

struct actor together_employee(struct house_world *world, const char *email, const char *name)
{
	struct hiring hiring = { email, name, { .kind = ACTOR_NOBODY } };
	const struct actor *before = world->cx.actor;

	world_act(world, &world->system);
	assert_int_equal(ctx_write(&world->cx, hire_work, &hiring), HK_OK);
	world->cx.actor = before;
	return hiring.actor;
}

static enum hk_result bell_work(struct ctx *cx, void *data)
{
	return notification_page(cx, INT64_MAX, 50, data);
}

struct notification_list together_bell(struct house_world *world)
{
	struct notification_list list;

	assert_int_equal(ctx_read(&world->cx, bell_work, &list), HK_OK);
	return list;
}

size_t together_heard(struct house_world *world, const char *kind)
{
	struct notification_list list = together_bell(world);
	size_t count = 0;

	for (size_t i = 0; i < list.count; i++)
		count += strcmp(list.items[i].kind, kind) == 0;
	return count;
}

static enum hk_result staff_work(struct ctx *cx, void *data)
{
	struct staff *staff = data;

	return staff_find(cx, staff->id, staff);
}

struct staff together_staff(struct house_world *world, int64_t id)
{
	struct staff staff = { .id = id };

	assert_int_equal(ctx_read(&world->cx, staff_work, &staff), HK_OK);
	return staff;
}
