#include <string.h>
#include <unistd.h>

#include "base/file.h"
#include "core/blob.h"
#include "core/settings.h"
#include "intake/intake.h"
#include "intake/ledger.h"
#include "ticket/mailbox.h"

struct look {
	int64_t id;
	struct inbound row;
	struct mailbox mailbox;
};

static bool is_kept(const struct inbound *row)
{
	return strcmp(row->channel, "email") == 0 && *row->raw_blob;
}

static enum hk_result look(struct ctx *cx, void *data)
{
	struct look *look = data;

	HK_TRY(inbound_find(cx, look->id, &look->row));
	HK_TRY(inbound_may_read(cx, &look->row));
	return is_kept(&look->row) ? mailbox_find(cx, look->row.mailbox_id, &look->mailbox) : HK_OK;
}

static enum hk_result read_raw(struct ctx *cx, const struct inbound *row, struct intake_mail *ret)
{
	size_t most = (size_t)setting_number(cx->house->settings, SETTING_MAIL_MAX);
	int64_t length;
	char *raw;
	int opened;
	enum hk_result result =
		blob_open(cx->house->blobs, cx->org_id, row->raw_blob, &opened, &length);

	if (result != HK_OK)
		return HK_UNAVAILABLE;

	scoped_fd fd = opened;

	HK_TRY(hk_fd_read(cx->arena, fd, most, &raw, &ret->length));
	ret->raw = raw;
	return HK_OK;
}

enum hk_result intake_replay(struct ctx *cx, int64_t id, bool is_wanted, struct intake_outcome *ret)
{
	struct look found = { .id = id };
	struct intake_mail mail = { .replay_id = id, .is_wanted = is_wanted };

	HK_TRY(ctx_read(cx, look, &found));
	if (!is_kept(&found.row))
		return problem(cx, HK_INVALID,
			       TR("Nothing of it was kept, so it cannot be read again."));
	if (!found.mailbox.is_active)
		return problem(cx, HK_INVALID,
			       TR("Its mailbox takes no mail now. Please switch it on first."));
	if (!cx->house->parse)
		return HK_UNAVAILABLE;
	HK_TRY(read_raw(cx, &found.row, &mail));
	mail.mailbox = found.mailbox.address;
	mail.sender = found.row.is_pathless ? "" : NULL;

	enum hk_result result = intake_mail(cx, &mail, ret);

	if (result == HK_INVALID && !cx->problem)
		return problem(cx, HK_INVALID,
			       TR("It could not be filed; the log of the server says more."));
	return result;
}
