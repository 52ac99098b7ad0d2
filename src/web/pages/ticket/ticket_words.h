/* What the codes of tickets are called, for staff. words are for translators: shown by "| tr". */
#pragma once

#include "web/parts.h"

struct ticket_word {
	const char *code, *words, *tone, *icon;
};

/* Never NULL; what nobody knows is the last row. */
const struct ticket_word *type_word(const char *type);
const struct ticket_word *priority_word(const char *priority);
const struct ticket_word *channel_word(const char *channel);
/* state: of the ticket, or the bucket when that is spam or deleted. */
/* closed_as: how it ended; NULL: it has not. */
const struct ticket_word *state_word(const char *state, const char *bucket, const char *closed_as);
/* The first answer, the next word, the solution. */
const struct ticket_word *clock_word(const char *kind);

/* Options of a select, with the one that is chosen. */
struct part_options type_options(struct ctx *cx, const char *chosen);
struct part_options priority_options(struct ctx *cx, const char *chosen);
/* Those by which a person takes something in. */
struct part_options channel_options(struct ctx *cx, const char *chosen);
struct part_options every_channel_options(struct ctx *cx, const char *chosen);
struct part_options language_options(struct ctx *cx, const char *chosen);
