#include "job/survey/theme_step.h"

#include <inttypes.h>

#include "base/log.h"
#include "base/time.h"
#include "feedback/theme/theme_look.h"

struct keeping {
	const struct theme_look *look;
	size_t which;
};

static enum hk_result next(struct ctx *cx, void *data)
{
	return theme_look_next(cx, data);
}

static enum hk_result take(struct ctx *cx, void *data)
{
	return theme_look_take(cx, data);
}

static enum hk_result read(struct ctx *cx, void *data)
{
	return theme_look_read(cx, data);
}

static enum hk_result keep(struct ctx *cx, void *data)
{
	const struct keeping *keeping = data;

	return theme_look_keep(cx, keeping->look, keeping->which);
}

static enum hk_result finish(struct ctx *cx, void *data)
{
	return theme_look_end(cx, data);
}

static enum hk_result look_all(struct ctx *cx, struct theme_look *look)
{
	HK_TRY(ctx_read(cx, read, look));
	theme_look_think(cx, look);
	/* A theme at a time: others write in between. */
	for (size_t i = 0; i < look->finding_count; i++) {
		struct keeping keeping = { look, i };
		enum hk_result result = ctx_write(cx, keep, &keeping);

		/* It went while we thought. */
		if (result != HK_NOT_FOUND)
			HK_TRY(result);
	}
	return ctx_write(cx, finish, look);
}

enum hk_result theme_step(struct ctx *cx, int64_t *ret_next)
{
	struct theme_look look;
	enum hk_result result;

	HK_TRY(ctx_read(cx, next, ret_next));
	if (*ret_next > cx->now)
		return HK_OK;
	result = ctx_write(cx, take, &look);
	*ret_next = cx->now + THEME_LOOK_HOURS * HK_HOUR;
	if (result == HK_CONFLICT)
		return HK_OK;
	HK_TRY(result);
	HK_TRY(look_all(cx, &look));
	hk_log(HK_LOG_INFO, "theme.looked", "org=%" PRId64 " answers=%zu themes=%zu news=%d",
	       cx->org_id, look.count, look.finding_count, look.has_news);
	return HK_OK;
}
