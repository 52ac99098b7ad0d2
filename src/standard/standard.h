/*
 * standard: what is promised for the tickets of a mailbox: how soon a person
 * answers, how soon the customer hears again, how soon it is solved. Times are
 * those of the mailbox's calendar; without one they run around the clock.
 */
#pragma once

#include "base/time.h"
#include "core/ctx.h"

struct standard {
	int64_t id;
	const char *name;
	int64_t first_answer_ms, next_update_ms, resolve_ms; /* resolve_ms 0: not promised */
	int64_t version;
};

/* The longest time that can be promised: a year. */
#define STANDARD_MOST_MS (365 * HK_DAY)

struct standard_list {
	struct standard *items;
	size_t count;
};

enum hk_result standard_find(struct ctx *cx, int64_t id, struct standard *ret);
enum hk_result standard_every(struct ctx *cx, struct standard_list *ret);
/* Sets id. HK_INVALID beside the fields: no name, or times that cannot be promised. HK_CONFLICT:
 * the name is taken. */
enum hk_result standard_add(struct ctx *cx, struct standard *standard);
enum hk_result standard_change(struct ctx *cx, const struct standard *standard);
/* The oldest one: for what came through no mailbox. */
enum hk_result standard_usual(struct ctx *cx, struct standard *ret);
