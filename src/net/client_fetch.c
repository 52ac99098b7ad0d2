#include <unistd.h>

#include "base/text.h"
#include "base/time.h"
#include "net/client.h"
#include "net/net.h"

enum { PIECE_MS = HK_MINUTE, READY_MS = 2 * HK_MINUTE };

static enum hk_result body_take(struct net_link *link, size_t max, struct hk_buf *ret)
{
	struct wire_body body;

	do {
		HK_TRY(net_link_receive(link, PIECE_MS, NET_LINK_NO_STOP, &body));
		if (body.kind != WIRE_BYTES || body.length > max - ret->length)
			return HK_INVALID;
		hk_buf_put(ret, body.bytes, body.length);
	} while (body.length > 0);
	return HK_OK;
}

static enum hk_result fetch(struct hk_arena *arena, struct net_link *link,
			    const struct wire_fetch *wish, struct net_fetched *ret)
{
	struct net_answer answer = client_no_role();
	scoped_buf body;
	enum hk_result result;

	hk_buf_init(&body, wish->bytes_max + 1);
	wire_fetch_write(&link->out, wish);
	hk_ignore(net_link_send(link)); /* the missing answer will tell */
	result = client_ready(arena, link, READY_MS, NET_LINK_NO_STOP, &answer);
	ret->problem = answer.text;
	HK_TRY(result);
	HK_TRY(body_take(link, wish->bytes_max, &body));
	ret->bytes = hk_copy(arena, body.bytes ? body.bytes : "", body.length);
	ret->length = body.length;
	return HK_OK;
}

enum hk_result net_fetch(struct hk_arena *arena, const char *socket_path,
			 const struct net_wish *wish, struct net_fetched *ret)
{
	struct wire_fetch asked = { wish->url, wish->allowed, (uint32_t)wish->bytes_max };
	struct net_link link;
	enum hk_result result;
	int fd;

	*ret = (struct net_fetched){ .problem = client_no_role().text };
	if (client_connect(socket_path, &fd) != HK_OK)
		return HK_UNAVAILABLE;
	net_link_init(&link, fd);
	result = fetch(arena, &link, &asked, ret);
	net_link_done(&link);
	return result == HK_OK ? HK_OK : HK_UNAVAILABLE;
}
