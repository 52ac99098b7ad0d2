/* Where an owner chooses until when a ticket is away from his inbox. */
#pragma once

#include "web/parts.h"

struct snooze_form {
	const char *self, *subject, *language;
	int64_t number;
	struct part_options choices; /* value: ms UTC; the hint says when that is */
	int64_t warning;             /* when somebody is warned next; 0: nothing is promised */
	bool is_late;                /* that was before now */
	const char *when, *why;      /* as they were typed */
	const char *why_not;         /* then there is no form; "" */
	const char *problem;
	struct part_errors errors;
};
