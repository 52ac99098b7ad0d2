/* /loop/themes: what many answers to surveys speak of. */
#include <inttypes.h>
#include <string.h>

#include "base/text.h"
#include "base/time.h"
#include "core/audit.h"
#include "core/i18n.h"
#include "feedback/theme/theme_look.h"
#include "feedback/wall/mask.h"
#include "tpl_theme.h"
#include "tpl_themes.h"
#include "web/pages/again.h"
#include "web/pages/cursor.h"
#include "web/pages/families.h"
#include "web/pages/loop/theme_view.h"
#include "web/pages/notice.h"

enum {
	SHOWN = 50,
	CHIPS = 8,
	ANSWERS = 20,
	DAYS = 30,
	PERCENT = 100,
	NAME_BYTES = 4 * THEME_NAME_LETTERS,
	CURSOR_BYTES = 64
};

static const char place[] = "/loop/themes";

static const char *url_of(struct ctx *cx, int64_t id, const char *rest)
{
	return hk_format(cx->arena, "%s/%" PRId64 "%s", place, id, rest);
}

static const char *language_name(struct ctx *cx, const char *language)
{
	const struct i18n_language *found = i18n_find(language);

	return found ? found->name : i18n_text(cx->language, TR("Not known"));
}

static struct theme_chips chips_of(struct ctx *cx, const struct theme *theme)
{
	struct theme_words words = theme_words_read(cx, theme->words);
	struct theme_chips chips = { hk_alloc(cx->arena, CHIPS, sizeof(*chips.items)), 0 };

	for (size_t i = 0; i < words.count && chips.count < CHIPS; i++)
		chips.items[chips.count++].text = words.items[i].shown;
	return chips;
}

static struct theme_row row_of(struct ctx *cx, const struct theme *theme)
{
	return (struct theme_row){ .url = url_of(cx, theme->id, ""),
				   .name = theme->name,
				   .language = theme->language,
				   .language_name = language_name(cx, theme->language),
				   .chips = chips_of(cx, theme),
				   .answers = theme->answers,
				   .unhappy = theme->unhappy,
				   .edits = theme->edits };
}

/* ---- the list ---- */

static enum hk_result rows_fill(struct ctx *cx, const char *state, struct theme_rows *ret,
				bool *ret_more)
{
	struct theme_list list;

	HK_TRY(theme_every(cx, state, "", &list));
	*ret = (struct theme_rows){ hk_alloc(cx->arena, list.count, sizeof(*ret->items)), 0 };
	for (size_t i = 0; i < list.count && i < SHOWN; i++)
		ret->items[ret->count++] = row_of(cx, &list.items[i]);
	*ret_more = list.count > SHOWN;
	return HK_OK;
}

static enum hk_result show_all(struct web_request *req)
{
	struct themes_view view = { .looked_at = 0 };
	struct ctx *cx = req->cx;
	struct theme_look look;
	bool has_more;

	HK_TRY(rows_fill(cx, "confirmed", &view.confirmed, &has_more));
	HK_TRY(rows_fill(cx, "rejected", &view.rejected, &has_more));
	HK_TRY(rows_fill(cx, "suggested", &view.suggested, &view.has_more));
	HK_TRY(theme_look_last(cx, &look));
	view.looked_at = look.looked_at;
	view.next_at = look.next_at;
	view.read = look.answers;
	tpl_themes(req->out, &req->page, &view);
	return HK_OK;
}

/* ---- one theme ---- */

static const struct {
	const char *state, *words, *tone;
} states[] = {
	{ "suggested", TR("Suggested"), "info" },
	{ "confirmed", TR("Confirmed"), "good" },
	{ "rejected", TR("Rejected"), "line" },
	{ "merged", TR("Merged"), "line" },
};

static void state_fill(struct ctx *cx, const struct theme *theme, struct theme_page *page)
{
	page->state = theme->state;
	page->is_suggested = strcmp(theme->state, "suggested") == 0;
	page->is_open = page->is_suggested || strcmp(theme->state, "confirmed") == 0;
	page->cause_url =
		page->is_open && !page->is_suggested
			? hk_format(cx->arena, "/loop/causes/new?theme=%" PRId64, theme->id)
			: "";
	for (size_t i = 0; i < HK_COUNT(states); i++)
		if (strcmp(states[i].state, theme->state) == 0) {
			page->state_words = i18n_text(cx->language, states[i].words);
			page->tone = states[i].tone;
		}
}

static void lines_fill(struct ctx *cx, const struct theme *theme, struct theme_page *page)
{
	struct theme_words words = theme_words_read(cx, theme->words);
	int64_t most = 1;

	page->lines =
		(struct theme_lines){ hk_alloc(cx->arena, words.count, sizeof(*page->lines.items)),
				      words.count };
	for (size_t i = 0; i < words.count; i++)
		most = words.items[i].inside > most ? words.items[i].inside : most;
	for (size_t i = 0; i < words.count; i++)
		page->lines.items[i] =
			(struct theme_line){ words.items[i].shown, words.items[i].inside,
					     words.items[i].outside,
					     words.items[i].inside * PERCENT / most };
}

static enum hk_result answers_fill(struct web_request *req, const struct theme *theme,
				   struct theme_page *page)
{
	struct ticket_cursor before = { INT64_MAX, INT64_MAX };
	const char *from = web_query(req, "before");
	struct ctx *cx = req->cx;
	struct response_list list;

	page->older = "";
	if (from && *from && !cursor_read(cx->arena, from, &before))
		return HK_NOT_FOUND;
	HK_TRY(response_words_of_theme(cx, theme->id, before.at, before.id, ANSWERS + 1, &list));
	page->answers.items = hk_alloc(cx->arena, list.count, sizeof(*page->answers.items));
	for (size_t i = 0; i < list.count && i < ANSWERS; i++) {
		const struct response *one = &list.items[i];

		before = (struct ticket_cursor){ one->at, one->id };
		/* He took his words back; the next look takes him out. */
		if (*one->comment)
			page->answers.items[page->answers.count++] =
				(struct theme_answer){ survey_is_named(one->mode)
							       ? one->comment
							       : mask_words(cx->arena, one->comment,
									    ""),
						       one->comment_language, one->score, one->at };
	}
	if (list.count > ANSWERS)
		page->older =
			url_of(cx, theme->id,
			       hk_format(cx->arena, "?before=%s", cursor_text(cx->arena, before)));
	return HK_OK;
}

static enum hk_result into_fill(struct ctx *cx, const struct theme *theme, int64_t chosen,
				struct part_options *ret)
{
	static const char *const open[] = { "confirmed", "suggested" };
	struct theme_list lists[HK_COUNT(open)];
	struct part_option *items;
	size_t count = 0;

	for (size_t i = 0; i < HK_COUNT(open); i++) {
		HK_TRY(theme_every(cx, open[i], theme->language, &lists[i]));
		count += lists[i].count;
	}
	items = hk_alloc(cx->arena, count, sizeof(*items));
	count = 0;
	for (size_t i = 0; i < HK_COUNT(open); i++)
		for (size_t k = 0; k < lists[i].count; k++) {
			const struct theme *other = &lists[i].items[k];

			if (other->id != theme->id)
				items[count++] = (struct part_option){
					.value = hk_format(cx->arena, "%" PRId64, other->id),
					.label = other->name,
					.is_chosen = other->id == chosen
				};
		}
	*ret = (struct part_options){ items, count };
	return HK_OK;
}

static enum hk_result merged_fill(struct ctx *cx, const struct theme *theme,
				  struct theme_page *page)
{
	struct theme into;

	page->into_url = page->into_name = "";
	if (!theme->into_id)
		return HK_OK;
	HK_TRY(theme_find(cx, theme->into_id, &into));
	page->into_url = url_of(cx, into.id, "");
	page->into_name = into.name;
	return HK_OK;
}

static enum hk_result theme_of(struct web_request *req, struct theme *ret)
{
	int64_t id;

	HK_TRY(web_path_number(req, "id", &id));
	return theme_find(req->cx, id, ret);
}

static enum hk_result one_show(struct ctx *cx, void *data)
{
	struct web_request *req = data;
	struct theme_page page = { .problem = page_problem(cx) };
	const char *typed = web_form(req, "name");
	struct theme theme;

	HK_TRY(theme_of(req, &theme));
	page.row = row_of(cx, &theme);
	page.name = typed ? typed : theme.name;
	state_fill(cx, &theme, &page);
	lines_fill(cx, &theme, &page);
	HK_TRY(merged_fill(cx, &theme, &page));
	HK_TRY(answers_fill(req, &theme, &page));
	HK_TRY(into_fill(cx, &theme, web_form_number(req, "into", 0), &page.into));
	HK_TRY(theme_since(cx, theme.id, cx->now - DAYS * HK_DAY, &page.recent));
	HK_TRY(theme_since(cx, theme.id, cx->now - HK_DAY * DAYS * 2, &page.before));
	page.before -= page.recent;
	page.errors = page_errors(cx);
	tpl_theme(req->out, &req->page, &page);
	return HK_OK;
}

static enum hk_result show_one(struct web_request *req)
{
	return one_show(req->cx, req);
}

/* ---- what a person decides ---- */

struct deciding {
	struct web_request *req;
	enum hk_result (*work)(struct ctx *cx, const struct theme *theme,
			       const struct web_request *req);
	const char *action; /* for the record of what administrators and managers did */
	struct theme theme;
};

static enum hk_result decide_work(struct ctx *cx, void *data)
{
	struct deciding *deciding = data;

	HK_TRY(theme_of(deciding->req, &deciding->theme));
	/* Taking back what one just did carries no number. */
	deciding->theme.edits = web_form_number(deciding->req, "edits", deciding->theme.edits);
	HK_TRY(deciding->work(cx, &deciding->theme, deciding->req));
	return audit_record(cx, deciding->action, deciding->theme.name);
}

static enum hk_result decide(struct deciding *deciding, const char *where, const char *sentence,
			     const char *undo)
{
	struct web_request *req = deciding->req;
	struct ctx *cx = req->cx;
	enum hk_result result = ctx_write(cx, decide_work, deciding);

	if (page_is_mendable(result))
		return page_again(req, page_status_of(result), one_show, req);
	HK_TRY(result);
	return notice_answer(req, where ? where : url_of(cx, deciding->theme.id, ""),
			     i18n_text(cx->language, sentence),
			     undo ? url_of(cx, deciding->theme.id, undo) : "");
}

static enum hk_result confirm_work(struct ctx *cx, const struct theme *theme,
				   const struct web_request *req)
{
	const char *name = web_form(req, "name");

	return theme_confirm(cx, theme, name ? name : theme->name);
}

static enum hk_result confirm(struct web_request *req)
{
	struct deciding deciding = { .req = req, .work = confirm_work, .action = "theme.confirm" };

	return decide(&deciding, NULL, TR("Saved. New answers join it by themselves."), NULL);
}

static enum hk_result reject_work(struct ctx *cx, const struct theme *theme,
				  const struct web_request *req)
{
	(void)req;
	return theme_reject(cx, theme);
}

static enum hk_result reject(struct web_request *req)
{
	struct deciding deciding = { .req = req, .work = reject_work, .action = "theme.reject" };

	return decide(&deciding, place, TR("It is not suggested again."), "/restore");
}

static enum hk_result restore_work(struct ctx *cx, const struct theme *theme,
				   const struct web_request *req)
{
	(void)req;
	return theme_restore(cx, theme);
}

static enum hk_result restore(struct web_request *req)
{
	struct deciding deciding = { .req = req, .work = restore_work, .action = "theme.restore" };

	return decide(&deciding, place,
		      TR("It is a suggestion again. Its answers are found within a minute."), NULL);
}

static enum hk_result merge_work(struct ctx *cx, const struct theme *theme,
				 const struct web_request *req)
{
	return theme_merge(cx, theme, web_form_number(req, "into", 0));
}

static enum hk_result merge(struct web_request *req)
{
	struct deciding deciding = { .req = req, .work = merge_work, .action = "theme.merge" };
	int64_t into = web_form_number(req, "into", 0);

	return decide(&deciding, url_of(req->cx, into, ""), TR("The two are one now."), NULL);
}

static enum hk_result look_work(struct ctx *cx, void *data)
{
	(void)data;
	return theme_look_now(cx);
}

static enum hk_result look(struct web_request *req)
{
	HK_TRY(ctx_write(req->cx, look_work, NULL));
	return notice_answer(
		req, place,
		i18n_text(req->cx->language, TR("The house reads again. Please look in a minute.")),
		"");
}

static const struct web_param page_params[] = { { "before", PARAM_TEXT, CURSOR_BYTES }, { 0 } };
static const struct web_param edit_params[] = { { "edits", PARAM_NUMBER, 0 }, { 0 } };
static const struct web_param name_params[] = { { "edits", PARAM_NUMBER, 0 },
						{ "name", PARAM_TEXT, NAME_BYTES },
						{ 0 } };
static const struct web_param merge_params[] = { { "edits", PARAM_NUMBER, 0 },
						 { "into", PARAM_NUMBER, 0 },
						 { 0 } };

const struct web_route theme_pages[] = {
	ROUTE("GET", "/loop/themes", RIGHT_REPORT_READ, show_all, 0, NULL),
	ROUTE("POST", "/loop/themes/look", RIGHT_REPORT_READ, look, 0, NULL),
	ROUTE("GET", "/loop/themes/{id}", RIGHT_REPORT_READ, show_one, 0, page_params),
	ROUTE("POST", "/loop/themes/{id}/confirm", RIGHT_REPORT_READ, confirm, 0, name_params),
	ROUTE("POST", "/loop/themes/{id}/reject", RIGHT_REPORT_READ, reject, 0, edit_params),
	ROUTE("POST", "/loop/themes/{id}/restore", RIGHT_REPORT_READ, restore, WEB_PART,
	      edit_params),
	ROUTE("POST", "/loop/themes/{id}/merge", RIGHT_REPORT_READ, merge, 0, merge_params),
	{ 0 },
};
