#include "web/pages/door/browser_name.h"

#include <string.h>

#include "base/result.h"

struct sign {
	const char *part, *name;
};

/* The first that fits: each browser also names those before which it came. */
static const struct sign browsers[] = {
	{ "Edg", "Edge" },         { "OPR/", "Opera" },     { "SamsungBrowser/", "Samsung" },
	{ "Firefox/", "Firefox" }, { "FxiOS/", "Firefox" }, { "CriOS/", "Chrome" },
	{ "Chrome/", "Chrome" },   { "Safari/", "Safari" }, { "curl/", "curl" },
};

static const struct sign systems[] = {
	{ "Android", "Android" }, { "iPhone", "iPhone" },  { "iPad", "iPad" },
	{ "Windows", "Windows" }, { "Mac OS X", "macOS" }, { "CrOS", "ChromeOS" },
	{ "Linux", "Linux" },
};

static const char *find(const char *agent, const struct sign *signs, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (strstr(agent, signs[i].part))
			return signs[i].name;
	return "";
}

const char *browser_name(struct hk_arena *arena, const char *agent)
{
	const char *browser = agent ? find(agent, browsers, HK_COUNT(browsers)) : "";
	const char *system = agent ? find(agent, systems, HK_COUNT(systems)) : "";

	return hk_format(arena, "%s%s%s", browser, *browser && *system ? ", " : "", system);
}
