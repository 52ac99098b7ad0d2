/* /loop/sheets: the first page of a meeting, drafted from what customers said. */
#include <inttypes.h>

#include "base/text.h"
#include "base/time.h"
#include "core/i18n.h"
#include "tpl_sheet.h"
#include "tpl_sheets.h"
#include "web/pages/again.h"
#include "web/pages/families.h"
#include "web/pages/loop/sheet_view.h"
#include "web/pages/notice.h"
#include "web/pages/staff_options.h"

static const char home[] = "/loop/sheets";

enum { DATE_LETTERS = 10, TEXT_BYTES = 4 * SHEET_TEXT_LETTERS };

static enum hk_result need_staff(const struct web_request *req)
{
	return req->cx->actor->kind == ACTOR_STAFF ? HK_OK : HK_NOT_FOUND;
}

static const char *path_of(struct ctx *cx, int64_t id)
{
	return hk_format(cx->arena, "%s/%" PRId64, home, id);
}

/* 0: it is no day. */
static int64_t day_of(struct ctx *cx, const char *text)
{
	int64_t at = 0;

	return i18n_day_read(cx->kit->formats, cx->timezone, text, &at) ? at : 0;
}

/* ---- all of them ---- */

static enum hk_result list_show(struct ctx *cx, void *data)
{
	struct web_request *req = data;
	const char *typed = page_form(req, "day");
	struct sheet_list_view view = { .title = page_form(req, "title"),
					.may_write = sheet_may_write(cx),
					.problem = page_problem(cx),
					.errors = page_errors(cx) };
	struct sheet_list list;

	view.day = *typed ? typed
			  : hk_copy(cx->arena,
				    i18n_clock_write(cx->kit->formats, cx->arena, cx->timezone,
						     cx->now),
				    DATE_LETTERS);
	HK_TRY(sheet_page(cx, &list));
	view.rows.items = hk_alloc(cx->arena, list.count + 1, sizeof(*view.rows.items));
	for (size_t i = 0; i < list.count; i++)
		view.rows.items[view.rows.count++] =
			(struct sheet_row){ .url = path_of(cx, list.items[i].id),
					    .title = list.items[i].title,
					    .language = list.items[i].language,
					    .meets_at = list.items[i].meets_at };
	tpl_sheets(req->out, &req->page, &view);
	return HK_OK;
}

static enum hk_result show_list(struct web_request *req)
{
	HK_TRY(need_staff(req));
	return list_show(req->cx, req);
}

struct drafting {
	const char *title;
	int64_t day, id;
};

static enum hk_result add_work(struct ctx *cx, void *data)
{
	struct drafting *drafting = data;

	return sheet_add(cx, drafting->title, drafting->day, &drafting->id);
}

static enum hk_result draft(struct web_request *req)
{
	struct drafting drafting = { .title = page_form(req, "title"),
				     .day = day_of(req->cx, page_form(req, "day")) };
	enum hk_result result;

	HK_TRY(need_staff(req));
	result = ctx_write(req->cx, add_work, &drafting);
	if (page_is_mendable(result))
		return page_again(req, page_status_of(result), list_show, req);
	HK_TRY(result);
	return web_redirect(req, path_of(req->cx, drafting.id));
}

/* ---- one ---- */

static const char *const mark_names[SHEET_KINDS] = {
	[SHEET_GOOD] = "was_good",           [SHEET_BAD] = "was_bad",
	[SHEET_CAUSE] = "was_cause",         [SHEET_PROMISES] = "was_promises",
	[SHEET_COMPLAINT] = "was_complaint", [SHEET_SILENT] = "was_silent",
	[SHEET_METRIC] = "was_metric",       [SHEET_NOTES] = "was_notes",
};

/* What was typed stands in it again, but for what its writer left alone: that is as it is now. */
static void part_fill(struct web_request *req, const char *now, enum sheet_kind kind,
		      struct sheet_part *part)
{
	struct ctx *cx = req->cx;
	const char *typed = web_form(req, part->name), *was = page_form(req, mark_names[kind]);
	bool is_mine = typed && !(*was && hk_equal(was, sheet_mark(cx, hk_trim(cx->arena, typed))));

	part->text = is_mine ? typed : now;
	part->mark_name = mark_names[kind];
	part->mark = sheet_mark(cx, now);
	part->meanwhile = is_mine && *was && !hk_equal(was, part->mark) &&
					  !hk_equal(hk_trim(cx->arena, typed), now)
				  ? now
				  : "";
}

static void parts_fill(struct web_request *req, const struct sheet_texts *texts,
		       struct sheet_parts *ret)
{
	struct ctx *cx = req->cx;
	struct sheet_part *items = hk_alloc(cx->arena, SHEET_KINDS, sizeof(*items));

	for (enum sheet_kind kind = 0; kind < SHEET_KINDS; kind++) {
		items[kind] = (struct sheet_part){
			.name = sheet_kind_name(kind),
			.title = i18n_text(cx->language, sheet_kind_title(kind)),
			.hint = *sheet_kind_hint(kind)
					? i18n_text(cx->language, sheet_kind_hint(kind))
					: "",
		};
		part_fill(req, texts->of[kind], kind, &items[kind]);
	}
	*ret = (struct sheet_parts){ items, SHEET_KINDS };
}

static void decisions_fill(struct ctx *cx, const char *url, const struct sheet_decisions *decisions,
			   struct sheet_decision_rows *ret)
{
	struct sheet_decision_row *items =
		hk_alloc(cx->arena, decisions->count + 1, sizeof(*items));

	for (size_t i = 0; i < decisions->count; i++) {
		const struct sheet_decision *one = &decisions->items[i];
		bool may_end =
			!one->done_at && (one->owner_id == cx->actor->id || sheet_may_write(cx));

		items[i] = (struct sheet_decision_row){
			.text = one->text,
			.owner = one->owner,
			.ticket = one->number && actor_may(cx->actor, RIGHT_TICKET_READ)
					  ? hk_format(cx->arena, "/tickets/%" PRId64, one->number)
					  : "",
			.done = may_end ? hk_format(cx->arena, "%s/decisions/%" PRId64 "/done", url,
						    one->id)
					: "",
			.number = one->number,
			.due_at = one->due_at,
			.done_at = one->done_at,
			.is_late = !one->done_at && one->due_at + HK_DAY <= cx->now,
		};
	}
	*ret = (struct sheet_decision_rows){ items, decisions->count };
}

struct reading {
	struct sheet sheet;
	struct sheet_texts texts;
	struct sheet_decisions decisions;
};

static enum hk_result read_sheet(struct web_request *req, struct reading *ret)
{
	int64_t id;

	HK_TRY(web_path_number(req, "id", &id));
	HK_TRY(sheet_find(req->cx, id, &ret->sheet));
	HK_TRY(sheet_texts_find(req->cx, id, &ret->texts));
	return sheet_decisions_find(req->cx, id, &ret->decisions);
}

static enum hk_result sheet_show(struct ctx *cx, void *data)
{
	struct web_request *req = data;
	struct reading reading;
	struct sheet_view view = { .decision = page_form(req, "decision"),
				   .due = page_form(req, "due"),
				   .ticket = page_form(req, "ticket"),
				   .may_write = sheet_may_write(cx),
				   .may_task = actor_may(cx->actor, RIGHT_TICKET_REPLY),
				   .problem = page_problem(cx),
				   .errors = page_errors(cx) };

	HK_TRY(read_sheet(req, &reading));
	view.url = path_of(cx, reading.sheet.id);
	view.title = reading.sheet.title;
	view.language = reading.sheet.language;
	view.meets_at = reading.sheet.meets_at;
	view.version = reading.sheet.version;
	parts_fill(req, &reading.texts, &view.parts);
	decisions_fill(cx, view.url, &reading.decisions, &view.decisions);
	HK_TRY(staff_options_or(cx, TR("Please choose"), web_form_number(req, "owner", 0),
				&view.people));
	tpl_sheet(req->out, &req->page, &view);
	return HK_OK;
}

static enum hk_result show_one(struct web_request *req)
{
	HK_TRY(need_staff(req));
	return sheet_show(req->cx, req);
}

static enum hk_result show_paper(struct web_request *req)
{
	struct reading reading;

	HK_TRY(need_staff(req));
	HK_TRY(read_sheet(req, &reading));
	if (!sheet_print(req, &reading.sheet, &reading.texts, &reading.decisions))
		return HK_FAILED;
	req->type = "application/pdf";
	web_header(req, "Content-Disposition",
		   hk_format(req->cx->arena, "inline; filename=\"sheet-%" PRId64 ".pdf\"",
			     reading.sheet.id));
	return HK_OK;
}

struct deed {
	int64_t id, decision_id;
	struct sheet_change change;
	struct sheet_decision decision;
};

static enum hk_result write_work(struct ctx *cx, void *data)
{
	const struct deed *deed = data;

	return sheet_write(cx, deed->id, &deed->change);
}

static enum hk_result decide_work(struct ctx *cx, void *data)
{
	const struct deed *deed = data;

	return sheet_decide(cx, deed->id, &deed->decision);
}

static enum hk_result end_work(struct ctx *cx, void *data)
{
	const struct deed *deed = data;

	return sheet_decision_end(cx, deed->id, deed->decision_id);
}

static enum hk_result deed_do(struct web_request *req, ctx_work *work, struct deed *deed,
			      const char *done)
{
	enum hk_result result = ctx_write(req->cx, work, deed);

	if (page_is_mendable(result))
		return page_again(req, page_status_of(result), sheet_show, req);
	HK_TRY(result);
	return notice_answer(req, path_of(req->cx, deed->id), i18n_text(req->cx->language, done),
			     "");
}

static enum hk_result save(struct web_request *req)
{
	struct deed deed = { .change.version = web_form_number(req, "version", 0) };

	HK_TRY(need_staff(req));
	HK_TRY(web_path_number(req, "id", &deed.id));
	for (enum sheet_kind kind = 0; kind < SHEET_KINDS; kind++) {
		deed.change.texts.of[kind] = page_form(req, sheet_kind_name(kind));
		deed.change.marks.of[kind] = page_form(req, mark_names[kind]);
	}
	return deed_do(req, write_work, &deed, TR("Saved."));
}

static enum hk_result decide(struct web_request *req)
{
	struct deed deed = { .decision = { .text = page_form(req, "decision"),
					   .owner_id = web_form_number(req, "owner", 0),
					   .due_at = day_of(req->cx, page_form(req, "due")) } };
	const char *ticket = hk_trim(req->cx->arena, page_form(req, "ticket"));

	HK_TRY(need_staff(req));
	HK_TRY(web_path_number(req, "id", &deed.id));
	ticket += *ticket == '#';
	/* What is no number is the number of no ticket. */
	if (*ticket && !hk_number(ticket, &deed.decision.number))
		deed.decision.number = -1;
	return deed_do(req, decide_work, &deed, TR("The decision is written down."));
}

static enum hk_result end(struct web_request *req)
{
	struct deed deed = { .id = 0 };

	HK_TRY(need_staff(req));
	HK_TRY(web_path_number(req, "id", &deed.id));
	HK_TRY(web_path_number(req, "position", &deed.decision_id));
	return deed_do(req, end_work, &deed, TR("Noted as done."));
}

static const struct web_param add_params[] = {
	{ "title", PARAM_TEXT, SHEET_TITLE_LETTERS },
	{ "day", PARAM_TEXT, DATE_LETTERS },
	{ 0 },
};
static const struct web_param save_params[] = {
	{ "version", PARAM_NUMBER, 0 },         { "good", PARAM_TEXT, TEXT_BYTES },
	{ "bad", PARAM_TEXT, TEXT_BYTES },      { "cause", PARAM_TEXT, TEXT_BYTES },
	{ "promises", PARAM_TEXT, TEXT_BYTES }, { "complaint", PARAM_TEXT, TEXT_BYTES },
	{ "silent", PARAM_TEXT, TEXT_BYTES },   { "metric", PARAM_TEXT, TEXT_BYTES },
	{ "notes", PARAM_TEXT, TEXT_BYTES },    { "was_good", PARAM_TEXT, 0 },
	{ "was_bad", PARAM_TEXT, 0 },           { "was_cause", PARAM_TEXT, 0 },
	{ "was_promises", PARAM_TEXT, 0 },      { "was_complaint", PARAM_TEXT, 0 },
	{ "was_silent", PARAM_TEXT, 0 },        { "was_metric", PARAM_TEXT, 0 },
	{ "was_notes", PARAM_TEXT, 0 },         { 0 },
};
static const struct web_param decide_params[] = {
	{ "decision", PARAM_TEXT, SHEET_DECISION_LETTERS },
	{ "owner", PARAM_NUMBER, 0 },
	{ "due", PARAM_TEXT, DATE_LETTERS },
	{ "ticket", PARAM_TEXT, 0 },
	{ 0 },
};

const struct web_route sheet_pages[] = {
	ROUTE("GET", "/loop/sheets", RIGHT_SIGNED_IN, show_list, 0, NULL),
	ROUTE("POST", "/loop/sheets", RIGHT_TEAM_WATCH, draft, 0, add_params),
	ROUTE("GET", "/loop/sheets/{id}", RIGHT_SIGNED_IN, show_one, 0, NULL),
	ROUTE("GET", "/loop/sheets/{id}/paper", RIGHT_SIGNED_IN, show_paper, 0, NULL),
	ROUTE("POST", "/loop/sheets/{id}", RIGHT_TEAM_WATCH, save, 0, save_params),
	ROUTE("POST", "/loop/sheets/{id}/decisions", RIGHT_TEAM_WATCH, decide, 0, decide_params),
	ROUTE("POST", "/loop/sheets/{id}/decisions/{position}/done", RIGHT_SIGNED_IN, end, 0, NULL),
	{ 0 },
};
