#include "ticket/complaint/complaint_report.h"

#include <stdlib.h>
#include <string.h>

#include "base/time.h"
#include "core/i18n.h"
#include "ticket/complaint/complaint_log.h"
#include "ticket/complaint/complaint_row.h"

enum { YEAR_MOST = 20000, MONTH_DAYS = 31 };

struct tally {
	int64_t count;
};

static const struct db_column tally_columns[] = { DB_COLUMN_AS(struct tally, count, "count(*)") };
static const struct db_record tickets = DB_RECORD("ticket", struct tally, tally_columns);
static const struct db_record clocks =
	DB_RECORD_FROM("clock",
		       "clock JOIN complaint ON complaint.org_id = clock.org_id AND"
		       " complaint.ticket_id = clock.ticket_id",
		       struct tally, tally_columns);

static enum hk_result late_count(struct ctx *cx, const char *kind, int64_t from, int64_t until,
				 int64_t *ret)
{
	struct tally tally;

	HK_TRY(db_select_one(
		cx->db, &clocks,
		DB_WHERE("clock.kind = $2 AND complaint.received_at >= $3 AND"
			 " complaint.received_at < $4 AND complaint.stage <> 'withdrawn'"
			 " AND (clock.state = 'missed' OR"
			 " (clock.state = 'running' AND clock.due_at < $5))",
			 ""),
		DB_ARGS(kind, from, until, cx->now), &tally));
	*ret = tally.count;
	return HK_OK;
}

static enum hk_result marked_count(struct ctx *cx, struct complaint_report *ret)
{
	struct tally tally;

	HK_TRY(db_select_one(
		cx->db, &tickets,
		DB_WHERE("complaint = 'suspected' AND complaint <> '' AND bucket = 'active'", ""),
		DB_NONE, &tally));
	ret->suspected = tally.count;
	HK_TRY(db_select_one(cx->db, &tickets,
			     DB_WHERE("complaint = 'dismissed' AND complaint <> ''", ""), DB_NONE,
			     &tally));
	ret->dismissed = tally.count;
	return HK_OK;
}

static void codes_put(const struct complaint_code *codes, struct complaint_tally *ret)
{
	for (size_t i = 0; codes[i].code && i < COMPLAINT_CODES_MOST - 1; i++)
		ret[i].code = codes[i].code;
}

static void code_count(struct complaint_tally *tallies, const char *code)
{
	for (size_t i = 0; i < COMPLAINT_CODES_MOST && tallies[i].code; i++)
		tallies[i].count += strcmp(tallies[i].code, code) == 0;
}

/* Where the months of the year begin, by the clock of the house. */
static void months_of(struct ctx *cx, int64_t from, int64_t *ret)
{
	ret[0] = from;
	for (size_t i = 1; i < COMPLAINT_MONTHS; i++) {
		/* Within the next month; its first day is found going back by days. */
		int64_t at = i18n_clock(cx->kit->formats, cx->timezone, ret[i - 1], MONTH_DAYS, 0);
		const struct i18n_reader reader = { cx->kit->formats, cx->arena, "en", cx->timezone,
						    false };

		while (strncmp(i18n_time(&reader, I18N_DATE, at), "1 ", 2) != 0)
			at = i18n_clock(cx->kit->formats, cx->timezone, at, -1, 0);
		ret[i] = at;
	}
}

static int by_size(const void *a, const void *b)
{
	int64_t left = *(const int64_t *)a, right = *(const int64_t *)b;

	return (left > right) - (left < right);
}

static void one_count(const struct complaint *one, const int64_t *months,
		      struct complaint_report *ret)
{
	size_t month = COMPLAINT_MONTHS - 1;

	while (month > 0 && one->received_at < months[month])
		month--;
	ret->months[month]++;
	ret->count++;
	ret->open += one->ended_at == 0;
	ret->ended += one->ended_at != 0;
	ret->by_customer += one->received_by == 0;
	ret->not_accepted += strcmp(one->reply, "rejected") == 0;
	code_count(ret->causes, one->cause);
	code_count(ret->outcomes, one->outcome);
	code_count(ret->severities, one->severity);
	if (one->process_score >= 1 && one->process_score < COMPLAINT_SCORES) {
		ret->scores[one->process_score]++;
		ret->scored++;
	}
}

enum hk_result complaint_report_find(struct ctx *cx, int64_t from, int64_t until,
				     struct complaint_report *ret)
{
	int64_t months[COMPLAINT_MONTHS], *spans;
	struct db_rows rows;

	*ret = (struct complaint_report){ .year = 0 };
	codes_put(complaint_causes, ret->causes);
	codes_put(complaint_outcomes, ret->outcomes);
	codes_put(complaint_severities, ret->severities);
	months_of(cx, from, months);
	HK_TRY(db_select(cx->db, &complaint_record,
			 DB_WHERE("received_at >= $2 AND received_at < $3 AND stage <> 'withdrawn'",
				  "ORDER BY received_at, ticket_id LIMIT $4"),
			 DB_ARGS(from, until, YEAR_MOST), &rows));
	spans = hk_alloc(cx->arena, rows.count + 1, sizeof(*spans));
	for (size_t i = 0; i < rows.count; i++) {
		const struct complaint *one = &((struct complaint *)rows.items)[i];

		one_count(one, months, ret);
		if (one->decided_at)
			spans[ret->decided++] = one->decided_at - one->received_at;
	}
	qsort(spans, (size_t)ret->decided, sizeof(*spans), by_size);
	ret->days = ret->decided ? (spans[ret->decided / 2] + HK_DAY / 2) / HK_DAY : 0;
	HK_TRY(late_count(cx, COMPLAINT_PERSON_CLOCK, from, until, &ret->person_late));
	HK_TRY(late_count(cx, COMPLAINT_ANSWER_CLOCK, from, until, &ret->decided_late));
	HK_TRY(complaint_log_check(cx, &ret->logs_looked, &ret->logs_broken));
	return marked_count(cx, ret);
}

static const struct db_column open_columns[] = {
	DB_COLUMN(struct complaint_open, ticket_id),   DB_COLUMN(struct complaint_open, stage),
	DB_COLUMN(struct complaint_open, severity),    DB_COLUMN(struct complaint_open, is_safety),
	DB_COLUMN(struct complaint_open, received_at),
};
static const struct db_record open_record =
	DB_RECORD("complaint", struct complaint_open, open_columns);

enum hk_result complaint_open_find(struct ctx *cx, int64_t limit, struct complaint_opens *ret)
{
	struct db_rows rows;

	HK_TRY(db_select(cx->db, &open_record,
			 DB_WHERE("ended_at = 0", "ORDER BY received_at, ticket_id LIMIT $2"),
			 DB_ARGS(limit), &rows));
	*ret = (struct complaint_opens){ rows.items, rows.count };
	return HK_OK;
}

enum hk_result complaint_grave_find(struct ctx *cx, int64_t limit, int64_t *ret_at,
				    size_t *ret_count)
{
	const struct complaint_open *items;
	struct db_rows rows;

	HK_TRY(db_select(cx->db, &open_record,
			 DB_WHERE("received_at > 0 AND (is_safety = 1 OR severity = 'grave') AND"
				  " stage <> 'withdrawn'",
				  "ORDER BY received_at DESC, ticket_id DESC LIMIT $2"),
			 DB_ARGS(limit), &rows));
	items = rows.items;
	for (size_t i = 0; i < rows.count; i++)
		ret_at[i] = items[rows.count - 1 - i].received_at;
	*ret_count = rows.count;
	return HK_OK;
}

struct suspect {
	int64_t id;
};

static const struct db_column suspect_columns[] = { DB_COLUMN(struct suspect, id) };
static const struct db_record suspects = DB_RECORD("ticket", struct suspect, suspect_columns);

enum hk_result complaint_suspected_find(struct ctx *cx, int64_t limit, int64_t *ret_ids,
					size_t *ret_count)
{
	struct db_rows rows;

	HK_TRY(db_select(cx->db, &suspects,
			 DB_WHERE("complaint = 'suspected' AND complaint <> '' AND"
				  " bucket = 'active'",
				  "ORDER BY id LIMIT $2"),
			 DB_ARGS(limit), &rows));
	for (size_t i = 0; i < rows.count; i++)
		ret_ids[i] = ((struct suspect *)rows.items)[i].id;
	*ret_count = rows.count;
	return HK_OK;
}
