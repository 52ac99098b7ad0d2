#include "ticket/clock/promises.h"

#include "base/text.h"
#include "base/time.h"
#include "core/event.h"
#include "standard/clock.h"
#include "ticket/history.h"
#include "ticket/seen.h"
#include "ticket/state.h"

enum { CONSENT_LETTERS = 300 };

/* The ticket with what is due now. */
static enum hk_result store(struct ctx *cx, struct ticket *ticket, const char *event_kind)
{
	struct ticket old = *ticket;

	HK_TRY(promise_next(cx, ticket->id, 0, &ticket->promise_due_at));
	return ticket_store(cx, ticket, &old, event_kind);
}

enum hk_result promises_give(struct ctx *cx, struct ticket *ticket, const char *text,
			     int64_t due_at, int64_t *ret_id)
{
	struct promise promise = { .ticket_id = ticket->id, .text = text, .due_at = due_at };
	bool is_new;

	HK_TRY(ticket_goes_on(cx, ticket));
	HK_TRY(promise_add(cx, &promise, &is_new));
	*ret_id = promise.id;
	if (!is_new)
		return HK_OK;
	HK_TRY(history_record(cx, ticket->id, "promised", promise.text, NULL));
	return store(cx, ticket, "promise.given");
}

enum hk_result promises_say(struct ctx *cx, struct ticket *ticket, const struct promise_list *said,
			    int64_t message_id)
{
	for (size_t i = 0; i < said->count; i++) {
		struct promise promise = { .ticket_id = ticket->id,
					   .text = said->items[i].text,
					   .due_at = said->items[i].due_at,
					   .message_id = message_id };
		bool is_new;

		HK_TRY(promise_add(cx, &promise, &is_new));
		if (promise.due_at < ticket->promise_due_at)
			ticket->promise_due_at = promise.due_at;
	}
	return HK_OK;
}

enum hk_result promises_unsay(struct ctx *cx, struct ticket *ticket, int64_t message_id)
{
	if (ticket->promise_due_at == CLOCK_NEVER)
		return HK_OK;
	HK_TRY(promise_unsay(cx, ticket->id, message_id));
	return promise_next(cx, ticket->id, 0, &ticket->promise_due_at);
}

static enum hk_result waiting_find(struct ctx *cx, const struct ticket *ticket, int64_t id,
				   int64_t version, struct promise *ret)
{
	HK_TRY(promise_find(cx, ticket->id, id, ret));
	if (ret->settled_at)
		return problem(cx, HK_CONFLICT, TR("This promise was settled already."));
	ret->version = version;
	return HK_OK;
}

static enum hk_result settle(struct ctx *cx, struct promise *promise, const char *state)
{
	promise->state = state;
	promise->next_at = CLOCK_NEVER;
	promise->settled_at = cx->now;
	promise->settled_by = cx->actor->id;
	return promise_put(cx, promise);
}

enum hk_result promises_keep(struct ctx *cx, struct ticket *ticket, int64_t id, int64_t version,
			     int64_t done_at)
{
	struct promise promise;
	bool is_kept;

	HK_TRY(waiting_find(cx, ticket, id, version, &promise));
	/* People give times by the minute. */
	if (done_at > cx->now || done_at < promise.given_at - promise.given_at % HK_MINUTE)
		return field_problem(cx, "done_at",
				     TR("Please say a time since it was promised, at the latest "
					"now."));
	is_kept = done_at <= promise.due_at;
	if (!is_kept && !promise.broken_at)
		promise.broken_at = cx->now;
	HK_TRY(settle(cx, &promise, is_kept ? "kept" : "broken"));
	HK_TRY(history_record(cx, ticket->id, is_kept ? "promise_kept" : "promise_late",
			      promise.text, NULL));
	return store(cx, ticket, "promise.settled");
}

static enum hk_result consent_check(struct ctx *cx, const char *consent)
{
	if (!hk_has_ink(consent))
		return field_problem(cx, "consent",
				     TR("Please write how the customer agreed. A promise is taken "
					"back only with the customer’s consent."));
	if (hk_letters(consent) > CONSENT_LETTERS)
		return field_problem(cx, "consent",
				     TR("This is too long. One sentence is enough."));
	return HK_OK;
}

static enum hk_result take_back(struct ctx *cx, const struct ticket *ticket,
				struct promise *promise, const char *consent)
{
	promise->consent = hk_one_line(cx->arena, consent);
	HK_TRY(settle(cx, promise, "withdrawn"));
	return history_record(cx, ticket->id, "promise_withdrawn",
			      hk_format(cx->arena, "%s: %s", promise->text, promise->consent),
			      NULL);
}

enum hk_result promises_withdraw(struct ctx *cx, struct ticket *ticket, int64_t id, int64_t version,
				 const char *consent)
{
	struct promise promise;

	HK_TRY(consent_check(cx, consent));
	HK_TRY(waiting_find(cx, ticket, id, version, &promise));
	HK_TRY(take_back(cx, ticket, &promise, consent));
	return store(cx, ticket, "promise.settled");
}

enum hk_result promises_move(struct ctx *cx, struct ticket *ticket, int64_t id, int64_t version,
			     const char *consent, int64_t due_at)
{
	struct promise promise, next;
	bool is_new;

	HK_TRY(consent_check(cx, consent));
	HK_TRY(waiting_find(cx, ticket, id, version, &promise));
	next = (struct promise){ .ticket_id = ticket->id, .text = promise.text, .due_at = due_at };
	HK_TRY(promise_check(cx, next.text, next.due_at));
	HK_TRY(take_back(cx, ticket, &promise, consent));
	HK_TRY(promise_add(cx, &next, &is_new));
	HK_TRY(history_record(cx, ticket->id, "promised", next.text, NULL));
	return store(cx, ticket, "promise.given");
}

/* What was found broken stays so; what was kept in time may be due still. */
enum hk_result promises_again(struct ctx *cx, struct ticket *ticket, int64_t id)
{
	struct promise promise;

	HK_TRY(promise_find(cx, ticket->id, id, &promise));
	if (!promise.settled_at || promise.settled_by != cx->actor->id)
		return problem(cx, HK_CONFLICT, TR("This can no longer be taken back."));
	promise.settled_at = promise.settled_by = 0;
	promise.consent = "";
	if (promise.due_at < cx->now && promise.broken_at) {
		promise.state = "broken";
	} else {
		promise.state = "open";
		promise.next_at = promise.due_at;
	}
	HK_TRY(promise_put(cx, &promise));
	HK_TRY(history_record(cx, ticket->id, "promise_again", promise.text, NULL));
	return store(cx, ticket, "promise.given");
}

/* Whoever has to keep it hears of it, though the ticket is another's. */
static enum hk_result tell(struct ctx *cx, const struct ticket *ticket,
			   const struct promise *promise, const char *event_kind)
{
	struct ticket of_keeper = *ticket;

	of_keeper.owner_id = promise->keeper_id;
	return ticket_tell(cx, &of_keeper, event_kind);
}

enum hk_result promises_look(struct ctx *cx, const struct promise *promise, bool *ret_is_broken)
{
	struct promise now = *promise;
	struct ticket ticket;

	HK_TRY(ticket_by_row(cx, promise->ticket_id, &ticket));
	*ret_is_broken = promise->due_at <= cx->now;
	now.next_at = *ret_is_broken ? CLOCK_NEVER : promise->due_at;
	if (*ret_is_broken) {
		now.state = "broken";
		now.broken_at = cx->now;
	} else {
		now.warned_at = cx->now;
	}
	HK_TRY(promise_put(cx, &now));
	if (!*ret_is_broken)
		return tell(cx, &ticket, &now, "promise.warned");
	HK_TRY(history_record(cx, ticket.id, "promise_broken", now.text, NULL));
	return tell(cx, &ticket, &now, "promise.broken");
}

struct held {
	int64_t id;
};

static const struct db_column held_columns[] = { DB_COLUMN(struct held, id) };
static const struct db_record held_record = DB_RECORD("message", struct held, held_columns);

enum hk_result promises_told(struct ctx *cx, const struct ticket *ticket, struct promise_list *ret)
{
	struct db_rows held;
	size_t count = 0;

	*ret = (struct promise_list){ NULL, 0 };
	if (ticket->promise_due_at == CLOCK_NEVER)
		return HK_OK;
	HK_TRY(promise_waiting(cx, ticket->id, ret));
	HK_TRY(db_select(cx->db, &held_record,
			 DB_WHERE("ticket_id = $2 AND sending = 'held'", "ORDER BY id"),
			 DB_ARGS(ticket->id), &held));
	for (size_t i = 0; i < ret->count; i++) {
		bool is_held = ret->items[i].is_inner != 0;

		for (size_t k = 0; k < held.count; k++)
			is_held = is_held ||
				  ((struct held *)held.items)[k].id == ret->items[i].message_id;
		if (!is_held)
			ret->items[count++] = ret->items[i];
	}
	ret->count = count;
	return HK_OK;
}

static const struct db_column line_columns[] = {
	DB_COLUMN_AS(struct promise_line, id, "promise.id"),
	DB_COLUMN_AS(struct promise_line, version, "promise.version"),
	DB_COLUMN_AS(struct promise_line, due_at, "promise.due_at"),
	DB_COLUMN_AS(struct promise_line, text, "promise.text"),
	DB_COLUMN_AS(struct promise_line, state, "promise.state"),
	DB_COLUMN_AS(struct promise_line, keeper_id, "promise.keeper_id"),
	DB_COLUMN_AS(struct promise_line, keeper, "coalesce(staff.name, '')"),
	DB_COLUMN_AS(struct promise_line, customer, "customer.name"),
	DB_COLUMN_AS(struct promise_line, number, "ticket.number"),
	DB_COLUMN_AS(struct promise_line, subject, "ticket.subject"),
	DB_COLUMN_AS(struct promise_line, language, "ticket.language"),
};
static const struct db_record line_record = DB_RECORD_FROM(
	"promise",
	"promise JOIN ticket ON ticket.org_id = promise.org_id AND ticket.id = promise.ticket_id"
	" JOIN customer ON customer.org_id = ticket.org_id AND customer.id = ticket.customer_id"
	" LEFT JOIN staff ON staff.org_id = promise.org_id AND staff.id = promise.keeper_id",
	struct promise_line, line_columns);

/* Nobody waits for what was put aside. */
#define IS_WAITED_FOR \
	"promise.settled_at = 0 AND ticket.bucket <> 'spam' AND ticket.bucket <> 'deleted'"
#define OF_TEAM "(ticket.team_id IN " TEAMS_OF_READER " OR NOT EXISTS " TEAMS_OF_READER ")"
#define PAGE \
	" AND promise.due_at < $3 AND (promise.due_at, promise.id) > ($4, $5) AND " SEEN_BY_STAFF
#define ORDER "ORDER BY promise.due_at, promise.id LIMIT $6"

enum hk_result promises_page(struct ctx *cx, enum promise_view view, int64_t before,
			     struct ticket_cursor after, int64_t limit, struct promise_lines *ret)
{
	const struct db_sql pages[] = {
		[PROMISES_MINE] = DB_WHERE(IS_WAITED_FOR " AND promise.keeper_id = $2" PAGE, ORDER),
		[PROMISES_TEAM] = DB_WHERE(IS_WAITED_FOR " AND " OF_TEAM PAGE, ORDER),
	};
	struct db_rows rows;

	HK_TRY(db_select(cx->db, &line_record, pages[view],
			 DB_ARGS(cx->actor->id, before, after.at, after.id, limit), &rows));
	*ret = (struct promise_lines){ rows.items, rows.count };
	return HK_OK;
}

/* clang-format off */
#define COUNT(state) \
	"CAST(coalesce(sum(CASE WHEN promise.state = '" state "' THEN 1 ELSE 0 END), 0) AS bigint)"
/* clang-format on */

static const struct db_column sum_columns[] = {
	DB_COLUMN_AS(struct promise_sums, kept, COUNT("kept")),
	DB_COLUMN_AS(struct promise_sums, broken, COUNT("broken")),
	DB_COLUMN_AS(struct promise_sums, withdrawn, COUNT("withdrawn")),
};
static const struct db_record sum_record = DB_RECORD_FROM(
	"promise",
	"promise JOIN ticket ON ticket.org_id = promise.org_id AND ticket.id = promise.ticket_id",
	struct promise_sums, sum_columns);

/* As one condition with OR neither engine would find them by the index. */
#define IS_SETTLED "promise.settled_at >= $3"
/* Its time has passed, so that those that are still to come are not walked through. */
#define IS_BROKEN "promise.settled_at = 0 AND promise.state = 'broken' AND promise.due_at <= $3"
#define OF_MINE \
	" AND ticket.bucket <> 'spam' AND ticket.bucket <> 'deleted' AND promise.keeper_id = $2"
#define OF_MY_TEAM                                                                 \
	" AND ticket.bucket <> 'spam' AND ticket.bucket <> 'deleted' AND " OF_TEAM \
	" AND " SEEN_BY_STAFF

enum hk_result promises_sums(struct ctx *cx, enum promise_view view, int64_t since,
			     struct promise_sums *ret)
{
	const struct db_sql settled[] = {
		[PROMISES_MINE] = DB_WHERE(IS_SETTLED OF_MINE, ""),
		[PROMISES_TEAM] = DB_WHERE(IS_SETTLED OF_MY_TEAM, ""),
	};
	const struct db_sql broken[] = {
		[PROMISES_MINE] = DB_WHERE(IS_BROKEN OF_MINE, ""),
		[PROMISES_TEAM] = DB_WHERE(IS_BROKEN OF_MY_TEAM, ""),
	};
	struct promise_sums sums, more;

	HK_TRY(db_select_one(cx->db, &sum_record, settled[view], DB_ARGS(cx->actor->id, since),
			     &sums));
	HK_TRY(db_select_one(cx->db, &sum_record, broken[view], DB_ARGS(cx->actor->id, cx->now),
			     &more));
	sums.broken += more.broken;
	*ret = sums;
	return HK_OK;
}
