#include "feedback/theme/theme_match.h"

#include <math.h>
#include <string.h>

#include "feedback/theme/found.h"

/* An answer may speak of several matters, but hardly of more. */
enum { THEMES_OF_ONE = 3 };

/* A theme that is there already, as this corpus has its words. */
struct known {
	const struct theme *theme;
	struct found_word *words;
	size_t count;
};

/* What one answer speaks of, the best fit first: numbers of themes. */
struct fits {
	size_t themes[THEMES_OF_ONE];
	double fits[THEMES_OF_ONE];
	size_t count;
};

struct matching {
	struct ctx *cx;
	struct theme_look *look;
	struct corpus *corpus;
	const struct theme_said **said; /* of this language: the documents */
	struct known *known;
	size_t known_count;
	struct fits *fits;            /* of each document */
	const struct known **grouped; /* of each document: the theme that its group is; or NULL */
};

enum hk_result theme_known(struct ctx *cx, struct theme_list *ret)
{
	static const char *const states[] = { "suggested", "confirmed", "rejected", "merged" };
	struct theme_list lists[HK_COUNT(states)];
	struct theme_list all = { .count = 0 };

	for (size_t i = 0; i < HK_COUNT(states); i++) {
		HK_TRY(theme_every(cx, states[i], "", &lists[i]));
		all.count += lists[i].count;
	}
	all.items = hk_alloc(cx->arena, all.count, sizeof(*all.items));
	all.count = 0;
	for (size_t i = 0; i < HK_COUNT(states); i++)
		for (size_t k = 0; k < lists[i].count; k++)
			all.items[all.count++] = lists[i].items[k];
	*ret = all;
	return HK_OK;
}

static bool is_state(const struct known *known, const char *state)
{
	return strcmp(known->theme->state, state) == 0;
}

static void corpus_fill(struct matching *matching, const char *language)
{
	struct theme_look *look = matching->look;

	matching->said = hk_alloc(matching->cx->arena, look->count, sizeof(void *));
	for (size_t i = 0; i < look->count; i++)
		if (strcmp(look->said[i].language, language) == 0) {
			matching->said[matching->corpus->document_count] = &look->said[i];
			corpus_add(matching->corpus, look->said[i].comment);
		}
}

static void known_fill(struct matching *matching, const char *language)
{
	const struct theme_list *themes = &matching->look->themes;

	matching->known = hk_alloc(matching->cx->arena, themes->count, sizeof(*matching->known));
	for (size_t i = 0; i < themes->count; i++) {
		struct theme_words words;
		struct known *known;

		if (strcmp(themes->items[i].language, language) != 0)
			continue;
		words = theme_words_read(matching->cx, themes->items[i].words);
		known = &matching->known[matching->known_count++];
		known->theme = &themes->items[i];
		known->count = words.count;
		known->words = hk_alloc(matching->cx->arena, words.count, sizeof(*known->words));
		for (size_t k = 0; k < words.count; k++) {
			int64_t term = corpus_find(matching->corpus, words.items[k].key);

			known->words[k].term = term < 0 ? FOUND_NO_TERM : (uint32_t)term;
			known->words[k].weight = words.items[k].weight;
		}
	}
}

static void fit_keep(struct fits *fits, size_t theme, double fit)
{
	size_t at = fits->count;

	if (at == THEMES_OF_ONE) {
		if (fit <= fits->fits[at - 1])
			return;
		at--;
	} else {
		fits->count++;
	}
	for (; at > 0 && fits->fits[at - 1] < fit; at--) {
		fits->fits[at] = fits->fits[at - 1];
		fits->themes[at] = fits->themes[at - 1];
	}
	fits->fits[at] = fit;
	fits->themes[at] = theme;
}

static void fits_fill(struct matching *matching)
{
	const struct corpus *corpus = matching->corpus;

	matching->fits =
		hk_alloc(matching->cx->arena, corpus->document_count, sizeof(*matching->fits));
	for (size_t i = 0; i < corpus->document_count; i++)
		for (size_t k = 0; k < matching->known_count; k++) {
			double fit = found_fit(corpus, matching->known[k].words,
					       matching->known[k].count, &corpus->documents[i]);

			if (fit >= found_fits)
				fit_keep(&matching->fits[i], k, fit);
		}
}

/* Which theme that is; the one that it was merged into. */
static int64_t theme_meant(const struct known *known)
{
	return is_state(known, "merged") ? known->theme->into_id : known->theme->id;
}

static bool speaks_of(const struct matching *matching, size_t document, int64_t theme_id)
{
	const struct fits *fits = &matching->fits[document];
	const struct known *grouped = matching->grouped[document];

	if (grouped && theme_meant(grouped) == theme_id)
		return true;
	for (size_t i = 0; i < fits->count; i++)
		if (theme_meant(&matching->known[fits->themes[i]]) == theme_id)
			return true;
	return false;
}

static struct theme_finding *finding_add(struct matching *matching, const struct theme *theme)
{
	struct theme_look *look = matching->look;
	struct theme_finding *finding = &look->findings[look->finding_count++];

	*finding = (struct theme_finding){ .theme = *theme };
	finding->members =
		hk_alloc(matching->cx->arena, matching->corpus->document_count, sizeof(void *));
	return finding;
}

/* Who speaks of the themes that are there. */
static void known_find(struct matching *matching)
{
	for (size_t i = 0; i < matching->known_count; i++) {
		const struct known *known = &matching->known[i];
		struct theme_finding *finding;

		if (!is_state(known, "suggested") && !is_state(known, "confirmed"))
			continue;
		finding = finding_add(matching, known->theme);
		for (size_t k = 0; k < matching->corpus->document_count; k++)
			if (speaks_of(matching, k, known->theme->id))
				finding->members[finding->count++] = matching->said[k];
	}
}

/* The cosine of their words: 1 when they have the same. */
static double likeness(const struct found *found, const struct known *known)
{
	double mine = 0, theirs = 0, both = 0;

	for (size_t i = 0; i < known->count; i++)
		theirs += known->words[i].weight * known->words[i].weight;
	for (size_t i = 0; i < found->word_count; i++) {
		mine += found->words[i].weight * found->words[i].weight;
		for (size_t k = 0; k < known->count; k++)
			if (known->words[k].term == found->words[i].term)
				both += found->words[i].weight * known->words[k].weight;
	}
	return both > 0 ? both / sqrt(mine * theirs) : 0;
}

/* A theme that is there already, wanted or not: at least half of its answers speak of that one, or
 * it has the same words. */
static const struct known *known_as(const struct matching *matching, const struct found *found,
				    size_t *counts)
{
	const struct known *same = NULL;
	double most = 0.6; /* from here on words are the same */
	size_t best = 0;

	for (size_t i = 0; i < found->size; i++) {
		const struct fits *fits = &matching->fits[found->members[i]];

		for (size_t k = 0; k < fits->count; k++)
			if (++counts[fits->themes[k]] > counts[best])
				best = fits->themes[k];
	}
	bool is_half = matching->known_count && counts[best] * 2 >= found->size;

	if (is_half)
		same = &matching->known[best];
	for (size_t i = 0; i < matching->known_count; i++) {
		double mine = likeness(found, &matching->known[i]);

		counts[i] = 0;
		if (mine >= most && !is_half) {
			most = mine;
			same = &matching->known[i];
		}
	}
	return same;
}

static struct theme_words words_of(const struct matching *matching, const struct found *found)
{
	struct theme_words words = { .count = found->word_count };

	words.items = hk_alloc(matching->cx->arena, words.count, sizeof(*words.items));
	for (size_t i = 0; i < words.count; i++) {
		const struct found_word *word = &found->words[i];

		words.items[i] = (struct theme_word){ matching->corpus->terms[word->term].key,
						      matching->corpus->terms[word->term].shown,
						      word->weight, word->inside, word->outside };
	}
	return words;
}

static void new_find(struct matching *matching, const struct found *found, const char *language)
{
	const struct corpus *corpus = matching->corpus;
	struct theme_words words = words_of(matching, found);
	const struct theme theme = { .language = language,
				     .name = found->name,
				     .words = theme_words_write(matching->cx, &words) };
	struct theme_finding *finding = finding_add(matching, &theme);
	size_t next = 0;

	for (size_t i = 0; i < corpus->document_count; i++) {
		bool is_member = next < found->size && found->members[next] == i;

		next += is_member;
		if (is_member || found_fit(corpus, found->words, found->word_count,
					   &corpus->documents[i]) >= found_fits)
			finding->members[finding->count++] = matching->said[i];
	}
}

void theme_match(struct ctx *cx, struct theme_look *look, const char *language)
{
	struct matching matching = { .cx = cx,
				     .look = look,
				     .corpus = corpus_new(cx->arena, cx->kit->words, language) };
	struct found_list list;
	size_t *counts;

	corpus_fill(&matching, language);
	known_fill(&matching, language);
	fits_fill(&matching);
	list = found_themes(matching.corpus, FOUND_LEAST);
	counts = hk_alloc(cx->arena, matching.known_count + 1, sizeof(*counts));
	matching.grouped = hk_alloc(cx->arena, matching.corpus->document_count, sizeof(void *));
	for (size_t i = 0; i < list.count; i++) {
		const struct known *same = known_as(&matching, &list.items[i], counts);

		if (!same)
			new_find(&matching, &list.items[i], language);
		for (size_t k = 0; same && k < list.items[i].size; k++)
			matching.grouped[list.items[i].members[k]] = same;
	}
	known_find(&matching);
}
