/*
 * publish: what was said in confidence or anonymously waits until its week is over and at least as
 * many wait with it as the survey asks for (its least); a week with fewer waits for the next. Only
 * those count of whom nobody sees by name what they said (response.is_hidden): the others can be
 * taken from any figure by whoever saw them, so they come along and hide nobody. Then
 * all of them appear together, under the Monday of their last week, so that whoever looks before
 * and after, or at two periods, sees so many at once and never one.
 *
 * Of a batch each choice of team, channel and language that fewer such share is told more coarsely:
 * without its language, then without its channel, then without its team. So every figure of any
 * filter is a sum of groups of at least so many, and so is what is left of another without it.
 *
 * An earlier version counted those who are seen by name too, and published with too few. What it
 * published so (response.is_spent 2, said once by the migration) is taken back first: it waits
 * again, and comes along with the next batch, but hides nobody in it, since whoever remembers the
 * old figures takes it away.
 *
 * Anonymous rows, and those of the wall, are written anew in the order of their random ids: the
 * place of a row on the disk tells no more when it came than its week does.
 */
#pragma once

#include "core/ctx.h"

enum { PUBLISH_SLICE = 200 };

/* Needs a reading cx->db. */
enum hk_result publish_has_due(struct ctx *cx, bool *ret);
/* One batch, or of a large one at most PUBLISH_SLICE more than the least of its survey, and those
 * who are seen by name among them; or some that are taken back. ret_count 0: nothing is due. */
enum hk_result publish_due(struct ctx *cx, size_t *ret_count);
