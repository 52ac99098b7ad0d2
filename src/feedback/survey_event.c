#include <string.h>

#include "base/time.h"
#include "feedback/asking_gate.h"
#include "feedback/asking_reason.h"

static const struct db_column columns[] = {
	DB_COLUMN(struct survey_event, id),         DB_COLUMN(struct survey_event, survey_id),
	DB_COLUMN(struct survey_event, effect_key), DB_COLUMN(struct survey_event, ticket_id),
	DB_COLUMN(struct survey_event, order_name), DB_COLUMN(struct survey_event, customer_id),
	DB_COLUMN(struct survey_event, staff_id),   DB_COLUMN(struct survey_event, team_id),
	DB_COLUMN(struct survey_event, channel),    DB_COLUMN(struct survey_event, outcome),
	DB_COLUMN(struct survey_event, at),         DB_COLUMN(struct survey_event, next_at),
	DB_COLUMN(struct survey_event, decision),   DB_COLUMN(struct survey_event, reason),
	DB_COLUMN(struct survey_event, chance),     DB_COLUMN(struct survey_event, draw),
	DB_COLUMN(struct survey_event, decided_at),
};
static const struct db_record record = DB_RECORD("survey_event", struct survey_event, columns);

struct any {
	int64_t id;
};

static const struct db_column any_columns[] = { DB_COLUMN(struct any, id) };
static const struct db_record any_record = DB_RECORD("survey_event", struct any, any_columns);

enum hk_result survey_event_add_to(struct ctx *cx, const struct survey *survey,
				   const struct survey_event *event)
{
	int64_t usual_at = event->at + survey->delay_hours * HK_HOUR;
	int64_t next_at = event->next_at > usual_at ? event->next_at : usual_at;
	const struct db_value values[] = {
		DB_V(ctx_new_id(cx)),   DB_V(survey->id),        DB_V(event->effect_key),
		DB_V(event->ticket_id), DB_V(event->order_name), DB_V(event->customer_id),
		DB_V(event->staff_id),  DB_V(event->team_id),    DB_V(event->channel),
		DB_V(event->outcome),   DB_V(event->at),         DB_V(next_at),
	};

	return db_send(cx->db,
		       DB_ADD("survey_event",
			      "id, survey_id, effect_key, ticket_id, order_name, customer_id,"
			      " staff_id, team_id, channel, outcome, at, next_at, decision, reason,"
			      " chance, draw, decided_at",
			      "$2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, 'wait', '', 0,"
			      " -1, 0",
			      "ON CONFLICT (org_id, survey_id, effect_key) DO NOTHING"),
		       (struct db_args){ values, HK_COUNT(values) });
}

enum hk_result survey_event_add(struct ctx *cx, const char *occasion,
				const struct survey_event *event)
{
	struct survey_list surveys;

	HK_TRY(survey_running(cx, occasion, &surveys));
	for (size_t i = 0; i < surveys.count; i++)
		if (!event->survey_id || event->survey_id == surveys.items[i].id)
			HK_TRY(survey_event_add_to(cx, &surveys.items[i], event));
	return HK_OK;
}

enum hk_result survey_event_take_back(struct ctx *cx, int64_t customer_id, int64_t ticket_id)
{
	return db_send(cx->db,
		       DB_DELETE("survey_event",
				 "customer_id = $2 AND ticket_id = $3 AND decided_at = 0 AND"
				 " outcome = '" SURVEY_EVENT_ASIDE "'"),
		       DB_ARGS(customer_id, ticket_id));
}

enum hk_result survey_event_put(struct ctx *cx, const struct survey_event *event)
{
	if (strcmp(event->decision, "wait") != 0) {
		HK_TRY(asking_gate_note(cx, event));
		HK_TRY(asking_reason_note(cx, event));
	}
	return db_send(cx->db,
		       DB_UPDATE("survey_event",
				 "next_at = $3, decision = $4, reason = $5, chance = $6, draw = $7,"
				 " decided_at = $8",
				 "id = $2", ""),
		       DB_ARGS(event->id, event->next_at, event->decision, event->reason,
			       event->chance, event->draw, event->decided_at));
}

enum hk_result survey_event_due(struct ctx *cx, int64_t limit, struct survey_events *ret)
{
	struct db_rows rows;

	HK_TRY(db_select(
		cx->db, &record,
		DB_WHERE("decision = 'wait' AND next_at <= $2", "ORDER BY next_at, id LIMIT $3"),
		DB_ARGS(cx->now, limit), &rows));
	*ret = (struct survey_events){ rows.items, rows.count };
	return HK_OK;
}

enum hk_result survey_event_has_due(struct ctx *cx, bool *ret)
{
	struct any any;
	enum hk_result result = db_select_one(
		cx->db, &any_record, DB_WHERE("decision = 'wait' AND next_at <= $2", "LIMIT 1"),
		DB_ARGS(cx->now), &any);

	*ret = result == HK_OK;
	return result == HK_NOT_FOUND ? HK_OK : result;
}

enum hk_result survey_event_find(struct ctx *cx, int64_t id, struct survey_event *ret)
{
	return db_select_one(cx->db, &record, DB_WHERE("id = $2", ""), DB_ARGS(id), ret);
}

enum hk_result survey_event_by_key(struct ctx *cx, int64_t survey_id, const char *effect_key,
				   struct survey_event *ret)
{
	return db_select_one(cx->db, &record, DB_WHERE("survey_id = $2 AND effect_key = $3", ""),
			     DB_ARGS(survey_id, effect_key), ret);
}
