/* Files that wait to be sent, as text in one column: a line each: blob, size, type, name, with tabs
 * between. Their bytes lie in the blob store, whole. */
#pragma once

#include "ticket/message.h"

/* At most so many of them. */
struct attachment_list file_lines_read(struct ctx *cx, const char *lines, size_t most);
/* A name loses the folders that some browsers put before it. */
const char *file_lines_write(struct ctx *cx, const struct attachment_list *list);
