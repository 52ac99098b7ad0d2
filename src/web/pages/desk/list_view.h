/*
 * A list of tickets as the inbox shows it, alone or beside a ticket: which view, its rows in
 * groups by what is due, and the addresses that lead on. The name of a view stands in the address
 * (/inbox/all) and goes along with each ticket (?in=all), so that the list stays beside it.
 */
#pragma once

#include "ticket/ticket.h"
#include "web/pages/ticket/handover_view.h"
#include "web/parts.h"
#include "web/web.h"

struct list_rows {
	struct part_row *items;
	size_t count;
};

struct list_group {
	const char *title; /* for translators; "" for none */
	struct list_rows rows;
};

struct list_groups {
	struct list_group *items;
	size_t count;
};

struct list_view {
	const char *name;  /* "" (mine), snoozed, all, solved, closed, spam, deleted, team-17,
			      view-5 */
	const char *title; /* of a team or a saved view: its name; else for translators */
	const char *hint;  /* by what it is sorted; for translators */
	const char *url;   /* "/inbox/all" */
	const char *live;  /* the page of it that is shown */
	const char *next;  /* the page after this one, "" for none */
	bool is_first;     /* nothing was left out before */
	bool is_beside;    /* a ticket is what the page is about */
	struct list_groups groups;
	struct handover_rows handovers;                     /* of one's own inbox */
	const char *empty_icon, *empty_title, *empty_words; /* for translators */
};

/* Beside a ticket fewer are shown: each costs, and one looks at the ticket. */
enum { LIST_ROWS = 50, LIST_ROWS_BESIDE = 20, LIST_ONLY = 50 };

struct list_wish {
	const char *name;  /* as in the address; NULL: "" */
	const char *after; /* cursor of the page; NULL: the first */
	int64_t current;   /* number of the ticket that is open; 0: none */
	bool is_beside;
	const char *only; /* of the view those with these numbers: "17,18"; NULL: a page of it */
};

/* The bare lines of a view, and what it is called, for translators or a team's own name. */
struct list_lines {
	struct ticket_lines lines;
	const char *title, *url;
};

enum hk_result list_lines_find(struct web_request *req, const char *name,
			       struct ticket_cursor after, int64_t limit, struct list_lines *ret);
/* Where the page after one goes on that ended with that line. */
struct ticket_cursor list_cursor_after(const char *name, const struct ticket_line *last);
/* HK_NOT_FOUND: there is no such view. Needs cx->db. */
enum hk_result list_view_find(struct web_request *req, const struct list_wish *wish,
			      struct list_view *ret);
/* One row, for other lists too (customers, search). suffix: "" or "?in=..." behind its address. */
struct part_row list_row(struct ctx *cx, const struct ticket_line *line, bool shows_owner,
			 const char *suffix);
