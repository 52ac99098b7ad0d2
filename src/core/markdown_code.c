/* What is code in a text, for who looks for words that mean something elsewhere. */
#include <string.h>

#include "core/markdown.h"
#include "core/markdown_inside.h"

struct blanking {
	const char *text;
	size_t length;
	char *copy;
};

static int on_block(MD_BLOCKTYPE type, void *detail, void *user)
{
	(void)type;
	(void)detail;
	(void)user;
	return 0;
}

static int on_span(MD_SPANTYPE type, void *detail, void *user)
{
	(void)type;
	(void)detail;
	(void)user;
	return 0;
}

/* md4c hands over pieces of the text itself, and its own for the white space between them. */
static int on_text(MD_TEXTTYPE type, const MD_CHAR *text, MD_SIZE size, void *user)
{
	struct blanking *blanking = user;
	uintptr_t from = (uintptr_t)text - (uintptr_t)blanking->text;

	if (type == MD_TEXT_CODE && from < blanking->length && size <= blanking->length - from)
		memset(blanking->copy + from, ' ', size);
	return 0;
}

char *markdown_without_code(struct hk_arena *arena, const char *text)
{
	struct blanking blanking = { text, strlen(text), hk_copy_text(arena, text) };
	const MD_PARSER parser = { 0,       MARKDOWN_FLAGS, on_block, on_block, on_span,
				   on_span, on_text,        NULL,     NULL };

	if (blanking.length <= MARKDOWN_INPUT)
		(void)md_parse(text, (MD_SIZE)blanking.length, &parser, &blanking);
	return blanking.copy;
}
