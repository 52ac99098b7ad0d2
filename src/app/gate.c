#include "app/gate.h"

#include <pthread.h>
#include <stdlib.h>
#include <time.h>

#include "base/arena.h"

struct mail_gate {
	int64_t room, small, used;
	pthread_mutex_t mutex;
	pthread_cond_t has_left;
};

struct mail_gate *mail_gate_new(int64_t room, int64_t small)
{
	struct mail_gate *gate = calloc(1, sizeof(*gate));
	pthread_condattr_t attributes;

	if (!gate)
		abort();
	gate->room = room;
	gate->small = small;
	pthread_condattr_init(&attributes);
	pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC);
	pthread_mutex_init(&gate->mutex, NULL);
	pthread_cond_init(&gate->has_left, &attributes);
	pthread_condattr_destroy(&attributes);
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
	struct timespec until;
	bool is_in;

	if (bytes <= gate->small)
		return true;
	clock_gettime(CLOCK_MONOTONIC, &until);
	until.tv_sec += wait_ms / 1000;
	pthread_mutex_lock(&gate->mutex);
	while (!has_room(gate, bytes))
		if (pthread_cond_timedwait(&gate->has_left, &gate->mutex, &until) != 0)
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
