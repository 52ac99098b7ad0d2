/* The steps of a ticket, and going to the next one. */
#include <inttypes.h>
#include <string.h>

#include "base/text.h"
#include "core/i18n.h"
#include "core/rights.h"
#include "tpl_steps.h"
#include "web/pages/again.h"
#include "web/pages/families.h"
#include "web/pages/notice.h"
#include "web/pages/step/step_view.h"
#include "web/pages/ticket/ticket_deeds.h"

enum { WORD_MAX_BYTES = 4 * STEP_WORD_LETTERS };

static void marks_fill(struct ctx *cx, const struct ticket *ticket,
		       const struct lifecycle *lifecycle, struct step_view *ret)
{
	ret->steps.items = hk_alloc(cx->arena, lifecycle->steps.count, sizeof(*ret->steps.items));
	for (size_t i = 0; i < lifecycle->steps.count; i++) {
		const struct step *step = &lifecycle->steps.items[i];

		ret->steps.items[ret->steps.count++] =
			(struct step_mark){ .label = step_label(cx, step, cx->language),
					    .is_here = hk_equal(step->code, ticket->step),
					    .is_end = step->is_end != 0 };
	}
}

static enum hk_result way_fill(struct ctx *cx, const struct ticket *ticket, const char *self,
			       const struct step_move *move, struct step_way *ret)
{
	struct step_gaps gaps;

	HK_TRY(step_missing(cx, ticket, move, NULL, &gaps));
	ret->needs_word = strstr(move->needs, "word") != NULL;
	ret->gaps.items = hk_alloc(cx->arena, gaps.count, sizeof(*ret->gaps.items));
	for (size_t i = 0; i < gaps.count; i++)
		ret->gaps.items[ret->gaps.count++] = (struct step_gap_item){
			.sentence = gaps.items[i].sentence,
			.url = hk_equal(gaps.items[i].where, "answers")
				       ? hk_format(cx->arena, "%s/answers", self)
				       : "",
		};
	return HK_OK;
}

static enum hk_result show_work(struct ctx *cx, void *data)
{
	struct web_request *req = data;
	struct step_view view = { .word = page_form(req, "word"),
				  .problem = page_problem(cx),
				  .errors = page_errors(cx) };
	struct lifecycle lifecycle;
	struct ticket ticket;
	int64_t number;

	HK_TRY(web_path_number(req, "number", &number));
	HK_TRY(ticket_find(cx, number, &ticket));
	HK_TRY(lifecycle_find(cx, ticket.type, &lifecycle));
	view.number = ticket.number;
	view.ticket = hk_format(cx->arena, "/tickets/%" PRId64, ticket.number);
	view.self = hk_format(cx->arena, "%s/steps", view.ticket);
	view.subject = ticket.subject;
	view.language = ticket.language;
	marks_fill(cx, &ticket, &lifecycle, &view);
	HK_TRY(seen_again(req, &ticket, web_form(req, "to") != NULL, &view.seen, &view.unseen));
	view.ways.items = hk_alloc(cx->arena, lifecycle.steps.count, sizeof(*view.ways.items));
	for (size_t i = 0; i < lifecycle.steps.count; i++) {
		const struct step *step = &lifecycle.steps.items[i];
		const struct step_move *move = lifecycle_move(&lifecycle, &ticket, step->code);
		struct step_way way = { .code = step->code,
					.label = step_label(cx, step, cx->language) };

		if (!move)
			continue;
		/* Nobody is offered what he would be refused. */
		if (!actor_may(cx->actor, RIGHT_TICKET_REPLY) || !step_may(cx, move)) {
			view.others = true;
			continue;
		}
		HK_TRY(way_fill(cx, &ticket, view.ticket, move, &way));
		view.ways.items[view.ways.count++] = way;
	}
	tpl_steps(req->out, &req->page, &view);
	return HK_OK;
}

static enum hk_result show(struct web_request *req)
{
	return show_work(req->cx, req);
}

static enum hk_result go_work(struct ctx *cx, struct ticket_deed *deed)
{
	const struct ticket_seen seen = seen_read(deed->req);
	const char *to_code = page_form(deed->req, "to");
	struct lifecycle lifecycle;
	const struct step *step;

	HK_TRY(lifecycle_find(cx, deed->ticket.type, &lifecycle));
	step = lifecycle_step(&lifecycle, to_code);
	if (step && step->is_end)
		HK_TRY(unseen_none(cx, &deed->ticket, &seen));
	return step_go(cx, &deed->ticket, to_code, page_form(deed->req, "word"));
}

static enum hk_result go(struct web_request *req)
{
	struct ticket_deed deed;
	enum hk_result result = ticket_deed_do(req, go_work, NULL, &deed);

	if (page_is_mendable(result))
		return page_again(req, page_status_of(result), show_work, req);
	HK_TRY(result);
	return notice_answer(req, ticket_back(req, deed.ticket.number),
			     i18n_text(req->cx->language, TR("The step is noted.")), "");
}

static const struct web_param params[] = {
	{ "to", PARAM_TEXT, STEP_LETTERS },
	{ "word", PARAM_TEXT, WORD_MAX_BYTES },
	SEEN_PARAMS,
	{ 0 },
};

static const struct web_param seen_params[] = { SEEN_PARAMS, { 0 } };

const struct web_route step_pages[] = {
	ROUTE("GET", "/tickets/{number}/steps", RIGHT_TICKET_READ, show, 0, seen_params),
	ROUTE("POST", "/tickets/{number}/steps", RIGHT_TICKET_REPLY, go, 0, params),
	{ 0 },
};
