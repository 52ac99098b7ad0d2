/* The two columns of the people who answered a survey and need a word of ours. */
#include <inttypes.h>
#include <math.h>
#include <string.h>

#include "base/text.h"
#include "base/time.h"
#include "feedback/loop/loop_list.h"
#include "web/pages/loop/loop_view.h"

enum { URGENT_HOURS = 4, SOON_HOURS = 12, KEPT_DAYS = 90, KEPT_GOAL = 95, PERCENT = 100 };

static const char *left_tone(struct ctx *cx, int64_t due_at)
{
	if (due_at < cx->now + URGENT_HOURS * HK_HOUR)
		return "danger";
	return due_at < cx->now + SOON_HOURS * HK_HOUR ? "warn" : "line";
}

static struct loop_card card_of(struct ctx *cx, const struct loop_row *row)
{
	return (struct loop_card){
		.url = hk_format(cx->arena, "/loop/answers/%" PRId64, row->response_id),
		.id = hk_format(cx->arena, "answer-%" PRId64, row->response_id),
		.score = row->score >= 0 ? hk_format(cx->arena, "%" PRId64, row->score) : "",
		.score_tone = loop_score_tone(row->kind, row->score),
		.title = row->customer,
		.title_language = "",
		.words = row->comment,
		.language = row->comment_language,
		.person = row->owner,
		.pill = "",
		.pill_tone = "line",
		.pill_icon = "",
		.note = *row->owner ? "" : loop_say(cx, TR("nobody yet")),
		.bar_words = "",
	};
}

static void rows_take(struct loop_rows *rows, struct loop_column *column)
{
	column->has_more = rows->count > LOOP_CARDS;
	if (column->has_more)
		rows->count = LOOP_CARDS;
	column->cards.count = rows->count;
}

enum hk_result loop_answer_fill(struct ctx *cx, struct loop_column *column)
{
	struct loop_rows rows;

	HK_TRY(loop_waiting(cx, LOOP_CARDS + 1, &rows));
	rows_take(&rows, column);
	for (size_t i = 0; i < rows.count; i++) {
		struct loop_card *card = &column->cards.items[i];

		*card = card_of(cx, &rows.items[i]);
		card->pill = loop_time_left(cx, rows.items[i].due_at);
		card->pill_tone = left_tone(cx, rows.items[i].due_at);
	}
	return HK_OK;
}

static const char *reached_words(struct ctx *cx, const struct loop_row *row)
{
	const struct i18n_reader reader = i18n_reader_of(cx);
	bool is_call = strcmp(row->answered_by, "call") == 0;
	enum i18n_style style = row->answered_at > cx->now - 12 * HK_HOUR ? I18N_TIME : I18N_DAY;

	return i18n_fill(cx->arena,
			 is_call ? loop_say(cx, TR("Called {time}"))
				 : loop_say(cx, TR("Written {time}")),
			 "time", i18n_time(&reader, style, row->answered_at), NULL);
}

enum hk_result loop_talk_fill(struct ctx *cx, struct loop_column *column)
{
	struct loop_rows rows;

	HK_TRY(loop_talked_to(cx, LOOP_CARDS + 1, &rows));
	rows_take(&rows, column);
	for (size_t i = 0; i < rows.count; i++) {
		struct loop_card *card = &column->cards.items[i];

		*card = card_of(cx, &rows.items[i]);
		card->pill = reached_words(cx, &rows.items[i]);
		card->pill_tone = "info";
	}
	return HK_OK;
}

static int64_t end_of_today(struct ctx *cx)
{
	const char *date =
		i18n_clock_write(cx->kit->formats, cx->arena, cx->timezone, cx->now + HK_DAY);
	int64_t at = cx->now;

	(void)i18n_day_read(cx->kit->formats, cx->timezone, hk_copy(cx->arena, date, 10), &at);
	return at;
}

enum hk_result loop_kept_tile(struct ctx *cx, struct loop_tile *tile)
{
	struct loop_kept kept;
	int64_t share;

	HK_TRY(loop_kept_find(cx, cx->now - KEPT_DAYS * HK_DAY, end_of_today(cx), &kept));
	tile->value = "–";
	if (kept.due) {
		share = lround((double)kept.in_time * PERCENT / (double)kept.due);
		tile->value = hk_format(cx->arena, "%s %%", loop_number(cx, share));
		tile->tone = share < KEPT_GOAL ? "warn" : "";
	}
	if (kept.late)
		tile->tone = "danger";
	tile->note = i18n_fill(
		cx->arena,
		kept.late
			? i18n_plural(cx->language,
				      "of {n}, goal 95 %, {late} late, {today} due today",
				      "of {n}, goal 95 %, {late} late, {today} due today", kept.due)
			: i18n_plural(cx->language, "of {n}, goal 95 %, {today} due today",
				      "of {n}, goal 95 %, {today} due today", kept.due),
		"n", loop_number(cx, kept.due), "late", loop_number(cx, kept.late), "today",
		loop_number(cx, kept.due_today), NULL);
	return HK_OK;
}
