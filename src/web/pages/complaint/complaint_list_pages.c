/* /complaints: those that are open, and the review of a year. */
#include <inttypes.h>

#include "base/text.h"
#include "core/i18n.h"
#include "core/rights.h"
#include "standard/clock.h"
#include "tpl_complaint_year.h"
#include "tpl_complaints.h"
#include "web/pages/complaint/complaint_list.h"
#include "web/pages/families.h"

enum { ROWS = 200, YEAR_FIRST = 2000, YEAR_LAST = 2200 };

static const char *code_words(struct ctx *cx, const struct complaint_code *codes, const char *code)
{
	return i18n_text(cx->language, complaint_words_of(codes, code));
}

static struct complaint_row row_of(struct ctx *cx, const struct ticket_line *line)
{
	return (struct complaint_row){
		.url = hk_format(cx->arena, "/tickets/%" PRId64 "/complaint", line->number),
		.subject = line->subject,
		.language = line->language,
		.customer = line->customer_name,
		.owner = line->owner_name,
		.stage = "",
		.tone = "line",
		.severity = "",
		.number = line->number,
		.due_at = line->due_at,
		.is_late = line->due_at < cx->now,
	};
}

/* Only what the reader may see. */
static enum hk_result open_fill(struct ctx *cx, struct complaint_rows *ret)
{
	struct complaint_opens opens;
	struct ticket_lines lines;
	int64_t *ids;

	HK_TRY(complaint_open_find(cx, ROWS, &opens));
	ids = hk_alloc(cx->arena, opens.count, sizeof(*ids));
	for (size_t i = 0; i < opens.count; i++)
		ids[i] = opens.items[i].ticket_id;
	HK_TRY(ticket_lines_of(cx, ids, opens.count, &lines));
	*ret = (struct complaint_rows){ hk_alloc(cx->arena, lines.count, sizeof(*ret->items)), 0 };
	for (size_t i = 0; i < lines.count; i++)
		for (size_t k = 0; k < opens.count; k++) {
			const struct complaint_open *one = &opens.items[k];
			struct complaint_row row;

			if (one->ticket_id != lines.items[i].id ||
			    hk_equal(lines.items[i].bucket, "spam") ||
			    hk_equal(lines.items[i].bucket, "deleted"))
				continue;
			row = row_of(cx, &lines.items[i]);
			row.stage = code_words(cx, complaint_stages, one->stage);
			row.tone = hk_equal(one->stage, "refused") ? "danger" : "warn";
			row.severity = code_words(cx, complaint_severities, one->severity);
			row.received_at = one->received_at;
			row.is_safety = one->is_safety != 0;
			ret->items[ret->count++] = row;
		}
	return HK_OK;
}

static enum hk_result suspected_fill(struct ctx *cx, struct complaint_rows *ret)
{
	struct ticket_lines lines;
	int64_t ids[ROWS];
	size_t count;

	HK_TRY(complaint_suspected_find(cx, ROWS, ids, &count));
	HK_TRY(ticket_lines_of(cx, ids, count, &lines));
	*ret = (struct complaint_rows){ hk_alloc(cx->arena, lines.count, sizeof(*ret->items)), 0 };
	for (size_t i = 0; i < lines.count; i++) {
		struct complaint_row row = row_of(cx, &lines.items[i]);

		row.url = hk_format(cx->arena, "/tickets/%" PRId64, row.number);
		row.received_at = lines.items[i].opened_at;
		ret->items[ret->count++] = row;
	}
	return HK_OK;
}

static int64_t year_of(struct ctx *cx)
{
	int64_t year = YEAR_FIRST;
	const char *text = i18n_clock_write(cx->kit->formats, cx->arena, cx->timezone, cx->now);

	return hk_number(hk_copy(cx->arena, text, 4), &year) ? year : YEAR_FIRST;
}

static enum hk_result show_list(struct web_request *req)
{
	struct complaint_screen screen = { .may_report =
						   actor_may(req->cx->actor, RIGHT_REPORT_READ) };

	HK_TRY(open_fill(req->cx, &screen.open));
	HK_TRY(suspected_fill(req->cx, &screen.suspected));
	tpl_complaints(req->out, &req->page, &screen);
	return HK_OK;
}

static int64_t begin_of(struct ctx *cx, int64_t year)
{
	int64_t at = 0;

	(void)i18n_day_read(cx->kit->formats, cx->timezone,
			    hk_format(cx->arena, "%04d-01-01", (int)year), &at);
	return at;
}

static struct complaint_bars bars_of(struct ctx *cx, const struct complaint_code *codes,
				     const struct complaint_tally *tallies)
{
	struct complaint_bars bars = {
		hk_alloc(cx->arena, COMPLAINT_CODES_MOST, sizeof(*bars.items)), 0
	};
	int64_t most = 1;

	for (size_t i = 0; i < COMPLAINT_CODES_MOST && tallies[i].code; i++)
		most = tallies[i].count > most ? tallies[i].count : most;
	for (size_t i = 0; i < COMPLAINT_CODES_MOST && tallies[i].code; i++)
		bars.items[bars.count++] =
			(struct complaint_bar){ code_words(cx, codes, tallies[i].code),
						tallies[i].count, most };
	return bars;
}

static struct complaint_bars numbers_of(struct ctx *cx, const int64_t *counts, size_t from,
					size_t until)
{
	struct complaint_bars bars = { hk_alloc(cx->arena, until, sizeof(*bars.items)), 0 };
	int64_t most = 1;

	for (size_t i = from; i < until; i++)
		most = counts[i] > most ? counts[i] : most;
	for (size_t i = from; i < until; i++)
		bars.items[bars.count++] =
			(struct complaint_bar){ hk_format(cx->arena, "%zu", from ? i : i + 1),
						counts[i], most };
	return bars;
}

static enum hk_result show_year(struct web_request *req)
{
	struct ctx *cx = req->cx;
	struct complaint_year view = { .before = "", .after = "" };
	int64_t year, now = year_of(cx);

	year = web_query_number(req, "year", now);
	if (year < YEAR_FIRST || year > YEAR_LAST)
		return HK_NOT_FOUND;
	HK_TRY(complaint_report_find(cx, begin_of(cx, year), begin_of(cx, year + 1), &view.report));
	view.report.year = year;
	view.title = i18n_fill(cx->arena, i18n_text(cx->language, TR("Complaints of {year}")),
			       "year", hk_format(cx->arena, "%" PRId64, year), NULL);
	view.months = numbers_of(cx, view.report.months, 0, COMPLAINT_MONTHS);
	view.scores = numbers_of(cx, view.report.scores, 1, COMPLAINT_SCORES);
	view.causes = bars_of(cx, complaint_causes, view.report.causes);
	view.outcomes = bars_of(cx, complaint_outcomes, view.report.outcomes);
	view.severities = bars_of(cx, complaint_severities, view.report.severities);
	view.is_log_whole = view.report.logs_broken == 0;
	view.before = hk_format(cx->arena, "/complaints/review?year=%" PRId64, year - 1);
	if (year < now)
		view.after = hk_format(cx->arena, "/complaints/review?year=%" PRId64, year + 1);
	tpl_complaint_year(req->out, &req->page, &view);
	return HK_OK;
}

static const struct web_param year_params[] = { { "year", PARAM_NUMBER, 0 }, { 0 } };

const struct web_route complaint_list_pages[] = {
	ROUTE("GET", "/complaints", RIGHT_COMPLAINT, show_list, 0, NULL),
	ROUTE("GET", "/complaints/review", RIGHT_REPORT_READ, show_year, 0, year_params),
	{ 0 },
};
