/* Links that name another host than the one they lead to. */
#include <string.h>

#include "base/buf.h"
#include "base/result.h"
#include "base/text.h"
#include "core/i18n.h"
#include "core/markdown.h"

enum { MARKUP_MAX_BYTES = 16 * 1024 * 1024, TEXT_MAX_BYTES = 4000 };

static const char opening[] = "<a href=\"", closing[] = "</a>", schemes[] = "://";

/* From "://" or the first letter of a host on: without who signs in there, port and path; small,
 * and without "www.", which says nothing. */
static const char *host_from(struct hk_arena *arena, const char *at)
{
	size_t length = strcspn(at, "/?#\"<>&\\ \t\r\n");
	char *host = hk_lower_ascii(arena, hk_copy(arena, at, length));
	const char *person = strrchr(host, '@');
	char *port = strrchr(host, ':');

	if (port && strspn(port + 1, "0123456789") == strlen(port + 1))
		*port = '\0';
	if (person)
		host += person + 1 - host;
	while (hk_ends(host, "."))
		host[strlen(host) - 1] = '\0';
	return hk_starts(host, "www.") ? host + strlen("www.") : host;
}

/* What a reader sees of the link: its letters without tags. */
static const char *text_of(struct hk_arena *arena, const char *html, size_t length)
{
	scoped_buf text;
	const char *end = html + length;

	hk_buf_init(&text, TEXT_MAX_BYTES);
	while (html < end) {
		const char *tag = memchr(html, '<', (size_t)(end - html));
		const char *behind = tag ? memchr(tag, '>', (size_t)(end - tag)) : NULL;

		hk_buf_put(&text, html, (size_t)((tag ? tag : end) - html));
		html = behind ? behind + 1 : end;
	}
	return hk_trim(arena, hk_copy(arena, text.bytes ? text.bytes : "", text.length));
}

/* "paypal.com/login", but no sentence, no address of a person, no name of a file. */
static bool is_bare_host(struct hk_arena *arena, const char *text)
{
	static const char *const files[] = { "pdf", "doc", "docx", "xls",  "xlsx", "odt", "txt",
					     "jpg", "png", "jpeg", "html", "htm",  "zip", "md" };
	const char *host = host_from(arena, text);
	const char *last = strrchr(host, '.');

	if (strpbrk(text, " \t\r\n@") || !last || last == host || strlen(last + 1) < 2)
		return false;
	for (const char *at = last + 1; *at; at++)
		if (!((*at >= 'a' && *at <= 'z') || (unsigned char)*at >= 0x80))
			return false;
	for (size_t i = 0; i < HK_COUNT(files); i++)
		if (strcmp(files[i], last + 1) == 0)
			return false;
	return true;
}

/* The host that the text names, or NULL. */
static const char *named_in(struct hk_arena *arena, const char *text)
{
	const char *scheme = strstr(text, schemes);
	const char *www = strstr(text, "www.");

	if (scheme)
		return host_from(arena, scheme + strlen(schemes));
	if (www && (www == text || strchr(" (\t\n", www[-1])))
		return host_from(arena, www);
	return is_bare_host(arena, text) ? host_from(arena, text) : NULL;
}

static bool is_within(const char *host, const char *domain)
{
	size_t length = strlen(host), most = strlen(domain);

	return hk_ends(host, domain) && (length == most || host[length - most - 1] == '.');
}

/* The host that it leads to, when its text names another; else NULL. */
static const char *other_host(struct hk_arena *arena, const char *href, const char *text)
{
	bool is_web = hk_starts(href, "http://") || hk_starts(href, "https://");
	const char *named = is_web ? named_in(arena, text) : NULL;
	const char *real = is_web ? host_from(arena, strstr(href, schemes) + strlen(schemes)) : "";

	if (!named || !*named || !*real || is_within(real, named) || is_within(named, real))
		return NULL;
	return real;
}

struct markup markup_show_hosts(struct hk_arena *arena, struct markup markup, const char *words)
{
	const char *at = markup.html, *found, *end, *body;
	scoped_buf html;

	hk_buf_init(&html, MARKUP_MAX_BYTES);
	while ((found = strstr(at, opening)) && (body = strchr(found, '>')) &&
	       (end = strstr(++body, closing))) {
		const char *host = other_host(arena, found + strlen(opening),
					      text_of(arena, body, (size_t)(end - body)));

		end += strlen(closing);
		hk_buf_put(&html, at, (size_t)(end - at));
		if (host)
			hk_buf_format(&html, " <span class=\"leads\">%s</span>",
				      i18n_fill(arena, words, "host",
						hk_format(arena, "<bdi dir=\"ltr\">%s</bdi>", host),
						NULL));
		at = end;
	}
	if (at == markup.html)
		return markup;
	hk_buf_text(&html, at);
	return html.is_cut ? markup : (struct markup){ hk_copy(arena, html.bytes, html.length) };
}
