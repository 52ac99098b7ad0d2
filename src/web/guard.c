/*
 * Forms that another site made a browser send are refused twice: by what the
 * browser says about the site (Fetch Metadata, else Origin), and by a token in
 * the form that only our pages know. It is an HMAC of the session, so nothing
 * is kept; where nobody is signed in, of a cookie made for that visit. In each
 * page the token is masked anew, so that compression tells nobody about it
 * (BREACH).
 */
#include <string.h>

#include "base/text.h"
#include "web/transport.h"

#define VISIT_COOKIE "visit"
#define TOKEN_HEADER "X-Form-Token"

enum { VISIT_LENGTH = 22 /* what hk_token_new() makes */ };

static void token_make(const struct web_transport *transport, const char *kind, const char *secret,
		       struct hk_arena *arena, unsigned char ret[FORM_KEY])
{
	unsigned char digest[HK_DIGEST];
	const char *text = hk_format(arena, "%s:%s", kind, secret);

	hk_hmac(transport->server->form_key, text, strlen(text), digest);
	memcpy(ret, digest, FORM_KEY);
}

static char *token_mask(struct hk_arena *arena, const unsigned char token[FORM_KEY])
{
	unsigned char masked[2 * FORM_KEY];

	hk_random(masked, FORM_KEY);
	for (int i = 0; i < FORM_KEY; i++)
		masked[FORM_KEY + i] = masked[i] ^ token[i];
	return hk_base64url(arena, masked, sizeof(masked));
}

static bool token_matches(const unsigned char token[FORM_KEY], const char *text)
{
	unsigned char masked[2 * FORM_KEY], plain[FORM_KEY];

	if (!text || !hk_base64url_read(text, masked, sizeof(masked)))
		return false;
	for (int i = 0; i < FORM_KEY; i++)
		plain[i] = masked[i] ^ masked[FORM_KEY + i];
	return hk_digest_equal(plain, token, FORM_KEY);
}

const char *web_visit(const struct web_request *req)
{
	const char *visit = request_cookie(req, VISIT_COOKIE);

	return visit && strlen(visit) == VISIT_LENGTH ? visit : NULL;
}

void guard_prepare(struct web_request *req)
{
	struct web_transport *transport = req->transport;
	struct hk_arena *arena = req->cx->arena;

	if (transport->session) {
		token_make(transport, "session", transport->session, arena, transport->form_token);
	} else {
		const char *visit = web_visit(req);

		transport->is_visit_new = !visit;
		transport->visit = visit ? visit : hk_token_new(arena);
		token_make(transport, "visit", transport->visit, arena, transport->form_token);
	}
	req->page.form_token = token_mask(arena, transport->form_token);
}

/* Who signs in while a form of his is open in another tab, or presses the button of a link twice,
 * sends what was a good form a moment ago. The cookie of the visit is still his. That holds for
 * forms that a visitor may send; where a right is needed, only the session counts, for a cookie of
 * plain http can be planted. */
static bool is_of_visit(const struct web_request *req, const char *sent)
{
	const char *visit = web_visit(req);
	unsigned char token[FORM_KEY];

	if (!visit || req->route->right != RIGHT_PUBLIC)
		return false;
	token_make(req->transport, "visit", visit, req->cx->arena, token);
	return token_matches(token, sent);
}

/* "none": the person typed the address or opened a bookmark. Browsers that say nothing are left
 * to the token. */
static bool is_own_site(const struct web_request *req)
{
	const char *site = web_request_header(req, "Sec-Fetch-Site");
	const char *origin = web_request_header(req, "Origin");
	const char *host = web_request_header(req, "Host");

	if (site)
		return hk_equal(site, "same-origin") || hk_equal(site, "none");
	if (!origin)
		return true;

	const char *named = strstr(origin, "://");

	return named && host && hk_equal_ascii(named + 3, host);
}

enum hk_result guard_check(struct web_request *req)
{
	const struct web_transport *transport = req->transport;
	const char *sent = form_find(&transport->form, WEB_FORM_TOKEN);

	if (!sent)
		sent = web_request_header(req, TOKEN_HEADER);
	if (!is_own_site(req))
		req->stale = WEB_FOREIGN;
	else if (transport->is_visit_new ||
		 !(token_matches(transport->form_token, sent) || is_of_visit(req, sent)))
		req->stale = WEB_STALE;
	return req->stale == WEB_FRESH ? HK_OK : HK_DENIED;
}

void guard_finish(struct web_request *req)
{
	const struct web_transport *transport = req->transport;
	const struct hk_buf *out = req->out->to;

	if (transport->is_visit_new && out->length > 0 &&
	    memmem(out->bytes, out->length, req->page.form_token, strlen(req->page.form_token)))
		web_cookie(req, VISIT_COOKIE, transport->visit, -1);
}
