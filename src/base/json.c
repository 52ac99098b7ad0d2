#include "base/json.h"

#include "base/arena.h"
#include "base/time.h"

static void put_escaped(struct hk_buf *to, const char *text)
{
	hk_buf_char(to, '"');
	for (const char *from = text; *text; from = text) {
		while ((unsigned char)*text >= ' ' && *text != '"' && *text != '\\')
			text++;
		hk_buf_put(to, from, (size_t)(text - from));
		if (!*text)
			break;
		switch (*text) {
		case '"': hk_buf_text(to, "\\\""); break;
		case '\\': hk_buf_text(to, "\\\\"); break;
		case '\n': hk_buf_text(to, "\\n"); break;
		case '\t': hk_buf_text(to, "\\t"); break;
		default: hk_buf_format(to, "\\u%04x", (unsigned)(unsigned char)*text);
		}
		text++;
	}
	hk_buf_char(to, '"');
}

static void begin(struct hk_json *json, const char *name)
{
	if (json->needs_comma)
		hk_buf_char(json->to, ',');
	json->needs_comma = true;
	if (name) {
		put_escaped(json->to, name);
		hk_buf_char(json->to, ':');
	}
}

void hk_json_open(struct hk_json *json, const char *name, char bracket)
{
	begin(json, name);
	hk_buf_char(json->to, bracket);
	json->needs_comma = false;
}

void hk_json_close(struct hk_json *json, char bracket)
{
	hk_buf_char(json->to, bracket);
	json->needs_comma = true;
}

void hk_json_text(struct hk_json *json, const char *name, const char *text)
{
	begin(json, name);
	if (text)
		put_escaped(json->to, text);
	else
		hk_buf_text(json->to, "null");
}

void hk_json_int(struct hk_json *json, const char *name, int64_t number)
{
	begin(json, name);
	hk_buf_int(json->to, number);
}

void hk_json_id(struct hk_json *json, const char *name, int64_t id)
{
	begin(json, name);
	hk_buf_char(json->to, '"');
	hk_buf_int(json->to, id);
	hk_buf_char(json->to, '"');
}

void hk_json_bool(struct hk_json *json, const char *name, bool is_true)
{
	begin(json, name);
	hk_buf_text(json->to, is_true ? "true" : "false");
}

void hk_json_null(struct hk_json *json, const char *name)
{
	hk_json_text(json, name, NULL);
}

void hk_json_time(struct hk_json *json, const char *name, int64_t when)
{
	scoped_arena *arena = hk_arena_new();

	hk_json_text(json, name, when ? hk_time_iso(arena, when) : NULL);
}
