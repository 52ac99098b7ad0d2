/*
 * escalation: who is called when nobody sees to what is late. Its owner is called first, always;
 * then the steps of the ticket's standard, each once, until somebody says that he sees to it.
 */
#pragma once

#include "core/ctx.h"

enum { ESCALATION_STEPS_MOST = 8 };

struct escalation {
	int64_t standard_id, step; /* 1, 2, ... */
	int64_t after_ms;          /* open time since it was due */
	const char *whom;          /* supervisors, person */
	int64_t staff_id;          /* of person */
};

struct escalation_list {
	struct escalation *items;
	size_t count;
};

/* By their step. */
enum hk_result escalation_every(struct ctx *cx, int64_t standard_id, struct escalation_list *ret);
/* Of all standards. */
enum hk_result escalation_all(struct ctx *cx, struct escalation_list *ret);
/* They take the place of what was there, numbered in this order; standard_id and step are set
 * here. HK_INVALID: too many, or a step that comes before the one above it. */
enum hk_result escalation_put(struct ctx *cx, int64_t standard_id, const struct escalation *steps,
			      size_t count);
/* The call is made now, once: false, it was made before. */
enum hk_result escalation_call(struct ctx *cx, int64_t ticket_id, const char *kind, int64_t due_at,
			       int64_t step, bool *ret_is_new);
/* Ids of whom the calls for that clock reached so far, each between spaces; "": nobody yet. */
enum hk_result escalation_called(struct ctx *cx, int64_t ticket_id, const char *kind,
				 int64_t due_at, const char **ret);
/* That call reached these, written in the same way. */
enum hk_result escalation_reached(struct ctx *cx, int64_t ticket_id, const char *kind,
				  int64_t due_at, int64_t step, const char *ids);
