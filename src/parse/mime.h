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

/* One reading of one mail: what walk_message() has found so far. */
struct walk {
	const struct request *request;
	char *raw;
	uint64_t len;
	uint64_t base; /* where raw stands in the mail that came: an attached one stands within */
	GMimeParserOptions *options;
	GString *text, *html, *html_text, *calendar, *parts;
	GArray *marks, *html_marks; /* struct history_mark: places in text and in html_text */
	uint32_t flags, part_count, seen;
	GString *lump; /* what a winmail.dat says, UTF-8 */
	bool lump_is_html;
	GString *attached, *attached_html; /* what mails say that came along with it */
	uint32_t attached_depth;
	bool is_report;        /* the mail that comes along is our own */
	bool is_without_files; /* raw is no range of the mail that came */
};

enum { DIGEST_BYTES = 32 };

/* Makes and frees what a walk has of its own; all but request, raw, len, options and parts. */
void walk_open(struct walk *walk);
void walk_close(struct walk *walk);
/* Reads all that a mail has: words into text and html, files into parts. */
void walk_message(struct walk *walk, GMimeMessage *message);
/* Up to the empty line, or to where the limits end. */
size_t headers_len(const struct parse_limits *limits, const char *raw, size_t len);

/* Where in raw a part stands. */
struct mail_part part_range(const struct walk *walk, GMimePart *part);
/* By the decoder that will give the bytes to a person, so that the two never differ. Returns how
 * many bytes they are. */
uint64_t range_digest(const char *raw, uint64_t len, enum mail_encoding encoding,
		      uint8_t ret[DIGEST_BYTES]);
/* The caller frees it. */
GString *range_decode(const struct walk *walk, const struct mail_part *range);
/* Adds a file, unless there are enough. */
void put_range(struct walk *walk, const struct mail_part *part, const char *name);

/* A mail as a part of a mail. */
bool attached_is(GMimeContentType *type);
/* Adds it as a file, and what it says and its own files. */
void attached_read(struct walk *walk, GMimePart *part);

/* Takes out of the first header block (raw ends in a NUL) what the library could not bear. */
void header_tame(char *raw, size_t len);
/*
 * RFC 2047, all words in UTF-8 and neighbours as one: some mailers tear characters apart, and of
 * neighbouring base64 words the library keeps what stands before the first padding. The caller
 * frees it.
 */
char *words_join(const char *value);
/* Closes a quote that never ends, and drops the plain form of a parameter that has one with its
 * charset too (RFC 6266 4.3). */
void parameter_mend(GString *value, const char *parameter);
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
/* Who wrote it, in one line; the caller frees it. */
char *header_sender(GMimeParserOptions *options, GMimeMessage *message);
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
/* How many people are too many, then addresses, references and kept headers: three lists of at most
 * max items. False: more people are named than that. */
bool header_write_lists(GMimeParserOptions *options, GMimeMessage *message, uint32_t max,
			GString *out);
