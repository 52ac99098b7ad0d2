/* The unix socket between the trusted process and a net child: whole frames, with deadlines. */
#pragma once

#include "base/buf.h"
#include "net/wire.h"

struct net_link {
	int fd;
	struct hk_buf in, out; /* one frame each */
};

void net_link_init(struct net_link *link, int fd);
/* Closes the socket. */
void net_link_done(struct net_link *link);

/* Sends the frame that stands in link->out. HK_UNAVAILABLE: the other side is gone or does not
 * read. */
enum hk_result net_link_send(struct net_link *link);

/* The same for an answer, or for the news that the child is ready; code: of the server's answer, or
 * 0. */
enum hk_result net_link_answer(struct net_link *link, enum net_outcome outcome, int code,
			       const char *text);

enum { NET_LINK_NO_STOP = -1 };

/* Receives one frame; its body lives until the next call. HK_NOT_FOUND: stop became readable.
 * HK_UNAVAILABLE: the other side is gone, or nothing came in time. HK_INVALID: what came is no
 * frame. */
enum hk_result net_link_receive(struct net_link *link, int64_t ms, int stop, struct wire_body *ret);
