#include "web/pages/door/house_pages.h"

#include <inttypes.h>
#include <string.h>

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
#include "web/pages/door/next_path.h"
#include "web/pages/notice.h"

enum { SOLVED_MOST = 100, URL_MAX_BYTES = 2000, DENIED = 403 };

static void fill_teams(struct web_request *req, const struct team_list *teams)
{
	struct page_team *items = hk_alloc(req->cx->arena, teams->count, sizeof(*items));

	for (size_t i = 0; i < teams->count; i++) {
		const struct team *team = &teams->items[i];

		req->page.tasks += team->task_count;
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
	page->inbox_mine = self.active_count - self.snoozed;
	page->inbox_snoozed = self.snoozed;
	page->unread = self.unread_count;
	page->tasks = self.task_count + self.decision_count;
	page->handovers = self.handovers;
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
	{ 409, TR("As things stand now, this cannot be done"),
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

static struct house_problem problem_with(unsigned status)
{
	struct house_problem found = problems[HK_COUNT(problems) - 2];

	for (size_t i = 0; i < HK_COUNT(problems); i++)
		if (problems[i].status == status)
			found = problems[i];
	return found;
}

/* Refusals of a whole page, by who asks: what a supervisor can change, and what he cannot. */
static const struct house_problem signed_out = {
	403,
	TR("Please sign in again"),
	TR("You are no longer signed in. Nothing was changed."),
	TR("What you wrote is still there when you come back."),
	"",
	TR("Sign in"),
};
static const struct house_problem for_staff = {
	403,
	TR("This page is for our staff"),
	TR("You are signed in as a customer."),
	TR("Everything about your own requests is on your page."),
	"/my/requests",
	TR("Go to my requests"),
};
static const struct house_problem out_of_date = {
	403,
	TR("This page is out of date"),
	TR("Since it was opened, you or somebody else signed in here, or it was left for long. "
	   "Nothing was done with it."),
	TR("Please go back, load the page again and repeat the last step."),
	"",
	"",
};
/* Loading it again would help nobody. */
static const struct house_problem without_cookie = {
	403,
	TR("A cookie is needed here"),
	TR("Your browser sent none with the form, and without it nobody can tell that the form is "
	   "yours. Nothing was done with it."),
	TR("Please allow this page to keep a cookie, load it again and repeat the last step; or "
	   "call us, or write to us."),
	"",
	"",
};
static const struct house_problem for_customers = {
	403,
	TR("This page is for customers"),
	TR("You are signed in as a member of staff."),
	TR("Requests of customers are tickets in the inbox."),
	"",
	"",
};

/* The path of ours that the form stood on. */
static const char *came_from(const struct web_request *req)
{
	const char *referer = web_request_header(req, "Referer");
	const char *path = referer ? strstr(referer, "://") : NULL;

	path = path ? strchr(path + strlen("://"), '/') : NULL;
	return next_carry(path);
}

static const char *sign_in_url(struct web_request *req)
{
	bool is_customer = req->route->flags & WEB_CUSTOMER;
	const char *path = is_customer ? house_pages.customer_sign_in : house_pages.staff_sign_in;
	scoped_buf text;
	struct html out = *req->out;

	hk_buf_init(&text, URL_MAX_BYTES);
	out.to = &text;
	html_url_part_str(&out, came_from(req));
	return hk_format(req->cx->arena, "%s%s?next=%s", is_customer ? req->page.base : "", path,
			 text.bytes ? text.bytes : "");
}

static struct house_problem refusal_of(struct web_request *req)
{
	enum actor_kind kind = req->cx->actor->kind;
	struct house_problem found;

	if (kind == ACTOR_NOBODY) {
		found = signed_out;
		found.url = sign_in_url(req);
		/* Their pages have no script that would keep it. */
		if (req->route->flags & WEB_CUSTOMER)
			found.next = TR("What you wrote stands in the form that you came from: "
					"please go back to copy it before you sign in.");
		return found;
	}
	if (kind == ACTOR_CUSTOMER)
		return for_staff;
	return req->route->flags & WEB_CUSTOMER ? for_customers : problem_with(DENIED);
}

static bool is_refused(const struct web_request *req)
{
	return req->status == DENIED && !actor_may(req->cx->actor, req->route->right);
}

/* The long text of a form that was too old; nothing that another site made up. */
static const char *rescued(const struct web_request *req)
{
	const char *text = web_form(req, "text");

	if (req->stale != WEB_STALE)
		return "";
	if (!text)
		text = web_form(req, "body");
	return text ? text : "";
}

static struct house_problem problem_of(struct web_request *req)
{
	struct house_problem found;

	if (is_refused(req))
		return refusal_of(req);
	if (req->stale) {
		found = out_of_date;
		if (req->stale == WEB_STALE && !web_request_header(req, "Cookie"))
			found = without_cookie;
		if (*rescued(req))
			found.next =
				TR("What you wrote is below. Please copy it, go back, load the "
				   "page again and put it in.");
		return found;
	}
	found = problem_with(req->status);
	found.status = req->status;
	if (req->cx->problem)
		found.words = req->cx->problem;
	return found;
}

/* The way on, for those who have one. */
static void offer(const struct web_request *req, struct house_problem *problem)
{
	const struct actor *actor = req->cx->actor;

	if (*problem->url)
		return;
	if (actor->kind == ACTOR_STAFF && actor_may(actor, RIGHT_TICKET_READ)) {
		problem->url = "/inbox";
		problem->action = TR("Go to the inbox");
	} else if (actor->kind == ACTOR_STAFF) {
		problem->url = "/tasks";
		problem->action = TR("Go to my tasks");
	} else {
		problem->url = hk_format(req->cx->arena, "%s/", req->page.base);
		problem->action = TR("Go to the start");
	}
}

static void show_problem(struct web_request *req, enum hk_result result)
{
	struct house_problem problem = problem_of(req);
	struct page *page = &req->page;
	bool is_staff = req->cx->actor->kind == ACTOR_STAFF;

	(void)result;
	offer(req, &problem);
	if (web_is_part(req))
		tpl_part_notice(req->out, page, "warn", "triangle-alert",
				html_gettext(req->out, problem.words));
	else if (!req->cx->db || (!is_staff && !(req->route->flags & WEB_CUSTOMER)))
		tpl_problem_bare(req->out, page, &problem, rescued(req));
	else if (is_staff) {
		page->has_script = true;
		tpl_problem_staff(req->out, page, &problem, rescued(req));
	} else
		tpl_problem_customer(req->out, page, &problem, rescued(req));
}

const struct web_pages house_pages = {
	.prepare = prepare,
	.show_problem = show_problem,
	.staff_sign_in = "/staff/sign-in",
	.customer_sign_in = "/sign-in",
};
