#include "base/log.h"

#include <stdarg.h>
#include <stdio.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/time.h"

enum { LINE_MAX_BYTES = 1024 };

/* The one exception to "no globals": a level that is set before threads start. */
static enum hk_log_level least_level = HK_LOG_INFO;

void hk_log_start(enum hk_log_level least)
{
	least_level = least;
}

void hk_log(enum hk_log_level level, const char *event, const char *format, ...)
{
	static const char *const names[] = { "debug", "info", "warning", "error" };
	char line[LINE_MAX_BYTES];
	va_list list;

	if (level < least_level)
		return;

	scoped_arena *arena = hk_arena_new();
	int length = snprintf(line, sizeof(line), "level=%s at=%s event=%s ", names[level],
			      hk_time_iso(arena, hk_clock_now()), event);

	va_start(list, format);
	length += vsnprintf(line + length, sizeof(line) - (size_t)length, format, list);
	va_end(list);
	if (length >= (int)sizeof(line) - 1)
		length = (int)sizeof(line) - 2;
	for (int i = 0; i < length; i++)
		if (line[i] == '\n' || line[i] == '\r')
			line[i] = ' ';
	line[length++] = '\n';
	/* One write, so that lines of two threads never mix. */
	if (write(STDERR_FILENO, line, (size_t)length) < 0)
		return;
}
