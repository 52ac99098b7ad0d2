#include "standard/availability.h"

#include <inttypes.h>
#include <string.h>

#include "base/text.h"
#include "core/i18n.h"
#include "core/job.h"
#include "people/staff.h"
#include "standard/clock.h"
#include "standard/weekday.h"

/* However often absences and hours touch, so many steps are enough. */
enum { STEPS_MOST = 2 * ABSENCES_MOST + 8 };

/* clang-format off */
static const struct db_column columns[] = {
	DB_COLUMN_AS(struct availability, staff_id, "id"),
	DB_COLUMN(struct availability, name),
	DB_COLUMN(struct availability, status),
	DB_COLUMN(struct availability, status_until),
	DB_COLUMN(struct availability, free_from),
	DB_COLUMN(struct availability, free_until),
	DB_COLUMN(struct availability, share),
	DB_COLUMN(struct availability, active_count),
	DB_COLUMN(struct availability, work),
	DB_COLUMN(struct availability, is_active),
};
static const struct db_column shift_columns[] = {
	DB_COLUMN(struct shift, staff_id),  DB_COLUMN(struct shift, timezone),
	DB_COLUMN(struct shift, monday),    DB_COLUMN(struct shift, tuesday),
	DB_COLUMN(struct shift, wednesday), DB_COLUMN(struct shift, thursday),
	DB_COLUMN(struct shift, friday),    DB_COLUMN(struct shift, saturday),
	DB_COLUMN(struct shift, sunday),
};
static const struct db_column absence_columns[] = {
	DB_COLUMN(struct absence, staff_id),    DB_COLUMN(struct absence, id),
	DB_COLUMN(struct absence, from_at),     DB_COLUMN(struct absence, until_at),
	DB_COLUMN(struct absence, stand_in_id), DB_COLUMN(struct absence, note),
};
/* clang-format on */
static const struct db_record record = DB_RECORD("staff", struct availability, columns);
static const struct db_record shift_record = DB_RECORD("shift", struct shift, shift_columns);
static const struct db_record absence_record =
	DB_RECORD("absence", struct absence, absence_columns);

/* A break that is over leaves no trace. */
static void status_settle(struct ctx *cx, struct availability *one)
{
	if (!one->status_until || one->status_until > cx->now)
		return;
	one->status = "here";
	one->status_until = 0;
}

enum hk_result availability_find(struct ctx *cx, int64_t staff_id, struct availability *ret)
{
	HK_TRY(db_select_one(cx->db, &record, DB_WHERE("id = $2", ""), DB_ARGS(staff_id), ret));
	status_settle(cx, ret);
	return HK_OK;
}

enum hk_result availability_every(struct ctx *cx, struct availability_list *ret)
{
	struct db_rows rows;

	HK_TRY(db_select(
		cx->db, &record,
		DB_WHERE("is_active = 1 AND role IN ('agent', 'supervisor')", "ORDER BY name, id"),
		DB_NONE, &rows));
	*ret = (struct availability_list){ rows.items, rows.count };
	for (size_t i = 0; i < rows.count; i++)
		status_settle(cx, &ret->items[i]);
	return HK_OK;
}

bool availability_is_free(const struct availability *one, int64_t at)
{
	return one->free_from <= at && at < one->free_until;
}

/* When he is free next. */

struct plan {
	bool has_shift;
	struct business_rules rules;
	struct absence_list absences;
};

static enum hk_result plan_find(struct ctx *cx, int64_t staff_id, struct plan *ret)
{
	struct shift shift;
	enum hk_result result = shift_find(cx, staff_id, &shift);

	if (result != HK_OK && result != HK_NOT_FOUND)
		return result;
	*ret = (struct plan){ .has_shift = result == HK_OK };
	if (ret->has_shift) {
		ret->rules.timezone = shift.timezone;
		/* What is stored was read before; hours that cannot be read are none. */
		for (size_t i = 0; i < BUSINESS_WEEK; i++)
			(void)hours_read(*shift_hours(&shift, i), &ret->rules.week[i]);
	}
	return absence_every(cx, staff_id, &ret->absences);
}

/* When he is back, of somebody who is out of office then; else at itself. */
static int64_t back_at(const struct plan *plan, int64_t at)
{
	for (size_t i = 0; i < plan->absences.count; i++) {
		const struct absence *one = &plan->absences.items[i];
		if (one->from_at <= at && at < one->until_at)
			return one->until_at;
	}
	return at;
}

static int64_t until_absence(const struct plan *plan, int64_t at, int64_t until)
{
	for (size_t i = 0; i < plan->absences.count; i++) {
		int64_t from = plan->absences.items[i].from_at;
		if (from > at && from < until)
			until = from;
	}
	return until;
}

/* The first stretch from at on. False: none is known of. */
static bool free_find(struct ctx *cx, const struct plan *plan, int64_t at, int64_t *ret_from,
		      int64_t *ret_until)
{
	for (int step = 0; step < STEPS_MOST && at < CLOCK_NEVER; step++) {
		int64_t from = at, until = CLOCK_NEVER, back = back_at(plan, at);

		if (back > at) {
			at = back;
			continue;
		}
		if (plan->has_shift &&
		    business_stretch(cx->arena, &plan->rules, at, &from, &until) != HK_OK)
			return false;
		if (from > at) {
			at = from;
			continue;
		}
		*ret_from = at;
		*ret_until = until_absence(plan, at, until);
		return true;
	}
	return false;
}

enum hk_result availability_renew(struct ctx *cx, int64_t staff_id)
{
	struct availability one;
	struct plan plan;
	int64_t at = cx->now, from = CLOCK_NEVER, until = CLOCK_NEVER;

	HK_TRY(availability_find(cx, staff_id, &one));
	HK_TRY(plan_find(cx, staff_id, &plan));
	if (strcmp(one.status, "here") != 0)
		at = one.status_until ? one.status_until : CLOCK_NEVER;
	if (at < CLOCK_NEVER && !free_find(cx, &plan, at, &from, &until))
		from = until = CLOCK_NEVER;
	return db_send(cx->db,
		       DB_UPDATE("staff",
				 "status = $3, status_until = $4, free_from = $5, free_until = $6",
				 "id = $2", ""),
		       DB_ARGS(staff_id, one.status, one.status_until, from, until));
}

enum hk_result availability_has_due(struct ctx *cx, bool *ret)
{
	struct availability one;
	enum hk_result result = db_select_one(
		cx->db, &record, DB_WHERE("free_until <= $2", "LIMIT 1"), DB_ARGS(cx->now), &one);

	if (result != HK_OK && result != HK_NOT_FOUND)
		return result;
	*ret = result == HK_OK;
	return HK_OK;
}

static struct db_sql due_sql(void)
{
	return DB_WHERE("free_until <= $2", "ORDER BY free_until LIMIT $3");
}

enum hk_result availability_expect_due(struct ctx *cx, int64_t limit)
{
	return db_expect(cx->db, &record, due_sql(), DB_ARGS(cx->now, limit));
}

enum hk_result availability_renew_due(struct ctx *cx, int64_t limit)
{
	struct db_rows rows;

	HK_TRY(db_select(cx->db, &record, due_sql(), DB_ARGS(cx->now, limit), &rows));
	for (size_t i = 0; i < rows.count; i++)
		HK_TRY(availability_renew(cx, ((struct availability *)rows.items)[i].staff_id));
	return HK_OK;
}

/* What he and others say of him. */

enum hk_result availability_status_put(struct ctx *cx, int64_t staff_id, const char *status,
				       int64_t until)
{
	bool is_here = strcmp(status, "here") == 0;

	if (!is_here && strcmp(status, "break") != 0 && strcmp(status, "away") != 0)
		return field_problem(cx, "status", TR("Please choose one of these."));
	if (!is_here && until && until <= cx->now)
		return field_problem(cx, "until",
				     TR("This time has passed. Please choose a later one."));
	HK_TRY(db_send(cx->db, DB_UPDATE("staff", "status = $3, status_until = $4", "id = $2", ""),
		       DB_ARGS(staff_id, status, is_here ? (int64_t)0 : until)));
	return availability_renew(cx, staff_id);
}

enum hk_result availability_share_put(struct ctx *cx, int64_t staff_id, int64_t share)
{
	if (share < 10 || share > 100)
		return field_problem(cx, "share", TR("Please give a number from 10 to 100."));
	return db_send(cx->db,
		       DB_UPDATE("staff", "share = $3, burden = work * 100 / $3", "id = $2", ""),
		       DB_ARGS(staff_id, share));
}

enum hk_result shift_find(struct ctx *cx, int64_t staff_id, struct shift *ret)
{
	return db_select_one(cx->db, &shift_record, DB_WHERE("staff_id = $2", ""),
			     DB_ARGS(staff_id), ret);
}

const char **shift_hours(struct shift *shift, size_t weekday)
{
	const char **const days[BUSINESS_WEEK] = { &shift->monday,    &shift->tuesday,
						   &shift->wednesday, &shift->thursday,
						   &shift->friday,    &shift->saturday,
						   &shift->sunday };

	return days[weekday];
}

/* Each day as it is stored. */
static enum hk_result shift_check(struct ctx *cx, struct shift *shift)
{
	for (size_t i = 0; i < BUSINESS_WEEK; i++)
		(void)weekday_tidy(cx, i, shift_hours(shift, i),
				   TR("Please write hours such as \"9:00-12:30, 13:00-17:00\", or "
				      "nothing for a free day."));
	if (!i18n_timezone_exists(shift->timezone))
		(void)field_problem(cx, "timezone", TR("Please choose a time zone."));
	return cx->field_count ? HK_INVALID : HK_OK;
}

enum hk_result shift_put(struct ctx *cx, const struct shift *shift)
{
	struct shift wish = *shift;

	HK_TRY(shift_check(cx, &wish));
	HK_TRY(db_send(cx->db, DB_DELETE("shift", "staff_id = $2"), DB_ARGS(wish.staff_id)));
	HK_TRY(db_insert(cx->db, &shift_record, &wish));
	return availability_renew(cx, wish.staff_id);
}

enum hk_result shift_remove(struct ctx *cx, int64_t staff_id)
{
	HK_TRY(db_send(cx->db, DB_DELETE("shift", "staff_id = $2"), DB_ARGS(staff_id)));
	return availability_renew(cx, staff_id);
}

enum hk_result absence_every(struct ctx *cx, int64_t staff_id, struct absence_list *ret)
{
	struct db_rows rows;

	HK_TRY(db_select(
		cx->db, &absence_record,
		DB_WHERE("staff_id = $2 AND until_at > $3", "ORDER BY from_at, id LIMIT $4"),
		DB_ARGS(staff_id, cx->now, ABSENCES_MOST), &rows));
	*ret = (struct absence_list){ rows.items, rows.count };
	return HK_OK;
}

static enum hk_result absence_check(struct ctx *cx, const struct absence *absence)
{
	struct staff other = { .is_active = 1 };
	enum hk_result result = HK_OK;

	if (absence->until_at <= absence->from_at)
		(void)field_problem(cx, "back", TR("Please choose an end after the beginning."));
	else if (absence->until_at <= cx->now)
		(void)field_problem(cx, "back",
				    TR("This time has passed. Please choose a later one."));
	if (absence->stand_in_id)
		result = staff_find(cx, absence->stand_in_id, &other);
	if (result != HK_OK && result != HK_NOT_FOUND)
		return result;
	if (result == HK_NOT_FOUND || !other.is_active || absence->stand_in_id == absence->staff_id)
		(void)field_problem(cx, "stand_in",
				    TR("Please choose a colleague who works here now."));
	if (hk_letters(absence->note) > ABSENCE_NOTE_LETTERS)
		(void)field_problem(cx, "note", TR("This is too long. A few words are enough."));
	return cx->field_count ? HK_INVALID : HK_OK;
}

enum hk_result absence_add(struct ctx *cx, struct absence *absence)
{
	struct absence_list others;

	HK_TRY(absence_check(cx, absence));
	HK_TRY(absence_every(cx, absence->staff_id, &others));
	if (others.count >= ABSENCES_MOST)
		return problem(cx, HK_CONFLICT,
			       TR("There are too many absences. Please take some away first."));
	/* A form that was sent twice. */
	for (size_t i = 0; i < others.count; i++)
		if (others.items[i].from_at == absence->from_at &&
		    others.items[i].until_at == absence->until_at) {
			*absence = others.items[i];
			return HK_OK;
		}
	absence->id = ctx_new_id(cx);
	absence->note = hk_one_line(cx->arena, absence->note);
	HK_TRY(db_insert(cx->db, &absence_record, absence));
	HK_TRY(availability_renew(cx, absence->staff_id));
	return job_add(cx, "absence.begin", absence->staff_id,
		       absence->from_at > cx->now ? absence->from_at : cx->now,
		       hk_format(cx->arena, "%" PRId64, absence->id));
}

enum hk_result absence_remove(struct ctx *cx, int64_t staff_id, int64_t id)
{
	int64_t count;

	HK_TRY(db_change(cx->db, DB_DELETE("absence", "staff_id = $2 AND id = $3"),
			 DB_ARGS(staff_id, id), &count));
	if (!count)
		return HK_NOT_FOUND;
	return availability_renew(cx, staff_id);
}

enum hk_result absence_every_now(struct ctx *cx, struct absence_list *ret)
{
	struct db_rows rows;

	HK_TRY(db_select(cx->db, &absence_record,
			 DB_WHERE("from_at <= $2 AND until_at > $2", "ORDER BY until_at, id"),
			 DB_ARGS(cx->now), &rows));
	*ret = (struct absence_list){ rows.items, rows.count };
	return HK_OK;
}

enum hk_result absence_now(struct ctx *cx, int64_t staff_id, struct absence *ret)
{
	return db_select_one(cx->db, &absence_record,
			     DB_WHERE("staff_id = $2 AND from_at <= $3 AND until_at > $3",
				      "ORDER BY until_at DESC, id LIMIT 1"),
			     DB_ARGS(staff_id, cx->now), ret);
}
