#include <inttypes.h>

#include "core/event.h"
#include "core/job.h"
#include "core/org.h"
#include "intake/ledger.h"
#include "job/alarm.h"
#include "parse/parse.h"
#include "ticket/mail/outbox.h"
#include "ticket/ticket.h"
#include "web/pages/families.h"
#include "web/web_server.h"

enum { TROUBLED_MAX = 1000 };

static enum hk_result refuse(struct web_request *req, const char *reason)
{
	req->status = 503;
	hk_buf_text(req->out->to, reason);
	return HK_OK;
}

static enum hk_result show_health(struct web_request *req)
{
	req->type = "text/plain; charset=utf-8";
	if (db_ping(req->cx->house->store) != HK_OK)
		return refuse(req, "the database does not answer\n");
	if (req->cx->house->parse && !parse_pool_is_alive(req->cx->house->parse))
		return refuse(req, "the readers of mail are gone\n");
	hk_buf_text(req->out->to, "ok\n");
	return HK_OK;
}

static void put(struct web_request *req, const char *name, const char *kind, const char *help)
{
	hk_buf_format(req->out->to, "# HELP hark_%s %s\n# TYPE hark_%s %s\n", name, help, name,
		      kind);
}

static void put_latencies(struct web_request *req, const struct web_figures *figures)
{
	uint64_t sum = 0;

	put(req, "answer_seconds", "histogram", "How long answers took.");
	for (int i = 0; i < WEB_LATENCIES; i++) {
		sum += figures->latencies[i];
		hk_buf_format(req->out->to, "hark_answer_seconds_bucket{le=\"%g\"} %" PRIu64 "\n",
			      (double)web_latencies_us[i] / 1e6, sum);
	}
	hk_buf_format(req->out->to,
		      "hark_answer_seconds_bucket{le=\"+Inf\"} %" PRIu64 "\n"
		      "hark_answer_seconds_sum %g\nhark_answer_seconds_count %" PRIu64 "\n",
		      figures->latency_count, (double)figures->latency_us / 1e6,
		      figures->latency_count);
}

static void put_web(struct web_request *req)
{
	struct web_figures figures;

	web_read_figures(web_server_of(req), &figures);
	put(req, "answers_total", "counter", "Answers by the class of their status.");
	for (int i = 1; i < 6; i++)
		hk_buf_format(req->out->to, "hark_answers_total{class=\"%dxx\"} %" PRIu64 "\n", i,
			      figures.answers[i]);
	put_latencies(req, &figures);
}

/* What an operator is woken for: mail that did not leave, duties that failed for good. */
static enum hk_result put_org(struct web_request *req, const char *code)
{
	struct job_list dead;
	struct ticket_ends ends;
	int64_t troubled, seq, waiting, alarms, stopped;

	HK_TRY(outbox_count_troubled(req->cx, TROUBLED_MAX, &troubled));
	HK_TRY(job_dead(req->cx, TROUBLED_MAX, &dead));
	HK_TRY(event_last(req->cx, &seq));
	HK_TRY(inbound_count(req->cx, "quarantine", TROUBLED_MAX, &waiting));
	HK_TRY(alarm_sums(req->cx, &alarms, &stopped));
	HK_TRY(ticket_count_ends(req->cx, &ends));
	hk_buf_format(req->out->to,
		      "hark_outbox_troubled{org=\"%s\"} %" PRId64
		      "\nhark_jobs_dead{org=\"%s\"} %zu\n"
		      "hark_events_total{org=\"%s\"} %" PRId64 "\n",
		      code, troubled, code, dead.count, code, seq);
	hk_buf_format(req->out->to,
		      "hark_quarantine{org=\"%s\"} %" PRId64
		      "\nhark_alarms_open{org=\"%s\"} %" PRId64
		      "\nhark_automatic_stopped_total{org=\"%s\"} %" PRId64 "\n",
		      code, waiting, code, alarms, code, stopped);
	hk_buf_format(req->out->to,
		      "hark_tickets_closed{org=\"%s\",how=\"confirmed\"} %" PRId64
		      "\nhark_tickets_closed{org=\"%s\",how=\"by_phone\"} %" PRId64
		      "\nhark_tickets_closed{org=\"%s\",how=\"not_confirmed\"} %" PRId64
		      "\nhark_tickets_closed{org=\"%s\",how=\"not_asked\"} %" PRId64 "\n",
		      code, ends.confirmed, code, ends.by_phone, code, ends.not_confirmed, code,
		      ends.not_asked);
	return HK_OK;
}

/* Also when it fails, what follows is of the organisation that was asked. */
static enum hk_result put_orgs(struct web_request *req)
{
	struct ctx *cx = req->cx;
	enum hk_result result = HK_OK;
	struct org_list orgs;
	int64_t before = cx->org_id;

	HK_TRY(org_every(cx, &orgs));
	put(req, "outbox_troubled", "gauge", "Mails that failed or whose fate is unknown.");
	put(req, "jobs_dead", "gauge", "Duties that were given up.");
	put(req, "events_total", "counter", "Recorded events.");
	put(req, "quarantine", "gauge", "Mails kept for a person to look at.");
	put(req, "alarms_open", "gauge", "Loops and limits that no administrator has settled.");
	put(req, "automatic_stopped_total", "counter", "Automatic mails that were not sent.");
	put(req, "tickets_closed", "gauge",
	    "Closed tickets, by whether the customer confirmed that they are solved.");
	for (size_t i = 0; i < orgs.count && result == HK_OK; i++) {
		cx->org_id = cx->db->org_id = orgs.items[i].org_id;
		result = put_org(req, orgs.items[i].code);
	}
	cx->org_id = cx->db->org_id = before;
	return result;
}

/* Counts only; nginx keeps it from the internet (docs/operate.md). */
static enum hk_result show_metrics(struct web_request *req)
{
	req->type = "text/plain; version=0.0.4; charset=utf-8";
	put_web(req);
	return put_orgs(req);
}

const struct web_route health_pages[] = {
	ROUTE("GET", "/healthz", RIGHT_PUBLIC, show_health, WEB_ANONYMOUS | WEB_HOUSE, NULL),
	ROUTE("GET", "/metrics", RIGHT_PUBLIC, show_metrics, WEB_ANONYMOUS, NULL),
	{ 0 },
};
