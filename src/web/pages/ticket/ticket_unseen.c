#include "web/pages/ticket/ticket_unseen.h"

static int64_t mark_of(const struct web_request *req, const char *name)
{
	return web_form_number(req, name, web_query_number(req, name, 0));
}

struct ticket_seen seen_read(const struct web_request *req)
{
	return (struct ticket_seen){ mark_of(req, "version"), mark_of(req, "stood") };
}

enum hk_result seen_so_far(struct web_request *req, const struct ticket *ticket,
			   struct ticket_seen *ret)
{
	*ret = seen_read(req);
	if (web_query(req, "version"))
		return HK_OK;
	ret->message_id = ticket->last_message_id;
	return history_newest(req->cx, ticket, &ret->history_id);
}

enum hk_result unseen_shown_find(struct ctx *cx, const struct ticket *ticket,
				 const struct ticket_seen *seen, struct unseen_shown *ret)
{
	struct history_list done = { NULL, 0 };
	struct message_list said;

	HK_TRY(message_unseen(cx, ticket, seen->message_id, &said));
	if (seen->history_id)
		HK_TRY(history_unseen(cx, ticket, seen->history_id, &done));
	ret->is_change = said.count == 0;
	ret->version = ticket->last_message_id;
	HK_TRY(history_newest(cx, ticket, &ret->stood));
	return timeline_of(cx, ticket, &said, &done, &ret->items);
}

enum hk_result seen_again(struct web_request *req, const struct ticket *ticket, bool was_stopped,
			  struct ticket_seen *ret, struct unseen_shown *ret_unseen)
{
	const struct ticket_seen before = seen_read(req);

	if (!was_stopped)
		return seen_so_far(req, ticket, ret);
	HK_TRY(unseen_shown_find(req->cx, ticket, &before, ret_unseen));
	*ret = (struct ticket_seen){ ret_unseen->version, ret_unseen->stood };
	return HK_OK;
}
