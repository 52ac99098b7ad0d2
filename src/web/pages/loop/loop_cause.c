/* The two columns of what many people said: find out why, and prevent it. */
#include <inttypes.h>

#include "base/text.h"
#include "base/time.h"
#include "feedback/cause_link.h"
#include "feedback/prevention.h"
#include "web/pages/loop/cause_view.h"
#include "web/pages/loop/loop_view.h"

enum { CAUSES_MOST = 300, OLD_DAYS = 30, WEEK_DAYS = 7 };

static const struct cause_voice *voice_of(const struct cause_voices *voices, int64_t cause_id)
{
	for (size_t i = 0; i < voices->count; i++)
		if (voices->items[i].cause_id == cause_id)
			return &voices->items[i];
	return NULL;
}

/* Its action worked: what is left is to close it. */
static bool is_prevented(const struct cause *cause)
{
	return hk_equal(cause->state, "open") && hk_equal(cause->verdict, "worked");
}

static const char *people(struct ctx *cx, int64_t count)
{
	return i18n_fill(
		cx->arena,
		i18n_plural(cx->language, "{n} person said this", "{n} people said this", count),
		"n", loop_number(cx, count), NULL);
}

static struct loop_card cause_card(struct ctx *cx, const struct cause *cause,
				   const struct cause_voice *voice)
{
	bool has_words = voice && *voice->words;
	struct loop_card card = {
		.url = cause_url(cx, cause->number),
		.id = hk_format(cx->arena, "cause-%" PRId64, cause->number),
		.score = voice && voice->score >= 0 ? hk_format(cx->arena, "%" PRId64, voice->score)
						    : "",
		.score_tone = voice && voice->unhappy ? "lo" : "mid",
		.title = people(cx, cause->people_count),
		.title_language = "",
		.words = has_words ? voice->words : cause->name,
		.language = has_words ? voice->language : "",
		.person = cause->owner_name,
		.pill = cause_code(cx, cause->number),
		.pill_tone = "violet",
		.pill_icon = "",
		.note = has_words ? cause->name : "",
		.bar_words = "",
	};

	if (*cause->verdict) {
		const struct cause_row row = cause_row_of(cx, cause);

		card.pill = row.state;
		card.pill_tone = row.tone;
	} else if (cause->why_count) {
		card.pill = i18n_fill(cx->arena, loop_say(cx, TR("5 whys: {n} of 5")), "n",
				      loop_number(cx, cause->why_count), NULL);
		card.note = has_words ? cause_code(cx, cause->number) : "";
	}
	if (cause->stop_id) {
		card.pill = loop_say(cx, TR("Line stopped"));
		card.pill_tone = "danger";
		card.pill_icon = "hand";
	}
	return card;
}

/* A line that is stopped first, then what most people said. */
static bool is_before(const struct cause *a, const struct cause *b)
{
	if ((a->stop_id != 0) != (b->stop_id != 0))
		return a->stop_id != 0;
	return a->people_count > b->people_count;
}

static void sort(struct cause_list *list)
{
	for (size_t i = 1; i < list->count; i++) {
		struct cause one = list->items[i];
		size_t at = i;

		for (; at && is_before(&one, &list->items[at - 1]); at--)
			list->items[at] = list->items[at - 1];
		list->items[at] = one;
	}
}

enum hk_result loop_cause_fill(struct ctx *cx, struct loop_column *column)
{
	struct cause_list all, open = { NULL, 0 };
	struct cause_voices voices;

	HK_TRY(cause_living(cx, CAUSES_MOST, &all));
	open.items = hk_alloc(cx->arena, all.count, sizeof(*open.items));
	for (size_t i = 0; i < all.count; i++)
		if (hk_equal(all.items[i].state, "open") && !is_prevented(&all.items[i]))
			open.items[open.count++] = all.items[i];
	sort(&open);
	column->has_more = open.count > LOOP_CARDS;
	if (column->has_more)
		open.count = LOOP_CARDS;
	if (!open.count)
		return HK_OK;
	HK_TRY(cause_last_voices(cx, &open, &voices));
	for (size_t i = 0; i < open.count; i++)
		column->cards.items[column->cards.count++] =
			cause_card(cx, &open.items[i], voice_of(&voices, open.items[i].id));
	return HK_OK;
}

/* ---- prevent it ---- */

static double mean(const struct prevention_weeks *weeks)
{
	int64_t events = 0, exposure = 0;

	for (size_t i = 0; i < weeks->count; i++) {
		events += weeks->items[i].events;
		exposure += weeks->items[i].exposure;
	}
	return exposure ? (double)events / (double)exposure : 0;
}

static const char *days_left(struct ctx *cx, const struct prevention *action)
{
	int64_t days = (action->check_at - cx->now + HK_DAY - 1) / HK_DAY;

	return i18n_fill(cx->arena,
			 i18n_plural(cx->language, "measured in {n} day", "measured in {n} days",
				     days > 0 ? days : 0),
			 "n", loop_number(cx, days > 0 ? days : 0), NULL);
}

/* How far it has come of what was predicted, from the first whole week on. */
static enum hk_result bar_fill(struct ctx *cx, const struct prevention *action,
			       struct loop_card *card)
{
	const struct i18n_reader reader = i18n_reader_of(cx);
	struct prevention_weeks before, after;
	double from, to, goal;

	card->note = days_left(cx, action);
	if (!hk_equal(action->measure, "said"))
		return HK_OK;
	HK_TRY(prevention_after(cx, action, cx->now, &after));
	if (!after.count)
		return HK_OK;
	HK_TRY(prevention_before(cx, action, &before));
	from = mean(&before);
	to = mean(&after);
	goal = from * (double)action->expected_percent / 100;
	card->note =
		i18n_fill(cx->arena, loop_say(cx, TR("from {before} to {after} a week")), "before",
			  i18n_decimal(&reader, from), "after", i18n_decimal(&reader, to), NULL);
	card->bar_words = card->note;
	card->bar_most = 100;
	if (goal > 0 && to < from)
		card->bar = from - to > goal ? 100 : (int64_t)((from - to) / goal * 100);
	return HK_OK;
}

static struct loop_card action_card(struct ctx *cx, const struct prevention *action)
{
	return (struct loop_card){
		.url = cause_url(cx, action->cause_number),
		.id = hk_format(cx->arena, "prevent-%" PRId64, action->id),
		.score = "",
		.score_tone = "",
		.title = action->cause_name,
		.title_language = "",
		.words = action->what,
		.language = "",
		.person = action->owner_name,
		.pill = "",
		.pill_tone = "line",
		.pill_icon = "",
		.note = "",
		.bar_words = "",
	};
}

/* What worked stays until its cause is closed. */
static enum hk_result worked_fill(struct ctx *cx, struct loop_column *column)
{
	struct prevention_list list;
	struct cause_list all;

	HK_TRY(cause_living(cx, CAUSES_MOST, &all));
	for (size_t i = 0; i < all.count; i++) {
		struct loop_card *card = &column->cards.items[column->cards.count];

		if (!is_prevented(&all.items[i]))
			continue;
		if (column->cards.count == LOOP_CARDS) {
			column->has_more = true;
			return HK_OK;
		}
		HK_TRY(prevention_of(cx, all.items[i].id, &list));
		*card = action_card(cx, &list.items[0]);
		card->pill = loop_say(cx, TR("Worked"));
		card->pill_tone = "good";
		card->pill_icon = "check";
		card->note = prevention_rates_say(cx, cx->language, &list.items[0]);
		column->cards.count++;
	}
	return HK_OK;
}

enum hk_result loop_prevent_fill(struct ctx *cx, struct loop_column *column)
{
	struct prevention_list list;

	HK_TRY(prevention_running(cx, LOOP_CARDS + 1, &list));
	column->has_more = list.count > LOOP_CARDS;
	if (column->has_more)
		list.count = LOOP_CARDS;
	for (size_t i = 0; i < list.count; i++) {
		struct loop_card *card = &column->cards.items[column->cards.count++];

		*card = action_card(cx, &list.items[i]);
		HK_TRY(bar_fill(cx, &list.items[i], card));
	}
	return worked_fill(cx, column);
}

/* ---- tiles ---- */

enum hk_result loop_causes_tile(struct ctx *cx, struct loop_tile *tile)
{
	struct cause_list all;
	int64_t old = 0;

	HK_TRY(cause_living(cx, CAUSES_MOST, &all));
	if (!all.count)
		return HK_OK;
	for (size_t i = 0; i < all.count; i++)
		old += all.items[i].opened_at < cx->now - OLD_DAYS * HK_DAY;
	tile->value = loop_number(cx, (int64_t)all.count);
	if (old)
		tile->note = i18n_fill(cx->arena,
				       i18n_plural(cx->language, "{n} older than 30 days",
						   "{n} older than 30 days", old),
				       "n", loop_number(cx, old), NULL);
	return HK_OK;
}

enum hk_result loop_saved_tile(struct ctx *cx, struct loop_tile *tile)
{
	int64_t saved;

	HK_TRY(prevention_saved(cx, &saved));
	if (!saved)
		return HK_OK;
	tile->value = loop_number(cx, saved);
	tile->note = loop_say(cx, TR("contacts that no longer come"));
	return HK_OK;
}
