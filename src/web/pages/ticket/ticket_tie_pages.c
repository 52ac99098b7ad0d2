/* /tickets/{number}/links: what a ticket has to do with others: link, merge, split. */
#include <inttypes.h>

#include "base/text.h"
#include "core/i18n.h"
#include "people/customer.h"
#include "ticket/link/merge.h"
#include "ticket/link/split.h"
#include "ticket/link/tie.h"
#include "tpl_ticket_links.h"
#include "web/pages/again.h"
#include "web/pages/families.h"
#include "web/pages/notice.h"
#include "web/pages/ticket/ticket_deeds.h"
#include "web/pages/ticket/ticket_form.h"
#include "web/pages/ticket/ticket_tie_view.h"

enum { MESSAGES_SHOWN = 100, OTHERS_SHOWN = 8, WORDS_BYTES = 200, SUBJECT_MAX_BYTES = 300 };

static const char *number_text(struct ctx *cx, int64_t number)
{
	return hk_format(cx->arena, "%" PRId64, number);
}

/* ---- the page ---- */

static struct part_options kind_options(struct ctx *cx, const char *chosen)
{
	static const char *const kinds[][2] = { { "belongs", TR("It belongs to") },
						{ "duplicate", TR("It is a duplicate of") },
						{ "caused", TR("It was caused by") } };
	struct part_option *items = hk_alloc(cx->arena, HK_COUNT(kinds), sizeof(*items));

	for (size_t i = 0; i < HK_COUNT(kinds); i++)
		items[i] = (struct part_option){ .value = kinds[i][0],
						 .label = i18n_text(cx->language, kinds[i][1]),
						 .is_chosen = hk_equal(kinds[i][0], chosen) };
	return (struct part_options){ items, HK_COUNT(kinds) };
}

static bool is_ticked(const struct web_request *req, const char *id)
{
	const char *const *ticked;
	size_t count = web_form_all(req, "message", &ticked);

	for (size_t i = 0; i < count; i++)
		if (hk_equal(ticked[i], id))
			return true;
	return false;
}

static enum hk_result messages_find(struct web_request *req, const struct ticket *ticket,
				    struct split_messages *ret)
{
	struct ctx *cx = req->cx;
	struct message_list list;

	HK_TRY(message_page(cx, ticket, INT64_MAX, MESSAGES_SHOWN, &list));
	*ret = (struct split_messages){ hk_alloc(cx->arena, list.count, sizeof(*ret->items)),
					list.count };
	for (size_t i = 0; i < list.count; i++) {
		const struct message *one = &list.items[i];
		const char *id = number_text(cx, one->id);
		size_t length = hk_utf8_fit(one->reply, WORDS_BYTES);

		ret->items[i] = (struct split_message){
			.id = id,
			.who = *one->from_name ? one->from_name : one->from_address,
			.words = hk_one_line(cx->arena, hk_copy(cx->arena, one->reply, length)),
			.language = one->language,
			.kind = one->kind,
			.at = one->at,
			.is_chosen = is_ticked(req, id),
		};
	}
	return HK_OK;
}

/* His other tickets: most often one of them is meant. */
static enum hk_result others_find(struct ctx *cx, const struct ticket *ticket,
				  struct part_options *ret)
{
	struct ticket_lines lines;
	struct part_option *items;
	size_t count = 0;

	HK_TRY(ticket_page(cx, TICKETS_CUSTOMER, ticket->customer_id,
			   (struct ticket_cursor){ 0, 0 }, OTHERS_SHOWN + 1, &lines));
	items = hk_alloc(cx->arena, lines.count, sizeof(*items));
	for (size_t i = 0; i < lines.count && count < OTHERS_SHOWN; i++) {
		const struct ticket_line *one = &lines.items[i];
		const struct ticket_word *state =
			state_word(one->state, one->bucket, one->closed_as);

		if (one->id == ticket->id)
			continue;
		items[count++] = (struct part_option){
			.value = number_text(cx, one->number),
			.label = hk_format(cx->arena, "#%" PRId64 " %s", one->number,
					   ticket_subject(cx->language, one->subject)),
			.hint = i18n_text(cx->language, state->words),
			.language = one->language,
		};
	}
	*ret = (struct part_options){ items, count };
	return HK_OK;
}

static enum hk_result merges_find(struct ctx *cx, const struct ticket *ticket,
				  struct merges_shown *ret)
{
	struct passage_list list;

	HK_TRY(passage_merges(cx, ticket->id, &list));
	*ret = (struct merges_shown){ hk_alloc(cx->arena, list.count, sizeof(*ret->items)), 0 };
	for (size_t i = 0; i < list.count; i++) {
		struct ticket from;

		if (list.items[i].to_version != ticket->version)
			continue;
		HK_TRY(ticket_by_row(cx, list.items[i].from_id, &from));
		ret->items[ret->count++] = (struct merged_shown){ list.items[i].id, from.number };
	}
	return HK_OK;
}

static enum hk_result form_find(struct web_request *req, const struct ticket *ticket,
				struct tie_form *ret)
{
	struct ctx *cx = req->cx;

	ret->ticket = ticket;
	ret->self = hk_format(cx->arena, "/tickets/%" PRId64, ticket->number);
	ret->kinds = kind_options(cx, page_form(req, "kind"));
	ret->other = page_form(req, "other");
	ret->into = page_form(req, "into");
	ret->subject = page_form(req, "subject");
	ret->problem = page_problem(cx);
	ret->errors = page_errors(cx);
	HK_TRY(ties_shown_find(cx, ticket, &ret->ties));
	HK_TRY(merges_find(cx, ticket, &ret->merges));
	HK_TRY(owner_options(cx, web_form_number(req, "owner", ticket->owner_id), &ret->owners));
	HK_TRY(others_find(cx, ticket, &ret->others));
	return messages_find(req, ticket, &ret->messages);
}

struct visit {
	struct web_request *req;
	const char *asked;
	struct tie_form form;
};

static enum hk_result show_again(struct ctx *cx, void *data)
{
	struct visit *visit = data;
	struct ticket ticket;
	int64_t number;

	HK_TRY(web_path_number(visit->req, "number", &number));
	HK_TRY(ticket_find(cx, number, &ticket));
	HK_TRY(form_find(visit->req, &ticket, &visit->form));
	visit->form.asked = visit->asked;
	tpl_ticket_links(visit->req->out, &visit->req->page, &visit->form);
	return HK_OK;
}

static enum hk_result show(struct web_request *req)
{
	struct visit visit = { .req = req, .asked = "" };

	return show_again(req->cx, &visit);
}

static enum hk_result again(struct web_request *req, enum hk_result result, const char *asked)
{
	struct visit visit = { .req = req, .asked = asked };

	return page_again(req, page_status_of(result), show_again, &visit);
}

/* ---- links ---- */

/* "17", "#17" */
static enum hk_result ticket_named(struct ctx *cx, const char *field, const char *typed,
				   struct ticket *ret)
{
	const char *text = hk_trim(cx->arena, typed);
	enum hk_result result = HK_NOT_FOUND;
	int64_t number;

	if (hk_number(*text == '#' ? text + 1 : text, &number))
		result = ticket_find(cx, number, ret);
	if (result == HK_NOT_FOUND)
		return field_problem(cx, field,
				     TR("There is no such ticket. Please look at its number."));
	return result;
}

static enum hk_result tie_work(struct ctx *cx, struct ticket_deed *deed)
{
	const char *kind = page_form(deed->req, "kind");
	struct ticket other;

	if (!tie_kind_exists(kind) || hk_equal(kind, "split"))
		return field_problem(cx, "kind", TR("Please choose one of these."));
	HK_TRY(ticket_named(cx, "other", page_form(deed->req, "other"), &other));
	return tie_add(cx, kind, &deed->ticket, &other);
}

/* Where one reads what came of it. */
static enum hk_result done(struct web_request *req, int64_t number, const char *rest,
			   const char *sentence, int64_t named)
{
	struct ctx *cx = req->cx;

	return notice_answer(req, hk_format(cx->arena, "/tickets/%" PRId64 "%s", number, rest),
			     i18n_fill(cx->arena, i18n_text(cx->language, sentence), "number",
				       number_text(cx, named), NULL),
			     "");
}

static enum hk_result add_tie(struct web_request *req)
{
	struct ticket_deed deed;
	enum hk_result result = ticket_deed_do(req, tie_work, NULL, &deed);

	if (page_is_mendable(result))
		return again(req, result, "tie");
	HK_TRY(result);
	return done(req, deed.ticket.number, "/links", TR("The tickets are linked."), 0);
}

static enum hk_result untie_work(struct ctx *cx, struct ticket_deed *deed)
{
	return tie_remove(cx, &deed->ticket, web_form_number(deed->req, "link", 0));
}

static enum hk_result remove_tie(struct web_request *req)
{
	struct ticket_deed deed;

	HK_TRY(ticket_deed_do(req, untie_work, NULL, &deed));
	return done(req, deed.ticket.number, "/links", TR("The link is taken away."), 0);
}

/* ---- merge ---- */

struct merging {
	struct ticket from, into;
	struct customer own, theirs;
	int64_t passage_id;
	bool is_two; /* customers, and nobody said that he knows */
};

static enum hk_result merge_work(struct ctx *cx, struct ticket_deed *deed)
{
	struct merging *merging = deed->data;
	const char *typed = page_form(deed->req, "into");
	struct merge wish = { .from = &merging->from, .into = &merging->into };

	if (!*typed)
		typed = page_form(deed->req, "one");
	merging->is_two = false;
	merging->from = deed->ticket;
	HK_TRY(ticket_named(cx, "into", typed, &merging->into));
	/* What was confirmed is this pair and no other. */
	wish.is_sure = web_form_number(deed->req, "sure", 0) == merging->into.number;
	if (!merge_is_plain(wish.from, wish.into) && !wish.is_sure) {
		HK_TRY(customer_find(cx, merging->from.customer_id, &merging->own));
		HK_TRY(customer_find(cx, merging->into.customer_id, &merging->theirs));
		merging->is_two = true;
	}
	return merge(cx, &wish, &deed->ticket, &merging->passage_id);
}

static enum hk_result merge_send(struct web_request *req)
{
	struct ctx *cx = req->cx;
	struct merging merging = { .is_two = false };
	struct ticket_deed deed;
	enum hk_result result = ticket_deed_do(req, merge_work, &merging, &deed);
	struct visit visit = { .req = req, .asked = "merge" };

	if (page_is_mendable(result)) {
		if (merging.is_two) {
			visit.form.warned = merging.into.number;
			visit.form.own_customer = merging.own.name;
			visit.form.their_name = merging.theirs.name;
		}
		return page_again(req, page_status_of(result), show_again, &visit);
	}
	HK_TRY(result);
	return notice_answer(
		req, hk_format(cx->arena, "/tickets/%" PRId64, deed.ticket.number),
		i18n_fill(cx->arena, i18n_text(cx->language, TR("Ticket #{number} goes on here.")),
			  "number", number_text(cx, merging.from.number), NULL),
		hk_format(cx->arena, "/tickets/%" PRId64 "/part?passage=%" PRId64,
			  deed.ticket.number, merging.passage_id));
}

static enum hk_result part_work(struct ctx *cx, struct ticket_deed *deed)
{
	struct ticket from;

	HK_TRY(merge_undo(cx, &deed->ticket, web_query_number(deed->req, "passage", 0), &from));
	deed->ticket = from;
	return HK_OK;
}

static enum hk_result part_send(struct web_request *req)
{
	struct ticket_deed deed;
	enum hk_result result = ticket_deed_do(req, part_work, NULL, &deed);

	if (result == HK_CONFLICT)
		return ticket_deed_answer(req, result, &deed, "", "");
	HK_TRY(result);
	return done(req, deed.ticket.number, "", TR("Ticket #{number} stands for itself again."),
		    deed.ticket.number);
}

/* ---- split ---- */

static enum hk_result split_work(struct ctx *cx, struct ticket_deed *deed)
{
	const char *const *ticked;
	size_t count = web_form_all(deed->req, "message", &ticked);
	int64_t *ids = hk_alloc(cx->arena, count, sizeof(*ids));
	struct split wish = { .from = &deed->ticket,
			      .message_ids = ids,
			      .message_count = count,
			      .subject = hk_trim(cx->arena, page_form(deed->req, "subject")),
			      .owner_id = web_form_number(deed->req, "owner", 0) };
	struct ticket new;

	for (size_t i = 0; i < count; i++)
		if (!hk_number(ticked[i], &ids[i]))
			ids[i] = 0;
	HK_TRY(split(cx, &wish, &new));
	deed->ticket = new;
	return HK_OK;
}

static enum hk_result split_send(struct web_request *req)
{
	struct ticket_deed deed;
	enum hk_result result = ticket_deed_do(req, split_work, NULL, &deed);

	if (page_is_mendable(result))
		return again(req, result, "split");
	HK_TRY(result);
	return done(req, deed.ticket.number, "",
		    TR("This is ticket #{number} now, with an owner and a promise of its own."),
		    deed.ticket.number);
}

enum { NUMBER_LETTERS = 24, KIND_LETTERS = 16 };

static const struct web_param tie_params[] = { { "kind", PARAM_TEXT, KIND_LETTERS },
					       { "other", PARAM_TEXT, NUMBER_LETTERS },
					       { 0 } };
static const struct web_param untie_params[] = { { "link", PARAM_NUMBER, 0 }, { 0 } };
static const struct web_param merge_params[] = { { "into", PARAM_TEXT, NUMBER_LETTERS },
						 { "one", PARAM_TEXT, NUMBER_LETTERS },
						 { "sure", PARAM_NUMBER, 0 },
						 { 0 } };
static const struct web_param part_params[] = { { "passage", PARAM_NUMBER, 0 }, { 0 } };
static const struct web_param split_params[] = { { "message", PARAM_TEXT, NUMBER_LETTERS },
						 { "subject", PARAM_TEXT, SUBJECT_MAX_BYTES },
						 { "owner", PARAM_NUMBER, 0 },
						 { 0 } };

const struct web_route ticket_tie_pages[] = {
	ROUTE("GET", "/tickets/{number}/links", RIGHT_TICKET_REPLY, show, 0, NULL),
	ROUTE("POST", "/tickets/{number}/links", RIGHT_TICKET_REPLY, add_tie, 0, tie_params),
	ROUTE("POST", "/tickets/{number}/links/remove", RIGHT_TICKET_REPLY, remove_tie, 0,
	      untie_params),
	ROUTE("POST", "/tickets/{number}/merge", RIGHT_TICKET_REPLY, merge_send, 0, merge_params),
	ROUTE("POST", "/tickets/{number}/part", RIGHT_TICKET_REPLY, part_send, 0, part_params),
	ROUTE("POST", "/tickets/{number}/split", RIGHT_TICKET_REPLY, split_send, 0, split_params),
	{ 0 },
};
