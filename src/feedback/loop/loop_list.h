/* Lists over the people who wait for a word of ours, and how many got one in time. */
#pragma once

#include "feedback/loop/loop_case.h"

/* A line of a list, with what it shows. */
struct loop_row {
	int64_t response_id, round, opened_at, due_at, answered_at, step, known_by, tries;
	int64_t asked_at, owner_id, score;
	const char *state, *answered_by, *kind; /* kind: of the survey, as survey.h names it */
	const char *customer, *owner;           /* owner "": nobody yet */
	const char *comment, *comment_language;
};

struct loop_rows {
	struct loop_row *items;
	size_t count;
};

/* Those who wait, the one whose time is up first, first; those who are talked to, the latest
 * first. Only what the actor may see. */
enum hk_result loop_waiting(struct ctx *cx, int64_t limit, struct loop_rows *ret);
enum hk_result loop_talked_to(struct ctx *cx, int64_t limit, struct loop_rows *ret);

/* Those of the answers with words to that survey, of the times from and until, that somebody of us
 * sees to, or saw to, as far as the actor may see it. */
struct loop_answer {
	int64_t response_id;
};

struct loop_answers {
	struct loop_answer *items;
	size_t count;
};

enum hk_result loop_answers_between(struct ctx *cx, int64_t survey_id, int64_t from, int64_t until,
				    struct loop_answers *ret);

/* Of all people whose 24 hours ended since then (or were answered before): how many were reached in
 * time. Whoever wanted no contact, or could not be reached, counts in neither. */
struct loop_kept {
	int64_t due, in_time, waiting, due_today, late;
};

/* Of one week: as loop_kept, by when their 24 hours ended. */
struct loop_week {
	int64_t due, in_time;
};

/* count weeks from that time on; ret has room for them. */
enum hk_result loop_kept_weeks(struct ctx *cx, int64_t from, size_t count, struct loop_week *ret);
/* today: until when a time is of today, ms UTC. */
enum hk_result loop_kept_find(struct ctx *cx, int64_t since, int64_t today, struct loop_kept *ret);
