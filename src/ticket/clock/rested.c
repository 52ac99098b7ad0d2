#include "ticket/clock/rested.h"

#include <string.h>

#include "ticket/before.h"
#include "ticket/clock/clocks_rule.h"

/* What happened to the ticket: a line of its history, or a word of the customer. */
struct moment {
	int64_t at;
	const char *kind, *detail;
};

static const struct db_column line_columns[] = { DB_COLUMN(struct moment, at),
						 DB_COLUMN(struct moment, kind),
						 DB_COLUMN(struct moment, detail) };
static const struct db_record line_record = DB_RECORD("history", struct moment, line_columns);

static const struct db_column word_columns[] = { DB_COLUMN(struct moment, at) };
static const struct db_record word_record = DB_RECORD("message", struct moment, word_columns);

struct story {
	struct db_rows lines, words;
};

static enum hk_result story_find(struct ctx *cx, const struct clock *clock, struct story *ret)
{
	HK_TRY(db_select(cx->db, &line_record,
			 DB_WHERE("ticket_id = $2 AND at >= $3 AND kind IN"
				  " ('replied', 'undone', 'undelivered')",
				  "ORDER BY at, id"),
			 DB_ARGS(clock->ticket_id, clock->started_at), &ret->lines));
	return db_select(cx->db, &word_record,
			 DB_WHERE("ticket_id = $2 AND at >= $3 AND kind = 'in' AND"
				  " is_automatic = 0 AND side_id = 0",
				  "ORDER BY at, id"),
			 DB_ARGS(clock->ticket_id, clock->started_at), &ret->words);
}

/* A reply after which the customer has the word; a line of before that was kept says nothing. */
static bool is_question(struct ctx *cx, const struct clock *clock, const struct moment *line)
{
	struct before before;

	return strcmp(line->kind, "replied") == 0 &&
	       before_read(cx, clock->ticket_id, line->detail, &before) &&
	       strcmp(before.after, "waiting") == 0;
}

/* The first word after that moment; CLOCK_NEVER. */
static int64_t word_after(const struct story *story, int64_t at)
{
	const struct moment *words = story->words.items;

	for (size_t i = 0; i < story->words.count; i++)
		if (words[i].at > at)
			return words[i].at;
	return CLOCK_NEVER;
}

/* When the rest ended that began with that line: a second question is none. */
static int64_t rest_end(struct ctx *cx, const struct clock *clock, const struct story *story,
			size_t line)
{
	const struct moment *lines = story->lines.items;
	int64_t word = word_after(story, lines[line].at);

	for (size_t i = line + 1; i < story->lines.count && lines[i].at < word; i++)
		if (!is_question(cx, clock, &lines[i]))
			return lines[i].at;
	return word;
}

enum hk_result rested_sum(struct ctx *cx, const struct clock *clock,
			  const struct business *business, int64_t pause_ms, int64_t *ret)
{
	bool is_resting = strcmp(clock->state, "paused") == 0;
	const struct moment *lines;
	struct story story;
	int64_t sum = 0, until = clock->started_at;

	HK_TRY(story_find(cx, clock, &story));
	lines = story.lines.items;
	for (size_t i = 0; i < story.lines.count; i++) {
		int64_t end;

		if (lines[i].at < until || !is_question(cx, clock, &lines[i]))
			continue;
		end = rest_end(cx, clock, &story, i);
		/* The rest of now is counted from its own beginning; one that was over before its
		 * end came has lasted as long as it might. */
		if (is_resting && end > clock->stopped_at)
			break;
		if (end == CLOCK_NEVER)
			end = pause_ms ? cx->now : lines[i].at;
		sum += clocks_between(business, lines[i].at, end);
		until = end;
	}
	*ret = pause_ms && sum > pause_ms ? pause_ms : sum;
	return HK_OK;
}
