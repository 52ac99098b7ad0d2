#include "job/scan_files.h"

#include <inttypes.h>
#include <unistd.h>

#include "base/file.h"
#include "base/log.h"
#include "base/time.h"
#include "core/settings.h"
#include "job/alarm.h"
#include "net/net.h"
#include "ticket/file/attachment_file.h"
#include "ticket/file/scan.h"

enum { BATCH = 20, QUIET_ATTEMPTS = 2 /* a scanner that is started anew is no alarm */ };

/* One file, from its row to what the scanner said. */
struct looking {
	const struct scan_wait *wait;
	struct attachment file;
	bool is_gone;
	struct net_scan said;
};

static enum hk_result find(struct ctx *cx, void *data)
{
	struct looking *looking = data;
	struct ticket ticket;
	enum hk_result result = ticket_by_row(cx, looking->wait->ticket_id, &ticket);

	if (result == HK_OK)
		result = attachment_find(cx, &ticket, looking->wait->message_id,
					 looking->wait->position, &looking->file);
	looking->is_gone = result == HK_NOT_FOUND;
	return looking->is_gone ? HK_OK : result;
}

static enum hk_result alarm_say(struct ctx *cx, const struct looking *looking, const char *kind,
				const char *key)
{
	return alarm_raise(cx, &(struct alarm){ .key = key,
						.kind = kind,
						.what = looking->said.text,
						.address = looking->file.name,
						.ticket_id = looking->wait->ticket_id });
}

static enum hk_result settle(struct ctx *cx, void *data)
{
	const struct looking *looking = data;
	bool is_found = !looking->is_gone && looking->said.verdict == NET_SCAN_FOUND;

	if (is_found)
		HK_TRY(alarm_say(cx, looking, "infected",
				 hk_format(cx->arena, "infected %" PRId64 " %" PRId64,
					   looking->wait->message_id, looking->wait->position)));
	return scan_settle(cx, looking->wait, is_found ? looking->said.text : "");
}

static enum hk_result put_off(struct ctx *cx, void *data)
{
	const struct looking *looking = data;

	if (looking->wait->attempts >= QUIET_ATTEMPTS)
		HK_TRY(alarm_say(cx, looking, "scanner",
				 hk_format(cx->arena, "scanner %" PRId64, cx->now / HK_DAY)));
	return scan_put_off(cx, looking->wait);
}

/* No transaction is open while the scanner thinks. */
static enum hk_result look_through(struct ctx *cx, struct looking *looking)
{
	const char *socket =
		hk_format(cx->arena, "%s/net.sock", setting(cx->house->settings, SETTING_RUN_DIR));
	struct net_file file;
	int opened;

	looking->said = (struct net_scan){ NET_SCAN_FAILED, "The file cannot be read." };
	enum hk_result result = attachment_open(cx, &looking->file, &opened, &file.size);

	/* What has no bytes any more has no virus either. */
	if (result == HK_NOT_FOUND) {
		looking->said = (struct net_scan){ NET_SCAN_CLEAN, "" };
		return HK_OK;
	}
	HK_TRY(result);

	scoped_fd fd = opened;

	file.fd = fd;
	return net_scan_file(cx->arena, socket, setting(cx->house->settings, SETTING_CLAMD), &file,
			     &looking->said);
}

/* HK_UNAVAILABLE: this one waits on. */
static enum hk_result scan_one(struct ctx *cx, const struct scan_wait *wait)
{
	struct looking looking = { .wait = wait, .said = { NET_SCAN_CLEAN, "" } };

	HK_TRY(ctx_read(cx, find, &looking));
	if (looking.is_gone || look_through(cx, &looking) == HK_OK) {
		hk_log(HK_LOG_INFO, "file.scanned", "org=%" PRId64 " message=%" PRId64 " found=%d",
		       cx->org_id, wait->message_id, looking.said.verdict == NET_SCAN_FOUND);
		return ctx_write(cx, settle, &looking);
	}
	hk_log(HK_LOG_WARNING, "file.not_scanned",
	       "org=%" PRId64 " message=%" PRId64 " attempt=%" PRId64 " answer=\"%s\"", cx->org_id,
	       wait->message_id, wait->attempts + 1, looking.said.text);
	HK_TRY(ctx_write(cx, put_off, &looking));
	return HK_UNAVAILABLE;
}

static enum hk_result due(struct ctx *cx, void *data)
{
	return scan_due_list(cx, BATCH, data);
}

static enum hk_result old_find(struct ctx *cx, void *data)
{
	return scan_has_old(cx, data);
}

static enum hk_result collect(struct ctx *cx, void *data)
{
	return scan_collect(cx, BATCH, data);
}

static enum hk_result next(struct ctx *cx, void *data)
{
	return scan_next_at(cx, data);
}

/* Only while nothing new waits, so that no mail of today stands behind those of years. */
static enum hk_result collect_old(struct ctx *cx, int64_t *ret_next)
{
	bool is_any;
	int64_t count;

	HK_TRY(ctx_read(cx, old_find, &is_any));
	if (!is_any)
		return HK_OK;
	HK_TRY(ctx_write(cx, collect, &count));
	*ret_next = cx->now;
	return HK_OK;
}

enum hk_result scan_files_due(struct ctx *cx, int64_t *ret_next)
{
	struct scan_wait_list list;

	*ret_next = INT64_MAX;
	if (!*setting(cx->house->settings, SETTING_CLAMD))
		return HK_NOT_FOUND;
	HK_TRY(ctx_read(cx, next, ret_next));
	if (*ret_next > cx->now)
		return collect_old(cx, ret_next);
	HK_TRY(ctx_read(cx, due, &list));
	for (size_t i = 0; i < list.count; i++) {
		enum hk_result result = scan_one(cx, &list.items[i]);

		/* One that the scanner does not like is passed over, and others are tried. */
		if (result != HK_OK && result != HK_UNAVAILABLE)
			return result;
	}
	return ctx_read(cx, next, ret_next);
}
