/* A complaint on the pages of its customer, and the page that says how to complain. */
#pragma once

#include "ticket/complaint/complaint.h"
#include "web/parts.h"
#include "web/web.h"

/* Beside a request; is_any false: it is no complaint. */
struct complaint_mine {
	bool is_any, is_told, may_answer, may_judge;
	const char *url;
	const char *stage;   /* for translators */
	const char *outcome; /* the same; "" */
	const char *reply;   /* "", accepted, rejected */
	const char *outside;
	int64_t number, decide_at, offer_until, round, score;
	const char *words, *judged; /* as typed, to the decision and about the way to it */
	int64_t score_typed;        /* 0: none */
	struct part_errors errors;
};

/* Costs nothing for what is no complaint. */
enum hk_result complaint_mine_find(struct web_request *req, const struct ticket *ticket,
				   struct complaint_mine *ret);

/* How to complain, for everybody. */
struct complaint_how {
	const char *outside;
	int64_t hours, days; /* until a person answers; until the decision, 0: not promised */
};
