/* Asks whom the rules let be asked, reminds once, and looks for those whose turn a rhythm brings.
 * Slices: each of these takes one transaction. */
#pragma once

#include "core/ctx.h"

enum { SURVEY_SLICE = 200 };

/* Needs a reading cx->db: whether there is anything to do now. */
enum hk_result survey_has_due(struct ctx *cx, bool *ret);
/* Needs a writing cx->db. ret_count: how many were looked at. */
enum hk_result survey_ask_due(struct ctx *cx, size_t *ret_count);
