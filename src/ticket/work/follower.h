/* follower: who wants to hear of a ticket though it is not his: of new words, and of its ends. He
 * hears as long as he may see it, and never of his own deeds. */
#pragma once

#include "people/staff.h"
#include "ticket/ticket.h"

/* The actor follows it from now on, or no more. The same twice is no fault. */
enum hk_result follower_put(struct ctx *cx, struct ticket *ticket, bool is_following);
/* Somebody else does, because a rule or a colleague asked for it. ret_is_new: 1 when he did not
 * before. */
enum hk_result follower_add(struct ctx *cx, struct ticket *ticket, int64_t staff_id,
			    int64_t *ret_is_new);
enum hk_result follower_leave(struct ctx *cx, struct ticket *ticket, int64_t staff_id);
/* Costs nothing where nobody follows. */
enum hk_result follower_has(struct ctx *cx, const struct ticket *ticket, bool *ret);
/* Those who may still see it; who followed one that was merged into it is among them, perhaps
 * twice. */
enum hk_result follower_every(struct ctx *cx, const struct ticket *ticket, struct staff_list *ret);

/* The duty that tells them (job/tell/follow_tell.c). */
#define FOLLOW_JOB "follow.tell"
