/* You said, we did: the form of those who write it, the page for everybody, and the letter to one
 * customer. */
#pragma once

#include "feedback/improvement.h"
#include "web/parts.h"
#include "web/web.h"

/* One language of the form. */
struct improvement_field {
	const char *language, *name; /* "lt", "Lietuvių" */
	const char *headline_field, *text_field;
	const char *headline, *text, *headline_error, *text_error;
	const char *headline_meanwhile, *text_meanwhile; /* what somebody else wrote since; "" */
};

struct improvement_fields {
	struct improvement_field *items;
	size_t count;
};

struct improvement_form {
	const char *self, *back, *code, *cause;
	const char *verdict; /* of the action, in a sentence; "" */
	struct improvement_fields fields;
	int64_t people, told, sent_at, edits;
	bool is_public, may_send, is_sent;
	struct improvement_left left;
	const char *problem;
	struct part_errors errors;
};

/* What a customer said, and what came of it. */
struct improvement_quote {
	const char *words, *language, *url; /* of his request; "" */
	int64_t at;
};

struct improvement_quotes {
	struct improvement_quote *items;
	size_t count;
};

struct improvement_story {
	const char *id; /* of the element */
	const char *headline, *text, *language;
	bool is_other; /* not in the reader's language */
	int64_t at, people;
	struct improvement_quotes said;
};

struct improvement_stories {
	struct improvement_story *items;
	size_t count;
};

struct improvement_letter {
	const char *name;
	struct improvement_stories stories;
};
