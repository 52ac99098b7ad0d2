/* Time zones to choose from: the cities that our readers live in or near, not all four hundred. */
#pragma once

#include "web/parts.h"
#include "web/web.h"

/* The first option is the organisation's own zone; a chosen one that is not in the list joins it.
 */
struct part_options zone_options(struct web_request *req, const char *chosen);
/* Our four languages by their own names, after the one that stands for no choice ("": none, for
 * translators). */
struct part_options language_choices(struct web_request *req, const char *chosen, const char *none);
