/* What kind of picture bytes are, by how they begin: what a sender or a server calls them decides
 * nothing. Only kinds that every browser shows count; SVG is none of them: it can carry scripts. */
#pragma once

#include <stddef.h>

enum { PICTURE_HEAD_BYTES = 12 };

/* "image/png" and so on; NULL: none of ours. head may be shorter than PICTURE_HEAD_BYTES. */
const char *picture_kind_of(const void *head, size_t length);
const char *picture_kind_of_file(int fd);
