/*
 * survey: what customers are asked, on which occasion, and who gets to know the answers. Its texts
 * and questions are versions; whoever was asked answers the version that he was asked in.
 *
 * Named: the answer carries its customer, and his colleagues read it. Confidential: the house knows
 * him, so that nobody is asked twice, but shows him to nobody. Anonymous: nothing in the database
 * leads from the answer to him (response.h).
 */
#pragma once

#include "core/ctx.h"

enum {
	SURVEY_QUESTIONS_MOST = 12,
	SURVEY_INDEX_QUESTIONS = 3, /* the first ones of an index, which weigh */
	SURVEY_LETTERS = 300,
	SURVEY_CHOICES_LETTERS = 2000,
	SURVEY_SCORES = 11,         /* 0..10, the widest scale */
	SURVEY_LEAST_ANONYMOUS = 5, /* never shown below so many answers */
	SURVEY_OPEN_USUAL = 500     /* an office, a shop or a counter behind one address */
};

/* The organisation's setting: answers to open pages from one network address in an hour, at most.
 */
#define SURVEY_OPEN_MOST "survey_open_most"

struct survey {
	int64_t id;
	const char *code, *name;
	const char *kind;     /* nps, csat, ces, index, custom */
	const char *occasion; /* contact, purchase, rhythm, open */
	const char *mode;     /* named, confidential, anonymous */
	const char *state;    /* draft, running, stopped */
	int64_t version, chance, quota, account_most, every_days, delay_hours, least;
	int64_t rhythm_at, rhythm_after, created_at, edits;
};

struct survey_list {
	struct survey *items;
	size_t count;
};

struct survey_question {
	int64_t position;
	const char *code;
	const char *kind; /* scale, choice, text */
	int64_t low, high;
	const char *label, *low_words, *high_words,
		*choices; /* survey_question_words() reads them */
	const char *words;
	int64_t is_required;
};

struct survey_questions {
	struct survey_question *items;
	size_t count;
};

struct survey_version {
	int64_t survey_id, version;
	const char *subject, *intro, *words;
	int64_t weight_1, weight_2, weight_3;
	int64_t made_at, made_by;
	struct survey_questions questions;
};

enum hk_result survey_find(struct ctx *cx, int64_t id, struct survey *ret);
/* By the code of its open page. */
enum hk_result survey_by_code(struct ctx *cx, const char *code, struct survey *ret);
enum hk_result survey_every(struct ctx *cx, struct survey_list *ret);
/* Running ones of an occasion. */
enum hk_result survey_running(struct ctx *cx, const char *occasion, struct survey_list *ret);
/* Begins as a draft with version 1, the usual questions of its kind. Sets id, code and the rest.
 * HK_INVALID beside the fields. */
enum hk_result survey_add(struct ctx *cx, struct survey *survey);
/* Name, occasion, mode, state and numbers; edits guards. The mode stays once somebody was asked:
 * HK_INVALID beside "mode". */
enum hk_result survey_change(struct ctx *cx, const struct survey *survey);

enum hk_result survey_version_find(struct ctx *cx, int64_t survey_id, int64_t version,
				   struct survey_version *ret);
/* Becomes the next version, in force at once for whoever is asked from now on. version is the one
 * that it was made from: HK_CONFLICT when there is a newer one. HK_INVALID beside the fields. */
enum hk_result survey_version_put(struct ctx *cx, const struct survey *survey,
				  const struct survey_version *wish);

/* Texts for a reader of that language: the house's own, else the usual ones. */
struct survey_words {
	const char *subject, *intro;
};
struct survey_words survey_words_of(struct ctx *cx, const struct survey_version *version,
				    const char *language);

struct survey_question_words {
	const char *label, *low, *high, *choices;
};
struct survey_question_words
survey_question_words(struct ctx *cx, const struct survey_question *question, const char *language);

/* With that language's texts written into words; all empty: without that language. */
const char *survey_words_put(struct ctx *cx, const char *words, const char *language,
			     const struct survey_words *texts);
const char *survey_question_words_put(struct ctx *cx, const char *words, const char *language,
				      const struct survey_question_words *texts);
/* These choices, a line each, trimmed and without empty lines. raw: the same in the language of the
 * survey; its words stand where a line is not translated, so that each of the others stays beside
 * the one that it translates. */
const char *survey_choices_tidy(struct ctx *cx, const char *raw, const char *choices);
/* The first of these choices, a line each, that stands there twice, in whatever letters; NULL: none
 * does. Nobody could tell afterwards which of the two somebody chose. */
const char *survey_choice_twice(struct ctx *cx, const char *choices);
/* Those that the house wrote itself in that language; empty where it wrote none. */
struct survey_words survey_words_own(struct ctx *cx, const char *words, const char *language);
struct survey_question_words survey_question_words_own(struct ctx *cx, const char *words,
						       const char *language);
/* The usual questions of a kind, in English. */
struct survey_questions survey_usual(struct ctx *cx, const char *kind);

/* "Please give a number from 1 to 100.", in the actor's language. */
const char *survey_limits_say(struct ctx *cx, int64_t least, int64_t most);

bool survey_kind_exists(const char *kind);
bool survey_occasion_exists(const char *occasion);
bool survey_mode_exists(const char *mode);
bool survey_is_anonymous(const char *mode);
/* How many questions, from the first one on, make the figure of that kind. */
size_t survey_figure_questions(const char *kind);
/* Who said it may be shown to colleagues. */
bool survey_is_named(const char *mode);
