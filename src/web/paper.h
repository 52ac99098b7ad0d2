/*
 * paper: words on sheets of A4, as a PDF (cairo), shaped for any of our languages (pango,
 * HarfBuzz): letters that join or change their order stand as a reader expects them. Fonts are
 * those of the machine (packaging/packages-run.txt); those that are used are put into the file.
 *
 * What is written is ours or was kept by us; it is text, never markup. No more than PAPER_PAGES
 * pages are made, so that nobody's words hold a worker for long.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/buf.h"

enum { PAPER_PAGES = 20, PAPER_BYTES = 8 * 1024 * 1024 };

struct paper;

/* language: of most of its words. made_at: ms UTC, the same each time it is made again. */
struct paper *paper_new(struct hk_arena *arena, const char *title, const char *language,
			int64_t made_at);
void paper_title(struct paper *paper, const char *words);
void paper_heading(struct paper *paper, const char *words);
/* Its lines stay lines. */
void paper_text(struct paper *paper, const char *words);
void paper_small(struct paper *paper, const char *words);
/* Ends it and gives its memory back. False: it could not be made, or is longer than may be. */
bool paper_end(struct paper *paper, struct hk_buf *ret);
