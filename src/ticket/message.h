/*
 * message: something said on a ticket: by the customer (in), to him (out), or
 * among ourselves (note). It never changes once it is there; what becomes of an
 * outgoing one stands in its sending.
 */
#pragma once

#include "ticket/ticket.h"

struct message {
	int64_t ticket_id, id;
	const char *kind, *channel;
	int64_t at;
	const char *author_kind; /* customer, staff, system */
	int64_t author_id;
	const char *from_name, *from_address, *subject, *body, *reply;
	const char *html; /* canonical, or NULL */
	const char *language;
	int64_t is_automatic, is_partial; /* is_partial: the raw mail has more than is shown */
	const char *mail_id, *raw_blob;
	const char *sending; /* "", held, queued, sent, failed, unknown, cancelled */
	int64_t about_id;    /* the message that this one hands on; 0: none */
	int64_t is_inner;    /* the customer does not see it: it went to somebody else, or came from
				one whom he does not know of */
	int64_t readers_more; /* so many more stood in To and Cc of the mail than are kept */
	int64_t side_id;      /* of which conversation beside the ticket (side.h); 0: of none */
};

struct message_list {
	struct message *items;
	size_t count;
};

struct recipient {
	int64_t ticket_id, message_id, position;
	const char *role; /* to, cc, bcc, reply_to */
	const char *name, *address;
};

struct recipient_list {
	struct recipient *items;
	size_t count;
};

struct attachment {
	int64_t ticket_id, message_id, position;
	const char *name, *type; /* as the sender says: never trusted */
	int64_t size;
	const char *sha256; /* of the decoded bytes */
	int64_t is_inline;
	const char *content_id, *blob;
	int64_t blob_offset, blob_length;
	int64_t blob_skip; /* not 0: it is size bytes of what the part decodes to, after so many */
	const char *thumb_blob;                       /* a small picture of it, WebP; "": none */
	int64_t thumb_width, thumb_height, thumb_due; /* thumb_due: it is still to be made */
	const char *encoding;                         /* plain, base64, quoted, uuencoded */
	const char *scan, *scan_found; /* what the virus scanner says: waiting, clean, infected and
					  with what; "": none was asked. Filled when it is stored */
	const char *left_out; /* file, files, mail: only named, because it was too much; "" or NULL
				 when it is stored: it is there */
};

struct attachment_list {
	struct attachment *items;
	size_t count;
};

/* A message with all that belongs to it. id, ticket_id and positions are filled when it is added.
 */
struct message_new {
	struct message message;
	struct recipient_list recipients;
	struct attachment_list attachments;
	const char *tokens; /* of search_tokens() for tokens_space, made before the transaction */
	int64_t tokens_space;
	bool answers_us; /* our own signature says that it answers a mail of ours */
};

/* The last limit messages before that id (INT64_MAX: the newest), oldest first. Customers get no
 * notes, nothing that is inner, and none of ours that is still held. */
enum hk_result message_page(struct ctx *cx, const struct ticket *ticket, int64_t before_id,
			    int64_t limit, struct message_list *ret);
enum hk_result message_find(struct ctx *cx, const struct ticket *ticket, int64_t id,
			    struct message *ret);
/* Whichever ticket has it now, for whoever was shown it otherwise; nothing for those outside. */
enum hk_result message_by_row(struct ctx *cx, int64_t id, struct message *ret);
/* Those newer than that id which somebody else wrote: what a person has not seen. */
enum hk_result message_unseen(struct ctx *cx, const struct ticket *ticket, int64_t after_id,
			      struct message_list *ret);
/* The newest of the customer, or of one who wrote with him, that no machine wrote; id 0: none.
 * all: every message of the ticket, where they were read already, else NULL; as below. */
enum hk_result message_last_word(struct ctx *cx, const struct ticket *ticket,
				 const struct message_list *all, struct message *ret);
/* The customer, or one who wrote with him, has written after that message; no machine did. */
enum hk_result message_heard_since(struct ctx *cx, const struct ticket *ticket, int64_t after_id,
				   bool *ret);
/* The first twenty after that one, whoever's. */
enum hk_result message_after(struct ctx *cx, const struct ticket *ticket, int64_t after_id,
			     struct message_list *ret);
/* The newest of that kind (out, note) that the actor wrote himself; 0: none. */
enum hk_result message_last_own(struct ctx *cx, const struct ticket *ticket, const char *kind,
				int64_t *ret_id);
/* Of the whole ticket, in the order of messages and positions; customers get nothing of what they
 * may not read, and none who got a hidden copy. */
enum hk_result message_recipients(struct ctx *cx, const struct ticket *ticket,
				  struct recipient_list *ret);
/* Of one message; 0: none. */
enum hk_result message_recipients_of(struct ctx *cx, const struct ticket *ticket,
				     int64_t message_id, struct recipient_list *ret);
enum hk_result message_attachments(struct ctx *cx, const struct ticket *ticket,
				   struct attachment_list *ret);
/* HK_NOT_FOUND also for an attachment of a note that the actor may not read. */
enum hk_result attachment_find(struct ctx *cx, const struct ticket *ticket, int64_t message_id,
			       int64_t position, struct attachment *ret);

/* What of the body is not in the reply: earlier mail, a signature; "" when nothing is. Where the
 * reply does not stand at the beginning, all of the body. */
const char *message_rest(struct hk_arena *arena, const struct message *message);

/* Stores rows, search words and Message-ID of new, and puts what the message changes onto the
 * ticket's struct (count, preview, last ones). The caller stores the ticket. */
enum hk_result message_store(struct ctx *cx, struct ticket *ticket, struct message_new *new);
/* The same in two steps, for a ticket that is stored between them: first all that the ticket says
 * of it, then its rows. */
void message_begin(struct ctx *cx, struct ticket *ticket, struct message *message);
enum hk_result message_put(struct ctx *cx, struct ticket *ticket, struct message_new *new);
/*
 * The same for one that is older than this house (message.at): its id sorts by that time. Only the
 * newest of a ticket becomes its last one. HK_UNAVAILABLE: no id is free, which never happens.
 */
enum hk_result message_store_past(struct ctx *cx, struct ticket *ticket, struct message_new *new);
/* Some came from another ticket or went to one: puts number, newest ones and preview anew onto the
 * ticket's struct. The caller stores it. */
enum hk_result message_recount(struct ctx *cx, struct ticket *ticket);
/* Takes away one of our own that was held and never left, or one of an import that is undone. */
enum hk_result message_remove(struct ctx *cx, struct ticket *ticket, const struct message *message);
/* Makes its messages found by those who may read them now: it moved into or out of a restricted
 * team. */
enum hk_result message_words_renew(struct ctx *cx, const struct ticket *ticket);
/* How many messages whose text has words cannot be found by them. */
enum hk_result message_words_lost(struct ctx *cx, int64_t *ret_count);
enum hk_result message_sending_put(struct ctx *cx, int64_t message_id, const char *sending);

/* Where the customer expects an answer: the address that he wrote from last when it is his and
 * works, else his first that works; "" when there is none. */
enum hk_result message_answer_address(struct ctx *cx, const struct ticket *ticket,
				      const struct message_list *all, const char **ret);

/* Which message of that ticket has a Message-ID that begins so, up to its domain. HK_NOT_FOUND. */
enum hk_result message_by_mark(struct ctx *cx, int64_t ticket_id, const char *mark,
			       int64_t *ret_message_id);
/* Which ticket a Message-ID belongs to. HK_NOT_FOUND. */
enum hk_result message_by_mail_id(struct ctx *cx, const char *mail_id, int64_t *ret_ticket_id,
				  int64_t *ret_message_id);
