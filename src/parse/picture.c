#include "parse/picture.h"

#include <string.h>
#include <webp/encode.h>

#include "parse/inside.h"
#include "parse/picture_kinds.h"

enum { QUALITY = 75 };

static const struct {
	size_t offset, len;
	const char *magic;
	bool (*read)(const char *bytes, size_t len, struct shrink *ret);
} kinds[] = {
	{ 0, 3, "\xff\xd8\xff", picture_jpeg },
	{ 0, 8, "\x89PNG\r\n\x1a\n", picture_png },
	{ 0, 4, "GIF8", picture_gif },
	{ 8, 4, "WEBP", picture_webp },
};

/* The number of the kind; as many as there are: none of them. */
static size_t kind_of(const char *bytes, size_t len)
{
	size_t kind = len > PICTURE_HEAD ? 0 : HK_COUNT(kinds);

	while (kind < HK_COUNT(kinds) &&
	       memcmp(bytes + kinds[kind].offset, kinds[kind].magic, kinds[kind].len) != 0)
		kind++;
	return kind;
}

bool picture_begins(const char *bytes, size_t len)
{
	return kind_of(bytes, len) < HK_COUNT(kinds);
}

static bool picture_read(const char *bytes, size_t len, struct shrink *ret)
{
	size_t kind = kind_of(bytes, len);

	return kind < HK_COUNT(kinds) && kinds[kind].read(bytes, len, ret);
}

/* Writes width, height and the small picture; zeros and nothing when there is none to be had. */
void picture_write(const char *bytes, size_t len, GString *out)
{
	struct shrink small = { 0 };
	uint8_t *packed = NULL;
	size_t packed_len = 0;

	if (picture_read(bytes, len, &small))
		packed_len = WebPEncodeRGBA(small.pixels, (int)small.width, (int)small.height,
					    (int)small.width * PIXEL, QUALITY, &packed);
	if (packed_len > PICTURE_BYTES)
		packed_len = 0;
	wire_number(out, packed_len ? small.width : 0, 4);
	wire_number(out, packed_len ? small.height : 0, 4);
	g_string_append_len(out, (const char *)packed, (gssize)packed_len);
	WebPFree(packed);
	shrink_done(&small);
}

static uint32_t number_at(const unsigned char *at)
{
	return (uint32_t)at[0] | (uint32_t)at[1] << 8 | (uint32_t)at[2] << 16 |
	       (uint32_t)at[3] << 24;
}

enum hk_result picture_check(const unsigned char *bytes, size_t len, struct picture *ret)
{
	enum { HEAD = 8 };

	static const unsigned char none[HEAD] = { 0 };
	struct picture picture;

	if (len == HEAD && memcmp(bytes, none, HEAD) == 0)
		return HK_NOT_FOUND;
	if (len < HEAD + PICTURE_HEAD || len > HEAD + PICTURE_BYTES ||
	    memcmp(bytes + HEAD, "RIFF", 4) != 0 || memcmp(bytes + HEAD + 8, "WEBP", 4) != 0)
		return HK_INVALID;
	picture = (struct picture){ .width = number_at(bytes),
				    .height = number_at(bytes + 4),
				    .bytes = (const char *)bytes + HEAD,
				    .len = len - HEAD };
	if (picture.width == 0 || picture.width > PICTURE_SIDE || picture.height == 0 ||
	    picture.height > PICTURE_SIDE)
		return HK_INVALID;
	*ret = picture;
	return HK_OK;
}
