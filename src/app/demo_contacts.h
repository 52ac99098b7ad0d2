/* Eight weeks of contacts for the demonstration, so that the control centre has a day to show and
 * one to foretell: two peaks a day, busy Mondays, quiet weekends. */
#pragma once

#include "core/ctx.h"

/* In a transaction of its own. Nothing happens when contacts were counted already. */
enum hk_result demo_contacts_load(struct ctx *cx, int64_t seed);
