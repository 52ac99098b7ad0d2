/*
 * standard: what is promised for the tickets of a mailbox: how soon a person
 * answers, how soon the customer hears again, how soon it is solved. Times are
 * those of the mailbox's calendar; without one they run around the clock.
 *
 * Somebody answers for it and looks at it again when its date comes round. Every version stays,
 * with its reason: a ticket keeps the one by which it was promised.
 */
#pragma once

#include "base/time.h"
#include "core/ctx.h"

struct standard {
	int64_t id;
	const char *name;
	int64_t first_answer_ms, next_update_ms, resolve_ms; /* resolve_ms 0: not promised */
	int64_t pause_ms;       /* a clock rests for the customer so long in all; 0: without end */
	int64_t warn_percent;   /* of the time, when its owner is warned; 0: not */
	int64_t warn_before_ms; /* or so long before it is due; 0: by the share */
	int64_t owner_id;       /* of the staff; 0: nobody yet */
	int64_t review_at, review_days; /* review_at 0: no date yet */
	int64_t version;
};

enum { STANDARD_WARN_PERCENT = 75, STANDARD_REVIEW_DAYS = 180, STANDARD_REVIEW_DAYS_MOST = 3650 };

/* The longest time that can be promised: a year. */
#define STANDARD_MOST_MS (365 * HK_DAY)

struct standard_list {
	struct standard *items;
	size_t count;
};

/* What is said beside a time that is none (-1). */
extern const char standard_time_words[];

enum hk_result standard_find(struct ctx *cx, int64_t id, struct standard *ret);
enum hk_result standard_every(struct ctx *cx, struct standard_list *ret);

struct standard_version {
	int64_t standard_id, version;
	const char *name;
	int64_t first_answer_ms, next_update_ms, resolve_ms, pause_ms, warn_percent, warn_before_ms;
	const char *reason, *by_name; /* "": the first one */
	int64_t at;                   /* 0: before versions were kept */
};

struct standard_version_list {
	struct standard_version *items;
	size_t count;
};

/* Sets id, version and what is left 0 of the review. HK_INVALID beside the fields: no name, or
 * times that cannot be promised. HK_CONFLICT: the name is taken. */
enum hk_result standard_add(struct ctx *cx, struct standard *standard);
/* version guards. HK_INVALID beside "reason" too: why it changes is missing. */
enum hk_result standard_change(struct ctx *cx, const struct standard *standard, const char *reason);
/* What it said in that version. */
enum hk_result standard_promised(struct ctx *cx, int64_t id, int64_t version, struct standard *ret);
/* The newest first. */
enum hk_result standard_versions(struct ctx *cx, int64_t id, struct standard_version_list *ret);
/* It was looked at and stays as it is: the date comes round again. */
enum hk_result standard_reviewed(struct ctx *cx, int64_t id);
/* The oldest one: for what came through no mailbox. */
enum hk_result standard_usual(struct ctx *cx, struct standard *ret);
