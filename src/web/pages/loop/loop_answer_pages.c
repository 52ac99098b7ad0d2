/* /loop/answers/...: one person who needs a word of ours, and what is done about it. */
#include <inttypes.h>

#include "base/text.h"
#include "feedback/loop/loop_case.h"
#include "job/loop/first_mail.h"
#include "tpl_loop_answer.h"
#include "web/pages/again.h"
#include "web/pages/families.h"
#include "web/pages/loop/loop_answer_view.h"
#include "web/pages/notice.h"
#include "web/pages/ticket/ticket_send_files.h"

enum { WORDS_MAX_BYTES = 20 * 1000, BODY_MAX_BYTES = 200 * 1000, SUBJECT_MAX_BYTES = 1000 };

static enum hk_result show_work(struct ctx *cx, void *data)
{
	struct web_request *req = data;
	struct loop_answer_view view;
	int64_t id;

	(void)cx;
	HK_TRY(web_path_number(req, "id", &id));
	HK_TRY(loop_answer_view_find(req, id, &view));
	tpl_loop_answer(req->out, &req->page, &view);
	return HK_OK;
}

static enum hk_result show(struct web_request *req)
{
	return show_work(req->cx, req);
}

typedef enum hk_result case_work(struct ctx *cx, struct web_request *req, struct loop_case *one);

struct deed {
	struct web_request *req;
	case_work *work;
};

/* As its form saw it: version guards. */
static enum hk_result deed_work(struct ctx *cx, void *data)
{
	const struct deed *deed = data;
	struct loop_case one;
	int64_t id;

	HK_TRY(web_path_number(deed->req, "id", &id));
	HK_TRY(loop_case_find(cx, id, &one));
	one.version = web_form_number(deed->req, "version", 0);
	return deed->work(cx, deed->req, &one);
}

static enum hk_result answer(struct web_request *req, enum hk_result result, const char *done)
{
	int64_t id;

	if (page_is_mendable(result))
		return page_again(req, page_status_of(result), show_work, req);
	HK_TRY(result);
	HK_TRY(web_path_number(req, "id", &id));
	return notice_answer(req, hk_format(req->cx->arena, "/loop/answers/%" PRId64, id),
			     loop_say(req->cx, done), "");
}

static enum hk_result save(struct web_request *req, case_work *work, const char *done)
{
	struct deed deed = { req, work };

	return answer(req, ctx_write(req->cx, deed_work, &deed), done);
}

/* Two forms of the page have words: each says beside its own what is wrong. */
static void blame(struct ctx *cx, const char *field)
{
	for (size_t i = 0; i < cx->field_count; i++)
		if (hk_equal(cx->fields[i].field, "words"))
			cx->fields[i].field = field;
}

static enum hk_result called_work(struct ctx *cx, struct web_request *req, struct loop_case *one)
{
	enum hk_result result = loop_case_called(cx, one, page_form(req, "words"));

	blame(cx, "called");
	return result;
}

static enum hk_result called(struct web_request *req)
{
	return save(req, called_work, TR("Noted. The clock has stopped."));
}

static enum hk_result tried_work(struct ctx *cx, struct web_request *req, struct loop_case *one)
{
	enum hk_result result = loop_case_tried(cx, one, page_form(req, "words"));

	blame(cx, "tried");
	return result;
}

static enum hk_result tried(struct web_request *req)
{
	return save(req, tried_work, TR("The try is noted."));
}

static enum hk_result end_work(struct ctx *cx, struct web_request *req, struct loop_case *one)
{
	enum hk_result result =
		loop_case_end(cx, one, page_form(req, "outcome"), page_form(req, "words"));

	blame(cx, "ended");
	return result;
}

static enum hk_result end(struct web_request *req)
{
	return save(req, end_work, TR("Noted how it came out."));
}

static enum hk_result hand_work(struct ctx *cx, struct web_request *req, struct loop_case *one)
{
	return loop_case_hand(cx, one, web_form_number(req, "owner", 0));
}

static enum hk_result hand(struct web_request *req)
{
	return save(req, hand_work, TR("It has a new owner."));
}

static enum hk_result know_work(struct ctx *cx, struct web_request *req, struct loop_case *one)
{
	(void)req;
	return loop_case_know(cx, one);
}

static enum hk_result know(struct web_request *req)
{
	return save(req, know_work, TR("Noted: you see to it."));
}

/* ---- a first mail to whoever has no ticket ---- */

static enum hk_result mail_open(struct web_request *req)
{
	struct reply mail = send_words_read(req, "body");
	struct first_mail first = { .subject = page_form(req, "subject"), .mail = &mail };
	struct ticket ticket;

	mail.people = (struct people_text){ false, "", "", "" };
	mail.then = REPLY_KEEP_OPEN;
	HK_TRY(web_path_number(req, "id", &first.response_id));
	return first_mail_send(req->cx, &first, &ticket);
}

static enum hk_result write_first(struct web_request *req)
{
	enum hk_result result = mail_open(req);

	for (size_t i = 0; i < req->cx->field_count; i++)
		if (hk_equal(req->cx->fields[i].field, "text"))
			req->cx->fields[i].field = "body";
	return answer(req, result,
		      TR("Your mail leaves in ten seconds. The clock stops when it has "
			 "arrived."));
}

static const struct web_param words_params[] = { { "version", PARAM_NUMBER, 0 },
						 { "words", PARAM_TEXT, WORDS_MAX_BYTES },
						 { 0 } };
static const struct web_param end_params[] = { { "version", PARAM_NUMBER, 0 },
					       { "outcome", PARAM_TEXT, 0 },
					       { "words", PARAM_TEXT, WORDS_MAX_BYTES },
					       { 0 } };
static const struct web_param hand_params[] = { { "version", PARAM_NUMBER, 0 },
						{ "owner", PARAM_NUMBER, 0 },
						{ 0 } };
static const struct web_param know_params[] = { { "version", PARAM_NUMBER, 0 }, { 0 } };
static const struct web_param write_params[] = { { "subject", PARAM_TEXT, SUBJECT_MAX_BYTES },
						 { "body", PARAM_TEXT, BODY_MAX_BYTES },
						 { 0 } };

#define DEED(path, answer, params) ROUTE("POST", path, RIGHT_TICKET_REPLY, answer, 0, params)

const struct web_route loop_answer_pages[] = {
	ROUTE("GET", "/loop/answers/{id}", RIGHT_TICKET_READ, show, 0, NULL),
	DEED("/loop/answers/{id}/called", called, words_params),
	DEED("/loop/answers/{id}/tried", tried, words_params),
	DEED("/loop/answers/{id}/end", end, end_params),
	DEED("/loop/answers/{id}/hand", hand, hand_params),
	DEED("/loop/answers/{id}/know", know, know_params),
	DEED("/loop/answers/{id}/write", write_first, write_params),
	{ 0 },
};
