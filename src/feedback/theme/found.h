/*
 * found: themes in a corpus: groups of texts that speak of the same, each with the words that stand
 * in it more than in all the other texts (its background). How much more is the log-likelihood
 * ratio (Dunning 1993, as Rayson and Garside 2000 have it); a word counts when chance would do that
 * less than once in a hundred times.
 *
 * A text fits a theme by the cosine of their words, 0 to 1, each with what it says in the corpus;
 * so whoever keeps the words of a theme can say later whether a new text fits.
 */
#pragma once

#include "feedback/theme/corpus.h"

enum { FOUND_WORDS = 20, FOUND_LEAST = 5 };

/* A kept word that this corpus has not. */
#define FOUND_NO_TERM UINT32_MAX

struct found_word {
	uint32_t term;
	uint32_t inside, outside; /* how many texts of the theme have it, and how many others */
	double keyness, weight;
};

struct found {
	struct found_word words[FOUND_WORDS]; /* the strongest first */
	size_t word_count;
	uint32_t *members; /* documents, rising */
	size_t size;
	const char *name; /* its strongest words, with commas between */
};

struct found_list {
	struct found *items; /* the largest first */
	size_t count;
};

/* Themes of at least so many texts. */
struct found_list found_themes(const struct corpus *corpus, size_t least);
/* G2 of a word that stands in a of c texts here and in b of d elsewhere; negative when it stands
 * here less than there. */
double found_keyness(double a, double c, double b, double d);
/* words: of a theme, of this corpus or kept ones that were looked up in it. */
double found_fit(const struct corpus *corpus, const struct found_word *words, size_t count,
		 const struct corpus_document *document);
/* From this fit on a text belongs to a theme. */
extern const double found_fits;
