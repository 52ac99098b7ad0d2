#include "core/settings_check.h"

#include <inttypes.h>
#include <string.h>

#include "base/text.h"

static bool is_filled(const char *value, const char *prefix)
{
	return hk_starts(value, prefix) && value[strlen(prefix)];
}

static bool is_database(const char *value)
{
	return is_filled(value, "sqlite:") || is_filled(value, "postgresql://") ||
	       is_filled(value, "postgres://");
}

/* "127.0.0.1:8025", "[::1]:8025", ":8025"; which addresses there are is known when it is opened. */
static bool is_door(struct hk_arena *arena, const char *value)
{
	const char *colon = strrchr(value, ':');
	int64_t port;

	if (hk_starts(value, "unix:"))
		return is_filled(value, "unix:");
	return colon && hk_number(colon + 1, &port) && port >= 0 && port <= UINT16_MAX &&
	       !strpbrk(hk_copy(arena, value, (size_t)(colon - value)), "/ \t");
}

static bool are_doors(struct hk_arena *arena, const char *list)
{
	size_t count = 0;

	while (*list) {
		size_t length = strcspn(list, ",");
		const char *one = hk_trim(arena, hk_copy(arena, list, length));
		if (*one && !is_door(arena, one))
			return false;
		count += *one != '\0';
		list += length + (list[length] == ',');
	}
	return count > 0;
}

/* Paths are put behind it, so it has none of its own. */
static bool is_base(const char *value)
{
	const char *host = hk_starts(value, "https://")  ? value + strlen("https://")
			   : hk_starts(value, "http://") ? value + strlen("http://")
							 : "";

	return *host && *host != ':' && !strpbrk(host, "/?#@\\ \t\"<>");
}

static bool is_level(const char *value)
{
	static const char *const levels[] = { "debug", "info", "warning", "error" };

	return hk_one_of(value, levels, HK_COUNT(levels));
}

static bool is_clock(const char *value)
{
	int64_t ms;

	if (hk_starts(value, "fixed:"))
		return hk_number(value + strlen("fixed:"), &ms);
	return !*value || is_filled(value, "file:");
}

static bool is_way_out(const char *value)
{
	return !*value || is_filled(value, "smtp://") || is_filled(value, "smtps://") ||
	       is_filled(value, "dir:");
}

static bool is_number(const struct setting_row *row, const char *value)
{
	int64_t number;

	return hk_number(value, &number) && number >= row->least && number <= row->most;
}

static bool is_right(struct hk_arena *arena, const struct setting_row *row, const char *value)
{
	switch (row->kind) {
	case SETTING_IS_DATABASE: return is_database(value);
	case SETTING_IS_PATH: return *value != '\0';
	case SETTING_IS_DOORS: return are_doors(arena, value);
	case SETTING_IS_DOOR: return !*value || is_door(arena, value);
	case SETTING_IS_BASE: return is_base(value);
	case SETTING_IS_WAY_OUT: return is_way_out(value);
	case SETTING_IS_LEVEL: return is_level(value);
	case SETTING_IS_CLOCK: return is_clock(value);
	case SETTING_IS_NUMBER: return is_number(row, value);
	default: return true;
	}
}

static const char *wanted(struct hk_arena *arena, const struct setting_row *row)
{
	switch (row->kind) {
	case SETTING_IS_DATABASE: return "sqlite:PATH or postgresql://user:password@host/name";
	case SETTING_IS_PATH: return "a path";
	case SETTING_IS_DOORS:
	case SETTING_IS_DOOR: return "ADDRESS:PORT or unix:PATH";
	case SETTING_IS_BASE: return "http:// or https:// and a name, without a path behind it";
	case SETTING_IS_WAY_OUT: return "smtp://host:port, smtps://host:port or dir:PATH";
	case SETTING_IS_LEVEL: return "debug, info, warning or error";
	case SETTING_IS_CLOCK: return "fixed:MS or file:PATH";
	case SETTING_IS_NUMBER:
		return hk_format(arena, "a whole number from %" PRId64 " to %" PRId64, row->least,
				 row->most);
	default: return "";
	}
}

const char *setting_fault(struct hk_arena *arena, enum setting which, const char *value)
{
	const struct setting_row *row = &setting_rows[which];

	if (is_right(arena, row, value))
		return NULL;
	if (row->is_secret)
		return hk_format(arena, "%s: this cannot be used; please give %s.", row->name,
				 wanted(arena, row));
	return hk_format(arena, "%s: \"%s\" cannot be used; please give %s.", row->name, value,
			 wanted(arena, row));
}
