/* What the readers of a mail share in the child; the only header that includes the MIME library. */
#pragma once

#include <gmime/gmime.h>

#include "parse/inside.h"

G_DEFINE_AUTOPTR_CLEANUP_FUNC(GMimeStream, g_object_unref)
G_DEFINE_AUTOPTR_CLEANUP_FUNC(GMimeFilter, g_object_unref)
G_DEFINE_AUTOPTR_CLEANUP_FUNC(InternetAddressList, g_object_unref)
G_DEFINE_AUTOPTR_CLEANUP_FUNC(GMimeParser, g_object_unref)
G_DEFINE_AUTOPTR_CLEANUP_FUNC(GMimeContentDisposition, g_object_unref)
G_DEFINE_AUTOPTR_CLEANUP_FUNC(GMimeReferences, g_mime_references_free)

/* One reading of one mail: what walk_object() has found so far. */
struct walk {
	const struct request *request;
	const char *raw;
	GMimeParserOptions *options;
	GString *text, *html, *html_text, *calendar, *parts;
	GArray *marks, *html_marks; /* struct history_mark: places in text and in html_text */
	uint32_t flags, part_count, seen;
	GString *lump; /* what a winmail.dat says, UTF-8 */
	bool lump_is_html;
};

/* Takes out of the first header block (raw ends in a NUL) what the library could not bear. */
void header_tame(char *raw, size_t len);
/*
 * RFC 2047, all words in UTF-8 and neighbours as one: some mailers tear characters apart, and of
 * neighbouring base64 words the library keeps what stands before the first padding. The caller
 * frees it.
 */
char *words_join(const char *value);
/*
 * RFC 2231 names a charset before the first of the bytes: filename*=TSCII''%AE... The library is
 * told that it is Latin-1, so that every byte comes back as the character of its number.
 * NULL: none is named. The caller frees it.
 */
char *parameter_hide_charset(GString *value);
/* Back to the bytes, and read: a character that no byte can have been says that name is read
 * already. The caller frees it. */
char *parameter_read_bytes(const char *name, const char *charset);
/* ms UTC, 0 when the mail has none or one outside of 1970 to 9999. */
uint64_t header_sent_at(GMimeMessage *message);
/* Decoded; the caller frees it. */
char *header_subject(GMimeParserOptions *options, GMimeMessage *message);
/* The file name of a part, not yet made harmless; NULL: none. The caller frees it. */
char *header_part_name(GMimeParserOptions *options, GMimePart *part);
/* A file name that names no folder and hides nothing. */
void header_write_name(GString *out, const char *name);
/* What the events of a calendar, clean UTF-8, come to: a few lines each, and an empty one. Writes
 * into text. */
void calendar_write(char *text, GString *out);
/* What a part says, decoded: at most about max bytes more. */
void part_read(GMimePart *part, GMimeContentEncoding encoding, GString *keep, size_t max);
/* A report about a mail answers to it, as if it said so in its own head. */
void report_thread(GMimeMessage *message);
/* What it says of each recipient: one list. */
void report_write(GMimeMessage *message, uint32_t max, GString *out);
/* Addresses, references and kept headers: three lists of at most max items. */
void header_write_lists(GMimeParserOptions *options, GMimeMessage *message, uint32_t max,
			GString *out);
