/* What there is: the lists that tie the rooms together. Only app/ knows all of them. */
#pragma once

#include "core/event.h"
#include "core/job.h"
#include "web/web.h"

extern const struct subscriber subscribers[];
extern const struct job_kind *const job_kinds[];
extern const struct web_family web_families[];
