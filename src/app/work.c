#include "app/work.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>

#include "base/log.h"
#include "base/time.h"
#include "core/org.h"
#include "feedback/dialogue.h"
#include "feedback/publish.h"
#include "insight/board/contact.h"
#include "job/clock_call.h"
#include "job/fetch_pictures.h"
#include "job/jobs.h"
#include "job/mail/send.h"
#include "job/runner.h"
#include "job/scan_files.h"
#include "job/survey/survey_ask.h"
#include "job/survey/theme_step.h"
#include "job/sweep.h"
#include "job/tell/digest_tell.h"
#include "job/thumb.h"
#include "people/skill.h"
#include "standard/availability.h"
#include "standard/clock.h"
#include "standard/promise.h"

/* A round answers all rings of a moment: who comes 10 ms later notices nothing, and a busy house
 * does not look into its tables after each commit. What nobody waits for, such as a clock that
 * calls, comes a tenth of a second later. */
enum {
	LONGEST_WAIT_MS = 1000,
	SPACING_MS = 10,
	EASY_SPACING_MS = 100,
	THUMBS_MS = 200,
	SWEEP_PAUSE_MS = 20,
	RENEW_BATCH = 200,
	WARN_BATCH = 200
};

struct worker_thread {
	struct worker worker;
	worker_round *round;
	int64_t spacing_ms;
	_Atomic bool is_stopping;
	pthread_t thread;

	/* Which there are, looked up once in LONGEST_WAIT_MS of the steady clock, as long as an
	 * idle thread sleeps. */
	struct {
		struct hk_arena *arena;
		struct org_list list;
		int64_t read_at;
		bool is_read;
	} orgs;
};

static enum hk_result read_orgs(struct ctx *cx, void *data)
{
	return org_every(cx, data);
}

static bool orgs_find(struct worker_thread *thread, struct ctx *cx)
{
	int64_t steady = hk_clock_monotonic();
	struct hk_arena *round = cx->arena;

	if (thread->orgs.is_read && steady - thread->orgs.read_at < LONGEST_WAIT_MS)
		return true;
	hk_arena_reset(thread->orgs.arena);
	cx->arena = thread->orgs.arena;
	thread->orgs.is_read = ctx_read(cx, read_orgs, &thread->orgs.list) == HK_OK;
	thread->orgs.read_at = steady;
	cx->arena = round;
	return thread->orgs.is_read;
}

/* Returns when something is due next, ms UTC. */
static int64_t run_round(struct worker_thread *thread)
{
	struct worker *worker = &thread->worker;
	int64_t next = INT64_MAX;
	struct ctx cx;

	hk_arena_reset(worker->arena);
	ctx_init(&cx, &worker->open->house, worker->kit, worker->arena, house_now(worker->open));
	cx.actor = &actor_house;
	if (!orgs_find(thread, &cx))
		return next;
	for (size_t i = 0; i < thread->orgs.list.count; i++) {
		const struct org *org = &thread->orgs.list.items[i];
		int64_t mine = INT64_MAX;

		cx.org_id = org->org_id;
		cx.language = org->language;
		cx.timezone = org->timezone;
		thread->round(worker, &cx, &mine);
		next = mine < next ? mine : next;
	}
	return next;
}

static void *worker_main(void *data)
{
	struct worker_thread *thread = data;
	struct worker *worker = &thread->worker;

	worker->kit = kit_new();
	worker->arena = hk_arena_new();
	thread->orgs.arena = hk_arena_new();
	while (!atomic_load(&thread->is_stopping)) {
		int64_t wait = run_round(thread) - house_now(worker->open);
		if (wait > LONGEST_WAIT_MS)
			wait = LONGEST_WAIT_MS;
		if (wait <= 0)
			continue;
		hk_pause_ms(thread->spacing_ms);
		db_bell_wait(worker->bell, wait);
	}
	kit_free(worker->kit);
	hk_arena_free(worker->arena);
	hk_arena_free(thread->orgs.arena);
	return NULL;
}

static struct worker_thread *start(struct open_house *open, worker_round *round, void *data,
				   int64_t spacing_ms)
{
	struct worker_thread *thread = calloc(1, sizeof(*thread));

	if (!thread)
		abort();
	thread->round = round;
	thread->spacing_ms = spacing_ms;
	thread->worker = (struct worker){ .open = open,
					  .bell = db_bell_open(open->house.store),
					  .is_stopping = &thread->is_stopping,
					  .data = data };
	if (pthread_create(&thread->thread, NULL, worker_main, thread) != 0)
		abort();
	return thread;
}

struct worker_thread *worker_start(struct open_house *open, worker_round *round, void *data)
{
	return start(open, round, data, SPACING_MS);
}

struct worker_thread *worker_start_easy(struct open_house *open, worker_round *round, void *data)
{
	return start(open, round, data, EASY_SPACING_MS);
}

void worker_stop(struct worker_thread *thread)
{
	if (!thread)
		return;
	atomic_store(&thread->is_stopping, true);
	db_bell_wake(thread->worker.bell);
	pthread_join(thread->thread, NULL);
	db_bell_close(thread->worker.bell);
	hk_free(thread);
}

void work_jobs(struct worker *worker, struct ctx *cx, int64_t *ret_next)
{
	(void)worker;
	if (jobs_run_due(cx, job_kinds, ret_next) != HK_OK)
		*ret_next = INT64_MAX;
}

void work_send(struct worker *worker, struct ctx *cx, int64_t *ret_next)
{
	if (send_due(cx, worker->data, ret_next) != HK_OK)
		*ret_next = INT64_MAX;
}

void work_pictures(struct worker *worker, struct ctx *cx, int64_t *ret_next)
{
	(void)worker;
	if (fetch_pictures_due(cx, ret_next) != HK_OK)
		*ret_next = INT64_MAX;
}

void work_scan(struct worker *worker, struct ctx *cx, int64_t *ret_next)
{
	(void)worker;
	if (scan_files_due(cx, ret_next) != HK_OK)
		*ret_next = INT64_MAX;
}

void work_themes(struct worker *worker, struct ctx *cx, int64_t *ret_next)
{
	(void)worker;
	if (theme_step(cx, ret_next) != HK_OK)
		*ret_next = INT64_MAX;
}

static enum hk_result find_due(struct ctx *cx, void *data)
{
	return clock_has_due(cx, data);
}

static enum hk_result call_due(struct ctx *cx, void *data)
{
	return clock_call_due(cx, data);
}

static enum hk_result find_promises(struct ctx *cx, void *data)
{
	return promise_has_due(cx, data);
}

static enum hk_result tell_promises(struct ctx *cx, void *data)
{
	return promises_tell(cx, data);
}

static void look_at_promises(struct ctx *cx)
{
	bool is_due = false;
	size_t count = 0;

	if (ctx_read(cx, find_promises, &is_due) == HK_OK && is_due &&
	    ctx_write(cx, tell_promises, &count) == HK_OK && count)
		hk_log(HK_LOG_INFO, "promise.due", "count=%zu", count);
}

static enum hk_result find_surveys(struct ctx *cx, void *data)
{
	return survey_has_due(cx, data);
}

static enum hk_result ask_surveys(struct ctx *cx, void *data)
{
	return survey_ask_due(cx, data);
}

/* True: there is more, look again at once. */
static bool look_at_surveys(struct ctx *cx)
{
	bool is_due = false;
	size_t count = 0;

	if (ctx_read(cx, find_surveys, &is_due) != HK_OK || !is_due)
		return false;
	if (ctx_write(cx, ask_surveys, &count) != HK_OK)
		return false;
	if (count)
		hk_log(HK_LOG_INFO, "survey.looked", "count=%zu", count);
	return count >= SURVEY_SLICE;
}

static enum hk_result find_unpublished(struct ctx *cx, void *data)
{
	return publish_has_due(cx, data);
}

static enum hk_result publish(struct ctx *cx, void *data)
{
	return publish_due(cx, data);
}

/* What was said in confidence, once its week is over. True: there may be more. */
static bool look_at_unpublished(struct ctx *cx)
{
	bool is_due = false;
	size_t count = 0;

	if (ctx_read(cx, find_unpublished, &is_due) != HK_OK || !is_due ||
	    ctx_write(cx, publish, &count) != HK_OK)
		return false;
	hk_log(HK_LOG_INFO, "survey.published", "count=%zu", count);
	return count > 0;
}

static enum hk_result find_talks(struct ctx *cx, void *data)
{
	return dialogue_week_has_due(cx, data);
}

static enum hk_result tell_of_talks(struct ctx *cx, void *data)
{
	return dialogue_week_tell(cx, data);
}

/* Once all that is due is published. */
static void look_at_talks(struct ctx *cx)
{
	bool is_due = false;
	size_t count = 0;

	if (ctx_read(cx, find_talks, &is_due) == HK_OK && is_due &&
	    ctx_write(cx, tell_of_talks, &count) == HK_OK && count)
		hk_log(HK_LOG_INFO, "talks.told", "count=%zu", count);
}

static enum hk_result find_digest(struct ctx *cx, void *data)
{
	return digest_has_due(cx, data);
}

static enum hk_result send_digest(struct ctx *cx, void *data)
{
	return digest_send_due(cx, data);
}

/* What is new on the wall, in the morning. True: there is more, look again at once. */
static bool look_at_wall(struct ctx *cx)
{
	bool is_due = false;
	size_t count = 0;

	return ctx_read(cx, find_digest, &is_due) == HK_OK && is_due &&
	       ctx_write(cx, send_digest, &count) == HK_OK && count >= DIGEST_SLICE;
}

static enum hk_result find_over(struct ctx *cx, void *data)
{
	return availability_has_due(cx, data);
}

/* Who comes or goes by his shift, before somebody looks for a free person. */
static enum hk_result renew_over(struct ctx *cx, void *data)
{
	(void)data;
	return availability_renew_due(cx, RENEW_BATCH);
}

static enum hk_result find_contacts(struct ctx *cx, void *data)
{
	return contact_has_due(cx, data);
}

static enum hk_result keep_contacts(struct ctx *cx, void *data)
{
	return contact_keep(cx, data);
}

/* A quarter of an hour is over: how many wrote in it. False: there is more. */
static bool count_contacts(struct ctx *cx)
{
	bool is_due = false, is_done = true;

	if (ctx_read(cx, find_contacts, &is_due) == HK_OK && is_due &&
	    ctx_write(cx, keep_contacts, &is_done) != HK_OK)
		return true;
	return is_done;
}

static enum hk_result tidy_up(struct ctx *cx, void *data)
{
	HK_TRY(skill_warn(cx, WARN_BATCH));
	return tidy(cx, data);
}

/* False: there is more, look again at once. */
static bool tidy_hourly(struct worker *worker, struct ctx *cx)
{
	struct tidied *last = worker->data;
	int64_t hour = cx->now / HK_HOUR;
	bool is_done = false;

	if (last->hour == hour && last->org_id >= cx->org_id)
		return true;
	if (ctx_write(cx, tidy_up, &is_done) != HK_OK)
		return true;
	if (is_done) {
		last->hour = hour;
		last->org_id = cx->org_id;
	}
	return is_done;
}

/* Several at once, for they come together; what takes longer lets clocks be looked at in between.
 * False: there is more. */
static bool make_thumbs(struct ctx *cx)
{
	int64_t until = hk_clock_monotonic() + THUMBS_MS;
	bool is_idle = false;

	while (!is_idle && hk_clock_monotonic() < until)
		if (thumb_step(cx, until, &is_idle) != HK_OK)
			return true;
	return is_idle;
}

void work_tick(struct worker *worker, struct ctx *cx, int64_t *ret_next)
{
	bool is_due = false, is_over = false, is_swept = true;
	size_t count = 0;

	/* Mostly none calls for anybody, and then nobody who writes has to wait for us. */
	if (ctx_read(cx, find_due, &is_due) == HK_OK && is_due &&
	    ctx_write(cx, call_due, &count) == HK_OK && count)
		hk_log(HK_LOG_INFO, "clock.called", "count=%zu", count);
	look_at_promises(cx);
	if (ctx_read(cx, find_over, &is_over) == HK_OK && is_over)
		hk_ignore(ctx_write(cx, renew_over, NULL));
	*ret_next = tidy_hourly(worker, cx) && count < CLOCK_CALL_BATCH ? cx->now + 5 * HK_SECOND
									: cx->now;
	if (!count_contacts(cx))
		*ret_next = cx->now;
	/* A step at a time: there is no hurry, and clocks are looked at in between. */
	if (sweep_step(((struct tidied *)worker->data)->sweep, cx, hk_clock_now(), &is_swept) ==
		    HK_OK &&
	    !is_swept)
		*ret_next = cx->now + SWEEP_PAUSE_MS;
	if (look_at_surveys(cx) || look_at_unpublished(cx))
		*ret_next = cx->now;
	else
		look_at_talks(cx);
	if (look_at_wall(cx))
		*ret_next = cx->now;
	if (!make_thumbs(cx))
		*ret_next = cx->now;
}
