/* The body of a request: a form, or the document of an API request. */
#include <unistd.h>

#include "base/file.h"
#include "web/transport.h"

enum { PLAIN_MAX = FORM_TEXT_MAX + FORM_TEXT_MAX / 2 /* codes take up to three bytes */ };

int64_t body_limit(const struct web_settings *settings, const struct web_route *route)
{
	return route && route->flags & WEB_UPLOAD ? settings->upload_max : PLAIN_MAX;
}

static enum hk_result refuse_type(struct web_request *req)
{
	req->status = 415;
	if (req->route->flags & WEB_API) {
		web_header(req, "Accept", "application/json");
		return problem(req->cx, HK_INVALID,
			       "The body must be JSON, with the header Content-Type: "
			       "application/json.");
	}
	return problem(req->cx, HK_INVALID,
		       TR("What was sent is of a kind that is not taken here."));
}

static enum hk_result bytes_read(struct web_request *req, char **ret, size_t *ret_length)
{
	const struct http_request *http = req->transport->http;
	const char *body = http_body(http);
	size_t length = (size_t)http_body_size(http);

	if (body) {
		*ret = hk_copy(req->cx->arena, body, length);
		*ret_length = length;
		return HK_OK;
	}
	if (lseek(http_body_file(http), 0, SEEK_SET) != 0)
		return HK_FAILED;
	return hk_fd_read(req->cx->arena, http_body_file(http), length, ret, ret_length);
}

static enum hk_result multipart_read(struct web_request *req, const char *type)
{
	struct web_transport *transport = req->transport;
	const char *boundary = form_boundary(req->cx->arena, type);
	struct form_source source = { .bytes = http_body(transport->http),
				      .length = (size_t)http_body_size(transport->http),
				      .fd = http_body_file(transport->http) };

	if (!(req->route->flags & (WEB_UPLOAD | WEB_ONE_CLICK)) || !boundary)
		return refuse_type(req);
	return form_read_multipart(req->cx->arena, source, boundary, http_spool(transport->http),
				   &transport->form);
}

static enum hk_result form_read(struct web_request *req, const char *type)
{
	char *bytes;
	size_t length;

	if (form_is_type(type, "multipart/form-data"))
		return multipart_read(req, type);
	if (!form_is_type(type, "application/x-www-form-urlencoded"))
		return refuse_type(req);
	HK_TRY(bytes_read(req, &bytes, &length));
	return form_read_urlencoded(req->cx->arena, bytes, length, &req->transport->form);
}

static enum hk_result refuse_size(struct web_request *req)
{
	req->status = 413;
	if (!(req->route->flags & WEB_UPLOAD))
		return problem(req->cx, HK_INVALID,
			       TR("What was sent is longer than what can be taken here."));
	return problem(
		req->cx, HK_INVALID,
		TR("The files are larger than what can be sent at once, so nothing was sent. "
		   "What you saved before is still there. Please go back and take fewer or "
		   "smaller files."));
}

enum hk_result body_read(struct web_request *req)
{
	struct web_transport *transport = req->transport;
	const char *type = web_request_header(req, "Content-Type");
	bool is_api = req->route->flags & WEB_API;

	if (http_is_too_large(transport->http))
		return refuse_size(req);
	if (http_body_size(transport->http) == 0)
		return HK_OK;
	if (is_api && !form_is_type(type, "application/json"))
		return refuse_type(req);
	if (is_api)
		return bytes_read(req, &transport->body, &transport->body_length);

	enum hk_result result = form_read(req, type);

	if (result == HK_INVALID && !req->cx->problem)
		return problem(req->cx, result,
			       TR("The form that came could not be read in whole."));
	return result;
}
