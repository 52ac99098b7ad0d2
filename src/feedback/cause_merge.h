/*
 * cause_merge: two causes that mean the same become one. All that the one has goes over: who said
 * it and in which words, its actions and what they measured, its stopped lines, what customers were
 * told of it and who of them, and the causes that belong to it; its five whys where the other has
 * none. Whoever said both is one person, and who was told of one is not told of the other, unless
 * he said it again since. The number of the one leads to the other. It cannot be parted again.
 */
#pragma once

#include "feedback/cause.h"

struct cause_merge {
	int64_t number, version; /* of the one that goes */
	int64_t into_id;         /* the one that stays */
};

/* By whom it may be decided; the owner of the one that goes hears of it. The same again changes
 * nothing. HK_INVALID beside "into": it is none that is open, or the same one. HK_CONFLICT: it was
 * changed meanwhile, is closed, or its line is stopped. HK_DENIED. */
enum hk_result cause_merge(struct ctx *cx, const struct cause_merge *wish, struct cause *ret_into);
