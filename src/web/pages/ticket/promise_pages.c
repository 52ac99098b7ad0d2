/* One promise and what people decide about it. */
#include <inttypes.h>

#include "base/text.h"
#include "core/i18n.h"
#include "core/rights.h"
#include "people/staff.h"
#include "tpl_part_guide.h"
#include "tpl_promise.h"
#include "tpl_promise_new.h"
#include "web/pages/again.h"
#include "web/pages/families.h"
#include "web/pages/notice.h"
#include "web/pages/ticket/promise_screen.h"
#include "web/pages/ticket/ticket_deeds.h"

enum { CONSENT_MAX = 301, TEXT_MAX_BYTES = 200 * 1000 };

static enum hk_result name_of(struct ctx *cx, int64_t id, const char **ret)
{
	struct staff staff = { .name = "" };
	enum hk_result result = staff_find(cx, id, &staff);

	*ret = staff.name;
	return result == HK_NOT_FOUND ? HK_OK : result;
}

static const char *state_words(const struct promise *promise)
{
	if (!promise->settled_at)
		return *promise->state == 'o' ? TR("The customer waits for it.")
					      : TR("Its time has passed, and the customer waits.");
	if (hk_equal(promise->state, "kept"))
		return TR("It was kept.");
	return hk_equal(promise->state, "broken") ? TR("It was made good, too late.")
						  : TR("It was taken back with the customer’s "
						       "consent.");
}

static enum hk_result screen_find(struct ctx *cx, const struct ticket *ticket,
				  const struct promise *promise, struct promise_screen *ret)
{
	*ret = (struct promise_screen){
		.ticket_url = hk_format(cx->arena, "/tickets/%" PRId64, ticket->number),
		.subject = ticket_subject(cx->language, ticket->subject),
		.language = ticket->language,
		.number = ticket->number,
		.state = state_words(promise),
		.consent = promise->consent,
		.given_at = promise->given_at,
		.settled_at = promise->settled_at,
		.is_waiting = !promise->settled_at,
		.may_decide = actor_may(cx->actor, RIGHT_TICKET_REPLY),
		.now = i18n_clock_write(cx->kit->formats, cx->arena, cx->timezone, cx->now),
		.typed = "",
		.time = "",
		.problem = "",
	};
	HK_TRY(name_of(cx, promise->staff_id, &ret->giver));
	HK_TRY(name_of(cx, promise->keeper_id, &ret->keeper));
	return given_of(cx, ticket, promise, &ret->given);
}

static enum hk_result find(struct ctx *cx, struct web_request *req, struct promise_screen *ret)
{
	struct promise promise;
	struct ticket ticket;
	int64_t number, id;

	HK_TRY(web_path_number(req, "number", &number));
	HK_TRY(web_path_number(req, "promise", &id));
	HK_TRY(ticket_find(cx, number, &ticket));
	HK_TRY(promise_find(cx, ticket.id, id, &promise));
	return screen_find(cx, &ticket, &promise, ret);
}

static enum hk_result show(struct web_request *req)
{
	struct promise_screen screen;

	HK_TRY(find(req->cx, req, &screen));
	tpl_promise(req->out, &req->page, &screen);
	return HK_OK;
}

static enum hk_result show_again(struct ctx *cx, void *data)
{
	struct web_request *req = data;
	struct part_errors errors = page_errors(cx);
	const char *problem = page_problem(cx);
	struct promise_screen screen;

	HK_TRY(find(cx, req, &screen));
	screen.errors = errors;
	screen.problem = problem;
	screen.typed = page_form(req, "consent");
	screen.time = page_form(req, "promise_at");
	if (*page_form(req, "done_at"))
		screen.now = page_form(req, "done_at");
	tpl_promise(req->out, &req->page, &screen);
	return HK_OK;
}

struct deciding {
	int64_t id, version, at;
	const char *text;
};

/* Once the ticket is found: who may not see it learns nothing about his fields. */
static enum hk_result time_check(struct ctx *cx, int64_t at, const char *name)
{
	return at ? HK_OK : field_problem(cx, name, TR("Please choose a day and a time."));
}

static enum hk_result give_work(struct ctx *cx, struct ticket_deed *deed)
{
	const struct deciding *deciding = deed->data;

	HK_TRY(time_check(cx, deciding->at, "promise_at"));
	return promises_give(cx, &deed->ticket, deciding->text, deciding->at, &deed->undo_id);
}

static enum hk_result keep_work(struct ctx *cx, struct ticket_deed *deed)
{
	const struct deciding *deciding = deed->data;

	HK_TRY(time_check(cx, deciding->at, "done_at"));
	return promises_keep(cx, &deed->ticket, deciding->id, deciding->version, deciding->at);
}

static enum hk_result withdraw_work(struct ctx *cx, struct ticket_deed *deed)
{
	const struct deciding *deciding = deed->data;

	return promises_withdraw(cx, &deed->ticket, deciding->id, deciding->version,
				 deciding->text);
}

static enum hk_result move_work(struct ctx *cx, struct ticket_deed *deed)
{
	const struct deciding *deciding = deed->data;

	HK_TRY(time_check(cx, deciding->at, "promise_at"));
	return promises_move(cx, &deed->ticket, deciding->id, deciding->version, deciding->text,
			     deciding->at);
}

static enum hk_result again_work(struct ctx *cx, struct ticket_deed *deed)
{
	return promises_again(cx, &deed->ticket, ((const struct deciding *)deed->data)->id);
}

/* By the writer's clocks; 0: it cannot be read. */
static int64_t time_of(const struct web_request *req, const char *name)
{
	const struct ctx *cx = req->cx;
	int64_t at = 0;

	if (!i18n_clock_read(cx->kit->formats, cx->timezone, page_form(req, name), &at))
		return 0;
	return at;
}

/* Back to the list that it was decided in, or to the ticket. */
static const char *where_of(struct web_request *req, int64_t number)
{
	const char *back = page_form(req, "back");

	if (hk_equal(back, "/promises") || hk_equal(back, "/promises/team"))
		return back;
	return ticket_back(req, number);
}

static enum hk_result decide(struct web_request *req, ticket_work *work, struct deciding *deciding,
			     const char *done)
{
	struct ticket_deed deed;
	enum hk_result result;
	const char *undo;

	HK_TRY(web_path_number(req, "promise", &deciding->id));
	deciding->version = web_form_number(req, "version", 0);
	result = ticket_deed_do(req, work, deciding, &deed);
	if (page_is_mendable(result))
		return page_again(req, page_status_of(result), show_again, req);
	HK_TRY(result);
	undo = hk_format(req->cx->arena, "/tickets/%" PRId64 "/promises/%" PRId64 "/again",
			 deed.ticket.number, deciding->id);
	return notice_answer(req, where_of(req, deed.ticket.number),
			     i18n_text(req->cx->language, done), work == again_work ? "" : undo);
}

static enum hk_result keep(struct web_request *req)
{
	struct deciding deciding = { .at = req->cx->now };

	if (*page_form(req, "done_at"))
		deciding.at = time_of(req, "done_at");
	return decide(req, keep_work, &deciding, TR("It is noted."));
}

static enum hk_result withdraw(struct web_request *req)
{
	struct deciding deciding = { .text = page_form(req, "consent") };

	return decide(req, withdraw_work, &deciding, TR("The promise is taken back."));
}

static enum hk_result move(struct web_request *req)
{
	struct deciding deciding = { .text = page_form(req, "consent"),
				     .at = time_of(req, "promise_at") };

	return decide(req, move_work, &deciding, TR("The new time is promised."));
}

static enum hk_result again(struct web_request *req)
{
	struct deciding deciding = { 0 };

	return decide(req, again_work, &deciding, TR("The customer waits for it again."));
}

static enum hk_result give_again(struct ctx *cx, void *data)
{
	struct web_request *req = data;
	struct promise_screen screen = { .errors = page_errors(cx),
					 .problem = page_problem(cx),
					 .typed = page_form(req, "promise_text"),
					 .time = page_form(req, "promise_at") };
	struct ticket ticket;

	HK_TRY(web_path_number(req, "number", &screen.number));
	HK_TRY(ticket_find(cx, screen.number, &ticket));
	screen.ticket_url = hk_format(cx->arena, "/tickets/%" PRId64, ticket.number);
	screen.subject = ticket_subject(cx->language, ticket.subject);
	screen.language = ticket.language;
	tpl_promise_new(req->out, &req->page, &screen);
	return HK_OK;
}

static enum hk_result give(struct web_request *req)
{
	struct deciding deciding = { .text = page_form(req, "promise_text"),
				     .at = time_of(req, "promise_at") };
	struct ticket_deed deed;
	enum hk_result result = ticket_deed_do(req, give_work, &deciding, &deed);

	deed.undo_id = 0;
	if (page_is_mendable(result) && !web_is_part(req))
		return page_again(req, page_status_of(result), give_again, req);
	return ticket_deed_answer(req, result, &deed, TR("It is promised."), "");
}

struct looking {
	struct web_request *req;
	struct part_guide guide;
};

static enum hk_result guide_work(struct ctx *cx, void *data)
{
	struct looking *looking = data;
	struct ticket ticket;
	int64_t number;

	HK_TRY(web_path_number(looking->req, "number", &number));
	HK_TRY(ticket_find(cx, number, &ticket));
	return guide_find(cx, &ticket, page_form(looking->req, "text"), &looking->guide);
}

/* What is found in a reply while somebody writes it; nothing is kept. */
static enum hk_result guide(struct web_request *req)
{
	struct looking looking = { .req = req };

	HK_TRY(ctx_read(req->cx, guide_work, &looking));
	tpl_part_guide(req->out, &req->page, &looking.guide);
	return HK_OK;
}

static const struct web_param give_params[] = { { "promise_text", PARAM_TEXT, PROMISE_LETTERS },
						{ "promise_at", PARAM_TEXT, 0 },
						{ 0 } };
static const struct web_param decide_params[] = { { "version", PARAM_NUMBER, 0 },
						  { "done_at", PARAM_TEXT, 0 },
						  { "consent", PARAM_TEXT, CONSENT_MAX },
						  { "promise_at", PARAM_TEXT, 0 },
						  { "back", PARAM_TEXT, 0 },
						  { 0 } };
static const struct web_param guide_params[] = { { "text", PARAM_TEXT, TEXT_MAX_BYTES }, { 0 } };

#define DECIDE(deed, answer)                                                                    \
	ROUTE("POST", "/tickets/{number}/promises/{promise}/" deed, RIGHT_TICKET_REPLY, answer, \
	      WEB_PART, decide_params)

const struct web_route promise_pages[] = {
	ROUTE("POST", "/tickets/{number}/guide", RIGHT_TICKET_REPLY, guide, WEB_PART, guide_params),
	ROUTE("POST", "/tickets/{number}/promises", RIGHT_TICKET_REPLY, give, WEB_PART,
	      give_params),
	ROUTE("GET", "/tickets/{number}/promises/{promise}", RIGHT_TICKET_READ, show, 0, NULL),
	DECIDE("kept", keep),
	DECIDE("withdraw", withdraw),
	DECIDE("move", move),
	DECIDE("again", again),
	{ 0 },
};
