/* A lifecycle as its administrator edits it: text in, rows out, and back. */
#pragma once

#include "ticket/purpose/lifecycle.h"

/* HK_INVALID beside "steps" or "moves", with the line that is wrong. */
enum hk_result lifecycle_read(struct ctx *cx, const char *steps, const char *moves,
			      struct lifecycle *ret);
