/* What a person or a program is told when a request came to nothing. */
#pragma once

#include "web/web.h"

/* Replaces what was answered so far by a page, or for the API by a problem document (RFC 9457).
 * Sets req->status unless it already is that of an error. */
void problem_show(struct web_request *req, enum hk_result result);
