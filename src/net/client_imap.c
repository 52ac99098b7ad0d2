#include <fcntl.h>
#include <sys/mman.h>
#include <unistd.h>

#include "base/file.h"
#include "base/time.h"
#include "net/client.h"
#include "net/net.h"

/* Longer than the child itself would ever wait. */
enum { NEWS_MS = 15 * HK_MINUTE, PIECE_MS = 2 * HK_MINUTE };

static int spool_open(const char *folder)
{
	if (folder)
		return open(folder, O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);
	return memfd_create("mail", MFD_CLOEXEC);
}

/* One watch, while it lasts. */
struct watching {
	struct hk_arena *arena;
	struct net_link *link;
	const struct net_imap *mailbox;
	const struct net_watch *watch;
	struct net_answer *answer; /* why it ended */
};

/* The child says READY only when the watch is over. */
static enum hk_result end_take(const struct watching *watching, const struct wire_body *body)
{
	struct net_answer answer;

	HK_TRY(wire_ready_read(watching->arena, body, &answer));
	*watching->answer = answer;
	return HK_UNAVAILABLE;
}

/* The bytes that were announced, into a file without a name. */
static enum hk_result bytes_take(const struct watching *watching, int fd, int64_t length)
{
	struct wire_body body;

	while (length > 0) {
		HK_TRY(net_link_receive(watching->link, PIECE_MS, watching->watch->stop, &body));
		if (body.kind == WIRE_READY)
			return end_take(watching, &body);
		if (body.kind != WIRE_BYTES || body.length == 0 || (int64_t)body.length > length)
			return HK_INVALID;
		if (!hk_fd_write(fd, body.bytes, body.length))
			return HK_FAILED;
		length -= (int64_t)body.length;
	}
	return lseek(fd, 0, SEEK_SET) == 0 ? HK_OK : HK_FAILED;
}

static enum hk_result news_take(const struct watching *watching, const struct wire_body *body)
{
	const struct net_watch *watch = watching->watch;
	struct net_link *link = watching->link;
	struct net_news news;
	scoped_fd fd = -1;

	HK_TRY(wire_news_read(body, &news));
	if (news.kind == NET_NEWS_MAIL && news.size > watching->mailbox->mail_bytes)
		return HK_INVALID;
	if (news.kind == NET_NEWS_MAIL || news.head) {
		fd = spool_open(watch->spool);
		if (fd < 0)
			return HK_FAILED;
		HK_TRY(bytes_take(watching, fd, news.head ? news.head : news.size));
	}
	news.fd = fd;
	HK_TRY(watch->on_news(watch->data, &news));
	wire_empty_write(&link->out, WIRE_KEPT);
	return net_link_send(link);
}

static enum hk_result frame_take(const struct watching *watching)
{
	struct wire_body body;

	HK_TRY(net_link_receive(watching->link, NEWS_MS, watching->watch->stop, &body));
	if (body.kind == WIRE_NEWS)
		return news_take(watching, &body);
	return end_take(watching, &body);
}

enum hk_result net_imap_watch(struct hk_arena *arena, const char *socket_path,
			      const struct net_imap *mailbox, const struct net_watch *watch,
			      struct net_answer *ret_answer)
{
	struct net_link link;
	struct watching watching = { arena, &link, mailbox, watch, ret_answer };
	enum hk_result result;
	int fd;

	*ret_answer = client_no_role();
	HK_TRY(client_connect(socket_path, &fd));
	net_link_init(&link, fd);
	wire_imap_write(&link.out, mailbox);
	hk_ignore(net_link_send(&link)); /* the missing answer will tell */
	result = client_ready(arena, &link, client_patience(&mailbox->server), watch->stop,
			      ret_answer);
	while (result == HK_OK)
		result = frame_take(&watching);
	net_link_done(&link);
	return result == HK_NOT_FOUND ? HK_OK : result;
}
