/* "Was it put right?", answered with the link of a mail and without signing in. Looking at the page
 * records nothing, since mail programs look too. */
#include <string.h>

#include "base/text.h"
#include "feedback/loop/loop_case.h"
#include "people/customer.h"
#include "people/staff.h"
#include "tpl_loop_right.h"
#include "tpl_solved_gone.h"
#include "web/pages/again.h"
#include "web/pages/families.h"
#include "web/pages/loop/loop_answer_view.h"

enum { WORDS_MAX_BYTES = 20 * 1000 };

static enum hk_result show_gone(struct ctx *cx, void *data)
{
	struct web_request *req = data;

	(void)cx;
	tpl_solved_gone(req->out, &req->page);
	return HK_OK;
}

/* A round that is over is no longer asked about: what counts is how the last one stands. */
static const char *stage_of(const struct loop_case *one)
{
	if (*one->put_right)
		return one->put_right;
	return strcmp(one->state, "ended") == 0 && one->is_last ? "asked" : "over";
}

static enum hk_result show_work(struct ctx *cx, void *data)
{
	struct web_request *req = data;
	struct loop_right_view view = { .problem = page_problem(cx), .errors = page_errors(cx) };
	struct staff owner = { .name = "" };
	struct loop_case one, last;
	struct customer customer;
	enum hk_result result = loop_case_by_token(cx, web_path(req, "token"), &one);

	if (result == HK_NOT_FOUND) {
		req->status = 404;
		return show_gone(cx, req);
	}
	HK_TRY(result);
	HK_TRY(customer_find(cx, one.customer_id, &customer));
	HK_TRY(loop_case_by_row(cx, one.response_id, &last));
	result = staff_find(cx, last.owner_id, &owner);
	if (result != HK_OK && result != HK_NOT_FOUND)
		return result;
	view.url = hk_format(cx->arena, "%s/put-right/%s", req->page.base, web_path(req, "token"));
	view.name = customer.name;
	view.owner = owner.name;
	view.stage = stage_of(&one);
	view.due_at = loop_case_is_on(&last) ? last.due_at : CLOCK_NEVER;
	view.text = page_form(req, "words");
	tpl_loop_right(req->out, &req->page, &view);
	return HK_OK;
}

static enum hk_result show(struct web_request *req)
{
	return show_work(req->cx, req);
}

static enum hk_result say_work(struct ctx *cx, void *data)
{
	struct web_request *req = data;
	struct loop_case one;

	HK_TRY(loop_case_by_token(cx, web_path(req, "token"), &one));
	return loop_case_answer(cx, &one, hk_equal(page_form(req, "answer"), "yes"),
				page_form(req, "words"));
}

static enum hk_result say(struct web_request *req)
{
	const char *answer = page_form(req, "answer");
	enum hk_result result;

	if (!hk_equal(answer, "yes") && !hk_equal(answer, "no"))
		return HK_INVALID;
	result = ctx_write(req->cx, say_work, req);
	if (result == HK_NOT_FOUND)
		return page_again(req, 404, show_gone, req);
	if (result == HK_INVALID || (result == HK_CONFLICT && *page_problem(req->cx)))
		return page_again(req, page_status_of(result), show_work, req);
	/* It goes on already: the page says so. */
	if (result != HK_CONFLICT)
		HK_TRY(result);
	return web_redirect(req, hk_format(req->cx->arena, "%s/put-right/%s", req->page.base,
					   web_path(req, "token")));
}

static const struct web_param say_params[] = { { "answer", PARAM_TEXT, 0 },
					       { "words", PARAM_TEXT, WORDS_MAX_BYTES },
					       { 0 } };

enum { OPEN = WEB_ANONYMOUS | WEB_CUSTOMER };

const struct web_route loop_right_pages[] = {
	ROUTE("GET", "/put-right/{token}", RIGHT_PUBLIC, show, OPEN, NULL),
	ROUTE("POST", "/put-right/{token}", RIGHT_PUBLIC, say, OPEN, say_params),
	{ 0 },
};
