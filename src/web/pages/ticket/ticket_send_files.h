/* The files of a message that somebody sends: those that wait in its draft and those chosen now. */
#pragma once

#include "ticket/message.h"
#include "web/web.h"

/* What stood ticked on his page of the draft's, and what came with the form. kind: of the draft. */
enum hk_result send_files_read(struct web_request *req, const char *kind,
			       struct attachment_list *ret);
/* They leave in one mail: HK_INVALID beside "files" when they are too much for it. */
enum hk_result send_files_check(struct ctx *cx, const struct attachment_list *files);
