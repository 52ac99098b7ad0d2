/*
 * loop_case: somebody answered a survey and needs a word of ours (response.h says when). He has one
 * owner, and a clock of 24 hours that stops only when a word of a person reached him: a mail that
 * one of us wrote since then and a mail server took for him, or a call in which he was spoken to.
 * No automatic mail, note, or mail that waits or came back stops it; a mail that comes back later
 * lets it run on.
 *
 * Each time that he waits is a round of its own: a "no" to "was it put right?", and an answer that
 * he changes after the end, begin the next one, with a fresh clock and the same owner. The last
 * round counts. Invariant: answered_at is 0 as long as he waits.
 *
 * Staff see those that are not restricted, those of their teams and their own.
 */
#pragma once

#include "core/event.h"
#include "feedback/response.h"
#include "standard/clock.h"

#define LOOP_HOURS   ((int64_t)24)
#define LOOP_WARN_MS ((int64_t)18 * 60 * 60 * 1000) /* since he waits: its owner is warned */
#define LOOP_CHAIN_MS \
	((int64_t)4 * 60 * 60 * 1000) /* since it was due: once more, and further up */

/* LOOP_TRY_HOURS: who did not take the phone may take it at another time of the day, and within the
 * 24 hours three such times fit. A try that comes sooner is noted and does not count. */
enum { LOOP_TRIES = 3, LOOP_TRY_HOURS = 3, LOOP_WORDS_LETTERS = 2000, LOOP_LINK_DAYS = 60 };

/* Of the line "opened", words say why its owner has it: he has the ticket, he had the round before,
 * or as why_read() reads it; "" of an earlier version. */
#define LOOP_HIS_TICKET "ticket"
#define LOOP_HIS_BEFORE "before"

struct loop_case {
	int64_t response_id, round, is_last;
	const char *state; /* open, answered, ended, gone */
	int64_t customer_id, ticket_id, owner_id, team_id, is_restricted;
	int64_t opened_at, due_at, answered_at;
	const char *answered_by; /* "", mail, call */
	int64_t message_id;
	int64_t step; /* CLOCK_QUIET, CLOCK_SOON, CLOCK_LATE, then the chain */
	int64_t known_by, known_at, tries;
	const char *outcome; /* "", fixed, explained, no_contact, unreachable */
	int64_t ended_at, ended_by, asked_at;
	struct db_blob token_hash;
	const char *put_right; /* "", yes, no */
	int64_t put_right_at, version;
};

struct loop_case_list {
	struct loop_case *items;
	size_t count;
};

/* The last round. HK_NOT_FOUND also where the actor may not see it. */
enum hk_result loop_case_find(struct ctx *cx, int64_t response_id, struct loop_case *ret);
/* For the house, whoever acts. */
enum hk_result loop_case_by_row(struct ctx *cx, int64_t response_id, struct loop_case *ret);
/* "open" or "answered": he waits, or is being talked to. */
bool loop_case_is_on(const struct loop_case *one);

/* What staff do; each takes the case as loop_case_find() gave it, and version guards: HK_CONFLICT
 * when somebody changed it meanwhile, or it is not on. */

/* Somebody tried to reach him in vain; tries has those that lie LOOP_TRY_HOURS apart. HK_INVALID
 * beside "words": how. */
enum hk_result loop_case_tried(struct ctx *cx, struct loop_case *one, const char *words);
/* He was spoken to, which stops the clock. HK_INVALID beside "words": what was said. */
enum hk_result loop_case_called(struct ctx *cx, struct loop_case *one, const char *words);
/* How it came out. HK_INVALID beside "outcome": fixed and explained only once he was answered,
 * unreachable only after LOOP_TRIES tries in this round; beside "words": a sentence is missing. */
enum hk_result loop_case_end(struct ctx *cx, struct loop_case *one, const char *outcome,
			     const char *words);
/* HK_INVALID beside "owner": nobody with that id may answer. */
enum hk_result loop_case_hand(struct ctx *cx, struct loop_case *one, int64_t staff_id);
/* The actor sees to what is late: nobody else is called. */
enum hk_result loop_case_know(struct ctx *cx, struct loop_case *one);
/* A mail to him begins a ticket: he has none, or what became of his is somebody else's (two were
 * merged), where a mail would go to that one. */
enum hk_result loop_case_begins(struct ctx *cx, const struct loop_case *one, bool *ret);
/* The ticket in which he is answered, of one who had none of his own. Who was answered in another
 * one already stays there, for that mail may still come back. */
enum hk_result loop_case_ticket_put(struct ctx *cx, struct loop_case *one, int64_t ticket_id);

/* Gives a case to those who need one and have none: they answered before the house kept cases. Of
 * those since then, the newest first, LOOP_MADE_UP_MOST at a time, so that nobody finds a hundred
 * clocks that run at once; each has its full 24 hours from now. Who answered earlier is not called
 * late any more. Called once a day; the same again finds nobody twice. */
enum { LOOP_MADE_UP_MOST = 50 };
enum hk_result loop_case_make_up(struct ctx *cx, int64_t since, int64_t limit, int64_t *ret_count);
/* Up to limit of somebody who has left go to others. ret_count: how many. */
enum hk_result loop_case_release(struct ctx *cx, int64_t staff_id, int64_t limit,
				 int64_t *ret_count);

/* "Was it put right?" What the link carries: the same each time. */
const char *loop_case_token(struct ctx *cx, const struct loop_case *one);
/* He is asked now, once, about the end that was said at that time. HK_CONFLICT: he was, or that is
 * no longer how it stands. */
enum hk_result loop_case_ask(struct ctx *cx, struct loop_case *one, int64_t ended_at);
/* HK_NOT_FOUND: unknown, too old or erased, which look alike. */
enum hk_result loop_case_by_token(struct ctx *cx, const char *token, struct loop_case *ret);
/* His word; the same again changes nothing. HK_CONFLICT with a sentence: a "yes" after a "no", when
 * we are at it again already; without: another round has begun since. */
enum hk_result loop_case_answer(struct ctx *cx, struct loop_case *one, bool is_right,
				const char *words);

/* Subscribers: an answer came, was changed or taken away; something happened to a ticket. */
enum hk_result loop_on_response(struct ctx *cx, const struct event *event);
enum hk_result loop_on_ticket(struct ctx *cx, const struct event *event);

/* For the duty of a step (job/loop): HK_CONFLICT: nobody need be called for it any more. */
enum hk_result loop_case_call(struct ctx *cx, struct loop_case *one, int64_t round, int64_t step);
#define LOOP_CALL_JOB "loop.call" /* "RESPONSE ROUND STEP n": a step of the clock has come */
#define LOOP_TELL_JOB "loop.tell" /* "RESPONSE ROUND WHAT STAFF": a mail to one of us */
#define LOOP_ASK_JOB  "loop.ask"  /* "RESPONSE ROUND ENDED": was it put right? */

struct loop_line {
	int64_t id, round, at, staff_id;
	const char *kind, *words, *name; /* of who did it; "" */
};

struct loop_lines {
	struct loop_line *items;
	size_t count;
};

/* The oldest first. */
enum hk_result loop_log(struct ctx *cx, int64_t response_id, struct loop_lines *ret);
