/* The policy that the writer and the checker of canonical HTML share. */
#pragma once

#include <stdbool.h>
#include <stddef.h>

enum { HTML_DEPTH = 100 };

enum rule_kind {
	RULE_TEXT,
	RULE_NUMBER,
	RULE_SIDE,
	RULE_DIRECTION,
	RULE_LINK, /* from here on the value is a URL or fixed */
	RULE_CID,
	RULE_REMOTE,
	RULE_FIXED,
};

struct rule {
	const char *tag, *from, *to; /* tag NULL: every tag */
	enum rule_kind kind;
	const char *fixed;
};

/*
 * Unknown tags vanish and their content stays; dropped ones take it with them. A tag is known by
 * its place in the list of its class: NULL when it is not there.
 */
const char *tag_find_kept(const char *name, size_t len);
const char *tag_find_empty(const char *name, size_t len);
const char *tag_find_dropped(const char *name, size_t len);
bool tag_is_dropped(const char *tag);

/* Attributes that the tag may have, in this order and no other; NULL after the last. Start with
 * rule NULL. */
const struct rule *rule_next(const struct rule *rule, const char *tag);
/* The value as it stands in the output. */
bool rule_fits(const struct rule *rule, const char *value, size_t len);
