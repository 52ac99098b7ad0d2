/* What both kinds of clients of the net role share, in the trusted process. */
#pragma once

#include "net/link.h"

/* The answer when there is no role to ask. */
struct net_answer client_no_role(void);
enum hk_result client_connect(const char *path, int *ret);
/* How long the child may take until it says something. */
int64_t client_patience(const struct net_server *server);
/* The child's first answer, or client_no_role(). HK_NOT_FOUND: stop became readable. */
enum hk_result client_ready(struct hk_arena *arena, struct net_link *link, int64_t ms, int stop,
			    struct net_answer *ret);
