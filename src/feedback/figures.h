/*
 * figures: sums that are kept with every response, by survey, question, day, chance and each choice
 * of team, channel and language, so that no filter has to count responses, nor to add up what
 * the page does not tell apart. A month has rows of its own: a period is read by its whole months
 * and, at its ends, by its days or by the month without the others, whichever are fewer.
 *
 * They are whole numbers, so taking a response out again leaves them as if it had never been. What
 * they mean (scores, intervals) is for insight/score.h.
 */
#pragma once

#include "feedback/survey.h"

enum { FIGURES_ASKED = -1, FIGURES_ASKED_ANSWERED = -2, FIGURES_ANY_TEAM = -1 };

/* What one response adds. */
struct figure {
	int64_t survey_id, question, day, team_id;
	const char *channel, *language;
	int64_t chance, score, value; /* score -1: only counted */
};

/* by: 1 puts it in, -1 takes it out. */
enum hk_result figure_move(struct ctx *cx, const struct figure *figure, int64_t by);

/* Days since 1970; both are within. */
struct figures_filter {
	int64_t survey_id, question, from_day, until_day;
	int64_t team_id;                /* FIGURES_ANY_TEAM */
	const char *channel, *language; /* "": any */
};

/* Answers of one month, of a chance (0: who came by themselves), and of a team, a channel or a
 * language if parts has them (response_sum.parts); the others are 0 and "". */
struct figures_row {
	int64_t month; /* its first day */
	int64_t parts, team_id;
	const char *channel, *language;
	int64_t chance, n, scores[SURVEY_SCORES], total, squares;
};

struct figures {
	struct figures_row *items;
	size_t count;
	int64_t parts; /* what the filter named */
};

/* All that figures_fold() wants for any group within the filter: every answer is in several rows.
 */
enum hk_result figures_cells(struct ctx *cx, const struct figures_filter *filter,
			     struct figures *ret);

/* Folded by month, for what looks back over years: whole months, from that of the first day to that
 * of the last. */
enum hk_result figures_by_month(struct ctx *cx, const struct figures_filter *filter,
				struct figures *ret);

enum figures_group {
	FIGURES_ALL,
	FIGURES_BY_MONTH,
	FIGURES_BY_TEAM,
	FIGURES_BY_CHANNEL,
	FIGURES_BY_LANGUAGE,
};

/* What figures_cells() gave, put together by one of these, in its order; chances stay apart. */
struct figures figures_fold(struct hk_arena *arena, const struct figures *cells,
			    enum figures_group group);

/* The day, where the house is. */
int64_t figures_day(struct ctx *cx, int64_t at);
int64_t figures_month(int64_t day);        /* the first day of its month */
int64_t figures_next_month(int64_t month); /* of the month after the one that begins on that day */
/* The Monday of that week, where the house is, ms UTC. */
int64_t figures_week(struct ctx *cx, int64_t at);
