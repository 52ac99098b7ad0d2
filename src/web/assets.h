/*
 * What pages load: style sheet, script, icons, fonts. Built by tools/assets.py
 * into the program, so that nothing lies beside it. Constant, never freed.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>

struct asset {
	const char *path; /* /assets/hark-ABCD1234.css */
	const char *type;
	const char *etag; /* with its quotes */
	const unsigned char *bytes;
	size_t length;
	const unsigned char *gzip; /* NULL where it would not be smaller */
	size_t gzip_length;
	bool is_hashed; /* the path changes with the content: may be kept for ever */
};

extern const struct asset assets[];
extern const size_t asset_count;

extern const char *const asset_css, *const asset_js, *const asset_sprite; /* their paths */
