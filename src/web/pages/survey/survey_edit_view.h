/* The questions of a survey, as an administrator changes them. Texts are never NULL. */
#pragma once

#include "web/parts.h"

struct survey_edit_row {
	const char *url;
	const char *label;     /* as the reader of this page is asked */
	const char *kind;      /* "A scale from 0 to 10" */
	const char *languages; /* in which the house has words of its own; "" */
	int64_t at;
	bool is_fixed; /* the figure is made of it */
	bool is_required, may_up, may_down;
};

struct survey_edit_rows {
	struct survey_edit_row *items;
	size_t count;
};

struct survey_edit_view {
	const char *name, *url, *version_words, *problem;
	int64_t version;
	bool has_room;
	struct survey_edit_rows rows;
};

/* Its page as a picture for the camera of a phone. */
struct survey_poster {
	const char *name, *url;

	struct poster_questions {
		struct poster_question {
			const char *language, *words;
		} * items;

		size_t count;
	} questions; /* in each language that has words of its own */

	const char *link;
	int64_t size;
	const char *path; /* of the picture */
	bool is_running;
};
