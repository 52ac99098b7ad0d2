/* Who lacks least is who a slow look at everybody finds, whatever people are like. */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "base/time.h"
#include "house_world.h"
#include "test.h"
#include "ticket/owner/choose.h"
#include "ticket/owner/work_rule.h"

enum { PEOPLE = 12, ROUNDS = 150, MOST = 4 };

struct person {
	int64_t id, burden, level, count;
	const char *role;
	bool is_member, is_here, is_soon, speaks;
};

struct play {
	struct house_world *world;
	unsigned short seed[3];
	struct person people[PEOPLE];
	struct choice_wish wish;
	struct work_rule rule;
	struct choice choice;
	int64_t most;
};

static size_t below(struct play *play, size_t most)
{
	return (size_t)nrand48(play->seed) % most;
}

static bool often(struct play *play)
{
	return below(play, 3) != 0;
}

static enum hk_result hire(struct ctx *cx, void *data)
{
	struct play *play = data;

	for (size_t i = 0; i < PEOPLE; i++) {
		struct staff staff = { .email = hk_format(cx->arena, "p%zu@example.net", i),
				       .name = hk_format(cx->arena, "Person %zu", i),
				       .role = "agent" };

		HK_TRY(staff_add(cx, &staff));
		play->people[i].id = staff.id;
	}
	/* Those who were there before do not count. */
	return db_send(cx->db, DB_UPDATE("staff", "is_active = 0", "id < $2", ""),
		       DB_ARGS(play->people[0].id));
}

static enum hk_result person_store(struct ctx *cx, const struct play *play,
				   const struct person *one)
{
	int64_t from = one->is_here ? cx->now - HK_HOUR
				    : cx->now + (one->is_soon ? 2 * HK_HOUR : 3 * HK_DAY);

	HK_TRY(db_send(cx->db,
		       DB_UPDATE("staff",
				 "role = $3, burden = $4, free_from = $5, free_until = $6,"
				 " assigned_at = $2",
				 "id = $2", ""),
		       DB_ARGS(one->id, one->role, one->burden, from, cx->now + 9 * HK_DAY)));
	HK_TRY(db_send(cx->db, DB_DELETE("skill", "staff_id = $2"), DB_ARGS(one->id)));
	HK_TRY(db_send(cx->db, DB_DELETE("staff_channel", "staff_id = $2"), DB_ARGS(one->id)));
	HK_TRY(db_send(cx->db, DB_DELETE("team_member", "staff_id = $2"), DB_ARGS(one->id)));
	if (one->level)
		HK_TRY(db_send(cx->db,
			       DB_ADD("skill", "staff_id, code, level", "$2, 'boilers', $3", ""),
			       DB_ARGS(one->id, one->level)));
	if (one->speaks)
		HK_TRY(db_send(cx->db, DB_ADD("skill", "staff_id, code, level", "$2, 'lt', 3", ""),
			       DB_ARGS(one->id)));
	if (one->is_member)
		HK_TRY(team_join(cx, play->world->team.id, one->id));
	return db_send(
		cx->db,
		DB_ADD("staff_channel", "staff_id, channel, active_count", "$2, 'email', $3", ""),
		DB_ARGS(one->id, one->count));
}

static enum hk_result deal(struct ctx *cx, void *data)
{
	struct play *play = data;

	for (size_t i = 0; i < PEOPLE; i++)
		HK_TRY(person_store(cx, play, &play->people[i]));
	HK_TRY(channel_limit_put(cx, "email", play->most));
	return work_rule_put(cx, &play->rule);
}

static enum hk_result ask(struct ctx *cx, void *data)
{
	struct play *play = data;

	return choose_owner(cx, &play->wish, &play->choice);
}

static bool anybody(const struct play *play, bool (*is)(const struct person *one))
{
	for (size_t i = 0; i < PEOPLE; i++)
		if (is(&play->people[i]))
			return true;
	return false;
}

static bool has_skill(const struct person *one)
{
	return one->level > 0;
}

static bool speaks(const struct person *one)
{
	return one->speaks;
}

/* As why.h says them; what nobody has at all is not asked for. */
static int64_t lacks_of(const struct play *play, const struct person *one)
{
	bool is_urgent = strcmp(play->wish.priority, "urgent") == 0;
	bool asks_skill = *play->rule.skill && anybody(play, has_skill);
	int64_t lacks = 0;

	if (play->most && one->count >= play->most)
		lacks |= LACKS_ROOM;
	if (!one->is_here)
		lacks |= is_urgent ? LACKS_URGENT : LACKS_PRESENCE;
	if (asks_skill && one->level < play->rule.level)
		lacks |= LACKS_LEVEL | (one->level ? 0 : LACKS_SKILL);
	if (play->rule.is_led && strcmp(one->role, "supervisor") != 0)
		lacks |= LACKS_AUTHORITY;
	if (*play->wish.language && !one->speaks && anybody(play, speaks))
		lacks |= LACKS_LANGUAGE;
	if (play->wish.team_id && !one->is_member)
		lacks |= LACKS_TEAM;
	if (!one->is_here && !one->is_soon)
		lacks |= LACKS_DAY;
	if (strcmp(one->role, "admin") == 0)
		lacks |= LACKS_PLACE;
	return lacks;
}

static const struct person *reference(const struct play *play, int64_t *ret_lacks)
{
	const struct person *best = NULL;

	for (size_t i = 0; i < PEOPLE; i++) {
		const struct person *one = &play->people[i];
		int64_t lacks = lacks_of(play, one);

		if (best &&
		    (lacks > *ret_lacks || (lacks == *ret_lacks && one->burden >= best->burden)))
			continue;
		best = one;
		*ret_lacks = lacks;
	}
	return best;
}

static void shuffle(struct play *play)
{
	static const char *const roles[] = { "agent", "agent", "supervisor", "admin" };
	bool nobody_is_here = below(play, 4) == 0, no_supervisor = below(play, 3) == 0;
	bool nobody_speaks = below(play, 4) == 0;

	for (size_t i = 0; i < PEOPLE; i++)
		play->people[i] = (struct person){
			.id = play->people[i].id,
			.burden = (int64_t)below(play, 40),
			.level = (int64_t)below(play, 4),
			.count = (int64_t)below(play, MOST + 3),
			.role = roles[no_supervisor ? 0 : below(play, HK_COUNT(roles))],
			.is_member = often(play),
			.is_here = !nobody_is_here && often(play),
			.is_soon = often(play),
			.speaks = !nobody_speaks && often(play),
		};
	play->most = often(play) ? MOST : 0;
	play->rule = (struct work_rule){ "incident",
					 40,
					 30,
					 20,
					 10,
					 often(play) ? "boilers" : "",
					 1 + (int64_t)below(play, 4),
					 !often(play) };
	play->wish = (struct choice_wish){ often(play) ? play->world->team.id : 0,
					   false,
					   "incident",
					   often(play) ? "normal" : "urgent",
					   often(play) ? "lt" : "",
					   "email",
					   12345 };
}

static void who_lacks_least_is_found_as_by_a_slow_look_at_everybody(void **state)
{
	struct play play = { .world = *state, .seed = { 17, 4, 2026 } };
	struct house_world *world = play.world;

	world_act(world, &world->system);
	assert_int_equal(ctx_write(&world->cx, hire, &play), HK_OK);
	for (int round = 0; round < ROUNDS; round++) {
		const struct person *best;
		int64_t lacks;

		shuffle(&play);
		assert_int_equal(ctx_write(&world->cx, deal, &play), HK_OK);
		assert_int_equal(ctx_write(&world->cx, ask, &play), HK_OK);
		best = reference(&play, &lacks);
		if (*play.rule.skill && !anybody(&play, has_skill))
			lacks |= LACKS_SKILL | LACKS_LEVEL;
		if (play.choice.staff_id != best->id || play.choice.why.lacks != lacks)
			print_error("round %d: %" PRId64 " lacks %" PRId64 ", should be %" PRId64
				    " who lacks %" PRId64 "\n",
				    round, play.choice.staff_id, play.choice.why.lacks, best->id,
				    lacks);
		assert_int_equal(play.choice.staff_id, best->id);
		assert_int_equal(play.choice.why.lacks, lacks);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		in_house(who_lacks_least_is_found_as_by_a_slow_look_at_everybody),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
