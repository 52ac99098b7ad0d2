/* A ticket is put away until a time, and comes back. */
#include <inttypes.h>

#include "base/text.h"
#include "base/time.h"
#include "core/i18n.h"
#include "standard/clock.h"
#include "standard/said.h"
#include "ticket/clock/clocks.h"
#include "ticket/work/snooze.h"
#include "tpl_part_snooze.h"
#include "tpl_snooze.h"
#include "web/pages/again.h"
#include "web/pages/desk/snooze_view.h"
#include "web/pages/families.h"
#include "web/pages/notice.h"
#include "web/pages/ticket/ticket_deeds.h"
#include "web/pages/ticket/ticket_later_view.h"

enum { SOON_HOURS = 3, WHEN_MAX = 100 };

static const char *due(const struct ctx *cx, int64_t at)
{
	const struct i18n_reader mine = i18n_reader_of(cx);

	return i18n_due(&mine, cx->now, at);
}

/* In three hours, and what a reply that leaves later may choose. */
static struct part_options choices_of(struct ctx *cx)
{
	struct part_options usual = later_options(cx, cx->timezone);
	struct part_option *items = hk_alloc(cx->arena, usual.count + 1, sizeof(*items));
	int64_t soon = cx->now + SOON_HOURS * HK_HOUR;

	items[0] = (struct part_option){ .value = hk_format(cx->arena, "%" PRId64, soon),
					 .label = i18n_text(cx->language, TR("In three hours")),
					 .hint = due(cx, soon) };
	for (size_t i = 0; i < usual.count; i++)
		items[i + 1] = usual.items[i];
	return (struct part_options){ items, usual.count + 1 };
}

static enum hk_result form_find(struct web_request *req, struct snooze_form *ret)
{
	struct ctx *cx = req->cx;
	struct part_errors errors = page_errors(cx);
	const char *problem = page_problem(cx);
	struct ticket ticket;
	int64_t number, warning;
	enum hk_result may;

	HK_TRY(web_path_number(req, "number", &number));
	HK_TRY(ticket_find(cx, number, &ticket));
	HK_TRY(snooze_warning(cx, &ticket, &warning));
	may = snooze_may(cx, &ticket);
	if (may != HK_OK && may != HK_CONFLICT)
		return may;
	*ret = (struct snooze_form){
		.self = hk_format(cx->arena, "/tickets/%" PRId64, ticket.number),
		.subject = ticket.subject,
		.language = ticket.language,
		.number = ticket.number,
		.choices = choices_of(cx),
		.warning = warning == CLOCK_NEVER ? 0 : warning,
		.is_late = warning <= cx->now,
		.when = page_form(req, "when"),
		.why = page_form(req, "why"),
		.why_not = may == HK_OK ? "" : cx->problem,
		.problem = may == HK_OK ? problem : "",
		.errors = errors,
	};
	return HK_OK;
}

static enum hk_result show(struct web_request *req)
{
	struct snooze_form form;

	HK_TRY(form_find(req, &form));
	if (web_is_part(req))
		tpl_part_snooze(req->out, &req->page, &form);
	else
		tpl_snooze(req->out, &req->page, &form);
	return HK_OK;
}

static enum hk_result show_again(struct ctx *cx, void *data)
{
	struct web_request *req = data;
	struct snooze_form form;
	int64_t until = web_form_number(req, "until", 0);

	HK_TRY(form_find(req, &form));
	/* What a button said stands in words, so that only the reason is missing. */
	if (until && !*form.when)
		form.when = i18n_clock_write(cx->kit->formats, cx->arena, cx->timezone, until);
	tpl_snooze(req->out, &req->page, &form);
	return HK_OK;
}

/* A button, a time as fields have it, or words in any of our languages. */
static enum hk_result until_find(struct ctx *cx, struct web_request *req,
				 const struct ticket *ticket, int64_t *ret)
{
	const char *when = page_form(req, "when");
	struct said_clocks clocks = { .formats = cx->kit->formats,
				      .timezone = cx->timezone,
				      .ours = cx->timezone,
				      .now = cx->now };

	*ret = web_form_number(req, "until", 0);
	if (*ret || i18n_clock_read(cx->kit->formats, cx->timezone, when, ret))
		return HK_OK;
	HK_TRY(clocks_business(cx, ticket, &clocks.business));
	if (said_when(cx->arena, when, &clocks, ret))
		return HK_OK;
	return field_problem(cx, "until",
			     TR("Please say when in other words, such as: tomorrow at 3."));
}

static enum hk_result put_work(struct ctx *cx, struct ticket_deed *deed)
{
	int64_t *until = deed->data;

	HK_TRY(until_find(cx, deed->req, &deed->ticket, until));
	return snooze_put(cx, &deed->ticket, *until, page_form(deed->req, "why"));
}

static enum hk_result put(struct web_request *req)
{
	struct ctx *cx = req->cx;
	struct ticket_deed deed;
	int64_t until = 0;
	enum hk_result result = ticket_deed_do(req, put_work, &until, &deed);

	if (page_is_mendable(result))
		return page_again(req, page_status_of(result), show_again, req);
	HK_TRY(result);
	return notice_answer(req, ticket_back_list(req),
			     i18n_fill(cx->arena,
				       i18n_text(cx->language, TR("It comes back {time}.")), "time",
				       due(cx, until), NULL),
			     hk_format(cx->arena, "/tickets/%" PRId64 "/wake", deed.ticket.number));
}

static enum hk_result wake_work(struct ctx *cx, struct ticket_deed *deed)
{
	return snooze_end(cx, &deed->ticket);
}

static enum hk_result wake(struct web_request *req)
{
	struct ticket_deed deed;
	enum hk_result result = ticket_deed_do(req, wake_work, NULL, &deed);

	return ticket_deed_answer(req, result, &deed, TR("It is in your inbox again."), "");
}

static const struct web_param put_params[] = { { "until", PARAM_NUMBER, 0 },
					       { "when", PARAM_TEXT, WHEN_MAX },
					       { "why", PARAM_TEXT, SNOOZE_WHY_LETTERS },
					       { 0 } };

const struct web_route snooze_pages[] = {
	ROUTE("GET", "/tickets/{number}/snooze", RIGHT_TICKET_REPLY, show, 0, NULL),
	ROUTE("POST", "/tickets/{number}/snooze", RIGHT_TICKET_REPLY, put, 0, put_params),
	ROUTE("POST", "/tickets/{number}/wake", RIGHT_TICKET_REPLY, wake, 0, NULL),
	{ 0 },
};
