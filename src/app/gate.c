#include "app/gate.h"

#include <pthread.h>
#include <stdlib.h>

#include "base/arena.h"
#include "base/cond.h"
#include "base/time.h"

struct mail_gate {
	int64_t room, small, used;
	pthread_mutex_t mutex;
	pthread_cond_t has_left;
};

struct mail_gate *mail_gate_new(int64_t room, int64_t small)
{
	struct mail_gate *gate = calloc(1, sizeof(*gate));

	if (!gate)
		abort();
	gate->room = room;
	gate->small = small;
	pthread_mutex_init(&gate->mutex, NULL);
	hk_cond_init(&gate->has_left);
	return gate;
}

void mail_gate_free(struct mail_gate *gate)
{
	if (!gate)
		return;
	pthread_cond_destroy(&gate->has_left);
	pthread_mutex_destroy(&gate->mutex);
	hk_free(gate);
}

static bool has_room(const struct mail_gate *gate, int64_t bytes)
{
	return gate->used == 0 || gate->used + bytes <= gate->room;
}

bool mail_gate_enter(struct mail_gate *gate, int64_t bytes, int64_t wait_ms)
{
	int64_t until = hk_clock_monotonic() + wait_ms;
	bool is_in;

	if (bytes <= gate->small)
		return true;
	pthread_mutex_lock(&gate->mutex);
	while (!has_room(gate, bytes))
		if (!hk_cond_wait(&gate->has_left, &gate->mutex, until))
			break;
	is_in = has_room(gate, bytes);
	if (is_in)
		gate->used += bytes;
	pthread_mutex_unlock(&gate->mutex);
	return is_in;
}

void mail_gate_leave(struct mail_gate *gate, int64_t bytes)
{
	if (bytes <= gate->small)
		return;
	pthread_mutex_lock(&gate->mutex);
	gate->used -= bytes;
	pthread_cond_broadcast(&gate->has_left);
	pthread_mutex_unlock(&gate->mutex);
}
