/*
 * How much of a mail a mailbox takes: bytes of all of it, how many attachments, bytes of one. What
 * is beyond is never lost in silence. A mail server that hands the mail over itself is told so, and
 * tells the sender; from any other road what fits becomes files, the rest is named as left out, and
 * the sender is written to. The mail as it came is kept in either case.
 */
#pragma once

#include "intake/plan.h"

struct mail_limits {
	int64_t mail_bytes, files, file_bytes;
};

/* Of that mailbox, or where it says nothing of the house. */
struct mail_limits limits_of(const struct ctx *cx, const struct mailbox *mailbox);

/* Why the mail is refused at the door, a sentence for the ledger; NULL: it is not. Reports about
 * mails of ours are never refused. */
const char *limits_refusal(const struct ctx *cx, const struct plan *plan);

/* Marks what does not fit, in the order of the mail. */
void limits_apply(const struct ctx *cx, const struct plan *plan, struct attachment_list *list);
/* Of a mail that was too large for the house, so that only its beginning is here: in which language
 * its sender wrote, when he shall hear of it by a mail of ours; else NULL. */
const char *limits_language(struct ctx *cx, const struct plan *plan, const char *raw,
			    size_t length);
/* Once it stands in the ledger as refused: says so to its sender, once however often it comes. */
enum hk_result limits_tell_refused(struct ctx *cx, const struct plan *plan,
				   const struct inbound *row);

/* Once the message has its ticket: what was left out of it is told to its sender. */
enum hk_result limits_tell(struct ctx *cx, const struct plan *plan, const struct ticket *ticket);
