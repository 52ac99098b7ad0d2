/*
 * What compiled templates write to. The template compiler chooses the escaping
 * by the HTML context; ready-made markup has its own type, which only the
 * sanitiser and the Markdown renderer make.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/buf.h"

struct i18n_formats;

struct html {
	struct hk_buf *to;
	struct hk_arena *arena; /* for what filters make */
	struct i18n_formats *formats;
	const char *language, *timezone;
	bool native_digits; /* Bengali digits, for customers */
	bool names_city;    /* nobody knows where the reader is: show_deadline() says whose clock */
	int64_t now;
};

/* Markup that is safe as it stands: canonical by parse/, or made by core/markdown and core/show. */
struct markup {
	const char *html; /* never NULL */
};

void html_raw(struct html *out, const char *markup, size_t length);
void html_text_str(struct html *out, const char *text); /* NULL: nothing */
void html_text_int(struct html *out, int64_t number);   /* as in codes: 20418, never grouped */
void html_text_uint(struct html *out, uint64_t number);
void html_markup(struct html *out, struct markup markup);
void html_url_str(struct html *out, const char *text); /* a whole URL; unsafe ones become "#" */
void html_url_part_str(struct html *out, const char *text); /* percent-encoded */
/* Plain text of mails: as it is; in a header field a line break becomes a space. */
void html_plain_str(struct html *out, const char *text);
void html_header_str(struct html *out, const char *text);

/* What compiled templates need for sentences, in the reader's language and with his digits;
 * po/ has 0-9. */
const char *html_gettext(struct html *out, const char *sentence);
const char *html_pgettext(struct html *out, const char *context, const char *sentence);
const char *html_ngettext(struct html *out, const char *one, const char *many, int64_t n);
const char *html_string_str(struct html *out, const char *text); /* never NULL */
const char *html_string_int(struct html *out, int64_t number);
const char *html_string_uint(struct html *out, uint64_t number);
const char *html_join(struct html *out, const char *a, const char *b);

static inline bool html_is_set(const char *text)
{
	return text && *text;
}

/* Filters, "{{ value | name }}": each makes a text in out->arena, in the reader's language. */
const char *show_time(struct html *out, int64_t when);      /* 14:05 */
const char *show_date(struct html *out, int64_t when);      /* 22 November 2026 */
const char *show_day(struct html *out, int64_t when);       /* 22 Nov */
const char *show_date_time(struct html *out, int64_t when); /* 22 November 2026, 14:05 */
const char *show_due(struct html *out, int64_t when);       /* today 15:00 */
/* For what is read at another time than it was written: 22 November 2026, 15:00 (Vilnius). */
const char *show_deadline(struct html *out, int64_t when);
const char *show_relative(struct html *out, int64_t when);        /* in 18 min */
const char *show_iso(struct html *out, int64_t when);             /* for datetime="" */
const char *show_number(struct html *out, int64_t number);        /* 1,240 */
const char *show_size(struct html *out, int64_t bytes);           /* 1.2 MB */
const char *show_initials(struct html *out, const char *name);    /* whole characters */
const char *show_language(struct html *out, const char *code);    /* বাংলা */
const char *show_tr(struct html *out, const char *sentence);      /* translate a value */
const char *show_digits(struct html *out, const char *text);      /* +৩৭০ ৫ in Bengali */
const char *show_phone_link(struct html *out, const char *phone); /* tel:+37052000000 */

/* An address may break before "@" and ".", rather than within a word; what is copied is as it was.
 */
struct markup show_breakable(struct html *out, const char *text);
struct markup show_markdown(struct html *out, const char *text); /* core/markdown.h */

/* clang-format off */
#define HTML_CHOOSE(name) const char *: name##_str, char *: name##_str, \
	int: html_text_int, int64_t: html_text_int, unsigned: html_text_uint, uint64_t: html_text_uint
#define html_text(out, x) _Generic((x), HTML_CHOOSE(html_text), struct markup: html_markup)(out, x)
#define html_attribute(out, x) _Generic((x), HTML_CHOOSE(html_text))(out, x)
#define html_url(out, x) _Generic((x), const char *: html_url_str, char *: html_url_str)(out, x)
#define html_url_part(out, x) _Generic((x), HTML_CHOOSE(html_url_part))(out, x)
#define html_plain(out, x) _Generic((x), HTML_CHOOSE(html_plain))(out, x)
#define html_header(out, x) _Generic((x), HTML_CHOOSE(html_header))(out, x)
#define html_string(out, x) _Generic((x), const char *: html_string_str, char *: html_string_str, \
	int: html_string_int, int64_t: html_string_int, \
	unsigned: html_string_uint, uint64_t: html_string_uint)(out, x)
/* clang-format on */
