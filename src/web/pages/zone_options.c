#include "web/pages/zone_options.h"

#include "base/text.h"
#include "core/i18n.h"

static const char *const zones[] = {
	"Europe/Vilnius",    "Asia/Dhaka",          "Asia/Kolkata",      "Asia/Colombo",
	"Asia/Singapore",    "Asia/Kuala_Lumpur",   "Europe/London",     "Europe/Dublin",
	"Europe/Lisbon",     "Europe/Berlin",       "Europe/Paris",      "Europe/Madrid",
	"Europe/Rome",       "Europe/Amsterdam",    "Europe/Oslo",       "Europe/Stockholm",
	"Europe/Copenhagen", "Europe/Helsinki",     "Europe/Riga",       "Europe/Tallinn",
	"Europe/Warsaw",     "Europe/Prague",       "Europe/Vienna",     "Europe/Zurich",
	"Europe/Athens",     "Europe/Kyiv",         "Europe/Istanbul",   "Asia/Dubai",
	"Asia/Qatar",        "Asia/Riyadh",         "Asia/Kathmandu",    "Asia/Karachi",
	"Asia/Bangkok",      "Asia/Hong_Kong",      "Asia/Shanghai",     "Asia/Tokyo",
	"Australia/Perth",   "Australia/Sydney",    "Pacific/Auckland",  "Africa/Johannesburg",
	"Africa/Nairobi",    "America/New_York",    "America/Toronto",   "America/Chicago",
	"America/Denver",    "America/Los_Angeles", "America/Sao_Paulo", "UTC",
};

/* "Kuala Lumpur" of "Asia/Kuala_Lumpur". */
static const char *city_of(struct web_request *req, const char *zone)
{
	const char *slash = strrchr(zone, '/');
	char *city = hk_copy_text(req->cx->arena, slash ? slash + 1 : zone);

	for (char *at = city; *at; at++)
		if (*at == '_')
			*at = ' ';
	return city;
}

static struct part_option option_of(struct web_request *req, const char *zone, const char *chosen)
{
	return (struct part_option){ .value = zone,
				     .label = city_of(req, zone),
				     .is_chosen = hk_equal(zone, chosen) };
}

struct part_options zone_options(struct web_request *req, const char *chosen)
{
	struct part_option *items = hk_alloc(req->cx->arena, HK_COUNT(zones) + 2, sizeof(*items));
	bool is_listed = !*chosen;
	size_t count = 0;

	items[count++] = (struct part_option){ .value = "",
					       .label = html_gettext(req->out, TR("As we have it")),
					       .is_chosen = !*chosen };
	for (size_t i = 0; i < HK_COUNT(zones); i++) {
		items[count] = option_of(req, zones[i], chosen);
		is_listed |= items[count++].is_chosen;
	}
	if (!is_listed)
		items[count++] = option_of(req, chosen, chosen);
	return (struct part_options){ items, count };
}

struct part_options language_choices(struct web_request *req, const char *chosen, const char *none)
{
	struct part_option *items = hk_alloc(req->cx->arena, I18N_LANGUAGES + 1, sizeof(*items));

	items[0] = (struct part_option){ .value = "",
					 .label = html_gettext(req->out, none),
					 .is_chosen = !*chosen };
	for (size_t i = 0; i < I18N_LANGUAGES; i++)
		items[i + 1] = (struct part_option){ .value = i18n_languages[i].code,
						     .label = i18n_languages[i].name,
						     .language = i18n_languages[i].code,
						     .is_chosen = hk_equal(i18n_languages[i].code,
									   chosen) };
	return (struct part_options){ items, I18N_LANGUAGES + 1 };
}
