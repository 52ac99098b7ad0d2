/*
 * split: messages that are another matter become a ticket of their own, with an
 * owner, a promise from now on and a link back.
 */
#pragma once

#include "ticket/message.h"

enum { SPLIT_MESSAGES_MOST = 200 };

struct split {
	const struct ticket *from;
	const int64_t *message_ids;
	size_t message_count;
	const char *subject;
	int64_t owner_id; /* 0: the least loaded of its mailbox's team */
};

/* HK_INVALID beside "message", "subject" or "owner". What somebody else than the customer of the
 * first one wrote alone becomes his ticket, on which he sees none of the other words. */
enum hk_result split(struct ctx *cx, const struct split *wish, struct ticket *ret);
