#include <arpa/inet.h>
#include <errno.h>
#include <netdb.h>
#include <netinet/in.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include "base/file.h"
#include "base/log.h"
#include "base/text.h"
#include "web/inside.h"

enum { LISTENERS_MAX = 16 };

static enum hk_result complain(const char *what, const char *address, enum hk_result result)
{
	hk_log(HK_LOG_ERROR, what, "address=%s errno=%d", address, errno);
	return result;
}

static enum hk_result parse_unix(const char *path, struct listener *ret)
{
	struct sockaddr_un address = { .sun_family = AF_UNIX };
	size_t length = strlen(path);

	if (length == 0 || length >= sizeof(address.sun_path))
		return HK_INVALID;
	memcpy(address.sun_path, path, length);
	memcpy(&ret->address, &address, sizeof(address));
	ret->length = sizeof(address);
	return HK_OK;
}

/* "127.0.0.1:8025", "[::1]:8025", "localhost:8025"; an empty host or * means every address. No
 * other names, for those would have to be asked of somebody. */
static enum hk_result parse_tcp(struct hk_arena *arena, const char *text, struct listener *ret)
{
	struct addrinfo wish = { .ai_socktype = SOCK_STREAM,
				 .ai_flags = AI_PASSIVE | AI_NUMERICHOST | AI_NUMERICSERV };
	struct addrinfo *found;
	const char *colon = strrchr(text, ':');
	int64_t port;

	if (!colon || !hk_number(colon + 1, &port) || port < 0 || port > UINT16_MAX)
		return HK_INVALID;

	char *host = hk_copy(arena, text, (size_t)(colon - text));
	size_t length = strlen(host);

	if (length > 1 && host[0] == '[' && host[length - 1] == ']') {
		host[length - 1] = '\0';
		host++;
	}

	if (hk_equal(host, "localhost"))
		host = hk_copy_text(arena, "127.0.0.1");

	bool is_any = !*host || hk_equal(host, "*");

	wish.ai_family = is_any ? AF_INET6 : AF_UNSPEC;
	if (getaddrinfo(is_any ? NULL : host, colon + 1, &wish, &found) != 0)
		return HK_INVALID;
	memcpy(&ret->address, found->ai_addr, found->ai_addrlen);
	ret->length = found->ai_addrlen;
	freeaddrinfo(found);
	return HK_OK;
}

static int socket_bind(const struct listener *listener, bool is_shared_port)
{
	const struct sockaddr *address = (const struct sockaddr *)&listener->address;
	int fd = socket(address->sa_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
	int on = 1;

	if (fd < 0)
		return -1;
	if (address->sa_family != AF_UNIX)
		setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof(on));
	if (is_shared_port)
		setsockopt(fd, SOL_SOCKET, SO_REUSEPORT, &on, sizeof(on));
	if (bind(fd, address, listener->length) != 0) {
		close(fd);
		return -1;
	}
	return fd;
}

/* With SO_REUSEPORT a second program would quietly take half of our connections, so the first
 * try does without; it also says which port it was when 0 was asked for. */
static enum hk_result open_tcp(struct listener *listener)
{
	int fd = socket_bind(listener, false);
	socklen_t length = sizeof(listener->address);

	if (fd < 0)
		return HK_UNAVAILABLE;
	getsockname(fd, (struct sockaddr *)&listener->address, &length);
	close(fd);
	return HK_OK;
}

/* A socket that a dead process left behind: nobody answers. */
static bool is_abandoned(const struct listener *listener, const char *path)
{
	struct stat status;
	scoped_fd fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);

	if (lstat(path, &status) != 0 || !S_ISSOCK(status.st_mode) || fd < 0)
		return false;
	return connect(fd, (const struct sockaddr *)&listener->address, listener->length) != 0 &&
	       errno == ECONNREFUSED;
}

/* Only such a name is taken over: never a file, nor a socket that somebody answers at. */
static enum hk_result open_unix(struct listener *listener, const char *path)
{
	if (is_abandoned(listener, path))
		unlink(path);
	listener->shared = socket_bind(listener, false);
	if (listener->shared < 0)
		return HK_UNAVAILABLE;
	return listen(listener->shared, SOMAXCONN) == 0 ? HK_OK : HK_UNAVAILABLE;
}

static enum hk_result listener_open(struct hk_arena *arena, const char *text,
				    struct listener *listener)
{
	bool is_unix = hk_starts(text, "unix:");
	const char *path = text + strlen("unix:");
	enum hk_result result =
		is_unix ? parse_unix(path, listener) : parse_tcp(arena, text, listener);

	listener->shared = -1;
	if (result != HK_OK)
		return complain("web.listen.unreadable", text, result);
	result = is_unix ? open_unix(listener, path) : open_tcp(listener);
	return result == HK_OK ? HK_OK : complain("web.listen.refused", text, result);
}

enum hk_result listeners_open(const char *list, struct listener **ret, size_t *ret_count)
{
	scoped_arena *arena = hk_arena_new();
	struct listener *listeners = http_new(LISTENERS_MAX * sizeof(*listeners));
	size_t count = 0;
	enum hk_result result = HK_OK;

	while (*list && result == HK_OK) {
		size_t length = strcspn(list, ",");
		const char *text = hk_trim(arena, hk_copy(arena, list, length));

		if (*text && count == LISTENERS_MAX)
			result = complain("web.listen.too_many", text, HK_INVALID);
		else if (*text)
			result = listener_open(arena, text, &listeners[count++]);
		list += length + (list[length] == ',');
	}
	if (result == HK_OK && count == 0)
		result = complain("web.listen.nowhere", "", HK_INVALID);
	if (result != HK_OK) {
		listeners_close(listeners, count);
		return result;
	}
	*ret = listeners;
	*ret_count = count;
	return HK_OK;
}

void listeners_close(struct listener *listeners, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		struct sockaddr_un address;

		if (listeners[i].shared < 0)
			continue;
		memcpy(&address, &listeners[i].address, sizeof(address));
		unlink(address.sun_path);
		close(listeners[i].shared);
	}
	hk_free(listeners);
}

int listener_socket(const struct listener *listener)
{
	int fd = listener->shared >= 0 ? dup(listener->shared) : socket_bind(listener, true);

	if (fd >= 0 && listener->shared < 0 && listen(fd, SOMAXCONN) != 0) {
		close(fd);
		return -1;
	}
	return fd;
}
