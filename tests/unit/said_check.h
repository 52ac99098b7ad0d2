/* What sentences propose, each checked against what it should. */
#pragma once

#include "said_desk.h"

/* With a question mark behind it for a guess; "" for none. */
static inline const char *promised(const struct desk *desk, const char *text, int64_t now)
{
	const struct said_clocks clocks = { .formats = desk->kit->formats,
					    .timezone = "Europe/Vilnius",
					    .ours = "Europe/Vilnius",
					    .business = desk->business,
					    .now = now };
	const struct said_list list = said_find(desk->arena, text, &clocks);
	const char *at;

	if (!list.count)
		return "";
	at = i18n_clock_write(desk->kit->formats, desk->arena, "Europe/Vilnius", list.items[0].at);
	return list.items[0].is_guess ? hk_format(desk->arena, "%s?", at) : at;
}

struct sentence {
	const char *text, *at;
};

static inline void check(const struct desk *desk, int64_t now, const struct sentence *sentences)
{
	size_t wrong = 0;

	for (; sentences->text; sentences++) {
		const char *found = promised(desk, sentences->text, now);

		if (strcmp(found, sentences->at) == 0)
			continue;
		wrong++;
		print_error("%s\n  should be %s, is %s\n", sentences->text, sentences->at, found);
	}
	assert_int_equal(wrong, 0);
}
