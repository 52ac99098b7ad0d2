#include <inttypes.h>

#include "base/text.h"
#include "core/audit.h"
#include "core/i18n.h"
#include "people/team.h"
#include "standard/calendar.h"
#include "standard/standard.h"
#include "ticket/mail/mailbox.h"
#include "web/pages/admin/admin_view.h"
#include "web/pages/admin/mailbox_roads.h"
#include "web/pages/families.h"

enum { MEGABYTE = 1024 * 1024 };

/* What was not sent stays as it is; what makes no sense is refused as too much. */
static int64_t megabytes_read(const struct web_request *req, const char *name, int64_t now)
{
	int64_t number = web_form_number(req, name, now / MEGABYTE);

	return number < 0 || number > INT64_MAX / MEGABYTE ? -1 : number * MEGABYTE;
}

static const char *number_text(struct ctx *cx, int64_t number)
{
	return hk_format(cx->arena, "%" PRId64, number);
}

static enum hk_result show_mailboxes(struct web_request *req)
{
	static const char *const heads[] = { TR("Address"), TR("Name"), TR("Team"), TR("Language"),
					     TR("Fetched by IMAP") };
	struct admin_list list = {
		.title = TR("Mailboxes"),
		.lead = TR("Mail to one of these becomes a ticket; mail to any other "
			   "address is refused."),
		.add = "/admin/mailboxes/new",
		.add_title = TR("Add a mailbox"),
		.empty = TR("There is no mailbox yet."),
		.next = "",
		.heads = { heads, HK_COUNT(heads) }
	};
	struct mailbox_list all;

	HK_TRY(mailbox_every(req->cx, &all));
	admin_list_room(req, &list, all.count);
	for (size_t i = 0; i < all.count; i++) {
		const struct mailbox *one = &all.items[i];
		struct admin_row *row = admin_row_add(req, &list);
		struct team team;
		HK_TRY(team_find(req->cx, one->team_id, &team));
		admin_cell_add(row, one->address,
			       hk_format(req->cx->arena, "/admin/mailboxes/%" PRId64, one->id));
		admin_cell_add(row, one->name, "");
		admin_cell_add(row, team.name, "");
		admin_cell_add(row, i18n_language_name(one->language), "");
		admin_words_add(req, row,
				!one->imap_url.bytes ? TR("No")
				: *one->imap_problem ? one->imap_problem
						     : TR("Yes"),
				"");
	}
	return admin_list_show(req, &list);
}

static enum hk_result mailbox_choices(struct web_request *req, struct admin_form *form,
				      const struct mailbox *mailbox)
{
	struct ctx *cx = req->cx;
	struct calendar_list calendars;
	struct standard_list standards;
	struct admin_field *field;
	struct team_list teams;

	HK_TRY(team_every(cx, &teams));
	HK_TRY(standard_every(cx, &standards));
	HK_TRY(calendar_every(cx, &calendars));
	field = admin_select_add(req, form, "language", TR("Language when nothing else says"),
				 mailbox->language);
	for (int i = 0; i < I18N_LANGUAGES; i++)
		admin_option_add(req, field, i18n_languages[i].code, i18n_languages[i].name);
	field = admin_select_add(req, form, "team", TR("Team"), number_text(cx, mailbox->team_id));
	for (size_t i = 0; i < teams.count; i++)
		admin_option_add(req, field, number_text(cx, teams.items[i].id),
				 teams.items[i].name);
	field = admin_select_add(req, form, "standard", TR("Response standard"),
				 number_text(cx, mailbox->standard_id));
	for (size_t i = 0; i < standards.count; i++)
		admin_option_add(req, field, number_text(cx, standards.items[i].id),
				 standards.items[i].name);
	field = admin_select_add(req, form, "calendar", TR("Calendar"),
				 number_text(cx, mailbox->calendar_id));
	field->hint = TR("Promises count in its open time.");
	admin_option_add(req, field, "0", TR("Around the clock"));
	for (size_t i = 0; i < calendars.count; i++)
		admin_option_add(req, field, number_text(cx, calendars.items[i].id),
				 calendars.items[i].name);
	return HK_OK;
}

static enum hk_result mailbox_fields(struct web_request *req, struct admin_form *form,
				     const struct mailbox *mailbox)
{
	struct admin_field *field;

	admin_field_add(req, form, "email", "address", TR("Address"), mailbox->address);
	admin_field_add(req, form, "text", "name", TR("Name that customers see"), mailbox->name);
	HK_TRY(mailbox_choices(req, form, mailbox));
	admin_field_add(req, form, "area", "signature", TR("Signature under every reply"),
			mailbox->signature);
	admin_field_add(req, form, "area", "confirmation", TR("Own words in the confirmation"),
			mailbox->confirmation)
		->hint =
		TR("Plain text, as it stands here, in every confirmation, whatever its language.");
	admin_field_add(req, form, "password", "imap_url", TR("Fetch by IMAP"), "")->hint = TR(
		"imaps://user:password@host/INBOX, or imaps://user@host/INBOX?oauth with access by "
		"tokens. Empty keeps what is set; - takes it away.");
	admin_field_add(req, form, "number", "spam_limit",
			TR("Keep mail with so many points of a spam filter for a person"),
			number_text(req->cx, mailbox->spam_limit))
		->hint = TR("Of SpamAssassin or rspamd on your mail server. 0: nothing is kept "
			    "back.");
	admin_field_add(req, form, "number", "mail_max", TR("Largest mail, in megabytes"),
			number_text(req->cx, mailbox->mail_max / MEGABYTE))
		->hint = TR("0: as large as the house takes.");
	admin_field_add(req, form, "number", "files_max", TR("Files of one mail at most"),
			number_text(req->cx, mailbox->files_max))
		->hint = TR("0: as many as the house takes.");
	admin_field_add(req, form, "number", "file_max", TR("Largest file of a mail, in megabytes"),
			number_text(req->cx, mailbox->file_max / MEGABYTE))
		->hint = TR("0: as large as the house takes.");
	admin_field_add(req, form, "text", "trusted_server",
			TR("Mail server whose checks of the sender are believed"),
			mailbox->trusted_server)
		->hint = TR("Its name at the beginning of Authentication-Results, such as "
			    "mx.shop.example. It must remove such lines that others wrote in its "
			    "name. Empty: nobody is believed.");
	field = admin_field_add(req, form, "check", "takes_plus",
				TR("Ask for answers at name+ticket@"), "");
	field->hint = TR("Only where your mail server delivers such addresses too.");
	field->is_chosen = mailbox->takes_plus != 0;
	field = admin_field_add(req, form, "check", "is_active", TR("Takes mail"), "");
	field->is_chosen = mailbox->is_active != 0;
	return HK_OK;
}

static enum hk_result new_mailbox_form(struct ctx *cx, void *data)
{
	struct web_request *req = data;
	struct admin_form form = { .title = TR("Add a mailbox"),
				   .lead = "",
				   .action = "/admin/mailboxes",
				   .button = TR("Add"),
				   .back = "/admin/mailboxes",
				   .back_title = TR("Mailboxes") };
	struct mailbox none = { .address = "",
				.name = "",
				.language = cx->language,
				.signature = "",
				.confirmation = "",
				.trusted_server = "",
				.is_active = 1 };

	HK_TRY(mailbox_fields(req, &form, &none));
	return admin_form_show(req, &form);
}

static enum hk_result show_new_mailbox(struct web_request *req)
{
	return new_mailbox_form(req->cx, req);
}

/* Team and standard must be there, so that no foreign number gets in. */
static enum hk_result mailbox_read(struct web_request *req, struct mailbox *mailbox)
{
	struct standard standard;
	struct calendar calendar;
	struct team team;
	enum hk_result result;

	mailbox->address = page_form(req, "address");
	mailbox->name = page_form(req, "name");
	mailbox->language = page_form(req, "language");
	mailbox->team_id = web_form_number(req, "team", 0);
	mailbox->standard_id = web_form_number(req, "standard", 0);
	mailbox->calendar_id = web_form_number(req, "calendar", mailbox->calendar_id);
	mailbox->signature = page_form(req, "signature");
	mailbox->confirmation = page_form(req, "confirmation");
	mailbox->is_active = *page_form(req, "is_active") != '\0';
	mailbox->spam_limit = web_form_number(req, "spam_limit", mailbox->spam_limit);
	mailbox->mail_max = megabytes_read(req, "mail_max", mailbox->mail_max);
	mailbox->files_max = web_form_number(req, "files_max", mailbox->files_max);
	mailbox->file_max = megabytes_read(req, "file_max", mailbox->file_max);
	mailbox->trusted_server = hk_trim(req->cx->arena, page_form(req, "trusted_server"));
	mailbox->takes_plus = *page_form(req, "takes_plus") != '\0';
	if (!i18n_language_exists(mailbox->language))
		return field_problem(req->cx, "language", TR("Please choose a language."));
	result = team_find(req->cx, mailbox->team_id, &team);
	if (result == HK_NOT_FOUND)
		return field_problem(req->cx, "team", TR("Please choose a team."));
	HK_TRY(result);
	result = standard_find(req->cx, mailbox->standard_id, &standard);
	if (result == HK_NOT_FOUND)
		return field_problem(req->cx, "standard", TR("Please choose a standard."));
	if (result != HK_OK || mailbox->calendar_id == CALENDAR_ALWAYS)
		return result;
	result = calendar_find(req->cx, mailbox->calendar_id, &calendar);
	if (result == HK_NOT_FOUND)
		return field_problem(req->cx, "calendar", TR("Please choose a calendar."));
	return result;
}

static enum hk_result add_mailbox(struct ctx *cx, void *data)
{
	struct web_request *req = data;
	struct mailbox mailbox = { .id = 0 };

	HK_TRY(mailbox_read(req, &mailbox));
	return mailbox_add(cx, &mailbox, page_form(req, "imap_url"));
}

static enum hk_result post_new_mailbox(struct web_request *req)
{
	return admin_save(req, &(struct admin_save){ add_mailbox, new_mailbox_form, req,
						     "/admin/mailboxes", TR("Added.") });
}

static enum hk_result one_mailbox_form(struct ctx *cx, void *data)
{
	struct web_request *req = data;
	struct admin_form form = { .title = TR("Change a mailbox"),
				   .lead = "",
				   .button = TR("Save"),
				   .back = "/admin/mailboxes",
				   .back_title = TR("Mailboxes") };
	struct mailbox mailbox;
	int64_t id;

	HK_TRY(web_path_number(req, "id", &id));
	HK_TRY(mailbox_find(cx, id, &mailbox));
	form.version = mailbox.version;
	form.action = hk_format(cx->arena, "/admin/mailboxes/%" PRId64, id);
	HK_TRY(mailbox_roads_add(req, &form, id));
	HK_TRY(mailbox_fields(req, &form, &mailbox));
	return admin_form_show(req, &form);
}

static enum hk_result show_one_mailbox(struct web_request *req)
{
	return one_mailbox_form(req->cx, req);
}

static enum hk_result save_mailbox(struct ctx *cx, void *data)
{
	struct web_request *req = data;
	struct mailbox mailbox;
	int64_t id;

	HK_TRY(web_path_number(req, "id", &id));
	HK_TRY(mailbox_find(cx, id, &mailbox));
	mailbox.version = web_form_number(req, "version", 0);
	HK_TRY(mailbox_read(req, &mailbox));
	return mailbox_change(cx, &mailbox, page_form(req, "imap_url"));
}

static enum hk_result post_one_mailbox(struct web_request *req)
{
	return admin_save(req, &(struct admin_save){ save_mailbox, one_mailbox_form, req,
						     "/admin/mailboxes", TR("Saved.") });
}

static const struct web_param mailbox_params[] = {
	{ "address", PARAM_TEXT, 254 },        { "name", PARAM_TEXT, 200 },
	{ "language", PARAM_TEXT, 8 },         { "team", PARAM_NUMBER, 0 },
	{ "standard", PARAM_NUMBER, 0 },       { "calendar", PARAM_NUMBER, 0 },
	{ "signature", PARAM_TEXT, 2000 },     { "confirmation", PARAM_TEXT, 2000 },
	{ "imap_url", PARAM_TEXT, 500 },       { "is_active", PARAM_TEXT, 1 },
	{ "spam_limit", PARAM_NUMBER, 0 },     { "takes_plus", PARAM_TEXT, 1 },
	{ "trusted_server", PARAM_TEXT, 253 }, { "mail_max", PARAM_NUMBER, 0 },
	{ "files_max", PARAM_NUMBER, 0 },      { "file_max", PARAM_NUMBER, 0 },
	{ "version", PARAM_NUMBER, 0 },        { NULL, PARAM_TEXT, 0 },
};

const struct web_route admin_mail_pages[] = {
	ROUTE("GET", "/admin/mailboxes", RIGHT_ADMIN, show_mailboxes, 0, NULL),
	ROUTE("POST", "/admin/mailboxes", RIGHT_ADMIN, post_new_mailbox, 0, mailbox_params),
	ROUTE("GET", "/admin/mailboxes/new", RIGHT_ADMIN, show_new_mailbox, 0, NULL),
	ROUTE("GET", "/admin/mailboxes/{id}", RIGHT_ADMIN, show_one_mailbox, 0, NULL),
	ROUTE("POST", "/admin/mailboxes/{id}", RIGHT_ADMIN, post_one_mailbox, 0, mailbox_params),
	{ 0 },
};
