/*
 * What the page after a redirect says once ("Rasa has it now.") with the address that takes it
 * back. It travels in a short cookie that is signed for this session, so nobody else can put
 * words into our pages.
 */
#pragma once

#include "web/web.h"

/* Into page.notice and page.undo. For pages alone: parts and pictures leave it where it is. */
void notice_take(struct web_request *req);
/* The end of a deed: back to where with the notice; asked by a script, the toast alone. sentence:
 * in the reader's own language already. undo: a path that takes a POST, or "". */
enum hk_result notice_answer(struct web_request *req, const char *where, const char *sentence,
			     const char *undo);
