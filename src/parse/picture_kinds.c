#include "parse/picture_kinds.h"

#include <gif_lib.h>
#include <png.h>
#include <string.h>
#include <webp/decode.h>

static void rows_shrink(struct shrink *ret, const uint8_t *pixels)
{
	for (uint32_t y = 0; y < ret->from_height; y++)
		shrink_row(ret, pixels + (size_t)y * ret->from_width * PIXEL);
}

bool picture_png(const char *bytes, size_t len, struct shrink *ret)
{
	png_image image = { .version = PNG_IMAGE_VERSION };
	g_autofree uint8_t *pixels = NULL;
	bool is_read = false;

	if (png_image_begin_read_from_memory(&image, bytes, len) &&
	    picture_fits(image.width, image.height, PICTURE_PIXELS_WHOLE)) {
		image.format = PNG_FORMAT_RGBA;
		pixels = g_try_malloc_n((gsize)image.width * image.height, PIXEL);
		is_read = pixels && png_image_finish_read(&image, NULL, pixels, 0, NULL) &&
			  shrink_init(ret, image.width, image.height);
	}
	png_image_free(&image);
	if (is_read)
		rows_shrink(ret, pixels);
	return is_read;
}

/* It makes the picture smaller by itself. */
bool picture_webp(const char *bytes, size_t len, struct shrink *ret)
{
	WebPDecoderConfig config;
	WebPDecoderOptions *options = &config.options;
	uint32_t width, height;

	if (!WebPInitDecoderConfig(&config) ||
	    WebPGetFeatures((const uint8_t *)bytes, len, &config.input) != VP8_STATUS_OK ||
	    !picture_fits((uint64_t)config.input.width, (uint64_t)config.input.height,
			  PICTURE_PIXELS_WHOLE))
		return false;
	shrink_size((uint32_t)config.input.width, (uint32_t)config.input.height, PICTURE_SIDE,
		    &width, &height);
	if (!shrink_init(ret, width, height))
		return false;
	options->use_scaling = 1;
	options->scaled_width = (int)width;
	options->scaled_height = (int)height;
	config.output.colorspace = MODE_RGBA;
	config.output.is_external_memory = 1;
	config.output.u.RGBA.rgba = ret->pixels;
	config.output.u.RGBA.stride = (int)width * PIXEL;
	config.output.u.RGBA.size = (size_t)width * height * PIXEL;
	return WebPDecode((const uint8_t *)bytes, len, &config) == VP8_STATUS_OK;
}

struct gif {
	const char *at, *end;
	int transparent; /* number of the colour; -1: none */
	uint8_t *numbers, *row;
};

static int gif_take(GifFileType *file, GifByteType *to, int want)
{
	struct gif *in = file->UserData;
	size_t got = MIN((size_t)MAX(want, 0), (size_t)(in->end - in->at));

	memcpy(to, in->at, got);
	in->at += got;
	return (int)got;
}

static void gif_extension(struct gif *in, int code, const GifByteType *block)
{
	GraphicsControlBlock control;

	if (code == GRAPHICS_EXT_FUNC_CODE && block &&
	    DGifExtensionToGCB(block[0], block + 1, &control) == GIF_OK)
		in->transparent = control.TransparentColor;
}

/* Up to the first picture. */
static bool gif_find(GifFileType *file, struct gif *in)
{
	GifRecordType record;
	GifByteType *block;
	int code;

	while (DGifGetRecordType(file, &record) == GIF_OK && record != TERMINATE_RECORD_TYPE) {
		if (record == IMAGE_DESC_RECORD_TYPE)
			return DGifGetImageHeader(file) == GIF_OK;
		if (record != EXTENSION_RECORD_TYPE)
			continue;
		if (DGifGetExtension(file, &code, &block) != GIF_OK)
			return false;
		gif_extension(in, code, block);
		while (block)
			if (DGifGetExtensionNext(file, &block) != GIF_OK)
				return false;
	}
	return false;
}

static void gif_colours(const struct gif *in, const ColorMapObject *map, const uint8_t *numbers,
			uint32_t count, uint8_t *to)
{
	for (uint32_t x = 0; x < count; x++, to += PIXEL) {
		GifColorType colour = { 0, 0, 0 };
		bool is_seen = numbers[x] != in->transparent && numbers[x] < map->ColorCount;

		if (is_seen)
			colour = map->Colors[numbers[x]];
		to[0] = colour.Red;
		to[1] = colour.Green;
		to[2] = colour.Blue;
		to[3] = is_seen ? 255 : 0;
	}
}

/* Of an interlaced one the rows come in four rounds, so it is held whole, a byte for a pixel. */
static bool gif_rows(GifFileType *file, uint8_t *numbers)
{
	static const int starts[] = { 0, 4, 2, 1 }, steps[] = { 8, 8, 4, 2 };
	int width = file->Image.Width, height = file->Image.Height;
	int rounds = file->Image.Interlace ? 4 : 1;

	for (int round = 0; round < rounds; round++) {
		int step = rounds == 1 ? 1 : steps[round];

		for (int y = rounds == 1 ? 0 : starts[round]; y < height; y += step)
			if (DGifGetLine(file, numbers + (size_t)y * (size_t)width, width) != GIF_OK)
				return false;
	}
	return true;
}

static bool gif_read(GifFileType *file, struct gif *in, struct shrink *ret)
{
	const ColorMapObject *map;
	uint32_t width, height;

	if (!gif_find(file, in))
		return false;
	width = (uint32_t)MAX(file->Image.Width, 0);
	height = (uint32_t)MAX(file->Image.Height, 0);
	map = file->Image.ColorMap ? file->Image.ColorMap : file->SColorMap;
	if (!map || !picture_fits(width, height, PICTURE_PIXELS_WHOLE))
		return false;
	in->numbers = g_try_malloc_n(width, height);
	in->row = g_try_malloc_n(width, PIXEL);
	if (!in->numbers || !in->row || !gif_rows(file, in->numbers) ||
	    !shrink_init(ret, width, height))
		return false;
	for (uint32_t y = 0; y < height; y++) {
		gif_colours(in, map, in->numbers + (size_t)y * width, width, in->row);
		shrink_row(ret, in->row);
	}
	return true;
}

bool picture_gif(const char *bytes, size_t len, struct shrink *ret)
{
	struct gif in = { .at = bytes, .end = bytes + len, .transparent = -1 };
	int error;
	GifFileType *file = DGifOpen(&in, gif_take, &error);
	bool is_read = file && gif_read(file, &in, ret);

	g_free(in.numbers);
	g_free(in.row);
	if (file)
		DGifCloseFile(file, &error);
	return is_read;
}
