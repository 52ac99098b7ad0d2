/* The first mail to somebody who waits for a word and has no ticket. It opens one. */
#pragma once

#include "feedback/loop/loop_case.h"
#include "ticket/write/reply.h"

struct first_mail {
	int64_t response_id;
	const char *subject;
	const struct reply *mail;
};

/* Opens its transaction, in which the ticket is opened and the case is told of it: of two who write
 * at the same time the second is told (HK_CONFLICT), and none of their words is lost. HK_NOT_FOUND:
 * whoever acts does not see that case. HK_INVALID beside the fields. */
enum hk_result first_mail_send(struct ctx *cx, const struct first_mail *first, struct ticket *ret);
