/* Themes, as their pages show them. Texts are never NULL. */
#pragma once

#include "web/parts.h"

struct theme_chip {
	const char *text;
};

struct theme_chips {
	struct theme_chip *items;
	size_t count;
};

struct theme_row {
	const char *url, *name;
	const char *language, *language_name;
	struct theme_chips chips; /* its strongest words */
	int64_t answers, unhappy, edits;
};

struct theme_rows {
	struct theme_row *items;
	size_t count;
};

struct themes_view {
	struct theme_rows suggested, confirmed, rejected;
	bool has_more;                    /* suggestions behind those that are shown */
	int64_t looked_at, next_at, read; /* 0: not yet */
};

struct theme_line {
	const char *text;
	int64_t inside, outside;
	int64_t part; /* of 100: how many of its answers have it */
};

struct theme_lines {
	struct theme_line *items;
	size_t count;
};

struct theme_answer {
	const char *text, *language;
	int64_t score, at;
};

struct theme_answers {
	struct theme_answer *items;
	size_t count;
};

struct theme_page {
	struct theme_row row;
	const char *name; /* as typed */
	const char *state, *state_words, *tone;
	bool is_open, is_suggested;
	const char *into_url, *into_name; /* of a merged one */
	const char *cause_url;            /* "": it cannot become one yet */
	int64_t recent, before;           /* answers of the last 30 days, of the 30 before */
	struct theme_lines lines;
	struct theme_answers answers;
	const char *older; /* URL, "" */
	struct part_options into;
	struct part_errors errors;
	const char *problem;
};
