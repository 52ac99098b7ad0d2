#include "web/pages/loop/wall_view.h"

#include <inttypes.h>
#include <string.h>

#include "base/text.h"
#include "core/i18n.h"

static const char *who_of(struct ctx *cx, const struct voice *voice)
{
	return *voice->name ? voice->name : i18n_text(cx->language, TR("A customer"));
}

/* Colour is never the only sign. */
static const char *tone_words(const struct voice *voice)
{
	if (strcmp(voice->tone, "good") == 0)
		return TR("Good news");
	if (strcmp(voice->tone, "bad") == 0)
		return TR("To learn from");
	return TR("Neither good nor bad");
}

struct wall_item wall_item_of(struct ctx *cx, const struct voice *voice, const char *back)
{
	bool is_story = strcmp(voice->kind, "story") == 0;

	return (struct wall_item){
		.id = voice->id,
		.url = hk_format(cx->arena, "/loop/wall/%" PRId64, voice->id),
		.back = back,
		.who = who_of(cx, voice),
		.team = voice->team_name,
		.mark = voice->mark >= 0 ? hk_format(cx->arena, "%" PRId64, voice->mark) : "",
		.tone = voice->tone,
		.tone_words = i18n_text(cx->language, tone_words(voice)),
		.title = voice->title,
		.text = voice->text,
		.language = voice->language,
		.note = voice->is_veiled ? i18n_text(cx->language,
						     TR("Said in confidence: nobody is told who, "
							"and only the week is known."))
					 : "",
		.at = voice->said_at,
		.thanks = voice->thanks,
		.readers = voice->readers,
		.is_story = is_story,
		.has_thanked = voice->has_thanked != 0,
		.has_read = voice->has_read != 0,
		.may_thank = voice->staff_id != cx->actor->id,
	};
}

struct wall_items wall_items_of(struct ctx *cx, const struct voice_list *list, const char *back)
{
	struct wall_item *items = hk_alloc(cx->arena, list->count + 1, sizeof(*items));

	for (size_t i = 0; i < list->count; i++)
		items[i] = wall_item_of(cx, &list->items[i], back);
	return (struct wall_items){ items, list->count };
}
