/*
 * rule: what is done to a ticket by itself, when something happens to it (a trigger) or when it has
 * stood for so long (a timed rule); or what a person does with one press (a macro). It asks
 * conditions and does actions, which are data.
 *
 * Each change makes a new version, and the old ones stay. Administrators change all that are
 * shared, supervisors those of their teams, everybody his own macros; what one may not change is
 * not there for him.
 */
#pragma once

#include "ticket/rule/action.h"
#include "ticket/rule/condition.h"

enum { RULES_MOST = 200, RULE_NAME_LETTERS = 80, RULE_MINUTES_MOST = 366 * 24 * 60 };

struct rule {
	int64_t id;
	const char *kind; /* trigger, timed, macro */
	int64_t is_on, position;
	int64_t staff_id; /* of a macro: who alone has it; 0: it is shared */
	int64_t team_id;  /* for whose tickets, or whose macro; 0: all */
	int64_t version;
	const char *name;
	const char *event; /* rule_event_name() or rule_since_name(); "" of a macro */
	int64_t minutes, in_open_time;
	const char *conditions, *actions; /* lines */
	int64_t on_at, swept_at, changed_at, changed_by, removed_at;
};

struct rule_list {
	struct rule *items;
	size_t count;
};

struct rule_version {
	int64_t rule_id, version, at, staff_id, team_id;
	const char *name, *event;
	int64_t minutes, in_open_time;
	const char *conditions, *actions;
};

struct rule_version_list {
	struct rule_version *items;
	size_t count;
};

/* What a trigger may wait for, and since when the time of a timed rule may run; NULL behind the
 * last one. */
const char *rule_event_name(size_t place);
const char *rule_since_name(size_t place);

/* Those that the actor may change, in their order; of macros also those that he may only apply. */
enum hk_result rule_every(struct ctx *cx, struct rule_list *ret);
/* HK_NOT_FOUND also for one that he may not change. */
enum hk_result rule_find(struct ctx *cx, int64_t id, struct rule *ret);
bool rule_may_share(const struct ctx *cx);
/* id 0: adds it, off and last; else it becomes the next version of what has that
 * version. HK_INVALID beside name (rule_name.h: also when another one has it), event, minutes,
 * team, actions, c0, c1, ... and a0, a1, ...; HK_CONFLICT: somebody else has changed it. */
enum hk_result rule_put(struct ctx *cx, const struct rule *rule, int64_t *ret_id);
enum hk_result rule_switch(struct ctx *cx, int64_t id, bool is_on);
/* One place up among all that are there. */
enum hk_result rule_up(struct ctx *cx, int64_t id);
/* It is not there any more; what it did stays told. */
enum hk_result rule_remove(struct ctx *cx, int64_t id);
/* The newest first. */
enum hk_result rule_versions(struct ctx *cx, const struct rule *rule,
			     struct rule_version_list *ret);
/* The content of that version becomes a new one. HK_NOT_FOUND. */
enum hk_result rule_go_back(struct ctx *cx, int64_t id, int64_t version);
/* The rule as it was in that version, for whoever acts. */
enum hk_result rule_in_version(struct ctx *cx, int64_t id, int64_t version, struct rule *ret);

/* How many tickets each acted on in the last seven days: hits of the rule at the same place. */
enum hk_result rule_week(struct ctx *cx, const struct rule_list *rules, int64_t *ret_hits);

/* The shared ones and his own that the actor may apply to that ticket. */
enum hk_result macro_every(struct ctx *cx, const struct ticket *ticket, struct rule_list *ret);
enum hk_result macro_find(struct ctx *cx, const struct ticket *ticket, int64_t id,
			  struct rule *ret);

/* A condition or action names a person, team or mailbox that is gone: NULL, or a sentence. */
enum hk_result rule_fault(struct ctx *cx, const struct rule *rule, const char **ret);
