#include "parse/tnef.h"

#include <string.h>

#include "parse/inside.h"

enum {
	HEAD_BYTES = 6,
	FRAME_BYTES = 9, /* level, attribute, length */
	SUM_BYTES = 2,
	GUID_BYTES = 16,
	DEPTH = 4, /* of messages within messages */
	NAME_BYTES = 1024,
	NAMED = 0x8000, /* such properties carry their name */
	MANY = 0x1000,
	EMBEDDED = 5,
	UTF8_PAGE = 65001,
};

static const uint32_t signature = 0x223e9f78;

enum attribute {
	ATT_BODY = 0x0002800c,
	ATT_TITLE = 0x00018010,
	ATT_DATA = 0x0006800f,
	ATT_RENDDATA = 0x00069002, /* a file begins */
	ATT_MESSAGE_PROPS = 0x00069003,
	ATT_FILE_PROPS = 0x00069005,
	ATT_CODEPAGE = 0x00069007,
};

enum type {
	TYPE_SHORT = 0x02,
	TYPE_LONG = 0x03,
	TYPE_FLOAT = 0x04,
	TYPE_ERROR = 0x0a,
	TYPE_BOOLEAN = 0x0b,
	TYPE_OBJECT = 0x0d,
	TYPE_STRING = 0x1e,
	TYPE_UNICODE = 0x1f,
	TYPE_GUID = 0x48,
	TYPE_BINARY = 0x102,
};

enum property {
	PROP_BODY = 0x1000,
	PROP_RTF = 0x1009,
	PROP_HTML = 0x1013,
	PROP_DISPLAY_NAME = 0x3001,
	PROP_DATA = 0x3701,
	PROP_SHORT_NAME = 0x3704,
	PROP_METHOD = 0x3705,
	PROP_LONG_NAME = 0x3707,
	PROP_MIME_TAG = 0x370e,
	PROP_CONTENT_ID = 0x3712,
	PROP_CODEPAGE = 0x3fde,
};

struct span {
	const char *at;
	size_t len;
};

struct value {
	enum type type;
	struct span bytes;
};

/* Bytes that are still to be read. */
struct cursor {
	const char *at, *end;
	bool is_broken;
};

/* What is known of the file that is being read. */
struct file {
	struct value names[3], mime_tag, content_id; /* the best name first */
	struct span data;
	bool is_open, is_object, is_message;
};

enum { NAME_LONG, NAME_SHORT, NAME_DISPLAY };

/* One message: the lump itself, or one that is a file of it. */
struct reading {
	const char *lump;
	size_t files_max, text_max;
	struct tnef *ret;
	int depth;
	unsigned codepage, html_codepage;
	struct value text, html, rtf;
	struct file file;
};

static struct span take(struct cursor *in, size_t len)
{
	struct span span = { in->at, len };

	if (in->is_broken || (size_t)(in->end - in->at) < len) {
		in->is_broken = true;
		return (struct span){ in->end, 0 };
	}
	in->at += len;
	return span;
}

static uint32_t take_number(struct cursor *in, size_t size)
{
	struct span span = take(in, size);
	uint32_t value = 0;

	for (size_t i = span.len; i-- > 0;)
		value = value << 8 | (unsigned char)span.at[i];
	return value;
}

/* Values stand at multiples of four. */
static struct span take_padded(struct cursor *in, size_t len)
{
	struct span span = take(in, len);

	take(in, MIN((4 - len % 4) % 4, (size_t)(in->end - in->at)));
	return span;
}

static size_t fixed_size(unsigned type)
{
	switch (type) {
	case TYPE_SHORT:
	case TYPE_LONG:
	case TYPE_FLOAT:
	case TYPE_ERROR:
	case TYPE_BOOLEAN: return 4;
	case TYPE_GUID: return GUID_BYTES;
	default: return 8;
	}
}

static bool is_variable(unsigned type)
{
	return type == TYPE_OBJECT || type == TYPE_STRING || type == TYPE_UNICODE ||
	       type == TYPE_BINARY;
}

static void pass_name(struct cursor *in)
{
	take(in, GUID_BYTES);
	if (take_number(in, 4) == 0)
		take(in, 4);
	else
		take_padded(in, take_number(in, 4));
}

/* The next property; of several values the last one, of which nothing here has more than one. */
static bool property_next(struct cursor *in, unsigned *ret_id, struct value *ret)
{
	unsigned type = take_number(in, 2), id = take_number(in, 2);
	bool is_long = is_variable(type & ~(unsigned)MANY);
	uint32_t count = 1;

	if (id >= NAMED)
		pass_name(in);
	if (is_long || (type & MANY))
		count = take_number(in, 4);
	type &= ~(unsigned)MANY;
	*ret = (struct value){ .type = (enum type)type };
	for (; count > 0 && !in->is_broken; count--)
		ret->bytes =
			is_long ? take_padded(in, take_number(in, 4)) : take(in, fixed_size(type));
	*ret_id = id;
	return !in->is_broken;
}

static unsigned number_of(const struct value *value)
{
	struct cursor in = { value->bytes.at, value->bytes.at + value->bytes.len, false };

	return take_number(&in, 4);
}

char *codepage_name(unsigned page)
{
	static const struct {
		unsigned page;
		const char *name;
	} names[] = {
		{ 932, "shift_jis" },     { 936, "gb2312" },      { 949, "ks_c_5601-1987" },
		{ 950, "big5" },          { 1200, "utf-16le" },   { 20127, "us-ascii" },
		{ 20866, "koi8-r" },      { 21866, "koi8-u" },    { 50220, "iso-2022-jp" },
		{ 50221, "iso-2022-jp" }, { 51932, "euc-jp" },    { 51949, "euc-kr" },
		{ 54936, "gb18030" },     { UTF8_PAGE, "utf-8" },
	};

	for (size_t i = 0; i < G_N_ELEMENTS(names); i++)
		if (names[i].page == page)
			return g_strdup(names[i].name);
	if (page >= 28591 && page <= 28605)
		return g_strdup_printf("iso-8859-%u", page - 28590);
	if (page == 874 || (page >= 1250 && page <= 1258))
		return g_strdup_printf("windows-%u", page);
	return page >= 437 && page < 1000 ? g_strdup_printf("cp%u", page) : NULL;
}

/* UTF-8; a NUL ends it, as the writers of such lumps mean it. */
static GString *value_text(const struct value *value, unsigned codepage, size_t max)
{
	size_t len = MIN(value->bytes.len, max);
	GString *text = g_string_new_len(len ? value->bytes.at : "", (gssize)len);
	g_autofree char *charset =
		value->type == TYPE_UNICODE ? g_strdup("utf-16le") : codepage_name(codepage);

	if (value->type == TYPE_UNICODE)
		g_string_truncate(text, text->len & ~(gsize)1);
	(void)text_to_utf8(text, charset);
	g_string_truncate(text, strnlen(text->str, text->len));
	return text;
}

static char *value_line(const struct value *value, unsigned codepage)
{
	GString *line = value_text(value, codepage, NAME_BYTES);

	return g_string_free(line, FALSE);
}

/* Of a file whose sender does not say, by how its name ends. */
static const char *type_guess(const char *name)
{
	static const char *const types[][2] = {
		{ ".jpg", "image/jpeg" },    { ".jpeg", "image/jpeg" },
		{ ".png", "image/png" },     { ".gif", "image/gif" },
		{ ".webp", "image/webp" },   { ".pdf", "application/pdf" },
		{ ".txt", "text/plain" },    { ".csv", "text/csv" },
		{ ".ics", "text/calendar" }, { ".zip", "application/zip" },
	};
	const char *end = strrchr(name, '.');

	for (size_t i = 0; end && i < G_N_ELEMENTS(types); i++)
		if (g_ascii_strcasecmp(end, types[i][0]) == 0)
			return types[i][1];
	return "application/octet-stream";
}

static bool is_type(const char *type)
{
	const char *slash = strchr(type, '/');

	return slash && slash != type && slash[1] && !strpbrk(type, " ;");
}

static void file_add(struct reading *in, const struct file *file)
{
	unsigned page = in->codepage;
	struct tnef_file add = { .offset = (size_t)(file->data.at - in->lump),
				 .length = file->data.len };

	if (in->ret->files->len >= in->files_max) {
		in->ret->has_more = true;
		return;
	}
	for (int i = NAME_LONG; i <= NAME_DISPLAY && (!add.name || !*add.name); i++) {
		g_free(add.name);
		add.name = value_line(&file->names[i], page);
	}
	add.type = value_line(&file->mime_tag, page);
	if (!is_type(add.type)) {
		g_free(add.type);
		add.type = g_strdup(type_guess(add.name));
	}
	add.content_id = value_line(&file->content_id, page);
	g_array_append_val(in->ret->files, add);
}

static bool message_read(struct reading *in, struct cursor bytes);

/* A message within the message: its files are files of the mail. */
static void message_enter(struct reading *in, const struct file *file)
{
	struct cursor bytes = { file->data.at, file->data.at + file->data.len, false };
	struct reading inner = {
		.lump = in->lump, .files_max = in->files_max, .ret = in->ret, .depth = in->depth + 1
	};

	if (inner.depth < DEPTH)
		(void)message_read(&inner, bytes);
}

static void file_end(struct reading *in)
{
	struct file file = in->file;

	in->file = (struct file){ .is_open = false };
	if (!file.is_open)
		return;
	if (file.is_object) {
		in->ret->has_more = true; /* a drawing, or a message that has words of its own */
		if (file.is_message)
			message_enter(in, &file);
		return;
	}
	if (file.data.len > 0)
		file_add(in, &file);
}

static void file_property(struct file *file, unsigned id, const struct value *value)
{
	switch (id) {
	case PROP_LONG_NAME: file->names[NAME_LONG] = *value; break;
	case PROP_SHORT_NAME: file->names[NAME_SHORT] = *value; break;
	case PROP_DISPLAY_NAME: file->names[NAME_DISPLAY] = *value; break;
	case PROP_MIME_TAG: file->mime_tag = *value; break;
	case PROP_CONTENT_ID: file->content_id = *value; break;
	case PROP_METHOD: file->is_message = number_of(value) == EMBEDDED; break;
	case PROP_DATA:
		file->data = value->bytes;
		file->is_object = value->type == TYPE_OBJECT;
		if (file->is_object && file->data.len > GUID_BYTES) { /* of which kind it is */
			file->data.at += GUID_BYTES;
			file->data.len -= GUID_BYTES;
		}
		break;
	default: break;
	}
}

static void message_property(struct reading *in, unsigned id, const struct value *value)
{
	switch (id) {
	case PROP_BODY: in->text = *value; break;
	case PROP_HTML: in->html = *value; break;
	case PROP_RTF: in->rtf = *value; break;
	case PROP_CODEPAGE: in->html_codepage = number_of(value); break;
	default: break;
	}
}

static void properties_read(struct reading *in, struct span data, bool is_file)
{
	struct cursor bytes = { data.at, data.at + data.len, false };
	uint32_t count = take_number(&bytes, 4);
	struct value value;
	unsigned id;

	for (; count > 0 && bytes.at < bytes.end && property_next(&bytes, &id, &value); count--) {
		if (is_file)
			file_property(&in->file, id, &value);
		else
			message_property(in, id, &value);
	}
	in->ret->has_more |= bytes.is_broken || count > 0;
}

static void attribute_read(struct reading *in, uint32_t attribute, struct span data)
{
	struct value value = { TYPE_STRING, data };

	switch (attribute) {
	case ATT_CODEPAGE: in->codepage = number_of(&value); break;
	case ATT_BODY: in->text = value; break;
	case ATT_MESSAGE_PROPS: properties_read(in, data, false); break;
	case ATT_RENDDATA:
		file_end(in);
		in->file.is_open = true;
		break;
	case ATT_TITLE: in->file.names[NAME_SHORT] = value; break;
	case ATT_DATA: in->file.data = data; break;
	case ATT_FILE_PROPS: properties_read(in, data, true); break;
	default: break;
	}
}

/* HTML, then text, then RTF, which says the same less well. */
static void body_take(struct reading *in)
{
	struct tnef *ret = in->ret;
	const struct value *best = in->html.bytes.len ? &in->html : &in->text;
	g_autoptr(GString) rtf = g_string_new(NULL), said = NULL;

	if (best->bytes.len > 0) {
		said = value_text(best,
				  best == &in->html && in->html_codepage ? in->html_codepage
									 : in->codepage,
				  in->text_max);
		ret->is_html = best == &in->html;
		ret->has_more |= best->bytes.len > in->text_max;
		g_string_append_len(ret->text, said->str, (gssize)said->len);
	} else if (in->rtf.bytes.len > 0) {
		ret->has_more |=
			!rtf_unpack(in->rtf.bytes.at, in->rtf.bytes.len, in->text_max, rtf);
		ret->has_more |= !rtf_read(rtf->str, rtf->len, ret->text, &ret->is_html);
	}
}

/* False: it is none. What is broken further on is read up to there. */
static bool message_read(struct reading *in, struct cursor bytes)
{
	if (take_number(&bytes, 4) != signature)
		return false;
	take(&bytes, HEAD_BYTES - 4);
	while (bytes.at < bytes.end) {
		struct cursor head = { bytes.at, bytes.end, false };
		struct span data;
		uint32_t attribute;

		take(&head, 1);
		attribute = take_number(&head, 4);
		data = take(&head, take_number(&head, 4));
		if (head.is_broken) {
			in->ret->has_more = true;
			break;
		}
		attribute_read(in, attribute, data);
		take(&head, MIN(SUM_BYTES, (size_t)(head.end - head.at)));
		bytes.at = head.at;
	}
	file_end(in);
	return true;
}

bool tnef_is(const char *bytes, size_t len)
{
	struct cursor in = { bytes, bytes + len, false };

	return len > HEAD_BYTES + FRAME_BYTES && take_number(&in, 4) == signature;
}

static void file_clear(void *data)
{
	struct tnef_file *file = data;

	g_free(file->name);
	g_free(file->type);
	g_free(file->content_id);
}

void tnef_read(const char *bytes, size_t len, size_t files_max, size_t text_max, struct tnef *ret)
{
	struct cursor all = { bytes, bytes + len, false };
	struct reading in = {
		.lump = bytes, .files_max = files_max, .text_max = text_max, .ret = ret
	};

	*ret = (struct tnef){ .text = g_string_new(NULL),
			      .files = g_array_new(FALSE, FALSE, sizeof(struct tnef_file)) };
	g_array_set_clear_func(ret->files, file_clear);
	if (message_read(&in, all))
		body_take(&in);
}

void tnef_done(struct tnef *tnef)
{
	g_string_free(tnef->text, TRUE);
	g_array_free(tnef->files, TRUE);
}
