/* A rule acts on one ticket: for this room. */
#pragma once

#include "ticket/rule/rule_run.h"

/* The ticket is one that the rule is for: there, not put aside, of its team. */
bool rule_is_for(const struct rule *rule, const struct ticket *ticket);
/* Acts once for that key unless it would change nothing or is stopped. The ticket is anew
 * afterwards. chain: cx->chain of the event; "": nobody. */
enum hk_result rule_act(struct ctx *cx, const struct rule *rule, struct facts *facts,
			const char *key, const char *chain);

struct rule_hit {
	int64_t rule_id, ticket_id;
	const char *effect_key;
	int64_t id, version, at, staff_id;
	const char *done;
	int64_t ticket_version, undone_at;
};

/* false: it was there already. */
enum hk_result rule_hit_add(struct ctx *cx, const struct rule_hit *hit, bool *ret_is_new);
/* Of the actor's own. */
enum hk_result rule_hit_find(struct ctx *cx, const struct ticket *ticket, int64_t id,
			     struct rule_hit *ret);
/* The newest of the actor's own of that rule since then that was not taken back. */
enum hk_result rule_hit_since(struct ctx *cx, const struct ticket *ticket, int64_t rule_id,
			      int64_t since, struct rule_hit *ret);
/* done and ticket_version, or undone_at. */
enum hk_result rule_hit_store(struct ctx *cx, const struct rule_hit *hit);
/* How often that rule acted on that ticket since then, counted up to RULE_DAILY_MOST. */
enum hk_result rule_hit_count(struct ctx *cx, int64_t rule_id, int64_t ticket_id, int64_t since,
			      int64_t *ret);
