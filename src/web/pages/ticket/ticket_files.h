/* The attachments of messages: as links below them, and as pictures within their text. */
#pragma once

#include "core/markdown.h"
#include "ticket/message.h"
#include "web/parts.h"

struct message_files {
	struct part_files shown;
	struct markup_picture *pictures;
	size_t picture_count;
};

/* Its small picture, where there is one, shown smaller than it is, for sharp screens. The url
 * must be there. */
void part_file_thumb(struct hk_arena *arena, const struct attachment *file, struct part_file *ret);
/* Those of one message, out of the whole ticket's. */
void message_files_find(struct ctx *cx, const struct ticket *ticket, int64_t message_id,
			const struct attachment_list *all, struct message_files *ret);
