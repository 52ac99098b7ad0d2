/*
 * what_if: what another standard would have made of the tickets of the last month, before it goes
 * live: how many were late, and how many would have been. Nothing is changed.
 */
#pragma once

#include "standard/standard.h"

enum { WHAT_IF_DAYS = 30, WHAT_IF_MOST = 20000 /* tickets, the newest */ };

struct what_if {
	/* How many there were, how many were late, and how many would have been. */
	struct what_if_count {
		int64_t all, late, late_then;
	} answers, updates, ends;
};

/* By the tickets that the standard promised, or by all of them when it is new (id 0). What a
 * ticket rested for its customer counts for neither, where that is known: of an end that nobody
 * promised then it is not. Of next updates each starts anew and the last one of each ticket is
 * kept: that one counts. */
enum hk_result what_if(struct ctx *cx, const struct standard *standard, struct what_if *ret);
