/* /loop/line: who is called when somebody stops a line. */
#include "base/text.h"
#include "core/i18n.h"
#include "tpl_loop_guards.h"
#include "web/pages/again.h"
#include "web/pages/families.h"
#include "web/pages/loop/cause_view.h"
#include "web/pages/notice.h"

enum { GUARDS_MOST = 200 };

static enum hk_result show_guards(struct ctx *cx, void *data)
{
	struct web_request *req = data;
	struct guard_form form;

	(void)cx;
	HK_TRY(guard_form_find(req, &form));
	tpl_loop_guards(req->out, &req->page, &form);
	return HK_OK;
}

static enum hk_result get_guards(struct web_request *req)
{
	return show_guards(req->cx, req);
}

static enum hk_result guards_work(struct ctx *cx, void *data)
{
	const struct web_request *req = data;
	int64_t ids[GUARDS_MOST];
	const char *const *values;
	size_t count = web_form_all(req, "guard", &values), chosen = 0;

	for (size_t i = 0; i < count && i < GUARDS_MOST; i++)
		if (hk_number(values[i], &ids[chosen]))
			chosen++;
	return line_guards_put(cx, ids, chosen);
}

static enum hk_result post_guards(struct web_request *req)
{
	enum hk_result result = ctx_write(req->cx, guards_work, req);

	if (page_is_mendable(result))
		return page_again(req, page_status_of(result), show_guards, req);
	HK_TRY(result);
	return notice_answer(req, "/loop/causes",
			     i18n_text(req->cx->language, TR("They are called from now on.")), "");
}

static const struct web_param guard_params[] = { { "guard", PARAM_NUMBER, 0 }, { 0 } };

const struct web_route line_pages[] = {
	ROUTE("GET", "/loop/line", RIGHT_ADMIN, get_guards, 0, NULL),
	ROUTE("POST", "/loop/line", RIGHT_ADMIN, post_guards, 0, guard_params),
	{ 0 },
};
