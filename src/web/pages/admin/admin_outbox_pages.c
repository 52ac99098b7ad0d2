/* What did not leave: mail in trouble, and what the house stopped by itself. */
#include <inttypes.h>
#include <string.h>

#include "base/text.h"
#include "core/audit.h"
#include "core/i18n.h"
#include "job/alarm.h"
#include "people/staff.h"
#include "ticket/history.h"
#include "ticket/mail/outbox.h"
#include "ticket/ticket.h"
#include "web/pages/admin/admin_view.h"
#include "web/pages/families.h"
#include "web/pages/notice.h"
#include "web/pages/ticket/ticket_words.h"

enum { PAGE = 50 };

static const struct ticket_word troubles[] = {
	{ "failed", TR("Failed"), "danger", "" },      { "unknown", TR("Unknown"), "danger", "" },
	{ "queued", TR("On its way"), "warn", "" },    { "sending", TR("On its way"), "warn", "" },
	{ "held", TR("On its way"), "warn", "" },      { "sent", TR("Sent"), "good", "" },
	{ "cancelled", TR("Taken back"), "warn", "" },
};

static const struct ticket_word kinds[] = {
	{ "loop", TR("Two machines answered each other"), "danger", "" },
	{ "address", TR("Too many to one address"), "warn", "" },
	{ "thread", TR("Too many about one ticket"), "warn", "" },
	{ "rule", TR("Too many of one kind in an hour"), "danger", "" },
	{ "hour", TR("Too many in an hour"), "danger", "" },
	{ "access", TR("A mailbox may not sign in any more"), "danger", "" },
	{ "server", TR("A mailbox cannot send"), "danger", "" },
	{ "fetch", TR("A mailbox cannot be fetched"), "danger", "" },
	{ "infected", TR("A file has a virus"), "danger", "" },
	{ "scanner", TR("The virus scanner does not answer"), "danger", "" },
};

static const struct ticket_word rules[] = {
	{ "confirm", TR("Confirmation"), "", "" },
	{ "left_out", TR("Word about files that were too much"), "", "" },
	{ "too_large", TR("Word about a mail that was too large"), "", "" },
	{ "owner", TR("Word to an owner"), "", "" },
	{ "promise", TR("Word about a promise"), "", "" },
	{ "clock", TR("Word about the time of an answer"), "", "" },
	{ "follow_up", TR("Was it really solved?"), "", "" },
	{ "reminder", TR("Reminder"), "", "" },
	{ "sign_in", TR("All of it"), "", "" },
	{ "sending", TR("What it sends"), "", "" },
	{ "fetching", TR("What comes to it"), "", "" },
	{ "rule.loop", TR("Rules that set each other off"), "", "" },
	{ "rule.chain", TR("A long chain of rules"), "", "" },
	{ "rule.often", TR("A rule that acted too often on one ticket"), "", "" },
	{ "rule", TR("Saved reply of a rule"), "", "" },
};

/* "rule 17" is the mail of one rule. */
static const char *what_of(const struct alarm *alarm)
{
	return hk_starts(alarm->what, "rule ") ? "rule" : alarm->what;
}

/* The ticket as far as this administrator may see it. may_see: of none too. */
static enum hk_result ticket_of(struct ctx *cx, int64_t id, struct ticket *ret, bool *ret_may_see)
{
	enum hk_result result = id ? ticket_by_id(cx, id, ret) : HK_NOT_FOUND;

	*ret_may_see = !id || result == HK_OK;
	if (result != HK_OK)
		ret->number = 0;
	return result == HK_NOT_FOUND ? HK_OK : result;
}

static const char *mail_path(struct ctx *cx, int64_t id)
{
	return hk_format(cx->arena, "/admin/outbox/%" PRId64, id);
}

static enum hk_result outbox_row(struct web_request *req, struct admin_list *list,
				 const struct outbox *one)
{
	struct admin_row *row = admin_row_add(req, list);
	struct ctx *cx = req->cx;
	struct ticket ticket;
	bool may_see;

	HK_TRY(ticket_of(cx, one->ticket_id, &ticket, &may_see));
	if (may_see)
		admin_time_link_add(row, one->dated_at, mail_path(cx, one->id));
	else
		admin_time_add(row, one->dated_at);
	admin_cell_add(row, may_see ? admin_addresses(cx, one->recipients) : "", "");
	admin_cell_add(row, may_see ? one->subject : "", "");
	admin_coded_add(req, row, troubles, HK_COUNT(troubles), one->state);
	admin_cell_add(row, one->server, "");
	admin_words_add(req, row, may_see ? one->verdict : "", "");
	return HK_OK;
}

static enum hk_result show_outbox(struct web_request *req)
{
	static const char *const heads[] = { TR("When"),        TR("To"),
					     TR("Subject"),     TR("State"),
					     TR("Mail server"), TR("What the mail server said") };
	struct admin_list list = { .title = TR("Mail in trouble"),
				   .lead = TR(
					   "Failed: the other server refused it. Unknown: the line "
					   "broke at the last moment, so it may have arrived."),
				   .add = "",
				   .empty = TR("All mail has left."),
				   .next = "",
				   .heads = { heads, HK_COUNT(heads) } };
	struct outbox_list rows;

	HK_TRY(outbox_troubled(req->cx, web_query_number(req, "before", INT64_MAX), PAGE + 1,
			       &rows));
	if (rows.count > PAGE) {
		rows.count = PAGE;
		list.next = hk_format(req->cx->arena, "/admin/outbox?before=%" PRId64,
				      rows.items[PAGE - 1].id);
	}
	admin_list_room(req, &list, rows.count);
	for (size_t i = 0; i < rows.count; i++)
		HK_TRY(outbox_row(req, &list, &rows.items[i]));
	return admin_list_show(req, &list);
}

struct wish {
	struct web_request *req;
	struct outbox mail;
	struct ticket ticket; /* number 0: about none */
};

static enum hk_result mail_of(struct ctx *cx, struct wish *wish)
{
	bool may_see;
	int64_t id;

	HK_TRY(web_path_number(wish->req, "id", &id));
	HK_TRY(outbox_find(cx, id, &wish->mail));
	HK_TRY(ticket_of(cx, wish->mail.ticket_id, &wish->ticket, &may_see));
	return may_see ? HK_OK : HK_NOT_FOUND;
}

static bool is_in_trouble(const struct outbox *mail)
{
	return !mail->settled_at &&
	       (hk_equal(mail->state, "failed") || hk_equal(mail->state, "unknown"));
}

static void mail_deeds(struct web_request *req, const struct outbox *mail,
		       struct admin_detail *detail)
{
	struct ctx *cx = req->cx;
	const char *path = mail_path(cx, mail->id);

	if (!is_in_trouble(mail))
		return;
	admin_deed_add(
		req, detail,
		&(struct admin_deed){
			hk_format(cx->arena, "%s/again", path), TR("Send it again"),
			*mail->lacking
				? TR("The same mail, with the same Message-ID, to those alone who "
				     "have not got it.")
				: TR("The same mail, with the same Message-ID, to the "
				     "same people. Who has it already may get it twice."),
			"" });
	admin_deed_add(req, detail,
		       &(struct admin_deed){ hk_format(cx->arena, "%s/done", path),
					     TR("It is done"),
					     TR("It arrived after all, or the customer was reached "
						"another way. It is not counted any more."),
					     "" });
}

/* The lines of it, with commas between. */
static const char *lacking_of(struct ctx *cx, const struct outbox *mail)
{
	const char *list = "";

	for (const char *at = mail->lacking; *at; at += strcspn(at, "\n"), at += *at == '\n')
		list = hk_format(cx->arena, "%s%s%s", list, *list ? ", " : "",
				 hk_copy(cx->arena, at, strcspn(at, "\n")));
	return list;
}

static enum hk_result mail_show(struct ctx *cx, void *data)
{
	static const char *const labels[] = { TR("When"),    TR("To"),
					      TR("Subject"), TR("Ticket"),
					      TR("State"),   TR("What the mail server said"),
					      TR("Tries"),   TR("Mail server"),
					      "Message-ID",  TR("Has not got it") };
	struct web_request *req = data;
	struct wish wish = { .req = req };
	struct admin_list one = { .title = "" };
	struct admin_row *row;

	HK_TRY(mail_of(cx, &wish));

	struct admin_detail detail = { .title = TR("A mail of ours"),
				       .back = "/admin/outbox",
				       .back_title = TR("Mail in trouble"),
				       .raw = wish.mail.body,
				       .raw_url = "" };

	admin_list_room(req, &one, 1);
	row = admin_row_add(req, &one);
	admin_time_add(row, wish.mail.dated_at);
	admin_cell_add(row, admin_addresses(cx, wish.mail.recipients), "");
	admin_cell_add(row, wish.mail.subject, "");
	admin_ticket_add(req, row, &wish.ticket);
	admin_coded_add(req, row, troubles, HK_COUNT(troubles), wish.mail.state);
	admin_words_add(req, row, wish.mail.verdict, "");
	admin_cell_add(row, hk_format(cx->arena, "%" PRId64, wish.mail.attempts), "");
	admin_cell_add(row, wish.mail.server, "");
	admin_cell_add(row, wish.mail.mail_id, "");
	if (*wish.mail.lacking)
		admin_cell_add(row, lacking_of(cx, &wish.mail), "");
	detail.facts = admin_facts_of(req, row, labels);
	mail_deeds(req, &wish.mail, &detail);
	return admin_detail_show(req, &detail);
}

static enum hk_result show_mail(struct web_request *req)
{
	return mail_show(req->cx, req);
}

/* Whoever has the ticket open sees the reply change its state. */
static enum hk_result tell(struct ctx *cx, const struct wish *wish, const char *action)
{
	HK_TRY(audit_record(cx, action,
			    hk_format(cx->arena, "%s %s", wish->mail.mail_id,
				      admin_addresses(cx, wish->mail.recipients))));
	if (!wish->ticket.number)
		return HK_OK;
	HK_TRY(history_record(cx, wish->ticket.id, action,
			      admin_addresses(cx, wish->mail.recipients), NULL));
	return ticket_tell(cx, &wish->ticket, "message.sending");
}

static enum hk_result again_work(struct ctx *cx, void *data)
{
	struct wish *wish = data;

	HK_TRY(mail_of(cx, wish));
	HK_TRY(outbox_again(cx, wish->mail.id));
	return tell(cx, wish, "outbox.again");
}

static enum hk_result done_work(struct ctx *cx, void *data)
{
	struct wish *wish = data;

	HK_TRY(mail_of(cx, wish));
	HK_TRY(outbox_done(cx, wish->mail.id));
	return tell(cx, wish, "outbox.done");
}

static enum hk_result post_deed(struct web_request *req, ctx_work *work, const char *notice)
{
	struct wish wish = { .req = req };
	enum hk_result result = ctx_write(req->cx, work, &wish);

	if (page_is_mendable(result))
		return page_again(req, page_status_of(result), mail_show, req);
	HK_TRY(result);
	return notice_answer(req, "/admin/outbox", i18n_text(req->cx->language, notice), "");
}

static enum hk_result post_again(struct web_request *req)
{
	return post_deed(req, again_work, TR("It leaves once more."));
}

static enum hk_result post_done(struct web_request *req)
{
	return post_deed(req, done_work, TR("It is counted no more."));
}

static const char *alarm_path(struct ctx *cx, int64_t id)
{
	return hk_format(cx->arena, "/admin/alarms/%" PRId64, id);
}

/* The cells of a row and of the page of one are the same. */
static const char *const alarm_heads[] = { TR("When"),     TR("What happened"), TR("Mail"),
					   TR("To"),       TR("Ticket"),        TR("Stopped"),
					   TR("Last one"), TR("State") };

static enum hk_result alarm_row(struct web_request *req, struct admin_list *list,
				const struct alarm *one)
{
	struct admin_row *row = admin_row_add(req, list);
	struct ctx *cx = req->cx;
	struct ticket ticket;
	bool may_see;

	HK_TRY(ticket_of(cx, one->ticket_id, &ticket, &may_see));
	admin_time_link_add(row, one->first_at, alarm_path(cx, one->id));
	admin_coded_add(req, row, kinds, HK_COUNT(kinds), one->kind);
	admin_coded_add(req, row, rules, HK_COUNT(rules), what_of(one));
	admin_cell_add(row, may_see ? one->address : "", "");
	admin_ticket_add(req, row, &ticket);
	admin_cell_add(row, hk_format(cx->arena, "%" PRId64, one->count), "");
	admin_time_add(row, one->last_at);
	admin_words_add(req, row, one->settled_at ? TR("Seen to") : TR("To see to"),
			one->settled_at ? "good" : "danger");
	return HK_OK;
}

static enum hk_result show_alarms(struct web_request *req)
{
	struct admin_list list = {
		.title = TR("Automatic mail that was stopped"),
		.lead = TR(
			"So that no two machines write to each other without an end, mail that "
			"nobody wrote has limits. What was stopped is not sent later. A mailbox "
			"that may not sign in, cannot send or cannot be fetched stands here too; "
			"its mail waits."),
		.add = "",
		.empty = TR("Nothing was stopped."),
		.next = "",
		.heads = { alarm_heads, HK_COUNT(alarm_heads) }
	};
	struct alarm_list rows;

	HK_TRY(alarm_page(req->cx, web_query_number(req, "before", INT64_MAX), PAGE, &rows));
	admin_list_room(req, &list, rows.count);
	for (size_t i = 0; i < rows.count; i++)
		HK_TRY(alarm_row(req, &list, &rows.items[i]));
	if (rows.count == PAGE)
		list.next = hk_format(req->cx->arena, "/admin/alarms?before=%" PRId64,
				      rows.items[rows.count - 1].id);
	return admin_list_show(req, &list);
}

static bool is_of_mailbox(const struct alarm *alarm)
{
	return hk_equal(alarm->kind, "access") || hk_equal(alarm->kind, "server");
}

static enum hk_result show_alarm(struct web_request *req)
{
	struct admin_detail detail = { .title = TR("Automatic mail that was stopped"),
				       .back = "/admin/alarms",
				       .back_title = TR("Automatic mail that was stopped"),
				       .raw = "",
				       .raw_url = "" };
	struct admin_list one = { .title = "" };
	struct alarm alarm;
	int64_t id;

	HK_TRY(web_path_number(req, "id", &id));
	HK_TRY(alarm_find(req->cx, id, &alarm));
	admin_list_room(req, &one, 1);
	HK_TRY(alarm_row(req, &one, &alarm));
	one.rows.items[0].cells.items[0].url = "";
	detail.facts = admin_facts_of(req, &one.rows.items[0], alarm_heads);
	if (!alarm.settled_at)
		admin_deed_add(
			req, &detail,
			&(struct admin_deed){
				hk_format(req->cx->arena, "%s/settle", alarm_path(req->cx, id)),
				TR("It is seen to"),
				hk_equal(alarm.kind, "fetch")
					? TR("What waited in the mailbox comes by itself once it "
					     "can be "
					     "fetched, and this is then seen to by itself too. "
					     "What the "
					     "server says stands in the list of mailboxes.")
				: is_of_mailbox(&alarm)
					? TR("The mailbox signs in and sends again, and what "
					     "waited leaves by itself.")
					: TR("The other machine was told, or it was a customer in "
					     "a hurry. When it happens again, it stands here "
					     "again."),
				"" });
	return admin_detail_show(req, &detail);
}

static enum hk_result settle_work(struct ctx *cx, void *data)
{
	const struct web_request *req = data;
	struct alarm alarm;
	int64_t id;

	HK_TRY(web_path_number(req, "id", &id));
	HK_TRY(alarm_find(cx, id, &alarm));
	HK_TRY(alarm_settle(cx, id));
	return audit_record(cx, "alarm.settle",
			    hk_format(cx->arena, "%s %s", alarm.kind, alarm.address));
}

static enum hk_result post_settle(struct web_request *req)
{
	HK_TRY(ctx_write(req->cx, settle_work, req));
	return notice_answer(req, "/admin/alarms", i18n_text(req->cx->language, TR("Saved.")), "");
}

static const struct web_param before_params[] = { { "before", PARAM_NUMBER, 0 },
						  { NULL, PARAM_TEXT, 0 } };

const struct web_route admin_outbox_pages[] = {
	ROUTE("GET", "/admin/outbox", RIGHT_ADMIN, show_outbox, 0, before_params),
	ROUTE("GET", "/admin/outbox/{id}", RIGHT_ADMIN, show_mail, 0, NULL),
	ROUTE("POST", "/admin/outbox/{id}/again", RIGHT_ADMIN, post_again, 0, NULL),
	ROUTE("POST", "/admin/outbox/{id}/done", RIGHT_ADMIN, post_done, 0, NULL),
	ROUTE("GET", "/admin/alarms", RIGHT_ADMIN, show_alarms, 0, before_params),
	ROUTE("GET", "/admin/alarms/{id}", RIGHT_ADMIN, show_alarm, 0, NULL),
	ROUTE("POST", "/admin/alarms/{id}/settle", RIGHT_ADMIN, post_settle, 0, NULL),
	{ 0 },
};
