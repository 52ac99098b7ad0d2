/* The figures of a survey, in words and numbers of the reader. Texts are never NULL. */
#pragma once

#include "web/pages/chart_view.h"
#include "web/pages/survey/asking_view.h"
#include "web/pages/survey/survey_drivers.h"
#include "web/parts.h"

struct survey_result {
	const char *label;
	const char *value;    /* "+33", "80 %"; "" when too few said something */
	const char *interval; /* "18 to 48"; "" */
	const char *n;        /* answers */
	const char *rate;     /* of those who were asked; "" */
	const char *place;    /* of a team: what the answers leave open to it; "" */
	const char *change;   /* since the time before; "" */
};

struct survey_results {
	const struct survey_result *items;
	size_t count;
};

struct survey_result_group {
	const char *title;
	const char *sentence; /* what may be said of them; "" */
	struct survey_results rows;
	bool has_rates, has_places, has_changes;
};

struct survey_result_groups {
	const struct survey_result_group *items;
	size_t count;
};

struct survey_bar {
	const char *score, *n, *share;
	int64_t part; /* of 100 */
};

struct survey_bars {
	const struct survey_bar *items;
	size_t count;
};

struct survey_word {
	const char *text, *language, *score;
	const char
		*answer;   /* where somebody sees to it; "" where nobody does, or he may not look */
	const char *erase; /* where it is erased; "" for whoever may not */
	int64_t at;
};

struct survey_word_list {
	const struct survey_word *items;
	size_t count;
};

/* How many of a colleague's, or a team's, matters came to the lot, and how soon they were asked. */
struct survey_gate {
	const char *name, *eligible, *drawn, *share;
	const char *hours;    /* the mean; "" where nobody was asked */
	bool is_odd, is_late; /* chance alone makes such a share, such a mean, in 1 of 100 lists */
};

struct survey_gates {
	const struct survey_gate *items;
	size_t count;
};

struct survey_gate_lists {
	struct survey_gates people, teams;
};

struct survey_results_view {
	const char *name, *url, *survey_url; /* survey_url: "" for who may not change it */
	const char *measure;                 /* what the figure is */
	const char *least;                   /* below so many answers nothing is shown */
	bool is_least_one;
	const char *from, *until; /* 2026-11-01, as typed */
	bool is_misread;          /* one of them was typed and is no date */
	struct part_options teams, channels, languages;
	bool has_parts; /* answers can be told apart by these three */
	struct survey_result total;
	int64_t asked, count; /* people, answers */
	bool is_asked;        /* somebody was, or it is no survey for whoever comes */
	const char
		*effective; /* answers of equal weight that tell as much; "" when all weigh alike */
	const char *volunteers;       /* how many came by themselves; "" */
	int64_t erased;               /* answered, and had it erased: in the rate alone */
	const char *delight, *change; /* sentences; "" */
	struct chart_views charts;    /* over time; as many as there is enough for */
	struct survey_bars bars;
	struct survey_result_groups groups;
	struct survey_word_list words;
	struct survey_reasons reasons;
	struct survey_gate_lists gates;
	struct survey_drivers drivers;
	bool is_veiled;   /* in confidence or anonymous: answers appear in batches */
	bool hides_words; /* too few answers to show what single people wrote */
	struct part_errors errors;
};
