/*
 * prevention: what is done against a cause. One action, one owner, one measure: a prediction that
 * can turn out wrong (so much less of it, by that day), made before it begins and never changed
 * after. On its day the house measures by itself (job/loop/prevention_check.c) and gives a verdict,
 * which stays with its figures whatever comes later.
 *
 * It is compared with the weeks before it began, at most PREVENTION_BEFORE of them, as far back as
 * anybody said it. A week is seven days from begin_at, backwards and forwards.
 */
#pragma once

#include "feedback/cause.h"

enum {
	PREVENTION_LEAST_WEEKS = 2,
	PREVENTION_MOST_WEEKS = 52,
	PREVENTION_BEFORE = 12,
	PREVENTION_PPM = 1000000,
};

struct prevention {
	int64_t id, cause_id;
	const char *what;
	int64_t owner_id;
	const char *measure; /* said, per_thousand, unhappy */
	int64_t survey_id;   /* of unhappy */
	int64_t expected_percent, begin_at, check_at, made_at, made_by;
	const char *state; /* running, checked, given_up */
	int64_t ended_at, ended_by;
	const char *ended_why;
	const char *verdict; /* "", worked, no_evidence, worse */
	int64_t is_told;
	int64_t before_weeks, before_events, before_exposure;
	int64_t after_weeks, after_events, after_exposure;
	int64_t ratio, low, high, dispersion; /* millionths */
	int64_t shift;
	/* Filled by the functions that find it. */
	const char *owner_name, *cause_name;
	int64_t cause_number, people_count;
};

struct prevention_list {
	struct prevention *items;
	size_t count;
};

/* One week: what happened, out of how much (1 week, tickets, answers). */
struct prevention_week {
	int64_t events, exposure;
};

struct prevention_weeks {
	struct prevention_week *items;
	size_t count;
};

bool prevention_measure_exists(const char *measure);

/* cause_id, what, owner_id (0: the actor), measure, survey_id, expected_percent, begin_at; it is
 * measured so many weeks after. HK_INVALID beside "what", "owner", "measure", "survey", "expected",
 * "begin", "weeks"; HK_CONFLICT: the cause is closed. The same prediction again, while it runs, is
 * the same action. */
enum hk_result prevention_add(struct ctx *cx, struct prevention *action, int64_t weeks);
/* The first day on which an action against that cause can begin: today, or later where people have
 * not said it for long enough. ms UTC, when that day begins for the actor. */
enum hk_result prevention_first_day(struct ctx *cx, int64_t cause_id, int64_t *ret);
enum hk_result prevention_find(struct ctx *cx, int64_t id, struct prevention *ret);
/* All of a cause, the newest first. */
enum hk_result prevention_of(struct ctx *cx, int64_t cause_id, struct prevention_list *ret);
/* Those that run, the next to be measured first. */
enum hk_result prevention_running(struct ctx *cx, int64_t limit, struct prevention_list *ret);
/* HK_INVALID beside "reason"; HK_CONFLICT: it has come to its end. */
enum hk_result prevention_give_up(struct ctx *cx, int64_t id, const char *reason);

/* The weeks before it began, and those since, whole ones until then. */
enum hk_result prevention_before(struct ctx *cx, const struct prevention *action,
				 struct prevention_weeks *ret);
enum hk_result prevention_after(struct ctx *cx, const struct prevention *action, int64_t until,
				struct prevention_weeks *ret);

/* Once: verdict and figures; its owner and that of the cause are told. A second one changes
 * nothing. Runs as the house. */
enum hk_result prevention_judged(struct ctx *cx, const struct prevention *action);
/* "It worked: 41 in a week before, 12 since; ...", in that language; "" before its day. */
const char *prevention_say(struct ctx *cx, const char *language, const struct prevention *action);
/* "41 a week said it before, 12 since." of one that was measured; "" where too little happened. */
const char *prevention_rates_say(struct ctx *cx, const char *language,
				 const struct prevention *action);
/* How many no longer said it because actions worked, until they were measured; of actions against
 * one cause that ran at the same time, those of the one that spared most. */
enum hk_result prevention_saved(struct ctx *cx, int64_t *ret);

/* The duty that measures it. */
#define PREVENTION_JOB "prevention.check"
