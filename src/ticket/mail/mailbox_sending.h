/*
 * mailbox_sending: the server through which the mail of one mailbox leaves,
 * instead of that of the house. While it cannot be reached it rests, and only
 * its own mail waits.
 */
#pragma once

#include "core/ctx.h"

struct mailbox_sending {
	int64_t mailbox_id;
	const char *host;
	int64_t port;
	const char *tls;     /* first, starttls, inside */
	const char *sign_in; /* none, password, oauth */
	const char *user_name;
	struct db_blob password; /* sealed; NULL: none */
	const char *authority;   /* PEM; "": the system's */
	const char *problem;     /* why nothing leaves just now; "" */
	int64_t tries, paused_until;
	int64_t version;
};

struct mailbox_sending_list {
	struct mailbox_sending *items;
	size_t count;
};

/* HK_NOT_FOUND: the house's server sends. */
enum hk_result mailbox_sending_find(struct ctx *cx, int64_t mailbox_id,
				    struct mailbox_sending *ret);
enum hk_result mailbox_sending_every(struct ctx *cx, struct mailbox_sending_list *ret);
/* Stores what an administrator wishes; password "" keeps what is stored for the same host and
 * user. version: which he saw, 0: there was none. HK_INVALID beside fields, HK_CONFLICT. */
enum hk_result mailbox_sending_put(struct ctx *cx, const struct mailbox_sending *wish,
				   const char *password);
/* The house sends again. */
enum hk_result mailbox_sending_drop(struct ctx *cx, int64_t mailbox_id);
/* "" when there is none. */
enum hk_result mailbox_sending_password(struct ctx *cx, const struct mailbox_sending *sending,
					const char **ret);
/* It could not be reached: it rests, each time longer, up to a quarter of an hour. */
enum hk_result mailbox_sending_rest(struct ctx *cx, const struct mailbox_sending *sending,
				    const char *problem);
/* It works (again). */
enum hk_result mailbox_sending_works(struct ctx *cx, int64_t mailbox_id);
