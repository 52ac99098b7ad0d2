/* Whether a value can be what its row of the table takes; the value of a secret is never named. */
#pragma once

#include "core/settings.h"

/* NULL, or a sentence for the operator that begins with the name of the setting. */
const char *setting_fault(struct hk_arena *arena, enum setting which, const char *value);
