/* Causes: the tree, each with its whys, its words and its actions, and the line that it stops.
 * Who may see no ticket reads them without words of customers, and may stop a line. */
#include <inttypes.h>

#include "base/text.h"
#include "core/i18n.h"
#include "tpl_loop_cause.h"
#include "tpl_loop_cause_form.h"
#include "tpl_loop_causes.h"
#include "tpl_loop_prevention.h"
#include "tpl_loop_reason.h"
#include "web/pages/again.h"
#include "web/pages/families.h"
#include "web/pages/loop/cause_view.h"
#include "web/pages/notice.h"
#include "web/pages/staff_options.h"

enum {
	NAME_MAX_BYTES = 4 * CAUSE_NAME_LETTERS,
	WORDS_MAX_BYTES = 4 * CAUSE_WORDS_LETTERS,
};

static const char *say(const struct web_request *req, const char *sentence)
{
	return i18n_text(req->cx->language, sentence);
}

static int64_t form_number(const struct web_request *req, const char *name)
{
	return web_form_number(req, name, 0);
}

/* The cause of the address, or the one that has all of it now. */
static enum hk_result cause_of_path(struct ctx *cx, const struct web_request *req,
				    struct cause *ret)
{
	int64_t number;

	HK_TRY(web_path_number(req, "cause", &number));
	return cause_find(cx, number, ret);
}

/* One deed on it, in one transaction, and the page again where it cannot be done. */
struct cause_deed {
	struct web_request *req;
	enum hk_result (*work)(struct ctx *cx, struct cause_deed *deed);
	struct cause cause;
	int64_t id;
};

static enum hk_result deed_work(struct ctx *cx, void *data)
{
	struct cause_deed *deed = data;
	int64_t number;

	HK_TRY(web_path_number(deed->req, "cause", &number));
	HK_TRY(cause_find(cx, number, &deed->cause));
	if (deed->cause.number != number)
		return problem(cx, HK_CONFLICT,
			       TR("This cause and another one were made one meanwhile. Here is "
				  "what they are now."));
	return deed->work(cx, deed);
}

static enum hk_result deed_do(struct web_request *req,
			      enum hk_result (*work)(struct ctx *cx, struct cause_deed *deed),
			      ctx_work *again, const char *done)
{
	struct cause_deed deed = { .req = req, .work = work };
	enum hk_result result = ctx_write(req->cx, deed_work, &deed);

	if (page_is_mendable(result))
		return page_again(req, page_status_of(result), again, req);
	HK_TRY(result);
	return notice_answer(req, cause_url(req->cx, deed.cause.number), say(req, done), "");
}

/* Somebody else's change meanwhile shows by the version that the form carries. */
static void take_version(struct cause_deed *deed)
{
	int64_t version = form_number(deed->req, "version");

	if (version)
		deed->cause.version = version;
}

/* ---- reading ---- */

static enum hk_result show_tree(struct web_request *req)
{
	struct cause_tree tree;

	HK_TRY(cause_tree_find(req->cx, &tree));
	tpl_loop_causes(req->out, &req->page, &tree);
	return HK_OK;
}

static enum hk_result show_one(struct ctx *cx, void *data)
{
	struct web_request *req = data;
	struct cause_page page;
	struct cause cause;

	HK_TRY(cause_of_path(cx, req, &cause));
	HK_TRY(cause_page_find(req, &cause, &page));
	tpl_loop_cause(req->out, &req->page, &page);
	return HK_OK;
}

/* An old number leads to the new one. */
static enum hk_result show_cause(struct web_request *req)
{
	struct cause cause;
	int64_t number;

	HK_TRY(web_path_number(req, "cause", &number));
	HK_TRY(cause_find(req->cx, number, &cause));
	if (cause.number != number)
		return web_redirect(req, cause_url(req->cx, cause.number));
	return show_one(req->cx, req);
}

/* ---- a change of its name, its place, its owner ---- */

static const char *label_of(struct ctx *cx, const struct part_options *options, int64_t id)
{
	const char *value = hk_format(cx->arena, "%" PRId64, id);

	for (size_t i = 0; i < options->count; i++)
		if (hk_equal(options->items[i].value, value))
			return options->items[i].label;
	return NULL;
}

/* So that whoever presses the button once more knows what he writes over. */
static void meanwhile_fill(struct ctx *cx, const struct web_request *req, const struct cause *cause,
			   struct cause_form *form)
{
	if (form_number(req, "version") == cause->version)
		return;
	if (!hk_equal(form->name, cause->name))
		form->name_meanwhile = cause->name;
	if (form_number(req, "parent") != cause->parent_id)
		form->parent_meanwhile = label_of(cx, &form->parents, cause->parent_id);
	if (form_number(req, "owner") != cause->owner_id)
		form->owner_meanwhile = label_of(cx, &form->owners, cause->owner_id);
}

static enum hk_result show_change(struct ctx *cx, void *data)
{
	struct web_request *req = data;
	struct cause_form form = { .title = say(req, TR("Change the cause")),
				   .button = say(req, TR("Keep the cause")),
				   .quote = "",
				   .about = "",
				   .about_language = "",
				   .problem = page_problem(cx),
				   .errors = page_errors(cx) };
	struct cause cause;
	bool is_again = form.errors.count || *form.problem;

	HK_TRY(cause_of_path(cx, req, &cause));
	form.back = cause_url(cx, cause.number);
	form.action = hk_format(cx->arena, "%s/change", form.back);
	form.name = is_again ? page_form(req, "name") : cause.name;
	form.version = cause.version;
	HK_TRY(cause_options(cx, say(req, TR("None: it stands for itself")),
			     is_again ? form_number(req, "parent") : cause.parent_id,
			     &form.parents));
	HK_TRY(staff_options(cx, "", is_again ? form_number(req, "owner") : cause.owner_id,
			     &form.owners));
	if (is_again)
		meanwhile_fill(cx, req, &cause, &form);
	tpl_loop_cause_form(req->out, &req->page, &form);
	return HK_OK;
}

static enum hk_result get_change(struct web_request *req)
{
	return show_change(req->cx, req);
}

static enum hk_result change_work(struct ctx *cx, struct cause_deed *deed)
{
	take_version(deed);
	deed->cause.name = page_form(deed->req, "name");
	deed->cause.parent_id = form_number(deed->req, "parent");
	deed->cause.owner_id = form_number(deed->req, "owner");
	return cause_change(cx, &deed->cause);
}

static enum hk_result post_change(struct web_request *req)
{
	return deed_do(req, change_work, show_change, TR("The cause is changed."));
}

/* ---- on its page ---- */

static enum hk_result whys_work(struct ctx *cx, struct cause_deed *deed)
{
	const struct web_request *req = deed->req;
	const char *const texts[CAUSE_WHYS] = {
		page_form(req, "why1"), page_form(req, "why2"), page_form(req, "why3"),
		page_form(req, "why4"), page_form(req, "why5"),
	};

	take_version(deed);
	return cause_whys_put(cx, &deed->cause, texts);
}

static enum hk_result post_whys(struct web_request *req)
{
	return deed_do(req, whys_work, show_one, TR("The answers are kept."));
}

static enum hk_result unlink_work(struct ctx *cx, struct cause_deed *deed)
{
	enum hk_result result = cause_unlink(cx, &deed->cause, form_number(deed->req, "link"));

	/* Twice is once. */
	return result == HK_NOT_FOUND ? HK_OK : result;
}

static enum hk_result post_unlink(struct web_request *req)
{
	return deed_do(req, unlink_work, show_one,
		       TR("It does not stand for this cause any more."));
}

static enum hk_result open_work(struct ctx *cx, struct cause_deed *deed)
{
	return cause_open_again(cx, &deed->cause);
}

static enum hk_result post_open(struct web_request *req)
{
	return deed_do(req, open_work, show_one, TR("The cause is open again."));
}

static enum hk_result hear_work(struct ctx *cx, struct cause_deed *deed)
{
	return cause_stop_acknowledge(cx, &deed->cause);
}

static enum hk_result post_heard(struct web_request *req)
{
	return deed_do(req, hear_work, show_one, TR("Thank you. Who stopped the line knows it."));
}

/* ---- what takes a reason ---- */

enum reason_deed { REASON_STOP, REASON_RELEASE, REASON_CLOSE, REASON_GIVE_UP };

static const struct {
	const char *title, *label, *hint, *button, *path;
} reasons[] = {
	[REASON_STOP] = { TR("Stop the line"), TR("Why can it not go on like this?"),
			  TR("Those who are named for it are called at once."), TR("Stop the line"),
			  "stop" },
	[REASON_RELEASE] = { TR("Let the line go on"), TR("Why may it go on?"), "",
			     TR("Let the line go on"), "release" },
	[REASON_CLOSE] = { TR("Close the cause"), TR("What is there to say about it?"),
			   TR("An action that worked needs no further reason."),
			   TR("Close the cause"), "close" },
	[REASON_GIVE_UP] = { TR("Give the action up"), TR("Why is it given up?"), "",
			     TR("Give the action up"), "give-up" },
};

/* HK_NOT_FOUND also when it is one of another cause. */
static enum hk_result action_find(struct ctx *cx, const struct cause *cause, int64_t id)
{
	struct prevention action;

	HK_TRY(prevention_find(cx, id, &action));
	return action.cause_id == cause->id ? HK_OK : HK_NOT_FOUND;
}

static enum hk_result show_reason(struct ctx *cx, struct web_request *req, enum reason_deed which)
{
	struct reason_form form = { .title = say(req, reasons[which].title),
				    .label = say(req, reasons[which].label),
				    .hint = *reasons[which].hint ? say(req, reasons[which].hint)
								 : "",
				    .button = say(req, reasons[which].button),
				    .reason = page_form(req, "reason"),
				    .problem = page_problem(cx),
				    .errors = page_errors(cx) };
	struct cause cause;
	int64_t id;

	HK_TRY(cause_of_path(cx, req, &cause));
	form.back = cause_url(cx, cause.number);
	form.version = cause.version;
	form.action = hk_format(cx->arena, "%s/%s", form.back, reasons[which].path);
	if (which == REASON_GIVE_UP) {
		HK_TRY(web_path_number(req, "id", &id));
		HK_TRY(action_find(cx, &cause, id));
		form.action = hk_format(cx->arena, "%s/actions/%" PRId64 "/give-up", form.back, id);
	}
	if (which == REASON_CLOSE)
		HK_TRY(close_form_fill(req, &cause, &form));
	tpl_loop_reason(req->out, &req->page, &form);
	return HK_OK;
}

static enum hk_result show_stop(struct ctx *cx, void *data)
{
	return show_reason(cx, data, REASON_STOP);
}

static enum hk_result show_release(struct ctx *cx, void *data)
{
	return show_reason(cx, data, REASON_RELEASE);
}

static enum hk_result show_close(struct ctx *cx, void *data)
{
	return show_reason(cx, data, REASON_CLOSE);
}

static enum hk_result show_give_up(struct ctx *cx, void *data)
{
	return show_reason(cx, data, REASON_GIVE_UP);
}

static enum hk_result get_stop(struct web_request *req)
{
	return show_stop(req->cx, req);
}

static enum hk_result get_release(struct web_request *req)
{
	return show_release(req->cx, req);
}

static enum hk_result get_close(struct web_request *req)
{
	return show_close(req->cx, req);
}

static enum hk_result get_give_up(struct web_request *req)
{
	return show_give_up(req->cx, req);
}

static enum hk_result stop_work(struct ctx *cx, struct cause_deed *deed)
{
	return cause_stop_raise(cx, &deed->cause, page_form(deed->req, "reason"));
}

static enum hk_result release_work(struct ctx *cx, struct cause_deed *deed)
{
	return cause_stop_release(cx, &deed->cause, page_form(deed->req, "reason"));
}

static enum hk_result close_work(struct ctx *cx, struct cause_deed *deed)
{
	take_version(deed);
	return cause_close(
		cx, &deed->cause,
		&(struct cause_end){ page_form(deed->req, "as"), page_form(deed->req, "reason") });
}

static enum hk_result give_up_work(struct ctx *cx, struct cause_deed *deed)
{
	HK_TRY(web_path_number(deed->req, "id", &deed->id));
	HK_TRY(action_find(cx, &deed->cause, deed->id));
	return prevention_give_up(cx, deed->id, page_form(deed->req, "reason"));
}

static enum hk_result post_stop(struct web_request *req)
{
	return deed_do(req, stop_work, show_stop, TR("The line is stopped. Help is called."));
}

static enum hk_result post_release(struct web_request *req)
{
	return deed_do(req, release_work, show_release, TR("The line goes on."));
}

static enum hk_result post_close(struct web_request *req)
{
	return deed_do(req, close_work, show_close, TR("Thank you. It is kept."));
}

static enum hk_result post_give_up(struct web_request *req)
{
	return deed_do(req, give_up_work, show_give_up, TR("The action is given up."));
}

/* ---- actions ---- */

static enum hk_result show_action(struct ctx *cx, void *data)
{
	struct web_request *req = data;
	struct action_form form;
	struct cause cause;

	HK_TRY(cause_of_path(cx, req, &cause));
	HK_TRY(action_form_find(req, &cause, &form));
	tpl_loop_prevention(req->out, &req->page, &form);
	return HK_OK;
}

static enum hk_result get_action(struct web_request *req)
{
	return show_action(req->cx, req);
}

static enum hk_result action_work(struct ctx *cx, struct cause_deed *deed)
{
	const struct web_request *req = deed->req;
	struct prevention action = { .cause_id = deed->cause.id,
				     .what = page_form(req, "what"),
				     .owner_id = form_number(req, "owner"),
				     .measure = action_measure(req),
				     .survey_id = form_number(req, "survey"),
				     .expected_percent = form_number(req, "expected") };
	int64_t begin_at;

	/* What is no day is none that can be chosen. */
	if (i18n_day_read(cx->kit->formats, cx->timezone, page_form(req, "begin"), &begin_at))
		action.begin_at = begin_at;
	return prevention_add(cx, &action, form_number(req, "weeks"));
}

static enum hk_result post_action(struct web_request *req)
{
	return deed_do(req, action_work, show_action,
		       TR("The prediction is kept. It is measured on its day by itself."));
}

static const struct web_param cause_params[] = { { "before", PARAM_NUMBER, 0 }, { 0 } };
static const struct web_param change_params[] = {
	{ "name", PARAM_TEXT, NAME_MAX_BYTES },
	{ "parent", PARAM_NUMBER, 0 },
	{ "owner", PARAM_NUMBER, 0 },
	{ "version", PARAM_NUMBER, 0 },
	{ 0 },
};
static const struct web_param whys_params[] = {
	{ "why1", PARAM_TEXT, WORDS_MAX_BYTES },
	{ "why2", PARAM_TEXT, WORDS_MAX_BYTES },
	{ "why3", PARAM_TEXT, WORDS_MAX_BYTES },
	{ "why4", PARAM_TEXT, WORDS_MAX_BYTES },
	{ "why5", PARAM_TEXT, WORDS_MAX_BYTES },
	{ "version", PARAM_NUMBER, 0 },
	{ 0 },
};
static const struct web_param link_params[] = { { "link", PARAM_NUMBER, 0 }, { 0 } };
static const struct web_param reason_params[] = {
	{ "reason", PARAM_TEXT, WORDS_MAX_BYTES },
	{ "version", PARAM_NUMBER, 0 },
	{ 0 },
};
static const struct web_param close_params[] = {
	{ "as", PARAM_TEXT, 0 },
	{ "reason", PARAM_TEXT, WORDS_MAX_BYTES },
	{ "version", PARAM_NUMBER, 0 },
	{ 0 },
};
static const struct web_param action_params[] = {
	{ "what", PARAM_TEXT, WORDS_MAX_BYTES },
	{ "owner", PARAM_NUMBER, 0 },
	{ "measure", PARAM_TEXT, 0 },
	{ "survey", PARAM_NUMBER, 0 },
	{ "expected", PARAM_NUMBER, 0 },
	{ "begin", PARAM_TEXT, 0 },
	{ "weeks", PARAM_NUMBER, 0 },
	{ 0 },
};

#define CAUSE "/loop/causes/{cause}"

const struct web_route cause_pages[] = {
	ROUTE("GET", "/loop/causes", RIGHT_SIGNED_IN, show_tree, 0, NULL),
	ROUTE("GET", CAUSE, RIGHT_SIGNED_IN, show_cause, 0, cause_params),
	ROUTE("GET", CAUSE "/change", RIGHT_TICKET_READ, get_change, 0, NULL),
	ROUTE("POST", CAUSE "/change", RIGHT_TICKET_READ, post_change, 0, change_params),
	ROUTE("POST", CAUSE "/whys", RIGHT_TICKET_READ, post_whys, 0, whys_params),
	ROUTE("POST", CAUSE "/unlink", RIGHT_TICKET_READ, post_unlink, 0, link_params),
	ROUTE("POST", CAUSE "/open", RIGHT_TICKET_READ, post_open, 0, NULL),
	ROUTE("GET", CAUSE "/stop", RIGHT_SIGNED_IN, get_stop, 0, NULL),
	ROUTE("POST", CAUSE "/stop", RIGHT_SIGNED_IN, post_stop, 0, reason_params),
	ROUTE("POST", CAUSE "/heard", RIGHT_SIGNED_IN, post_heard, 0, NULL),
	ROUTE("GET", CAUSE "/release", RIGHT_REPORT_READ, get_release, 0, NULL),
	ROUTE("POST", CAUSE "/release", RIGHT_REPORT_READ, post_release, 0, reason_params),
	ROUTE("GET", CAUSE "/close", RIGHT_TICKET_READ, get_close, 0, NULL),
	ROUTE("POST", CAUSE "/close", RIGHT_TICKET_READ, post_close, 0, close_params),
	ROUTE("GET", CAUSE "/actions/new", RIGHT_TICKET_READ, get_action, 0, NULL),
	ROUTE("POST", CAUSE "/actions", RIGHT_TICKET_READ, post_action, 0, action_params),
	ROUTE("GET", CAUSE "/actions/{id}/give-up", RIGHT_TICKET_READ, get_give_up, 0, NULL),
	ROUTE("POST", CAUSE "/actions/{id}/give-up", RIGHT_TICKET_READ, post_give_up, 0,
	      reason_params),
	{ 0 },
};
