#include "ticket/mail/outbox.h"

#include <string.h>

#include "base/text.h"
#include "base/time.h"
#include "ticket/message.h"

/* 4 s, 8 s, ... an hour. */
enum { PAUSE_FIRST_MS = 2 * HK_SECOND };

#define RETURNING                                                                            \
	"RETURNING id, effect_key, ticket_id, message_id, mailbox_id, is_automatic,"         \
	" from_name, recipients, subject, body, html, language, mail_id, in_reply_to, refs," \
	" dated_at, state, send_at, attempts, epoch, lease_until, verdict, sent_at,"         \
	" settled_at, settled_by, turn, promised_at, promised_by, server, unsubscribe,"      \
	" lacking, reached_at"

static const struct db_column columns[] = {
	DB_COLUMN(struct outbox, id),          DB_COLUMN(struct outbox, effect_key),
	DB_COLUMN(struct outbox, ticket_id),   DB_COLUMN(struct outbox, message_id),
	DB_COLUMN(struct outbox, mailbox_id),  DB_COLUMN(struct outbox, is_automatic),
	DB_COLUMN(struct outbox, from_name),   DB_COLUMN(struct outbox, recipients),
	DB_COLUMN(struct outbox, subject),     DB_COLUMN(struct outbox, body),
	DB_COLUMN(struct outbox, html),        DB_COLUMN(struct outbox, language),
	DB_COLUMN(struct outbox, mail_id),     DB_COLUMN(struct outbox, in_reply_to),
	DB_COLUMN(struct outbox, refs),        DB_COLUMN(struct outbox, dated_at),
	DB_COLUMN(struct outbox, state),       DB_COLUMN(struct outbox, send_at),
	DB_COLUMN(struct outbox, attempts),    DB_COLUMN(struct outbox, epoch),
	DB_COLUMN(struct outbox, lease_until), DB_COLUMN(struct outbox, verdict),
	DB_COLUMN(struct outbox, sent_at),     DB_COLUMN(struct outbox, settled_at),
	DB_COLUMN(struct outbox, settled_by),  DB_COLUMN(struct outbox, turn),
	DB_COLUMN(struct outbox, promised_at), DB_COLUMN(struct outbox, promised_by),
	DB_COLUMN(struct outbox, server),      DB_COLUMN(struct outbox, unsubscribe),
	DB_COLUMN(struct outbox, lacking),     DB_COLUMN(struct outbox, reached_at),
};
static const struct db_record record = DB_RECORD("outbox", struct outbox, columns);

const char *outbox_recipient(struct ctx *cx, const char *role, const char *address,
			     const char *name)
{
	char *clean = hk_copy(cx->arena, name, strlen(name));

	for (char *at = clean; *at; at++)
		if (*at == '\t' || *at == '\n' || *at == '\r')
			*at = ' ';
	return hk_format(cx->arena, "%s\t%s\t%s\n", role, address, clean);
}

enum hk_result outbox_add(struct ctx *cx, struct outbox *outbox)
{
	struct outbox other;
	enum hk_result result = db_select_one(cx->db, &record, DB_WHERE("effect_key = $2", ""),
					      DB_ARGS(outbox->effect_key), &other);

	if (result != HK_NOT_FOUND) {
		*outbox = result == HK_OK ? other : *outbox;
		return result;
	}
	if (!outbox->id)
		outbox->id = ctx_new_id(cx);
	outbox->dated_at = cx->now;
	outbox->state = outbox->send_at > cx->now ? "held" : "queued";
	/* By this time it is forgotten too, three months after it. */
	if (outbox->send_at < cx->now)
		outbox->send_at = cx->now;
	outbox->attempts = outbox->epoch = outbox->lease_until = outbox->sent_at = 0;
	outbox->settled_at = outbox->settled_by = 0;
	outbox->verdict = "";
	outbox->turn = "";
	outbox->promised_at = outbox->promised_by = 0;
	outbox->server = outbox->lacking = "";
	outbox->reached_at = 0;
	if (!outbox->unsubscribe)
		outbox->unsubscribe = "";
	cx->has_news = true;
	return db_insert(cx->db, &record, outbox);
}

enum hk_result outbox_promise(struct ctx *cx, const struct outbox *promise)
{
	return db_send(cx->db,
		       DB_UPDATE("outbox", "turn = $3, promised_at = $4, promised_by = $5",
				 "message_id = $2 AND attempts = 0", ""),
		       DB_ARGS(promise->message_id, promise->turn, promise->promised_at,
			       promise->promised_by));
}

static enum hk_result lease(struct ctx *cx, struct outbox *outbox)
{
	enum hk_result result = db_select_one(
		cx->db, &record,
		DB_UPDATE("outbox",
			  "state = 'sending', epoch = epoch + 1, attempts = attempts + 1,"
			  " lease_until = $4",
			  "id = $2 AND epoch = $3 AND state IN ('held', 'queued', 'sending')",
			  RETURNING),
		DB_ARGS(outbox->id, outbox->epoch, cx->now + OUTBOX_LEASE_MS), outbox);

	if (result == HK_NOT_FOUND)
		outbox->id = 0;
	return result == HK_NOT_FOUND ? HK_OK : result;
}

/* A lease that ran out: nobody knows whether it left. A machine's words are not said twice. */
static enum hk_result lost_leases(struct ctx *cx)
{
	HK_TRY(db_send(cx->db,
		       DB_UPDATE("outbox",
				 "state = 'unknown', epoch = epoch + 1,"
				 " verdict = $3",
				 "state = 'sending' AND lease_until < $2 AND is_automatic = 1", ""),
		       DB_ARGS(cx->now, TR("The sender was stopped while it was sending."))));
	return db_send(cx->db,
		       DB_UPDATE("outbox", "state = 'queued', epoch = epoch + 1",
				 "state = 'sending' AND lease_until < $2 AND is_automatic = 0", ""),
		       DB_ARGS(cx->now));
}

enum hk_result outbox_claim(struct ctx *cx, int64_t limit, struct outbox_list *ret)
{
	struct db_rows held, queued;
	struct outbox_list taken = { NULL, 0 };

	HK_TRY(lost_leases(cx));
	HK_TRY(db_select(cx->db, &record,
			 DB_WHERE("state = 'held' AND send_at <= $2", "ORDER BY send_at LIMIT $3"),
			 DB_ARGS(cx->now, limit), &held));
	HK_TRY(db_select(
		cx->db, &record,
		DB_WHERE("state = 'queued' AND send_at <= $2", "ORDER BY send_at LIMIT $3"),
		DB_ARGS(cx->now, limit), &queued));
	taken.items = hk_alloc(cx->arena, held.count + queued.count, sizeof(struct outbox));
	for (size_t i = 0; i < held.count + queued.count && taken.count < (size_t)limit; i++) {
		struct outbox *one = &taken.items[taken.count];
		*one = i < held.count ? ((struct outbox *)held.items)[i]
				      : ((struct outbox *)queued.items)[i - held.count];
		HK_TRY(lease(cx, one));
		taken.count += one->id != 0;
	}
	*ret = taken;
	return HK_OK;
}

/* The first mail of a mailbox of the house: those that have no server of their own. Each mailbox is
 * asked by its index, because a server that is away may have a hundred thousand waiting. */
struct house_next {
	int64_t mailbox_id, at;
};

#define FIRST_OF                                                                          \
	"(SELECT first.send_at FROM outbox AS first WHERE first.org_id = $1 AND"          \
	" first.mailbox_id = mailbox.id AND first.state = $2 AND first.send_at <= $3 AND" \
	" first.dated_at <= $3 ORDER BY first.send_at LIMIT 1)"
#define OF_HOUSE                                                                       \
	"NOT EXISTS (SELECT 1 FROM mailbox_sending WHERE mailbox_sending.org_id = $1 " \
	"AND mailbox_sending.mailbox_id = mailbox.id)"

static const struct db_column house_columns[] = {
	DB_COLUMN_AS(struct house_next, mailbox_id, "mailbox.id"),
	DB_COLUMN_AS(struct house_next, at, "coalesce(" FIRST_OF ", 9223372036854775807)"),
};
static const struct db_record house_record = DB_RECORD("mailbox", struct house_next, house_columns);

static enum hk_result house_next(struct ctx *cx, const char *state, int64_t due_at,
				 struct house_next *ret)
{
	return db_select_one(cx->db, &house_record, DB_WHERE(OF_HOUSE, "ORDER BY 2, 1 LIMIT 1"),
			     DB_ARGS(state, due_at), ret);
}

static enum hk_result oldest_of(struct ctx *cx, int64_t mailbox_id, const char *state,
				int64_t due_at, struct outbox *ret)
{
	struct house_next next = { .mailbox_id = mailbox_id };

	if (mailbox_id == OUTBOX_HOUSE)
		HK_TRY(house_next(cx, state, due_at, &next));
	return db_select_one(
		cx->db, &record,
		DB_WHERE("state = $2 AND send_at <= $3 AND dated_at <= $3 AND mailbox_id = $4",
			 "ORDER BY send_at LIMIT 1"),
		DB_ARGS(state, due_at, next.mailbox_id), ret);
}

enum hk_result outbox_claim_of(struct ctx *cx, int64_t mailbox_id, int64_t due_at,
			       struct outbox_list *ret)
{
	struct outbox *one = hk_alloc(cx->arena, 1, sizeof(*one));
	enum hk_result result;

	HK_TRY(lost_leases(cx));
	result = oldest_of(cx, mailbox_id, "held", due_at, one);
	if (result == HK_NOT_FOUND)
		result = oldest_of(cx, mailbox_id, "queued", due_at, one);
	if (result == HK_OK)
		result = lease(cx, one);
	if (result != HK_OK && result != HK_NOT_FOUND)
		return result;
	*ret = (struct outbox_list){ one, result == HK_OK && one->id != 0 };
	return HK_OK;
}

struct next {
	int64_t at;
};

static const struct db_column due_columns[] = { DB_COLUMN_AS(struct next, at, "send_at") };
static const struct db_record due = DB_RECORD("outbox", struct next, due_columns);
static const struct db_column leased_columns[] = { DB_COLUMN_AS(struct next, at,
								"lease_until + 1") };
static const struct db_record leased = DB_RECORD("outbox", struct next, leased_columns);

static void take_earlier(int64_t at, int64_t *ret)
{
	if (at < *ret)
		*ret = at;
}

static enum hk_result next_in(struct ctx *cx, int64_t mailbox_id, const char *state, int64_t *ret)
{
	struct next next = { INT64_MAX };
	struct house_next first = { .at = INT64_MAX };
	enum hk_result result;

	if (mailbox_id == OUTBOX_HOUSE) {
		result = house_next(cx, state, INT64_MAX, &first);
		next.at = first.at;
	} else {
		result = db_select_one(
			cx->db, &due,
			DB_WHERE("state = $2 AND mailbox_id = $3", "ORDER BY send_at LIMIT 1"),
			DB_ARGS(state, mailbox_id), &next);
	}
	take_earlier(next.at, ret);
	return result == HK_NOT_FOUND ? HK_OK : result;
}

enum hk_result outbox_next_at(struct ctx *cx, int64_t *ret)
{
	struct next lost = { INT64_MAX };
	int64_t earliest = INT64_MAX;

	HK_TRY(next_in(cx, OUTBOX_HOUSE, "held", &earliest));
	HK_TRY(next_in(cx, OUTBOX_HOUSE, "queued", &earliest));

	enum hk_result result = db_select_one(
		cx->db, &leased, DB_WHERE("state = 'sending'", "ORDER BY lease_until LIMIT 1"),
		DB_NONE, &lost);

	if (result != HK_OK && result != HK_NOT_FOUND)
		return result;
	take_earlier(lost.at, &earliest);
	*ret = earliest;
	return HK_OK;
}

enum hk_result outbox_next_of(struct ctx *cx, int64_t mailbox_id, int64_t *ret)
{
	int64_t earliest = INT64_MAX;

	HK_TRY(next_in(cx, mailbox_id, "held", &earliest));
	HK_TRY(next_in(cx, mailbox_id, "queued", &earliest));
	*ret = earliest;
	return HK_OK;
}

enum hk_result outbox_settle_for(struct ctx *cx, const struct outbox *outbox, const char *state,
				 const char *verdict, const struct outbox_lacking *lacking)
{
	bool is_sent = strcmp(state, "sent") == 0, is_queued = strcmp(state, "queued") == 0;
	int64_t count;

	if (is_queued && outbox->attempts >= OUTBOX_ATTEMPTS_MAX) {
		state = "failed";
		is_queued = false;
	}
	HK_TRY(db_change(
		cx->db,
		DB_UPDATE("outbox",
			  "state = $4, verdict = $5, sent_at = $6, send_at = $7,"
			  " lease_until = 0, server = $8, lacking = $9, reached_at ="
			  " CASE WHEN $10 = 0 OR reached_at = 0 THEN $10 ELSE reached_at END",
			  "id = $2 AND epoch = $3 AND state = 'sending'", ""),
		DB_ARGS(outbox->id, outbox->epoch, state, verdict, is_sent ? cx->now : 0,
			is_queued
				? cx->now + hk_backoff_ms(PAUSE_FIRST_MS, HK_HOUR, outbox->attempts)
				: outbox->send_at,
			outbox->server, lacking->addresses,
			is_queued && lacking->has_reader ? cx->now : 0),
		&count));
	if (count == 0)
		return HK_CONFLICT;
	if (outbox->message_id)
		HK_TRY(message_sending_put(cx, outbox->message_id,
					   is_queued && lacking->has_reader ? "sent" : state));
	cx->has_news = true;
	return HK_OK;
}

enum hk_result outbox_settle(struct ctx *cx, const struct outbox *outbox, const char *state,
			     const char *verdict)
{
	return outbox_settle_for(cx, outbox, state, verdict, &(struct outbox_lacking){ "", false });
}

enum hk_result outbox_cancel(struct ctx *cx, int64_t message_id)
{
	int64_t count;

	HK_TRY(db_change(cx->db,
			 DB_UPDATE("outbox",
				   "state = 'cancelled', epoch = epoch + 1, effect_key ="
				   " effect_key || ' cancelled'",
				   "message_id = $2 AND state = 'held'", ""),
			 DB_ARGS(message_id), &count));
	if (count == 0)
		return problem(cx, HK_CONFLICT,
			       TR("This has left already and cannot be taken back."));
	return HK_OK;
}

/* The report may be here before our own sender has noted that it left: then its lease is lost. */
enum hk_result outbox_returned(struct ctx *cx, int64_t message_id, const char *verdict)
{
	return db_send(cx->db,
		       DB_UPDATE("outbox",
				 "state = 'failed', verdict = $3, epoch = epoch + 1,"
				 " settled_at = 0, settled_by = 0, lacking = '', reached_at = 0",
				 "message_id = $2 AND state IN ('queued', 'sending', 'sent',"
				 " 'unknown')",
				 ""),
		       DB_ARGS(message_id, verdict));
}

static enum hk_result forget_in(struct ctx *cx, const char *state, int64_t before, int64_t limit,
				int64_t *ret_count)
{
	return db_change(cx->db,
			 DB_DELETE("outbox", "id IN (SELECT id FROM outbox WHERE org_id = $1 AND"
					     " state = $2 AND send_at < $3 ORDER BY send_at"
					     " LIMIT $4)"),
			 DB_ARGS(state, before, limit), ret_count);
}

static enum hk_result forget_settled(struct ctx *cx, int64_t before, int64_t limit,
				     int64_t *ret_count)
{
	return db_change(cx->db,
			 DB_DELETE("outbox", "id IN (SELECT id FROM outbox WHERE org_id = $1 AND"
					     " state IN ('failed', 'unknown') AND settled_at > 0"
					     " AND settled_at < $2 LIMIT $3)"),
			 DB_ARGS(before, limit), ret_count);
}

enum hk_result outbox_forget(struct ctx *cx, int64_t before, int64_t limit, int64_t *ret_count)
{
	int64_t sent, cancelled, settled;

	HK_TRY(forget_in(cx, "sent", before, limit, &sent));
	HK_TRY(forget_in(cx, "cancelled", before, limit - sent, &cancelled));
	HK_TRY(forget_settled(cx, before, limit - sent - cancelled, &settled));
	*ret_count = sent + cancelled + settled;
	return HK_OK;
}

#define IN_TROUBLE "id = $2 AND state IN ('failed', 'unknown') AND settled_at = 0"

static enum hk_result is_settled(struct ctx *cx)
{
	return problem(cx, HK_CONFLICT,
		       TR("Somebody has seen to this mail already. Please look again."));
}

enum hk_result outbox_again(struct ctx *cx, int64_t id)
{
	struct outbox mail;
	enum hk_result result = db_select_one(
		cx->db, &record,
		DB_UPDATE("outbox",
			  "state = 'queued', attempts = 0, epoch = epoch + 1, lease_until = 0,"
			  " send_at = $3, verdict = ''",
			  IN_TROUBLE, RETURNING),
		DB_ARGS(id, cx->now), &mail);

	if (result != HK_OK)
		return result == HK_NOT_FOUND ? is_settled(cx) : result;
	cx->has_news = true;
	return mail.message_id ? message_sending_put(cx, mail.message_id, "queued") : HK_OK;
}

enum hk_result outbox_done(struct ctx *cx, int64_t id)
{
	int64_t count;

	HK_TRY(db_change(cx->db,
			 DB_UPDATE("outbox", "settled_at = $3, settled_by = $4", IN_TROUBLE, ""),
			 DB_ARGS(id, cx->now, cx->actor->id), &count));
	return count ? HK_OK : is_settled(cx);
}

enum hk_result outbox_troubled(struct ctx *cx, int64_t before_id, int64_t limit,
			       struct outbox_list *ret)
{
	struct db_rows rows;

	HK_TRY(db_select(cx->db, &record,
			 DB_WHERE("state IN ('failed', 'unknown') AND settled_at = 0 AND id < $2",
				  "ORDER BY id DESC LIMIT $3"),
			 DB_ARGS(before_id, limit), &rows));
	*ret = (struct outbox_list){ rows.items, rows.count };
	return HK_OK;
}

struct counted {
	int64_t id;
};

static const struct db_column counted_columns[] = { DB_COLUMN(struct counted, id) };
static const struct db_record counted_record = DB_RECORD("outbox", struct counted, counted_columns);

enum hk_result outbox_count_troubled(struct ctx *cx, int64_t limit, int64_t *ret)
{
	struct db_rows rows;

	HK_TRY(db_select(cx->db, &counted_record,
			 DB_WHERE("state IN ('failed', 'unknown') AND settled_at = 0", "LIMIT $2"),
			 DB_ARGS(limit), &rows));
	*ret = (int64_t)rows.count;
	return HK_OK;
}

enum hk_result outbox_of_message(struct ctx *cx, int64_t message_id, struct outbox *ret)
{
	return db_select_one(cx->db, &record,
			     DB_WHERE("message_id = $2", "ORDER BY +id DESC LIMIT 1"),
			     DB_ARGS(message_id), ret);
}

enum hk_result outbox_find(struct ctx *cx, int64_t id, struct outbox *ret)
{
	return db_select_one(cx->db, &record, DB_WHERE("id = $2", ""), DB_ARGS(id), ret);
}
