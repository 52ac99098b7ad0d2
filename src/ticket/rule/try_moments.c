#include "ticket/rule/try_moments.h"

#include <string.h>

#include "base/time.h"
#include "standard/calendar.h"
#include "ticket/clock/clocks_rule.h"

enum { MOMENTS_MOST = 100 };

/* ---- what was said ---- */

struct said {
	int64_t id, at;
	const char *kind, *author_kind;
	int64_t is_inner;
};

static const struct db_column said_columns[] = {
	DB_COLUMN(struct said, id),       DB_COLUMN(struct said, at),
	DB_COLUMN(struct said, kind),     DB_COLUMN(struct said, author_kind),
	DB_COLUMN(struct said, is_inner),
};
static const struct db_record said_record = DB_RECORD("message", struct said, said_columns);

struct said_list {
	const struct said *items;
	size_t count;
};

static enum hk_result said_find(struct ctx *cx, const struct ticket *ticket, struct said_list *ret)
{
	struct db_rows rows;

	HK_TRY(db_select(cx->db, &said_record, DB_WHERE("ticket_id = $2", "ORDER BY id LIMIT $3"),
			 DB_ARGS(ticket->id, (int64_t)MOMENTS_MOST), &rows));
	*ret = (struct said_list){ rows.items, rows.count };
	return HK_OK;
}

static struct facts at_moment(const struct ticket *ticket, int64_t at, const char *state)
{
	return (struct facts){ .ticket = ticket, .at = at, .state = state, .heard_at = at };
}

static void add(struct moments *list, struct facts facts)
{
	if (list->count < MOMENTS_MOST)
		list->items[list->count++] = facts;
}

static bool is_of_customer(const struct said *said)
{
	return strcmp(said->kind, "in") == 0 && !said->is_inner;
}

/* What the customer writes, and not with which words it came alone. */
static bool is_for_words(const struct rule *rule)
{
	return strcmp(rule->event, "word") == 0 || strcmp(rule->event, "writes") == 0;
}

static bool is_asked(const struct rule *rule, const struct said *said)
{
	if (is_for_words(rule))
		return is_of_customer(said);
	if (strcmp(rule->event, "noted") == 0)
		return strcmp(said->kind, "note") == 0;
	return strcmp(said->kind, "out") == 0 && !said->is_inner &&
	       strcmp(said->author_kind, "staff") == 0;
}

/* The words with which it came are no new ones, but where any count. */
static enum hk_result of_words(struct ctx *cx, const struct rule *rule, const struct ticket *ticket,
			       struct moments *list)
{
	bool is_new = strcmp(rule->event, "word") == 0;
	struct said_list said;

	HK_TRY(said_find(cx, ticket, &said));
	for (size_t i = is_new ? 1 : 0; i < said.count; i++) {
		const struct said *one = &said.items[i];
		struct facts facts = at_moment(ticket, one->at,
					       strcmp(one->kind, "out") == 0 ? "waiting" : "open");

		if (!is_asked(rule, one))
			continue;
		facts.message_id = is_for_words(rule) ? one->id : 0;
		add(list, facts);
	}
	return HK_OK;
}

/* ---- what was done ---- */

struct line {
	int64_t at;
	const char *kind;
};

static const struct db_column line_columns[] = { DB_COLUMN(struct line, at),
						 DB_COLUMN(struct line, kind) };
static const struct db_record line_record = DB_RECORD("history", struct line, line_columns);

/* Which lines tell of the event, and how it stood then. */
static const struct {
	const char *event, *kind, *state;
} lines[] = {
	{ "changed", "priority", "open" },  { "assigned", "assigned", "open" },
	{ "assigned", "moved", "open" },    { "resolved", "resolved", "resolved" },
	{ "reopened", "reopened", "open" }, { "closed", "closed", "closed" },
};

static enum hk_result of_lines(struct ctx *cx, const struct rule *rule, const struct ticket *ticket,
			       struct moments *list)
{
	struct db_rows rows;
	const struct line *found;

	HK_TRY(db_select(cx->db, &line_record, DB_WHERE("ticket_id = $2", "ORDER BY id LIMIT 200"),
			 DB_ARGS(ticket->id), &rows));
	found = rows.items;
	for (size_t i = 0; i < rows.count; i++)
		for (size_t j = 0; j < HK_COUNT(lines); j++)
			if (strcmp(lines[j].event, rule->event) == 0 &&
			    strcmp(lines[j].kind, found[i].kind) == 0)
				add(list, at_moment(ticket, found[i].at, lines[j].state));
	return HK_OK;
}

/* ---- what stood for so long ---- */

static int64_t end_of(const struct ticket *ticket)
{
	int64_t end = INT64_MAX;

	if (ticket->resolved_at)
		end = ticket->resolved_at;
	if (ticket->closed_at && ticket->closed_at < end)
		end = ticket->closed_at;
	return end;
}

static enum hk_result due_of(struct ctx *cx, const struct rule *rule, const struct ticket *ticket,
			     int64_t since, int64_t *ret)
{
	int64_t calendar_id;

	*ret = since + rule->minutes * (int64_t)HK_MINUTE;
	if (!rule->in_open_time || *ret > cx->now)
		return HK_OK;
	HK_TRY(clocks_calendar(cx, ticket, &calendar_id));
	return calendar_due(cx, calendar_id, since, rule->minutes * (int64_t)HK_MINUTE, ret);
}

static enum hk_result of_one_time(struct ctx *cx, const struct rule *rule,
				  const struct ticket *ticket, struct moments *list)
{
	bool is_resolved = strcmp(rule->event, "resolved") == 0;
	int64_t since = is_resolved ? ticket->resolved_at : ticket->opened_at, due;
	int64_t until =
		is_resolved ? (ticket->closed_at ? ticket->closed_at : INT64_MAX) : end_of(ticket);

	if (!since)
		return HK_OK;
	HK_TRY(due_of(cx, rule, ticket, since, &due));
	if (due <= cx->now && due < until)
		add(list, at_moment(ticket, due, is_resolved ? "resolved" : "open"));
	return HK_OK;
}

/* Until the next word that begins the time anew. In between somebody of ours may have answered. */
static void until_next(const struct said_list *said, size_t from, bool is_heard, int64_t due,
		       int64_t *ret_until, const char **ret_state)
{
	for (size_t i = from + 1; i < said->count && said->items[i].at <= due; i++) {
		const struct said *next = &said->items[i];

		if (!is_heard || is_of_customer(next)) {
			*ret_until = next->at;
			return;
		}
		if (strcmp(next->kind, "out") == 0)
			*ret_state = "waiting";
	}
}

static enum hk_result of_silence(struct ctx *cx, const struct rule *rule,
				 const struct ticket *ticket, struct moments *list)
{
	bool is_heard = strcmp(rule->event, "heard") == 0;
	struct said_list said;

	HK_TRY(said_find(cx, ticket, &said));
	for (size_t i = 0; i < said.count; i++) {
		const struct said *one = &said.items[i];
		const char *state = strcmp(one->kind, "out") == 0 ? "waiting" : "open";
		int64_t until = end_of(ticket), due;

		if (is_heard && !is_of_customer(one))
			continue;
		HK_TRY(due_of(cx, rule, ticket, one->at, &due));
		until_next(&said, i, is_heard, due, &until, &state);
		if (due > cx->now || due >= until)
			continue;
		add(list, at_moment(ticket, due, state));
		list->items[list->count - 1].heard_at = one->at;
	}
	return HK_OK;
}

enum hk_result try_moments(struct ctx *cx, const struct rule *rule, const struct ticket *ticket,
			   struct moments *ret)
{
	*ret = (struct moments){ hk_alloc(cx->arena, MOMENTS_MOST, sizeof(struct facts)), 0 };
	if (strcmp(rule->kind, "macro") == 0) {
		if (strcmp(ticket->bucket, "active") == 0)
			add(ret, facts_now(cx, ticket));
		return HK_OK;
	}
	if (strcmp(rule->kind, "timed") == 0) {
		if (strcmp(rule->event, "heard") == 0 || strcmp(rule->event, "said") == 0)
			return of_silence(cx, rule, ticket, ret);
		return of_one_time(cx, rule, ticket, ret);
	}
	if (strcmp(rule->event, "opened") == 0) {
		add(ret, at_moment(ticket, ticket->opened_at, "new"));
		ret->items[0].is_first = true;
		return HK_OK;
	}
	if (is_for_words(rule) || strcmp(rule->event, "answered") == 0 ||
	    strcmp(rule->event, "noted") == 0)
		return of_words(cx, rule, ticket, ret);
	return of_lines(cx, rule, ticket, ret);
}
