/* Complaints that are open, and what those of a year say. */
#pragma once

#include "ticket/complaint/complaint_report.h"
#include "web/pages/ticket/ticket_words.h"
#include "web/parts.h"

struct complaint_row {
	const char *url, *subject, *language, *customer, *owner, *stage, *tone, *severity;
	int64_t number, received_at, due_at;
	bool is_safety, is_late;
};

struct complaint_rows {
	struct complaint_row *items;
	size_t count;
};

struct complaint_screen {
	struct complaint_rows open, suspected;
	bool may_report;
};

/* A bar: a label, a number, and its share of the longest one. */
struct complaint_bar {
	const char *label;
	int64_t count, most;
};

struct complaint_bars {
	struct complaint_bar *items;
	size_t count;
};

struct complaint_year {
	struct complaint_report report;
	struct complaint_bars months, causes, outcomes, severities, scores;
	const char *title;
	const char *before, *after; /* URLs of the years beside it; "" */
	bool is_log_whole;
};
