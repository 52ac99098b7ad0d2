/* A mail server's report about a reply of ours, which found its ticket. */
#pragma once

#include "intake/thread.h"
#include "ticket/message.h"

/* message: the report as a message of the ticket. Where it names no reply, or says nothing of any
 * recipient, it is a word of a machine like others. */
enum hk_result report_add(struct ctx *cx, const struct thread_wish *wish, struct ticket *ticket,
			  struct message_new *message);
