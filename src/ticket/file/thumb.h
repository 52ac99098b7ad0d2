/*
 * The small pictures of attachments. Which of them may have one is decided when the message is
 * stored; it is made later, one after the other, so that no mail waits for a picture.
 */
#pragma once

#include "ticket/message.h"

enum { THUMBS_OF_A_MESSAGE = 20 };

/* By what the sender says, which is believed only as far as to try. */
bool thumb_may_be(const struct attachment *file);
/* The first that are still to be made. */
enum hk_result thumbs_due(struct ctx *cx, int64_t limit, struct attachment_list *ret);
/* It is made, or cannot be when its thumb_blob is "". */
enum hk_result thumb_put(struct ctx *cx, const struct attachment *file);
