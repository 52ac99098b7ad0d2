/*
 * What an IMAP server says, line by line (RFC 3501, 9051), as far as we ask it
 * anything. Pure functions over hostile text: fuzzed.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/result.h"

enum imap_line_kind {
	IMAP_CONTINUE, /* "+ …" */
	IMAP_NUMBERED, /* "* 12 EXISTS" */
	IMAP_UNTAGGED, /* "* OK …", "* CAPABILITY …" */
	IMAP_TAGGED,   /* "a7 OK …" */
};

struct imap_line {
	enum imap_line_kind kind;
	uint32_t number;  /* of IMAP_NUMBERED */
	const char *tag;  /* of IMAP_TAGGED */
	const char *word; /* OK, NO, BAD, EXISTS, FETCH, …; in capitals */
	const char *text; /* behind the word */
	bool has_literal; /* the line ends in {length}, and so many bytes follow */
	int64_t literal;
};

/* HK_INVALID: no line that a server would say. */
enum hk_result imap_line_read(struct hk_arena *arena, const char *text, struct imap_line *ret);

/* "[NAME 123]" at the beginning of a text; 0: not there. */
uint32_t imap_code_number(const char *text, const char *name);
/* Whether a list of words with single spaces holds this one. */
bool imap_has_word(const char *list, const char *word);

enum imap_body { IMAP_BODY_NONE, IMAP_BODY_NIL, IMAP_BODY_QUOTED, IMAP_BODY_LITERAL };

/* What a FETCH says about one mail. */
struct imap_fetch {
	uint32_t uid; /* 0: not said */
	int64_t size; /* -1: not said */
	bool has_flags, is_seen, is_deleted;
	enum imap_body body;
	const char *quoted; /* of IMAP_BODY_QUOTED */
};

/* Reads attributes up to the closing bracket or to a literal, into what stands in fetch already:
 * after a literal the rest of the list comes as a text of its own. */
enum hk_result imap_fetch_read(struct hk_arena *arena, const char *text, struct imap_fetch *fetch);

/* A string in quotation marks; the text must be a line of ASCII. */
void imap_quote(struct hk_buf *out, const char *text);
/* A folder's name in the alphabet of RFC 3501, 5.1.3. */
const char *imap_folder_name(struct hk_arena *arena, const char *utf8);
