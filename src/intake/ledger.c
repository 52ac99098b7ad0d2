#include "intake/ledger.h"

#include <inttypes.h>
#include <sodium.h>
#include <string.h>

#include "base/text.h"

static const struct db_column columns[] = {
	DB_COLUMN(struct inbound, id),          DB_COLUMN(struct inbound, key),
	DB_COLUMN(struct inbound, received_at), DB_COLUMN(struct inbound, channel),
	DB_COLUMN(struct inbound, mailbox_id),  DB_COLUMN(struct inbound, raw_blob),
	DB_COLUMN(struct inbound, size),        DB_COLUMN(struct inbound, mail_id),
	DB_COLUMN(struct inbound, outcome),     DB_COLUMN(struct inbound, reason),
	DB_COLUMN(struct inbound, ticket_id),   DB_COLUMN(struct inbound, message_id),
	DB_COLUMN(struct inbound, seen),        DB_COLUMN(struct inbound, sender),
};
static const struct db_record record = DB_RECORD("inbound", struct inbound, columns);

enum hk_result inbound_enter(struct ctx *cx, const struct inbound *new, struct inbound *ret)
{
	return db_select_one(
		cx->db, &record,
		DB_ADD("inbound",
		       "id, key, received_at, channel, mailbox_id, raw_blob, size, mail_id,"
		       " outcome, reason, ticket_id, message_id, seen, sender",
		       "$2, $3, $4, $5, $6, $7, $8, $9, 'pending', '', 0, 0, 1, $10",
		       "ON CONFLICT (org_id, key) DO UPDATE SET seen = inbound.seen + 1"
		       " RETURNING id, key, received_at, channel, mailbox_id, raw_blob, size,"
		       " mail_id, outcome, reason, ticket_id, message_id, seen, sender"),
		DB_ARGS(ctx_new_id(cx), new->key, cx->now, new->channel, new->mailbox_id,
			new->raw_blob, new->size, new->mail_id, new->sender ? new->sender : ""),
		ret);
}

enum hk_result inbound_settle(struct ctx *cx, const struct inbound *row)
{
	return db_send(
		cx->db,
		DB_UPDATE("inbound", "outcome = $3, reason = $4, ticket_id = $5, message_id = $6",
			  "id = $2", ""),
		DB_ARGS(row->id, row->outcome, row->reason, row->ticket_id, row->message_id));
}

enum hk_result inbound_find(struct ctx *cx, const char *key, struct inbound *ret)
{
	return db_select_one(cx->db, &record, DB_WHERE("key = $2", ""), DB_ARGS(key), ret);
}

enum hk_result inbound_take_back(struct ctx *cx, int64_t id, bool *ret_is_alone)
{
	int64_t count;

	HK_TRY(db_change(cx->db,
			 DB_UPDATE("inbound",
				   "key = key || $3, outcome = 'rejected', reason = $4,"
				   " raw_blob = '', ticket_id = 0, message_id = 0",
				   "id = $2 AND seen = 1", ""),
			 DB_ARGS(id, hk_format(cx->arena, " undone %" PRId64, id),
				 TR("The import that brought it was undone.")),
			 &count));
	*ret_is_alone = count > 0;
	return HK_OK;
}

enum hk_result inbound_page(struct ctx *cx, int64_t before_id, int64_t limit,
			    struct inbound_list *ret)
{
	struct db_rows rows;

	HK_TRY(db_select(cx->db, &record, DB_WHERE("id < $2", "ORDER BY id DESC LIMIT $3"),
			 DB_ARGS(before_id, limit), &rows));
	*ret = (struct inbound_list){ rows.items, rows.count };
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
		"x-spam-",
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
