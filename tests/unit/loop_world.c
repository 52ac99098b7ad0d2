#include "loop_world.h"

#include "base/time.h"
#include "test.h"

struct loop_scene loop_scene(struct house_world *world, const char *score)
{
	struct loop_scene scene = { .world = world };
	struct invitation_list all;

	world->cx.now = WORLD_BEGIN + 3 * HK_HOUR;
	(void)survey_begin(world, "nps", "contact", "named");
	scene.ticket = survey_ticket(world);
	survey_look(world);
	all = survey_invitations(world);
	assert_int_equal(all.count, 1);
	scene.invitation = all.items[0];
	world->cx.now += HK_HOUR;
	world_act(world, &actor_house);
	assert_int_equal(survey_answer(world, &scene.invitation, score, "Three calls!", false,
				       &scene.response),
			 HK_OK);
	return scene;
}

enum hk_result loop_case_work(struct ctx *cx, void *data)
{
	struct loop_case *one = data;

	return loop_case_find(cx, one->response_id, one);
}

struct loop_case loop_scene_case(const struct loop_scene *scene)
{
	struct loop_case one = { .response_id = scene->response.id };

	world_act(scene->world, &actor_house);
	assert_int_equal(ctx_read(&scene->world->cx, loop_case_work, &one), HK_OK);
	return one;
}
