/* Opening a ticket by hand, with the customer searched for or made in one field. */
#include <inttypes.h>
#include <string.h>

#include "base/secret.h"
#include "base/text.h"
#include "base/time.h"
#include "core/i18n.h"
#include "core/search.h"
#include "core/settings.h"
#include "intake/intake.h"
#include "ticket/file/file_lines.h"
#include "ticket/mail/mailbox.h"
#include "tpl_part_customer_choices.h"
#include "tpl_ticket_new.h"
#include "web/pages/again.h"
#include "web/pages/door/sealed.h"
#include "web/pages/families.h"
#include "web/pages/notice.h"
#include "web/pages/ticket/harm_words.h"
#include "web/pages/ticket/ticket_new.h"
#include "web/pages/ticket/ticket_people.h"
#include "web/pages/ticket/ticket_saved.h"
#include "web/pages/ticket/ticket_send_files.h"
#include "web/pages/ticket/ticket_words.h"
#include "web/pages/upload.h"

enum {
	CUSTOMERS_SHOWN = 8,
	LETTERS_LEAST = 3,
	WHO_MAX_BYTES = 300,
	SUBJECT_MAX_BYTES = 300,
	BODY_MAX_BYTES = 200 * 1000,
	KEY_MAX_BYTES = 40,
	KEPT_MAX_BYTES = 2000,
	KEPT_MS = HK_HOUR,
	OK = 200,
};

/* A person out of what was typed in one field. */
struct person_typed {
	const char *name, *email, *phone;
};

static const char person_marks[] = " ,;<>\"\t\n";

/* "Ona Petraitė, ona@example.net, +370 600 00000": what has an @ is an address, what is made of
 * digits is part of a number, the rest is a name; "Ona Petraitė <ona@example.net>" as well. */
static struct person_typed person_read(struct ctx *cx, const char *who)
{
	static const char number_signs[] = "+0123456789()-./";
	char *rest, *words = hk_copy_text(cx->arena, who);
	struct person_typed person = { "", "", "" };

	for (char *word = strtok_r(words, person_marks, &rest); word;
	     word = strtok_r(NULL, person_marks, &rest)) {
		bool is_number =
			strlen(word) == strspn(word, number_signs) && strpbrk(word, "0123456789");
		const char **to = strchr(word, '@') ? &person.email
				  : is_number       ? &person.phone
						    : &person.name;

		*to = hk_format(cx->arena, "%s%s%s", *to, **to ? " " : "", word);
	}
	return person;
}

static const char *address_line(struct ctx *cx, const struct address_list *list)
{
	const char *line = "";

	for (size_t i = 0; i < list->count; i++)
		line = hk_format(cx->arena, "%s%s%s", line, *line ? " · " : "",
				 list->items[i].shown);
	return line;
}

static enum hk_result option_add(struct ctx *cx, const struct customer *customer, int64_t chosen,
				 struct part_options *options, struct part_option *items)
{
	struct address_list addresses;

	HK_TRY(customer_addresses(cx, customer->id, &addresses));
	items[options->count++] =
		(struct part_option){ .value = hk_format(cx->arena, "%" PRId64, customer->id),
				      .label = customer->name,
				      .hint = address_line(cx, &addresses),
				      .is_chosen = customer->id == chosen };
	return HK_OK;
}

/* Those who fit what was typed; the one that was chosen before always stands among them. */
static enum hk_result customers_find(struct ctx *cx, const char *who, int64_t chosen,
				     struct part_options *ret)
{
	struct part_option *items = hk_alloc(cx->arena, CUSTOMERS_SHOWN + 2, sizeof(*items));
	struct customer_list list = { NULL, 0 };
	struct customer customer;

	*ret = (struct part_options){ items, 0 };
	if (chosen && customer_find(cx, chosen, &customer) == HK_OK)
		HK_TRY(option_add(cx, &customer, chosen, ret, items));
	if (strlen(who) >= LETTERS_LEAST)
		HK_TRY(customer_search(cx, who, true, CUSTOMERS_SHOWN, &list));
	/* A name and an address or a number together: that says who it is. */
	if (list.count == 0)
		HK_TRY(customer_search(cx, person_read(cx, who).email, true, CUSTOMERS_SHOWN,
				       &list));
	if (list.count == 0)
		HK_TRY(customer_search(cx, person_read(cx, who).phone, true, CUSTOMERS_SHOWN,
				       &list));
	for (size_t i = 0; i < list.count; i++)
		if (list.items[i].id != chosen)
			HK_TRY(option_add(cx, &list.items[i], chosen, ret, items));
	if (ret->count > 0)
		items[ret->count++] = (struct part_option){
			.value = "0",
			.label = i18n_text(cx->language, TR("Somebody else, who is new here")),
			.is_chosen = !chosen
		};
	return HK_OK;
}

/* None when there is one mailbox only: then there is nothing to choose. */
static enum hk_result mailboxes_find(struct ctx *cx, int64_t chosen, struct part_options *ret)
{
	struct mailbox_list list;
	struct part_option *items;

	HK_TRY(mailbox_every(cx, &list));
	items = hk_alloc(cx->arena, list.count, sizeof(*items));
	*ret = (struct part_options){ items, 0 };
	for (size_t i = 0; i < list.count; i++)
		if (list.items[i].is_active)
			items[ret->count++] =
				(struct part_option){ .value = hk_format(cx->arena, "%" PRId64,
									 list.items[i].id),
						      .label = list.items[i].address,
						      .is_chosen = list.items[i].id == chosen };
	if (ret->count < 2)
		ret->count = 0;
	return HK_OK;
}

static const char *or_usual(const char *value, const char *usual)
{
	return *value ? value : usual;
}

static enum hk_result form_fill(struct web_request *req, int64_t customer_id,
				struct ticket_new_form *form)
{
	struct ctx *cx = req->cx;
	const char *harms;

	form->problem = page_problem(cx);
	form->errors = page_errors(cx);
	form->who = page_form(req, "who");
	form->key = or_usual(page_form(req, "key"), hk_token_new(cx->arena));
	form->subject = page_form(req, "subject");
	if (!form->body)
		form->body = page_form(req, "body");
	form->file_max = setting_number(cx->house->settings, SETTING_UPLOAD_MAX);
	form->is_mail =
		web_form_number(req, "mail", 0) == 1 || web_query_number(req, "mail", 0) == 1;
	if (form->is_mail)
		HK_TRY(saved_choices(cx, &form->saved));
	form->cc = people_form(req).cc;
	form->bcc = people_form(req).bcc;
	form->channels = channel_options(cx, or_usual(page_form(req, "channel"), "phone"));
	form->types = type_options(cx, or_usual(page_form(req, "type"), "inquiry"));
	form->priorities = priority_choices(cx, page_form(req, "priority"));
	form->reason = page_form(req, "priority_reason");
	if (harms_ticked(req, &harms) == HK_OK)
		form->harms = harm_options(cx, harms);
	HK_TRY(mailboxes_find(cx, web_form_number(req, "mailbox", 0), &form->mailboxes));
	return customers_find(cx, form->who, customer_id, &form->customers);
}

static enum hk_result show_new(struct web_request *req)
{
	struct ticket_new_form form = { .is_mine = true };

	HK_TRY(form_fill(req, web_query_number(req, "customer", 0), &form));
	tpl_ticket_new(req->out, &req->page, &form);
	return HK_OK;
}

struct opening {
	struct web_request *req;
	struct ticket ticket;
	struct reply mail;
	struct doubt_list doubts; /* about whom to ask before the mail leaves */
	struct attachment_list files;
	const char *body; /* with a saved reply that was put in; NULL: as it came */
};

static const char kept_purpose[] = "new ticket";

/* There is no draft that they could wait in, so the form carries which they are. */
static struct part_kept files_shown(struct ctx *cx, const struct attachment_list *files)
{
	struct part_kept kept = { hk_alloc(cx->arena, files->count, sizeof(*kept.items)), 0 };

	for (size_t i = 0; i < files->count; i++) {
		const struct attachment_list one = { &files->items[i], 1 };

		kept.items[kept.count++] = (struct part_kept_file){
			.blob = sealed_put(cx, kept_purpose, KEPT_MS, file_lines_write(cx, &one)),
			.name = files->items[i].name,
			.size = files->items[i].size,
		};
	}
	return kept;
}

static enum hk_result files_take(struct web_request *req, struct attachment_list *ret)
{
	struct ctx *cx = req->cx;
	const char *const *ticked, *line;
	size_t count = web_form_all(req, "kept", &ticked);
	struct attachment_list chosen, list = { NULL, 0 };

	HK_TRY(upload_keep(req, "files", &chosen));
	list.items = hk_alloc(cx->arena, count + chosen.count, sizeof(*list.items));
	for (size_t i = 0; i < count; i++)
		if (sealed_take(cx, kept_purpose, ticked[i], &line) == HK_OK)
			list.items[list.count++] = file_lines_read(cx, line, 1).items[0];
	for (size_t i = 0; i < chosen.count; i++)
		list.items[list.count++] = chosen.items[i];
	*ret = list;
	return HK_OK;
}

static enum hk_result show_new_again(struct ctx *cx, void *data)
{
	struct opening *opening = data;
	struct web_request *req = opening->req;
	struct ticket_new_form form = { .is_mine = web_form_number(req, "mine", 0) == 1,
					.was_searched = true,
					.body = opening->body,
					.doubts = doubts_shown(cx, &opening->doubts),
					.kept = files_shown(cx, &opening->files) };

	HK_TRY(form_fill(req, web_form_number(req, "customer", 0), &form));
	tpl_ticket_new(req->out, &req->page, &form);
	return HK_OK;
}

static enum hk_result show_customers(struct web_request *req)
{
	const char *who = web_query(req, "who");
	struct part_options customers;

	HK_TRY(customers_find(req->cx, who ? who : "", web_query_number(req, "customer", 0),
			      &customers));
	tpl_part_customer_choices(req->out, &req->page, &customers, who && strlen(who) >= 3);
	return HK_OK;
}

/* What is wrong with his address is said beside the one field that it was typed into, and so is
 * what is wrong with the words. */
static void blame_fields(struct ctx *cx)
{
	for (size_t i = 0; i < cx->field_count; i++)
		if (hk_equal(cx->fields[i].field, "text"))
			cx->fields[i].field = "body";
	for (size_t i = 0; i < cx->field_count; i++)
		if (hk_equal(cx->fields[i].field, "email") ||
		    hk_equal(cx->fields[i].field, "phone") || hk_equal(cx->fields[i].field, "to"))
			cx->fields[i].field = "who";
}

/* The words as the first mail; in the customer's hands is the word then. */
static struct reply mail_read(struct web_request *req, const struct attachment_list *files)
{
	struct reply mail = send_words_read(req, "body");

	mail.people = (struct people_text){ false, "", mail.people.cc, mail.people.bcc };
	mail.then = REPLY_WAIT;
	mail.attachments = *files;
	return mail;
}

static enum hk_result open_ticket(struct opening *opening)
{
	struct web_request *req = opening->req;
	struct ctx *cx = req->cx;
	bool is_mail = web_form_number(req, "mail", 0) == 1;
	struct person_typed person = person_read(cx, page_form(req, "who"));
	int64_t customer_id = web_form_number(req, "customer", 0);
	struct intake_request request = {
		.attachments = opening->files,
		.channel = is_mail ? "email" : page_form(req, "channel"),
		.type = page_form(req, "type"),
		.priority = page_form(req, "priority"),
		.priority_reason = page_form(req, "priority_reason"),
		.subject = page_form(req, "subject"),
		.text = page_form(req, "body"),
		.language = "",
		.name = customer_id ? "" : person.name,
		.email = customer_id ? "" : person.email,
		.phone = customer_id ? "" : person.phone,
		.customer_id = customer_id,
		.mailbox_id = web_form_number(req, "mailbox", 0),
		.owner_id = web_form_number(req, "mine", 0) == 1 ? cx->actor->id : 0,
		.key = hk_format(cx->arena, "hand:%" PRId64 ":%s", cx->actor->id,
				 page_form(req, "key")),
	};

	HK_TRY(upload_need_bytes(req, "files"));
	HK_TRY(harms_ticked(req, &request.harms));
	if (is_mail) {
		HK_TRY(send_files_check(cx, &opening->files));
		opening->mail = mail_read(req, &opening->files);
		request.mail = &opening->mail;
		request.ret_doubts = &opening->doubts;
	}
	return intake_request(cx, &request, &opening->ticket);
}

static enum hk_result opened(const struct opening *opening)
{
	struct web_request *req = opening->req;
	struct ctx *cx = req->cx;
	int64_t number = opening->ticket.number;
	const char *text = hk_format(cx->arena, "%" PRId64, number), *undo = "";

	if (opening->mail.text)
		undo = hk_format(cx->arena, "/tickets/%" PRId64 "/undo?message=%" PRId64, number,
				 opening->ticket.last_message_id);
	return notice_answer(
		req, hk_format(cx->arena, "/tickets/%s", text),
		i18n_fill(
			cx->arena,
			i18n_text(cx->language, *undo ? TR("Ticket {number} is open, and your mail "
							   "goes out in 10 seconds.")
						      : TR("Ticket {number} is open.")),
			"number", text, NULL),
		undo);
}

/* Pressed without a script: a saved reply stands in the form, and nothing leaves. */
static enum hk_result put_in(struct opening *opening)
{
	struct web_request *req = opening->req;
	const struct ticket ticket = { .customer_id = web_form_number(req, "customer", 0),
				       .subject = page_form(req, "subject"),
				       .language = "",
				       .owner_id = req->cx->actor->id };
	enum hk_result result = saved_put_below(req, &ticket, "body", &opening->body);

	if (result != HK_OK && result != HK_INVALID)
		return result;
	return page_again(req, result == HK_OK ? OK : page_status_of(result), show_new_again,
			  opening);
}

static enum hk_result add(struct web_request *req)
{
	struct ctx *cx = req->cx;
	struct opening opening = { .req = req };
	enum hk_result result;

	HK_TRY(files_take(req, &opening.files));
	/* Pressed without a script: only looks who fits. */
	if (*page_form(req, "find"))
		return page_again(req, 200, show_new_again, &opening);
	if (*page_form(req, "insert"))
		return put_in(&opening);
	result = open_ticket(&opening);
	blame_fields(cx);
	if (result == HK_NOT_FOUND)
		result = field_problem(cx, "who", TR("Please choose the customer again."));
	if (opening.doubts.count)
		cx->problem = NULL;
	if (result == HK_INVALID || result == HK_CONFLICT)
		return page_again(req, page_status_of(result), show_new_again, &opening);
	HK_TRY(result);
	return opened(&opening);
}

static const struct web_param query_params[] = { { "who", PARAM_TEXT, WHO_MAX_BYTES },
						 { "customer", PARAM_NUMBER, 0 },
						 { "mail", PARAM_NUMBER, 0 },
						 { 0 } };
static const struct web_param form_params[] = {
	{ "who", PARAM_TEXT, WHO_MAX_BYTES },
	{ "customer", PARAM_NUMBER, 0 },
	{ "find", PARAM_TEXT, 0 },
	{ "key", PARAM_TEXT, KEY_MAX_BYTES },
	{ "channel", PARAM_TEXT, 0 },
	{ "type", PARAM_TEXT, 0 },
	{ "harms", PARAM_TEXT, 0 },
	{ "priority", PARAM_TEXT, 0 },
	{ "priority_reason", PARAM_TEXT, PRIORITY_REASON_LETTERS },
	{ "mailbox", PARAM_NUMBER, 0 },
	{ "subject", PARAM_TEXT, SUBJECT_MAX_BYTES },
	{ "body", PARAM_TEXT, BODY_MAX_BYTES },
	{ "mine", PARAM_NUMBER, 0 },
	{ "mail", PARAM_NUMBER, 0 },
	PEOPLE_PARAMS,
	{ "sure", PARAM_TEXT, SURE_MAX_BYTES },
	{ "files", PARAM_FILE, 0 },
	{ "kept", PARAM_TEXT, KEPT_MAX_BYTES },
	SAVED_PARAMS,
	{ 0 },
};

const struct web_route ticket_new_pages[] = {
	ROUTE("GET", "/tickets/new", RIGHT_TICKET_CREATE, show_new, 0, query_params),
	ROUTE("GET", "/tickets/new/customers", RIGHT_TICKET_CREATE, show_customers, WEB_PART,
	      query_params),
	ROUTE("POST", "/tickets/new", RIGHT_TICKET_CREATE, add, WEB_UPLOAD, form_params),
	{ 0 },
};
