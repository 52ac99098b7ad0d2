/*
 * What mail servers that know no report (RFC 3464) say in words: qmail, Exim,
 * Yahoo, Exchange. Each writes the address, and behind it why.
 */
#pragma once

#include "core/ctx.h"
#include "ticket/mail/returned.h"

/* recipient: NULL: the only one there was, whether or not he is named. False: the words say nothing
 * of him, or not that anything went wrong. Sets all but message_id. */
bool bounce_read(struct ctx *cx, const char *text, const char *recipient, struct returned *ret);
