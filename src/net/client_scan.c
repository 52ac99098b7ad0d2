#include <string.h>
#include <unistd.h>

#include "base/text.h"
#include "base/time.h"
#include "net/client.h"
#include "net/net.h"

enum { READY_MS = 2 * HK_MINUTE, ANSWER_MS = 15 * HK_MINUTE };

static bool address_read(struct hk_arena *arena, const char *address, struct wire_scan *ret)
{
	const char *colon = strrchr(address, ':');
	int64_t port = 0;

	*ret = (struct wire_scan){ .host = "", .path = "" };
	if (hk_starts(address, "unix:")) {
		ret->path = address + strlen("unix:");
		return *ret->path != '\0';
	}
	if (!colon || !hk_number(colon + 1, &port) || port < 1 || port > UINT16_MAX)
		return false;
	ret->host = *address == '[' && colon[-1] == ']'
			    ? hk_copy(arena, address + 1, (size_t)(colon - address) - 2)
			    : hk_copy(arena, address, (size_t)(colon - address));
	ret->port = (uint16_t)port;
	return *ret->host != '\0';
}

/* The empty piece is its end. */
static enum hk_result file_send(struct net_link *link, int fd, int64_t size)
{
	char piece[WIRE_PIECE];

	for (int64_t at = 0; at < size;) {
		ssize_t got = pread(fd, piece, sizeof(piece), at);

		if (got <= 0)
			return HK_UNAVAILABLE;
		wire_bytes_write(&link->out, piece, (size_t)got);
		HK_TRY(net_link_send(link));
		at += got;
	}
	wire_bytes_write(&link->out, "", 0);
	return net_link_send(link);
}

/* "stream: OK", "stream: NAME FOUND"; anything else is a complaint. */
static void verdict_read(struct hk_arena *arena, const char *said, struct net_scan *ret)
{
	static const char head[] = "stream: ", found[] = " FOUND";
	const char *what = hk_starts(said, head) ? said + strlen(head) : said;

	ret->text = said;
	ret->verdict = NET_SCAN_FAILED;
	if (hk_equal(what, "OK"))
		ret->verdict = NET_SCAN_CLEAN;
	if (!hk_ends(what, found))
		return;
	ret->verdict = NET_SCAN_FOUND;
	ret->text = hk_copy(arena, what, strlen(what) - strlen(found));
}

static enum hk_result scan(struct hk_arena *arena, struct net_link *link,
			   const struct wire_scan *where, const struct net_file *file,
			   struct net_answer *ret)
{
	struct wire_body body;

	wire_scan_write(&link->out, where);
	HK_TRY(net_link_send(link));
	HK_TRY(client_ready(arena, link, READY_MS, NET_LINK_NO_STOP, ret));
	HK_TRY(file_send(link, file->fd, file->size));
	HK_TRY(net_link_receive(link, ANSWER_MS, NET_LINK_NO_STOP, &body));
	HK_TRY(wire_ready_read(arena, &body, ret));
	return ret->outcome == NET_SENT ? HK_OK : HK_UNAVAILABLE;
}

enum hk_result net_scan_file(struct hk_arena *arena, const char *socket_path, const char *address,
			     const struct net_file *file, struct net_scan *ret)
{
	struct net_answer answer = client_no_role();
	struct wire_scan where;
	struct net_link link;
	enum hk_result result;
	int fd;

	*ret = (struct net_scan){ NET_SCAN_FAILED, answer.text };
	if (!address_read(arena, address, &where))
		return HK_INVALID;
	if (client_connect(socket_path, &fd) != HK_OK)
		return HK_UNAVAILABLE;
	net_link_init(&link, fd);
	result = scan(arena, &link, &where, file, &answer);
	if (result == HK_OK)
		verdict_read(arena, answer.text, ret);
	else
		ret->text = answer.text;
	net_link_done(&link);
	return result == HK_OK && ret->verdict != NET_SCAN_FAILED ? HK_OK : HK_UNAVAILABLE;
}
