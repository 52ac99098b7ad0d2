/* Which ticket a mail belongs to. */
#pragma once

#include "parse/parse.h"
#include "people/customer.h"
#include "ticket/mail/mail_id.h"
#include "ticket/ticket.h"

enum { REPORT_BYTES = 256 * 1024 }; /* of a report, to look for our mail in */

enum thread_how {
	THREAD_NONE,
	THREAD_SIGNED,  /* answers a mail of ours: our own signature says so */
	THREAD_KNOWN,   /* answers a mail that we know by its Message-ID */
	THREAD_SUBJECT, /* [#17] in the subject, from somebody who belongs to the ticket */
};

struct thread_wish {
	const struct mail *mail;
	const char *sender;  /* normalised */
	const char *arrived; /* the address of the envelope that it came to; "" */
	const char *raw;     /* of a report: its copy of our mail is looked through; else NULL */
	size_t raw_length;
};

struct thread {
	enum thread_how how;
	struct ticket ticket;
	bool belongs;    /* the sender is its customer or was among its people */
	int64_t side_id; /* it answers a mail of that conversation beside the ticket; 0 */
};

/*
 * In this order: In-Reply-To, the newest reference first, as jwz does; an address of ours that
 * carries the ticket; our mark in the text, which an answer quotes; the number in the subject.
 * Whoever does not belong to the ticket finds it only by our signature, wherever that stands, and
 * then belongs is false.
 */
enum hk_result thread_find(struct ctx *cx, const struct thread_wish *wish, struct thread *ret);
/* The mark of ours in its text, or in its copy of our mail. */
bool thread_mark(struct ctx *cx, const struct thread_wish *wish, struct mail_mark *ret);
/* The sender is its customer or was among its people. */
enum hk_result thread_belongs(struct ctx *cx, const struct ticket *ticket, const char *sender,
			      bool *ret);
/* In a header of that name mail servers on the way write to whom they handed a mail. */
bool thread_is_trace(const char *header);
