#include "web/pages/api/api_survey.h"

#include <string.h>

#include "base/text.h"
#include "feedback/ask_here.h"
#include "feedback/response.h"
#include "job/mail/mail.h"
#include "web/pages/api/api_json.h"

/* ---- whether he is asked ---- */

struct asking {
	struct web_request *req;
	int64_t survey_id, number;
	const char *channel, *contact;
	struct survey survey;
	struct survey_version version;
	struct invitation invitation;
	bool is_asked;
};

static void asking_read(struct web_request *req, const json_t *body, struct asking *asking)
{
	struct ctx *cx = req->cx;

	asking->number = api_number(req, body, "ticket", 0);
	asking->channel = api_text(req, body, "channel", "");
	asking->contact = hk_one_line(cx->arena, api_text(req, body, "contact", ""));
	if (asking->number <= 0)
		(void)field_problem(cx, "ticket",
				    "This is the number of the ticket that the contact was about.");
	if (!ask_here_channel_exists(asking->channel))
		(void)field_problem(cx, "channel", "This is phone or chat.");
	if (!hk_has_ink(asking->contact) || hk_letters(asking->contact) > ASK_HERE_LETTERS)
		(void)field_problem(cx, "contact",
				    "This is what your system calls the call or the chat, 100 "
				    "letters at most.");
	api_fields_once(cx);
}

static enum hk_result asking_run(struct ctx *cx, void *data)
{
	struct asking *asking = data;
	struct ticket ticket;
	enum hk_result result;

	HK_TRY(survey_find(cx, asking->survey_id, &asking->survey));
	if (strcmp(asking->survey.occasion, "contact") != 0)
		return problem(cx, HK_INVALID, "This survey does not ask after a request.");
	if (strcmp(asking->survey.state, "running") != 0)
		return HK_OK;
	result = ticket_find(cx, asking->number, &ticket);
	if (result == HK_NOT_FOUND)
		return field_problem(cx, "ticket", "There is no such ticket.");
	HK_TRY(result);

	const struct ask_here wish = { .survey = &asking->survey,
				       .ticket = &ticket,
				       .channel = asking->channel,
				       .contact = asking->contact };

	HK_TRY(ask_here(cx, &wish, &asking->is_asked, &asking->invitation));
	return asking->is_asked ? survey_version_find(cx, asking->survey.id,
						      asking->invitation.version, &asking->version)
				: HK_OK;
}

static void choices_write(struct ctx *cx, struct hk_json *json, const char *choices)
{
	hk_json_open(json, "choices", '[');
	for (; *choices; choices = hk_next_line(choices))
		hk_json_text(
			json, NULL,
			hk_trim(cx->arena, hk_copy(cx->arena, choices, strcspn(choices, "\n"))));
	hk_json_close(json, ']');
}

static void question_write(struct asking *asking, struct hk_json *json,
			   const struct survey_question *question)
{
	struct ctx *cx = asking->req->cx;
	struct survey_question_words words =
		survey_question_words(cx, question, asking->invitation.language);

	hk_json_open(json, NULL, '{');
	hk_json_text(json, "kind", question->kind);
	hk_json_text(json, "label", words.label);
	hk_json_bool(json, "is_required", question->is_required);
	if (strcmp(question->kind, "scale") == 0) {
		hk_json_int(json, "low", question->low);
		hk_json_int(json, "high", question->high);
		hk_json_text(json, "low_words", words.low);
		hk_json_text(json, "high_words", words.high);
	}
	if (strcmp(question->kind, "choice") == 0)
		choices_write(cx, json, words.choices);
	hk_json_close(json, '}');
}

/* Why somebody is not asked is nobody's to know who rings him up. */
static void asking_write(struct asking *asking)
{
	struct hk_json json = api_answer(asking->req, 201);
	struct ctx *cx = asking->req->cx;
	const struct invitation *invitation = &asking->invitation;

	hk_json_open(&json, NULL, '{');
	hk_json_bool(&json, "ask", asking->is_asked);
	if (asking->is_asked) {
		const char *token = invitation_token(cx, invitation);

		hk_json_text(&json, "invitation", token);
		hk_json_text(&json, "language", invitation->language);
		hk_json_int(&json, "version", invitation->version);
		hk_json_time(&json, "expires_at", invitation->expires_at);
		hk_json_text(&json, "page",
			     mail_link(cx, hk_format(cx->arena, "/%s/s/%s", invitation->language,
						     token)));
		hk_json_open(&json, "questions", '[');
		for (size_t i = 0; i < asking->version.questions.count; i++)
			question_write(asking, &json, &asking->version.questions.items[i]);
		hk_json_close(&json, ']');
	}
	hk_json_close(&json, '}');
}

enum hk_result api_survey_ask(struct web_request *req)
{
	struct asking asking = { .req = req };
	scoped_json *body = NULL;

	HK_TRY(web_path_number(req, "id", &asking.survey_id));
	HK_TRY(api_read(req, &body));
	asking_read(req, body, &asking);
	if (req->cx->field_count)
		return HK_INVALID;
	HK_TRY(ctx_write(req->cx, asking_run, &asking));
	asking_write(&asking);
	return HK_OK;
}

/* ---- what he answered ---- */

struct answering {
	int64_t survey_id;
	const char *token;
	const char *const *values;
	size_t count;
	bool may_contact;
	struct survey survey;
	struct survey_version version;
	struct invitation invitation;
	struct response response;
};

/* As the pages call it. */
static enum hk_result blame(struct ctx *cx, enum hk_result result)
{
	for (size_t i = 0; i < cx->field_count; i++)
		if (cx->fields[i].field[0] == 'q')
			cx->fields[i].field =
				hk_format(cx->arena, "answers.%s", cx->fields[i].field + 1);
	return result;
}

static enum hk_result answering_find(struct ctx *cx, struct answering *answering)
{
	HK_TRY(invitation_by_token(cx, answering->token, &answering->invitation));
	/* Whom we asked by mail answers on his own page. */
	if (answering->invitation.survey_id != answering->survey_id ||
	    !ask_here_channel_exists(answering->invitation.channel))
		return HK_NOT_FOUND;
	HK_TRY(survey_find(cx, answering->survey_id, &answering->survey));
	return survey_version_find(cx, answering->survey_id, answering->invitation.version,
				   &answering->version);
}

static enum hk_result answering_run(struct ctx *cx, void *data)
{
	struct answering *answering = data;
	struct response_new new;

	HK_TRY(answering_find(cx, answering));
	new = (struct response_new){ .survey = &answering->survey,
				     .version = &answering->version,
				     .invitation = &answering->invitation,
				     .channel = answering->invitation.channel,
				     .language = answering->invitation.language,
				     .may_contact = answering->may_contact };
	if (answering->count > answering->version.questions.count)
		return field_problem(cx, "answers", "These are more than there are questions.");
	for (size_t i = 0; i < answering->count; i++)
		new.values[i] = answering->values[i];
	return blame(cx, response_put(cx, &new, &answering->response));
}

enum hk_result api_survey_answer(struct web_request *req)
{
	struct answering answering = { .token = "" };
	scoped_json *body = NULL;

	HK_TRY(web_path_number(req, "id", &answering.survey_id));
	HK_TRY(api_read(req, &body));
	answering.token = api_text(req, body, "invitation", "");
	answering.count = api_texts(req, body, "answers", &answering.values);
	answering.may_contact = api_number(req, body, "may_contact", 0) == 1;
	api_fields_once(req->cx);
	if (req->cx->field_count)
		return HK_INVALID;
	HK_TRY(ctx_write(req->cx, answering_run, &answering));

	struct hk_json json = api_answer(req, 201);

	hk_json_open(&json, NULL, '{');
	hk_json_text(&json, "invitation", answering.token);
	hk_json_bool(&json, "kept", true);
	hk_json_bool(&json, "corrected", answering.response.corrected_at != 0);
	hk_json_close(&json, '}');
	return HK_OK;
}
