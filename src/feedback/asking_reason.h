/*
 * asking_reason: how many occasions of a survey were decided on each day (UTC), by the reason that
 * asking.h names. Kept with every decision, so that nobody counts decisions. And what was decided
 * about one person, for whoever is asked by him why he was not asked.
 *
 * Days are days since 1970-01-01, times ms UTC. Arrays and strings live in cx->arena.
 */
#pragma once

#include "feedback/asking.h"

struct asking_reason {
	const char *reason; /* "" for those who were asked */
	int64_t count;
};

struct asking_reasons {
	struct asking_reason *items;
	size_t count;
};

/* Once, when it is decided. */
enum hk_result asking_reason_note(struct ctx *cx, const struct survey_event *event);
/* Of the decisions of these days, both among them; the most frequent first. */
enum hk_result asking_reasons_find(struct ctx *cx, int64_t survey_id, int64_t from_day,
				   int64_t until_day, struct asking_reasons *ret);

struct asked_about {
	int64_t id;
	const char *survey; /* its name, as colleagues call it */
	int64_t at;         /* when it happened */
	const char *decision, *reason;
	int64_t chance; /* percent; 0: a rule before the lot stopped it */
	int64_t next_at, decided_at;
	int64_t last_at; /* when he was asked or reminded last before that decision; 0: never */
};

struct asked_abouts {
	struct asked_about *items;
	size_t count;
};

/* The last ones of that customer, the newest first. */
enum hk_result asked_abouts_find(struct ctx *cx, int64_t customer_id, int64_t limit,
				 struct asked_abouts *ret);
