/* Who is not there now, in words: beside the name in a choice, and once somebody is asked. */
#pragma once

#include "core/ctx.h"
#include "web/parts.h"

/* Names in a choice with "away until …" and the stand-in behind them; values are ids of staff. Who
 * does not work here any more stands in for nobody. Costs two statements. */
enum hk_result away_labels(struct ctx *cx, const struct part_options *names,
			   struct part_options *ret);
/* What is said of one who was asked to take a ticket: by when he can be expected to answer, and who
 * stands in for him, where he is away. */
enum hk_result asked_words(struct ctx *cx, int64_t staff_id, const char **ret);
/* The same as long as he has not answered, for the giver: he may have gone since. */
enum hk_result waiting_words(struct ctx *cx, int64_t staff_id, const char **ret);
