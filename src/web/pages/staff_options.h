/* Colleagues to choose from. Namesakes are told apart by their addresses. */
#pragma once

#include "people/staff.h"
#include "web/parts.h"

/* How one of all is called in a list. */
const char *staff_label(struct ctx *cx, const struct staff_list *all, const struct staff *one);

/* Whoever works here, and who is chosen although he left. Values are prefix and id. */
enum hk_result staff_options(struct ctx *cx, const char *prefix, int64_t chosen_id,
			     struct part_options *ret);
/* Whoever works here and may read tickets; values are ids. */
enum hk_result staff_options_readers(struct ctx *cx, struct part_options *ret);
/* staff_options() below an option "0" that stands for none (for translators). */
enum hk_result staff_options_or(struct ctx *cx, const char *none, int64_t chosen_id,
				struct part_options *ret);
