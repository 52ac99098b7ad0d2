/* The rounds of the work role: jobs, the outbox, and what comes round by itself. */
#pragma once

#include "app/trusted.h"

void work_jobs(struct worker *worker, struct ctx *cx, int64_t *ret_next);
/* data: struct send_rest. */
void work_send(struct worker *worker, struct ctx *cx, int64_t *ret_next);
void work_pictures(struct worker *worker, struct ctx *cx, int64_t *ret_next);
/* What people write: it may think for seconds. */
void work_themes(struct worker *worker, struct ctx *cx, int64_t *ret_next);
/* Only where there is a virus scanner. */
void work_scan(struct worker *worker, struct ctx *cx, int64_t *ret_next);

/* How far the hourly tidying is: organisations up to this one, in this hour. */
struct tidied {
	int64_t hour, org_id;
	struct sweep *sweep;
};

/* Late clocks, once an hour rows that have served their time, once a day files that nobody names.
 * data: struct tidied. */
void work_tick(struct worker *worker, struct ctx *cx, int64_t *ret_next);
