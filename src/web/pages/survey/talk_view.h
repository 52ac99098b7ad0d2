/* A talk with somebody who answered anonymously. Texts are never NULL. */
#pragma once

#include "web/parts.h"

struct talk_word {
	const char *who; /* a colleague; "": he himself */
	const char *text;
	int64_t week;
	bool is_news; /* one of us answered without having seen it */
};

struct talk_words {
	struct talk_word *items;
	size_t count;
};

struct talk_view {
	const char *url;
	const char *link; /* the whole address, for him to keep; "" */
	const char *survey, *comment, *language;
	int64_t score; /* -1: none */
	int64_t week;
	struct talk_words words;
	const char *text; /* as typed */
	struct part_errors errors;
	const char *problem;
	int64_t seen;  /* how many words the form is about */
	bool has_news; /* some of them came while it was written, which stopped it */
	bool is_new, waits;
};

struct talk_row {
	const char *url, *survey, *comment, *language;
	int64_t score, week;
};

struct talk_rows {
	struct talk_row *items;
	size_t count;
};

struct talks_view {
	struct talk_rows waiting, others;
	const char *next; /* where the list goes on; "" */
	bool is_first;
};
