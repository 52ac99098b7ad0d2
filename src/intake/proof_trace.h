/* Which Authentication-Results of a mail were written on our side: the rule of proof.h. */
#pragma once

#include "parse/parse.h"

/* What was seen above a header, from the top. */
struct trace {
	const char *server; /* trusted */
	bool is_over;       /* nothing below counts any more */
	bool is_past_border, has_counted;
};

/* The next header of a mail. True: it is an Authentication-Results that counts, if it names the
 * trusted server. */
bool trace_next(struct hk_arena *arena, struct trace *trace, const struct mail_header *header);
