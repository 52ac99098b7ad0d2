#include "feedback/rhythm.h"

#include <inttypes.h>

#include "base/text.h"
#include "base/time.h"

struct someone {
	int64_t id;
};

static const struct db_column columns[] = { DB_COLUMN(struct someone, id) };
static const struct db_record people = DB_RECORD("customer", struct someone, columns);
static const struct db_record surveys = DB_RECORD("survey", struct someone, columns);

enum hk_result rhythm_has_due(struct ctx *cx, bool *ret)
{
	struct someone one;
	enum hk_result result =
		db_select_one(cx->db, &surveys,
			      DB_WHERE("state = 'running' AND occasion = 'rhythm' AND"
				       " rhythm_at <= $2",
				       "LIMIT 1"),
			      DB_ARGS(cx->now), &one);

	*ret = result == HK_OK;
	return result == HK_NOT_FOUND ? HK_OK : result;
}

static enum hk_result place_put(struct ctx *cx, const struct survey *survey, int64_t at,
				int64_t after)
{
	return db_send(cx->db,
		       DB_UPDATE("survey", "rhythm_at = $3, rhythm_after = $4", "id = $2", ""),
		       DB_ARGS(survey->id, at, after));
}

/* On its beat. Rounds that passed while it was stopped, or nobody was there, are not made up for.
 */
static int64_t next_round(const struct ctx *cx, const struct survey *survey, int64_t round)
{
	int64_t every = survey->every_days * HK_DAY;

	return round + (1 + (cx->now - round) / every) * every;
}

static enum hk_result go_on(struct ctx *cx, const struct survey *survey, int64_t limit,
			    size_t *ret_count)
{
	/* The first round begins when it is started. */
	int64_t round = survey->rhythm_at ? survey->rhythm_at : cx->now;
	struct db_rows rows;
	const struct someone *items;

	HK_TRY(db_select(cx->db, &people, DB_WHERE("id > $2", "ORDER BY id LIMIT $3"),
			 DB_ARGS(survey->rhythm_after, limit), &rows));
	items = rows.items;
	for (size_t i = 0; i < rows.count; i++) {
		const struct survey_event event = {
			.effect_key = hk_format(cx->arena, "rhythm %" PRId64 " %" PRId64, round,
						items[i].id),
			.order_name = "",
			.customer_id = items[i].id,
			.channel = "",
			.outcome = "",
			.at = cx->now,
		};

		HK_TRY(survey_event_add_to(cx, survey, &event));
	}
	*ret_count += rows.count;
	if ((int64_t)rows.count < limit)
		return place_put(cx, survey, next_round(cx, survey, round), 0);
	return place_put(cx, survey, round, items[rows.count - 1].id);
}

enum hk_result rhythm_look(struct ctx *cx, int64_t limit, size_t *ret_count)
{
	struct survey_list list;
	size_t count = 0;

	HK_TRY(survey_running(cx, "rhythm", &list));
	for (size_t i = 0; i < list.count; i++)
		if (list.items[i].rhythm_at <= cx->now)
			HK_TRY(go_on(cx, &list.items[i], limit, &count));
	*ret_count = count;
	return HK_OK;
}
