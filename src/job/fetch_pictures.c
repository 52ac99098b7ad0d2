#include "job/fetch_pictures.h"

#include <inttypes.h>

#include "base/log.h"
#include "base/text.h"
#include "core/blob.h"
#include "core/settings.h"
#include "net/net.h"
#include "ticket/file/picture_kind.h"
#include "ticket/file/remote_picture.h"

enum { BATCH = 20 };

static enum hk_result waiting(struct ctx *cx, void *data)
{
	return remote_pictures_waiting(cx, BATCH, data);
}

static enum hk_result settle(struct ctx *cx, void *data)
{
	return remote_picture_settle(cx, data);
}

/* A row that is ready to be settled; only a full disk leaves it waiting. */
static enum hk_result keep(struct ctx *cx, const struct net_fetched *fetched,
			   struct remote_picture *picture)
{
	if (!picture_kind_of(fetched->bytes, fetched->length)) {
		picture->problem = "It is no picture that can be shown.";
		return HK_OK;
	}
	HK_TRY(blob_put(cx->house->blobs, cx->arena, cx->org_id, fetched->bytes, fetched->length,
			&picture->blob));
	picture->state = "kept";
	return HK_OK;
}

static enum hk_result fetch_one(struct ctx *cx, struct remote_picture *picture)
{
	const struct settings *settings = cx->house->settings;
	const char *socket =
		hk_format(cx->arena, "%s/net.sock", setting(settings, SETTING_RUN_DIR));
	struct net_wish wish = { picture->url, setting(settings, SETTING_FETCH_ALLOWED),
				 REMOTE_PICTURE_BYTES_MAX };
	struct net_fetched fetched;

	picture->state = "failed";
	picture->problem = picture->blob = "";
	if (net_fetch(cx->arena, socket, &wish, &fetched) == HK_OK)
		HK_TRY(keep(cx, &fetched, picture));
	else
		picture->problem = fetched.problem;
	hk_log(HK_LOG_INFO, "picture.fetched",
	       "org=%" PRId64 " message=%" PRId64 " position=%" PRId64 " bytes=%zu problem=\"%s\"",
	       cx->org_id, picture->message_id, picture->position, fetched.length,
	       picture->problem);
	return ctx_write(cx, settle, picture);
}

enum hk_result fetch_pictures_due(struct ctx *cx, int64_t *ret_next)
{
	struct remote_picture_list list;

	*ret_next = INT64_MAX;
	HK_TRY(ctx_read(cx, waiting, &list));
	for (size_t i = 0; i < list.count; i++)
		HK_TRY(fetch_one(cx, &list.items[i]));
	if (list.count == BATCH)
		*ret_next = cx->now;
	return HK_OK;
}
