#include "standard/standard.h"

#include <inttypes.h>

#include "base/text.h"
#include "base/time.h"
#include "core/job.h"

static const struct db_column columns[] = {
	DB_COLUMN(struct standard, id),
	DB_COLUMN(struct standard, name),
	DB_COLUMN(struct standard, first_answer_ms),
	DB_COLUMN(struct standard, next_update_ms),
	DB_COLUMN(struct standard, resolve_ms),
	DB_COLUMN(struct standard, pause_ms),
	DB_COLUMN(struct standard, warn_percent),
	DB_COLUMN(struct standard, warn_before_ms),
	DB_COLUMN(struct standard, owner_id),
	DB_COLUMN(struct standard, review_at),
	DB_COLUMN(struct standard, review_days),
	DB_COLUMN(struct standard, version),
};
static const struct db_record record = DB_RECORD("standard", struct standard, columns);

static const struct db_column version_columns[] = {
	DB_COLUMN(struct standard_version, standard_id),
	DB_COLUMN(struct standard_version, version),
	DB_COLUMN(struct standard_version, name),
	DB_COLUMN(struct standard_version, first_answer_ms),
	DB_COLUMN(struct standard_version, next_update_ms),
	DB_COLUMN(struct standard_version, resolve_ms),
	DB_COLUMN(struct standard_version, pause_ms),
	DB_COLUMN(struct standard_version, warn_percent),
	DB_COLUMN(struct standard_version, warn_before_ms),
	DB_COLUMN(struct standard_version, reason),
	DB_COLUMN(struct standard_version, by_name),
	DB_COLUMN(struct standard_version, at),
};
static const struct db_record version_record =
	DB_RECORD("standard_version", struct standard_version, version_columns);

enum hk_result standard_find(struct ctx *cx, int64_t id, struct standard *ret)
{
	return db_select_one(cx->db, &record, DB_WHERE("id = $2", ""), DB_ARGS(id), ret);
}

enum hk_result standard_every(struct ctx *cx, struct standard_list *ret)
{
	struct db_rows rows;

	HK_TRY(db_select(cx->db, &record, DB_WHERE("1 = 1", "ORDER BY name, id"), DB_NONE, &rows));
	*ret = (struct standard_list){ rows.items, rows.count };
	return HK_OK;
}

enum hk_result standard_usual(struct ctx *cx, struct standard *ret)
{
	return db_select_one(cx->db, &record, DB_WHERE("1 = 1", "ORDER BY id LIMIT 1"), DB_NONE,
			     ret);
}

const char standard_time_words[] = TR(
	"Please write hours or minutes of open time, with the unit: 4 h, 90 min or 1 h 30 min. A "
	"day has as many hours as the house is open.");

static void check_time(struct ctx *cx, const char *field, int64_t ms)
{
	if (ms < 0)
		(void)field_problem(cx, field, standard_time_words);
	else if (ms < HK_MINUTE || ms > STANDARD_MOST_MS)
		(void)field_problem(cx, field, TR("Please give a time from a minute to a year."));
}

/* The same of what may be 0. */
static void check_span(struct ctx *cx, const char *field, int64_t ms)
{
	if (ms < 0)
		(void)field_problem(cx, field, standard_time_words);
	else if (ms > STANDARD_MOST_MS)
		(void)field_problem(cx, field, TR("Please give a time up to a year, or 0."));
}

/* Its owner is told when the day is there. */
static enum hk_result review_plan(struct ctx *cx, int64_t id, int64_t review_at)
{
	return job_add(cx, "standard.review", id, review_at,
		       hk_format(cx->arena, "%" PRId64 " %" PRId64, id, review_at));
}

static void check_rest(struct ctx *cx, const struct standard *standard)
{
	check_span(cx, "pause", standard->pause_ms);
	if (standard->warn_percent < 0 || standard->warn_percent > 99)
		(void)field_problem(cx, "warn_percent", TR("Please give a number from 0 to 99."));
	check_span(cx, "warn_before", standard->warn_before_ms);
	if (standard->review_days < 1 || standard->review_days > STANDARD_REVIEW_DAYS_MOST)
		(void)field_problem(cx, "review_days",
				    TR("Please give a number of days, from one to ten years."));
}

static enum hk_result check(struct ctx *cx, const struct standard *standard)
{
	struct standard other;

	if (!hk_has_ink(standard->name))
		(void)field_problem(cx, "name", TR("Please give a name."));
	check_time(cx, "first_answer", standard->first_answer_ms);
	check_time(cx, "next_update", standard->next_update_ms);
	if (standard->resolve_ms != 0)
		check_time(cx, "resolve", standard->resolve_ms);
	check_rest(cx, standard);
	if (cx->field_count)
		return HK_INVALID;

	enum hk_result result =
		db_select_one(cx->db, &record, DB_WHERE("name = $2 AND id <> $3", ""),
			      DB_ARGS(standard->name, standard->id), &other);

	if (result == HK_NOT_FOUND)
		return HK_OK;
	if (result != HK_OK)
		return result;
	(void)field_problem(cx, "name", TR("There is a standard with this name already."));
	return HK_CONFLICT;
}

static enum hk_result version_keep(struct ctx *cx, const struct standard *standard, int64_t version,
				   const char *reason)
{
	struct standard_version row = { .standard_id = standard->id,
					.version = version,
					.name = standard->name,
					.first_answer_ms = standard->first_answer_ms,
					.next_update_ms = standard->next_update_ms,
					.resolve_ms = standard->resolve_ms,
					.pause_ms = standard->pause_ms,
					.warn_percent = standard->warn_percent,
					.warn_before_ms = standard->warn_before_ms,
					.reason = reason,
					.by_name = cx->actor->name,
					.at = cx->now };

	return db_insert(cx->db, &version_record, &row);
}

enum hk_result standard_add(struct ctx *cx, struct standard *standard)
{
	if (!standard->review_days)
		standard->review_days = STANDARD_REVIEW_DAYS;
	HK_TRY(check(cx, standard));
	standard->id = ctx_new_id(cx);
	standard->version = 1;
	if (!standard->review_at)
		standard->review_at = cx->now + standard->review_days * HK_DAY;
	HK_TRY(db_insert(cx->db, &record, standard));
	HK_TRY(version_keep(cx, standard, 1, ""));
	return review_plan(cx, standard->id, standard->review_at);
}

/* Who changes it has looked at it. */
static enum hk_result row_store(struct ctx *cx, const struct standard *standard, int64_t review_at,
				int64_t *ret_count)
{
	HK_TRY(db_change(cx->db,
			 DB_UPDATE("standard",
				   "name = $3, first_answer_ms = $4, next_update_ms = $5,"
				   " resolve_ms = $6, version = version + 1",
				   "id = $2 AND version = $7", ""),
			 DB_ARGS(standard->id, standard->name, standard->first_answer_ms,
				 standard->next_update_ms, standard->resolve_ms, standard->version),
			 ret_count));
	if (*ret_count == 0)
		return HK_OK;
	return db_send(cx->db,
		       DB_UPDATE("standard",
				 "pause_ms = $3, warn_percent = $4, warn_before_ms = $5,"
				 " owner_id = $6, review_at = $7, review_days = $8",
				 "id = $2", ""),
		       DB_ARGS(standard->id, standard->pause_ms, standard->warn_percent,
			       standard->warn_before_ms, standard->owner_id, review_at,
			       standard->review_days));
}

enum hk_result standard_change(struct ctx *cx, const struct standard *standard, const char *reason)
{
	int64_t count, review_at = cx->now + standard->review_days * HK_DAY;

	if (!hk_has_ink(reason))
		(void)field_problem(cx, "reason", TR("Please say in a few words why it changes."));
	HK_TRY(check(cx, standard));
	HK_TRY(row_store(cx, standard, review_at, &count));
	if (count == 0)
		return problem(cx, HK_CONFLICT,
			       TR("Somebody else has changed this meanwhile. Please look again."));
	HK_TRY(version_keep(cx, standard, standard->version + 1, reason));
	return review_plan(cx, standard->id, review_at);
}

static struct standard standard_of(const struct standard_version *version)
{
	return (struct standard){ .id = version->standard_id,
				  .name = version->name,
				  .first_answer_ms = version->first_answer_ms,
				  .next_update_ms = version->next_update_ms,
				  .resolve_ms = version->resolve_ms,
				  .pause_ms = version->pause_ms,
				  .warn_percent = version->warn_percent,
				  .warn_before_ms = version->warn_before_ms,
				  .version = version->version };
}

enum hk_result standard_promised(struct ctx *cx, int64_t id, int64_t version, struct standard *ret)
{
	struct standard_version row;

	HK_TRY(db_select_one(cx->db, &version_record,
			     DB_WHERE("standard_id = $2 AND version = $3", ""),
			     DB_ARGS(id, version), &row));
	*ret = standard_of(&row);
	return HK_OK;
}

enum hk_result standard_versions(struct ctx *cx, int64_t id, struct standard_version_list *ret)
{
	struct db_rows rows;

	HK_TRY(db_select(cx->db, &version_record,
			 DB_WHERE("standard_id = $2", "ORDER BY version DESC LIMIT 50"),
			 DB_ARGS(id), &rows));
	*ret = (struct standard_version_list){ rows.items, rows.count };
	return HK_OK;
}

enum hk_result standard_reviewed(struct ctx *cx, int64_t id)
{
	struct standard standard;

	HK_TRY(standard_find(cx, id, &standard));

	int64_t review_at = cx->now + standard.review_days * HK_DAY;

	HK_TRY(db_send(cx->db, DB_UPDATE("standard", "review_at = $3", "id = $2", ""),
		       DB_ARGS(id, review_at)));
	return review_plan(cx, id, review_at);
}
