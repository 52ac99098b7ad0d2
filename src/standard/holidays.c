#include "standard/holidays.h"

#include "base/date.h"
#include "base/text.h"

const struct holidays holiday_countries[HOLIDAY_COUNTRIES] = { { "lt", TR("Lithuania") },
							       { "bd", TR("Bangladesh") },
							       { "in", TR("India") } };

struct row {
	const char *code, *day, *name;
	int64_t is_tentative;
};

/*
 * Lithuania: Labour Code (Darbo kodeksas), article 123; Easter by the Gregorian computus.
 * Bangladesh: the general holidays and those by government order that the Ministry of Public
 * Administration announces each year. India: the gazetted holidays of the central government that
 * the Department of Personnel and Training announces each year; a state has more of its own.
 * What follows the moon stands on its expected day.
 */
static const struct row rows[] = {
	{ "lt", "2026-01-01", "Naujieji metai", 0 },
	{ "lt", "2026-02-16", "Lietuvos valstybės atkūrimo diena", 0 },
	{ "lt", "2026-03-11", "Lietuvos nepriklausomybės atkūrimo diena", 0 },
	{ "lt", "2026-04-05", "Velykos", 0 },
	{ "lt", "2026-04-06", "Velykos (antra diena)", 0 },
	{ "lt", "2026-05-01", "Tarptautinė darbo diena", 0 },
	{ "lt", "2026-05-03", "Motinos diena", 0 },
	{ "lt", "2026-06-07", "Tėvo diena", 0 },
	{ "lt", "2026-06-24", "Joninės", 0 },
	{ "lt", "2026-07-06", "Valstybės diena", 0 },
	{ "lt", "2026-08-15", "Žolinė", 0 },
	{ "lt", "2026-11-01", "Visų šventųjų diena", 0 },
	{ "lt", "2026-11-02", "Vėlinės", 0 },
	{ "lt", "2026-12-24", "Kūčios", 0 },
	{ "lt", "2026-12-25", "Kalėdos", 0 },
	{ "lt", "2026-12-26", "Kalėdos (antra diena)", 0 },
	{ "lt", "2027-01-01", "Naujieji metai", 0 },
	{ "lt", "2027-02-16", "Lietuvos valstybės atkūrimo diena", 0 },
	{ "lt", "2027-03-11", "Lietuvos nepriklausomybės atkūrimo diena", 0 },
	{ "lt", "2027-03-28", "Velykos", 0 },
	{ "lt", "2027-03-29", "Velykos (antra diena)", 0 },
	{ "lt", "2027-05-01", "Tarptautinė darbo diena", 0 },
	{ "lt", "2027-05-02", "Motinos diena", 0 },
	{ "lt", "2027-06-06", "Tėvo diena", 0 },
	{ "lt", "2027-06-24", "Joninės", 0 },
	{ "lt", "2027-07-06", "Valstybės diena", 0 },
	{ "lt", "2027-08-15", "Žolinė", 0 },
	{ "lt", "2027-11-01", "Visų šventųjų diena", 0 },
	{ "lt", "2027-11-02", "Vėlinės", 0 },
	{ "lt", "2027-12-24", "Kūčios", 0 },
	{ "lt", "2027-12-25", "Kalėdos", 0 },
	{ "lt", "2027-12-26", "Kalėdos (antra diena)", 0 },
	{ "bd", "2026-02-04", "Shab-e-Barat", 1 },
	{ "bd", "2026-02-21", "Shaheed Day and International Mother Language Day", 0 },
	{ "bd", "2026-03-17", "Shab-e-Qadr", 1 },
	{ "bd", "2026-03-20", "Eid-ul-Fitr", 1 },
	{ "bd", "2026-03-21", "Eid-ul-Fitr", 1 },
	{ "bd", "2026-03-22", "Eid-ul-Fitr", 1 },
	{ "bd", "2026-03-26", "Independence Day", 0 },
	{ "bd", "2026-04-14", "Bengali New Year", 0 },
	{ "bd", "2026-05-01", "May Day and Buddha Purnima", 0 },
	{ "bd", "2026-05-26", "Eid-ul-Azha", 1 },
	{ "bd", "2026-05-27", "Eid-ul-Azha", 1 },
	{ "bd", "2026-05-28", "Eid-ul-Azha", 1 },
	{ "bd", "2026-06-26", "Ashura", 1 },
	{ "bd", "2026-08-05", "July Mass Uprising Day", 0 },
	{ "bd", "2026-08-26", "Eid-e-Miladunnabi", 1 },
	{ "bd", "2026-09-04", "Janmashtami", 1 },
	{ "bd", "2026-10-20", "Durga Puja", 1 },
	{ "bd", "2026-10-21", "Durga Puja", 1 },
	{ "bd", "2026-12-16", "Victory Day", 0 },
	{ "bd", "2026-12-25", "Christmas Day", 0 },
	{ "bd", "2027-01-24", "Shab-e-Barat", 1 },
	{ "bd", "2027-02-21", "Shaheed Day and International Mother Language Day", 0 },
	{ "bd", "2027-03-06", "Shab-e-Qadr", 1 },
	{ "bd", "2027-03-10", "Eid-ul-Fitr", 1 },
	{ "bd", "2027-03-11", "Eid-ul-Fitr", 1 },
	{ "bd", "2027-03-12", "Eid-ul-Fitr", 1 },
	{ "bd", "2027-03-26", "Independence Day", 0 },
	{ "bd", "2027-04-14", "Bengali New Year", 0 },
	{ "bd", "2027-05-01", "May Day", 0 },
	{ "bd", "2027-05-17", "Eid-ul-Azha", 1 },
	{ "bd", "2027-05-18", "Eid-ul-Azha", 1 },
	{ "bd", "2027-05-19", "Eid-ul-Azha", 1 },
	{ "bd", "2027-05-20", "Buddha Purnima", 1 },
	{ "bd", "2027-06-16", "Ashura", 1 },
	{ "bd", "2027-08-05", "July Mass Uprising Day", 0 },
	{ "bd", "2027-08-15", "Eid-e-Miladunnabi", 1 },
	{ "bd", "2027-08-25", "Janmashtami", 1 },
	{ "bd", "2027-10-10", "Durga Puja", 1 },
	{ "bd", "2027-12-16", "Victory Day", 0 },
	{ "bd", "2027-12-25", "Christmas Day", 0 },
	{ "in", "2026-01-26", "Republic Day", 0 },
	{ "in", "2026-03-04", "Holi", 1 },
	{ "in", "2026-03-21", "Id-ul-Fitr", 1 },
	{ "in", "2026-03-26", "Ram Navami", 1 },
	{ "in", "2026-03-31", "Mahavir Jayanti", 1 },
	{ "in", "2026-04-03", "Good Friday", 0 },
	{ "in", "2026-05-01", "Buddha Purnima", 1 },
	{ "in", "2026-05-27", "Id-ul-Zuha (Bakrid)", 1 },
	{ "in", "2026-06-26", "Muharram", 1 },
	{ "in", "2026-08-15", "Independence Day", 0 },
	{ "in", "2026-08-26", "Milad-un-Nabi", 1 },
	{ "in", "2026-09-04", "Janmashtami", 1 },
	{ "in", "2026-10-02", "Gandhi Jayanti", 0 },
	{ "in", "2026-10-20", "Dussehra", 1 },
	{ "in", "2026-11-08", "Diwali", 1 },
	{ "in", "2026-11-24", "Guru Nanak's Birthday", 1 },
	{ "in", "2026-12-25", "Christmas Day", 0 },
	{ "in", "2027-01-26", "Republic Day", 0 },
	{ "in", "2027-03-10", "Id-ul-Fitr", 1 },
	{ "in", "2027-03-22", "Holi", 1 },
	{ "in", "2027-03-26", "Good Friday", 0 },
	{ "in", "2027-04-15", "Ram Navami", 1 },
	{ "in", "2027-04-19", "Mahavir Jayanti", 1 },
	{ "in", "2027-05-17", "Id-ul-Zuha (Bakrid)", 1 },
	{ "in", "2027-05-20", "Buddha Purnima", 1 },
	{ "in", "2027-06-16", "Muharram", 1 },
	{ "in", "2027-08-15", "Independence Day", 0 },
	{ "in", "2027-08-25", "Janmashtami", 1 },
	{ "in", "2027-10-02", "Gandhi Jayanti", 0 },
	{ "in", "2027-10-09", "Dussehra", 1 },
	{ "in", "2027-10-29", "Diwali", 1 },
	{ "in", "2027-11-14", "Guru Nanak's Birthday", 1 },
	{ "in", "2027-12-25", "Christmas Day", 0 },
};

enum hk_result holidays_find(struct ctx *cx, const char *code, struct calendar_days *ret)
{
	struct calendar_days days = { hk_alloc(cx->arena, HK_COUNT(rows), sizeof(*days.items)), 0 };

	for (size_t i = 0; i < HK_COUNT(rows); i++) {
		struct calendar_day *day = &days.items[days.count];
		if (!hk_equal(rows[i].code, code) || !hk_day_read(rows[i].day, &day->day))
			continue;
		day->name = rows[i].name;
		day->hours = "";
		day->is_tentative = rows[i].is_tentative;
		days.count++;
	}
	if (days.count == 0)
		return HK_NOT_FOUND;
	*ret = days;
	return HK_OK;
}
