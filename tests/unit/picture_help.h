/* Makes pictures of four kinds: the left half red, the right half blue, above the middle; below it
 * green and white. */
#pragma once

#include <gif_lib.h>
#include <glib.h>
#include <stdio.h>
#include <string.h>
/* After stdio.h, which it wants. */
#include <jpeglib.h>
#include <png.h>
#include <webp/encode.h>

static inline uint8_t *pixels_make(unsigned width, unsigned height, unsigned parts)
{
	static const uint8_t colours[2][2][4] = { { { 255, 0, 0, 255 }, { 0, 0, 255, 255 } },
						  { { 0, 255, 0, 255 }, { 255, 255, 255, 255 } } };
	uint8_t *pixels = g_malloc((gsize)width * height * parts), *to = pixels;

	for (unsigned y = 0; y < height; y++)
		for (unsigned x = 0; x < width; x++, to += parts)
			memcpy(to, colours[y >= height / 2][x >= width / 2], parts);
	return pixels;
}

/* orientation 0: the file does not say. */
static inline GString *jpeg_make(unsigned width, unsigned height, int orientation,
				 bool is_progressive)
{
	uint8_t exif[] = "Exif\0\0MM\0*\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0?\0\0\0\0\0\0";
	struct jpeg_compress_struct info;
	struct jpeg_error_mgr errors;
	uint8_t *pixels = pixels_make(width, height, 3);
	unsigned char *bytes = NULL;
	unsigned long len = 0;
	GString *ret;

	exif[25] = (uint8_t)orientation;
	info.err = jpeg_std_error(&errors);
	jpeg_create_compress(&info);
	jpeg_mem_dest(&info, &bytes, &len);
	info.image_width = width;
	info.image_height = height;
	info.input_components = 3;
	info.in_color_space = JCS_RGB;
	jpeg_set_defaults(&info);
	if (is_progressive)
		jpeg_simple_progression(&info);
	jpeg_start_compress(&info, TRUE);
	if (orientation)
		jpeg_write_marker(&info, JPEG_APP0 + 1, exif, sizeof(exif) - 1);
	while (info.next_scanline < height) {
		JSAMPROW row = pixels + (size_t)info.next_scanline * width * 3;

		jpeg_write_scanlines(&info, &row, 1);
	}
	jpeg_finish_compress(&info);
	jpeg_destroy_compress(&info);
	ret = g_string_new_len((char *)bytes, (gssize)len);
	free(bytes);
	g_free(pixels);
	return ret;
}

static inline GString *png_make(unsigned width, unsigned height)
{
	png_image image = { .version = PNG_IMAGE_VERSION,
			    .width = width,
			    .height = height,
			    .format = PNG_FORMAT_RGBA };
	uint8_t *pixels = pixels_make(width, height, 4);
	png_alloc_size_t len = PNG_IMAGE_PNG_SIZE_MAX(image);
	GString *ret = g_string_sized_new(len);

	png_image_write_to_memory(&image, ret->str, &len, 0, pixels, 0, NULL);
	ret->len = len;
	g_free(pixels);
	return ret;
}

static inline GString *webp_make(unsigned width, unsigned height)
{
	uint8_t *pixels = pixels_make(width, height, 4), *bytes = NULL;
	size_t len =
		WebPEncodeLosslessRGBA(pixels, (int)width, (int)height, (int)width * 4, &bytes);
	GString *ret = g_string_new_len((char *)bytes, (gssize)len);

	WebPFree(bytes);
	g_free(pixels);
	return ret;
}

static inline int gif_put(GifFileType *file, const GifByteType *bytes, int len)
{
	g_string_append_len(file->UserData, (const char *)bytes, len);
	return len;
}

/* Its fourth colour cannot be seen. */
static inline GString *gif_make(int width, int height, bool is_interlaced)
{
	static const GifColorType colours[] = {
		{ 255, 0, 0 }, { 0, 0, 255 }, { 0, 255, 0 }, { 255, 255, 255 }
	};
	static const unsigned char control[] = { 1, 0, 0, 3 };
	static const int starts[] = { 0, 4, 2, 1 }, steps[] = { 8, 8, 4, 2 };
	GString *ret = g_string_new(NULL);
	ColorMapObject *map = GifMakeMapObject(4, colours);
	GifPixelType *row = g_malloc((gsize)width);
	int error, rounds = is_interlaced ? 4 : 1;
	GifFileType *file = EGifOpen(ret, gif_put, &error);

	EGifSetGifVersion(file, true);
	EGifPutScreenDesc(file, width, height, 8, 0, map);
	EGifPutExtension(file, GRAPHICS_EXT_FUNC_CODE, sizeof(control), control);
	EGifPutImageDesc(file, 0, 0, width, height, is_interlaced, NULL);
	for (int round = 0; round < rounds; round++)
		for (int y = is_interlaced ? starts[round] : 0; y < height;
		     y += is_interlaced ? steps[round] : 1) {
			for (int x = 0; x < width; x++)
				row[x] = (GifPixelType)((y >= height / 2) * 2 + (x >= width / 2));
			EGifPutLine(file, row, width);
		}
	EGifCloseFile(file, &error);
	GifFreeMapObject(map);
	g_free(row);
	return ret;
}
