/*
 * saved view: a list of tickets by conditions, with a name; of one person, or
 * shared with a team. It never shows more than who looks may see.
 */
#pragma once

#include "ticket/ticket.h"

enum { VIEWS_MOST = 50, VIEW_COUNT_MOST = 100, VIEW_OWN = -1 };

struct saved_view {
	int64_t id, staff_id;
	int64_t shared_id; /* the team that sees it too; 0 */
	int64_t position;
	const char *name;
	const char *state;                                /* "": whatever is not at its end */
	const char *type, *priority, *language, *channel; /* "": any */
	int64_t owner_id;                       /* 0: anybody's, VIEW_OWN: of whoever looks */
	int64_t team_id, mailbox_id, age_hours; /* 0: any */
	const char *words;                      /* in the subject; "" */
	int64_t created_at, version;
};

struct saved_view_list {
	struct saved_view *items;
	size_t count;
};

/* Those of the actor and of his teams, his own first. */
enum hk_result saved_view_every(struct ctx *cx, struct saved_view_list *ret);
/* HK_NOT_FOUND also for those that he may not see. */
enum hk_result saved_view_find(struct ctx *cx, int64_t id, struct saved_view *ret);
/* id 0: adds it, last; else changes the actor's own of that version. HK_INVALID beside "name",
 * "share", ...; HK_CONFLICT: it was changed since, or there are too many. */
enum hk_result saved_view_put(struct ctx *cx, const struct saved_view *view, int64_t *ret_id);
enum hk_result saved_view_remove(struct ctx *cx, int64_t id);
/* One place up among his own; nothing happens to the first. */
enum hk_result saved_view_up(struct ctx *cx, int64_t id);

/* What is due first stands first. */
enum hk_result ticket_page_saved(struct ctx *cx, const struct saved_view *view,
				 struct ticket_cursor after, int64_t limit,
				 struct ticket_lines *ret);
/* How many there are, counted up to VIEW_COUNT_MOST. */
enum hk_result ticket_count_saved(struct ctx *cx, const struct saved_view *view, int64_t *ret);
/* Whether it stands in the view now. */
bool saved_view_has(struct ctx *cx, const struct saved_view *view, const struct ticket *ticket);
