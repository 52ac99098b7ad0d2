#include "web/client.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <string.h>

#include "base/log.h"
#include "base/text.h"

enum { ADDRESS_TEXT = 64, HOPS_MAX = 16 };

/* An IPv4 address is written as IPv6 does (RFC 4291 2.5.5.2), so that one comparison does. */
struct block {
	struct in6_addr address;
	int64_t bits;
};

struct proxies {
	struct hk_arena *arena;
	struct block *blocks;
	size_t count;
	bool has_unix;
};

/* clang-format off */
#define MAPPED [10] = 0xff, [11] = 0xff
static const struct block private_blocks[] = {
	{ { .s6_addr = { MAPPED, 127 } }, 96 + 8 },
	{ { .s6_addr = { MAPPED, 10 } }, 96 + 8 },
	{ { .s6_addr = { MAPPED, 172, 16 } }, 96 + 12 },
	{ { .s6_addr = { MAPPED, 192, 168 } }, 96 + 16 },
	{ { .s6_addr = { MAPPED, 169, 254 } }, 96 + 16 },
	{ { .s6_addr = { [15] = 1 } }, 128 },
	{ { .s6_addr = { 0xfc } }, 7 },
	{ { .s6_addr = { 0xfe, 0x80 } }, 10 },
};

/* clang-format on */

static struct in6_addr mapped(const void *v4)
{
	struct in6_addr address = { .s6_addr = { [10] = 0xff, [11] = 0xff } };

	memcpy(address.s6_addr + 12, v4, 4);
	return address;
}

static bool address_read(const char *text, struct in6_addr *ret, bool *ret_is_v4)
{
	struct in_addr v4;

	*ret_is_v4 = !strchr(text, ':');
	if (!*ret_is_v4)
		return inet_pton(AF_INET6, text, ret) == 1;
	if (inet_pton(AF_INET, text, &v4) != 1)
		return false;
	*ret = mapped(&v4);
	return true;
}

static bool block_read(struct hk_arena *arena, const char *text, struct block *ret)
{
	size_t length = strcspn(text, "/");
	int64_t bits = -1;
	bool is_v4;

	if (!address_read(hk_copy(arena, text, length), &ret->address, &is_v4))
		return false;
	if (text[length] == '/' && !hk_number(text + length + 1, &bits))
		return false;
	if (bits > (is_v4 ? 32 : 128) || (bits < 0 && text[length] == '/'))
		return false;
	ret->bits = bits < 0 ? 128 : bits + (is_v4 ? 96 : 0);
	return true;
}

static bool block_holds(const struct block *block, const struct in6_addr *address)
{
	size_t bytes = (size_t)(block->bits / 8);
	unsigned mask = 0xff00U >> (block->bits % 8) & 0xff;

	if (memcmp(block->address.s6_addr, address->s6_addr, bytes) != 0)
		return false;
	return mask == 0 || ((block->address.s6_addr[bytes] ^ address->s6_addr[bytes]) & mask) == 0;
}

static bool is_private(const struct in6_addr *address)
{
	for (size_t i = 0; i < HK_COUNT(private_blocks); i++)
		if (block_holds(&private_blocks[i], address))
			return true;
	return false;
}

enum hk_result proxies_new(const char *list, struct proxies **ret)
{
	struct hk_arena *arena = hk_arena_new();
	struct proxies *proxies = hk_alloc(arena, 1, sizeof(*proxies));

	proxies->arena = arena;
	proxies->blocks = hk_alloc(arena, strlen(list) / 2 + 1, sizeof(*proxies->blocks));
	while (*list) {
		size_t length = strcspn(list, ", ");
		const char *text = hk_copy(arena, list, length);

		if (hk_equal(text, "unix")) {
			proxies->has_unix = true;
		} else if (*text && !block_read(arena, text, &proxies->blocks[proxies->count++])) {
			hk_log(HK_LOG_ERROR, "web.trusted_proxies", "unreadable=%s", text);
			proxies_free(proxies);
			return HK_INVALID;
		}
		list += length + (list[length] != '\0');
	}
	*ret = proxies;
	return HK_OK;
}

void proxies_free(struct proxies *proxies)
{
	if (proxies)
		hk_arena_free(proxies->arena);
}

static bool is_trusted(const struct proxies *proxies, const struct in6_addr *address)
{
	for (size_t i = 0; i < proxies->count; i++)
		if (block_holds(&proxies->blocks[i], address))
			return true;
	return false;
}

static char *address_show(struct hk_arena *arena, const struct in6_addr *address)
{
	char text[ADDRESS_TEXT] = "";

	inet_ntop(AF_INET6, address, text, sizeof(text));
	return hk_copy_text(arena,
			    hk_starts(text, "::ffff:") && strchr(text, '.') ? text + 7 : text);
}

static struct in6_addr peer_address(const struct sockaddr *peer)
{
	if (peer->sa_family == AF_INET6)
		return ((const struct sockaddr_in6 *)peer)->sin6_addr;
	return mapped(&((const struct sockaddr_in *)peer)->sin_addr);
}

/* Several X-Forwarded-For lines are one list. */
struct hops {
	struct hk_arena *arena;
	const char *items[HOPS_MAX]; /* the last ones, in order */
	size_t count;
};

static void hops_add(void *data, const char *line)
{
	struct hops *hops = data;

	while (*line) {
		size_t length = strcspn(line, ",");

		if (hops->count == HOPS_MAX)
			memmove(hops->items, hops->items + 1,
				--hops->count * sizeof(hops->items[0]));
		hops->items[hops->count++] =
			hk_trim(hops->arena, hk_copy(hops->arena, line, length));
		line += length + (line[length] == ',');
	}
}

/* From the nearest hop outwards, as long as the one who says so is trusted. */
static struct in6_addr walk_hops(const struct proxies *proxies, const struct hops *hops,
				 struct in6_addr address, bool is_unix)
{
	for (size_t i = hops->count; i > 0; i--) {
		struct in6_addr said;
		bool is_v4;

		if ((!is_unix && !is_trusted(proxies, &address)) ||
		    !address_read(hops->items[i - 1], &said, &is_v4))
			break;
		address = said;
		is_unix = false;
	}
	return address;
}

void client_find(const struct proxies *proxies, const struct http_request *http,
		 struct hk_arena *arena, struct client *ret)
{
	const struct sockaddr *peer = http_peer_address(http);
	struct in6_addr address = { 0 };
	struct hops hops = { .arena = arena };
	bool is_believed = proxies->has_unix;

	*ret = (struct client){ .address = "unix", .is_private = true };
	if (peer) {
		address = peer_address(peer);
		is_believed = is_trusted(proxies, &address);
	}
	if (is_believed) {
		const char *scheme = http_header(http, "X-Forwarded-Proto");

		ret->is_http = scheme && hk_equal_ascii(scheme, "http");
		http_headers(http, "X-Forwarded-For", hops_add, &hops);
		address = walk_hops(proxies, &hops, address, !peer);
	}
	if (IN6_IS_ADDR_UNSPECIFIED(&address))
		return;
	ret->address = address_show(arena, &address);
	ret->is_private = is_private(&address);
}

char *host_of(struct hk_arena *arena, const char *text)
{
	const char *scheme = strstr(text, "://");
	size_t length;

	if (scheme)
		text = scheme + 3;
	if (*text == '[') {
		length = strcspn(++text, "]/");
	} else {
		length = strcspn(text, ":/");
	}
	return hk_lower_ascii(arena, hk_copy(arena, text, length));
}

bool host_is_private(const char *host)
{
	static const char *const endings[] = { ".localhost", ".local", ".test", ".internal",
					       ".home.arpa" };
	struct in6_addr address;
	bool is_v4;

	if (hk_equal(host, "localhost"))
		return true;
	for (size_t i = 0; i < HK_COUNT(endings); i++)
		if (hk_ends(host, endings[i]))
			return true;
	return address_read(host, &address, &is_v4) && is_private(&address);
}
