/* You said, we did: of those whom it does not reach it is said why, also while others wait. */
#include "base/text.h"
#include "base/time.h"
#include "feedback/cause.h"
#include "feedback/improvement.h"
#include "people/customer.h"
#include "people/reached.h"
#include "standard/clock.h"
#include "survey_world.h"
#include "test.h"

enum { KNOWN = 4, UNKNOWN = 2 };

struct scene {
	struct cause cause;
	struct improvement improvement;
	struct improvement_left left;
	int64_t people[KNOWN];
};

static enum hk_result link(struct ctx *cx, const struct scene *scene, int64_t key,
			   int64_t customer_id)
{
	return db_send(cx->db,
		       DB_ADD("cause_link",
			      "id, cause_id, ticket_id, response_id, customer_id, at, quote,"
			      " linked_by, linked_at",
			      "$2, $3, 0, $4, $5, $6, '', 1, $6", ""),
		       DB_ARGS(ctx_new_id(cx), scene->cause.id, key, customer_id, cx->now));
}

static enum hk_result scene_work(struct ctx *cx, void *data)
{
	struct scene *scene = data;

	scene->cause = (struct cause){ .name = "Stories are told twice" };
	HK_TRY(cause_add(cx, &scene->cause));
	for (int i = 0; i < KNOWN; i++) {
		const struct customer_new new = { .name = "Somebody",
						  .email = hk_format(cx->arena, "p%d@example.org",
								     i),
						  .phone = "",
						  .language = "en",
						  .tokens = "" };
		struct customer customer;

		HK_TRY(customer_ensure(cx, &new, &customer));
		scene->people[i] = customer.id;
		HK_TRY(link(cx, scene, i + 1, customer.id));
	}
	for (int i = 0; i < UNKNOWN; i++)
		HK_TRY(link(cx, scene, KNOWN + i + 1, 0));
	return improvement_begin(cx, &scene->cause, 0, &scene->improvement);
}

static enum hk_result send_work(struct ctx *cx, void *data)
{
	struct scene *scene = data;
	const struct improvement_text text = { .language = "en",
					       .headline = "Once is enough",
					       .text = "Notes go along." };

	HK_TRY(improvement_texts_put(cx, &scene->improvement, &text, 1));
	return improvement_send(cx, &scene->improvement, true);
}

static enum hk_result left_work(struct ctx *cx, void *data)
{
	struct scene *scene = data;

	HK_TRY(improvement_find(cx, scene->improvement.id, &scene->improvement));
	return improvement_left_find(cx, &scene->improvement, &scene->left);
}

static void assert_left(struct house_world *world, struct scene *scene, int64_t told,
			int64_t waiting, int64_t stopped)
{
	world_act(world, &world->admin);
	assert_int_equal(ctx_read(&world->cx, left_work, scene), HK_OK);
	assert_int_equal(scene->improvement.told_count, told);
	assert_int_equal(scene->left.waiting, waiting);
	assert_int_equal(scene->left.stopped, stopped);
	assert_int_equal(scene->left.unknown, UNKNOWN);
}

static enum hk_result wish_work(struct ctx *cx, void *data)
{
	return contact_rule_put(cx, data);
}

static void wishes(struct house_world *world, int64_t customer_id, const char *kind, int64_t until)
{
	struct contact_rule rule = {
		.customer_id = customer_id, .kind = kind, .until = until, .reason = ""
	};

	assert_int_equal(ctx_write(&world->cx, wish_work, &rule), HK_OK);
}

static void who_never_hears_of_it_is_counted_while_others_still_wait(void **state)
{
	struct house_world *world = *state;
	struct scene scene;

	survey_be_at_noon(world);
	world_act(world, &world->admin);
	assert_int_equal(ctx_write(&world->cx, scene_work, &scene), HK_OK);
	assert_left(world, &scene, 0, 0, 0);
	wishes(world, scene.people[0], "opt_out", CLOCK_NEVER);
	wishes(world, scene.people[1], "hold", world->cx.now + 3 * HK_DAY);
	assert_int_equal(ctx_write(&world->cx, send_work, &scene), HK_OK);
	assert_left(world, &scene, 0, KNOWN, 0);
	world_run_jobs(world);
	assert_left(world, &scene, KNOWN - 2, 1, 1);
	for (int day = 0; day < 5; day++) {
		world->cx.now += HK_DAY;
		world_run_jobs(world);
	}
	assert_left(world, &scene, KNOWN - 1, 0, 1);
	assert_int_equal(world_faults(world, "improvements"), 0);
}

static enum hk_result fail_work(struct ctx *cx, void *data)
{
	return customer_address_fails(cx, data);
}

static enum hk_result work_again(struct ctx *cx, void *data)
{
	return customer_address_works(cx, data);
}

/* All but one were told: his address had failed. */
static void told_but_one(struct house_world *world, struct scene *ret, char *address)
{
	survey_be_at_noon(world);
	world_act(world, &world->admin);
	assert_int_equal(ctx_write(&world->cx, scene_work, ret), HK_OK);
	assert_int_equal(ctx_write(&world->cx, fail_work, address), HK_OK);
	assert_int_equal(ctx_write(&world->cx, send_work, ret), HK_OK);
	world_run_jobs(world);
}

static void who_could_not_be_reached_that_day_hears_of_it_once_his_address_works(void **state)
{
	struct house_world *world = *state;
	char address[] = "p0@example.org";
	struct scene scene;

	told_but_one(world, &scene, address);
	assert_left(world, &scene, KNOWN - 1, 1, 0);
	world->cx.now += HK_DAY;
	world_run_jobs(world);
	assert_left(world, &scene, KNOWN - 1, 1, 0);
	assert_int_equal(ctx_write(&world->cx, work_again, address), HK_OK);
	world->cx.now += HK_DAY;
	world_run_jobs(world);
	assert_left(world, &scene, KNOWN, 0, 0);
	assert_int_equal(world_faults(world, "improvements"), 0);
}

static void who_has_no_address_is_left_alone_when_the_news_is_old(void **state)
{
	struct house_world *world = *state;
	char address[] = "p0@example.org";
	struct scene scene;

	told_but_one(world, &scene, address);
	world->cx.now += (IMPROVEMENT_OLD_DAYS + 1) * HK_DAY;
	world_run_jobs(world);
	assert_left(world, &scene, KNOWN - 1, 0, 1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		in_house(who_never_hears_of_it_is_counted_while_others_still_wait),
		in_house(who_could_not_be_reached_that_day_hears_of_it_once_his_address_works),
		in_house(who_has_no_address_is_left_alone_when_the_news_is_old),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
