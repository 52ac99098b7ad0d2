/* Which answers speak of which theme, and what is new: the part of a look that needs no database.
 * Only theme_look.c and its tests include this. */
#pragma once

#include "feedback/theme/theme_look.h"

/* Every theme, however it stands. */
enum hk_result theme_known(struct ctx *cx, struct theme_list *ret);
/* Adds to look->findings what is found in answers of that language. */
void theme_match(struct ctx *cx, struct theme_look *look, const char *language);
