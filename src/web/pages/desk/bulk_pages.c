/* /bulk: many tickets at once, chosen from a list or a search, looked at before anything is done;
 * and /tickets/{number}/children: telling or ending all that belong to one. */
#include <inttypes.h>
#include <string.h>

#include "base/text.h"
#include "core/i18n.h"
#include "ticket/link/tie.h"
#include "tpl_bulk.h"
#include "tpl_bulk_choose.h"
#include "tpl_part_bulk_state.h"
#include "tpl_ticket_children.h"
#include "web/pages/again.h"
#include "web/pages/desk/bulk_view.h"
#include "web/pages/desk/list_view.h"
#include "web/pages/families.h"
#include "web/pages/ticket/ticket_form.h"

enum { ROWS_SHOWN = 100, PAGE = 200, QUERY_LETTERS = 200, NAME_LETTERS = 40, TEXT_MAX = 100000 };

/* Of the address, or of the form that came from it. */
static const char *asked(const struct web_request *req, const char *name)
{
	const char *value = web_query(req, name);

	return value ? value : page_form(req, name);
}

static bool is_ticked(const struct web_request *req, int64_t number)
{
	const char *const *ticked;
	size_t count = web_form_all(req, "ticket", &ticked);

	for (size_t i = 0; i < count; i++) {
		int64_t one;

		if (hk_number(ticked[i], &one) && one == number)
			return true;
	}
	return false;
}

/* What the form says of the newest message that a ticket had on its page, "17 4711"; never more
 * than there is. What the form did not show is seen as it stands now. */
static int64_t seen_of(const struct web_request *req, int64_t number, int64_t last_message_id)
{
	const char *mark = hk_format(req->cx->arena, "%" PRId64 " ", number);
	const char *const *marks;
	size_t count = web_form_all(req, "seen", &marks);

	for (size_t i = 0; i < count; i++) {
		int64_t seen_id;

		if (hk_starts(marks[i], mark))
			return hk_number(marks[i] + strlen(mark), &seen_id) &&
					       seen_id <= last_message_id
				       ? seen_id
				       : 0;
	}
	return last_message_id;
}

/* ---- which tickets ---- */

static enum hk_result lines_find(struct web_request *req, int64_t limit, struct list_lines *ret)
{
	const char *q = asked(req, "q");

	if (!*q)
		return list_lines_find(req, asked(req, "in"), (struct ticket_cursor){ 0, 0 }, limit,
				       ret);
	ret->title = TR("Search");
	ret->url = "/search";
	return ticket_search(req->cx, q, false, limit, &ret->lines);
}

static struct bulk_row row_of(struct web_request *req, const struct ticket_line *line)
{
	const struct part_row row = list_row(req->cx, line, false, "");

	return (struct bulk_row){ .number = line->number,
				  .customer = line->customer_name,
				  .subject = row.subject,
				  .language = line->language,
				  .state = row.state,
				  .note = "",
				  .seen_id = seen_of(req, line->number, line->last_message_id),
				  .is_chosen = is_ticked(req, line->number) };
}

static enum hk_result options_fill(struct web_request *req, struct bulk_form *form)
{
	struct ctx *cx = req->cx;
	const char *priority = page_form(req, "priority");

	form->problem = page_problem(cx);
	form->errors = page_errors(cx);
	form->deed = page_form(req, "deed");
	form->priorities = priority_options(cx, *priority ? priority : "normal");
	HK_TRY(owner_options(cx, web_form_number(req, "owner", cx->actor->id), &form->owners));
	return team_options(cx, web_form_number(req, "team", 0), &form->teams);
}

static enum hk_result show_choose(struct ctx *cx, void *data)
{
	struct web_request *req = data;
	struct bulk_form form = { .in = asked(req, "in"), .q = asked(req, "q") };
	struct list_lines list = { .lines = { NULL, 0 } };

	HK_TRY(lines_find(req, ROWS_SHOWN + 1, &list));
	form.title = list.title;
	form.back = list.url;
	form.has_more = list.lines.count > ROWS_SHOWN;
	form.is_all = web_form_number(req, "all", 0) == 1;
	form.rows.items = hk_alloc(cx->arena, ROWS_SHOWN, sizeof(*form.rows.items));
	for (size_t i = 0; i < list.lines.count && i < ROWS_SHOWN; i++)
		form.rows.items[form.rows.count++] = row_of(req, &list.lines.items[i]);
	HK_TRY(options_fill(req, &form));
	HK_TRY(bulk_pasts_find(cx, &form.pasts));
	tpl_bulk_choose(req->out, &req->page, &form);
	return HK_OK;
}

static enum hk_result choose(struct web_request *req)
{
	return show_choose(req->cx, req);
}

/* ---- the draft ---- */

struct drafting {
	struct web_request *req;
	struct batch batch;
	struct batch_choice *choices;
	size_t count;
};

static void choice_add(struct drafting *drafting, int64_t number, int64_t ticket_id,
		       int64_t last_message_id)
{
	drafting->choices[drafting->count++] =
		(struct batch_choice){ ticket_id, seen_of(drafting->req, number, last_message_id) };
}

static void lines_add(struct drafting *drafting, const struct list_lines *list)
{
	for (size_t i = 0; i < list->lines.count && drafting->count < BATCH_MOST; i++)
		choice_add(drafting, list->lines.items[i].number, list->lines.items[i].id,
			   list->lines.items[i].last_message_id);
}

/* The whole view, page by page; a search has no pages. */
static enum hk_result all_take(struct drafting *drafting)
{
	struct web_request *req = drafting->req;
	const char *name = page_form(req, "in");
	struct ticket_cursor after = { 0, 0 };
	struct list_lines list = { .lines = { NULL, 0 } };

	if (*page_form(req, "q")) {
		HK_TRY(lines_find(req, BATCH_MOST, &list));
		lines_add(drafting, &list);
		return HK_OK;
	}
	do {
		HK_TRY(list_lines_find(req, name, after, PAGE, &list));
		lines_add(drafting, &list);
		if (list.lines.count)
			after = list_cursor_after(name, &list.lines.items[list.lines.count - 1]);
	} while (list.lines.count == PAGE && drafting->count < BATCH_MOST);
	return HK_OK;
}

static bool has_id(const struct drafting *drafting, int64_t id)
{
	for (size_t i = 0; i < drafting->count; i++)
		if (drafting->choices[i].ticket_id == id)
			return true;
	return false;
}

/* Numbers that nobody has, or that may not be seen, are left out. */
static enum hk_result ticked_take(struct ctx *cx, struct drafting *drafting)
{
	const char *const *ticked;
	size_t count = web_form_all(drafting->req, "ticket", &ticked);

	for (size_t i = 0; i < count && drafting->count < BATCH_MOST; i++) {
		struct ticket ticket;
		enum hk_result result = HK_NOT_FOUND;
		int64_t number;

		if (hk_number(ticked[i], &number))
			result = ticket_find(cx, number, &ticket);
		if (result != HK_OK && result != HK_NOT_FOUND)
			return result;
		if (result == HK_OK && !has_id(drafting, ticket.id))
			choice_add(drafting, ticket.number, ticket.id, ticket.last_message_id);
	}
	return HK_OK;
}

/* Looked for before anything is written, so that nobody waits for a long search. */
static enum hk_result take_work(struct ctx *cx, void *data)
{
	struct drafting *drafting = data;
	bool is_all = web_form_number(drafting->req, "all", 0) == 1;

	drafting->choices = hk_alloc(cx->arena, BATCH_MOST, sizeof(*drafting->choices));
	drafting->count = 0;
	return is_all ? all_take(drafting) : ticked_take(cx, drafting);
}

static enum hk_result draft_work(struct ctx *cx, void *data)
{
	struct drafting *drafting = data;

	return batch_draft(cx, &drafting->batch, drafting->choices, drafting->count);
}

static enum hk_result draft_make(struct web_request *req, struct drafting *drafting)
{
	HK_TRY(ctx_read(req->cx, take_work, drafting));
	return ctx_write(req->cx, draft_work, drafting);
}

static const char *value_of(const struct web_request *req, const char *kind)
{
	if (hk_equal(kind, "assign"))
		return page_form(req, "owner");
	if (hk_equal(kind, "move"))
		return page_form(req, "team");
	return hk_equal(kind, "priority") ? page_form(req, "priority") : "";
}

static enum hk_result to_batch(struct web_request *req, int64_t id)
{
	return web_redirect(req, hk_format(req->cx->arena, "/bulk/%" PRId64, id));
}

static enum hk_result draft(struct web_request *req)
{
	const char *kind = page_form(req, "deed");
	struct drafting drafting = { .req = req,
				     .batch = { .kind = hk_equal(kind, "tell") ? "" : kind,
						.value = value_of(req, kind),
						.text = "" } };
	enum hk_result result = draft_make(req, &drafting);

	if (page_is_mendable(result))
		return page_again(req, page_status_of(result), show_choose, req);
	HK_TRY(result);
	return to_batch(req, drafting.batch.id);
}

/* ---- what will happen, and what came of it ---- */

static enum hk_result show(struct web_request *req)
{
	struct bulk_view view;
	int64_t id;

	HK_TRY(web_path_number(req, "id", &id));
	HK_TRY(bulk_view_find(req->cx, id, &view));
	if (web_is_part(req))
		tpl_part_bulk_state(req->out, &req->page, &view);
	else
		tpl_bulk(req->out, &req->page, &view);
	return HK_OK;
}

struct running {
	int64_t id;
	struct batch batch;
};

static enum hk_result start_work(struct ctx *cx, void *data)
{
	struct running *running = data;

	return batch_start(cx, running->id, &running->batch);
}

static enum hk_result undo_work(struct ctx *cx, void *data)
{
	struct running *running = data;

	return batch_undo(cx, running->id, &running->batch);
}

/* Pressed twice it leads to the same place. */
static enum hk_result run(struct web_request *req, ctx_work *work)
{
	struct running running = { .id = 0 };
	enum hk_result result;

	HK_TRY(web_path_number(req, "id", &running.id));
	result = ctx_write(req->cx, work, &running);
	if (result != HK_CONFLICT)
		HK_TRY(result);
	return to_batch(req, running.id);
}

static enum hk_result start(struct web_request *req)
{
	return run(req, start_work);
}

static enum hk_result undo(struct web_request *req)
{
	return run(req, undo_work);
}

/* ---- all that belong to one ---- */

static enum hk_result children_fill(struct web_request *req, const struct ticket *ticket,
				    struct bulk_form *form)
{
	struct ctx *cx = req->cx;
	bool is_first = !*page_form(req, "deed");
	struct tie_lines ties;

	HK_TRY(tie_every(cx, ticket, &ties));
	form->rows.items = hk_alloc(cx->arena, ties.count, sizeof(*form->rows.items));
	for (size_t i = 0; i < ties.count; i++) {
		const struct tie_line *tie = &ties.items[i];
		struct bulk_row *row = &form->rows.items[form->rows.count];
		struct ticket child;

		if (!tie->is_back || !hk_equal(tie->kind, "belongs"))
			continue;
		HK_TRY(ticket_by_id(cx, tie->ticket_id, &child));
		*row = row_of(req, &tie->line);
		HK_TRY(bulk_reach(cx, &child, &row->note));
		if (is_first)
			row->is_chosen = hk_equal(child.bucket, "active");
		form->rows.count++;
	}
	return HK_OK;
}

static enum hk_result show_children(struct ctx *cx, void *data)
{
	struct web_request *req = data;
	struct bulk_form form = { .text = page_form(req, "text"),
				  .then = page_form(req, "then"),
				  .is_ended = web_query_number(req, "ended", 0) == 1 };
	struct ticket ticket;
	int64_t number;

	HK_TRY(web_path_number(req, "number", &number));
	HK_TRY(ticket_find(cx, number, &ticket));
	form.number = ticket.number;
	form.title = ticket_subject(cx->language, ticket.subject);
	form.back = hk_format(cx->arena, "/tickets/%" PRId64, ticket.number);
	form.problem = page_problem(cx);
	form.errors = page_errors(cx);
	form.deed = page_form(req, "deed");
	HK_TRY(children_fill(req, &ticket, &form));
	tpl_ticket_children(req->out, &req->page, &form);
	return HK_OK;
}

static enum hk_result children(struct web_request *req)
{
	return show_children(req->cx, req);
}

static const char *then_of(const struct web_request *req)
{
	const char *then = page_form(req, "then");

	return hk_equal(then, "wait") || hk_equal(then, "resolve") ? then : "open";
}

static enum hk_result tell(struct web_request *req)
{
	bool is_end = hk_equal(page_form(req, "deed"), "resolve");
	struct drafting drafting = { .req = req,
				     .batch = { .kind = is_end ? "resolve" : "tell",
						.value = is_end ? "" : then_of(req),
						.text = is_end ? "" : page_form(req, "text") } };
	enum hk_result result;

	HK_TRY(web_path_number(req, "number", &drafting.batch.about_id));
	result = draft_make(req, &drafting);
	if (page_is_mendable(result))
		return page_again(req, page_status_of(result), show_children, req);
	HK_TRY(result);
	return to_batch(req, drafting.batch.id);
}

static const struct web_param choose_params[] = { { "in", PARAM_TEXT, NAME_LETTERS },
						  { "q", PARAM_TEXT, QUERY_LETTERS },
						  { 0 } };
static const struct web_param draft_params[] = {
	{ "in", PARAM_TEXT, NAME_LETTERS }, { "q", PARAM_TEXT, QUERY_LETTERS },
	{ "ticket", PARAM_TEXT, 24 },       { "seen", PARAM_TEXT, 48 },
	{ "all", PARAM_NUMBER, 0 },         { "deed", PARAM_TEXT, 16 },
	{ "owner", PARAM_NUMBER, 0 },       { "team", PARAM_NUMBER, 0 },
	{ "priority", PARAM_TEXT, 16 },     { 0 },
};
static const struct web_param children_params[] = { { "ended", PARAM_NUMBER, 0 }, { 0 } };
static const struct web_param tell_params[] = {
	{ "ticket", PARAM_TEXT, 24 },     { "seen", PARAM_TEXT, 48 }, { "deed", PARAM_TEXT, 16 },
	{ "text", PARAM_TEXT, TEXT_MAX }, { "then", PARAM_TEXT, 16 }, { 0 }
};

const struct web_route bulk_pages[] = {
	ROUTE("GET", "/bulk", RIGHT_TICKET_READ, choose, 0, choose_params),
	ROUTE("POST", "/bulk", RIGHT_TICKET_READ, draft, 0, draft_params),
	ROUTE("GET", "/bulk/{id}", RIGHT_TICKET_READ, show, WEB_PART, NULL),
	ROUTE("POST", "/bulk/{id}/start", RIGHT_TICKET_READ, start, 0, NULL),
	ROUTE("POST", "/bulk/{id}/undo", RIGHT_TICKET_READ, undo, 0, NULL),
	ROUTE("GET", "/tickets/{number}/children", RIGHT_TICKET_REPLY, children, 0,
	      children_params),
	ROUTE("POST", "/tickets/{number}/children", RIGHT_TICKET_REPLY, tell, 0, tell_params),
	{ 0 },
};
