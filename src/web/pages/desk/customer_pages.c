/* Customers for staff: finding one, everything about him, and what may be changed. */
#include <inttypes.h>

#include "base/text.h"
#include "core/audit.h"
#include "core/i18n.h"
#include "people/reached.h"
#include "people/staff.h"
#include "tpl_customer.h"
#include "tpl_customer_change.h"
#include "tpl_customers.h"
#include "web/pages/again.h"
#include "web/pages/cursor.h"
#include "web/pages/desk/customer_view.h"
#include "web/pages/families.h"
#include "web/pages/notice.h"
#include "web/pages/survey/asking_words.h"

enum {
	CUSTOMERS_SHOWN = 50,
	FOUND_MOST = 25,
	TICKETS_SHOWN = 25,
	QUERY_MAX_BYTES = 200,
	NAME_MAX_BYTES = 200,
	NOTE_MAX_BYTES = 4000,
	ADDRESS_MAX_BYTES = 254,
	DATE_LETTERS = 10,
};

static enum hk_result show_list(struct web_request *req)
{
	struct ctx *cx = req->cx;
	int64_t before = web_query_number(req, "before", INT64_MAX);
	const char *q = web_query(req, "q");
	struct customer_list_view view = { .q = q ? hk_trim(cx->arena, q) : "",
					   .next = "",
					   .is_first = before == INT64_MAX };
	struct customer_list list;

	if (*view.q)
		HK_TRY(customer_search(cx, view.q, true, FOUND_MOST, &list));
	else
		HK_TRY(customer_page(cx, before, CUSTOMERS_SHOWN + 1, &list));
	if (list.count > CUSTOMERS_SHOWN) {
		list.count = CUSTOMERS_SHOWN;
		view.next = hk_format(cx->arena, "/customers?before=%" PRId64,
				      list.items[CUSTOMERS_SHOWN - 1].id);
	}
	HK_TRY(customer_rows_of(cx, &list, &view.rows));
	tpl_customers(req->out, &req->page, &view);
	return HK_OK;
}

static enum hk_result customer_of(struct web_request *req, struct customer *ret)
{
	int64_t id;

	HK_TRY(web_path_number(req, "id", &id));
	return customer_find(req->cx, id, ret);
}

static const char *self_of(struct ctx *cx, const struct customer *customer)
{
	return hk_format(cx->arena, "/customers/%" PRId64, customer->id);
}

static enum hk_result tickets_find(struct web_request *req, struct customer_view *view)
{
	struct ctx *cx = req->cx;
	struct ticket_cursor cursor;
	struct ticket_lines lines;

	if (!cursor_read(cx->arena, web_query(req, "after"), &cursor))
		return HK_NOT_FOUND;
	view->is_first = cursor.id == 0;
	view->next = "";
	HK_TRY(ticket_page(cx, TICKETS_CUSTOMER, view->customer->id, cursor, TICKETS_SHOWN + 1,
			   &lines));
	if (lines.count > TICKETS_SHOWN) {
		const struct ticket_line *last = &lines.items[TICKETS_SHOWN - 1];

		lines.count = TICKETS_SHOWN;
		view->next =
			hk_format(cx->arena, "%s?after=%s", view->self,
				  cursor_text(cx->arena,
					      (struct ticket_cursor){ last->opened_at, last->id }));
	}
	view->tickets.items = hk_alloc(cx->arena, lines.count, sizeof(*view->tickets.items));
	for (size_t i = 0; i < lines.count; i++)
		view->tickets.items[view->tickets.count++] =
			list_row(cx, &lines.items[i], true, "");
	return HK_OK;
}

static enum hk_result opt_out_fill(struct ctx *cx, const struct contact_rule *rule,
				   struct customer_opt_out *ret)
{
	struct staff staff;
	enum hk_result result;

	if (!rule->said_at)
		return HK_OK;
	result = staff_find(cx, rule->made_by, &staff);
	if (result != HK_OK && result != HK_NOT_FOUND)
		return result;
	*ret = (struct customer_opt_out){ .said_by = rule->reason,
					  .written_by = result == HK_OK ? staff.name : "",
					  .said_at = rule->said_at,
					  .may_undo = contact_opt_out_may_undo(cx, rule) };
	return HK_OK;
}

/* So that whoever wonders why he is not asked reads that he said so. */
static enum hk_result wishes_find(struct ctx *cx, int64_t customer_id, struct customer_view *view)
{
	struct contact_rules rules;

	HK_TRY(contact_rules_find(cx, customer_id, &rules));
	view->wants_news = true;
	view->opt_out = (struct customer_opt_out){ .said_by = "", .written_by = "" };
	for (size_t i = 0; i < rules.count; i++) {
		const struct contact_rule *rule = &rules.items[i];

		if (rule->survey_id)
			continue;
		if (hk_equal(rule->kind, "opt_out")) {
			view->wants_news = false;
			HK_TRY(opt_out_fill(cx, rule, &view->opt_out));
		} else if (rule->until > view->asked_from) {
			view->asked_from = rule->until;
		}
	}
	return HK_OK;
}

/* As a field of the type "date" has it. */
static const char *today(struct ctx *cx)
{
	return hk_copy(cx->arena,
		       i18n_clock_write(cx->kit->formats, cx->arena, cx->timezone, cx->now),
		       DATE_LETTERS);
}

static enum hk_result show_of(struct ctx *cx, void *data)
{
	struct web_request *req = data;
	struct customer customer;
	struct address_list addresses;
	struct customer_view view = { .customer = &customer, .errors = page_errors(cx) };

	HK_TRY(customer_of(req, &customer));
	HK_TRY(customer_addresses(cx, customer.id, &addresses));
	view.self = self_of(cx, &customer);
	view.new_ticket = hk_format(cx->arena, "/tickets/new?customer=%" PRId64, customer.id);
	view.may_write = actor_may(cx->actor, RIGHT_CUSTOMER_WRITE);
	view.addresses = customer_addresses_shown(cx, &addresses);
	HK_TRY(tickets_find(req, &view));
	HK_TRY(wishes_find(cx, customer.id, &view));
	HK_TRY(customer_askings_find(cx, customer.id, &view.askings));
	view.problem = page_problem(cx);
	view.is_opt_out_open = view.errors.count > 0;
	view.said_by = view.is_opt_out_open ? page_form(req, "said_by") : customer.name;
	view.said_on = view.is_opt_out_open ? page_form(req, "said_on") : today(cx);
	tpl_customer(req->out, &req->page, &view);
	return HK_OK;
}

static enum hk_result show_customer(struct web_request *req)
{
	return show_of(req->cx, req);
}

static struct customer_form form_of(struct ctx *cx, const struct customer *customer)
{
	return (struct customer_form){
		.customer = customer,
		.self = self_of(cx, customer),
		.address = "",
		.languages = language_options(cx, customer->language),
		.has_latin_digits = hk_equal(customer->digits, "latin"),
		.version = customer->version,
		.problem = page_problem(cx),
		.errors = page_errors(cx),
	};
}

static enum hk_result show_change(struct web_request *req)
{
	struct customer customer;
	struct customer_form form;

	HK_TRY(customer_of(req, &customer));
	form = form_of(req->cx, &customer);
	tpl_customer_change(req->out, &req->page, &form);
	return HK_OK;
}

static void take_form(const struct web_request *req, struct customer *customer)
{
	customer->name = hk_trim(req->cx->arena, page_form(req, "name"));
	customer->language = page_form(req, "language");
	customer->timezone = hk_trim(req->cx->arena, page_form(req, "timezone"));
	customer->digits = web_form_number(req, "latin", 0) == 1 ? "latin" : "";
	customer->note = hk_trim(req->cx->arena, page_form(req, "note"));
}

static enum hk_result show_change_again(struct ctx *cx, void *data)
{
	struct web_request *req = data;
	struct customer customer;
	struct customer_form form;

	HK_TRY(customer_of(req, &customer));
	take_form(req, &customer);
	form = form_of(cx, &customer);
	form.address = page_form(req, "address");
	tpl_customer_change(req->out, &req->page, &form);
	return HK_OK;
}

struct wish {
	struct web_request *req;
	struct customer customer;
};

/* He is found by his name and by all his addresses, the new one too. */
static enum hk_result tokens_of(struct ctx *cx, const struct customer *customer,
				const char *address, const char **ret)
{
	const char *number = customer_phone(cx, address);
	const char *all = hk_format(cx->arena, "%s %s", address, number ? number : "");
	struct address_list list;

	HK_TRY(customer_addresses(cx, customer->id, &list));
	for (size_t i = 0; i < list.count; i++)
		all = hk_format(cx->arena, "%s %s", all, list.items[i].value);
	*ret = customer_tokens(cx, customer->name, all, "");
	return HK_OK;
}

static enum hk_result check(struct ctx *cx, const struct customer *customer)
{
	if (*customer->language && !i18n_language_exists(customer->language))
		(void)field_problem(cx, "language", TR("Please choose a language."));
	if (*customer->timezone && !i18n_timezone_exists(customer->timezone))
		(void)field_problem(cx, "timezone",
				    TR("A time zone has a name such as Europe/Vilnius."));
	return cx->field_count ? HK_INVALID : HK_OK;
}

static enum hk_result change_work(struct ctx *cx, void *data)
{
	struct wish *wish = data;
	struct customer *customer = &wish->customer;
	const char *address = hk_trim(cx->arena, page_form(wish->req, "address"));
	const char *tokens;

	HK_TRY(customer_of(wish->req, customer));
	customer->version = web_form_number(wish->req, "version", 0);
	take_form(wish->req, customer);
	HK_TRY(check(cx, customer));
	HK_TRY(tokens_of(cx, customer, address, &tokens));
	if (*address)
		HK_TRY(customer_address_add(cx, customer, address, tokens));
	return customer_change(cx, customer, tokens);
}

static enum hk_result change(struct web_request *req)
{
	struct wish wish = { .req = req };
	enum hk_result result = ctx_write(req->cx, change_work, &wish);

	if (result == HK_INVALID || result == HK_CONFLICT)
		return page_again(req, page_status_of(result), show_change_again, req);
	HK_TRY(result);
	return notice_answer(req, self_of(req->cx, &wish.customer),
			     i18n_text(req->cx->language, TR("The change is saved.")), "");
}

/* The mark is a guess of mail servers: whoever has spoken with the customer knows better. */
static enum hk_result works_work(struct ctx *cx, void *data)
{
	struct wish *wish = data;
	const char *address = page_form(wish->req, "address");
	struct address_list list;

	HK_TRY(customer_of(wish->req, &wish->customer));
	HK_TRY(customer_addresses(cx, wish->customer.id, &list));
	for (size_t i = 0; i < list.count; i++) {
		if (!hk_equal(list.items[i].kind, "email") ||
		    !hk_equal(list.items[i].value, address))
			continue;
		HK_TRY(audit_record(cx, "customer.address_works", address));
		return customer_address_works(cx, address);
	}
	return HK_NOT_FOUND;
}

static enum hk_result address_works(struct web_request *req)
{
	struct wish wish = { .req = req };

	HK_TRY(ctx_write(req->cx, works_work, &wish));
	return notice_answer(req, self_of(req->cx, &wish.customer),
			     i18n_text(req->cx->language, TR("Mail goes to this address again.")),
			     "");
}

/* ---- he told one of us that he wants to be asked no more ---- */

static enum hk_result opt_out_check(struct ctx *cx, const struct web_request *req,
				    const char **ret_said_by, int64_t *ret_said_at)
{
	*ret_said_by = hk_trim(cx->arena, page_form(req, "said_by"));
	if (!**ret_said_by)
		(void)field_problem(cx, "said_by", TR("Please write who said it."));
	/* 0 would say that he chose it himself. */
	if (!i18n_day_read(cx->kit->formats, cx->timezone, page_form(req, "said_on"),
			   ret_said_at) ||
	    *ret_said_at <= 0)
		(void)field_problem(cx, "said_on",
				    TR("Please choose the day on which it was said."));
	else if (*ret_said_at > cx->now)
		(void)field_problem(cx, "said_on", TR("This day is yet to come."));
	return cx->field_count ? HK_INVALID : HK_OK;
}

static enum hk_result opt_out_work(struct ctx *cx, void *data)
{
	struct wish *wish = data;
	const char *said_by;
	int64_t said_at;
	bool is_new;

	HK_TRY(customer_of(wish->req, &wish->customer));
	HK_TRY(opt_out_check(cx, wish->req, &said_by, &said_at));
	HK_TRY(contact_opt_out_put(cx, wish->customer.id, said_by, said_at, &is_new));
	if (!is_new)
		return HK_OK;
	return audit_record(cx, "customer.no_questions",
			    hk_format(cx->arena, "%s: %s, %s", wish->customer.name, said_by,
				      page_form(wish->req, "said_on")));
}

static enum hk_result opt_out(struct web_request *req)
{
	struct wish wish = { .req = req };
	enum hk_result result = ctx_write(req->cx, opt_out_work, &wish);

	if (result == HK_INVALID)
		return page_again(req, page_status_of(result), show_of, req);
	HK_TRY(result);
	return notice_answer(req, self_of(req->cx, &wish.customer),
			     i18n_text(req->cx->language, TR("They are not asked any more.")), "");
}

static enum hk_result opt_out_undo_work(struct ctx *cx, void *data)
{
	struct wish *wish = data;
	bool is_undone;

	HK_TRY(customer_of(wish->req, &wish->customer));
	HK_TRY(contact_opt_out_undo(cx, wish->customer.id, &is_undone));
	return is_undone ? audit_record(cx, "customer.questions", wish->customer.name) : HK_OK;
}

static enum hk_result opt_out_undo(struct web_request *req)
{
	struct wish wish = { .req = req };

	enum hk_result result = ctx_write(req->cx, opt_out_undo_work, &wish);

	if (result == HK_CONFLICT)
		return page_again(req, page_status_of(result), show_of, req);
	HK_TRY(result);
	return notice_answer(req, self_of(req->cx, &wish.customer),
			     i18n_text(req->cx->language, TR("They may be asked again.")), "");
}

static const struct web_param list_params[] = { { "q", PARAM_TEXT, QUERY_MAX_BYTES },
						{ "before", PARAM_NUMBER, 0 },
						{ 0 } };
static const struct web_param customer_params[] = { { "after", PARAM_CURSOR, 0 }, { 0 } };
static const struct web_param change_params[] = {
	{ "name", PARAM_TEXT, NAME_MAX_BYTES },
	{ "language", PARAM_TEXT, 0 },
	{ "timezone", PARAM_TEXT, 0 },
	{ "latin", PARAM_NUMBER, 0 },
	{ "note", PARAM_TEXT, NOTE_MAX_BYTES },
	{ "version", PARAM_NUMBER, 0 },
	{ "address", PARAM_TEXT, ADDRESS_MAX_BYTES },
	{ 0 },
};
static const struct web_param works_params[] = { { "address", PARAM_TEXT, ADDRESS_MAX_BYTES },
						 { 0 } };

static const struct web_param opt_out_params[] = { { "said_by", PARAM_TEXT, NAME_MAX_BYTES },
						   { "said_on", PARAM_TEXT, DATE_LETTERS },
						   { 0 } };

const struct web_route customer_pages[] = {
	ROUTE("GET", "/customers", RIGHT_CUSTOMER_READ, show_list, 0, list_params),
	ROUTE("GET", "/customers/{id}", RIGHT_CUSTOMER_READ, show_customer, 0, customer_params),
	ROUTE("GET", "/customers/{id}/change", RIGHT_CUSTOMER_WRITE, show_change, 0, NULL),
	ROUTE("POST", "/customers/{id}/change", RIGHT_CUSTOMER_WRITE, change, 0, change_params),
	ROUTE("POST", "/customers/{id}/works", RIGHT_CUSTOMER_WRITE, address_works, 0,
	      works_params),
	ROUTE("POST", "/customers/{id}/opt-out", RIGHT_CUSTOMER_WRITE, opt_out, 0, opt_out_params),
	ROUTE("POST", "/customers/{id}/opt-out/undo", RIGHT_CUSTOMER_WRITE, opt_out_undo, 0, NULL),
	{ 0 },
};
