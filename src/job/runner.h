/* Runs the queue of one organisation: each job in the transaction that marks it as done, so that an
 * effect happens once. What is due at one time shares a transaction while all of it succeeds. */
#pragma once

#include "core/job.h"

/* kinds ends with NULL. What is due runs now; ret_next: when to look again, ms UTC. */
enum hk_result jobs_run_due(struct ctx *cx, const struct job_kind *const *kinds, int64_t *ret_next);
