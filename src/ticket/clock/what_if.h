/*
 * what_if: what another standard would have made of the tickets of the last month, before it goes
 * live: how many were late, and how many would have been. Nothing is changed.
 */
#pragma once

#include "standard/standard.h"

enum { WHAT_IF_DAYS = 30, WHAT_IF_MOST = 20000 /* tickets, the newest */ };

struct what_if {
	int64_t answers, answers_late, answers_late_then; /* first ones */
	int64_t ends, ends_late, ends_late_then; /* where an end was promised, or would be */
};

/* By the tickets that the standard promised, or by all of them when it is new (id 0). What a
 * ticket rested for its customer counts for neither. Next updates are not looked at: each starts
 * anew, and the old ones are not kept. */
enum hk_result what_if(struct ctx *cx, const struct standard *standard, struct what_if *ret);
