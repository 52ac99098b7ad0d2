/* What the files of the framework know of a request beside web.h; handlers never see it. */
#pragma once

#include <stdatomic.h>

#include "core/org.h"
#include "people/session.h"
#include "web/client.h"
#include "web/form.h"
#include "web/route.h"
#include "web/web_server.h"

struct gzip;

enum { FORM_KEY = 16, ANSWER_HEADERS_MAX = 16 };

/* What one worker thread owns. */
struct web_worker {
	struct hk_arena *arena;
	struct kit *kit;
	struct hk_buf out;
	struct gzip *gzip;
};

struct web_server {
	struct web_settings settings;
	struct http_server *http;
	struct router *router;
	struct proxies *proxies;
	unsigned char form_key[HK_KEY]; /* of the tokens in forms */
	bool is_https;                  /* base_url is */
	atomic_uint_fast64_t answers[6], latencies[WEB_LATENCIES], latency_count, latency_us;
};

struct answer_header {
	const char *name, *value;
};

struct web_transport {
	struct web_server *server;
	struct web_worker *worker;
	struct http_request *http;
	struct html html;
	struct client client;
	struct route_found found;
	struct form query, form;
	const char *query_text;             /* as it was sent, "" for none */
	const struct i18n_language *chosen; /* in the path; NULL: none */
	char *body;                         /* of an API request */
	size_t body_length;
	struct org org;
	struct actor actor;
	struct session_view view;
	const char *session; /* the cookie, when it is good; else NULL */
	const char *bearer;  /* the token of a program, when it is good; else NULL */
	const char *visit;   /* the cookie that anonymous forms are bound to */
	bool is_visit_new;
	unsigned char form_token[FORM_KEY]; /* unmasked */
	struct answer_header headers[ANSWER_HEADERS_MAX];
	size_t header_count;
	int file; /* the answer is this file, or -1 */
	int64_t file_size;
	struct http_stream stream; /* topic NULL: the answer is none */
};

/* request.c */
/* Forgets what a handler has answered so far. */
void request_clear_answer(struct web_request *req);
/* HK_INVALID with a sentence at every declared text that is longer than its declaration, and at
 * every declared number that is none. */
enum hk_result request_check_params(struct web_request *req);
const char *request_cookie(const struct web_request *req, const char *name);
const char *answer_header_find(const struct web_transport *transport, const char *name);

/* visitor.c: who asks, of which organisation, in which language. Needs cx->db. HK_NOT_FOUND: there
 * is no organisation with this host name. */
enum hk_result visitor_find(struct web_request *req);
/* Fills the page for somebody of whom nothing is known but the request itself. */
void visitor_unknown(struct web_request *req);
/* HK_DENIED: he may not; with req->redirect, which leads to where he can sign in. */
enum hk_result visitor_permit(struct web_request *req);
/* "/bn/help" is "/help" in Bengali, and "/bn" is "/". NULL: the path begins with no language. */
const struct i18n_language *language_in_path(const char *path, const char **ret_rest);
/* Says that he is still there, when that was long ago. Outside of ctx_read(). */
void visitor_touch(struct web_request *req);

/* body.c: reads the body into the form, or keeps it for web_body(). HK_INVALID: malformed, or of
 * a type that is not taken here (415). */
enum hk_result body_read(struct web_request *req);
/* The largest body that this route takes. */
int64_t body_limit(const struct web_settings *settings, const struct web_route *route);

/* guard.c: forms that another site made a browser send are refused (CSRF). */
/* After it is known who asks: page.form_token. */
void guard_prepare(struct web_request *req);
/* HK_DENIED: the form is not one of ours, or of another session. */
enum hk_result guard_check(struct web_request *req);
/* After the page is written: a visitor gets his cookie only with a form. */
void guard_finish(struct web_request *req);

/* answer.c: from what the handler left to the answer on the wire. */
void answer_send(struct web_request *req, enum hk_result result);
