#include "net/http.h"

#include <string.h>

#include "base/text.h"
#include "base/time.h"
#include "net/line.h"

enum {
	ANSWER_MS = 30 * HK_SECOND,
	ANSWER_MAX = NET_BODY_MAX + 32 * 1024,
	PIECE = 4096,
	HTTPS_PORT = 443,
	CHUNK_DIGITS = 6,
	CODE_FIRST = 200, /* those before it (RFC 9110, 15.2) announce an answer and are none */
};

/* The value of a header of ours to look at; NULL: it is not there. */
static const char *header_find(struct hk_arena *arena, const char *head, const char *name)
{
	size_t length = strlen(name);

	for (const char *at = strstr(head, "\r\n"); at; at = strstr(at, "\r\n")) {
		at += 2;
		if (hk_starts_ascii(at, name) && at[length] == ':')
			return hk_trim(arena, hk_copy(arena, at + length + 1,
						      strcspn(at + length + 1, "\r\n")));
	}
	return NULL;
}

static bool code_read(const char *head, int *ret)
{
	int64_t code;
	char digits[4];

	if (!hk_starts(head, "HTTP/1.") || strlen(head) < strlen("HTTP/1.1 200") || head[8] != ' ')
		return false;
	memcpy(digits, head + 9, 3);
	digits[3] = '\0';
	if (!hk_number(digits, &code) || code < 100 || code > 599)
		return false;
	*ret = (int)code;
	return true;
}

/* "1a2f" or "1a2f;word", and CRLF. HK_NOT_FOUND: more must come. */
static enum hk_result chunk_size_read(const char **at, const char *end, size_t *ret)
{
	static const char digits[] = "0123456789abcdef";
	const char *line = memmem(*at, (size_t)(end - *at), "\r\n", 2);
	size_t size = 0;
	int count = 0;

	if (!line)
		return end - *at > PIECE ? HK_INVALID : HK_NOT_FOUND;
	for (; *at < line && **at != ';' && **at != ' '; (*at)++) {
		char sign = (char)(**at >= 'A' && **at <= 'F' ? **at + 'a' - 'A' : **at);
		const char *digit = sign ? strchr(digits, sign) : NULL;
		if (!digit || ++count > CHUNK_DIGITS)
			return HK_INVALID;
		size = size * 16 + (size_t)(digit - digits);
	}
	if (count == 0)
		return HK_INVALID;
	*at = line + 2;
	*ret = size;
	return HK_OK;
}

/* Trailers behind the last chunk are of no interest, and neither is whether they came. */
static enum hk_result chunks_read(struct hk_arena *arena, const char *at, const char *end,
				  struct http_answer *ret)
{
	char *body = hk_alloc(arena, (size_t)(end - at) + 1, 1);
	size_t length = 0, size;

	for (;;) {
		HK_TRY(chunk_size_read(&at, end, &size));
		if (size == 0)
			break;
		if ((size_t)(end - at) < size + 2)
			return HK_NOT_FOUND;
		if (at[size] != '\r' || at[size + 1] != '\n')
			return HK_INVALID;
		memcpy(body + length, at, size);
		length += size;
		at += size + 2;
	}
	ret->body = body;
	ret->length = length;
	return HK_OK;
}

static enum hk_result body_read(struct hk_arena *arena, const char *head, const char *at,
				const char *end, struct http_answer *ret)
{
	const char *coding = header_find(arena, head, "Transfer-Encoding");
	const char *said = header_find(arena, head, "Content-Length");
	int64_t length;

	if (coding)
		return hk_equal_ascii(coding, "chunked") ? chunks_read(arena, at, end, ret)
							 : HK_INVALID;
	ret->body = hk_copy(arena, at, (size_t)(end - at));
	ret->length = (size_t)(end - at);
	if (!said)
		return HK_NOT_FOUND; /* it ends where the line ends */
	if (!hk_number(said, &length) || length < 0 || length > NET_BODY_MAX)
		return HK_INVALID;
	if (end - at < length)
		return HK_NOT_FOUND;
	ret->length = (size_t)length;
	return HK_OK;
}

enum hk_result http_answer_read(struct hk_arena *arena, const char *bytes, size_t length,
				bool is_end, struct http_answer *ret)
{
	struct http_answer answer = { 0 };
	const char *end = bytes + length, *blank;
	enum hk_result result;

	do {
		blank = memmem(bytes, (size_t)(end - bytes), "\r\n\r\n", 4);
		if (!blank)
			return is_end ? HK_INVALID : HK_NOT_FOUND;

		const char *head = hk_copy(arena, bytes, (size_t)(blank - bytes));

		if (!code_read(head, &answer.code))
			return HK_INVALID;
		bytes = blank + 4;
		if (answer.code < CODE_FIRST)
			continue;
		result = body_read(arena, head, bytes, end, &answer);
		/* Without a length the end of the line is the end of the body. */
		if (result == HK_NOT_FOUND && is_end && answer.body &&
		    !header_find(arena, head, "Content-Length"))
			result = HK_OK;
		else if (result == HK_NOT_FOUND && is_end)
			result = HK_INVALID;
	} while (answer.code < CODE_FIRST);
	if (result == HK_OK)
		*ret = answer;
	return result;
}

static enum hk_result question_write(struct net_line *line, const struct net_post *post)
{
	static const char agent[] = "Accept: application/json\r\nUser-Agent: Hark\r\n"
				    "Content-Type: application/x-www-form-urlencoded\r\n"
				    "Connection: close\r\n";
	const struct net_server *server = &post->server;
	bool is_six = strchr(server->host, ':') != NULL;
	scoped_buf out;

	hk_buf_init(&out, (size_t)2 * NET_FORM_MAX);
	hk_buf_format(&out, "POST %s HTTP/1.1\r\nHost: %s%s%s", post->path, is_six ? "[" : "",
		      server->host, is_six ? "]" : "");
	if (server->port != HTTPS_PORT)
		hk_buf_format(&out, ":%u", server->port);
	hk_buf_format(&out, "\r\n%sContent-Length: %zu\r\n\r\n%s", agent, strlen(post->form),
		      post->form);
	return net_line_write(line, out.bytes, out.length);
}

static enum hk_result broken(struct net_posted *ret, const char *problem)
{
	ret->answer.text = problem;
	return HK_UNAVAILABLE;
}

static enum hk_result answer_take(struct hk_arena *arena, struct net_line *line,
				  struct net_posted *ret)
{
	struct http_answer answer;
	char piece[PIECE];
	enum hk_result result = HK_NOT_FOUND;
	scoped_buf whole;

	hk_buf_init(&whole, ANSWER_MAX);
	while (result == HK_NOT_FOUND) {
		ssize_t got = net_line_read(line, piece, sizeof(piece));
		if (got < 0)
			return broken(ret, line->problem);
		if (whole.length + (size_t)got > ANSWER_MAX)
			return broken(ret, "The server does not stop talking.");
		hk_buf_put(&whole, piece, (size_t)got);
		result = http_answer_read(arena, whole.length ? whole.bytes : "", whole.length,
					  got == 0, &answer);
	}
	if (result != HK_OK || answer.length > NET_BODY_MAX ||
	    !hk_utf8_is_valid(answer.body, answer.length))
		return broken(ret, "The server did not answer as a web server does.");
	*ret = (struct net_posted){ { NET_SENT, answer.code, "" }, answer.body };
	ret->body = hk_copy(arena, answer.body, answer.length);
	return HK_OK;
}

static enum hk_result ask(struct hk_arena *arena, struct net_line *line,
			  const struct net_post *post, struct net_posted *ret)
{
	if (net_line_connect(line) != HK_OK)
		return broken(ret, line->problem);
	net_line_allow_ms(line, ANSWER_MS);
	if (net_line_secure(line) != HK_OK)
		return broken(ret, line->problem);
	net_line_allow_ms(line, ANSWER_MS);
	if (question_write(line, post) != HK_OK)
		return broken(ret, line->problem);
	return answer_take(arena, line, ret);
}

enum hk_result http_serve(struct net_link *link, const struct net_post *post,
			  gnutls_certificate_credentials_t trust)
{
	struct net_posted posted = { { NET_UNREACHABLE, 0, "" }, "" };
	scoped_arena *arena = hk_arena_new();
	struct net_line line;

	net_line_init(&line, &post->server, link->fd, trust);
	hk_ignore(ask(arena, &line, post, &posted)); /* the answer says it */
	wire_posted_write(&link->out, &posted);
	net_line_done(&line);
	return net_link_send(link);
}
