/* What sums of surveys must agree with; `hark fsck` asks. */
#pragma once

#include "core/ctx.h"

size_t feedback_kept_rules(void);
/* How many rows contradict that rule (0: it is kept), and what is wrong with them, in words. */
enum hk_result feedback_kept_check(struct ctx *cx, size_t rule, const char **ret_sentence,
				   int64_t *ret_count);
