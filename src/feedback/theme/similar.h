/*
 * similar: which texts of a corpus speak of the same, as a graph. Each text asks for the others as
 * a search would, by BM25 (Robertson and Zaragoza 2009, k1 1.2, b 0.75), and keeps those that
 * answer best; how well is a share of how well it answers itself, 0 to 1.
 */
#pragma once

#include "feedback/theme/corpus.h"

enum { SIMILAR_MOST = 10 };

/* Edges of node i: from starts[i] to starts[i + 1]. Each stands at both of its ends. */
struct similar_graph {
	size_t nodes;
	size_t *starts;
	uint32_t *to;
	double *weights;
};

struct similar_graph similar_find(const struct corpus *corpus);
/* ln(1 + (n - df + 1/2) / (df + 1/2)): what a term that stands in df of n texts says. */
double similar_idf(size_t documents, size_t with);
