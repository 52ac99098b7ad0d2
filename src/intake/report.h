/* A mail server's report about a mail of ours. */
#pragma once

#include "intake/thread.h"
#include "ticket/message.h"

/* Which found its ticket. message: the report as a message of it. Where it names no reply, or says
 * nothing of any recipient, it is a word of a machine like others. */
enum hk_result report_add(struct ctx *cx, const struct thread_wish *wish, struct ticket *ticket,
			  struct message_new *message);
/* A report that found no ticket, since it is about a mail of the house to a customer that belongs
 * to none: a survey, news, a link to sign in. What it says of his address is written down. False:
 * it is about no such mail. */
enum hk_result report_apart(struct ctx *cx, const struct thread_wish *wish, bool *ret);
/* It answers a mail of ours that belongs to no ticket. */
bool report_names_apart(struct ctx *cx, const struct thread_wish *wish);
