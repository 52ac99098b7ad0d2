#include "ticket/message.h"

#include <string.h>

#include "base/text.h"
#include "core/id.h"
#include "core/markdown.h"
#include "core/search.h"
#include "ticket/complaint/complaint.h"
#include "ticket/file/scan.h"
#include "ticket/file/thumb.h"

enum { PREVIEW_BYTES = 240 };

static const struct db_column columns[] = {
	DB_COLUMN(struct message, ticket_id),    DB_COLUMN(struct message, id),
	DB_COLUMN(struct message, kind),         DB_COLUMN(struct message, channel),
	DB_COLUMN(struct message, at),           DB_COLUMN(struct message, author_kind),
	DB_COLUMN(struct message, author_id),    DB_COLUMN(struct message, from_name),
	DB_COLUMN(struct message, from_address), DB_COLUMN(struct message, subject),
	DB_COLUMN(struct message, body),         DB_COLUMN(struct message, reply),
	DB_COLUMN(struct message, html),         DB_COLUMN(struct message, language),
	DB_COLUMN(struct message, is_automatic), DB_COLUMN(struct message, mail_id),
	DB_COLUMN(struct message, raw_blob),     DB_COLUMN(struct message, sending),
	DB_COLUMN(struct message, is_partial),   DB_COLUMN(struct message, about_id),
	DB_COLUMN(struct message, is_inner),     DB_COLUMN(struct message, side_id),
	DB_COLUMN(struct message, readers_more),
};
static const struct db_record record = DB_RECORD("message", struct message, columns);

static const struct db_column recipient_columns[] = {
	DB_COLUMN(struct recipient, ticket_id), DB_COLUMN(struct recipient, message_id),
	DB_COLUMN(struct recipient, position),  DB_COLUMN(struct recipient, role),
	DB_COLUMN(struct recipient, name),      DB_COLUMN(struct recipient, address),
};
static const struct db_record recipient_record =
	DB_RECORD("recipient", struct recipient, recipient_columns);

static const struct db_column attachment_columns[] = {
	DB_COLUMN(struct attachment, ticket_id),    DB_COLUMN(struct attachment, message_id),
	DB_COLUMN(struct attachment, position),     DB_COLUMN(struct attachment, name),
	DB_COLUMN(struct attachment, type),         DB_COLUMN(struct attachment, size),
	DB_COLUMN(struct attachment, sha256),       DB_COLUMN(struct attachment, is_inline),
	DB_COLUMN(struct attachment, content_id),   DB_COLUMN(struct attachment, blob),
	DB_COLUMN(struct attachment, blob_offset),  DB_COLUMN(struct attachment, blob_length),
	DB_COLUMN(struct attachment, blob_skip),    DB_COLUMN(struct attachment, encoding),
	DB_COLUMN(struct attachment, thumb_blob),   DB_COLUMN(struct attachment, thumb_width),
	DB_COLUMN(struct attachment, thumb_height), DB_COLUMN(struct attachment, thumb_due),
	DB_COLUMN(struct attachment, left_out),     DB_COLUMN(struct attachment, scan),
	DB_COLUMN(struct attachment, scan_found),
};
static const struct db_record attachment_record =
	DB_RECORD("attachment", struct attachment, attachment_columns);

/* Notes are for those who work here, and so is what can still be taken back. */
#define SHOWN(n)                                                             \
	"(" n " = 0 OR (message.kind <> 'note' AND message.is_inner = 0 AND" \
	" message.sending <> 'held' AND message.sending <> 'cancelled'))"

static int64_t is_outside(const struct ctx *cx)
{
	return cx->actor->kind == ACTOR_CUSTOMER || cx->actor->kind == ACTOR_NOBODY;
}

static void turn_round(struct message *items, size_t count)
{
	for (size_t i = 0; i < count / 2; i++) {
		struct message swap = items[i];
		items[i] = items[count - 1 - i];
		items[count - 1 - i] = swap;
	}
}

enum hk_result message_page(struct ctx *cx, const struct ticket *ticket, int64_t before_id,
			    int64_t limit, struct message_list *ret)
{
	struct db_rows rows;

	HK_TRY(db_select(cx->db, &record,
			 DB_WHERE("ticket_id = $2 AND id < $3 AND " SHOWN("$4"),
				  "ORDER BY id DESC LIMIT $5"),
			 DB_ARGS(ticket->id, before_id, is_outside(cx), limit), &rows));
	turn_round(rows.items, rows.count);
	*ret = (struct message_list){ rows.items, rows.count };
	return HK_OK;
}

enum hk_result message_find(struct ctx *cx, const struct ticket *ticket, int64_t id,
			    struct message *ret)
{
	return db_select_one(cx->db, &record,
			     DB_WHERE("ticket_id = $2 AND id = $3 AND " SHOWN("$4"), ""),
			     DB_ARGS(ticket->id, id, is_outside(cx)), ret);
}

enum hk_result message_by_row(struct ctx *cx, int64_t id, struct message *ret)
{
	if (is_outside(cx))
		return HK_NOT_FOUND;
	return db_select_one(cx->db, &record, DB_WHERE("id = $2", ""), DB_ARGS(id), ret);
}

enum hk_result message_unseen(struct ctx *cx, const struct ticket *ticket, int64_t after_id,
			      struct message_list *ret)
{
	struct db_rows rows;

	HK_TRY(db_select(cx->db, &record,
			 DB_WHERE("ticket_id = $2 AND id > $3 AND"
				  " NOT (author_kind = 'staff' AND author_id = $4)",
				  "ORDER BY id LIMIT 20"),
			 DB_ARGS(ticket->id, after_id, cx->actor->id), &rows));
	*ret = (struct message_list){ rows.items, rows.count };
	return HK_OK;
}

enum hk_result message_last_word(struct ctx *cx, const struct ticket *ticket,
				 const struct message_list *all, struct message *ret)
{
	enum hk_result result;

	*ret = (struct message){ .id = 0 };
	for (size_t i = all ? all->count : 0; i-- > 0;) {
		const struct message *one = &all->items[i];

		if (strcmp(one->kind, "in") == 0 && !one->is_automatic && !one->is_inner) {
			*ret = *one;
			break;
		}
	}
	if (all)
		return HK_OK;
	result = db_select_one(cx->db, &record,
			       DB_WHERE("ticket_id = $2 AND kind = 'in' AND is_automatic = 0 AND"
					" is_inner = 0",
					"ORDER BY id DESC LIMIT 1"),
			       DB_ARGS(ticket->id), ret);
	return result == HK_NOT_FOUND ? HK_OK : result;
}

enum hk_result message_heard_since(struct ctx *cx, const struct ticket *ticket, int64_t after_id,
				   bool *ret)
{
	struct message word = { .id = 0 };

	if (ticket->last_message_id > after_id)
		HK_TRY(message_last_word(cx, ticket, NULL, &word));
	*ret = word.id > after_id;
	return HK_OK;
}

enum hk_result message_after(struct ctx *cx, const struct ticket *ticket, int64_t after_id,
			     struct message_list *ret)
{
	struct db_rows rows;

	HK_TRY(db_select(cx->db, &record,
			 DB_WHERE("ticket_id = $2 AND id > $3", "ORDER BY id LIMIT 20"),
			 DB_ARGS(ticket->id, after_id), &rows));
	*ret = (struct message_list){ rows.items, rows.count };
	return HK_OK;
}

struct known {
	int64_t id;
};

static const struct db_column id_columns[] = { DB_COLUMN(struct known, id) };
static const struct db_record id_record = DB_RECORD("message", struct known, id_columns);

enum hk_result message_last_own(struct ctx *cx, const struct ticket *ticket, const char *kind,
				int64_t *ret_id)
{
	struct db_rows rows;

	HK_TRY(db_select(cx->db, &id_record,
			 DB_WHERE("ticket_id = $2 AND kind = $3 AND author_kind = 'staff'"
				  " AND author_id = $4",
				  "ORDER BY id DESC LIMIT 1"),
			 DB_ARGS(ticket->id, kind, cx->actor->id), &rows));
	*ret_id = rows.count ? ((struct known *)rows.items)[0].id : 0;
	return HK_OK;
}

/* message_id 0: of all. */
static enum hk_result recipients_find(struct ctx *cx, const struct ticket *ticket,
				      int64_t message_id, struct recipient_list *ret)
{
	struct db_rows rows;

	HK_TRY(db_select(cx->db, &recipient_record,
			 DB_WHERE("ticket_id = $2 AND message_id BETWEEN $4 AND $5 AND ($3 = 0 OR "
				  "(role <> 'bcc' AND EXISTS"
				  " (SELECT 1 FROM message WHERE message.org_id = $1 AND"
				  " message.ticket_id = recipient.ticket_id AND"
				  " message.id = recipient.message_id AND " SHOWN("$3") ")))",
				  "ORDER BY message_id, position"),
			 DB_ARGS(ticket->id, is_outside(cx), message_id,
				 message_id ? message_id : INT64_MAX),
			 &rows));
	*ret = (struct recipient_list){ rows.items, rows.count };
	return HK_OK;
}

enum hk_result message_recipients(struct ctx *cx, const struct ticket *ticket,
				  struct recipient_list *ret)
{
	return recipients_find(cx, ticket, 0, ret);
}

enum hk_result message_recipients_of(struct ctx *cx, const struct ticket *ticket,
				     int64_t message_id, struct recipient_list *ret)
{
	*ret = (struct recipient_list){ NULL, 0 };
	return message_id ? recipients_find(cx, ticket, message_id, ret) : HK_OK;
}

enum hk_result message_attachments(struct ctx *cx, const struct ticket *ticket,
				   struct attachment_list *ret)
{
	struct db_rows rows;

	HK_TRY(db_select(cx->db, &attachment_record,
			 DB_WHERE("ticket_id = $2 AND ($3 = 0 OR EXISTS (SELECT 1 FROM message"
				  " WHERE message.org_id = $1 AND"
				  " message.ticket_id = attachment.ticket_id AND"
				  " message.id = attachment.message_id AND " SHOWN("$3") "))",
				  "ORDER BY message_id, position"),
			 DB_ARGS(ticket->id, is_outside(cx)), &rows));
	scan_apply(cx, rows.items, rows.count);
	*ret = (struct attachment_list){ rows.items, rows.count };
	return HK_OK;
}

enum hk_result attachment_find(struct ctx *cx, const struct ticket *ticket, int64_t message_id,
			       int64_t position, struct attachment *ret)
{
	struct message message;

	HK_TRY(message_find(cx, ticket, message_id, &message));
	HK_TRY(db_select_one(cx->db, &attachment_record,
			     DB_WHERE("ticket_id = $2 AND message_id = $3 AND position = $4", ""),
			     DB_ARGS(ticket->id, message_id, position), ret));
	scan_apply(cx, ret, 1);
	return HK_OK;
}

/* One line, as long as a list shows, without the marks in which we write. */
static bool is_blank(char sign)
{
	return sign == ' ' || sign == '\t' || sign == '\n';
}

static const char *blanks_pass(const char *text)
{
	return text + strspn(text, " \t\n");
}

const char *message_rest(struct hk_arena *arena, const struct message *message)
{
	const char *body = blanks_pass(message->body), *reply = blanks_pass(message->reply);

	if (hk_equal(body, reply))
		return "";
	/* The reply has no spaces at the ends of its lines. */
	while (*reply && *body == *reply) {
		if (is_blank(*++reply))
			reply = blanks_pass(reply);
		if (is_blank(*++body))
			body = blanks_pass(body);
	}
	return hk_trim(arena, *reply ? message->body : body);
}

static const char *preview_of(struct ctx *cx, const struct message *message)
{
	const char *text =
		hk_copy(cx->arena, message->reply, hk_utf8_fit(message->reply, PREVIEW_BYTES));

	if (strcmp(message->kind, "out") == 0)
		text = markdown_plain(cx->arena, text);
	return hk_one_line(cx->arena, text);
}

/* Made when somebody has time; a mail of a hundred pictures shows those that come first. */
static void thumb_order(struct attachment *one, size_t *count)
{
	one->thumb_blob = "";
	one->thumb_width = one->thumb_height = 0;
	one->thumb_due = !*one->left_out && *count < THUMBS_OF_A_MESSAGE && thumb_may_be(one);
	*count += one->thumb_due != 0;
}

static enum hk_result parts_store(struct ctx *cx, const struct ticket *ticket,
				  struct message_new *new)
{
	size_t thumbs = 0;

	for (size_t i = 0; i < new->recipients.count; i++) {
		struct recipient *one = &new->recipients.items[i];
		one->ticket_id = ticket->id;
		one->message_id = new->message.id;
		one->position = (int64_t)i;
		HK_TRY(db_insert(cx->db, &recipient_record, one));
	}
	for (size_t i = 0; i < new->attachments.count; i++) {
		struct attachment *one = &new->attachments.items[i];
		one->ticket_id = ticket->id;
		one->message_id = new->message.id;
		one->position = (int64_t)i;
		if (!one->left_out)
			one->left_out = "";
		HK_TRY(scan_begin(cx, one));
		thumb_order(one, &thumbs);
		HK_TRY(db_insert(cx->db, &attachment_record, one));
	}
	return HK_OK;
}

static int64_t space_of(const struct ctx *cx, const struct ticket *ticket)
{
	return search_space(cx, SEARCH_TICKETS, ticket->is_restricted ? ticket->team_id : 0);
}

/* subject: of its ticket, which a colleague may have put into better words; "". */
static const char *words_of(struct ctx *cx, int64_t space, const char *subject,
			    const struct message *message)
{
	return search_tokens(cx, space, message->language,
			     hk_format(cx->arena, "%s %s %s %s %s", subject, message->subject,
				       message->from_name, message->from_address, message->body));
}

/* Words were made for the mailbox's team; a ticket that moved to a restricted one needs others. */
static enum hk_result words_store(struct ctx *cx, const struct ticket *ticket,
				  const struct message_new *new)
{
	int64_t space = space_of(cx, ticket);
	const char *tokens = new->tokens;

	if (space != new->tokens_space)
		tokens = words_of(cx, space, "", &new->message);
	return tokens && *tokens ? search_put(cx, new->message.id, tokens) : HK_OK;
}

enum hk_result message_words_renew(struct ctx *cx, const struct ticket *ticket)
{
	int64_t space = space_of(cx, ticket), after = 0;
	struct message_list page;

	do {
		HK_TRY(message_after(cx, ticket, after, &page));
		for (size_t i = 0; i < page.count; i++) {
			const struct message *one = &page.items[i];
			const char *subject = after ? "" : ticket->subject;

			HK_TRY(search_put(cx, one->id, words_of(cx, space, subject, one)));
			after = one->id;
		}
	} while (page.count);
	return HK_OK;
}

/* By the text alone: of our own messages nothing else is looked for, and a mail may have no more.
 */
enum hk_result message_words_lost(struct ctx *cx, int64_t *ret_count)
{
	enum { PAGE = 200 };

	struct db_rows rows;
	int64_t after = 0;

	*ret_count = 0;
	do {
		HK_TRY(db_select(cx->db, &record, db_search(cx->db)->lost,
				 DB_ARGS(after, (int64_t)PAGE), &rows));
		for (size_t i = 0; i < rows.count; i++) {
			const struct message *one = &((struct message *)rows.items)[i];
			after = one->id;
			*ret_count += *search_tokens(cx, 0, one->language, one->body) != '\0';
		}
	} while (rows.count == PAGE);
	return HK_OK;
}

static enum hk_result mail_id_store(struct ctx *cx, const struct message *message)
{
	if (!*message->mail_id)
		return HK_OK;
	return db_send(cx->db,
		       DB_ADD("mail_id", "value, ticket_id, message_id", "$2, $3, $4",
			      "ON CONFLICT (org_id, value) DO NOTHING"),
		       DB_ARGS(message->mail_id, message->ticket_id, message->id));
}

/* Its rows. */
static enum hk_result store(struct ctx *cx, const struct ticket *ticket, struct message_new *new)
{
	HK_TRY(db_insert(cx->db, &record, &new->message));
	HK_TRY(parts_store(cx, ticket, new));
	HK_TRY(words_store(cx, ticket, new));
	return mail_id_store(cx, &new->message);
}

/* It is the newest word of the ticket now. */
static void come_last(struct ctx *cx, struct ticket *ticket, const struct message *message)
{
	ticket->last_message_id = message->id;
	if (strcmp(message->kind, "note") != 0 && !message->is_inner) {
		ticket->preview = preview_of(cx, message);
		ticket->preview_language = message->language;
	}
}

static bool is_heard(const struct message *message)
{
	return strcmp(message->kind, "in") == 0 && !message->is_inner;
}

void message_begin(struct ctx *cx, struct ticket *ticket, struct message *message)
{
	message->ticket_id = ticket->id;
	/* Whoever wrote to it before, on whichever machine: the order of a conversation is that of
	 * its ids, and "newer than what I have seen" too. */
	message->id = id_next_after(cx->house->ids, cx->now, ticket->last_message_id);
	ticket->message_count++;
	come_last(cx, ticket, message);
	if (is_heard(message))
		ticket->last_in_at = message->at;
}

enum hk_result message_put(struct ctx *cx, struct ticket *ticket, struct message_new *new)
{
	const struct message *message = &new->message;

	HK_TRY(store(cx, ticket, new));
	if (!is_heard(message) || message->is_automatic)
		return HK_OK;
	/* What he wrote above it belongs to his first words. */
	return complaint_suspect(
		cx, ticket,
		ticket->message_count == 1
			? hk_format(cx->arena, "%s\n%s", ticket->subject, message->reply)
			: message->reply,
		message->language);
}

enum hk_result message_store(struct ctx *cx, struct ticket *ticket, struct message_new *new)
{
	message_begin(cx, ticket, &new->message);
	return message_put(cx, ticket, new);
}

struct taken {
	int64_t id;
};

static const struct db_column taken_columns[] = { DB_COLUMN(struct taken, id) };
static const struct db_record taken_record = DB_RECORD("message", struct taken, taken_columns);

static enum hk_result past_id_find(struct ctx *cx, int64_t at, int64_t *ret)
{
	enum { TRIES = 20 };

	for (int i = 0; i < TRIES; i++) {
		struct taken taken;
		int64_t id = id_past(at);
		enum hk_result result = db_select_one(cx->db, &taken_record,
						      DB_WHERE("id = $2", ""), DB_ARGS(id), &taken);
		if (result == HK_NOT_FOUND)
			*ret = id;
		if (result != HK_OK)
			return result == HK_NOT_FOUND ? HK_OK : result;
	}
	return HK_UNAVAILABLE;
}

enum hk_result message_store_past(struct ctx *cx, struct ticket *ticket, struct message_new *new)
{
	struct message *message = &new->message;

	message->ticket_id = ticket->id;
	HK_TRY(past_id_find(cx, message->at, &message->id));
	HK_TRY(store(cx, ticket, new));
	ticket->message_count++;
	if (message->id > ticket->last_message_id)
		come_last(cx, ticket, message);
	if (strcmp(message->kind, "in") == 0 && message->at > ticket->last_in_at)
		ticket->last_in_at = message->at;
	return HK_OK;
}

/* What a list shows of the ticket is never a note. */
static enum hk_result preview_again(struct ctx *cx, struct ticket *ticket)
{
	struct message said = { .kind = "", .reply = "", .language = "" };
	enum hk_result result =
		db_select_one(cx->db, &record,
			      DB_WHERE("ticket_id = $2 AND kind <> 'note' AND is_inner = 0",
				       "ORDER BY id DESC LIMIT 1"),
			      DB_ARGS(ticket->id), &said);

	if (result != HK_OK && result != HK_NOT_FOUND)
		return result;
	ticket->preview = preview_of(cx, &said);
	ticket->preview_language = said.language;
	return HK_OK;
}

struct tally {
	int64_t count, last_id, last_in_at;
};

static const struct db_column tally_columns[] = {
	DB_COLUMN_AS(struct tally, count, "count(*)"),
	DB_COLUMN_AS(struct tally, last_id, "coalesce(max(message.id), 0)"),
	DB_COLUMN_AS(struct tally, last_in_at,
		     "coalesce(max(CASE WHEN message.kind = 'in' AND message.is_inner = 0"
		     " THEN message.at ELSE 0 END), 0)"),
};
static const struct db_record tally_record = DB_RECORD("message", struct tally, tally_columns);

enum hk_result message_recount(struct ctx *cx, struct ticket *ticket)
{
	struct tally tally;

	HK_TRY(db_select_one(cx->db, &tally_record, DB_WHERE("ticket_id = $2", ""),
			     DB_ARGS(ticket->id), &tally));
	ticket->message_count = tally.count;
	ticket->last_message_id = tally.last_id;
	ticket->last_in_at = tally.last_in_at;
	return preview_again(cx, ticket);
}

enum hk_result message_remove(struct ctx *cx, struct ticket *ticket, const struct message *message)
{
	struct db_args which = DB_ARGS(ticket->id, message->id);
	struct message_list left;

	HK_TRY(db_send(cx->db, DB_DELETE("attachment", "ticket_id = $2 AND message_id = $3"),
		       which));
	HK_TRY(db_send(cx->db, DB_DELETE("recipient", "ticket_id = $2 AND message_id = $3"),
		       which));
	HK_TRY(db_send(cx->db, DB_DELETE("mail_id", "ticket_id = $2 AND message_id = $3"), which));
	HK_TRY(search_drop(cx, message->id));
	HK_TRY(db_send(cx->db, DB_DELETE("message", "ticket_id = $2 AND id = $3"), which));
	HK_TRY(message_page(cx, ticket, INT64_MAX, 1, &left));
	ticket->message_count--;
	ticket->last_message_id = left.count ? left.items[0].id : 0;
	return preview_again(cx, ticket);
}

enum hk_result message_sending_put(struct ctx *cx, int64_t message_id, const char *sending)
{
	return db_send(cx->db, DB_UPDATE("message", "sending = $3", "id = $2", ""),
		       DB_ARGS(message_id, sending));
}

struct mail_id {
	int64_t ticket_id, message_id;
};

static const struct db_column mail_id_columns[] = { DB_COLUMN(struct mail_id, ticket_id),
						    DB_COLUMN(struct mail_id, message_id) };
static const struct db_record mail_id_record =
	DB_RECORD("mail_id", struct mail_id, mail_id_columns);

enum hk_result message_by_mark(struct ctx *cx, int64_t ticket_id, const char *mark,
			       int64_t *ret_message_id)
{
	struct mail_id found;

	HK_TRY(db_select_one(
		cx->db, &mail_id_record,
		DB_WHERE("ticket_id = $2 AND substr(value, 1, CAST($4 AS integer)) = $3",
			 "ORDER BY message_id LIMIT 1"),
		DB_ARGS(ticket_id, hk_format(cx->arena, "%s@", mark), (int64_t)strlen(mark) + 1),
		&found));
	*ret_message_id = found.message_id;
	return HK_OK;
}

enum hk_result message_by_mail_id(struct ctx *cx, const char *mail_id, int64_t *ret_ticket_id,
				  int64_t *ret_message_id)
{
	struct mail_id found;

	HK_TRY(db_select_one(cx->db, &mail_id_record, DB_WHERE("value = $2", ""), DB_ARGS(mail_id),
			     &found));
	*ret_ticket_id = found.ticket_id;
	*ret_message_id = found.message_id;
	return HK_OK;
}
