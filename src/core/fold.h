/* fold: text as it is compared with words that a person wrote: without capitals, in every script.
 */
#pragma once

#include <stdbool.h>

#include "base/arena.h"

/* By the full case folding of Unicode. */
char *fold_text(struct hk_arena *arena, const char *text);
/* A word of the text begins so: "tow" is in "Towing, please", and not in "a stowed bag". Both are
 * folded. "" is in every text. */
bool fold_begins(const char *text, const char *word);
