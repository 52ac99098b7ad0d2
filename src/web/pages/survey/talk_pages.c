/* Talks with people who answered a survey anonymously: /loop/talks for us, /talk/TOKEN for him. */
#include <inttypes.h>

#include "base/text.h"
#include "base/time.h"
#include "core/i18n.h"
#include "core/throttle.h"
#include "feedback/dialogue.h"
#include "feedback/wall/mask.h"
#include "job/mail/mail.h"
#include "tpl_solved_gone.h"
#include "tpl_talk.h"
#include "tpl_talk_staff.h"
#include "tpl_talks.h"
#include "web/pages/again.h"
#include "web/pages/cursor.h"
#include "web/pages/families.h"
#include "web/pages/notice.h"
#include "web/pages/survey/talk_view.h"

enum {
	ROWS = 50,
	SURVEYS_KEPT = 16,
	CURSOR_BYTES = 64,
	TEXT_BYTES = 4 * DIALOGUE_LETTERS,
	VISITOR_MOST = 20
};

/* ---- what both see ---- */

static const char *name_of(struct ctx *cx, const struct dialogue_word *word)
{
	if (word->staff_id && !*word->name)
		return i18n_text(cx->language, TR("A former colleague"));
	return word->name;
}

static enum hk_result talk_fill(struct web_request *req, const struct dialogue *dialogue,
				struct talk_view *view)
{
	struct ctx *cx = req->cx;
	struct dialogue_words words;
	struct response response;
	struct survey survey;
	int64_t seen;

	HK_TRY(response_find(cx, dialogue->response_id, &response));
	HK_TRY(survey_find(cx, response.survey_id, &survey));
	HK_TRY(dialogue_words(cx, dialogue->response_id, &words));
	seen = web_form_number(req, "seen", (int64_t)words.count);
	view->survey = survey.name;
	view->comment = response.comment;
	view->language = response.comment_language;
	view->score = response.score;
	view->week = response.at;
	view->waits = dialogue->waits;
	view->text = page_form(req, "text");
	view->errors = page_errors(cx);
	view->problem = page_problem(cx);
	view->words.items = hk_alloc(cx->arena, words.count, sizeof(*view->words.items));
	for (size_t i = 0; i < words.count; i++)
		view->words.items[view->words.count++] =
			(struct talk_word){ .who = name_of(cx, &words.items[i]),
					    .text = words.items[i].text,
					    .week = words.items[i].week,
					    .is_news = (int64_t)i >= seen };
	view->has_news = dialogue_has_news(&words, seen);
	view->seen = (int64_t)words.count;
	return HK_OK;
}

/* ---- his page ---- */

static enum hk_result his_show(struct ctx *cx, void *data)
{
	struct web_request *req = data;
	const char *token = web_path(req, "token");
	struct talk_view view = { .is_new = web_query(req, "said") != NULL };
	struct dialogue dialogue;
	enum hk_result result = dialogue_by_token(cx, token, &dialogue);

	if (result == HK_NOT_FOUND) {
		req->status = 404;
		tpl_solved_gone(req->out, &req->page);
		return HK_OK;
	}
	HK_TRY(result);
	view.url = hk_format(cx->arena, "%s/talk/%s", req->page.base, token);
	view.link = mail_link(cx, hk_format(cx->arena, "/talk/%s", token));
	HK_TRY(talk_fill(req, &dialogue, &view));
	tpl_talk(req->out, &req->page, &view);
	return HK_OK;
}

static enum hk_result his_page(struct web_request *req)
{
	return his_show(req->cx, req);
}

static enum hk_result his_work(struct ctx *cx, void *data)
{
	struct web_request *req = data;
	struct dialogue dialogue;

	HK_TRY(dialogue_by_token(cx, web_path(req, "token"), &dialogue));
	HK_TRY(throttle_count_client(cx, "survey.talk", web_client(req), VISITOR_MOST, HK_HOUR));
	return dialogue_say(cx, dialogue.response_id, 0, page_form(req, "text"));
}

/* Somebody of us who looks at such a page is not him: his words would stand there as ours. */
static enum hk_result his_send(struct web_request *req)
{
	static const struct actor somebody = {
		.kind = ACTOR_NOBODY, .name = "", .email = "", .role = ""
	};
	const struct actor *actor = req->cx->actor;
	enum hk_result result;

	req->cx->actor = &somebody;
	result = ctx_write(req->cx, his_work, req);
	req->cx->actor = actor;
	if (result == HK_NOT_FOUND || page_is_mendable(result))
		return page_again(req, result == HK_NOT_FOUND ? 404 : page_status_of(result),
				  his_show, req);
	HK_TRY(result);
	return web_redirect(req, hk_format(req->cx->arena, "%s/talk/%s", req->page.base,
					   web_path(req, "token")));
}

/* ---- ours ---- */

/* Surveys of one list, each looked up once. */
struct shown {
	struct survey surveys[SURVEYS_KEPT];
	bool are_shown[SURVEYS_KEPT];
	size_t count;
};

static enum hk_result shown_find(struct ctx *cx, struct shown *shown, int64_t survey_id,
				 size_t *ret)
{
	size_t at = 0;

	while (at < shown->count && shown->surveys[at].id != survey_id)
		at++;
	*ret = at < SURVEYS_KEPT ? at : SURVEYS_KEPT - 1;
	if (at < shown->count)
		return HK_OK;
	HK_TRY(survey_find(cx, survey_id, &shown->surveys[*ret]));
	HK_TRY(response_words_are_shown(cx, &shown->surveys[*ret], &shown->are_shown[*ret]));
	shown->count = *ret + 1;
	return HK_OK;
}

static enum hk_result row_fill(struct ctx *cx, const struct dialogue_row *row, struct shown *shown,
			       struct talk_rows *rows)
{
	size_t which;

	HK_TRY(shown_find(cx, shown, row->survey_id, &which));
	if (shown->are_shown[which])
		rows->items[rows->count++] =
			(struct talk_row){ .url = hk_format(cx->arena, "/loop/talks/%" PRId64,
							    row->response_id),
					   .survey = shown->surveys[which].name,
					   .comment = mask_words(cx->arena, row->comment, ""),
					   .language = row->language,
					   .score = row->score,
					   .week = row->week };
	return HK_OK;
}

static enum hk_result rows_fill(struct ctx *cx, const struct dialogue_rows *list,
				struct talks_view *view)
{
	struct shown shown = { .count = 0 };

	view->waiting.items = hk_alloc(cx->arena, list->count, sizeof(*view->waiting.items));
	view->others.items = hk_alloc(cx->arena, list->count, sizeof(*view->others.items));
	for (size_t i = 0; i < list->count; i++)
		HK_TRY(row_fill(cx, &list->items[i], &shown,
				list->items[i].waits ? &view->waiting : &view->others));
	return HK_OK;
}

/* An address goes on behind "WAITS.ID" of the last talk shown. */
static enum hk_result list_page(struct web_request *req)
{
	struct talks_view view = { .next = "" };
	struct ctx *cx = req->cx;
	struct ticket_cursor cursor;
	struct dialogue_rows list;

	if (!cursor_read(cx->arena, web_query(req, "after"), &cursor))
		return HK_NOT_FOUND;
	view.is_first = cursor.id == 0;
	HK_TRY(dialogue_page(
		cx,
		view.is_first ? NULL
			      : &(struct dialogue){ .waits = cursor.at, .response_id = cursor.id },
		ROWS + 1, &list));
	if (list.count > ROWS) {
		const struct dialogue_row *last = &list.items[ROWS - 1];

		list.count = ROWS;
		cursor = (struct ticket_cursor){ last->waits, last->response_id };
		view.next = hk_format(cx->arena, "/loop/talks?after=%s",
				      cursor_text(cx->arena, cursor));
	}
	HK_TRY(rows_fill(cx, &list, &view));
	tpl_talks(req->out, &req->page, &view);
	return HK_OK;
}

/* One whose survey shows nothing yet is as absent. */
static enum hk_result talk_of(struct web_request *req, struct dialogue *ret)
{
	struct response response;
	struct survey survey;
	bool is_shown;
	int64_t id;

	HK_TRY(web_path_number(req, "id", &id));
	HK_TRY(dialogue_find(req->cx, id, ret));
	HK_TRY(response_find(req->cx, id, &response));
	HK_TRY(survey_find(req->cx, response.survey_id, &survey));
	HK_TRY(response_words_are_shown(req->cx, &survey, &is_shown));
	return is_shown && response.published ? HK_OK : HK_NOT_FOUND;
}

static enum hk_result our_show(struct ctx *cx, void *data)
{
	struct web_request *req = data;
	struct talk_view view = { .link = "" };
	struct dialogue dialogue;

	HK_TRY(talk_of(req, &dialogue));
	view.url = hk_format(cx->arena, "/loop/talks/%" PRId64, dialogue.response_id);
	HK_TRY(talk_fill(req, &dialogue, &view));
	tpl_talk_staff(req->out, &req->page, &view);
	return HK_OK;
}

static enum hk_result our_page(struct web_request *req)
{
	return our_show(req->cx, req);
}

static enum hk_result our_work(struct ctx *cx, void *data)
{
	struct web_request *req = data;
	struct dialogue dialogue;

	HK_TRY(talk_of(req, &dialogue));
	return dialogue_say(cx, dialogue.response_id, web_form_number(req, "seen", 0),
			    page_form(req, "text"));
}

static enum hk_result our_send(struct web_request *req)
{
	enum hk_result result = ctx_write(req->cx, our_work, req);

	if (page_is_mendable(result))
		return page_again(req, page_status_of(result), our_show, req);
	HK_TRY(result);
	return notice_answer(
		req, "/loop/talks",
		i18n_text(req->cx->language, TR("It is read when that page is opened.")), "");
}

static const struct web_param list_params[] = { { "after", PARAM_TEXT, CURSOR_BYTES }, { 0 } };
static const struct web_param his_params[] = { { "said", PARAM_NUMBER, 0 }, { 0 } };
static const struct web_param text_params[] = { { "said", PARAM_NUMBER, 0 },
						{ "text", PARAM_TEXT, TEXT_BYTES },
						{ 0 } };
static const struct web_param our_params[] = { { "seen", PARAM_NUMBER, 0 },
					       { "text", PARAM_TEXT, TEXT_BYTES },
					       { 0 } };

enum { OPEN = WEB_ANONYMOUS | WEB_CUSTOMER };

const struct web_route talk_pages[] = {
	ROUTE("GET", "/talk/{token}", RIGHT_PUBLIC, his_page, OPEN, his_params),
	ROUTE("POST", "/talk/{token}", RIGHT_PUBLIC, his_send, OPEN, text_params),
	ROUTE("GET", "/loop/talks", RIGHT_REPORT_READ, list_page, 0, list_params),
	ROUTE("GET", "/loop/talks/{id}", RIGHT_REPORT_READ, our_page, 0, NULL),
	ROUTE("POST", "/loop/talks/{id}", RIGHT_REPORT_READ, our_send, 0, our_params),
	{ 0 },
};
