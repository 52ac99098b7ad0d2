/*
 * "Was it really solved?", answered with the link of a mail and without signing
 * in. Looking at the page records nothing, since mail programs look too.
 */
#include <inttypes.h>

#include "base/text.h"
#include "base/time.h"
#include "core/throttle.h"
#include "intake/intake.h"
#include "people/customer.h"
#include "people/link.h"
#include "people/session.h"
#include "people/staff.h"
#include "ticket/clock/follow_up.h"
#include "tpl_solved.h"
#include "tpl_solved_gone.h"
#include "web/pages/again.h"
#include "web/pages/customer/solved_view.h"
#include "web/pages/families.h"

enum { BODY_MAX = 200 * 1000, KEY_MAX = 40, WORDS_PER_LINK = 10 };

struct visit {
	struct web_request *req;
	const char *token;
	bool is_solved; /* the answer */
	struct link_row link;
	struct actor customer;
	struct ticket ticket;
	struct solved_view view;
};

static struct visit visit_new(struct web_request *req)
{
	struct visit visit = { .req = req, .token = web_path(req, "token") };

	visit.view.url = hk_format(req->cx->arena, "%s/solved/%s", req->page.base, visit.token);
	visit.view.text = page_form(req, "body");
	visit.view.key = page_form(req, "key");
	return visit;
}

/* Who holds the link acts as the customer to whom it was mailed, on that ticket alone. */
static enum hk_result find(struct ctx *cx, struct visit *visit)
{
	const struct actor *before = cx->actor;
	struct session_view view;

	HK_TRY(link_find(cx, "follow_up", visit->token, &visit->link));
	HK_TRY(actor_of_customer(cx, visit->link.person_id, &visit->customer, &view));
	cx->actor = &visit->customer;

	enum hk_result result = ticket_by_row(cx, visit->link.ticket_id, &visit->ticket);

	if (result == HK_OK)
		result = ticket_home(cx, &visit->ticket);
	if (result == HK_OK)
		result = ticket_by_id(cx, visit->ticket.id, &visit->ticket);

	cx->actor = before;
	return result;
}

static enum hk_result stage_find(struct ctx *cx, const struct visit *visit, const char **ret)
{
	const struct ticket *ticket = &visit->ticket;
	struct follow_up round = { .answer = "" };
	enum hk_result result = follow_up_find(cx, ticket->id, &round);
	bool is_no = hk_equal(round.answer, "no");

	if (result != HK_OK && result != HK_NOT_FOUND)
		return result;
	if (hk_equal(ticket->state, "resolved"))
		*ret = "asked";
	else if (hk_equal(ticket->state, "closed"))
		*ret = hk_equal(ticket->closed_as, "confirmed") ||
				       hk_equal(ticket->closed_as, "by_phone")
			       ? "confirmed"
			       : "closed";
	else if (is_no)
		*ret = web_query(visit->req, "said") ? "words" : "again";
	else
		*ret = "working";
	return HK_OK;
}

static enum hk_result show_gone(struct ctx *cx, void *data)
{
	struct visit *visit = data;

	(void)cx;
	tpl_solved_gone(visit->req->out, &visit->req->page);
	return HK_OK;
}

static enum hk_result show(struct ctx *cx, void *data)
{
	struct visit *visit = data;
	struct solved_view *view = &visit->view;
	struct staff owner = { .name = "" };
	enum hk_result result = find(cx, visit);

	if (result == HK_NOT_FOUND) {
		visit->req->status = 404;
		return show_gone(cx, visit);
	}
	HK_TRY(result);
	HK_TRY(staff_find(cx, visit->ticket.owner_id, &owner));
	view->errors = page_errors(cx);
	view->problem = page_problem(cx);
	view->name = visit->customer.name;
	view->subject = ticket_subject(visit->req->cx->language, visit->ticket.subject);
	view->language = visit->ticket.language;
	view->number = visit->ticket.number;
	view->due_at = visit->ticket.due_at;
	view->owner = owner.name;
	HK_TRY(stage_find(cx, visit, &view->stage));
	if (!*view->key)
		view->key = hk_token_new(cx->arena);
	tpl_solved(visit->req->out, &visit->req->page, view);
	return HK_OK;
}

static enum hk_result solved_page(struct web_request *req)
{
	struct visit visit = visit_new(req);

	return show(req->cx, &visit);
}

static enum hk_result answer_work(struct ctx *cx, void *data)
{
	struct visit *visit = data;

	HK_TRY(find(cx, visit));

	const struct actor *before = cx->actor;

	cx->actor = &visit->customer;

	enum hk_result result = follow_up_answer(cx, &visit->ticket, visit->is_solved);

	cx->actor = before;
	return result;
}

static enum hk_result answer_send(struct web_request *req)
{
	struct visit visit = visit_new(req);
	const char *answer = page_form(req, "answer");

	visit.is_solved = hk_equal(answer, "yes");
	if (!visit.is_solved && !hk_equal(answer, "no"))
		return HK_INVALID;

	enum hk_result result = ctx_write(req->cx, answer_work, &visit);

	if (result == HK_NOT_FOUND)
		return page_again(req, 404, show_gone, &visit);
	/* It is open again already: the page says so. */
	if (result != HK_CONFLICT)
		HK_TRY(result);
	return web_redirect(req, visit.view.url);
}

static enum hk_result look_work(struct ctx *cx, void *data)
{
	struct visit *visit = data;

	HK_TRY(find(cx, visit));
	return throttle_count(cx, "solved.words", visit->token, WORDS_PER_LINK, HK_HOUR);
}

static enum hk_result words_add(struct visit *visit)
{
	struct ctx *cx = visit->req->cx;

	HK_TRY(ctx_write(cx, look_work, visit));

	const struct actor *before = cx->actor;
	struct intake_answer answer = {
		.channel = "web",
		.ticket_id = visit->ticket.id,
		.name = visit->customer.name,
		.email = visit->customer.email,
		.text = hk_trim(cx->arena, visit->view.text),
		.key = hk_format(cx->arena, "solved %" PRId64 " %s", visit->ticket.id,
				 visit->view.key),
	};

	cx->actor = &visit->customer;

	enum hk_result result = intake_answer(cx, &answer, &visit->ticket);

	cx->actor = before;
	return result;
}

static enum hk_result words_send(struct web_request *req)
{
	struct visit visit = visit_new(req);

	if (!*visit.view.key)
		visit.view.key = hk_token_new(req->cx->arena);

	enum hk_result result = words_add(&visit);

	if (result == HK_NOT_FOUND)
		return page_again(req, 404, show_gone, &visit);
	if (page_is_mendable(result))
		return page_again(req, page_status_of(result), show, &visit);
	HK_TRY(result);
	return web_redirect(req, hk_format(req->cx->arena, "%s?said=1", visit.view.url));
}

static const struct web_param page_params[] = {
	{ "said", PARAM_TEXT, 0 },
	{ NULL, 0, 0 },
};

static const struct web_param answer_params[] = {
	{ "answer", PARAM_TEXT, 0 },
	{ NULL, 0, 0 },
};

static const struct web_param words_params[] = {
	{ "body", PARAM_TEXT, BODY_MAX },
	{ "key", PARAM_TEXT, KEY_MAX },
	{ NULL, 0, 0 },
};

enum { OPEN = WEB_ANONYMOUS | WEB_CUSTOMER };

const struct web_route solved_pages[] = {
	ROUTE("GET", "/solved/{token}", RIGHT_PUBLIC, solved_page, OPEN, page_params),
	ROUTE("POST", "/solved/{token}", RIGHT_PUBLIC, answer_send, OPEN, answer_params),
	ROUTE("POST", "/solved/{token}/words", RIGHT_PUBLIC, words_send, OPEN, words_params),
	{ 0 },
};
