/*
 * Somebody asks that what he answered is erased: /loop/answers/{id}/erase for one answer,
 * /customers/{id}/answers for all of one customer. Each says what goes before its button does it.
 */
#include <inttypes.h>

#include "base/text.h"
#include "core/i18n.h"
#include "feedback/response.h"
#include "feedback/wall/mask.h"
#include "growth/sheet.h"
#include "people/customer.h"
#include "ticket/ticket.h"
#include "tpl_answer_erase.h"
#include "tpl_customer_answers.h"
#include "web/pages/families.h"
#include "web/pages/notice.h"
#include "web/pages/survey/answer_erase_view.h"

enum { ANSWERS_MOST = 500 };

/* Whether its reader may know who said it: it was said by name, and the ticket that it is about is
 * one that he may see. */
static enum hk_result reader_may_know(struct ctx *cx, const struct response *response, bool *ret)
{
	struct ticket ticket;
	enum hk_result result;

	*ret = survey_is_named(response->mode);
	if (!*ret || !response->ticket_id)
		return HK_OK;
	result = ticket_by_id(cx, response->ticket_id, &ticket);
	*ret = result == HK_OK;
	return result == HK_NOT_FOUND ? HK_OK : result;
}

static enum hk_result view_fill(struct ctx *cx, const struct response *response,
				struct answer_view *ret)
{
	struct survey survey;

	HK_TRY(survey_find(cx, response->survey_id, &survey));
	*ret = (struct answer_view){
		.survey = survey.name,
		.score = response->score >= 0 ? hk_format(cx->arena, "%" PRId64, response->score)
					      : "",
		.words = survey_is_named(response->mode)
				 ? response->comment
				 : mask_words(cx->arena, response->comment, ""),
		.language = response->comment_language,
		.name = "",
		.customer = "",
		.self = hk_format(cx->arena, "/loop/answers/%" PRId64 "/erase", response->id),
		.back = hk_format(cx->arena, "/admin/surveys/%" PRId64 "/results", survey.id),
		.at = response->at,
	};
	return HK_OK;
}

/* ---- one ---- */

/* What nobody may read yet is as absent, and so is what was erased. */
static enum hk_result response_of(struct web_request *req, struct response *ret)
{
	struct survey survey;
	bool is_shown;
	int64_t id;

	HK_TRY(web_path_number(req, "id", &id));
	HK_TRY(response_find(req->cx, id, ret));
	HK_TRY(survey_find(req->cx, ret->survey_id, &survey));
	HK_TRY(response_words_are_shown(req->cx, &survey, &is_shown));
	return is_shown && ret->published && !ret->erased_at ? HK_OK : HK_NOT_FOUND;
}

/* Of who said it; "" where nobody knows, or he is gone. */
static enum hk_result name_of(struct ctx *cx, const struct response *response, const char **ret)
{
	struct customer customer = { .name = "" };
	enum hk_result result = customer_find(cx, response->customer_id, &customer);

	*ret = customer.name;
	return result == HK_NOT_FOUND ? HK_OK : result;
}

static enum hk_result show(struct web_request *req)
{
	struct ctx *cx = req->cx;
	int64_t customer_id = web_query_number(req, "customer", 0);
	struct response response;
	struct answer_view view;
	const char *name;
	bool is_known;

	HK_TRY(response_of(req, &response));
	HK_TRY(view_fill(cx, &response, &view));
	HK_TRY(reader_may_know(cx, &response, &is_known));
	HK_TRY(name_of(cx, &response, &name));
	if (is_known)
		view.name = name;
	else
		view.words = mask_words_veiled(cx->arena, view.words, name);
	if (customer_id) {
		view.customer = hk_format(cx->arena, "%" PRId64, customer_id);
		view.back = hk_format(cx->arena, "/customers/%s/answers", view.customer);
	}
	tpl_answer_erase(req->out, &req->page, &view);
	return HK_OK;
}

/* The answer, and the lines of sheets that quote it. */
static enum hk_result erase(struct ctx *cx, const struct response *response)
{
	const char *name;

	HK_TRY(name_of(cx, response, &name));
	HK_TRY(sheet_forget(cx, response->comment, name, !survey_is_named(response->mode)));
	return response_erase(cx, response->id);
}

struct erasing {
	struct web_request *req;
	const char *where;
	int64_t count;
};

static enum hk_result one_work(struct ctx *cx, void *data)
{
	struct erasing *erasing = data;
	int64_t customer_id = web_form_number(erasing->req, "customer", 0);
	struct response response;

	HK_TRY(response_of(erasing->req, &response));
	erasing->where =
		customer_id ? hk_format(cx->arena, "/customers/%" PRId64 "/answers", customer_id)
			    : hk_format(cx->arena, "/admin/surveys/%" PRId64 "/results",
					response.survey_id);
	return erase(cx, &response);
}

static enum hk_result post_one(struct web_request *req)
{
	struct erasing erasing = { .req = req };

	HK_TRY(ctx_write(req->cx, one_work, &erasing));
	return notice_answer(req, erasing.where,
			     i18n_text(req->cx->language, TR("The answer is erased.")), "");
}

/* ---- all of one customer ---- */

static enum hk_result row_add(struct ctx *cx, const struct response *response, int64_t customer_id,
			      struct answers_view *view)
{
	struct answer_view *row = &view->answers.items[view->answers.count];
	bool is_known;

	HK_TRY(reader_may_know(cx, response, &is_known));
	view->hidden += !is_known;
	if (!is_known)
		return HK_OK;
	HK_TRY(view_fill(cx, response, row));
	row->self = hk_format(cx->arena, "%s?customer=%" PRId64, row->self, customer_id);
	view->answers.count++;
	return HK_OK;
}

static enum hk_result show_all(struct web_request *req)
{
	struct ctx *cx = req->cx;
	struct response_list list;
	struct customer customer;
	struct answers_view view = { .hidden = 0 };
	int64_t id;

	HK_TRY(web_path_number(req, "id", &id));
	HK_TRY(customer_find(cx, id, &customer));
	HK_TRY(response_of_customer(cx, customer.id, ANSWERS_MOST, &list));
	view.name = customer.name;
	view.back = hk_format(cx->arena, "/customers/%" PRId64, customer.id);
	view.self = hk_format(cx->arena, "%s/answers", view.back);
	view.count = (int64_t)list.count;
	HK_TRY(response_customer_count(cx, customer.id, &view.all));
	view.answers.items = hk_alloc(cx->arena, list.count + 1, sizeof(*view.answers.items));
	for (size_t i = 0; i < list.count; i++)
		HK_TRY(row_add(cx, &list.items[i], customer.id, &view));
	tpl_customer_answers(req->out, &req->page, &view);
	return HK_OK;
}

static enum hk_result all_work(struct ctx *cx, void *data)
{
	struct erasing *erasing = data;
	struct response_list list;
	struct customer customer;
	int64_t id;

	HK_TRY(web_path_number(erasing->req, "id", &id));
	HK_TRY(customer_find(cx, id, &customer));
	HK_TRY(response_of_customer(cx, customer.id, ANSWERS_MOST, &list));
	for (size_t i = 0; i < list.count; i++)
		HK_TRY(erase(cx, &list.items[i]));
	erasing->where = hk_format(cx->arena, "/customers/%" PRId64 "/answers", customer.id);
	erasing->count = (int64_t)list.count;
	return HK_OK;
}

static enum hk_result post_all(struct web_request *req)
{
	struct ctx *cx = req->cx;
	struct erasing erasing = { .req = req };
	const struct i18n_reader reader = i18n_reader_of(cx);

	HK_TRY(ctx_write(cx, all_work, &erasing));
	return notice_answer(req, erasing.where,
			     i18n_fill(cx->arena,
				       i18n_plural(cx->language, "{n} answer is erased.",
						   "{n} answers are erased.", erasing.count),
				       "n", i18n_number(&reader, erasing.count), NULL),
			     "");
}

static const struct web_param params[] = { { "customer", PARAM_NUMBER, 0 }, { 0 } };

const struct web_route answer_erase_pages[] = {
	ROUTE("GET", "/loop/answers/{id}/erase", RIGHT_ADMIN, show, 0, params),
	ROUTE("POST", "/loop/answers/{id}/erase", RIGHT_ADMIN, post_one, 0, params),
	ROUTE("GET", "/customers/{id}/answers", RIGHT_ADMIN, show_all, 0, NULL),
	ROUTE("POST", "/customers/{id}/answers", RIGHT_ADMIN, post_all, 0, NULL),
	{ 0 },
};
