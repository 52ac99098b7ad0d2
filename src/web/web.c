/* One request from its route to its answer; and the start and end of it all. */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/log.h"
#include "base/text.h"
#include "base/time.h"
#include "core/i18n.h"
#include "web/assets.h"
#include "web/gzip.h"
#include "web/inside.h"
#include "web/serve_asset.h"
#include "web/transport.h"

enum { PAGE_MAX = 16 * 1024 * 1024, UPLOAD_MAX = 32 * 1024 * 1024 };

const int64_t web_latencies_us[WEB_LATENCIES] = { 500,   1000,   2500,   5000,   10000,   25000,
						  50000, 100000, 250000, 500000, 1000000, 5000000 };

static enum hk_result answer_nothing(struct web_request *req)
{
	(void)req;
	return HK_NOT_FOUND;
}

/* Who answers where no table has a route, so that there too it is known who asks. */
static const struct web_route nowhere =
	ROUTE("GET", "/", RIGHT_PUBLIC, answer_nothing, WEB_ANONYMOUS, NULL);
static const struct web_route nowhere_api =
	ROUTE("GET", "/api", RIGHT_PUBLIC, answer_nothing, WEB_ANONYMOUS | WEB_API, NULL);

static void *worker_new(void *data)
{
	struct web_worker *worker = http_new(sizeof(*worker));

	(void)data;
	worker->arena = hk_arena_new();
	worker->kit = kit_new();
	worker->gzip = gzip_new();
	hk_buf_init(&worker->out, PAGE_MAX);
	return worker;
}

static void worker_free(void *data)
{
	struct web_worker *worker = data;

	gzip_free(worker->gzip);
	hk_buf_done(&worker->out);
	kit_free(worker->kit);
	hk_arena_free(worker->arena);
	hk_free(worker);
}

static void split_target(struct web_request *req)
{
	const char *target = http_target(req->transport->http);
	size_t length = strcspn(target, "?");

	req->path = hk_copy(req->cx->arena, target, length);
	req->transport->query_text = target[length] ? target + length + 1 : "";
}

/* The table that the route stands in. */
static const struct web_route *family_of(const struct web_family *families,
					 const struct web_route *route)
{
	for (const struct web_family *family = families; family->name; family++)
		for (const struct web_route *one = family->routes; one->method; one++)
			if (one == route)
				return family->routes;
	return NULL;
}

/* A language before the path is for pages of customers alone. */
static enum hk_result find_route(struct web_request *req)
{
	struct web_transport *transport = req->transport;
	struct route_found *found = &transport->found;
	const char *whole = req->path;

	transport->chosen = language_in_path(whole, &req->path);
	if (transport->chosen)
		req->page.base = hk_format(req->cx->arena, "/%s", transport->chosen->code);

	enum hk_result result = route_find(transport->server->router, req->cx->arena, req->method,
					   req->path, found);

	req->route = hk_starts(whole, "/api/") ? &nowhere_api : &nowhere;
	if (result == HK_OK && transport->chosen && !(found->route->flags & WEB_CUSTOMER))
		return HK_NOT_FOUND;
	if (result == HK_DENIED) {
		req->status = 405;
		web_header(req, "Allow", found->allow);
		return problem(req->cx, HK_DENIED,
			       TR("This address does not take such a request."));
	}
	HK_TRY(result);
	req->route = found->route;
	req->page.family = family_of(transport->server->settings.families, found->route);
	return HK_OK;
}

/* Passwords do not cross the open internet in the clear. */
static enum hk_result check_wire(struct web_request *req)
{
	const struct web_transport *transport = req->transport;

	if (!transport->server->is_https && !transport->client.is_private) {
		req->status = 403;
		return problem(req->cx, HK_DENIED,
			       TR("Without encryption only computers nearby are answered."));
	}
	if (!transport->server->is_https || !transport->client.is_http ||
	    req->route->flags & WEB_HOUSE)
		return HK_OK;
	if (!hk_equal(req->method, "GET") && !hk_equal(req->method, "HEAD")) {
		req->status = 403;
		return problem(req->cx, HK_DENIED, TR("Please use the https address."));
	}
	req->status = 308;
	return web_redirect(req,
			    hk_format(req->cx->arena, "%s%s", transport->server->settings.base_url,
				      http_target(transport->http)));
}

static bool is_reading(const struct web_request *req)
{
	return hk_equal(req->route->method, "GET");
}

/* On a retry after a broken connection it runs again, from a clean answer. */
static enum hk_result read_work(struct ctx *cx, void *data)
{
	struct web_request *req = data;
	const struct web_pages *pages = req->transport->server->settings.pages;

	(void)cx;
	request_clear_answer(req);
	HK_TRY(visitor_find(req));
	HK_TRY(visitor_permit(req));
	if (!is_reading(req))
		return HK_OK;
	HK_TRY(request_check_params(req));
	if (pages->prepare && !(req->route->flags & WEB_API))
		HK_TRY(pages->prepare(req));
	return req->route->answer(req);
}

static enum hk_result change(struct web_request *req)
{
	HK_TRY(body_read(req));
	if (!(req->route->flags & (WEB_API | WEB_ONE_CLICK)))
		HK_TRY(guard_check(req));
	HK_TRY(request_check_params(req));

	enum hk_result result = req->route->answer(req);
	bool is_unnoticed = req->cx->refused_count && result == HK_OK && req->status < 400;

	/* Who wrote nothing came past it. */
	return is_unnoticed ? HK_INVALID : result;
}

static enum hk_result identify_work(struct ctx *cx, void *data)
{
	(void)cx;
	return visitor_find(data);
}

/* Where there is no route, the page that says so still knows the person and his language. */
static enum hk_result answer_lost(struct web_request *req, enum hk_result result)
{
	const char *sentence = req->cx->problem;
	enum hk_result found = ctx_read(req->cx, identify_work, req);

	req->cx->problem = sentence;
	return found == HK_OK ? result : found;
}

static enum hk_result answer(struct web_request *req)
{
	struct web_transport *transport = req->transport;
	enum hk_result result = find_route(req);

	if (result != HK_OK)
		return answer_lost(req, result);
	HK_TRY(check_wire(req));
	if (req->redirect)
		return HK_OK;
	HK_TRY(form_read_urlencoded(req->cx->arena, transport->query_text,
				    strlen(transport->query_text), &transport->query));
	if (req->route->flags & WEB_HOUSE)
		return req->route->answer(req);
	HK_TRY(ctx_read(req->cx, read_work, req));
	visitor_touch(req);
	return is_reading(req) ? HK_OK : change(req);
}

static void count(struct web_server *server, unsigned status, int64_t us)
{
	size_t bucket = 0;

	while (bucket < WEB_LATENCIES && us > web_latencies_us[bucket])
		bucket++;
	if (bucket < WEB_LATENCIES)
		atomic_fetch_add(&server->latencies[bucket], 1);
	atomic_fetch_add(&server->latency_count, 1);
	atomic_fetch_add(&server->latency_us, (uint64_t)us);
	atomic_fetch_add(&server->answers[status / 100 % 6], 1);
}

/* The pattern of the route, not the path: paths carry tokens. */
static void account(const struct web_request *req, int64_t began)
{
	int64_t us = hk_clock_monotonic_us() - began;

	count(req->transport->server, req->status ? req->status : 200, us);
	hk_log(HK_LOG_DEBUG, "web.request", "method=%s route=%s status=%u us=%" PRId64,
	       req->route->method, req->route->path, req->status, us);
}

static void handle(struct http_request *http, void *data, void *worker_data)
{
	struct web_server *server = data;
	struct web_worker *worker = worker_data;
	int64_t began = hk_clock_monotonic_us();
	struct ctx cx;
	struct web_transport transport = {
		.server = server, .worker = worker, .http = http, .file = -1
	};
	struct web_request req = { .cx = &cx,
				   .route = &nowhere,
				   .method = http_method(http),
				   .out = &transport.html,
				   .transport = &transport };

	ctx_init(&cx, server->settings.house, worker->kit, worker->arena,
		 server->settings.now(server->settings.data));
	hk_buf_clear(&worker->out);
	transport.html = (struct html){ .to = &worker->out,
					.arena = worker->arena,
					.formats = worker->kit->formats,
					.language = cx.language,
					.timezone = cx.timezone,
					.now = cx.now };
	client_find(server->proxies, http, worker->arena, &transport.client);
	split_target(&req);
	answer_send(&req, answer(&req));
	account(&req, began);
	form_done(&transport.form);
	hk_arena_reset(worker->arena);
}

static int64_t limit_body(const struct http_request *http, void *data)
{
	const struct web_server *server = data;
	scoped_arena *arena = hk_arena_new();
	const char *target = http_target(http);
	const char *path = hk_copy(arena, target, strcspn(target, "?"));
	struct route_found found = { 0 };

	language_in_path(path, &path);
	if (route_find(server->router, arena, http_method(http), path, &found) != HK_OK)
		found.route = NULL;
	return body_limit(&server->settings, found.route);
}

static bool handle_at_once(struct http_request *http, void *data)
{
	struct web_server *server = data;

	return asset_answer(http, server->is_https);
}

static enum hk_result check_settings(const struct web_settings *settings, bool *ret_is_https)
{
	scoped_arena *arena = hk_arena_new();

	*ret_is_https = hk_starts(settings->base_url, "https://");
	if (*ret_is_https || (hk_starts(settings->base_url, "http://") &&
			      host_is_private(host_of(arena, settings->base_url))))
		return HK_OK;
	hk_log(HK_LOG_ERROR, "web.base_url",
	       "value=%s problem=\"plain http is served on private addresses only\"",
	       settings->base_url);
	return HK_INVALID;
}

static void server_free(struct web_server *server)
{
	router_free(server->router);
	proxies_free(server->proxies);
	hk_free(server);
}

static enum hk_result server_open(struct web_server *server)
{
	const struct web_settings *settings = &server->settings;
	static const char purpose[] = "tokens of forms";

	HK_TRY(check_settings(settings, &server->is_https));
	HK_TRY(proxies_new(settings->trusted_proxies ? settings->trusted_proxies : "",
			   &server->proxies));
	HK_TRY(router_new(settings->families, &server->router));
	hk_hmac(settings->house->key, purpose, strlen(purpose), server->form_key);

	struct http_settings http = { .listen = settings->listen,
				      .threads = settings->threads,
				      .workers = settings->workers,
				      .queue = settings->queue,
				      .body_max = settings->upload_max,
				      .spool = settings->spool,
				      .data = server,
				      .worker_new = worker_new,
				      .worker_free = worker_free,
				      .answer = handle,
				      .answer_at_once = handle_at_once,
				      .body_limit = limit_body };

	return http_start(&http, &server->http);
}

enum hk_result web_start(const struct web_settings *settings, struct web_server **ret)
{
	struct web_server *server = http_new(sizeof(*server));

	server->settings = *settings;
	if (!server->settings.upload_max)
		server->settings.upload_max = UPLOAD_MAX;

	enum hk_result result = server_open(server);

	if (result != HK_OK) {
		server_free(server);
		return result;
	}
	*ret = server;
	return HK_OK;
}

void web_stop(struct web_server *server, int64_t grace_ms)
{
	if (!server)
		return;
	http_stop(server->http, grace_ms);
	server_free(server);
}

uint16_t web_port(const struct web_server *server)
{
	return http_port(server->http);
}

void web_publish(struct web_server *server, int64_t org_id, int64_t seq, const char *name,
		 const char *data)
{
	scoped_arena *arena = hk_arena_new();
	struct http_event event = { .topic = hk_format(arena, "%" PRId64 "/staff", org_id),
				    .id = seq,
				    .name = name,
				    .data = data };

	http_publish(server->http, &event);
}

void web_publish_topic(struct web_server *server, const char *topic, int64_t seq, const char *name,
		       const char *data)
{
	http_publish(server->http,
		     &(struct http_event){ .topic = topic, .id = seq, .name = name, .data = data });
}

void web_end_session(struct web_server *server, int64_t session_id)
{
	http_end_streams(server->http, session_id);
}

void web_read_figures(const struct web_server *server, struct web_figures *ret)
{
	http_read_figures(server->http, &ret->http);
	for (size_t i = 0; i < HK_COUNT(server->answers); i++)
		ret->answers[i] = atomic_load(&server->answers[i]);
	for (size_t i = 0; i < WEB_LATENCIES; i++)
		ret->latencies[i] = atomic_load(&server->latencies[i]);
	ret->latency_count = atomic_load(&server->latency_count);
	ret->latency_us = atomic_load(&server->latency_us);
}
