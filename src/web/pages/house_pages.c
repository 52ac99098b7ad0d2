#include "web/pages/house_pages.h"

#include "web/assets.h"

static enum hk_result prepare(struct web_request *req)
{
	req->page.css = asset_css;
	req->page.js = asset_js;
	req->page.sprite = asset_sprite;
	return HK_OK;
}

static void show_problem(struct web_request *req, enum hk_result result)
{
	(void)result;
	hk_buf_text(req->out->to, req->cx->problem ? req->cx->problem : "Not here.");
}

const struct web_pages house_pages = {
	.prepare = prepare,
	.show_problem = show_problem,
	.staff_sign_in = "/staff/sign-in",
	.customer_sign_in = "/sign-in",
};
