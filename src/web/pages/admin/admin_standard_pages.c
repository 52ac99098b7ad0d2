/* Response standards: what is promised, who answers for it, who is called when it is late. */
#include <inttypes.h>
#include <string.h>

#include "base/text.h"
#include "base/time.h"
#include "core/audit.h"
#include "core/i18n.h"
#include "people/staff.h"
#include "standard/escalation.h"
#include "standard/standard.h"
#include "ticket/clock/what_if.h"
#include "web/pages/admin/admin_view.h"
#include "web/pages/admin/standard_people.h"
#include "web/pages/admin/standard_words.h"
#include "web/pages/families.h"

/* One answer: the form, and what was asked of the last month. */
struct screen {
	struct web_request *req;
	struct standard standard;
	struct what_if tried;
	bool is_tried;
};

static const char *number_text(struct ctx *cx, int64_t number)
{
	return hk_format(cx->arena, "%" PRId64, number);
}

static const char *self(struct ctx *cx, int64_t id, const char *more)
{
	return hk_format(cx->arena, "/admin/standards/%" PRId64 "%s", id, more);
}

static enum hk_result owner_cell(struct web_request *req, struct admin_row *row, int64_t id)
{
	struct staff owner;
	enum hk_result result = staff_find(req->cx, id, &owner);

	if (result != HK_OK && result != HK_NOT_FOUND)
		return result;
	if (result == HK_OK && owner.is_active)
		admin_cell_add(row, owner.name, "");
	else
		admin_words_add(req, row, TR("Nobody answers for it"), "warn");
	return HK_OK;
}

static void review_cell(struct web_request *req, struct admin_row *row, int64_t review_at)
{
	if (!review_at)
		admin_words_add(req, row, TR("No date yet"), "warn");
	else if (review_at < req->cx->now)
		admin_words_add(req, row, TR("Look at it again"), "warn");
	else
		admin_time_add(row, review_at);
}

static enum hk_result show_standards(struct web_request *req)
{
	static const char *const heads[] = { TR("Name"),   TR("First answer"),   TR("Next update"),
					     TR("Solved"), TR("Answers for it"), TR("Next look") };
	struct admin_list list = {
		.title = TR("Response standards"),
		.lead = TR("What is promised. Each mailbox names one; rules choose another for "
			   "some customers, purposes, priorities or languages."),
		.add = "/admin/standards/new",
		.add_title = TR("Add a standard"),
		.empty = TR("There is no standard yet."),
		.next = "/admin/standards/apology",
		.next_title = TR("Words of an apology"),
		.also = "/admin/standards/rules",
		.also_title = TR("Rules: which one holds when"),
		.heads = { heads, HK_COUNT(heads) }
	};
	struct standard_list all;
	struct ctx *cx = req->cx;

	HK_TRY(standard_every(cx, &all));
	admin_list_room(req, &list, all.count);
	for (size_t i = 0; i < all.count; i++) {
		const struct standard *one = &all.items[i];
		struct admin_row *row = admin_row_add(req, &list);
		admin_cell_add(row, one->name, self(cx, one->id, ""));
		admin_cell_add(row, duration_words(cx, one->first_answer_ms), "");
		admin_cell_add(row, duration_words(cx, one->next_update_ms), "");
		if (one->resolve_ms)
			admin_cell_add(row, duration_words(cx, one->resolve_ms), "");
		else
			admin_words_add(req, row, TR("Not promised"), "");
		HK_TRY(owner_cell(req, row, one->owner_id));
		review_cell(req, row, one->review_at);
	}
	return admin_list_show(req, &list);
}

static const char *time_text(struct ctx *cx, int64_t ms)
{
	return ms ? duration_text(cx, ms) : "0";
}

/* In which units a time is written, and what else is said beside it. */
static const char *time_hint(struct ctx *cx, const char *rest)
{
	const char *units = i18n_text(cx->language, TR("In hours (h) or minutes (min)."));

	return *rest ? hk_format(cx->arena, "%s %s", units, i18n_text(cx->language, rest)) : units;
}

static void times_add(struct web_request *req, struct admin_form *form,
		      const struct standard *standard)
{
	struct ctx *cx = req->cx;

	admin_field_add(req, form, "text", "name", TR("Name"), standard->name);
	admin_field_add(req, form, "text", "first_answer", TR("A person answers within"),
			time_text(cx, standard->first_answer_ms))
		->hint = TR("Such as 30 min or 4 h, of the time in which the house is open");
	admin_field_add(req, form, "text", "next_update", TR("The customer hears again within"),
			time_text(cx, standard->next_update_ms))
		->hint = time_hint(cx, "");
	admin_field_add(req, form, "text", "resolve", TR("It is solved within"),
			time_text(cx, standard->resolve_ms))
		->hint = time_hint(cx, TR("0: that is not promised"));
	admin_field_add(req, form, "text", "pause", TR("It rests for the customer at most"),
			time_text(cx, standard->pause_ms))
		->hint = time_hint(cx, TR("All rests of a ticket together, of a next update those "
					  "since it was promised. Then it runs on, and its owner "
					  "is told. 0: as long as the customer has the word"));
	admin_field_add(req, form, "number", "warn_percent",
			TR("Its owner is warned after so many percent of the time"),
			number_text(cx, standard->warn_percent))
		->hint = TR("0: not");
	admin_field_add(req, form, "text", "warn_before", TR("Or so long before it is due"),
			time_text(cx, standard->warn_before_ms))
		->hint = time_hint(cx, TR("0: by the percent above"));
}

static const struct escalation *step_of(const struct escalation_list *chain, const char *whom)
{
	for (size_t i = 0; i < chain->count; i++)
		if (strcmp(chain->items[i].whom, whom) == 0)
			return &chain->items[i];
	return NULL;
}

static const char *after_text(struct ctx *cx, const struct escalation *step)
{
	return step ? time_text(cx, step->after_ms) : "";
}

static enum hk_result chain_add(struct web_request *req, struct admin_form *form,
				const struct standard *standard)
{
	const struct escalation *supervisors, *person;
	struct escalation_list chain = { NULL, 0 };
	struct admin_field *field;
	struct ctx *cx = req->cx;

	if (standard->id)
		HK_TRY(escalation_every(cx, standard->id, &chain));
	supervisors = step_of(&chain, "supervisors");
	person = step_of(&chain, "person");
	admin_field_add(req, form, "text", "supervisors_after",
			TR("Its team’s supervisors are called so long after it was due"),
			after_text(cx, supervisors))
		->hint = time_hint(cx, TR("Its owner is called at once; the others only while "
					  "nobody has said that they see to it. Empty: they are "
					  "not called"));
	admin_field_add(req, form, "text", "person_after",
			TR("And one more person so long after it was due"), after_text(cx, person))
		->hint = time_hint(cx, TR("Empty: nobody is called"));
	field = admin_select_add(req, form, "person", TR("This person"),
				 number_text(cx, person ? person->staff_id : 0));
	admin_option_add(req, field, "0", TR("Nobody"));
	HK_TRY(standard_people_add(req, field, RIGHT_TICKET_READ));
	if (!person)
		return HK_OK;

	enum hk_result result = standard_person_check(cx, person->staff_id, RIGHT_TICKET_READ);

	if (result == HK_INVALID)
		field->hint = TR("Who was named here can be called no more: administrators are, "
				 "until you choose somebody else");
	return result == HK_INVALID ? HK_OK : result;
}

static enum hk_result care_add(struct web_request *req, struct admin_form *form,
			       const struct standard *standard)
{
	struct admin_field *field =
		admin_select_add(req, form, "owner", TR("Who answers for this standard"),
				 number_text(req->cx, standard->owner_id));

	HK_TRY(standard_people_add(req, field, RIGHT_ADMIN));
	admin_field_add(req, form, "number", "review_days",
			TR("It is looked at again after so many days"),
			number_text(req->cx, standard->review_days))
		->hint = TR("Who answers for it gets a mail then, each week until it was done");
	return HK_OK;
}

static enum hk_result fields_add(struct screen *screen, struct admin_form *form)
{
	times_add(screen->req, form, &screen->standard);
	HK_TRY(chain_add(screen->req, form, &screen->standard));
	return care_add(screen->req, form, &screen->standard);
}

/* Where there was none of it, nothing is said. */
static void tried_line_add(struct web_request *req, struct admin_form *form, const char *label,
			   const struct what_if_count *count)
{
	struct ctx *cx = req->cx;
	const char *words =
		i18n_text(cx->language, TR("Late: {was} of {count}; with this standard: {then}."));

	if (count->all)
		admin_form_fact_add(req, form, label,
				    i18n_fill(cx->arena, words, "count",
					      number_text(cx, count->all), "was",
					      number_text(cx, count->late), "then",
					      number_text(cx, count->late_then), NULL),
				    "");
}

static void tried_add(const struct screen *screen, struct admin_form *form)
{
	struct web_request *req = screen->req;
	const struct what_if *tried = &screen->tried;

	form->also_path = "/admin/standards/try";
	form->also_button = TR("Try it on the last month");
	if (!screen->is_tried)
		return;
	if (!tried->answers.all)
		admin_form_fact_add(req, form, TR("First answers of the last month"),
				    i18n_text(req->cx->language, TR("There were none.")), "");
	tried_line_add(req, form, TR("First answers of the last month"), &tried->answers);
	tried_line_add(req, form, TR("Next updates of the last month, the last of each ticket"),
		       &tried->updates);
	tried_line_add(req, form, TR("Solutions of the last month"), &tried->ends);
}

/* In ms; -1: it is no time. */
static int64_t time_read(const struct web_request *req, const char *name, int64_t otherwise)
{
	const char *text = page_form(req, name);
	int64_t ms;

	if (!*text)
		return otherwise;
	return duration_read(req->cx, text, &ms) ? ms : -1;
}

static void standard_read(struct web_request *req, struct standard *standard)
{
	standard->name = page_form(req, "name");
	standard->first_answer_ms = time_read(req, "first_answer", -1);
	standard->next_update_ms = time_read(req, "next_update", -1);
	standard->resolve_ms = time_read(req, "resolve", -1);
	standard->pause_ms = time_read(req, "pause", 0);
	standard->warn_percent = web_form_number(req, "warn_percent", STANDARD_WARN_PERCENT);
	standard->warn_before_ms = time_read(req, "warn_before", 0);
	standard->owner_id = web_form_number(req, "owner", req->cx->actor->id);
	standard->review_days = web_form_number(req, "review_days", STANDARD_REVIEW_DAYS);
	/* Said, which is not the same as left out. */
	if (!standard->review_days)
		standard->review_days = -1;
}

/* A step is a person and a time; neither is forgotten for the other. */
static enum hk_result person_check(struct web_request *req, int64_t person)
{
	enum hk_result result;

	if (!person && *page_form(req, "person_after"))
		return field_problem(req->cx, "person",
				     TR("Please choose who is called, or empty the time."));
	if (person && !*page_form(req, "person_after"))
		return field_problem(req->cx, "person_after",
				     TR("Please say after how long, or choose nobody."));
	if (!person)
		return HK_OK;
	result = standard_person_check(req->cx, person, RIGHT_TICKET_READ);
	if (result == HK_INVALID)
		return field_problem(req->cx, "person",
				     TR("Please choose who is called, or empty the time."));
	return result;
}

static enum hk_result step_add(struct web_request *req, const char *field, struct escalation step,
			       struct escalation *steps, size_t *count)
{
	step.after_ms = time_read(req, field, -1);
	if (step.after_ms < 0)
		return field_problem(req->cx, field, standard_time_words);
	steps[(*count)++] = step;
	return HK_OK;
}

/* What was left out is no step. */
static enum hk_result chain_save(struct web_request *req, int64_t standard_id)
{
	struct escalation steps[2];
	int64_t person = web_form_number(req, "person", 0);
	bool has_supervisors = *page_form(req, "supervisors_after");
	size_t count = 0;

	if (has_supervisors)
		HK_TRY(step_add(req, "supervisors_after",
				(struct escalation){ .whom = "supervisors" }, steps, &count));
	HK_TRY(person_check(req, person));
	if (person)
		HK_TRY(step_add(req, "person_after",
				(struct escalation){ .whom = "person", .staff_id = person }, steps,
				&count));
	return escalation_put(req->cx, standard_id, steps, count);
}

static enum hk_result owner_check(struct ctx *cx, const struct standard *standard)
{
	enum hk_result result = standard_person_check(cx, standard->owner_id, RIGHT_ADMIN);

	if (result == HK_INVALID)
		return field_problem(cx, "owner",
				     TR("Please choose an administrator: who answers for it looks "
					"at it again and may change it."));
	return result;
}

static enum hk_result new_form(struct ctx *cx, void *data)
{
	struct screen *screen = data;
	struct admin_form form = { .title = TR("Add a standard"),
				   .lead = "",
				   .action = "/admin/standards",
				   .button = TR("Add"),
				   .back = "/admin/standards",
				   .back_title = TR("Response standards") };

	screen->standard = (struct standard){ .name = "",
					      .first_answer_ms = 4 * HK_HOUR,
					      .next_update_ms = HK_DAY,
					      .warn_percent = STANDARD_WARN_PERCENT,
					      .owner_id = cx->actor->id,
					      .review_days = STANDARD_REVIEW_DAYS };
	HK_TRY(fields_add(screen, &form));
	tried_add(screen, &form);
	return admin_form_show(screen->req, &form);
}

static enum hk_result form_again(struct ctx *cx, void *data);

static enum hk_result show_new(struct web_request *req)
{
	return new_form(req->cx, &(struct screen){ .req = req });
}

static enum hk_result add(struct ctx *cx, void *data)
{
	struct web_request *req = data;
	struct standard standard = { .id = 0 };

	standard_read(req, &standard);
	HK_TRY(owner_check(cx, &standard));
	HK_TRY(standard_add(cx, &standard));
	HK_TRY(chain_save(req, standard.id));
	return audit_record(cx, "standard.add", standard.name);
}

static enum hk_result post_new(struct web_request *req)
{
	return admin_save(req, &(struct admin_save){ add, form_again, req, "/admin/standards",
						     TR("Added.") });
}

static void review_deed(struct screen *screen, struct admin_form *form)
{
	const struct standard *standard = &screen->standard;

	admin_form_deed_add(
		screen->req, form,
		&(struct admin_deed){ .path = self(screen->req->cx, standard->id, "/reviewed"),
				      .label = TR("It stays as it is"),
				      .hint = TR("Who has looked at it says so here: the date "
						 "comes round again. A change says it too."),
				      .name = "" });
}

static void known_add(struct screen *screen, struct admin_form *form)
{
	struct ctx *cx = screen->req->cx;
	const struct standard *standard = &screen->standard;
	const struct i18n_reader reader = i18n_reader_of(cx);

	admin_form_fact_add(screen->req, form, TR("Version"), number_text(cx, standard->version),
			    self(cx, standard->id, "/versions"));
	if (standard->review_at)
		admin_form_fact_add(screen->req, form, TR("Next look"),
				    i18n_time(&reader, I18N_DATE, standard->review_at), "");
}

static enum hk_result one_form(struct ctx *cx, struct screen *screen, int64_t id)
{
	struct web_request *req = screen->req;
	struct admin_form form = { .title = TR("Change a standard"),
				   .lead = TR("Promises that were given already stay as they are."),
				   .button = TR("Save"),
				   .back = "/admin/standards",
				   .back_title = TR("Response standards") };

	HK_TRY(standard_find(cx, id, &screen->standard));
	form.version = screen->standard.version;
	form.action = self(cx, id, "");
	known_add(screen, &form);
	HK_TRY(fields_add(screen, &form));
	admin_field_add(req, &form, "text", "reason", TR("Why it changes"), "")->hint =
		TR("Stands beside the version, for those who ask later");
	admin_field_add(req, &form, "hidden", "standard", "", number_text(cx, id));
	tried_add(screen, &form);
	review_deed(screen, &form);
	return admin_form_show(req, &form);
}

/* Which of the two forms it was. */
static enum hk_result again(struct ctx *cx, struct screen *screen)
{
	int64_t id = web_form_number(screen->req, "standard", 0);

	if (web_path_number(screen->req, "id", &id) != HK_OK && !id)
		return new_form(cx, screen);
	return one_form(cx, screen, id);
}

static enum hk_result form_again(struct ctx *cx, void *data)
{
	return again(cx, &(struct screen){ .req = data });
}

static enum hk_result show_one(struct web_request *req)
{
	int64_t id;

	HK_TRY(web_path_number(req, "id", &id));
	return one_form(req->cx, &(struct screen){ .req = req }, id);
}

static enum hk_result save(struct ctx *cx, void *data)
{
	struct web_request *req = data;
	struct standard standard;
	int64_t id;

	HK_TRY(web_path_number(req, "id", &id));
	HK_TRY(standard_find(cx, id, &standard));
	standard_read(req, &standard);
	standard.version = web_form_number(req, "version", 0);
	HK_TRY(owner_check(cx, &standard));
	HK_TRY(standard_change(cx, &standard, page_form(req, "reason")));
	HK_TRY(chain_save(req, id));
	return audit_record(cx, "standard.change", standard.name);
}

static enum hk_result post_one(struct web_request *req)
{
	return admin_save(req, &(struct admin_save){ save, form_again, req, "/admin/standards",
						     TR("Saved.") });
}

static enum hk_result reviewed(struct ctx *cx, void *data)
{
	struct standard standard;
	int64_t id;

	HK_TRY(web_path_number(data, "id", &id));
	HK_TRY(standard_find(cx, id, &standard));
	HK_TRY(standard_reviewed(cx, id));
	return audit_record(cx, "standard.reviewed", standard.name);
}

static enum hk_result post_reviewed(struct web_request *req)
{
	return admin_save(req,
			  &(struct admin_save){ reviewed, form_again, req, "/admin/standards",
						TR("Thank you. The date comes round again.") });
}

static enum hk_result try_it(struct ctx *cx, void *data)
{
	struct screen screen = { .req = data, .is_tried = true };
	struct standard wish = { .id = web_form_number(data, "standard", 0) };

	standard_read(data, &wish);
	HK_TRY(what_if(cx, &wish, &screen.tried));
	return again(cx, &screen);
}

/* Changes nothing: it is posted only because the whole form comes along. */
static enum hk_result post_try(struct web_request *req)
{
	struct standard wish = { .id = 0 };

	standard_read(req, &wish);
	if (wish.first_answer_ms <= 0 || wish.resolve_ms < 0) {
		(void)field_problem(req->cx, wish.first_answer_ms <= 0 ? "first_answer" : "resolve",
				    TR("Please give a time from a minute to a year."));
		return page_again(req, page_status_of(HK_INVALID), form_again, req);
	}
	return page_again(req, 200, try_it, req);
}

static enum hk_result show_versions(struct web_request *req)
{
	static const char *const heads[] = { TR("Version"), TR("When"),         TR("Who"),
					     TR("Why"),     TR("First answer"), TR("Next update"),
					     TR("Solved") };
	struct admin_list list = { .title = TR("Versions"),
				   .lead = TR("A ticket keeps the version by which it was "
					      "promised."),
				   .add = "",
				   .empty = "",
				   .next = "",
				   .back_title = TR("Change a standard"),
				   .heads = { heads, HK_COUNT(heads) } };
	struct standard_version_list all;
	struct ctx *cx = req->cx;
	int64_t id;

	HK_TRY(web_path_number(req, "id", &id));
	HK_TRY(standard_versions(cx, id, &all));
	if (!all.count)
		return HK_NOT_FOUND;
	list.back = self(cx, id, "");
	admin_list_room(req, &list, all.count);
	for (size_t i = 0; i < all.count; i++) {
		const struct standard_version *one = &all.items[i];
		struct admin_row *row = admin_row_add(req, &list);
		admin_cell_add(row, number_text(cx, one->version), "");
		if (one->at)
			admin_time_add(row, one->at);
		else
			admin_cell_add(row, "", "");
		admin_cell_add(row, one->by_name, "");
		admin_cell_add(row, one->reason, "");
		admin_cell_add(row, duration_words(cx, one->first_answer_ms), "");
		admin_cell_add(row, duration_words(cx, one->next_update_ms), "");
		if (one->resolve_ms)
			admin_cell_add(row, duration_words(cx, one->resolve_ms), "");
		else
			admin_words_add(req, row, TR("Not promised"), "");
	}
	return admin_list_show(req, &list);
}

static const struct web_param params[] = {
	{ "name", PARAM_TEXT, 100 },        { "first_answer", PARAM_TEXT, 60 },
	{ "next_update", PARAM_TEXT, 60 },  { "resolve", PARAM_TEXT, 60 },
	{ "pause", PARAM_TEXT, 60 },        { "warn_percent", PARAM_NUMBER, 0 },
	{ "warn_before", PARAM_TEXT, 60 },  { "supervisors_after", PARAM_TEXT, 60 },
	{ "person_after", PARAM_TEXT, 60 }, { "person", PARAM_NUMBER, 0 },
	{ "owner", PARAM_NUMBER, 0 },       { "review_days", PARAM_NUMBER, 0 },
	{ "reason", PARAM_TEXT, 300 },      { "standard", PARAM_NUMBER, 0 },
	{ "version", PARAM_NUMBER, 0 },     { NULL, PARAM_TEXT, 0 },
};

const struct web_route admin_standard_pages[] = {
	ROUTE("GET", "/admin/standards", RIGHT_ADMIN, show_standards, 0, NULL),
	ROUTE("POST", "/admin/standards", RIGHT_ADMIN, post_new, 0, params),
	ROUTE("GET", "/admin/standards/new", RIGHT_ADMIN, show_new, 0, NULL),
	ROUTE("POST", "/admin/standards/try", RIGHT_ADMIN, post_try, 0, params),
	ROUTE("GET", "/admin/standards/{id}", RIGHT_ADMIN, show_one, 0, NULL),
	ROUTE("POST", "/admin/standards/{id}", RIGHT_ADMIN, post_one, 0, params),
	ROUTE("POST", "/admin/standards/{id}/reviewed", RIGHT_ADMIN, post_reviewed, 0, NULL),
	ROUTE("GET", "/admin/standards/{id}/versions", RIGHT_ADMIN, show_versions, 0, NULL),
	{ 0 },
};
