#include "core/zone.h"

#include <stdlib.h>
#include <unicode/ucal.h>
#include <unicode/ustring.h>

#include "core/i18n.h"

enum { ZONE_LETTERS = 64, FIRST_ROOM = 32 };

static UCalendar *calendar_open(const char *timezone)
{
	UErrorCode error = U_ZERO_ERROR;
	UChar name[ZONE_LETTERS];
	UCalendar *calendar;

	u_uastrcpy(name, i18n_timezone_exists(timezone) ? timezone : "UTC");
	calendar = ucal_open(name, -1, "en", UCAL_GREGORIAN, &error);
	/* Only a broken installation of ICU's data comes here. */
	if (U_FAILURE(error) || !calendar)
		abort();
	return calendar;
}

static int64_t offset_at(UCalendar *calendar, int64_t at)
{
	UErrorCode error = U_ZERO_ERROR;

	ucal_setMillis(calendar, (UDate)at, &error);
	return ucal_get(calendar, UCAL_ZONE_OFFSET, &error) +
	       ucal_get(calendar, UCAL_DST_OFFSET, &error);
}

/* Rows of the database that change only a name are no shift. */
static bool shift_after(UCalendar *calendar, const struct zone_shift *last, int64_t until,
			struct zone_shift *ret)
{
	UErrorCode error = U_ZERO_ERROR;
	struct zone_shift next = *last;
	UDate at;

	while (next.offset == last->offset) {
		ucal_setMillis(calendar, (UDate)next.at, &error);
		if (!ucal_getTimeZoneTransitionDate(calendar, UCAL_TZ_TRANSITION_NEXT, &at,
						    &error) ||
		    U_FAILURE(error) || (int64_t)at >= until)
			return false;
		next.at = (int64_t)at;
		next.offset = offset_at(calendar, next.at);
	}
	*ret = next;
	return true;
}

struct zone_shifts zone_shifts_between(struct hk_arena *arena, const char *timezone, int64_t from,
				       int64_t until)
{
	UCalendar *calendar = calendar_open(timezone);
	struct zone_shift *items = hk_alloc(arena, FIRST_ROOM, sizeof(*items));
	size_t count = 1, room = FIRST_ROOM;

	items[0] = (struct zone_shift){ from, offset_at(calendar, from) };
	while (shift_after(calendar, &items[count - 1], until, &items[count])) {
		if (++count < room)
			continue;

		struct zone_shift *more = hk_alloc(arena, room * 2, sizeof(*more));

		for (size_t i = 0; i < count; i++)
			more[i] = items[i];
		items = more;
		room *= 2;
	}
	ucal_close(calendar);
	return (struct zone_shifts){ items, count };
}
