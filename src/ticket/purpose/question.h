/*
 * question: what is asked about a ticket of a purpose, beside the words of its customer. A form is
 * a list of questions in their order; an administrator changes it, and every change is a new
 * version. An answer keeps the question as it was, so that no change of a form touches it.
 *
 * A question may depend on an earlier one: it is asked only when that has a certain answer.
 */
#pragma once

#include "core/ctx.h"

enum { QUESTIONS_MOST = 20, QUESTION_LETTERS = 200, ANSWER_LETTERS = 300, CHOICES_LETTERS = 5000 };

struct question {
	int64_t position;
	const char *code; /* letters, digits and _ */
	const char
		*kind; /* text, choice, tree, date, money, number, file, product, order, invoice */
	const char *label, *hint;
	const char *choices; /* a line each; of a tree "Kitchen > Oven" */
	const char *words;   /* as in the table; question_words() reads it */
	int64_t is_required, is_asked;
	const char *shown_code, *shown_value;
	const char *least, *most; /* of number and money, as in an answer; question_least() */
};

struct question_list {
	struct question *items;
	size_t count;
};

struct question_form {
	const char *type;
	int64_t version; /* 0: the usual one, which nobody has changed */
	int64_t made_at, made_by;
	struct question_list questions;
};

enum hk_result question_form_find(struct ctx *cx, const char *type, struct question_form *ret);
/* Puts one: in the place of that with its code, or anew. Moves it to its position. HK_INVALID
 * beside the fields; HK_CONFLICT: somebody else has made a version since that one. */
enum hk_result question_put(struct ctx *cx, const char *type, int64_t version,
			    const struct question *wish);
/* HK_INVALID: another one depends on it. */
enum hk_result question_remove(struct ctx *cx, const char *type, int64_t version, const char *code);

/* What every organisation begins with; in English, for translators. */
struct question_list question_usual(struct ctx *cx, const char *type);
bool question_kind_exists(const char *kind);
bool question_has_choices(const struct question *question);
bool question_has_range(const struct question *question);
/* What no answer may be less than: of money 0 where nobody said anything else; "": no such value.
 */
const char *question_least(const struct question *question);
/* Of a tree what stands below an answer is that answer too. */
bool question_is_or_below(const char *value, const char *wanted);

/* Its texts for a reader of that language: translated by the organisation, else by us. */
struct question_words {
	const char *label, *hint, *choices;
};
struct question_words question_words(struct ctx *cx, const struct question *question,
				     const char *language);
/* With that language's texts written into words; all empty: without that language. */
const char *question_words_put(struct ctx *cx, const char *words, const char *language,
			       const struct question_words *texts);
/* Those that the organisation wrote itself; empty texts where it wrote none. */
struct question_words question_words_own(struct ctx *cx, const struct question *question,
					 const char *language);

/* The lines of choices, without empty ones. */
struct choice_list {
	const char **items;
	size_t count;
};
struct choice_list question_choices(struct ctx *cx, const char *choices);
