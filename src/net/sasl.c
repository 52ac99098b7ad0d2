#include "net/sasl.h"

#include <string.h>

#include "base/buf.h"
#include "base/text.h"

enum { REASON_MAX = 40, WORDS_MAX = 2 * NET_TOKEN_MAX };

/* The sasl-name of RFC 5801: "," and "=" have a meaning of their own. */
static void put_name(struct hk_buf *out, const char *name)
{
	for (; *name; name++) {
		if (*name == ',' || *name == '=')
			hk_buf_format(out, "=%02X", (unsigned)*name);
		else
			hk_buf_char(out, *name);
	}
}

const char *sasl_token(struct hk_arena *arena, const struct net_server *server, bool is_bearer)
{
	scoped_buf words;

	hk_buf_init(&words, WORDS_MAX);
	if (is_bearer) {
		hk_buf_text(&words, "n,a=");
		put_name(&words, server->user);
		hk_buf_format(&words, ",\1host=%s\1port=%u", server->host, server->port);
	} else {
		hk_buf_format(&words, "user=%s", server->user);
	}
	hk_buf_format(&words, "\1auth=Bearer %s\1\1", server->password);
	return hk_base64(arena, words.bytes, words.length);
}

/* Whole groups of four with their padding; NULL: it is none. */
static const char *base64_read(struct hk_arena *arena, const char *text)
{
	char *letters = hk_trim(arena, text), *bytes;
	size_t length = strcspn(letters, "=");

	letters[length] = '\0';
	for (char *at = letters; *at; at++)
		*at = (char)(*at == '+' ? '-' : *at == '/' ? '_' : *at);
	if (length % 4 == 1)
		return NULL;
	length = length * 3 / 4;
	bytes = hk_alloc(arena, length + 1, 1);
	return hk_base64url_read(letters, bytes, length) ? bytes : NULL;
}

const char *sasl_reason(struct hk_arena *arena, const char *challenge)
{
	static const char letters[] = "abcdefghijklmnopqrstuvwxyz0123456789_-";
	const char *json = base64_read(arena, challenge);
	const char *at = json ? strstr(json, "\"status\"") : NULL;
	size_t length;

	if (!at)
		return "";
	at += strlen("\"status\"");
	at += strspn(at, " \t\r\n:\"");
	length = strspn(at, letters);
	return hk_copy(arena, at, length < REASON_MAX ? length : REASON_MAX);
}
