/* Tells those who watch the control centre what changed on it: written once for each kind of
 * watcher (insight/board/audience.h), sent to all of them by the hub. */
#pragma once

#include "insight/board/board.h"
#include "web/web_server.h"

/* How often at most, ms. A change waits no longer than that before it is written. */
enum { CONTROL_SPACING_MS = 700 };

/* Does nothing, and keeps nothing in memory, while nobody watches. ret_next_ms: when to come
 * again at the latest; INT64_MAX: when somebody watches. */
enum hk_result control_tell(struct ctx *cx, struct web_server *server, int64_t *ret_next_ms);
/* Ends the streams of those who may not hear any more what they hear. */
enum hk_result control_look_after(struct ctx *cx, struct web_server *server);
