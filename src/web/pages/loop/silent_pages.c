/* /loop/silent, and the tile of the board that leads there. */
#include <inttypes.h>
#include <string.h>

#include "base/text.h"
#include "core/i18n.h"
#include "core/rights.h"
#include "growth/silent.h"
#include "people/customer.h"
#include "tpl_loop_silent.h"
#include "web/pages/again.h"
#include "web/pages/families.h"
#include "web/pages/loop/loop_view.h"
#include "web/pages/loop/silent_view.h"
#include "web/pages/notice.h"
#include "web/pages/staff_options.h"

enum { WORDS_MAX_BYTES = 4 * SILENT_WORDS_LETTERS };

static const struct outcome {
	const char *name, *words, *hint, *tone;
} outcomes[] = {
	{ "content", TR("They are content"), TR("It was solved; they only did not say so."),
	  "good" },
	{ "wish", TR("They needed something after all"),
	  TR("Please open a ticket about it, so that it is not lost."), "warn" },
	{ "left", TR("They have left us, or will"), TR("Please write why, as they said it."),
	  "danger" },
	{ "no_contact", TR("They want no contact"), "", "line" },
	{ "unreachable", TR("They could not be reached"), TR("After three tries."), "line" },
};

enum hk_result loop_silent_tile(struct ctx *cx, struct loop_tile *tile)
{
	struct silent_list list, calls;
	int64_t count = 0;

	HK_TRY(silent_find(cx, &list));
	HK_TRY(silent_calls_find(cx, &calls));
	for (size_t i = 0; i < list.count; i++)
		count += list.items[i].ended_at == 0;
	count += (int64_t)calls.count;
	if (!count)
		return HK_OK;
	tile->value = hk_format(cx->arena, "%s%s", loop_number(cx, count),
				list.count == SILENT_MOST ? "+" : "");
	tile->note = loop_say(cx, TR("no complaint, and no word since"));
	tile->tone = "warn";
	return HK_OK;
}

/* ---- the page ---- */

static struct silent_row row_of(struct ctx *cx, const struct silent *one)
{
	bool may_see = actor_may(cx->actor, RIGHT_CUSTOMER_READ);
	struct silent_row row = {
		.name = *one->name ? one->name : loop_say(cx, TR("A customer")),
		.customer = may_see ? hk_format(cx->arena, "/customers/%" PRId64, one->customer_id)
				    : "",
		.ticket = hk_format(cx->arena, "/tickets/%" PRId64, one->number),
		.subject = ticket_subject(cx->language, one->subject),
		.language = one->language,
		.owner = one->owner,
		.caller = one->caller,
		.outcome = "",
		.tone = "",
		.number = one->number,
		.at = one->resolved_at,
		.due_at = one->due_at,
		.version = one->version,
		.tries = one->tries,
		.is_late = one->due_at < cx->now,
	};

	for (size_t i = 0; i < HK_COUNT(outcomes); i++)
		if (strcmp(outcomes[i].name, one->outcome) == 0) {
			row.outcome = loop_say(cx, outcomes[i].words);
			row.tone = outcomes[i].tone;
		}
	return row;
}

static struct part_options outcome_options(struct ctx *cx, const char *chosen)
{
	struct part_option *items = hk_alloc(cx->arena, HK_COUNT(outcomes), sizeof(*items));

	for (size_t i = 0; i < HK_COUNT(outcomes); i++)
		items[i] = (struct part_option){
			.value = outcomes[i].name,
			.label = loop_say(cx, outcomes[i].words),
			.hint = *outcomes[i].hint ? loop_say(cx, outcomes[i].hint) : NULL,
			.is_chosen = strcmp(outcomes[i].name, chosen) == 0,
		};
	return (struct part_options){ items, HK_COUNT(outcomes) };
}

static enum hk_result phone_fill(struct ctx *cx, int64_t customer_id, struct silent_call_view *row)
{
	struct address_list addresses;

	if (!actor_may(cx->actor, RIGHT_CUSTOMER_READ))
		return HK_OK;
	HK_TRY(customer_addresses(cx, customer_id, &addresses));
	for (size_t i = 0; i < addresses.count && !*row->phone; i++)
		if (strcmp(addresses.items[i].kind, "phone") == 0) {
			row->phone = addresses.items[i].shown;
			row->phone_url = hk_format(cx->arena, "tel:%s", addresses.items[i].value);
		}
	return HK_OK;
}

static enum hk_result tries_fill(struct ctx *cx, const struct silent *one, struct silent_tries *ret)
{
	struct silent_words words;

	HK_TRY(silent_words_find(cx, one->ticket_id, &words));
	*ret = (struct silent_tries){ hk_alloc(cx->arena, words.count + 1, sizeof(*ret->items)),
				      0 };
	for (size_t i = 0; i < words.count; i++)
		ret->items[ret->count++] =
			(struct silent_try){ words.items[i].words, words.items[i].name,
					     words.items[i].at };
	return HK_OK;
}

/* With its forms, and what was typed into them. */
static enum hk_result call_fill(struct web_request *req, const struct silent *one,
				struct silent_call_view *ret)
{
	struct ctx *cx = req->cx;

	*ret = (struct silent_call_view){ .row = row_of(cx, one),
					  .is_there = true,
					  .phone = "",
					  .phone_url = "",
					  .tried = "",
					  .ended = "",
					  .errors = page_errors(cx) };
	if (hk_ends(req->path, "/tried"))
		ret->tried = page_form(req, "words");
	if (hk_ends(req->path, "/end"))
		ret->ended = page_form(req, "words");
	ret->outcomes = outcome_options(cx, page_form(req, "outcome"));
	HK_TRY(staff_options_or(cx, TR("Whom Hark chooses"), web_form_number(req, "owner", 0),
				&ret->people));
	HK_TRY(phone_fill(cx, one->customer_id, ret));
	return tries_fill(cx, one, &ret->tries);
}

static enum hk_result calls_fill(struct web_request *req, struct silent_page *page)
{
	/* Of the address, or of the form that came. */
	int64_t open = web_query_number(req, "call", web_form_number(req, "number", 0));
	struct silent_list list;

	HK_TRY(silent_calls_find(req->cx, &list));
	page->calls.items = hk_alloc(req->cx->arena, list.count + 1, sizeof(*page->calls.items));
	for (size_t i = 0; i < list.count; i++) {
		const struct silent *one = &list.items[i];

		if (one->number == open && page->may_act)
			HK_TRY(call_fill(req, one, &page->call));
		else
			page->calls.items[page->calls.count++] = row_of(req->cx, one);
	}
	return HK_OK;
}

static enum hk_result heard_fill(struct ctx *cx, const char **ret)
{
	struct silent_heard heard;

	*ret = "";
	HK_TRY(silent_heard_find(cx, &heard));
	if (heard.ended)
		*ret = i18n_fill(
			cx->arena,
			loop_say(cx,
				 TR("Calls that ended in 90 days: {ended}. Spoken to: {reached}; "
				    "of these, needed something after all or had left: {missed}.")),
			"ended", loop_number(cx, heard.ended), "reached",
			loop_number(cx, heard.reached), "missed", loop_number(cx, heard.missed),
			NULL);
	return HK_OK;
}

static enum hk_result show_work(struct ctx *cx, void *data)
{
	struct web_request *req = data;
	struct silent_page page = { .days = SILENT_DAYS,
				    .problem = page_problem(cx),
				    .may_act = actor_may(cx->actor, RIGHT_TICKET_REPLY) };
	struct silent_list list;

	HK_TRY(silent_find(cx, &list));
	page.has_more = list.count == SILENT_MOST;
	page.rows.items = hk_alloc(cx->arena, list.count + 1, sizeof(*page.rows.items));
	for (size_t i = 0; i < list.count; i++)
		page.rows.items[page.rows.count++] = row_of(cx, &list.items[i]);
	HK_TRY(calls_fill(req, &page));
	HK_TRY(heard_fill(cx, &page.heard));
	tpl_loop_silent(req->out, &req->page, &page);
	return HK_OK;
}

static enum hk_result show(struct web_request *req)
{
	return show_work(req->cx, req);
}

/* ---- deeds ---- */

static enum hk_result give_work(struct ctx *cx, void *data)
{
	struct web_request *req = data;

	return silent_give(cx, web_form_number(req, "number", 0),
			   web_form_number(req, "version", 0), web_form_number(req, "owner", 0));
}

static enum hk_result take_work(struct ctx *cx, void *data)
{
	struct web_request *req = data;

	return silent_give(cx, web_form_number(req, "number", 0),
			   web_form_number(req, "version", 0), cx->actor->id);
}

/* Two forms have words: each says beside its own what is wrong. */
static void blame(struct ctx *cx, const char *field)
{
	for (size_t i = 0; i < cx->field_count; i++)
		if (hk_equal(cx->fields[i].field, "words"))
			cx->fields[i].field = field;
}

static enum hk_result tried_work(struct ctx *cx, void *data)
{
	struct web_request *req = data;
	enum hk_result result =
		silent_tried(cx, web_form_number(req, "number", 0),
			     web_form_number(req, "version", 0), page_form(req, "words"));

	blame(cx, "tried");
	return result;
}

static enum hk_result end_work(struct ctx *cx, void *data)
{
	struct web_request *req = data;
	enum hk_result result = silent_end(cx, web_form_number(req, "number", 0),
					   web_form_number(req, "version", 0),
					   page_form(req, "outcome"), page_form(req, "words"));

	blame(cx, "ended");
	return result;
}

/* Back to the one that is open; a call that has ended is none any more. */
static enum hk_result deed(struct web_request *req, ctx_work *work, const char *done, bool is_over)
{
	enum hk_result result = ctx_write(req->cx, work, req);
	const char *where = "/loop/silent";

	if (page_is_mendable(result))
		return page_again(req, page_status_of(result), show_work, req);
	HK_TRY(result);
	if (!is_over)
		where = hk_format(req->cx->arena, "%s?call=%" PRId64, where,
				  web_form_number(req, "number", 0));
	return notice_answer(req, where, loop_say(req->cx, done), "");
}

static enum hk_result take(struct web_request *req)
{
	return deed(req, take_work, TR("You call them. Please do so within three days."), false);
}

static enum hk_result give(struct web_request *req)
{
	return deed(req, give_work, TR("It is given, and whoever has it hears of it."), true);
}

static enum hk_result tried(struct web_request *req)
{
	return deed(req, tried_work, TR("The try is noted."), false);
}

static enum hk_result end(struct web_request *req)
{
	return deed(req, end_work, TR("Noted how it came out."), true);
}

#define WHICH                              \
	{ "number", PARAM_NUMBER, 0 },     \
	{                                  \
		"version", PARAM_NUMBER, 0 \
	}

static const struct web_param show_params[] = { { "call", PARAM_NUMBER, 0 }, { 0 } };
static const struct web_param take_params[] = { WHICH, { 0 } };
static const struct web_param give_params[] = { WHICH, { "owner", PARAM_NUMBER, 0 }, { 0 } };
static const struct web_param tried_params[] = { WHICH,
						 { "words", PARAM_TEXT, WORDS_MAX_BYTES },
						 { 0 } };
static const struct web_param end_params[] = {
	WHICH, { "outcome", PARAM_TEXT, 0 }, { "words", PARAM_TEXT, WORDS_MAX_BYTES }, { 0 }
};

#define DEED(path, answer, params) ROUTE("POST", path, RIGHT_TICKET_REPLY, answer, 0, params)

const struct web_route silent_pages[] = {
	ROUTE("GET", "/loop/silent", RIGHT_TICKET_READ, show, 0, show_params),
	DEED("/loop/silent/take", take, take_params),
	DEED("/loop/silent/give", give, give_params),
	DEED("/loop/silent/tried", tried, tried_params),
	DEED("/loop/silent/end", end, end_params),
	{ 0 },
};
