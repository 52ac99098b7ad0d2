/*
 * The web role: pages and API of every organisation over HTTP. app/ starts it
 * with the tables of routes; everything a handler sees of it is web.h.
 */
#pragma once

#include "web/http.h"
#include "web/web.h"

struct web_server;

/* What the house's pages do for the framework, so that it knows no template. */
struct web_pages {
	/* Fills what req->page shows beside language, person and organisation: counts of the side
	 * bar, URLs of assets. Under ctx_read(), before a handler for GET and before
	 * show_problem(). May be NULL. */
	enum hk_result (*prepare)(struct web_request *req);
	/* Writes the page that explains the result; cx->problem is its sentence or NULL, and
	 * req->status the code. cx->db is NULL when the database does not answer. */
	void (*show_problem)(struct web_request *req, enum hk_result result);
	const char *staff_sign_in, *customer_sign_in; /* paths; they take ?next=PATH */
};

/* Zero stands for the defaults of http.h. Everything outlives the server. */
struct web_settings {
	const char *listen, *base_url, *trusted_proxies;
	unsigned threads, workers, queue;
	int64_t upload_max;
	const char *spool;
	const struct house *house;
	const struct web_family *families; /* the one without a name ends them */
	const struct web_pages *pages;
	int64_t (*now)(void *data); /* the clock that requests go by, ms UTC */
	void *data;
};

/* HK_INVALID: a setting cannot be served, such as a plain http base_url that is no private
 * address; HK_UNAVAILABLE: an address is taken; HK_FAILED: a route table is wrong. All logged. */
enum hk_result web_start(const struct web_settings *settings, struct web_server **ret);
/* Lets requests in flight end, at most grace_ms for those who take no answer. Who publishes must
 * have ended before. Takes NULL. */
void web_stop(struct web_server *server, int64_t grace_ms);
uint16_t web_port(const struct web_server *server);

/* To everybody of the staff who listens: seq is that of the event table. */
void web_publish(struct web_server *server, int64_t org_id, int64_t seq, const char *name,
		 const char *data);
/* To everybody who listens to that topic; seq rises by one within it. */
void web_publish_topic(struct web_server *server, const char *topic, int64_t seq, const char *name,
		       const char *data);
/* The session is over, so its open streams are too. */
void web_end_session(struct web_server *server, int64_t session_id);

enum { WEB_LATENCIES = 12 };

/* Upper bounds in microseconds; slower ones are only in the total. */
extern const int64_t web_latencies_us[WEB_LATENCIES];

struct web_figures {
	struct http_figures http;
	uint64_t answers[6]; /* by the first digit of the status */
	uint64_t latencies[WEB_LATENCIES], latency_count, latency_us; /* of answers by workers */
};

void web_read_figures(const struct web_server *server, struct web_figures *ret);
/* For the page of figures. */
struct web_server *web_server_of(const struct web_request *req);
