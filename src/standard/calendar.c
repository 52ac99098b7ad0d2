#include "standard/calendar.h"

#include <stdio.h>

#include "base/text.h"
#include "core/i18n.h"
#include "standard/weekday.h"

static const struct db_column columns[] = {
	DB_COLUMN(struct calendar, id),       DB_COLUMN(struct calendar, name),
	DB_COLUMN(struct calendar, timezone), DB_COLUMN(struct calendar, monday),
	DB_COLUMN(struct calendar, tuesday),  DB_COLUMN(struct calendar, wednesday),
	DB_COLUMN(struct calendar, thursday), DB_COLUMN(struct calendar, friday),
	DB_COLUMN(struct calendar, saturday), DB_COLUMN(struct calendar, sunday),
	DB_COLUMN(struct calendar, version),
};
static const struct db_record record = DB_RECORD("calendar", struct calendar, columns);

static const struct db_column day_columns[] = {
	DB_COLUMN(struct calendar_day, calendar_id),  DB_COLUMN(struct calendar_day, day),
	DB_COLUMN(struct calendar_day, name),         DB_COLUMN(struct calendar_day, hours),
	DB_COLUMN(struct calendar_day, is_tentative),
};
static const struct db_record day_record =
	DB_RECORD("calendar_day", struct calendar_day, day_columns);

const char **calendar_hours(struct calendar *calendar, size_t weekday)
{
	const char **const places[BUSINESS_WEEK] = { &calendar->monday,    &calendar->tuesday,
						     &calendar->wednesday, &calendar->thursday,
						     &calendar->friday,    &calendar->saturday,
						     &calendar->sunday };

	return places[weekday];
}

enum hk_result calendar_find(struct ctx *cx, int64_t id, struct calendar *ret)
{
	return db_select_one(cx->db, &record, DB_WHERE("id = $2", ""), DB_ARGS(id), ret);
}

enum hk_result calendar_every(struct ctx *cx, struct calendar_list *ret)
{
	struct db_rows rows;

	HK_TRY(db_select(cx->db, &record, DB_WHERE("1 = 1", "ORDER BY name, id"), DB_NONE, &rows));
	*ret = (struct calendar_list){ rows.items, rows.count };
	return HK_OK;
}

static const char hours_wanted[] = TR("Please write hours like 09:00-12:00, 13:00-17:00.");

/* Hours as they are stored, or the sentence beside them. */
static enum hk_result hours_tidy(struct ctx *cx, const char *field, const char **hours)
{
	struct hours read;

	if (!hours_read(*hours, &read))
		return field_problem(cx, field, hours_wanted);
	*hours = hours_write(cx->arena, &read);
	return HK_OK;
}

static enum hk_result check(struct ctx *cx, struct calendar *calendar)
{
	struct calendar other;
	bool is_open = false;

	if (!hk_has_ink(calendar->name))
		(void)field_problem(cx, "name", TR("Please give a name."));
	if (!i18n_timezone_exists(calendar->timezone))
		(void)field_problem(cx, "timezone", TR("Please choose a time zone."));
	for (size_t i = 0; i < BUSINESS_WEEK; i++) {
		const char **hours = calendar_hours(calendar, i);
		(void)weekday_tidy(cx, i, hours, hours_wanted);
		is_open |= **hours != '\0';
	}
	if (!is_open)
		(void)field_problem(cx, weekday_fields[0],
				    TR("Please give hours for at least one day of the week."));
	if (cx->field_count)
		return HK_INVALID;
	calendar->name = hk_one_line(cx->arena, calendar->name);

	enum hk_result result =
		db_select_one(cx->db, &record, DB_WHERE("name = $2 AND id <> $3", ""),
			      DB_ARGS(calendar->name, calendar->id), &other);

	if (result != HK_OK)
		return result == HK_NOT_FOUND ? HK_OK : result;
	(void)field_problem(cx, "name", TR("There is a calendar with this name already."));
	return HK_CONFLICT;
}

enum hk_result calendar_add(struct ctx *cx, struct calendar *calendar)
{
	HK_TRY(check(cx, calendar));
	calendar->id = ctx_new_id(cx);
	calendar->version = 1;
	return db_insert(cx->db, &record, calendar);
}

enum hk_result calendar_change(struct ctx *cx, const struct calendar *calendar)
{
	struct calendar wish = *calendar;
	int64_t count;

	HK_TRY(check(cx, &wish));
	HK_TRY(db_change(cx->db,
			 DB_UPDATE("calendar", "name = $3, timezone = $4, version = version + 1",
				   "id = $2 AND version = $5", ""),
			 DB_ARGS(wish.id, wish.name, wish.timezone, wish.version), &count));
	if (count == 0)
		return problem(cx, HK_CONFLICT,
			       TR("Somebody else has changed this meanwhile. Please look again."));
	return db_send(cx->db,
		       DB_UPDATE("calendar",
				 "monday = $3, tuesday = $4, wednesday = $5, thursday = $6,"
				 " friday = $7, saturday = $8, sunday = $9",
				 "id = $2", ""),
		       DB_ARGS(wish.id, wish.monday, wish.tuesday, wish.wednesday, wish.thursday,
			       wish.friday, wish.saturday, wish.sunday));
}

enum hk_result calendar_days_find(struct ctx *cx, int64_t id, struct calendar_days *ret)
{
	struct db_rows rows;

	HK_TRY(db_select(cx->db, &day_record, DB_WHERE("calendar_id = $2", "ORDER BY day"),
			 DB_ARGS(id), &rows));
	*ret = (struct calendar_days){ rows.items, rows.count };
	return HK_OK;
}

static enum hk_result renewed(struct ctx *cx, int64_t id)
{
	int64_t count;

	HK_TRY(db_change(cx->db, DB_UPDATE("calendar", "version = version + 1", "id = $2", ""),
			 DB_ARGS(id), &count));
	return count ? HK_OK : HK_NOT_FOUND;
}

static enum hk_result day_put(struct ctx *cx, const struct calendar_day *day)
{
	const char *hours = day->hours;

	HK_TRY(hours_tidy(cx, "hours", &hours));
	if (!hk_has_ink(day->name))
		return field_problem(cx, "name", TR("Please give a name."));
	return db_send(cx->db,
		       DB_ADD("calendar_day", "calendar_id, day, name, hours, is_tentative",
			      "$2, $3, $4, $5, $6",
			      "ON CONFLICT (org_id, calendar_id, day) DO UPDATE SET"
			      " name = excluded.name, hours = excluded.hours,"
			      " is_tentative = excluded.is_tentative"),
		       DB_ARGS(day->calendar_id, day->day, hk_one_line(cx->arena, day->name), hours,
			       day->is_tentative));
}

enum hk_result calendar_days_put(struct ctx *cx, int64_t id, const struct calendar_days *days)
{
	struct calendar_days all;

	/* First, so that two who put days wait for each other. */
	HK_TRY(renewed(cx, id));
	for (size_t i = 0; i < days->count; i++) {
		struct calendar_day day = days->items[i];
		day.calendar_id = id;
		HK_TRY(day_put(cx, &day));
	}
	HK_TRY(calendar_days_find(cx, id, &all));
	if (all.count > CALENDAR_DAYS_MOST)
		return problem(cx, HK_INVALID,
			       TR("A calendar has 1000 special days at most. Please remove old "
				  "ones first."));
	return HK_OK;
}

enum hk_result calendar_days_replace(struct ctx *cx, int64_t id, const struct calendar_days *days)
{
	HK_TRY(renewed(cx, id));
	HK_TRY(db_send(cx->db, DB_DELETE("calendar_day", "calendar_id = $2"), DB_ARGS(id)));
	return calendar_days_put(cx, id, days);
}

enum hk_result calendar_day_remove(struct ctx *cx, int64_t id, int64_t day)
{
	HK_TRY(renewed(cx, id));
	return db_send(cx->db, DB_DELETE("calendar_day", "calendar_id = $2 AND day = $3"),
		       DB_ARGS(id, day));
}
