/* What stands in the bell. */
#pragma once

#include "ticket/work/notification.h"
#include "web/parts.h"

struct notification_item {
	const char *action; /* of the form that opens it, and so counts it as read */
	const char *icon, *sentence, *words;
	int64_t at;
	bool is_unread;
};

struct notification_view {
	struct notification_items {
		struct notification_item *items;
		size_t count;
	} items;

	const char *older; /* the page before, "" for none */
	bool is_first;
};
