#include <setjmp.h>
#include <stdio.h>
#include <string.h>

/* After stdio.h, which it wants. */
#include <jpeglib.h>

#include "parse/picture_kinds.h"

enum {
	EXIF_MARKER = JPEG_APP0 + 1,
	EXIF_BYTES = 0xffff,
	EXIF_HEAD = 6,
	TIFF_HEAD = 8,
	TIFF_ENTRY = 12,
	ORIENTATION = 0x112,
	SCANS_MAX = 100,
	PROGRESSIVE_PIXELS_MAX = 40 * 1000 * 1000,
	EIGHTHS = 8,
};

struct jpeg {
	struct jpeg_decompress_struct info;
	struct jpeg_error_mgr errors;
	struct jpeg_progress_mgr progress;
	jmp_buf escape;
	const char *bytes;
	size_t len;
	struct shrink *ret;
	bool is_whole;
};

static void on_error(j_common_ptr info)
{
	struct jpeg *in = info->client_data;

	longjmp(in->escape, 1);
}

static void on_message(j_common_ptr info, int level)
{
	(void)info;
	(void)level;
}

/* Each scan goes over the whole picture, and a file of some kilobytes may have thousands. */
static void on_progress(j_common_ptr info)
{
	struct jpeg *in = info->client_data;

	if (in->info.input_scan_number > SCANS_MAX)
		longjmp(in->escape, 1);
}

static unsigned number(const uint8_t *at, size_t size, bool is_little)
{
	unsigned value = 0;

	for (size_t i = 0; i < size; i++)
		value = value << 8 | at[is_little ? size - 1 - i : i];
	return value;
}

/* EXIF 2.3, 4.6: a TIFF whose first directory says which way up it is. */
int exif_orientation(const uint8_t *exif, size_t len)
{
	const uint8_t *tiff = exif + EXIF_HEAD;
	bool is_little;
	size_t at, count;

	if (len < EXIF_HEAD + TIFF_HEAD || memcmp(exif, "Exif\0", EXIF_HEAD) != 0)
		return 1;
	len -= EXIF_HEAD;
	is_little = tiff[0] == 'I';
	at = number(tiff + 4, 4, is_little);
	if (at > len || len - at < 2)
		return 1;
	count = number(tiff + at, 2, is_little);
	for (at += 2; count > 0 && len - at >= TIFF_ENTRY; count--, at += TIFF_ENTRY)
		if (number(tiff + at, 2, is_little) == ORIENTATION) {
			unsigned value = number(tiff + at + 8, 2, is_little);

			return value >= 1 && value <= 8 ? (int)value : 1;
		}
	return 1;
}

static int orientation_of(const struct jpeg *in)
{
	for (jpeg_saved_marker_ptr at = in->info.marker_list; at; at = at->next)
		if (at->marker == EXIF_MARKER)
			return exif_orientation(at->data, at->data_length);
	return 1;
}

/* The library makes it smaller by eighths for next to nothing; twice the size is left for the mean.
 */
static unsigned eighths_for(const struct jpeg *in)
{
	unsigned longest = MAX(in->info.image_width, in->info.image_height), eighths = 1;

	while (eighths < EIGHTHS &&
	       (uint64_t)longest * eighths < (uint64_t)2 * EIGHTHS * PICTURE_SIDE)
		eighths++;
	return eighths;
}

/* Inks are stored upside down, as Photoshop does. */
static void row_unpack(const struct jpeg *in, const uint8_t *from, uint8_t *to)
{
	int parts = in->info.output_components;

	for (uint32_t x = 0; x < in->info.output_width; x++, from += parts, to += PIXEL) {
		for (int i = 0; i < 3; i++)
			to[i] = parts == 4 ? (uint8_t)(from[i] * from[3] / 255) : from[i];
		to[3] = 255;
	}
}

static void rows_read(struct jpeg *in)
{
	j_common_ptr common = (j_common_ptr)&in->info;
	JDIMENSION width = in->info.output_width;
	JSAMPARRAY packed = in->info.mem->alloc_sarray(
		common, JPOOL_IMAGE, width * (unsigned)in->info.output_components, 1);
	JSAMPARRAY row = in->info.mem->alloc_sarray(common, JPOOL_IMAGE, width * PIXEL, 1);

	while (in->info.output_scanline < in->info.output_height) {
		jpeg_read_scanlines(&in->info, packed, 1);
		row_unpack(in, packed[0], row[0]);
		shrink_row(in->ret, row[0]);
	}
}

static bool jpeg_start(struct jpeg *in)
{
	jpeg_create_decompress(&in->info);
	in->info.progress = &in->progress;
	jpeg_save_markers(&in->info, EXIF_MARKER, EXIF_BYTES);
	jpeg_mem_src(&in->info, (const unsigned char *)in->bytes, in->len);
	if (jpeg_read_header(&in->info, TRUE) != JPEG_HEADER_OK ||
	    !picture_fits(in->info.image_width, in->info.image_height, PICTURE_PIXELS_JPEG))
		return false;
	return !jpeg_has_multiple_scans(&in->info) ||
	       picture_fits(in->info.image_width, in->info.image_height, PROGRESSIVE_PIXELS_MAX);
}

static void jpeg_body(struct jpeg *in)
{
	if (!jpeg_start(in))
		return;
	in->info.out_color_space = in->info.num_components == 4 ? JCS_CMYK : JCS_RGB;
	in->info.scale_num = eighths_for(in);
	in->info.scale_denom = EIGHTHS;
	in->info.dct_method = JDCT_IFAST;
	in->info.do_fancy_upsampling = FALSE;
	jpeg_start_decompress(&in->info);
	if (!shrink_init(in->ret, in->info.output_width, in->info.output_height))
		return;
	rows_read(in);
	in->is_whole = shrink_turn(in->ret, orientation_of(in));
}

/* What ends too early is grey where it ends, as browsers show it. */
bool picture_jpeg(const char *bytes, size_t len, struct shrink *ret)
{
	struct jpeg in = { .bytes = bytes, .len = len, .ret = ret };

	in.info.err = jpeg_std_error(&in.errors);
	in.errors.error_exit = on_error;
	in.errors.emit_message = on_message;
	in.progress.progress_monitor = on_progress;
	in.info.client_data = &in;
	if (!setjmp(in.escape))
		jpeg_body(&in);
	jpeg_destroy_decompress(&in.info);
	return in.is_whole;
}
