/*
 * recovery: codes for whoever lost his authenticator. Ten are made when it is set up and shown that
 * once; each lets him in once. The table keeps what nobody can turn back into a code.
 */
#pragma once

#include "core/ctx.h"

enum { RECOVERY_CODES = 10 };

struct recovery_codes {
	const char *items[RECOVERY_CODES]; /* "0123-4567-8901-2345" */
};

/* Random ones, kept nowhere yet. */
void recovery_make(struct ctx *cx, struct recovery_codes *ret);
/* These from now on, in place of all before. */
enum hk_result recovery_put(struct ctx *cx, int64_t staff_id, const struct recovery_codes *codes);
enum hk_result recovery_drop(struct ctx *cx, int64_t staff_id);
/* typed: with or without its hyphens. HK_CONFLICT: it is none of his, or was used. */
enum hk_result recovery_use(struct ctx *cx, int64_t staff_id, const char *typed);
enum hk_result recovery_left(struct ctx *cx, int64_t staff_id, int64_t *ret_count);
