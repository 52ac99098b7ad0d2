/*
 * clock_call: a clock calls for people. Its owner hears before it is late and when it is; then the
 * chain of its standard, step by step, until somebody sees to it. Each call is made once: a row
 * with its key says so, in the same transaction as the mails that follow from it.
 */
#pragma once

#include "core/ctx.h"
#include "core/job.h"

/* A mail to one of those who are called. */
extern const struct job_kind clock_tell_job;
/* A promise has rested as long as it may. */
extern const struct job_kind clock_pause_job;
/* A legal clock has. */
extern const struct job_kind clock_legal_pause_job;
/* A standard is to be looked at again. */
extern const struct job_kind standard_review_job;

/* Those that are due now, a batch of them. ret_count: how many were claimed; as many as a batch
 * has: there are more. Needs a writing cx->db. */
enum hk_result clock_call_due(struct ctx *cx, size_t *ret_count);

enum { CLOCK_CALL_BATCH = 500 };
