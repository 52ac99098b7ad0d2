#include "core/id.h"

#include <stdatomic.h>
#include <stdlib.h>

#include "base/arena.h"
#include "base/secret.h"
#include "base/time.h"

enum { NODE_BITS = 10, COUNTER_BITS = 11 };

static const int64_t epoch = 1577836800000; /* 2020-01-01 */

struct id_source {
	int64_t node;
	_Atomic int64_t last; /* time and counter without the node between them */
};

struct id_source *id_source_new(int64_t node)
{
	struct id_source *source = calloc(1, sizeof(*source));

	if (!source)
		abort();
	source->node = node;
	return source;
}

void id_source_free(struct id_source *source)
{
	hk_free(source);
}

int64_t id_next(struct id_source *source, int64_t now)
{
	int64_t fresh = (now - epoch) << COUNTER_BITS;
	int64_t last = atomic_load(&source->last), next;

	do
		next = fresh > last ? fresh : last + 1;
	while (!atomic_compare_exchange_weak(&source->last, &last, next));

	int64_t time = next >> COUNTER_BITS, counter = next & ((1 << COUNTER_BITS) - 1);

	return time << (NODE_BITS + COUNTER_BITS) | source->node << COUNTER_BITS | counter;
}

int64_t id_next_after(struct id_source *source, int64_t now, int64_t floor)
{
	int64_t id = id_next(source, now);

	if (id > floor)
		return id;
	return id_next(source, (floor >> (NODE_BITS + COUNTER_BITS)) + 1 + epoch);
}

/* Ids begin with 2020. What is older shares the first month of it, in which nobody made any: every
 * second of half a century has a millisecond of its own there, and the order stays. */
static const int64_t month = 31 * HK_DAY;

int64_t id_past(int64_t at)
{
	int64_t end = epoch + month, time;

	if (at < 0)
		at = 0;
	time = at >= end ? at - epoch : (int64_t)((double)at / (double)end * (double)month);
	return time << (NODE_BITS + COUNTER_BITS) |
	       (int64_t)hk_random_below(1U << (NODE_BITS + COUNTER_BITS));
}

int64_t id_floor(int64_t at)
{
	return at <= epoch ? 0 : (at - epoch) << (NODE_BITS + COUNTER_BITS);
}

int64_t id_time(int64_t id)
{
	return (id >> (NODE_BITS + COUNTER_BITS)) + epoch;
}
