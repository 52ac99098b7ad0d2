#include <string.h>

#include "base/text.h"
#include "ticket/clock/promises.h"
#include "web/pages/api/api_json.h"
#include "web/pages/api/api_once.h"
#include "web/pages/api/api_work.h"

struct promising {
	int64_t number, id, version, due_at, done_at;
	const char *text, *state, *consent;
	struct api_once once;
	struct ticket ticket;
};

/* As the page names them, and as a program does. */
static enum hk_result renamed(struct ctx *cx, enum hk_result result)
{
	for (size_t i = 0; i < cx->field_count; i++) {
		if (strcmp(cx->fields[i].field, "promise_text") == 0)
			cx->fields[i].field = "text";
		if (strcmp(cx->fields[i].field, "promise_at") == 0)
			cx->fields[i].field = "due_at";
	}
	return result;
}

static enum hk_result give_run(struct ctx *cx, void *data)
{
	struct promising *promising = data;
	bool is_again;

	HK_TRY(ticket_find(cx, promising->number, &promising->ticket));
	HK_TRY(api_once_take(cx, &promising->once, &is_again));
	if (is_again)
		return HK_OK;
	return promises_give(cx, &promising->ticket, promising->text, promising->due_at,
			     &promising->id);
}

enum hk_result api_promise_give(struct web_request *req)
{
	struct promising promising = { .number = 0 };
	scoped_json *body = NULL;

	HK_TRY(web_path_number(req, "number", &promising.number));
	HK_TRY(api_once_read(req, req->path, &promising.once));
	HK_TRY(api_read(req, &body));
	promising.text = api_text(req, body, "text", "");
	promising.due_at = api_time(req, body, "due_at");
	if (req->cx->field_count)
		return HK_INVALID;
	HK_TRY(renamed(req->cx, ctx_write(req->cx, give_run, &promising)));
	api_location(req, "tickets", promising.ticket.number);
	return api_answer_ticket(req, &promising.ticket, 201);
}

static enum hk_result decide_run(struct ctx *cx, void *data)
{
	struct promising *one = data;
	struct promise promise;
	int64_t version;

	HK_TRY(ticket_find(cx, one->number, &one->ticket));
	HK_TRY(promise_find(cx, one->ticket.id, one->id, &promise));
	version = one->version ? one->version : promise.version;
	if (strcmp(one->state, "kept") == 0)
		return promises_keep(cx, &one->ticket, one->id, version,
				     one->done_at ? one->done_at : cx->now);
	if (strcmp(one->state, "withdrawn") == 0)
		return promises_withdraw(cx, &one->ticket, one->id, version, one->consent);
	if (strcmp(one->state, "open") == 0)
		return promises_again(cx, &one->ticket, one->id);
	return promises_move(cx, &one->ticket, one->id, version, one->consent, one->due_at);
}

enum hk_result api_promise(struct web_request *req)
{
	struct promising promising = { .number = 0 };
	scoped_json *body = NULL;
	bool is_known;

	HK_TRY(web_path_number(req, "number", &promising.number));
	HK_TRY(web_path_number(req, "id", &promising.id));
	HK_TRY(api_read(req, &body));
	promising.version = api_number(req, body, "version", 0);
	promising.state = api_text(req, body, "state", "");
	promising.consent = api_text(req, body, "consent", "");
	promising.done_at = api_time(req, body, "done_at");
	promising.due_at = api_time(req, body, "due_at");
	is_known = hk_equal(promising.state, "kept") || hk_equal(promising.state, "withdrawn") ||
		   hk_equal(promising.state, "open") || (!*promising.state && promising.due_at);
	if (!is_known && !req->cx->field_count)
		hk_ignore(field_problem(req->cx, "state",
					"This is kept, withdrawn or open; or there is a due_at."));
	if (req->cx->field_count)
		return HK_INVALID;
	HK_TRY(renamed(req->cx, ctx_write(req->cx, decide_run, &promising)));
	return api_answer_ticket(req, &promising.ticket, 200);
}
