#include "app/importer.h"

#include <poll.h>
#include <pthread.h>
#include <stdlib.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include "app/import_run.h"
#include "core/org.h"

enum { LOOK_AGAIN_MS = 1000 };

struct importer {
	struct open_house *open;
	struct kit *kit;
	pthread_t thread;
	int stop;
};

static enum hk_result read_orgs(struct ctx *cx, void *data)
{
	return org_every(cx, data);
}

static enum hk_result look(struct ctx *cx, void *data)
{
	return import_waits(cx, data);
}

static enum hk_result claim(struct ctx *cx, void *data)
{
	return import_claim(cx, 0, data);
}

static void work_on(struct importer *importer, struct ctx *cx)
{
	const struct import_runner runner = { .open = importer->open,
					      .kit = importer->kit,
					      .org_id = cx->org_id,
					      .stop = importer->stop,
					      .when_stopped = "waiting" };
	struct import run;
	bool is_waiting = false;

	/* Mostly there is none, and then nobody who writes has to wait for us. */
	if (ctx_read(cx, look, &is_waiting) == HK_OK && is_waiting &&
	    ctx_write(cx, claim, &run) == HK_OK)
		hk_ignore(import_run(&runner, &run));
}

static bool is_stopping(const struct importer *importer, int64_t ms)
{
	struct pollfd stop = { .fd = importer->stop, .events = POLLIN };

	return poll(&stop, 1, (int)ms) != 0;
}

static void *importer_main(void *data)
{
	struct importer *importer = data;

	importer->kit = kit_new();
	while (!is_stopping(importer, LOOK_AGAIN_MS)) {
		scoped_arena *arena = hk_arena_new();
		struct org_list orgs = { NULL, 0 };
		struct ctx cx;

		ctx_init(&cx, &importer->open->house, importer->kit, arena,
			 house_now(importer->open));
		cx.actor = &actor_house;
		if (ctx_read(&cx, read_orgs, &orgs) != HK_OK)
			continue;
		for (size_t i = 0; i < orgs.count && !is_stopping(importer, 0); i++) {
			cx.org_id = orgs.items[i].org_id;
			work_on(importer, &cx);
		}
	}
	kit_free(importer->kit);
	return NULL;
}

struct importer *importer_open(struct open_house *open)
{
	struct importer *importer = calloc(1, sizeof(*importer));

	if (!importer)
		abort();
	importer->open = open;
	importer->stop = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
	if (pthread_create(&importer->thread, NULL, importer_main, importer) != 0)
		abort();
	return importer;
}

void importer_close(struct importer *importer)
{
	if (!importer)
		return;
	eventfd_write(importer->stop, 1);
	pthread_join(importer->thread, NULL);
	close(importer->stop);
	hk_free(importer);
}
