/*
 * complaint_report: what complaints of a year say (ISO 10002, 8): how many, of what kind, from
 * which causes, how soon and how they ended, and what customers think of the handling; and those
 * that are open, for who handles them.
 */
#pragma once

#include "ticket/complaint/complaint.h"

enum { COMPLAINT_CODES_MOST = 10, COMPLAINT_MONTHS = 12, COMPLAINT_SCORES = 6 };

struct complaint_tally {
	const char *code;
	int64_t count;
};

struct complaint_report {
	int64_t year, count, open, ended;
	int64_t person_late, decided_late; /* clocks that were missed, of those received then */
	int64_t decided, days;             /* how many, and the middle of how long that took */
	int64_t by_customer;               /* recorded by customers themselves */
	int64_t not_accepted;
	int64_t months[COMPLAINT_MONTHS];
	struct complaint_tally causes[COMPLAINT_CODES_MOST], outcomes[COMPLAINT_CODES_MOST],
		severities[COMPLAINT_CODES_MOST];
	int64_t scores[COMPLAINT_SCORES], scored; /* 1 to 5 */
	int64_t suspected;                        /* nobody has said yet what they are */
	int64_t dismissed;                        /* somebody said that they are none */
	int64_t logs_looked, logs_broken;
};

/* from, until: the year, by the clock of the house. */
enum hk_result complaint_report_find(struct ctx *cx, int64_t from, int64_t until,
				     struct complaint_report *ret);

struct complaint_open {
	int64_t ticket_id;
	const char *stage, *severity;
	int64_t is_safety, received_at;
};

struct complaint_opens {
	struct complaint_open *items;
	size_t count;
};

/* Those that are open, the oldest first. */
enum hk_result complaint_open_find(struct ctx *cx, int64_t limit, struct complaint_opens *ret);
/* When the last of those were received that are grave or say that somebody may be in danger, the
 * oldest first; at most so many. */
enum hk_result complaint_grave_find(struct ctx *cx, int64_t limit, int64_t *ret_at,
				    size_t *ret_count);
/* Tickets that sound like one, the oldest first, by id. */
enum hk_result complaint_suspected_find(struct ctx *cx, int64_t limit, int64_t *ret_ids,
					size_t *ret_count);
