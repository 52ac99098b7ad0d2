/* What customers see and say about their complaints; how to complain, for everybody. */
#include <inttypes.h>

#include "base/text.h"
#include "base/time.h"
#include "core/i18n.h"
#include "standard/clock.h"
#include "ticket/complaint/complaint_rule.h"
#include "ticket/mail/outbox.h"
#include "tpl_complain.h"
#include "web/pages/again.h"
#include "web/pages/complaint/complaint_customer.h"
#include "web/pages/customer/request_view.h"
#include "web/pages/families.h"
#include "web/pages/notice.h"

enum { WORDS_MAX_BYTES = 20 * 1000 };

/* A letter that may still be taken back has told him nothing. */
static enum hk_result is_told(struct ctx *cx, const struct complaint *one, bool *ret)
{
	struct outbox letter;
	enum hk_result result = HK_NOT_FOUND;

	if (one->letter_id)
		result = outbox_of_message(cx, one->letter_id, &letter);
	if (result != HK_OK && result != HK_NOT_FOUND)
		return result;
	*ret = one->letter_id && (result == HK_NOT_FOUND || !hk_equal(letter.state, "held"));
	return HK_OK;
}

enum hk_result complaint_mine_find(struct web_request *req, const struct ticket *ticket,
				   struct complaint_mine *ret)
{
	struct ctx *cx = req->cx;
	struct complaint one;
	struct clock_list clocks;
	bool told;

	*ret = (struct complaint_mine){ .is_any = false };
	if (!complaint_is_any(ticket))
		return HK_OK;
	HK_TRY(complaint_find(cx, ticket, &one));
	HK_TRY(is_told(cx, &one, &told));
	*ret = (struct complaint_mine){
		.is_any = true,
		.is_told = told,
		.may_answer = told && complaint_is_open(ticket) && !*one.reply,
		.may_judge = !complaint_is_open(ticket) && !one.process_score,
		.url = hk_format(cx->arena, "%s/my/requests/%" PRId64 "/complaint", req->page.base,
				 ticket->number),
		/* What is decided shows when he was told. */
		.stage = complaint_words_of(complaint_stages,
					    hk_equal(one.stage, "decided") && !told ? "assessed"
										    : one.stage),
		.outcome = told ? complaint_words_of(complaint_outcomes, one.outcome) : "",
		.reply = one.reply,
		.number = ticket->number,
		.offer_until = one.offer_until,
		.round = one.round,
		.score = one.process_score,
		.words = page_form(req, "reply_words"),
		.judged = page_form(req, "words"),
		.score_typed = web_form_number(req, "score", 0),
		.errors = page_errors(cx),
	};
	HK_TRY(complaint_outside(cx, req->page.language, &ret->outside));
	HK_TRY(clock_every(cx, ticket->id, &clocks));
	ret->decide_at = clock_due_in(&clocks, COMPLAINT_ANSWER_CLOCK);
	return HK_OK;
}

struct saying {
	struct web_request *req;
	int64_t number;
	struct ticket ticket;
};

static enum hk_result answer_work(struct ctx *cx, void *data)
{
	struct saying *saying = data;

	HK_TRY(ticket_find(cx, saying->number, &saying->ticket));
	return complaint_answer(cx, &saying->ticket, page_form(saying->req, "answer"),
				page_form(saying->req, "reply_words"));
}

static enum hk_result judge_work(struct ctx *cx, void *data)
{
	struct saying *saying = data;
	int64_t score = web_form_number(saying->req, "score", 0);

	HK_TRY(ticket_find(cx, saying->number, &saying->ticket));
	return complaint_judge(cx, &saying->ticket, score, page_form(saying->req, "words"));
}

/* Back to the request; what is wrong is told there, beside what was typed. */
static enum hk_result say(struct web_request *req, ctx_work *work, const char *done)
{
	struct ctx *cx = req->cx;
	struct saying saying = { .req = req };
	enum hk_result result;

	HK_TRY(web_path_number(req, "number", &saying.number));
	result = ctx_write(cx, work, &saying);
	if (page_is_mendable(result))
		return page_again(req, page_status_of(result), request_show_again, req);
	HK_TRY(result);
	return notice_answer(
		req, hk_format(cx->arena, "%s/my/requests/%" PRId64, req->page.base, saying.number),
		html_gettext(req->out, done), "");
}

static enum hk_result post_answer(struct web_request *req)
{
	bool is_accepted = hk_equal(page_form(req, "answer"), "accepted");

	return say(req, answer_work,
		   is_accepted ? TR("Thank you. We do what we said, and then close it.")
			       : TR("Thank you for telling us. Your complaint stays open."));
}

static enum hk_result post_judge(struct web_request *req)
{
	return say(req, judge_work, TR("Thank you. It helps us to do it better."));
}

static enum hk_result how_page(struct web_request *req)
{
	struct complaint_rule rule;
	struct complaint_how how;

	HK_TRY(complaint_rule_find(req->cx, &rule));
	how = (struct complaint_how){ .hours = rule.person_ms / HK_HOUR, .days = rule.answer_days };
	HK_TRY(complaint_outside(req->cx, req->page.language, &how.outside));
	tpl_complain(req->out, &req->page, &how);
	return HK_OK;
}

static const struct web_param answer_params[] = { { "answer", PARAM_TEXT, 40 },
						  { "reply_words", PARAM_TEXT, WORDS_MAX_BYTES },
						  { 0 } };
static const struct web_param judge_params[] = { { "score", PARAM_NUMBER, 0 },
						 { "words", PARAM_TEXT, WORDS_MAX_BYTES },
						 { 0 } };

const struct web_route complaint_customer_pages[] = {
	ROUTE("GET", "/complain", RIGHT_PUBLIC, how_page, WEB_ANONYMOUS | WEB_CUSTOMER, NULL),
	ROUTE("POST", "/my/requests/{number}/complaint", RIGHT_OWN_REQUESTS, post_answer,
	      WEB_CUSTOMER, answer_params),
	ROUTE("POST", "/my/requests/{number}/complaint/judge", RIGHT_OWN_REQUESTS, post_judge,
	      WEB_CUSTOMER, judge_params),
	{ 0 },
};
