/* What the two parts of survey_bench share: its house, and what a page of figures costs. */
#pragma once

#include "feedback/figures.h"

enum { BENCH_COLLEAGUES = 50, BENCH_TEAMS = 10, BENCH_DAYS = 730, BENCH_FIRST = 20000 };

struct bench {
	struct house house;
	struct ctx cx;
	struct survey survey;
	int64_t staff[BENCH_COLLEAGUES], teams[BENCH_TEAMS];
	int64_t from;
	size_t looked;
	uint64_t random;
	struct figures_filter filter;
};

uint64_t bench_random(struct bench *bench);
/* Ends the program unless it is HK_OK. */
void bench_must(enum hk_result result, const char *what);
/* In a transaction of its own. */
void bench_write(struct bench *bench, ctx_work *work, const char *what);
/* The i-th of a row of filters: all of it, a team, a channel, a language, a random period. */
void bench_filter(struct bench *bench, int i);
/* What the page of that filter reads, in ms of processor. */
double bench_page(struct bench *bench);

/* So many responses as rows, with the sums that the house makes of each; then some are corrected
 * and some erased. Prints what a page costs, and where sums and rows differ. */
void bench_responses(struct bench *bench, int64_t rows);
