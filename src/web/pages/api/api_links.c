#include "web/pages/api/api_links.h"

#include "base/text.h"
#include "ticket/link/merge.h"
#include "ticket/link/tie.h"
#include "web/pages/api/api_json.h"
#include "web/pages/api/api_once.h"

struct linking {
	int64_t number, other;
	const char *kind;
	bool is_sure;
	struct api_once once;
	struct ticket ticket;
};

/* The field that names the other one says when it is not there. */
static enum hk_result both_find(struct ctx *cx, const struct linking *linking, const char *field,
				struct ticket *ret_one, struct ticket *ret_other)
{
	enum hk_result result;

	HK_TRY(ticket_find(cx, linking->number, ret_one));
	result = ticket_find(cx, linking->other, ret_other);
	if (result == HK_NOT_FOUND)
		return field_problem(cx, field, "There is no such ticket.");
	return result;
}

static enum hk_result merge_run(struct ctx *cx, void *data)
{
	struct linking *linking = data;
	struct ticket from, into;
	struct merge wish = { .from = &from, .into = &into, .is_sure = linking->is_sure };
	int64_t passage_id;
	bool is_again;

	/* The number of one that was merged finds the other one. */
	HK_TRY(both_find(cx, linking, "into", &from, &into));
	HK_TRY(api_once_take(cx, &linking->once, &is_again));
	linking->ticket = into;
	if (is_again)
		return HK_OK;
	return merge(cx, &wish, &linking->ticket, &passage_id);
}

enum hk_result api_merge(struct web_request *req)
{
	struct linking linking = { .number = 0 };
	scoped_json *body = NULL;

	HK_TRY(web_path_number(req, "number", &linking.number));
	HK_TRY(api_once_read(req, req->path, &linking.once));
	HK_TRY(api_read(req, &body));
	linking.other = api_number(req, body, "into", 0);
	linking.is_sure = api_number(req, body, "sure", 0) == 1;
	if (req->cx->field_count)
		return HK_INVALID;
	HK_TRY(ctx_write(req->cx, merge_run, &linking));
	return api_answer_ticket(req, &linking.ticket, 200);
}

static enum hk_result link_run(struct ctx *cx, void *data)
{
	struct linking *linking = data;
	struct ticket other;
	bool is_again;

	HK_TRY(both_find(cx, linking, "other", &linking->ticket, &other));
	HK_TRY(api_once_take(cx, &linking->once, &is_again));
	if (is_again)
		return HK_OK;
	HK_TRY(tie_add(cx, linking->kind, &linking->ticket, &other));
	return ticket_find(cx, linking->number, &linking->ticket);
}

enum hk_result api_link(struct web_request *req)
{
	struct linking linking = { .number = 0 };
	scoped_json *body = NULL;

	HK_TRY(web_path_number(req, "number", &linking.number));
	HK_TRY(api_once_read(req, req->path, &linking.once));
	HK_TRY(api_read(req, &body));
	linking.kind = api_text(req, body, "kind", "");
	linking.other = api_number(req, body, "other", 0);
	if (!tie_kind_exists(linking.kind) || hk_equal(linking.kind, "split"))
		hk_ignore(field_problem(req->cx, "kind", "This is belongs, duplicate or caused."));
	if (req->cx->field_count)
		return HK_INVALID;
	HK_TRY(ctx_write(req->cx, link_run, &linking));
	api_location(req, "tickets", linking.ticket.number);
	return api_answer_ticket(req, &linking.ticket, 201);
}
