/* Causes for the demonstration: what its tickets and answers have in common, what is done about it,
 * one that was prevented and told of, and one where nobody can say so. */
#pragma once

#include "core/ctx.h"

/* Opens its own transactions. Nothing happens when there are causes. */
enum hk_result demo_causes_load(struct ctx *cx);
