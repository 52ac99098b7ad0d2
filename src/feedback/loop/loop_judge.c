/* Whether a word of a person reached somebody who waits for one. */
#include <string.h>

#include "base/text.h"
#include "feedback/loop/loop_row.h"
#include "people/customer.h"

struct word {
	int64_t id, at; /* at: when it reached him */
	const char *address;
};

enum { WORDS_MOST = 50 };

/* Written by one of us since he waits, to whoever stands first, for whom a mail server took it.
 * When it did is not kept for ever. */
static const struct db_column mail_columns[] = {
	DB_COLUMN_AS(struct word, id, "message.id"),
	DB_COLUMN_AS(struct word, at,
		     "coalesce((SELECT max(outbox.sent_at) FROM outbox WHERE outbox.org_id ="
		     " message.org_id AND outbox.message_id = message.id AND outbox.sent_at > 0),"
		     " message.at)"),
	DB_COLUMN_AS(struct word, address, "recipient.address"),
};
static const struct db_record mails = DB_RECORD_FROM(
	"message",
	"message JOIN recipient ON recipient.org_id = message.org_id AND recipient.ticket_id ="
	" message.ticket_id AND recipient.message_id = message.id AND recipient.position = 0",
	struct word, mail_columns);

static const struct db_column call_columns[] = {
	DB_COLUMN(struct word, id),
	DB_COLUMN(struct word, at),
	DB_COLUMN_AS(struct word, address, "''"),
};
static const struct db_record calls = DB_RECORD("loop_log", struct word, call_columns);

#define IS_WORD                                                                               \
	"message.kind = 'out' AND message.author_kind = 'staff' AND message.is_automatic = 0" \
	" AND message.is_inner = 0 AND message.side_id = 0 AND message.sending = 'sent'"

static enum hk_result still_there(struct ctx *cx, const struct loop_case *one, bool *ret)
{
	struct db_rows rows;

	*ret = strcmp(one->answered_by, "call") == 0;
	if (*ret || !one->message_id)
		return HK_OK;
	HK_TRY(db_select(cx->db, &mails, DB_WHERE("message.id = $2 AND " IS_WORD, ""),
			 DB_ARGS(one->message_id), &rows));
	*ret = rows.count > 0;
	return HK_OK;
}

static enum hk_result mail_find(struct ctx *cx, const struct loop_case *one, struct word *ret)
{
	const struct word *items;
	struct db_rows rows;
	bool is_his;

	if (!one->ticket_id)
		return HK_OK;
	HK_TRY(db_select(cx->db, &mails,
			 DB_WHERE("message.ticket_id = $2 AND message.at >= $3 AND " IS_WORD,
				  "ORDER BY message.id DESC LIMIT $4"),
			 DB_ARGS(one->ticket_id, one->opened_at, WORDS_MOST), &rows));
	items = rows.items;
	for (size_t i = 0; i < rows.count; i++) {
		HK_TRY(customer_has_email(cx, one->customer_id,
					  customer_email(cx, items[i].address), &is_his));
		if (is_his && (!ret->at || items[i].at < ret->at))
			*ret = items[i];
	}
	return HK_OK;
}

static enum hk_result call_find(struct ctx *cx, const struct loop_case *one, struct word *ret)
{
	struct db_rows rows;

	HK_TRY(db_select(cx->db, &calls,
			 DB_WHERE("response_id = $2 AND round = $3 AND kind = 'called'",
				  "ORDER BY id LIMIT 1"),
			 DB_ARGS(one->response_id, one->round), &rows));
	if (rows.count)
		*ret = *(const struct word *)rows.items;
	return HK_OK;
}

static enum hk_result answered(struct ctx *cx, struct loop_case *one, const struct word *mail,
			       const struct word *call)
{
	bool is_call = call->at && (!mail->at || call->at <= mail->at);

	one->answered_at = is_call ? call->at : mail->at;
	one->answered_by = is_call ? "call" : "mail";
	one->message_id = is_call ? 0 : mail->id;
	if (strcmp(one->state, "open") == 0)
		one->state = "answered";
	HK_TRY(loop_row_put(cx, one));
	return is_call ? HK_OK : loop_note(cx, one, "answered", 0, "");
}

/* What had come out rests on a word that never arrived. He who said since that it was put right
 * knows better. */
static enum hk_result lost(struct ctx *cx, struct loop_case *one)
{
	one->answered_at = one->message_id = 0;
	one->answered_by = "";
	if (strcmp(one->state, "answered") == 0 ||
	    (strcmp(one->state, "ended") == 0 && !*one->put_right &&
	     (strcmp(one->outcome, "fixed") == 0 || strcmp(one->outcome, "explained") == 0))) {
		one->state = "open";
		one->outcome = "";
		one->ended_at = one->ended_by = one->asked_at = 0;
	}
	HK_TRY(loop_row_put(cx, one));
	HK_TRY(loop_note(cx, one, "lost", 0, ""));
	if (strcmp(one->state, "open") != 0)
		return HK_OK;
	HK_TRY(loop_ticket_keep(cx, one->ticket_id));
	return loop_schedule(cx, one);
}

enum hk_result loop_judge(struct ctx *cx, struct loop_case *one, bool *ret_is_new)
{
	struct word mail = { .at = 0 }, call = { .at = 0 };
	bool is_there = false;

	*ret_is_new = false;
	if (strcmp(one->state, "gone") == 0)
		return HK_OK;
	if (one->answered_at)
		HK_TRY(still_there(cx, one, &is_there));
	if (is_there || (strcmp(one->state, "ended") == 0 && !one->answered_at))
		return HK_OK;
	HK_TRY(mail_find(cx, one, &mail));
	HK_TRY(call_find(cx, one, &call));
	*ret_is_new = true;
	if (mail.at || call.at)
		return answered(cx, one, &mail, &call);
	if (one->answered_at)
		return lost(cx, one);
	*ret_is_new = false;
	return HK_OK;
}
