/* /loop/silent, and the tile of the board that leads there. */
#include <inttypes.h>

#include "base/text.h"
#include "core/rights.h"
#include "growth/silent.h"
#include "ticket/ticket.h"
#include "tpl_loop_silent.h"
#include "web/pages/families.h"
#include "web/pages/loop/loop_view.h"
#include "web/pages/loop/silent_view.h"

enum hk_result loop_silent_tile(struct ctx *cx, struct loop_tile *tile)
{
	struct silent_list list;

	HK_TRY(silent_find(cx, &list));
	if (!list.count)
		return HK_OK;
	tile->value = hk_format(cx->arena, "%s%s", loop_number(cx, (int64_t)list.count),
				list.count == SILENT_MOST ? "+" : "");
	tile->note = loop_say(cx, TR("no complaint, and no word since"));
	tile->tone = "warn";
	return HK_OK;
}

static enum hk_result show(struct web_request *req)
{
	bool may_see = actor_may(req->cx->actor, RIGHT_CUSTOMER_READ);
	struct silent_page page = { .days = SILENT_DAYS };
	struct ctx *cx = req->cx;
	struct silent_list list;

	HK_TRY(silent_find(cx, &list));
	page.has_more = list.count == SILENT_MOST;
	page.rows.items = hk_alloc(cx->arena, list.count + 1, sizeof(*page.rows.items));
	for (size_t i = 0; i < list.count; i++) {
		const struct silent *one = &list.items[i];

		page.rows.items[page.rows.count++] = (struct silent_row){
			.name = *one->name ? one->name : loop_say(cx, TR("A customer")),
			.customer = may_see ? hk_format(cx->arena, "/customers/%" PRId64,
							one->customer_id)
					    : "",
			.ticket = hk_format(cx->arena, "/tickets/%" PRId64, one->number),
			.subject = ticket_subject(cx->language, one->subject),
			.language = one->language,
			.owner = one->owner,
			.number = one->number,
			.at = one->resolved_at,
		};
	}
	tpl_loop_silent(req->out, &req->page, &page);
	return HK_OK;
}

const struct web_route silent_pages[] = {
	ROUTE("GET", "/loop/silent", RIGHT_TICKET_READ, show, 0, NULL),
	{ 0 },
};
