/*
 * A survey, answered with the link of a mail or by whoever opens its page, without signing in and
 * without a script. Looking at it records nothing, whoever looks and however often: scanners of
 * mail open every link, the one of each number too.
 */
#include <inttypes.h>
#include <string.h>

#include "base/text.h"
#include "base/time.h"
#include "core/i18n.h"
#include "core/org.h"
#include "core/throttle.h"
#include "feedback/dialogue.h"
#include "feedback/loop/loop_case.h"
#include "feedback/response.h"
#include "people/customer.h"
#include "people/staff.h"
#include "ticket/ticket.h"
#include "tpl_solved_gone.h"
#include "tpl_survey.h"
#include "web/pages/again.h"
#include "web/pages/customer/survey_view.h"
#include "web/pages/families.h"

enum {
	ANSWER_MAX = RESPONSE_COMMENT_LETTERS,
	KEY_MAX = 64,
	PRESS_BYTES = 16,
	WIDE = 7, /* from eight numbers on they need a second row on a phone */
};

struct visit {
	const char *talk_token; /* of an anonymous one, shown to him once */
	struct web_request *req;
	const char *token, *stage;
	struct survey survey;
	struct survey_version version;
	struct invitation invitation; /* id 0: the open page */
	struct response said;         /* id 0: not yet */
	struct response_answers answers;
	struct survey_view view;
	bool for_ever, is_again;
	bool is_wish; /* he wants peace, which may be said when the time to answer is over */
};

static struct visit visit_new(struct web_request *req, const char *stage)
{
	struct visit visit = { .req = req, .token = web_path(req, "token"), .stage = stage };

	visit.view.url = hk_format(req->cx->arena, "%s/s/%s", req->page.base, visit.token);
	return visit;
}

/* Whoever works here and is signed in sees the page of a survey for everybody as customers do; what
 * he answers is no customer's word. */
static bool is_colleague(const struct visit *visit)
{
	return !visit->invitation.id && visit->req->cx->actor->kind == ACTOR_STAFF;
}

static bool is_test(const struct visit *visit)
{
	return is_colleague(visit) ||
	       (visit->invitation.id && hk_equal(visit->invitation.channel, "test"));
}

/* The address says so, and he is who was asked. */
static bool is_portal(const struct visit *visit, const char *via)
{
	const struct actor *actor = visit->req->cx->actor;

	return hk_equal(via, "portal") && visit->invitation.customer_id &&
	       actor->kind == ACTOR_CUSTOMER && actor->id == visit->invitation.customer_id;
}

/* By an invitation, or by the code of the survey, which must be running and for everybody. */
static enum hk_result find(struct ctx *cx, struct visit *visit)
{
	enum hk_result result =
		visit->is_wish ? invitation_by_token_ever(cx, visit->token, &visit->invitation)
			       : invitation_by_token(cx, visit->token, &visit->invitation);

	if (result == HK_OK) {
		HK_TRY(survey_find(cx, visit->invitation.survey_id, &visit->survey));
		return survey_version_find(cx, visit->survey.id, visit->invitation.version,
					   &visit->version);
	}
	if (result != HK_NOT_FOUND)
		return result;
	visit->invitation = (struct invitation){ .id = 0 };
	HK_TRY(survey_by_code(cx, visit->token, &visit->survey));
	if (strcmp(visit->survey.occasion, "open") != 0 ||
	    strcmp(visit->survey.state, "running") != 0)
		return HK_NOT_FOUND;
	return survey_version_find(cx, visit->survey.id, visit->survey.version, &visit->version);
}

/* Who answers, as far as the answer may know it: who was asked, or who has signed in. */
static int64_t customer_of(const struct visit *visit)
{
	const struct actor *actor = visit->req->cx->actor;

	if (visit->invitation.id)
		return visit->invitation.customer_id;
	return actor->kind == ACTOR_CUSTOMER && !survey_is_anonymous(visit->survey.mode) ? actor->id
											 : 0;
}

/* What he said before, to be changed. */
static enum hk_result said_find(struct ctx *cx, struct visit *visit)
{
	enum hk_result result =
		visit->invitation.id
			? response_of_invitation(cx, visit->invitation.id, &visit->said)
			: response_of_open_page(cx, &visit->survey, customer_of(visit),
						&visit->said);

	visit->said.id = result == HK_OK ? visit->said.id : 0;
	if (result != HK_OK)
		return result == HK_NOT_FOUND ? HK_OK : result;
	/* Other questions are asked meanwhile: he begins with an empty page. */
	if (visit->said.version != visit->version.version)
		return HK_OK;
	return response_answers_find(cx, visit->said.id, &visit->answers);
}

/* What he said in confidence stands among what others said, and is not changed any more. */
static bool is_kept(const struct visit *visit)
{
	return visit->said.id && visit->said.published && !survey_is_named(visit->said.mode);
}

static const struct response_answer *answer_of(const struct visit *visit, int64_t position)
{
	for (size_t i = 0; visit->said.id && i < visit->answers.count; i++)
		if (visit->answers.items[i].position == position)
			return &visit->answers.items[i];
	return NULL;
}

/* As typed now, else as clicked in the mail, else as said before. */
static const char *value_of(struct visit *visit, const struct survey_question *question,
			    const char *name)
{
	const struct response_answer *answer = answer_of(visit, question->position);
	const char *typed = web_form(visit->req, name);
	const char *clicked = question->position == 0 ? web_query(visit->req, "s") : NULL;

	if (typed)
		return typed;
	if (clicked)
		return clicked;
	if (answer && answer->score >= 0)
		return hk_format(visit->req->cx->arena, "%" PRId64, answer->score);
	return answer ? answer->value : "";
}

static struct survey_view_scores scores_of(struct ctx *cx, const struct survey_question *question,
					   const char *value)
{
	struct survey_view_score *items = hk_alloc(cx->arena, SURVEY_SCORES, sizeof(*items));
	size_t count = 0;

	for (int64_t i = question->low; i <= question->high && count < SURVEY_SCORES; i++) {
		const char *number = hk_format(cx->arena, "%" PRId64, i);

		items[count++] = (struct survey_view_score){ number, strcmp(number, value) == 0 };
	}
	return (struct survey_view_scores){ items, count };
}

/* value: which one as a number when it was typed, the choice itself when it was said before. Where
 * a translation has fewer lines the others stand as they were written, so that each can be chosen.
 */
static struct part_options options_of(struct ctx *cx, const struct survey_question *question,
				      const char *shown, const char *value)
{
	struct part_option *items = hk_alloc(cx->arena, SURVEY_CHOICES_LETTERS, sizeof(*items));
	size_t count = 0, line = 0;

	for (const char *kept = question->choices; *kept && line < SURVEY_CHOICES_LETTERS;
	     kept = hk_next_line(kept), shown = hk_next_line(shown), line++) {
		const char *number = hk_format(cx->arena, "%zu", line);
		const char *label = strcspn(shown, "\n") ? shown : kept;
		const char *whole = hk_copy(cx->arena, kept, strcspn(kept, "\n"));

		if (!hk_has_ink(whole))
			continue;
		items[count++] = (struct part_option){
			.value = number,
			.label = hk_copy(cx->arena, label, strcspn(label, "\n")),
			.is_chosen = *value && (strcmp(number, value) == 0 ||
						strcmp(hk_trim(cx->arena, whole), value) == 0)
		};
	}
	return (struct part_options){ items, count };
}

static struct survey_view_question question_view(struct visit *visit, size_t i)
{
	struct ctx *cx = visit->req->cx;
	const struct survey_question *question = &visit->version.questions.items[i];
	struct survey_question_words words =
		survey_question_words(cx, question, visit->req->page.language);
	const char *name = hk_format(cx->arena, "q%zu", i);
	const char *value = value_of(visit, question, name);
	struct survey_view_question view = {
		.name = name,
		.kind = question->kind,
		.label = words.label,
		.low = words.low,
		.high = words.high,
		.from = hk_format(cx->arena, "%" PRId64, question->low),
		.to = hk_format(cx->arena, "%" PRId64, question->high),
		.width = question->high - question->low >= WIDE ? "scores-w" : "",
		.value = value,
		.error = part_error_of(&visit->view.errors, name),
		.is_first = i == 0,
		.is_required = question->is_required,
	};

	if (strcmp(question->kind, "scale") == 0)
		view.scores = scores_of(cx, question, value);
	if (strcmp(question->kind, "choice") == 0)
		view.options = options_of(cx, question, words.choices, value);
	return view;
}

static enum hk_result about_find(struct ctx *cx, struct visit *visit)
{
	struct survey_view *view = &visit->view;
	struct survey_event event;
	struct ticket ticket;
	struct staff owner = { .name = "" };
	enum hk_result result;

	if (!visit->invitation.event_id)
		return HK_OK;
	HK_TRY(survey_event_find(cx, visit->invitation.event_id, &event));
	view->at = event.at;
	if (!event.ticket_id)
		return HK_OK;
	HK_TRY(ticket_by_row(cx, event.ticket_id, &ticket));
	view->subject = ticket_subject(visit->req->page.language, ticket.subject);
	view->subject_language = ticket.language;
	result = staff_find(cx, event.staff_id, &owner);
	if (result == HK_OK)
		view->owner = owner.name;
	return result == HK_NOT_FOUND ? HK_OK : result;
}

static enum hk_result person_find(struct ctx *cx, struct visit *visit)
{
	struct customer customer;
	enum hk_result result;

	if (visit->invitation.id && is_test(visit))
		visit->view.name = visit->req->page.person;
	if (!customer_of(visit))
		return HK_OK;
	result = customer_find(cx, customer_of(visit), &customer);
	if (result == HK_OK)
		visit->view.name = customer.name;
	return result == HK_NOT_FOUND ? HK_OK : result;
}

/* He waits for a word of ours, so he reads by when it comes. */
static enum hk_result due_find(struct ctx *cx, struct visit *visit)
{
	struct loop_case waiting;
	enum hk_result result;

	if (!visit->said.id || !visit->said.needs_answer)
		return HK_OK;
	result = loop_case_by_row(cx, visit->said.id, &waiting);
	if (result == HK_OK && hk_equal(waiting.state, "open") && waiting.due_at > cx->now)
		visit->view.due_at = waiting.due_at;
	return result == HK_NOT_FOUND ? HK_OK : result;
}

static enum hk_result view_fill(struct ctx *cx, struct visit *visit)
{
	struct survey_view *view = &visit->view;
	size_t count = visit->version.questions.count;
	struct survey_view_question *items = hk_alloc(cx->arena, count, sizeof(*items));
	const char *via = web_query(visit->req, "via");

	view->errors = page_errors(cx);
	view->problem = page_problem(cx);
	view->name = view->owner = view->subject = view->subject_language = "";
	view->key = page_form(visit->req, "key");
	if (!*view->key)
		view->key = hk_token_new(cx->arena);
	view->is_portal = is_portal(visit, via ? via : page_form(visit->req, "via"));
	view->way = view->is_portal ? "portal" : "";
	if (!visit->invitation.id)
		view->way = via && hk_equal(via, "qr") ? "qr" : "web";
	view->mode = visit->survey.mode;
	view->is_test = is_test(visit);
	view->is_colleague = is_colleague(visit);
	view->intro = survey_words_of(cx, &visit->version, visit->req->page.language).intro;
	HK_TRY(person_find(cx, visit));
	HK_TRY(about_find(cx, visit));
	HK_TRY(due_find(cx, visit));
	view->was_said = visit->said.id > 0;
	view->is_kept = is_kept(visit);
	view->wants_contact = web_form(visit->req, "contact") || visit->said.may_contact;
	view->may_ask_contact = customer_of(visit) && !survey_is_anonymous(view->mode) &&
				!(visit->said.published && visit->said.is_hidden);
	view->is_open = !visit->invitation.id;
	view->is_over = visit->invitation.id && visit->invitation.expires_at <= cx->now;
	view->is_unknown = view->is_open && !customer_of(visit) && !survey_is_anonymous(view->mode);
	for (size_t i = 0; i < count; i++)
		items[i] = question_view(visit, i);
	view->questions = (struct survey_view_questions){ items, count };
	return HK_OK;
}

static enum hk_result show_gone(struct ctx *cx, void *data)
{
	struct visit *visit = data;

	(void)cx;
	tpl_solved_gone(visit->req->out, &visit->req->page);
	return HK_OK;
}

/* Who answered anonymously, or whose answer was erased, has nothing that could be changed. */
static const char *stage_of(const struct visit *visit)
{
	if (strcmp(visit->stage, "ask") == 0 && !visit->said.id && visit->invitation.answered_at)
		return "over";
	if (strcmp(visit->stage, "ask") == 0 && is_kept(visit))
		return "kept";
	return visit->stage;
}

static enum hk_result show(struct ctx *cx, void *data)
{
	struct visit *visit = data;
	enum hk_result result = find(cx, visit);

	if (result == HK_NOT_FOUND) {
		visit->req->status = 404;
		return show_gone(cx, visit);
	}
	HK_TRY(result);
	HK_TRY(said_find(cx, visit));
	HK_TRY(view_fill(cx, visit));
	visit->view.stage = stage_of(visit);
	tpl_survey(visit->req->out, &visit->req->page, &visit->view);
	return HK_OK;
}

static enum hk_result survey_page(struct web_request *req)
{
	struct visit visit = visit_new(req, web_query(req, "said") ? "said" : "ask");

	return show(req->cx, &visit);
}

static enum hk_result no_page(struct web_request *req)
{
	const char *done = web_query(req, "done");
	const char *said = done && hk_equal(done, "never") ? "never" : "declined";
	struct visit visit = visit_new(req, done ? said : "no");

	visit.is_wish = true;
	return show(req->cx, &visit);
}

/* The code of a talk, and by it the answer itself: the same for a button that was pressed twice,
 * another one for other words of the same page. The house keeps digests of it alone. What comes
 * first is ours, so that no other secret of the house can be asked for by way of the key. */
static const char *press_of(struct visit *visit)
{
	struct hk_arena *arena = visit->req->cx->arena;
	const char *key = page_form(visit->req, "key");
	const char *said = hk_format(arena, "survey press %s", key);
	unsigned char digest[HK_DIGEST];

	if (!*key)
		return hk_token_new(arena);
	for (size_t i = 0; i < SURVEY_QUESTIONS_MOST; i++)
		said = hk_format(arena, "%s\n%s", said,
				 page_form(visit->req, hk_format(arena, "q%zu", i)));
	hk_hmac(visit->req->cx->house->key, said, strlen(said), digest);
	return hk_hex(arena, digest, PRESS_BYTES);
}

/* Whoever presses twice reads what the second press is answered with: it leads him to his talk,
 * whose address stands nowhere else. */
static enum hk_result talk_find(struct ctx *cx, struct visit *visit)
{
	struct dialogue dialogue;
	enum hk_result result;

	if (!survey_is_anonymous(visit->survey.mode))
		return HK_OK;
	result = dialogue_by_token(cx, visit->talk_token, &dialogue);
	visit->is_again = result == HK_OK;
	return result == HK_NOT_FOUND ? HK_OK : result;
}

/* Whoever opens the page is known by nothing, so the same answer twice is told by its press. */
static enum hk_result open_count(struct ctx *cx, struct visit *visit)
{
	enum hk_result result = throttle_count(cx, "survey.press", visit->talk_token, 1, HK_DAY);

	visit->is_again = result == HK_DENIED;
	if (result != HK_OK)
		return visit->is_again ? HK_OK : result;
	return throttle_count_client(cx, "survey.open", web_client(visit->req),
				     org_setting_number(cx, SURVEY_OPEN_MOST, SURVEY_OPEN_USUAL),
				     HK_HOUR);
}

/* Whose answer is kept may still say whether somebody is to get in touch, by a form without
 * questions. */
static bool is_wish_alone(const struct visit *visit)
{
	return is_kept(visit) && !web_form(visit->req, "q0");
}

/* As a form would send it. */
static const char *said_value(struct visit *visit, const struct survey_question *question)
{
	struct ctx *cx = visit->req->cx;
	const struct response_answer *answer = answer_of(visit, question->position);
	struct part_options options;

	if (!answer || strcmp(question->kind, "choice") != 0)
		return answer ? value_of(visit, question, "") : "";
	options = options_of(cx, question, question->choices, answer->value);
	for (size_t i = 0; i < options.count; i++)
		if (options.items[i].is_chosen)
			return options.items[i].value;
	return "";
}

static enum hk_result put_work(struct ctx *cx, void *data)
{
	struct visit *visit = data;
	struct response_new new = { .survey = &visit->survey,
				    .version = &visit->version,
				    .language = visit->req->page.language,
				    .may_contact = web_form(visit->req, "contact") != NULL };
	struct response response;

	HK_TRY(find(cx, visit));
	if (visit->invitation.id) {
		new.invitation = &visit->invitation;
		new.language = visit->invitation.language;
		new.channel = visit->invitation.channel;
		if (is_portal(visit, page_form(visit->req, "via")))
			new.channel = "portal";
	} else {
		new.channel = hk_equal(page_form(visit->req, "via"), "qr") ? "qr" : "web";
		new.customer_id = customer_of(visit);
	}
	HK_TRY(said_find(cx, visit));
	for (size_t i = 0; i < visit->version.questions.count; i++)
		new.values[i] = is_wish_alone(visit)
					? said_value(visit, &visit->version.questions.items[i])
					: page_form(visit->req, hk_format(cx->arena, "q%zu", i));
	if (is_test(visit))
		return response_check(cx, &new);
	HK_TRY(talk_find(cx, visit));
	if (!visit->invitation.id && !visit->said.id && !visit->is_again)
		HK_TRY(open_count(cx, visit));
	if (visit->is_again)
		return HK_OK;
	HK_TRY(response_put(cx, &new, &response));
	return visit->talk_token && survey_is_anonymous(response.mode)
		       ? dialogue_begin(cx, &response, visit->talk_token)
		       : HK_OK;
}

static enum hk_result answer_send(struct web_request *req)
{
	struct visit visit = visit_new(req, "ask");
	enum hk_result result;

	visit.talk_token = press_of(&visit);
	result = ctx_write(req->cx, put_work, &visit);
	if (result == HK_NOT_FOUND)
		return page_again(req, 404, show_gone, &visit);
	if (page_is_mendable(result))
		return page_again(req, page_status_of(result), show, &visit);
	HK_TRY(result);
	if (survey_is_anonymous(visit.survey.mode) && !is_test(&visit))
		return web_redirect(req, hk_format(req->cx->arena, "%s/talk/%s?said=1",
						   req->page.base, visit.talk_token));
	return web_redirect(
		req, hk_format(req->cx->arena, "%s?said=1%s", visit.view.url,
			       is_portal(&visit, page_form(req, "via")) ? "&via=portal" : ""));
}

static enum hk_result decline_work(struct ctx *cx, void *data)
{
	struct visit *visit = data;

	HK_TRY(find(cx, visit));
	return is_test(visit) ? HK_OK : invitation_decline(cx, &visit->invitation, visit->for_ever);
}

static enum hk_result no_send(struct web_request *req)
{
	struct visit visit = visit_new(req, "no");
	enum hk_result result;

	visit.is_wish = true;
	visit.for_ever = hk_equal(page_form(req, "ever"), "1");
	result = ctx_write(req->cx, decline_work, &visit);
	if (result == HK_NOT_FOUND)
		return page_again(req, 404, show_gone, &visit);
	HK_TRY(result);
	return web_redirect(req, hk_format(req->cx->arena, "%s/no?done=%s", visit.view.url,
					   visit.for_ever ? "never" : "1"));
}

/* clang-format off */
#define ANSWERS(limit) \
	{ "q0", PARAM_TEXT, limit }, { "q1", PARAM_TEXT, limit }, { "q2", PARAM_TEXT, limit }, \
	{ "q3", PARAM_TEXT, limit }, { "q4", PARAM_TEXT, limit }, { "q5", PARAM_TEXT, limit }, \
	{ "q6", PARAM_TEXT, limit }, { "q7", PARAM_TEXT, limit }, { "q8", PARAM_TEXT, limit }, \
	{ "q9", PARAM_TEXT, limit }, { "q10", PARAM_TEXT, limit }, { "q11", PARAM_TEXT, limit }
/* clang-format on */

static const struct web_param page_params[] = {
	{ "s", PARAM_TEXT, 0 },
	{ "via", PARAM_TEXT, 0 },
	{ "said", PARAM_TEXT, 0 },
	{ NULL, 0, 0 },
};

static const struct web_param answer_params[] = {
	ANSWERS(ANSWER_MAX),
	{ "contact", PARAM_TEXT, 0 },
	{ "key", PARAM_TEXT, KEY_MAX },
	{ "via", PARAM_TEXT, 0 },
	{ NULL, 0, 0 },
};

static const struct web_param no_params[] = {
	{ "done", PARAM_TEXT, 0 },
	{ NULL, 0, 0 },
};

static const struct web_param decline_params[] = {
	{ "ever", PARAM_TEXT, 0 },
	{ NULL, 0, 0 },
};

enum { OPEN = WEB_ANONYMOUS | WEB_CUSTOMER };

const struct web_route survey_pages[] = {
	ROUTE("GET", "/s/{token}", RIGHT_PUBLIC, survey_page, OPEN, page_params),
	ROUTE("POST", "/s/{token}", RIGHT_PUBLIC, answer_send, OPEN, answer_params),
	ROUTE("GET", "/s/{token}/no", RIGHT_PUBLIC, no_page, OPEN, no_params),
	ROUTE("POST", "/s/{token}/no", RIGHT_PUBLIC, no_send, OPEN, decline_params),
	{ 0 },
};
