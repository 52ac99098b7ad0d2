/* A complaint as its page shows it: what is missing next, its parts as forms, and what was done. */
#pragma once

#include "ticket/complaint/complaint.h"
#include "web/parts.h"
#include "web/web.h"

/* Something that must be done before it can end. */
struct complaint_gap_item {
	const char *sentence, *url;
};

struct complaint_log_item {
	int64_t at;
	const char *who, *what, *detail;
};

struct complaint_view {
	int64_t number, version;
	const char *self; /* "/tickets/17/complaint" */
	const char *ticket, *subject, *language;
	const char *stage, *tone;
	bool may_see; /* what is confidential */
	bool is_open;
	int64_t keep_until; /* 0: it is open */
	bool is_forgotten;  /* that time is over, and what was written is gone */

	struct complaint_gap_items {
		struct complaint_gap_item *items;
		size_t count;
	} gaps;

	struct complaint_laws {
		struct complaint_law {
			const char *name, *source, *version;
			const char *what;   /* which clock, in words */
			const char *stands; /* how it stands, in words */
		} * items;

		size_t count;
	} laws;

	int64_t received_at, decide_at; /* CLOCK_NEVER: not promised */
	/* As typed, else as it stands. */
	const char *description, *remedy, *product, *immediate;
	bool is_not_stated;
	struct part_options severities, complexities, impacts;
	bool is_safety, needs_action;
	struct part_options subjects, reviewers, causes;
	const char *evidence, *reason;
	struct part_options outcomes;
	const char *reasons, *remedies, *amount, *currency;
	bool may_decide, has_decided, may_write, may_answer, may_do, may_withdraw;
	bool is_told, is_done, is_refused;
	int64_t offer_until, process_score;
	const char *outcome, *reply, *process_words;
	struct part_options replies;
	const char *reply_words;

	struct complaint_log_items {
		struct complaint_log_item *items;
		size_t count;
	} log;

	const char *problem;
	struct part_errors errors;
};

/* Needs cx->db; what was typed stands in it again. HK_NOT_FOUND: the ticket is no complaint. */
enum hk_result complaint_view_find(struct web_request *req, const struct ticket *ticket,
				   struct complaint_view *ret);
/* "12.50", "12,5", "12": in minor units; "" is 0, and what is no amount -1. */
int64_t complaint_amount_read(const char *text);
const char *complaint_amount_write(struct ctx *cx, int64_t amount);
/* Codes as options, with an empty one before them where none is chosen yet. */
struct part_options complaint_options(struct ctx *cx, const struct complaint_code *codes,
				      const char *chosen);
