#include "ticket/before.h"

#include <inttypes.h>
#include <string.h>

#include "base/text.h"

enum { HEAD_WORDS = 7, CLOCK_WORDS = 9, WORDS_MAX = 1 + HEAD_WORDS + BEFORE_CLOCKS * CLOCK_WORDS };

static const char none[] = "-";
/* Begins a line, so that one of before its clocks had steps is known: of that nothing is undone. */
static const char mark[] = "2";

const char *before_write(struct ctx *cx, const struct ticket *ticket,
			 const struct clock_list *clocks, const char *after)
{
	const char *line = hk_format(
		cx->arena, "%s %s %s %s %" PRId64 " %" PRId64 " %" PRId64 " %s", mark,
		ticket->state, ticket->bucket, ticket->closed_as ? ticket->closed_as : none,
		ticket->resolved_at, ticket->closed_at, ticket->answered_at, after);

	for (size_t i = 0; i < clocks->count && i < BEFORE_CLOCKS; i++) {
		const struct clock *one = &clocks->items[i];

		line = hk_format(cx->arena,
				 "%s %s %" PRId64 " %" PRId64 " %" PRId64 " %s %" PRId64 " %" PRId64
				 " %" PRId64 " %" PRId64,
				 line, one->kind, one->started_at, one->due_at, one->stopped_at,
				 one->state, one->warned_at, one->promised_ms, one->step,
				 one->next_at);
	}
	return line;
}

static bool clock_read(char *const *words, struct clock *ret)
{
	ret->kind = words[0];
	ret->state = words[4];
	return hk_number(words[1], &ret->started_at) && hk_number(words[2], &ret->due_at) &&
	       hk_number(words[3], &ret->stopped_at) && hk_number(words[5], &ret->warned_at) &&
	       hk_number(words[6], &ret->promised_ms) && hk_number(words[7], &ret->step) &&
	       hk_number(words[8], &ret->next_at);
}

bool before_read(struct ctx *cx, int64_t ticket_id, const char *line, struct before *ret)
{
	char *all[WORDS_MAX], **words = all + 1, *rest, *copy = hk_copy_text(cx->arena, line);
	size_t count = 0;

	for (char *word = strtok_r(copy, " ", &rest); word && count < WORDS_MAX;
	     word = strtok_r(NULL, " ", &rest))
		all[count++] = word;
	if (count == 0 || strcmp(all[0], mark) != 0)
		return false;
	count--;
	if (count < HEAD_WORDS || (count - HEAD_WORDS) % CLOCK_WORDS != 0)
		return false;
	*ret = (struct before){ .state = words[0],
				.bucket = words[1],
				.closed_as = strcmp(words[2], none) == 0 ? NULL : words[2],
				.after = words[6],
				.clock_count = (count - HEAD_WORDS) / CLOCK_WORDS };
	for (size_t i = 0; i < ret->clock_count; i++) {
		ret->clocks[i].ticket_id = ticket_id;
		if (!clock_read(words + HEAD_WORDS + i * CLOCK_WORDS, &ret->clocks[i]))
			return false;
	}
	return hk_number(words[3], &ret->resolved_at) && hk_number(words[4], &ret->closed_at) &&
	       hk_number(words[5], &ret->answered_at);
}
