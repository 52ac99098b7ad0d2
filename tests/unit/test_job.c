/* Leases of jobs: what is lost is found again, and nothing is done twice. */
#include <pthread.h>

#include "base/time.h"
#include "core/counter.h"
#include "core/job.h"
#include "house_world.h"
#include "job/runner.h"
#include "test.h"

struct step {
	struct job_list jobs;
	int64_t next;
};

static enum hk_result add_job(struct ctx *cx, void *data)
{
	(void)data;
	return job_add(cx, "test", 1, cx->now, "one");
}

static enum hk_result claim_jobs(struct ctx *cx, void *data)
{
	return job_claim(cx, 5, &((struct step *)data)->jobs);
}

static enum hk_result finish_job(struct ctx *cx, void *data)
{
	return job_finish(cx, &((struct step *)data)->jobs.items[0]);
}

static enum hk_result next_job(struct ctx *cx, void *data)
{
	return job_next_at(cx, &((struct step *)data)->next);
}

static enum hk_result dead_jobs(struct ctx *cx, void *data)
{
	return job_dead(cx, 5, &((struct step *)data)->jobs);
}

static void who_slept_too_long_cannot_finish(void **state)
{
	struct house_world *world = *state;
	struct step slow = { 0 }, quick = { 0 };

	assert_int_equal(ctx_write(&world->cx, add_job, NULL), HK_OK);
	assert_int_equal(ctx_write(&world->cx, claim_jobs, &slow), HK_OK);
	assert_int_equal(slow.jobs.count, 1);
	assert_int_equal(ctx_write(&world->cx, claim_jobs, &quick), HK_OK);
	assert_int_equal(quick.jobs.count, 0);
	/* Whoever looks when something is due hears of abandoned ones too. */
	assert_int_equal(ctx_read(&world->cx, next_job, &quick), HK_OK);
	assert_int_equal(quick.next, world->cx.now + JOB_LEASE_MS + 1);
	world->cx.now = quick.next;
	assert_int_equal(ctx_write(&world->cx, claim_jobs, &quick), HK_OK);
	assert_int_equal(quick.jobs.count, 1);
	assert_int_equal(ctx_write(&world->cx, finish_job, &slow), HK_CONFLICT);
	assert_int_equal(ctx_write(&world->cx, finish_job, &quick), HK_OK);
	assert_int_equal(ctx_write(&world->cx, finish_job, &quick), HK_CONFLICT);
	assert_int_equal(ctx_read(&world->cx, next_job, &quick), HK_OK);
	/* But for the day on which the standard is looked at again. */
	assert_true(quick.next > world->cx.now + HK_DAY);
}

static enum hk_result add_other_job(struct ctx *cx, void *data)
{
	(void)data;
	return job_add(cx, "test", 2, cx->now, "two");
}

static enum hk_result claim_one_job(struct ctx *cx, void *data)
{
	return job_claim(cx, 1, &((struct step *)data)->jobs);
}

/* More than asked for would wait in their leases for the first ones. */
static void a_worker_takes_no_more_jobs_than_it_asked_for(void **state)
{
	struct house_world *world = *state;
	struct step step = { 0 };

	assert_int_equal(ctx_write(&world->cx, add_job, NULL), HK_OK);
	assert_int_equal(ctx_write(&world->cx, claim_jobs, &step), HK_OK);
	world->cx.now += JOB_LEASE_MS + 1;
	assert_int_equal(ctx_write(&world->cx, add_other_job, NULL), HK_OK);
	/* One is abandoned, one is new. */
	for (int i = 0; i < 2; i++) {
		assert_int_equal(ctx_write(&world->cx, claim_one_job, &step), HK_OK);
		assert_int_equal(step.jobs.count, 1);
	}
	assert_int_equal(ctx_write(&world->cx, claim_one_job, &step), HK_OK);
	assert_int_equal(step.jobs.count, 0);
}

static void a_job_that_kills_its_worker_is_not_tried_for_ever(void **state)
{
	struct house_world *world = *state;
	struct step step = { 0 };

	assert_int_equal(ctx_write(&world->cx, add_job, NULL), HK_OK);
	for (int i = 0; i < JOB_ATTEMPTS_MAX; i++) {
		assert_int_equal(ctx_write(&world->cx, claim_jobs, &step), HK_OK);
		assert_int_equal(step.jobs.count, 1);
		world->cx.now += JOB_LEASE_MS + 1;
	}
	assert_int_equal(ctx_write(&world->cx, claim_jobs, &step), HK_OK);
	assert_int_equal(step.jobs.count, 0);
	assert_int_equal(ctx_read(&world->cx, dead_jobs, &step), HK_OK);
	assert_int_equal(step.jobs.count, 1);
	assert_true(*step.jobs.items[0].problem != '\0');
}

static int calls; /* of the good job's function, kept or not */

static enum hk_result do_good(struct ctx *cx, const struct job *job)
{
	int64_t value;

	(void)job;
	calls++;
	return counter_next(cx, "test", &value);
}

static enum hk_result do_bad(struct ctx *cx, const struct job *job)
{
	int64_t value;

	(void)job;
	HK_TRY(counter_next(cx, "test", &value));
	return HK_FAILED;
}

static const struct job_kind good_job = { "good", do_good }, bad_job = { "bad", do_bad };
static const struct job_kind *const good_and_bad[] = { &good_job, &bad_job, NULL };

static enum hk_result add_good_and_bad(struct ctx *cx, void *data)
{
	(void)data;
	HK_TRY(job_add(cx, "good", 1, cx->now, "one"));
	HK_TRY(job_add(cx, "bad", 2, cx->now, "two"));
	return job_add(cx, "good", 3, cx->now, "three");
}

static enum hk_result next_number(struct ctx *cx, void *data)
{
	return counter_next(cx, "test", &((struct step *)data)->next);
}

static void a_job_that_fails_takes_nothing_from_those_beside_it(void **state)
{
	struct house_world *world = *state;
	struct step step = { 0 };
	int64_t next;

	calls = 0;
	assert_int_equal(ctx_write(&world->cx, add_good_and_bad, NULL), HK_OK);
	assert_int_equal(jobs_run_due(&world->cx, good_and_bad, &next), HK_OK);
	assert_int_equal(ctx_write(&world->cx, next_number, &step), HK_OK);
	assert_int_equal(step.next, 3);
	assert_int_equal(calls, 3);
	assert_int_equal(ctx_read(&world->cx, next_job, &step), HK_OK);
	assert_true(step.next > world->cx.now && step.next < INT64_MAX);
}

static enum hk_result add_two_good(struct ctx *cx, void *data)
{
	(void)data;
	HK_TRY(job_add(cx, "good", 4, cx->now - 2 * HK_HOUR, "four"));
	return job_add(cx, "good", 5, cx->now - 2 * HK_HOUR, "five");
}

/* It may be what ends the process each time, and then the others would end with it. */
static void a_job_that_was_tried_before_shares_no_transaction(void **state)
{
	struct house_world *world = *state;
	int64_t next;

	assert_int_equal(ctx_write(&world->cx, add_good_and_bad, NULL), HK_OK);
	assert_int_equal(jobs_run_due(&world->cx, good_and_bad, &next), HK_OK);
	world->cx.now += HK_HOUR;
	assert_int_equal(ctx_write(&world->cx, add_two_good, NULL), HK_OK);
	calls = 0;
	assert_int_equal(jobs_run_due(&world->cx, good_and_bad, &next), HK_OK);
	assert_int_equal(calls, 2);
}

enum { CLAIMERS = 6, MANY_JOBS = 240 };

struct claimer {
	struct house_world *world;
	int64_t ids[MANY_JOBS];
	size_t count;
	enum hk_result result;
	pthread_t thread;
};

static enum hk_result add_many(struct ctx *cx, void *data)
{
	(void)data;
	for (int64_t i = 0; i < MANY_JOBS; i++)
		HK_TRY(job_add(cx, "test", i, cx->now, hk_format(cx->arena, "%d", (int)i)));
	return HK_OK;
}

/* Until there is nothing left. */
static void *claim_all(void *data)
{
	struct claimer *claimer = data;
	struct house_world *world = claimer->world;
	struct hk_arena *arena = hk_arena_new();
	struct kit *kit = kit_new();
	struct step step = { 0 };
	struct ctx cx;

	do {
		hk_arena_reset(arena);
		ctx_init(&cx, &world->house, kit, arena, world->cx.now);
		cx.actor = world->cx.actor;
		cx.org_id = world->cx.org_id;
		claimer->result = ctx_write(&cx, claim_jobs, &step);
		for (size_t i = 0; claimer->result == HK_OK && i < step.jobs.count; i++)
			if (claimer->count < MANY_JOBS)
				claimer->ids[claimer->count++] = step.jobs.items[i].about_id;
	} while (claimer->result == HK_OK && step.jobs.count);
	kit_free(kit);
	hk_arena_free(arena);
	return NULL;
}

static void many_who_claim_at_once_get_each_job_once(void **state)
{
	struct house_world *world = *state;
	struct claimer claimers[CLAIMERS] = { 0 };
	int taken[MANY_JOBS] = { 0 };
	size_t count = 0;

	assert_int_equal(ctx_write(&world->cx, add_many, NULL), HK_OK);
	for (size_t i = 0; i < CLAIMERS; i++) {
		claimers[i].world = world;
		assert_int_equal(pthread_create(&claimers[i].thread, NULL, claim_all, &claimers[i]),
				 0);
	}
	for (size_t i = 0; i < CLAIMERS; i++) {
		pthread_join(claimers[i].thread, NULL);
		assert_int_equal(claimers[i].result, HK_OK);
		for (size_t k = 0; k < claimers[i].count; k++)
			taken[claimers[i].ids[k]]++;
		count += claimers[i].count;
	}
	assert_int_equal(count, MANY_JOBS);
	for (size_t i = 0; i < MANY_JOBS; i++)
		assert_int_equal(taken[i], 1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		in_house(who_slept_too_long_cannot_finish),
		in_house(many_who_claim_at_once_get_each_job_once),
		in_house(a_worker_takes_no_more_jobs_than_it_asked_for),
		in_house(a_job_that_fails_takes_nothing_from_those_beside_it),
		in_house(a_job_that_was_tried_before_shares_no_transaction),
		in_house(a_job_that_kills_its_worker_is_not_tried_for_ever),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
