#include "base/arena.h"

#include <stdalign.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { BLOCK_BYTES = 16 * 1024, ALIGN = alignof(max_align_t) };

struct block {
	struct block *next;
	size_t used, room;
	alignas(max_align_t) unsigned char bytes[];
};

struct hk_arena {
	struct block *blocks; /* the newest first; only it is filled further */
};

static struct block *block_new(size_t room)
{
	struct block *block = malloc(sizeof(*block) + room);

	if (!block)
		abort();
	block->next = NULL;
	block->used = 0;
	block->room = room;
	return block;
}

struct hk_arena *hk_arena_new(void)
{
	struct hk_arena *arena = malloc(sizeof(*arena));

	if (!arena)
		abort();
	arena->blocks = block_new(BLOCK_BYTES);
	return arena;
}

void hk_arena_reset(struct hk_arena *arena)
{
	struct block *block = arena->blocks;

	while (block->next) {
		struct block *next = block->next;
		free(block);
		block = next;
	}
	block->used = 0;
	arena->blocks = block;
}

void hk_arena_free(struct hk_arena *arena)
{
	if (!arena)
		return;
	hk_arena_reset(arena);
	free(arena->blocks);
	free(arena);
}

void hk_arena_wipe(struct hk_arena *arena)
{
	struct block *block = arena->blocks;

	/* All of it: a text that did not fit was begun behind what is used. */
	do {
		explicit_bzero(block->bytes, block->room);
		block = block->next;
	} while (block);
	hk_arena_free(arena);
}

static unsigned char *place_take(struct hk_arena *arena, size_t bytes)
{
	size_t need = (bytes + ALIGN - 1) / ALIGN * ALIGN;
	struct block *block = arena->blocks;

	if (block->room - block->used < need) {
		block = block_new(need > BLOCK_BYTES ? need : BLOCK_BYTES);
		block->next = arena->blocks;
		arena->blocks = block;
	}

	unsigned char *place = block->bytes + block->used;

	block->used += need;
	return place;
}

void *hk_alloc(struct hk_arena *arena, size_t count, size_t size)
{
	if (size && count > (SIZE_MAX / 4) / size)
		abort();
	return memset(place_take(arena, count * size), 0, count * size);
}

void *hk_room(struct hk_arena *arena, size_t bytes)
{
	if (bytes >= SIZE_MAX / 4)
		abort();
	return place_take(arena, bytes);
}

char *hk_copy(struct hk_arena *arena, const char *text, size_t len)
{
	if (len >= SIZE_MAX / 4)
		abort();

	char *copy = (char *)place_take(arena, len + 1);

	if (len)
		memcpy(copy, text, len);
	copy[len] = '\0';
	return copy;
}

char *hk_copy_text(struct hk_arena *arena, const char *text)
{
	return text ? hk_copy(arena, text, strlen(text)) : NULL;
}

/* The number's digits, written backwards from end; where they begin. */
static char *digits_before(char *end, long number)
{
	unsigned long left = number < 0 ? 0 - (unsigned long)number : (unsigned long)number;

	do {
		*--end = (char)('0' + left % 10);
		left /= 10;
	} while (left);
	if (number < 0)
		*--end = '-';
	return end;
}

/* Most texts are made of words (%s) and whole numbers (%d, %ld), for which printf works five times
 * as long. The length; -1 where something else stands there, or the room does not hold it. */
static int put_plain(char *to, size_t room, const char *format, va_list *list)
{
	char digits[24], *end = digits + sizeof(digits), *at = to;

	while (*format) {
		const char *part = format;
		size_t length = strcspn(format, "%");

		format += length;
		if (length == 0 && format[1] == 's') {
			part = va_arg(*list, const char *);
			format += 2;
			if (!part)
				return -1;
			length = strlen(part);
		} else if (length == 0 && (format[1] == 'd' || strncmp(format, "%ld", 3) == 0)) {
			part = digits_before(end, format[1] == 'd' ? va_arg(*list, int)
								   : va_arg(*list, long));
			format += format[1] == 'd' ? 2 : 3;
			length = (size_t)(end - part);
		} else if (length == 0) {
			return -1;
		}
		if (length >= room - (size_t)(at - to))
			return -1;
		memcpy(at, part, length);
		at += length;
	}
	if (room == 0)
		return -1;
	*at = '\0';
	return (int)(at - to);
}

/* Mostly it fits into what the block has left, so that it is written once and not measured first.
 */
char *hk_format_list(struct hk_arena *arena, const char *format, va_list list)
{
	struct block *block = arena->blocks;
	size_t room = block->room - block->used;
	va_list again;

	va_copy(again, list);

	int len = put_plain((char *)block->bytes + block->used, room, format, &again);

	va_end(again);
	if (len < 0) {
		va_copy(again, list);
		len = vsnprintf((char *)block->bytes + block->used, room, format, again);
		va_end(again);
	}
	if (len < 0)
		abort();

	char *text = (char *)place_take(arena, (size_t)len + 1);

	if ((size_t)len >= room)
		vsnprintf(text, (size_t)len + 1, format, list);
	return text;
}

char *hk_format(struct hk_arena *arena, const char *format, ...)
{
	va_list list;

	va_start(list, format);

	char *text = hk_format_list(arena, format, list);

	va_end(list);
	return text;
}

void hk_free(void *memory)
{
	free(memory);
}
