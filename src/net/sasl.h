/*
 * Signing in with an access token instead of a password: XOAUTH2, as Google and
 * Microsoft describe it, and OAUTHBEARER (RFC 7628). The same words go through
 * SMTP (RFC 4954) and IMAP.
 */
#pragma once

#include "net/net.h"

enum { SASL_DENIED = 535 };

/* What a client says to the reason of an OAUTHBEARER server before it hears the verdict: ^A. */
#define SASL_BEARER_SEEN "AQ=="

/* What the client says, in base64. */
const char *sasl_token(struct hk_arena *arena, const struct net_server *server, bool is_bearer);
/* The word of the server's reason (base64 of JSON) behind "status", such as "invalid_token" or
 * "401"; "" when there is none to be found. */
const char *sasl_reason(struct hk_arena *arena, const char *challenge);
