/*
 * work_rule: how much work a ticket of a purpose is thought to be, in minutes, by
 * its priority, and what its owner must be able to do. A change of it holds for
 * tickets that come or change afterwards.
 */
#pragma once

#include "core/ctx.h"

enum { WORK_USUAL = 10, WORK_MOST = 1000 };

struct work_rule {
	const char *type;                  /* as in ticket */
	int64_t urgent, high, normal, low; /* minutes */
	const char *skill;                 /* its code; "": none is needed */
	int64_t level;                     /* at least so well */
	int64_t is_led;                    /* only supervisors have the authority */
};

struct work_rule_list {
	struct work_rule *items;
	size_t count;
};

/* How many tickets of a channel a full position takes at once. */
struct channel_limit {
	const char *channel;
	int64_t most; /* 0: as many as come */
};

struct channel_limit_list {
	struct channel_limit *items;
	size_t count;
};

/* As it was changed, or what we begin with. */
enum hk_result work_rule_find(struct ctx *cx, const char *type, struct work_rule *ret);
/* Of these purposes, in this order. */
enum hk_result work_rule_every(struct ctx *cx, const char *const *types, size_t count,
			       struct work_rule_list *ret);
/* HK_INVALID beside the fields urgent, high, normal, low, skill and level. */
enum hk_result work_rule_put(struct ctx *cx, const struct work_rule *rule);
int64_t work_rule_of(const struct work_rule *rule, const char *priority);
enum hk_result work_rule_minutes(struct ctx *cx, const char *type, const char *priority,
				 int64_t *ret);

enum hk_result channel_limit_find(struct ctx *cx, const char *channel, int64_t *ret_most);
/* Those that were set, by channel. */
enum hk_result channel_limit_every(struct ctx *cx, struct channel_limit_list *ret);
/* most 0: no limit. HK_INVALID beside the field that is called like the channel. */
enum hk_result channel_limit_put(struct ctx *cx, const char *channel, int64_t most);
