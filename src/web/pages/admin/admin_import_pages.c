/* Old mailboxes that are taken over: the runs, what each does, and a way back. */
#include <inttypes.h>

#include "base/text.h"
#include "core/i18n.h"
#include "core/org.h"
#include "intake/import.h"
#include "net/net.h"
#include "ticket/mail/mailbox.h"
#include "tpl_admin_import.h"
#include "tpl_part_import_state.h"
#include "web/pages/admin/admin_view.h"
#include "web/pages/admin/import_view.h"
#include "web/pages/families.h"
#include "web/pages/notice.h"
#include "web/pages/ticket/ticket_words.h"

enum { PAGE = 50, SHOWN = 100 };

static const struct ticket_word states[] = {
	{ "waiting", TR("Waits for its turn"), "line", "" },
	{ "running", TR("Under way"), "info", "" },
	{ "stopped", TR("Stopped"), "warn", "" },
	{ "failed", TR("Could not go on"), "danger", "" },
	{ "done", TR("Done"), "good", "" },
	{ "undoing", TR("Being undone"), "info", "" },
	{ "undone", TR("Undone"), "line", "" },
};

static const struct ticket_word *import_word(const char *state)
{
	for (size_t i = 0; i < HK_COUNT(states); i++)
		if (hk_equal(states[i].code, state))
			return &states[i];
	return &states[0];
}

static const char *kind_words(const char *kind)
{
	if (hk_equal(kind, "imap"))
		return TR("IMAP");
	return hk_equal(kind, "mbox") ? TR("File (mbox)") : TR("Folder (Maildir)");
}

static int64_t percent_of(const struct import *run)
{
	if (hk_equal(run->state, "done") || hk_equal(run->state, "undone"))
		return 100;
	if (run->total <= 0)
		return -1;
	return run->passed >= run->total ? 100 : run->passed * 100 / run->total;
}

static const char *self_of(struct ctx *cx, int64_t id)
{
	return hk_format(cx->arena, "/admin/imports/%" PRId64, id);
}

static void row_add(struct web_request *req, struct admin_list *list, const struct import *run)
{
	struct ctx *cx = req->cx;
	struct admin_row *row = admin_row_add(req, list);
	const struct ticket_word *state = import_word(run->state);
	int64_t percent = percent_of(run);

	admin_cell_add(row, run->source, self_of(cx, run->id));
	admin_time_add(row, run->created_at);
	admin_words_add(req, row, state->words, state->tone);
	admin_cell_add(row, percent < 0 ? "" : hk_format(cx->arena, "%" PRId64 " %%", percent), "");
	admin_cell_add(row, hk_format(cx->arena, "%" PRId64, run->added), "");
	admin_cell_add(row, hk_format(cx->arena, "%" PRId64, run->failed), "");
}

static enum hk_result show_list(struct web_request *req)
{
	static const char *const heads[] = { TR("From"),        TR("Begun"),
					     TR("State"),       TR("How far"),
					     TR("Mails added"), TR("Could not be read") };
	struct admin_list list = {
		.title = TR("Old mailboxes"),
		.lead = TR("Mail that came before Hark becomes tickets with its own dates. Nobody "
			   "is written to, and nothing changes in the old mailbox."),
		.add = "/admin/imports/new",
		.add_title = TR("Bring an old mailbox"),
		.empty = TR("No old mailbox was brought here yet."),
		.next = "",
		.heads = { heads, HK_COUNT(heads) }
	};
	struct import_list runs;

	HK_TRY(import_page(req->cx, web_query_number(req, "before", INT64_MAX), PAGE, &runs));
	admin_list_room(req, &list, runs.count);
	for (size_t i = 0; i < runs.count; i++)
		row_add(req, &list, &runs.items[i]);
	if (runs.count == PAGE)
		list.next = hk_format(req->cx->arena, "/admin/imports?before=%" PRId64,
				      runs.items[PAGE - 1].id);
	return admin_list_show(req, &list);
}

static enum hk_result new_form(struct ctx *cx, void *data)
{
	struct web_request *req = data;
	struct admin_form form = {
		.title = TR("Bring an old mailbox"),
		.lead = TR(
			"A folder is fetched by IMAP; nothing in it is marked or deleted. Files "
			"(mbox, Maildir) are brought on the server by the command “hark import”."),
		.action = "/admin/imports",
		.button = TR("Begin"),
		.back = "/admin/imports",
		.back_title = TR("Old mailboxes")
	};
	struct mailbox_list mailboxes;
	struct admin_field *field;

	HK_TRY(mailbox_every(cx, &mailboxes));
	admin_field_add(req, &form, "password", "imap_url", TR("Folder to fetch by IMAP"), "")
		->hint = TR("imaps://user:password@host/INBOX/Archive");
	field = admin_select_add(req, &form, "mailbox", TR("Into the mailbox"), "");
	for (size_t i = 0; i < mailboxes.count; i++)
		if (mailboxes.items[i].is_active)
			admin_option_add(req, field,
					 hk_format(cx->arena, "%" PRId64, mailboxes.items[i].id),
					 mailboxes.items[i].address);
	admin_field_add(req, &form, "text", "since", TR("No mail older than"), "")->hint =
		TR("A day such as 2020-01-31; empty takes all");
	admin_field_add(req, &form, "text", "before", TR("Only mail older than"), "")->hint =
		TR("A day such as 2020-01-31; empty takes all");
	field = admin_select_add(req, &form, "target", TR("The tickets are"), "closed");
	admin_option_add(req, field, "closed", TR("Closed: they are only kept"));
	admin_option_add(req, field, "open", TR("Open: somebody still works on them"));
	return admin_form_show(req, &form);
}

static enum hk_result show_new(struct web_request *req)
{
	return new_form(req->cx, req);
}

static enum hk_result source_read(struct web_request *req, struct import *run)
{
	struct ctx *cx = req->cx;
	const char *url = hk_trim(cx->arena, page_form(req, "imap_url")), *fault = "";
	struct net_imap imap;

	if (!*url)
		return field_problem(cx, "imap_url", TR("Please say where the mail is."));
	if (net_imap_read(cx->arena, url, &imap, &fault) != HK_OK)
		return field_problem(cx, "imap_url", fault);
	run->source =
		hk_format(cx->arena, "%s@%s/%s", imap.server.user, imap.server.host, imap.folder);
	return HK_OK;
}

static enum hk_result day_read(struct web_request *req, const char *name, int64_t *ret)
{
	if (import_day_read(req->cx, hk_trim(req->cx->arena, page_form(req, name)), ret) == HK_OK)
		return HK_OK;
	return field_problem(req->cx, name, TR("Please write the day like 2020-01-31."));
}

static enum hk_result add(struct ctx *cx, void *data)
{
	struct web_request *req = data;
	struct import run = { .kind = "imap", .source = "" };

	run.mailbox_id = web_form_number(req, "mailbox", 0);
	run.target = page_form(req, "target");
	hk_ignore(source_read(req, &run));
	hk_ignore(day_read(req, "since", &run.since_at));
	hk_ignore(day_read(req, "before", &run.before_at));
	if (cx->field_count)
		return HK_INVALID;
	return import_add(cx, &run, hk_trim(cx->arena, page_form(req, "imap_url")));
}

static enum hk_result post_new(struct web_request *req)
{
	return admin_save(req, &(struct admin_save){ add, new_form, req, "/admin/imports",
						     TR("It begins now.") });
}

/* Where in the old mailbox a mail lies, and what is known of it. */
static const char *failure_words(struct ctx *cx, const char *kind, const struct import_left *left)
{
	const char *place = left->place;

	if (hk_equal(kind, "mbox"))
		place = i18n_fill(cx->arena, i18n_text(cx->language, TR("Byte {n}")), "n", place,
				  NULL);
	return hk_trim(cx->arena, hk_format(cx->arena, "%s %s", place, left->about));
}

static enum hk_result failures_find(struct ctx *cx, struct import_view *view)
{
	struct import_left_list list;

	HK_TRY(import_failures(cx, view->run->id, 0, SHOWN + 1, &list));
	view->failures.items = hk_alloc(cx->arena, list.count + 1, sizeof(struct import_row));
	for (size_t i = 0; i < list.count && i < SHOWN; i++)
		view->failures.items[view->failures.count++] = (struct import_row){
			.words = failure_words(cx, view->run->kind, &list.items[i]),
			.url = "",
			.reason = i18n_text(cx->language, list.items[i].reason),
		};
	view->has_more = view->has_more || list.count > SHOWN;
	return HK_OK;
}

static struct import_row kept_row(struct ctx *cx, const struct import_left *left)
{
	struct import_row row = { .words = left->about,
				  .url = "",
				  .reason = i18n_text(cx->language, left->reason) };

	if (left->ticket_number) {
		row.words =
			hk_format(cx->arena, "#%" PRId64 " %s", left->ticket_number, left->about);
		row.url = hk_format(cx->arena, "/tickets/%" PRId64, left->ticket_number);
	} else if (left->customer_id) {
		row.url = hk_format(cx->arena, "/customers/%" PRId64, left->customer_id);
	}
	return row;
}

static enum hk_result kept_find(struct ctx *cx, struct import_view *view)
{
	struct import_left_list list;

	HK_TRY(import_kept(cx, view->run->id, 0, SHOWN + 1, &list));
	view->kept.items = hk_alloc(cx->arena, list.count + 1, sizeof(struct import_row));
	for (size_t i = 0; i < list.count && i < SHOWN; i++)
		view->kept.items[view->kept.count++] = kept_row(cx, &list.items[i]);
	view->has_more = view->has_more || list.count > SHOWN;
	return HK_OK;
}

static enum hk_result view_find(struct ctx *cx, const struct import *run, struct import_view *ret)
{
	const struct ticket_word *word = import_word(run->state);
	bool is_going = hk_equal(run->state, "waiting") || hk_equal(run->state, "running");
	struct mailbox mailbox = { .address = "" };
	enum hk_result result = mailbox_find(cx, run->mailbox_id, &mailbox);

	if (result != HK_OK && result != HK_NOT_FOUND)
		return result;
	*ret = (struct import_view){
		.run = run,
		.self = self_of(cx, run->id),
		.state_words = i18n_text(cx->language, word->words),
		.state_tone = word->tone,
		.kind_words = i18n_text(cx->language, kind_words(run->kind)),
		.target_words =
			i18n_text(cx->language, hk_equal(run->target, "open")
							? TR("Open: somebody still works on them")
							: TR("Closed: they are only kept")),
		.mailbox = mailbox.address,
		.problem = *run->problem ? i18n_text(cx->language, run->problem) : "",
		.percent = percent_of(run),
		.is_live = is_going || hk_equal(run->state, "undoing"),
		.may_stop = is_going,
		.may_go_on = hk_equal(run->state, "stopped") || hk_equal(run->state, "failed"),
	};
	HK_TRY(failures_find(cx, ret));
	HK_TRY(kept_find(cx, ret));
	ret->may_undo = ret->may_go_on || hk_equal(run->state, "done") ||
			(hk_equal(run->state, "undone") && ret->kept.count);
	return HK_OK;
}

static enum hk_result show_one(struct web_request *req)
{
	struct import_view view;
	struct import run;
	int64_t id;

	HK_TRY(web_path_number(req, "id", &id));
	HK_TRY(import_find(req->cx, id, &run));
	HK_TRY(view_find(req->cx, &run, &view));
	if (web_is_part(req))
		tpl_part_import_state(req->out, &req->page, &view);
	else
		tpl_admin_import(req->out, &req->page, &view);
	return HK_OK;
}

struct deed {
	enum hk_result (*run)(struct ctx *cx, int64_t id);
	int64_t id;
};

static enum hk_result do_deed(struct ctx *cx, void *data)
{
	const struct deed *deed = data;

	return deed->run(cx, deed->id);
}

static enum hk_result deed_answer(struct web_request *req,
				  enum hk_result (*run)(struct ctx *cx, int64_t id),
				  const char *sentence)
{
	struct deed deed = { .run = run };

	HK_TRY(web_path_number(req, "id", &deed.id));
	HK_TRY(ctx_write(req->cx, do_deed, &deed));
	return notice_answer(req, self_of(req->cx, deed.id), i18n_text(req->cx->language, sentence),
			     "");
}

static enum hk_result post_stop(struct web_request *req)
{
	return deed_answer(req, import_stop, TR("Stopped. It can go on from there."));
}

static enum hk_result post_go_on(struct web_request *req)
{
	return deed_answer(req, import_go_on, TR("It goes on now."));
}

static enum hk_result post_undo(struct web_request *req)
{
	return deed_answer(req, import_undo, TR("It is being undone."));
}

static const struct web_param before_params[] = { { "before", PARAM_NUMBER, 0 },
						  { NULL, PARAM_TEXT, 0 } };
static const struct web_param new_params[] = {
	{ "imap_url", PARAM_TEXT, 500 }, { "mailbox", PARAM_NUMBER, 0 },
	{ "since", PARAM_TEXT, 20 },     { "before", PARAM_TEXT, 20 },
	{ "target", PARAM_TEXT, 10 },    { "version", PARAM_NUMBER, 0 },
	{ NULL, PARAM_TEXT, 0 },
};

const struct web_route admin_import_pages[] = {
	ROUTE("GET", "/admin/imports", RIGHT_ADMIN, show_list, 0, before_params),
	ROUTE("POST", "/admin/imports", RIGHT_ADMIN, post_new, 0, new_params),
	ROUTE("GET", "/admin/imports/new", RIGHT_ADMIN, show_new, 0, NULL),
	ROUTE("GET", "/admin/imports/{id}", RIGHT_ADMIN, show_one, WEB_PART, NULL),
	ROUTE("POST", "/admin/imports/{id}/stop", RIGHT_ADMIN, post_stop, 0, NULL),
	ROUTE("POST", "/admin/imports/{id}/go-on", RIGHT_ADMIN, post_go_on, 0, NULL),
	ROUTE("POST", "/admin/imports/{id}/undo", RIGHT_ADMIN, post_undo, 0, NULL),
	{ 0 },
};
