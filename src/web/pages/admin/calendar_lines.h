/*
 * Special days as a person writes them, one a line: "2026-12-25 Christmas"; with hours where it is
 * not closed: "2026-12-24 09:00-12:00 Christmas Eve"; with "?" behind the date where that is to be
 * confirmed.
 */
#pragma once

#include "parse/days.h"
#include "standard/calendar.h"

const char *calendar_lines_write(struct ctx *cx, const struct calendar_days *days);
/* HK_INVALID beside the field: which line cannot be read. */
enum hk_result calendar_lines_read(struct ctx *cx, const char *field, const char *text,
				   struct calendar_days *ret);
/* Both by their date; where both have one, that of the second. */
struct calendar_days calendar_days_merged(struct ctx *cx, const struct calendar_days *old,
					  const struct calendar_days *new);

/* What a file gave, and each event of it that gave nothing, with a sentence why. */
struct calendar_file {
	struct calendar_days days;

	struct calendar_lefts {
		struct calendar_left {
			const char *name, *why;
		} * items;

		size_t count;
	} left;
};

/* From last month to the end of the year after next. */
struct calendar_file calendar_days_of_file(struct ctx *cx, const struct parse_days *file);
