/* A message that somebody sends, out of its form: its words and whom they go to; its files, those
 * that wait in its draft and those chosen now. */
#pragma once

#include "ticket/write/reply.h"
#include "web/web.h"

/* text of that field, and all that a mail in those words needs whatever form it is written in.
 * Takes time, so it comes before the transaction. Files, and what is of that form alone, are not
 * set. */
struct reply send_words_read(struct web_request *req, const char *field);
/* The ticket again, with what was written in its composer and why it was refused; it is kept as a
 * draft, unless it is too long for one. HK_CONFLICT: what is new is shown instead. */
enum hk_result send_again(struct web_request *req, enum hk_result result, struct reply *reply);

/* What stood ticked on his page of the draft's, and what came with the form. kind: of the draft. */
enum hk_result send_files_read(struct web_request *req, const char *kind,
			       struct attachment_list *ret);
/* They leave in one mail: HK_INVALID beside "files" when they are too much for it. */
enum hk_result send_files_check(struct ctx *cx, const struct attachment_list *files);
