/* What forms have in common: what was typed, and what is wrong with it. */
#pragma once

#include "web/parts.h"
#include "web/web.h"

/* The value of a field, "" when it did not come. */
static inline const char *typed(const struct web_request *req, const char *name)
{
	const char *value = web_form(req, name);

	return value ? value : "";
}

/* True when the person himself can mend it, or shall wait: the form is shown again. */
static inline bool typed_is_mendable(enum hk_result result)
{
	return result == HK_INVALID || result == HK_DENIED || result == HK_CONFLICT;
}

/* The status of that page: too often, outrun, or not right. */
static inline unsigned typed_status(enum hk_result result)
{
	enum { CONFLICT = 409, INVALID = 422, TOO_OFTEN = 429 };

	if (result == HK_DENIED)
		return TOO_OFTEN;
	return result == HK_CONFLICT ? CONFLICT : INVALID;
}

static inline struct part_errors typed_errors(const struct ctx *cx)
{
	return (struct part_errors){ cx->fields, cx->field_count };
}

/* The sentence about the form as a whole, "" when only fields are wrong. */
static inline const char *typed_problem(const struct ctx *cx)
{
	return cx->problem && cx->field_count == 0 ? cx->problem : "";
}
