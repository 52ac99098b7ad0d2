
#include "standard/calendar.h"

enum { KEPT_MOST = 16 };

struct kept {
	int64_t org_id, id, version;
	const struct business *business;
};

/* Of one thread: it lives in the kit's arena, and is emptied with it. */
struct shelf {
	struct kept kept[KEPT_MOST];
	size_t count;
};

static const struct business *shelf_find(const struct shelf *shelf, int64_t org_id,
					 const struct calendar *calendar)
{
	for (size_t i = 0; i < shelf->count; i++) {
		const struct kept *kept = &shelf->kept[i];
		if (kept->org_id == org_id && kept->id == calendar->id &&
		    kept->version == calendar->version)
			return kept->business;
	}
	return NULL;
}

/* A full shelf is emptied, which takes the memory of what is out of date too. */
static struct shelf *shelf_with_room(struct kit *kit)
{
	struct shelf *shelf = kit->kept;

	if (!kit->kept_arena)
		kit->kept_arena = hk_arena_new();
	if (!shelf || shelf->count == KEPT_MOST) {
		hk_arena_reset(kit->kept_arena);
		shelf = hk_alloc(kit->kept_arena, 1, sizeof(*shelf));
		kit->kept = shelf;
	}
	return shelf;
}

static enum hk_result rules_find(struct ctx *cx, struct calendar *calendar,
				 struct business_rules *ret)
{
	struct business_exception *exceptions;
	struct calendar_days days;

	HK_TRY(calendar_days_find(cx, calendar->id, &days));
	exceptions = hk_alloc(cx->arena, days.count, sizeof(*exceptions));
	*ret = (struct business_rules){ .timezone = calendar->timezone,
					.exceptions = exceptions,
					.exception_count = days.count };
	/* What is stored was read before; hours that cannot be read are none. */
	for (size_t i = 0; i < BUSINESS_WEEK; i++)
		(void)hours_read(*calendar_hours(calendar, i), &ret->week[i]);
	for (size_t i = 0; i < days.count; i++) {
		exceptions[i].day = days.items[i].day;
		(void)hours_read(days.items[i].hours, &exceptions[i].hours);
	}
	return HK_OK;
}

enum hk_result calendar_business(struct ctx *cx, int64_t id, const struct business **ret)
{
	const struct shelf *shelf = cx->kit->kept;
	struct business_rules rules;
	struct calendar calendar;
	enum hk_result result;

	*ret = NULL;
	if (id == CALENDAR_ALWAYS)
		return HK_OK;
	result = calendar_find(cx, id, &calendar);
	if (result != HK_OK)
		return result == HK_NOT_FOUND ? HK_OK : result;
	*ret = shelf ? shelf_find(shelf, cx->org_id, &calendar) : NULL;
	if (*ret)
		return HK_OK;
	HK_TRY(rules_find(cx, &calendar, &rules));

	struct shelf *room = shelf_with_room(cx->kit);

	*ret = business_new(cx->kit->kept_arena, &rules, cx->now);
	room->kept[room->count++] =
		(struct kept){ cx->org_id, calendar.id, calendar.version, *ret };
	return HK_OK;
}

enum hk_result calendar_due(struct ctx *cx, int64_t id, int64_t from, int64_t duration,
			    int64_t *ret)
{
	const struct business *business;

	HK_TRY(calendar_business(cx, id, &business));
	/* A week is never quite closed, see calendar_add(). */
	if (!business || business_add(business, from, duration, ret) != HK_OK)
		*ret = from + duration;
	return HK_OK;
}

enum hk_result calendar_opens(struct ctx *cx, int64_t id, int64_t at, int64_t *ret)
{
	const struct business *business;
	int64_t opens = at;

	HK_TRY(calendar_business(cx, id, &business));
	if (business && business_next_open(business, at, &opens) != HK_OK)
		opens = at;
	*ret = opens > at ? opens : 0;
	return HK_OK;
}
