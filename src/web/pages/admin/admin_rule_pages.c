/* Which response standard holds when, and what is said when it was not kept. */
#include <inttypes.h>
#include <string.h>

#include "base/text.h"
#include "core/audit.h"
#include "core/i18n.h"
#include "people/customer.h"
#include "standard/standard_rule.h"
#include "ticket/mail/mailbox.h"
#include "ticket/write/apology.h"
#include "web/pages/admin/admin_view.h"
#include "web/pages/families.h"

static const char rules[] = "/admin/standards/rules";

static void name_cell(struct web_request *req, struct admin_row *row, const char *name)
{
	if (*name)
		admin_cell_add(row, name, "");
	else
		admin_words_add(req, row, TR("Any"), "");
}

static void rule_row(struct web_request *req, struct admin_row *row,
		     const struct standard_rule_line *line)
{
	const struct standard_rule *rule = &line->rule;

	admin_cell_add(row, line->standard_name,
		       hk_format(req->cx->arena, "%s/%" PRId64, rules, rule->id));
	name_cell(req, row, line->customer_name);
	if (*rule->type)
		admin_words_add(req, row, type_word(rule->type)->words, "");
	else
		name_cell(req, row, "");
	if (*rule->priority)
		admin_words_add(req, row, priority_word(rule->priority)->words, "");
	else
		name_cell(req, row, "");
	name_cell(req, row, line->mailbox_name);
	name_cell(req, row, *rule->language ? i18n_language_name(rule->language) : "");
}

static const char *const heads[] = { TR("Standard"), TR("Customer"), TR("Purpose"),
				     TR("Priority"), TR("Mailbox"),  TR("Language") };

static enum hk_result show_rules(struct web_request *req)
{
	struct admin_list list = {
		.title = TR("Rules: which one holds when"),
		.lead = TR("The first rule in this list that fits a ticket says its standard: a "
			   "customer goes before a purpose, that before a priority, a mailbox and "
			   "a language. Where none fits, the mailbox says it."),
		.add = "/admin/standards/rules/new",
		.add_title = TR("Add a rule"),
		.empty = TR("There is no rule yet: each mailbox says what is promised."),
		.next = "",
		.back = "/admin/standards",
		.back_title = TR("Response standards"),
		.heads = { heads, HK_COUNT(heads) }
	};
	struct standard_rule_list all;

	HK_TRY(standard_rule_every(req->cx, &all));
	admin_list_room(req, &list, all.count);
	for (size_t i = 0; i < all.count; i++)
		rule_row(req, admin_row_add(req, &list), &all.items[i]);
	return admin_list_show(req, &list);
}

static void options_add(struct web_request *req, struct admin_field *field,
			struct part_options from)
{
	admin_option_add(req, field, "", TR("Any"));
	for (size_t i = 0; i < from.count; i++)
		if (*from.items[i].value)
			admin_option_add(req, field, from.items[i].value, from.items[i].label);
}

static enum hk_result choices_add(struct web_request *req, struct admin_form *form)
{
	struct admin_field *field;
	struct standard_list standards;
	struct mailbox_list mailboxes;
	struct ctx *cx = req->cx;

	HK_TRY(standard_every(cx, &standards));
	field = admin_select_add(req, form, "standard", TR("Standard"), "");
	for (size_t i = 0; i < standards.count; i++)
		admin_option_add(req, field,
				 hk_format(cx->arena, "%" PRId64, standards.items[i].id),
				 standards.items[i].name);
	admin_field_add(req, form, "email", "customer", TR("Customer"), "")->hint =
		TR("By the e-mail address; empty: any");
	options_add(req, admin_select_add(req, form, "type", TR("Purpose"), ""),
		    type_options(cx, ""));
	options_add(req, admin_select_add(req, form, "priority", TR("Priority"), ""),
		    priority_options(cx, ""));
	HK_TRY(mailbox_every(cx, &mailboxes));
	field = admin_select_add(req, form, "mailbox", TR("Mailbox"), "0");
	admin_option_add(req, field, "0", TR("Any"));
	for (size_t i = 0; i < mailboxes.count; i++)
		admin_option_add(req, field,
				 hk_format(cx->arena, "%" PRId64, mailboxes.items[i].id),
				 mailboxes.items[i].name);
	options_add(req, admin_select_add(req, form, "language", TR("Language"), ""),
		    language_options(cx, ""));
	return HK_OK;
}

static enum hk_result new_form(struct ctx *cx, void *data)
{
	struct admin_form form = { .title = TR("Add a rule"),
				   .lead = TR(
					   "The standard holds for tickets for which all of this "
					   "is so."),
				   .action = rules,
				   .button = TR("Add"),
				   .back = rules,
				   .back_title = TR("Rules: which one holds when") };

	(void)cx;
	HK_TRY(choices_add(data, &form));
	return admin_form_show(data, &form);
}

static enum hk_result show_new(struct web_request *req)
{
	return new_form(req->cx, req);
}

static enum hk_result customer_read(struct web_request *req, int64_t *ret)
{
	const char *typed = page_form(req, "customer"), *address;
	struct customer customer;
	enum hk_result result;

	*ret = 0;
	if (!hk_has_ink(typed))
		return HK_OK;
	address = customer_email(req->cx, typed);
	result = address ? customer_by_address(req->cx, "email", address, &customer) : HK_NOT_FOUND;
	if (result == HK_NOT_FOUND)
		return field_problem(req->cx, "customer",
				     TR("No customer has this e-mail address."));
	HK_TRY(result);
	*ret = customer.id;
	return HK_OK;
}

static enum hk_result add(struct ctx *cx, void *data)
{
	struct web_request *req = data;
	struct standard_rule rule = { .type = page_form(req, "type"),
				      .priority = page_form(req, "priority"),
				      .mailbox_id = web_form_number(req, "mailbox", 0),
				      .language = page_form(req, "language"),
				      .standard_id = web_form_number(req, "standard", 0) };
	struct standard standard;
	struct mailbox mailbox;

	if (standard_find(cx, rule.standard_id, &standard) != HK_OK)
		return field_problem(cx, "standard", TR("Please choose a standard."));
	if ((*rule.type && !ticket_type_exists(rule.type)) ||
	    (*rule.priority && !ticket_priority_exists(rule.priority)) ||
	    (*rule.language && !i18n_language_exists(rule.language)) ||
	    (rule.mailbox_id && mailbox_find(cx, rule.mailbox_id, &mailbox) != HK_OK))
		return problem(cx, HK_INVALID, TR("Please choose from what there is."));
	HK_TRY(customer_read(req, &rule.customer_id));
	HK_TRY(standard_rule_add(cx, &rule));
	return audit_record(cx, "standard.rule", standard.name);
}

static enum hk_result post_new(struct web_request *req)
{
	return admin_save(req, &(struct admin_save){ add, new_form, req, rules, TR("Added.") });
}

static enum hk_result rule_find(struct web_request *req, struct standard_rule_line *ret)
{
	struct standard_rule_list all;
	int64_t id;

	HK_TRY(web_path_number(req, "id", &id));
	HK_TRY(standard_rule_every(req->cx, &all));
	for (size_t i = 0; i < all.count; i++) {
		if (all.items[i].rule.id != id)
			continue;
		*ret = all.items[i];
		return HK_OK;
	}
	return HK_NOT_FOUND;
}

static enum hk_result one_detail(struct ctx *cx, void *data)
{
	struct web_request *req = data;
	struct admin_detail detail = { .title = TR("A rule"),
				       .back = rules,
				       .back_title = TR("Rules: which one holds when"),
				       .raw = "",
				       .raw_url = "" };
	struct admin_list shelf = { .title = "" };
	struct standard_rule_line line;
	struct admin_row *row;

	HK_TRY(rule_find(req, &line));
	admin_list_room(req, &shelf, 1);
	row = admin_row_add(req, &shelf);
	rule_row(req, row, &line);
	row->cells.items[0].url =
		hk_format(cx->arena, "/admin/standards/%" PRId64, line.rule.standard_id);
	detail.facts = admin_facts_of(req, row, heads);
	admin_deed_add(
		req, &detail,
		&(struct admin_deed){
			.path = hk_format(cx->arena, "%s/%" PRId64 "/remove", rules, line.rule.id),
			.label = TR("Remove this rule"),
			.hint = TR("Promises that were given already stay as they are."),
			.name = "" });
	return admin_detail_show(req, &detail);
}

static enum hk_result show_one(struct web_request *req)
{
	return one_detail(req->cx, req);
}

static enum hk_result remove_it(struct ctx *cx, void *data)
{
	struct standard_rule_line line;

	HK_TRY(rule_find(data, &line));
	HK_TRY(standard_rule_remove(cx, line.rule.id));
	return audit_record(cx, "standard.rule.remove", line.standard_name);
}

static enum hk_result post_remove(struct web_request *req)
{
	return admin_save(
		req, &(struct admin_save){ remove_it, one_detail, req, rules, TR("Removed.") });
}

/* ---- what a reply begins with when a promise was broken ---- */

static const char *const apology_fields[] = { "text_en", "text_bn", "text_lt", "text_ta" };

static const char *code_of(size_t i)
{
	return apology_fields[i] + sizeof("text_") - 1;
}

static enum hk_result apology_form(struct ctx *cx, void *data)
{
	struct web_request *req = data;
	struct admin_form form = { .title = TR("Words of an apology"),
				   .lead = TR("What a reply may begin with when a promise was "
					      "broken. Whoever writes puts it in with one click "
					      "and changes it as he likes."),
				   .action = "/admin/standards/apology",
				   .button = TR("Save"),
				   .back = "/admin/standards",
				   .back_title = TR("Response standards") };

	for (size_t i = 0; i < HK_COUNT(apology_fields); i++) {
		const char *text;

		HK_TRY(apology_find(cx, code_of(i), &text));
		admin_field_add(req, &form, "area", apology_fields[i],
				i18n_language_name(code_of(i)),
				*text ? text : apology_usual(code_of(i)));
	}
	return admin_form_show(req, &form);
}

static enum hk_result show_apology(struct web_request *req)
{
	return apology_form(req->cx, req);
}

/* What is as Hark says it follows Hark. */
static enum hk_result apology_save(struct ctx *cx, void *data)
{
	for (size_t i = 0; i < HK_COUNT(apology_fields); i++) {
		const char *text = page_form(data, apology_fields[i]);

		if (strcmp(text, apology_usual(code_of(i))) == 0)
			text = "";
		HK_TRY(apology_put(cx, apology_fields[i], code_of(i), text));
	}
	return audit_record(cx, "apology.change", "");
}

static enum hk_result post_apology(struct web_request *req)
{
	return admin_save(req, &(struct admin_save){ apology_save, apology_form, req,
						     "/admin/standards", TR("Saved.") });
}

static const struct web_param apology_params[] = {
	{ "text_en", PARAM_TEXT, 2000 }, { "text_bn", PARAM_TEXT, 2000 },
	{ "text_lt", PARAM_TEXT, 2000 }, { "text_ta", PARAM_TEXT, 2000 },
	{ "version", PARAM_NUMBER, 0 },  { NULL, PARAM_TEXT, 0 },
};
static const struct web_param params[] = {
	{ "standard", PARAM_NUMBER, 0 }, { "customer", PARAM_TEXT, 254 },
	{ "type", PARAM_TEXT, 40 },      { "priority", PARAM_TEXT, 40 },
	{ "mailbox", PARAM_NUMBER, 0 },  { "language", PARAM_TEXT, 8 },
	{ "version", PARAM_NUMBER, 0 },  { NULL, PARAM_TEXT, 0 },
};

const struct web_route admin_rule_pages[] = {
	ROUTE("GET", "/admin/standards/rules", RIGHT_ADMIN, show_rules, 0, NULL),
	ROUTE("POST", "/admin/standards/rules", RIGHT_ADMIN, post_new, 0, params),
	ROUTE("GET", "/admin/standards/rules/new", RIGHT_ADMIN, show_new, 0, NULL),
	ROUTE("GET", "/admin/standards/rules/{id}", RIGHT_ADMIN, show_one, 0, NULL),
	ROUTE("POST", "/admin/standards/rules/{id}/remove", RIGHT_ADMIN, post_remove, 0, NULL),
	ROUTE("GET", "/admin/standards/apology", RIGHT_ADMIN, show_apology, 0, NULL),
	ROUTE("POST", "/admin/standards/apology", RIGHT_ADMIN, post_apology, 0, apology_params),
	{ 0 },
};
