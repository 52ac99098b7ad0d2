/* No more surveys and news, by the address in the head of such a mail and without signing in.
 * Looking at the page records nothing, since mail programs look too; pressing its button does, or
 * that of a mail program. The answer is no redirect: programs would not follow it (RFC 8058). */
#include "base/text.h"
#include "people/unsubscribe.h"
#include "tpl_solved_gone.h"
#include "tpl_unsubscribe.h"
#include "web/pages/again.h"
#include "web/pages/families.h"

static enum hk_result show_work(struct ctx *cx, void *data)
{
	struct web_request *req = data;
	bool is_done;
	enum hk_result result = unsubscribe_find(cx, web_path(req, "token"), &is_done);

	if (result == HK_NOT_FOUND) {
		req->status = 404;
		tpl_solved_gone(req->out, &req->page);
		return HK_OK;
	}
	HK_TRY(result);
	tpl_unsubscribe(
		req->out, &req->page,
		hk_format(cx->arena, "%s/unsubscribe/%s", req->page.base, web_path(req, "token")),
		is_done);
	return HK_OK;
}

static enum hk_result show(struct web_request *req)
{
	return show_work(req->cx, req);
}

static enum hk_result work(struct ctx *cx, void *data)
{
	return unsubscribe_do(cx, web_path(data, "token"));
}

static enum hk_result send(struct web_request *req)
{
	enum hk_result result = ctx_write(req->cx, work, req);

	if (result != HK_NOT_FOUND)
		HK_TRY(result);
	return page_again(req, result == HK_NOT_FOUND ? 404 : 200, show_work, req);
}

enum { OPEN = WEB_ANONYMOUS | WEB_CUSTOMER };

const struct web_route unsubscribe_pages[] = {
	ROUTE("GET", "/unsubscribe/{token}", RIGHT_PUBLIC, show, OPEN, NULL),
	ROUTE("POST", "/unsubscribe/{token}", RIGHT_PUBLIC, send, OPEN | WEB_ONE_CLICK, NULL),
	{ 0 },
};
