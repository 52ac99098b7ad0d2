#include <string.h>

#include "base/buf.h"
#include "core/markdown.h"

enum { MARKUP_MAX_BYTES = 16 * 1024 * 1024 };

static const char own[] = "<img data-cid=\"", remote[] = "<img data-remote=\"";

static const char *url_of(const char *id, size_t length, const struct markup_picture *items,
			  size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (strlen(items[i].content_id) == length &&
		    memcmp(items[i].content_id, id, length) == 0)
			return items[i].url;
	return NULL;
}

/* Canonical markup writes the attributes of a picture in one order, and "<" only for tags, so that
 * a picture is found by its first letters. */
struct markup markup_show_pictures(struct hk_arena *arena, struct markup markup,
				   const struct markup_picture *items, size_t count,
				   bool *ret_has_remote)
{
	const char *at = markup.html, *found;
	scoped_buf html;

	hk_buf_init(&html, MARKUP_MAX_BYTES);
	*ret_has_remote = strstr(markup.html, remote) != NULL;
	while ((found = strstr(at, own))) {
		const char *id = found + strlen(own);
		size_t length = strcspn(id, "\"");
		const char *url = url_of(id, length, items, count);

		hk_buf_put(&html, at, (size_t)(found - at));
		if (url)
			hk_buf_format(&html, "<img src=\"%s\" loading=\"lazy\"", url);
		else
			hk_buf_put(&html, found, strlen(own) + length + 1);
		at = id + length + 1;
	}
	if (at == markup.html)
		return markup;
	hk_buf_text(&html, at);
	return html.is_cut ? markup : (struct markup){ hk_copy(arena, html.bytes, html.length) };
}

struct markup markup_mail_pictures(struct hk_arena *arena, struct markup markup)
{
	const char *at = markup.html, *found;
	scoped_buf html;

	hk_buf_init(&html, MARKUP_MAX_BYTES);
	if (!strstr(at, own))
		return markup;
	while ((found = strstr(at, own))) {
		hk_buf_put(&html, at, (size_t)(found - at));
		hk_buf_text(&html, "<img src=\"cid:");
		at = found + strlen(own);
	}
	hk_buf_text(&html, at);
	return html.is_cut ? markup : (struct markup){ hk_copy(arena, html.bytes, html.length) };
}
