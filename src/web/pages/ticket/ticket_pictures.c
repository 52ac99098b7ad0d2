#include "web/pages/ticket/ticket_pictures.h"

#include <inttypes.h>
#include <string.h>

#include "base/text.h"

enum { HOSTS_NAMED = 3 };

void remote_shown_find(struct ctx *cx, const struct ticket *ticket, int64_t message_id,
		       const struct remote_picture_list *all, struct remote_shown *ret)
{
	*ret = (struct remote_shown){ .items = hk_alloc(cx->arena, all->count,
							sizeof(*ret->items)) };
	for (size_t i = 0; i < all->count; i++) {
		const struct remote_picture *one = &all->items[i];

		if (one->message_id != message_id)
			continue;
		ret->is_waiting = ret->is_waiting || hk_equal(one->state, "waiting");
		ret->has_failed = ret->has_failed || hk_equal(one->state, "failed");
		if (!hk_equal(one->state, "kept"))
			continue;
		ret->items[ret->count++] = (struct markup_picture){
			one->url,
			hk_format(cx->arena, "/tickets/%" PRId64 "/pictures/%" PRId64 "/%" PRId64,
				  ticket->number, message_id, one->position)
		};
	}
}

static const char *host_of(struct ctx *cx, const char *url)
{
	const char *host = strstr(url, "://");
	size_t length;

	host = host ? host + 3 : url;
	length = strcspn(host, "/?#");
	for (size_t i = 0; i < length; i++)
		if (host[i] == '@') {
			host += i + 1;
			length -= i + 1;
			i = 0;
		}
	return hk_lower_ascii(cx->arena, hk_copy(cx->arena, host, length));
}

const char *remote_hosts(struct ctx *cx, struct markup markup)
{
	const char *urls[REMOTE_PICTURES_MAX], *named[HOSTS_NAMED], *list = "";
	size_t count = markup_remote_urls(cx->arena, markup, urls, HK_COUNT(urls)), names = 0;

	for (size_t i = 0; i < count; i++) {
		const char *host = host_of(cx, urls[i]);
		bool is_named = false;

		for (size_t k = 0; k < names; k++)
			is_named = is_named || hk_equal(named[k], host);
		if (is_named)
			continue;
		if (names == HOSTS_NAMED)
			return hk_format(cx->arena, "%s, …", list);
		named[names++] = host;
		list = hk_format(cx->arena, "%s%s%s", list, *list ? ", " : "", host);
	}
	return list;
}
