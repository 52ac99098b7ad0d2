#include "feedback/theme/found.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "feedback/theme/groups.h"

enum { NAME_WORDS = 3 };

/* Chi square with one degree of freedom: beyond it once in a hundred times. */
static const double beyond_chance = 6.63;
/* A word of fewer of its texts is one of some other theme within. */
static const double least_share = 0.1;
const double found_fits = 0.25;

static double part(double seen, double expected)
{
	return seen > 0 ? seen * log(seen / expected) : 0;
}

double found_keyness(double a, double c, double b, double d)
{
	double share = c + d > 0 ? (a + b) / (c + d) : 0;
	double ratio;

	if (c <= 0 || d <= 0 || share <= 0)
		return 0;
	ratio = 2 * (part(a, c * share) + part(b, d * share));
	ratio = ratio < 0 ? 0 : ratio;
	return a / c < b / d ? -ratio : ratio;
}

/* What a term says in this corpus; words of a longer term are terms themselves and say the rest.
 * Unlike the idf of BM25 it stays above nothing where nearly all speak of the same. */
static double says(const struct corpus *corpus, uint32_t which)
{
	const struct corpus_term *term = &corpus->terms[which];

	return log(1 + (double)corpus->document_count / term->documents) / term->words;
}

static bool has_term(const struct corpus_document *document, uint32_t term)
{
	for (size_t i = 0; i < document->count; i++)
		if (document->terms[i] == term)
			return true;
	return false;
}

double found_fit(const struct corpus *corpus, const struct found_word *words, size_t count,
		 const struct corpus_document *document)
{
	double all = 0, own = 0, both = 0;

	for (size_t i = 0; i < count; i++) {
		all += words[i].weight * words[i].weight;
		if (words[i].term != FOUND_NO_TERM && has_term(document, words[i].term))
			both += words[i].weight * says(corpus, words[i].term);
	}
	for (size_t i = 0; i < document->count; i++) {
		double mine = says(corpus, document->terms[i]);

		own += corpus->terms[document->terms[i]].documents > 1 ? mine * mine : 0;
	}
	return both > 0 && own > 0 ? fmin(both / sqrt(all * own), 1) : 0;
}

static bool is_stronger(const struct found_word *a, const struct found_word *b)
{
	return a->keyness > b->keyness || (a->keyness >= b->keyness && a->term < b->term);
}

static void word_keep(struct found *found, const struct found_word *word)
{
	size_t at = found->word_count;

	if (at == FOUND_WORDS) {
		if (!is_stronger(word, &found->words[at - 1]))
			return;
		at--;
	} else {
		found->word_count++;
	}
	for (; at > 0 && is_stronger(word, &found->words[at - 1]); at--)
		found->words[at] = found->words[at - 1];
	found->words[at] = *word;
}

/* inside is 0 everywhere before and after. */
static void words_find(const struct corpus *corpus, struct found *found, uint32_t *inside)
{
	double size = (double)found->size, rest = (double)corpus->document_count - size;

	for (size_t i = 0; i < found->size; i++) {
		const struct corpus_document *document = &corpus->documents[found->members[i]];

		for (size_t k = 0; k < document->count; k++)
			inside[document->terms[k]]++;
	}
	for (size_t i = 0; i < found->size; i++) {
		const struct corpus_document *document = &corpus->documents[found->members[i]];

		for (size_t k = 0; k < document->count; k++) {
			uint32_t term = document->terms[k], all = corpus->terms[term].documents;
			struct found_word word = { .term = term,
						   .inside = inside[term],
						   .outside = all - inside[term] };

			/* Each word once. */
			inside[term] = 0;
			if (word.inside < 2 || word.inside < least_share * size)
				continue;
			/* Where all speak of the same there is no background. */
			word.keyness =
				rest > 0 ? found_keyness(word.inside, size, word.outside, rest)
					 : word.inside * beyond_chance;
			word.weight = says(corpus, term) * word.inside / size;
			if (word.keyness >= beyond_chance)
				word_keep(found, &word);
		}
	}
}

/* One is a part of the other: "card" of "lost card". */
static bool is_within(const char *a, const char *b)
{
	const char *at = strstr(b, a);

	return at && (at == b || at[-1] == ' ') && (at[strlen(a)] == 0 || at[strlen(a)] == ' ');
}

static bool says_again(const struct corpus *corpus, const struct found *found, const size_t *taken,
		       size_t count, size_t which)
{
	const char *key = corpus->terms[found->words[which].term].key;

	for (size_t i = 0; i < count; i++) {
		const char *other = corpus->terms[found->words[taken[i]].term].key;

		if (is_within(key, other) || is_within(other, key))
			return true;
	}
	return false;
}

/* Rather "lost card" than "card", where most who say the one say the other. */
static size_t longer_of(const struct corpus *corpus, const struct found *found, size_t which)
{
	const struct found_word *word = &found->words[which];
	size_t best = which;

	for (size_t i = 0; i < found->word_count; i++) {
		const struct found_word *other = &found->words[i];

		if (corpus->terms[other->term].words >
			    corpus->terms[found->words[best].term].words &&
		    other->inside * 2 >= word->inside &&
		    is_within(corpus->terms[word->term].key, corpus->terms[other->term].key))
			best = i;
	}
	return best;
}

static void name_find(const struct corpus *corpus, struct found *found)
{
	size_t taken[NAME_WORDS], count = 0;

	found->name = "";
	for (size_t i = 0; i < found->word_count && count < NAME_WORDS; i++) {
		size_t which = longer_of(corpus, found, i);

		if (says_again(corpus, found, taken, count, which))
			continue;
		found->name = hk_format(corpus->arena, "%s%s%s", found->name, count ? ", " : "",
					corpus->terms[found->words[which].term].shown);
		taken[count++] = which;
	}
}

static int by_size(const void *left, const void *right)
{
	const struct found *a = left, *b = right;

	if (a->size != b->size)
		return a->size > b->size ? -1 : 1;
	return (a->members[0] > b->members[0]) - (a->members[0] < b->members[0]);
}

static struct found *members_sort(const struct corpus *corpus, const uint32_t *group, size_t count)
{
	struct found *items = hk_alloc(corpus->arena, count, sizeof(*items));

	for (size_t i = 0; i < corpus->document_count; i++)
		items[group[i]].size++;
	for (size_t i = 0; i < count; i++) {
		items[i].members = hk_alloc(corpus->arena, items[i].size, sizeof(uint32_t));
		items[i].size = 0;
	}
	for (uint32_t i = 0; i < corpus->document_count; i++)
		items[group[i]].members[items[group[i]].size++] = i;
	return items;
}

/* The more texts there are, the finer: of a dozen, half may speak of one matter, which a resolution
 * of 2 would split; of ten thousand it leaves about a hundred themes. */
static double resolution_for(size_t documents)
{
	return log10((double)documents + 1) / 2;
}

struct found_list found_themes(const struct corpus *corpus, size_t least)
{
	struct similar_graph graph = similar_find(corpus);
	uint32_t *inside = hk_alloc(corpus->arena, corpus->term_count, sizeof(*inside));
	struct found_list list = { .count = 0 };
	size_t groups;
	uint32_t *group =
		groups_find(corpus->arena, &graph, resolution_for(corpus->document_count), &groups);

	list.items = members_sort(corpus, group, groups);
	for (size_t i = 0; i < groups; i++) {
		struct found found = list.items[i];

		if (found.size < least)
			continue;
		words_find(corpus, &found, inside);
		if (!found.word_count)
			continue;
		name_find(corpus, &found);
		list.items[list.count++] = found;
	}
	if (list.count)
		qsort(list.items, list.count, sizeof(*list.items), by_size);
	return list;
}
