#include "app/watch.h"

#include <stdlib.h>

#include "base/time.h"
#include "web/pages/control/control_live.h"

/* Who may still hear it is asked each so many ms. */
enum { ORGS_MAX = 256, LOOK_AFTER_MS = 5000 };

struct watch {
	struct web_server *server;

	/* When each organisation's watchers are told next, and looked after, by the steady clock.
	 */
	struct {
		int64_t org_id, next, look_after;
	} orgs[ORGS_MAX];

	size_t count;
};

struct watch *watch_new(struct web_server *server)
{
	struct watch *watch = calloc(1, sizeof(*watch));

	if (!watch)
		abort();
	watch->server = server;
	return watch;
}

void watch_free(struct watch *watch)
{
	hk_free(watch);
}

/* The bell rings with each commit; what one has to say of all of them is said now and then. */
void watch_round(struct worker *worker, struct ctx *cx, int64_t *ret_next)
{
	struct watch *watch = worker->data;
	int64_t steady = hk_clock_monotonic(), next_ms;
	size_t at = 0;

	while (at < watch->count && watch->orgs[at].org_id != cx->org_id)
		at++;
	if (at == ORGS_MAX)
		return;
	if (at == watch->count) {
		watch->orgs[at].org_id = cx->org_id;
		watch->count++;
	}
	if (steady >= watch->orgs[at].next && steady >= watch->orgs[at].look_after) {
		hk_ignore(control_look_after(cx, watch->server));
		watch->orgs[at].look_after = steady + LOOK_AFTER_MS;
	}
	if (steady >= watch->orgs[at].next) {
		if (control_tell(cx, watch->server, &next_ms) != HK_OK || next_ms == INT64_MAX)
			next_ms = CONTROL_SPACING_MS;
		watch->orgs[at].next = steady + next_ms;
	}
	*ret_next = cx->now + watch->orgs[at].next - steady;
}
