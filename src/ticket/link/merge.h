/*
 * merge: two tickets of one matter become one. Messages go over with their
 * times, the earlier promise holds, the owner of the other stays; the number that
 * is no more leads to the other. Until something else happens to one of the two
 * it can be undone.
 */
#pragma once

#include "ticket/link/passage.h"

struct merge {
	const struct ticket *from, *into;
	bool is_sure; /* they are of two customers, and whoever does it was warned */
};

/* Whether they are of one customer. Of two, what the one wrote is not shown to the other, and
 * answers go to the customer of the ticket that stays. */
bool merge_is_plain(const struct ticket *from, const struct ticket *into);
/* HK_INVALID beside "into", or "sure" when a warning was not confirmed; HK_CONFLICT while a reply
 * is about to leave. ret_into: as it is now; ret_passage_id: what merge_undo() takes back. */
enum hk_result merge(struct ctx *cx, const struct merge *wish, struct ticket *ret_into,
		     int64_t *ret_passage_id);
/* ret_from: the one that stands for itself again. found: where the actor found the line.
 * HK_NOT_FOUND: it is no merge into that ticket; HK_CONFLICT: something happened since. */
enum hk_result merge_undo(struct ctx *cx, const struct ticket *found, int64_t passage_id,
			  struct ticket *ret_from);
