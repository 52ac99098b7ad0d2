/*
 * The text of a topic's latest events. It begins small and grows to RING_MOST
 * as events come; then the oldest go. A place in it is the number of bytes ever
 * written before, so it stays right while the ring grows and turns.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { RING_MOST = 64 * 1024, RING_MARKS = 256 };

struct ring_mark {
	int64_t id;
	uint64_t start;
};

struct ring {
	uint64_t written; /* bytes ever */
	unsigned marked;  /* events ever */
	size_t size;      /* of text */
	struct ring_mark marks[RING_MARKS];
	char text[];
};

struct ring *ring_new(void); /* hk_free() gives it back */
/* Adds an event of at most RING_MOST bytes; returns the ring, which may have moved. */
struct ring *ring_put(struct ring *ring, int64_t id, const char *text, size_t length);
/* Where the first event after seen begins, or the end. false: that one is gone. */
bool ring_find(const struct ring *ring, int64_t seen, uint64_t *ret_place);
/* The bytes at that place which lie together; 0 at the end. */
size_t ring_peek(const struct ring *ring, uint64_t place, const char **ret);
