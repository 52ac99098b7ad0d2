#include "ticket/clock/legal.h"

#include <inttypes.h>
#include <string.h>

#include "base/text.h"
#include "core/job.h"
#include "standard/clock.h"
#include "standard/legal_pack.h"
#include "ticket/clock/clocks_rule.h"

enum { WARN_QUARTERS = 3 };

static const struct db_column columns[] = {
	DB_COLUMN(struct legal_clock, ticket_id), DB_COLUMN(struct legal_clock, kind),
	DB_COLUMN(struct legal_clock, code),      DB_COLUMN(struct legal_clock, name),
	DB_COLUMN(struct legal_clock, source),    DB_COLUMN(struct legal_clock, version),
	DB_COLUMN(struct legal_clock, pause_ms),  DB_COLUMN(struct legal_clock, paused_ms),
};
static const struct db_record record = DB_RECORD("legal_clock", struct legal_clock, columns);

static const struct legal_span *span_of(const struct legal_pack *pack, const char *kind)
{
	return strcmp(kind, LEGAL_ACK_CLOCK) == 0 ? &pack->acknowledge : &pack->final;
}

/* Where a law counts from, and by which open days. */
struct since {
	int64_t came_at, calendar_id;
};

/* The strictest; NULL: none demands it. */
static enum hk_result strictest(struct ctx *cx, const struct legal_packs *packs, const char *kind,
				const struct since *since, const struct legal_pack **ret,
				int64_t *ret_due)
{
	*ret = NULL;
	for (size_t i = 0; i < packs->count; i++) {
		const struct legal_span *span = span_of(&packs->items[i], kind);
		int64_t due;

		if (!span->count)
			continue;
		HK_TRY(legal_due(cx, span, since->calendar_id, since->came_at, &due));
		if (*ret && due >= *ret_due)
			continue;
		*ret = &packs->items[i];
		*ret_due = due;
	}
	return HK_OK;
}

/* Of what came long ago the time for a warning may have passed: then it is called at once. */
static enum hk_result begin(struct ctx *cx, const struct ticket *ticket, const char *kind,
			    const struct legal_pack *pack, int64_t came_at, int64_t due)
{
	int64_t promised = due - came_at;

	HK_TRY(db_send(cx->db, DB_DELETE("legal_clock", "ticket_id = $2 AND kind = $3"),
		       DB_ARGS(ticket->id, kind)));
	HK_TRY(db_insert(cx->db, &record,
			 &(struct legal_clock){ .ticket_id = ticket->id,
						.kind = kind,
						.code = pack->code,
						.name = pack->name,
						.source = pack->source,
						.version = pack->version,
						.pause_ms = pack->pause_ms }));
	return clock_start(cx,
			   &(struct clock){ .ticket_id = ticket->id,
					    .kind = kind,
					    .started_at = came_at,
					    .due_at = due,
					    .promised_ms = promised,
					    .next_at = came_at + promised / 4 * WARN_QUARTERS });
}

static enum hk_result mark(struct ctx *cx, struct ticket *ticket, int64_t legal)
{
	ticket->legal = legal;
	return db_send(cx->db, DB_UPDATE("ticket", "legal = $3", "id = $2", ""),
		       DB_ARGS(ticket->id, legal));
}

enum hk_result legal_begin(struct ctx *cx, struct ticket *ticket, int64_t came_at)
{
	static const char *const kinds[] = { LEGAL_ACK_CLOCK, LEGAL_FINAL_CLOCK };
	struct legal_packs packs;
	struct since since = { .came_at = came_at };

	HK_TRY(legal_pack_on(cx, &packs));
	if (!packs.count)
		return HK_OK;
	HK_TRY(clocks_calendar(cx, ticket, &since.calendar_id));
	for (size_t i = 0; i < HK_COUNT(kinds); i++) {
		const struct legal_pack *pack;
		int64_t due = 0;

		HK_TRY(strictest(cx, &packs, kinds[i], &since, &pack, &due));
		if (pack)
			HK_TRY(begin(cx, ticket, kinds[i], pack, came_at, due));
	}
	return mark(cx, ticket, 1);
}

enum hk_result legal_find(struct ctx *cx, const struct ticket *ticket, struct legal_clocks *ret)
{
	struct db_rows rows;

	*ret = (struct legal_clocks){ NULL, 0 };
	if (!ticket->legal)
		return HK_OK;
	HK_TRY(db_select(cx->db, &record, DB_WHERE("ticket_id = $2", "ORDER BY kind"),
			 DB_ARGS(ticket->id), &rows));
	*ret = (struct legal_clocks){ rows.items, rows.count };
	return HK_OK;
}

enum hk_result legal_end(struct ctx *cx, struct ticket *ticket)
{
	if (!ticket->legal)
		return HK_OK;
	HK_TRY(clock_remove(cx, ticket->id, LEGAL_ACK_CLOCK));
	HK_TRY(clock_remove(cx, ticket->id, LEGAL_FINAL_CLOCK));
	HK_TRY(db_send(cx->db, DB_DELETE("legal_clock", "ticket_id = $2"), DB_ARGS(ticket->id)));
	return mark(cx, ticket, 0);
}

/* What is left of the time for which it may rest; 0: it does not rest. */
static enum hk_result left_of(struct ctx *cx, const struct ticket *ticket, int64_t *ret)
{
	struct legal_clocks clocks;

	*ret = 0;
	HK_TRY(legal_find(cx, ticket, &clocks));
	for (size_t i = 0; i < clocks.count; i++)
		if (strcmp(clocks.items[i].kind, LEGAL_FINAL_CLOCK) == 0 &&
		    clocks.items[i].pause_ms > clocks.items[i].paused_ms)
			*ret = clocks.items[i].pause_ms - clocks.items[i].paused_ms;
	return HK_OK;
}

enum hk_result legal_rest(struct ctx *cx, const struct ticket *ticket)
{
	int64_t left;

	HK_TRY(left_of(cx, ticket, &left));
	if (!left)
		return HK_OK;
	HK_TRY(clock_pause(cx, ticket->id, LEGAL_FINAL_CLOCK));
	return job_add(cx, LEGAL_PAUSE_JOB, ticket->id, cx->now + left,
		       hk_format(cx->arena, "%" PRId64 " %" PRId64, ticket->id, cx->now));
}

/* since: only what rests since then; 0: whatever rests. */
static enum hk_result run_on(struct ctx *cx, const struct ticket *ticket, int64_t since, bool *ret)
{
	struct clock_list clocks;
	int64_t left, rested;

	*ret = false;
	HK_TRY(left_of(cx, ticket, &left));
	HK_TRY(clock_every(cx, ticket->id, &clocks));
	for (size_t i = 0; i < clocks.count; i++) {
		const struct clock *clock = &clocks.items[i];

		if (strcmp(clock->kind, LEGAL_FINAL_CLOCK) != 0 ||
		    strcmp(clock->state, "paused") != 0 || (since && clock->stopped_at != since))
			continue;
		/* Not longer, though nobody woke it in time. */
		rested = cx->now - clock->stopped_at < left ? cx->now - clock->stopped_at : left;
		HK_TRY(db_send(cx->db,
			       DB_UPDATE("legal_clock", "paused_ms = paused_ms + $4",
					 "ticket_id = $2 AND kind = $3", ""),
			       DB_ARGS(ticket->id, LEGAL_FINAL_CLOCK, rested)));
		HK_TRY(clock_resume_due(cx, ticket->id, LEGAL_FINAL_CLOCK, clock->due_at + rested,
					rested));
		*ret = true;
	}
	return HK_OK;
}

enum hk_result legal_wake(struct ctx *cx, const struct ticket *ticket)
{
	bool has_rested;

	return ticket->legal ? run_on(cx, ticket, 0, &has_rested) : HK_OK;
}

enum hk_result legal_run_on(struct ctx *cx, const struct ticket *ticket, int64_t since, bool *ret)
{
	return run_on(cx, ticket, since, ret);
}
