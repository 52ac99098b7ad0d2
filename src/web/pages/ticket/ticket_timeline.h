/*
 * The conversation of a ticket: its messages with what was done between them, by days. Bounded:
 * the newest thirty messages, older ones on demand.
 */
#pragma once

#include "core/i18n.h"
#include "ticket/history.h"
#include "ticket/message.h"
#include "web/parts.h"

struct timeline_item {
	const char *kind; /* day, message, event */
	const char *day;  /* "Today"; "" for a date, then at says which */
	int64_t at;
	struct part_message message;
	struct part_event event;
};

struct timeline_items {
	struct timeline_item *items;
	size_t count;
	int64_t newest; /* id of the last message, where it is the ticket's last; 0: it is not */
};

struct timeline {
	int64_t number;
	struct timeline_items items;
	struct message_list newest; /* those that stand there, the ticket's last the last; none of
				       an older page */
	const char *older;          /* the page before, "" for none */
	const char *live;           /* what shows this again */
};

enum { TIMELINE_MESSAGES = 30 };

struct timeline_wish {
	int64_t before_id; /* messages before that one; INT64_MAX: the newest */
	int64_t from_id;   /* and from that one on: as long as there is room; 0: any */
	int64_t long_id;   /* that one in full, however long it is; 0: none */
};

/* Needs cx->db. */
enum hk_result timeline_find(struct ctx *cx, const struct ticket *ticket,
			     const struct timeline_wish *wish, struct timeline *ret);

/* How the customer of a ticket reads a time. */
enum hk_result cite_reader_find(struct ctx *cx, const struct ticket *ticket,
				struct i18n_reader *ret);
/* Who wrote it and when, as that reader finds it above a quotation. */
const char *message_cite(const struct i18n_reader *reader, const struct message *message);
/* These messages and lines of a ticket alone, as the timeline shows them. */
enum hk_result timeline_of(struct ctx *cx, const struct ticket *ticket,
			   const struct message_list *messages, const struct history_list *history,
			   struct timeline_items *ret);
