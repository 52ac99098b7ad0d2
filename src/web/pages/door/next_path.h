/* Where a person goes after signing in. */
#pragma once

#include "web/web.h"

/* The wish when it is a page of ours that this kind of person may open, else his own first page:
 * the inbox, or his requests. wish may be NULL. */
const char *next_path(const struct web_request *req, enum actor_kind kind, const char *wish);
/* The wish as it may be carried in a form: a path of ours, or "". */
const char *next_carry(const char *wish);
