/* Rules as pages show them: the list, the editor, a dry run, and macros on a ticket. */
#pragma once

#include "ticket/rule/rule.h"
#include "ticket/rule/rule_try.h"
#include "web/pages/ticket/ticket_unseen.h"
#include "web/parts.h"
#include "web/web.h"

struct rule_line {
	int64_t id, hits, changed_at;
	const char *name, *url;  /* url "": he may only apply it */
	const char *when, *does; /* sentences */
	const char *scope;       /* whose tickets, or who has it */
	const char *changed_by;
	const char *fault; /* what it names is gone; "" */
	bool is_on, may_switch, may_rise;
};

struct rule_lines {
	struct rule_line *items;
	size_t count;
};

/* /admin/rules */
struct rule_list_view {
	struct rule_lines triggers, timed, macros;
	const char *missing; /* names of those that come along and are not there, for who may add
				them; "" */
	bool may_share, is_admin;
};

/* A condition or an action as a row of the editor; names of its fields begin with name. */
struct rule_part {
	const char *name, *code, *label, *error;
	const char *any;   /* of a condition: all, any */
	const char *input; /* boxes, select, text, number, none */
	struct part_options ops, options;
	const char *value;
	/* Of an action: */
	const char *text_label; /* "": it has no text */
	const char *text;
	bool is_long, has_hours, has_turn;
	const char *hours;
	struct part_options turns;
};

struct rule_parts {
	struct rule_part *items;
	size_t count;
};

/* /admin/rules/new, /admin/rules/17 */
struct rule_editor {
	struct rule rule;
	const char *title, *self; /* title is for translators; where it is posted */
	struct part_options events, units, shares;
	const char *after; /* of a timed rule: how long, in units */
	struct rule_parts conditions, actions;
	struct part_options new_conditions, new_actions;
	bool is_timed, is_macro, may_add_condition, may_add_action;
	const char *problem;
	struct part_errors errors;
};

/* What a form says, or the row. */
struct rule_typed {
	struct rule rule;
	struct condition_list conditions;
	struct action_list actions;
	const char *after, *unit;
};

/* The form as it came: name "do" says what to add or take away. */
void rule_typed_read(struct web_request *req, const char *kind, struct rule_typed *ret);
void rule_typed_of(struct ctx *cx, const struct rule *rule, struct rule_typed *ret);
/* Adds or takes away what the button said. False: it was the button that saves. */
bool rule_typed_change(struct web_request *req, struct rule_typed *typed);
enum hk_result rule_editor_fill(struct web_request *req, const struct rule_typed *typed,
				struct rule_editor *ret);
extern const struct web_param rule_params[];

struct rule_version_line {
	int64_t version, at;
	const char *who, *when, *asks, *does;
	bool is_now;
};

struct rule_version_lines {
	struct rule_version_line *items;
	size_t count;
};

/* /admin/rules/17/versions */
struct rule_versions_view {
	const char *name, *self;
	struct rule_version_lines lines;
};

struct rule_example {
	int64_t number, at;
	const char *url, *subject, *language, *because;
};

struct rule_examples {
	struct rule_example *items;
	size_t count;
};

struct rule_count {
	const char *words;
	int64_t count;
};

struct rule_counts {
	struct rule_count *items;
	size_t count;
};

/* /admin/rules/17/try */
struct rule_try_view {
	struct rule rule;
	const char *self, *when;
	bool has_run, is_live, is_old; /* is_old: of a version before the one that is there now */
	struct rule_try one;
	int64_t percent, seconds;
	struct rule_counts counts;
	struct rule_examples examples;
};

/* /tickets/17/macros */
struct macro_step {
	const char *words, *reason; /* reason "": it will be done */
};

struct macro_steps {
	struct macro_step *items;
	size_t count;
};

struct macro_line {
	int64_t id;
	const char *name;
	struct macro_steps steps;
	bool may_apply;
};

struct macro_lines {
	struct macro_line *items;
	size_t count;
};

struct macro_view {
	int64_t number;
	const char *self, *subject, *language;
	struct macro_lines lines;
	struct ticket_seen seen;
	struct unseen_shown unseen; /* why one was stopped */
};
