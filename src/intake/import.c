#include "intake/import.h"

#include <inttypes.h>
#include <string.h>

#include "base/text.h"
#include "core/audit.h"
#include "core/counter.h"
#include "core/i18n.h"
#include "core/rights.h"
#include "core/secret_text.h"

static const struct db_column columns[] = {
	DB_COLUMN(struct import, id),         DB_COLUMN(struct import, kind),
	DB_COLUMN(struct import, source),     DB_COLUMN(struct import, imap_url),
	DB_COLUMN(struct import, mailbox_id), DB_COLUMN(struct import, since_at),
	DB_COLUMN(struct import, before_at),  DB_COLUMN(struct import, target),
	DB_COLUMN(struct import, state),      DB_COLUMN(struct import, position),
	DB_COLUMN(struct import, passed),     DB_COLUMN(struct import, total),
	DB_COLUMN(struct import, added),      DB_COLUMN(struct import, tickets),
	DB_COLUMN(struct import, known),      DB_COLUMN(struct import, skipped),
	DB_COLUMN(struct import, failed),     DB_COLUMN(struct import, problem),
	DB_COLUMN(struct import, staff_id),   DB_COLUMN(struct import, staff_name),
	DB_COLUMN(struct import, created_at), DB_COLUMN(struct import, ended_at),
	DB_COLUMN(struct import, epoch),      DB_COLUMN(struct import, lease_until),
};
static const struct db_record record = DB_RECORD("import", struct import, columns);

#define COLUMNS                                                                       \
	"id, kind, source, imap_url, mailbox_id, since_at, before_at, target, state," \
	" position, passed, total, added, tickets, known, skipped, failed, problem,"  \
	" staff_id, staff_name, created_at, ended_at, epoch, lease_until"

static enum hk_result check(struct ctx *cx, const struct import *import)
{
	struct mailbox mailbox;
	enum hk_result result = mailbox_find(cx, import->mailbox_id, &mailbox);

	if (result != HK_OK && result != HK_NOT_FOUND)
		return result;
	if (result == HK_NOT_FOUND || !mailbox.is_active)
		(void)field_problem(cx, "mailbox", TR("Please choose a mailbox that takes mail."));
	if (import->before_at && import->since_at >= import->before_at)
		(void)field_problem(cx, "before",
				    TR("Please give a day after the one from which mails are "
				       "taken."));
	if (!hk_equal(import->target, "closed") && !hk_equal(import->target, "open"))
		(void)field_problem(cx, "target", TR("Please choose how the tickets stand."));
	return cx->field_count ? HK_INVALID : HK_OK;
}

static enum hk_result audit(struct ctx *cx, const char *action, const struct import *import)
{
	return audit_record(cx, action,
			    hk_format(cx->arena, "%" PRId64 " %s %s", import->id, import->kind,
				      import->source));
}

enum hk_result import_add(struct ctx *cx, struct import *import, const char *imap_url)
{
	HK_TRY(right_need(cx, RIGHT_ADMIN));
	HK_TRY(check(cx, import));

	struct import row = { .kind = import->kind,
			      .source = import->source,
			      .imap_url = secret_seal(cx, imap_url),
			      .mailbox_id = import->mailbox_id,
			      .since_at = import->since_at,
			      .before_at = import->before_at,
			      .target = import->target,
			      .state = "waiting",
			      .position = "",
			      .problem = "",
			      .staff_id = cx->actor->kind == ACTOR_STAFF ? cx->actor->id : 0,
			      .staff_name = cx->actor->kind == ACTOR_STAFF ? cx->actor->name : "",
			      .created_at = cx->now };

	HK_TRY(counter_next(cx, "import", &row.id));
	HK_TRY(db_insert(cx->db, &record, &row));
	*import = row;
	return audit(cx, "import.add", &row);
}

enum hk_result import_find(struct ctx *cx, int64_t id, struct import *ret)
{
	return db_select_one(cx->db, &record, DB_WHERE("id = $2", ""), DB_ARGS(id), ret);
}

enum hk_result import_page(struct ctx *cx, int64_t before_id, int64_t limit,
			   struct import_list *ret)
{
	struct db_rows rows;

	HK_TRY(db_select(cx->db, &record, DB_WHERE("id < $2", "ORDER BY id DESC LIMIT $3"),
			 DB_ARGS(before_id, limit), &rows));
	*ret = (struct import_list){ rows.items, rows.count };
	return HK_OK;
}

enum hk_result import_begun(struct ctx *cx, const struct import *wish, struct import *ret)
{
	return db_select_one(
		cx->db, &record,
		DB_WHERE("kind = $2 AND source = $3 AND mailbox_id = $4 AND since_at = $5 AND"
			 " before_at = $6 AND target = $7 AND state IN ('waiting', 'running',"
			 " 'stopped', 'failed')",
			 "ORDER BY id DESC LIMIT 1"),
		DB_ARGS(wish->kind, wish->source, wish->mailbox_id, wish->since_at, wish->before_at,
			wish->target),
		ret);
}

enum hk_result import_url_put(struct ctx *cx, int64_t id, const char *imap_url)
{
	HK_TRY(right_need(cx, RIGHT_ADMIN));
	return db_send(cx->db, DB_UPDATE("import", "imap_url = $3", "id = $2", ""),
		       DB_ARGS(id, secret_seal(cx, imap_url)));
}

enum hk_result import_url(struct ctx *cx, const struct import *import, const char **ret)
{
	return secret_unseal(cx, import->imap_url, ret);
}

enum hk_result import_day_read(struct ctx *cx, const char *text, int64_t *ret)
{
	if (*text)
		return i18n_day_read(cx->kit->formats, cx->timezone, text, ret) ? HK_OK
										: HK_INVALID;
	*ret = 0;
	return HK_OK;
}

/* The epoch rises, so that whoever works on it writes nothing more. */
static enum hk_result put_state(struct ctx *cx, int64_t id, struct db_sql sql, const char *action)
{
	struct import import;
	int64_t count;

	HK_TRY(right_need(cx, RIGHT_ADMIN));
	HK_TRY(import_find(cx, id, &import));
	HK_TRY(db_change(cx->db, sql, DB_ARGS(id), &count));
	if (count == 0)
		return problem(cx, HK_CONFLICT,
			       TR("Somebody else has changed this meanwhile. Please look again."));
	return audit(cx, action, &import);
}

enum hk_result import_stop(struct ctx *cx, int64_t id)
{
	return put_state(cx, id,
			 DB_UPDATE("import",
				   "state = 'stopped', epoch = epoch + 1, lease_until = 0",
				   "id = $2 AND state IN ('waiting', 'running')", ""),
			 "import.stop");
}

enum hk_result import_go_on(struct ctx *cx, int64_t id)
{
	return put_state(cx, id,
			 DB_UPDATE("import", "state = 'waiting', problem = '', ended_at = 0",
				   "id = $2 AND state IN ('stopped', 'failed')", ""),
			 "import.go_on");
}

enum hk_result import_undo(struct ctx *cx, int64_t id)
{
	HK_TRY(put_state(cx, id,
			 DB_UPDATE("import",
				   "state = 'undoing', problem = '', epoch = epoch + 1,"
				   " lease_until = 0",
				   "id = $2 AND state IN ('stopped', 'failed', 'done', 'undone')",
				   ""),
			 "import.undo"));
	/* What was left the last time is looked at again. */
	return db_send(cx->db,
		       DB_UPDATE("import_made", "state = 'made', reason = ''",
				 "import_id = $2 AND state = 'kept'", ""),
		       DB_ARGS(id));
}

enum hk_result import_waits(struct ctx *cx, bool *ret)
{
	struct db_rows rows;

	HK_TRY(db_select(cx->db, &record,
			 DB_WHERE("state IN ('waiting', 'running', 'undoing') AND"
				  " lease_until < $2",
				  "LIMIT 1"),
			 DB_ARGS(cx->now), &rows));
	*ret = rows.count > 0;
	return HK_OK;
}

enum hk_result import_claim(struct ctx *cx, int64_t id, struct import *ret)
{
	return db_select_one(
		cx->db, &record,
		DB_UPDATE("import",
			  "state = CASE WHEN state = 'waiting' THEN 'running' ELSE state END,"
			  " epoch = epoch + 1, lease_until = $4",
			  "id = (SELECT min(one.id) FROM import AS one WHERE one.org_id = $1 AND"
			  " one.state IN ('waiting', 'running', 'undoing') AND"
			  " one.lease_until < $3 AND ($2 = 0 OR one.id = $2)) AND"
			  " NOT EXISTS (SELECT 1 FROM import AS other WHERE other.org_id = $1 AND"
			  " other.state IN ('running', 'undoing') AND other.lease_until >= $3)",
			  "RETURNING " COLUMNS),
		DB_ARGS(id, cx->now, cx->now + IMPORT_LEASE_MS), ret);
}

enum hk_result import_keep(struct ctx *cx, const struct import *import, struct import *ret)
{
	enum hk_result result = db_select_one(
		cx->db, &record,
		DB_UPDATE("import", "lease_until = $4",
			  "id = $2 AND epoch = $3 AND state IN ('running', 'undoing')",
			  "RETURNING " COLUMNS),
		DB_ARGS(import->id, import->epoch, cx->now + IMPORT_LEASE_MS), ret);

	return result == HK_NOT_FOUND ? HK_CONFLICT : result;
}

enum hk_result import_end(struct ctx *cx, const struct import *import, const char *state,
			  const char *problem)
{
	bool is_later = strcmp(state, "waiting") == 0;
	int64_t count;

	HK_TRY(db_change(
		cx->db,
		DB_UPDATE("import",
			  "state = $4, problem = $5, ended_at = $6, lease_until = 0,"
			  " epoch = epoch + 1",
			  "id = $2 AND epoch = $3", ""),
		DB_ARGS(import->id, import->epoch, state, problem, is_later ? (int64_t)0 : cx->now),
		&count));
	return count ? HK_OK : HK_CONFLICT;
}

static const struct db_column failure_columns[] = { DB_COLUMN(struct import_left, number),
						    DB_COLUMN(struct import_left, place),
						    DB_COLUMN(struct import_left, about),
						    DB_COLUMN(struct import_left, reason) };
static const struct db_record failure_record =
	DB_RECORD("import_mail", struct import_left, failure_columns);

enum hk_result import_failures(struct ctx *cx, int64_t id, int64_t after, int64_t limit,
			       struct import_left_list *ret)
{
	struct db_rows rows;

	HK_TRY(db_select(cx->db, &failure_record,
			 DB_WHERE("import_id = $2 AND outcome = 'failed' AND number > $3",
				  "ORDER BY number LIMIT $4"),
			 DB_ARGS(id, after, limit), &rows));
	*ret = (struct import_left_list){ rows.items, rows.count };
	return HK_OK;
}

/* What a ticket or a customer is called, as far as it is there. */
static const struct db_column kept_columns[] = {
	DB_COLUMN_AS(struct import_left, number, "import_made.about_id"),
	DB_COLUMN_AS(struct import_left, place, "import_made.kind"),
	DB_COLUMN_AS(struct import_left, about, "coalesce(ticket.subject, customer.name, '')"),
	DB_COLUMN_AS(struct import_left, reason, "import_made.reason"),
	DB_COLUMN_AS(struct import_left, ticket_number, "coalesce(ticket.number, 0)"),
	DB_COLUMN_AS(struct import_left, customer_id, "coalesce(customer.id, 0)"),
};
static const struct db_record kept_record =
	DB_RECORD_FROM("import_made",
		       "import_made LEFT JOIN ticket ON ticket.org_id = import_made.org_id AND"
		       " import_made.kind = 'ticket' AND ticket.id = import_made.about_id"
		       " LEFT JOIN customer ON customer.org_id = import_made.org_id AND"
		       " import_made.kind = 'customer' AND customer.id = import_made.about_id",
		       struct import_left, kept_columns);

enum hk_result import_kept(struct ctx *cx, int64_t id, int64_t after, int64_t limit,
			   struct import_left_list *ret)
{
	struct db_rows rows;

	HK_TRY(db_select(cx->db, &kept_record,
			 DB_WHERE("import_made.import_id = $2 AND import_made.state = 'kept' AND"
				  " import_made.about_id > $3",
				  "ORDER BY import_made.about_id LIMIT $4"),
			 DB_ARGS(id, after, limit), &rows));
	*ret = (struct import_left_list){ rows.items, rows.count };
	return HK_OK;
}
