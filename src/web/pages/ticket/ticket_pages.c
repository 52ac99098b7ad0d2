/* One ticket: its page, and the parts of it that follow live. */
#include <inttypes.h>

#include "base/text.h"
#include "tpl_part_ticket_facts.h"
#include "tpl_part_timeline.h"
#include "tpl_part_timeline_before.h"
#include "tpl_ticket.h"
#include "web/pages/families.h"
#include "web/pages/ticket/ticket_screen.h"

static enum hk_result ticket_of(struct web_request *req, struct ticket *ret)
{
	int64_t number;

	HK_TRY(web_path_number(req, "number", &number));
	return ticket_find(req->cx, number, ret);
}

/* Of one that was merged: where it goes on. */
static bool is_elsewhere(const struct web_request *req, const struct ticket *ticket)
{
	int64_t number;

	return web_path_number(req, "number", &number) == HK_OK && number != ticket->number;
}

static struct timeline_wish wish_of(const struct web_request *req)
{
	return (struct timeline_wish){ .before_id = web_query_number(req, "before", INT64_MAX),
				       .from_id = web_query_number(req, "from", 0),
				       .long_id = web_query_number(req, "long", 0) };
}

static enum hk_result show_before(struct web_request *req, const struct ticket *ticket,
				  const struct timeline_wish *wish)
{
	struct timeline timeline;

	HK_TRY(timeline_find(req->cx, ticket, wish, &timeline));
	tpl_part_timeline_before(req->out, &req->page, &timeline);
	return HK_OK;
}

/* Before what is written there already, and kept nowhere until somebody writes on. */
static enum hk_result apologise(struct web_request *req, const struct ticket *ticket,
				struct part_composer *composer)
{
	int64_t promise_id = web_query_number(req, "sorry", 0);
	const char *words;

	if (!promise_id || !composer->can_send)
		return HK_OK;
	HK_TRY(apology_write(req->cx, ticket, promise_id, &words));
	composer->reply = hk_format(req->cx->arena, "%s\n\n%s", words, composer->reply);
	return HK_OK;
}

static enum hk_result show(struct web_request *req)
{
	struct timeline_wish wish = wish_of(req);
	struct ticket_screen view;
	struct ticket ticket;

	HK_TRY(ticket_of(req, &ticket));
	if (web_is_part(req))
		return show_before(req, &ticket, &wish);
	if (is_elsewhere(req, &ticket))
		return web_redirect(req,
				    hk_format(req->cx->arena, "/tickets/%" PRId64, ticket.number));
	HK_TRY(ticket_screen_find(req, &ticket, &wish, &view));
	HK_TRY(apologise(req, &ticket, &view.composer));
	tpl_ticket(req->out, &req->page, &view);
	return HK_OK;
}

static enum hk_result show_timeline(struct web_request *req)
{
	struct timeline_wish wish = wish_of(req);
	struct timeline timeline;
	struct ticket ticket;

	HK_TRY(ticket_of(req, &ticket));
	HK_TRY(timeline_find(req->cx, &ticket, &wish, &timeline));
	tpl_part_timeline(req->out, &req->page, &timeline.items);
	return HK_OK;
}

static enum hk_result show_facts(struct web_request *req)
{
	struct ticket_facts facts;
	struct ticket ticket;

	HK_TRY(ticket_of(req, &ticket));
	HK_TRY(ticket_facts_find(req->cx, &ticket, &facts));
	HK_TRY(handover_row_find(req->cx, ticket.number, &facts.handover));
	tpl_part_ticket_facts(req->out, &req->page, &facts);
	return HK_OK;
}

enum { VIEW_NAME_MAX = 40 };

static const struct web_param page_params[] = {
	{ "in", PARAM_TEXT, VIEW_NAME_MAX },
	{ "after", PARAM_CURSOR, 0 },
	{ "before", PARAM_NUMBER, 0 },
	{ "kind", PARAM_TEXT, 0 },
	{ "sorry", PARAM_NUMBER, 0 },
	{ "long", PARAM_NUMBER, 0 },
	{ 0 },
};
static const struct web_param timeline_params[] = { { "before", PARAM_NUMBER, 0 },
						    { "from", PARAM_NUMBER, 0 },
						    { 0 } };

const struct web_route ticket_pages[] = {
	ROUTE("GET", "/tickets/{number}", RIGHT_TICKET_READ, show, WEB_PART, page_params),
	ROUTE("GET", "/tickets/{number}/timeline", RIGHT_TICKET_READ, show_timeline, WEB_PART,
	      timeline_params),
	ROUTE("GET", "/tickets/{number}/facts", RIGHT_TICKET_READ, show_facts, WEB_PART, NULL),
	{ 0 },
};
