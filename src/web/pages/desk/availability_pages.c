/* When people work: their state now, their week, their absences; of oneself, or of others by who
 * plans. */
#include <inttypes.h>

#include "base/text.h"
#include "base/time.h"
#include "core/audit.h"
#include "core/i18n.h"
#include "people/skill.h"
#include "people/staff.h"
#include "standard/calendar.h"
#include "standard/clock.h"
#include "standard/weekday.h"
#include "tpl_availability.h"
#include "web/pages/again.h"
#include "web/pages/desk/availability_view.h"
#include "web/pages/families.h"
#include "web/pages/notice.h"
#include "web/pages/zone_options.h"

enum { HOURS_MAX_BYTES = 120, CLOCK_MAX_BYTES = 30, SOON_DAYS = 30 };

/* One answer: whose page it is, and which form came. */
struct own {
	struct web_request *req;
	int64_t staff_id;
	struct availability_view view;
	struct absence absence;
	struct shift shift;
	int64_t until;
};

/* Who leads others plans for them. */
static bool may_plan(const struct ctx *cx)
{
	return actor_may(cx->actor, RIGHT_TEAM_WATCH) && actor_may(cx->actor, RIGHT_TICKET_ASSIGN);
}

/* Of others it answers like of those who are not there. */
static enum hk_result whose(struct web_request *req, struct own *ret)
{
	*ret = (struct own){ .req = req, .staff_id = req->cx->actor->id };
	if (web_path(req, "id"))
		HK_TRY(web_path_number(req, "id", &ret->staff_id));
	return ret->staff_id == req->cx->actor->id || may_plan(req->cx) ? HK_OK : HK_NOT_FOUND;
}

/* ---- what it shows ---- */

static const char *state_words(const struct availability *one, int64_t now, const char **ret_tone)
{
	*ret_tone = "line";
	if (availability_is_free(one, now)) {
		*ret_tone = "good";
		return TR("Takes new tickets");
	}
	if (hk_equal(one->status, "break"))
		return TR("On a break");
	return hk_equal(one->status, "away") ? TR("Away") : TR("Not at work");
}

/* When that changes; 0: nobody knows, or it is far. */
static int64_t worth_saying(int64_t at)
{
	return at < CLOCK_NEVER ? at : 0;
}

static void state_fill(struct availability_view *view, int64_t now)
{
	view->words = state_words(&view->who, now, &view->tone);
	if (availability_is_free(&view->who, now))
		view->free_until = worth_saying(view->who.free_until);
	else
		view->free_from = worth_saying(view->who.free_from);
}

static enum hk_result week_fill(struct own *own)
{
	struct web_request *req = own->req;
	struct availability_view *view = &own->view;
	struct week_field *items = hk_alloc(req->cx->arena, BUSINESS_WEEK, sizeof(*items));
	struct shift shift = { .timezone = req->cx->timezone };
	enum hk_result result = shift_find(req->cx, own->staff_id, &shift);
	bool is_typed = web_form(req, weekday_fields[0]) != NULL;

	if (result != HK_OK && result != HK_NOT_FOUND)
		return result;
	view->has_shift = result == HK_OK;
	for (size_t i = 0; i < BUSINESS_WEEK; i++) {
		const char *hours = view->has_shift ? *shift_hours(&shift, i) : "";
		items[i] = (struct week_field){
			.name = weekday_fields[i],
			.label = weekday_names[i],
			.value = is_typed ? page_form(req, weekday_fields[i]) : hours,
			.error = part_error_of(&view->errors, weekday_fields[i]),
		};
	}
	view->week = (struct week_fields){ items, BUSINESS_WEEK };
	view->zones = zone_options(req, shift.timezone);
	view->share = web_form(req, "share")
			      ? page_form(req, "share")
			      : hk_format(req->cx->arena, "%" PRId64, view->who.share);
	return HK_OK;
}

static const char *name_of(const struct availability_list *people, int64_t staff_id)
{
	for (size_t i = 0; i < people->count; i++)
		if (people->items[i].staff_id == staff_id)
			return people->items[i].name;
	return "";
}

static enum hk_result absences_fill(struct own *own, const struct availability_list *people)
{
	struct ctx *cx = own->req->cx;
	struct absence_lines *ret = &own->view.absences;
	struct absence_list list;

	HK_TRY(absence_every(cx, own->staff_id, &list));
	ret->items = hk_alloc(cx->arena, list.count, sizeof(*ret->items));
	for (size_t i = 0; i < list.count; i++)
		ret->items[ret->count++] = (struct absence_line){
			.id = list.items[i].id,
			.from_at = list.items[i].from_at,
			.until_at = list.items[i].until_at,
			.stand_in = name_of(people, list.items[i].stand_in_id),
			.note = list.items[i].note,
		};
	return HK_OK;
}

static void stand_ins_fill(struct own *own, const struct availability_list *people)
{
	struct ctx *cx = own->req->cx;
	struct part_option *items = hk_alloc(cx->arena, people->count + 1, sizeof(*items));
	const char *chosen = page_form(own->req, "stand_in");
	size_t count = 0;

	items[count++] =
		(struct part_option){ .value = "",
				      .label = i18n_text(cx->language, TR("Whoever can")) };
	for (size_t i = 0; i < people->count; i++) {
		const char *value = hk_format(cx->arena, "%" PRId64, people->items[i].staff_id);
		if (people->items[i].staff_id == own->staff_id)
			continue;
		items[count++] = (struct part_option){ .value = value,
						       .label = people->items[i].name,
						       .is_chosen = hk_equal(value, chosen) };
	}
	own->view.stand_ins = (struct part_options){ items, count };
}

static enum hk_result skills_fill(struct own *own)
{
	struct ctx *cx = own->req->cx;
	struct skill_lines *ret = &own->view.skills;
	struct skill_list list;

	HK_TRY(skill_of_staff(cx, own->staff_id, &list));
	ret->items = hk_alloc(cx->arena, list.count, sizeof(*ret->items));
	for (size_t i = 0; i < list.count; i++) {
		int64_t end = list.items[i].expires_at;
		ret->items[ret->count++] = (struct skill_line){
			.code = list.items[i].code,
			.level = list.items[i].level,
			.last_at = end ? end - HK_HOUR : 0,
			.is_over = end && end <= cx->now,
			.is_soon = end && end <= cx->now + SOON_DAYS * HK_DAY,
		};
	}
	return HK_OK;
}

static void people_fill(struct own *own, const struct availability_list *people)
{
	struct ctx *cx = own->req->cx;
	struct person_lines *ret = &own->view.people;

	ret->items = hk_alloc(cx->arena, people->count, sizeof(*ret->items));
	for (size_t i = 0; i < people->count; i++) {
		const struct availability *one = &people->items[i];
		struct person_line *line = &ret->items[ret->count++];
		*line = (struct person_line){
			.name = one->name,
			.url = hk_format(cx->arena, "/availability/%" PRId64, one->staff_id),
			.tickets = one->active_count,
			.minutes = one->work,
			.share = one->share,
		};
		line->words = state_words(one, cx->now, &line->tone);
		if (!availability_is_free(one, cx->now))
			line->free_from = worth_saying(one->free_from);
	}
}

static enum hk_result show(struct ctx *cx, void *data)
{
	struct own *own = data;
	struct availability_view *view = &own->view;
	struct availability_list people;

	*view = (struct availability_view){
		.errors = page_errors(cx),
		.problem = page_problem(cx),
		.is_own = own->staff_id == cx->actor->id,
		.may_plan = may_plan(cx),
		.self = hk_format(cx->arena, "/availability/%" PRId64, own->staff_id),
		.until = page_form(own->req, "until"),
		.absence_from = page_form(own->req, "from"),
		.absence_until = page_form(own->req, "back"),
		.note = page_form(own->req, "note"),
	};
	HK_TRY(availability_find(cx, own->staff_id, &view->who));
	HK_TRY(availability_every(cx, &people));
	state_fill(view, cx->now);
	HK_TRY(week_fill(own));
	HK_TRY(absences_fill(own, &people));
	stand_ins_fill(own, &people);
	HK_TRY(skills_fill(own));
	if (view->may_plan && view->is_own)
		people_fill(own, &people);
	tpl_availability(own->req->out, &own->req->page, view);
	return HK_OK;
}

static enum hk_result page(struct web_request *req)
{
	struct own own;

	HK_TRY(whose(req, &own));
	return show(req->cx, &own);
}

/* ---- what is sent ---- */

/* What somebody did to another person's time is noted. */
static enum hk_result note(struct ctx *cx, const struct own *own, const char *action)
{
	struct staff who;

	HK_TRY(staff_find(cx, own->staff_id, &who));
	if (own->staff_id == cx->actor->id)
		return HK_OK;
	return audit_record(cx, action, who.email);
}

static enum hk_result answer(struct own *own, ctx_work *work, const char *done)
{
	struct web_request *req = own->req;
	struct ctx *cx = req->cx;
	enum hk_result result = cx->field_count ? HK_INVALID : ctx_write(cx, work, own);

	if (page_is_mendable(result))
		return page_again(req, page_status_of(result), show, own);
	HK_TRY(result);
	return notice_answer(
		req,
		own->staff_id == cx->actor->id
			? "/availability"
			: hk_format(cx->arena, "/availability/%" PRId64, own->staff_id),
		html_gettext(req->out, done), "");
}

/* "": 0. A sentence beside the field where it is no time. */
static int64_t typed_time(struct web_request *req, const char *field)
{
	const char *text = page_form(req, field);
	int64_t at = 0;

	if (*text && !i18n_clock_read(req->cx->kit->formats, req->cx->timezone, text, &at))
		hk_ignore(field_problem(req->cx, field, TR("Please choose a day and a time.")));
	return at;
}

static enum hk_result status_work(struct ctx *cx, void *data)
{
	const struct own *own = data;

	HK_TRY(note(cx, own, "availability.status"));
	return availability_status_put(cx, own->staff_id, page_form(own->req, "status"),
				       own->until);
}

static enum hk_result post_status(struct web_request *req)
{
	struct own own;

	HK_TRY(whose(req, &own));
	own.until = typed_time(req, "until");
	return answer(&own, status_work, TR("Saved."));
}

static enum hk_result shift_work(struct ctx *cx, void *data)
{
	const struct own *own = data;

	HK_TRY(note(cx, own, "availability.shift"));
	if (may_plan(cx) && web_form(own->req, "share"))
		HK_TRY(availability_share_put(cx, own->staff_id,
					      web_form_number(own->req, "share", 0)));
	if (*page_form(own->req, "always"))
		return shift_remove(cx, own->staff_id);
	return shift_put(cx, &own->shift);
}

static enum hk_result post_shift(struct web_request *req)
{
	struct own own;
	const char *zone = page_form(req, "timezone");

	HK_TRY(whose(req, &own));
	own.shift = (struct shift){ .staff_id = own.staff_id,
				    .timezone = *zone ? zone : req->cx->timezone };
	for (size_t i = 0; i < BUSINESS_WEEK; i++)
		*shift_hours(&own.shift, i) = page_form(req, weekday_fields[i]);
	return answer(&own, shift_work, TR("The hours are saved."));
}

static enum hk_result absence_work(struct ctx *cx, void *data)
{
	struct own *own = data;
	struct absence wish = own->absence;

	HK_TRY(note(cx, own, "availability.absence"));
	return absence_add(cx, &wish);
}

static enum hk_result post_absence(struct web_request *req)
{
	struct own own;
	int64_t from, back;

	HK_TRY(whose(req, &own));
	from = typed_time(req, "from");
	back = typed_time(req, "back");
	if (!back && !req->cx->field_count)
		hk_ignore(field_problem(req->cx, "back", TR("Please choose a day and a time.")));
	own.absence = (struct absence){ .staff_id = own.staff_id,
					.from_at = from ? from : req->cx->now,
					.until_at = back,
					.stand_in_id = web_form_number(req, "stand_in", 0),
					.note = page_form(req, "note") };
	return answer(&own, absence_work, TR("The absence is entered."));
}

static enum hk_result remove_work(struct ctx *cx, void *data)
{
	const struct own *own = data;

	HK_TRY(note(cx, own, "availability.absence"));
	return absence_remove(cx, own->staff_id, own->absence.id);
}

static enum hk_result post_remove(struct web_request *req)
{
	struct own own;

	HK_TRY(whose(req, &own));
	own.absence.id = web_form_number(req, "absence", 0);
	return answer(&own, remove_work, TR("The absence is taken away."));
}

static const struct web_param status_params[] = { { "status", PARAM_TEXT, 0 },
						  { "until", PARAM_TEXT, CLOCK_MAX_BYTES },
						  { 0 } };
static const struct web_param shift_params[] = {
	{ "monday", PARAM_TEXT, HOURS_MAX_BYTES },
	{ "tuesday", PARAM_TEXT, HOURS_MAX_BYTES },
	{ "wednesday", PARAM_TEXT, HOURS_MAX_BYTES },
	{ "thursday", PARAM_TEXT, HOURS_MAX_BYTES },
	{ "friday", PARAM_TEXT, HOURS_MAX_BYTES },
	{ "saturday", PARAM_TEXT, HOURS_MAX_BYTES },
	{ "sunday", PARAM_TEXT, HOURS_MAX_BYTES },
	{ "timezone", PARAM_TEXT, 0 },
	{ "share", PARAM_NUMBER, 0 },
	{ "always", PARAM_TEXT, 1 },
	{ 0 },
};
static const struct web_param absence_params[] = { { "from", PARAM_TEXT, CLOCK_MAX_BYTES },
						   { "back", PARAM_TEXT, CLOCK_MAX_BYTES },
						   { "stand_in", PARAM_NUMBER, 0 },
						   { "note", PARAM_TEXT, 800 },
						   { 0 } };
static const struct web_param remove_params[] = { { "absence", PARAM_NUMBER, 0 }, { 0 } };

const struct web_route availability_pages[] = {
	ROUTE("GET", "/availability", RIGHT_TICKET_READ, page, 0, NULL),
	ROUTE("GET", "/availability/{id}", RIGHT_TICKET_READ, page, 0, NULL),
	ROUTE("POST", "/availability/{id}/status", RIGHT_TICKET_READ, post_status, 0,
	      status_params),
	ROUTE("POST", "/availability/{id}/shift", RIGHT_TICKET_READ, post_shift, 0, shift_params),
	ROUTE("POST", "/availability/{id}/absence", RIGHT_TICKET_READ, post_absence, 0,
	      absence_params),
	ROUTE("POST", "/availability/{id}/absence/remove", RIGHT_TICKET_READ, post_remove, 0,
	      remove_params),
	{ 0 },
};
