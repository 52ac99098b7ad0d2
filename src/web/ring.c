#include "web/ring.h"

#include <string.h>

#include "web/inside.h"

enum { RING_FIRST = 4096 };

static struct ring *ring_of_size(size_t size)
{
	struct ring *ring = http_new(sizeof(*ring) + size);

	ring->size = size;
	return ring;
}

struct ring *ring_new(void)
{
	return ring_of_size(RING_FIRST);
}

static void ring_write(struct ring *ring, const char *text, size_t length)
{
	while (length > 0) {
		size_t at = (size_t)(ring->written % ring->size);
		size_t part = length < ring->size - at ? length : ring->size - at;

		memcpy(ring->text + at, text, part);
		ring->written += part;
		text += part;
		length -= part;
	}
}

size_t ring_peek(const struct ring *ring, uint64_t place, const char **ret)
{
	size_t at = (size_t)(place % ring->size), left = (size_t)(ring->written - place);

	*ret = ring->text + at;
	return left < ring->size - at ? left : ring->size - at;
}

/* Every byte keeps its number, so that readers' places stay right. */
static struct ring *ring_grow(struct ring *ring, size_t size)
{
	struct ring *larger = ring_of_size(size);
	const char *text;

	memcpy(larger->marks, ring->marks, sizeof(ring->marks));
	larger->marked = ring->marked;
	larger->written = ring->written > ring->size ? ring->written - ring->size : 0;
	while (larger->written < ring->written) {
		size_t length = ring_peek(ring, larger->written, &text);

		ring_write(larger, text, length);
	}
	hk_free(ring);
	return larger;
}

struct ring *ring_put(struct ring *ring, int64_t id, const char *text, size_t length)
{
	size_t size = ring->size;

	while (size < RING_MOST && ring->written + length > size)
		size *= 2;
	if (size != ring->size)
		ring = ring_grow(ring, size);
	ring->marks[ring->marked++ % RING_MARKS] = (struct ring_mark){ id, ring->written };
	ring_write(ring, text, length);
	return ring;
}

bool ring_find(const struct ring *ring, int64_t seen, uint64_t *ret_place)
{
	bool has_all = ring->marked <= RING_MARKS;
	unsigned oldest = has_all ? 0 : ring->marked - RING_MARKS;

	for (unsigned i = oldest; i < ring->marked; i++) {
		const struct ring_mark *mark = &ring->marks[i % RING_MARKS];

		if (mark->id <= seen)
			continue;
		/* The one before the oldest mark may have been a later one too. */
		if ((i == oldest && !has_all) || ring->written - mark->start > ring->size)
			return false;
		*ret_place = mark->start;
		return true;
	}
	*ret_place = ring->written;
	return true;
}
