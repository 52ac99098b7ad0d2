#include "intake/ledger.h"

#include <inttypes.h>
#include <sodium.h>
#include <string.h>

#include "base/text.h"
#include "core/blob_kept.h"
#include "core/id.h"
#include "people/customer.h"
#include "people/team.h"
#include "ticket/mail/mailbox.h"
#include "ticket/message.h"
#include "ticket/ticket.h"

static const struct db_column columns[] = {
	DB_COLUMN(struct inbound, id),          DB_COLUMN(struct inbound, key),
	DB_COLUMN(struct inbound, received_at), DB_COLUMN(struct inbound, channel),
	DB_COLUMN(struct inbound, mailbox_id),  DB_COLUMN(struct inbound, raw_blob),
	DB_COLUMN(struct inbound, size),        DB_COLUMN(struct inbound, mail_id),
	DB_COLUMN(struct inbound, outcome),     DB_COLUMN(struct inbound, reason),
	DB_COLUMN(struct inbound, ticket_id),   DB_COLUMN(struct inbound, message_id),
	DB_COLUMN(struct inbound, seen),        DB_COLUMN(struct inbound, sender),
	DB_COLUMN(struct inbound, subject),     DB_COLUMN(struct inbound, is_pathless),
	DB_COLUMN(struct inbound, spam_points), DB_COLUMN(struct inbound, spam_limit),
};
static const struct db_record record = DB_RECORD("inbound", struct inbound, columns);

#define RETURNING                                                                  \
	" RETURNING id, key, received_at, channel, mailbox_id, raw_blob, size,"    \
	" mail_id, outcome, reason, ticket_id, message_id, seen, sender, subject," \
	" is_pathless, spam_points, spam_limit"

enum hk_result inbound_enter(struct ctx *cx, const struct inbound *new, struct inbound *ret)
{
	HK_TRY(db_select_one(
		cx->db, &record,
		DB_ADD("inbound",
		       "id, key, received_at, channel, mailbox_id, raw_blob, size, mail_id,"
		       " outcome, reason, ticket_id, message_id, seen, is_pathless",
		       "$2, $3, $4, $5, $6, $7, $8, $9, 'pending', '', 0, 0, 1, $10",
		       "ON CONFLICT (org_id, key) DO UPDATE SET seen = inbound.seen + 1" RETURNING),
		DB_ARGS(ctx_new_id(cx), new->key, cx->now, new->channel, new->mailbox_id,
			new->raw_blob, new->size, new->mail_id, new->is_pathless),
		ret));
	return new->raw.bytes && ret->seen == 1 ? blob_row_put(cx, new->raw_blob, new->raw) : HK_OK;
}

enum hk_result inbound_settle(struct ctx *cx, const struct inbound *row)
{
	return db_send(cx->db,
		       DB_UPDATE("inbound",
				 "outcome = $3, reason = $4, ticket_id = $5, message_id = $6,"
				 " sender = $7, subject = $8, spam_points = $9, spam_limit = $10",
				 "id = $2", ""),
		       DB_ARGS(row->id, row->outcome, row->reason, row->ticket_id, row->message_id,
			       row->sender, row->subject, row->spam_points, row->spam_limit));
}

enum hk_result inbound_find(struct ctx *cx, int64_t id, struct inbound *ret)
{
	return db_select_one(cx->db, &record, DB_WHERE("id = $2", ""), DB_ARGS(id), ret);
}

enum hk_result inbound_hold(struct ctx *cx, int64_t id, struct inbound *ret)
{
	return db_select_one(cx->db, &record,
			     DB_UPDATE("inbound", "outcome = outcome", "id = $2", RETURNING),
			     DB_ARGS(id), ret);
}

enum hk_result inbound_may_read(struct ctx *cx, const struct inbound *row)
{
	struct ticket ticket;
	struct mailbox mailbox;
	struct team team;
	bool is_member;

	if (cx->actor->kind == ACTOR_SYSTEM)
		return HK_OK;
	if (row->ticket_id)
		return ticket_by_id(cx, row->ticket_id, &ticket);
	if (!row->mailbox_id)
		return HK_OK;
	HK_TRY(mailbox_find(cx, row->mailbox_id, &mailbox));
	HK_TRY(team_find(cx, mailbox.team_id, &team));
	if (!team.is_restricted)
		return HK_OK;
	HK_TRY(team_has(cx, team.id, cx->actor->id, &is_member));
	return is_member ? HK_OK : HK_NOT_FOUND;
}

enum hk_result inbound_by_key(struct ctx *cx, const char *key, struct inbound *ret)
{
	return db_select_one(cx->db, &record, DB_WHERE("key = $2", ""), DB_ARGS(key), ret);
}

enum hk_result inbound_take_back(struct ctx *cx, int64_t id, bool *ret_is_alone)
{
	int64_t count;

	HK_TRY(db_change(cx->db,
			 DB_UPDATE("inbound",
				   "key = key || $3, outcome = 'rejected', reason = $4,"
				   " raw_blob = '', sender = '', ticket_id = 0, message_id = 0",
				   "id = $2 AND seen = 1", ""),
			 DB_ARGS(id, hk_format(cx->arena, " undone %" PRId64, id),
				 TR("The import that brought it was undone.")),
			 &count));
	*ret_is_alone = count > 0;
	return HK_OK;
}

/* Whose mails, or which one. */
struct wanted {
	const char *address, *mail_id; /* "": nobody's */
	int64_t customer_id, ticket_id;
};

static enum hk_result wanted_read(struct ctx *cx, const char *who, struct wanted *ret)
{
	const char *open = strrchr(who, '<');
	const char *inside =
		hk_copy(cx->arena, open ? open + 1 : who, strcspn(open ? open + 1 : who, ">"));
	struct customer customer = { .id = 0 };
	int64_t message_id;
	enum hk_result result;

	inside = hk_trim(cx->arena, inside);

	const char *address = customer_email(cx, inside);

	/* Rows without a sender or a Message-ID are nobody's. */
	*ret = (struct wanted){ .address = address ? address : "-",
				.mail_id = *inside ? inside : "-" };
	result = customer_by_address(cx, "email", ret->address, &customer);
	if (result != HK_OK && result != HK_NOT_FOUND)
		return result;
	ret->customer_id = customer.id;
	result = message_by_mail_id(cx, ret->mail_id, &ret->ticket_id, &message_id);
	return result == HK_NOT_FOUND ? HK_OK : result;
}

#define OF_SENDER                                                                          \
	"SELECT sent.id FROM inbound AS sent WHERE sent.org_id = $1 AND sent.sender <> ''" \
	" AND sent.sender = $5"
#define OF_NOBODY                                                                               \
	"SELECT loose.id FROM inbound AS loose WHERE loose.org_id = $1 AND loose.ticket_id = 0" \
	" AND loose.mail_id = $6"
#define OF_CUSTOMER                                                                        \
	"SELECT theirs.id FROM inbound AS theirs WHERE theirs.org_id = $1 AND"             \
	" theirs.ticket_id IN (SELECT own.id FROM ticket AS own WHERE own.org_id = $1 AND" \
	" own.customer_id = $7)"
#define OF_TICKET                                                                        \
	"SELECT one.id FROM inbound AS one WHERE one.org_id = $1 AND one.ticket_id = $8" \
	" AND one.mail_id = $6"

/* Each by the index of tickets, and not all that came by their ids. */
static enum hk_result page_of(struct ctx *cx, const struct inbound_filter *filter,
			      int64_t before_id, int64_t limit, struct db_rows *ret)
{
	struct wanted wanted;

	HK_TRY(wanted_read(cx, filter->who, &wanted));
	return db_select(cx->db, &record,
			 DB_WHERE("id IN (" OF_SENDER " UNION ALL " OF_NOBODY
				  " UNION ALL " OF_CUSTOMER " UNION ALL " OF_TICKET
				  ") AND +id >= $2 AND +id < $3 AND ($4 = '' OR outcome = $4)",
				  "ORDER BY id DESC LIMIT $9"),
			 DB_ARGS(id_floor(filter->since), before_id, filter->outcome,
				 wanted.address, wanted.mail_id, wanted.customer_id,
				 wanted.ticket_id, limit),
			 ret);
}

/* Rows have their ids from when they were received, and no index has the time beside the outcome.
 */
enum hk_result inbound_page(struct ctx *cx, const struct inbound_filter *filter, int64_t before_id,
			    int64_t limit, struct inbound_list *ret)
{
	int64_t least = id_floor(filter->since);
	struct db_rows rows;

	if (filter->who && *filter->who)
		HK_TRY(page_of(cx, filter, before_id, limit, &rows));
	else if (*filter->outcome)
		HK_TRY(db_select(cx->db, &record,
				 DB_WHERE("outcome = $2 AND id >= $3 AND id < $4",
					  "ORDER BY id DESC LIMIT $5"),
				 DB_ARGS(filter->outcome, least, before_id, limit), &rows));
	else
		HK_TRY(db_select(cx->db, &record,
				 DB_WHERE("id >= $2 AND id < $3", "ORDER BY id DESC LIMIT $4"),
				 DB_ARGS(least, before_id, limit), &rows));
	*ret = (struct inbound_list){ rows.items, rows.count };
	return HK_OK;
}

struct counted {
	int64_t id;
};

static const struct db_column counted_columns[] = { DB_COLUMN(struct counted, id) };
static const struct db_record counted_record =
	DB_RECORD("inbound", struct counted, counted_columns);

enum hk_result inbound_count(struct ctx *cx, const char *outcome, int64_t limit, int64_t *ret)
{
	struct db_rows rows;

	HK_TRY(db_select(cx->db, &counted_record, DB_WHERE("outcome = $2", "LIMIT $3"),
			 DB_ARGS(outcome, limit), &rows));
	*ret = (int64_t)rows.count;
	return HK_OK;
}

static const struct db_column replay_columns[] = {
	DB_COLUMN(struct replay, id),        DB_COLUMN(struct replay, inbound_id),
	DB_COLUMN(struct replay, at),        DB_COLUMN(struct replay, staff_id),
	DB_COLUMN(struct replay, was),       DB_COLUMN(struct replay, became),
	DB_COLUMN(struct replay, is_wanted),
};
static const struct db_record replay_record = DB_RECORD("replay", struct replay, replay_columns);

enum hk_result replay_add(struct ctx *cx, struct replay *replay)
{
	replay->id = ctx_new_id(cx);
	replay->at = cx->now;
	return db_insert(cx->db, &replay_record, replay);
}

enum hk_result replay_every(struct ctx *cx, int64_t inbound_id, struct replay_list *ret)
{
	struct db_rows rows;

	HK_TRY(db_select(cx->db, &replay_record,
			 DB_WHERE("inbound_id = $2", "ORDER BY id DESC LIMIT 50"),
			 DB_ARGS(inbound_id), &rows));
	*ret = (struct replay_list){ rows.items, rows.count };
	return HK_OK;
}

static bool is_trace(const char *line)
{
	static const char *const names[] = {
		"received:",
		"delivered-to:",
		"return-path:",
		"x-original-to:",
		"dkim-signature:",
		"authentication-results:",
		"arc-",
		"received-spf:",
		"x-received:",
		"envelope-to:",
		"delivery-date:",
		"x-spam",
		"x-rspamd-",
		"x-google-",
		"x-gm-",
		/* What programs write into the mails that they keep. */
		"status:",
		"x-status:",
		"x-uid:",
		"x-uidl:",
		"x-keywords:",
		"x-mozilla-",
		"x-evolution",
		"x-imap",
		"content-length:",
	};

	for (size_t i = 0; i < HK_COUNT(names); i++)
		if (hk_starts_ascii(line, names[i]))
			return true;
	return false;
}

/* Line by line to the empty one; folded lines go with the header that they continue. */
const char *inbound_digest(struct hk_arena *arena, const char *raw, size_t length)
{
	crypto_hash_sha256_state state;
	unsigned char digest[HK_DIGEST];
	bool is_skipped = false;
	size_t at = 0;

	crypto_hash_sha256_init(&state);
	while (at < length && raw[at] != '\n' && raw[at] != '\r') {
		const char *end = memchr(raw + at, '\n', length - at);
		size_t size = end ? (size_t)(end - raw) + 1 - at : length - at;

		if (raw[at] != ' ' && raw[at] != '\t')
			is_skipped = is_trace(raw + at);
		if (!is_skipped)
			crypto_hash_sha256_update(&state, (const unsigned char *)raw + at, size);
		at += size;
	}
	crypto_hash_sha256_update(&state, (const unsigned char *)raw + at, length - at);
	crypto_hash_sha256_final(&state, digest);
	return hk_hex(arena, digest, sizeof(digest));
}
