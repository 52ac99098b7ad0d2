/* The families of pages that there are; those of jobs and subscribers stand in job/jobs.c. */
#pragma once

#include "web/web.h"

extern const struct web_family web_families[];
