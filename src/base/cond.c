#include "base/cond.h"

#include <time.h>

void hk_cond_init(pthread_cond_t *cond)
{
	pthread_condattr_t attributes;

	pthread_condattr_init(&attributes);
	pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC);
	pthread_cond_init(cond, &attributes);
	pthread_condattr_destroy(&attributes);
}

bool hk_cond_wait(pthread_cond_t *cond, pthread_mutex_t *mutex, int64_t until)
{
	struct timespec moment = { .tv_sec = until / 1000, .tv_nsec = (until % 1000) * 1000000 };

	return pthread_cond_timedwait(cond, mutex, &moment) == 0;
}
