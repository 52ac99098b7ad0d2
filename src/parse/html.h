/*
 * Canonical HTML: the little that Hark puts into its pages as ready-made markup. What may exist
 * at all is in html_rules.c; a writer makes it and a checker that shares the tables, not the
 * code, says whether a text is it.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"
#include "base/result.h"

/* One linear pass: true only for what the writer can write, balanced and escaped. */
bool html_is_canonical(const char *html);

/*
 * The same allow-list writer for markup that Hark itself made, such as rendered Markdown. Hostile
 * documents never come here: they go through parse_mail(), whose libraries run in a cage.
 * HK_INVALID: deeper or heavier than the writer keeps; ret is then untouched.
 */
enum hk_result html_clean_trusted(struct hk_arena *arena, const char *html, size_t len,
				  const char **ret);
