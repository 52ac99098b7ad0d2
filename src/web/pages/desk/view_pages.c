/* /views: lists by conditions, of one's own and shared ones, with how many tickets each has. */
#include <inttypes.h>

#include "base/text.h"
#include "core/i18n.h"
#include "people/staff.h"
#include "people/team.h"
#include "ticket/link/saved_view.h"
#include "ticket/mail/mailbox.h"
#include "web/pages/admin/admin_view.h"
#include "web/pages/families.h"
#include "web/pages/notice.h"

/* NOBODY: what the form says is no number. */
enum { NOBODY = VIEW_OWN - 1, ABSENT = 404 };

static const char home[] = "/views";

static const char *number_text(struct ctx *cx, int64_t number)
{
	return hk_format(cx->arena, "%" PRId64, number);
}

static const char *path_of(struct ctx *cx, int64_t id, const char *deed)
{
	return hk_format(cx->arena, "%s/%" PRId64 "%s", home, id, deed);
}

/* ---- the list of them ---- */

/* "17", "99+" */
static enum hk_result count_words(struct ctx *cx, const struct saved_view *view, const char **ret)
{
	int64_t count;

	HK_TRY(ticket_count_saved(cx, view, &count));
	*ret = count >= VIEW_COUNT_MOST ? hk_format(cx->arena, "%d+", VIEW_COUNT_MOST - 1)
					: number_text(cx, count);
	return HK_OK;
}

static enum hk_result row_fill(struct web_request *req, const struct saved_view *view,
			       struct admin_row *row)
{
	struct ctx *cx = req->cx;
	struct team team = { .name = "" };
	const char *count;
	enum hk_result result;

	HK_TRY(count_words(cx, view, &count));
	admin_cell_add(row, view->name, hk_format(cx->arena, "/inbox/view/%" PRId64, view->id));
	admin_cell_add(row, count, "");
	result = view->shared_id ? team_find(cx, view->shared_id, &team) : HK_OK;
	if (result != HK_NOT_FOUND)
		HK_TRY(result);
	admin_cell_add(row, view->shared_id ? team.name : i18n_text(cx->language, TR("Me alone")),
		       "");
	if (view->staff_id == cx->actor->id)
		admin_cell_add(row, i18n_text(cx->language, TR("Change it")),
			       path_of(cx, view->id, ""));
	else
		admin_cell_add(row, "", "");
	return HK_OK;
}

static enum hk_result show_every(struct web_request *req)
{
	static const char *const heads[] = { TR("List"), TR("Tickets"), TR("For"), TR("Change") };
	struct admin_list list = {
		.title = TR("Saved lists"),
		.lead = TR("Lists of tickets by conditions, yours and those of your teams."),
		.add = "/views/new",
		.add_title = TR("Make a list"),
		.empty = TR("There is none yet."),
		.back = "/inbox",
		.back_title = TR("Inbox"),
		.next = "",
		.heads = { heads, HK_COUNT(heads) }
	};
	struct saved_view_list all;

	HK_TRY(saved_view_every(req->cx, &all));
	admin_list_room(req, &list, all.count);
	for (size_t i = 0; i < all.count; i++)
		HK_TRY(row_fill(req, &all.items[i], admin_row_add(req, &list)));
	return admin_list_show(req, &list);
}

/* ---- the form ---- */

/* Any, then each of these. */
static void words_add(struct web_request *req, struct admin_form *form, const char *name,
		      const char *label, const char *value, const struct part_options *options)
{
	struct admin_field *field = admin_select_add(req, form, name, label, value);

	admin_option_add(req, field, "", TR("Any"));
	for (size_t i = 0; i < options->count; i++)
		if (*options->items[i].value)
			admin_option_add(req, field, options->items[i].value,
					 options->items[i].label);
}

static struct part_options state_options(struct ctx *cx)
{
	static const char *const states[][2] = { { "new", "active" },
						 { "open", "active" },
						 { "waiting", "active" },
						 { "resolved", "resolved" } };
	struct part_option *items = hk_alloc(cx->arena, HK_COUNT(states), sizeof(*items));

	for (size_t i = 0; i < HK_COUNT(states); i++)
		items[i] = (struct part_option){
			.value = states[i][0],
			.label = state_word(states[i][0], states[i][1], NULL)->words
		};
	return (struct part_options){ items, HK_COUNT(states) };
}

static enum hk_result people_add(struct web_request *req, struct admin_form *form,
				 const struct saved_view *view)
{
	struct ctx *cx = req->cx;
	struct admin_field *field =
		admin_select_add(req, form, "owner", TR("Whose"), number_text(cx, view->owner_id));
	struct staff_list staff;

	HK_TRY(staff_every(cx, &staff));
	admin_option_add(req, field, "0", TR("Anybody’s"));
	admin_option_add(req, field, number_text(cx, VIEW_OWN), TR("Of whoever looks"));
	for (size_t i = 0; i < staff.count; i++)
		if (staff.items[i].is_active)
			admin_option_add(req, field, number_text(cx, staff.items[i].id),
					 staff.items[i].name);
	return HK_OK;
}

static void team_options_add(struct web_request *req, struct admin_field *field,
			     const struct team_list *teams)
{
	for (size_t i = 0; i < teams->count; i++)
		admin_option_add(req, field, number_text(req->cx, teams->items[i].id),
				 teams->items[i].name);
}

static enum hk_result teams_add(struct web_request *req, struct admin_form *form,
				const struct saved_view *view)
{
	struct ctx *cx = req->cx;
	struct admin_field *field = admin_select_add(req, form, "team", TR("Of which team"),
						     number_text(cx, view->team_id));
	struct team_list teams;

	HK_TRY(team_every(cx, &teams));
	admin_option_add(req, field, "0", TR("Any"));
	team_options_add(req, field, &teams);
	return HK_OK;
}

static enum hk_result mailboxes_add(struct web_request *req, struct admin_form *form,
				    const struct saved_view *view)
{
	struct ctx *cx = req->cx;
	struct admin_field *field =
		admin_select_add(req, form, "mailbox", TR("Through which mailbox"),
				 number_text(cx, view->mailbox_id));
	struct mailbox_list mailboxes;

	HK_TRY(mailbox_every(cx, &mailboxes));
	admin_option_add(req, field, "0", TR("Any"));
	for (size_t i = 0; i < mailboxes.count; i++)
		admin_option_add(req, field, number_text(cx, mailboxes.items[i].id),
				 mailboxes.items[i].address);
	return HK_OK;
}

static enum hk_result share_add(struct web_request *req, struct admin_form *form,
				const struct saved_view *view)
{
	struct ctx *cx = req->cx;
	struct admin_field *field = admin_select_add(req, form, "share", TR("Who sees this list"),
						     number_text(cx, view->shared_id));
	struct team_list teams;

	HK_TRY(team_of_actor(cx, &teams));
	admin_option_add(req, field, "0", TR("Me alone"));
	team_options_add(req, field, &teams);
	return HK_OK;
}

static enum hk_result fields_fill(struct web_request *req, struct admin_form *form,
				  const struct saved_view *view)
{
	struct ctx *cx = req->cx;
	const struct part_options states = state_options(cx), types = type_options(cx, ""),
				  priorities = priority_options(cx, ""),
				  languages = language_options(cx, ""),
				  channels = every_channel_options(cx, "");

	admin_field_add(req, form, "text", "name", TR("Name of the list"), view->name);
	words_add(req, form, "state", TR("How it stands"), view->state, &states);
	words_add(req, form, "type", TR("What it is"), view->type, &types);
	words_add(req, form, "priority", TR("How urgent it is"), view->priority, &priorities);
	HK_TRY(people_add(req, form, view));
	HK_TRY(teams_add(req, form, view));
	HK_TRY(mailboxes_add(req, form, view));
	words_add(req, form, "language", TR("Language of the customer's words"), view->language,
		  &languages);
	words_add(req, form, "channel", TR("How it came"), view->channel, &channels);
	admin_field_add(req, form, "number", "age", TR("Opened so many hours ago, or earlier"),
			view->age_hours ? number_text(cx, view->age_hours) : "");
	admin_field_add(req, form, "text", "words", TR("Words in the subject"), view->words)->hint =
		TR("In one piece, anywhere in the subject: tow also finds towing, with or without "
		   "a * behind it.");
	return share_add(req, form, view);
}

static struct admin_form form_of(const char *title, const char *action)
{
	return (struct admin_form){ .title = title,
				    .lead = TR("Tickets for which all of it holds. What you leave "
					       "at “any” leaves out nothing."),
				    .action = action,
				    .button = TR("Save"),
				    .back = home,
				    .back_title = TR("Saved lists") };
}

static enum hk_result new_form(struct ctx *cx, void *data)
{
	struct web_request *req = data;
	struct admin_form form = form_of(TR("Make a list"), home);
	const struct saved_view none = { .name = "",
					 .state = "",
					 .type = "",
					 .priority = "",
					 .language = "",
					 .channel = "",
					 .words = "" };

	(void)cx;
	HK_TRY(fields_fill(req, &form, &none));
	return admin_form_show(req, &form);
}

static enum hk_result show_new(struct web_request *req)
{
	return new_form(req->cx, req);
}

static enum hk_result own_find(struct ctx *cx, struct web_request *req, struct saved_view *ret)
{
	int64_t id;

	HK_TRY(web_path_number(req, "id", &id));
	HK_TRY(saved_view_find(cx, id, ret));
	return ret->staff_id == cx->actor->id ? HK_OK : HK_NOT_FOUND;
}

static enum hk_result one_form(struct ctx *cx, void *data)
{
	struct web_request *req = data;
	struct saved_view view;
	struct admin_form form;

	HK_TRY(own_find(cx, req, &view));
	form = form_of(TR("Change a list"), path_of(cx, view.id, ""));
	form.version = view.version;
	admin_form_deed_add(req, &form,
			    &(struct admin_deed){ path_of(cx, view.id, "/up"), TR("Move it up"),
						  TR("One place, among your own."), "" });
	admin_form_deed_add(req, &form,
			    &(struct admin_deed){ path_of(cx, view.id, "/remove"),
						  TR("Take it away"),
						  TR("The tickets stay as they are."), "" });
	HK_TRY(fields_fill(req, &form, &view));
	return admin_form_show(req, &form);
}

static enum hk_result show_one(struct web_request *req)
{
	return one_form(req->cx, req);
}

/* ---- what a form does ---- */

static enum hk_result put(struct ctx *cx, struct web_request *req, int64_t id)
{
	int64_t owner_id = 0, put_id;
	struct saved_view view = { .id = id,
				   .name = page_form(req, "name"),
				   .state = page_form(req, "state"),
				   .type = page_form(req, "type"),
				   .priority = page_form(req, "priority"),
				   .language = page_form(req, "language"),
				   .channel = page_form(req, "channel"),
				   .team_id = web_form_number(req, "team", 0),
				   .mailbox_id = web_form_number(req, "mailbox", 0),
				   .age_hours = web_form_number(req, "age", 0),
				   .shared_id = web_form_number(req, "share", 0),
				   .words = page_form(req, "words"),
				   .version = web_form_number(req, "version", 0) };

	if (hk_equal(page_form(req, "owner"), "-1"))
		owner_id = VIEW_OWN;
	else if (!hk_number(page_form(req, "owner"), &owner_id) && *page_form(req, "owner"))
		owner_id = NOBODY;
	view.owner_id = owner_id;
	return saved_view_put(cx, &view, &put_id);
}

static enum hk_result add_work(struct ctx *cx, void *data)
{
	return put(cx, data, 0);
}

static enum hk_result change_work(struct ctx *cx, void *data)
{
	int64_t id;

	HK_TRY(web_path_number(data, "id", &id));
	return put(cx, data, id);
}

static enum hk_result post_new(struct web_request *req)
{
	return admin_save(req, &(struct admin_save){ add_work, new_form, req, home, TR("Added.") });
}

static enum hk_result post_one(struct web_request *req)
{
	enum hk_result result = admin_save(
		req, &(struct admin_save){ change_work, one_form, req, home, TR("Saved.") });

	if (result != HK_NOT_FOUND)
		return result;
	/* What was typed is not lost with the list. */
	(void)problem(req->cx, result,
		      TR("This list was taken away meanwhile, in another window. Here stands what "
			 "you typed; press once more to make a new list of it."));
	return page_again(req, ABSENT, new_form, req);
}

static enum hk_result up_work(struct ctx *cx, void *data)
{
	int64_t id;

	HK_TRY(web_path_number(data, "id", &id));
	return saved_view_up(cx, id);
}

static enum hk_result remove_work(struct ctx *cx, void *data)
{
	int64_t id;

	HK_TRY(web_path_number(data, "id", &id));
	return saved_view_remove(cx, id);
}

static enum hk_result up(struct web_request *req)
{
	HK_TRY(ctx_write(req->cx, up_work, req));
	return notice_answer(req, home, i18n_text(req->cx->language, TR("Saved.")), "");
}

static enum hk_result remove_one(struct web_request *req)
{
	HK_TRY(ctx_write(req->cx, remove_work, req));
	return notice_answer(req, home, i18n_text(req->cx->language, TR("The list is taken away.")),
			     "");
}

static const struct web_param form_params[] = {
	{ "name", PARAM_TEXT, 60 },     { "state", PARAM_TEXT, 16 },
	{ "type", PARAM_TEXT, 16 },     { "priority", PARAM_TEXT, 16 },
	{ "language", PARAM_TEXT, 16 }, { "channel", PARAM_TEXT, 16 },
	{ "owner", PARAM_TEXT, 24 },    { "team", PARAM_NUMBER, 0 },
	{ "mailbox", PARAM_NUMBER, 0 }, { "age", PARAM_NUMBER, 0 },
	{ "share", PARAM_NUMBER, 0 },   { "words", PARAM_TEXT, 100 },
	{ "version", PARAM_NUMBER, 0 }, { 0 },
};

const struct web_route view_pages[] = {
	ROUTE("GET", "/views", RIGHT_TICKET_READ, show_every, 0, NULL),
	ROUTE("POST", "/views", RIGHT_TICKET_READ, post_new, 0, form_params),
	ROUTE("GET", "/views/new", RIGHT_TICKET_READ, show_new, 0, NULL),
	ROUTE("GET", "/views/{id}", RIGHT_TICKET_READ, show_one, 0, NULL),
	ROUTE("POST", "/views/{id}", RIGHT_TICKET_READ, post_one, 0, form_params),
	ROUTE("POST", "/views/{id}/up", RIGHT_TICKET_READ, up, 0, NULL),
	ROUTE("POST", "/views/{id}/remove", RIGHT_TICKET_READ, remove_one, 0, NULL),
	{ 0 },
};
