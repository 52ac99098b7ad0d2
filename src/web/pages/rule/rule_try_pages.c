/* /admin/rules/{id}/try: what a rule would have done to the tickets of the past. */
#include <inttypes.h>

#include "base/text.h"
#include "base/time.h"
#include "core/i18n.h"
#include "tpl_part_rule_try_state.h"
#include "tpl_rule_try.h"
#include "web/pages/families.h"
#include "web/pages/rule/rule_view.h"
#include "web/pages/rule/rule_words.h"

enum { WHOLE = 100, DAYS_MOST = 3650 };

static const char *path_of(struct ctx *cx, int64_t id)
{
	return hk_format(cx->arena, "/admin/rules/%" PRId64, id);
}

/* Of tickets that this reader may see. */
static enum hk_result example_fill(struct ctx *cx, const struct rule_try_example *example,
				   struct rule_examples *list)
{
	struct condition_list because = because_conditions(cx, example->because);
	struct rule_example *ret = &list->items[list->count];
	struct ticket_lines lines;

	HK_TRY(ticket_lines_of(cx, &example->ticket_id, 1, &lines));
	if (lines.count == 0)
		return HK_OK;
	*ret = (struct rule_example){
		.number = lines.items[0].number,
		.at = example->at,
		.url = hk_format(cx->arena, "/tickets/%" PRId64, lines.items[0].number),
		.subject = ticket_subject(cx->language, lines.items[0].subject),
		.language = lines.items[0].language,
		.because = because_all(cx, &because)
	};
	list->count++;
	return HK_OK;
}

static enum hk_result counts_fill(struct ctx *cx, const struct rule *rule,
				  const struct rule_try *one, struct rule_counts *ret)
{
	struct action_list actions = action_read(cx, rule->actions);

	ret->items = hk_alloc(cx->arena, actions.count, sizeof(*ret->items));
	for (size_t i = 0; i < actions.count; i++) {
		struct rule_count *count = &ret->items[ret->count++];
		const char *word = condition_value_at(cx, one->counts, i);

		count->count = 0;
		if (word)
			(void)hk_number(word, &count->count);
		HK_TRY(action_words(cx, &actions.items[i], &count->words));
	}
	return HK_OK;
}

static enum hk_result run_fill(struct ctx *cx, struct rule_try_view *view)
{
	struct rule_try_examples examples;
	struct rule then;
	int64_t until = view->one.ended_at ? view->one.ended_at : cx->now;

	view->has_run = true;
	view->is_live = hk_equal(view->one.state, "running");
	view->is_old = view->one.version != view->rule.version;
	view->percent = view->one.total ? WHOLE * view->one.looked / view->one.total : WHOLE;
	view->seconds = (until - view->one.began_at + HK_SECOND - 1) / HK_SECOND;
	HK_TRY(rule_in_version(cx, view->rule.id, view->one.version, &then));
	HK_TRY(counts_fill(cx, &then, &view->one, &view->counts));
	HK_TRY(rule_try_examples(cx, &view->one, &examples));
	view->examples.items = hk_alloc(cx->arena, examples.count, sizeof(*view->examples.items));
	for (size_t i = 0; i < examples.count; i++)
		HK_TRY(example_fill(cx, &examples.items[i], &view->examples));
	return HK_OK;
}

static enum hk_result show(struct web_request *req)
{
	struct ctx *cx = req->cx;
	struct rule_try_view view = { .has_run = false };
	enum hk_result result;
	int64_t id;

	HK_TRY(web_path_number(req, "id", &id));
	HK_TRY(rule_find(cx, id, &view.rule));
	view.self = path_of(cx, id);
	view.when = i18n_text(cx->language, rule_event_words(&view.rule));
	result = rule_try_find(cx, &view.rule, &view.one);
	if (result == HK_OK)
		HK_TRY(run_fill(cx, &view));
	else if (result != HK_NOT_FOUND)
		return result;
	if (web_is_part(req))
		tpl_part_rule_try_state(req->out, &req->page, &view);
	else
		tpl_rule_try(req->out, &req->page, &view);
	return HK_OK;
}

struct starting {
	int64_t rule_id, days, id;
};

static enum hk_result start_work(struct ctx *cx, void *data)
{
	struct starting *starting = data;

	return rule_try_start(cx, starting->rule_id, starting->days, &starting->id);
}

static enum hk_result stop_work(struct ctx *cx, void *data)
{
	const struct starting *starting = data;
	struct rule rule;

	HK_TRY(rule_find(cx, starting->rule_id, &rule));
	return rule_try_stop(cx, &rule);
}

static enum hk_result run(struct web_request *req, ctx_work *work)
{
	struct starting starting = { .days = web_form_number(req, "days", 0) };

	HK_TRY(web_path_number(req, "id", &starting.rule_id));
	if (starting.days < 0 || starting.days > DAYS_MOST)
		starting.days = 0;
	HK_TRY(ctx_write(req->cx, work, &starting));
	return web_redirect(
		req, hk_format(req->cx->arena, "%s/try", path_of(req->cx, starting.rule_id)));
}

static enum hk_result start(struct web_request *req)
{
	return run(req, start_work);
}

static enum hk_result stop(struct web_request *req)
{
	return run(req, stop_work);
}

static const struct web_param start_params[] = { { "days", PARAM_NUMBER, 0 }, { 0 } };

const struct web_route rule_try_pages[] = {
	ROUTE("GET", "/admin/rules/{id}/try", RIGHT_TICKET_REPLY, show, WEB_PART, NULL),
	ROUTE("POST", "/admin/rules/{id}/try", RIGHT_TICKET_REPLY, start, 0, start_params),
	ROUTE("POST", "/admin/rules/{id}/try/stop", RIGHT_TICKET_REPLY, stop, 0, NULL),
	{ 0 },
};
