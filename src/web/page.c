#include "web/page.h"

#include <string.h>

#include "base/result.h"
#include "base/text.h"

/* What layout_staff.html has in its side bar, beside the queues of teams. */
static const char *const entries[] = {
	"/inbox",         "/inbox/solved", "/inbox/all",     "/promises",
	"/promises/team", "/complaints",   "/tasks",         "/complaints/review",
	"/control",       "/loop",         "/loop/wall",     "/customers",
	"/loop/figures",  "/loop/themes",  "/saved-replies", "/wording",
	"/admin/rules",   "/admin",
};

static bool is_within(const char *path, const char *entry)
{
	size_t length = strlen(entry);

	return hk_starts(path, entry) && (path[length] == '/' || path[length] == '\0');
}

static const char *nearer(const char *path, const char *one, const char *other)
{
	return is_within(path, other) && strlen(other) > strlen(one) ? other : one;
}

const char *page_current(const struct page *page, const char *entry)
{
	const char *path = page->beside ? page->beside : page->path, *nearest = "";

	for (size_t i = 0; i < HK_COUNT(entries); i++)
		nearest = nearer(path, nearest, entries[i]);
	for (size_t i = 0; i < page->teams.count; i++)
		nearest = nearer(path, nearest, page->teams.items[i].url);
	if (strcmp(nearest, entry) != 0)
		return "false";
	return strcmp(page->path, entry) == 0 ? "page" : "true";
}
