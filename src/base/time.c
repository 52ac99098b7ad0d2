#include "base/time.h"

#include <time.h>

#include "base/date.h"
#include "base/result.h"

static int64_t read_clock(clockid_t clock, int64_t per_second)
{
	struct timespec now;

	clock_gettime(clock, &now);
	return (int64_t)now.tv_sec * per_second + now.tv_nsec / (1000000000 / per_second);
}

int64_t hk_clock_now(void)
{
	return read_clock(CLOCK_REALTIME, 1000);
}

int64_t hk_clock_monotonic(void)
{
	return read_clock(CLOCK_MONOTONIC, 1000);
}

int64_t hk_clock_monotonic_us(void)
{
	return read_clock(CLOCK_MONOTONIC, 1000000);
}

int64_t hk_clock_cpu_us(void)
{
	return read_clock(CLOCK_PROCESS_CPUTIME_ID, 1000000);
}

void hk_pause_ms(int64_t ms)
{
	struct timespec pause = { .tv_sec = ms / 1000, .tv_nsec = (ms % 1000) * 1000000 };

	nanosleep(&pause, NULL);
}

static struct tm parts_of(int64_t when, int *ret_ms)
{
	time_t seconds = (time_t)(when / HK_SECOND);
	struct tm parts;

	*ret_ms = (int)(when % HK_SECOND);
	if (*ret_ms < 0) {
		*ret_ms += HK_SECOND;
		seconds--;
	}
	gmtime_r(&seconds, &parts);
	return parts;
}

static char *put_digits(char *at, int number, int count)
{
	for (int i = count - 1; i >= 0; i--) {
		at[i] = (char)('0' + number % 10);
		number /= 10;
	}
	return at + count;
}

/* Each page has dozens of them, and printf would take a tenth of its time. */
int64_t hk_backoff_ms(int64_t first_ms, int64_t most_ms, int64_t failures)
{
	int64_t pause = first_ms;

	for (int64_t i = 0; i < failures && pause < most_ms; i++)
		pause = pause <= most_ms / 2 ? 2 * pause : most_ms;
	return pause < most_ms ? pause : most_ms;
}

char *hk_time_iso(struct hk_arena *arena, int64_t when)
{
	enum { LENGTH = sizeof("2026-11-22T10:14:05.000Z") - 1 };

	/* gmtime_r() takes a lock of the whole process. */
	int64_t left = when % HK_DAY + (when % HK_DAY < 0 ? HK_DAY : 0);
	const struct hk_date date = hk_date_of(when / HK_DAY - (when % HK_DAY < 0));
	const int numbers[] = { date.year,
				date.month,
				date.day,
				(int)(left / HK_HOUR),
				(int)(left % HK_HOUR / HK_MINUTE),
				(int)(left % HK_MINUTE / HK_SECOND) };
	static const char behind[] = "--T::.";
	char *text = hk_room(arena, LENGTH + 1), *at = text;

	for (size_t i = 0; i < HK_COUNT(numbers); i++) {
		at = put_digits(at, numbers[i], i == 0 ? 4 : 2);
		*at++ = behind[i];
	}
	at = put_digits(at, (int)(left % HK_SECOND), 3);
	at[0] = 'Z';
	at[1] = '\0';
	return text;
}

char *hk_time_rfc5322(struct hk_arena *arena, int64_t when)
{
	static const char days[][4] = { "Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat" };
	static const char months[][4] = { "Jan", "Feb", "Mar", "Apr", "May", "Jun",
					  "Jul", "Aug", "Sep", "Oct", "Nov", "Dec" };
	int ms;
	struct tm parts = parts_of(when, &ms);

	return hk_format(arena, "%s, %d %s %d %02d:%02d:%02d +0000", days[parts.tm_wday],
			 parts.tm_mday, months[parts.tm_mon], parts.tm_year + 1900, parts.tm_hour,
			 parts.tm_min, parts.tm_sec);
}
