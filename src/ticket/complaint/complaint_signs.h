/* Whether words sound like a complaint. No magic word is needed (ISO 10002, 3.2): this only asks a
 * person to look, who decides. */
#pragma once

#include <stdbool.h>

#include "base/arena.h"

/* language: "" or one that we do not speak is looked at as English. */
bool complaint_sounds(struct hk_arena *arena, const char *language, const char *text);
