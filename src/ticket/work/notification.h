/*
 * notification: what a person of the house shall hear of: that he was named in a note, was given
 * work, that work he gave came to its end. Each thing is told him once, by its effect key, and
 * nobody is told of his own deeds. Of a ticket that he may not see any more it says nothing.
 */
#pragma once

#include "core/ctx.h"

struct notification {
	int64_t id, staff_id;
	const char *effect_key;
	int64_t at;
	const char *kind; /* a row of the table in notification.c */
	int64_t ticket_id, number;
	int64_t task_id;     /* 0: about none */
	int64_t cause_id;    /* of feedback/cause.h: number is its; 0: about none */
	int64_t response_id; /* of feedback/loop: who waits for a word; 0 */
	int64_t sheet_id;    /* of growth/sheet.h; 0 */
	const char *from_name, *words;
	int64_t read_at; /* 0: not yet */
	int64_t may_see; /* of lists: its ticket may be seen, or it is about a task of his */
};

struct notification_list {
	struct notification *items;
	size_t count;
};

/* Tells him, unless he did it himself or was told already. words are cut to their beginning. */
enum hk_result notification_add(struct ctx *cx, const struct notification *wish);

/* The actor's own, the newest first, older than that one (INT64_MAX: from the newest on). */
enum hk_result notification_page(struct ctx *cx, int64_t before_id, int64_t limit,
				 struct notification_list *ret);
/* HK_NOT_FOUND: it is not the actor's. */
enum hk_result notification_find(struct ctx *cx, int64_t id, struct notification *ret);
/* For the duty that mails it, which runs as the house: whosever it is. */
enum hk_result notification_by_row(struct ctx *cx, int64_t id, struct notification *ret);
/* The actor has seen it. */
enum hk_result notification_read(struct ctx *cx, int64_t id);
/* All of the actor's, or those about one ticket (0: of every). */
enum hk_result notification_read_all(struct ctx *cx, int64_t ticket_id);
enum hk_result notification_forget(struct ctx *cx, int64_t before, int64_t limit,
				   int64_t *ret_count);

/* "Rasa named you in a note on ticket 17", in that language. */
const char *notification_say(struct ctx *cx, const char *language,
			     const struct notification *notification);
/* It is about a cause, a meeting or talks with people who stay unknown: not about a ticket. */
bool notification_is_of_house(const struct notification *one);
/* Where it leads, a path: the ticket, or the task; "" where the ticket may not be seen. */
const char *notification_path(struct ctx *cx, const struct notification *notification);
/* Its icon in lists. */
const char *notification_icon(const struct notification *notification);

/* The duty that mails it to whoever is not looking (job/tell/notification_mail.c). */
#define NOTIFICATION_JOB "notification.mail"
