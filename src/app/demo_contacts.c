#include "app/demo_contacts.h"

#include "app/demo_random.h"
#include "core/counter.h"
#include "core/i18n.h"
#include "core/org.h"
#include "insight/board/contact.h"
#include "people/team.h"

enum {
	WEEK_DAYS = 7,
	DAYS = CONTACT_WEEKS * WEEK_DAYS,
	QUARTERS = 96, /* of a day */
	QUARTERS_OF_HOUR = 4,
	QUARTER_MINUTES = 15,
	DICE = 6, /* of a quarter */
	SIDES = 1000,
};

/* In a thousand: how an hour of the middle of the week is, and what a day is to it. */
static const int hours[] = { 300,  200,  200,   200,   300,  600,  1400,  3200,
			     6600, 9800, 12200, 11400, 8600, 8200, 10400, 11000,
			     9400, 6800, 5000,  4200,  3200, 2200, 1200,  600 };
static const int days[WEEK_DAYS] = { 350, 1250, 1050, 1000, 1000, 950, 450 }; /* from Sunday on */
/* And how much of it is the first team's, the second's, the third's. */
static const int teams[] = { 550, 300, 150 };

struct teller {
	uint64_t seed;
	struct team_list teams;
	const char *zone;
};

static int day_of_week(int64_t at)
{
	return (int)((at / HK_DAY + 4) % WEEK_DAYS); /* 1 January 1970 was a Thursday */
}

/* Thrown rather than rounded, so that one day is not as the other. */
static int64_t contacts_of(uint64_t *random, int64_t quarter, int day, size_t team)
{
	int64_t hour = hours[quarter / QUARTERS_OF_HOUR];
	int64_t chance = hour * days[day] / SIDES * teams[team] / SIDES / QUARTERS_OF_HOUR / DICE;
	int64_t count = 0;

	for (int i = 0; i < DICE; i++)
		count += (int64_t)(demo_random(random) % SIDES) < chance;
	return count;
}

static enum hk_result day_tell(struct ctx *cx, const struct teller *teller, int ago,
			       uint64_t *random)
{
	struct i18n_formats *formats = cx->kit->formats;
	int day = day_of_week(i18n_clock(formats, teller->zone, cx->now, -ago, 12 * 60));

	for (int quarter = 0; quarter < QUARTERS; quarter++) {
		int64_t at = contact_quarter_of(i18n_clock(formats, teller->zone, cx->now, -ago,
							   quarter * QUARTER_MINUTES));
		for (size_t i = 0; i < teller->teams.count && i < HK_COUNT(teams); i++) {
			int64_t count = contacts_of(random, quarter, day, i);
			if (count > 0 && at < contact_quarter_of(cx->now))
				HK_TRY(contact_put(
					cx,
					&(struct contact){ at, teller->teams.items[i].id, count }));
		}
	}
	return HK_OK;
}

static enum hk_result tell(struct ctx *cx, void *data)
{
	struct teller *teller = data;
	uint64_t random = teller->seed;
	int64_t kept;
	struct org org;

	HK_TRY(contact_kept_until(cx, &kept));
	if (kept)
		return HK_OK;
	HK_TRY(org_find(cx, &org));
	HK_TRY(team_every(cx, &teller->teams));
	teller->zone = org.timezone;
	for (int ago = DAYS; ago >= 0; ago--)
		HK_TRY(day_tell(cx, teller, ago, &random));
	return counter_move(cx, "contact", contact_quarter_of(cx->now));
}

enum hk_result demo_contacts_load(struct ctx *cx, int64_t seed)
{
	struct teller teller = { .seed = (uint64_t)seed };

	return ctx_write(cx, tell, &teller);
}
