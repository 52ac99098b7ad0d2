/* Two causes that mean the same become one: which one stays, and what goes along. */
#include <inttypes.h>

#include "base/text.h"
#include "core/i18n.h"
#include "feedback/cause_merge.h"
#include "tpl_loop_cause_merge.h"
#include "web/pages/again.h"
#include "web/pages/families.h"
#include "web/pages/loop/cause_view.h"
#include "web/pages/notice.h"

static enum hk_result show_form(struct ctx *cx, void *data)
{
	struct web_request *req = data;
	struct cause_merge_form form = { .problem = page_problem(cx), .errors = page_errors(cx) };
	struct part_option *others;
	struct part_options all;
	struct cause cause;
	int64_t number;

	if (!cause_may_decide(cx))
		return HK_NOT_FOUND;
	HK_TRY(web_path_number(req, "cause", &number));
	HK_TRY(cause_find(cx, number, &cause));
	form.row = cause_row_of(cx, &cause);
	form.version = cause.version;
	HK_TRY(cause_options(cx, i18n_text(cx->language, TR("Please choose")),
			     web_form_number(req, "into", 0), &all));
	others = hk_alloc(cx->arena, all.count, sizeof(*others));
	for (size_t i = 0; i < all.count; i++)
		if (!hk_equal(all.items[i].value, hk_format(cx->arena, "%" PRId64, cause.id)))
			others[form.into.count++] = all.items[i];
	form.into.items = others;
	tpl_loop_cause_merge(req->out, &req->page, &form);
	return HK_OK;
}

static enum hk_result get_form(struct web_request *req)
{
	return show_form(req->cx, req);
}

struct merging {
	struct web_request *req;
	struct cause into;
};

static enum hk_result merge_work(struct ctx *cx, void *data)
{
	struct merging *merging = data;
	struct cause_merge wish = { .version = web_form_number(merging->req, "version", 0),
				    .into_id = web_form_number(merging->req, "into", 0) };

	HK_TRY(web_path_number(merging->req, "cause", &wish.number));
	return cause_merge(cx, &wish, &merging->into);
}

static enum hk_result post_form(struct web_request *req)
{
	struct merging merging = { .req = req };
	enum hk_result result = ctx_write(req->cx, merge_work, &merging);

	if (page_is_mendable(result))
		return page_again(req, page_status_of(result), show_form, req);
	HK_TRY(result);
	return notice_answer(req, cause_url(req->cx, merging.into.number),
			     i18n_text(req->cx->language, TR("The two are one now.")), "");
}

static const struct web_param merge_params[] = { { "version", PARAM_NUMBER, 0 },
						 { "into", PARAM_NUMBER, 0 },
						 { 0 } };

const struct web_route cause_merge_pages[] = {
	ROUTE("GET", "/loop/causes/{cause}/merge", RIGHT_REPORT_READ, get_form, 0, NULL),
	ROUTE("POST", "/loop/causes/{cause}/merge", RIGHT_REPORT_READ, post_form, 0, merge_params),
	{ 0 },
};
