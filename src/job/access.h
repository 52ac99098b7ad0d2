/*
 * Access tokens of mailboxes (RFC 6749): fresh ones for who signs in, asked for
 * ahead of their end, by one at a time. No transaction is open while the
 * provider is asked. What its administrator must see to becomes an alarm.
 */
#pragma once

#include "core/ctx.h"
#include "net/net.h"

struct access_token {
	const char *user, *token;
	int64_t epoch; /* which one of the mailbox; for access_token_again() */
};

/* Opens its own transactions, and may ask the provider. HK_DENIED: an administrator has to sign
 * in (again); HK_UNAVAILABLE: the provider gives none just now; ret_problem says why, to be
 * translated. HK_NOT_FOUND: the mailbox has no such right. */
enum hk_result access_token_get(struct ctx *cx, int64_t mailbox_id, struct access_token *ret,
				const char **ret_problem);
/* The same when a server did not take that token: a newer one, whatever its time. */
enum hk_result access_token_again(struct ctx *cx, int64_t mailbox_id,
				  const struct access_token *refused, struct access_token *ret,
				  const char **ret_problem);

/* net_imap_watch() with whatever the mailbox signs in with: where its URL says ?oauth, a token, and
 * once more with a newer one when the server does not take it. */
enum hk_result access_imap_watch(struct ctx *cx, int64_t mailbox_id, struct net_imap *imap,
				 const struct net_watch *how, struct net_answer *ret_answer);

/* Where an administrator gives the right, for the browser: the authorization request with PKCE
 * (RFC 7636, S256). HK_NOT_FOUND: tokens of this mailbox are pasted only. */
enum hk_result access_authorize_url(struct ctx *cx, int64_t mailbox_id, const char *state,
				    const char *verifier, const char **ret);
/* Where the provider sends him back to. */
const char *access_return_url(struct ctx *cx);
/* The end of that: the code becomes tokens, which are kept. Opens its own transactions.
 * HK_UNAVAILABLE, HK_DENIED: cx->problem says why. */
enum hk_result access_code_take(struct ctx *cx, int64_t mailbox_id, const char *code,
				const char *verifier);

/* Raises an alarm about a mailbox, once a day. kind: access, server, fetch. */
enum hk_result access_alarm(struct ctx *cx, int64_t mailbox_id, const char *kind);
/* It works again: such an alarm is settled without anybody. */
enum hk_result access_alarm_over(struct ctx *cx, int64_t mailbox_id, const char *kind);
