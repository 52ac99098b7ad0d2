#include "insight/board/capacity.h"

#include "standard/availability.h"

enum { PERCENT = 100, STRETCHES_MOST = 32, TICKETS_LEAST = 30 };

/* Somebody of the house with his week and what takes him away; no timezone: no fixed hours. */
struct worker_row {
	int64_t staff_id, share;
	const char *timezone;
	const char *monday, *tuesday, *wednesday, *thursday, *friday, *saturday, *sunday;
};

static const struct db_column columns[] = {
	DB_COLUMN_AS(struct worker_row, staff_id, "staff.id"),
	DB_COLUMN_AS(struct worker_row, share, "staff.share"),
	DB_COLUMN_AS(struct worker_row, timezone, "coalesce(shift.timezone, '')"),
	DB_COLUMN_AS(struct worker_row, monday, "coalesce(shift.monday, '')"),
	DB_COLUMN_AS(struct worker_row, tuesday, "coalesce(shift.tuesday, '')"),
	DB_COLUMN_AS(struct worker_row, wednesday, "coalesce(shift.wednesday, '')"),
	DB_COLUMN_AS(struct worker_row, thursday, "coalesce(shift.thursday, '')"),
	DB_COLUMN_AS(struct worker_row, friday, "coalesce(shift.friday, '')"),
	DB_COLUMN_AS(struct worker_row, saturday, "coalesce(shift.saturday, '')"),
	DB_COLUMN_AS(struct worker_row, sunday, "coalesce(shift.sunday, '')"),
};
static const struct db_record record =
	DB_RECORD_FROM("staff",
		       "staff LEFT JOIN shift ON shift.org_id = staff.org_id"
		       " AND shift.staff_id = staff.id",
		       struct worker_row, columns);

static const struct db_column absence_columns[] = {
	DB_COLUMN(struct absence, staff_id),
	DB_COLUMN(struct absence, from_at),
	DB_COLUMN(struct absence, until_at),
};
static const struct db_record absences = DB_RECORD("absence", struct absence, absence_columns);

struct work_row {
	int64_t tickets, minutes, words;
};

static const struct db_column work_columns[] = {
	DB_COLUMN_AS(struct work_row, tickets, "count(*)"),
	DB_COLUMN_AS(struct work_row, minutes, "CAST(coalesce(sum(ticket.work), 0) AS bigint)"),
	DB_COLUMN_AS(struct work_row, words,
		     "CAST(coalesce(sum((SELECT count(*) FROM message WHERE message.org_id ="
		     " ticket.org_id AND message.ticket_id = ticket.id AND message.kind = 'in'"
		     " AND message.is_automatic = 0)), 0) AS bigint)"),
};
static const struct db_record work_record = DB_RECORD("ticket", struct work_row, work_columns);

static int64_t later(int64_t a, int64_t b)
{
	return a > b ? a : b;
}

static int64_t sooner(int64_t a, int64_t b)
{
	return a < b ? a : b;
}

struct day {
	const int64_t *bounds;
	size_t hours;
	const struct business *open;
	struct db_rows away;
	double *people;
};

/* How much of a stretch somebody is out of office. */
static int64_t away_within(const struct day *day, int64_t staff_id, int64_t from, int64_t until)
{
	const struct absence *items = day->away.items;
	int64_t sum = 0;

	for (size_t i = 0; i < day->away.count; i++) {
		int64_t begin = later(from, items[i].from_at),
			end = sooner(until, items[i].until_at);
		if (items[i].staff_id == staff_id && begin < end)
			sum += end - begin;
	}
	return sooner(sum, until - from);
}

/* He works from one instant to the other, but for what he is away. */
static void stretch_add(const struct day *day, const struct worker_row *who, int64_t from,
			int64_t until)
{
	for (size_t i = 0; i < day->hours; i++) {
		int64_t begin = later(from, day->bounds[i]),
			end = sooner(until, day->bounds[i + 1]);
		int64_t whole = day->bounds[i + 1] - day->bounds[i];

		if (begin < end)
			day->people[i] += (double)(end - begin -
						   away_within(day, who->staff_id, begin, end)) /
					  (double)whole * (double)who->share / PERCENT;
	}
}

static void without_shift(const struct day *day, const struct worker_row *who)
{
	int64_t at = day->bounds[0], end = day->bounds[day->hours];

	if (!day->open) {
		stretch_add(day, who, at, end);
		return;
	}
	for (size_t i = 0; i < day->hours; i++) {
		int64_t from = day->bounds[i];
		int64_t open = business_between(day->open, from, day->bounds[i + 1]);
		stretch_add(day, who, from, from + open);
	}
}

static void with_shift(struct ctx *cx, const struct day *day, const struct worker_row *who)
{
	struct shift shift = { .staff_id = who->staff_id,
			       .timezone = who->timezone,
			       .monday = who->monday,
			       .tuesday = who->tuesday,
			       .wednesday = who->wednesday,
			       .thursday = who->thursday,
			       .friday = who->friday,
			       .saturday = who->saturday,
			       .sunday = who->sunday };
	struct business_rules rules = { .timezone = shift.timezone };
	int64_t at = day->bounds[0], from, until;

	/* What is stored was read before; hours that cannot be read are none. */
	for (size_t i = 0; i < BUSINESS_WEEK; i++)
		(void)hours_read(*shift_hours(&shift, i), &rules.week[i]);
	for (int i = 0; i < STRETCHES_MOST; i++) {
		if (business_stretch(cx->arena, &rules, at, &from, &until) != HK_OK ||
		    from >= day->bounds[day->hours] || until <= at)
			return;
		stretch_add(day, who, later(from, at), until);
		at = until;
	}
}

enum hk_result capacity_people(struct ctx *cx, const int64_t *bounds, size_t hours,
			       const struct business *open, double *ret_people)
{
	struct day day = { .bounds = bounds, .hours = hours, .open = open, .people = ret_people };
	struct db_rows rows;

	HK_TRY(db_select(cx->db, &record,
			 DB_WHERE("staff.is_active = 1 AND staff.role IN ('agent', 'supervisor')",
				  "ORDER BY staff.id"),
			 DB_NONE, &rows));
	HK_TRY(db_select(cx->db, &absences, DB_WHERE("until_at > $2 AND from_at < $3", ""),
			 DB_ARGS(bounds[0], bounds[hours]), &day.away));
	for (size_t i = 0; i < hours; i++)
		ret_people[i] = 0;

	const struct worker_row *items = rows.items;

	for (size_t i = 0; i < rows.count; i++)
		if (*items[i].timezone)
			with_shift(cx, &day, &items[i]);
		else
			without_shift(&day, &items[i]);
	return HK_OK;
}

enum hk_result capacity_minutes(struct ctx *cx, double *ret)
{
	struct work_row work;

	HK_TRY(db_select_one(cx->db, &work_record,
			     DB_WHERE("ticket.bucket <> 'spam' AND ticket.id IN (SELECT latest.id"
				      " FROM ticket AS latest WHERE " DB_WALKS "latest.org_id = $1"
				      " ORDER BY latest.opened_at DESC, latest.id DESC LIMIT 300)",
				      ""),
			     DB_NONE, &work));
	*ret = work.tickets < TICKETS_LEAST || work.words < work.tickets / 2
		       ? 0
		       : (double)work.minutes / (double)work.words;
	return HK_OK;
}
