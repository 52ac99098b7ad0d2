#include "core/org.h"

#include <string.h>
#include <unicode/ucurr.h>
#include <unicode/uenum.h>

#include "base/text.h"
#include "core/counter.h"
#include "core/rights.h"
#include "core/settings.h"

static const struct db_column columns[] = {
	DB_COLUMN(struct org, org_id),     DB_COLUMN(struct org, code),
	DB_COLUMN(struct org, name),       DB_COLUMN(struct org, host),
	DB_COLUMN(struct org, language),   DB_COLUMN(struct org, timezone),
	DB_COLUMN(struct org, accent),     DB_COLUMN(struct org, phone),
	DB_COLUMN(struct org, email),      DB_COLUMN(struct org, hours),
	DB_COLUMN(struct org, created_at), DB_COLUMN(struct org, version),
};
static const struct db_record record = DB_RECORD("org", struct org, columns);

enum hk_result org_every(struct ctx *cx, struct org_list *ret)
{
	struct db_rows rows;

	HK_TRY(db_select(cx->db, &record,
			 DB_EVERY_ORG("SELECT org_id, code, name, host, language, timezone, accent,"
				      " phone, email, hours, created_at, version FROM org"
				      " ORDER BY org_id"),
			 DB_NONE, &rows));
	*ret = (struct org_list){ rows.items, rows.count };
	return HK_OK;
}

enum hk_result org_find(struct ctx *cx, struct org *ret)
{
	return db_select_one(cx->db, &record, DB_WHERE("1 = 1", ""), DB_NONE, ret);
}

static void org_set(struct ctx *cx, int64_t org_id)
{
	cx->org_id = org_id;
	cx->db->org_id = org_id;
}

enum hk_result org_by_host(struct ctx *cx, const char *host, struct org *ret)
{
	struct org_list orgs;
	const struct org *found = NULL;

	HK_TRY(org_every(cx, &orgs));
	for (size_t i = 0; i < orgs.count; i++) {
		const struct org *org = &orgs.items[i];
		bool is_same = hk_equal_ascii(org->host, host);
		if (is_same || (!found && !*org->host))
			found = org;
		if (is_same)
			break;
	}
	if (!found)
		return HK_NOT_FOUND;
	org_set(cx, found->org_id);
	*ret = *found;
	return HK_OK;
}

/* "https://help.example:8443/desk": from its host name on. */
static const char *host_begin(const char *url)
{
	const char *begin = strstr(url, "://");

	return begin ? begin + strlen("://") : url;
}

static enum hk_result find_own(struct ctx *cx, void *data)
{
	return org_find(cx, data);
}

enum hk_result org_url(struct ctx *cx, const char *path, const char **ret)
{
	const char *base = setting(cx->house->settings, SETTING_BASE_URL);
	const char *begin = host_begin(base), *end = begin + strcspn(begin, ":/");
	struct org org;

	HK_TRY(ctx_read(cx, find_own, &org));
	*ret = *org.host ? hk_format(cx->arena, "%.*s%s%s%s", (int)(begin - base), base, org.host,
				     end, path)
			 : hk_format(cx->arena, "%s%s", base, path);
	return HK_OK;
}

enum hk_result org_is_reached(struct ctx *cx, bool *ret)
{
	const char *begin = host_begin(setting(cx->house->settings, SETTING_BASE_URL));
	int64_t own = cx->org_id;
	struct org org, there;
	enum hk_result result;

	HK_TRY(org_find(cx, &org));
	*ret = *org.host != '\0';
	if (*ret)
		return HK_OK;
	result = org_by_host(cx, hk_copy(cx->arena, begin, strcspn(begin, ":/")), &there);
	org_set(cx, own);
	*ret = result == HK_OK && there.org_id == own;
	return result == HK_NOT_FOUND ? HK_OK : result;
}

static const char *codes(struct ctx *cx, const struct org_list *orgs)
{
	const char *text = "";

	for (size_t i = 0; i < orgs->count; i++)
		text = hk_format(cx->arena, "%s%s %s", text, i ? "," : "", orgs->items[i].code);
	return text;
}

enum hk_result org_by_code(struct ctx *cx, const char *code)
{
	struct org_list orgs;

	HK_TRY(org_every(cx, &orgs));
	if (orgs.count == 0)
		return problem(cx, HK_NOT_FOUND,
			       "There is no organisation yet; run `hark init` first.");
	if ((!code || !*code) && orgs.count > 1)
		return problem(
			cx, HK_INVALID,
			hk_format(cx->arena,
				  "There are several organisations; say which with --org and "
				  "its code:%s.",
				  codes(cx, &orgs)));
	for (size_t i = 0; i < orgs.count; i++)
		if (!code || !*code || strcmp(orgs.items[i].code, code) == 0) {
			org_set(cx, orgs.items[i].org_id);
			return HK_OK;
		}
	return problem(cx, HK_NOT_FOUND,
		       hk_format(cx->arena, "There is no organisation with that code; there is:%s.",
				 codes(cx, &orgs)));
}

enum hk_result org_add(struct ctx *cx, struct org *org)
{
	struct org_list orgs;

	HK_TRY(org_every(cx, &orgs));
	org->org_id = 1;
	for (size_t i = 0; i < orgs.count; i++) {
		if (strcmp(orgs.items[i].code, org->code) == 0)
			return HK_CONFLICT;
		if (orgs.items[i].org_id >= org->org_id)
			org->org_id = orgs.items[i].org_id + 1;
	}
	org_set(cx, org->org_id);
	org->created_at = cx->now;
	org->version = 1;
	HK_TRY(db_send(cx->db,
		       DB_ADD("org",
			      "code, name, host, language, timezone, accent, phone, email, hours,"
			      " created_at, version",
			      "$2, $3, $4, $5, $6, '', '', $7, '', $8, 1", ""),
		       DB_ARGS(org->code, org->name, org->host, org->language, org->timezone,
			       org->email, org->created_at)));
	HK_TRY(counter_begin(cx, "event"));
	return role_rights_init(cx);
}

enum hk_result org_change(struct ctx *cx, const struct org *org)
{
	int64_t count;

	HK_TRY(db_change(cx->db,
			 DB_UPDATE("org",
				   "name = $2, host = $3, language = $4, timezone = $5,"
				   " accent = $6, phone = $7, email = $8, hours = $9,"
				   " version = version + 1",
				   "version = $10", ""),
			 DB_ARGS(org->name, org->host, org->language, org->timezone, org->accent,
				 org->phone, org->email, org->hours, org->version),
			 &count));
	if (count == 0)
		return problem(cx, HK_CONFLICT,
			       TR("Somebody else has changed this meanwhile. Please look again."));
	return HK_OK;
}

struct value {
	const char *value;
};

static const struct db_column value_columns[] = { DB_COLUMN(struct value, value) };
static const struct db_record value_record = DB_RECORD("setting", struct value, value_columns);

static enum hk_result setting_find(struct ctx *cx, const char *name, const char *otherwise,
				   const char **ret)
{
	struct value value = { otherwise };
	enum hk_result result = db_select_one(cx->db, &value_record, DB_WHERE("name = $2", ""),
					      DB_ARGS(name), &value);

	if (result != HK_OK && result != HK_NOT_FOUND)
		return result;
	*ret = value.value;
	return HK_OK;
}

int64_t org_setting_number(struct ctx *cx, const char *name, int64_t otherwise)
{
	const char *text;
	int64_t number;

	if (setting_find(cx, name, "", &text) != HK_OK || !hk_number(text, &number))
		return otherwise;
	return number;
}

enum hk_result org_setting_put(struct ctx *cx, const char *name, const char *value)
{
	return db_send(cx->db,
		       DB_ADD("setting", "name, value", "$2, $3",
			      "ON CONFLICT (org_id, name) DO UPDATE SET value = excluded.value"),
		       DB_ARGS(name, value));
}

static const char *hours_name(struct ctx *cx, const char *language)
{
	return hk_format(cx->arena, "hours.%s", language);
}

enum hk_result org_hours(struct ctx *cx, const struct org *org, const char *language,
			 const char **ret, const char **ret_language)
{
	const char *own = "";

	if (strcmp(language, org->language) != 0)
		HK_TRY(setting_find(cx, hours_name(cx, language), "", &own));
	*ret = *own ? own : org->hours;
	*ret_language = *own ? language : org->language;
	return HK_OK;
}

enum hk_result org_hours_put(struct ctx *cx, const char *language, const char *hours)
{
	return org_setting_put(cx, hours_name(cx, language), hours);
}

static const char privacy_name[] = "privacy_url";

enum hk_result org_privacy(struct ctx *cx, const char **ret)
{
	return setting_find(cx, privacy_name, "", ret);
}

enum hk_result org_privacy_put(struct ctx *cx, const char *url)
{
	bool is_web = hk_starts(url, "https://") || hk_starts(url, "http://");

	if (*url && (!is_web || !*host_begin(url) || strpbrk(url, " \t\r\n")))
		return field_problem(cx, "privacy",
				     TR("Please give an address that begins with https://."));
	return org_setting_put(cx, privacy_name, url);
}

/* ---- the money ---- */

static const char currency_name[] = "currency";

bool org_currency_is_code(const char *text)
{
	UErrorCode error = U_ZERO_ERROR;
	UEnumeration *codes = ucurr_openISOCurrencies(
		(uint32_t)UCURR_COMMON | (uint32_t)UCURR_NON_DEPRECATED, &error);
	const char *code;
	bool is_found = false;

	while (!is_found && codes && (code = uenum_next(codes, NULL, &error)))
		is_found = strcmp(code, text) == 0;
	uenum_close(codes);
	return is_found;
}

/* Those of which the zone leaves no doubt. */
static const char *currency_of_zone(const char *timezone)
{
	static const struct {
		const char *zone, *currency;
	} zones[] = {
		{ "Asia/Dhaka", "BDT" },        { "Asia/Kolkata", "INR" },
		{ "Asia/Calcutta", "INR" },     { "Europe/Amsterdam", "EUR" },
		{ "Europe/Athens", "EUR" },     { "Europe/Berlin", "EUR" },
		{ "Europe/Bratislava", "EUR" }, { "Europe/Brussels", "EUR" },
		{ "Europe/Copenhagen", "DKK" }, { "Europe/Dublin", "EUR" },
		{ "Europe/Helsinki", "EUR" },   { "Europe/Lisbon", "EUR" },
		{ "Europe/Ljubljana", "EUR" },  { "Europe/London", "GBP" },
		{ "Europe/Luxembourg", "EUR" }, { "Europe/Madrid", "EUR" },
		{ "Europe/Malta", "EUR" },      { "Europe/Oslo", "NOK" },
		{ "Europe/Paris", "EUR" },      { "Europe/Prague", "CZK" },
		{ "Europe/Riga", "EUR" },       { "Europe/Rome", "EUR" },
		{ "Europe/Stockholm", "SEK" },  { "Europe/Tallinn", "EUR" },
		{ "Europe/Vienna", "EUR" },     { "Europe/Vilnius", "EUR" },
		{ "Europe/Warsaw", "PLN" },     { "Europe/Zagreb", "EUR" },
	};

	for (size_t i = 0; i < HK_COUNT(zones); i++)
		if (strcmp(zones[i].zone, timezone) == 0)
			return zones[i].currency;
	return "";
}

static enum hk_result currency_find(struct ctx *cx, void *data)
{
	const char *own, **ret = data;
	struct org org;

	HK_TRY(setting_find(cx, currency_name, "", &own));
	HK_TRY(org_find(cx, &org));
	*ret = *own ? own : currency_of_zone(org.timezone);
	return HK_OK;
}

enum hk_result org_currency(struct ctx *cx, const char **ret)
{
	return ctx_read(cx, currency_find, ret);
}

enum hk_result org_currency_put(struct ctx *cx, const char *currency)
{
	if (*currency && !org_currency_is_code(currency))
		return field_problem(cx, currency_name,
				     TR("Please write the three letters of the currency, such as "
					"EUR."));
	return org_setting_put(cx, currency_name, currency);
}
