/* What the page of one import shows. */
#pragma once

#include "intake/import.h"

struct import_view {
	const struct import *run;
	const char *self; /* its path */
	const char *state_words, *state_tone;
	const char *kind_words, *target_words, *mailbox;
	const char *problem; /* translated, or words of a server; "" */
	int64_t percent;     /* -1: nobody knows yet */
	bool is_live, may_stop, may_go_on, may_undo;

	struct import_rows {
		struct import_row {
			const char *words, *url, *reason;
		} * items;

		size_t count;
	} failures, kept;

	bool has_more; /* than are shown */
};
