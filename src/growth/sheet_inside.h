/*
 * sheet_inside: what the files of the draft share, and nobody else: how a line quotes somebody, so
 * that it is found again when he is erased.
 */
#pragma once

#include "core/ctx.h"

#define SHEET_CUSTOMER TR("A customer")
#define SHEET_MARK_END " · " /* behind the mark of who said it */

const char *sheet_short_words(struct ctx *cx, const char *text);
void sheet_line_add(struct ctx *cx, const char **text, const char *line);
