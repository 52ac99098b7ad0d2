/*
 * The values that a saved reply may hold: {{customer.name}}, {{ticket.number}}. The list is fixed,
 * so that a misspelt one is refused when it is written and never reaches a customer. A value that
 * is not known when the text is put in leaves a gap, {{?words}}, which stops the sending until
 * somebody has written there.
 */
#pragma once

#include "ticket/ticket.h"

struct saved_value {
	const char *name;  /* "customer.name" */
	const char *type;  /* "Text", "Number", "Date", "Address" for translators */
	const char *words; /* what it is, for translators */
};

const struct saved_value *saved_values(size_t *ret_count);

/* HK_INVALID beside the field: it names something that is not in the list. */
enum hk_result saved_text_check(struct ctx *cx, const char *field, const char *text);
/* The text with its values, as Markdown, for a reader in that language. ticket: id 0 is one that is
 * not opened yet: what only a ticket knows leaves a gap. */
enum hk_result saved_text_fill(struct ctx *cx, const struct ticket *ticket, const char *language,
			       const char *text, const char **ret);
/* The words of the first gap that is left, or NULL. */
const char *saved_gap(struct hk_arena *arena, const char *text);
/* HK_INVALID beside "text": one is left, which nobody may read in its braces. */
enum hk_result saved_gap_none(struct ctx *cx, const char *text);
