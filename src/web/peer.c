#include <linux/sockios.h>
#include <linux/tcp.h>
#include <netinet/in.h>
#include <sys/ioctl.h>
#include <sys/socket.h>

#include "web/inside.h"

void peer_leave(struct http_peer *peer)
{
	struct peer_list *list = &peer->thread->stages[peer->stage];

	*(peer->previous ? &peer->previous->next : &list->first) = peer->next;
	*(peer->next ? &peer->next->previous : &list->last) = peer->previous;
}

void peer_enter(struct http_peer *peer, enum http_stage stage)
{
	struct peer_list *list = &peer->thread->stages[stage];

	peer->stage = stage;
	peer->since = peer->thread->now;
	peer->next = NULL;
	peer->previous = list->last;
	*(list->last ? &list->last->next : &list->first) = peer;
	list->last = peer;
}

void peer_move(struct http_peer *peer, enum http_stage stage)
{
	peer_leave(peer);
	peer_enter(peer, stage);
}

/* A large file may take long, as long as it goes on: the kernel knows what the client took. A
 * unix socket only says what waits in it; nginx behind it has limits of its own. */
static bool has_progress(struct http_peer *peer)
{
	struct tcp_info info = { 0 };
	socklen_t length = sizeof(info);
	int waiting = 0;

	if (getsockopt(peer->fd, IPPROTO_TCP, TCP_INFO, &info, &length) != 0)
		return ioctl(peer->fd, SIOCOUTQ, &waiting) == 0 && waiting == 0;

	bool has_taken = info.tcpi_bytes_acked >= peer->taken + HTTP_SMALL_BODY;

	peer->taken = info.tcpi_bytes_acked;
	return has_taken;
}

/* The library sees the end of the stream and closes; it has no call for it. */
void stage_shut(struct event_thread *thread, enum http_stage stage, int64_t before)
{
	struct http_peer *next;

	for (struct http_peer *peer = thread->stages[stage].first; peer; peer = next) {
		next = peer->next;
		if (peer->since > before)
			return;
		if (stage == STAGE_SEND && !thread->is_quiet && has_progress(peer))
			peer_move(peer, STAGE_SEND);
		else
			shutdown(peer->fd, SHUT_RDWR);
	}
}
