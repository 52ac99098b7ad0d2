/* The ledger: what came, what became of it, its bytes, and how it is read again. */
#include <inttypes.h>
#include <stdio.h>

#include "base/file.h"
#include "base/text.h"
#include "base/time.h"
#include "core/audit.h"
#include "core/blob_kept.h"
#include "core/i18n.h"
#include "intake/intake.h"
#include "intake/ledger.h"
#include "people/customer.h"
#include "people/staff.h"
#include "ticket/file/scan.h"
#include "ticket/mail/mailbox.h"
#include "ticket/message.h"
#include "ticket/ticket.h"
#include "tpl_admin_ledger.h"
#include "web/pages/admin/admin_view.h"
#include "web/pages/families.h"
#include "web/pages/notice.h"
#include "web/pages/ticket/proof_words.h"
#include "web/pages/ticket/ticket_words.h"

enum {
	PAGE = 50,
	WAITING_MOST = 1000,
	RAW_SHOWN = 32 * 1024,
	REPLAY_MS = 20 * 1000, /* whoever pressed the button is waiting */
	DATE_LETTERS = 10,
	WHO_LETTERS = 500,
	ADDRESS_BYTES = 8 * 1024,
	HUNDREDTHS = 100,
};

static const struct ticket_word outcomes[] = {
	{ "ticket", TR("New ticket"), "good", "" },
	{ "follow-up", TR("Belongs to a ticket"), "good", "" },
	{ "note", TR("Kept as a note"), "good", "" },
	{ "duplicate", TR("Was here before"), "good", "" },
	{ "bounce", TR("Came back"), "warn", "" },
	{ "quarantine", TR("Kept for a person to look at"), "danger", "" },
	{ "rejected", TR("Refused"), "danger", "" },
	{ "pending", TR("Not filed yet"), "warn", "" },
};

static const char *self_of(struct ctx *cx, int64_t id)
{
	return hk_format(cx->arena, "/admin/ledger/%" PRId64, id);
}

/* The ticket and who wrote, as far as this administrator may know. */
struct seen {
	bool may_read;
	struct ticket ticket; /* number 0: none */
	const char *who, *address, *subject;
};

static enum hk_result see(struct ctx *cx, const struct inbound *row, struct seen *ret)
{
	struct customer customer;
	struct message message;
	enum hk_result result = inbound_may_read(cx, row);

	*ret = (struct seen){
		.may_read = result == HK_OK, .who = "", .address = "", .subject = ""
	};
	if (result != HK_OK)
		return result == HK_NOT_FOUND ? HK_OK : result;
	ret->who = row->sender;
	ret->subject = row->subject;
	if (!row->ticket_id)
		return HK_OK;
	HK_TRY(ticket_by_id(cx, row->ticket_id, &ret->ticket));
	HK_TRY(customer_find(cx, ret->ticket.customer_id, &customer));
	ret->who = customer.name;
	ret->subject = ret->ticket.subject;
	/* Not all that comes to his ticket is from him: others write, and mail servers. */
	result = message_by_row(cx, row->message_id, &message);
	if (result != HK_OK)
		return result == HK_NOT_FOUND ? HK_OK : result;
	ret->who = *message.from_name ? message.from_name : message.from_address;
	ret->address = *message.from_name ? message.from_address : "";
	return HK_OK;
}

/* Of what is kept back somebody decides, and by how much it was too much helps him. */
static const char *reason_of(struct ctx *cx, const struct inbound *row)
{
	const struct i18n_reader reader = i18n_reader_of(cx);
	const char *reason = *row->reason ? i18n_text(cx->language, row->reason) : "";
	const char *more =
		row->spam_points
			? TR("{reason} Points: {points}. The mailbox keeps back from {limit} on.")
			: TR("{reason} It gave no points, only a yes.");

	if (!row->spam_limit || !hk_equal(row->outcome, "quarantine"))
		return reason;
	return i18n_fill(cx->arena, i18n_text(cx->language, more), "reason", reason, "points",
			 i18n_decimal(&reader, (double)row->spam_points / HUNDREDTHS), "limit",
			 i18n_number(&reader, row->spam_limit), NULL);
}

/* Whoever looks for somebody learns nothing of what he may not read, not even that it is there. */
static enum hk_result ledger_row(struct web_request *req, struct admin_list *list,
				 const struct inbound *one, bool is_looked_for)
{
	struct admin_row *row;
	struct ctx *cx = req->cx;
	struct seen seen;

	HK_TRY(see(cx, one, &seen));
	if (is_looked_for && !seen.may_read)
		return HK_OK;
	row = admin_row_add(req, list);
	if (seen.may_read)
		admin_time_link_add(row, one->received_at, self_of(cx, one->id));
	else
		admin_time_add(row, one->received_at);
	admin_words_add(req, row, channel_word(one->channel)->words, "");
	admin_coded_add(req, row, outcomes, HK_COUNT(outcomes), one->outcome);
	admin_ticket_add(req, row, &seen.ticket);
	admin_cell_add(row, hk_format(cx->arena, "%" PRId64, one->size), "");
	admin_cell_add(row, hk_format(cx->arena, "%" PRId64, one->seen), "");
	admin_cell_add(row, seen.who, "");
	admin_cell_add(row, seen.subject, "");
	admin_cell_add(row, reason_of(cx, one), "");
	return HK_OK;
}

static bool outcome_exists(const char *code)
{
	for (size_t i = 0; i < HK_COUNT(outcomes); i++)
		if (hk_equal(outcomes[i].code, code))
			return true;
	return false;
}

/* 0: no day. */
static int64_t since_of(struct ctx *cx, const char *day)
{
	int64_t begin;

	return i18n_day_read(cx->kit->formats, cx->timezone, day, &begin) ? begin : 0;
}

static struct part_options outcome_options(struct ctx *cx, const char *chosen)
{
	struct part_option *items =
		hk_alloc(cx->arena, HK_COUNT(outcomes) + 1, sizeof(struct part_option));

	items[0] = (struct part_option){ "", i18n_text(cx->language, TR("All")), "", "", !*chosen };
	for (size_t i = 0; i < HK_COUNT(outcomes); i++)
		items[i + 1] = (struct part_option){ outcomes[i].code,
						     i18n_text(cx->language, outcomes[i].words), "",
						     "", hk_equal(outcomes[i].code, chosen) };
	return (struct part_options){ items, HK_COUNT(outcomes) + 1 };
}

static const char *or_empty(const char *value)
{
	return value ? value : "";
}

static enum hk_result waiting_words(struct ctx *cx, const char **ret)
{
	int64_t count;

	HK_TRY(inbound_count(cx, "quarantine", WAITING_MOST, &count));
	*ret = count == 0 ? ""
			  : i18n_fill(cx->arena,
				      i18n_text(cx->language,
						TR("{count} kept for a person to look at.")),
				      "count", hk_format(cx->arena, "%" PRId64, count), NULL);
	return HK_OK;
}

static const char *in_address(struct ctx *cx, const char *text)
{
	scoped_buf buf;
	struct html out = { .to = &buf, .arena = cx->arena };

	hk_buf_init(&buf, ADDRESS_BYTES);
	html_url_part_str(&out, text);
	return hk_copy(cx->arena, buf.bytes ? buf.bytes : "", buf.length);
}

static enum hk_result show_ledger(struct web_request *req)
{
	static const char *const heads[] = { TR("When"),   TR("Channel"), TR("Outcome"),
					     TR("Ticket"), TR("Bytes"),   TR("Times"),
					     TR("From"),   TR("Subject"), TR("Reason") };
	struct ctx *cx = req->cx;
	struct admin_ledger view = {
		.list = { .title = TR("Messages received"),
			  .lead = TR("Every message that came, with exactly one outcome."),
			  .add = "",
			  .empty = TR("Nothing is here."),
			  .next = "",
			  .heads = { heads, HK_COUNT(heads) } },
		.outcome = or_empty(web_query(req, "outcome")),
		.since = or_empty(web_query(req, "since")),
		.who = or_empty(web_query(req, "who")),
		.before = or_empty(web_query(req, "before")),
	};
	struct inbound_filter filter = { .outcome = view.outcome,
					 .since = since_of(cx, view.since),
					 .who = view.who };
	struct inbound_list rows;

	if (!outcome_exists(filter.outcome))
		filter.outcome = view.outcome = "";
	if (!filter.since)
		view.since = "";
	view.outcomes = outcome_options(cx, view.outcome);
	view.may_replay =
		hk_equal(view.outcome, "quarantine") || hk_equal(view.outcome, "rejected");
	HK_TRY(waiting_words(cx, &view.waiting));
	HK_TRY(inbound_page(cx, &filter, web_query_number(req, "before", INT64_MAX), PAGE, &rows));
	admin_list_room(req, &view.list, rows.count);
	for (size_t i = 0; i < rows.count; i++)
		HK_TRY(ledger_row(req, &view.list, &rows.items[i], *view.who != '\0'));
	if (rows.count == PAGE)
		view.list.next = hk_format(
			cx->arena, "/admin/ledger?outcome=%s&since=%s&who=%s&before=%" PRId64,
			view.outcome, view.since, in_address(cx, view.who),
			rows.items[rows.count - 1].id);
	view.may_replay = view.may_replay && rows.count > 0 && !*view.who;
	tpl_admin_ledger(req->out, &req->page, &view);
	return HK_OK;
}

static enum hk_result row_of(struct web_request *req, struct inbound *ret)
{
	int64_t id;

	HK_TRY(web_path_number(req, "id", &id));
	HK_TRY(inbound_find(req->cx, id, ret));
	return inbound_may_read(req->cx, ret);
}

/* Its beginning; "" when nothing of it was kept, or the disk does not give it. */
static const char *raw_of(struct ctx *cx, const struct inbound *row)
{
	int64_t length;
	size_t size;
	char *bytes;
	int opened;

	if (!*row->raw_blob || blob_open(cx, row->raw_blob, &opened, &length) != HK_OK)
		return "";

	scoped_fd fd = opened;
	enum hk_result result = hk_fd_read(cx->arena, fd, RAW_SHOWN, &bytes, &size);

	return result == HK_OK || result == HK_INVALID ? hk_utf8_clean(cx->arena, bytes, size) : "";
}

static enum hk_result replays_fill(struct web_request *req, const struct inbound *row,
				   struct admin_list *list)
{
	static const char *const heads[] = { TR("When"), TR("Who"), TR("Before"), TR("Then") };
	struct replay_list replays;

	*list = (struct admin_list){ .title = TR("Read again"),
				     .lead = "",
				     .add = "",
				     .empty = "",
				     .next = "",
				     .heads = { heads, HK_COUNT(heads) } };
	HK_TRY(replay_every(req->cx, row->id, &replays));
	admin_list_room(req, list, replays.count);
	for (size_t i = 0; i < replays.count; i++) {
		const struct replay *one = &replays.items[i];
		struct admin_row *line = admin_row_add(req, list);
		struct staff staff = { .name = "" };
		enum hk_result result = staff_find(req->cx, one->staff_id, &staff);

		if (result != HK_OK && result != HK_NOT_FOUND)
			return result;
		admin_time_add(line, one->at);
		admin_cell_add(line, staff.name, "");
		admin_coded_add(req, line, outcomes, HK_COUNT(outcomes), one->was);
		admin_coded_add(req, line, outcomes, HK_COUNT(outcomes), one->became);
	}
	return HK_OK;
}

static enum hk_result facts_fill(struct web_request *req, const struct inbound *row,
				 struct admin_detail *detail)
{
	static const char *const labels[] = {
		TR("When"),    TR("Channel"), TR("Mailbox"),        TR("From"),
		TR("Subject"), TR("Outcome"), TR("Reason"),         TR("Ticket"),
		TR("Bytes"),   TR("Times"),   TR("Sender checked"), TR("Files with a virus")
	};
	struct admin_list one = { .title = "" };
	struct ctx *cx = req->cx;
	struct mailbox mailbox = { .address = "" };
	struct admin_row *line;
	struct proof proof;
	struct part_proof said;
	const char *infected;
	struct seen seen;
	enum hk_result result = mailbox_find(cx, row->mailbox_id, &mailbox);

	if (result != HK_OK && result != HK_NOT_FOUND)
		return result;
	HK_TRY(see(cx, row, &seen));
	HK_TRY(proof_of_inbound(cx, row->id, &proof));
	said = proof_part(cx, &proof);
	HK_TRY(scan_infected_names(cx, row->ticket_id, row->message_id, &infected));
	admin_list_room(req, &one, 1);
	line = admin_row_add(req, &one);
	admin_time_add(line, row->received_at);
	admin_words_add(req, line, channel_word(row->channel)->words, "");
	admin_cell_add(line, mailbox.address, "");
	admin_cell_add(line,
		       *seen.address ? hk_format(cx->arena, "%s <%s>", seen.who, seen.address)
				     : seen.who,
		       "");
	admin_cell_add(line, seen.subject, "");
	admin_coded_add(req, line, outcomes, HK_COUNT(outcomes), row->outcome);
	admin_cell_add(line, reason_of(cx, row), "");
	admin_ticket_add(req, line, &seen.ticket);
	admin_cell_add(line, hk_format(cx->arena, "%" PRId64, row->size), "");
	admin_cell_add(line, hk_format(cx->arena, "%" PRId64, row->seen), "");
	admin_cell_add(line,
		       *said.words ? hk_format(cx->arena, "%s %s", said.words, said.detail) : "",
		       "");
	admin_words_add(req, line, infected, *infected ? "danger" : "");
	detail->facts = admin_facts_of(req, line, labels);
	return HK_OK;
}

static enum hk_result one_show(struct ctx *cx, void *data)
{
	struct web_request *req = data;
	struct inbound row;
	const char *replay;

	HK_TRY(row_of(req, &row));

	struct admin_detail detail = { .title = TR("A message received"),
				       .back = "/admin/ledger",
				       .back_title = TR("Messages received"),
				       .raw = raw_of(cx, &row) };

	HK_TRY(facts_fill(req, &row, &detail));
	HK_TRY(replays_fill(req, &row, &detail.list));
	detail.raw_url = *detail.raw ? hk_format(cx->arena, "%s/raw", self_of(cx, row.id)) : "";
	replay = hk_format(cx->arena, "%s/replay", self_of(cx, row.id));
	if (*detail.raw && hk_equal(row.outcome, "quarantine"))
		admin_deed_add(req, &detail,
			       &(struct admin_deed){
				       replay, TR("This is a customer"),
				       TR("It is filed as if the spam filter had said nothing: as "
					  "a ticket, or with the one that it belongs to."),
				       "is_wanted" });
	if (*detail.raw && hk_equal(row.outcome, "bounce") && !row.ticket_id)
		admin_deed_add(
			req, &detail,
			&(struct admin_deed){ replay, TR("This is a customer"),
					      TR("It becomes a ticket, so that somebody looks "
						 "at it."),
					      "is_wanted" });
	if (*detail.raw)
		admin_deed_add(req, &detail,
			       &(struct admin_deed){
				       replay, TR("Read it again"),
				       TR("With the rules as they are now. What has its ticket "
					  "keeps it, and nobody gets a second confirmation."),
				       "" });
	return admin_detail_show(req, &detail);
}

static enum hk_result show_one(struct web_request *req)
{
	return one_show(req->cx, req);
}

static enum hk_result show_raw(struct web_request *req)
{
	struct ctx *cx = req->cx;
	struct inbound row;
	const char *why;
	int64_t length;
	int fd;

	HK_TRY(row_of(req, &row));
	if (!*row.raw_blob)
		return HK_NOT_FOUND;
	HK_TRY(scan_why_not(cx, row.ticket_id, row.message_id, &why));
	if (*why)
		return problem(cx, HK_NOT_FOUND, why);
	HK_TRY(blob_open(cx, row.raw_blob, &fd, &length));
	return web_send_file(req, fd, length, "text/plain",
			     hk_format(cx->arena, "%" PRId64 ".eml", row.id));
}

static const char *words_of(struct ctx *cx, const char *outcome)
{
	for (size_t i = 0; i < HK_COUNT(outcomes); i++)
		if (hk_equal(outcomes[i].code, outcome))
			return i18n_text(cx->language, outcomes[i].words);
	return outcome;
}

static enum hk_result post_replay(struct web_request *req)
{
	struct ctx *cx = req->cx;
	struct intake_outcome outcome;
	int64_t id;

	HK_TRY(web_path_number(req, "id", &id));

	enum hk_result result =
		intake_replay(cx, id, web_form_number(req, "is_wanted", 0) == 1, &outcome);

	if (page_is_mendable(result))
		return page_again(req, page_status_of(result), one_show, req);
	HK_TRY(result);
	return notice_answer(
		req, self_of(cx, id),
		i18n_fill(cx->arena, i18n_text(cx->language, TR("Read again. Outcome: {outcome}.")),
			  "outcome", words_of(cx, outcome.outcome), NULL),
		"");
}

struct sweep {
	struct inbound_filter filter;
	int64_t before;
	struct inbound_list rows;
	int64_t read, filed;
};

static enum hk_result sweep_page(struct ctx *cx, void *data)
{
	struct sweep *sweep = data;

	return inbound_page(cx, &sweep->filter, sweep->before, PAGE, &sweep->rows);
}

static enum hk_result sweep_audit(struct ctx *cx, void *data)
{
	const struct sweep *sweep = data;

	return audit_record(cx, "ledger.replay",
			    hk_format(cx->arena, "%s: %" PRId64 ", %" PRId64, sweep->filter.outcome,
				      sweep->read, sweep->filed));
}

/* What cannot be read, or is not for him, is left as it is. */
static enum hk_result sweep_one(struct ctx *cx, struct sweep *sweep, int64_t id)
{
	struct intake_outcome outcome;
	enum hk_result result = intake_replay(cx, id, false, &outcome);

	cx->problem = NULL;
	cx->field_count = 0;
	if (result == HK_INVALID || result == HK_NOT_FOUND)
		return HK_OK;
	HK_TRY(result);
	sweep->read++;
	sweep->filed += outcome.ticket_number != 0;
	return HK_OK;
}

/* The newest first, until nothing is left or the time is over; before is where it stopped. */
static enum hk_result sweep_run(struct ctx *cx, struct sweep *sweep)
{
	int64_t begun = hk_clock_monotonic();

	do {
		HK_TRY(ctx_read(cx, sweep_page, sweep));
		for (size_t i = 0; i < sweep->rows.count; i++) {
			if (hk_clock_monotonic() - begun > REPLAY_MS)
				return ctx_write(cx, sweep_audit, sweep);
			HK_TRY(sweep_one(cx, sweep, sweep->rows.items[i].id));
			sweep->before = sweep->rows.items[i].id;
		}
	} while (sweep->rows.count == PAGE);
	sweep->before = 0;
	return ctx_write(cx, sweep_audit, sweep);
}

static enum hk_result post_replay_all(struct web_request *req)
{
	struct ctx *cx = req->cx;
	const char *outcome = page_form(req, "outcome"), *since = page_form(req, "since"), *where;
	struct sweep sweep = { .filter = { .outcome = outcome, .since = since_of(cx, since) },
			       .before = web_form_number(req, "before", INT64_MAX) };

	if (!hk_equal(outcome, "quarantine") && !hk_equal(outcome, "rejected"))
		return HK_NOT_FOUND;
	if (!sweep.filter.since)
		since = "";
	HK_TRY(sweep_run(cx, &sweep));
	where = hk_format(cx->arena, "/admin/ledger?outcome=%s&since=%s", outcome, since);
	if (sweep.before)
		where = hk_format(cx->arena, "%s&before=%" PRId64, where, sweep.before);
	return notice_answer(
		req, where,
		i18n_fill(
			cx->arena,
			i18n_text(
				cx->language,
				sweep.before
					? TR("{read} read again, {filed} have a ticket now. There "
					     "are older ones: please press once more.")
					: TR("{read} read again, {filed} have a ticket now.")),
			"read", hk_format(cx->arena, "%" PRId64, sweep.read), "filed",
			hk_format(cx->arena, "%" PRId64, sweep.filed), NULL),
		"");
}

static const struct web_param ledger_params[] = { { "before", PARAM_NUMBER, 0 },
						  { "outcome", PARAM_TEXT, 20 },
						  { "since", PARAM_TEXT, DATE_LETTERS },
						  { "who", PARAM_TEXT, WHO_LETTERS },
						  { NULL, PARAM_TEXT, 0 } };
static const struct web_param replay_params[] = { { "is_wanted", PARAM_NUMBER, 0 },
						  { NULL, PARAM_TEXT, 0 } };

const struct web_route admin_ledger_pages[] = {
	ROUTE("GET", "/admin/ledger", RIGHT_ADMIN, show_ledger, 0, ledger_params),
	ROUTE("POST", "/admin/ledger/replay", RIGHT_ADMIN, post_replay_all, 0, ledger_params),
	ROUTE("GET", "/admin/ledger/{id}", RIGHT_ADMIN, show_one, 0, NULL),
	ROUTE("GET", "/admin/ledger/{id}/raw", RIGHT_ADMIN, show_raw, 0, NULL),
	ROUTE("POST", "/admin/ledger/{id}/replay", RIGHT_ADMIN, post_replay, 0, replay_params),
	{ 0 },
};
