/*
 * The whole mail of a reply: the words of its writer first, then, in the language of its reader,
 * whose turn it is and what was promised, the way to the request, and who we are.
 */
#pragma once

#include "core/ctx.h"
#include "ticket/mail/outbox.h"

/* Puts body and html of what says whose turn it is; whatever else is in the outbox stays as it is.
 */
enum hk_result reply_mail_fill(struct ctx *cx, struct outbox *mail);
