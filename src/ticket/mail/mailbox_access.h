/*
 * mailbox_access: the right to sign in to a mailbox with tokens instead of a
 * password (OAuth 2.0). Secrets are sealed. Each new token raises epoch, and
 * whoever asks for one holds the lease, so that of two who renew at once only
 * one does: many a provider takes a refresh token once.
 */
#pragma once

#include "core/ctx.h"

struct mailbox_access {
	int64_t mailbox_id;
	const char *provider; /* google, microsoft, other */
	const char *user_name, *client_id;
	struct db_blob client_secret; /* sealed; NULL: none */
	const char *authorize_url, *token_url, *scope, *authority;
	struct db_blob refresh_token, access_token; /* sealed; NULL: none */
	int64_t access_until, renew_at;             /* ms UTC */
	int64_t epoch, lease_until;
	const char *state;   /* new, good, revoked */
	const char *problem; /* "" */
	int64_t tries, paused_until;
	int64_t version;
};

/* What a provider gave. */
struct access_gift {
	const char *access;  /* "": none, only the other was pasted */
	const char *refresh; /* "": the one that is stored stays */
	int64_t life_ms;     /* of access */
};

enum { ACCESS_LEASE_MS = 60 * 1000 };

enum hk_result mailbox_access_find(struct ctx *cx, int64_t mailbox_id, struct mailbox_access *ret);
/* Stores what an administrator wishes; secret "" keeps what is stored. Another provider, client or
 * user needs a new sign-in. version: which he saw, 0: there was none. HK_INVALID, HK_CONFLICT. */
enum hk_result mailbox_access_put(struct ctx *cx, const struct mailbox_access *wish,
				  const char *secret);
enum hk_result mailbox_access_drop(struct ctx *cx, int64_t mailbox_id);

/* HK_CONFLICT: somebody else asks already, or has asked. Fills lease_until. */
enum hk_result mailbox_access_lease(struct ctx *cx, struct mailbox_access *access);
/* What came of it, by who holds the lease. HK_CONFLICT: it was lost. */
enum hk_result mailbox_access_renewed(struct ctx *cx, const struct mailbox_access *access,
				      const struct access_gift *gift);
enum hk_result mailbox_access_failed(struct ctx *cx, const struct mailbox_access *access,
				     const char *problem, bool is_revoked);
/* From an administrator who signed in, whatever others do meanwhile. */
enum hk_result mailbox_access_given(struct ctx *cx, int64_t mailbox_id,
				    const struct access_gift *gift);
