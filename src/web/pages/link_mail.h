/* The mail with the link by which somebody signs in. */
#pragma once

#include "core/ctx.h"

struct link_mail {
	const char *email;  /* as typed */
	const char *client; /* who asks, for the limit */
	const char *next;   /* where he goes then, "" for his first page */
};

/* For ctx_write(), data is a struct link_mail. HK_OK also when it is nobody's address: then nothing
 * is mailed, and nobody is told. HK_INVALID, HK_DENIED: with a sentence. */
enum hk_result link_mail_work(struct ctx *cx, void *data);
