/*
 * What the administrator's pages show: a form is a list of fields, a list is a
 * table of cells, so that a new thing to administer needs no new template.
 * Labels and sentences are translatable and translated where they are shown.
 */
#pragma once

#include "ticket/ticket.h"
#include "web/pages/again.h"
#include "web/pages/ticket/ticket_words.h"
#include "web/parts.h"
#include "web/web.h"

enum { ADMIN_FIELDS_MAX = 24, ADMIN_OPTIONS_MAX = 600, ADMIN_CELLS_MAX = 16, ADMIN_DEEDS_MAX = 4 };

struct admin_field {
	/* text, email, tel, password, number, area, select, check, several, hidden */
	const char *kind;
	const char *name, *label, *hint, *value, *error;
	struct part_option *choices; /* of select and several; options shows them */
	struct part_options options;
	bool is_chosen; /* of check */
};

struct admin_fields {
	struct admin_field *items;
	size_t count;
};

struct admin_cell {
	const char *text;
	const char *url;  /* "": plain text */
	const char *tone; /* "" or the colour of a chip */
	int64_t at;       /* shown as a time when text is "" */
};

/* One thing that is known. */
struct admin_fact {
	const char *label;
	struct admin_cell cell;
};

struct admin_facts {
	struct admin_fact *items;
	size_t count;
};

struct admin_deed {
	const char *path, *label, *hint;
	const char *name; /* a field that is 1; "" for none */
};

struct admin_deeds {
	struct admin_deed *items;
	size_t count;
};

/* Facts above the fields, and what can be done besides filling them in. */
struct admin_form {
	const char *title, *lead;
	const char *action; /* where it is posted */
	const char *button;
	const char *also_path, *also_button; /* posts it there instead; NULL: there is none */
	const char *back, *back_title;
	int64_t version;
	struct admin_fields fields;
	struct part_errors errors;
	const char *problem;        /* about the form as a whole, "" */
	struct part_options values; /* what may stand in braces in its texts: value, label, hint */
	struct part_options tabs;   /* the same form for others: where it is, what it is called */
	const char *tabs_title;     /* what they have in common */
	struct admin_facts facts;
	struct admin_deeds deeds;
};

struct admin_row {
	struct admin_cells {
		struct admin_cell *items;
		size_t count;
	} cells;
};

struct admin_list {
	const char *title, *lead;
	const char *add, *add_title;   /* URL and words of the button; "" for none */
	const char *empty;             /* what is said when there are no rows */
	const char *next;              /* URL of the older ones, "" */
	const char *next_title;        /* NULL: "Older ones" */
	const char *back, *back_title; /* NULL: the administrator's home */
	const char *also, *also_title; /* one more page about it; NULL: none */

	struct admin_heads {
		const char *const *items;
		size_t count;
	} heads;

	struct admin_rows {
		struct admin_row *items;
		size_t count;
	} rows;
};

/* One thing with all that is known of it, and what can be done about it. */
struct admin_detail {
	const char *title, *back, *back_title;
	const char *problem; /* "" */

	struct admin_facts facts;
	struct admin_deeds deeds;

	struct admin_list list; /* without rows: nothing is shown */
	const char *raw;        /* text as it came, "" */
	const char *raw_url;    /* the whole of it, "" */
};

/* The ledger with its filter. */
struct admin_ledger {
	struct admin_list list;
	struct part_options outcomes;
	const char *outcome, *since, *who; /* as chosen; "" */
	const char *before;                /* where this page begins; "" */
	const char *waiting;               /* a sentence about what waits to be looked at, "" */
	bool may_replay;
};

/* A field of the form, its value from what was typed when it was posted, else from value. */
struct admin_field *admin_field_add(struct web_request *req, struct admin_form *form,
				    const char *kind, const char *name, const char *label,
				    const char *value);
/* The same with a choice; options: count pairs of value and label. */
struct admin_field *admin_select_add(struct web_request *req, struct admin_form *form,
				     const char *name, const char *label, const char *value);
/* Boxes to tick; web_form_all() reads them. */
struct admin_field *admin_several_add(struct web_request *req, struct admin_form *form,
				      const char *name, const char *label);
void admin_option_add(struct web_request *req, struct admin_field *field, const char *value,
		      const char *label);
/* A box: ticked as it was when the form was posted, else as it is so. */
void admin_tick_add(struct web_request *req, struct admin_field *field, const char *value,
		    const char *label, bool is_so);
/* Room for rows; each is filled with admin_cell(). */
void admin_list_room(struct web_request *req, struct admin_list *list, size_t rows);
struct admin_row *admin_row_add(struct web_request *req, struct admin_list *list);
/* Text as people wrote it; url "": no link. */
void admin_cell_add(struct admin_row *row, const char *text, const char *url);
/* Words of ours, marked with TR, in the reader's language; tone: the colour of a chip, or "". */
void admin_words_add(struct web_request *req, struct admin_row *row, const char *words,
		     const char *tone);
void admin_time_add(struct admin_row *row, int64_t at);
/* Its number, which leads to it; nothing when that is 0. */
void admin_ticket_add(struct web_request *req, struct admin_row *row, const struct ticket *ticket);
/* A time that leads to the page of its row. */
void admin_time_link_add(struct admin_row *row, int64_t at, const char *url);
/* The words and the colour of a code; the code itself where it has none. */
void admin_coded_add(struct web_request *req, struct admin_row *row,
		     const struct ticket_word *words, size_t count, const char *code);
/* The cells of a row that was filled as any other become facts; labels: as many. */
struct admin_facts admin_facts_of(struct web_request *req, const struct admin_row *row,
				  const char *const *labels);
void admin_deed_add(struct web_request *req, struct admin_detail *detail,
		    const struct admin_deed *deed);
/* The same for a form, whose facts come one by one; url "": no link. */
void admin_form_deed_add(struct web_request *req, struct admin_form *form,
			 const struct admin_deed *deed);
void admin_form_fact_add(struct web_request *req, struct admin_form *form, const char *label,
			 const char *text, const char *url);
/* The addresses of lines "to TAB address TAB name". */
const char *admin_addresses(struct ctx *cx, const char *recipients);

/* The page itself; errors and problem come from cx. */
enum hk_result admin_form_show(struct web_request *req, struct admin_form *form);
enum hk_result admin_detail_show(struct web_request *req, struct admin_detail *detail);
enum hk_result admin_list_show(struct web_request *req, const struct admin_list *list);

/* A form that came back: runs work, then goes to where with the notice, or shows the form again. */
struct admin_save {
	ctx_work *work, *show;
	void *data;
	const char *where, *notice;
};
enum hk_result admin_save(struct web_request *req, const struct admin_save *save);
