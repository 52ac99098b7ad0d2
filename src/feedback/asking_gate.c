#include "feedback/asking_gate.h"

#include <string.h>

#include "base/time.h"

enum { WEEK_DAYS = 7, MONDAY = 3 /* days from a Monday to 1 January 1970 */ };

/* A sum of bigint is numeric on PostgreSQL. */
/* clang-format off */
#define SUM(member) \
	DB_COLUMN_AS(struct asking_gate, member, "CAST(sum(" #member ") AS bigint)")
/* clang-format on */

static const struct db_column columns[] = {
	DB_COLUMN(struct asking_gate, staff_id),
	DB_COLUMN(struct asking_gate, team_id),
	DB_COLUMN_AS(struct asking_gate, name,
		     "coalesce((SELECT staff.name FROM staff WHERE staff.org_id = $1 AND"
		     " staff.id = asking_gate.staff_id), '')"),
	SUM(eligible),
	SUM(drawn),
	SUM(asked),
	SUM(hours),
	SUM(squares),
};
static const struct db_record record = DB_RECORD("asking_gate", struct asking_gate, columns);

static int64_t monday_of(int64_t day)
{
	return (day + MONDAY) / WEEK_DAYS * WEEK_DAYS - MONDAY;
}

enum hk_result asking_gate_note(struct ctx *cx, const struct survey_event *event)
{
	int64_t asked = strcmp(event->decision, "ask") == 0, drawn = event->draw >= 0;
	int64_t hours = asked ? (event->decided_at - event->at) / HK_HOUR : 0;

	return db_send(
		cx->db,
		DB_ADD("asking_gate",
		       "survey_id, week, staff_id, team_id, eligible, drawn, asked, hours, squares",
		       "$2, $3, $4, $5, 1, $6, $7, $8, $9",
		       "ON CONFLICT (org_id, survey_id, week, staff_id, team_id) DO UPDATE SET"
		       " eligible = asking_gate.eligible + 1,"
		       " drawn = asking_gate.drawn + excluded.drawn,"
		       " asked = asking_gate.asked + excluded.asked,"
		       " hours = asking_gate.hours + excluded.hours,"
		       " squares = asking_gate.squares + excluded.squares"),
		DB_ARGS(event->survey_id, monday_of(event->decided_at / HK_DAY), event->staff_id,
			event->team_id, drawn, asked, hours, hours * hours));
}

enum hk_result asking_gates_find(struct ctx *cx, int64_t survey_id, int64_t from_day,
				 int64_t until_day, struct asking_gates *ret)
{
	struct db_rows rows;

	HK_TRY(db_select(cx->db, &record,
			 DB_WHERE("survey_id = $2 AND week >= $3 AND week <= $4",
				  "GROUP BY org_id, staff_id, team_id ORDER BY 3, 1, 2"),
			 DB_ARGS(survey_id, monday_of(from_day), until_day), &rows));
	*ret = (struct asking_gates){ rows.items, rows.count };
	return HK_OK;
}
