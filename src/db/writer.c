/*
 * Who writes joins a lane: one for all on SQLite, one for each organisation on
 * PostgreSQL. The first in a free lane leads: he runs his function, and when he
 * is done everybody who came meanwhile is the next group, led by the first of
 * them: all their functions in one transaction with one wait for the disk. So
 * nobody waits when nobody else writes, and a crowd shares its commits. When
 * one does not succeed all run again, each in its savepoint.
 */
#include <semaphore.h>
#include <stdlib.h>

#include "base/log.h"
#include "base/time.h"
#include "db/db_driver.h"

enum { LANES = 64 }; /* at first; it grows */

struct job {
	struct db_task *task;
	enum hk_result result;
	bool is_over;   /* nothing more is to be done about it */
	bool is_leader; /* woken not because it is over, but to lead the group behind it */
	sem_t is_called;
	struct job *next;
};

struct lane {
	int64_t org_id;
	pthread_mutex_t mutex;
	bool is_taken, is_led;
	pthread_t leader;         /* while is_led */
	struct job *first, **end; /* those who wait */
};

struct db_lanes {
	pthread_mutex_t mutex;
	struct lane **slots; /* by organisation; NULL: free */
	size_t count, room;
};

struct db_lanes *db_lanes_new(void)
{
	struct db_lanes *lanes = calloc(1, sizeof(*lanes));

	if (!lanes)
		abort();
	lanes->room = LANES;
	lanes->slots = calloc(lanes->room, sizeof(struct lane *));
	if (!lanes->slots)
		abort();
	pthread_mutex_init(&lanes->mutex, NULL);
	return lanes;
}

void db_lanes_free(struct db_lanes *lanes)
{
	for (size_t i = 0; i < lanes->room; i++)
		if (lanes->slots[i]) {
			pthread_mutex_destroy(&lanes->slots[i]->mutex);
			hk_free(lanes->slots[i]);
		}
	pthread_mutex_destroy(&lanes->mutex);
	hk_free(lanes->slots);
	hk_free(lanes);
}

static struct lane **slot_of(struct lane **slots, size_t room, int64_t org_id)
{
	size_t at = (size_t)((uint64_t)org_id * 0x9e3779b97f4a7c15u >> 32);

	while (slots[at % room] && slots[at % room]->org_id != org_id)
		at++;
	return &slots[at % room];
}

static void lanes_grow(struct db_lanes *lanes)
{
	size_t room = lanes->room * 2;
	struct lane **slots = calloc(room, sizeof(struct lane *));

	if (!slots)
		abort();
	for (size_t i = 0; i < lanes->room; i++)
		if (lanes->slots[i])
			*slot_of(slots, room, lanes->slots[i]->org_id) = lanes->slots[i];
	hk_free(lanes->slots);
	lanes->slots = slots;
	lanes->room = room;
}

static struct lane *lane_of(struct db_lanes *lanes, int64_t org_id)
{
	pthread_mutex_lock(&lanes->mutex);
	if (lanes->count * 2 >= lanes->room)
		lanes_grow(lanes);

	struct lane **slot = slot_of(lanes->slots, lanes->room, org_id);

	if (!*slot) {
		*slot = calloc(1, sizeof(**slot));
		if (!*slot)
			abort();
		(*slot)->org_id = org_id;
		(*slot)->end = &(*slot)->first;
		pthread_mutex_init(&(*slot)->mutex, NULL);
		lanes->count++;
	}

	struct lane *lane = *slot;

	pthread_mutex_unlock(&lanes->mutex);
	return lane;
}

/* How one transaction came out. */
enum outcome {
	KEPT,    /* committed; each job has its own result */
	REFUSED, /* nothing was done */
	AGAIN,   /* nothing was done, and another try is worth it */
	UNKNOWN, /* nobody can tell */
};

/* How the functions of a group are kept apart. */
enum care {
	BARE,    /* not at all: the first that fails undoes them all */
	MARKED,  /* each in its savepoint */
	CAREFUL, /* and each error is waited for before the next begins */
};

/* HK_OK: the transaction stands, and job->result is this function's own. */
static enum hk_result run_in_group(struct db_link *link, struct job *job, enum care care)
{
	/* A savepoint makes SQLite copy each page before it changes for the first time. */
	if (care == BARE)
		return job->result = db_run_work(link, job->task);
	HK_TRY(link->driver->mark(link));

	enum hk_result result = db_run_work(link, job->task);

	if (result == HK_OK && care == CAREFUL)
		result = link->driver->settle(link);
	if (link->is_broken || link->may_retry || link->is_spoilt)
		return result == HK_OK ? HK_FAILED : result;
	job->result = result;
	return result == HK_OK ? link->driver->keep(link) : link->driver->undo(link);
}

static enum hk_result run_group(struct db_link *link, struct job *jobs, enum care care)
{
	enum hk_result result = HK_OK;

	for (struct job *job = jobs; job && result == HK_OK; job = job->next)
		if (!job->is_over)
			result = run_in_group(link, job, care);
	return result;
}

static bool any_open(const struct job *jobs)
{
	while (jobs && jobs->is_over)
		jobs = jobs->next;
	return jobs != NULL;
}

/* The one that is not over, or NULL when there are several. */
static struct job *only_open(struct job *jobs)
{
	while (jobs->is_over)
		jobs = jobs->next;
	return any_open(jobs->next) ? NULL : jobs;
}

static enum outcome transact(struct db_link *link, struct job *jobs, enum care care, bool is_lost)
{
	struct job *only = only_open(jobs);
	enum hk_result result = link->driver->begin(link, jobs->task->org_id);

	if (result == HK_OK)
		result = only ? db_run_work(link, only->task) : run_group(link, jobs, care);
	if (only)
		only->result = result;
	if (result == HK_OK && is_lost) {
		link->driver->rollback(link);
		link->may_retry = true;
		return AGAIN;
	}
	if (result == HK_OK)
		result = link->driver->commit(link);
	if (result == HK_OK)
		return KEPT;
	if (only)
		only->result = result;
	if (link->is_unknown)
		return UNKNOWN;
	if (!link->is_broken)
		link->driver->rollback(link);
	return link->is_broken || link->may_retry ? AGAIN : REFUSED;
}

/* After an unknown outcome only those run again who can find out what they did. */
static void note_outcome(struct job *jobs, enum outcome outcome)
{
	for (struct job *job = jobs; job; job = job->next) {
		if (job->is_over || outcome == REFUSED)
			continue;
		if (outcome != KEPT)
			job->result = HK_UNAVAILABLE;
		if (outcome == UNKNOWN)
			job->task->is_unknown = true;
		else if (job->result == HK_OK)
			job->task->is_unknown = false;
		job->is_over = outcome == KEPT || (outcome == UNKNOWN && !job->task->is_repeatable);
	}
}

/* Tries until it is known how it ends or time is up. REFUSED leaves the jobs open. */
static enum outcome persist(struct db_store *store, struct job *jobs, enum care care)
{
	int64_t start = hk_clock_monotonic();
	enum outcome outcome;

	for (unsigned attempt = 1;; attempt++) {
		struct db_link *link = db_pool_take(store, &store->writers, DB_WAIT_MS);

		bool is_lost = store->is_rehearsed && attempt == 1;

		outcome = link ? transact(link, jobs, care, is_lost) : AGAIN;
		note_outcome(jobs, outcome);

		bool may_try = outcome == AGAIN ? is_lost || db_may_try(link, attempt, start)
						: outcome == UNKNOWN && attempt < DB_TRIES;

		if (link && outcome == KEPT && store->driver->tidy)
			store->driver->tidy(link);
		if (link)
			db_pool_give(&store->writers, link);
		if (!may_try || !any_open(jobs))
			return outcome;
		db_pause(attempt, jobs);
	}
}

/* A group that is refused is tried with more care, so that whoever spoils it is found, and then
 * each function alone, to bear its own result. */
static void serve(struct db_store *store, struct job *jobs)
{
	enum outcome outcome = persist(store, jobs, BARE);

	if (outcome == REFUSED && !only_open(jobs))
		outcome = persist(store, jobs, MARKED);
	if (outcome == REFUSED && !only_open(jobs) && store->driver->settle)
		outcome = persist(store, jobs, CAREFUL);
	if (outcome != REFUSED || only_open(jobs))
		return;
	for (struct job *job = jobs; job; job = job->next) {
		struct job *next = job->next;

		job->next = NULL;
		if (!job->is_over)
			persist(store, job, BARE);
		job->next = next;
	}
}

enum role { LEADER, FOLLOWER, NESTED };

/* A leader's group is the list that he heads. */
static enum role enter(struct lane *lane, struct job *job)
{
	enum role role = LEADER;

	pthread_mutex_lock(&lane->mutex);
	if (lane->is_led && pthread_equal(lane->leader, pthread_self())) {
		role = NESTED;
	} else if (lane->is_taken) {
		role = FOLLOWER;
		*lane->end = job;
		lane->end = &job->next;
	}
	lane->is_taken = true;
	pthread_mutex_unlock(&lane->mutex);
	return role;
}

/* Those who wait, as many as fit into one commit; none: the lane is free. */
static struct job *next_group(struct lane *lane, size_t max)
{
	pthread_mutex_lock(&lane->mutex);

	struct job *first = lane->first, *last = first;

	for (size_t i = 1; i < max && last && last->next; i++)
		last = last->next;
	lane->first = last ? last->next : NULL;
	if (!lane->first)
		lane->end = &lane->first;
	if (last)
		last->next = NULL;
	else
		lane->is_taken = false;
	lane->is_led = false;
	pthread_mutex_unlock(&lane->mutex);
	return first;
}

static void lead(struct db_store *store, struct lane *lane, struct job *jobs)
{
	pthread_mutex_lock(&lane->mutex);
	lane->is_led = true;
	lane->leader = pthread_self();
	pthread_mutex_unlock(&lane->mutex);
	serve(store, jobs);

	struct job *heir = next_group(lane, store->driver->group_max);

	if (heir) {
		heir->is_leader = true;
		sem_post(&heir->is_called);
	}
	/* A job lies on its submitter's stack: after the call it is gone. */
	for (struct job *job = jobs->next, *next; job; job = next) {
		next = job->next;
		sem_post(&job->is_called);
	}
}

enum hk_result db_write(struct db_store *store, struct db_task *task)
{
	struct lane *lane = lane_of(store->lanes, store->driver->has_one_writer ? 0 : task->org_id);
	struct job job = { .task = task, .result = HK_UNAVAILABLE };

	task->is_unknown = false;
	sem_init(&job.is_called, 0, 0);
	switch (enter(lane, &job)) {
	case NESTED: /* inside another function that writes: it would wait for itself */
		hk_log(HK_LOG_ERROR, "db.failed", "reason=\"db_write inside db_write\"");
		job.result = HK_FAILED;
		break;
	case FOLLOWER:
		while (sem_wait(&job.is_called) != 0)
			continue;
		if (job.is_leader)
			lead(store, lane, &job);
		break;
	case LEADER: lead(store, lane, &job); break;
	}
	sem_destroy(&job.is_called);
	return job.result;
}
