/* Taking back what a run made, as far as nobody touched it since. */

#include "base/text.h"
#include "core/search.h"
#include "intake/import_made.h"
#include "intake/ledger.h"
#include "people/customer.h"
#include "ticket/mail/past.h"

enum { TICKETS = 20, CUSTOMERS = 100, FAILED = 100 };

struct mail_row {
	int64_t number, inbound_id, message_id;
};

static const struct db_column mail_columns[] = { DB_COLUMN(struct mail_row, number),
						 DB_COLUMN(struct mail_row, inbound_id),
						 DB_COLUMN(struct mail_row, message_id) };
static const struct db_record mail_record = DB_RECORD("import_mail", struct mail_row, mail_columns);

struct tally {
	int64_t count;
};

static const struct db_column tally_columns[] = { DB_COLUMN_AS(struct tally, count, "count(*)") };
static const struct db_record tickets = DB_RECORD("ticket", struct tally, tally_columns);
static const struct db_record mails = DB_RECORD("import_mail", struct tally, tally_columns);
static const struct db_record sessions = DB_RECORD("session", struct tally, tally_columns);
static const struct db_record invitations = DB_RECORD("invitation", struct tally, tally_columns);
static const struct db_record ledger = DB_RECORD("inbound", struct tally, tally_columns);

static enum hk_result some(struct ctx *cx, const struct db_record *record, struct db_sql sql,
			   struct db_args args, bool *ret)
{
	struct tally tally;

	HK_TRY(db_select_one(cx->db, record, sql, args, &tally));
	*ret = tally.count > 0;
	return HK_OK;
}

/* Another run added to the ticket after this one. */
static enum hk_result has_later(struct ctx *cx, const struct import_made *made, bool *ret)
{
	struct import_made_list list;

	*ret = false;
	HK_TRY(import_made_of(cx, "ticket", made->about_id, &list));
	for (size_t i = 0; i < list.count; i++)
		*ret = *ret || (list.items[i].import_id != made->import_id &&
				list.items[i].version > made->version);
	return HK_OK;
}

/* A sentence, or NULL: nothing speaks against it. */
static enum hk_result ticket_reason(struct ctx *cx, const struct import_made *made,
				    const struct ticket *ticket, size_t count, const char **ret)
{
	bool is_so;

	*ret = NULL;
	HK_TRY(has_later(cx, made, &is_so));
	if (is_so || (made->is_new && ticket->version == made->version &&
		      ticket->message_count != (int64_t)count)) {
		*ret = TR("A later import added to it. Undo that one first.");
		return HK_OK;
	}
	if (ticket->version != made->version) {
		*ret = TR("Somebody has worked on it since.");
		return HK_OK;
	}
	HK_TRY(import_is_written_about(cx, ticket, &is_so));
	if (is_so) {
		*ret = TR("Somebody is writing about it.");
		return HK_OK;
	}
	HK_TRY(some(cx, &ledger,
		    DB_WHERE("seen > 1 AND id IN (SELECT inbound_id FROM import_mail WHERE"
			     " import_mail.org_id = $1 AND import_mail.import_id = $2 AND"
			     " import_mail.ticket_id = $3)",
			     ""),
		    DB_ARGS(made->import_id, ticket->id), &is_so));
	if (is_so)
		*ret = TR("A mail of it came by another way since.");
	return HK_OK;
}

static enum hk_result mails_take_back(struct ctx *cx, int64_t import_id, const struct db_rows *rows)
{
	const struct mail_row *items = rows->items;
	bool is_alone;

	for (size_t i = 0; i < rows->count; i++) {
		if (items[i].inbound_id)
			HK_TRY(inbound_take_back(cx, items[i].inbound_id, &is_alone));
		HK_TRY(db_send(cx->db,
			       DB_UPDATE("import_mail", "outcome = 'undone'",
					 "import_id = $2 AND number = $3", ""),
			       DB_ARGS(import_id, items[i].number)));
	}
	return HK_OK;
}

/* Those that left it as it was before this run find it so again; and those that came together with
 * it, when two halves of one matter were joined. */
static enum hk_result versions_follow(struct ctx *cx, const struct import_made *made,
				      int64_t version)
{
	return db_send(
		cx->db,
		DB_UPDATE("import_made", "version = $5",
			  "kind = 'ticket' AND about_id = $2 AND import_id <> $3 AND"
			  " version IN ($4, $6)",
			  ""),
		DB_ARGS(made->about_id, made->import_id, made->before, version, made->version));
}

static enum hk_result messages_remove(struct ctx *cx, const struct import_made *made,
				      struct ticket *ticket, const struct db_rows *rows)
{
	const struct mail_row *items = rows->items;
	bool is_ours;

	HK_TRY(import_is_ours(cx, ticket->id, ticket->version, &is_ours));
	for (size_t i = 0; i < rows->count; i++)
		HK_TRY(past_remove(cx, ticket, items[i].message_id, is_ours));
	return versions_follow(cx, made, ticket->version);
}

static enum hk_result ticket_take_back(struct ctx *cx, const struct import_made *made)
{
	struct db_rows rows;
	struct ticket ticket;
	const char *reason;
	enum hk_result result = ticket_by_row(cx, made->about_id, &ticket);

	if (result == HK_NOT_FOUND)
		return import_made_settle(cx, made, "undone", "");
	HK_TRY(result);
	HK_TRY(db_select(cx->db, &mail_record,
			 DB_WHERE("ticket_id = $2 AND import_id = $3 AND outcome = 'added'",
				  "ORDER BY number"),
			 DB_ARGS(ticket.id, made->import_id), &rows));
	HK_TRY(ticket_reason(cx, made, &ticket, rows.count, &reason));
	if (reason)
		return import_made_settle(cx, made, "kept", reason);
	if (made->is_new) {
		HK_TRY(past_erase(cx, &ticket));
		HK_TRY(db_send(cx->db, DB_DELETE("import_ref", "ticket_id = $2"),
			       DB_ARGS(ticket.id)));
	} else {
		HK_TRY(messages_remove(cx, made, &ticket, &rows));
	}
	HK_TRY(mails_take_back(cx, made->import_id, &rows));
	return import_made_settle(cx, made, "undone", "");
}

static enum hk_result customer_is_needed(struct ctx *cx, const struct import_made *made,
					 const struct customer *customer, bool *ret)
{
	struct address_list list;

	HK_TRY(customer_addresses(cx, customer->id, &list));
	*ret = customer->version != made->version || list.count != 1;
	if (!*ret)
		HK_TRY(some(cx, &tickets, DB_WHERE("customer_id = $2", ""), DB_ARGS(customer->id),
			    ret));
	if (!*ret)
		HK_TRY(some(cx, &mails, DB_WHERE("author_id = $2 AND outcome = 'added'", ""),
			    DB_ARGS(customer->id), ret));
	if (!*ret)
		HK_TRY(some(cx, &sessions,
			    DB_WHERE("person_kind = 'customer' AND person_id = $2", ""),
			    DB_ARGS(customer->id), ret));
	/* Of a survey by rhythm: what he answers is his, and leads to him. */
	if (!*ret)
		HK_TRY(some(cx, &invitations, DB_WHERE("customer_id = $2", ""),
			    DB_ARGS(customer->id), ret));
	return HK_OK;
}

static enum hk_result customer_take_back(struct ctx *cx, const struct import_made *made)
{
	struct customer customer;
	bool is_needed;
	enum hk_result result = customer_find(cx, made->about_id, &customer);

	if (result == HK_NOT_FOUND)
		return import_made_settle(cx, made, "undone", "");
	HK_TRY(result);
	HK_TRY(customer_is_needed(cx, made, &customer, &is_needed));
	if (is_needed)
		return import_made_settle(cx, made, "kept",
					  TR("There is more about this customer now."));
	HK_TRY(customer_forget(cx, &customer));
	return import_made_settle(cx, made, "undone", "");
}

struct step {
	const struct import *import;
	bool is_done;
};

static enum hk_result undo(struct ctx *cx, void *data)
{
	struct step *step = data;
	struct import_made_list list;
	struct import run;
	struct db_rows rows;

	step->is_done = false;
	HK_TRY(import_keep(cx, step->import, &run));
	HK_TRY(import_made_page(cx, run.id, "ticket", TICKETS, &list));
	for (size_t i = 0; i < list.count; i++)
		HK_TRY(ticket_take_back(cx, &list.items[i]));
	if (list.count)
		return HK_OK;
	HK_TRY(import_made_page(cx, run.id, "customer", CUSTOMERS, &list));
	for (size_t i = 0; i < list.count; i++)
		HK_TRY(customer_take_back(cx, &list.items[i]));
	if (list.count)
		return HK_OK;
	HK_TRY(db_select(
		cx->db, &mail_record,
		DB_WHERE("import_id = $2 AND outcome = 'failed'", "ORDER BY number LIMIT $3"),
		DB_ARGS(run.id, FAILED), &rows));
	HK_TRY(mails_take_back(cx, run.id, &rows));
	step->is_done = rows.count < FAILED;
	return step->is_done ? import_end(cx, &run, "undone", "") : HK_OK;
}

enum hk_result import_undo_step(struct ctx *cx, const struct import *import, bool *ret_is_done)
{
	struct step step = { .import = import };

	HK_TRY(ctx_write(cx, undo, &step));
	*ret_is_done = step.is_done;
	return HK_OK;
}
