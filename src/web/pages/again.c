#include "web/pages/again.h"

#include <string.h>

#include "web/pages/door/house_pages.h"

enum { FORBIDDEN = 403, CONFLICT = 409, INVALID = 422, TOO_OFTEN = 429 };

struct again {
	struct web_request *req;
	const struct ctx *before;
	ctx_work *show;
	void *data;
};

/* ctx_read() begins with a clean context, but the page is about what was wrong before it. */
static enum hk_result show_again(struct ctx *cx, void *data)
{
	const struct again *again = data;

	hk_buf_clear(again->req->out->to);
	HK_TRY(house_pages.prepare(again->req));
	cx->problem = again->before->problem;
	cx->is_limited = again->before->is_limited;
	cx->field_count = again->before->field_count;
	for (size_t i = 0; i < cx->field_count; i++)
		cx->fields[i] = again->before->fields[i];
	return again->show(cx, again->data);
}

enum hk_result page_again(struct web_request *req, unsigned status, ctx_work *show, void *data)
{
	struct ctx before = *req->cx;
	struct again again = { req, &before, show, data };

	HK_TRY(ctx_read(req->cx, show_again, &again));
	req->status = status == FORBIDDEN && before.is_limited ? TOO_OFTEN : status;
	return HK_OK;
}

bool page_is_mendable(enum hk_result result)
{
	return result == HK_INVALID || result == HK_DENIED || result == HK_CONFLICT;
}

unsigned page_status_of(enum hk_result result)
{
	if (result == HK_DENIED)
		return FORBIDDEN;
	return result == HK_CONFLICT ? CONFLICT : INVALID;
}

struct part_errors page_errors(const struct ctx *cx)
{
	return (struct part_errors){ cx->fields, cx->field_count };
}

const char *page_problem(const struct ctx *cx)
{
	return cx->problem && cx->field_count == 0 ? cx->problem : "";
}

const char *page_form(const struct web_request *req, const char *name)
{
	const char *value = web_form(req, name);

	return value ? value : "";
}

const char *code_typed(const struct web_request *req)
{
	const char *typed = page_form(req, "code");
	char *code = hk_alloc(req->cx->arena, strlen(typed) + 1, 1);
	size_t count = 0;

	for (; *typed; typed++)
		if (*typed != ' ')
			code[count++] = *typed;
	return code;
}
