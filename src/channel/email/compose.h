/*
 * Builds one mail (RFC 5322, 2045-2047, 2231) from its parts. The same input
 * gives the same bytes, so a second try sends what the first one sent.
 *
 * Nothing that a person wrote can make a header: a value with a line break or
 * another control character is refused, never cleaned.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/result.h"

struct outgoing_person {
	const char *name; /* UTF-8; "" when unknown */
	const char *address;
};

struct outgoing_header {
	const char *name, *value; /* such as Auto-Submitted, auto-replied */
};

struct outgoing_file {
	const char *name; /* as the reader sees it */
	const char *type; /* image/jpeg; what is no type becomes application/octet-stream */
	int fd;           /* a regular file, read from its beginning; -1: see bytes */
	const void *bytes;
	size_t length;
	const char *content_id; /* without angle brackets; NULL or "": none */
	bool is_inline;         /* shown by the HTML part through cid:CONTENT_ID */
};

/* Lists end where their count says. Texts are UTF-8 and may be NULL where "may be NULL" is
 * said. Hidden recipients are no part of a mail; only the envelope knows them. */
struct outgoing {
	struct outgoing_person from;
	struct outgoing_person reply_to; /* address NULL: none */
	const struct outgoing_person *to, *cc;
	size_t to_count, cc_count;
	const char *subject;           /* one line */
	const char *message_id;        /* with or without angle brackets, as all ids here */
	const char *in_reply_to;       /* may be NULL */
	const char *const *references; /* oldest first */
	size_t reference_count;
	int64_t dated_at;     /* ms UTC */
	const char *language; /* BCP 47; may be NULL */
	const char *text;     /* lines end in LF */
	const char *html;     /* may be NULL */
	const struct outgoing_header *headers;
	size_t header_count;
	const struct outgoing_file *files;
	size_t file_count;
};

/* HK_INVALID: a value that cannot stand in a mail (an address, a line break in a header).
 * HK_UNAVAILABLE: a file cannot be read. HK_FAILED: longer than the buffer may become.
 * Lines end in CRLF and are at most 998 bytes long. */
enum hk_result outgoing_compose(const struct outgoing *mail, struct hk_buf *ret);
