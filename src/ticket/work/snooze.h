/*
 * snooze: a ticket that its owner put away until a time. It leaves his inbox and nothing else: its
 * clocks and promises run on, others see it where it was, and it comes back before its time as soon
 * as a message comes, its owner changes or it leaves the active ones.
 *
 * Invariant: snoozed_until is 0 unless the ticket is active.
 */
#pragma once

#include "ticket/ticket.h"

enum { SNOOZE_WHY_LETTERS = 300, SNOOZE_MOST_DAYS = 366 };

/* When somebody is warned next, or already late; CLOCK_NEVER: nothing is promised. */
enum hk_result snooze_warning(struct ctx *cx, const struct ticket *ticket, int64_t *ret);
/* HK_CONFLICT with a sentence: it is not his, or not open. */
enum hk_result snooze_may(struct ctx *cx, const struct ticket *ticket);
/*
 * By its owner alone. why: one sentence, needed when it would sleep through that warning; else it
 * may be "". HK_INVALID beside "until" or "why"; HK_CONFLICT: it is not his, or not active.
 */
enum hk_result snooze_put(struct ctx *cx, struct ticket *ticket, int64_t until, const char *why);
/* Its owner wants it back now. The same twice is no fault. */
enum hk_result snooze_end(struct ctx *cx, struct ticket *ticket);
/* Its time has come: it is back, and its owner hears of it. HK_NOT_FOUND: it came back before, or
 * sleeps until another time. Runs as the house. */
enum hk_result snooze_over(struct ctx *cx, int64_t ticket_id);

/* For ticket_store(): what happened to it may bring it back. Costs nothing where nothing sleeps. */
enum hk_result snooze_follow(struct ctx *cx, struct ticket *ticket, const struct ticket *old);

/* The duty of snooze_over() (job/snooze_over.c). */
#define SNOOZE_JOB "snooze.over"
