/* The packs of legal times that Hark brings along, as they stand in legal/. */
#pragma once

#include <stddef.h>

extern const char *const legal_texts[];
extern const size_t legal_text_count;
