/* Causes as pages show them: the tree, one of them with all that is known, and the forms. */
#pragma once

#include "feedback/cause_link.h"
#include "feedback/cause_stop.h"
#include "feedback/prevention.h"
#include "web/pages/chart_view.h"
#include "web/parts.h"
#include "web/web.h"

/* A line of the tree. */
struct cause_row {
	const char *url, *code; /* "RC-112" */
	const char *name, *owner;
	const char *state, *tone; /* in words */
	int64_t depth;            /* 0: a root */
	int64_t people, whys, opened_at;
	bool is_stopped;
};

struct cause_rows {
	struct cause_row *items;
	size_t count;
};

/* /loop/causes */
struct cause_tree {
	struct cause_rows living, closed;
	bool may_work, may_name;
};

struct cause_why_line {
	const char *field, *text, *author, *error;
	const char *meanwhile; /* what somebody else wrote since the form was shown; "" */
	int64_t position, at;
};

struct cause_why_lines {
	struct cause_why_line *items;
	size_t count;
};

struct cause_quote {
	const char *name, *words, *language, *subject, *ticket; /* "/tickets/17"; "" */
	const char *response; /* "/loop/answers/17"; "" where nobody saw to it */
	const char *score;
	int64_t id, at;
};

struct cause_quotes {
	struct cause_quote *items;
	size_t count;
};

struct cause_action {
	const char *what, *owner, *state, *tone; /* in words */
	const char *prediction;                  /* a sentence */
	const char *verdict;                     /* with its figures; "" before its day */
	const char *why;                         /* it was given up; "" */
	const char *give_up;                     /* URL; "" */
	int64_t id;
	bool tell; /* it worked: those who said it can be told */
	int64_t begin_at, check_at;
	bool is_running;
};

struct cause_actions {
	struct cause_action *items;
	size_t count;
};

/* What was, or is to be, told. */
struct cause_telling {
	const char *url, *headline;
	int64_t sent_at, told, people;
};

struct cause_tellings {
	struct cause_telling *items;
	size_t count;
};

/* A line that is or was stopped. */
struct cause_halt {
	const char *reason, *raiser, *answerer, *releaser, *release_reason;
	int64_t raised_at, acknowledged_at, released_at;
	bool is_held;
};

struct cause_halts {
	struct cause_halt *items;
	size_t count;
};

/* /loop/causes/112 */
struct cause_page {
	struct cause_row row;
	struct cause_row parent;            /* url "" : it has none */
	struct cause_rows children, merged; /* merged: those that went over to it */
	struct cause_why_lines whys;
	struct cause_quotes quotes;
	int64_t unseen;    /* older ones, and those whose words are not for its reader */
	const char *older; /* address of the next; "": there are none */
	bool is_older;     /* not the first of them */
	struct cause_actions actions;
	struct cause_halts halts;
	struct cause_tellings tellings;
	struct chart_view chart; /* count 0: there is too little for one */
	const char *closed_why, *closer;
	int64_t closed_at, version;
	bool is_closed, is_aside, is_stopped, is_heard;
	bool has_worked; /* one of its actions */
	bool is_proved;  /* so that it can be closed */
	bool is_worse;   /* by one of its actions, and none that began after it has worked */
	bool may_work, may_decide, may_hear;
	const char *problem;
	struct part_errors errors;
};

/* "This is why", a new cause, and a change of one. */
struct cause_form {
	const char *title, *action, *back, *button;
	const char *name, *quote, *about; /* about: the ticket's subject or the comment; "" */
	const char *about_language;
	int64_t ticket, response, theme, version;
	int64_t answers;            /* of the theme: how many are linked */
	struct part_options causes; /* to link to; none: only a new one is made or changed */
	struct part_options parents, owners;
	/* What somebody else has kept since the form was shown; NULL: nothing, or the same. */
	const char *name_meanwhile, *parent_meanwhile, *owner_meanwhile;
	const char *problem;
	struct part_errors errors;
};

struct action_form {
	const char *self, *cause, *what, *expected, *begin, *weeks;
	struct part_options owners, measures, surveys;
	const char *problem;
	struct part_errors errors;
};

/* A deed that takes a reason: stop, release, close, give up. */
struct reason_form {
	const char *title, *label, *hint, *button, *action, *back, *reason;
	struct part_options ends; /* as what a cause is set aside; none elsewhere */
	bool is_worse;            /* by an action, and none that began after it has worked */
	bool is_refused;          /* its reader may not: he reads why, and gets no form */
	int64_t version;
	const char *problem;
	struct part_errors errors;
};

/* Which cause it is one with. */
struct cause_merge_form {
	struct cause_row row;
	struct part_options into; /* the others that are open, and "Please choose" */
	int64_t version;
	const char *problem;
	struct part_errors errors;
};

/* Where no action worked, it is set aside, and a person says as what. */
enum hk_result close_form_fill(struct web_request *req, const struct cause *cause,
			       struct reason_form *form);

/* Who is called when a line is stopped. */
struct guard_form {
	struct guard_choices {
		struct guard_choice {
			int64_t id;
			const char *name;
			bool is_chosen;
		} * items;

		size_t count;
	} people;

	const char *problem;
	struct part_errors errors;
};

const char *cause_code(struct ctx *cx, int64_t number);
const char *cause_url(struct ctx *cx, int64_t number);
struct cause_row cause_row_of(struct ctx *cx, const struct cause *cause);
enum hk_result cause_tree_find(struct ctx *cx, struct cause_tree *ret);
/* Needs req->page as it is; number: of the address. */
enum hk_result cause_page_find(struct web_request *req, const struct cause *cause,
			       struct cause_page *ret);
/* Options of selects; chosen: what stands in it. */
enum hk_result cause_options(struct ctx *cx, const char *first, int64_t chosen_id,
			     struct part_options *ret);
/* Which of the measures that are offered was chosen; "". */
const char *action_measure(const struct web_request *req);
enum hk_result action_form_find(struct web_request *req, const struct cause *cause,
				struct action_form *ret);
enum hk_result guard_form_find(struct web_request *req, struct guard_form *ret);
