/* Who is at the other end: his address, and what proxies that we trust say about him. */
#pragma once

#include "base/arena.h"
#include "base/result.h"
#include "web/http.h"

struct proxies;

struct client {
	const char *address; /* "192.0.2.7", "2001:db8::7", or "unix" */
	bool is_private;     /* of this machine or a private network */
	bool is_http;        /* a trusted proxy says that it was asked without TLS */
};

/* "10.0.0.0/8, ::1, unix": whose X-Forwarded-For and -Proto are believed. HK_INVALID. */
enum hk_result proxies_new(const char *list, struct proxies **ret);
void proxies_free(struct proxies *proxies);

void client_find(const struct proxies *proxies, const struct http_request *http,
		 struct hk_arena *arena, struct client *ret);

/* The host of a URL or of a Host header, without port and brackets, in small letters. */
char *host_of(struct hk_arena *arena, const char *text);
/* Loopback, RFC 1918 and 4193, link-local; "localhost" and names below it, and below "local",
 * "test", "internal" and "home.arpa" (RFC 6761, 6762, 8375). */
bool host_is_private(const char *host);
