/*
 * book: what the control centre keeps in memory of each ticket that counts: those that are active,
 * and those whose customer had a word today. A line is found by its ticket's id; they lie side by
 * side, so that all of them are counted in one walk.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct book_line {
	int64_t id, number, team_id; /* id: never 0 */
	int64_t due_at;
	int64_t since;           /* the customer has waited for a word since then; 0: he does not */
	int64_t met_at, late_at; /* the last word that came in time, and the last that did not; 0 */
	bool is_active, is_ours; /* is_ours: the word is ours, not the customer's */
	bool is_word;            /* what is due is a word: an answer or an update */
	bool is_restricted;
	bool is_urgent; /* and the word is ours: it comes first */
};

struct book;

struct book *book_new(void);
void book_free(struct book *book); /* takes NULL */
/* Writes the line, or writes it anew. */
void book_put(struct book *book, const struct book_line *line);
void book_remove(struct book *book, int64_t id);
size_t book_count(const struct book *book);
/* The lines, in no order; good until the book changes. */
const struct book_line *book_lines(const struct book *book);
