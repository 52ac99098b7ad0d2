/* A week of a busy house, drawn from a fixed seed: is the work shared fairly, does anybody starve,
 * and does the same week come out the same? */

#include "base/text.h"
#include "base/time.h"
#include "deeds.h"
#include "people/customer.h"
#include "people/skill.h"
#include "standard/availability.h"
#include "test.h"
#include "ticket/open.h"
#include "ticket/owner/work_rule.h"
#include "ticket/state.h"

enum {
	PEOPLE = 8,
	DAYS = 5,
	HOURS = 8,
	PER_HOUR = 20,
	PAUSE = 3 * HK_MINUTE,
	CUSTOMERS = 200,
	OPEN_MOST = 60,
	ABSENT = 6, /* the first of those who are away on some days */
	HALF = 5,   /* has half a position */
};

struct week {
	struct house_world *world;
	uint64_t seed;
	int64_t people[PEOPLE], minutes[PEOPLE];
	int64_t last[PEOPLE], longest[PEOPLE]; /* when he got one last; his longest wait at work */
	int64_t customers[CUSTOMERS];
	int64_t open[OPEN_MOST]; /* numbers of tickets that are not solved yet */
	size_t opened;
	uint64_t print; /* of all choices */
};

static uint64_t draw(struct week *week, uint64_t below)
{
	week->seed = week->seed * 6364136223846793005u + 1442695040888963407u;
	return (week->seed >> 33) % below;
}

static enum hk_result hire(struct ctx *cx, void *data)
{
	struct week *week = data;

	for (int i = 0; i < PEOPLE; i++) {
		struct staff staff = { .email = hk_format(cx->arena, "p%d@nordhome.example", i),
				       .name = hk_format(cx->arena, "Person %d", i),
				       .role = "agent" };
		HK_TRY(staff_add(cx, &staff));
		HK_TRY(team_join(cx, week->world->team.id, staff.id));
		week->people[i] = staff.id;
	}
	HK_TRY(availability_share_put(cx, week->people[HALF], 50));
	/* Those of the small house are not in this play. */
	HK_TRY(availability_status_put(cx, week->world->rasa.id, "away", 0));
	HK_TRY(availability_status_put(cx, week->world->tomas.id, "away", 0));
	for (int i = 0; i < CUSTOMERS; i++) {
		const struct customer_new new = { .name = "Ona",
						  .email = hk_format(cx->arena, "c%d@example.net",
								     i),
						  .phone = "",
						  .language = "en",
						  .tokens = "" };
		struct customer customer;
		HK_TRY(customer_ensure(cx, &new, &customer));
		week->customers[i] = customer.id;
	}
	return HK_OK;
}

static enum hk_result one_more(struct ctx *cx, void *data)
{
	static const char *const types[] = { "inquiry", "inquiry", "service", "incident" };
	static const char *const priorities[] = { "normal", "normal", "low", "high" };
	struct week *week = data;
	struct ticket_new new = { .subject = "Kettle",
				  .type = types[draw(week, HK_COUNT(types))],
				  .priority = priorities[draw(week, HK_COUNT(priorities))],
				  .language = "en",
				  .channel = "email",
				  .mailbox_id = week->world->mailbox.id,
				  .customer_id = week->customers[draw(week, CUSTOMERS)] };
	struct ticket ticket, done;
	size_t at = week->opened % OPEN_MOST;

	/* The oldest but some is solved meanwhile. */
	if (week->opened >= OPEN_MOST) {
		HK_TRY(ticket_by_number(cx, week->open[at], &done));
		HK_TRY(ticket_resolve(cx, &done, NULL));
	}
	HK_TRY(ticket_open(cx, &new, &ticket));
	week->open[at] = ticket.number;
	week->opened++;
	for (int i = 0; i < PEOPLE; i++)
		if (week->people[i] == ticket.owner_id) {
			week->minutes[i] += ticket.work;
			week->last[i] = cx->now;
			week->print = week->print * 31 + (uint64_t)i;
		}
	return HK_OK;
}

/* A transaction for an hour: what is asked is who is chosen, not how fast a disk is. */
static enum hk_result one_hour(struct ctx *cx, void *data)
{
	struct week *week = data;

	for (int i = 0; i < PER_HOUR; i++) {
		cx->now += PAUSE;
		HK_TRY(one_more(cx, week));
		for (int k = 0; k < ABSENT; k++)
			if (cx->now - week->last[k] > week->longest[k])
				week->longest[k] = cx->now - week->last[k];
	}
	return HK_OK;
}

static enum hk_result absent(struct ctx *cx, void *data)
{
	struct week *week = data;

	for (int i = ABSENT; i < PEOPLE; i++) {
		struct absence absence = { .staff_id = week->people[i],
					   .from_at = cx->now + (i - ABSENT + 1) * HK_DAY,
					   .until_at = cx->now + (i - ABSENT + 3) * HK_DAY,
					   .note = "" };
		HK_TRY(absence_add(cx, &absence));
	}
	return HK_OK;
}

static void play(struct house_world *world, struct week *week)
{
	*week = (struct week){ .world = world, .seed = 20261129 };
	world_act(world, &world->system);
	assert_int_equal(ctx_write(&world->cx, hire, week), HK_OK);
	assert_int_equal(ctx_write(&world->cx, absent, week), HK_OK);
	for (int day = 0; day < DAYS; day++) {
		for (int i = 0; i < PEOPLE; i++)
			week->last[i] = world->cx.now;
		for (int hour = 0; hour < HOURS; hour++)
			assert_int_equal(ctx_write(&world->cx, one_hour, week), HK_OK);
		world->cx.now += HK_DAY - HOURS * HK_HOUR;
	}
}

/* Those who were there all week: no two of them differ by a tenth of the mean. */
static void the_work_of_equals_is_within_a_tenth_and_nobody_starves(void **state)
{
	struct week week;
	int64_t least = INT64_MAX, most = 0, sum = 0;

	play(*state, &week);
	for (int i = 0; i < HALF; i++) {
		least = week.minutes[i] < least ? week.minutes[i] : least;
		most = week.minutes[i] > most ? week.minutes[i] : most;
		sum += week.minutes[i];
	}
	print_message("least %lld, most %lld, mean %lld, half %lld, absent %lld %lld\n",
		      (long long)least, (long long)most, (long long)(sum / HALF),
		      (long long)week.minutes[HALF], (long long)week.minutes[ABSENT],
		      (long long)week.minutes[ABSENT + 1]);
	assert_true((most - least) * 10 <= sum / HALF);
	/* Half a position is half the work, within a tenth of the mean. */
	int64_t half = week.minutes[HALF] - sum / HALF / 2;
	assert_true((half < 0 ? -half : half) * 10 <= sum / HALF);
	/* Eight people, a ticket each three minutes: nobody at work waits for two hours. */
	for (int i = 0; i < ABSENT; i++)
		assert_true(week.longest[i] < 2 * HK_HOUR);
	/* Who was away for two days of five had his part of the other three. */
	for (int i = ABSENT; i < PEOPLE; i++)
		assert_true(week.minutes[i] * 5 > week.minutes[0] * 2);
}

static void the_same_week_comes_out_the_same(void **state)
{
	struct week first, again;
	void *other = NULL;

	play(*state, &first);
	assert_int_equal(house_world_open(&other), 0);
	play(other, &again);
	assert_int_equal(house_world_close(&other), 0);
	assert_true(first.print == again.print);
	assert_memory_equal(first.minutes, again.minutes, sizeof(first.minutes));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		in_house(the_work_of_equals_is_within_a_tenth_and_nobody_starves),
		in_house(the_same_week_comes_out_the_same),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
