/* In a busy hour five mails about new tickets filled the limit of the keeper's address, and the
 * warning that a promise was about to break was held back. */
#include "base/time.h"
#include "core/throttle.h"
#include "deeds.h"
#include "job/jobs.h"
#include "job/mail/governor.h"
#include "test.h"
#include "ticket/clock/promises.h"

struct busy {
	struct house_world *world;
	int64_t number, id;
};

static enum hk_result promise_work(struct ctx *cx, void *data)
{
	struct busy *busy = data;
	struct ticket ticket;

	HK_TRY(ticket_find(cx, busy->number, &ticket));
	return promises_give(cx, &ticket, "I will call you back.", cx->now + 2 * HK_HOUR,
			     &busy->id);
}

static enum hk_result hour_work(struct ctx *cx, void *data)
{
	const struct busy *busy = data;
	size_t count;

	for (size_t i = 0; i < GOVERNOR_PER_ADDRESS; i++)
		HK_TRY(throttle_count(cx, "mail.automatic", busy->world->rasa.email, INT64_MAX,
				      HK_MINUTE));
	return promises_tell(cx, &count);
}

static void a_keeper_who_had_many_mails_this_hour_is_warned_all_the_same(void **state)
{
	struct house_world *world = *state;
	struct busy busy = { .world = world,
			     .number = world_ticket(world, "Kettle", "It is broken.").number };
	int64_t mails;

	world_run_jobs(world);
	world_let_leave(world);
	world_act(world, &world->rasa);
	assert_int_equal(ctx_write(&world->cx, promise_work, &busy), HK_OK);
	mails = world_outbox(world, "queued");
	world->cx.now += 2 * HK_HOUR - 30 * HK_MINUTE;
	world_act(world, &world->system);
	assert_int_equal(ctx_write(&world->cx, hour_work, &busy), HK_OK);
	world_run_jobs(world);
	assert_int_equal(world_outbox(world, "queued"), mails + 1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		in_house(a_keeper_who_had_many_mails_this_hour_is_warned_all_the_same),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
