#include "core/job.h"

#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "base/time.h"

/* 2 s, 4 s, ... 34 min, then an hour. */
static const struct db_column columns[] = {
	DB_COLUMN(struct job, id),          DB_COLUMN(struct job, kind),
	DB_COLUMN(struct job, effect_key),  DB_COLUMN(struct job, about_id),
	DB_COLUMN(struct job, run_at),      DB_COLUMN(struct job, state),
	DB_COLUMN(struct job, attempts),    DB_COLUMN(struct job, epoch),
	DB_COLUMN(struct job, lease_until), DB_COLUMN(struct job, problem),
};
static const struct db_record record = DB_RECORD("job", struct job, columns);

enum hk_result job_add(struct ctx *cx, const char *kind, int64_t about_id, int64_t run_at,
		       const char *effect_key)
{
	HK_TRY(db_send(cx->db,
		       DB_ADD("job",
			      "id, kind, effect_key, about_id, run_at, state, attempts, epoch,"
			      " lease_until, problem",
			      "$2, $3, $4, $5, $6, 'waiting', 0, 0, 0, ''",
			      "ON CONFLICT (org_id, kind, effect_key) DO NOTHING"),
		       DB_ARGS(ctx_new_id(cx), kind, effect_key, about_id, run_at)));
	cx->has_news = true;
	return HK_OK;
}

enum hk_result job_drop(struct ctx *cx, const char *kind, int64_t about_id, int64_t run_at)
{
	return db_send(cx->db,
		       DB_DELETE("job",
				 "state = 'waiting' AND run_at = $4 AND kind = $2 AND about_id = $3"
				 " AND attempts = 0"),
		       DB_ARGS(kind, about_id, run_at));
}

/* One that never lives to say that it failed would stop the house again and again. */
static enum hk_result bury_deadly(struct ctx *cx)
{
	return db_send(cx->db,
		       DB_UPDATE("job",
				 "state = 'dead', problem = 'It was never finished in time.'",
				 "state = 'running' AND lease_until < $2 AND attempts >= $3", ""),
		       DB_ARGS(cx->now, JOB_ATTEMPTS_MAX));
}

#define RETURN_ALL                                                                  \
	"RETURNING id, kind, effect_key, about_id, run_at, state, attempts, epoch," \
	" lease_until, problem"

/* Writers of one organisation follow each other (db.h), so the list holds until it is taken. */
static enum hk_result waiting_take(struct ctx *cx, int64_t limit, struct db_rows *ret)
{
	return db_select(cx->db, &record,
			 DB_UPDATE("job",
				   "state = 'running', epoch = epoch + 1, attempts = attempts + 1,"
				   " lease_until = $4",
				   "id IN (SELECT id FROM job WHERE org_id = $1 AND"
				   " state = 'waiting' AND run_at <= $2 ORDER BY run_at LIMIT $3)",
				   RETURN_ALL),
			 DB_ARGS(cx->now, limit, cx->now + JOB_LEASE_MS), ret);
}

/* Who had them died. */
static enum hk_result lost_take(struct ctx *cx, int64_t limit, struct db_rows *ret)
{
	return db_select(cx->db, &record,
			 DB_UPDATE("job",
				   "epoch = epoch + 1, attempts = attempts + 1, lease_until = $4",
				   "id IN (SELECT id FROM job WHERE org_id = $1 AND"
				   " state = 'running' AND lease_until < $2 ORDER BY run_at"
				   " LIMIT $3)",
				   RETURN_ALL),
			 DB_ARGS(cx->now, limit, cx->now + JOB_LEASE_MS), ret);
}

static int in_order(const void *one, const void *other)
{
	const struct job *a = one, *b = other;

	if (a->run_at != b->run_at)
		return a->run_at < b->run_at ? -1 : 1;
	return a->id < b->id ? -1 : a->id > b->id;
}

static void add(const struct db_rows *rows, struct job_list *ret)
{
	struct job *place = ret->items + ret->count;

	if (!rows->count)
		return;
	memcpy(place, rows->items, rows->count * sizeof(*place));
	/* An engine returns what it changed in any order. */
	qsort(place, rows->count, sizeof(*place), in_order);
	ret->count += rows->count;
}

enum hk_result job_claim(struct ctx *cx, int64_t limit, struct job_list *ret)
{
	struct db_rows due, lost = { NULL, 0 };
	struct job_list taken = { NULL, 0 };

	HK_TRY(bury_deadly(cx));
	HK_TRY(waiting_take(cx, limit, &due));
	if (due.count < (size_t)limit)
		HK_TRY(lost_take(cx, limit - (int64_t)due.count, &lost));
	taken.items = hk_alloc(cx->arena, due.count + lost.count, sizeof(struct job));
	add(&due, &taken);
	add(&lost, &taken);
	*ret = taken;
	return HK_OK;
}

enum hk_result job_finish(struct ctx *cx, const struct job *job)
{
	int64_t count;

	HK_TRY(db_change(cx->db,
			 DB_UPDATE("job", "state = 'done', lease_until = 0",
				   "id = $2 AND epoch = $3 AND state = 'running'", ""),
			 DB_ARGS(job->id, job->epoch), &count));
	return count == 1 ? HK_OK : HK_CONFLICT;
}

#define TWENTY                                                                          \
	"$3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19," \
	" $20, $21, $22"

/* Whoever takes a job that was lost writes a later lease. */
enum hk_result job_finish_all(struct ctx *cx, const struct job_list *jobs)
{
	struct db_value values[1 + JOB_TOGETHER] = { db_int(0) };
	struct db_args args = { values, HK_COUNT(values) };
	int64_t count;

	if (jobs->count == 0)
		return HK_OK;
	values[0] = db_int(jobs->items[0].lease_until);
	for (size_t i = 0; i < JOB_TOGETHER; i++)
		values[1 + i] = db_int(i < jobs->count ? jobs->items[i].id : 0);
	HK_TRY(db_change(cx->db,
			 DB_UPDATE("job", "state = 'done', lease_until = 0",
				   "id IN (" TWENTY ") AND lease_until = $2 AND state = 'running'",
				   ""),
			 args, &count));
	return count == (int64_t)jobs->count ? HK_OK : HK_CONFLICT;
}

enum hk_result job_put_off(struct ctx *cx, const struct job *job, const char *problem)
{
	return db_send(
		cx->db,
		DB_UPDATE("job", "state = $4, run_at = $5, lease_until = 0, problem = $6",
			  "id = $2 AND epoch = $3 AND state = 'running'", ""),
		DB_ARGS(job->id, job->epoch, job->attempts >= JOB_ATTEMPTS_MAX ? "dead" : "waiting",
			cx->now + hk_backoff_ms(HK_SECOND, HK_HOUR, job->attempts), problem));
}

struct next {
	int64_t at;
};

static const struct db_column waiting_columns[] = { DB_COLUMN_AS(struct next, at, "run_at") };
static const struct db_record waiting = DB_RECORD("job", struct next, waiting_columns);
static const struct db_column leased_columns[] = { DB_COLUMN_AS(
	struct next, at, "coalesce(min(lease_until) + 1, 9223372036854775807)") };
static const struct db_record leased = DB_RECORD("job", struct next, leased_columns);

enum hk_result job_next_at(struct ctx *cx, int64_t *ret)
{
	struct next first = { INT64_MAX }, lost = { INT64_MAX };
	enum hk_result result = db_select_one(
		cx->db, &waiting, DB_WHERE("state = 'waiting'", "ORDER BY run_at LIMIT 1"), DB_NONE,
		&first);

	if (result == HK_OK || result == HK_NOT_FOUND)
		result = db_select_one(cx->db, &leased, DB_WHERE("state = 'running'", ""), DB_NONE,
				       &lost);
	if (result != HK_OK && result != HK_NOT_FOUND)
		return result;
	*ret = first.at < lost.at ? first.at : lost.at;
	return HK_OK;
}

enum hk_result job_dead(struct ctx *cx, int64_t limit, struct job_list *ret)
{
	struct db_rows rows;

	HK_TRY(db_select(cx->db, &record,
			 DB_WHERE("state = 'dead'", "ORDER BY run_at DESC LIMIT $2"),
			 DB_ARGS(limit), &rows));
	*ret = (struct job_list){ rows.items, rows.count };
	return HK_OK;
}

enum hk_result job_forget(struct ctx *cx, int64_t before, int64_t limit, int64_t *ret_count)
{
	return db_change(cx->db,
			 DB_DELETE("job", "id IN (SELECT id FROM job WHERE org_id = $1"
					  " AND state = 'done' AND run_at < $2 ORDER BY run_at"
					  " LIMIT $3)"),
			 DB_ARGS(before, limit), ret_count);
}
