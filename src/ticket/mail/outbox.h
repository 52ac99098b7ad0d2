/*
 * outbox: a mail that shall leave, written in the transaction that decides so.
 * Its effect key makes a second row for the same effect impossible; its
 * Message-ID and Date are the same in every try. What is unknown (the line
 * broke after the last dot) is sent again when a person wrote it, never when a
 * machine did.
 */
#pragma once

#include "core/ctx.h"

struct outbox {
	int64_t id;
	const char *effect_key;
	int64_t ticket_id, message_id, mailbox_id, is_automatic;
	const char *from_name;
	const char *recipients; /* lines "to|cc|bcc TAB address TAB name" */
	const char *subject, *body, *html, *language;
	const char *mail_id, *in_reply_to, *refs;
	int64_t dated_at;
	const char *state; /* held, queued, sending, sent, failed, unknown, cancelled */
	int64_t send_at, attempts, epoch, lease_until;
	const char *verdict; /* of the mail server, or a sentence of ours, not yet translated */
	int64_t sent_at;
	int64_t settled_at, settled_by; /* when an administrator called it done, and who; 0 */
	const char *turn;        /* of a reply: "", wait, open, resolve; "" says nothing of it */
	int64_t promised_at;     /* by when its reader hears from us; 0: nothing is promised */
	int64_t promised_by;     /* who owned the ticket then; 0 */
	const char *server;      /* which was asked last to take it; "" */
	const char *unsubscribe; /* the address by which its reader wants no more such; NULL, "" */
	const char *lacking;     /* who has not got it though others have, a line each; "" */
	int64_t reached_at;      /* while others lack it: when its first reader got it; 0 */
};

struct outbox_list {
	struct outbox *items;
	size_t count;
};

/* The lease outlasts what one mail usually takes, and a sender takes one at a time. So many tries
 * are five days, as RFC 5321 4.5.4.1 wants: a mail server may be away over a long weekend. */
enum { OUTBOX_LEASE_MS = 5 * 60 * 1000, OUTBOX_ATTEMPTS_MAX = 130 };

/* Adds it unless its effect is there already (HK_OK too). id, dated_at, state and counters are
 * filled; send_at in the future makes it held. */
enum hk_result outbox_add(struct ctx *cx, struct outbox *outbox);
/* Whose turn the mail of that message says that it is: turn, promised_at and promised_by. */
enum hk_result outbox_promise(struct ctx *cx, const struct outbox *promise);
enum hk_result outbox_claim(struct ctx *cx, int64_t limit, struct outbox_list *ret);

/* Whose mail: of one mailbox with a server of its own, or of all that have none. */
enum { OUTBOX_HOUSE = 0 };
/* One mail of that lane that was there and due at that time, or none. */
enum hk_result outbox_claim_of(struct ctx *cx, int64_t mailbox_id, int64_t due_at,
			       struct outbox_list *ret);
/* When the next one of the house's server is due, or any lease lost; INT64_MAX: none. */
enum hk_result outbox_next_at(struct ctx *cx, int64_t *ret);
/* The same without leases, for the mail of one mailbox. */
enum hk_result outbox_next_of(struct ctx *cx, int64_t mailbox_id, int64_t *ret);
/* state: sent, failed, unknown, or queued (then again after a pause that grows). HK_CONFLICT: the
 * lease was lost, nothing is written. Keeps outbox->server; sets the message's sending too. */
enum hk_result outbox_settle(struct ctx *cx, const struct outbox *outbox, const char *state,
			     const char *verdict);

struct outbox_lacking {
	const char *addresses; /* outbox.lacking from now on */
	bool has_reader;       /* its first reader has it, so it counts as sent */
};
/* The same of a mail that some got and others not. */
enum hk_result outbox_settle_for(struct ctx *cx, const struct outbox *outbox, const char *state,
				 const char *verdict, const struct outbox_lacking *lacking);

/* Takes a held mail of that message back; HK_CONFLICT when it has left. */
enum hk_result outbox_cancel(struct ctx *cx, int64_t message_id);
/* A mail that seemed to have left did not arrive: it failed after all, and is tried no more. */
enum hk_result outbox_returned(struct ctx *cx, int64_t message_id, const char *verdict);
/* Rows of mails that left, were taken back or settled, before that time; the replies themselves
 * stay. */
enum hk_result outbox_forget(struct ctx *cx, int64_t before, int64_t limit, int64_t *ret_count);
/* Once more, with the same Message-ID and Date. HK_CONFLICT: it is not in trouble, or settled. */
enum hk_result outbox_again(struct ctx *cx, int64_t id);
/* Whoever acts has seen to it another way. HK_CONFLICT as above. */
enum hk_result outbox_done(struct ctx *cx, int64_t id);
/* What failed or is unknown and nobody has settled, the newest first, older than that id
 * (INT64_MAX: begin): administrators look at it. */
enum hk_result outbox_troubled(struct ctx *cx, int64_t before_id, int64_t limit,
			       struct outbox_list *ret);
/* How many those are, counted up to limit. */
enum hk_result outbox_count_troubled(struct ctx *cx, int64_t limit, int64_t *ret);
/* The newest mail that carries that message. HK_NOT_FOUND. */
enum hk_result outbox_of_message(struct ctx *cx, int64_t message_id, struct outbox *ret);
enum hk_result outbox_find(struct ctx *cx, int64_t id, struct outbox *ret);
/* One line for outbox.recipients; tabs and newlines in the name become spaces. */
const char *outbox_recipient(struct ctx *cx, const char *role, const char *address,
			     const char *name);
