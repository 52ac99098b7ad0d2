#include "web/problem.h"

#include "base/json.h"
#include "core/i18n.h"
#include "web/transport.h"

static const struct {
	enum hk_result result;
	unsigned status;
	const char *title;
} kinds[] = {
	{ HK_NOT_FOUND, 404, TR("There is nothing here.") },
	{ HK_DENIED, 403, TR("You may not do this.") },
	{ HK_INVALID, 422, TR("Something in it cannot be right.") },
	{ HK_CONFLICT, 409, TR("As things stand now, this cannot be done.") },
	{ HK_UNAVAILABLE, 503, TR("We cannot answer just now. Please try again in a moment.") },
	{ HK_FAILED, 500, TR("Something went wrong on our side. It was noted.") },
};

static size_t kind_of(enum hk_result result)
{
	for (size_t i = 0; i < HK_COUNT(kinds); i++)
		if (kinds[i].result == result)
			return i;
	return HK_COUNT(kinds) - 1;
}

static unsigned status_of(const struct ctx *cx, enum hk_result result)
{
	enum { TOO_OFTEN = 429 };

	return result == HK_DENIED && cx->is_limited ? TOO_OFTEN : kinds[kind_of(result)].status;
}

/* Names the place in the document too (RFC 6901), as RFC 9457 does in its example. */
static void write_field(struct hk_json *json, const struct ctx *cx,
			const struct field_problem *field)
{
	char *pointer = hk_format(cx->arena, "#/%s", field->field);

	for (char *at = pointer; *at; at++)
		if (*at == '.')
			*at = '/';
	hk_json_open(json, NULL, '{');
	hk_json_text(json, "field", field->field);
	hk_json_text(json, "pointer", pointer);
	hk_json_text(json, "detail", i18n_text(cx->language, field->sentence));
	hk_json_close(json, '}');
}

static void write_document(struct web_request *req, enum hk_result result)
{
	struct hk_json json = hk_json_to(req->out->to);
	const struct ctx *cx = req->cx;

	hk_json_open(&json, NULL, '{');
	hk_json_text(&json, "type", "about:blank");
	hk_json_text(&json, "title", i18n_text(cx->language, kinds[kind_of(result)].title));
	hk_json_int(&json, "status", req->status);
	if (cx->problem)
		hk_json_text(&json, "detail", i18n_text(cx->language, cx->problem));
	if (cx->field_count > 0) {
		hk_json_open(&json, "errors", '[');
		for (size_t i = 0; i < cx->field_count; i++)
			write_field(&json, cx, &cx->fields[i]);
		hk_json_close(&json, ']');
	}
	hk_json_close(&json, '}');
	req->type = "application/problem+json";
}

struct show {
	struct web_request *req;
	enum hk_result result;
	const struct ctx *before;
};

/* ctx_read() begins with a clean context, but the page is about what was wrong before it. */
static enum hk_result show_page(struct ctx *cx, void *data)
{
	const struct show *show = data;
	const struct web_pages *pages = show->req->transport->server->settings.pages;

	hk_buf_clear(show->req->out->to);
	if (cx->db && pages->prepare)
		hk_ignore(pages->prepare(show->req));
	cx->problem = show->before->problem;
	cx->field_count = show->before->field_count;
	for (size_t i = 0; i < cx->field_count; i++)
		cx->fields[i] = show->before->fields[i];
	pages->show_problem(show->req, show->result);
	return HK_OK;
}

static void write_page(struct web_request *req, enum hk_result result)
{
	struct ctx before = *req->cx;
	struct show show = { req, result, &before };
	bool has_database = result != HK_UNAVAILABLE && before.org_id != 0;

	if (!has_database || ctx_read(req->cx, show_page, &show) != HK_OK)
		hk_ignore(show_page(req->cx, &show));
}

void problem_show(struct web_request *req, enum hk_result result)
{
	if (!req->page.language)
		visitor_unknown(req);

	bool is_told = req->status >= 400; /* with headers of its own, such as Allow */
	unsigned status = is_told ? req->status : status_of(req->cx, result);
	size_t headers = is_told ? req->transport->header_count : 0;

	request_clear_answer(req);
	req->transport->header_count = headers;
	req->status = status;
	if (status == 503)
		web_header(req, "Retry-After", "2");
	if (req->route->flags & WEB_API)
		write_document(req, result);
	else
		write_page(req, result);
}
