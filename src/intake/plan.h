/* What a mail says and where it belongs, worked out before the transaction that files it. */
#pragma once

#include "intake/automatic.h"
#include "intake/intake.h"
#include "intake/ledger.h"
#include "intake/proof.h"
#include "parse/parse.h"
#include "people/customer.h"
#include "people/team.h"
#include "ticket/mail/mailbox.h"

/* Everything that is known before the transaction begins. */
struct plan {
	const struct intake_mail *source;
	int64_t org_id; /* 0: the mailbox will say */
	const char *blob, *key;
	struct db_blob raw; /* what is to be kept as a row; empty: a file is there */
	struct mailbox mailbox;
	struct team team; /* of the mailbox */
	struct mail mail;
	bool is_unreadable;
	enum mail_origin origin;
	bool is_by_envelope; /* the mail itself names nobody, who handed it over does */
	const char *sender, *sender_name; /* sender "": the mail names nobody */
	const char *subject, *language;
	struct customer_new customer;
	struct message_new message;
	struct proof proof; /* not yet of a message; verdict NULL: not looked for */
	struct intake_outcome outcome;
	int64_t size;
	const char *refusal;  /* a sentence for the ledger, not yet translated */
	const char *tells_in; /* language in which the sender hears of it, "": not known; NULL: he
				 hears nothing of us */
	const struct actor *asker; /* who has it read again */
	const char *was;           /* its outcome before that; NULL: it has just come */
};

/* Of a mail that is too large so much is read, whatever the limit. */
enum { PLAN_HEAD_MAX_BYTES = 64 * 1024 };

/* source, org_id and size are given. Finds the mailbox, has the mail read, keeps the raw bytes, and
 * fills all that is filed. Results as those of intake_mail(). */
enum hk_result plan_make(struct ctx *cx, struct plan *plan);
/* Only the mailbox, and who wrote about what: for a mail of which only the beginning is here. Keeps
 * nothing. */
enum hk_result plan_glance(struct ctx *cx, struct plan *plan);
/* How it enters the ledger; what becomes of it is not said yet. */
struct inbound plan_entry(const struct plan *plan);
