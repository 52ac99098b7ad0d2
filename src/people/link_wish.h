/*
 * link_wish: somebody asked for a link to sign in. It is written down, and
 * whether the address is anybody's is looked up later, by a job: so who asks
 * can learn nothing, not even from how long the answer takes.
 */
#pragma once

#include "core/ctx.h"

struct link_wish {
	int64_t id;
	const char *email, *next, *language;
};

/* Counts it and keeps it; makes the id, and the address as the house writes it. HK_INVALID: that is
 * no address. HK_DENIED: too often, for this address or this client. */
enum hk_result link_wish_add(struct ctx *cx, const char *client, struct link_wish *wish);
/* Takes it out, so that it is granted once. HK_NOT_FOUND. */
enum hk_result link_wish_take(struct ctx *cx, int64_t id, struct link_wish *ret);
