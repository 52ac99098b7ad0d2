#include "standard/promise.h"

#include <inttypes.h>
#include <string.h>

#include "base/text.h"
#include "base/time.h"
#include "core/i18n.h"
#include "core/org.h"
#include "standard/clock.h"

static const struct db_column columns[] = {
	DB_COLUMN(struct promise, ticket_id),   DB_COLUMN(struct promise, id),
	DB_COLUMN(struct promise, text),        DB_COLUMN(struct promise, due_at),
	DB_COLUMN(struct promise, state),       DB_COLUMN(struct promise, staff_id),
	DB_COLUMN(struct promise, keeper_id),   DB_COLUMN(struct promise, message_id),
	DB_COLUMN(struct promise, given_at),    DB_COLUMN(struct promise, next_at),
	DB_COLUMN(struct promise, warned_at),   DB_COLUMN(struct promise, broken_at),
	DB_COLUMN(struct promise, settled_at),  DB_COLUMN(struct promise, settled_by),
	DB_COLUMN(struct promise, consent),     DB_COLUMN(struct promise, version),
	DB_COLUMN(struct promise, merged_from), DB_COLUMN(struct promise, is_inner),
};
static const struct db_record record = DB_RECORD("promise", struct promise, columns);

/* Of several that a reply gives, which it is. */
static const char *passed_words(struct ctx *cx, const char *text)
{
	if (!hk_has_ink(text))
		return TR("This time has passed. Please promise a later one.");
	return i18n_fill(cx->arena,
			 i18n_text(cx->language, TR("The time of “{promise}” has passed. Please "
						    "promise a later one.")),
			 "promise", hk_one_line(cx->arena, text), NULL);
}

enum hk_result promise_check(struct ctx *cx, const char *text, int64_t due_at)
{
	size_t before = cx->field_count;

	if (!hk_has_ink(text))
		(void)field_problem(cx, "promise_text", TR("Please write what was promised."));
	if (hk_letters(text) > PROMISE_LETTERS)
		(void)field_problem(cx, "promise_text",
				    TR("This is too long. One sentence is enough."));
	if (due_at <= cx->now)
		(void)field_problem(cx, "promise_at", passed_words(cx, text));
	else if (due_at > cx->now + PROMISE_MOST_DAYS * HK_DAY)
		(void)field_problem(cx, "promise_at",
				    TR("Please promise a time within five years from now."));
	return cx->field_count > before ? HK_INVALID : HK_OK;
}

static int64_t warn_at(const struct promise *promise, int64_t lead)
{
	int64_t half = promise->given_at + (promise->due_at - promise->given_at) / 2;

	return promise->due_at - lead > half ? promise->due_at - lead : half;
}

enum hk_result promise_warn_at(struct ctx *cx, const struct promise *promise, int64_t *ret)
{
	*ret = warn_at(promise,
		       org_setting_number(cx, PROMISE_LEAD, PROMISE_LEAD_MINUTES) * HK_MINUTE);
	return HK_OK;
}

static enum hk_result list(struct ctx *cx, struct db_sql sql, struct db_args args,
			   struct promise_list *ret)
{
	struct db_rows rows;

	HK_TRY(db_select(cx->db, &record, sql, args, &rows));
	*ret = (struct promise_list){ rows.items, rows.count };
	return HK_OK;
}

enum hk_result promise_add(struct ctx *cx, struct promise *promise, bool *ret_is_new)
{
	struct promise_list waiting;

	*ret_is_new = false;
	promise->text = hk_one_line(cx->arena, promise->text);
	HK_TRY(promise_check(cx, promise->text, promise->due_at));
	HK_TRY(promise_waiting(cx, promise->ticket_id, &waiting));
	for (size_t i = 0; i < waiting.count; i++)
		if (waiting.items[i].due_at == promise->due_at &&
		    strcmp(waiting.items[i].text, promise->text) == 0) {
			*promise = waiting.items[i];
			return HK_OK;
		}
	if (waiting.count >= PROMISES_MOST)
		return field_problem(
			cx, "promise_text",
			TR("Too much is promised on this ticket already. Please settle "
			   "something first."));
	promise->id = ctx_new_id(cx);
	promise->state = "open";
	promise->staff_id = promise->keeper_id = cx->actor->id;
	promise->given_at = cx->now;
	promise->consent = "";
	promise->version = 1;
	HK_TRY(promise_warn_at(cx, promise, &promise->next_at));
	*ret_is_new = true;
	return db_insert(cx->db, &record, promise);
}

enum hk_result promise_find(struct ctx *cx, int64_t ticket_id, int64_t id, struct promise *ret)
{
	return db_select_one(cx->db, &record, DB_WHERE("ticket_id = $2 AND id = $3", ""),
			     DB_ARGS(ticket_id, id), ret);
}

enum hk_result promise_waiting(struct ctx *cx, int64_t ticket_id, struct promise_list *ret)
{
	return list(cx, DB_WHERE("ticket_id = $2 AND +settled_at = 0", "ORDER BY due_at, id"),
		    DB_ARGS(ticket_id), ret);
}

enum hk_result promise_every(struct ctx *cx, int64_t ticket_id, struct promise_list *ret)
{
	return list(cx, DB_WHERE("ticket_id = $2", "ORDER BY id"), DB_ARGS(ticket_id), ret);
}

enum hk_result promise_of_message(struct ctx *cx, int64_t ticket_id, int64_t message_id,
				  struct promise_list *ret)
{
	return list(cx, DB_WHERE("ticket_id = $2 AND message_id = $3", "ORDER BY due_at, id"),
		    DB_ARGS(ticket_id, message_id), ret);
}

enum hk_result promise_next(struct ctx *cx, int64_t ticket_id, int64_t but_message_id,
			    int64_t *ret_due)
{
	struct promise_list waiting;

	HK_TRY(promise_waiting(cx, ticket_id, &waiting));
	*ret_due = CLOCK_NEVER;
	for (size_t i = waiting.count; i-- > 0;)
		if (!but_message_id || waiting.items[i].message_id != but_message_id)
			*ret_due = waiting.items[i].due_at;
	return HK_OK;
}

enum hk_result promise_put(struct ctx *cx, struct promise *promise)
{
	int64_t count;

	HK_TRY(db_change(cx->db,
			 DB_UPDATE("promise",
				   "state = $4, next_at = $5, warned_at = $6, broken_at = $7,"
				   " settled_at = $8, settled_by = $9, consent = $10,"
				   " version = version + 1",
				   "ticket_id = $11 AND id = $2 AND version = $3", ""),
			 DB_ARGS(promise->id, promise->version, promise->state, promise->next_at,
				 promise->warned_at, promise->broken_at, promise->settled_at,
				 promise->settled_by, promise->consent, promise->ticket_id),
			 &count));
	if (!count)
		return problem(cx, HK_CONFLICT,
			       TR("Somebody has changed this promise meanwhile. Please look at it "
				  "again."));
	promise->version++;
	return HK_OK;
}

enum hk_result promise_hand_over(struct ctx *cx, int64_t ticket_id, int64_t keeper_id)
{
	return db_send(cx->db,
		       DB_UPDATE("promise", "keeper_id = $3, version = version + 1",
				 "ticket_id = $2 AND settled_at = 0 AND keeper_id <> $3", ""),
		       DB_ARGS(ticket_id, keeper_id));
}

enum hk_result promise_release(struct ctx *cx, int64_t keeper_id)
{
	return db_send(cx->db,
		       DB_UPDATE("promise",
				 "keeper_id = (SELECT ticket.owner_id FROM ticket WHERE"
				 " ticket.org_id = $1 AND ticket.id = promise.ticket_id),"
				 " version = version + 1",
				 "settled_at = 0 AND keeper_id = $2", ""),
		       DB_ARGS(keeper_id));
}

enum hk_result promise_merge(struct ctx *cx, int64_t from_id, int64_t into_id, int64_t keeper_id,
			     bool is_inner)
{
	return db_send(
		cx->db,
		DB_UPDATE("promise",
			  "ticket_id = $3, merged_from = $2, is_inner = CASE WHEN is_inner > 0"
			  " THEN is_inner + 1 ELSE $5 END,"
			  " keeper_id = CASE WHEN settled_at = 0 THEN $4 ELSE keeper_id END,"
			  " version = version + 1",
			  "ticket_id = $2", ""),
		DB_ARGS(from_id, into_id, keeper_id, (int64_t)is_inner));
}

enum hk_result promise_part(struct ctx *cx, int64_t from_id, int64_t into_id, int64_t keeper_id)
{
	return db_send(
		cx->db,
		DB_UPDATE("promise",
			  "ticket_id = $2, merged_from = 0, is_inner = CASE WHEN is_inner > 0"
			  " THEN is_inner - 1 ELSE 0 END,"
			  " keeper_id = CASE WHEN settled_at = 0 THEN $4 ELSE keeper_id END,"
			  " version = version + 1",
			  "ticket_id = $3 AND merged_from = $2", ""),
		DB_ARGS(from_id, into_id, keeper_id));
}

enum hk_result promise_split(struct ctx *cx, int64_t from_id, int64_t into_id, int64_t message_id,
			     int64_t keeper_id, bool is_inner)
{
	return db_send(cx->db,
		       DB_UPDATE("promise",
				 "ticket_id = $3, merged_from = 0, is_inner = $6,"
				 " keeper_id = CASE WHEN settled_at = 0 THEN $5 ELSE keeper_id END,"
				 " version = version + 1",
				 "ticket_id = $2 AND message_id = $4", ""),
		       DB_ARGS(from_id, into_id, message_id, keeper_id, (int64_t)is_inner));
}

enum hk_result promise_unsay(struct ctx *cx, int64_t ticket_id, int64_t message_id)
{
	return db_send(cx->db, DB_DELETE("promise", "ticket_id = $2 AND message_id = $3"),
		       DB_ARGS(ticket_id, message_id));
}

enum hk_result promise_due(struct ctx *cx, int64_t limit, struct promise_list *ret)
{
	return list(cx, DB_WHERE("next_at <= $2", "ORDER BY next_at, id LIMIT $3"),
		    DB_ARGS(cx->now, limit), ret);
}

enum hk_result promise_has_due(struct ctx *cx, bool *ret)
{
	struct promise_list due;

	HK_TRY(promise_due(cx, 1, &due));
	*ret = due.count > 0;
	return HK_OK;
}

enum hk_result promise_lead_put(struct ctx *cx, int64_t minutes)
{
	return db_send(cx->db,
		       DB_UPDATE("promise",
				 "next_at = CASE WHEN due_at - $2 >"
				 " given_at + (due_at - given_at) / 2 THEN due_at - $2"
				 " ELSE given_at + (due_at - given_at) / 2 END",
				 "settled_at = 0 AND state = 'open' AND warned_at = 0", ""),
		       DB_ARGS(minutes * HK_MINUTE));
}

const char *promise_lines_write(struct ctx *cx, const struct promise_list *list)
{
	const char *lines = "";

	for (size_t i = 0; i < list->count; i++)
		lines = hk_format(cx->arena, "%s%" PRId64 "\t%s\n", lines, list->items[i].due_at,
				  hk_one_line(cx->arena, list->items[i].text));
	return lines;
}

struct promise_list promise_lines_read(struct ctx *cx, const char *lines)
{
	struct promise_list list = { hk_alloc(cx->arena, PROMISES_MOST, sizeof(*list.items)), 0 };
	char *copy = hk_copy_text(cx->arena, lines), *rest;

	for (char *line = strtok_r(copy, "\n", &rest); line && list.count < PROMISES_MOST;
	     line = strtok_r(NULL, "\n", &rest)) {
		char *tab = strchr(line, '\t');

		if (!tab)
			continue;
		*tab = '\0';
		if (hk_number(line, &list.items[list.count].due_at))
			list.items[list.count++].text = tab + 1;
	}
	return list;
}
