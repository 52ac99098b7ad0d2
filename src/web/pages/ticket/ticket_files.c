#include "web/pages/ticket/ticket_files.h"

#include <inttypes.h>

#include "base/text.h"
#include "core/i18n.h"
#include "ticket/file/picture.h"
#include "web/file_state.h"

enum { THUMB_MAX_BYTES = 2 * 1000 * 1000, SHOWN_WIDTH = 160, SHOWN_HEIGHT = 120 };

void part_file_thumb(struct hk_arena *arena, const struct attachment *file, struct part_file *ret)
{
	int64_t width = file->thumb_width, height = file->thumb_height;

	if (!*file->thumb_blob || width <= 0 || height <= 0)
		return;
	if (width > SHOWN_WIDTH) {
		height = (height * SHOWN_WIDTH + width - 1) / width;
		width = SHOWN_WIDTH;
	}
	if (height > SHOWN_HEIGHT) {
		width = (width * SHOWN_HEIGHT + height - 1) / height;
		height = SHOWN_HEIGHT;
	}
	ret->thumb = hk_format(arena, "%s?thumb=1", ret->url);
	ret->width = width;
	ret->height = height;
}

void message_files_find(struct ctx *cx, const struct ticket *ticket, int64_t message_id,
			const struct attachment_list *all, struct message_files *ret)
{
	struct part_file *files = hk_alloc(cx->arena, all->count, sizeof(*files));

	*ret = (struct message_files){ .pictures = hk_alloc(cx->arena, all->count,
							    sizeof(*ret->pictures)) };
	ret->shown.items = files;
	for (size_t i = 0; i < all->count; i++) {
		const struct attachment *one = &all->items[i];
		const char *url;

		if (one->message_id != message_id)
			continue;
		url = hk_format(cx->arena, "/tickets/%" PRId64 "/files/%" PRId64 "/%" PRId64,
				ticket->number, message_id, one->position);
		files[ret->shown.count] = (struct part_file){
			.name = one->name,
			.url = url,
			.thumb = "",
			.why = i18n_text(cx->language, file_why_not(one)),
			.size = one->size,
		};
		if (picture_may_be(one) && !*file_why_not(one)) {
			const char *shown = hk_format(cx->arena, "%s?inline=1", url);

			if (one->size <= THUMB_MAX_BYTES)
				files[ret->shown.count].thumb = shown;
			if (*one->content_id)
				ret->pictures[ret->picture_count++] =
					(struct markup_picture){ one->content_id, shown };
		}
		part_file_thumb(cx->arena, one, &files[ret->shown.count]);
		ret->shown.count++;
	}
}
