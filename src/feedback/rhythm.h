/*
 * rhythm: surveys that ask everybody every so many days, whatever happened. Customers come in the
 * order of their ids, a slice at a time, and each round has a number, so that a round which is
 * broken off goes on where it was and asks nobody twice.
 */
#pragma once

#include "feedback/asking.h"

enum hk_result rhythm_has_due(struct ctx *cx, bool *ret);
/* Events for the next customers of each survey whose time has come; ret_count: how many. */
enum hk_result rhythm_look(struct ctx *cx, int64_t limit, size_t *ret_count);
