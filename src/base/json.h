/*
 * Writes one JSON document (RFC 8259) into a buffer; commas and escapes are its own. Reading is
 * jansson's, with JSON_REJECT_DUPLICATES.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "base/buf.h"

struct hk_json {
	struct hk_buf *to;
	bool needs_comma;
};

static inline struct hk_json hk_json_to(struct hk_buf *to)
{
	return (struct hk_json){ .to = to };
}

/* name is NULL inside an array and for the document itself. */
void hk_json_open(struct hk_json *json, const char *name, char bracket);     /* '{' or '[' */
void hk_json_close(struct hk_json *json, char bracket);                      /* '}' or ']' */
void hk_json_text(struct hk_json *json, const char *name, const char *text); /* NULL: null */
void hk_json_int(struct hk_json *json, const char *name, int64_t number);
/* An id as a text: programs whose numbers have 53 bits keep it whole. */
void hk_json_id(struct hk_json *json, const char *name, int64_t id);
void hk_json_bool(struct hk_json *json, const char *name, bool is_true);
void hk_json_null(struct hk_json *json, const char *name);
/* ms UTC as RFC 3339; 0 is null. */
void hk_json_time(struct hk_json *json, const char *name, int64_t when);
