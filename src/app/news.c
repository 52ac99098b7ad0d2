#include "app/news.h"

#include <stdlib.h>
#include <string.h>

#include "base/json.h"
#include "core/event.h"
#include "ticket/write/draft.h"

enum { ORGS_MAX = 256, BATCH = 200, LINE_MAX_BYTES = 4096 };

struct news {
	struct web_server *server;

	struct {
		int64_t org_id, seq;
	} told[ORGS_MAX];

	size_t count;
};

struct news *news_new(struct web_server *server)
{
	struct news *news = calloc(1, sizeof(*news));

	if (!news)
		abort();
	news->server = server;
	return news;
}

void news_free(struct news *news)
{
	hk_free(news);
}

struct batch {
	int64_t after;
	bool is_first;
	struct event_list events;
};

/* Pages that are opened now read the present; they need no past. */
static enum hk_result read_batch(struct ctx *cx, void *data)
{
	struct batch *batch = data;

	if (batch->is_first)
		return event_last(cx, &batch->after);
	return event_after(cx, batch->after, BATCH, &batch->events);
}

/* Of a restricted ticket colleagues only learn that something changed somewhere. */
static void write_line(struct ctx *cx, const struct event *event, struct hk_buf *buf)
{
	struct hk_json json = hk_json_to(buf);
	struct presence presence;

	hk_json_open(&json, NULL, '{');
	/* Whose bell it is, and nothing of what it says. */
	if (strcmp(event->kind, "notification") == 0) {
		hk_json_int(&json, "owner", event->owner_id);
	} else if (!event->is_restricted) {
		hk_json_int(&json, "ticket", event->number);
		hk_json_int(&json, "owner", event->owner_id);
		hk_json_int(&json, "team", event->team_id);
		hk_json_int(&json, "actor", event->actor_id);
	}
	if (strcmp(event->kind, "presence") == 0 && !event->is_restricted &&
	    presence_of(cx, event->ticket_id, event->actor_id, &presence) == HK_OK) {
		hk_json_text(&json, "doing", presence.doing);
		hk_json_text(&json, "who", presence.name);
	}
	hk_json_close(&json, '}');
}

struct telling {
	struct news *news;
	struct batch *batch;
};

static enum hk_result tell(struct ctx *cx, void *data)
{
	const struct telling *telling = data;
	const struct batch *batch = telling->batch;

	for (size_t i = 0; i < batch->events.count; i++) {
		scoped_buf buf;
		hk_buf_init(&buf, LINE_MAX_BYTES);
		write_line(cx, &batch->events.items[i], &buf);
		web_publish(telling->news->server, cx->org_id, batch->events.items[i].seq,
			    batch->events.items[i].kind, buf.bytes);
	}
	return HK_OK;
}

void news_round(struct worker *worker, struct ctx *cx, int64_t *ret_next)
{
	struct news *news = worker->data;
	size_t at = 0;

	while (at < news->count && news->told[at].org_id != cx->org_id)
		at++;
	if (at == ORGS_MAX)
		return;

	struct batch batch = { .is_first = at == news->count };

	if (!batch.is_first)
		batch.after = news->told[at].seq;
	if (ctx_read(cx, read_batch, &batch) != HK_OK)
		return;
	if (batch.is_first) {
		news->told[at].org_id = cx->org_id;
		news->told[at].seq = batch.after;
		news->count++;
		return;
	}
	if (batch.events.count == 0)
		return;
	hk_ignore(ctx_read(cx, tell, &(struct telling){ news, &batch }));
	news->told[at].seq = batch.events.items[batch.events.count - 1].seq;
	*ret_next = batch.events.count == BATCH ? cx->now : INT64_MAX;
}
