/* What staff does about a complaint: mark one, write down, assess, examine, decide, end it. */
#include <inttypes.h>

#include "base/text.h"
#include "core/i18n.h"
#include "people/customer.h"
#include "ticket/write/draft.h"
#include "tpl_complaint.h"
#include "web/pages/again.h"
#include "web/pages/complaint/complaint_view.h"
#include "web/pages/families.h"
#include "web/pages/notice.h"
#include "web/pages/ticket/ticket_deeds.h"

enum { WORDS_MAX_BYTES = 20 * 1000, LINE_MAX_BYTES = 1000 };

static enum hk_result show_work(struct ctx *cx, void *data)
{
	struct web_request *req = data;
	struct complaint_view view;
	struct ticket ticket;
	int64_t number;

	HK_TRY(web_path_number(req, "number", &number));
	HK_TRY(ticket_find(cx, number, &ticket));
	HK_TRY(complaint_view_find(req, &ticket, &view));
	tpl_complaint(req->out, &req->page, &view);
	return HK_OK;
}

static enum hk_result show(struct web_request *req)
{
	return show_work(req->cx, req);
}

static const char *page_of(struct web_request *req, const struct ticket_deed *deed,
			   const char *anchor)
{
	return hk_format(req->cx->arena, "/tickets/%" PRId64 "/complaint%s", deed->ticket.number,
			 anchor);
}

/* The page with what is wrong. When somebody else has put the complaint away meanwhile there is
 * none: then what is wrong is all there is to say. */
static enum hk_result again(struct web_request *req, enum hk_result result)
{
	enum hk_result shown = page_again(req, page_status_of(result), show_work, req);

	return shown == HK_NOT_FOUND && result == HK_CONFLICT ? result : shown;
}

/* Done, and back to the page; or the page again with what is wrong. */
static enum hk_result save(struct web_request *req, ticket_work *work, const char *done)
{
	struct ticket_deed deed;
	enum hk_result result = ticket_deed_do(req, work, NULL, &deed);

	if (page_is_mendable(result))
		return again(req, result);
	HK_TRY(result);
	return notice_answer(req, page_of(req, &deed, ""), i18n_text(req->cx->language, done), "");
}

/* ---- from the page of the ticket ---- */

static enum hk_result mark_work(struct ctx *cx, struct ticket_deed *deed)
{
	return complaint_mark(cx, &deed->ticket, web_form_number(deed->req, "message", 0));
}

static enum hk_result mark(struct web_request *req)
{
	struct ticket_deed deed;
	enum hk_result result = ticket_deed_do(req, mark_work, NULL, &deed);

	if (result != HK_OK)
		return ticket_deed_answer(req, result, &deed, "", "");
	return notice_answer(req, page_of(req, &deed, ""),
			     i18n_text(req->cx->language,
				       TR("It is recorded as a complaint, and the customer is told "
					  "so. Please write down what he wants.")),
			     "");
}

static enum hk_result dismiss_work(struct ctx *cx, struct ticket_deed *deed)
{
	return complaint_dismiss(cx, &deed->ticket);
}

static enum hk_result dismiss(struct web_request *req)
{
	struct ticket_deed deed;
	enum hk_result result = ticket_deed_do(req, dismiss_work, NULL, &deed);

	return ticket_deed_answer(req, result, &deed, TR("Noted: it is no complaint."), "");
}

/* ---- on its own page ---- */

/* That of the page on which he decided; one that no page can have is nobody's. */
static int64_t version_of(const struct web_request *req)
{
	int64_t version = web_form_number(req, "version", 0);

	return version > 0 ? version : 0;
}

static enum hk_result receive_work(struct ctx *cx, struct ticket_deed *deed)
{
	struct web_request *req = deed->req;
	bool is_not_stated = web_form_number(req, "not_stated", 0) == 1;
	struct complaint wish = { .version = version_of(req),
				  .description = page_form(req, "description"),
				  .remedy = page_form(req, "remedy"),
				  .remedy_stated = is_not_stated ? "not_stated" : "",
				  .product = page_form(req, "product"),
				  .immediate = page_form(req, "immediate") };

	return complaint_receive(cx, &deed->ticket, &wish);
}

static enum hk_result receive(struct web_request *req)
{
	return save(req, receive_work, TR("It is written down."));
}

static enum hk_result assess_work(struct ctx *cx, struct ticket_deed *deed)
{
	struct web_request *req = deed->req;
	struct complaint wish = { .version = version_of(req),
				  .severity = page_form(req, "severity"),
				  .complexity = page_form(req, "complexity"),
				  .impact = page_form(req, "impact"),
				  .is_safety = web_form_number(req, "safety", 0) == 1,
				  .needs_action = web_form_number(req, "action", 0) == 1 };

	return complaint_assess(cx, &deed->ticket, &wish);
}

static enum hk_result assess(struct web_request *req)
{
	return save(req, assess_work, TR("The assessment is saved."));
}

static enum hk_result examine_work(struct ctx *cx, struct ticket_deed *deed)
{
	struct web_request *req = deed->req;
	struct complaint wish = { .version = version_of(req),
				  .subject_id = web_form_number(req, "subject", 0),
				  .reviewer_id = web_form_number(req, "reviewer", 0),
				  .cause = page_form(req, "cause") };

	return complaint_examine(cx, &deed->ticket, &wish);
}

static enum hk_result examine(struct web_request *req)
{
	return save(req, examine_work, TR("Saved."));
}

static enum hk_result evidence_work(struct ctx *cx, struct ticket_deed *deed)
{
	return complaint_evidence(cx, &deed->ticket, page_form(deed->req, "evidence"));
}

static enum hk_result evidence(struct web_request *req)
{
	return save(req, evidence_work, TR("It is in the log."));
}

static enum hk_result decide_work(struct ctx *cx, struct ticket_deed *deed)
{
	struct web_request *req = deed->req;
	struct complaint wish = { .version = version_of(req),
				  .outcome = page_form(req, "outcome"),
				  .reasons = page_form(req, "reasons"),
				  .remedies = page_form(req, "remedies"),
				  .amount = complaint_amount_read(page_form(req, "amount")),
				  .currency = hk_trim(cx->arena, page_form(req, "currency")) };

	return complaint_decide(cx, &deed->ticket, &wish);
}

static enum hk_result decide(struct web_request *req)
{
	return save(req, decide_work,
		    TR("It is decided. Please tell the customer now, with the reasons."));
}

static enum hk_result letter_work(struct ctx *cx, struct ticket_deed *deed)
{
	struct customer customer;
	const char *text;

	HK_TRY(customer_find(cx, deed->ticket.customer_id, &customer));
	HK_TRY(complaint_letter(cx, &deed->ticket,
				*customer.language ? customer.language : deed->ticket.language,
				&text));
	return draft_put_before(cx, deed->ticket.id, text);
}

static enum hk_result letter(struct web_request *req)
{
	struct ticket_deed deed;
	enum hk_result result = ticket_deed_do(req, letter_work, NULL, &deed);

	if (page_is_mendable(result))
		return again(req, result);
	HK_TRY(result);
	return notice_answer(
		req,
		hk_format(req->cx->arena, "/tickets/%" PRId64 "?kind=reply#composer",
			  deed.ticket.number),
		i18n_text(req->cx->language,
			  TR("The letter is in your reply. Send it when it says what you mean.")),
		"");
}

static enum hk_result answer_work(struct ctx *cx, struct ticket_deed *deed)
{
	return complaint_answer(cx, &deed->ticket, page_form(deed->req, "reply"),
				page_form(deed->req, "reply_words"));
}

static enum hk_result answer(struct web_request *req)
{
	return save(req, answer_work, TR("It is noted what the customer said."));
}

static enum hk_result done_work(struct ctx *cx, struct ticket_deed *deed)
{
	return complaint_done(cx, &deed->ticket);
}

static enum hk_result done(struct web_request *req)
{
	return save(req, done_work, TR("Noted: it is done."));
}

static enum hk_result withdraw_work(struct ctx *cx, struct ticket_deed *deed)
{
	return complaint_withdraw(cx, &deed->ticket, page_form(deed->req, "reason"));
}

static enum hk_result withdraw(struct web_request *req)
{
	struct ticket_deed deed;
	enum hk_result result = ticket_deed_do(req, withdraw_work, NULL, &deed);

	if (page_is_mendable(result))
		return again(req, result);
	return ticket_deed_answer(req, result, &deed, TR("Noted: it is no complaint."), "");
}

static const struct web_param mark_params[] = { { "message", PARAM_NUMBER, 0 }, { 0 } };
static const struct web_param receive_params[] = {
	{ "version", PARAM_NUMBER, 0 },
	{ "description", PARAM_TEXT, WORDS_MAX_BYTES },
	{ "remedy", PARAM_TEXT, WORDS_MAX_BYTES },
	{ "not_stated", PARAM_NUMBER, 0 },
	{ "product", PARAM_TEXT, LINE_MAX_BYTES },
	{ "immediate", PARAM_TEXT, WORDS_MAX_BYTES },
	{ 0 },
};
static const struct web_param assess_params[] = {
	{ "version", PARAM_NUMBER, 0 },
	{ "severity", PARAM_TEXT, 40 },
	{ "complexity", PARAM_TEXT, 40 },
	{ "impact", PARAM_TEXT, 40 },
	{ "safety", PARAM_NUMBER, 0 },
	{ "action", PARAM_NUMBER, 0 },
	{ 0 },
};
static const struct web_param examine_params[] = {
	{ "version", PARAM_NUMBER, 0 },
	{ "subject", PARAM_NUMBER, 0 },
	{ "reviewer", PARAM_NUMBER, 0 },
	{ "cause", PARAM_TEXT, 40 },
	{ 0 },
};
static const struct web_param evidence_params[] = { { "evidence", PARAM_TEXT, WORDS_MAX_BYTES },
						    { 0 } };
static const struct web_param decide_params[] = {
	{ "version", PARAM_NUMBER, 0 },
	{ "outcome", PARAM_TEXT, 40 },
	{ "reasons", PARAM_TEXT, WORDS_MAX_BYTES },
	{ "remedies", PARAM_TEXT, WORDS_MAX_BYTES },
	{ "amount", PARAM_TEXT, 20 },
	{ "currency", PARAM_TEXT, 3 },
	{ 0 },
};
static const struct web_param answer_params[] = {
	{ "reply", PARAM_TEXT, 40 },
	{ "reply_words", PARAM_TEXT, WORDS_MAX_BYTES },
	{ 0 },
};
static const struct web_param withdraw_params[] = { { "reason", PARAM_TEXT, LINE_MAX_BYTES },
						    { 0 } };

#define PLACE "/tickets/{number}/complaint"

const struct web_route complaint_pages[] = {
	ROUTE("GET", PLACE, RIGHT_TICKET_READ, show, 0, NULL),
	ROUTE("POST", PLACE, RIGHT_TICKET_REPLY, mark, 0, mark_params),
	ROUTE("POST", PLACE "/none", RIGHT_TICKET_REPLY, dismiss, 0, NULL),
	ROUTE("POST", PLACE "/receipt", RIGHT_TICKET_REPLY, receive, 0, receive_params),
	ROUTE("POST", PLACE "/assessment", RIGHT_COMPLAINT, assess, 0, assess_params),
	ROUTE("POST", PLACE "/examination", RIGHT_COMPLAINT, examine, 0, examine_params),
	ROUTE("POST", PLACE "/evidence", RIGHT_COMPLAINT, evidence, 0, evidence_params),
	ROUTE("POST", PLACE "/decision", RIGHT_COMPLAINT, decide, 0, decide_params),
	ROUTE("POST", PLACE "/letter", RIGHT_COMPLAINT, letter, 0, NULL),
	ROUTE("POST", PLACE "/answer", RIGHT_COMPLAINT, answer, 0, answer_params),
	ROUTE("POST", PLACE "/done", RIGHT_COMPLAINT, done, 0, NULL),
	ROUTE("POST", PLACE "/withdraw", RIGHT_COMPLAINT, withdraw, 0, withdraw_params),
	{ 0 },
};
