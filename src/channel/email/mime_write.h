/*
 * Writes the pieces of a mail: headers with words of any language (RFC 2047),
 * parameters (RFC 2231), text and files in their transfer encodings (RFC 2045).
 * What is given must be UTF-8 without line breaks where it stands in a header;
 * channel/email/compose.c sees to that.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "base/buf.h"
#include "base/result.h"

/* A whole header of free text. */
void mime_header(struct hk_buf *out, const char *name, const char *text);

/* One address of a list behind "To: ". column is where the line stands, and is kept up to date. */
void mime_mailbox(struct hk_buf *out, const char *name, const char *address, bool is_first,
		  size_t *column);

/* "; name=value", on a line of its own. */
void mime_parameter(struct hk_buf *out, const char *name, const char *value);

/* Lines of text end in LF or CRLF; they leave as CRLF, the last one too. */
void mime_quoted_printable(struct hk_buf *out, const char *text);
void mime_base64(struct hk_buf *out, const void *bytes, size_t length);
/* The same for a regular file from its beginning. HK_UNAVAILABLE: it cannot be read. */
enum hk_result mime_base64_file(struct hk_buf *out, int fd);
