#include "web/paper.h"

#include <cairo-pdf.h>
#include <pango/pangocairo.h>

#include "base/time.h"

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
	struct hk_arena *arena;
	struct hk_buf bytes;
	cairo_surface_t *surface;
	cairo_t *cairo;
	PangoLayout *words, *number; /* what is written; the number at the foot */
	double y;
	int page;
	bool is_too_long;
};

static cairo_status_t keep(void *closure, const unsigned char *bytes, unsigned length)
{
	hk_buf_put(closure, bytes, length);
	return CAIRO_STATUS_SUCCESS;
}

static void style_set(struct paper *paper, PangoLayout *layout, const struct style *style)
{
	PangoFontDescription *font = pango_font_description_from_string(
		"Inter, Noto Sans, Noto Sans Bengali, Noto Sans Tamil");

	pango_font_description_set_absolute_size(font, style->size * PANGO_SCALE);
	pango_font_description_set_weight(font, style->weight);
	pango_layout_set_font_description(layout, font);
	pango_font_description_free(font);
	cairo_set_source_rgb(paper->cairo, style->ink, style->ink, style->ink);
}

static void page_end(struct paper *paper)
{
	style_set(paper, paper->number, &small_style);
	pango_layout_set_text(paper->number, hk_format(paper->arena, "%d", paper->page), -1);
	cairo_move_to(paper->cairo, margin, height - foot);
	pango_cairo_show_layout(paper->cairo, paper->number);
	cairo_show_page(paper->cairo);
}

static void page_next(struct paper *paper)
{
	page_end(paper);
	paper->is_too_long = paper->page == PAPER_PAGES;
	paper->page++;
	paper->y = margin;
}

static void line_show(struct paper *paper, const struct style *style, PangoLayoutIter *iter)
{
	PangoRectangle area;
	double whole, baseline;

	pango_layout_iter_get_line_extents(iter, NULL, &area);
	whole = (double)area.height / PANGO_SCALE;
	if (paper->y + whole > height - margin) {
		page_next(paper);
		cairo_set_source_rgb(paper->cairo, style->ink, style->ink, style->ink);
	}
	if (paper->is_too_long)
		return;
	baseline = (double)(pango_layout_iter_get_baseline(iter) - area.y) / PANGO_SCALE;
	cairo_move_to(paper->cairo, margin + (double)area.x / PANGO_SCALE, paper->y + baseline);
	pango_cairo_show_layout_line(paper->cairo, pango_layout_iter_get_line_readonly(iter));
	paper->y += whole;
}

static void words_show(struct paper *paper, const struct style *style, const char *words)
{
	PangoLayoutIter *iter;

	if (paper->is_too_long)
		return;
	if (paper->y > margin)
		paper->y += style->before;
	style_set(paper, paper->words, style);
	pango_layout_set_text(paper->words, words, -1);
	iter = pango_layout_get_iter(paper->words);
	do {
		line_show(paper, style, iter);
	} while (!paper->is_too_long && pango_layout_iter_next_line(iter));
	pango_layout_iter_free(iter);
	paper->y += style->after;
}

struct paper *paper_new(struct hk_arena *arena, const char *title, const char *language,
			int64_t made_at)
{
	struct paper *paper = hk_alloc(arena, 1, sizeof(*paper));
	PangoContext *context;

	paper->arena = arena;
	hk_buf_init(&paper->bytes, PAPER_BYTES);
	paper->surface = cairo_pdf_surface_create_for_stream(keep, &paper->bytes, width, height);
	cairo_pdf_surface_set_metadata(paper->surface, CAIRO_PDF_METADATA_TITLE, title);
	cairo_pdf_surface_set_metadata(paper->surface, CAIRO_PDF_METADATA_CREATE_DATE,
				       hk_format(arena, "%.19sZ", hk_time_iso(arena, made_at)));
	paper->cairo = cairo_create(paper->surface);
	paper->words = pango_cairo_create_layout(paper->cairo);
	paper->number = pango_cairo_create_layout(paper->cairo);
	context = pango_layout_get_context(paper->words);
	pango_context_set_language(context, pango_language_from_string(language));
	pango_layout_set_width(paper->words, (int)((width - 2 * margin) * PANGO_SCALE));
	pango_layout_set_wrap(paper->words, PANGO_WRAP_WORD_CHAR);
	pango_layout_set_spacing(paper->words, 2 * PANGO_SCALE);
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
	if (paper->y > height - margin - heading_room && !paper->is_too_long)
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

	if (!paper->is_too_long)
		page_end(paper);
	g_object_unref(paper->words);
	g_object_unref(paper->number);
	cairo_destroy(paper->cairo);
	cairo_surface_finish(paper->surface);
	is_whole = !paper->is_too_long && !paper->bytes.is_cut &&
		   cairo_surface_status(paper->surface) == CAIRO_STATUS_SUCCESS;
	cairo_surface_destroy(paper->surface);
	if (is_whole)
		hk_buf_put(ret, paper->bytes.bytes, paper->bytes.length);
	hk_buf_done(&paper->bytes);
	return is_whole;
}
