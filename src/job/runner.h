/* Runs the queue of one organisation: each job in a transaction of its own, together with the row
 * that says it is done, so that an effect happens once. */
#pragma once

#include "core/job.h"

/* kinds ends with NULL. What is due runs now; ret_next: when to look again, ms UTC. */
enum hk_result jobs_run_due(struct ctx *cx, const struct job_kind *const *kinds, int64_t *ret_next);
