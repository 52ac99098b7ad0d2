/*
 * voice: something on the wall, which everybody who works here reads: what a customer said in a
 * survey, good and bad, or a story that a colleague tells.
 *
 * What everybody sees of a customer is masked (mask.h) before it leaves this room: the rows of the
 * functions that find something carry no name of a customer, and no word of it. What was said in
 * confidence or anonymously leads to nobody: it has no customer, ticket, colleague or team, it
 * comes when its answer is published (publish.h), and not before so many of whom nobody sees have
 * written as the survey asks for (its least). What is about a restricted team is seen by its
 * members alone, and what was said of it in confidence by nobody.
 *
 * Taking a response away takes its voice away too.
 */
#pragma once

#include "feedback/response.h"

enum { VOICE_TITLE_LETTERS = 120, VOICE_TEXT_LETTERS = 4000, VOICE_PAGE = 30 };

struct voice {
	int64_t id;
	const char *kind; /* said, story */
	int64_t staff_id, number, team_id;
	int64_t at;       /* since when it is on the wall: its place there */
	int64_t said_at;  /* of what was veiled the Monday of its batch, as the figures have it */
	const char *tone; /* good, even, bad */
	int64_t mark;     /* the number he gave; -1: none */
	const char *language, *title, *text;
	int64_t thanks, readers;
	const char *name;              /* of a colleague who tells; "": a customer said it */
	const char *team_name;         /* "" */
	int64_t has_thanked, has_read; /* its reader */
	int64_t is_veiled;             /* said in confidence or anonymously */
};

struct voice_list {
	struct voice *items;
	size_t count;
};

struct voice_cursor {
	int64_t at, id;
};

struct voice_filter {
	const char *tone, *language, *kind; /* "": any */
	int64_t team_id;                    /* 0: any */
};

/* ---- what comes onto it ---- */

/* For response.c, in the transaction of the answer: what it says now. team_id: whose work it is
 * about, also of what is hidden. */
enum hk_result voice_said(struct ctx *cx, const struct survey *survey,
			  const struct survey_question *first, const struct response *response,
			  int64_t team_id);
/* For response.c: it is taken away. Nothing happens to what never was on the wall. */
enum hk_result voice_unsaid(struct ctx *cx, const struct response *response);
/* For publish.c: what was said in confidence comes onto the wall, all of it at the same time. */
enum hk_result voice_publish(struct ctx *cx, int64_t survey_id, int64_t least,
			     const struct response_list *batch);
/* For publish.c: it leaves the wall and waits again, and whoever thanked for it does so anew. */
enum hk_result voice_take_back(struct ctx *cx, const struct response *response);
/* For survey.c: how many must have written may be another number now. */
enum hk_result voice_survey_changed(struct ctx *cx, const struct survey *survey);
/* good, even, bad: by the number that he gave. */
const char *voice_tone(const char *kind, const struct survey_question *first, int64_t score,
		       int64_t value);

struct story_new {
	const char *title, *text, *tone;
	int64_t number; /* of a ticket that its teller may see; 0: about none */
};

/* By the actor. The same twice within an hour is one. HK_INVALID beside "title", "text", "tone" or
 * "ticket". */
enum hk_result voice_tell(struct ctx *cx, const struct story_new *new, int64_t *ret_id);
/* A story leaves the wall, with its thanks: by who told it, or an administrator; else HK_DENIED. */
enum hk_result voice_withdraw(struct ctx *cx, int64_t id);

/* ---- reading, as its reader sees it (0: a screen that anybody may pass) ---- */

/* The newest first, below the cursor (NULL: from the newest). */
enum hk_result voice_page(struct ctx *cx, int64_t reader_id, const struct voice_filter *filter,
			  const struct voice_cursor *below, int64_t limit, struct voice_list *ret);
/* On the wall since a time and before another, the newest first. */
enum hk_result voice_between(struct ctx *cx, int64_t reader_id, int64_t since, int64_t before,
			     int64_t limit, struct voice_list *ret);
/* How many these are, however many. */
enum hk_result voice_count_between(struct ctx *cx, int64_t reader_id, int64_t since, int64_t before,
				   int64_t *ret);
enum hk_result voice_find(struct ctx *cx, int64_t reader_id, int64_t id, struct voice *ret);

/* ---- what the actor does; each twice is once ---- */

/* Nobody thanks himself: HK_DENIED. */
enum hk_result voice_thank(struct ctx *cx, int64_t id, bool is_thanking);
enum hk_result voice_read(struct ctx *cx, int64_t id);
/* All of that filter from one to the other, both included, at most VOICE_PAGE of them. HK_INVALID:
 * there cannot be such a one. */
enum hk_result voice_read_between(struct ctx *cx, const struct voice_filter *filter,
				  struct voice_cursor newest, struct voice_cursor oldest);

struct voice_team {
	const char *name;        /* "": those who are in none */
	int64_t readers, people; /* of those who work here now */
};

struct voice_teams {
	struct voice_team *items;
	size_t count;
};

/* Who has read it, by team; last of all those without one. Names of restricted teams are for their
 * members. */
enum hk_result voice_teams(struct ctx *cx, int64_t id, struct voice_teams *ret);
