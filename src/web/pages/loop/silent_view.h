/* /loop/silent: who fell silent, for who calls them. Texts are never NULL. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct silent_row {
	const char *name, *customer; /* "/customers/5"; "" for who may see none */
	const char *ticket, *subject, *language, *owner;
	int64_t number, at;
};

struct silent_rows {
	struct silent_row *items;
	size_t count;
};

struct silent_page {
	struct silent_rows rows;
	int64_t days;
	bool has_more;
};
