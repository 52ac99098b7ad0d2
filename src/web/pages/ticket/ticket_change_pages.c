/* What agents do to a ticket: give it away, change it, end it, put it aside, and take that back. */
#include <inttypes.h>

#include "base/text.h"
#include "core/i18n.h"
#include "people/staff.h"
#include "people/team.h"
#include "ticket/clock/follow_up.h"
#include "ticket/complaint/complaint.h"
#include "ticket/owner/assignment.h"
#include "ticket/owner/handover.h"
#include "ticket/purpose/harm_heard.h"
#include "ticket/state.h"
#include "ticket/work/task.h"
#include "tpl_part_ticket_assign.h"
#include "tpl_ticket_assign.h"
#include "tpl_ticket_change.h"
#include "tpl_ticket_resolve.h"
#include "web/pages/again.h"
#include "web/pages/desk/task_view.h"
#include "web/pages/families.h"
#include "web/pages/notice.h"
#include "web/pages/staff_options.h"
#include "web/pages/ticket/away_words.h"
#include "web/pages/ticket/harm_words.h"
#include "web/pages/ticket/ticket_deeds.h"
#include "web/pages/ticket/ticket_form.h"
#include "web/pages/ticket/ticket_tie_view.h"
#include "web/pages/ticket/ticket_unseen.h"

static enum hk_result ticket_of(struct web_request *req, struct ticket *ret)
{
	int64_t number;

	HK_TRY(web_path_number(req, "number", &number));
	return ticket_find(req->cx, number, ret);
}

/* ---- to whom it goes ---- */

/* In brackets: how many tickets each has. */
enum hk_result owner_options(struct ctx *cx, int64_t owner_id, struct part_options *ret)
{
	struct staff_list all;
	struct part_option *items;
	size_t count = 0;

	HK_TRY(staff_every(cx, &all));
	items = hk_alloc(cx->arena, all.count, sizeof(*items));
	for (size_t i = 0; i < all.count; i++) {
		const struct staff *one = &all.items[i];
		bool may;

		/* As ticket_assign() asks. */
		HK_TRY(staff_may(cx, one, RIGHT_TICKET_REPLY, &may));
		if (!may)
			continue;
		items[count++] =
			(struct part_option){ .value = hk_format(cx->arena, "%" PRId64, one->id),
					      .label = hk_format(cx->arena, "%s (%" PRId64 ")",
								 staff_label(cx, &all, one),
								 one->active_count),
					      .is_chosen = one->id == owner_id };
	}
	*ret = (struct part_options){ items, count };
	return HK_OK;
}

enum hk_result team_options(struct ctx *cx, int64_t team_id, struct part_options *ret)
{
	struct team_list all;
	struct part_option *items;

	HK_TRY(team_every(cx, &all));
	items = hk_alloc(cx->arena, all.count, sizeof(*items));
	for (size_t i = 0; i < all.count; i++)
		items[i] = (struct part_option){ .value = hk_format(cx->arena, "%" PRId64,
								    all.items[i].id),
						 .label = all.items[i].name,
						 .is_chosen = all.items[i].id == team_id };
	*ret = (struct part_options){ items, all.count };
	return HK_OK;
}

/* Who leads gives a ticket at once; others ask, and the colleague says yes or no. */
static bool may_give(const struct ctx *cx)
{
	return actor_may(cx->actor, RIGHT_TEAM_WATCH);
}

/* Shown again, whoever was chosen stays chosen, and the word stands where it was typed. */
static enum hk_result show_assign(struct web_request *req)
{
	struct ctx *cx = req->cx;
	struct ticket_form form = { .errors = page_errors(cx), .problem = page_problem(cx) };
	struct part_options names;
	struct ticket ticket;
	int64_t chosen;

	HK_TRY(ticket_of(req, &ticket));
	form.ticket = &ticket;
	form.self = hk_format(cx->arena, "/tickets/%" PRId64, ticket.number);
	form.is_mine = ticket.owner_id == cx->actor->id;
	form.may_give = may_give(cx);
	form.word = page_form(req, "word");
	if (!hk_number(page_form(req, "owner"), &chosen))
		chosen = ticket.owner_id;
	HK_TRY(owner_options(cx, chosen, &names));
	HK_TRY(away_labels(cx, &names, &form.owners));
	HK_TRY(team_options(cx, ticket.team_id, &form.teams));
	if (web_is_part(req))
		tpl_part_ticket_assign(req->out, &req->page, &form);
	else
		tpl_ticket_assign(req->out, &req->page, &form);
	return HK_OK;
}

static enum hk_result show_assign_again(struct ctx *cx, void *data)
{
	(void)cx;
	return show_assign(data);
}

static bool is_asked(const struct ticket_deed *deed, int64_t staff_id)
{
	const struct ctx *cx = deed->req->cx;

	return staff_id != cx->actor->id &&
	       (!may_give(cx) || hk_equal(page_form(deed->req, "how"), "ask"));
}

/* What came of it. */
struct assigning {
	const char *name;     /* of who has it now; "" */
	const char *sentence; /* of who is asked for it; "" */
};

static enum hk_result assign_work(struct ctx *cx, struct ticket_deed *deed)
{
	struct assigning *assigning = deed->data;
	const char *owner = page_form(deed->req, "owner");
	int64_t id = 0;

	if (hk_equal(owner, "me"))
		id = cx->actor->id;
	else if (!hk_number(owner, &id))
		id = 0;

	struct staff staff = { .name = "" };

	if (is_asked(deed, id)) {
		HK_TRY(handover_ask(cx, &deed->ticket, id, page_form(deed->req, "word")));
		return asked_words(cx, id, &assigning->sentence);
	}
	HK_TRY(ticket_assign(cx, &deed->ticket, id, &deed->undo_id));
	HK_TRY(staff_find(cx, id, &staff));
	assigning->name = staff.name;
	return HK_OK;
}

static enum hk_result assign(struct web_request *req)
{
	struct ticket_deed deed;
	struct assigning assigning = { "", "" };
	enum hk_result result = ticket_deed_do(req, assign_work, &assigning, &deed);
	const char *done = TR("{name} has it now.");

	/* A word that somebody wrote comes back with its form. */
	if (page_is_mendable(result) && !web_is_part(req) &&
	    (result == HK_INVALID || *page_form(req, "word")))
		return page_again(req, page_status_of(result), show_assign_again, req);
	if (result == HK_OK && *assigning.sentence)
		return notice_answer(req, ticket_back(req, deed.ticket.number), assigning.sentence,
				     "");
	if (deed.ticket.owner_id == req->cx->actor->id)
		done = TR("It is yours now.");
	return ticket_deed_answer(req, result, &deed, done, assigning.name);
}

static enum hk_result move_work(struct ctx *cx, struct ticket_deed *deed)
{
	int64_t id = web_form_number(deed->req, "team", 0);
	struct team team = { .name = "" };

	if (id == deed->ticket.team_id)
		return problem(cx, HK_CONFLICT, TR("This was done already."));
	HK_TRY(ticket_move(cx, &deed->ticket, id));
	HK_TRY(team_find(cx, id, &team));
	*(const char **)deed->data = team.name;
	return HK_OK;
}

static enum hk_result move(struct web_request *req)
{
	struct ticket_deed deed;
	const char *name = "";
	enum hk_result result = ticket_deed_do(req, move_work, &name, &deed);
	bool is_seen = !deed.ticket.is_restricted || deed.ticket.owner_id == req->cx->actor->id;

	/* Who gives a ticket to a restricted team may not see it any more. */
	if (result == HK_OK && !is_seen)
		return notice_answer(
			req, ticket_back_list(req),
			i18n_fill(req->cx->arena,
				  i18n_text(req->cx->language, TR("The team {name} has it now.")),
				  "name", name, NULL),
			"");
	return ticket_deed_answer(req, result, &deed, TR("The team {name} has it now."), name);
}

/* ---- what it is ---- */

static struct ticket_form form_of(struct ctx *cx, const struct ticket *ticket)
{
	return (struct ticket_form){
		.ticket = ticket,
		.self = hk_format(cx->arena, "/tickets/%" PRId64, ticket->number),
		.subject = ticket->subject,
		.version = ticket->version,
		.problem = page_problem(cx),
		.errors = page_errors(cx),
		.types = type_options(cx, ticket->type),
		.harms = harm_options(cx, ticket->harms),
		.priorities = priority_choices(cx, ticket->priority),
		.reason = ticket->priority_reason,
		.languages = language_options(cx, ticket->language),
	};
}

static enum hk_result show_change(struct web_request *req)
{
	struct ticket_form form;
	struct ticket ticket;

	HK_TRY(ticket_of(req, &ticket));
	ticket.priority = priority_chosen(&ticket);
	form = form_of(req->cx, &ticket);
	tpl_ticket_change(req->out, &req->page, &form);
	return HK_OK;
}

/* What was typed stands in the form; its version is the newest, so that a second press means it. */
static enum hk_result show_change_again(struct ctx *cx, void *data)
{
	struct web_request *req = data;
	struct ticket_form form;
	struct ticket ticket, wish;

	HK_TRY(ticket_of(req, &ticket));
	wish = ticket;
	wish.subject = page_form(req, "subject");
	wish.type = page_form(req, "type");
	wish.priority = page_form(req, "priority");
	wish.priority_reason = page_form(req, "priority_reason");
	wish.language = page_form(req, "language");
	hk_ignore(harms_ticked(req, &wish.harms));
	form = form_of(cx, &wish);
	form.before = &ticket;
	form.is_changed = web_form_number(req, "version", 0) != ticket.version;
	tpl_ticket_change(req->out, &req->page, &form);
	return HK_OK;
}

static enum hk_result change_work(struct ctx *cx, struct ticket_deed *deed)
{
	struct web_request *req = deed->req;
	struct ticket wish = deed->ticket;

	wish.subject = hk_trim(cx->arena, page_form(req, "subject"));
	wish.type = page_form(req, "type");
	wish.priority = page_form(req, "priority");
	wish.priority_reason = page_form(req, "priority_reason");
	wish.language = page_form(req, "language");
	HK_TRY(harms_ticked(req, &wish.harms));
	wish.version = web_form_number(req, "version", 0);
	if (*wish.language && !i18n_language_exists(wish.language))
		return field_problem(cx, "language", TR("Please choose a language."));
	return ticket_change(cx, &wish);
}

static enum hk_result change(struct web_request *req)
{
	struct ticket_deed deed;
	enum hk_result result = ticket_deed_do(req, change_work, NULL, &deed);

	if (result == HK_CONFLICT || result == HK_INVALID)
		return page_again(req, page_status_of(result), show_change_again, req);
	return ticket_deed_answer(req, result, &deed, TR("The change is saved."), "");
}

/* ---- what a rule read in the words ---- */

static enum hk_result so_work(struct ctx *cx, struct ticket_deed *deed)
{
	return harm_confirm(cx, &deed->ticket);
}

static enum hk_result harm_so(struct web_request *req)
{
	struct ticket_deed deed;
	enum hk_result result = ticket_deed_do(req, so_work, NULL, &deed);

	return ticket_deed_answer(req, result, &deed, TR("Noted: it is so."), "");
}

static enum hk_result not_so_work(struct ctx *cx, struct ticket_deed *deed)
{
	return harm_deny(cx, &deed->ticket);
}

static enum hk_result harm_not_so(struct web_request *req)
{
	struct ticket_deed deed;
	enum hk_result result = ticket_deed_do(req, not_so_work, NULL, &deed);

	return ticket_deed_answer(req, result, &deed,
				  TR("Noted: it is not so. It is as urgent as it was without it."),
				  "");
}

/* ---- its ends, and the ways back ---- */

/* What came of it. */
struct ending {
	bool is_unseen, has_children, can_mail;
};

static enum hk_result resolve_work(struct ctx *cx, struct ticket_deed *deed)
{
	const struct ticket_seen seen = seen_read(deed->req);
	const char *tasks = page_form(deed->req, "tasks");
	struct ending *ending = deed->data;
	struct ties_shown ties;

	if (hk_equal(deed->ticket.bucket, "active")) {
		ending->is_unseen = true;
		HK_TRY(unseen_none(cx, &deed->ticket, &seen));
	}
	*ending = (struct ending){ .is_unseen = false };
	HK_TRY(ties_shown_find(cx, &deed->ticket, &ties));
	for (size_t i = 0; i < ties.count; i++)
		ending->has_children = ending->has_children || ties.items[i].is_child;
	if (!*tasks)
		HK_TRY(task_none_open(cx, &deed->ticket));
	if (hk_equal(tasks, "back"))
		HK_TRY(task_take_back_all(cx, &deed->ticket));
	HK_TRY(follow_up_can_mail(cx, &deed->ticket, &ending->can_mail));
	return ticket_resolve(cx, &deed->ticket, &deed->undo_id);
}

/* What becomes of the tasks is asked first. */
static enum hk_result show_resolve(struct web_request *req)
{
	const struct ticket_seen seen = seen_read(req);
	struct ticket_end_form form = { .version = seen.message_id, .stood = seen.history_id };
	struct ticket ticket;

	HK_TRY(ticket_of(req, &ticket));
	HK_TRY(ticket_tasks_find(req->cx, &ticket, &form.tasks));
	tpl_ticket_resolve(req->out, &req->page, &form);
	return HK_OK;
}

static enum hk_result show_unseen(struct ctx *cx, void *data)
{
	struct web_request *req = data;
	const struct ticket_seen seen = seen_read(req);
	struct ticket_end_form form = { .chosen = page_form(req, "tasks") };
	struct ticket ticket;

	HK_TRY(ticket_of(req, &ticket));
	HK_TRY(ticket_tasks_find(cx, &ticket, &form.tasks));
	HK_TRY(unseen_shown_find(cx, &ticket, &seen, &form.unseen));
	form.version = form.unseen.version;
	form.stood = form.unseen.stood;
	tpl_ticket_resolve(req->out, &req->page, &form);
	return HK_OK;
}

/* Another form of the ticket, with what was seen before this one. */
static const char *seen_path(const struct web_request *req, int64_t number, const char *form)
{
	const struct ticket_seen seen = seen_read(req);

	return hk_format(req->cx->arena,
			 "/tickets/%" PRId64 "/%s?version=%" PRId64 "&stood=%" PRId64, number, form,
			 seen.message_id, seen.history_id);
}

/* Those that belong to it may have come to their end too. */
static enum hk_result offer_children(struct web_request *req, const struct ticket_deed *deed,
				     const char *sentence)
{
	struct ctx *cx = req->cx;
	int64_t number = deed->ticket.number;

	return notice_answer(req,
			     hk_format(cx->arena, "/tickets/%" PRId64 "/children?ended=1", number),
			     i18n_text(cx->language, sentence),
			     hk_format(cx->arena, "/tickets/%" PRId64 "/undo?history=%" PRId64,
				       number, deed->undo_id));
}

static enum hk_result resolve(struct web_request *req)
{
	const char *done;
	struct ticket_deed deed;
	struct ending ending = { .is_unseen = false };
	enum hk_result result = ticket_deed_do(req, resolve_work, &ending, &deed);

	if (result == HK_CONFLICT && ending.is_unseen && !web_is_part(req))
		return page_again(req, page_status_of(result), show_unseen, req);
	if (result == HK_CONFLICT && deed.ticket.task_open && !*page_form(req, "tasks"))
		return web_redirect(req, seen_path(req, deed.ticket.number, "resolve"));
	/* What is missing stands there, each with where it is filled in. */
	if (result == HK_CONFLICT && complaint_is_open(&deed.ticket) && req->cx->problem)
		return notice_answer(req,
				     hk_format(req->cx->arena, "/tickets/%" PRId64 "/complaint",
					       deed.ticket.number),
				     req->cx->problem, "");
	if (result == HK_CONFLICT && hk_equal(deed.ticket.bucket, "active") &&
	    !deed.ticket.task_open && req->cx->problem)
		return notice_answer(req, seen_path(req, deed.ticket.number, "steps"),
				     req->cx->problem, "");
	done = ending.can_mail
		       ? TR("Resolved. The customer is asked whether it is true.")
		       : TR("Resolved. This customer has no e-mail address: please call, ask "
			    "whether it is true, and note the answer here.");
	if (result == HK_OK && ending.has_children)
		return offer_children(req, &deed, done);
	return ticket_deed_answer(req, result, &deed, done, "");
}

static enum hk_result reopen_work(struct ctx *cx, struct ticket_deed *deed)
{
	return ticket_reopen(cx, &deed->ticket, "");
}

static enum hk_result reopen(struct web_request *req)
{
	struct ticket_deed deed;
	enum hk_result result = ticket_deed_do(req, reopen_work, NULL, &deed);

	return ticket_deed_answer(req, result, &deed, TR("It is open again, with a fresh promise."),
				  "");
}

static enum hk_result put_aside_work(struct ctx *cx, struct ticket_deed *deed)
{
	return ticket_put_aside(cx, &deed->ticket, deed->data, &deed->undo_id);
}

/* It is gone from the list, and so is its page. */
static enum hk_result put_aside(struct web_request *req, char *where, const char *done)
{
	struct ticket_deed deed;
	enum hk_result result = ticket_deed_do(req, put_aside_work, where, &deed);

	if (result != HK_OK)
		return ticket_deed_answer(req, result, &deed, done, "");
	return notice_answer(req, ticket_back_list(req), i18n_text(req->cx->language, done),
			     hk_format(req->cx->arena, "/tickets/%" PRId64 "/undo?history=%" PRId64,
				       deed.ticket.number, deed.undo_id));
}

static enum hk_result spam(struct web_request *req)
{
	char where[] = "spam";

	return put_aside(req, where, TR("Marked as spam."));
}

static enum hk_result delete (struct web_request *req) {
	char where[] = "deleted";

	return put_aside(req, where, TR("The ticket is deleted."));
}

static enum hk_result restore_work(struct ctx *cx, struct ticket_deed *deed)
{
	return ticket_restore(cx, &deed->ticket);
}

static enum hk_result restore(struct web_request *req)
{
	struct ticket_deed deed;
	enum hk_result result = ticket_deed_do(req, restore_work, NULL, &deed);

	return ticket_deed_answer(req, result, &deed, TR("It is back."), "");
}

static enum hk_result undo_work(struct ctx *cx, struct ticket_deed *deed)
{
	return ticket_undo(cx, &deed->ticket, *(const int64_t *)deed->data);
}

static enum hk_result undo(struct web_request *req)
{
	int64_t message_id = web_query_number(req, "message", 0);
	int64_t history_id = web_query_number(req, "history", 0);
	struct ticket_deed deed;
	enum hk_result result;

	if (message_id)
		return ticket_undo_reply(req, message_id);
	result = ticket_deed_do(req, undo_work, &history_id, &deed);
	return ticket_deed_answer(req, result, &deed, TR("That was taken back."), "");
}

enum { SUBJECT_MAX_BYTES = 300 };

static const struct web_param assign_params[] = {
	{ "owner", PARAM_TEXT, 0 },
	{ "word", PARAM_TEXT, HANDOVER_WORD_LETTERS },
	{ "how", PARAM_TEXT, 0 },
	{ 0 },
};
static const struct web_param move_params[] = { { "team", PARAM_NUMBER, 0 }, { 0 } };
static const struct web_param change_params[] = {
	{ "subject", PARAM_TEXT, SUBJECT_MAX_BYTES },
	{ "type", PARAM_TEXT, 0 },
	{ "harms", PARAM_TEXT, 0 },
	{ "priority", PARAM_TEXT, 0 },
	{ "priority_reason", PARAM_TEXT, PRIORITY_REASON_LETTERS },
	{ "language", PARAM_TEXT, 0 },
	{ "version", PARAM_NUMBER, 0 },
	{ 0 },
};
static const struct web_param seen_params[] = { SEEN_PARAMS, { 0 } };
static const struct web_param resolve_params[] = { { "tasks", PARAM_TEXT, 0 }, SEEN_PARAMS, { 0 } };
static const struct web_param undo_params[] = { { "message", PARAM_NUMBER, 0 },
						{ "history", PARAM_NUMBER, 0 },
						{ 0 } };

const struct web_route ticket_change_pages[] = {
	ROUTE("GET", "/tickets/{number}/assign", RIGHT_TICKET_ASSIGN, show_assign, WEB_PART, NULL),
	ROUTE("POST", "/tickets/{number}/assign", RIGHT_TICKET_ASSIGN, assign, WEB_PART,
	      assign_params),
	ROUTE("POST", "/tickets/{number}/move", RIGHT_TICKET_ASSIGN, move, WEB_PART, move_params),
	ROUTE("GET", "/tickets/{number}/change", RIGHT_TICKET_REPLY, show_change, 0, NULL),
	ROUTE("POST", "/tickets/{number}/change", RIGHT_TICKET_REPLY, change, WEB_PART,
	      change_params),
	ROUTE("POST", "/tickets/{number}/harm", RIGHT_TICKET_REPLY, harm_so, WEB_PART, NULL),
	ROUTE("POST", "/tickets/{number}/harm/none", RIGHT_TICKET_REPLY, harm_not_so, WEB_PART,
	      NULL),
	ROUTE("GET", "/tickets/{number}/resolve", RIGHT_TICKET_REPLY, show_resolve, 0, seen_params),
	ROUTE("POST", "/tickets/{number}/resolve", RIGHT_TICKET_REPLY, resolve, WEB_PART,
	      resolve_params),
	ROUTE("POST", "/tickets/{number}/reopen", RIGHT_TICKET_REPLY, reopen, WEB_PART, NULL),
	ROUTE("POST", "/tickets/{number}/spam", RIGHT_TICKET_DELETE, spam, WEB_PART, NULL),
	ROUTE("POST", "/tickets/{number}/delete", RIGHT_TICKET_DELETE, delete, WEB_PART, NULL),
	ROUTE("POST", "/tickets/{number}/restore", RIGHT_TICKET_DELETE, restore, WEB_PART, NULL),
	ROUTE("POST", "/tickets/{number}/undo", RIGHT_TICKET_REPLY, undo, WEB_PART, undo_params),
	{ 0 },
};
