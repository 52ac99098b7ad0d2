/* A row of the outbox as the bytes of a mail: the same row gives the same bytes. */
#pragma once

#include "base/buf.h"
#include "core/ctx.h"
#include "ticket/outbox.h"

/* sender: the mailbox's address. Attachments of its message go along. HK_INVALID: something that
 * cannot stand in a mail. */
enum hk_result compose_outbox(struct ctx *cx, const struct outbox *mail, const char *sender,
			      struct hk_buf *ret);
