/* The first page: what one can do here, and how to reach a person. */
#include <string.h>

#include "tpl_start.h"
#include "web/pages/door/start_view.h"
#include "web/pages/families.h"

enum { SHOWN = 3, LOOKED_AT = 20 };

/* Those that are not at their end, the newest first. */
static enum hk_result own_requests(struct web_request *req, struct request_cards *ret)
{
	struct ticket_lines lines;
	struct request_card *cards = hk_alloc(req->cx->arena, SHOWN, sizeof(*cards));
	size_t count = 0;

	HK_TRY(ticket_page(req->cx, TICKETS_CUSTOMER, req->cx->actor->id,
			   (struct ticket_cursor){ 0, 0 }, LOOKED_AT, &lines));
	for (size_t i = 0; i < lines.count && count < SHOWN; i++)
		if (strcmp(lines.items[i].state, "closed") != 0)
			HK_TRY(request_card_of_line(req, &lines.items[i], &cards[count++]));
	*ret = (struct request_cards){ cards, count };
	return HK_OK;
}

/* Who works here and asks for no language means his own first page. */
static enum hk_result start_page(struct web_request *req)
{
	struct start_view view = { .purposes = purposes };
	enum actor_kind kind = req->cx->actor->kind;

	if (kind == ACTOR_STAFF && !*req->page.base)
		return web_redirect(req, actor_may(req->cx->actor, RIGHT_TICKET_READ) ? "/inbox"
										      : "/tasks");
	if (kind == ACTOR_CUSTOMER)
		HK_TRY(own_requests(req, &view.requests));
	tpl_start(req->out, &req->page, &view);
	return HK_OK;
}

const struct web_route start_pages[] = {
	ROUTE("GET", "/", RIGHT_PUBLIC, start_page, WEB_ANONYMOUS | WEB_CUSTOMER, NULL),
	{ 0 },
};
