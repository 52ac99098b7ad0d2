#include "web/pages/control/control_live.h"

#include "base/text.h"
#include "base/time.h"
#include "tpl_part_board_channels.h"
#include "tpl_part_board_chart.h"
#include "tpl_part_board_people.h"
#include "tpl_part_board_teams.h"
#include "tpl_part_board_tiles.h"
#include "web/assets.h"
#include "web/pages/control/control_view.h"

/* One event carries all that changed, as long as it is no more than this: the ring of a topic
 * takes half of its 64 kB at once. A watcher hears something at least each BEAT_MS, so that he
 * knows that he is not cut off. */
enum { EVENT_MOST_BYTES = 28 * 1024, BEAT_MS = 10 * 1000 };

typedef void part_write(struct html *out, const struct page *page, const struct control_view *view);

/* In the order of audience.digests. */
static part_write *const parts[] = { tpl_part_board_tiles, tpl_part_board_chart,
				     tpl_part_board_teams, tpl_part_board_people,
				     tpl_part_board_channels };

_Static_assert(HK_COUNT(parts) <= AUDIENCE_PARTS, "an audience keeps a digest of each part");

/* FNV-1a: whether it is the same as before. */
static uint64_t digest_of(const char *text, size_t length)
{
	uint64_t sum = UINT64_C(14695981039346656037);

	for (size_t i = 0; i < length; i++)
		sum = (sum ^ (unsigned char)text[i]) * UINT64_C(1099511628211);
	return sum;
}

struct telling {
	struct ctx cx; /* in the language of the audience */
	struct web_server *server;
	struct audience audience;
	struct hk_buf event; /* what is told next */
};

static void event_send(struct telling *telling)
{
	struct audience *audience = &telling->audience;

	web_publish_topic(telling->server, audience->key, ++audience->seq, "board",
			  telling->event.length ? telling->event.bytes : "");
	audience->told_at = hk_clock_monotonic();
	hk_buf_clear(&telling->event);
}

static void part_tell(struct telling *telling, size_t part, const struct control_view *view)
{
	const struct page page = { .language = telling->cx.language,
				   .dir = "ltr",
				   .timezone = telling->cx.timezone,
				   .sprite = asset_sprite };
	scoped_buf text;
	struct html out = { .to = &text,
			    .arena = telling->cx.arena,
			    .formats = telling->cx.kit->formats,
			    .language = telling->cx.language,
			    .timezone = telling->cx.timezone,
			    .now = telling->cx.now };

	hk_buf_init(&text, EVENT_MOST_BYTES);
	parts[part](&out, &page, view);

	uint64_t digest = digest_of(text.bytes, text.length);

	if (text.is_cut || digest == telling->audience.digests[part])
		return;
	telling->audience.digests[part] = digest;
	if (telling->event.length + text.length > EVENT_MOST_BYTES)
		event_send(telling);
	hk_buf_put(&telling->event, text.bytes, text.length);
}

static void audience_tell(struct ctx *cx, struct web_server *server, const struct board *board,
			  const struct audience *audience)
{
	struct telling telling = { .cx = *cx, .server = server, .audience = *audience };
	struct control_view view;

	hk_buf_init(&telling.event, (size_t)2 * EVENT_MOST_BYTES);
	telling.cx.language = audience->language;
	telling.cx.timezone = audience->timezone;
	telling.cx.now = board->at;
	view = control_view_of(&telling.cx, board, &audience->sight, audience->is_wall);
	for (size_t i = 0; i < HK_COUNT(parts); i++)
		part_tell(&telling, i, &view);
	if (telling.event.length || hk_clock_monotonic() - audience->told_at >= BEAT_MS)
		event_send(&telling);
	hk_buf_done(&telling.event);
	audience_told(cx->house->audiences, &telling.audience);
}

static enum hk_result take(struct ctx *cx, void *data)
{
	return board_take(cx, 0, data);
}

enum hk_result control_tell(struct ctx *cx, struct web_server *server, int64_t *ret_next_ms)
{
	const struct audience *audiences;
	size_t count = audience_every(cx->house->audiences, cx->arena, cx->org_id, &audiences);
	struct board *board = NULL;

	*ret_next_ms = INT64_MAX;
	if (!count) {
		board_forget(cx->house->boards, cx->org_id);
		return HK_OK;
	}
	*ret_next_ms = CONTROL_SPACING_MS;
	HK_TRY(ctx_read(cx, take, &board));
	for (size_t i = 0; i < count; i++)
		audience_tell(cx, server, board, &audiences[i]);
	board_give_back(cx->house->boards, board);
	return HK_OK;
}

struct unfit {
	const int64_t *owners;
	size_t count;
};

static enum hk_result find_unfit(struct ctx *cx, void *data)
{
	struct unfit *unfit = data;

	return audience_unfit(cx, &unfit->owners, &unfit->count);
}

enum hk_result control_look_after(struct ctx *cx, struct web_server *server)
{
	struct unfit unfit = { NULL, 0 };

	HK_TRY(ctx_read(cx, find_unfit, &unfit));
	for (size_t i = 0; i < unfit.count; i++)
		web_end_session(server, unfit.owners[i]);
	return HK_OK;
}
