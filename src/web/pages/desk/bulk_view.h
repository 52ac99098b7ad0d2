/* One deed for many tickets, as pages show it. */
#pragma once

#include "ticket/link/batch.h"
#include "web/parts.h"
#include "web/web.h"

/* One that may be chosen. */
struct bulk_row {
	int64_t number;
	const char *customer, *subject, *language, *state;
	const char *note; /* whom it reaches; "" */
	int64_t seen_id;  /* its newest message when it was shown first */
	bool is_chosen;
};

struct bulk_rows {
	struct bulk_row *items;
	size_t count;
};

/* One that its actor did before, to go back to. */
struct bulk_past {
	const char *url, *deed;
	const char *state, *tone, *icon; /* a chip */
	int64_t total, at;
};

struct bulk_pasts {
	struct bulk_past *items;
	size_t count;
};

/* /bulk: which tickets, and what shall be done; or /tickets/{number}/children. */
struct bulk_form {
	const char *title, *back; /* for translators, or a name; where one came from */
	const char *in, *q;
	struct bulk_rows rows;
	bool has_more, is_all; /* there are more than are shown; all of them are meant */
	const char *deed;      /* that is chosen */
	struct part_options owners, teams, priorities;
	struct bulk_pasts pasts; /* the last ones of who asks */
	int64_t number;          /* of the ticket to which they belong; 0 */
	bool is_ended;           /* that ticket came to its end just now */
	const char *text, *then;
	const char *problem;
	struct part_errors errors;
};

/* What will be, or was, done to one. */
struct bulk_line {
	int64_t number;
	const char *url, *customer, *subject, *language;
	const char *note;         /* whom it reaches, and in which language; "" */
	const char *words, *tone; /* "Will be done", or why not */
};

struct bulk_lines {
	struct bulk_line *items;
	size_t count;
};

/* Why some of them stay as they are. */
struct bulk_reason {
	const char *words;
	int64_t count;
};

struct bulk_reasons {
	struct bulk_reason *items;
	size_t count;
};

/* /bulk/{id} */
struct bulk_view {
	struct batch batch;
	const char *self, *deed; /* "/bulk/17"; what is done, in words */
	const char *text;        /* what everybody reads; "" */
	struct bulk_lines lines; /* of a draft those that stay as they are and others after them,
				    else those that could not be done; the first BATCH_SHOWN */
	struct bulk_reasons reasons;
	int64_t refused; /* of all: those that stay, or stayed, as they are */
	bool is_live, may_start, may_undo, has_more;
	int64_t percent;
};

/* Fills the view of the actor's own batch. HK_NOT_FOUND. */
enum hk_result bulk_view_find(struct ctx *cx, int64_t id, struct bulk_view *ret);
/* The actor's last ones. */
enum hk_result bulk_pasts_find(struct ctx *cx, struct bulk_pasts *ret);
/* Whom an answer to that ticket reaches: "ola@example.net, Lithuanian"; "" for nobody. */
enum hk_result bulk_reach(struct ctx *cx, const struct ticket *ticket, const char **ret);
