#include "parse/html_rules.h"

#include <string.h>

#include "base/result.h"

enum { VALUE_BYTES = 4000, CID_BYTES = 200 };

/* Those that most letters are full of come first. */
static const char kept[] = " p a li div span td tr strong em ul ol b i abbr blockquote caption "
			   "code dd del dl dt h1 h2 h3 h4 "
			   "h5 h6 ins pre q s small sub sup table tbody tfoot th thead u ";
static const char empty[] = " br hr img ";
static const char dropped[] =
	" script style title svg math xmp template noembed iframe noframes frameset "
	"object applet select textarea plaintext audio video canvas ";

static const struct rule rules[] = {
	{ "a", "href", "href", RULE_LINK, NULL },
	{ "a", NULL, "rel", RULE_FIXED, "noopener noreferrer nofollow" },
	{ "a", NULL, "target", RULE_FIXED, "_blank" },
	{ "img", "src", "data-remote", RULE_REMOTE, NULL }, /* loaded when a person asks for it */
	{ "img", "src", "data-cid", RULE_CID, NULL },       /* the page maps it to mail.parts */
	{ "img", "alt", "alt", RULE_TEXT, NULL },
	{ "img", "width", "width", RULE_NUMBER, NULL },
	{ "img", "height", "height", RULE_NUMBER, NULL },
	{ "ol", "start", "start", RULE_NUMBER, NULL },
	{ "td", "colspan", "colspan", RULE_NUMBER, NULL },
	{ "td", "rowspan", "rowspan", RULE_NUMBER, NULL },
	{ "td", "align", "align", RULE_SIDE, NULL },
	{ "th", "colspan", "colspan", RULE_NUMBER, NULL },
	{ "th", "rowspan", "rowspan", RULE_NUMBER, NULL },
	{ NULL, "title", "title", RULE_TEXT, NULL },
	{ NULL, "dir", "dir", RULE_DIRECTION, NULL },
};

static const char *word_find(const char *list, const char *name, size_t len)
{
	for (const char *at = list + 1; *at; at++) {
		if (*at == *name && strncmp(at, name, len) == 0 && at[len] == ' ')
			return at;
		while (*at != ' ')
			at++;
	}
	return NULL;
}

const char *tag_find_kept(const char *name, size_t len)
{
	return word_find(kept, name, len);
}

const char *tag_find_empty(const char *name, size_t len)
{
	return word_find(empty, name, len);
}

const char *tag_find_dropped(const char *name, size_t len)
{
	return word_find(dropped, name, len);
}

bool tag_is_dropped(const char *tag)
{
	return tag >= dropped && tag < dropped + sizeof(dropped);
}

const struct rule *rule_next(const struct rule *rule, const char *tag)
{
	for (rule = rule ? rule + 1 : rules; rule < rules + HK_COUNT(rules); rule++) {
		size_t len = rule->tag && *rule->tag == *tag ? strlen(rule->tag) : 0;

		if (!rule->tag || (len && strncmp(rule->tag, tag, len) == 0 && tag[len] == ' '))
			return rule;
	}
	return NULL;
}

static bool url_has_scheme(const char *url, size_t len, const char *const *schemes)
{
	for (; *schemes; schemes++) {
		size_t size = strlen(*schemes);

		if (len > size && strncmp(url, *schemes, size) == 0 && url[size] != '/')
			return true;
	}
	return false;
}

static bool url_is_plain(const char *url, size_t len)
{
	for (size_t i = 0; i < len; i++) {
		unsigned char sign = (unsigned char)url[i];

		if (sign <= ' ' || sign == 0x7f || (sign < 0x80 && strchr("<>\"'`\\", sign)))
			return false;
	}
	return true;
}

bool rule_fits(const struct rule *rule, const char *value, size_t len)
{
	static const char *const link[] = { "https://", "http://", "mailto:", "tel:", NULL };
	static const char *const remote[] = { "https://", "http://", NULL };

	if (rule->kind >= RULE_LINK && rule->kind != RULE_FIXED && !url_is_plain(value, len))
		return false;
	switch (rule->kind) {
	case RULE_TEXT: return len <= VALUE_BYTES;
	case RULE_NUMBER: return len > 0 && len <= 4 && strspn(value, "0123456789") >= len;
	case RULE_SIDE: return len > 0 && word_find(" left right center ", value, len);
	case RULE_DIRECTION: return len > 0 && word_find(" ltr rtl auto ", value, len);
	case RULE_LINK: return len <= VALUE_BYTES && url_has_scheme(value, len, link);
	case RULE_REMOTE: return len <= VALUE_BYTES && url_has_scheme(value, len, remote);
	case RULE_CID: return len > 0 && len <= CID_BYTES && !memchr(value, '&', len);
	case RULE_FIXED: return len == strlen(rule->fixed) && memcmp(value, rule->fixed, len) == 0;
	}
	return false;
}
