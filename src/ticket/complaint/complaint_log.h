/*
 * complaint_log: what was done about a complaint, and what was found. Each line carries the digest
 * of the one before, and the complaint that of the last, so that no line can be changed, left out
 * or cut off without its showing.
 */
#pragma once

#include "ticket/complaint/complaint.h"

struct complaint_line {
	int64_t ticket_id, position, at;
	const char *kind, *actor_kind;
	int64_t actor_id;
	const char *actor_name, *detail, *digest;
};

struct complaint_lines {
	struct complaint_line *items;
	size_t count;
};

/* Counts in complaint, which the caller stores. */
enum hk_result complaint_log_add(struct ctx *cx, struct complaint *complaint, const char *kind,
				 const char *detail);
/* Such a line is there with these words, by anybody. */
enum hk_result complaint_log_has(struct ctx *cx, const struct complaint *complaint,
				 const char *kind, const char *detail, bool *ret);
/* The actor decided before the customer refused it the last time, also where somebody else decided
 * over it since: he is not the one who looks at it again. False in the first round. */
enum hk_result complaint_log_decided_before(struct ctx *cx, const struct complaint *complaint,
					    bool *ret);
/* From the first on; for whoever may see what is confidential. */
enum hk_result complaint_log_find(struct ctx *cx, const struct complaint *complaint,
				  struct complaint_lines *ret);
/* How many complaints have a log that was changed: 0 of a house in order. */
enum hk_result complaint_log_check(struct ctx *cx, int64_t *ret_looked, int64_t *ret_faults);
