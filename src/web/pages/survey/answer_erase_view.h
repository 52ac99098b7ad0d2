/* What people answered, for whoever erases it. Texts are never NULL. */
#pragma once

#include "web/parts.h"

struct answer_view {
	const char *survey, *score; /* score: "" when it has none */
	const char *words, *language;
	const char *name;     /* of who said it; "" when that is not for its reader */
	const char *customer; /* the id of whose answers one came from; "" */
	const char *self, *back;
	int64_t at;
};

struct answers_view {
	const char *self, *back, *name;

	struct answer_list {
		struct answer_view *items;
		size_t count;
	} answers;

	int64_t hidden; /* those that were given in confidence, or that are a restricted team's */
	int64_t count;  /* those that are looked at: the newest */
	int64_t all;    /* how many there are */
};
