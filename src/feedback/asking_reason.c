#include "feedback/asking_reason.h"

#include <string.h>

#include "base/time.h"

static const struct db_column columns[] = {
	DB_COLUMN(struct asking_reason, reason),
	/* A sum of bigint is numeric on PostgreSQL. */
	DB_COLUMN_AS(struct asking_reason, count, "CAST(sum(count) AS bigint)"),
};
static const struct db_record record = DB_RECORD("asking_reason", struct asking_reason, columns);

enum hk_result asking_reason_note(struct ctx *cx, const struct survey_event *event)
{
	const char *reason = strcmp(event->decision, "ask") == 0 ? "" : event->reason;

	return db_send(cx->db,
		       DB_ADD("asking_reason", "survey_id, day, reason, count", "$2, $3, $4, 1",
			      "ON CONFLICT (org_id, survey_id, day, reason) DO UPDATE SET"
			      " count = asking_reason.count + 1"),
		       DB_ARGS(event->survey_id, event->decided_at / HK_DAY, reason));
}

enum hk_result asking_reasons_find(struct ctx *cx, int64_t survey_id, int64_t from_day,
				   int64_t until_day, struct asking_reasons *ret)
{
	struct db_rows rows;

	HK_TRY(db_select(cx->db, &record,
			 DB_WHERE("survey_id = $2 AND day >= $3 AND day <= $4",
				  "GROUP BY org_id, reason ORDER BY 2 DESC, 1"),
			 DB_ARGS(survey_id, from_day, until_day), &rows));
	*ret = (struct asking_reasons){ rows.items, rows.count };
	return HK_OK;
}

#define LAST                                                                                  \
	"coalesce((SELECT max(CASE WHEN invitation.reminded_at > invitation.sent_at AND"      \
	" invitation.reminded_at < survey_event.decided_at THEN invitation.reminded_at ELSE"  \
	" invitation.sent_at END) FROM invitation WHERE invitation.org_id = $1 AND"           \
	" invitation.customer_id = survey_event.customer_id AND invitation.event_id <> 0 AND" \
	" invitation.event_id <> survey_event.id AND invitation.sent_at <= "                  \
	"survey_event.decided_at), 0)"

static const struct db_column about_columns[] = {
	DB_COLUMN(struct asked_about, id),
	DB_COLUMN_AS(struct asked_about, survey,
		     "(SELECT survey.name FROM survey WHERE survey.org_id = $1 AND"
		     " survey.id = survey_event.survey_id)"),
	DB_COLUMN(struct asked_about, at),
	DB_COLUMN(struct asked_about, decision),
	DB_COLUMN(struct asked_about, reason),
	DB_COLUMN(struct asked_about, chance),
	DB_COLUMN(struct asked_about, next_at),
	DB_COLUMN(struct asked_about, decided_at),
	DB_COLUMN_AS(struct asked_about, last_at, LAST),
};
static const struct db_record about = DB_RECORD("survey_event", struct asked_about, about_columns);

enum hk_result asked_abouts_find(struct ctx *cx, int64_t customer_id, int64_t limit,
				 struct asked_abouts *ret)
{
	struct db_rows rows;

	HK_TRY(db_select(cx->db, &about, DB_WHERE("customer_id = $2", "ORDER BY id DESC LIMIT $3"),
			 DB_ARGS(customer_id, limit), &rows));
	*ret = (struct asked_abouts){ rows.items, rows.count };
	return HK_OK;
}
