/* /loop/silent: who fell silent, who calls them, and what calls told. Texts are never NULL. */
#pragma once

#include "web/parts.h"

struct silent_try {
	const char *words, *name;
	int64_t at;
};

struct silent_tries {
	struct silent_try *items;
	size_t count;
};

struct silent_row {
	const char *name, *customer; /* "/customers/5"; "" for who may see none */
	const char *ticket, *subject, *language, *owner;
	const char *caller;  /* "": nobody calls yet */
	const char *outcome; /* in words; "": it has not ended */
	const char *tone;
	int64_t number, at;
	int64_t due_at, tries, version; /* of a call */
	bool is_late;
};

/* The call that is open, with its forms. */
struct silent_call_view {
	struct silent_row row;
	bool is_there;
	const char *phone, *phone_url;
	struct silent_tries tries;
	struct part_options outcomes, people;
	struct part_errors errors;
	const char *tried, *ended; /* as typed */
};

struct silent_rows {
	struct silent_row *items;
	size_t count;
};

struct silent_page {
	struct silent_call_view call;
	struct silent_rows calls, rows; /* the other ones that are called; the rest */
	const char *problem;
	const char *heard; /* what calls told; "": none has ended */
	int64_t days;
	bool has_more, may_act;
};
