/* Surveys, as an administrator sets them up, and the rules by which the house asks. */
#include <inttypes.h>
#include <string.h>

#include "base/text.h"
#include "base/time.h"
#include "core/audit.h"
#include "core/i18n.h"
#include "core/org.h"
#include "feedback/invitation.h"
#include "job/mail/mail.h"
#include "job/survey/survey_mail.h"
#include "standard/clock.h"
#include "web/pages/admin/admin_view.h"
#include "web/pages/admin/survey_words.h"
#include "web/pages/families.h"

enum { NAME_LETTERS = 100, TEST_DAYS = 7 };

static const char *path_of(struct ctx *cx, int64_t id, const char *rest)
{
	return hk_format(cx->arena, "/admin/surveys/%" PRId64 "%s", id, rest);
}

/* ---- the list ---- */

static enum hk_result show_all(struct web_request *req)
{
	static const char *const heads[] = { TR("Survey"),       TR("What it measures"),
					     TR("When it asks"), TR("Who sees who said it"),
					     TR("State"),        TR("Figures") };
	struct admin_list list = {
		.title = TR("Surveys"),
		.lead = TR("What customers are asked, and when. The house chooses whom, by rules "
			   "and by lot; no colleague does."),
		.add = "/admin/surveys/new",
		.add_title = TR("Add a survey"),
		.empty = TR("Nobody is asked anything yet."),
		.next = "",
		.also = "/admin/surveys/rules",
		.also_title = TR("Rules of asking"),
		.heads = { heads, HK_COUNT(heads) },
	};
	struct ctx *cx = req->cx;
	struct survey_list surveys;

	HK_TRY(survey_every(cx, &surveys));
	admin_list_room(req, &list, surveys.count);
	for (size_t i = 0; i < surveys.count; i++) {
		const struct survey *survey = &surveys.items[i];
		struct admin_row *row = admin_row_add(req, &list);
		bool is_running = strcmp(survey->state, "running") == 0;

		admin_cell_add(row, survey->name, path_of(cx, survey->id, ""));
		admin_words_add(req, row, survey_kind_words(survey->kind), "");
		admin_words_add(req, row, survey_occasion_words(survey->occasion), "");
		admin_words_add(req, row, survey_mode_words(survey->mode), "");
		admin_words_add(req, row, survey_state_words(survey->state),
				is_running ? "good" : "");
		admin_cell_add(row, i18n_text(cx->language, TR("Figures")),
			       path_of(cx, survey->id, "/results"));
	}
	return admin_list_show(req, &list);
}

/* ---- one survey ---- */

static enum hk_result survey_of(struct web_request *req, struct survey *ret)
{
	int64_t id;

	if (!web_path(req, "id")) {
		*ret = (struct survey){ .name = "",
					.kind = "nps",
					.occasion = "contact",
					.mode = "named",
					.state = "draft",
					.chance = 100,
					.every_days = 0,
					.delay_hours = 0,
					.least = 10 };
		return HK_OK;
	}
	HK_TRY(web_path_number(req, "id", &id));
	return survey_find(req->cx, id, ret);
}

static const char *number_of(struct ctx *cx, int64_t number)
{
	return hk_format(cx->arena, "%" PRId64, number);
}

static void option_add(struct web_request *req, struct admin_field *field, const char *code,
		       const char *(*words)(const char *code))
{
	admin_option_add(req, field, code, i18n_text(req->cx->language, words(code)));
}

static void choices_add(struct web_request *req, struct admin_form *form,
			const struct survey *survey)
{
	static const char *const kinds[] = { "nps", "csat", "ces", "index", "custom" };
	static const char *const occasions[] = { "contact", "purchase", "rhythm", "open" };
	static const char *const modes[] = { "named", "confidential", "anonymous" };
	static const char *const states[] = { "draft", "running", "stopped" };
	struct admin_field *field;

	if (!survey->id) {
		field = admin_select_add(req, form, "kind", TR("What it measures"), survey->kind);
		for (size_t i = 0; i < HK_COUNT(kinds); i++)
			option_add(req, field, kinds[i], survey_kind_words);
	}
	field = admin_select_add(req, form, "occasion", TR("When it asks"), survey->occasion);
	for (size_t i = 0; i < HK_COUNT(occasions); i++)
		option_add(req, field, occasions[i], survey_occasion_words);
	field = admin_select_add(req, form, "mode", TR("Who sees who said it"), survey->mode);
	for (size_t i = 0; i < HK_COUNT(modes); i++)
		option_add(req, field, modes[i], survey_mode_words);
	if (!survey->id)
		return;
	field = admin_select_add(req, form, "state", TR("State"), survey->state);
	for (size_t i = 0; i < HK_COUNT(states); i++)
		option_add(req, field, states[i], survey_state_words);
}

static void numbers_add(struct web_request *req, struct admin_form *form,
			const struct survey *survey)
{
	struct ctx *cx = req->cx;

	admin_field_add(req, form, "number", "chance", TR("How many of 100 are asked"),
			number_of(cx, survey->chance))
		->hint =
		TR("By lot. The chance is kept with each answer, so that figures stay fair.");
	admin_field_add(req, form, "number", "delay_hours", TR("Hours after it happened"),
			number_of(cx, survey->delay_hours));
	admin_field_add(req, form, "number", "quota",
			TR("At most so many a week about one colleague"),
			number_of(cx, survey->quota))
		->hint = TR("0: no limit.");
	admin_field_add(req, form, "number", "account_most",
			TR("At most so many people of one company in 30 days"),
			number_of(cx, survey->account_most))
		->hint = TR("0: no limit.");
	admin_field_add(req, form, "number", "every_days", TR("By rhythm: every so many days"),
			number_of(cx, survey->every_days));
	admin_field_add(req, form, "number", "least", TR("Show no figure below so many answers"),
			number_of(cx, survey->least))
		->hint = TR("At least 5 where nobody sees who said it.");
}

static const char *open_page(struct ctx *cx, const struct survey *survey)
{
	return mail_link(cx, hk_format(cx->arena, "/s/%s", survey->code));
}

static enum hk_result form_show(struct ctx *cx, void *data)
{
	struct web_request *req = data;
	struct survey survey;

	HK_TRY(survey_of(req, &survey));

	struct admin_form form = { .title = survey.id ? survey.name : TR("Add a survey"),
				   .lead = "",
				   .action = survey.id ? path_of(cx, survey.id, "")
						       : "/admin/surveys/new",
				   .button = TR("Save"),
				   .back = "/admin/surveys",
				   .back_title = TR("Surveys"),
				   .version = survey.edits };

	admin_field_add(req, &form, "text", "name", TR("Name"), survey.name)->hint =
		TR("What colleagues call it. Customers do not see it.");
	choices_add(req, &form, &survey);
	numbers_add(req, &form, &survey);
	if (!survey.id)
		return admin_form_show(req, &form);
	admin_form_fact_add(req, &form, TR("What it measures"),
			    i18n_text(cx->language, survey_kind_words(survey.kind)), "");
	admin_form_fact_add(req, &form, TR("Figures"), i18n_text(cx->language, TR("Look at them")),
			    path_of(cx, survey.id, "/results"));
	admin_form_fact_add(req, &form, TR("Version of its questions"),
			    number_of(cx, survey.version), "");
	admin_form_fact_add(req, &form, TR("Questions"),
			    i18n_text(cx->language, TR("Look at and change them")),
			    path_of(cx, survey.id, "/questions"));
	if (strcmp(survey.occasion, "open") == 0) {
		admin_form_fact_add(req, &form, TR("Its page"), open_page(cx, &survey),
				    open_page(cx, &survey));
		admin_form_fact_add(req, &form, TR("QR code of its page"),
				    i18n_text(cx->language, TR("Show and print it")),
				    path_of(cx, survey.id, "/poster"));
	}
	admin_form_deed_add(req, &form,
			    &(struct admin_deed){ path_of(cx, survey.id, "/test"),
						  TR("Send me a test"),
						  TR("A mail as customers get it, to your own "
						     "address. Nothing of it is kept."),
						  "" });
	admin_form_deed_add(req, &form,
			    &(struct admin_deed){ path_of(cx, survey.id, "/preview"), TR("Preview"),
						  TR("Its page as customers see it."), "" });
	return admin_form_show(req, &form);
}

static enum hk_result show_one(struct web_request *req)
{
	return form_show(req->cx, req);
}

static void survey_typed(struct web_request *req, struct survey *survey)
{
	survey->name = page_form(req, "name");
	if (!survey->id)
		survey->kind = page_form(req, "kind");
	else
		survey->state = page_form(req, "state");
	survey->occasion = page_form(req, "occasion");
	survey->mode = page_form(req, "mode");
	survey->chance = web_form_number(req, "chance", 0);
	survey->quota = web_form_number(req, "quota", 0);
	survey->account_most = web_form_number(req, "account_most", 0);
	survey->every_days = web_form_number(req, "every_days", 0);
	survey->delay_hours = web_form_number(req, "delay_hours", 0);
	survey->least = web_form_number(req, "least", 0);
}

static bool is_twin(const struct survey *one, const struct survey *other)
{
	return hk_equal(one->name, other->name) && hk_equal(one->kind, other->kind) &&
	       hk_equal(one->occasion, other->occasion) && hk_equal(one->mode, other->mode);
}

/* A form that is sent twice makes one survey: nothing takes the other away again. */
static enum hk_result sent_before(struct ctx *cx, const struct survey *typed, bool *ret)
{
	struct survey_list all;

	HK_TRY(survey_every(cx, &all));
	*ret = false;
	for (size_t i = 0; i < all.count && !*ret; i++)
		*ret = all.items[i].created_at > cx->now - HK_MINUTE && all.items[i].edits == 1 &&
		       is_twin(&all.items[i], typed);
	return HK_OK;
}

static enum hk_result save_work(struct ctx *cx, void *data)
{
	struct web_request *req = data;
	struct survey survey;

	HK_TRY(survey_of(req, &survey));

	bool is_new = !survey.id, is_there = false;

	survey_typed(req, &survey);
	if (is_new)
		HK_TRY(sent_before(cx, &survey, &is_there));
	if (is_there)
		return HK_OK;
	if (!is_new)
		survey.edits = web_form_number(req, "version", 0);
	HK_TRY(is_new ? survey_add(cx, &survey) : survey_change(cx, &survey));
	return audit_record(cx, is_new ? "survey.add" : "survey.change", survey.name);
}

static enum hk_result post_one(struct web_request *req)
{
	return admin_save(req, &(struct admin_save){ save_work, form_show, req, "/admin/surveys",
						     TR("Saved.") });
}

/* ---- a test, for a colleague's own eyes ---- */

struct trial {
	struct web_request *req;
	struct survey survey;
	const char *language, *token;
	bool by_mail;
};

static enum hk_result test_work(struct ctx *cx, void *data)
{
	struct trial *trial = data;
	struct survey_version version;
	struct survey_mail mail;
	struct invitation invitation = { .account = "",
					 .channel = "test",
					 .language = cx->language,
					 .remind_at = CLOCK_NEVER,
					 .expires_at = cx->now + TEST_DAYS * HK_DAY };
	const struct asking_person me = {
		cx->actor->name, cx->actor->email, cx->language, cx->timezone, "", ""
	};

	HK_TRY(survey_of(trial->req, &trial->survey));
	HK_TRY(survey_version_find(cx, trial->survey.id, trial->survey.version, &version));
	invitation.survey_id = trial->survey.id;
	invitation.version = version.version;
	HK_TRY(invitation_add(cx, &invitation));
	trial->token = invitation_token(cx, &invitation);
	trial->language = cx->language;
	if (!trial->by_mail)
		return HK_OK;
	HK_TRY(survey_mail_begin(cx, &trial->survey, &version, &mail));
	return survey_mail_queue(cx, &mail, &invitation, &me, "test");
}

static enum hk_result post_test(struct web_request *req)
{
	struct trial trial = { .req = req, .by_mail = true };
	int64_t id;

	HK_TRY(web_path_number(req, "id", &id));
	return admin_save(req, &(struct admin_save){ test_work, form_show, &trial,
						     path_of(req->cx, id, ""),
						     TR("The test is on its way to you.") });
}

static enum hk_result post_preview(struct web_request *req)
{
	struct trial trial = { .req = req };

	HK_TRY(ctx_write(req->cx, test_work, &trial));
	return web_redirect(req,
			    hk_format(req->cx->arena, "/%s/s/%s", trial.language, trial.token));
}

/* ---- the rules of asking ---- */

static const struct {
	const char *name, *label;
	int64_t usual, least, most;
} rules[] = {
	{ "survey_floor_hours", TR("Hours of quiet after any message of ours"), 24, 0, 720 },
	{ "survey_gap_days", TR("Days between two surveys of one person"), 30, 1, 3650 },
	{ "survey_year_most", TR("Surveys and reminders a year, at most"), 4, 0, 365 },
	{ "survey_month_messages", TR("Messages a month that he did not ask for, at most"), 4, 0,
	  100 },
	{ "survey_decline_days", TR("Days of quiet after “not now”"), 90, 1, 3650 },
	{ "survey_age_hours", TR("Hours after which nothing is asked about any more"), 72, 1, 720 },
	{ "survey_from_hour", TR("Not before this hour, where the person is"), 9, 0, 22 },
	{ "survey_until_hour", TR("Not after this hour, where the person is"), 20, 1, 24 },
	{ "survey_reminder_days", TR("Days until the one reminder; 0: none"), 3, 0, 30 },
	{ "survey_expires_days", TR("Days for which the link is good"), 30, 1, 365 },
	{ SURVEY_OPEN_MOST,
	  TR("Answers to an open page from one network address in an hour, at most"),
	  SURVEY_OPEN_USUAL, 1, 1000000 },
};

/* How often they were saved; a form carries which of them it shows. */
static const char rules_version[] = "survey_rules_version";

static enum hk_result rules_show(struct ctx *cx, void *data)
{
	struct web_request *req = data;
	struct admin_form form = {
		.title = TR("Rules of asking"),
		.lead = TR(
			"They hold for every survey, in one order: who wants none, who is left in "
			"peace, who has an open complaint, who heard from us today, then how "
			"often. Why somebody was or was not asked is kept with each occasion."),
		.action = "/admin/surveys/rules",
		.button = TR("Save"),
		.back = "/admin/surveys",
		.back_title = TR("Surveys"),
		.version = org_setting_number(cx, rules_version, 1)
	};

	for (size_t i = 0; i < HK_COUNT(rules); i++)
		admin_field_add(
			req, &form, "number", rules[i].name, rules[i].label,
			number_of(cx, org_setting_number(cx, rules[i].name, rules[i].usual)));
	return admin_form_show(req, &form);
}

static enum hk_result rules_page(struct web_request *req)
{
	return rules_show(req->cx, req);
}

static enum hk_result rules_work(struct ctx *cx, void *data)
{
	struct web_request *req = data;
	int64_t version = org_setting_number(cx, rules_version, 1);
	int64_t shown = web_form_number(req, "version", 0);
	size_t before = cx->field_count;

	if (shown && shown != version)
		return problem(cx, HK_CONFLICT,
			       TR("Somebody else has changed this meanwhile. Please look again."));
	HK_TRY(org_setting_put(cx, rules_version, number_of(cx, version + 1)));
	for (size_t i = 0; i < HK_COUNT(rules); i++) {
		int64_t number = web_form_number(req, rules[i].name, -1);

		/* What a form does not have stays as it is. */
		if (!web_form(req, rules[i].name))
			continue;
		if (number < rules[i].least || number > rules[i].most)
			(void)field_problem(cx, rules[i].name,
					    survey_limits_say(cx, rules[i].least, rules[i].most));
		else
			HK_TRY(org_setting_put(cx, rules[i].name, number_of(cx, number)));
	}
	if (web_form_number(req, "survey_from_hour", 0) >=
	    web_form_number(req, "survey_until_hour", 0))
		(void)field_problem(cx, "survey_until_hour",
				    TR("The day ends after it begins. Please look at both hours."));
	if (cx->field_count > before)
		return HK_INVALID;
	return audit_record(cx, "survey.rules", "");
}

static enum hk_result post_rules(struct web_request *req)
{
	return admin_save(req, &(struct admin_save){ rules_work, rules_show, req, "/admin/surveys",
						     TR("Saved.") });
}

static const struct web_param params[] = {
	{ "name", PARAM_TEXT, NAME_LETTERS },
	{ "kind", PARAM_TEXT, 0 },
	{ "occasion", PARAM_TEXT, 0 },
	{ "mode", PARAM_TEXT, 0 },
	{ "state", PARAM_TEXT, 0 },
	{ "chance", PARAM_NUMBER, 0 },
	{ "quota", PARAM_NUMBER, 0 },
	{ "account_most", PARAM_NUMBER, 0 },
	{ "every_days", PARAM_NUMBER, 0 },
	{ "delay_hours", PARAM_NUMBER, 0 },
	{ "least", PARAM_NUMBER, 0 },
	{ "version", PARAM_NUMBER, 0 },
	{ 0 },
};

static const struct web_param rule_params[] = {
	{ "survey_floor_hours", PARAM_NUMBER, 0 },
	{ "survey_gap_days", PARAM_NUMBER, 0 },
	{ "survey_year_most", PARAM_NUMBER, 0 },
	{ "survey_month_messages", PARAM_NUMBER, 0 },
	{ "survey_decline_days", PARAM_NUMBER, 0 },
	{ "survey_age_hours", PARAM_NUMBER, 0 },
	{ "survey_from_hour", PARAM_NUMBER, 0 },
	{ "survey_until_hour", PARAM_NUMBER, 0 },
	{ "survey_reminder_days", PARAM_NUMBER, 0 },
	{ "survey_expires_days", PARAM_NUMBER, 0 },
	{ SURVEY_OPEN_MOST, PARAM_NUMBER, 0 },
	{ "version", PARAM_NUMBER, 0 },
	{ 0 },
};

const struct web_route admin_survey_pages[] = {
	ROUTE("GET", "/admin/surveys", RIGHT_ADMIN, show_all, 0, NULL),
	ROUTE("GET", "/admin/surveys/new", RIGHT_ADMIN, show_one, 0, NULL),
	ROUTE("POST", "/admin/surveys/new", RIGHT_ADMIN, post_one, 0, params),
	ROUTE("GET", "/admin/surveys/rules", RIGHT_ADMIN, rules_page, 0, NULL),
	ROUTE("POST", "/admin/surveys/rules", RIGHT_ADMIN, post_rules, 0, rule_params),
	ROUTE("GET", "/admin/surveys/{id}", RIGHT_ADMIN, show_one, 0, NULL),
	ROUTE("POST", "/admin/surveys/{id}", RIGHT_ADMIN, post_one, 0, params),
	ROUTE("POST", "/admin/surveys/{id}/test", RIGHT_ADMIN, post_test, 0, NULL),
	ROUTE("POST", "/admin/surveys/{id}/preview", RIGHT_ADMIN, post_preview, 0, NULL),
	{ 0 },
};
