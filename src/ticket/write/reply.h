/*
 * What agents write: replies, which leave ten seconds later so that they can be
 * taken back, and notes, which never leave. And what customers add to a ticket.
 */
#pragma once

#include "standard/promise.h"
#include "ticket/mail/outbox.h"
#include "ticket/mail/people.h"

enum {
	REPLY_HOLD_MS = 10 * 1000,
	REPLY_LATE_MS = 60 * 1000, /* what leaves within it left when it was written */
};

/* The duty that looks whether it left within that time (job/unsent.c). */
#define REPLY_UNSENT_JOB "reply.unsent"

/* Whose turn it is then: of the customer, whose answer is needed; of the owner, who goes on by
 * himself and has promised the next word (clocks_go_on()); of nobody, for it may be solved. */
enum reply_then { REPLY_WAIT, REPLY_KEEP_OPEN, REPLY_RESOLVE };

struct reply {
	bool is_note;
	int64_t about_id; /* of a forward: what is handed on */
	bool is_forward;  /* to somebody else: inner, and nobody's turn changes */
	int64_t side_id;  /* of a mail beside the ticket (side.h), which is a forward too */
	const char *side_subject;
	const char *channel; /* of a note: where it was written; NULL: on a page. A reply is mail */
	const char *text;    /* as written, Markdown */
	const char *html;    /* canonical, of the same */
	const char *language; /* of the text; "" or NULL follows the ticket */
	struct people_text people;
	const char *sure_of; /* keys of doubts that the writer was asked about, or NULL */
	const char *tokens;  /* search_tokens() of the text in tokens_space */
	int64_t tokens_space;
	enum reply_then then;
	int64_t seen_id;  /* newest message that the writer had on his page */
	int64_t stood_id; /* newest line of the history that he had; 0: not asked */
	bool is_sure;     /* send although something unseen is there, whoever gets it */
	bool knows_tasks; /* resolve although tasks are open: its writer was told */
	struct attachment_list attachments;
	struct promise_list promises; /* text and due_at of what it promises */
	const char *drafted;          /* draft_version() that its writer saw; NULL: none */
	int64_t hold_ms;              /* REPLY_HOLD_MS from a page, 0 from programs */
};

/*
 * HK_CONFLICT when something unseen arrived meanwhile (message_unseen() shows it), somebody changed
 * state or owner (history_unseen()), or one would get it about whom the writer was not asked yet
 * (people_doubts()). HK_INVALID for an empty text, for what is no address, or a customer without a
 * working one.
 * ret_message_id: what an undo names.
 */
enum hk_result reply_add(struct ctx *cx, struct ticket *ticket, const struct reply *reply,
			 int64_t *ret_message_id);
/* What reply_add() would say, and nothing is kept. */
enum hk_result reply_check(struct ctx *cx, const struct ticket *ticket, const struct reply *reply);
/* Within the hold: the message vanishes, its text becomes the draft again, the clocks run on.
 * HK_CONFLICT when it has left. */
enum hk_result reply_undo(struct ctx *cx, struct ticket *ticket, int64_t message_id);

/* The thread of a mail to the ticket's customer, from that address: in_reply_to and refs. */
enum hk_result reply_thread(struct ctx *cx, const struct ticket *ticket, const char *address,
			    struct outbox *mail);

/*
 * A customer's words on a ticket that exists: reopens what was resolved or closed, to the same
 * owner with a fresh promise, unless they only thank (thanks.h); an automatic message changes no
 * state. What was put aside as spam comes back when it was no spam after all: a person here had
 * answered it, or it answers us.
 */
enum hk_result answer_add(struct ctx *cx, struct ticket *ticket, struct message_new *new);
