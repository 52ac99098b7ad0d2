#include "web/pages/ticket/ticket_tie_view.h"

#include <inttypes.h>
#include <string.h>

#include "base/text.h"
#include "core/i18n.h"
#include "ticket/link/tie.h"

/* The number of the other ticket follows. */
static const struct {
	const char *kind, *words, *back;
} kinds[] = {
	{ "belongs", TR("Belongs to"), TR("Belongs to this") },
	{ "duplicate", TR("Duplicate of"), TR("Duplicate of this") },
	{ "caused", TR("Caused by"), TR("Caused by this") },
	{ "split", TR("Split off from"), TR("Split off from this") },
};

static const char *words_of(const struct tie_line *tie)
{
	for (size_t i = 0; i < HK_COUNT(kinds); i++)
		if (strcmp(kinds[i].kind, tie->kind) == 0)
			return tie->is_back ? kinds[i].back : kinds[i].words;
	return "";
}

enum hk_result ties_shown_find(struct ctx *cx, const struct ticket *ticket, struct ties_shown *ret)
{
	struct tie_lines lines;

	HK_TRY(tie_every(cx, ticket, &lines));
	ret->items = hk_alloc(cx->arena, lines.count, sizeof(*ret->items));
	ret->count = lines.count;
	for (size_t i = 0; i < lines.count; i++) {
		const struct tie_line *one = &lines.items[i];
		const struct ticket_line *line = &one->line;

		ret->items[i] = (struct tie_shown){
			.id = one->id,
			.number = line->number,
			.words = i18n_text(cx->language, words_of(one)),
			.url = hk_format(cx->arena, "/tickets/%" PRId64, line->number),
			.subject = ticket_subject(cx->language, line->subject),
			.language = line->language,
			.customer = line->customer_name,
			.state = state_word(line->state, line->bucket, line->closed_as),
			.is_child = one->is_back && hk_equal(one->kind, "belongs") &&
				    hk_equal(line->bucket, "active"),
		};
	}
	return HK_OK;
}
