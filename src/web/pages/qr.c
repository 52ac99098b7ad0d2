#include "web/pages/qr.h"

#include <qrencode.h>

#include "base/buf.h"

enum { QUIET = 4 /* modules of white around it */, PATH_MAX_BYTES = 64 * 1024 };

/* Runs of dark modules as flat boxes. */
static void row_draw(struct hk_buf *path, const unsigned char *row, int width, int y)
{
	for (int x = 0; x < width; x++) {
		int length = 0;

		while (x + length < width && row[x + length] & 1)
			length++;
		if (length)
			hk_buf_format(path, "M%d %dh%dv1h-%dz", x + QUIET, y + QUIET, length,
				      length);
		x += length;
	}
}

struct qr qr_draw(struct hk_arena *arena, const char *text)
{
	QRcode *code = QRcode_encodeString8bit(text, 0, QR_ECLEVEL_M);
	struct qr qr = { 0, "" };
	scoped_buf path;

	hk_buf_init(&path, PATH_MAX_BYTES);
	if (!code)
		return qr;
	for (int y = 0; y < code->width; y++)
		row_draw(&path, code->data + (size_t)y * (size_t)code->width, code->width, y);
	qr.size = code->width + 2 * QUIET;
	if (!path.is_cut && path.length)
		qr.path = hk_copy(arena, path.bytes, path.length);
	QRcode_free(code);
	return qr;
}
