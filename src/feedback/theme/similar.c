#include "feedback/theme/similar.h"

#include <math.h>

/* Which text a term stands in, and what it is worth there. */
struct posting {
	uint32_t document;
	float worth;
};

struct postings {
	size_t *starts; /* of each term */
	struct posting *items;
};

struct near {
	uint32_t document;
	double share;
};

struct nears {
	struct near items[SIMILAR_MOST];
	size_t count;
};

static const double k1 = 1.2, b = 0.75;
/* Below this share two texts have a word in common by chance. */
static const double least_share = 0.12;

double similar_idf(size_t documents, size_t with)
{
	double n = (double)documents, df = (double)with;

	return log(1 + (n - df + 0.5) / (df + 0.5));
}

/* A term of one text alone joins nothing. */
static bool joins(const struct corpus_term *term)
{
	return term->documents > 1;
}

static double mean_length(const struct corpus *corpus)
{
	double sum = 0;

	for (size_t i = 0; i < corpus->document_count; i++)
		sum += corpus->documents[i].length;
	return sum > 0 ? sum / (double)corpus->document_count : 1;
}

/* Words of a term that are terms themselves tell the same again, so two words tell half each. */
static double worth_of(const struct corpus *corpus, const struct corpus_document *document,
		       size_t which, double mean)
{
	const struct corpus_term *term = &corpus->terms[document->terms[which]];
	double times = document->counts[which];
	double length = k1 * (1 - b + b * document->length / mean);

	return similar_idf(corpus->document_count, term->documents) / term->words * times *
	       (k1 + 1) / (times + length);
}

static struct postings postings_make(const struct corpus *corpus)
{
	struct postings postings;
	double mean = mean_length(corpus);
	size_t *ends, sum = 0;

	postings.starts = hk_alloc(corpus->arena, corpus->term_count + 1, sizeof(*postings.starts));
	ends = hk_alloc(corpus->arena, corpus->term_count + 1, sizeof(*ends));
	for (size_t i = 0; i < corpus->term_count; i++) {
		postings.starts[i] = ends[i] = sum;
		sum += joins(&corpus->terms[i]) ? corpus->terms[i].documents : 0;
	}
	postings.starts[corpus->term_count] = sum;
	postings.items = hk_alloc(corpus->arena, sum, sizeof(*postings.items));
	for (size_t i = 0; i < corpus->document_count; i++) {
		const struct corpus_document *document = &corpus->documents[i];

		for (size_t k = 0; k < document->count; k++)
			if (joins(&corpus->terms[document->terms[k]]))
				postings.items[ends[document->terms[k]]++] = (struct posting){
					(uint32_t)i, (float)worth_of(corpus, document, k, mean)
				};
	}
	return postings;
}

static void near_keep(struct nears *nears, struct near near)
{
	size_t at = nears->count;

	if (at == SIMILAR_MOST) {
		if (near.share <= nears->items[at - 1].share)
			return;
		at--;
	} else {
		nears->count++;
	}
	for (; at > 0 && nears->items[at - 1].share < near.share; at--)
		nears->items[at] = nears->items[at - 1];
	nears->items[at] = near;
}

/* sums is 0 everywhere before and after. touched has room for every document. */
static struct nears nears_of(const struct corpus *corpus, const struct postings *postings,
			     uint32_t who, double *sums, uint32_t *touched)
{
	const struct corpus_document *document = &corpus->documents[who];
	struct nears nears = { .count = 0 };
	size_t count = 0;

	for (size_t i = 0; i < document->count; i++) {
		uint32_t term = document->terms[i];

		for (size_t k = postings->starts[term]; k < postings->starts[term + 1]; k++) {
			const struct posting *posting = &postings->items[k];

			if (sums[posting->document] <= 0)
				touched[count++] = posting->document;
			sums[posting->document] += (double)posting->worth;
		}
	}

	double own = sums[who];

	for (size_t i = 0; i < count; i++) {
		struct near near = { touched[i], own > 0 ? sums[touched[i]] / own : 0 };

		sums[touched[i]] = 0;
		if (near.document != who && near.share >= least_share)
			near_keep(&nears,
				  near.share > 1 ? (struct near){ near.document, 1 } : near);
	}
	return nears;
}

static void graph_fill(struct similar_graph *graph, struct hk_arena *arena,
		       const struct nears *nears)
{
	size_t *ends = hk_alloc(arena, graph->nodes + 1, sizeof(*ends)), sum = 0;

	for (size_t i = 0; i < graph->nodes; i++) {
		ends[i] += nears[i].count;
		for (size_t k = 0; k < nears[i].count; k++)
			ends[nears[i].items[k].document]++;
	}
	for (size_t i = 0; i < graph->nodes; i++) {
		size_t mine = ends[i];

		graph->starts[i] = ends[i] = sum;
		sum += mine;
	}
	graph->starts[graph->nodes] = sum;
	graph->to = hk_alloc(arena, sum, sizeof(*graph->to));
	graph->weights = hk_alloc(arena, sum, sizeof(*graph->weights));
	for (uint32_t i = 0; i < graph->nodes; i++)
		for (size_t k = 0; k < nears[i].count; k++) {
			uint32_t other = nears[i].items[k].document;

			graph->to[ends[i]] = other;
			graph->weights[ends[i]++] = nears[i].items[k].share / 2;
			graph->to[ends[other]] = i;
			graph->weights[ends[other]++] = nears[i].items[k].share / 2;
		}
}

struct similar_graph similar_find(const struct corpus *corpus)
{
	struct hk_arena *arena = corpus->arena;
	struct postings postings = postings_make(corpus);
	struct similar_graph graph = { .nodes = corpus->document_count };
	double *sums = hk_alloc(arena, graph.nodes, sizeof(*sums));
	uint32_t *touched = hk_alloc(arena, graph.nodes, sizeof(*touched));
	struct nears *nears = hk_alloc(arena, graph.nodes, sizeof(*nears));

	graph.starts = hk_alloc(arena, graph.nodes + 1, sizeof(*graph.starts));
	for (uint32_t i = 0; i < graph.nodes; i++)
		nears[i] = nears_of(corpus, &postings, i, sums, touched);
	graph_fill(&graph, arena, nears);
	return graph;
}
