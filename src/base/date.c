#include "base/date.h"

#include <string.h>

#include "base/text.h"

/* Days of a year that begins in March, so that the leap day is its last one: Howard Hinnant,
 * "chrono-Compatible Low-Level Date Algorithms", days_from_civil and civil_from_days. */
enum {
	ERA_YEARS = 400,
	ERA_DAYS = 146097,
	CENTURY_DAYS = 36524,
	FOUR_DAYS = 1460,
	YEAR_DAYS = 365,
	MARCH_1970 = 719468, /* days from 0000-03-01 to 1970-01-01 */
	FIRST_YEAR = 1970,
	LAST_YEAR = 2199,
	TEXT = 10
};

int64_t hk_day_of(int64_t year, int64_t month, int64_t day)
{
	int64_t y = year - (month <= 2), era = y / ERA_YEARS, of_era = y % ERA_YEARS;
	int64_t of_year = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;

	return era * ERA_DAYS + of_era * YEAR_DAYS + of_era / 4 - of_era / 100 + of_year -
	       MARCH_1970;
}

struct hk_date hk_date_of(int64_t day)
{
	int64_t at = day + MARCH_1970, era = at / ERA_DAYS, of_era = at % ERA_DAYS;
	int64_t year =
		(of_era - of_era / FOUR_DAYS + of_era / CENTURY_DAYS - of_era / (ERA_DAYS - 1)) /
		YEAR_DAYS;
	int64_t of_year = of_era - (YEAR_DAYS * year + year / 4 - year / 100);
	int64_t shifted = (5 * of_year + 2) / 153;
	int64_t month = shifted < 10 ? shifted + 3 : shifted - 9;

	return (struct hk_date){ (int)(year + era * ERA_YEARS + (month <= 2)), (int)month,
				 (int)(of_year - (153 * shifted + 2) / 5 + 1) };
}

char *hk_day_write(struct hk_arena *arena, int64_t day)
{
	const struct hk_date date = hk_date_of(day);

	return hk_format(arena, "%04d-%02d-%02d", date.year, date.month, date.day);
}

bool hk_day_read(const char *text, int64_t *ret)
{
	static const char shape[] = "0000-00-00";
	int64_t parts[3] = { 0, 0, 0 };
	scoped_arena *arena = hk_arena_new();
	size_t part = 0;

	if (strlen(text) != TEXT)
		return false;
	for (size_t i = 0; i < TEXT; i++) {
		if (shape[i] == '-' ? text[i] != '-' : text[i] < '0' || text[i] > '9')
			return false;
		if (shape[i] == '-')
			part++;
		else
			parts[part] = parts[part] * 10 + (text[i] - '0');
	}
	if (parts[0] < FIRST_YEAR || parts[0] > LAST_YEAR || parts[1] < 1 || parts[1] > 12)
		return false;

	int64_t day = hk_day_of(parts[0], parts[1], parts[2]);

	/* The 31st of February would be another day when it is written again. */
	if (strcmp(hk_day_write(arena, day), text) != 0)
		return false;
	*ret = day;
	return true;
}
