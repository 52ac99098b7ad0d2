/*
 * The schema of the database, brought up to date by `hark init` and `hark serve`
 * after a copy of what is there. Where no copy can be made nothing is changed:
 * the way back is worth more than a quick start.
 */
#pragma once

#include "app/house.h"

/* may: change it; else it is only looked at. HK_NOT_FOUND: it is older than we are and may not be
 * changed; HK_INVALID: it is newer; HK_FAILED: no copy could be made; HK_UNAVAILABLE: the
 * database does not answer. open->problem says what to do. */
enum hk_result schema_ready(struct open_house *open, bool may);
