/*
 * Structured lines to standard error, one event a line in logfmt:
 *   level=info at=2026-11-22T10:14:05.000Z event=mail.kept ticket=17
 * Ids and counts only: no names, addresses, subjects or texts of people.
 */
#pragma once

#include <stdint.h>

enum hk_log_level { HK_LOG_DEBUG, HK_LOG_INFO, HK_LOG_WARNING, HK_LOG_ERROR };

/* Set once at start, before threads. */
void hk_log_start(enum hk_log_level least);

/* format makes "key=value key=value"; event is a constant such as "mail.kept". */
__attribute__((format(printf, 3, 4))) void hk_log(enum hk_log_level level, const char *event,
						  const char *format, ...);
