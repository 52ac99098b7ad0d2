/* Column 5 of the board: what is new on the wall, the most thanked of a fortnight first. */
#include <inttypes.h>
#include <string.h>

#include "base/text.h"
#include "base/time.h"
#include "feedback/wall/voice.h"
#include "web/pages/loop/loop_view.h"

enum { FORTNIGHT_DAYS = 14, LOOK_MOST = 100, WORDS_BYTES = 240 };

static const char *day(struct ctx *cx, int64_t at)
{
	const struct i18n_reader reader = i18n_reader_of(cx);

	return i18n_day(&reader, cx->now, at);
}

static const char *words_of(struct ctx *cx, const struct voice *voice)
{
	const char *line = hk_one_line(cx->arena, voice->text);
	size_t length = hk_utf8_fit(line, WORDS_BYTES);

	return line[length] ? hk_format(cx->arena, "%.*s…", (int)length, line) : line;
}

static const char *tone_of(const struct voice *voice)
{
	if (strcmp(voice->tone, "good") == 0)
		return "hi";
	return strcmp(voice->tone, "bad") == 0 ? "lo" : "mid";
}

static const char *thanks_of(struct ctx *cx, int64_t thanks)
{
	return thanks ? i18n_fill(cx->arena,
				  i18n_plural(cx->language, "{n} colleague thanks",
					      "{n} colleagues thank", thanks),
				  "n", loop_number(cx, thanks), NULL)
		      : "";
}

static struct loop_card card_of(struct ctx *cx, const struct voice *voice)
{
	const char *who = *voice->name ? voice->name : loop_say(cx, TR("A customer"));
	bool is_story = strcmp(voice->kind, "story") == 0;

	return (struct loop_card){
		.url = hk_format(cx->arena, "/loop/wall/%" PRId64, voice->id),
		.id = hk_format(cx->arena, "share-%" PRId64, voice->id),
		.score = voice->mark >= 0 ? hk_format(cx->arena, "%" PRId64, voice->mark) : "",
		.score_tone = tone_of(voice),
		.title = is_story ? voice->title : who,
		.title_language = is_story ? voice->language : "",
		.words = words_of(cx, voice),
		.language = voice->language,
		.person = is_story ? who : "",
		.pill = thanks_of(cx, voice->thanks),
		.pill_tone = "good",
		.pill_icon = voice->thanks ? "heart" : "",
		.note = day(cx, voice->said_at),
		.bar_words = "",
	};
}

static const struct voice *next_of(const struct voice_list *list, const bool *taken)
{
	const struct voice *best = NULL;

	for (size_t i = 0; i < list->count; i++)
		if (!taken[i] && (!best || list->items[i].thanks > best->thanks))
			best = &list->items[i];
	return best;
}

enum hk_result loop_share_fill(struct ctx *cx, struct loop_column *column)
{
	bool taken[LOOK_MOST] = { false };
	struct voice_list list;

	HK_TRY(voice_between(cx, cx->actor->id, cx->now - FORTNIGHT_DAYS * HK_DAY, cx->now + 1,
			     LOOK_MOST, &list));
	column->has_more = list.count > LOOP_CARDS;
	while (column->cards.count < LOOP_CARDS && column->cards.count < list.count) {
		const struct voice *voice = next_of(&list, taken);

		taken[voice - list.items] = true;
		column->cards.items[column->cards.count++] = card_of(cx, voice);
	}
	return HK_OK;
}
