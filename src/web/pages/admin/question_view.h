/* A question of a purpose as a field of a form, in its reader's language. */
#pragma once

#include "ticket/purpose/answer.h"
#include "web/parts.h"
#include "web/web.h"

struct question_field {
	const char *name; /* "a3": of the fourth question */
	const char *kind, *label, *hint, *value;
	struct part_options options; /* of a choice: the first is "", nothing said */
	bool is_required;
};

struct question_fields {
	struct question_field *items;
	size_t count;
};

/* The names of all fields, as parameters of a route: QUESTION_PARAMS. */
const char *question_name(struct ctx *cx, size_t place);
struct question_field question_field(struct ctx *cx, const struct question *question, size_t place,
				     const char *value);
/* An answer as its reader sees it: choices in his language, where the form still has them. */
const char *answer_shown(struct ctx *cx, const struct question_list *list, const char *code,
			 const char *value);

/* clang-format off */
#define QUESTION_PARAMS                                                                         \
	{ "a0", PARAM_TEXT, ANSWER_LETTERS }, { "a1", PARAM_TEXT, ANSWER_LETTERS },             \
	{ "a2", PARAM_TEXT, ANSWER_LETTERS }, { "a3", PARAM_TEXT, ANSWER_LETTERS },             \
	{ "a4", PARAM_TEXT, ANSWER_LETTERS }, { "a5", PARAM_TEXT, ANSWER_LETTERS },             \
	{ "a6", PARAM_TEXT, ANSWER_LETTERS }, { "a7", PARAM_TEXT, ANSWER_LETTERS },             \
	{ "a8", PARAM_TEXT, ANSWER_LETTERS }, { "a9", PARAM_TEXT, ANSWER_LETTERS },             \
	{ "a10", PARAM_TEXT, ANSWER_LETTERS }, { "a11", PARAM_TEXT, ANSWER_LETTERS },           \
	{ "a12", PARAM_TEXT, ANSWER_LETTERS }, { "a13", PARAM_TEXT, ANSWER_LETTERS },           \
	{ "a14", PARAM_TEXT, ANSWER_LETTERS }, { "a15", PARAM_TEXT, ANSWER_LETTERS },           \
	{ "a16", PARAM_TEXT, ANSWER_LETTERS }, { "a17", PARAM_TEXT, ANSWER_LETTERS },           \
	{ "a18", PARAM_TEXT, ANSWER_LETTERS }, { "a19", PARAM_TEXT, ANSWER_LETTERS }
/* clang-format on */
