/*
 * because: why a rule acted, as its line in the history keeps it: the version, the name, what
 * happened, and the conditions that held, with the values that the ticket had and names as they
 * were then. Pages say it in their reader's language.
 */
#pragma once

#include "ticket/rule/rule.h"

/* Lines "field TAB op TAB value" of those that hold. */
enum hk_result because_write(struct ctx *cx, const struct rule *rule, struct facts *facts,
			     const char **ret);

struct because {
	int64_t version;
	const char *name, *event;
	int64_t minutes;
	struct condition_list conditions; /* any is "" */
};

/* The whole line of the history. */
const char *because_line(struct ctx *cx, const struct rule *rule, const char *because);
/* False: it is no such line. */
bool because_read(struct ctx *cx, const char *line, struct because *ret);
/* Of because_write() alone. */
struct condition_list because_conditions(struct ctx *cx, const char *because);
