/* Calendars: hours of the week, special days, and what other people's calendars say of them. */
#include <inttypes.h>
#include <string.h>

#include "base/text.h"
#include "core/audit.h"
#include "core/i18n.h"
#include "core/org.h"
#include "standard/holidays.h"
#include "standard/weekday.h"
#include "tpl_admin_calendar.h"
#include "web/pages/admin/calendar_lines.h"
#include "web/pages/admin/calendar_view.h"
#include "web/pages/families.h"

enum { DAYS_BYTES_MOST = 200000, FILE_BYTES_MOST = 1024 * 1024, LEFT_SHOWN = 10 };

/* What one answer of the page needs. */
struct screen {
	struct web_request *req;
	bool is_put;                /* something is put into the form: it stays as it was typed */
	struct calendar_days typed; /* its special days */
	struct calendar_days found; /* those that are offered beside them and not saved */
	struct calendar_lefts left; /* what of a file is not */
	const char *news;           /* NULL: nothing came of it */
};

static enum hk_result show_all(struct web_request *req)
{
	static const char *const heads[] = { TR("Name"), TR("Time zone") };
	struct admin_list list = {
		.title = TR("Calendars"),
		.lead = TR("When somebody is there to answer. Promises of a mailbox count in the "
			   "open time of its calendar."),
		.add = "/admin/calendars/new",
		.add_title = TR("Add a calendar"),
		.empty = TR("There is no calendar yet: promises count around the clock."),
		.next = "",
		.heads = { heads, HK_COUNT(heads) }
	};
	struct calendar_list all;

	HK_TRY(calendar_every(req->cx, &all));
	admin_list_room(req, &list, all.count);
	for (size_t i = 0; i < all.count; i++) {
		struct admin_row *row = admin_row_add(req, &list);
		admin_cell_add(
			row, all.items[i].name,
			hk_format(req->cx->arena, "/admin/calendars/%" PRId64, all.items[i].id));
		admin_cell_add(row, all.items[i].timezone, "");
	}
	return admin_list_show(req, &list);
}

static void fields_add(struct web_request *req, struct admin_form *form, struct calendar *calendar)
{
	admin_field_add(req, form, "text", "name", TR("Name"), calendar->name);
	admin_field_add(req, form, "text", "timezone", TR("Time zone"), calendar->timezone)->hint =
		TR("Such as Europe/Vilnius or Asia/Dhaka");
	for (size_t i = 0; i < BUSINESS_WEEK; i++)
		admin_field_add(req, form, "text", weekday_fields[i], weekday_names[i],
				*calendar_hours(calendar, i));
	form->fields.items[form->fields.count - BUSINESS_WEEK].hint =
		TR("Such as 09:00-12:00, 13:00-17:00; 24 for the whole day; empty when closed");
}

static enum hk_result show(struct web_request *req, struct calendar_view *view)
{
	static const char file[] = "file";

	view->file_error = "";
	for (size_t i = 0; i < req->cx->field_count; i++)
		if (strcmp(req->cx->fields[i].field, file) == 0)
			view->file_error = req->cx->fields[i].sentence;
	view->form.errors = page_errors(req->cx);
	view->form.problem = page_problem(req->cx);
	tpl_admin_calendar(req->out, &req->page, view);
	return HK_OK;
}

static enum hk_result new_form(struct ctx *cx, void *data)
{
	static const char workday[] = "09:00-17:00";
	struct web_request *req = data;
	struct calendar_view view = { .form = { .title = TR("Add a calendar"),
						.lead = "",
						.action = "/admin/calendars",
						.button = TR("Add"),
						.back = "/admin/calendars",
						.back_title = TR("Calendars") },
				      .news = "" };
	struct calendar calendar = { .name = "",
				     .monday = workday,
				     .tuesday = workday,
				     .wednesday = workday,
				     .thursday = workday,
				     .friday = workday,
				     .saturday = "",
				     .sunday = "" };
	struct org org;

	HK_TRY(org_find(cx, &org));
	calendar.timezone = org.timezone;
	fields_add(req, &view.form, &calendar);
	return show(req, &view);
}

static enum hk_result show_new(struct web_request *req)
{
	return new_form(req->cx, req);
}

static void calendar_read(struct web_request *req, struct calendar *calendar)
{
	calendar->name = page_form(req, "name");
	calendar->timezone = hk_trim(req->cx->arena, page_form(req, "timezone"));
	for (size_t i = 0; i < BUSINESS_WEEK; i++)
		*calendar_hours(calendar, i) = page_form(req, weekday_fields[i]);
}

static enum hk_result add(struct ctx *cx, void *data)
{
	struct calendar calendar;

	calendar_read(data, &calendar);
	HK_TRY(calendar_add(cx, &calendar));
	return audit_record(cx, "calendar.add", calendar.name);
}

static enum hk_result post_new(struct web_request *req)
{
	return admin_save(
		req, &(struct admin_save){ add, new_form, req, "/admin/calendars", TR("Added.") });
}

static void countries_fill(struct web_request *req, struct calendar_view *view)
{
	struct part_option *options = hk_alloc(req->cx->arena, HOLIDAY_COUNTRIES, sizeof(*options));

	for (size_t i = 0; i < HOLIDAY_COUNTRIES; i++)
		options[i] = (struct part_option){
			.value = holiday_countries[i].code,
			.label = i18n_text(req->cx->language, holiday_countries[i].country),
			.is_chosen = hk_equal(page_form(req, "holidays"), holiday_countries[i].code)
		};
	view->countries = (struct part_options){ options, HOLIDAY_COUNTRIES };
}

static enum hk_result one_form(struct ctx *cx, void *data)
{
	struct screen *screen = data;
	struct web_request *req = screen->req;
	struct calendar_view view = {
		.form = { .title = TR("Change a calendar"),
			  .lead = TR("Promises that were given already stay as they are."),
			  .button = TR("Save"),
			  .back = "/admin/calendars",
			  .back_title = TR("Calendars") },
		.news = screen->news ? screen->news : "",
		.left = screen->left,
		.left_count = (int64_t)screen->left.count
	};
	struct calendar_days days;
	struct calendar calendar;
	struct admin_field *area;
	int64_t id;

	HK_TRY(web_path_number(req, "id", &id));
	HK_TRY(calendar_find(cx, id, &calendar));
	HK_TRY(calendar_days_find(cx, id, &days));
	if (view.left.count > LEFT_SHOWN) {
		view.left_more = view.left_count - LEFT_SHOWN;
		view.left.count = LEFT_SHOWN;
	}
	view.form.version = screen->is_put ? web_form_number(req, "version", 0) : calendar.version;
	view.form.action = hk_format(cx->arena, "/admin/calendars/%" PRId64, id);
	fields_add(req, &view.form, &calendar);
	area = admin_field_add(req, &view.form, "area", "days", TR("Special days"),
			       calendar_lines_write(cx, &days));
	area->hint = TR("One a line, such as 2026-12-25 Christmas. Hours behind the date where "
			"it is not closed; ? behind it where the date is to be confirmed.");
	/* What somebody wrote of a date goes before what is known of it elsewhere. */
	days = calendar_days_merged(cx, &screen->found, &screen->typed);
	if (screen->news)
		area->value = calendar_lines_write(cx, &days);
	countries_fill(req, &view);
	return show(req, &view);
}

static const char *offered(struct ctx *cx, const struct calendar_days *found)
{
	const char *sentence = i18n_plural(
		cx->language, "{n} day was put into the form. Please look at it, and save.",
		"{n} days were put into the form. Please look at them, and save.",
		(int64_t)found->count);

	return i18n_fill(cx->arena, sentence, "n", hk_format(cx->arena, "%zu", found->count), NULL);
}

static enum hk_result show_one(struct web_request *req)
{
	struct screen screen = { .req = req };

	return one_form(req->cx, &screen);
}

static enum hk_result save(struct ctx *cx, void *data)
{
	struct web_request *req = data;
	struct calendar calendar;
	struct calendar_days days;
	int64_t id;

	HK_TRY(web_path_number(req, "id", &id));
	HK_TRY(calendar_find(cx, id, &calendar));
	calendar_read(req, &calendar);
	calendar.version = web_form_number(req, "version", 0);
	HK_TRY(calendar_lines_read(cx, "days", page_form(req, "days"), &days));
	HK_TRY(calendar_change(cx, &calendar));
	HK_TRY(calendar_days_replace(cx, id, &days));
	return audit_record(cx, "calendar.change", calendar.name);
}

static enum hk_result form_again(struct ctx *cx, void *data)
{
	struct screen screen = { .req = data };

	return one_form(cx, &screen);
}

/* Which of several is wrong is said by its name. */
static enum hk_result file_problem(struct ctx *cx, const struct web_file *file,
				   const char *sentence)
{
	return field_problem(
		cx, "file",
		hk_format(cx->arena, "%s: %s", file->name, i18n_text(cx->language, sentence)));
}

static void lefts_join(struct ctx *cx, struct calendar_lefts *all,
		       const struct calendar_lefts *more)
{
	struct calendar_lefts both = {
		hk_alloc(cx->arena, all->count + more->count, sizeof(*both.items)), 0
	};

	for (size_t i = 0; i < all->count; i++)
		both.items[both.count++] = all->items[i];
	for (size_t i = 0; i < more->count; i++)
		both.items[both.count++] = more->items[i];
	*all = both;
}

static enum hk_result file_read(struct ctx *cx, const struct web_file *one, struct screen *screen)
{
	struct parse_source source = { .fd = one->fd, .bytes = "", .len = (uint64_t)one->size };
	struct calendar_file file;
	struct parse_days days;
	enum hk_result result;

	if (one->size > FILE_BYTES_MOST)
		return file_problem(cx, one, TR("This file is too large for a calendar."));
	if (!cx->house->parse)
		return HK_UNAVAILABLE;
	result = parse_days(cx->house->parse, cx->arena, &source, &days);
	if (result == HK_INVALID)
		return file_problem(cx, one, TR("This is no calendar file (.ics)."));
	HK_TRY(result);
	file = calendar_days_of_file(cx, &days);
	screen->found = calendar_days_merged(cx, &screen->found, &file.days);
	lefts_join(cx, &screen->left, &file.left);
	if (file.days.count == 0)
		return file_problem(cx, one,
				    TR("No whole days from now on were found in this file."));
	return HK_OK;
}

/* A field of files that is left empty comes as one without anything. */
static bool has_file(struct web_request *req)
{
	const struct web_file *files;
	size_t count = web_files(req, "file", &files);

	return count > 1 || (count == 1 && (files[0].size > 0 || *files[0].name));
}

static enum hk_result files_read(struct web_request *req, struct screen *screen)
{
	const struct web_file *files;
	size_t count = web_files(req, "file", &files);

	if (!has_file(req))
		return field_problem(req->cx, "file", TR("Please choose a calendar file."));
	for (size_t i = 0; i < count; i++)
		HK_TRY(file_read(req->cx, &files[i], screen));
	return HK_OK;
}

static enum hk_result holidays_read(struct web_request *req, struct screen *screen)
{
	return holidays_find(req->cx, page_form(req, "holidays"), &screen->found);
}

/* What is found goes into the form as it was typed, and nothing is saved. */
static enum hk_result put(struct web_request *req,
			  enum hk_result (*find)(struct web_request *req, struct screen *screen))
{
	struct screen screen = { .req = req, .is_put = true };
	enum hk_result result =
		calendar_lines_read(req->cx, "days", page_form(req, "days"), &screen.typed);

	if (result == HK_OK)
		result = find(req, &screen);
	if (result == HK_OK)
		screen.news = offered(req->cx, &screen.found);
	else if (!page_is_mendable(result))
		return result;
	return page_again(req, result == HK_OK ? 200 : page_status_of(result), one_form, &screen);
}

static enum hk_result post_holidays(struct web_request *req)
{
	return put(req, holidays_read);
}

static enum hk_result post_file(struct web_request *req)
{
	return put(req, files_read);
}

/* A file that was chosen and not put into the form would be lost unseen. */
static enum hk_result post_one(struct web_request *req)
{
	if (has_file(req))
		return post_file(req);
	return admin_save(req, &(struct admin_save){ save, form_again, req, "/admin/calendars",
						     TR("Saved.") });
}

static const struct web_param params[] = {
	{ "name", PARAM_TEXT, CALENDAR_NAME_LETTERS },
	{ "timezone", PARAM_TEXT, 60 },
	{ "monday", PARAM_TEXT, 200 },
	{ "tuesday", PARAM_TEXT, 200 },
	{ "wednesday", PARAM_TEXT, 200 },
	{ "thursday", PARAM_TEXT, 200 },
	{ "friday", PARAM_TEXT, 200 },
	{ "saturday", PARAM_TEXT, 200 },
	{ "sunday", PARAM_TEXT, 200 },
	{ "days", PARAM_TEXT, DAYS_BYTES_MOST },
	{ "version", PARAM_NUMBER, 0 },
	{ "holidays", PARAM_TEXT, 8 },
	{ "file", PARAM_FILE, 0 },
	{ NULL, PARAM_TEXT, 0 },
};

const struct web_route admin_calendar_pages[] = {
	ROUTE("GET", "/admin/calendars", RIGHT_ADMIN, show_all, 0, NULL),
	ROUTE("POST", "/admin/calendars", RIGHT_ADMIN, post_new, 0, params),
	ROUTE("GET", "/admin/calendars/new", RIGHT_ADMIN, show_new, 0, NULL),
	ROUTE("GET", "/admin/calendars/{id}", RIGHT_ADMIN, show_one, 0, NULL),
	ROUTE("POST", "/admin/calendars/{id}", RIGHT_ADMIN, post_one, WEB_UPLOAD, params),
	ROUTE("POST", "/admin/calendars/{id}/holidays", RIGHT_ADMIN, post_holidays, WEB_UPLOAD,
	      params),
	ROUTE("POST", "/admin/calendars/{id}/file", RIGHT_ADMIN, post_file, WEB_UPLOAD, params),
	{ 0 },
};
