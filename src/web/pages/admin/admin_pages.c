#include <inttypes.h>

#include "base/text.h"
#include "core/audit.h"
#include "core/i18n.h"
#include "core/org.h"
#include "intake/ledger.h"
#include "job/alarm.h"
#include "job/mail/governor.h"
#include "people/customer.h"
#include "standard/promise.h"
#include "ticket/mail/outbox.h"
#include "tpl_admin_home.h"
#include "web/pages/admin/admin_audit.h"
#include "web/pages/admin/admin_view.h"
#include "web/pages/families.h"

enum { COUNT_MOST = 1000, LIMIT_MOST = 1000 * 1000, LEAD_MOST = 7 * 24 * 60, DIGITS_LEAST = 3 };

/* What a place is for, and how much waits there. */
static const char *with_count(struct ctx *cx, const char *hint, const char *sentence, int64_t count)
{
	const char *words = i18n_text(cx->language, hint);

	if (count == 0)
		return words;
	return hk_format(cx->arena, "%s. %s", words,
			 i18n_fill(cx->arena, i18n_text(cx->language, sentence), "count",
				   hk_format(cx->arena, "%" PRId64, count), NULL));
}

static enum hk_result counts_fill(struct ctx *cx, struct part_option *places, size_t count)
{
	static const struct {
		const char *path, *sentence;
	} counted[] = { { "/admin/ledger", TR("{count} kept for a person to look at.") },
			{ "/admin/outbox", TR("{count} to see to.") },
			{ "/admin/alarms", TR("{count} to see to.") } };

	int64_t waiting[HK_COUNT(counted)], stopped;

	HK_TRY(inbound_count(cx, "quarantine", COUNT_MOST, &waiting[0]));
	HK_TRY(outbox_count_troubled(cx, COUNT_MOST, &waiting[1]));
	HK_TRY(alarm_sums(cx, &waiting[2], &stopped));
	for (size_t i = 0; i < count; i++)
		for (size_t k = 0; k < HK_COUNT(counted); k++)
			if (hk_equal(places[i].value, counted[k].path))
				places[i].hint = with_count(cx, places[i].hint, counted[k].sentence,
							    waiting[k]);
	return HK_OK;
}

static enum hk_result show_home(struct web_request *req)
{
	struct part_option places[] = {
		{ "/admin/organisation", TR("Organisation"),
		  TR("Name, colours, languages, hours, follow-up"), "", false },
		{ "/admin/staff", TR("Staff"), TR("Who works here, and what each may do"), "",
		  false },
		{ "/admin/teams", TR("Teams"), TR("Who shares which work"), "", false },
		{ "/admin/work", TR("Work and skills"),
		  TR("How much work a ticket is, and who can do it"), "", false },
		{ "/admin/mailboxes", TR("Mailboxes"), TR("Addresses that become tickets"), "",
		  false },
		{ "/admin/imports", TR("Old mailboxes"),
		  TR("Bring mail that came before Hark, without sending anything"), "", false },
		{ "/admin/standards", TR("Response standards"), TR("What is promised to customers"),
		  "", false },
		{ "/admin/harm", TR("Priority from harm"), TR("How urgent a ticket is, and why"),
		  "", false },
		{ "/admin/questions", TR("Questions"),
		  TR("What is asked about each kind of ticket"), "", false },
		{ "/admin/steps", TR("Steps"),
		  TR("How each kind of ticket goes on, and what must be there first"), "", false },
		{ "/admin/complaints", TR("Complaints"),
		  TR("Times, others outside, and who may decide"), "", false },
		{ "/admin/legal", TR("Times by law"),
		  TR("What a law or a sector demands of complaints"), "", false },
		{ "/admin/rules", TR("Rules"), TR("What is done by itself, and macros"), "",
		  false },
		{ "/admin/surveys", TR("Surveys"),
		  TR("What customers are asked afterwards, and what they said"), "", false },
		{ "/admin/calendars", TR("Calendars"), TR("Opening hours and holidays"), "",
		  false },
		{ "/admin/ledger", TR("Messages received"),
		  TR("Every message that came, and what became of it"), "", false },
		{ "/admin/outbox", TR("Mail in trouble"), TR("What did not leave, and why"), "",
		  false },
		{ "/admin/alarms", TR("Automatic mail that was stopped"),
		  TR("Loops, and limits that were reached"), "", false },
		{ "/admin/audit", TR("Audit log"), TR("Who changed what, and when"), "", false },
	};

	HK_TRY(counts_fill(req->cx, places, HK_COUNT(places)));
	tpl_admin_home(req->out, &req->page, &(struct part_options){ places, HK_COUNT(places) });
	return HK_OK;
}

static const struct {
	const char *value, *label;
} accents[] = { { "", TR("Harbour green") },
		{ "accent-ocean", TR("Ocean blue") },
		{ "accent-plum", TR("Plum") },
		{ "accent-ember", TR("Ember") },
		{ "accent-slate", TR("Slate") } };

static const char *days_text(struct ctx *cx, const char *name, int64_t otherwise)
{
	return hk_format(cx->arena, "%" PRId64, org_setting_number(cx, name, otherwise));
}

/* By language; the organisation's own is in the field "hours". */
static const char *const hours_names[] = { "hours_en", "hours_bn", "hours_lt", "hours_ta" };

static enum hk_result hours_fields(struct web_request *req, struct admin_form *form,
				   const struct org *org)
{
	struct ctx *cx = req->cx;

	for (size_t i = 0; i < HK_COUNT(hours_names); i++) {
		const struct i18n_language *one = &i18n_languages[i];
		const char *text, *language;

		if (hk_equal(one->code, org->language))
			continue;
		HK_TRY(org_hours(cx, org, one->code, &text, &language));
		admin_field_add(
			req, form, "text", hours_names[i],
			i18n_fill(cx->arena,
				  i18n_text(cx->language, TR("Opening hours, in {language}")),
				  "language", one->name, NULL),
			hk_equal(language, one->code) ? text : "");
	}
	return HK_OK;
}

static enum hk_result hours_save(struct ctx *cx, const struct web_request *req)
{
	for (size_t i = 0; i < HK_COUNT(hours_names); i++)
		if (web_form(req, hours_names[i]))
			HK_TRY(org_hours_put(
				cx, i18n_languages[i].code,
				hk_one_line(cx->arena, page_form(req, hours_names[i]))));
	return HK_OK;
}

static enum hk_result org_form(struct ctx *cx, void *data)
{
	struct web_request *req = data;
	struct admin_form form = { .title = TR("Organisation"),
				   .lead = "",
				   .action = "/admin/organisation",
				   .button = TR("Save"),
				   .back = "/admin",
				   .back_title = TR("Administration") };
	struct admin_field *field;
	const char *privacy, *currency;
	struct org org;

	HK_TRY(org_find(cx, &org));
	form.version = org.version;
	admin_field_add(req, &form, "text", "name", TR("Name, as customers read it"), org.name);
	field = admin_select_add(req, &form, "language", TR("Language when nobody says"),
				 org.language);
	for (int i = 0; i < I18N_LANGUAGES; i++)
		admin_option_add(req, field, i18n_languages[i].code, i18n_languages[i].name);
	admin_field_add(req, &form, "text", "timezone", TR("Time zone"), org.timezone)->hint =
		TR("Such as Europe/Vilnius or Asia/Dhaka");
	HK_TRY(org_currency(cx, &currency));
	admin_field_add(req, &form, "text", "currency", TR("Currency when nobody says"), currency)
		->hint = TR("Three letters, such as EUR, BDT or INR");
	field = admin_select_add(req, &form, "accent", TR("Colour"), org.accent);
	for (size_t i = 0; i < HK_COUNT(accents); i++)
		admin_option_add(req, field, accents[i].value, accents[i].label);
	admin_field_add(req, &form, "tel", "phone", TR("Phone, on every customer's page"),
			org.phone);
	admin_field_add(req, &form, "email", "email", TR("E-mail, on every customer's page"),
			org.email);
	admin_field_add(req, &form, "text", "hours", TR("Opening hours"), org.hours);
	HK_TRY(hours_fields(req, &form, &org));
	HK_TRY(org_privacy(cx, &privacy));
	admin_field_add(req, &form, "url", "privacy",
			TR("Where you say what you keep of people (privacy)"), privacy)
		->hint = TR("Each page of customers links it. Empty: none does.");
	admin_field_add(req, &form, "number", "remind_days",
			TR("Remind of “was it really solved?” after so many days"),
			days_text(cx, "follow_up_remind_days", 3));
	admin_field_add(req, &form, "number", "close_days",
			TR("Close as not confirmed after so many days"),
			days_text(cx, "follow_up_close_days", 7));
	admin_field_add(req, &form, "number", "per_rule",
			TR("Automatic mails of one kind in an hour, at most"),
			days_text(cx, GOVERNOR_RULE_SETTING, GOVERNOR_PER_RULE));
	admin_field_add(req, &form, "number", "per_hour",
			TR("Automatic mails of all kinds in an hour, at most"),
			days_text(cx, GOVERNOR_HOUR_SETTING, GOVERNOR_PER_HOUR));
	admin_field_add(req, &form, "number", "promise_lead",
			TR("Warn so many minutes before a promise is due"),
			days_text(cx, PROMISE_LEAD, PROMISE_LEAD_MINUTES))
		->hint = TR("Who has to keep it is warned, but not before half of the time has "
			    "passed.");
	return admin_form_show(req, &form);
}

static enum hk_result show_org(struct web_request *req)
{
	return org_form(req->cx, req);
}

static bool accent_exists(const char *accent)
{
	for (size_t i = 0; i < HK_COUNT(accents); i++)
		if (hk_equal(accents[i].value, accent))
			return true;
	return false;
}

static void check_days(struct ctx *cx, int64_t remind, int64_t close)
{
	if (remind < 1 || remind > 90)
		(void)field_problem(cx, "remind_days", TR("Please give a number from 1 to 90."));
	else if (close < 1 || close > 180)
		(void)field_problem(cx, "close_days", TR("Please give a number from 1 to 180."));
	else if (close <= remind)
		(void)field_problem(cx, "close_days",
				    TR("Please give more days than for the reminder."));
}

/* A form of an older page does not have them. */
static enum hk_result limits_save(struct ctx *cx, const struct web_request *req)
{
	static const char *const names[][2] = { { "per_rule", GOVERNOR_RULE_SETTING },
						{ "per_hour", GOVERNOR_HOUR_SETTING } };

	for (size_t i = 0; i < HK_COUNT(names); i++) {
		int64_t limit = web_form_number(req, names[i][0], -1);
		if (!web_form(req, names[i][0]))
			continue;
		if (limit < 1 || limit > LIMIT_MOST)
			return field_problem(cx, names[i][0],
					     TR("Please give a number from 1 to 1000000."));
		HK_TRY(org_setting_put(cx, names[i][1], hk_format(cx->arena, "%" PRId64, limit)));
	}
	return HK_OK;
}

/* Customers' pages dial it: see show_phone_link(). */
static bool can_be_dialled(const char *phone)
{
	int digits = 0;

	for (; *phone; phone++)
		digits += *phone >= '0' && *phone <= '9';
	return digits >= DIGITS_LEAST;
}

static void check_org(struct ctx *cx, const struct org *org)
{
	if (!hk_has_ink(org->name))
		(void)field_problem(cx, "name", TR("Please give a name."));
	if (!i18n_language_exists(org->language))
		(void)field_problem(cx, "language", TR("Please choose a language."));
	if (!i18n_timezone_exists(org->timezone))
		(void)field_problem(cx, "timezone", TR("There is no time zone of that name."));
	if (*org->phone && !can_be_dialled(org->phone))
		(void)field_problem(cx, "phone", TR("This phone number does not look right."));
	/* Customers are sent to it. */
	if (*org->email && !customer_email(cx, org->email))
		(void)field_problem(cx, "email", TR("This e-mail address does not look right."));
}

/* A form of an older page does not have it. */
static enum hk_result lead_save(struct ctx *cx, const struct web_request *req)
{
	int64_t minutes = web_form_number(req, "promise_lead", -1);

	if (!web_form(req, "promise_lead"))
		return HK_OK;
	if (minutes < 1 || minutes > LEAD_MOST)
		return field_problem(cx, "promise_lead",
				     TR("Please give a number from 1 to 10080."));
	HK_TRY(org_setting_put(cx, PROMISE_LEAD, hk_format(cx->arena, "%" PRId64, minutes)));
	return promise_lead_put(cx, minutes);
}

/* A form of an older page does not have it. */
static enum hk_result currency_save(struct ctx *cx, const struct web_request *req,
				    const char **about)
{
	const char *before, *now;

	if (!web_form(req, "currency"))
		return HK_OK;
	HK_TRY(org_currency(cx, &before));
	HK_TRY(org_currency_put(cx, hk_trim(cx->arena, page_form(req, "currency"))));
	HK_TRY(org_currency(cx, &now));
	*about = audit_changed(cx, *about, "currency", before, now);
	return HK_OK;
}

static const char *org_changes(struct ctx *cx, const struct org *before, const struct org *now)
{
	const char *about = audit_changed(cx, now->name, "name", before->name, now->name);

	about = audit_changed(cx, about, "language", before->language, now->language);
	about = audit_changed(cx, about, "timezone", before->timezone, now->timezone);
	about = audit_changed(cx, about, "accent", before->accent, now->accent);
	about = audit_changed(cx, about, "phone", before->phone, now->phone);
	about = audit_changed(cx, about, "email", before->email, now->email);
	return audit_changed(cx, about, "hours", before->hours, now->hours);
}

static enum hk_result save_org(struct ctx *cx, void *data)
{
	struct web_request *req = data;
	int64_t remind = web_form_number(req, "remind_days", 0);
	int64_t close = web_form_number(req, "close_days", 0);
	struct org org, before;
	const char *about;

	HK_TRY(org_find(cx, &org));
	before = org;
	org.version = web_form_number(req, "version", 0);
	org.name = hk_one_line(cx->arena, page_form(req, "name"));
	org.language = page_form(req, "language");
	org.timezone = page_form(req, "timezone");
	org.accent = page_form(req, "accent");
	org.phone = hk_trim(cx->arena, page_form(req, "phone"));
	org.email = hk_trim(cx->arena, page_form(req, "email"));
	org.hours = hk_trim(cx->arena, page_form(req, "hours"));
	check_org(cx, &org);
	check_days(cx, remind, close);
	if (cx->field_count || !accent_exists(org.accent))
		return HK_INVALID;
	HK_TRY(org_change(cx, &org));
	about = org_changes(cx, &before, &org);
	HK_TRY(currency_save(cx, req, &about));
	HK_TRY(hours_save(cx, req));
	if (web_form(req, "privacy"))
		HK_TRY(org_privacy_put(cx, hk_trim(cx->arena, page_form(req, "privacy"))));
	HK_TRY(limits_save(cx, req));
	HK_TRY(lead_save(cx, req));
	HK_TRY(org_setting_put(cx, "follow_up_remind_days", page_form(req, "remind_days")));
	HK_TRY(org_setting_put(cx, "follow_up_close_days", page_form(req, "close_days")));
	return audit_record(cx, "organisation.change", about);
}

static enum hk_result post_org(struct web_request *req)
{
	return admin_save(req, &(struct admin_save){ save_org, org_form, req, "/admin/organisation",
						     TR("Saved.") });
}

static const struct web_param before_params[] = { { "before", PARAM_NUMBER, 0 },
						  { NULL, PARAM_TEXT, 0 } };
static const struct web_param org_params[] = {
	{ "name", PARAM_TEXT, 200 },        { "language", PARAM_TEXT, 8 },
	{ "timezone", PARAM_TEXT, 60 },     { "currency", PARAM_TEXT, 12 },
	{ "accent", PARAM_TEXT, 30 },       { "phone", PARAM_TEXT, 40 },
	{ "email", PARAM_TEXT, 254 },       { "hours_en", PARAM_TEXT, 300 },
	{ "hours_bn", PARAM_TEXT, 300 },    { "hours_lt", PARAM_TEXT, 300 },
	{ "hours_ta", PARAM_TEXT, 300 },    { "hours", PARAM_TEXT, 300 },
	{ "remind_days", PARAM_NUMBER, 0 }, { "close_days", PARAM_NUMBER, 0 },
	{ "version", PARAM_NUMBER, 0 },     { "per_rule", PARAM_NUMBER, 0 },
	{ "per_hour", PARAM_NUMBER, 0 },    { "promise_lead", PARAM_NUMBER, 0 },
	{ "privacy", PARAM_TEXT, 300 },     { NULL, PARAM_TEXT, 0 },
};

const struct web_route admin_pages[] = {
	ROUTE("GET", "/admin", RIGHT_ADMIN, show_home, 0, NULL),
	ROUTE("GET", "/admin/organisation", RIGHT_ADMIN, show_org, 0, NULL),
	ROUTE("POST", "/admin/organisation", RIGHT_ADMIN, post_org, 0, org_params),
	ROUTE("GET", "/admin/audit", RIGHT_ADMIN, admin_show_audit, 0, before_params),
	{ 0 },
};
