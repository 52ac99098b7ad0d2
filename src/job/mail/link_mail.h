/* The mail with the link by which somebody signs in. */
#pragma once

#include "core/job.h"

struct link_mail {
	const char *email;  /* as typed */
	const char *client; /* who asks, for the limit */
	const char *next;   /* where he goes then, "" for his first page */
};

/* For ctx_write(), data is a struct link_mail. Does the same for every address: whose it is, if
 * anybody's, is looked up by the job. HK_INVALID, HK_DENIED: with a sentence. */
enum hk_result link_mail_work(struct ctx *cx, void *data);

extern const struct job_kind link_mail_job; /* mails the link to who is known, else does nothing */
