/* Who watches the control centre: sharing what is written, screens on walls, and who may not any
 * more. */
#include <string.h>

#include "base/text.h"
#include "base/time.h"
#include "house_world.h"
#include "insight/board/audience.h"
#include "insight/board/wall.h"
#include "people/session.h"
#include "test.h"

static int audience_open(void **state)
{
	house_world_open(state);

	struct house_world *world = *state;

	world->house.audiences = audiences_new();
	return 0;
}

static int audience_close(void **state)
{
	struct house_world *world = *state;

	audiences_free(world->house.audiences);
	return house_world_close(state);
}

#define watching(test) cmocka_unit_test_setup_teardown(test, audience_open, audience_close)

struct joining {
	struct board_sight sight;
	bool is_wall;
	struct audience audience;
};

static enum hk_result join(struct ctx *cx, void *data)
{
	struct joining *joining = data;

	return audience_join(cx, &joining->sight, joining->is_wall, &joining->audience);
}

static struct audience joined(struct house_world *world, const char *sight, bool is_wall)
{
	static const int64_t teams[] = { 12 };
	struct joining joining = { .sight = { teams, *sight ? 1 : 0, sight }, .is_wall = is_wall };

	assert_int_equal(ctx_read(&world->cx, join, &joining), HK_OK);
	return joining.audience;
}

static void watchers_share_what_is_written_with_those_who_see_the_same(void **state)
{
	struct house_world *world = *state;
	const struct audience *every;
	struct audience one = joined(world, "", false), same = joined(world, "", false);

	assert_string_equal(one.key, same.key);
	assert_string_not_equal(one.key, joined(world, "12", false).key);
	assert_string_not_equal(one.key, joined(world, "", true).key);
	world->cx.language = "lt";
	assert_string_not_equal(one.key, joined(world, "", false).key);
	assert_int_equal(
		audience_every(world->house.audiences, world->arena, world->cx.org_id, &every), 4);
	assert_int_equal(audience_every(world->house.audiences, world->arena, 77, &every), 0);
	one.seq += 3;
	audience_told(world->house.audiences, &one);
	world->cx.language = "en";
	assert_int_equal(joined(world, "", false).seq, one.seq);
	/* Who comes later begins above what anybody was told. */
	assert_true(joined(world, "99", false).seq > one.seq);
}

struct hanging {
	struct wall wall, found;
	int64_t id;
	const char *token;
	struct staff staff;
};

static enum hk_result hang(struct ctx *cx, void *data)
{
	struct hanging *hanging = data;

	HK_TRY(wall_add(cx, &hanging->wall, &hanging->id));
	hanging->token = wall_token(cx, hanging->id);
	return HK_OK;
}

static enum hk_result find(struct ctx *cx, void *data)
{
	struct hanging *hanging = data;

	return wall_find(cx, hanging->token, &hanging->found);
}

static enum hk_result end(struct ctx *cx, void *data)
{
	struct hanging *hanging = data;

	return wall_end(cx, hanging->id);
}

static enum hk_result make_agent(struct ctx *cx, void *data)
{
	struct hanging *hanging = data;

	HK_TRY(staff_find(cx, hanging->found.maker_id, &hanging->staff));
	hanging->staff.role = "agent";
	return staff_change(cx, &hanging->staff);
}

static enum hk_result add_second_admin(struct ctx *cx, void *data)
{
	struct staff second = { .email = "second@nordhome.example", .name = "Bo", .role = "admin" };

	(void)data;
	return staff_add(cx, &second);
}

static struct hanging hung(struct house_world *world)
{
	struct hanging hanging = { .wall = {
					   .shows = "control", .name = "Hall", .language = "lt" } };

	/* Within some seconds it would be the same press. */
	world->cx.now += HK_MINUTE;
	world_act(world, &world->admin);
	assert_int_equal(ctx_write(&world->cx, hang, &hanging), HK_OK);
	return hanging;
}

static void a_wall_shows_only_while_its_address_and_its_maker_are_good(void **state)
{
	struct house_world *world = *state;
	struct hanging one = hung(world), other = hung(world), third = hung(world);

	world_act(world, &world->system);
	assert_int_equal(ctx_read(&world->cx, find, &one), HK_OK);
	assert_string_equal(one.found.language, "lt");
	/* The end of one address is no good for another screen. */
	third.token = hk_format(world->arena, "%s%s",
				hk_copy(world->arena, third.token, strcspn(third.token, "-")),
				strchr(one.token, '-'));
	assert_int_equal(ctx_read(&world->cx, find, &third), HK_NOT_FOUND);
	third.token = "";
	assert_int_equal(ctx_read(&world->cx, find, &third), HK_NOT_FOUND);
	world_act(world, &world->rasa);
	assert_int_equal(ctx_write(&world->cx, end, &one), HK_DENIED);
	world_act(world, &world->admin);
	assert_int_equal(ctx_write(&world->cx, end, &one), HK_OK);
	assert_int_equal(ctx_write(&world->cx, end, &one), HK_OK);
	assert_int_equal(ctx_read(&world->cx, find, &one), HK_NOT_FOUND);
	assert_int_equal(ctx_read(&world->cx, find, &other), HK_OK);
	assert_int_equal(ctx_write(&world->cx, add_second_admin, NULL), HK_OK);
	assert_int_equal(ctx_write(&world->cx, make_agent, &other), HK_OK);
	assert_int_equal(ctx_read(&world->cx, find, &other), HK_NOT_FOUND);
}

static void who_presses_twice_hangs_one_screen(void **state)
{
	struct house_world *world = *state;
	struct hanging one = hung(world),
		       two = { .wall = { .shows = "control", .name = "Hall", .language = "lt" } };

	assert_int_equal(ctx_write(&world->cx, hang, &two), HK_OK);
	assert_int_equal(two.id, one.id);
	two.wall = (struct wall){ .shows = "voices", .name = "Hall", .language = "lt" };
	assert_int_equal(ctx_write(&world->cx, hang, &two), HK_OK);
	assert_true(two.id != one.id);
}

static void agents_make_no_walls_and_a_wall_has_a_name(void **state)
{
	struct house_world *world = *state;
	struct hanging hanging = { .wall = {
					   .shows = "control", .name = "Hall", .language = "lt" } };

	world_act(world, &world->rasa);
	assert_int_equal(ctx_write(&world->cx, hang, &hanging), HK_DENIED);
	world_act(world, &world->admin);
	hanging.wall.name = " ";
	assert_int_equal(ctx_write(&world->cx, hang, &hanging), HK_INVALID);
	assert_string_equal(world->cx.fields[0].field, "name");
}

static enum hk_result close_team(struct ctx *cx, void *data)
{
	struct house_world *world = data;
	struct team team = { .name = "Board members", .is_restricted = 1 };

	HK_TRY(team_add(cx, &team));
	HK_TRY(team_join(cx, team.id, world->rasa.id));
	world->team = team;
	return HK_OK;
}

struct watching {
	struct board_sight sight;
	int64_t owner;
	const int64_t *unfit;
	size_t count;
};

static enum hk_result sign_in(struct ctx *cx, void *data)
{
	struct watching *watching = data;
	struct session_list list;
	const char *token;

	HK_TRY(session_add(cx, "staff", cx->actor->id, "browser", &token));
	HK_TRY(session_list_own(cx, &list));
	watching->owner = list.items[0].id;
	HK_TRY(board_sight_find(cx, &watching->sight));
	return HK_OK;
}

static enum hk_result look_after(struct ctx *cx, void *data)
{
	struct watching *watching = data;

	return audience_unfit(cx, &watching->unfit, &watching->count);
}

static enum hk_result leave_team(struct ctx *cx, void *data)
{
	struct house_world *world = data;

	return team_leave(cx, world->team.id, world->rasa.id);
}

static enum hk_result make_supervisor(struct ctx *cx, void *data)
{
	struct house_world *world = data;
	struct staff staff;

	HK_TRY(staff_find(cx, world->rasa.id, &staff));
	staff.role = "supervisor";
	return staff_change(cx, &staff);
}

static struct watching unfit(struct house_world *world)
{
	struct watching watching = { .owner = 0 };

	assert_int_equal(ctx_read(&world->cx, look_after, &watching), HK_OK);
	return watching;
}

static struct watching watched(struct house_world *world, const struct actor *actor)
{
	struct watching watching = { .owner = 0 };

	world_act(world, actor);
	assert_int_equal(ctx_write(&world->cx, sign_in, &watching), HK_OK);
	audience_watch(&world->cx, &watching.sight, watching.owner, false);
	return watching;
}

static void whoever_may_hear_it_no_more_is_found_once(void **state)
{
	struct house_world *world = *state;
	struct watching rasa, ada;
	struct hanging wall = hung(world);

	world_act(world, &world->admin);
	assert_int_equal(ctx_write(&world->cx, close_team, world), HK_OK);
	assert_int_equal(ctx_write(&world->cx, make_supervisor, world), HK_OK);
	rasa = watched(world, &world->rasa);
	ada = watched(world, &world->admin);
	audience_watch(&world->cx, &(struct board_sight){ NULL, 0, "" }, wall.id, true);
	assert_int_equal(unfit(world).count, 0);
	/* She sees less than her stream tells. */
	assert_int_equal(ctx_write(&world->cx, leave_team, world), HK_OK);
	assert_int_equal(unfit(world).count, 1);
	assert_int_equal(unfit(world).count, 0);
	audience_watch(&world->cx, &rasa.sight, rasa.owner, false);
	assert_int_equal(unfit(world).unfit[0], rasa.owner);
	/* A screen that was ended, and a session that is over. */
	assert_int_equal(ctx_write(&world->cx, end, &wall), HK_OK);
	assert_int_equal(unfit(world).unfit[0], wall.id);
	world->cx.now += 30 * HK_DAY;
	assert_int_equal(unfit(world).unfit[0], ada.owner);
	assert_int_equal(unfit(world).count, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		watching(watchers_share_what_is_written_with_those_who_see_the_same),
		watching(a_wall_shows_only_while_its_address_and_its_maker_are_good),
		watching(who_presses_twice_hangs_one_screen),
		watching(agents_make_no_walls_and_a_wall_has_a_name),
		watching(whoever_may_hear_it_no_more_is_found_once),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
