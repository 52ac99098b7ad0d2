/* Replies that wait for their time, as a ticket shows them; and the times that a writer may choose.
 */
#pragma once

#include "ticket/write/later.h"
#include "web/parts.h"

struct later_item {
	const char *base; /* "/tickets/17/later/5" */
	const char *who;  /* "You", or a name */
	struct markup body;
	const char *language;
	const char *turn;   /* what becomes of the ticket then, in words */
	const char *reason; /* why it was stopped, in words; "" */
	int64_t send_at;
	int64_t due_at;            /* what is promised before it leaves; 0: nothing */
	bool is_stopped, may_keep; /* may_keep: its time is still to come */
};

struct later_view {
	int64_t version, stood; /* what this page shows of the ticket */
	bool may_decide;

	struct later_items {
		struct later_item *items;
		size_t count;
	} items;
};

enum hk_result later_view_find(struct ctx *cx, const struct ticket *ticket, struct later_view *ret);
/* This evening, tomorrow and Monday morning, by those clocks; value: ms UTC. */
struct part_options later_options(struct ctx *cx, const char *timezone);
enum hk_result later_choices(struct ctx *cx, const struct ticket *ticket, struct part_later *ret);
