/*
 * Memory that is given back all at once, when a request or a job is over.
 * Not for two threads at once.
 */
#pragma once

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

struct hk_arena;

struct hk_arena *hk_arena_new(void);
void hk_arena_free(struct hk_arena *arena);
/* Overwrites what stood in it first: for secrets. */
void hk_arena_wipe(struct hk_arena *arena);
/* Empties the arena and keeps its first block, so that a worker need not ask again. */
void hk_arena_reset(struct hk_arena *arena);

/* Never NULL: running out of memory ends the process. Zeroed and aligned for anything. */
void *hk_alloc(struct hk_arena *arena, size_t count, size_t size);
/* The same, not zeroed: for what is written over at once. */
void *hk_room(struct hk_arena *arena, size_t bytes);
/* The copy ends in NUL, which len does not count. */
char *hk_copy(struct hk_arena *arena, const char *text, size_t len);
/* NULL stays NULL. */
char *hk_copy_text(struct hk_arena *arena, const char *text);
__attribute__((format(printf, 2, 3))) char *hk_format(struct hk_arena *arena, const char *format,
						      ...);
__attribute__((format(printf, 2, 0))) char *hk_format_list(struct hk_arena *arena,
							   const char *format, va_list list);

/* For what was taken with calloc or handed over by a library; NULL is fine. */
void hk_free(void *memory);

static inline void hk_arena_cleanup(struct hk_arena **arena)
{
	hk_arena_free(*arena);
}

#define scoped_arena __attribute__((cleanup(hk_arena_cleanup))) struct hk_arena
