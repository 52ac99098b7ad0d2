#include "insight/board/book.h"

#include <stdlib.h>
#include <string.h>

#include "base/arena.h"

enum { FIRST_ROOM = 1024 };

/* Places of lines by id, with open addressing: 0 is empty, else the place plus one. */
struct book {
	struct book_line *lines;
	uint32_t *slots;
	size_t count, room; /* twice as many slots as room for lines */
};

static void *fresh(size_t count, size_t size)
{
	void *memory = calloc(count, size);

	if (!memory)
		abort();
	return memory;
}

/* Ids rise with time, so their low bits alone would crowd (a multiplier of Knuth, TAOCP 6.4). */
static size_t slot_of(const struct book *book, int64_t id)
{
	return (size_t)(((uint64_t)id * UINT64_C(0x9E3779B97F4A7C15)) >> 20) % (2 * book->room);
}

/* The slot of that ticket, or the empty one where it would go. */
static size_t slot_find(const struct book *book, int64_t id)
{
	size_t slot = slot_of(book, id);

	while (book->slots[slot] && book->lines[book->slots[slot] - 1].id != id)
		slot = (slot + 1) % (2 * book->room);
	return slot;
}

struct book *book_new(void)
{
	struct book *book = fresh(1, sizeof(*book));

	book->room = FIRST_ROOM;
	book->lines = fresh(book->room, sizeof(*book->lines));
	book->slots = fresh(2 * book->room, sizeof(*book->slots));
	return book;
}

void book_free(struct book *book)
{
	if (!book)
		return;
	hk_free(book->lines);
	hk_free(book->slots);
	hk_free(book);
}

static void grow(struct book *book)
{
	struct book_line *lines = fresh(2 * book->room, sizeof(*lines));

	memcpy(lines, book->lines, book->count * sizeof(*lines));
	hk_free(book->lines);
	hk_free(book->slots);
	book->lines = lines;
	book->room *= 2;
	book->slots = fresh(2 * book->room, sizeof(*book->slots));
	for (size_t i = 0; i < book->count; i++)
		book->slots[slot_find(book, lines[i].id)] = (uint32_t)i + 1;
}

void book_put(struct book *book, const struct book_line *line)
{
	if (book->count == book->room)
		grow(book);

	size_t slot = slot_find(book, line->id);

	if (!book->slots[slot])
		book->slots[slot] = (uint32_t)++book->count;
	book->lines[book->slots[slot] - 1] = *line;
}

/* Empties a slot so that whoever stands behind it is still found (TAOCP 6.4, algorithm R). */
static void slot_empty(struct book *book, size_t slot)
{
	size_t slots = 2 * book->room, next = slot;

	for (;;) {
		book->slots[slot] = 0;
		for (;;) {
			next = (next + 1) % slots;
			if (!book->slots[next])
				return;

			size_t home = slot_of(book, book->lines[book->slots[next] - 1].id);

			if ((next + slots - home) % slots >= (next + slots - slot) % slots)
				break;
		}
		book->slots[slot] = book->slots[next];
		slot = next;
	}
}

void book_remove(struct book *book, int64_t id)
{
	size_t slot = slot_find(book, id), place = book->slots[slot];

	if (!place)
		return;
	slot_empty(book, slot);
	if (place < book->count) {
		const struct book_line *last = &book->lines[book->count - 1];
		book->slots[slot_find(book, last->id)] = (uint32_t)place;
		book->lines[place - 1] = *last;
	}
	book->count--;
}

size_t book_count(const struct book *book)
{
	return book->count;
}

const struct book_line *book_lines(const struct book *book)
{
	return book->lines;
}
