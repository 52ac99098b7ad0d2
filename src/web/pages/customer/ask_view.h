/* What the pages of the web form show. Texts are never NULL. */
#pragma once

#include "intake/ask.h"
#include "web/pages/admin/question_view.h"
#include "web/pages/ticket/purpose.h"
#include "web/parts.h"

struct ask_file {
	const char *name, *remove; /* remove: address of the button */
	int64_t size;
};

/* What was said to a question of the purpose. */
struct ask_said {
	const char *label, *value, *url; /* url: where it is changed */
};

/* The question of the purpose that this page asks. */
struct ask_more {
	const char *title; /* the question itself; the label of the field says only that it is
			      answered */
	struct question_field field;
	struct part_options choices; /* few: as big buttons */
	const char *self;
};

struct ask_view {
	struct part_errors errors;
	const char *problem; /* about the form as a whole */
	const char *root;    /* "/bn/new/KEY"; "/bn/new" before there is a key */
	const char *back;    /* the page before this one */
	const char *then;    /* "check" when this answer is only being changed */
	int64_t step, steps;
	struct ask ask;
	const struct purpose *purpose;
	struct part_options purposes;

	struct part_options harms; /* about which we ask; none: the question is left out */

	struct ask_files {
		struct ask_file *items;
		size_t count;
	} files;

	struct ask_saids {
		struct ask_said *items;
		size_t count;
	} said;

	struct ask_more more;
	const char *harms_said; /* those that were ticked, a line each */
	bool is_signed_in;
	/* Of the page that says it was sent: */
	int64_t number, due_at; /* due_at CLOCK_NEVER: nothing is promised */
	int64_t opens_at;       /* the house is closed until then; 0: it is open */
	const char *owner;
};
