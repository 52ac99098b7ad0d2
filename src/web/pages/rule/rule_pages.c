/* /admin/rules: what is done by itself, and macros; their versions. */
#include <inttypes.h>
#include <string.h>

#include "base/text.h"
#include "core/i18n.h"
#include "core/org.h"
#include "core/rights.h"
#include "people/staff.h"
#include "people/team.h"
#include "ticket/rule/rule_deliver.h"
#include "ticket/rule/rule_name.h"
#include "tpl_rule.h"
#include "tpl_rule_versions.h"
#include "tpl_rules.h"
#include "web/pages/again.h"
#include "web/pages/families.h"
#include "web/pages/notice.h"
#include "web/pages/rule/rule_view.h"
#include "web/pages/rule/rule_words.h"

enum { ABSENT = 404 };

static const char home[] = "/admin/rules";

static const char *path_of(struct ctx *cx, int64_t id, const char *rest)
{
	return hk_format(cx->arena, "%s/%" PRId64 "%s", home, id, rest);
}

/* ---- the list ---- */

static enum hk_result name_of(struct ctx *cx, int64_t staff_id, const char **ret)
{
	struct staff staff = { .name = "" };
	enum hk_result result = staff_find(cx, staff_id, &staff);

	*ret = staff.name;
	return result == HK_NOT_FOUND ? HK_OK : result;
}

static enum hk_result scope_of(struct ctx *cx, const struct rule *rule, const char **ret)
{
	struct team team = { .name = "?" };
	bool is_macro = strcmp(rule->kind, "macro") == 0;
	enum hk_result result = HK_OK;

	*ret = i18n_text(cx->language, rule->staff_id ? TR("Me alone")
				       : is_macro     ? TR("Everybody")
						      : TR("All tickets"));
	if (!rule->team_id)
		return HK_OK;
	result = team_find(cx, rule->team_id, &team);
	*ret = team.name;
	return result == HK_NOT_FOUND ? HK_OK : result;
}

/* "Since the customer wrote last: 120 minutes" */
static const char *when_of(struct ctx *cx, const struct rule *rule)
{
	const char *words = i18n_text(cx->language, rule_event_words(rule));

	if (strcmp(rule->kind, "timed") != 0)
		return strcmp(rule->kind, "macro") == 0 ? "" : words;
	if (rule->minutes % 60)
		return i18n_fill(cx->arena, i18n_text(cx->language, TR("{since}: {n} min")),
				 "since", words, "n",
				 hk_format(cx->arena, "%" PRId64, rule->minutes), NULL);
	return i18n_fill(cx->arena, i18n_text(cx->language, TR("{since}: {n} h")), "since", words,
			 "n", hk_format(cx->arena, "%" PRId64, rule->minutes / 60), NULL);
}

static enum hk_result line_fill(struct ctx *cx, const struct rule *rule, int64_t hits,
				struct rule_line *ret)
{
	struct rule mine;
	enum hk_result result = rule_find(cx, rule->id, &mine);
	const char *fault = NULL;

	if (result != HK_OK && result != HK_NOT_FOUND)
		return result;
	*ret = (struct rule_line){ .id = rule->id,
				   .hits = hits,
				   .changed_at = rule->changed_at,
				   .name = rule->name,
				   .url = result == HK_OK ? path_of(cx, rule->id, "") : "",
				   .when = when_of(cx, rule),
				   .fault = "",
				   .is_on = rule->is_on != 0,
				   .may_switch = result == HK_OK };
	HK_TRY(name_of(cx, rule->changed_by, &ret->changed_by));
	HK_TRY(scope_of(cx, rule, &ret->scope));
	HK_TRY(actions_words(cx, rule->actions, &ret->does));
	if (result == HK_OK)
		HK_TRY(rule_fault(cx, rule, &fault));
	if (fault)
		ret->fault = fault;
	return HK_OK;
}

static enum hk_result lines_fill(struct ctx *cx, const struct rule_list *rules, const int64_t *hits,
				 const char *kind, struct rule_lines *ret)
{
	bool has_before = false;

	ret->items = hk_alloc(cx->arena, rules->count, sizeof(*ret->items));
	for (size_t i = 0; i < rules->count; i++) {
		struct rule_line *line = &ret->items[ret->count];

		if (strcmp(rules->items[i].kind, kind) != 0)
			continue;
		HK_TRY(line_fill(cx, &rules->items[i], hits[i], line));
		line->may_rise = has_before && line->may_switch;
		has_before = has_before || line->may_switch;
		ret->count++;
	}
	return HK_OK;
}

/* "Somebody is in danger, Somebody is stranded" */
static enum hk_result missing_words(struct ctx *cx, const char **ret)
{
	struct rule_delivery missing = { .count = 0 };
	const char *words = "";

	if (actor_may(cx->actor, RIGHT_ADMIN))
		HK_TRY(rule_delivery_find(cx, &missing));
	for (size_t i = 0; i < missing.count; i++)
		words = hk_format(cx->arena, "%s%s%s", words, i ? ", " : "",
				  i18n_text(cx->language, missing.names[i]));
	*ret = words;
	return HK_OK;
}

static enum hk_result show_every(struct web_request *req)
{
	struct ctx *cx = req->cx;
	struct rule_list_view view = { .may_share = rule_may_share(cx),
				       .is_admin = actor_may(cx->actor, RIGHT_ADMIN) };
	struct rule_list rules;
	int64_t *hits;

	HK_TRY(rule_every(cx, &rules));
	rule_names_apart(cx, &rules);
	hits = hk_alloc(cx->arena, rules.count, sizeof(*hits));
	HK_TRY(rule_week(cx, &rules, hits));
	HK_TRY(lines_fill(cx, &rules, hits, "trigger", &view.triggers));
	HK_TRY(lines_fill(cx, &rules, hits, "timed", &view.timed));
	HK_TRY(lines_fill(cx, &rules, hits, "macro", &view.macros));
	HK_TRY(missing_words(cx, &view.missing));
	tpl_rules(req->out, &req->page, &view);
	return HK_OK;
}

/* ---- the editor ---- */

static const char *kind_of(const char *kind)
{
	return hk_equal(kind, "timed") || hk_equal(kind, "macro") ? kind : "trigger";
}

struct editing {
	struct web_request *req;
	struct rule_typed typed;
	bool is_overtaken; /* it was to be kept, and somebody else was faster */
};

static enum hk_result show(struct ctx *cx, void *data)
{
	struct editing *editing = data;
	struct rule_editor editor;

	(void)cx;
	HK_TRY(rule_editor_fill(editing->req, &editing->typed, &editor));
	tpl_rule(editing->req->out, &editing->req->page, &editor);
	return HK_OK;
}

static enum hk_result show_new(struct web_request *req)
{
	struct editing editing = { .req = req };
	const char *kind = kind_of(web_query(req, "kind"));
	struct rule rule = { .kind = kind,
			     .name = "",
			     .event = hk_equal(kind, "timed") ? "heard" : "opened",
			     .conditions = "",
			     .actions = "" };

	if (hk_equal(kind, "macro"))
		rule.staff_id = req->cx->actor->id;
	else if (!rule_may_share(req->cx))
		return HK_NOT_FOUND;
	rule_typed_of(req->cx, &rule, &editing.typed);
	return show(req->cx, &editing);
}

static enum hk_result show_one(struct web_request *req)
{
	struct editing editing = { .req = req };
	struct rule rule;
	int64_t id;

	HK_TRY(web_path_number(req, "id", &id));
	HK_TRY(rule_find(req->cx, id, &rule));
	rule_typed_of(req->cx, &rule, &editing.typed);
	return show(req->cx, &editing);
}

/* What is added or taken away is not kept yet: the page comes again with it. */
static enum hk_result look_work(struct ctx *cx, void *data)
{
	struct editing *editing = data;
	struct rule rule;

	if (editing->typed.rule.id) {
		HK_TRY(rule_find(cx, editing->typed.rule.id, &rule));
		editing->typed.rule.kind = rule.kind;
		editing->typed.rule.staff_id = rule.staff_id;
		/* Whoever was told so and presses once more means it. */
		if (editing->is_overtaken)
			editing->typed.rule.version = rule.version;
	}
	return show(cx, editing);
}

struct saving {
	const struct rule *typed;
	int64_t id;
};

static enum hk_result save_work(struct ctx *cx, void *data)
{
	struct saving *saving = data;

	return rule_put(cx, saving->typed, &saving->id);
}

static enum hk_result post(struct web_request *req, const char *kind, int64_t id)
{
	struct ctx *cx = req->cx;
	struct editing editing = { .req = req };
	struct saving saving = { .typed = &editing.typed.rule };
	enum hk_result result;

	rule_typed_read(req, kind, &editing.typed);
	editing.typed.rule.id = id;
	if (rule_typed_change(req, &editing.typed))
		return page_again(req, 200, look_work, &editing);
	result = ctx_write(cx, save_work, &saving);
	editing.is_overtaken = result == HK_CONFLICT;
	if (page_is_mendable(result))
		return page_again(req, page_status_of(result), look_work, &editing);
	HK_TRY(result);
	return notice_answer(req, id ? home : path_of(cx, saving.id, "/try"),
			     i18n_text(cx->language, TR("Saved.")), "");
}

static enum hk_result post_new(struct web_request *req)
{
	const char *kind = kind_of(web_query(req, "kind"));

	if (!hk_equal(kind, "macro") && !rule_may_share(req->cx))
		return HK_NOT_FOUND;
	return post(req, kind, 0);
}

struct kind_sought {
	int64_t id;
	struct rule rule;
};

static enum hk_result kind_find(struct ctx *cx, void *data)
{
	struct kind_sought *sought = data;

	return rule_find(cx, sought->id, &sought->rule);
}

/* What was typed into the form of a rule that is not there any more makes a new one. */
static enum hk_result show_gone(struct web_request *req)
{
	const char *kind = kind_of(page_form(req, "kind"));
	struct editing editing = { .req = req };

	if (!hk_equal(kind, "macro") && !rule_may_share(req->cx))
		return HK_NOT_FOUND;
	rule_typed_read(req, kind, &editing.typed);
	editing.typed.rule.version = 0;
	(void)rule_typed_change(req, &editing.typed);
	(void)problem(req->cx, HK_NOT_FOUND,
		      TR("This rule was taken away meanwhile, in another window. Here stands what "
			 "you typed; press once more to make a new rule of it."));
	return page_again(req, ABSENT, look_work, &editing);
}

static enum hk_result post_one(struct web_request *req)
{
	struct kind_sought sought;
	enum hk_result result;

	HK_TRY(web_path_number(req, "id", &sought.id));
	result = ctx_read(req->cx, kind_find, &sought);
	if (result == HK_NOT_FOUND)
		return show_gone(req);
	HK_TRY(result);
	return post(req, sought.rule.kind, sought.id);
}

/* ---- what is done with one ---- */

static enum hk_result on_work(struct ctx *cx, void *data)
{
	return rule_switch(cx, *(const int64_t *)data, true);
}

static enum hk_result off_work(struct ctx *cx, void *data)
{
	return rule_switch(cx, *(const int64_t *)data, false);
}

static enum hk_result up_work(struct ctx *cx, void *data)
{
	return rule_up(cx, *(const int64_t *)data);
}

static enum hk_result remove_work(struct ctx *cx, void *data)
{
	return rule_remove(cx, *(const int64_t *)data);
}

static enum hk_result done(struct web_request *req, ctx_work *work, const char *words)
{
	int64_t id;

	HK_TRY(web_path_number(req, "id", &id));
	HK_TRY(ctx_write(req->cx, work, &id));
	return notice_answer(req, home, i18n_text(req->cx->language, words), "");
}

static enum hk_result deliver_work(struct ctx *cx, void *data)
{
	struct org org;

	(void)data;
	HK_TRY(org_find(cx, &org));
	return rule_delivery_add(cx, org.language);
}

/* Pressed twice, or where a rule of the house has one of their names, it says so. */
static enum hk_result post_deliver(struct web_request *req)
{
	struct ctx *cx = req->cx;
	enum hk_result result = ctx_write(cx, deliver_work, NULL);
	const char *words = TR("The rules act from now on.");

	if (page_is_mendable(result))
		words = cx->field_count ? cx->fields[0].sentence : page_problem(cx);
	else
		HK_TRY(result);
	return notice_answer(req, home, i18n_text(cx->language, words), "");
}

static enum hk_result post_on(struct web_request *req)
{
	return done(req, on_work, TR("The rule acts from now on."));
}

static enum hk_result post_off(struct web_request *req)
{
	return done(req, off_work, TR("The rule acts no more."));
}

static enum hk_result post_up(struct web_request *req)
{
	return done(req, up_work, TR("Saved."));
}

static enum hk_result post_remove(struct web_request *req)
{
	return done(req, remove_work, TR("The rule is taken away. What it did stays."));
}

/* ---- versions ---- */

static enum hk_result version_fill(struct ctx *cx, const struct rule *rule,
				   const struct rule_version *one, struct rule_version_line *ret)
{
	struct rule then = *rule;
	struct condition_list conditions = condition_read(cx, one->conditions);

	then.event = one->event;
	then.minutes = one->minutes;
	*ret = (struct rule_version_line){ .version = one->version,
					   .at = one->at,
					   .when = when_of(cx, &then),
					   .is_now = one->version == rule->version };
	/* Of ids the names stand with the rule itself; here it is enough what is asked. */
	ret->asks = "";
	for (size_t i = 0; i < conditions.count; i++) {
		const struct condition_field *field =
			condition_field_find(conditions.items[i].field);
		bool is_id = field && field->kind == CONDITION_ID;

		ret->asks = hk_format(cx->arena, "%s%s%s", ret->asks, *ret->asks ? "; " : "",
				      is_id ? i18n_text(cx->language, condition_label(field->name))
					    : because_words(cx, &conditions.items[i]));
	}
	HK_TRY(actions_words(cx, one->actions, &ret->does));
	return name_of(cx, one->staff_id, &ret->who);
}

static enum hk_result show_versions(struct web_request *req)
{
	struct ctx *cx = req->cx;
	struct rule_version_list versions;
	struct rule_versions_view view;
	struct rule rule;
	int64_t id;

	HK_TRY(web_path_number(req, "id", &id));
	HK_TRY(rule_find(cx, id, &rule));
	HK_TRY(rule_versions(cx, &rule, &versions));
	view = (struct rule_versions_view){ .name = rule.name, .self = path_of(cx, id, "") };
	view.lines.items = hk_alloc(cx->arena, versions.count, sizeof(*view.lines.items));
	for (size_t i = 0; i < versions.count; i++)
		HK_TRY(version_fill(cx, &rule, &versions.items[i],
				    &view.lines.items[view.lines.count++]));
	tpl_rule_versions(req->out, &req->page, &view);
	return HK_OK;
}

struct going_back {
	int64_t id, version;
};

static enum hk_result back_work(struct ctx *cx, void *data)
{
	const struct going_back *going = data;

	return rule_go_back(cx, going->id, going->version);
}

static enum hk_result post_back(struct web_request *req)
{
	struct ctx *cx = req->cx;
	struct going_back going = { .version = web_form_number(req, "version", 0) };
	enum hk_result result;
	const char *words = TR("It is as it was then, in a new version.");

	HK_TRY(web_path_number(req, "id", &going.id));
	result = ctx_write(cx, back_work, &going);
	if (result == HK_INVALID)
		words = cx->field_count ? cx->fields[0].sentence : words;
	else
		HK_TRY(result);
	return notice_answer(req, path_of(cx, going.id, "/versions"),
			     i18n_text(cx->language, words), "");
}

static const struct web_param new_params[] = { { "kind", PARAM_TEXT, 8 }, { 0 } };
static const struct web_param back_params[] = { { "version", PARAM_NUMBER, 0 }, { 0 } };

const struct web_route rule_pages[] = {
	ROUTE("GET", "/admin/rules", RIGHT_TICKET_REPLY, show_every, 0, NULL),
	ROUTE("GET", "/admin/rules/new", RIGHT_TICKET_REPLY, show_new, 0, new_params),
	ROUTE("POST", "/admin/rules/new", RIGHT_TICKET_REPLY, post_new, 0, rule_params),
	ROUTE("POST", "/admin/rules/deliver", RIGHT_ADMIN, post_deliver, 0, NULL),
	ROUTE("GET", "/admin/rules/{id}", RIGHT_TICKET_REPLY, show_one, 0, NULL),
	ROUTE("POST", "/admin/rules/{id}", RIGHT_TICKET_REPLY, post_one, 0, rule_params),
	ROUTE("POST", "/admin/rules/{id}/on", RIGHT_TICKET_REPLY, post_on, 0, NULL),
	ROUTE("POST", "/admin/rules/{id}/off", RIGHT_TICKET_REPLY, post_off, 0, NULL),
	ROUTE("POST", "/admin/rules/{id}/up", RIGHT_TICKET_REPLY, post_up, 0, NULL),
	ROUTE("POST", "/admin/rules/{id}/remove", RIGHT_TICKET_REPLY, post_remove, 0, NULL),
	ROUTE("GET", "/admin/rules/{id}/versions", RIGHT_TICKET_REPLY, show_versions, 0, NULL),
	ROUTE("POST", "/admin/rules/{id}/back", RIGHT_TICKET_REPLY, post_back, 0, back_params),
	{ 0 },
};
