#include "web/paper.h"

#include <cairo-pdf.h>
#include <pango/pangocairo.h>

#include "base/late.h"
#include "base/time.h"

/* clang-format off */
#define PENS(X) \
	X(cairo_create) X(cairo_destroy) \
	X(cairo_move_to) X(cairo_pdf_surface_create_for_stream) \
	X(cairo_pdf_surface_set_metadata) X(cairo_set_source_rgb) \
	X(cairo_show_page) X(cairo_surface_destroy) \
	X(cairo_surface_finish) X(cairo_surface_status) \
	X(pango_cairo_create_layout) X(pango_cairo_show_layout) \
	X(pango_cairo_show_layout_line) X(pango_context_set_language) \
	X(pango_font_description_free) X(pango_font_description_from_string) \
	X(pango_font_description_set_absolute_size) X(pango_font_description_set_weight) \
	X(pango_language_from_string) X(pango_layout_get_context) \
	X(pango_layout_get_iter) X(pango_layout_iter_free) \
	X(pango_layout_iter_get_baseline) X(pango_layout_iter_get_line_extents) \
	X(pango_layout_iter_get_line_readonly) X(pango_layout_iter_next_line) \
	X(pango_layout_set_font_description) X(pango_layout_set_spacing) \
	X(pango_layout_set_text) X(pango_layout_set_width) \
	X(pango_layout_set_wrap) X(g_object_unref)

/* clang-format on */

/* What few houses ask for on few days. Where pango is, there are cairo and GObject. */
struct pen {
	PENS(HK_LATE_MEMBER)
};

static const char *const pens[] = { PENS(HK_LATE_NAME) };

/* Points, 72 to the inch. */
static const double width = 595.28, height = 841.89, margin = 62, foot = 46, heading_room = 60;

struct style {
	double size, before, after, ink; /* ink: 0 is black */
	PangoWeight weight;
};

static const struct style title_style = { 20, 0, 10, 0.05, PANGO_WEIGHT_BOLD };
static const struct style heading_style = { 12.5, 14, 4, 0.05, PANGO_WEIGHT_BOLD };
static const struct style text_style = { 10.5, 0, 4, 0.1, PANGO_WEIGHT_NORMAL };
static const struct style small_style = { 9, 0, 4, 0.35, PANGO_WEIGHT_NORMAL };

struct paper {
	struct pen pen;
	struct hk_arena *arena;
	struct hk_buf bytes;
	cairo_surface_t *surface;
	cairo_t *cairo;
	PangoLayout *words, *number; /* what is written; the number at the foot */
	double y;
	int page;
	bool is_spoilt; /* too long, or there is nothing to write with */
};

static cairo_status_t keep(void *closure, const unsigned char *bytes, unsigned length)
{
	hk_buf_put(closure, bytes, length);
	return CAIRO_STATUS_SUCCESS;
}

static void style_set(struct paper *paper, PangoLayout *layout, const struct style *style)
{
	PangoFontDescription *font = paper->pen.pango_font_description_from_string(
		"Inter, Noto Sans, Noto Sans Bengali, Noto Sans Tamil");

	paper->pen.pango_font_description_set_absolute_size(font, style->size * PANGO_SCALE);
	paper->pen.pango_font_description_set_weight(font, style->weight);
	paper->pen.pango_layout_set_font_description(layout, font);
	paper->pen.pango_font_description_free(font);
	paper->pen.cairo_set_source_rgb(paper->cairo, style->ink, style->ink, style->ink);
}

static void page_end(struct paper *paper)
{
	style_set(paper, paper->number, &small_style);
	paper->pen.pango_layout_set_text(paper->number, hk_format(paper->arena, "%d", paper->page),
					 -1);
	paper->pen.cairo_move_to(paper->cairo, margin, height - foot);
	paper->pen.pango_cairo_show_layout(paper->cairo, paper->number);
	paper->pen.cairo_show_page(paper->cairo);
}

static void page_next(struct paper *paper)
{
	page_end(paper);
	paper->is_spoilt = paper->page == PAPER_PAGES;
	paper->page++;
	paper->y = margin;
}

static void line_show(struct paper *paper, const struct style *style, PangoLayoutIter *iter)
{
	PangoRectangle area;
	double whole, baseline;

	paper->pen.pango_layout_iter_get_line_extents(iter, NULL, &area);
	whole = (double)area.height / PANGO_SCALE;
	if (paper->y + whole > height - margin) {
		page_next(paper);
		paper->pen.cairo_set_source_rgb(paper->cairo, style->ink, style->ink, style->ink);
	}
	if (paper->is_spoilt)
		return;
	baseline = (double)(paper->pen.pango_layout_iter_get_baseline(iter) - area.y) / PANGO_SCALE;
	paper->pen.cairo_move_to(paper->cairo, margin + (double)area.x / PANGO_SCALE,
				 paper->y + baseline);
	paper->pen.pango_cairo_show_layout_line(
		paper->cairo, paper->pen.pango_layout_iter_get_line_readonly(iter));
	paper->y += whole;
}

static void words_show(struct paper *paper, const struct style *style, const char *words)
{
	PangoLayoutIter *iter;

	if (paper->is_spoilt)
		return;
	if (paper->y > margin)
		paper->y += style->before;
	style_set(paper, paper->words, style);
	paper->pen.pango_layout_set_text(paper->words, words, -1);
	iter = paper->pen.pango_layout_get_iter(paper->words);
	do {
		line_show(paper, style, iter);
	} while (!paper->is_spoilt && paper->pen.pango_layout_iter_next_line(iter));
	paper->pen.pango_layout_iter_free(iter);
	paper->y += style->after;
}

struct paper *paper_new(struct hk_arena *arena, const char *title, const char *language,
			int64_t made_at)
{
	struct paper *paper = hk_alloc(arena, 1, sizeof(*paper));
	PangoContext *context;

	paper->arena = arena;
	if (hk_late_load("libpangocairo-1.0.so.0", pens, HK_COUNT(pens), &paper->pen) != HK_OK) {
		paper->is_spoilt = true;
		return paper;
	}
	hk_buf_init(&paper->bytes, PAPER_BYTES);
	paper->surface =
		paper->pen.cairo_pdf_surface_create_for_stream(keep, &paper->bytes, width, height);
	paper->pen.cairo_pdf_surface_set_metadata(paper->surface, CAIRO_PDF_METADATA_TITLE, title);
	paper->pen.cairo_pdf_surface_set_metadata(
		paper->surface, CAIRO_PDF_METADATA_CREATE_DATE,
		hk_format(arena, "%.19sZ", hk_time_iso(arena, made_at)));
	paper->cairo = paper->pen.cairo_create(paper->surface);
	paper->words = paper->pen.pango_cairo_create_layout(paper->cairo);
	paper->number = paper->pen.pango_cairo_create_layout(paper->cairo);
	context = paper->pen.pango_layout_get_context(paper->words);
	paper->pen.pango_context_set_language(context,
					      paper->pen.pango_language_from_string(language));
	paper->pen.pango_layout_set_width(paper->words, (int)((width - 2 * margin) * PANGO_SCALE));
	paper->pen.pango_layout_set_wrap(paper->words, PANGO_WRAP_WORD_CHAR);
	paper->pen.pango_layout_set_spacing(paper->words, 2 * PANGO_SCALE);
	paper->page = 1;
	paper->y = margin;
	return paper;
}

void paper_title(struct paper *paper, const char *words)
{
	words_show(paper, &title_style, words);
}

/* Not alone at the end of a page. */
void paper_heading(struct paper *paper, const char *words)
{
	if (paper->y > height - margin - heading_room && !paper->is_spoilt)
		page_next(paper);
	words_show(paper, &heading_style, words);
}

void paper_text(struct paper *paper, const char *words)
{
	words_show(paper, &text_style, words);
}

void paper_small(struct paper *paper, const char *words)
{
	words_show(paper, &small_style, words);
}

bool paper_end(struct paper *paper, struct hk_buf *ret)
{
	bool is_whole;

	if (!paper->cairo)
		return false;
	if (!paper->is_spoilt)
		page_end(paper);
	paper->pen.g_object_unref(paper->words);
	paper->pen.g_object_unref(paper->number);
	paper->pen.cairo_destroy(paper->cairo);
	paper->pen.cairo_surface_finish(paper->surface);
	is_whole = !paper->is_spoilt && !paper->bytes.is_cut &&
		   paper->pen.cairo_surface_status(paper->surface) == CAIRO_STATUS_SUCCESS;
	paper->pen.cairo_surface_destroy(paper->surface);
	if (is_whole)
		hk_buf_put(ret, paper->bytes.bytes, paper->bytes.length);
	hk_buf_done(&paper->bytes);
	return is_whole;
}
