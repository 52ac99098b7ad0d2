/* What becomes of a complaint in the demonstration. */
#pragma once

#include "app/demo_words.h"
#include "ticket/ticket.h"

/* Everybody in it may decide on complaints. */
enum hk_result demo_complaint_authority(struct ctx *cx, int64_t staff_id);
/* By who has it: written down and assessed; nothing of what is no complaint. */
enum hk_result demo_complaint_look(struct ctx *cx, struct ticket *ticket,
				   const struct demo_story *story);
/* Decided, told, accepted and done, so that it may end. */
enum hk_result demo_complaint_end(struct ctx *cx, struct ticket *ticket,
				  const struct demo_story *story);
