/* Whatever a reply says, what it promises is clean text and a time to come. */
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "base/time.h"
#include "core/ctx.h"
#include "standard/promise.h"
#include "standard/said.h"

/* Wednesday, 25 November 2026, 10:00 in Vilnius. */
#define NOW ((int64_t)1795593600000)

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const struct business *shop(struct hk_arena *arena)
{
	struct business_rules rules = { .timezone = "Europe/Vilnius" };

	for (int day = 0; day < 5; day++)
		if (!hours_read("9-18", &rules.week[day]))
			abort();
	return business_new(arena, &rules, NOW);
}

/* Made once: a kit opens files. */
static struct {
	struct hk_arena *arena;
	struct kit *kit;
	const struct business *business;
} desk;

static void check(const struct said_list *list)
{
	if (list->count > SAID_MOST)
		abort();
	for (size_t i = 0; i < list->count; i++)
		if (list->items[i].at <= NOW ||
		    list->items[i].at > NOW + PROMISE_MOST_DAYS * HK_DAY ||
		    hk_letters(list->items[i].text) > SAID_LETTERS ||
		    !hk_utf8_is_valid(list->items[i].text, strlen(list->items[i].text)))
			abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	scoped_arena *arena = hk_arena_new();
	const char *text = hk_utf8_clean(arena, (const char *)data, size);
	struct said_list list;

	if (!desk.kit) {
		desk.arena = hk_arena_new();
		desk.kit = kit_new();
		desk.business = shop(desk.arena);
	}
	for (int i = 0; i < 2; i++) {
		struct said_clocks clocks = { .formats = desk.kit->formats,
					      .timezone = i ? "Asia/Dhaka" : "Europe/Vilnius",
					      .ours = "Europe/Vilnius",
					      .business = i ? NULL : desk.business,
					      .now = NOW };

		list = said_find(arena, text, &clocks);
		check(&list);
	}
	return 0;
}
