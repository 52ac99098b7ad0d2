/* "This is why": a ticket, an answer, or all that speaks of a theme is linked to a cause that is
 * there, or to a new one. */
#include <inttypes.h>

#include "base/text.h"
#include "core/i18n.h"
#include "core/rights.h"
#include "feedback/theme/theme.h"
#include "tpl_loop_cause_form.h"
#include "web/pages/again.h"
#include "web/pages/families.h"
#include "web/pages/loop/cause_view.h"
#include "web/pages/notice.h"
#include "web/pages/staff_options.h"

enum {
	NAME_MAX_BYTES = 4 * CAUSE_NAME_LETTERS,
	WORDS_MAX_BYTES = 4 * CAUSE_WORDS_LETTERS,
	THEME_LINKS_MOST = 1000,
};

static const char *say(const struct web_request *req, const char *sentence)
{
	return i18n_text(req->cx->language, sentence);
}

static int64_t form_number(const struct web_request *req, const char *name)
{
	return web_form_number(req, name, 0);
}

static int64_t wish_number(const struct web_request *req, const char *name)
{
	int64_t number = web_query_number(req, name, 0);

	return number ? number : form_number(req, name);
}

/* What is linked: shown, so that nobody links what he did not mean. */
static enum hk_result about_fill(struct ctx *cx, struct cause_form *form)
{
	struct response response;
	struct ticket ticket;

	if (form->ticket) {
		HK_TRY(ticket_find(cx, form->ticket, &ticket));
		form->about = ticket_subject(cx->language, ticket.subject);
		form->about_language = ticket.language;
		form->back = hk_format(cx->arena, "/tickets/%" PRId64, form->ticket);
	}
	if (form->response) {
		HK_TRY(response_find(cx, form->response, &response));
		HK_TRY(cause_may_link(cx, &response));
		if (!survey_is_named(response.mode))
			return HK_OK;
		form->about = response.comment;
		form->about_language = response.comment_language;
		form->back = hk_format(cx->arena, "/loop/answers/%" PRId64, form->response);
	}
	return HK_OK;
}

static enum hk_result theme_of(struct ctx *cx, int64_t id, struct theme *ret)
{
	if (!actor_may(cx->actor, RIGHT_REPORT_READ))
		return HK_NOT_FOUND;
	return theme_find(cx, id, ret);
}

/* What many answers speak of gives the new cause its name; they are linked with it. */
static enum hk_result theme_fill(struct ctx *cx, struct cause_form *form)
{
	struct theme theme;

	if (!form->theme)
		return HK_OK;
	HK_TRY(theme_of(cx, form->theme, &theme));
	if (!*form->name)
		form->name = theme.name;
	form->about = theme.name;
	form->about_language = theme.language;
	form->answers = theme.answers;
	form->back = hk_format(cx->arena, "/loop/themes/%" PRId64, form->theme);
	return HK_OK;
}

static enum hk_result show_link(struct ctx *cx, void *data)
{
	struct web_request *req = data;
	int64_t owner_id = form_number(req, "owner");
	struct cause_form form = { .action = "/loop/causes",
				   .back = "/loop/causes",
				   .name = page_form(req, "name"),
				   .quote = page_form(req, "quote"),
				   .about = "",
				   .about_language = "",
				   .ticket = wish_number(req, "ticket"),
				   .response = wish_number(req, "response"),
				   .theme = wish_number(req, "theme"),
				   .problem = page_problem(cx),
				   .errors = page_errors(cx) };
	bool is_link = form.ticket || form.response || form.theme;

	if (!cause_may_work(cx))
		return HK_NOT_FOUND;
	HK_TRY(about_fill(cx, &form));
	HK_TRY(theme_fill(cx, &form));
	form.title = is_link ? say(req, TR("This is why")) : say(req, TR("A new cause"));
	form.button = is_link ? say(req, TR("Link it")) : say(req, TR("Keep the cause"));
	if (is_link)
		HK_TRY(cause_options(cx, say(req, TR("A new cause")), form_number(req, "cause"),
				     &form.causes));
	HK_TRY(cause_options(cx, say(req, TR("None: it stands for itself")),
			     wish_number(req, "parent"), &form.parents));
	HK_TRY(staff_options(cx, "", owner_id ? owner_id : cx->actor->id, &form.owners));
	tpl_loop_cause_form(req->out, &req->page, &form);
	return HK_OK;
}

static enum hk_result show_new(struct web_request *req)
{
	return show_link(req->cx, req);
}

struct linking {
	struct web_request *req;
	struct cause cause;
	bool was_there; /* a new one was wanted, and has the name of one of his own */
};

/* Its newest answers: a cause is a cause by what many say, not by each of them. */
static enum hk_result theme_link(struct ctx *cx, const struct cause *cause, int64_t id)
{
	struct response_list list;
	struct theme theme;
	int64_t count;

	HK_TRY(theme_of(cx, id, &theme));
	HK_TRY(response_words_of_theme(cx, id, INT64_MAX, INT64_MAX, THEME_LINKS_MOST, &list));
	return cause_link_responses(cx, cause, &list, &count);
}

static enum hk_result link_work(struct ctx *cx, void *data)
{
	struct linking *linking = data;
	struct web_request *req = linking->req;
	int64_t ticket_number = form_number(req, "ticket"),
		response_id = form_number(req, "response"), id = form_number(req, "cause"),
		theme_id = form_number(req, "theme");
	struct ticket ticket;

	linking->cause = (struct cause){ .name = page_form(req, "name"),
					 .parent_id = form_number(req, "parent"),
					 .owner_id = form_number(req, "owner") };
	if (id && (ticket_number || response_id || theme_id))
		HK_TRY(cause_by_id(cx, id, &linking->cause));
	else
		HK_TRY(cause_add(cx, &linking->cause));
	linking->was_there = !id && linking->cause.opened_at != cx->now;
	if (ticket_number) {
		HK_TRY(ticket_find(cx, ticket_number, &ticket));
		HK_TRY(cause_link_ticket(cx, &linking->cause, &ticket, page_form(req, "quote")));
	}
	if (theme_id)
		HK_TRY(theme_link(cx, &linking->cause, theme_id));
	return response_id ? cause_link_response(cx, &linking->cause, response_id) : HK_OK;
}

static enum hk_result post_new(struct web_request *req)
{
	struct linking linking = { .req = req };
	enum hk_result result = ctx_write(req->cx, link_work, &linking);

	if (page_is_mendable(result))
		return page_again(req, page_status_of(result), show_link, req);
	HK_TRY(result);
	return notice_answer(req, cause_url(req->cx, linking.cause.number),
			     linking.was_there ? say(req, TR("A cause with this name was there "
							     "already, so this is no new one: "
							     "here it is."))
					       : say(req, TR("Thank you. It is kept.")),
			     "");
}

static const struct web_param link_query[] = {
	{ "ticket", PARAM_NUMBER, 0 },
	{ "response", PARAM_NUMBER, 0 },
	{ "parent", PARAM_NUMBER, 0 },
	{ "theme", PARAM_NUMBER, 0 },
	{ 0 },
};
static const struct web_param new_params[] = {
	{ "cause", PARAM_NUMBER, 0 },
	{ "name", PARAM_TEXT, NAME_MAX_BYTES },
	{ "parent", PARAM_NUMBER, 0 },
	{ "owner", PARAM_NUMBER, 0 },
	{ "ticket", PARAM_NUMBER, 0 },
	{ "response", PARAM_NUMBER, 0 },
	{ "theme", PARAM_NUMBER, 0 },
	{ "quote", PARAM_TEXT, WORDS_MAX_BYTES },
	{ 0 },
};

const struct web_route cause_link_pages[] = {
	ROUTE("POST", "/loop/causes", RIGHT_TICKET_READ, post_new, 0, new_params),
	ROUTE("GET", "/loop/causes/new", RIGHT_TICKET_READ, show_new, 0, link_query),
	{ 0 },
};
