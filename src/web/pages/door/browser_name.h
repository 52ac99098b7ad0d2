/* A browser in a few words, "Firefox, Linux": so that a person knows his sessions apart. */
#pragma once

#include "base/arena.h"

/* agent: the User-Agent header, or NULL. "" when nothing in it is known. */
const char *browser_name(struct hk_arena *arena, const char *agent);
