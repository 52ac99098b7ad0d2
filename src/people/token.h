/* token: what a program shows instead of signing in. It acts as the member of staff who made it,
 * with his rights as they are at that moment. */
#pragma once

#include "core/ctx.h"

struct token {
	int64_t id, staff_id;
	const char *name;
	int64_t created_at, used_at, revoked_at;
};

enum { TOKEN_TOUCH_MS = 60 * 60 * 1000 };

struct token_list {
	struct token *items;
	size_t count;
};

/* ret_secret ("hark_" and 22 letters) is shown once and kept nowhere. */
enum hk_result token_add(struct ctx *cx, int64_t staff_id, const char *name,
			 const char **ret_secret, int64_t *ret_id);
/* staff_id 0: of everybody, for administrators and the command line. */
enum hk_result token_every(struct ctx *cx, int64_t staff_id, struct token_list *ret);
/* staff_id 0: whoever's it is. HK_NOT_FOUND. */
enum hk_result token_revoke(struct ctx *cx, int64_t id, int64_t staff_id);
/* HK_NOT_FOUND: unknown, revoked, or its owner may no longer sign in. */
enum hk_result token_actor(struct ctx *cx, const char *bearer, struct actor *ret,
			   int64_t *ret_used_at);
/* It is used now. Worth calling when ret_used_at is TOKEN_TOUCH_MS old. */
enum hk_result token_touch(struct ctx *cx, const char *bearer);
