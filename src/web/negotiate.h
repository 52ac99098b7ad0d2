/* What a client says that it takes, or has already (RFC 9110). Headers may be NULL. */
#pragma once

#include <stdbool.h>
#include <stdint.h>

/* Accept-Encoding, 12.5.3. */
bool accepts_gzip(const char *header);
/* If-None-Match, 13.1.2: the client has this one. etag is with its quotes. */
bool etag_is_known(const char *header, const char *etag);
/* Range, 14.1.2, of one piece; false for anything else, which is answered in whole. */
bool range_find(const char *header, int64_t size, int64_t *ret_from, int64_t *ret_size);
