/* Two years of answers for the demonstration, so that charts have something to show: what people
 * said after an order, and what they pressed in the shop. Eight months ago deliveries became
 * better, and four months ago there was a bad month in the shop. */
#pragma once

#include "core/ctx.h"

/* Smaller demonstrations have no past: they are for looking at a few tickets, and load at once. */
enum { DEMO_HISTORY_TICKETS = 64 };

/* Opens its own transactions; after demo_surveys_load(). Nothing happens when it was there. */
enum hk_result demo_history_load(struct ctx *cx, int64_t seed);

/* What was said in confidence appears week by week, as it would have, and not all of it on the day
 * on which the demonstration is made. After all that anybody says in it. */
enum hk_result demo_history_publish(struct ctx *cx);
