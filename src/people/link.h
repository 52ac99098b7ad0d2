/*
 * link: an address with 128 random bits that a mail carries. Looking at it does
 * nothing (mail scanners look); only the button on its page uses it up, once.
 */
#pragma once

#include "core/ctx.h"

struct link_row {
	const char *purpose; /* sign_in, follow_up */
	const char *person_kind;
	int64_t person_id, ticket_id, created_at, expires_at, used_at;
};

/* valid_ms: how long from now. ret_token is shown once and kept nowhere. */
enum hk_result link_add(struct ctx *cx, const struct link_row *link, int64_t valid_ms,
			const char **ret_token);
/* HK_NOT_FOUND: unknown, expired or used; all three look alike. */
enum hk_result link_find(struct ctx *cx, const char *purpose, const char *token,
			 struct link_row *ret);
/* The same, and it is used up: of two at once, one gets HK_NOT_FOUND. */
enum hk_result link_use(struct ctx *cx, const char *purpose, const char *token,
			struct link_row *ret);
enum hk_result link_forget(struct ctx *cx, int64_t before, int64_t limit, int64_t *ret_count);
