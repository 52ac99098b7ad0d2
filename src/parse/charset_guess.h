/*
 * Which charset a text is in that does not say so, or lies. A text is read in each that is known
 * here, and what comes out is held against the alphabets of languages that are written in it:
 * signs that no word of a language has speak against both. Western languages come first, and
 * what can be one of theirs stays windows-1252.
 */
#pragma once

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

/* Reads text in a charset that ICU knows; NULL: there is no such. The caller frees it. */
GString *charset_read(const GString *text, const char *charset);
/* A name for charset_read(). of: what the text says itself (HTML's meta), or NULL; it counts where
 * windows-1252 makes no sense. */
const char *charset_guess(const GString *text, const char *of);
/* ISO-2022, whose escapes say what it is; NULL: it is not. */
const char *charset_by_escape(const GString *text);
/* What <meta charset> or its longer form says at the beginning of a page; NULL: nothing that could
 * be. The caller frees it. */
char *charset_of_page(const GString *page);
