#include "base/buf.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { FIRST_ROOM = 1024 };

void hk_buf_init(struct hk_buf *buf, size_t max)
{
	*buf = (struct hk_buf){ .max = max };
}

void hk_buf_done(struct hk_buf *buf)
{
	free(buf->bytes);
	*buf = (struct hk_buf){ .max = buf->max };
}

void hk_buf_clear(struct hk_buf *buf)
{
	buf->length = 0;
	buf->is_cut = false;
	if (buf->bytes)
		buf->bytes[0] = '\0';
}

static void make_room(struct hk_buf *buf, size_t more)
{
	size_t room = buf->room ? buf->room : FIRST_ROOM;

	if (buf->length + more < buf->room)
		return;
	while (room <= buf->length + more)
		room *= 2;
	buf->bytes = realloc(buf->bytes, room);
	if (!buf->bytes)
		abort();
	buf->room = room;
}

char *hk_buf_take(struct hk_buf *buf, size_t *ret_length)
{
	make_room(buf, 1);
	buf->bytes[buf->length] = '\0';

	char *bytes = buf->bytes;

	*ret_length = buf->length;
	*buf = (struct hk_buf){ .max = buf->max };
	return bytes;
}

/* Called some thousand times for a page, mostly with a few bytes. */
void hk_buf_put(struct hk_buf *buf, const void *bytes, size_t length)
{
	if (length && length < buf->room - buf->length && length <= buf->max - buf->length) {
		char *end = mempcpy(buf->bytes + buf->length, bytes, length);

		*end = '\0';
		buf->length += length;
		return;
	}
	if (length > buf->max - buf->length) {
		length = buf->max - buf->length;
		buf->is_cut = true;
	}
	make_room(buf, length + 1);
	if (length)
		memcpy(buf->bytes + buf->length, bytes, length);
	buf->length += length;
	buf->bytes[buf->length] = '\0';
}

void hk_buf_text(struct hk_buf *buf, const char *text)
{
	hk_buf_put(buf, text, strlen(text));
}

void hk_buf_char(struct hk_buf *buf, char sign)
{
	hk_buf_put(buf, &sign, 1);
}

void hk_buf_int(struct hk_buf *buf, int64_t number)
{
	char text[24], *end = text + sizeof(text), *at = end;
	uint64_t left = number < 0 ? 0 - (uint64_t)number : (uint64_t)number;

	do {
		*--at = (char)('0' + left % 10);
		left /= 10;
	} while (left);
	if (number < 0)
		*--at = '-';
	hk_buf_put(buf, at, (size_t)(end - at));
}

void hk_buf_format(struct hk_buf *buf, const char *format, ...)
{
	size_t room = buf->room - buf->length;
	va_list list;
	va_list again;

	va_start(list, format);
	va_copy(again, list);

	int length = vsnprintf(room ? buf->bytes + buf->length : NULL, room, format, again);

	va_end(again);
	if (length < 0)
		abort();
	if ((size_t)length >= room) {
		make_room(buf, (size_t)length + 1);
		vsnprintf(buf->bytes + buf->length, (size_t)length + 1, format, list);
	}
	va_end(list);
	if (buf->length + (size_t)length > buf->max) {
		buf->is_cut = true;
		buf->length = buf->max;
	} else {
		buf->length += (size_t)length;
	}
	buf->bytes[buf->length] = '\0';
}
