/* /promises: what the reader has to keep today, and what is at risk in his teams. */
#include <inttypes.h>

#include "base/text.h"
#include "base/time.h"
#include "core/i18n.h"
#include "core/rights.h"
#include "insight/score.h"
#include "tpl_part_promise_rows.h"
#include "tpl_promises.h"
#include "web/pages/cursor.h"
#include "web/pages/families.h"
#include "web/pages/ticket/promise_screen.h"

enum { ROWS = 50, RATE_DAYS = 30, RATE_LEAST = 10, PERCENT = 100, DAY_AND_A_HALF_HOURS = 36 };

/* A team's promise is at risk when it broke, or is due within this time. */
#define AT_RISK (2 * HK_HOUR)

static const char *due_words(struct ctx *cx, int64_t due_at)
{
	const struct i18n_reader reader = i18n_reader_of(cx);

	return i18n_fill(cx->arena,
			 i18n_text(cx->language,
				   due_at <= cx->now ? TR("Was due {time}") : TR("Due {time}")),
			 "time", i18n_due(&reader, cx->now, due_at), NULL);
}

static void row_fill(struct ctx *cx, const struct promise_line *line, struct promise_row *ret)
{
	*ret = (struct promise_row){
		.url = hk_format(cx->arena, "/tickets/%" PRId64 "/promises/%" PRId64, line->number,
				 line->id),
		.ticket = hk_format(cx->arena, "/tickets/%" PRId64, line->number),
		.text = line->text,
		.language = line->language,
		.customer = line->customer,
		.keeper = line->keeper,
		.tone = line->due_at <= cx->now            ? "danger"
			: line->due_at < cx->now + HK_HOUR ? "warn"
							   : "info",
		.words = due_words(cx, line->due_at),
		.number = line->number,
		.due_at = line->due_at,
		.version = line->version,
	};
}

static const char *percent(struct ctx *cx, double share)
{
	return hk_format(cx->arena, "%d", (int)(share * PERCENT + 0.5));
}

/* How many of those whose end is known; a share only where there are enough to believe it. */
static void rate_fill(struct ctx *cx, const struct promise_sums *sums,
		      struct promise_screen_list *ret)
{
	struct score_share share = { .inside = 0 };
	struct score score;
	int64_t all = sums->kept + sums->broken;

	ret->rate = ret->rate_hint = "";
	if (!all)
		return;
	ret->rate = i18n_fill(
		cx->arena, i18n_text(cx->language, TR("Kept in the last 30 days: {kept} of {all}")),
		"kept", hk_format(cx->arena, "%" PRId64, sums->kept), "all",
		hk_format(cx->arena, "%" PRId64, all), NULL);
	if (!share_add(&share, true, 1, sums->kept) || !share_add(&share, false, 1, sums->broken))
		return;
	score = share_score(&share, RATE_LEAST);
	if (score.state != SCORE_TOLD) {
		ret->rate_hint = i18n_text(cx->language, TR("Too few yet for a rate."));
		return;
	}
	ret->rate_hint =
		i18n_fill(cx->arena,
			  i18n_text(cx->language,
				    TR("{share} %; the true rate is most likely between {low} and "
				       "{high} %")),
			  "share", percent(cx, score.value), "low", percent(cx, score.low), "high",
			  percent(cx, score.high), NULL);
}

static int64_t midnight_after(struct ctx *cx)
{
	int64_t today = i18n_day_start(cx->kit->formats, cx->timezone, cx->now);

	return i18n_day_start(cx->kit->formats, cx->timezone,
			      today + DAY_AND_A_HALF_HOURS * HK_HOUR);
}

static enum hk_result list_find(struct web_request *req, enum promise_view view,
				struct promise_screen_list *ret)
{
	struct ctx *cx = req->cx;
	const char *after = web_query(req, "after");
	struct ticket_cursor cursor;
	struct promise_lines lines;
	struct promise_sums sums;
	bool is_team = view == PROMISES_TEAM;

	if (!cursor_read(cx->arena, after, &cursor))
		return HK_NOT_FOUND;
	HK_TRY(promises_page(cx, view, is_team ? cx->now + AT_RISK : midnight_after(cx), cursor,
			     ROWS + 1, &lines));
	HK_TRY(promises_sums(cx, view, cx->now - RATE_DAYS * HK_DAY, &sums));
	*ret = (struct promise_screen_list){
		.is_team = is_team,
		.url = is_team ? "/promises/team" : "/promises",
		.next = "",
		.is_first = !after || !*after,
		.may_decide = actor_may(cx->actor, RIGHT_TICKET_REPLY),
	};
	ret->live = ret->is_first ? ret->url : hk_format(cx->arena, "%s?after=%s", ret->url, after);
	if (lines.count > ROWS) {
		const struct promise_line *last = &lines.items[ROWS - 1];

		lines.count = ROWS;
		ret->next = hk_format(
			cx->arena, "%s?after=%s", ret->url,
			cursor_text(cx->arena, (struct ticket_cursor){ last->due_at, last->id }));
	}
	ret->rows.items = hk_alloc(cx->arena, lines.count, sizeof(*ret->rows.items));
	ret->rows.count = lines.count;
	for (size_t i = 0; i < lines.count; i++)
		row_fill(cx, &lines.items[i], &ret->rows.items[i]);
	rate_fill(cx, &sums, ret);
	return HK_OK;
}

static enum hk_result show(struct web_request *req, enum promise_view view)
{
	struct promise_screen_list list;

	HK_TRY(list_find(req, view, &list));
	if (web_is_part(req))
		tpl_part_promise_rows(req->out, &req->page, &list);
	else
		tpl_promises(req->out, &req->page, &list);
	return HK_OK;
}

static enum hk_result show_mine(struct web_request *req)
{
	return show(req, PROMISES_MINE);
}

static enum hk_result show_team(struct web_request *req)
{
	return show(req, PROMISES_TEAM);
}

static const struct web_param list_params[] = { { "after", PARAM_CURSOR, 0 }, { 0 } };

const struct web_route promise_list_pages[] = {
	ROUTE("GET", "/promises", RIGHT_TICKET_READ, show_mine, WEB_PART, list_params),
	ROUTE("GET", "/promises/team", RIGHT_TICKET_READ, show_team, WEB_PART, list_params),
	{ 0 },
};
