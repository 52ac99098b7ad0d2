/*
 * PostgreSQL's own programs, which know best how to write and read a whole
 * database. The password goes to them by their environment, which only this
 * user can read; the words of a command line stand in everybody's list of
 * processes. Their complaints go to standard error.
 */
#pragma once

#include "base/arena.h"
#include "base/result.h"

/* A consistent copy of a running database as one file, which must not be there yet.
 * HK_NOT_FOUND: pg_dump is not installed; HK_UNAVAILABLE: it did not come to a good end, and
 * nothing is left. */
enum hk_result pg_tool_dump(struct hk_arena *arena, const char *url, const char *path);
/* Into a database that is empty or may be overwritten. Results as above. */
enum hk_result pg_tool_restore(struct hk_arena *arena, const char *url, const char *path);
