#include <inttypes.h>

#include "core/org.h"
#include "web/pages/families.h"
#include "web/web_server.h"

static enum hk_result show_health(struct web_request *req)
{
	req->type = "text/plain; charset=utf-8";
	if (db_ping(req->cx->house->store) != HK_OK) {
		req->status = 503;
		hk_buf_text(req->out->to, "the database does not answer\n");
		return HK_OK;
	}
	hk_buf_text(req->out->to, "ok\n");
	return HK_OK;
}

const struct web_route health_pages[] = {
	ROUTE("GET", "/healthz", RIGHT_PUBLIC, show_health, WEB_ANONYMOUS, NULL),
	{ 0 },
};
