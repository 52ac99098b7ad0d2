/* Files that came with a form, on their way into the blob store. */
#pragma once

#include "ticket/message.h"
#include "web/web.h"

/* HK_INVALID beside the field when one of its files was chosen and has no bytes. */
enum hk_result upload_need_bytes(struct web_request *req, const char *field);
/* Keeps the files of that field; empty ones are left out. ret: as attachments of a message. Two at
 * once may keep the same bytes, which are then stored once. HK_UNAVAILABLE: the disk is full. */
enum hk_result upload_keep(struct web_request *req, const char *field, struct attachment_list *ret);
