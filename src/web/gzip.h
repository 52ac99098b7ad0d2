/* gzip: answers packed for the wire (RFC 1952), by Intel's storage library at its first level: a
 * third of the time that zlib's quickest way takes, for three hundredths less of its size. */
#pragma once

#include <stddef.h>

struct gzip; /* for one thread */

struct gzip *gzip_new(void);
void gzip_free(struct gzip *gzip);

/* How many bytes were written; 0: more than room would be needed. */
size_t gzip_pack(struct gzip *gzip, const char *bytes, size_t length, char *packed, size_t room);
