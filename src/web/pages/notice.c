#include "web/pages/notice.h"

#include <string.h>

#include "base/secret.h"
#include "base/text.h"
#include "tpl_part_toast.h"

#define NOTICE_COOKIE "notice"

enum { SENTENCE_MAX = 500, UNDO_MAX = 200, MAC_BYTES = 12, MAC_LETTERS = 16, SECONDS = 60 };

/* Letters of base64url for so many bytes, and back. */
static size_t bytes_of(size_t letters)
{
	return letters * 3 / 4;
}

static char *sign(struct web_request *req, const char *payload)
{
	const char *session = web_session(req);
	const char *text =
		hk_format(req->cx->arena, "notice:%s:%s", session ? session : "", payload);
	unsigned char mac[HK_DIGEST];

	hk_hmac(req->cx->house->key, text, strlen(text), mac);
	return hk_base64url(req->cx->arena, mac, MAC_BYTES);
}

static void notice_leave(struct web_request *req, const char *sentence, const char *undo)
{
	struct hk_arena *arena = req->cx->arena;
	char *words = hk_copy(arena, sentence, hk_utf8_fit(sentence, SENTENCE_MAX));
	const char *plain = hk_format(arena, "%s\n%s", strlen(undo) <= UNDO_MAX ? undo : "", words);
	const char *payload = hk_base64url(arena, plain, strlen(plain));

	web_cookie(req, NOTICE_COOKIE, hk_format(arena, "%s%s", sign(req, payload), payload),
		   SECONDS);
}

/* A browser says for what it asks; where it does not (plain http), only pages are asked for. */
static bool is_page(const struct web_request *req)
{
	const char *purpose = web_request_header(req, "Sec-Fetch-Dest");

	return !web_is_part(req) && (!purpose || hk_equal(purpose, "document"));
}

static bool read_cookie(struct web_request *req, const char *cookie, char **ret)
{
	const char *payload = cookie + MAC_LETTERS;
	size_t length;

	if (strlen(cookie) <= MAC_LETTERS ||
	    !hk_digest_equal(sign(req, payload), cookie, MAC_LETTERS))
		return false;
	length = bytes_of(strlen(payload));
	*ret = hk_alloc(req->cx->arena, length + 1, 1);
	return hk_base64url_read(payload, *ret, length);
}

void notice_take(struct web_request *req)
{
	const char *cookie = is_page(req) ? web_cookie_value(req, NOTICE_COOKIE) : NULL;
	char *plain, *end;

	if (!cookie || !*cookie)
		return;
	web_cookie(req, NOTICE_COOKIE, "", 0);
	if (!read_cookie(req, cookie, &plain) || !(end = strchr(plain, '\n')))
		return;
	*end = '\0';
	req->page.undo = plain;
	req->page.notice = end + 1;
}

enum hk_result notice_answer(struct web_request *req, const char *where, const char *sentence,
			     const char *undo)
{
	if (!web_is_part(req)) {
		notice_leave(req, sentence, undo);
		return web_redirect(req, where);
	}
	req->page.notice = sentence;
	req->page.undo = undo;
	tpl_part_toast(req->out, &req->page);
	return HK_OK;
}
