#include "web/pages/ticket/ticket_deeds.h"

#include <inttypes.h>
#include <string.h>

#include "base/text.h"
#include "core/i18n.h"
#include "web/pages/notice.h"

static enum hk_result find_and_do(struct ctx *cx, void *data)
{
	struct ticket_deed *deed = data;
	int64_t number;

	/* Not from the deed: its work may have led it to another ticket when it ran before. */
	HK_TRY(web_path_number(deed->req, "number", &number));
	HK_TRY(ticket_find(cx, number, &deed->ticket));
	deed->undo_id = 0;
	return deed->work(cx, deed);
}

enum hk_result ticket_deed_do(struct web_request *req, ticket_work *work, void *data,
			      struct ticket_deed *ret)
{
	*ret = (struct ticket_deed){ .req = req, .work = work, .data = data };
	/* What is refused for a word that is too long leads back to the ticket all the same. */
	HK_TRY(web_path_number(req, "number", &ret->ticket.number));
	return ctx_write(req->cx, find_and_do, ret);
}

/* The path of ours that the page before had, with its query; "" when it was another's. */
static const char *came_from(const struct web_request *req)
{
	const char *referer = web_request_header(req, "Referer");
	const char *host = web_request_header(req, "Host");
	const char *at = referer ? strstr(referer, "://") : NULL;
	size_t length = host ? strlen(host) : 0;

	if (!at || length == 0 || strncmp(at + 3, host, length) != 0 || at[3 + length] != '/')
		return "";
	return at + 3 + length;
}

/* Of a query, the pairs that say which list stands beside the ticket; nothing else goes along. */
static const char *list_query(struct hk_arena *arena, const char *query)
{
	static const char plain[] =
		"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-.";
	const char *kept = "";

	while (*query) {
		size_t length = strcspn(query, "&");
		size_t name = strcspn(query, "=");
		bool is_list = hk_starts(query, "in=") || hk_starts(query, "after=");

		if (is_list && name < length &&
		    name + 1 + strspn(query + name + 1, plain) == length)
			kept = hk_format(arena, "%s%c%.*s", kept, *kept ? '&' : '?', (int)length,
					 query);
		query += length + (query[length] == '&');
	}
	return kept;
}

const char *ticket_back(struct web_request *req, int64_t number)
{
	const char *self = hk_format(req->cx->arena, "/tickets/%" PRId64, number);
	const char *from = came_from(req);
	size_t length = strcspn(from, "?");

	if (!hk_starts(from, self) || (from[strlen(self)] && !strchr("?/", from[strlen(self)])) ||
	    !from[length])
		return self;
	return hk_format(req->cx->arena, "%s%s", self,
			 list_query(req->cx->arena, from + length + 1));
}

const char *ticket_back_list(struct web_request *req)
{
	const char *from = came_from(req), *view = strstr(from, "in=");
	size_t length = view ? strspn(view + 3, "abcdefghijklmnopqrstuvwxyz0123456789-") : 0;
	char *name = view ? hk_copy(req->cx->arena, view + 3, length) : NULL;

	if (!name || !*name)
		return "/inbox";
	if (hk_starts(name, "team-"))
		return hk_format(req->cx->arena, "/inbox/team/%s", name + strlen("team-"));
	if (hk_starts(name, "view-"))
		return hk_format(req->cx->arena, "/inbox/view/%s", name + strlen("view-"));
	return hk_format(req->cx->arena, "/inbox/%s", name);
}

enum hk_result ticket_deed_answer(struct web_request *req, enum hk_result result,
				  const struct ticket_deed *deed, const char *done,
				  const char *name)
{
	struct ctx *cx = req->cx;
	const char *back, *undo = "";

	if (result != HK_OK && result != HK_CONFLICT && result != HK_INVALID)
		return result;
	back = ticket_back(req, deed->ticket.number);
	if (result != HK_OK) {
		const char *sentence = cx->field_count ? cx->fields[0].sentence : cx->problem;

		if (web_is_part(req))
			return result;
		return notice_answer(req, back, sentence ? i18n_text(cx->language, sentence) : "",
				     "");
	}
	if (deed->undo_id)
		undo = hk_format(cx->arena, "/tickets/%" PRId64 "/undo?history=%" PRId64,
				 deed->ticket.number, deed->undo_id);
	return notice_answer(
		req, back, i18n_fill(cx->arena, i18n_text(cx->language, done), "name", name, NULL),
		undo);
}
