/*
 * One request, and the tables that say who answers it.
 *
 * A handler for GET runs inside ctx_read(): cx->db is set and read-only. Any
 * other runs without a database and calls ctx_write() with a function of the
 * domain. It fills req->out, or redirects, or returns a result: web.c turns
 * results into the right page or problem document (404, 403, 422, 409, 503).
 */
#pragma once

#include "core/ctx.h"
#include "core/html.h"
#include "core/rights.h"
#include "web/page.h"

struct web_request;

/* The hidden field in which every form of ours sends page.form_token back. Scripts may send it
 * as the header X-Form-Token. */
#define WEB_FORM_TOKEN "form_token"
/* The cookie that carries the token of session_add(); web_cookie() makes it __Host- on https. */
#define WEB_SESSION "session"

enum web_param_kind { PARAM_TEXT, PARAM_NUMBER, PARAM_CURSOR, PARAM_FILE };

/* A declared parameter: what is not declared is not handed to the handler. A form whose
 * PARAM_NUMBER holds something else is refused beside that field before a handler writes. */
struct web_param {
	const char *name;
	enum web_param_kind kind;
	size_t max; /* letters of a text; 0: 200 */
};

enum web_flag {
	WEB_API = 1,        /* JSON, bearer token, no CSRF token, problem documents */
	WEB_CUSTOMER = 2,   /* a page of customers: /bn/ before it, no script, customer layout */
	WEB_PART = 4,       /* answers htmx with a part, without layout */
	WEB_UPLOAD = 8,     /* takes multipart/form-data with files */
	WEB_ANONYMOUS = 16, /* served without signing in; the right is RIGHT_PUBLIC */
	/* Its address is a secret and its one press needs no page of ours, nor a form token:
	 * programs that read mail send it (RFC 8058), as a form of either kind. */
	WEB_ONE_CLICK = 128,
	WEB_MENDS = 64, /* a GET that shows beside its fields what is wrong with them */
	WEB_HOUSE = 32, /* of the house, not of an organisation: no database, no session (health) */
};

struct web_route {
	const char *method, *path; /* "/tickets/{number}/replies" */
	enum right right;          /* what the actor must be allowed to do */
	enum hk_result (*answer)(struct web_request *req);
	unsigned flags;
	const struct web_param *params; /* ends with an empty one; NULL: none */
};

/* Every row of a route table is written with it: a route without a right does not compile. */
#define ROUTE(method, path, right, answer, flags, params)  \
	{                                                  \
		method, path, right, answer, flags, params \
	}

struct web_file {
	const char *name, *type; /* as the sender says: never trusted */
	int fd;                  /* an unnamed file, read from 0; closed with the request */
	int64_t size;
};

struct web_request {
	struct ctx *cx;
	const struct web_route *route;
	const char *method, *path; /* path without the language before it */
	struct page page;          /* what every page shows */
	struct html *out;
	/* The answer: */
	unsigned status;      /* 200 unless set */
	const char *type;     /* text/html; charset=utf-8 unless set */
	const char *redirect; /* 303 to it */

	/* The form was of another session than this, or of no page of ours. */
	enum web_stale { WEB_FRESH, WEB_STALE, WEB_FOREIGN } stale;
	struct web_transport *transport; /* of web.c */
};

/* Values of {name} in the path, of the query and of the form; NULL when absent. Valid UTF-8
 * without control characters (newlines stay in forms) and what turns the order of reading, capped
 * by the declaration. */
const char *web_path(const struct web_request *req, const char *name);
const char *web_query(const struct web_request *req, const char *name);
const char *web_form(const struct web_request *req, const char *name);
/* Every value of fields with that name, such as ticked boxes. */
size_t web_form_all(const struct web_request *req, const char *name, const char *const **ret);
/* HK_NOT_FOUND when it is no number, so that a bad id looks like an absent one. */
enum hk_result web_path_number(const struct web_request *req, const char *name, int64_t *ret);
/* Also for absent and empty ones: otherwise. Of a form only what is declared as PARAM_NUMBER. */
int64_t web_query_number(const struct web_request *req, const char *name, int64_t otherwise);
int64_t web_form_number(const struct web_request *req, const char *name, int64_t otherwise);
size_t web_files(const struct web_request *req, const char *name, const struct web_file **ret);
/* The whole body of an API request; "" when there is none. */
const char *web_body(const struct web_request *req, size_t *ret_length);
const char *web_request_header(const struct web_request *req, const char *name);
bool web_is_part(const struct web_request *req); /* asked by htmx: HX-Request is true */
/* The token of the session, to end it; NULL when nobody is signed in. */
const char *web_session(const struct web_request *req);
/* The secret that this browser was given with its first form, before anybody signed in; NULL when
 * it has none. It stays when somebody signs in. */
const char *web_visit(const struct web_request *req);
/* Who asks, for limits: the address of the client, X-Forwarded-For from trusted proxies only. */
const char *web_client(const struct web_request *req);

enum hk_result web_redirect(struct web_request *req, const char *where);
void web_header(struct web_request *req, const char *name, const char *value);
/* seconds: 0 takes it back, -1 keeps it until the browser is closed. */
void web_cookie(struct web_request *req, const char *name, const char *value, int64_t seconds);
/* A cookie that web_cookie() left, NULL when absent. Whoever sends it may have made it up. */
const char *web_cookie_value(const struct web_request *req, const char *name);
/* An answer that is no page: bytes of a file with its own type. fd is closed afterwards. */
enum hk_result web_send_file(struct web_request *req, int fd, int64_t size, const char *type,
			     const char *disposition_name);
/* The answer becomes the endless stream of events of the organisation for this person, who has
 * seen those up to Last-Event-ID or ?after=SEQ. Needs cx->db. */
enum hk_result web_stream(struct web_request *req);
/* The same of another topic, in which current is the latest event; the handler has looked whether
 * he may hear it. owner: with whose end it ends. */
enum hk_result web_stream_topic(struct web_request *req, const char *topic, int64_t owner,
				int64_t current);

/* Route tables end with an empty row; app/registry.c lists them all. */
struct web_family {
	const char *name;
	const struct web_route *routes;
};
