/* What the page of a survey shows. Texts are never NULL. */
#pragma once

#include "feedback/survey.h"
#include "web/parts.h"

struct survey_view_score {
	const char *value;
	bool is_chosen;
};

struct survey_view_scores {
	const struct survey_view_score *items;
	size_t count;
};

struct survey_view_question {
	const char *name; /* q0, q1, ... */
	const char *kind; /* scale, choice, text */
	const char *label, *low, *high;
	const char *from, *to; /* the numbers at the ends */
	const char *width;     /* a class name, by how many numbers there are */
	const char *value, *error;
	struct survey_view_scores scores;
	struct part_options options;
	bool is_first, is_required;
};

struct survey_view_questions {
	const struct survey_view_question *items;
	size_t count;
};

struct survey_view {
	struct part_errors errors;
	const char *problem;
	const char *url;   /* of the page, "/ta/s/TOKEN" */
	const char *stage; /* ask, said, no (is he sure), declined, never (he said so),
			      over, kept (it stands among others) */
	const char *name;  /* whom we asked; "" for whoever opened the page */
	const char *owner; /* who looked after it; "" */
	const char *subject, *subject_language; /* of his request; "" */
	int64_t at;                             /* when that was */
	const char *intro;                      /* the house's own words; "" */
	const char *mode;                       /* who sees the answer */
	const char *way;                        /* how he came: qr, portal, web; "" for a mail */
	const char *key; /* of this look at the page: one press, one answer */
	bool is_portal;  /* he signed in, and came from his requests */
	bool is_over;    /* of who was asked: the time to answer */
	bool is_open;    /* nobody invited him */
	bool is_unknown; /* nor has he signed in, and it is not anonymous: nobody can answer him */
	bool is_test;    /* nothing is kept */
	bool is_colleague; /* who works here looks at it: so neither */
	bool was_said;     /* he answered before, and changes it now */
	bool is_kept;      /* he cannot change it any more */
	bool may_ask_contact, wants_contact;
	int64_t due_at; /* by when somebody gets in touch with him; 0: nobody need to */
	struct survey_view_questions questions;
};
