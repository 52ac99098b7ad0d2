#include "net/scan.h"

#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "base/file.h"
#include "base/time.h"
#include "net/line.h"

enum { TALK_MS = 10 * HK_MINUTE, PIECE_MS = HK_MINUTE, LENGTH_BYTES = 4 };

static enum hk_result unix_connect(struct net_line *line, const char *path)
{
	struct sockaddr_un address = { .sun_family = AF_UNIX };
	scoped_fd fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);

	if (fd < 0 || strlen(path) >= sizeof(address.sun_path))
		return HK_UNAVAILABLE;
	memcpy(address.sun_path, path, strlen(path) + 1);
	if (connect(fd, (struct sockaddr *)&address, sizeof(address)))
		return HK_UNAVAILABLE;
	line->fd = hk_fd_take(&fd);
	return HK_OK;
}

static enum hk_result piece_write(struct net_line *line, const char *bytes, size_t length)
{
	unsigned char head[LENGTH_BYTES];

	for (size_t i = 0; i < LENGTH_BYTES; i++)
		head[i] = (unsigned char)(length >> (8 * (LENGTH_BYTES - 1 - i)) & 0xff);
	HK_TRY(net_line_write(line, head, sizeof(head)));
	return length ? net_line_write(line, bytes, length) : HK_OK;
}

/* To the empty piece that ends it, whatever the scanner thinks: one who has enough says so and
 * hangs up, and his answer is worth hearing. */
static enum hk_result file_pass(struct net_link *link, struct net_line *line)
{
	bool is_heard = true;
	struct wire_body body;

	do {
		HK_TRY(net_link_receive(link, PIECE_MS, NET_LINK_NO_STOP, &body));
		if (body.kind != WIRE_BYTES)
			return HK_INVALID;
		if (is_heard)
			is_heard = piece_write(line, body.bytes, body.length) == HK_OK;
	} while (body.length > 0);
	return HK_OK;
}

/* One line that can be shown, whatever it was. */
static void answer_read(struct net_line *line, char *ret, size_t size)
{
	if (net_line_read_text(line, ret, size) != HK_OK)
		ret[0] = '\0';
	for (char *at = ret; *at; at++)
		if (*at < ' ' || *at > '~')
			*at = '?';
}

static enum hk_result talk(struct net_link *link, struct net_line *line)
{
	static const char command[] = "nINSTREAM\n";
	char text[NET_TEXT];

	net_line_allow_ms(line, TALK_MS);
	if (net_line_write(line, command, strlen(command)) != HK_OK)
		return net_link_answer(link, NET_UNREACHABLE, 0, line->problem);
	HK_TRY(net_link_answer(link, NET_SENT, 0, ""));
	HK_TRY(file_pass(link, line));
	answer_read(line, text, sizeof(text));
	return net_link_answer(link, *text ? NET_SENT : NET_UNREACHABLE, 0,
			       *text ? text : "The scanner hung up without an answer.");
}

enum hk_result scan_serve(struct net_link *link, const struct wire_scan *scan,
			  gnutls_certificate_credentials_t trust)
{
	struct net_server server = { .host = scan->host, .port = scan->port, .tls = NET_PLAIN };
	struct net_line line;
	enum hk_result result;

	net_line_init(&line, &server, link->fd, trust);
	result = *scan->path ? unix_connect(&line, scan->path) : net_line_connect(&line);
	if (result == HK_OK)
		result = talk(link, &line);
	else
		result = net_link_answer(link, NET_UNREACHABLE, 0,
					 *line.problem ? line.problem : "Nobody listens there.");
	net_line_done(&line);
	return result;
}
