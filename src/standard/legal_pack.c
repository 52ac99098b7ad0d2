#include "standard/legal_pack.h"

#include <string.h>

#include "base/text.h"
#include "base/time.h"
#include "core/i18n.h"
#include "core/org.h"
#include "standard/calendar.h"
#include "standard/legal_texts.h"

enum { COUNT_MOST = 400, PAUSE_DAYS_MOST = 90, PACKS_MOST = 200, DAYS_LOOKED = 3000 };

struct row {
	const char *code, *text;
	int64_t is_on, is_own;
};

static const struct db_column columns[] = { DB_COLUMN(struct row, code),
					    DB_COLUMN(struct row, text),
					    DB_COLUMN(struct row, is_on),
					    DB_COLUMN(struct row, is_own) };
static const struct db_record record = DB_RECORD("legal_pack", struct row, columns);

static const char *const units[][2] = {
	{ "hours", "hour" },
	{ "calendar days", "calendar day" },
	{ "business days", "business day" },
	{ "weeks", "week" },
	{ "months", "month" },
};

/* "14 calendar days". */
static bool span_read(struct ctx *cx, const char *text, struct legal_span *ret)
{
	size_t digits = strspn(text, "0123456789");
	const char *unit = hk_trim(cx->arena, text + digits);

	if (!digits || !hk_number(hk_copy(cx->arena, text, digits), &ret->count) ||
	    ret->count < 1 || ret->count > COUNT_MOST)
		return false;
	for (size_t i = 0; i < HK_COUNT(units); i++)
		if (strcmp(unit, units[i][0]) == 0 || strcmp(unit, units[i][1]) == 0) {
			ret->unit = units[i][0];
			return true;
		}
	return false;
}

/* "none", or so many days in all. */
static bool pause_read(struct ctx *cx, const char *text, int64_t *ret)
{
	size_t digits = strspn(text, "0123456789");
	int64_t days;

	*ret = 0;
	if (strcmp(text, "none") == 0)
		return true;
	if (!digits || !hk_number(hk_copy(cx->arena, text, digits), &days) ||
	    strcmp(hk_trim(cx->arena, text + digits), "days") != 0 || days > PAUSE_DAYS_MOST)
		return false;
	*ret = days * HK_DAY;
	return true;
}

static bool line_take(struct ctx *cx, const char *key, const char *value, struct legal_pack *ret)
{
	const struct {
		const char *key, **value;
	} texts[] = { { "code", &ret->code },       { "name", &ret->name },
		      { "country", &ret->country }, { "source", &ret->source },
		      { "version", &ret->version }, { "review", &ret->review },
		      { "dated", &ret->dated },     { "note", &ret->note } };

	for (size_t i = 0; i < HK_COUNT(texts); i++)
		if (strcmp(key, texts[i].key) == 0) {
			*texts[i].value = value;
			return true;
		}
	if (strcmp(key, "for") == 0)
		return strcmp(value, "complaint") == 0;
	if (strcmp(key, "acknowledge") == 0)
		return span_read(cx, value, &ret->acknowledge);
	if (strcmp(key, "final") == 0)
		return span_read(cx, value, &ret->final);
	return strcmp(key, "pause") == 0 && pause_read(cx, value, &ret->pause_ms);
}

static bool is_whole(struct ctx *cx, const struct legal_pack *pack)
{
	static const char letters[] = "abcdefghijklmnopqrstuvwxyz0123456789-";
	int64_t day;

	return *pack->code && strlen(pack->code) <= LEGAL_CODE_LETTERS &&
	       !pack->code[strspn(pack->code, letters)] && *pack->name && *pack->country &&
	       *pack->source && *pack->version &&
	       (!*pack->dated || i18n_day_read(cx->kit->formats, "UTC", pack->dated, &day)) &&
	       i18n_day_read(cx->kit->formats, "UTC", pack->review, &day) &&
	       (pack->acknowledge.count || pack->final.count);
}

/* ret_line: which one is wrong; "": something is missing. */
static bool read_text(struct ctx *cx, const char *text, struct legal_pack *ret,
		      const char **ret_line)
{
	char *rest, *copy = hk_copy_text(cx->arena, text);

	*ret = (struct legal_pack){ .code = "",
				    .name = "",
				    .country = "",
				    .source = "",
				    .version = "",
				    .note = "",
				    .review = "",
				    .dated = "",
				    .acknowledge = { 0, "" },
				    .final = { 0, "" },
				    .text = text };
	for (char *line = strtok_r(copy, "\r\n", &rest); line;
	     line = strtok_r(NULL, "\r\n", &rest)) {
		char *colon = strchr(line, ':');

		*ret_line = hk_trim(cx->arena, line);
		if (!**ret_line || **ret_line == '#')
			continue;
		if (!colon)
			return false;
		*colon = '\0';
		if (!line_take(cx, hk_trim(cx->arena, line), hk_trim(cx->arena, colon + 1), ret))
			return false;
	}
	*ret_line = "";
	return is_whole(cx, ret);
}

static bool brought_find(struct ctx *cx, const char *code, struct legal_pack *ret)
{
	const char *line;

	for (size_t i = 0; i < legal_text_count; i++)
		if (read_text(cx, legal_texts[i], ret, &line) && strcmp(ret->code, code) == 0)
			return true;
	return false;
}

static bool row_read(struct ctx *cx, const struct row *row, struct legal_pack *ret)
{
	struct legal_pack brought;
	const char *line;

	if (!read_text(cx, row->text, ret, &line))
		return false;
	ret->is_on = row->is_on != 0;
	ret->is_own = row->is_own != 0;
	ret->is_newer_there = !ret->is_own && brought_find(cx, row->code, &brought) &&
			      strcmp(brought.version, ret->version) != 0;
	return true;
}

static enum hk_result rows_read(struct ctx *cx, bool only_on, struct legal_packs *ret)
{
	struct db_rows rows;

	HK_TRY(db_select(cx->db, &record,
			 DB_WHERE("is_on >= $2", "ORDER BY is_own DESC, code LIMIT $3"),
			 DB_ARGS((int64_t)only_on, PACKS_MOST), &rows));
	*ret = (struct legal_packs){
		hk_alloc(cx->arena, rows.count + legal_text_count, sizeof(*ret->items)), 0
	};
	for (size_t i = 0; i < rows.count; i++)
		if (row_read(cx, &((struct row *)rows.items)[i], &ret->items[ret->count]))
			ret->count++;
	return HK_OK;
}

static const struct legal_pack *among(const struct legal_packs *packs, const char *code)
{
	for (size_t i = 0; i < packs->count; i++)
		if (strcmp(packs->items[i].code, code) == 0)
			return &packs->items[i];
	return NULL;
}

enum hk_result legal_pack_on(struct ctx *cx, struct legal_packs *ret)
{
	return rows_read(cx, true, ret);
}

enum hk_result legal_pack_every(struct ctx *cx, struct legal_packs *ret)
{
	HK_TRY(rows_read(cx, false, ret));
	for (size_t i = 0; i < legal_text_count; i++) {
		struct legal_pack pack;
		const char *line;

		if (read_text(cx, legal_texts[i], &pack, &line) && !among(ret, pack.code))
			ret->items[ret->count++] = pack;
	}
	return HK_OK;
}

enum hk_result legal_pack_find(struct ctx *cx, const char *code, struct legal_pack *ret)
{
	struct legal_packs packs;
	const struct legal_pack *pack;

	HK_TRY(legal_pack_every(cx, &packs));
	pack = among(&packs, code);
	if (!pack)
		return HK_NOT_FOUND;
	*ret = *pack;
	return HK_OK;
}

static enum hk_result row_put(struct ctx *cx, const struct legal_pack *pack)
{
	return db_send(cx->db,
		       DB_ADD("legal_pack", "code, text, is_on, is_own, changed_at, changed_by",
			      "$2, $3, $4, $5, $6, $7",
			      "ON CONFLICT (org_id, code) DO UPDATE SET text = excluded.text,"
			      " is_on = excluded.is_on, changed_at = excluded.changed_at,"
			      " changed_by = excluded.changed_by"),
		       DB_ARGS(pack->code, pack->text, (int64_t)pack->is_on, (int64_t)pack->is_own,
			       cx->now, cx->actor->id));
}

enum hk_result legal_pack_switch(struct ctx *cx, const char *code, bool is_on)
{
	struct legal_pack pack, brought;

	HK_TRY(legal_pack_find(cx, code, &pack));
	/* Switched on, it is the newest that there is. */
	if (is_on && !pack.is_own && brought_find(cx, code, &brought))
		pack = brought;
	pack.is_on = is_on;
	return row_put(cx, &pack);
}

enum hk_result legal_pack_put(struct ctx *cx, const char *text, const char **ret_code)
{
	struct legal_pack pack, brought, before;
	const char *line;
	enum hk_result result;

	if (hk_letters(text) > LEGAL_TEXT_LETTERS)
		return field_problem(cx, "text",
				     TR("This is too long. A few sentences are enough."));
	if (!read_text(cx, text, &pack, &line))
		return field_problem(
			cx, "text",
			*line ? i18n_fill(cx->arena,
					  i18n_text(cx->language,
						    TR("This line cannot be read: “{line}”.")),
					  "line", line, NULL)
			      : TR("Please say code, name, country, source, version, the day of "
				   "the "
				   "next review, and within which time it is acknowledged or "
				   "answered."));
	if (brought_find(cx, pack.code, &brought))
		return problem(cx, HK_CONFLICT,
			       TR("Hark brings a pack of this code along. Please choose another "
				  "code."));
	result = legal_pack_find(cx, pack.code, &before);
	if (result != HK_OK && result != HK_NOT_FOUND)
		return result;
	pack.is_on = result == HK_OK && before.is_on;
	pack.is_own = true;
	*ret_code = pack.code;
	return row_put(cx, &pack);
}

/* Counting. */

static bool is_open_day(struct ctx *cx, const struct business *business, const char *timezone,
			int64_t begin, int64_t end)
{
	int weekday = i18n_weekday(cx->kit->formats, timezone, begin);

	return business ? business_between(business, begin, end) > 0 : weekday != 0 && weekday != 6;
}

/* The last moment of the day that lies so many days behind that one. */
static int64_t day_end(struct ctx *cx, const char *timezone, int64_t from, int64_t days)
{
	return i18n_clock(cx->kit->formats, timezone, from, (int)days + 1, 0) - 1;
}

static int64_t business_end(struct ctx *cx, const struct business *business, const char *timezone,
			    int64_t from, int64_t count)
{
	int day = 0;

	while (count > 0 && day < DAYS_LOOKED) {
		int64_t begin = i18n_clock(cx->kit->formats, timezone, from, ++day, 0);
		int64_t end = i18n_clock(cx->kit->formats, timezone, from, day + 1, 0);

		count -= is_open_day(cx, business, timezone, begin, end);
	}
	return day_end(cx, timezone, from, day);
}

/* The same day of that month; the last one where it has no such day. */
static int64_t months_end(struct ctx *cx, const char *timezone, int64_t from, int64_t months)
{
	const char *text = i18n_clock_write(cx->kit->formats, cx->arena, timezone, from);
	int64_t year = 0, month = 0, day = 0, at = from;

	(void)hk_number(hk_copy(cx->arena, text, 4), &year);
	(void)hk_number(hk_copy(cx->arena, text + 5, 2), &month);
	(void)hk_number(hk_copy(cx->arena, text + 8, 2), &day);
	month += months - 1;
	year += month / 12;
	month = month % 12 + 1;
	while (day > 0 && !i18n_day_read(cx->kit->formats, timezone,
					 hk_format(cx->arena, "%04d-%02d-%02d", (int)year,
						   (int)month, (int)day),
					 &at))
		day--;
	return day_end(cx, timezone, at, 0);
}

enum hk_result legal_due(struct ctx *cx, const struct legal_span *span, int64_t calendar_id,
			 int64_t from, int64_t *ret)
{
	const struct business *business;
	struct org org;

	HK_TRY(org_find(cx, &org));
	HK_TRY(calendar_business(cx, calendar_id, &business));
	if (strcmp(span->unit, "hours") == 0)
		*ret = from + span->count * HK_HOUR;
	else if (strcmp(span->unit, "business days") == 0)
		*ret = business_end(cx, business, org.timezone, from, span->count);
	else if (strcmp(span->unit, "months") == 0)
		*ret = months_end(cx, org.timezone, from, span->count);
	else
		*ret = day_end(cx, org.timezone, from,
			       strcmp(span->unit, "weeks") == 0 ? span->count * 7 : span->count);
	return HK_OK;
}
