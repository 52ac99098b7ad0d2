#include "net/fetch.h"

#include <arpa/inet.h>
/* Its macros are for calls by the bare name. */
#define CURL_DISABLE_TYPECHECK
#include <curl/curl.h>
#include <netdb.h>
#include <netinet/in.h>
#include <string.h>
#include <unistd.h>

#include "base/late.h"
#include "base/text.h"
#include "base/time.h"
#include "net/public.h"

/* clang-format off */
#define CURL_CALLS(X) \
	X(curl_easy_cleanup) X(curl_easy_getinfo) X(curl_easy_init) \
	X(curl_easy_perform) X(curl_easy_reset) X(curl_easy_setopt) \
	X(curl_easy_strerror) X(curl_free) X(curl_global_init) \
	X(curl_slist_append) X(curl_slist_free_all) X(curl_url) \
	X(curl_url_cleanup) X(curl_url_get) X(curl_url_set)

/* clang-format on */

struct curl_calls {
	CURL_CALLS(HK_LATE_MEMBER)
};

static const char *const calls[] = { CURL_CALLS(HK_LATE_NAME) };

enum { HOPS_MAX = 5, ALL_MS = 20 * HK_SECOND, CONNECT_MS = 8 * HK_SECOND, PORT_TEXT = 8 };

/* One address to go to, and nowhere else. */
struct goal {
	const char *host, *port;
	struct sockaddr_storage address;
	char literal[INET6_ADDRSTRLEN];
};

struct hop {
	struct hk_arena *arena;
	const struct wire_fetch *fetch;
	const struct curl_calls *calls;
	CURL *curl;
	const char *url;
	struct goal goal;
	struct hk_buf *body;
	int64_t deadline; /* monotonic ms, of all hops */
	bool is_too_big;
	const char *problem;
};

static bool is_allowed(const struct hop *hop, const struct sockaddr *address)
{
	const char *literal = hop->goal.literal;

	if (net_address_is_public(address))
		return true;
	return *hop->fetch->allowed &&
	       hk_equal(hop->fetch->allowed,
			hk_format(hop->arena, "%s:%s", literal, hop->goal.port));
}

static bool literal_put(struct goal *goal, const struct sockaddr *address, socklen_t length)
{
	return getnameinfo(address, length, goal->literal, sizeof(goal->literal), NULL, 0,
			   NI_NUMERICHOST) == 0;
}

/* The first address that may be gone to. */
static bool resolve(struct hop *hop)
{
	struct addrinfo hints = { .ai_socktype = SOCK_STREAM, .ai_flags = AI_NUMERICSERV };
	struct addrinfo *found = NULL;
	bool is_found = false;

	hop->problem = "The host name was not found.";
	if (getaddrinfo(hop->goal.host, hop->goal.port, &hints, &found))
		return false;
	hop->problem = "It is no address of the public internet.";
	for (const struct addrinfo *one = found; one && !is_found; one = one->ai_next) {
		is_found = literal_put(&hop->goal, one->ai_addr, one->ai_addrlen) &&
			   is_allowed(hop, one->ai_addr);
		if (is_found)
			memcpy(&hop->goal.address, one->ai_addr, one->ai_addrlen);
	}
	freeaddrinfo(found);
	return is_found;
}

static const char *part_of(const struct hop *hop, CURLU *url, CURLUPart part)
{
	char *text = NULL;
	const char *copy = "";

	if (hop->calls->curl_url_get(url, part, &text,
				     part == CURLUPART_PORT ? CURLU_DEFAULT_PORT : 0) == 0)
		copy = hk_copy_text(hop->arena, text);
	hop->calls->curl_free(text);
	return copy;
}

static bool is_usual_port(const struct hop *hop, const char *scheme)
{
	const char *allowed = strrchr(hop->fetch->allowed, ':');

	return hk_equal(hop->goal.port, hk_equal(scheme, "https") ? "443" : "80") ||
	       (allowed && hk_equal(allowed + 1, hop->goal.port));
}

/* Where it leads to: a host without the brackets of IPv6, and a port. */
static bool goal_find(struct hop *hop)
{
	CURLU *url = hop->calls->curl_url();
	bool is_right = url && hop->calls->curl_url_set(url, CURLUPART_URL, hop->url, 0) == 0;
	const char *scheme = is_right ? part_of(hop, url, CURLUPART_SCHEME) : "";
	const char *host = is_right ? part_of(hop, url, CURLUPART_HOST) : "";

	hop->goal = (struct goal){ .host = host, .port = "" };
	if (*host == '[')
		hop->goal.host = hk_copy(hop->arena, host + 1, strlen(host) - 2);
	if (is_right)
		hop->goal.port = part_of(hop, url, CURLUPART_PORT);
	is_right = is_right && *host && !*part_of(hop, url, CURLUPART_USER) &&
		   !*part_of(hop, url, CURLUPART_PASSWORD) &&
		   (hk_equal(scheme, "https") || hk_equal(scheme, "http")) &&
		   is_usual_port(hop, scheme);
	hop->calls->curl_url_cleanup(url);
	hop->problem = "It is no address that is fetched from.";
	return is_right;
}

/* Whatever curl made of it, it goes to the address that was looked at. */
static curl_socket_t socket_open(void *data, curlsocktype purpose, struct curl_sockaddr *address)
{
	const struct hop *hop = data;
	struct goal goal;

	if (purpose != CURLSOCKTYPE_IPCXN ||
	    !literal_put(&goal, &address->addr, address->addrlen) ||
	    !hk_equal(goal.literal, hop->goal.literal))
		return CURL_SOCKET_BAD;
	return socket(address->family, address->socktype | SOCK_CLOEXEC, address->protocol);
}

static size_t body_take(char *bytes, size_t size, size_t count, void *data)
{
	struct hop *hop = data;
	size_t length = size * count;

	if (length > hop->fetch->bytes_max - hop->body->length) {
		hop->is_too_big = true;
		return 0;
	}
	hk_buf_put(hop->body, bytes, length);
	return length;
}

static bool options_set(struct hop *hop, struct curl_slist *pinned)
{
	CURL *curl = hop->curl;
	long left = (long)(hop->deadline - hk_clock_monotonic());
	int failed = left <= 0;

	hop->calls->curl_easy_reset(curl);
	failed |= hop->calls->curl_easy_setopt(curl, CURLOPT_URL, hop->url) != CURLE_OK;
	failed |=
		hop->calls->curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, "http,https") != CURLE_OK;
	failed |= hop->calls->curl_easy_setopt(curl, CURLOPT_RESOLVE, pinned) != CURLE_OK;
	failed |= hop->calls->curl_easy_setopt(curl, CURLOPT_OPENSOCKETFUNCTION, socket_open) !=
		  CURLE_OK;
	failed |= hop->calls->curl_easy_setopt(curl, CURLOPT_OPENSOCKETDATA, hop) != CURLE_OK;
	failed |= hop->calls->curl_easy_setopt(curl, CURLOPT_PROXY, "") != CURLE_OK;
	failed |= hop->calls->curl_easy_setopt(curl, CURLOPT_FOLLOWLOCATION, 0L) != CURLE_OK;
	failed |= hop->calls->curl_easy_setopt(curl, CURLOPT_FRESH_CONNECT, 1L) != CURLE_OK;
	failed |= hop->calls->curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L) != CURLE_OK;
	failed |= hop->calls->curl_easy_setopt(curl, CURLOPT_TIMEOUT_MS, left) != CURLE_OK;
	failed |= hop->calls->curl_easy_setopt(curl, CURLOPT_CONNECTTIMEOUT_MS, (long)CONNECT_MS) !=
		  CURLE_OK;
	failed |= hop->calls->curl_easy_setopt(curl, CURLOPT_USERAGENT, "Hark") != CURLE_OK;
	failed |= hop->calls->curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, body_take) != CURLE_OK;
	failed |= hop->calls->curl_easy_setopt(curl, CURLOPT_WRITEDATA, hop) != CURLE_OK;
	return !failed;
}

static CURLcode hop_run(struct hop *hop)
{
	bool is_six = strchr(hop->goal.literal, ':') != NULL;
	struct curl_slist *pinned = hop->calls->curl_slist_append(
		NULL, hk_format(hop->arena, "%s:%s:%s%s%s", hop->goal.host, hop->goal.port,
				is_six ? "[" : "", hop->goal.literal, is_six ? "]" : ""));
	CURLcode code = options_set(hop, pinned) ? hop->calls->curl_easy_perform(hop->curl)
						 : CURLE_OPERATION_TIMEDOUT;

	hop->problem = hop->is_too_big ? "It is larger than may be."
				       : hop->calls->curl_easy_strerror(code);
	hop->calls->curl_slist_free_all(pinned);
	return code;
}

/* HK_NOT_FOUND: it lies elsewhere, at hop->url. */
static enum hk_result hop_go(struct hop *hop)
{
	char *elsewhere = NULL;
	long status = 0;

	hk_buf_clear(hop->body);
	if (!goal_find(hop) || !resolve(hop) || hop_run(hop) != CURLE_OK)
		return HK_UNAVAILABLE;
	if (hop->calls->curl_easy_getinfo(hop->curl, CURLINFO_RESPONSE_CODE, &status) != CURLE_OK ||
	    hop->calls->curl_easy_getinfo(hop->curl, CURLINFO_REDIRECT_URL, &elsewhere) != CURLE_OK)
		return HK_UNAVAILABLE;
	hop->problem = hk_format(hop->arena, "The server answered %ld.", status);
	if (status == 200)
		return HK_OK;
	if (status < 300 || status > 399 || !elsewhere)
		return HK_UNAVAILABLE;
	hop->url = hk_copy_text(hop->arena, elsewhere);
	return HK_NOT_FOUND;
}

static enum hk_result fetch(struct hop *hop)
{
	enum hk_result result = HK_NOT_FOUND;

	for (int i = 0; i <= HOPS_MAX && result == HK_NOT_FOUND; i++)
		result = hop_go(hop);
	if (result == HK_NOT_FOUND)
		hop->problem = "It leads from one address to the next without an end.";
	return result == HK_OK ? HK_OK : HK_UNAVAILABLE;
}

static enum hk_result body_send(struct net_link *link, const struct hk_buf *body)
{
	for (size_t at = 0; at < body->length; at += WIRE_PIECE) {
		size_t left = body->length - at;

		wire_bytes_write(&link->out, body->bytes + at,
				 left < WIRE_PIECE ? left : WIRE_PIECE);
		HK_TRY(net_link_send(link));
	}
	wire_bytes_write(&link->out, "", 0);
	return net_link_send(link);
}

enum hk_result fetch_prepare(struct hk_arena *arena, const struct curl_calls **ret)
{
	struct curl_calls *loaded = hk_alloc(arena, 1, sizeof(*loaded));

	HK_TRY(hk_late_load("libcurl-gnutls.so.4", calls, HK_COUNT(calls), loaded));
	if (loaded->curl_global_init(CURL_GLOBAL_DEFAULT) != CURLE_OK)
		return HK_UNAVAILABLE;
	*ret = loaded;
	return HK_OK;
}

enum hk_result fetch_serve(struct net_link *link, const struct curl_calls *curl,
			   const struct wire_fetch *fetched)
{
	scoped_arena *arena = hk_arena_new();
	scoped_buf body;
	struct hop hop = { .arena = arena,
			   .fetch = fetched,
			   .calls = curl,
			   .curl = curl->curl_easy_init(),
			   .url = fetched->url,
			   .body = &body,
			   .deadline = hk_clock_monotonic() + ALL_MS };

	hk_buf_init(&body, fetched->bytes_max + 1);

	enum hk_result result = hop.curl ? fetch(&hop) : HK_UNAVAILABLE;

	curl->curl_easy_cleanup(hop.curl);
	HK_TRY(net_link_answer(link, result == HK_OK ? NET_SENT : NET_UNREACHABLE, 0,
			       result == HK_OK ? "" : hop.problem));
	return result == HK_OK ? body_send(link, &body) : HK_OK;
}
