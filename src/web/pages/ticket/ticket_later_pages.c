/* What somebody decides about a reply that waits for its time. */
#include <inttypes.h>

#include "base/text.h"
#include "core/i18n.h"
#include "tpl_part_later.h"
#include "web/pages/families.h"
#include "web/pages/notice.h"
#include "web/pages/ticket/ticket_deeds.h"
#include "web/pages/ticket/ticket_later_view.h"

static enum hk_result show(struct web_request *req)
{
	struct later_view view;
	struct ticket ticket;
	int64_t number;

	HK_TRY(web_path_number(req, "number", &number));
	HK_TRY(ticket_find(req->cx, number, &ticket));
	HK_TRY(later_view_find(req->cx, &ticket, &view));
	tpl_part_later(req->out, &req->page, &view);
	return HK_OK;
}

struct deciding {
	int64_t id;
	struct later_sight sight;
};

static enum hk_result now_work(struct ctx *cx, struct ticket_deed *deed)
{
	const struct deciding *deciding = deed->data;

	return later_now(cx, &deed->ticket, deciding->id, &deciding->sight);
}

static enum hk_result keep_work(struct ctx *cx, struct ticket_deed *deed)
{
	const struct deciding *deciding = deed->data;

	return later_keep(cx, &deed->ticket, deciding->id, &deciding->sight);
}

static enum hk_result change_work(struct ctx *cx, struct ticket_deed *deed)
{
	return later_cancel(cx, &deed->ticket, ((const struct deciding *)deed->data)->id, true);
}

static enum hk_result cancel_work(struct ctx *cx, struct ticket_deed *deed)
{
	return later_cancel(cx, &deed->ticket, ((const struct deciding *)deed->data)->id, false);
}

static enum hk_result decide(struct web_request *req, ticket_work *work, const char *done,
			     const char *where)
{
	struct deciding deciding = { .sight = { web_form_number(req, "version", 0),
						web_form_number(req, "stood", 0) } };
	struct ticket_deed deed;
	enum hk_result result;

	HK_TRY(web_path_number(req, "id", &deciding.id));
	result = ticket_deed_do(req, work, &deciding, &deed);
	if (result != HK_OK || !*where)
		return ticket_deed_answer(req, result, &deed, done, "");
	return notice_answer(
		req, hk_format(req->cx->arena, "/tickets/%" PRId64 "%s", deed.ticket.number, where),
		i18n_text(req->cx->language, done), "");
}

static enum hk_result send_now(struct web_request *req)
{
	return decide(req, now_work, TR("The reply is on its way."), "");
}

static enum hk_result keep(struct web_request *req)
{
	return decide(req, keep_work, TR("It leaves at its time all the same."), "");
}

static enum hk_result change(struct web_request *req)
{
	return decide(req, change_work,
		      TR("It is in your reply again. Choose another time, or send "
			 "it now."),
		      "?kind=reply#composer");
}

static enum hk_result cancel(struct web_request *req)
{
	return decide(req, cancel_work, TR("It is a draft again, and nothing was sent."), "");
}

static const struct web_param sight_params[] = { { "version", PARAM_NUMBER, 0 },
						 { "stood", PARAM_NUMBER, 0 },
						 { 0 } };

const struct web_route ticket_later_pages[] = {
	ROUTE("GET", "/tickets/{number}/later", RIGHT_TICKET_READ, show, WEB_PART, NULL),
	ROUTE("POST", "/tickets/{number}/later/{id}/now", RIGHT_TICKET_REPLY, send_now, WEB_PART,
	      sight_params),
	ROUTE("POST", "/tickets/{number}/later/{id}/keep", RIGHT_TICKET_REPLY, keep, WEB_PART,
	      sight_params),
	ROUTE("POST", "/tickets/{number}/later/{id}/change", RIGHT_TICKET_REPLY, change, WEB_PART,
	      NULL),
	ROUTE("POST", "/tickets/{number}/later/{id}/cancel", RIGHT_TICKET_REPLY, cancel, WEB_PART,
	      NULL),
	{ 0 },
};
