/* Shared by the two renderers of Markdown. */
#pragma once

#include <md4c.h>

#include "base/arena.h"
#include "base/buf.h"

enum {
	MARKDOWN_INPUT = 256 * 1024,
	MARKDOWN_OUTPUT = 2 * 1024 * 1024,
	MARKDOWN_DEPTH = 60,
	MARKDOWN_FLAGS =
		MD_FLAG_NOHTML | MD_FLAG_NOINDENTEDCODEBLOCKS | MD_FLAG_PERMISSIVEAUTOLINKS,
};

/* One entity as md4c hands it over: decoded when it is known, else as it was written. */
void markdown_entity(struct hk_buf *to, const char *text, size_t length);

/* The address of a link with its entities decoded, percent-encoded where HTML needs it, scheme in
 * small letters. NULL when it is no http, https, mailto or tel address. Not escaped yet. */
char *markdown_link(struct hk_arena *arena, const MD_ATTRIBUTE *href);
