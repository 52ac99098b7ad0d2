/*
 * mbox: many mails in one file (RFC 4155), each behind a line "From sender date".
 * A line counts as one only when it is the first or follows an empty one, and
 * ends in a date, so that a sentence that begins with "From" parts no mail.
 * Lines that were quoted as ">From" lose one ">" again (mboxrd; what mboxo
 * writes is read too). Reads forward in pieces, so the file may have any size.
 */
#pragma once

#include "base/arena.h"
#include "base/result.h"
#include "channel/email/stored.h"

struct mbox;

/* position: "" or the next of a mail. HK_NOT_FOUND: there is no such file or it may not be read;
 * HK_INVALID: it is no mbox, or no mail begins at the position. */
enum hk_result mbox_open(const char *path, const char *position, struct mbox **ret);
void mbox_close(struct mbox *mbox);
int64_t mbox_size(const struct mbox *mbox);

/* max: bytes of the largest mail that is handed over. HK_NOT_FOUND: there is no more; HK_FAILED:
 * the disk cannot be read. */
enum hk_result mbox_next(struct mbox *mbox, struct hk_arena *arena, int64_t max,
			 struct stored_mail *ret);
