/* scan: which tables the text of a statement takes rows from. */
#pragma once

#include <stddef.h>

/*
 * The next name behind FROM, JOIN or UPDATE from here on, literals and comments passed over; NULL:
 * there is none. Mostly a table; it may be a WITH, a function, or the SELECT in brackets. Tables
 * behind a comma are not seen, which the fence refuses (sqlite_fence.c).
 */
const char *db_scan_table(const char *at, size_t *ret_length);
