#include "web/pages/house_pages.h"

#include <inttypes.h>

#include "base/result.h"
#include "core/event.h"
#include "people/staff.h"
#include "people/team.h"
#include "ticket/ticket.h"
#include "tpl_part_notice.h"
#include "tpl_problem_bare.h"
#include "tpl_problem_customer.h"
#include "tpl_problem_staff.h"
#include "web/assets.h"
#include "web/pages/notice.h"

enum { SOLVED_MOST = 100 };

static void fill_teams(struct web_request *req, const struct team_list *teams)
{
	struct page_team *items = hk_alloc(req->cx->arena, teams->count, sizeof(*items));

	for (size_t i = 0; i < teams->count; i++) {
		const struct team *team = &teams->items[i];

		items[i] = (struct page_team){
			.id = team->id,
			.count = team->active_count,
			.name = team->name,
			.url = hk_format(req->cx->arena, "/inbox/team/%" PRId64, team->id),
		};
	}
	req->page.teams.items = items;
	req->page.teams.count = teams->count;
}

enum hk_result house_counts(struct web_request *req)
{
	struct ctx *cx = req->cx;
	struct page *page = &req->page;
	struct team_list teams;
	struct staff self;

	HK_TRY(event_last(cx, &page->event_seq));
	HK_TRY(staff_find(cx, cx->actor->id, &self));
	page->inbox_mine = self.active_count;
	HK_TRY(ticket_count_resolved(cx, SOLVED_MOST, &page->inbox_solved));
	HK_TRY(team_of_actor(cx, &teams));
	fill_teams(req, &teams);
	return HK_OK;
}

static enum hk_result prepare(struct web_request *req)
{
	req->page.css = asset_css;
	req->page.js = asset_js;
	req->page.sprite = asset_sprite;
	notice_take(req);
	if (req->cx->actor->kind != ACTOR_STAFF || web_is_part(req))
		return HK_OK;
	return house_counts(req);
}

/* What a person reads for each code; cx->problem, where there is one, takes the place of words. */
static const struct house_problem problems[] = {
	{ 400, TR("This request could not be read"),
	  TR("Something in the address or in the form was not as it should be. Nothing was "
	     "changed."),
	  TR("Please go back and try once more."), "", "" },
	{ 403, TR("You may not do this"),
	  TR("Your account has no right for this. Nothing was changed."),
	  TR("Please ask a supervisor if you need it."), "", "" },
	{ 404, TR("There is nothing at this address"),
	  TR("It may have been moved or removed, or it is not for you to see."),
	  TR("Please check the address, or begin from the start."), "", "" },
	{ 405, TR("This address does not take that"), TR("Nothing was changed."),
	  TR("Please begin from the start."), "", "" },
	{ 409, TR("Somebody was faster"),
	  TR("This has changed since you opened it, so nothing was done."),
	  TR("Please look at it again, and then decide."), "", "" },
	{ 413, TR("This is too large"),
	  TR("What you sent is larger than we can take. Nothing of it was kept."),
	  TR("Please send less at once, or smaller files."), "", "" },
	{ 415, TR("This kind of content is not taken here"), TR("Nothing was changed."),
	  TR("Please go back and try once more."), "", "" },
	{ 422, TR("Something is missing or cannot be right"), TR("Nothing was changed."),
	  TR("Please go back; what you wrote is still there."), "", "" },
	{ 429, TR("That was too often"),
	  TR("To protect everybody, we pause for a moment. Nothing was changed."),
	  TR("Please try again a little later."), "", "" },
	{ 500, TR("Something went wrong on our side"),
	  TR("It was noted and will be looked at. What was saved before is safe."),
	  TR("Please try again in a moment."), "", "" },
	{ 503, TR("We cannot answer just now"),
	  TR("Nothing was changed, and what was saved before is safe."),
	  TR("Please try again in a moment."), "", "" },
};

static struct house_problem problem_of(const struct web_request *req)
{
	struct house_problem found = problems[HK_COUNT(problems) - 2];

	for (size_t i = 0; i < HK_COUNT(problems); i++)
		if (problems[i].status == req->status)
			found = problems[i];
	found.status = req->status;
	if (req->cx->problem)
		found.words = req->cx->problem;
	return found;
}

/* The way on, for those who have one. */
static void offer(const struct web_request *req, struct house_problem *problem)
{
	const struct actor *actor = req->cx->actor;

	if (actor->kind == ACTOR_STAFF && actor_may(actor, RIGHT_TICKET_READ)) {
		problem->url = "/inbox";
		problem->action = TR("Go to the inbox");
	} else if (actor->kind == ACTOR_STAFF) {
		problem->url = "/me";
		problem->action = TR("Go to my settings");
	} else {
		problem->url = hk_format(req->cx->arena, "%s/", req->page.base);
		problem->action = TR("Go to the start");
	}
}

static void show_problem(struct web_request *req, enum hk_result result)
{
	struct house_problem problem = problem_of(req);
	const struct page *page = &req->page;
	bool is_staff = req->cx->actor->kind == ACTOR_STAFF;

	(void)result;
	offer(req, &problem);
	if (web_is_part(req))
		tpl_part_notice(req->out, page, "warn", "triangle-alert",
				html_gettext(req->out, problem.words));
	else if (!req->cx->db || (!is_staff && !(req->route->flags & WEB_CUSTOMER)))
		tpl_problem_bare(req->out, page, &problem);
	else if (is_staff)
		tpl_problem_staff(req->out, page, &problem);
	else
		tpl_problem_customer(req->out, page, &problem);
}

const struct web_pages house_pages = {
	.prepare = prepare,
	.show_problem = show_problem,
	.staff_sign_in = "/staff/sign-in",
	.customer_sign_in = "/sign-in",
};
