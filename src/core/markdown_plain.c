#include <string.h>

#include "base/result.h"
#include "core/markdown.h"
#include "core/markdown_inside.h"

struct level {
	MD_BLOCKTYPE type;
	unsigned next; /* number of an ordered list */
	bool is_tight;
	const char *mark; /* of an item: "- "; written once, then room is left for it */
	bool is_marked;
};

struct writer {
	struct hk_arena *arena;
	struct hk_buf text;
	struct level levels[MARKDOWN_DEPTH];
	int depth;
	bool is_line_open;
	bool wants_gap; /* an empty line before whatever comes next */
	int gap_depth;  /* in how many levels that line stands */
	size_t link_from;
	bool in_code;
};

static int level_count(const struct writer *writer)
{
	return writer->depth < MARKDOWN_DEPTH ? writer->depth : MARKDOWN_DEPTH;
}

static void margin(struct writer *writer)
{
	int count = level_count(writer);

	for (int i = 0; i < count; i++) {
		struct level *level = &writer->levels[i];

		if (level->type == MD_BLOCK_QUOTE)
			hk_buf_text(&writer->text, "> ");
		else if (level->mark && !level->is_marked)
			hk_buf_text(&writer->text, level->mark);
		else if (level->mark)
			for (const char *at = level->mark; *at; at++)
				hk_buf_char(&writer->text, ' ');
		level->is_marked = true;
	}
}

/* An empty line within a quotation is quoted too: readers take what follows for an answer else. */
static void gap_put(struct writer *writer)
{
	int count = level_count(writer);

	if (writer->gap_depth < count)
		count = writer->gap_depth;
	while (count > 0 && writer->levels[count - 1].type != MD_BLOCK_QUOTE)
		count--;
	for (int i = 0; i < count; i++) {
		const struct level *level = &writer->levels[i];

		if (level->type == MD_BLOCK_QUOTE)
			hk_buf_text(&writer->text, i + 1 < count ? "> " : ">");
		for (const char *at = level->mark; at && *at; at++)
			hk_buf_char(&writer->text, ' ');
	}
	hk_buf_char(&writer->text, '\n');
}

static void line_open(struct writer *writer)
{
	if (writer->is_line_open)
		return;
	if (writer->wants_gap && writer->text.length > 0)
		gap_put(writer);
	writer->wants_gap = false;
	margin(writer);
	writer->is_line_open = true;
}

static void line_close(struct writer *writer)
{
	if (writer->is_line_open)
		hk_buf_char(&writer->text, '\n');
	writer->is_line_open = false;
}

static void push(struct writer *writer, struct level level)
{
	if (writer->depth < MARKDOWN_DEPTH)
		writer->levels[writer->depth] = level;
	writer->depth++;
}

static void item_enter(struct writer *writer)
{
	struct level *list = writer->depth > 0 && writer->depth <= MARKDOWN_DEPTH
				     ? &writer->levels[writer->depth - 1]
				     : NULL;
	struct level item = { .type = MD_BLOCK_LI, .mark = "- ", .is_tight = true };

	line_close(writer);
	if (list && list->type == MD_BLOCK_OL)
		item.mark = hk_format(writer->arena, "%u. ", list->next++);
	if (list)
		item.is_tight = list->is_tight;
	push(writer, item);
}

static void item_leave(struct writer *writer)
{
	const struct level *item = &writer->levels[level_count(writer) - 1];

	if (!item->is_marked)
		line_open(writer); /* an empty item is one all the same */
	line_close(writer);
	writer->wants_gap = !item->is_tight;
	writer->depth--;
	writer->gap_depth = writer->depth;
}

static int block_enter(MD_BLOCKTYPE type, void *detail, void *user)
{
	struct writer *writer = user;

	switch (type) {
	case MD_BLOCK_QUOTE:
		line_close(writer);
		push(writer, (struct level){ .type = MD_BLOCK_QUOTE });
		break;
	case MD_BLOCK_UL:
		line_close(writer);
		push(writer,
		     (struct level){ .type = MD_BLOCK_UL,
				     .is_tight = ((const MD_BLOCK_UL_DETAIL *)detail)->is_tight });
		break;
	case MD_BLOCK_OL: {
		const MD_BLOCK_OL_DETAIL *list = detail;
		line_close(writer);
		push(writer, (struct level){ .type = MD_BLOCK_OL,
					     .next = list->start,
					     .is_tight = list->is_tight });
		break;
	}
	case MD_BLOCK_LI: item_enter(writer); break;
	case MD_BLOCK_HR:
		line_open(writer);
		hk_buf_text(&writer->text, "---");
		break;
	case MD_BLOCK_CODE: writer->in_code = true; break;
	default: break;
	}
	return 0;
}

static int block_leave(MD_BLOCKTYPE type, void *detail, void *user)
{
	struct writer *writer = user;

	(void)detail;
	if (type == MD_BLOCK_DOC)
		return 0;
	if (type == MD_BLOCK_LI) {
		item_leave(writer);
		return 0;
	}
	line_close(writer);
	writer->in_code = false;
	writer->wants_gap = true;
	if (type == MD_BLOCK_QUOTE || type == MD_BLOCK_UL || type == MD_BLOCK_OL)
		writer->depth--;
	writer->gap_depth = writer->depth;
	return 0;
}

static int span_enter(MD_SPANTYPE type, void *detail, void *user)
{
	struct writer *writer = user;

	(void)detail;
	line_open(writer);
	if (type == MD_SPAN_A)
		writer->link_from = writer->text.length;
	return 0;
}

static bool is_said_already(const struct writer *writer, const char *url)
{
	const char *bare = strstr(url, "://");
	const char *text = writer->text.bytes + writer->link_from;

	if (strcmp(text, url) == 0)
		return true;
	bare = bare ? bare + 3 : strchr(url, ':') + 1;
	return strcmp(text, bare) == 0;
}

static int span_leave(MD_SPANTYPE type, void *detail, void *user)
{
	struct writer *writer = user;
	const char *url =
		type == MD_SPAN_A
			? markdown_link(writer->arena, &((const MD_SPAN_A_DETAIL *)detail)->href)
			: NULL;

	if (url && !is_said_already(writer, url))
		hk_buf_format(&writer->text, " (%s)", url);
	return 0;
}

static void code_text(struct writer *writer, const char *text, size_t size)
{
	for (size_t i = 0; i < size; i++) {
		if (text[i] == '\n') {
			line_open(writer);
			line_close(writer);
		} else {
			line_open(writer);
			hk_buf_char(&writer->text, text[i]);
		}
	}
}

static int on_text(MD_TEXTTYPE type, const MD_CHAR *text, MD_SIZE size, void *user)
{
	struct writer *writer = user;

	switch (type) {
	case MD_TEXT_BR:
	case MD_TEXT_SOFTBR: line_close(writer); break;
	case MD_TEXT_NULLCHAR: break;
	case MD_TEXT_ENTITY:
		line_open(writer);
		markdown_entity(&writer->text, text, size);
		break;
	default:
		if (writer->in_code) {
			code_text(writer, text, size);
		} else {
			line_open(writer);
			hk_buf_put(&writer->text, text, size);
		}
	}
	return writer->text.is_cut;
}

char *markdown_plain(struct hk_arena *arena, const char *text)
{
	struct writer *writer = hk_alloc(arena, 1, sizeof(*writer));
	const MD_PARSER parser = { 0,          MARKDOWN_FLAGS, block_enter, block_leave, span_enter,
				   span_leave, on_text,        NULL,        NULL };
	size_t length = strlen(text);
	char *plain = NULL;

	writer->arena = arena;
	hk_buf_init(&writer->text, MARKDOWN_OUTPUT);
	hk_buf_text(&writer->text, "");
	if (length <= MARKDOWN_INPUT && md_parse(text, (MD_SIZE)length, &parser, writer) == 0 &&
	    !writer->text.is_cut)
		plain = hk_copy(arena, writer->text.bytes, writer->text.length);
	hk_buf_done(&writer->text);
	return plain ? plain : hk_copy(arena, text, length);
}
