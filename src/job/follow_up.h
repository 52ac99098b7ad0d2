/* What the three duties of a follow-up share: whom they are about, how long silence lasts, and the
 * mail with the link. */
#pragma once

#include "core/job.h"
#include "job/mail/mail.h"

/* Days after the question, as the organisation set them (1 to 365; close comes after remind). */
struct follow_up_days {
	int64_t remind, close;
};

struct follow_up_days follow_up_days_of(struct ctx *cx);

/* The ticket of the job. HK_CONFLICT: the job belongs to an earlier end of it. */
enum hk_result follow_up_ticket(struct ctx *cx, const struct job *job, struct ticket *ret);

/* A mail with the link to its one page. HK_NOT_FOUND: no mail reaches the customer. */
struct follow_up_mail {
	const char *effect; /* "follow_up" or "reminder"; the job's key is added */
	mail_template *text, *html;
	int64_t days; /* what the mail says it is closed after */
	bool is_counted;
};
enum hk_result follow_up_mail_queue(struct ctx *cx, const struct job *job,
				    const struct ticket *ticket, const struct follow_up_mail *mail);
