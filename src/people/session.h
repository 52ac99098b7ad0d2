/*
 * session: a browser in which somebody is signed in. The cookie carries 128
 * random bits; the table keeps their digest, so a stolen table signs nobody in.
 * Staff are signed out after 14 hours without a request, customers after 30 days.
 */
#pragma once

#include "core/ctx.h"

/* What a page needs to know of the person beside his rights. */
struct session_view {
	const char *language, *timezone, *theme, *density, *text_size, *keys, *digits;
	int64_t expires_at, seen_at;
};

struct session {
	int64_t id;
	const char *person_kind;
	int64_t person_id;
	const char *client;
	int64_t created_at, seen_at, expires_at;
};

struct session_list {
	struct session *items;
	size_t count;
};

/* HK_NOT_FOUND: unknown, expired, or the person may no longer sign in. */
enum hk_result session_actor(struct ctx *cx, const char *token, struct actor *ret,
			     struct session_view *ret_view);
/* person_kind: staff or customer. ret_token goes into the cookie. */
enum hk_result session_add(struct ctx *cx, const char *person_kind, int64_t person_id,
			   const char *client, const char **ret_token);
/* He is still there: the session lives on. Worth calling when seen_at is ten minutes old. */
enum hk_result session_touch(struct ctx *cx, const char *token);
enum hk_result session_end(struct ctx *cx, const char *token);
/* One of the actor's own; HK_NOT_FOUND for any other. */
enum hk_result session_end_own(struct ctx *cx, int64_t id);
/* All of the actor's but the one he uses now. */
enum hk_result session_end_others(struct ctx *cx);
enum hk_result session_list_own(struct ctx *cx, struct session_list *ret);
enum hk_result session_forget(struct ctx *cx, int64_t before, int64_t limit, int64_t *ret_count);

/* The actor that a member of staff or a customer is, with his rights. */
enum hk_result actor_of_staff(struct ctx *cx, int64_t id, struct actor *ret,
			      struct session_view *ret_view);
enum hk_result actor_of_customer(struct ctx *cx, int64_t id, struct actor *ret,
				 struct session_view *ret_view);
