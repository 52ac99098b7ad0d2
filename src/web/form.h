/*
 * What a browser sends with a form: fields and files, from a query, a body of
 * application/x-www-form-urlencoded, or one of multipart/form-data (RFC 7578 as
 * the HTML standard writes it, 4.10.22). Texts are valid UTF-8 without control
 * characters other than newline and tab, and without what turns the order of
 * reading (U+202A to U+202E, U+2066 to U+2069), whatever was sent.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/result.h"
#include "web/web.h"

enum {
	FORM_FIELDS_MAX = 700, /* a box for each of 600 colleagues, and more */
	FORM_FILES_MAX = 20,
	FORM_TEXT_MAX = 1024 * 1024, /* of all fields together */
};

struct form_field {
	const char *name, *value;
};

struct form_file {
	const char *field;
	struct web_file file; /* fd belongs to the form */
};

/* Begin with { 0 }; form_done() closes the files, the texts are in the arena. */
struct form {
	struct form_field *fields;
	size_t field_count;
	struct form_file *files;
	size_t file_count;
	const char *crowded; /* the field whose files were more than a form may hold, or NULL */
	size_t text_bytes;
};

void form_done(struct form *form);

/* Adds to the form. HK_INVALID: too many fields or too much text. */
enum hk_result form_read_urlencoded(struct hk_arena *arena, const char *text, size_t length,
				    struct form *form);

/* Where the bytes of a multipart body are: in memory, or in a file from 0 on. */
struct form_source {
	const char *bytes; /* NULL: in the file */
	size_t length;
	int fd;
};

/* Files go to unnamed files in the folder spool; those beyond FORM_FILES_MAX are read past, and
 * crowded says so. HK_INVALID: malformed, or more text than a form may hold; HK_UNAVAILABLE: the
 * disk takes no more. What was read until then stays in the form. */
enum hk_result form_read_multipart(struct hk_arena *arena, struct form_source source,
				   const char *boundary, const char *spool, struct form *form);
/* The boundary of a Content-Type header; NULL when it has none that RFC 2046 allows. */
const char *form_boundary(struct hk_arena *arena, const char *content_type);
/* True when a header value names this media type, whatever parameters follow. */
bool form_is_type(const char *header, const char *type);

/* The first with that name, or NULL. */
const char *form_find(const struct form *form, const char *name);
enum hk_result form_add(struct hk_arena *arena, struct form *form, const char *name,
			const char *value, size_t length);

/* One segment of a path. False: it is no UTF-8, or holds control characters. */
bool form_decode_segment(struct hk_arena *arena, const char *text, size_t length, const char **ret);
