/* /admin/complaints: the times of complaints, the words about others outside, who may decide. */
#include <inttypes.h>
#include <string.h>

#include "base/text.h"
#include "base/time.h"
#include "core/audit.h"
#include "core/i18n.h"
#include "people/staff.h"
#include "ticket/complaint/complaint_rule.h"
#include "web/pages/admin/admin_view.h"
#include "web/pages/complaint/complaint_view.h"
#include "web/pages/families.h"

static const char place[] = "/admin/complaints";
static const char people_place[] = "/admin/complaints/people";

static const char *const outside_fields[] = { "outside_en", "outside_bn", "outside_lt",
					      "outside_ta" };
static const char *const outside_labels[] = { TR("English"), TR("Bengali"), TR("Lithuanian"),
					      TR("Tamil") };

static const char *code_of(size_t i)
{
	return outside_fields[i] + sizeof("outside_") - 1;
}

static const char *text_of(struct ctx *cx, int64_t number)
{
	return hk_format(cx->arena, "%" PRId64, number);
}

static enum hk_result rule_form(struct ctx *cx, void *data)
{
	struct web_request *req = data;
	struct admin_form form = { .title = TR("Complaints"),
				   .lead = TR(
					   "How soon a customer hears from us, how long he has to "
					   "answer, and to whom he can turn outside. Complaints "
					   "that are open keep the times they were given."),
				   .action = place,
				   .button = TR("Save"),
				   .back = "/admin",
				   .back_title = TR("Administration") };
	struct complaint_rule rule;

	HK_TRY(complaint_rule_find(cx, &rule));
	form.version = rule.version;
	admin_field_add(req, &form, "number", "person", TR("Hours until a person answers"),
			text_of(cx, rule.person_ms / HK_HOUR));
	admin_field_add(req, &form, "number", "answer",
			TR("Days until the decision; 0: not promised"),
			text_of(cx, rule.answer_days));
	admin_field_add(req, &form, "number", "offer",
			TR("Days that a customer has to accept a decision"),
			text_of(cx, rule.offer_days));
	admin_field_add(req, &form, "number", "keep", TR("Years that records are kept"),
			text_of(cx, rule.keep_years));
	for (size_t i = 0; i < HK_COUNT(outside_fields); i++) {
		const char *words;
		struct admin_field *field;

		HK_TRY(complaint_outside_find(cx, code_of(i), &words));
		field = admin_field_add(req, &form, "area", outside_fields[i], outside_labels[i],
					words);
		field->hint = TR("To whom a customer can turn outside: name, address, until when. "
				 "It stands in letters and on public pages.");
	}
	admin_form_fact_add(
		req, &form, TR("Who may decide"),
		i18n_text(cx->language, TR("People who were trained, and how much each may give")),
		people_place);
	return admin_form_show(req, &form);
}

static enum hk_result show_rule(struct web_request *req)
{
	return rule_form(req->cx, req);
}

static enum hk_result rule_save(struct ctx *cx, void *data)
{
	struct web_request *req = data;
	const struct complaint_rule wish = { .person_ms =
						     web_form_number(req, "person", 0) * HK_HOUR,
					     .answer_days = web_form_number(req, "answer", -1),
					     .offer_days = web_form_number(req, "offer", 0),
					     .keep_years = web_form_number(req, "keep", 0),
					     .version = web_form_number(req, "version", 0) };

	HK_TRY(complaint_rule_put(cx, &wish));
	for (size_t i = 0; i < HK_COUNT(outside_fields); i++)
		HK_TRY(complaint_outside_put(cx, outside_fields[i], code_of(i),
					     page_form(req, outside_fields[i])));
	return audit_record(cx, "complaint.rule", text_of(cx, wish.version + 1));
}

static enum hk_result post_rule(struct web_request *req)
{
	return admin_save(req,
			  &(struct admin_save){ rule_save, rule_form, req, place, TR("Saved.") });
}

/* ---- who may decide ---- */

static const char *name_of(const struct staff_list *all, int64_t id)
{
	for (size_t i = 0; i < all->count; i++)
		if (all->items[i].id == id)
			return all->items[i].name;
	return "";
}

static enum hk_result show_people(struct web_request *req)
{
	static const char *const heads[] = { TR("Who"), TR("Up to"), TR("Trained by"),
					     TR("Until") };
	struct ctx *cx = req->cx;
	struct admin_list list = { .title = TR("Who may decide on complaints"),
				   .lead = TR("Whoever is not here records, examines and prepares, "
					      "and asks one of them to decide."),
				   .add = "/admin/complaints/people/new",
				   .add_title = TR("Give somebody authority"),
				   .empty = TR("Nobody may decide on complaints yet."),
				   .next = "",
				   .back = place,
				   .back_title = TR("Complaints"),
				   .heads = { heads, HK_COUNT(heads) } };
	struct complaint_authorities all;
	struct staff_list staff;

	HK_TRY(complaint_authority_every(cx, &all));
	HK_TRY(staff_every(cx, &staff));
	admin_list_room(req, &list, all.count);
	for (size_t i = 0; i < all.count; i++) {
		const struct complaint_authority *one = &all.items[i];
		struct admin_row *row = admin_row_add(req, &list);

		admin_cell_add(row, name_of(&staff, one->staff_id),
			       hk_format(cx->arena, "%s/%" PRId64, people_place, one->staff_id));
		admin_cell_add(row,
			       hk_format(cx->arena, "%s %s", complaint_amount_write(cx, one->most),
					 one->currency),
			       "");
		admin_cell_add(row, one->training, "");
		admin_time_add(row, one->valid_until);
	}
	return admin_list_show(req, &list);
}

/* 0: of the form of a new one. */
static int64_t person_of(const struct web_request *req)
{
	int64_t id;

	return web_path_number(req, "id", &id) == HK_OK ? id : 0;
}

static void staff_options(struct web_request *req, struct admin_field *field,
			  const struct staff_list *all)
{
	admin_option_add(req, field, "0", TR("Please choose"));
	for (size_t i = 0; i < all->count; i++)
		if (all->items[i].is_active)
			admin_option_add(req, field, text_of(req->cx, all->items[i].id),
					 all->items[i].name);
}

static enum hk_result person_form(struct ctx *cx, void *data)
{
	struct web_request *req = data;
	struct complaint_authority one = { .staff_id = person_of(req),
					   .currency = "",
					   .training = "" };
	struct admin_form form = { .title = TR("Authority to decide on complaints"),
				   .lead = "",
				   .action = people_place,
				   .button = TR("Save"),
				   .back = people_place,
				   .back_title = TR("Who may decide on complaints") };
	struct staff_list all;
	const char *until = "";
	enum hk_result result =
		one.staff_id ? complaint_authority_find(cx, one.staff_id, &one) : HK_OK;

	HK_TRY(result);
	HK_TRY(staff_every(cx, &all));
	if (one.valid_until)
		until = hk_copy(cx->arena,
				i18n_clock_write(cx->kit->formats, cx->arena, cx->timezone,
						 one.valid_until - 1),
				strlen("2026-11-29"));
	staff_options(req,
		      admin_select_add(req, &form, "staff", TR("Who"), text_of(cx, one.staff_id)),
		      &all);
	admin_field_add(req, &form, "text", "most", TR("How much for one complaint"),
			complaint_amount_write(cx, one.most));
	admin_field_add(req, &form, "text", "currency", TR("Currency"), one.currency);
	admin_field_add(req, &form, "text", "training", TR("What shows the training"), one.training)
		->hint = TR("A course and its date, a certificate");
	admin_field_add(req, &form, "date", "until", TR("Valid until"), until);
	if (one.given_at)
		admin_form_deed_add(
			req, &form,
			&(struct admin_deed){ .path = hk_format(cx->arena, "%s/%" PRId64 "/remove",
								people_place, one.staff_id),
					      .label = TR("Take the authority away"),
					      .hint = TR("What was decided stays decided."),
					      .name = "" });
	return admin_form_show(req, &form);
}

static enum hk_result show_new(struct web_request *req)
{
	return person_form(req->cx, req);
}

static enum hk_result show_person(struct web_request *req)
{
	int64_t id;

	HK_TRY(web_path_number(req, "id", &id));
	if (id < 1)
		return HK_NOT_FOUND;
	return person_form(req->cx, req);
}

static enum hk_result person_save(struct ctx *cx, void *data)
{
	struct web_request *req = data;
	struct complaint_authority wish = {
		.staff_id = web_form_number(req, "staff", 0),
		.most = complaint_amount_read(page_form(req, "most")),
		.currency = hk_trim(cx->arena, page_form(req, "currency")),
		.training = page_form(req, "training"),
	};
	int64_t day;

	/* The day itself is within. */
	if (i18n_day_read(cx->kit->formats, cx->timezone, page_form(req, "until"), &day))
		wish.valid_until = i18n_clock(cx->kit->formats, cx->timezone, day, 1, 0);
	HK_TRY(complaint_authority_put(cx, &wish));
	return audit_record(cx, "complaint.authority",
			    hk_format(cx->arena, "%" PRId64 " %" PRId64 " %s", wish.staff_id,
				      wish.most, wish.currency));
}

static enum hk_result post_person(struct web_request *req)
{
	return admin_save(req, &(struct admin_save){ person_save, person_form, req, people_place,
						     TR("Saved.") });
}

static enum hk_result person_remove(struct ctx *cx, void *data)
{
	int64_t id = person_of(data);
	struct complaint_authority one;

	HK_TRY(complaint_authority_find(cx, id, &one));
	HK_TRY(complaint_authority_remove(cx, id));
	return audit_record(cx, "complaint.authority.remove", text_of(cx, id));
}

static enum hk_result post_remove(struct web_request *req)
{
	return admin_save(req, &(struct admin_save){ person_remove, person_form, req, people_place,
						     TR("Removed.") });
}

static const struct web_param rule_params[] = {
	{ "person", PARAM_NUMBER, 0 },      { "answer", PARAM_NUMBER, 0 },
	{ "offer", PARAM_NUMBER, 0 },       { "keep", PARAM_NUMBER, 0 },
	{ "outside_en", PARAM_TEXT, 4000 }, { "outside_bn", PARAM_TEXT, 4000 },
	{ "outside_lt", PARAM_TEXT, 4000 }, { "outside_ta", PARAM_TEXT, 4000 },
	{ "version", PARAM_NUMBER, 0 },     { 0 },
};
static const struct web_param person_params[] = {
	{ "staff", PARAM_NUMBER, 0 },
	{ "most", PARAM_TEXT, 20 },
	{ "currency", PARAM_TEXT, 3 },
	{ "training", PARAM_TEXT, 800 },
	{ "until", PARAM_TEXT, 10 },
	{ "version", PARAM_NUMBER, 0 },
	{ 0 },
};

const struct web_route complaint_admin_pages[] = {
	ROUTE("GET", "/admin/complaints", RIGHT_ADMIN, show_rule, 0, NULL),
	ROUTE("POST", "/admin/complaints", RIGHT_ADMIN, post_rule, 0, rule_params),
	ROUTE("GET", "/admin/complaints/people", RIGHT_ADMIN, show_people, 0, NULL),
	ROUTE("POST", "/admin/complaints/people", RIGHT_ADMIN, post_person, 0, person_params),
	ROUTE("GET", "/admin/complaints/people/new", RIGHT_ADMIN, show_new, 0, NULL),
	ROUTE("GET", "/admin/complaints/people/{id}", RIGHT_ADMIN, show_person, 0, NULL),
	ROUTE("POST", "/admin/complaints/people/{id}/remove", RIGHT_ADMIN, post_remove, 0, NULL),
	{ 0 },
};
