/*
 * What is tried first when somebody guesses a password: common words and names, with figures for
 * letters too, what everybody knows about the person, rows of keys, years, and anything twice.
 */
#pragma once

#include <stdbool.h>

#include "base/arena.h"

/* own: words about the person and the house, NULL at the end; of fold_plain(); short ones do not
 * count. True when so little is left beside such pieces that it is found soon, however long it is.
 */
bool password_is_easy(struct hk_arena *arena, const char *password, const char *const *own);
