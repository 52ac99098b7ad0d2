/*
 * sweep: removes files of the blob store, and rows of small mails, that no row
 * names any more (uploads of forms that nobody sent, mails whose transaction never
 * came), once a day, step by step. First all names are read into a filter of fixed
 * size that forgets none (Bloom, 1970): where it errs, one stays. Then the rows are
 * looked through page after page, and the files folder after folder. One counts
 * only when nobody has put it for a day.
 *
 * Safe against whoever writes meanwhile: rows name what was put within the day
 * before (blob_remove() looks at that under a lock; a small mail is put in the
 * transaction that names it, and blob_row_remove() looks at when that was), or what
 * another row named: only a form that becomes a ticket passes names on, so forms
 * are read first.
 */
#pragma once

#include "core/ctx.h"

struct sweep;

struct sweep *sweep_new(void);
void sweep_free(struct sweep *sweep);

/* One step for the organisation of cx. on_disk_now: the disk's clock, ms UTC. ret_is_idle: there
 * is nothing to do before the next day (of cx->now); else call again soon. Opens its own
 * transactions. */
enum hk_result sweep_step(struct sweep *sweep, struct ctx *cx, int64_t on_disk_now,
			  bool *ret_is_idle);
