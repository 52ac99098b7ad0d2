/*
 * Ids: 63 bits that rise with time, made without asking anybody: 42 bits of
 * milliseconds since 2020, 10 bits of the node, 11 bits of a counter. When the
 * counter is full, the generator runs ahead of the clock rather than waiting.
 */
#pragma once

#include <stdint.h>

struct id_source;

enum { ID_NODES = 1024 };

struct id_source *id_source_new(int64_t node); /* 0 .. ID_NODES - 1, held by a lease */
void id_source_free(struct id_source *source);
/* For many threads. */
int64_t id_next(struct id_source *source, int64_t now);
/* The same, and greater than floor, which another node may have made by a clock ahead of ours. */
int64_t id_next_after(struct id_source *source, int64_t now, int64_t floor);
/*
 * One for what happened at that time (ms UTC since 1970), long before it came here: it sorts by it,
 * among others too. Nobody else may have it only as far as chance goes: look whether it is free.
 */
int64_t id_past(int64_t at);
/* The least that anything of that time (ms UTC since 1970) or later has. */
int64_t id_floor(int64_t at);
/* When it was made, or what time it stands for: ms UTC since 1970. */
int64_t id_time(int64_t id);
