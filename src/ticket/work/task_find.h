/* The rows of tasks: for this room, beside task.h. */
#pragma once

#include "ticket/work/task.h"

enum hk_result task_insert(struct ctx *cx, const struct task *task);
/* One that its giver wrote just so a moment ago; 0: none. */
enum hk_result task_twin(struct ctx *cx, const struct task *task, int64_t *ret_id);
/* Whoever acts, without what a reader would see. */
enum hk_result task_by_row(struct ctx *cx, int64_t id, struct task *ret);
/* The open ones that are his, at most 500. */
enum hk_result task_open_of(struct ctx *cx, int64_t staff_id, struct task_list *ret);
/* The open tasks of somebody, or (staff_id 0) those of a team that nobody has taken, rose or fell
 * by so many. */
enum hk_result task_load(struct ctx *cx, int64_t staff_id, int64_t team_id, int64_t change);
