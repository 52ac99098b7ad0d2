/* Whether a file that somebody sent can be had, and if not, why. */
#pragma once

#include "ticket/message.h"

/* A translatable sentence for people; "" when it can. */
const char *file_why_not(const struct attachment *file);
