/*
 * maildir: a folder with a file for each mail, in new/ and cur/ (cr.yp.to/proto/maildir.html).
 * Read in the order of the names, which begin with the time of delivery. The
 * flags behind ":2," may change while it is read: they are no part of a name.
 * What is a draft (D) or in the trash (T) is left out; so are folders below.
 */
#pragma once

#include "base/arena.h"
#include "base/result.h"
#include "channel/email/stored.h"

struct maildir;

/* position: "" or the next of a mail. HK_NOT_FOUND: there is no such folder or it may not be read;
 * HK_INVALID: it has neither new/ nor cur/. */
enum hk_result maildir_open(const char *path, const char *position, struct maildir **ret);
void maildir_close(struct maildir *maildir);
int64_t maildir_count(const struct maildir *maildir);

/* As mbox_next(). A file that cannot be read is handed over without its bytes. */
enum hk_result maildir_next(struct maildir *maildir, struct hk_arena *arena, int64_t max,
			    struct stored_mail *ret);
