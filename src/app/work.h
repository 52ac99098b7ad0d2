/* The rounds of the work role: jobs, the outbox, and what comes round by itself. */
#pragma once

#include "app/trusted.h"

void work_jobs(struct worker *worker, struct ctx *cx, int64_t *ret_next);
void work_send(struct worker *worker, struct ctx *cx, int64_t *ret_next);
/* Late clocks, and once an hour what has served its time. data: int64_t of the last hour. */
void work_tick(struct worker *worker, struct ctx *cx, int64_t *ret_next);
