/* /tickets/{number}/macros: what each macro would do there, and doing it. */
#include <inttypes.h>

#include "base/text.h"
#include "core/i18n.h"
#include "ticket/rule/rule_name.h"
#include "ticket/rule/rule_run.h"
#include "tpl_ticket_macros.h"
#include "web/pages/again.h"
#include "web/pages/families.h"
#include "web/pages/notice.h"
#include "web/pages/rule/rule_view.h"
#include "web/pages/rule/rule_words.h"
#include "web/pages/ticket/ticket_deeds.h"

static enum hk_result steps_fill(struct ctx *cx, const struct rule *rule,
				 const struct ticket *ticket, struct macro_line *line)
{
	struct action_list actions = action_read(cx, rule->actions);
	const char *reasons[ACTIONS_MOST] = { NULL };

	HK_TRY(rule_preview(cx, rule, ticket, reasons));
	line->steps.items = hk_alloc(cx->arena, actions.count, sizeof(*line->steps.items));
	for (size_t i = 0; i < actions.count; i++) {
		struct macro_step *step = &line->steps.items[line->steps.count++];

		HK_TRY(action_words(cx, &actions.items[i], &step->words));
		step->reason = reasons[i] ? reasons[i] : "";
		line->may_apply = line->may_apply || !reasons[i];
	}
	return HK_OK;
}

/* Those whose conditions hold for this ticket. */
static enum hk_result lines_fill(struct ctx *cx, const struct ticket *ticket,
				 struct macro_lines *ret)
{
	struct facts facts = facts_now(cx, ticket);
	struct rule_list rules;

	HK_TRY(macro_every(cx, ticket, &rules));
	rule_names_apart(cx, &rules);
	ret->items = hk_alloc(cx->arena, rules.count, sizeof(*ret->items));
	for (size_t i = 0; i < rules.count; i++) {
		const struct rule *rule = &rules.items[i];
		struct condition_list conditions = condition_read(cx, rule->conditions);
		struct macro_line *line = &ret->items[ret->count];
		bool holds;

		HK_TRY(conditions_hold(cx, &conditions, &facts, &holds));
		if (!holds)
			continue;
		*line = (struct macro_line){ .id = rule->id, .name = rule->name };
		HK_TRY(steps_fill(cx, rule, ticket, line));
		ret->count++;
	}
	return HK_OK;
}

static enum hk_result show_work(struct ctx *cx, void *data)
{
	struct web_request *req = data;
	struct macro_view view = { .number = 0 };
	struct ticket ticket;
	int64_t number;

	HK_TRY(web_path_number(req, "number", &number));
	HK_TRY(ticket_find(cx, number, &ticket));
	view.number = ticket.number;
	view.self = hk_format(cx->arena, "/tickets/%" PRId64, ticket.number);
	view.subject = ticket_subject(cx->language, ticket.subject);
	view.language = ticket.language;
	HK_TRY(seen_again(req, &ticket, web_form(req, "version") != NULL, &view.seen,
			  &view.unseen));
	HK_TRY(lines_fill(cx, &ticket, &view.lines));
	tpl_ticket_macros(req->out, &req->page, &view);
	return HK_OK;
}

static enum hk_result show(struct web_request *req)
{
	return show_work(req->cx, req);
}

struct applying {
	int64_t macro_id, hit;
	const char *name;
	bool is_all_undone, is_unseen;
};

static enum hk_result apply_work(struct ctx *cx, struct ticket_deed *deed)
{
	const struct ticket_seen seen = seen_read(deed->req);
	struct applying *applying = deed->data;
	struct rule rule;

	HK_TRY(macro_find(cx, &deed->ticket, applying->macro_id, &rule));
	applying->name = rule.name;
	applying->is_unseen = macro_has_word(cx, &rule);
	if (applying->is_unseen)
		HK_TRY(unseen_none(cx, &deed->ticket, &seen));
	applying->is_unseen = false;
	return macro_apply(cx, &rule, &deed->ticket, &applying->hit);
}

static enum hk_result answer(struct web_request *req, enum hk_result result,
			     const struct ticket_deed *deed, const char *sentence, const char *undo)
{
	struct ctx *cx = req->cx;
	const char *self = hk_format(cx->arena, "/tickets/%" PRId64, deed->ticket.number);

	if (result == HK_CONFLICT || result == HK_INVALID) {
		const char *why = cx->field_count ? cx->fields[0].sentence : cx->problem;

		return notice_answer(req, self, why ? i18n_text(cx->language, why) : "", "");
	}
	HK_TRY(result);
	return notice_answer(req, self, sentence, undo);
}

static enum hk_result apply(struct web_request *req)
{
	struct ctx *cx = req->cx;
	struct applying applying = { .name = "" };
	struct ticket_deed deed;
	enum hk_result result;
	const char *undo = "";

	HK_TRY(web_path_number(req, "id", &applying.macro_id));
	result = ticket_deed_do(req, apply_work, &applying, &deed);
	if (result == HK_CONFLICT && applying.is_unseen)
		return page_again(req, page_status_of(result), show_work, req);
	if (result == HK_OK && applying.hit)
		undo = hk_format(cx->arena, "/tickets/%" PRId64 "/macros/undo?hit=%" PRId64,
				 deed.ticket.number, applying.hit);
	return answer(req, result, &deed,
		      i18n_fill(cx->arena,
				i18n_text(cx->language, TR("The macro “{name}” was applied.")),
				"name", applying.name, NULL),
		      undo);
}

static enum hk_result undo_work(struct ctx *cx, struct ticket_deed *deed)
{
	struct applying *applying = deed->data;

	return macro_undo(cx, &deed->ticket, applying->hit, &applying->is_all_undone);
}

static enum hk_result undo(struct web_request *req)
{
	struct applying applying = { .hit = web_query_number(req, "hit", 0) };
	struct ticket_deed deed;
	enum hk_result result = ticket_deed_do(req, undo_work, &applying, &deed);
	const char *sentence = TR("That was taken back.");

	if (!applying.is_all_undone)
		sentence = TR("That was taken back, but for what was written or said: notes stay, "
			      "and who was told knows it.");
	return answer(req, result, &deed, i18n_text(req->cx->language, sentence), "");
}

static const struct web_param seen_params[] = { SEEN_PARAMS, { 0 } };
static const struct web_param undo_params[] = { { "hit", PARAM_NUMBER, 0 }, { 0 } };

const struct web_route macro_pages[] = {
	ROUTE("GET", "/tickets/{number}/macros", RIGHT_TICKET_REPLY, show, 0, seen_params),
	ROUTE("POST", "/tickets/{number}/macros/undo", RIGHT_TICKET_REPLY, undo, WEB_PART,
	      undo_params),
	ROUTE("POST", "/tickets/{number}/macros/{id}/apply", RIGHT_TICKET_REPLY, apply, 0,
	      seen_params),
	{ 0 },
};
