/* From what a handler left to the answer on the wire: headers, compression, files, problems. */
#include <inttypes.h>

#include "base/text.h"
#include "web/gzip.h"
#include "web/negotiate.h"
#include "web/problem.h"
#include "web/transport.h"

enum { COMPRESS_LEAST = 1024 };

#define POLICY(script)                                                                       \
	"default-src 'none'; script-src " script "; style-src 'self'; img-src 'self' data: " \
	"blob:; font-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; "  \
	"frame-ancestors 'none'"

static const char staff_policy[] = POLICY("'self'");
static const char customer_policy[] = POLICY("'none'") "; require-trusted-types-for 'script'";
/* What people sent us is shown, never run. */
static const char file_policy[] = "default-src 'none'; sandbox; frame-ancestors 'self'";

/* Of every answer. The origin stays visible to ourselves alone: without it a form of ours would
 * come with "Origin: null". */
static const struct answer_header every_header[] = {
	{ "X-Content-Type-Options", "nosniff" },
	{ "Referrer-Policy", "same-origin" },
	{ "Cross-Origin-Opener-Policy", "same-origin" },
	{ "Cross-Origin-Resource-Policy", "same-origin" },
};

static const char *policy_of(const struct web_request *req)
{
	if (req->transport->file >= 0)
		return file_policy;
	return req->route->flags & WEB_CUSTOMER && !req->page.has_script ? customer_policy
									 : staff_policy;
}

static const char *type_of(const struct web_request *req)
{
	if (req->type)
		return req->type;
	return req->route->flags & WEB_API ? "application/json" : "text/html; charset=utf-8";
}

/* A page of somebody must not be shown again after he has signed out. */
static const char *cache_of(const struct web_request *req)
{
	return req->cx->actor->kind == ACTOR_NOBODY ? "private, no-cache" : "no-store";
}

static void add_headers(struct web_request *req)
{
	const struct web_transport *transport = req->transport;
	struct http_request *http = transport->http;

	for (size_t i = 0; i < HK_COUNT(every_header); i++)
		http_answer_header(http, every_header[i].name, every_header[i].value);
	if (!answer_header_find(transport, "Content-Security-Policy"))
		http_answer_header(http, "Content-Security-Policy", policy_of(req));
	if (!answer_header_find(transport, "Cache-Control"))
		http_answer_header(http, "Cache-Control", cache_of(req));
	if (transport->server->is_https)
		http_answer_header(http, "Strict-Transport-Security", "max-age=63072000");
	for (size_t i = 0; i < transport->header_count; i++)
		http_answer_header(http, transport->headers[i].name, transport->headers[i].value);
}

static bool is_text(const char *type)
{
	return hk_starts(type, "text/") || hk_starts(type, "application/json") ||
	       hk_starts(type, "application/problem+json") || hk_starts(type, "image/svg+xml");
}

/* Not worth it below a packet, nor for what would not become smaller. */
static bool send_compressed(struct web_request *req)
{
	const struct web_transport *transport = req->transport;
	const struct hk_buf *out = req->out->to;

	if (out->length < COMPRESS_LEAST || !is_text(type_of(req)) ||
	    answer_header_find(transport, "Content-Encoding") ||
	    !accepts_gzip(web_request_header(req, "Accept-Encoding")))
		return false;

	char *packed = hk_room(req->cx->arena, out->length);
	size_t length =
		gzip_pack(transport->worker->gzip, out->bytes, out->length, packed, out->length);

	if (length == 0)
		return false;
	http_answer_copy(transport->http, req->status, packed, length);
	http_answer_header(transport->http, "Content-Encoding", "gzip");
	return true;
}

static void send_text(struct web_request *req)
{
	struct http_request *http = req->transport->http;

	if (!send_compressed(req)) {
		size_t length;
		char *bytes = hk_buf_take(req->out->to, &length);

		http_answer(http, req->status, bytes, length);
	}
	http_answer_header(http, "Content-Type", type_of(req));
	/* The address chooses the language, or else the browser may. */
	http_answer_header(http, "Vary",
			   req->transport->chosen || req->route->flags & WEB_API
				   ? "Accept-Encoding"
				   : "Accept-Encoding, Accept-Language");
}

static void send_file(struct web_request *req)
{
	struct web_transport *transport = req->transport;
	struct http_request *http = transport->http;
	int64_t from = 0, size = transport->file_size;
	bool is_part = !web_request_header(req, "If-Range") &&
		       range_find(web_request_header(req, "Range"), size, &from, &size);

	http_answer_file(http, is_part ? 206 : req->status, transport->file, from, size);
	if (is_part)
		http_answer_header(http, "Content-Range",
				   hk_format(req->cx->arena,
					     "bytes %" PRId64 "-%" PRId64 "/%" PRId64, from,
					     from + size - 1, transport->file_size));
	http_answer_header(http, "Accept-Ranges", "bytes");
	http_answer_header(http, "Content-Type", type_of(req));
}

static bool is_known(const struct web_request *req)
{
	const char *etag = answer_header_find(req->transport, "ETag");

	return etag && req->status == 200 &&
	       etag_is_known(web_request_header(req, "If-None-Match"), etag);
}

void answer_send(struct web_request *req, enum hk_result result)
{
	struct web_transport *transport = req->transport;
	struct http_request *http = transport->http;

	if (result == HK_OK && req->out->to->is_cut)
		result = HK_FAILED;
	if (result != HK_OK && !req->redirect)
		problem_show(req, result);
	if (transport->stream.topic) {
		http_answer_stream(http, &transport->stream);
		return;
	}
	guard_finish(req);
	if (!req->status)
		req->status = req->redirect ? 303 : 200;
	if (is_known(req))
		req->status = 304;
	if (req->redirect) {
		http_answer_constant(http, req->status, "", 0);
		http_answer_header(http, "Location", req->redirect);
	} else if (transport->file >= 0) {
		send_file(req);
	} else {
		send_text(req);
	}
	add_headers(req);
	transport->file = -1; /* the answer's now */
}
