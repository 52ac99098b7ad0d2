/*
 * The one response strategy: whatever comes, over whichever channel, becomes a
 * ticket with an owner or a word on one that exists, in one transaction with
 * its row in the ledger. HK_OK is the promise that it is kept durably.
 */
#pragma once

#include "core/ctx.h"
#include "ticket/purpose/question.h"
#include "ticket/write/reply.h"

struct intake_outcome {
	const char
		*outcome; /* of the ledger: ticket, follow-up, bounce, duplicate, rejected, ... */
	const char *reason;
	int64_t ticket_number; /* 0: none */
	bool is_too_much; /* refused for what it brings, so that a smaller one would be taken */
};

struct intake_mail {
	const char *raw; /* ends in NUL, which length does not count; the caller's */
	size_t length;
	const char *mailbox; /* the address of ours that it came to; "": look at To and Cc */
	const char *sender;  /* of the envelope, "" the null path; NULL: not known */
	/* From IMAP: how far the mailbox is fetched with it; else zeros. */
	int64_t imap_validity, imap_uid;
	int64_t replay_id; /* row of the ledger of which it is read again; 0: it has just come */
	bool is_at_door;   /* who hands it over tells the sender when it is refused */
	bool is_wanted;    /* whatever the spam filter thinks of it */
};

/*
 * Keeps the raw bytes, has them read in the cage, and files what they say. Sets cx->org_id by the
 * mailbox, unless the organisation is known. HK_OK: kept, ret says as what. HK_NOT_FOUND: for no
 * mailbox of ours; nothing is kept, in the ledger neither: anybody may name any address, and would
 * fill it. HK_INVALID: refused for good; ret and the ledger say why. HK_UNAVAILABLE: not kept, try
 * again.
 */
enum hk_result intake_mail(struct ctx *cx, const struct intake_mail *mail,
			   struct intake_outcome *ret);

/*
 * A mail of which only the beginning is here (raw; may be empty), because it is larger than
 * mail_max: size is how many bytes are known of. HK_INVALID: refused, and the ledger says who sent
 * it, how large it is, and why; no byte of it is kept, since what is too large for the house is not
 * stored by the way, and a head without its text helps nobody. Else as intake_mail().
 */
enum hk_result intake_mail_too_big(struct ctx *cx, const struct intake_mail *mail, int64_t size,
				   struct intake_outcome *ret);

/*
 * Reads a mail of the ledger again, with the rules as they are now, and writes down who asked for
 * it. What has its ticket keeps it, so that nothing is doubled. is_wanted: a person says that it is
 * no spam. HK_INVALID with a sentence: nothing of it was kept, its mailbox takes no mail now, or
 * there is no way to file it. HK_NOT_FOUND: there is no such mail for this actor. HK_UNAVAILABLE:
 * it cannot be read here and now. Opens its transaction.
 */
enum hk_result intake_replay(struct ctx *cx, int64_t id, bool is_wanted,
			     struct intake_outcome *ret);

/* What somebody asks without a mail: by the web form, by phone, over the counter, by a program. */
struct intake_request {
	const char *channel; /* web, portal, phone, letter, api, ... */
	const char *type, *priority, *subject, *text;
	const char *
		harms; /* as in ticket/purpose/harm.h; NULL: none. A priority of "" follows them, */
	const char *priority_reason; /* and another one needs a reason; NULL: none */
	const char *html;            /* canonical, or NULL */
	const char *language;        /* "": found from the text */
	const char *reads;           /* language that he reads; NULL or "": that of his words */
	const char *name, *email, *phone;
	/* To the questions of the type's form: one value for each, as answer_read() gave it. */
	const struct question_list *questions; /* NULL: nothing was asked */
	const char *const *answers;
	int64_t customer_id; /* 0: found or made by email and phone */
	int64_t mailbox_id;  /* 0: the usual one */
	int64_t owner_id;    /* 0: assigned */
	const char *key;     /* the same key is the same request: asked twice, opened once */
	struct attachment_list attachments;
	/* Not his words but a mail of ours begins it; NULL: his. When somebody would get it about
	 * whom was not asked, intake_request() is HK_CONFLICT and ret_doubts says who. */
	const struct reply *mail;
	struct doubt_list *ret_doubts;
	struct message
		*ret_first; /* NULL, or out: his words as stored; id 0: it was there before */
	ctx_work *first;    /* runs first in the transaction, with first_data; NULL: nothing */
	void *first_data;
	/* Runs last in it, when the ticket was opened and not there before; NULL: nothing. */
	enum hk_result (*last)(struct ctx *cx, const struct ticket *ticket, void *data);
	void *last_data;
};

/* What is wrong with the words and choices (the customer is looked at when it is filed): HK_INVALID
 * beside the fields. intake_request() looks too. */
enum hk_result intake_request_check(struct ctx *cx, const struct intake_request *request);
/* HK_INVALID beside the fields; HK_OK also when it was there already. Opens its transaction. */
enum hk_result intake_request(struct ctx *cx, const struct intake_request *request,
			      struct ticket *ret);

/* A customer's word on a ticket of his, without a mail. The caller has checked that it is his. */
struct intake_answer {
	const char *channel; /* web, portal */
	int64_t ticket_id;
	const char *name, *email; /* of the customer */
	const char *text;
	const char *key; /* the same key is the same word: sent twice, added once */
	struct attachment_list attachments;
};

/* Reopens what had come to its end, to the same owner with a fresh promise. HK_INVALID beside
 * "body". Opens its transaction. */
enum hk_result intake_answer(struct ctx *cx, const struct intake_answer *answer,
			     struct ticket *ret);
