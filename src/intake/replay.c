#include <string.h>
#include <unistd.h>

#include "base/file.h"
#include "core/blob_kept.h"
#include "core/settings.h"
#include "intake/intake.h"
#include "intake/ledger.h"
#include "ticket/mail/mailbox.h"

static const char nothing_kept[] = TR("Nothing of it was kept, so it cannot be read again.");

struct look {
	int64_t id;
	struct inbound row;
	struct mailbox mailbox;
	bool is_old;
};

static bool is_kept(const struct inbound *row)
{
	return strcmp(row->channel, "email") == 0 && *row->raw_blob;
}

struct brought {
	int64_t import_id;
};

static const struct db_column brought_columns[] = { DB_COLUMN(struct brought, import_id) };
static const struct db_record brought = DB_RECORD("import_mail", struct brought, brought_columns);

/* It is years old: filed as new it would be promised an answer today, and be confirmed. */
static enum hk_result came_with_import(struct ctx *cx, int64_t id, bool *ret)
{
	struct brought row;
	enum hk_result result = db_select_one(
		cx->db, &brought, DB_WHERE("inbound_id = $2", "LIMIT 1"), DB_ARGS(id), &row);

	*ret = result == HK_OK;
	return result == HK_NOT_FOUND ? HK_OK : result;
}

static enum hk_result look(struct ctx *cx, void *data)
{
	struct look *look = data;

	HK_TRY(inbound_find(cx, look->id, &look->row));
	HK_TRY(inbound_may_read(cx, &look->row));
	HK_TRY(came_with_import(cx, look->id, &look->is_old));
	return is_kept(&look->row) ? mailbox_find(cx, look->row.mailbox_id, &look->mailbox) : HK_OK;
}

static enum hk_result read_raw(struct ctx *cx, const struct inbound *row, struct intake_mail *ret)
{
	size_t most = (size_t)setting_number(cx->house->settings, SETTING_MAIL_MAX);
	int64_t length;
	char *raw;
	int opened;
	enum hk_result result = blob_open(cx, row->raw_blob, &opened, &length);

	if (result == HK_NOT_FOUND)
		return problem(cx, HK_INVALID, nothing_kept);
	if (result != HK_OK)
		return HK_UNAVAILABLE;

	scoped_fd fd = opened;

	result = hk_fd_read(cx->arena, fd, most, &raw, &ret->length);
	if (result == HK_INVALID)
		return problem(cx, HK_INVALID,
			       TR("It is larger than the setting mail_max allows."));
	HK_TRY(result);
	ret->raw = raw;
	return HK_OK;
}

enum hk_result intake_replay(struct ctx *cx, int64_t id, bool is_wanted, struct intake_outcome *ret)
{
	struct look found = { .id = id };
	struct intake_mail mail = { .replay_id = id, .is_wanted = is_wanted };

	HK_TRY(ctx_read(cx, look, &found));
	if (!is_kept(&found.row))
		return problem(cx, HK_INVALID, nothing_kept);
	if (found.is_old)
		return problem(cx, HK_INVALID,
			       TR("It came with an old mailbox. Please bring that mailbox again."));
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
