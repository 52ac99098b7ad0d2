#include <string.h>

#include "base/buf.h"
#include "base/result.h"
#include "base/text.h"
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
	while ((found = strstr(at, own))) {
		hk_buf_put(&html, at, (size_t)(found - at));
		hk_buf_text(&html, "<img src=\"cid:");
		at = found + strlen(own);
	}
	if (at == markup.html)
		return markup;
	hk_buf_text(&html, at);
	return html.is_cut ? markup : (struct markup){ hk_copy(arena, html.bytes, html.length) };
}

/* Canonical markup knows these four. */
static char *unescape(struct hk_arena *arena, const char *text, size_t length)
{
	static const char *const entities[][2] = {
		{ "&amp;", "&" }, { "&quot;", "\"" }, { "&lt;", "<" }, { "&gt;", ">" }
	};
	char *copy = hk_copy(arena, text, length), *to = copy;

	for (const char *at = copy; *at; to++) {
		size_t taken = 1;

		*to = *at;
		for (size_t i = 0; i < HK_COUNT(entities); i++)
			if (hk_starts(at, entities[i][0])) {
				*to = entities[i][1][0];
				taken = strlen(entities[i][0]);
			}
		at += taken;
	}
	*to = '\0';
	return copy;
}

size_t markup_remote_urls(struct hk_arena *arena, struct markup markup, const char **ret,
			  size_t max)
{
	const char *at = markup.html;
	size_t count = 0;

	while (count < max && (at = strstr(at, remote))) {
		const char *url;
		bool is_there = false;

		at += strlen(remote);
		url = unescape(arena, at, strcspn(at, "\""));
		for (size_t i = 0; i < count; i++)
			is_there = is_there || hk_equal(ret[i], url);
		if (!is_there)
			ret[count++] = url;
	}
	return count;
}

struct markup markup_show_remote(struct hk_arena *arena, struct markup markup,
				 const struct markup_picture *items, size_t count,
				 bool *ret_has_remote)
{
	const char *at = markup.html, *found;
	scoped_buf html;

	hk_buf_init(&html, MARKUP_MAX_BYTES);
	*ret_has_remote = false;
	while ((found = strstr(at, remote))) {
		const char *mark = found + strlen(remote);
		size_t length = strcspn(mark, "\"");
		const char *there = unescape(arena, mark, length);
		const char *url = url_of(there, strlen(there), items, count);

		hk_buf_put(&html, at, (size_t)(found - at));
		if (url)
			hk_buf_format(&html, "<img src=\"%s\" loading=\"lazy\"", url);
		else
			hk_buf_put(&html, found, strlen(remote) + length + 1);
		*ret_has_remote = *ret_has_remote || !url;
		at = mark + length + 1;
	}
	if (at == markup.html)
		return markup;
	hk_buf_text(&html, at);
	return html.is_cut ? markup : (struct markup){ hk_copy(arena, html.bytes, html.length) };
}
