/*
 * Themes in ten thousand questions to a bank, of which people have said into which of 77 kinds
 * they fall (BANKING77): how pure the themes are, beside k-means on the same words with as many
 * groups, and how long it takes. Needs HARK_CORPUS/feedback/banking77_train.csv.
 */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"
#include "base/text.h"
#include "base/time.h"
#include "core/words.h"
#include "feedback/theme/found.h"
#include "feedback/theme/similar.h"

enum {
	FILE_MOST = 4 << 20,
	LABELS_MOST = 200,
	ROUNDS = 20,
	EXIT_SKIPPED = 77,
	SECONDS_MOST = 30,
};

struct questions {
	struct corpus *corpus;
	uint32_t *labels;
	const char *names[LABELS_MOST];
	size_t name_count;
};

/* The file: text,category; a text with commas stands in quotes. */

static const char *field_read(struct hk_arena *arena, const char **at)
{
	const char *text = *at;
	bool is_quoted = *text == '"';
	char *copy = hk_copy(arena, text, strcspn(text, "\0")), *to = copy;

	text += is_quoted;
	while (*text && (is_quoted || (*text != ',' && *text != '\n'))) {
		if (is_quoted && *text == '"' && *++text != '"')
			break;
		if (*text != '\r')
			*to++ = *text;
		text++;
	}
	*to = 0;
	*at = *text ? text + 1 : text;
	return copy;
}

static uint32_t label_of(struct questions *all, const char *name)
{
	size_t i = 0;

	while (i < all->name_count && strcmp(all->names[i], name) != 0)
		i++;
	if (i == all->name_count && i < LABELS_MOST)
		all->names[all->name_count++] = name;
	return (uint32_t)i;
}

static void questions_read(struct questions *all, struct hk_arena *arena, const char *text)
{
	size_t lines = 0, count = 0;

	for (const char *at = text; *at; at++)
		lines += *at == '\n';
	all->labels = hk_alloc(arena, lines + 1, sizeof(*all->labels));
	text += strcspn(text, "\n") + 1;
	while (*text && count <= lines) {
		scoped_arena *line = hk_arena_new();
		const char *end = text;
		const char *question, *name;
		bool is_quoted = false;

		for (; *end && (is_quoted || *end != '\n'); end++)
			is_quoted ^= *end == '"';
		const char *row = hk_copy(line, text, (size_t)(end - text));

		question = field_read(line, &row);
		name = hk_trim(arena, field_read(line, &row));
		corpus_add(all->corpus, question);
		all->labels[count++] = label_of(all, name);
		text = *end ? end + 1 : end;
	}
}

/* Purity: the share of texts that are of the commonest kind of their group. */

static double purity(const struct questions *all, const uint32_t *group, size_t groups)
{
	scoped_arena *arena = hk_arena_new();
	uint32_t *counts = hk_alloc(arena, groups * LABELS_MOST, sizeof(*counts));
	size_t right = 0;

	for (size_t i = 0; i < all->corpus->document_count; i++)
		counts[group[i] * LABELS_MOST + all->labels[i]]++;
	for (size_t i = 0; i < groups; i++) {
		uint32_t most = 0;

		for (size_t k = 0; k < LABELS_MOST; k++)
			if (counts[i * LABELS_MOST + k] > most)
				most = counts[i * LABELS_MOST + k];
		right += most;
	}
	return (double)right / (double)all->corpus->document_count;
}

/* K-means on words: tf-idf of single words, unit vectors, the best of what cosine says. */

struct means {
	const struct corpus *corpus;
	size_t groups;
	double *centres; /* groups x terms */
	double *vectors; /* of each word of each document, by its place */
	size_t *starts;
	uint32_t *group;
};

static void vectors_make(struct means *means, struct hk_arena *arena)
{
	const struct corpus *corpus = means->corpus;
	size_t sum = 0;

	means->starts = hk_alloc(arena, corpus->document_count + 1, sizeof(*means->starts));
	for (size_t i = 0; i < corpus->document_count; i++) {
		means->starts[i] = sum;
		sum += corpus->documents[i].count;
	}
	means->vectors = hk_alloc(arena, sum, sizeof(*means->vectors));
	for (size_t i = 0; i < corpus->document_count; i++) {
		const struct corpus_document *document = &corpus->documents[i];
		double *vector = means->vectors + means->starts[i], length = 0;

		for (size_t k = 0; k < document->count; k++) {
			const struct corpus_term *term = &corpus->terms[document->terms[k]];

			if (term->words == 1)
				vector[k] = document->counts[k] *
					    similar_idf(corpus->document_count, term->documents);
			length += vector[k] * vector[k];
		}
		for (size_t k = 0; length > 0 && k < document->count; k++)
			vector[k] /= sqrt(length);
	}
}

static void centre_add(struct means *means, size_t group, size_t which)
{
	const struct corpus_document *document = &means->corpus->documents[which];
	double *centre = means->centres + group * means->corpus->term_count;

	for (size_t k = 0; k < document->count; k++)
		centre[document->terms[k]] += means->vectors[means->starts[which] + k];
}

static void centres_even(struct means *means)
{
	for (size_t i = 0; i < means->groups; i++) {
		double *centre = means->centres + i * means->corpus->term_count, length = 0;

		for (size_t k = 0; k < means->corpus->term_count; k++)
			length += centre[k] * centre[k];
		for (size_t k = 0; length > 0 && k < means->corpus->term_count; k++)
			centre[k] /= sqrt(length);
	}
}

static uint32_t nearest(const struct means *means, size_t which)
{
	const struct corpus_document *document = &means->corpus->documents[which];
	double best = -1;
	uint32_t group = 0;

	for (uint32_t i = 0; i < means->groups; i++) {
		const double *centre = means->centres + i * means->corpus->term_count;
		double sum = 0;

		for (size_t k = 0; k < document->count; k++)
			sum += means->vectors[means->starts[which] + k] *
			       centre[document->terms[k]];
		if (sum > best) {
			best = sum;
			group = i;
		}
	}
	return group;
}

static uint32_t *means_find(struct hk_arena *arena, const struct corpus *corpus, size_t groups)
{
	struct means means = { .corpus = corpus, .groups = groups };

	means.centres = hk_alloc(arena, groups * corpus->term_count, sizeof(*means.centres));
	means.group = hk_alloc(arena, corpus->document_count, sizeof(*means.group));
	vectors_make(&means, arena);
	/* It begins with texts that stand evenly in the file, which is sorted by kind: a better
	 * start than chance would give it. */
	for (size_t i = 0; i < groups; i++)
		centre_add(&means, i, (2 * i + 1) * corpus->document_count / (2 * groups));
	for (int round = 0; round < ROUNDS; round++) {
		centres_even(&means);
		for (size_t i = 0; i < corpus->document_count; i++)
			means.group[i] = nearest(&means, i);
		memset(means.centres, 0, groups * corpus->term_count * sizeof(*means.centres));
		for (size_t i = 0; i < corpus->document_count; i++)
			centre_add(&means, means.group[i], i);
	}
	return means.group;
}

/* Themes. */

/* Where each text fits best, the last group holding what fits none; ret_fits: how many fit. */
static uint32_t *themes_of(struct hk_arena *arena, const struct corpus *corpus,
			   const struct found_list *list, size_t *ret_fits)
{
	uint32_t *group = hk_alloc(arena, corpus->document_count, sizeof(*group));

	*ret_fits = 0;
	for (size_t i = 0; i < corpus->document_count; i++) {
		double best = found_fits;

		group[i] = (uint32_t)list->count;
		for (size_t k = 0; k < list->count; k++) {
			double fit = found_fit(corpus, list->items[k].words,
					       list->items[k].word_count, &corpus->documents[i]);

			if (fit >= best) {
				best = fit;
				group[i] = (uint32_t)k;
			}
		}
		*ret_fits += group[i] < list->count;
	}
	return group;
}

static uint32_t *members_of(struct hk_arena *arena, const struct corpus *corpus,
			    const struct found_list *list)
{
	uint32_t *group = hk_alloc(arena, corpus->document_count, sizeof(*group));

	for (size_t i = 0; i < corpus->document_count; i++)
		group[i] = (uint32_t)list->count;
	for (size_t i = 0; i < list->count; i++)
		for (size_t k = 0; k < list->items[i].size; k++)
			group[list->items[i].members[k]] = (uint32_t)i;
	return group;
}

static int compare(const char *path)
{
	scoped_arena *arena = hk_arena_new();
	struct words *words = words_open();
	struct questions all = { .corpus = corpus_new(arena, words, "en") };
	char *text;
	size_t length, fits;

	if (hk_file_read(arena, path, FILE_MOST, &text, &length) != HK_OK) {
		words_close(words);
		return EXIT_FAILURE;
	}

	int64_t begun = hk_clock_now();

	questions_read(&all, arena, text);

	struct found_list list = found_themes(all.corpus, FOUND_LEAST);
	double seconds = (double)(hk_clock_now() - begun) / HK_SECOND;
	double mine = purity(&all, members_of(arena, all.corpus, &list), list.count + 1);
	double fitting = purity(&all, themes_of(arena, all.corpus, &list, &fits), list.count + 1);
	double theirs = purity(&all, means_find(arena, all.corpus, list.count + 1), list.count + 1);

	printf("# %zu texts, %zu kinds, %zu terms: %zu themes in %.1f s\n",
	       all.corpus->document_count, all.name_count, all.corpus->term_count, list.count,
	       seconds);
	printf("# purity of themes %.3f (by their words alone %.3f, where %zu texts fit), of "
	       "k-means on words with as many groups %.3f\n",
	       mine, fitting, fits, theirs);
	for (size_t i = 0; i < list.count; i += list.count / 10 + 1)
		printf("# %zu: %s\n", list.items[i].size, list.items[i].name);
	words_close(words);
	printf("%s 1 - themes are purer than k-means, within %d s\n1..1\n",
	       mine > theirs && seconds <= SECONDS_MOST ? "ok" : "not ok", SECONDS_MOST);
	return mine > theirs && seconds <= SECONDS_MOST ? EXIT_SUCCESS : EXIT_FAILURE;
}

int main(int count, char **arguments, char **environment)
{
	static const char name[] = "HARK_CORPUS=";
	scoped_arena *arena = hk_arena_new();
	const char *path = "";

	(void)count;
	(void)arguments;
	for (; *environment; environment++)
		if (hk_starts(*environment, name))
			path = hk_format(arena, "%s/feedback/banking77_train.csv",
					 *environment + strlen(name));
	if (access(path, R_OK) != 0) {
		printf("HARK_CORPUS names no folder that has feedback/banking77_train.csv\n");
		return EXIT_SKIPPED;
	}
	return compare(path);
}
