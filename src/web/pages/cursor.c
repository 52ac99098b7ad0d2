#include "web/pages/cursor.h"

#include <inttypes.h>
#include <string.h>

#include "base/text.h"

const char *cursor_text(struct hk_arena *arena, struct ticket_cursor cursor)
{
	return hk_format(arena, "%" PRId64 ".%" PRId64, cursor.at, cursor.id);
}

bool cursor_read(struct hk_arena *arena, const char *text, struct ticket_cursor *ret)
{
	size_t at = text ? strcspn(text, ".") : 0;
	struct ticket_cursor cursor = { 0, 0 };

	if (text && *text &&
	    (!text[at] || !hk_number(hk_copy(arena, text, at), &cursor.at) ||
	     !hk_number(text + at + 1, &cursor.id)))
		return false;
	*ret = cursor;
	return true;
}
