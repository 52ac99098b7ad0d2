/*
 * apology: what a reply may begin with when a promise was broken. Who writes changes it as he
 * likes; the house may have its own words for each language.
 */
#pragma once

#include "ticket/ticket.h"

/* As it was written; "": the words that Hark brings along hold. */
enum hk_result apology_find(struct ctx *cx, const char *language, const char **ret);
/* "" takes it away. HK_INVALID beside that field: it names a value that there is not. */
enum hk_result apology_put(struct ctx *cx, const char *field, const char *language,
			   const char *text);
/* Of Hark, in that language. */
const char *apology_usual(const char *language);
/* For a reply to this ticket, with its values. */
enum hk_result apology_fill(struct ctx *cx, const struct ticket *ticket, const char *language,
			    const char **ret);
