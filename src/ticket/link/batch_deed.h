/* What a batch does to one ticket; for batch.c, as the actor who started it. */
#pragma once

#include "ticket/link/batch.h"

enum hk_result batch_deed_check(struct ctx *cx, const struct batch *batch,
				const struct ticket *ticket, const char **ret);
/* Fills was, undo_id and version. */
enum hk_result batch_deed_do(struct ctx *cx, const struct batch *batch, struct batch_item *item);
enum hk_result batch_deed_undo(struct ctx *cx, const struct batch *batch, struct batch_item *item);
