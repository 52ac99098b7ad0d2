/*
 * FTS5 writes what it was given to its tables whenever a savepoint begins, so that each function of
 * a group, and each statement of many rows, made it write a list of its own. The words that a
 * transaction stores are held here and given to it before the commit, all at once.
 */
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "db/sqlite.h"

struct entry {
	int64_t org_id, id;
	const char *tokens;
};

struct db_held {
	struct hk_arena *arena;
	struct entry *entries;
	size_t count, room;
	size_t marked; /* so many were there when the function began that runs now */
};

struct db_held *db_held_new(void)
{
	struct db_held *held = calloc(1, sizeof(*held));

	if (!held)
		abort();
	held->arena = hk_arena_new();
	return held;
}

void db_held_free(struct db_held *held)
{
	if (!held)
		return;
	hk_arena_free(held->arena);
	hk_free(held);
}

void db_held_clear(struct db_held *held)
{
	if (held->count == 0 && !held->entries)
		return;
	hk_arena_reset(held->arena);
	held->entries = NULL;
	held->count = held->room = held->marked = 0;
}

void db_held_mark(struct db_held *held)
{
	held->marked = held->count;
}

void db_held_undo(struct db_held *held)
{
	if (held->count > held->marked)
		held->count = held->marked;
}

void db_held_add(struct db_held *held, const struct db_call *call)
{
	enum { FIRST = 16 };
	const struct db_blob *tokens = &call->values[2].bytes;

	if (held->count == held->room) {
		size_t room = held->room ? held->room * 2 : FIRST;
		struct entry *entries = hk_alloc(held->arena, room, sizeof(*entries));

		if (held->count)
			memcpy(entries, held->entries, held->count * sizeof(*entries));
		held->entries = entries;
		held->room = room;
	}
	held->entries[held->count++] =
		(struct entry){ .org_id = call->values[0].number,
				.id = call->values[1].number,
				.tokens = hk_copy(held->arena, tokens->bytes, tokens->length) };
}

bool db_held_next(struct db_held *held, size_t at, struct db_call *ret)
{
	if (at == held->count)
		return false;

	const struct entry *entry = &held->entries[at];

	ret->values[0] = db_int(entry->org_id);
	ret->values[1] = db_int(entry->id);
	ret->values[2] = db_text(entry->tokens);
	ret->count = 3;
	return true;
}
