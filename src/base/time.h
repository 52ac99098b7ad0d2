/*
 * Time is milliseconds since 1970 in UTC. Only app/ and web/server.c may ask
 * what time it is; everybody else is told by his context.
 */
#pragma once

#include <stdint.h>

#include "base/arena.h"

#define HK_SECOND ((int64_t)1000)
#define HK_MINUTE (60 * HK_SECOND)
#define HK_HOUR   (60 * HK_MINUTE)
#define HK_DAY    (24 * HK_HOUR)

int64_t hk_clock_now(void);       /* the wall clock */
int64_t hk_clock_monotonic(void); /* for deadlines: never jumps */
int64_t hk_clock_monotonic_us(void);
/* CPU time of this process in microseconds, for measurements. */
int64_t hk_clock_cpu_us(void);
void hk_pause_ms(int64_t ms);

/* How long to wait before the next try (exponential backoff): first_ms before any has failed, twice
 * as long after each that did, and never longer than most_ms. */
int64_t hk_backoff_ms(int64_t first_ms, int64_t most_ms, int64_t failures);

/* "2026-11-22T10:14:05.000Z" (RFC 3339). */
char *hk_time_iso(struct hk_arena *arena, int64_t when);
/* "Sun, 22 Nov 2026 10:14:05 +0000" (RFC 5322 section 3.3). */
char *hk_time_rfc5322(struct hk_arena *arena, int64_t when);
