/*
 * What staff and customers write: a small part of Markdown (CommonMark: paragraphs, line breaks,
 * bold, italic, code, lists, quotes, links, pictures of the same message). The markup is canonical
 * in the sense of parse/html.h, so it obeys the same allow-list as mail; HTML in the text is text.
 */
#pragma once

#include "base/arena.h"
#include "core/html.h"

/* Headings become bold paragraphs, so that a reply cannot upset the outline of a page. Whatever
 * cannot be rendered within the limits is shown as it was written. */
struct markup markdown_render(struct hk_arena *arena, const char *text);

/* The same for the plain part of a mail: lists with "-", quotes with ">", links as "text (URL)". */
char *markdown_plain(struct hk_arena *arena, const char *text);

/* A copy as long as the text, in which what stands as code is blank: there a word is no word. */
char *markdown_without_code(struct hk_arena *arena, const char *text);

/* Plain text as paragraphs and line breaks. */
struct markup markup_from_text(struct hk_arena *arena, const char *text);

/* HTML of a mail as the parse role cleaned it. It is checked once more: what is not canonical is
 * shown as text. */
struct markup markup_from_canonical(struct hk_arena *arena, const char *html);

/* A picture that came with the message: what its text calls it, and the path where it is. */
struct markup_picture {
	const char *content_id, *url;
};

/* Puts the pictures of a message into its text. Those of other servers stay unloaded, because
 * loading one tells its sender who reads, when and where: ret_has_remote says that there are
 * some. */
struct markup markup_show_pictures(struct hk_arena *arena, struct markup markup,
				   const struct markup_picture *items, size_t count,
				   bool *ret_has_remote);

/* For a mail: each picture by the name under which it goes along. */
struct markup markup_mail_pictures(struct hk_arena *arena, struct markup markup);
/* The URLs of pictures on other servers, each once, at most max; returns how many. */
size_t markup_remote_urls(struct hk_arena *arena, struct markup markup, const char **ret,
			  size_t max);
/* Puts in those of other servers that are here by now: content_id is the URL there. */
struct markup markup_show_remote(struct hk_arena *arena, struct markup markup,
				 const struct markup_picture *items, size_t count,
				 bool *ret_has_remote);

/* Names the host that a link leads to beside each whose text names another. words: "(leads to
 * {host})" in the reader's language. */
struct markup markup_show_hosts(struct hk_arena *arena, struct markup markup, const char *words);

/* The beginning of what is far too long for a page, with whatever is open there closed. False: it
 * is not. */
bool markup_begin(struct hk_arena *arena, struct markup whole, struct markup *ret);

/*
 * Cuts the markup of a mail where its reply ends, the new part of its plain text; what is open
 * there is closed in the head and opened again in the tail. The tail is "" when nothing is left.
 * False when the mail says something else in markup than in plain text.
 */
bool markup_fold(struct hk_arena *arena, struct markup whole, const char *reply,
		 struct markup *ret_head, struct markup *ret_tail);
