/* A customer's own requests. Those of others are as absent to him as those that never were. */
#include <inttypes.h>
#include <string.h>

#include "base/text.h"
#include "base/time.h"
#include "core/i18n.h"
#include "core/throttle.h"
#include "intake/intake.h"
#include "ticket/clock/follow_up.h"
#include "tpl_my_request.h"
#include "tpl_my_requests.h"
#include "web/file_answer.h"
#include "web/pages/again.h"
#include "web/pages/cursor.h"
#include "web/pages/customer/request_view.h"
#include "web/pages/families.h"
#include "web/pages/notice.h"
#include "web/pages/upload.h"

enum {
	REQUESTS_SHOWN = 30,
	BODY_MAX = 200 * 1000,
	KEY_MAX = 40,
	WORDS_PER_CUSTOMER = 30,
	FILES_MOST = 10,
	SAID_AGAIN_MS = 10 * HK_MINUTE,
};

static bool is_done(const struct request_card *card)
{
	return strcmp(card->state, "closed") == 0;
}

static enum hk_result sort_lines(struct web_request *req, const struct ticket_lines *lines,
				 struct request_list *list)
{
	struct request_card *open = hk_alloc(req->cx->arena, lines->count, sizeof(*open));
	struct request_card *done = hk_alloc(req->cx->arena, lines->count, sizeof(*done));

	list->open.items = open;
	list->done.items = done;
	for (size_t i = 0; i < lines->count && i < REQUESTS_SHOWN; i++) {
		struct request_card card;

		HK_TRY(request_card_of_line(req, &lines->items[i], &card));

		struct request_cards *to = is_done(&card) ? &list->done : &list->open;

		to->items[to->count++] = card;
	}
	return HK_OK;
}

static enum hk_result list_page(struct web_request *req)
{
	struct ticket_cursor after = { 0, 0 };
	struct request_list list = { .has_digits = hk_equal(req->cx->language, "bn"), .older = "" };
	struct ticket_lines lines;

	/* Whatever is none begins at the newest. */
	(void)cursor_read(req->cx->arena, web_query(req, "after"), &after);
	list.is_first = after.at == 0;
	HK_TRY(ticket_page(req->cx, TICKETS_CUSTOMER, req->cx->actor->id, after, REQUESTS_SHOWN + 1,
			   &lines));
	HK_TRY(sort_lines(req, &lines, &list));
	if (list.is_first)
		HK_TRY(request_asked_find(req, 0, &list.asked));
	if (lines.count > REQUESTS_SHOWN) {
		const struct ticket_line *last = &lines.items[REQUESTS_SHOWN - 1];

		list.older =
			hk_format(req->cx->arena, "%s/my/requests?after=%s", req->page.base,
				  cursor_text(req->cx->arena,
					      (struct ticket_cursor){ last->opened_at, last->id }));
	}
	tpl_my_requests(req->out, &req->page, &list);
	return HK_OK;
}

struct wish {
	struct web_request *req;
	int64_t number, before;
	struct ticket ticket;
	struct request_view view;
	bool is_said; /* his words are the last ones already */
};

static enum hk_result wish_new(struct web_request *req, struct wish *ret)
{
	*ret = (struct wish){ .req = req };
	ret->view.text = page_form(req, "body");
	ret->view.key = page_form(req, "key");
	ret->before = web_query_number(req, "before", INT64_MAX);
	return web_path_number(req, "number", &ret->number);
}

static enum hk_result find_work(struct ctx *cx, void *data)
{
	struct wish *wish = data;

	return ticket_find(cx, wish->number, &wish->ticket);
}

static enum hk_result show(struct ctx *cx, void *data)
{
	struct wish *wish = data;
	struct web_request *req = wish->req;
	struct request_view *view = &wish->view;

	HK_TRY(ticket_find(cx, wish->number, &wish->ticket));
	/* It was merged: where it goes on. */
	if (wish->ticket.number != wish->number && hk_equal(req->method, "GET"))
		return web_redirect(req, hk_format(cx->arena, "%s/my/requests/%" PRId64,
						   req->page.base, wish->ticket.number));
	view->errors = page_errors(cx);
	view->problem = page_problem(cx);
	if (!*view->key)
		view->key = hk_token_new(cx->arena);
	HK_TRY(request_card_of(req, &wish->ticket, &view->card));
	HK_TRY(complaint_mine_find(req, &wish->ticket, &view->complaint));
	HK_TRY(request_asked_find(req, wish->ticket.id, &view->asked));
	view->steps = request_steps(req, wish->ticket.opened_at, &view->card);
	HK_TRY(request_messages_load(req, &wish->ticket, wish->before, view));
	tpl_my_request(req->out, &req->page, view);
	return HK_OK;
}

static enum hk_result request_page(struct web_request *req)
{
	struct wish wish;

	HK_TRY(wish_new(req, &wish));
	return show(req->cx, &wish);
}

enum hk_result request_show_again(struct ctx *cx, void *data)
{
	struct wish wish;

	HK_TRY(wish_new(data, &wish));
	return show(cx, &wish);
}

static enum hk_result card_work(struct ctx *cx, void *data)
{
	struct wish *wish = data;

	(void)cx;
	return request_card_of(wish->req, &wish->ticket, &wish->view.card);
}

/* Back to the request, which says who has it now and by when. */
static enum hk_result back(struct wish *wish, const char *sentence)
{
	struct web_request *req = wish->req;
	struct request_card *card = &wish->view.card;

	HK_TRY(ctx_read(req->cx, card_work, wish));

	const char *words = i18n_fill(req->cx->arena, html_gettext(req->out, sentence), "owner",
				      card->owner, "time", show_due(req->out, card->due_at), NULL);

	return notice_answer(req, card->url, words, "");
}

static enum hk_result count_work(struct ctx *cx, void *data)
{
	(void)data;
	return throttle_count(cx, "answer.customer",
			      hk_format(cx->arena, "%" PRId64, cx->actor->id), WORDS_PER_CUSTOMER,
			      HK_HOUR);
}

/* Who goes back after sending finds his words in the form again, which has a new key by then: the
 * very same ones, said again at once with nothing in between, are those that were sent. */
static enum hk_result said_work(struct ctx *cx, void *data)
{
	struct wish *wish = data;
	struct message_list last;

	wish->is_said = false;
	HK_TRY(message_page(cx, &wish->ticket, INT64_MAX, 1, &last));
	if (last.count == 0 ||
	    web_files(wish->req, "files", &(const struct web_file *){ NULL }) > 0)
		return HK_OK;
	wish->is_said = hk_equal(last.items[0].kind, "in") &&
			hk_equal(last.items[0].channel, "portal") &&
			hk_equal(last.items[0].from_address, cx->actor->email) &&
			last.items[0].at > cx->now - SAID_AGAIN_MS && hk_has_ink(wish->view.text) &&
			hk_equal(last.items[0].reply, hk_trim(cx->arena, wish->view.text));
	return HK_OK;
}

static enum hk_result take_files(struct web_request *req, struct attachment_list *ret)
{
	const struct web_file *files;

	if (web_files(req, "files", &files) > FILES_MOST)
		return field_problem(req->cx, "files",
				     TR("Ten files are as many as fit at once. You can send more "
					"later."));
	HK_TRY(upload_need_bytes(req, "files"));
	return upload_keep(req, "files", ret);
}

static enum hk_result add_words(struct wish *wish)
{
	struct web_request *req = wish->req;
	struct ctx *cx = req->cx;
	struct intake_answer answer = {
		.channel = "portal",
		.ticket_id = wish->ticket.id,
		.name = cx->actor->name,
		.email = cx->actor->email,
		.text = hk_trim(cx->arena, wish->view.text),
		.key = hk_format(cx->arena, "portal %" PRId64 " %s", wish->ticket.id,
				 wish->view.key),
	};

	HK_TRY(ctx_write(cx, count_work, NULL));
	HK_TRY(take_files(req, &answer.attachments));
	return intake_answer(cx, &answer, &wish->ticket);
}

static enum hk_result words_send(struct web_request *req)
{
	struct wish wish;

	HK_TRY(wish_new(req, &wish));
	HK_TRY(ctx_read(req->cx, find_work, &wish));
	if (!*wish.view.key)
		wish.view.key = hk_token_new(req->cx->arena);

	HK_TRY(ctx_read(req->cx, said_work, &wish));

	enum hk_result result = wish.is_said ? HK_OK : add_words(&wish);

	if (page_is_mendable(result))
		return page_again(req, page_status_of(result), show, &wish);
	HK_TRY(result);
	if (wish.ticket.due_at >= CLOCK_NEVER)
		return back(&wish, TR("Your words have arrived. {owner} has them."));
	return back(&wish, TR("Your words have arrived. {owner} answers by {time}."));
}

struct answer {
	struct wish *wish;
	bool is_solved;
};

static enum hk_result solved_work(struct ctx *cx, void *data)
{
	const struct answer *answer = data;
	struct wish *wish = answer->wish;

	HK_TRY(ticket_find(cx, wish->number, &wish->ticket));
	return follow_up_answer(cx, &wish->ticket, answer->is_solved);
}

static enum hk_result solved_send(struct web_request *req)
{
	struct wish wish;
	struct answer answer = { &wish, hk_equal(page_form(req, "answer"), "yes") };

	HK_TRY(wish_new(req, &wish));
	if (!answer.is_solved && !hk_equal(page_form(req, "answer"), "no"))
		return HK_INVALID;

	enum hk_result result = ctx_write(req->cx, solved_work, &answer);

	if (result == HK_CONFLICT)
		return page_again(req, page_status_of(result), show, &wish);
	HK_TRY(result);
	if (answer.is_solved)
		return back(&wish, TR("Thank you. We are glad that it is solved."));
	return back(&wish, TR("Thank you for telling us. {owner} goes on with it; you hear from "
			      "us by {time}."));
}

static enum hk_result file_page(struct web_request *req)
{
	struct wish wish;
	struct attachment file;
	int64_t message_id, position;

	HK_TRY(wish_new(req, &wish));
	HK_TRY(web_path_number(req, "message", &message_id));
	HK_TRY(web_path_number(req, "position", &position));
	HK_TRY(ticket_find(req->cx, wish.number, &wish.ticket));
	HK_TRY(attachment_find(req->cx, &wish.ticket, message_id, position, &file));
	return file_answer(req, &file,
			   web_query_number(req, "thumb", 0) == 1    ? FILE_THUMB
			   : web_query_number(req, "inline", 0) == 1 ? FILE_SHOW
								     : FILE_SAVE);
}

static const struct web_param list_params[] = {
	{ "after", PARAM_CURSOR, 0 },
	{ NULL, 0, 0 },
};

static const struct web_param request_params[] = {
	{ "before", PARAM_NUMBER, 0 },
	{ "long", PARAM_NUMBER, 0 },
	{ NULL, 0, 0 },
};

static const struct web_param words_params[] = {
	{ "body", PARAM_TEXT, BODY_MAX },
	{ "key", PARAM_TEXT, KEY_MAX },
	{ "files", PARAM_FILE, 0 },
	{ NULL, 0, 0 },
};

static const struct web_param file_params[] = {
	{ "inline", PARAM_NUMBER, 0 },
	{ "thumb", PARAM_NUMBER, 0 },
	{ NULL, 0, 0 },
};

static const struct web_param solved_params[] = {
	{ "answer", PARAM_TEXT, 0 },
	{ NULL, 0, 0 },
};

const struct web_route request_pages[] = {
	ROUTE("GET", "/my/requests", RIGHT_OWN_REQUESTS, list_page, WEB_CUSTOMER, list_params),
	ROUTE("GET", "/my/requests/{number}", RIGHT_OWN_REQUESTS, request_page, WEB_CUSTOMER,
	      request_params),
	ROUTE("POST", "/my/requests/{number}/messages", RIGHT_OWN_REQUESTS, words_send,
	      WEB_CUSTOMER | WEB_UPLOAD, words_params),
	ROUTE("POST", "/my/requests/{number}/solved", RIGHT_OWN_REQUESTS, solved_send, WEB_CUSTOMER,
	      solved_params),
	ROUTE("GET", "/my/requests/{number}/files/{message}/{position}", RIGHT_OWN_REQUESTS,
	      file_page, WEB_CUSTOMER, file_params),
	{ 0 },
};
