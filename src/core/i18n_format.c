#include <stdlib.h>
#include <string.h>
#include <unicode/ubrk.h>
#include <unicode/ucal.h>
#include <unicode/udat.h>
#include <unicode/unum.h>
#include <unicode/ureldatefmt.h>
#include <unicode/ustring.h>

#include "base/result.h"
#include "base/text.h"
#include "base/time.h"
#include "core/ctx.h"
#include "core/i18n.h"

enum {
	SLOTS = 64,
	ZONE = 48,
	ROOM = 256,
	/* Beside those of i18n.h: the hours after midnight, and one of them with its day. */
	STYLE_BARE = I18N_CITY + 1,
	STYLE_DATE_24,
	STYLE_WEEKDAY_24,
	PATTERNS,
	PERCENT = 100,
	DAYS_IN_WORDS = 6,
	WORD_BYTES = 80,
	STYLE_DECIMAL = 1,
	SAID = 256, /* a power of two */
	SAID_BYTES = 80,
	DAYS = 8,
	UNITS = 64 /* more than ICU has of relative time */
};

/* How each language writes times. B is the part of the day in words:
 * Bengali and Tamil never show AM and PM. */
static const char *const patterns[I18N_LANGUAGES][PATTERNS] = {
	{ "HH:mm", "d MMMM y", "d MMM", "d MMMM y, HH:mm", "EEEE, d MMMM, HH:mm", "VVV" },
	{ "B h:mm", "d MMMM y", "d MMM", "d MMMM y, B h:mm", "EEEE, d MMMM, B h:mm", "VVV", "h:mm",
	  "d MMMM y, HH:mm", "EEEE, d MMMM, HH:mm" },
	{ "HH.mm", "y 'm'. MMMM d 'd'.", "MMM d 'd'.", "y 'm'. MMMM d 'd'., HH.mm 'val'.",
	  "EEEE, MMMM d 'd'., HH.mm 'val'.", "VVV" },
	{ "B h:mm", "d MMMM y", "d MMM", "d MMMM y, B h:mm", "EEEE, d MMMM, B h:mm", "VVV", "h:mm",
	  "d MMMM y, HH:mm", "EEEE, d MMMM, HH:mm" },
};

/* Until when it is night in the words of the language: "night 12:19" begins a day by the calendar
 * and ends one in the mind of its reader. 0: its clock has 24 hours. */
static const int64_t night_ends[I18N_LANGUAGES] = { 0, 4 * HK_HOUR, 0, 3 * HK_HOUR };

/* By language and digits; only Bengali has two kinds. */
static const char *const locales[I18N_LANGUAGES][2] = {
	{ "en_GB", "en_GB" },
	{ "bn_BD@numbers=latn", "bn_BD@numbers=beng" },
	{ "lt_LT", "lt_LT" },
	{ "ta_IN@numbers=latn", "ta_IN@numbers=latn" },
};

enum slot_kind { SLOT_EMPTY, SLOT_DATE, SLOT_NUMBER, SLOT_RELATIVE, SLOT_CALENDAR, SLOT_LETTERS };

struct slot {
	enum slot_kind kind;
	size_t language, style;
	bool native_digits;
	char timezone[ZONE];
	void *opened;
};

/* What a formatter made of a value. Lists and tickets show the same minutes and distances page
 * after page, and ICU works a hundred times longer for one than finding it here takes. */
struct said {
	const void *by; /* NULL: nothing yet */
	int64_t of;
	char text[SAID_BYTES];
};

/* A day by the calendar of one zone. */
struct day {
	const void *by;
	int64_t start, end;
};

struct i18n_formats {
	struct slot slots[SLOTS];
	size_t next; /* the oldest one, which gives way */
	struct said said[SAID];
	struct day days[DAYS];
	size_t next_day;
};

struct i18n_formats *i18n_formats_new(void)
{
	struct i18n_formats *formats = calloc(1, sizeof(*formats));

	if (!formats)
		abort();
	return formats;
}

static struct said *said_at(struct i18n_formats *formats, const void *by, int64_t of)
{
	uint64_t mixed = ((uint64_t)of ^ (uint64_t)(uintptr_t)by) * 0x9e3779b97f4a7c15U;

	return &formats->said[(mixed >> 32) & (SAID - 1)];
}

static const char *said_find(struct i18n_formats *formats, const void *by, int64_t of)
{
	const struct said *said = said_at(formats, by, of);

	return said->by == by && said->of == of ? said->text : NULL;
}

static void said_keep(struct i18n_formats *formats, const void *by, int64_t of, const char *text)
{
	struct said *said = said_at(formats, by, of);
	size_t length = strlen(text);

	if (length >= SAID_BYTES)
		return;
	said->by = by;
	said->of = of;
	memcpy(said->text, text, length + 1);
}

/* Another formatter may come to lie where a closed one lay. */
static void said_forget(struct i18n_formats *formats)
{
	memset(formats->said, 0, sizeof(formats->said));
	memset(formats->days, 0, sizeof(formats->days));
}

static void slot_close(struct slot *slot)
{
	switch (slot->kind) {
	case SLOT_DATE: udat_close(slot->opened); break;
	case SLOT_NUMBER: unum_close(slot->opened); break;
	case SLOT_RELATIVE: ureldatefmt_close(slot->opened); break;
	case SLOT_CALENDAR: ucal_close(slot->opened); break;
	case SLOT_LETTERS: ubrk_close(slot->opened); break;
	case SLOT_EMPTY: break;
	}
	*slot = (struct slot){ .kind = SLOT_EMPTY };
}

void i18n_formats_free(struct i18n_formats *formats)
{
	if (!formats)
		return;
	for (size_t i = 0; i < SLOTS; i++)
		slot_close(&formats->slots[i]);
	hk_free(formats);
}

static size_t language_at(const char *language)
{
	const struct i18n_language *found = i18n_find(language);

	return found ? (size_t)(found - i18n_languages) : 0;
}

bool i18n_timezone_exists(const char *timezone)
{
	UChar name[ZONE];
	UChar canonical[ROOM];
	UBool is_known = false;
	UErrorCode error = U_ZERO_ERROR;

	if (!timezone || !*timezone || strlen(timezone) >= ZONE)
		return false;
	for (const char *at = timezone; *at; at++)
		if (*at <= ' ' || *at > '~')
			return false;
	u_uastrcpy(name, timezone);
	ucal_getCanonicalTimeZoneID(name, -1, canonical, ROOM, &is_known, &error);
	return U_SUCCESS(error) && is_known;
}

/* The sign of mathematics in every language; ICU has a hyphen for three of ours. */
static UNumberFormat *number_open(const char *locale, UErrorCode *error)
{
	static const UChar minus[] = { 0x2212 };
	UNumberFormat *formatter = unum_open(UNUM_DECIMAL, NULL, 0, locale, NULL, error);

	unum_setSymbol(formatter, UNUM_MINUS_SIGN_SYMBOL, minus, HK_COUNT(minus), error);
	return formatter;
}

static void *slot_open(const struct slot *slot)
{
	const char *locale = locales[slot->language][slot->native_digits];
	UErrorCode error = U_ZERO_ERROR;
	UChar zone[ZONE];
	UChar pattern[ROOM];
	void *opened = NULL;

	u_uastrcpy(zone, slot->timezone);
	switch (slot->kind) {
	case SLOT_DATE:
		u_uastrcpy(pattern, patterns[slot->language][slot->style]);
		opened = udat_open(UDAT_PATTERN, UDAT_PATTERN, locale, zone, -1, pattern, -1,
				   &error);
		break;
	case SLOT_NUMBER: opened = number_open(locale, &error); break;
	case SLOT_RELATIVE:
		opened = ureldatefmt_open(locale, NULL,
					  (UDateRelativeDateTimeFormatterStyle)slot->style,
					  UDISPCTX_CAPITALIZATION_NONE, &error);
		break;
	case SLOT_CALENDAR: opened = ucal_open(zone, -1, locale, UCAL_GREGORIAN, &error); break;
	case SLOT_LETTERS: opened = ubrk_open(UBRK_CHARACTER, "root", NULL, 0, &error); break;
	case SLOT_EMPTY: break;
	}
	/* Only a broken installation of ICU's data comes here; there is nothing to show dates by.
	 */
	if (U_FAILURE(error) || !opened)
		abort();
	return opened;
}

static bool slot_equals(const struct slot *a, const struct slot *b)
{
	return a->kind == b->kind && a->language == b->language && a->style == b->style &&
	       a->native_digits == b->native_digits && strcmp(a->timezone, b->timezone) == 0;
}

/* What ICU opened for this; an unknown zone is UTC. */
static void *opened_for(struct i18n_formats *formats, struct slot wanted, const char *timezone)
{
	const char *zone = timezone && strlen(timezone) < ZONE ? timezone : "UTC";

	memcpy(wanted.timezone, zone, strlen(zone) + 1);
	for (size_t i = 0; i < SLOTS; i++)
		if (slot_equals(&formats->slots[i], &wanted))
			return formats->slots[i].opened;
	if (!i18n_timezone_exists(zone) && strcmp(zone, "UTC") != 0)
		return opened_for(formats, wanted, "UTC");

	struct slot *slot = &formats->slots[formats->next];

	formats->next = (formats->next + 1) % SLOTS;
	if (slot->opened)
		said_forget(formats);
	slot_close(slot);
	*slot = wanted;
	slot->opened = slot_open(slot);
	return slot->opened;
}

static char *to_utf8(struct hk_arena *arena, const UChar *text)
{
	UErrorCode error = U_ZERO_ERROR;
	char utf8[ROOM * 3];
	int32_t length = 0;

	u_strToUTF8(utf8, sizeof(utf8) - 1, &length, text, -1, &error);
	return hk_copy(arena, utf8, U_SUCCESS(error) ? (size_t)length : 0);
}

static struct slot slot_for(const struct i18n_reader *reader, enum slot_kind kind, size_t style)
{
	return (struct slot){ .kind = kind,
			      .language = language_at(reader->language),
			      .style = style,
			      .native_digits = reader->native_digits };
}

char *i18n_number(const struct i18n_reader *reader, int64_t number)
{
	const UNumberFormat *formatter =
		opened_for(reader->formats, slot_for(reader, SLOT_NUMBER, 0), NULL);
	UErrorCode error = U_ZERO_ERROR;
	UChar text[ROOM] = { 0 };

	unum_formatInt64(formatter, number, text, ROOM, NULL, &error);
	return to_utf8(reader->arena, text);
}

struct i18n_reader i18n_reader_of(const struct ctx *cx)
{
	return (struct i18n_reader){ cx->kit->formats, cx->arena, cx->language, cx->timezone,
				     cx->native_digits };
}

char *i18n_decimal(const struct i18n_reader *reader, double number)
{
	UNumberFormat *formatter =
		opened_for(reader->formats, slot_for(reader, SLOT_NUMBER, STYLE_DECIMAL), NULL);
	UErrorCode error = U_ZERO_ERROR;
	UChar text[ROOM] = { 0 };

	unum_setAttribute(formatter, UNUM_MAX_FRACTION_DIGITS, 1);
	unum_formatDouble(formatter, number, text, ROOM, NULL, &error);
	return to_utf8(reader->arena, text);
}

char *i18n_percent(const struct i18n_reader *reader, double share)
{
	return hk_format(reader->arena, "%s %%",
			 i18n_number(reader, (int64_t)(share * PERCENT + 0.5)));
}

/* The first letter of a word with all its signs, in capitals where the script has them. */
static char *first_sign(UBreakIterator *letters, struct hk_arena *arena, const char *word)
{
	char front[WORD_BYTES + 1] = { 0 };
	UChar wide[ROOM] = { 0 }, capital[ROOM] = { 0 };
	UErrorCode error = U_ZERO_ERROR;
	int32_t length = 0, end;

	memcpy(front, word, hk_utf8_fit(word, WORD_BYTES));
	u_strFromUTF8WithSub(wide, ROOM, &length, front, -1, 0xfffd, NULL, &error);
	ubrk_setText(letters, wide, length, &error);
	ubrk_first(letters);
	end = ubrk_next(letters);
	if (end != UBRK_DONE)
		u_strToUpper(capital, ROOM, wide, end, "", &error);
	return to_utf8(arena, capital);
}

/* Most names begin with a letter that is a whole one by itself. */
static char *first_letter(UBreakIterator *letters, struct hk_arena *arena, const char *word)
{
	bool is_whole = word[0] >= 'A' && word[0] <= 'Z' && (signed char)word[1] >= 0;

	return is_whole ? hk_copy(arena, word, 1) : first_sign(letters, arena, word);
}

/* Devanagari, Bengali, Tamil and their neighbours: U+0900 to U+0DFF. */
static bool is_wide(const char *letter)
{
	const unsigned char *byte = (const unsigned char *)letter;

	return byte[0] == 0xe0 && byte[1] >= 0xa4 && byte[1] <= 0xb7;
}

char *i18n_initials(const struct i18n_reader *reader, const char *name)
{
	static const char white[] = " \t\n";
	UBreakIterator *letters =
		opened_for(reader->formats, (struct slot){ .kind = SLOT_LETTERS }, NULL);
	const char *first = name + strspn(name, white);
	const char *last = first;

	for (const char *at = first; *at; at += strspn(at, white)) {
		last = at;
		at += strcspn(at, white);
	}
	char *letter = first_letter(letters, reader->arena, first);

	if (last == first || is_wide(letter))
		return letter;
	return hk_format(reader->arena, "%s%s", letter, first_letter(letters, reader->arena, last));
}

static struct day *day_find(struct i18n_formats *formats, const void *by, int64_t when)
{
	for (size_t i = 0; i < DAYS; i++)
		if (formats->days[i].by == by && when >= formats->days[i].start &&
		    when < formats->days[i].end)
			return &formats->days[i];
	return NULL;
}

int64_t i18n_day_start(struct i18n_formats *formats, const char *timezone, int64_t when)
{
	UCalendar *calendar = opened_for(formats, (struct slot){ .kind = SLOT_CALENDAR }, timezone);
	static const UCalendarDateFields fields[] = { UCAL_HOUR_OF_DAY, UCAL_MINUTE, UCAL_SECOND,
						      UCAL_MILLISECOND };
	UErrorCode error = U_ZERO_ERROR;
	struct day *day = day_find(formats, calendar, when);

	if (day)
		return day->start;
	day = &formats->days[formats->next_day];
	formats->next_day = (formats->next_day + 1) % DAYS;
	ucal_setMillis(calendar, (UDate)when, &error);
	for (size_t i = 0; i < HK_COUNT(fields); i++)
		ucal_set(calendar, fields[i], 0);
	day->start = (int64_t)ucal_getMillis(calendar, &error);
	ucal_add(calendar, UCAL_DATE, 1, &error);
	day->end = (int64_t)ucal_getMillis(calendar, &error);
	day->by = calendar;
	return day->start;
}

/* Midday first, which every day has: then its minute. */
int64_t i18n_clock(struct i18n_formats *formats, const char *timezone, int64_t when, int days,
		   int minutes)
{
	UCalendar *calendar = opened_for(formats, (struct slot){ .kind = SLOT_CALENDAR }, timezone);
	UErrorCode error = U_ZERO_ERROR;

	ucal_setMillis(calendar, (UDate)when, &error);
	ucal_set(calendar, UCAL_HOUR_OF_DAY, 12);
	ucal_add(calendar, UCAL_DATE, days, &error);
	ucal_set(calendar, UCAL_HOUR_OF_DAY, minutes / 60);
	ucal_set(calendar, UCAL_MINUTE, minutes % 60);
	ucal_set(calendar, UCAL_SECOND, 0);
	ucal_set(calendar, UCAL_MILLISECOND, 0);
	return (int64_t)ucal_getMillis(calendar, &error);
}

int i18n_weekday(struct i18n_formats *formats, const char *timezone, int64_t when)
{
	UCalendar *calendar = opened_for(formats, (struct slot){ .kind = SLOT_CALENDAR }, timezone);
	UErrorCode error = U_ZERO_ERROR;

	ucal_setMillis(calendar, (UDate)when, &error);
	return ucal_get(calendar, UCAL_DAY_OF_WEEK, &error) - UCAL_SUNDAY;
}

/* So many digits, then that sign; *at moves behind it. */
static bool digits_take(const char **at, size_t count, char sign, int *ret)
{
	*ret = 0;
	for (size_t i = 0; i < count; i++, (*at)++) {
		if (**at < '0' || **at > '9')
			return false;
		*ret = *ret * 10 + (**at - '0');
	}
	if (**at != sign)
		return false;
	*at += sign != '\0';
	return true;
}

/* ICU takes the 31st of February for a day in March; here there is no such day. */
static bool moment_of(struct i18n_formats *formats, const char *timezone, const int day[3],
		      const int clock[2], int64_t *ret)
{
	UCalendar *calendar = opened_for(formats, (struct slot){ .kind = SLOT_CALENDAR }, timezone);
	UErrorCode error = U_ZERO_ERROR;
	UDate moment;

	ucal_clear(calendar);
	ucal_setDateTime(calendar, day[0], day[1] - 1, day[2], clock[0], clock[1], 0, &error);
	moment = ucal_getMillis(calendar, &error);
	if (U_FAILURE(error) || day[0] < 1970 ||
	    ucal_get(calendar, UCAL_MONTH, &error) != day[1] - 1 ||
	    ucal_get(calendar, UCAL_DATE, &error) != day[2])
		return false;
	*ret = (int64_t)moment;
	return true;
}

bool i18n_day_read(struct i18n_formats *formats, const char *timezone, const char *text,
		   int64_t *ret)
{
	int day[3];

	return digits_take(&text, 4, '-', &day[0]) && digits_take(&text, 2, '-', &day[1]) &&
	       digits_take(&text, 2, '\0', &day[2]) &&
	       moment_of(formats, timezone, day, (const int[]){ 0, 0 }, ret);
}

bool i18n_clock_read(struct i18n_formats *formats, const char *timezone, const char *text,
		     int64_t *ret)
{
	int day[3], clock[2];

	return digits_take(&text, 4, '-', &day[0]) && digits_take(&text, 2, '-', &day[1]) &&
	       digits_take(&text, 2, 'T', &day[2]) && digits_take(&text, 2, ':', &clock[0]) &&
	       digits_take(&text, 2, '\0', &clock[1]) && clock[0] < 24 && clock[1] < 60 &&
	       moment_of(formats, timezone, day, clock, ret);
}

char *i18n_clock_write(struct i18n_formats *formats, struct hk_arena *arena, const char *timezone,
		       int64_t when)
{
	UCalendar *calendar = opened_for(formats, (struct slot){ .kind = SLOT_CALENDAR }, timezone);
	UErrorCode error = U_ZERO_ERROR;

	ucal_setMillis(calendar, (UDate)when, &error);
	return hk_format(arena, "%04d-%02d-%02dT%02d:%02d", ucal_get(calendar, UCAL_YEAR, &error),
			 ucal_get(calendar, UCAL_MONTH, &error) + 1,
			 ucal_get(calendar, UCAL_DATE, &error),
			 ucal_get(calendar, UCAL_HOUR_OF_DAY, &error),
			 ucal_get(calendar, UCAL_MINUTE, &error));
}

static bool is_after_midnight(const struct i18n_reader *reader, int64_t when)
{
	int64_t end = night_ends[language_at(reader->language)];

	return end && when - i18n_day_start(reader->formats, reader->timezone, when) < end;
}

static char *said_new(const struct i18n_reader *reader, const void *by, int64_t of,
		      const UChar *text)
{
	char *said = to_utf8(reader->arena, text);

	said_keep(reader->formats, by, of, said);
	return said;
}

static char *say_new(const struct i18n_reader *reader, const void *by, int64_t when, int64_t of)
{
	UErrorCode error = U_ZERO_ERROR;
	UChar text[ROOM] = { 0 };

	udat_format(by, (UDate)when, text, ROOM, NULL, &error);
	return said_new(reader, by, of, text);
}

/* No pattern shows less than a minute. */
static char *in_style(const struct i18n_reader *reader, size_t style, int64_t when)
{
	const UDateFormat *formatter =
		opened_for(reader->formats, slot_for(reader, SLOT_DATE, style), reader->timezone);
	int64_t minute = when / HK_MINUTE - (when % HK_MINUTE < 0);
	const char *said = said_find(reader->formats, formatter, minute);

	return said ? hk_copy(reader->arena, said, strlen(said))
		    : say_new(reader, formatter, when, minute);
}

/* Beside a date "night 12:19" could be either end of it, so there the clock has 24 hours. */
char *i18n_time(const struct i18n_reader *reader, enum i18n_style style, int64_t when)
{
	bool has_day = style == I18N_DATE_TIME || style == I18N_WEEKDAY;

	if (!has_day || !is_after_midnight(reader, when))
		return in_style(reader, style, when);
	return in_style(reader, style == I18N_WEEKDAY ? STYLE_WEEKDAY_24 : STYLE_DATE_24, when);
}

/* The coming night is today's in words, and tomorrow's by the calendar. */
static char *due_at_night(const struct i18n_reader *reader, int64_t now, int64_t when, int64_t days)
{
	if (days != (is_after_midnight(reader, now) ? 0 : 1))
		return i18n_time(reader, I18N_WEEKDAY, when);
	return i18n_fill(reader->arena, i18n_text(reader->language, TR("tonight {time}")), "time",
			 in_style(reader, STYLE_BARE, when), NULL);
}

char *i18n_due(const struct i18n_reader *reader, int64_t now, int64_t when)
{
	static const char *const near[] = { TR("yesterday {time}"), TR("today {time}"),
					    TR("tomorrow {time}") };
	int64_t apart = i18n_day_start(reader->formats, reader->timezone, when) -
			i18n_day_start(reader->formats, reader->timezone, now);
	/* Days of 23 and 25 hours are days too. */
	int64_t days = (apart + (apart < 0 ? -HK_DAY / 2 : HK_DAY / 2)) / HK_DAY;

	if (days < -DAYS_IN_WORDS || days > DAYS_IN_WORDS)
		return i18n_time(reader, I18N_DATE_TIME, when);
	if (days < -1 || days > 1)
		return i18n_time(reader, I18N_WEEKDAY, when);
	if (is_after_midnight(reader, when))
		return due_at_night(reader, now, when, days);
	return i18n_fill(reader->arena, i18n_text(reader->language, near[days + 1]), "time",
			 i18n_time(reader, I18N_TIME, when), NULL);
}

/* Whole units, rounded towards now. 0: less than a minute. */
static int64_t in_units(int64_t apart, URelativeDateTimeUnit *ret_unit)
{
	static const struct {
		URelativeDateTimeUnit unit;
		int64_t length;
	} units[] = {
		{ UDAT_REL_UNIT_YEAR, 365 * HK_DAY }, { UDAT_REL_UNIT_MONTH, 30 * HK_DAY },
		{ UDAT_REL_UNIT_DAY, HK_DAY },        { UDAT_REL_UNIT_HOUR, HK_HOUR },
		{ UDAT_REL_UNIT_MINUTE, HK_MINUTE },
	};

	for (size_t i = 0; i < HK_COUNT(units); i++) {
		if (apart / units[i].length != 0) {
			*ret_unit = units[i].unit;
			return apart / units[i].length;
		}
	}
	return 0;
}

char *i18n_relative(const struct i18n_reader *reader, int64_t now, int64_t when)
{
	/* The short form of Tamil leaves out what tells "in" from "for". */
	size_t style = hk_equal(reader->language, "ta") ? UDAT_STYLE_LONG : UDAT_STYLE_SHORT;
	const URelativeDateTimeFormatter *formatter =
		opened_for(reader->formats, slot_for(reader, SLOT_RELATIVE, style), NULL);
	URelativeDateTimeUnit unit = UDAT_REL_UNIT_SECOND;
	/* Hours ahead are those between the minutes that clocks show. */
	int64_t more = when - now > HK_HOUR - HK_MINUTE ? now % HK_MINUTE - when % HK_MINUTE : 0;
	int64_t count = in_units(when - now + more, &unit);
	UErrorCode error = U_ZERO_ERROR;
	UChar text[ROOM] = { 0 };
	int64_t of = count * UNITS + unit;
	const char *said = said_find(reader->formats, formatter, of);

	if (said)
		return hk_copy(reader->arena, said, strlen(said));
	if (count == 0) /* "now" */
		ureldatefmt_format(formatter, 0, unit, text, ROOM, &error);
	else
		ureldatefmt_formatNumeric(formatter, (double)count, unit, text, ROOM, &error);
	return said_new(reader, formatter, of, text);
}
