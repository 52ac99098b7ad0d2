/* The HTTP client (RFC 9112) of a net child: one form to one HTTPS server. */
#pragma once

#include <gnutls/gnutls.h>

#include "net/link.h"

enum hk_result http_serve(struct net_link *link, const struct net_post *post,
			  gnutls_certificate_credentials_t trust);

/* What a server said, as far as it came: HK_OK with code and body (in the arena) when it is whole,
 * HK_NOT_FOUND when more must come, HK_INVALID when it is no answer. is_end: no more comes. */
struct http_answer {
	int code;
	const char *body;
	size_t length;
};
enum hk_result http_answer_read(struct hk_arena *arena, const char *bytes, size_t length,
				bool is_end, struct http_answer *ret);
