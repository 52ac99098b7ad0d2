/* What a colleague says to a ticket that he is asked to take, and what the giver does then. */
#include <inttypes.h>

#include "base/text.h"
#include "core/i18n.h"
#include "ticket/owner/handover.h"
#include "tpl_handover.h"
#include "web/pages/again.h"
#include "web/pages/families.h"
#include "web/pages/notice.h"
#include "web/pages/ticket/away_words.h"
#include "web/pages/ticket/handover_view.h"

static enum hk_result words_of(struct ctx *cx, const struct handover *one, const char **ret)
{
	bool is_mine = one->to_id == cx->actor->id;
	const char *sentence = NULL;

	if (is_mine)
		sentence = TR("{name} asks you to take it.");
	else if (!one->to_is_active)
		sentence = TR("{name} does not work here any more. It is still yours.");
	else if (hk_equal(one->state, "declined"))
		sentence = TR("{name} cannot take it. It is still yours.");
	if (!sentence)
		return waiting_words(cx, one->to_id, ret);
	*ret = i18n_fill(cx->arena, i18n_text(cx->language, sentence), "name",
			 is_mine ? one->from_name : one->to_name, NULL);
	return HK_OK;
}

static enum hk_result row_of(struct ctx *cx, const struct handover *one, struct handover_row *ret)
{
	bool is_back = hk_equal(one->state, "declined");

	*ret = (struct handover_row){
		.self = hk_format(cx->arena, "/handovers/%" PRId64, one->id),
		.ticket_url = hk_format(cx->arena, "/tickets/%" PRId64, one->number),
		.subject = ticket_subject(cx->language, one->subject),
		.language = one->language,
		.word = is_back ? one->answer : one->word,
		.number = one->number,
		.at = is_back ? one->answered_at : one->asked_at,
		.is_asked_of_me = one->to_id == cx->actor->id,
		.is_back = is_back,
		.typed = "",
		.error = "",
	};
	return words_of(cx, one, &ret->words);
}

enum hk_result handover_rows_find(struct web_request *req, struct handover_rows *ret)
{
	struct ctx *cx = req->cx;
	struct handover_list list;

	*ret = (struct handover_rows){ NULL, 0 };
	if (!req->page.handovers)
		return HK_OK;
	HK_TRY(handover_of_actor(cx, &list));
	ret->items = hk_alloc(cx->arena, list.count, sizeof(*ret->items));
	for (size_t i = 0; i < list.count; i++)
		HK_TRY(row_of(cx, &list.items[i], &ret->items[ret->count++]));
	return HK_OK;
}

enum hk_result handover_row_find(struct ctx *cx, int64_t number, const struct handover_row **ret)
{
	struct handover_list list;

	*ret = NULL;
	HK_TRY(handover_of_actor(cx, &list));
	for (size_t i = 0; i < list.count && !*ret; i++)
		if (list.items[i].number == number) {
			struct handover_row *row = hk_alloc(cx->arena, 1, sizeof(*row));
			HK_TRY(row_of(cx, &list.items[i], row));
			*ret = row;
		}
	return HK_OK;
}

struct deed {
	struct web_request *req;
	int64_t id;
	struct ticket ticket;
};

static enum hk_result accept_work(struct ctx *cx, void *data)
{
	struct deed *deed = data;

	return handover_accept(cx, deed->id, &deed->ticket);
}

static enum hk_result decline_work(struct ctx *cx, void *data)
{
	const struct deed *deed = data;

	return handover_decline(cx, deed->id, page_form(deed->req, "answer"));
}

static enum hk_result withdraw_work(struct ctx *cx, void *data)
{
	return handover_withdraw(cx, ((const struct deed *)data)->id);
}

static enum hk_result show_again(struct ctx *cx, void *data)
{
	const struct deed *deed = data;
	const char *error = cx->fields[0].sentence;
	struct handover handover;
	struct handover_row row;

	HK_TRY(handover_find(cx, deed->id, &handover));
	/* What is too long was refused before anybody looked whose it is. */
	if (handover.to_id != cx->actor->id)
		return HK_NOT_FOUND;
	HK_TRY(row_of(cx, &handover, &row));
	row.typed = page_form(deed->req, "answer");
	row.error = error;
	tpl_handover(deed->req->out, &deed->req->page, &row);
	return HK_OK;
}

/* What does not wait any more is said above the inbox, where the request stood. */
static enum hk_result answer(struct web_request *req, ctx_work *work, const char *done)
{
	struct deed deed = { .req = req };
	struct ctx *cx = req->cx;
	const char *where = "/inbox";

	HK_TRY(web_path_number(req, "id", &deed.id));

	enum hk_result result = ctx_write(cx, work, &deed);

	if (page_is_mendable(result) && cx->field_count)
		return page_again(req, page_status_of(result), show_again, &deed);
	if (page_is_mendable(result))
		return notice_answer(req, where,
				     html_gettext(req->out, cx->problem ? cx->problem : done), "");
	HK_TRY(result);
	if (deed.ticket.number)
		where = hk_format(cx->arena, "/tickets/%" PRId64, deed.ticket.number);
	return notice_answer(req, where, html_gettext(req->out, done), "");
}

static enum hk_result accept(struct web_request *req)
{
	return answer(req, accept_work, TR("It is yours now."));
}

static enum hk_result decline(struct web_request *req)
{
	return answer(req, decline_work, TR("Your colleague knows it, and keeps the ticket."));
}

static enum hk_result withdraw(struct web_request *req)
{
	return answer(req, withdraw_work, TR("It stays with you."));
}

static const struct web_param decline_params[] = { { "answer", PARAM_TEXT, HANDOVER_WORD_LETTERS },
						   { 0 } };

const struct web_route handover_pages[] = {
	ROUTE("POST", "/handovers/{id}/accept", RIGHT_TICKET_REPLY, accept, 0, NULL),
	ROUTE("POST", "/handovers/{id}/decline", RIGHT_TICKET_REPLY, decline, 0, decline_params),
	ROUTE("POST", "/handovers/{id}/withdraw", RIGHT_TICKET_REPLY, withdraw, 0, NULL),
	{ 0 },
};
