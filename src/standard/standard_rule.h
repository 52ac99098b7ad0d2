/*
 * standard_rule: which standard holds for a ticket. Each rule names what it is for; the most
 * special one that fits wins: one for a customer goes before one for a purpose, that before one
 * for a priority, then a mailbox, then a language. Two of them never name the same.
 */
#pragma once

#include "standard/standard.h"

/* What a rule is for; 0 and "": any. */
struct standard_rule {
	int64_t id, customer_id;
	const char *type, *priority;
	int64_t mailbox_id;
	const char *language;
	int64_t standard_id;
};

/* With the names that a list shows. */
struct standard_rule_line {
	struct standard_rule rule;
	const char *standard_name, *customer_name, *mailbox_name; /* "": any */
};

struct standard_rule_list {
	struct standard_rule_line *items;
	size_t count;
};

enum { STANDARD_RULES_MOST = 500 };

/* What the ticket is, in the fields of a rule, says which one holds. HK_NOT_FOUND: none fits. */
enum hk_result standard_rule_choose(struct ctx *cx, const struct standard_rule *ticket,
				    int64_t *ret_standard_id);
/* Those that are asked first stand first. */
enum hk_result standard_rule_every(struct ctx *cx, struct standard_rule_list *ret);
/* Sets id. HK_INVALID: it is for every ticket, which its mailbox says, or there are too many.
 * HK_CONFLICT: there is one for just that. */
enum hk_result standard_rule_add(struct ctx *cx, struct standard_rule *rule);
enum hk_result standard_rule_remove(struct ctx *cx, int64_t id);
