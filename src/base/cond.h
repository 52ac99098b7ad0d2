/* cond: a condition that is waited for until a moment of hk_clock_monotonic(), so that a clock that
 * is put right makes nobody wait longer. */
#pragma once

#include <pthread.h>
#include <stdbool.h>
#include <stdint.h>

void hk_cond_init(pthread_cond_t *cond);
/* False: the moment came first. */
bool hk_cond_wait(pthread_cond_t *cond, pthread_mutex_t *mutex, int64_t until);
