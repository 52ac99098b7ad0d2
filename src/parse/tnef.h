/*
 * winmail.dat: what Outlook makes of a mail when it takes the reader for an Outlook, a body and
 * files in one lump (MS-OXTNEF). It names lengths and nothing else, so reading it is walking over
 * it once. The files are ranges of the lump and are not copied.
 */
#pragma once

#include <glib.h>
#include <stdbool.h>
#include <stddef.h>

struct tnef_file {
	size_t offset, length; /* in the lump; offset is never 0, because a head comes first */
	char *name, *type, *content_id; /* UTF-8 as the sender says; never NULL; freed with it */
};

struct tnef {
	GString *text; /* UTF-8, not yet clean */
	bool is_html;  /* of text */
	GArray *files; /* of struct tnef_file */
	bool has_more; /* the lump ends too early, or holds what is no text and no file */
};

bool tnef_is(const char *bytes, size_t len);
/* At most files_max files and about text_max bytes of text; beyond that has_more is set. */
void tnef_read(const char *bytes, size_t len, size_t files_max, size_t text_max, struct tnef *ret);
void tnef_done(struct tnef *tnef);
/* The name of a code page of Windows as a charset; NULL: unknown. The caller frees it. */
char *codepage_name(unsigned page);

/*
 * RTF as Outlook packs it into a lump (MS-OXRTFCP), and what it says: text, or the HTML that it
 * was made of (MS-OXRTFEX). UTF-8, not yet clean. False: it was cut or is broken.
 */
bool rtf_unpack(const char *bytes, size_t len, size_t max, GString *out);
bool rtf_read(const char *rtf, size_t len, GString *out, bool *ret_is_html);
