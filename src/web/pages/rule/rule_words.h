/* Rules in words: what they wait for, ask and do, and why one acted. */
#pragma once

#include "ticket/rule/because.h"
#include "ticket/rule/rule.h"
#include "web/parts.h"

/* For translators; "" for what nobody knows. */
const char *rule_event_words(const struct rule *rule);
const char *condition_label(const char *field);
const char *action_label(const char *kind);

/* The values of a choice, in the reader's language; those among chosen are chosen. */
struct part_options condition_options(struct ctx *cx, const char *field, const char *chosen);
/* "Subject: “tow”": one that held, as because.h has it, in the reader's language. */
const char *because_words(struct ctx *cx, const struct condition *condition);
/* All of them, "Subject: “tow”; Channel: E-mail"; "" for none. */
const char *because_all(struct ctx *cx, const struct condition_list *list);
/* "Give it to somebody: Rasa" */
enum hk_result action_words(struct ctx *cx, const struct action *action, const char **ret);
/* Each action with semicolons between. */
enum hk_result actions_words(struct ctx *cx, const char *actions, const char **ret);
/* A line of the history of kind "ruled"; is_macro: a person applied it. "": it cannot be read. */
const char *ruled_words(struct ctx *cx, const char *detail);
