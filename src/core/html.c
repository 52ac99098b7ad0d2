#include "core/html.h"

#include <string.h>

#include "base/result.h"
#include "base/text.h"
#include "core/i18n.h"

void html_raw(struct html *out, const char *markup, size_t length)
{
	hk_buf_put(out->to, markup, length);
}

static const char *escape_of(char sign)
{
	switch (sign) {
	case '<': return "&lt;";
	case '>': return "&gt;";
	case '&': return "&amp;";
	case '"': return "&quot;";
	default: return "&#39;";
	}
}

void html_text_str(struct html *out, const char *text)
{
	static const bool special[256] = {
		['\0'] = true, ['<'] = true, ['>'] = true, ['&'] = true, ['"'] = true, ['\''] = true
	};

	if (!text)
		return;
	while (*text) {
		size_t plain = hk_run(text, special);

		hk_buf_put(out->to, text, plain);
		text += plain;
		if (*text)
			hk_buf_text(out->to, escape_of(*text++));
	}
}

void html_text_int(struct html *out, int64_t number)
{
	hk_buf_int(out->to, number);
}

void html_text_uint(struct html *out, uint64_t number)
{
	hk_buf_format(out->to, "%llu", (unsigned long long)number);
}

void html_markup(struct html *out, struct markup markup)
{
	hk_buf_text(out->to, markup.html);
}

/* A path of ours, or an address of a kind that runs nothing. The check is on what a browser
 * would see: it skips white space before a scheme, so anything odd before ':' is refused. */
static bool is_safe_url(const char *text)
{
	static const char *const schemes[] = { "https://", "http://", "mailto:", "tel:", "cid:" };
	size_t scheme = strcspn(text, ":/?#");

	if (strpbrk(text, "\t\r\n\\") || hk_starts(text, "//"))
		return false;
	if (text[scheme] != ':')
		return true;
	for (size_t i = 0; i < HK_COUNT(schemes); i++)
		if (hk_starts_ascii(text, schemes[i]))
			return true;
	return false;
}

/* A path of ours without anything that is refused or escaped, which is what most are. */
static bool is_plain_path(const char *text, size_t *ret_length)
{
	static const bool odd[256] = {
		['\0'] = true, ['<'] = true,  ['>'] = true,  ['&'] = true,  ['"'] = true,
		['\''] = true, ['\\'] = true, ['\t'] = true, ['\r'] = true, ['\n'] = true
	};

	if (text[0] != '/' || text[1] == '/')
		return false;
	*ret_length = hk_run(text, odd);
	return !text[*ret_length];
}

void html_url_str(struct html *out, const char *text)
{
	size_t length;

	if (text && is_plain_path(text, &length))
		hk_buf_put(out->to, text, length);
	else if (text)
		html_text_str(out, is_safe_url(text) ? text : "#");
}

/* RFC 3986, section 2.3. */
static bool is_unreserved(unsigned char sign)
{
	return (sign >= 'a' && sign <= 'z') || (sign >= 'A' && sign <= 'Z') ||
	       (sign >= '0' && sign <= '9') || sign == '-' || sign == '.' || sign == '_' ||
	       sign == '~';
}

void html_url_part_str(struct html *out, const char *text)
{
	if (!text)
		return;
	while (*text) {
		size_t run = 0;

		while (is_unreserved((unsigned char)text[run]))
			run++;
		hk_buf_put(out->to, text, run);
		text += run;
		if (*text)
			hk_buf_format(out->to, "%%%02X", (unsigned)(unsigned char)*text++);
	}
}

void html_plain_str(struct html *out, const char *text)
{
	if (text)
		hk_buf_text(out->to, text);
}

void html_header_str(struct html *out, const char *text)
{
	if (!text)
		return;
	while (*text) {
		size_t run = strcspn(text, "\r\n");

		hk_buf_put(out->to, text, run);
		text += run;
		if (*text)
			hk_buf_char(out->to, ' ');
		text += strspn(text, "\r\n");
	}
}

const char *html_gettext(struct html *out, const char *sentence)
{
	return show_digits(out, i18n_text(out->language, sentence));
}

const char *html_pgettext(struct html *out, const char *context, const char *sentence)
{
	return show_digits(out, i18n_context(out->language, context, sentence));
}

const char *html_ngettext(struct html *out, const char *one, const char *many, int64_t n)
{
	return show_digits(out, i18n_plural(out->language, one, many, n));
}

const char *html_string_str(struct html *out, const char *text)
{
	(void)out;
	return text ? text : "";
}

const char *html_string_int(struct html *out, int64_t number)
{
	return hk_format(out->arena, "%lld", (long long)number);
}

const char *html_string_uint(struct html *out, uint64_t number)
{
	return hk_format(out->arena, "%llu", (unsigned long long)number);
}

const char *html_join(struct html *out, const char *a, const char *b)
{
	return hk_format(out->arena, "%s%s", a, b);
}
