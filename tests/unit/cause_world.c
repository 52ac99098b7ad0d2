#include "cause_world.h"

#include "base/text.h"
#include "test.h"
#include "ticket/work/notification.h"

void cause_fresh(struct house_world *world)
{
	world->cx.problem = NULL;
	world->cx.field_count = 0;
}

static enum hk_result add_work(struct ctx *cx, void *data)
{
	return cause_add(cx, data);
}

enum hk_result cause_try(struct house_world *world, struct cause *cause)
{
	cause_fresh(world);
	return ctx_write(&world->cx, add_work, cause);
}

static enum hk_result find_work(struct ctx *cx, void *data)
{
	struct cause *cause = data;

	return cause_find(cx, cause->number, cause);
}

struct cause cause_look(struct house_world *world, int64_t number)
{
	struct cause cause = { .number = number };

	assert_int_equal(ctx_read(&world->cx, find_work, &cause), HK_OK);
	return cause;
}

struct cause cause_new(struct house_world *world, const char *name, int64_t parent_id)
{
	struct cause cause = { .name = name, .parent_id = parent_id };

	assert_int_equal(cause_try(world, &cause), HK_OK);
	return cause_look(world, cause.number);
}

struct closing {
	struct cause cause;
	struct cause_end end;
};

static enum hk_result close_work(struct ctx *cx, void *data)
{
	struct closing *closing = data;

	return cause_close(cx, &closing->cause, &closing->end);
}

enum hk_result cause_close_it(struct house_world *world, int64_t number, const char *as,
			      const char *reason)
{
	struct closing closing = { .cause = cause_look(world, number), .end = { as, reason } };

	cause_fresh(world);
	return ctx_write(&world->cx, close_work, &closing);
}

void cause_in_order(struct house_world *world)
{
	assert_int_equal(world_faults(world, ""), 0);
}

static enum hk_result told_work(struct ctx *cx, void *data)
{
	return notification_page(cx, INT64_MAX, 50, data);
}

size_t cause_told(struct house_world *world, const struct actor *who, const char *kind)
{
	struct notification_list list;
	size_t count = 0;

	world_act(world, who);
	assert_int_equal(ctx_read(&world->cx, told_work, &list), HK_OK);
	for (size_t i = 0; i < list.count; i++)
		count += hk_equal(list.items[i].kind, kind);
	return count;
}
