/* Finding tickets and people: a page, and as one types in the palette. */
#include <inttypes.h>
#include <string.h>

#include "base/text.h"
#include "core/i18n.h"
#include "core/words.h"
#include "tpl_part_search_options.h"
#include "tpl_search.h"
#include "web/pages/again.h"
#include "web/pages/desk/search_view.h"
#include "web/pages/families.h"

enum {
	TICKETS_FOUND = 25,
	PEOPLE_FOUND = 10,
	TICKETS_OFFERED = 6,
	PEOPLE_OFFERED = 3,
	QUERY_LETTERS = 200,
	BEGINNING_LETTERS = 3,
};

/* Cuts a text at its hits. is_whole: from its first letter to its last, else what stands around
 * the first hit. */
static struct search_pieces cut(struct ctx *cx, const char *text, const struct words_sought *sought,
				bool is_whole)
{
	struct words_snippet found;
	struct search_piece *items;
	size_t count = 0, at, end;

	words_find(cx->kit->words, sought, text, &found);
	items = hk_alloc(cx->arena, 2 * found.count + 3, sizeof(*items));
	at = is_whole ? 0 : found.start;
	end = is_whole ? strlen(text) : found.end;
	if (at > 0)
		items[count++] = (struct search_piece){ "… ", false };
	for (size_t i = 0; i < found.count; i++) {
		size_t start = found.hits[i].start, stop = found.hits[i].end;

		items[count++] =
			(struct search_piece){ hk_copy(cx->arena, text + at, start - at), false };
		items[count++] =
			(struct search_piece){ hk_copy(cx->arena, text + start, stop - start),
					       true };
		at = stop;
	}
	items[count++] = (struct search_piece){ hk_copy(cx->arena, text + at, end - at), false };
	if (text[end])
		items[count++] = (struct search_piece){ " …", false };
	return (struct search_pieces){ items, count };
}

static void show_tickets(struct ctx *cx, const struct ticket_lines *lines, const char *q,
			 struct search_tickets *ret)
{
	const struct words_sought *sought = words_seek(cx->kit->words, cx->arena, q);
	struct part_row *rows = hk_alloc(cx->arena, lines->count, sizeof(*rows));

	*ret = (struct search_tickets){ hk_alloc(cx->arena, lines->count, sizeof(*ret->items)),
					lines->count };
	for (size_t i = 0; i < lines->count; i++) {
		const struct ticket_line *line = &lines->items[i];

		rows[i] = list_row(cx, line, true, "");
		ret->items[i] = (struct search_ticket){
			.row = &rows[i],
			.subject = cut(cx, rows[i].subject, sought, true),
			.words = cut(cx, line->found ? line->found : line->preview, sought, false),
		};
	}
}

static bool ends_short(const char *q)
{
	const char *last = strrchr(q, ' ');

	return hk_letters(last ? last + 1 : q) < BEGINNING_LETTERS;
}

static enum hk_result show_found(struct web_request *req, const char *q)
{
	struct ctx *cx = req->cx;
	struct part_errors errors = page_errors(cx);
	struct search_view view = { .q = q, .error = part_error_of(&errors, "q") };
	bool is_asked = *q && !*view.error;
	struct ticket_lines lines = { NULL, 0 };
	struct customer_list people = { NULL, 0 };

	if (*view.error)
		req->status = page_status_of(HK_INVALID);
	if (is_asked)
		HK_TRY(ticket_search(cx, q, false, TICKETS_FOUND, &lines));
	if (is_asked && actor_may(cx->actor, RIGHT_CUSTOMER_READ))
		HK_TRY(customer_search(cx, q, true, PEOPLE_FOUND, &people));
	view.is_short = ends_short(q);
	view.has_more = lines.count >= TICKETS_FOUND;
	show_tickets(cx, &lines, q, &view.tickets);
	HK_TRY(customer_rows_of(cx, &people, &view.people));
	tpl_search(req->out, &req->page, &view);
	return HK_OK;
}

static const char *when(struct web_request *req, int64_t at)
{
	return show_recent(req->out, at);
}

static struct part_hit ticket_hit(struct web_request *req, const struct ticket_line *line)
{
	struct part_row row = list_row(req->cx, line, false, "");

	return (struct part_hit){
		.icon = row.icon,
		.url = row.url,
		.title = hk_format(req->cx->arena, "#%" PRId64 " %s", line->number, row.subject),
		.language = line->language,
		.words =
			hk_format(req->cx->arena, "%s, %s", line->customer_name, when(req, row.at)),
	};
}

/* With an address, for namesakes. */
static enum hk_result customer_hit(struct ctx *cx, const struct customer *customer,
				   struct part_hit *ret)
{
	const char *words = i18n_text(cx->language, TR("Customer"));
	struct address_list addresses;

	HK_TRY(customer_addresses(cx, customer->id, &addresses));
	if (addresses.count && strcmp(addresses.items[0].shown, customer->name) != 0)
		words = hk_format(cx->arena, "%s, %s", words, addresses.items[0].shown);
	*ret = (struct part_hit){
		.icon = "user",
		.url = hk_format(cx->arena, "/customers/%" PRId64, customer->id),
		.title = customer->name,
		.language = "",
		.words = words,
	};
	return HK_OK;
}

static enum hk_result show_offered(struct web_request *req, const char *q)
{
	struct ctx *cx = req->cx;
	struct ticket_lines lines;
	struct customer_list people = { NULL, 0 };
	struct part_hit *items;
	struct part_hits hits = { NULL, 0 };

	HK_TRY(ticket_search(cx, q, true, TICKETS_OFFERED, &lines));
	if (actor_may(cx->actor, RIGHT_CUSTOMER_READ))
		HK_TRY(customer_search(cx, q, true, PEOPLE_OFFERED, &people));
	items = hk_alloc(cx->arena, lines.count + people.count, sizeof(*items));
	for (size_t i = 0; i < lines.count; i++)
		items[hits.count++] = ticket_hit(req, &lines.items[i]);
	for (size_t i = 0; i < people.count; i++)
		HK_TRY(customer_hit(cx, &people.items[i], &items[hits.count++]));
	hits.items = items;
	tpl_part_search_options(req->out, &req->page, &hits);
	return HK_OK;
}

static enum hk_result search(struct web_request *req)
{
	const char *asked = web_query(req, "q");
	const char *q = asked ? hk_trim(req->cx->arena, asked) : "";

	return web_query_number(req, "part", 0) == 1 ? show_offered(req, q) : show_found(req, q);
}

static const struct web_param params[] = { { "q", PARAM_TEXT, QUERY_LETTERS },
					   { "part", PARAM_NUMBER, 0 },
					   { 0 } };

const struct web_route search_pages[] = {
	ROUTE("GET", "/search", RIGHT_TICKET_READ, search, WEB_PART | WEB_MENDS, params),
	{ 0 },
};
