/*
 * Pictures within the text of what we write: ![what it shows](cid:picture-...@inline.hark) names
 * one of the files of the same message. The name is made of the file's bytes, so that it stays
 * right while the text waits as a draft, is taken back, or is sent later.
 */
#pragma once

#include "ticket/message.h"

/* A kind that every mail program shows, as far as its sender says; its bytes decide where it is
 * shown. */
bool picture_may_be(const struct attachment *file);
/* By what a text names it. */
const char *picture_name(struct hk_arena *arena, const struct attachment *file);
/* Files that the text shows become pictures within it; the others stay as they are. */
void pictures_settle(struct hk_arena *arena, const char *text, struct attachment_list *files);
/* The text shows a picture that is not among the files any more. */
bool picture_is_missing(struct hk_arena *arena, const char *text,
			const struct attachment_list *files);
