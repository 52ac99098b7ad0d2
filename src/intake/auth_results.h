/*
 * The value of one Authentication-Results header (RFC 8601, 2.2): what a mail server found out
 * about a mail. Anybody can write one: whether it is believed is decided by proof.h.
 *
 * All that a result points to lives in the arena. Names and results are in lower case.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"

enum { AUTH_PROPERTIES_MAX = 8, AUTH_RESULTS_MAX = 32 };

struct auth_property {
	const char *name, *value; /* such as header.d and shop.example */
};

struct auth_result {
	const char *method, *result; /* such as dkim and pass */
	struct auth_property properties[AUTH_PROPERTIES_MAX];
	size_t property_count;
};

struct auth_results {
	const char *server; /* the authserv-id */
	struct auth_result items[AUTH_RESULTS_MAX];
	size_t count;
};

/* False: it names no server. Of a value that breaks the grammar the results before the fault count;
 * what is beyond the limits is left out. */
bool auth_results_read(struct hk_arena *arena, const char *value, struct auth_results *ret);
/* The value of that property, or "". */
const char *auth_property(const struct auth_result *result, const char *name);
