/* Which pictures of other servers a message shows, and what it says of the others. */
#pragma once

#include "core/markdown.h"
#include "ticket/file/remote_picture.h"

struct remote_shown {
	struct markup_picture *items; /* those that are here: their URL there, and here */
	size_t count;
	bool is_waiting; /* some are being fetched */
	bool has_failed; /* some could not be had */
};

void remote_shown_find(struct ctx *cx, const struct ticket *ticket, int64_t message_id,
		       const struct remote_picture_list *all, struct remote_shown *ret);
/* "shop.example, news.example, …": whose pictures are left in the text. */
const char *remote_hosts(struct ctx *cx, struct markup markup);
