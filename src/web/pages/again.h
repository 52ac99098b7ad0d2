/*
 * A page as the answer to a form: what was typed with what is wrong in it, or
 * what came of it. Handlers of forms run without a database; this opens it.
 */
#pragma once

#include "web/parts.h"
#include "web/web.h"

/* Fills the frame of the page, then calls show, with the problems of req->cx as they stand now.
 * Where a limit refused it (cx->is_limited), 403 becomes 429. */
enum hk_result page_again(struct web_request *req, unsigned status, ctx_work *show, void *data);

/* For handlers whose form came to nothing: true when the person himself can mend it (HK_INVALID),
 * or shall wait, ask somebody or think again (HK_DENIED, HK_CONFLICT). */
bool page_is_mendable(enum hk_result result);
/* 422, 403 or 409. */
unsigned page_status_of(enum hk_result result);
/* What is wrong with the fields, for a template. */
struct part_errors page_errors(const struct ctx *cx);
/* The sentence about the form as a whole, "" when only fields are wrong. */
const char *page_problem(const struct ctx *cx);
/* The value of a field, "" when it did not come. */
const char *page_form(const struct web_request *req, const char *name);
/* The field "code" without the spaces that authenticators show in it. */
const char *code_typed(const struct web_request *req);
