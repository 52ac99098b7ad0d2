#include "app/courier.h"

#include <inttypes.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>

#include "base/file.h"
#include "base/log.h"
#include "job/mail/send.h"

enum { COURIERS_MAX = 64, LOOK_AGAIN_MS = 250 };

struct courier {
	struct couriers *all;
	int64_t org_id, mailbox_id;
	const struct actor *actor;
	pthread_t thread;
	bool is_used;
	_Atomic bool is_done;
};

struct couriers {
	struct open_house *open;
	_Atomic bool is_stopping;
	struct courier items[COURIERS_MAX];
};

/* Until nothing of this mailbox is due any more. */
static void *courier_main(void *data)
{
	struct courier *courier = data;
	struct open_house *open = courier->all->open;
	struct kit *kit = kit_new();
	int64_t next = 0;

	while (next <= house_now(open) && !atomic_load(&courier->all->is_stopping)) {
		scoped_arena *arena = hk_arena_new();
		struct ctx cx;
		ctx_init(&cx, &open->house, kit, arena, house_now(open));
		cx.actor = courier->actor;
		cx.org_id = courier->org_id;
		if (send_own_due(&cx, courier->mailbox_id, &next) != HK_OK)
			break;
	}
	kit_free(kit);
	atomic_store(&courier->is_done, true);
	return NULL;
}

struct couriers *couriers_new(struct open_house *open)
{
	struct couriers *couriers = calloc(1, sizeof(*couriers));

	if (!couriers)
		abort();
	couriers->open = open;
	return couriers;
}

static void courier_end(struct courier *courier)
{
	if (!courier->is_used)
		return;
	pthread_join(courier->thread, NULL);
	courier->is_used = false;
}

void couriers_free(struct couriers *couriers)
{
	if (!couriers)
		return;
	atomic_store(&couriers->is_stopping, true);
	for (size_t i = 0; i < COURIERS_MAX; i++)
		courier_end(&couriers->items[i]);
	hk_free(couriers);
}

static bool is_under_way(const struct couriers *couriers, int64_t org_id, int64_t mailbox_id)
{
	for (size_t i = 0; i < COURIERS_MAX; i++)
		if (couriers->items[i].is_used && couriers->items[i].org_id == org_id &&
		    couriers->items[i].mailbox_id == mailbox_id)
			return true;
	return false;
}

static void courier_send_out(struct couriers *couriers, const struct ctx *cx, int64_t mailbox_id)
{
	struct courier *free_one = NULL;

	if (is_under_way(couriers, cx->org_id, mailbox_id))
		return;
	for (size_t i = 0; i < COURIERS_MAX && !free_one; i++)
		if (!couriers->items[i].is_used)
			free_one = &couriers->items[i];
	if (!free_one) {
		hk_log(HK_LOG_WARNING, "courier.none", "mailbox=%" PRId64, mailbox_id);
		return;
	}
	free_one->all = couriers;
	free_one->org_id = cx->org_id;
	free_one->mailbox_id = mailbox_id;
	free_one->actor = cx->actor;
	atomic_store(&free_one->is_done, false);
	free_one->is_used = pthread_create(&free_one->thread, NULL, courier_main, free_one) == 0;
}

void couriers_round(struct worker *worker, struct ctx *cx, int64_t *ret_next)
{
	struct couriers *couriers = worker->data;
	struct send_lanes due;

	for (size_t i = 0; i < COURIERS_MAX; i++)
		if (atomic_load(&couriers->items[i].is_done))
			courier_end(&couriers->items[i]);
	*ret_next = INT64_MAX;
	if (send_lanes_due(cx, &due) != HK_OK)
		return;
	for (size_t i = 0; i < due.count; i++)
		courier_send_out(couriers, cx, due.items[i]);
	*ret_next = due.count ? cx->now + LOOK_AGAIN_MS : due.next;
}
