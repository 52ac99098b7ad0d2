#include "ticket/complaint/complaint.h"

#include <inttypes.h>
#include <string.h>

#include "base/text.h"
#include "base/time.h"
#include "core/i18n.h"
#include "core/job.h"
#include "core/org.h"
#include "core/rights.h"
#include "standard/clock.h"
#include "ticket/clock/legal.h"
#include "ticket/complaint/complaint_log.h"
#include "ticket/complaint/complaint_row.h"
#include "ticket/complaint/complaint_rule.h"
#include "ticket/complaint/complaint_signs.h"
#include "ticket/history.h"
#include "ticket/message.h"
#include "ticket/state.h"

enum { DESCRIPTION_BYTES = 1500, CLOCK_WARN_QUARTERS = 3 };

const struct complaint_code complaint_severities[] = { { "minor", TR("Minor") },
						       { "serious", TR("Serious") },
						       { "grave", TR("Grave") },
						       { NULL, NULL } };
const struct complaint_code complaint_complexities[] = { { "simple", TR("Simple") },
							 { "complex", TR("Complex") },
							 { NULL, NULL } };
const struct complaint_code complaint_impacts[] = { { "one", TR("One customer") },
						    { "several", TR("Several customers") },
						    { "many", TR("Many customers") },
						    { NULL, NULL } };
const struct complaint_code complaint_causes[] = { { "delivery", TR("Delivery") },
						   { "quality", TR("Quality") },
						   { "service", TR("How we behaved") },
						   { "waiting", TR("Waiting and silence") },
						   { "information", TR("Information") },
						   { "price", TR("Price or invoice") },
						   { "data", TR("Personal data") },
						   { "other", TR("Something else") },
						   { NULL, NULL } };
const struct complaint_code complaint_outcomes[] = {
	{ "accepted", TR("The complaint is right") },
	{ "partly", TR("The complaint is partly right") },
	{ "goodwill", TR("Goodwill, without saying that we were wrong") },
	{ "rejected", TR("The complaint is not right") },
	{ NULL, NULL }
};
const struct complaint_code complaint_stages[] = { { "suspected", TR("Sounds like a complaint") },
						   { "received", TR("Recorded") },
						   { "assessed", TR("Being examined") },
						   { "decided", TR("Decided") },
						   { "refused", TR("Decision not accepted") },
						   { "ended", TR("Ended") },
						   { NULL, NULL } };

static const struct db_column columns[] = {
	DB_COLUMN(struct complaint, ticket_id),     DB_COLUMN(struct complaint, message_id),
	DB_COLUMN(struct complaint, stage),         DB_COLUMN(struct complaint, received_at),
	DB_COLUMN(struct complaint, received_by),   DB_COLUMN(struct complaint, description),
	DB_COLUMN(struct complaint, remedy),        DB_COLUMN(struct complaint, remedy_stated),
	DB_COLUMN(struct complaint, product),       DB_COLUMN(struct complaint, immediate),
	DB_COLUMN(struct complaint, immediate_at),  DB_COLUMN(struct complaint, severity),
	DB_COLUMN(struct complaint, is_safety),     DB_COLUMN(struct complaint, complexity),
	DB_COLUMN(struct complaint, impact),        DB_COLUMN(struct complaint, needs_action),
	DB_COLUMN(struct complaint, assessed_at),   DB_COLUMN(struct complaint, assessed_by),
	DB_COLUMN(struct complaint, subject_id),    DB_COLUMN(struct complaint, reviewer_id),
	DB_COLUMN(struct complaint, cause),         DB_COLUMN(struct complaint, round),
	DB_COLUMN(struct complaint, outcome),       DB_COLUMN(struct complaint, reasons),
	DB_COLUMN(struct complaint, remedies),      DB_COLUMN(struct complaint, amount),
	DB_COLUMN(struct complaint, currency),      DB_COLUMN(struct complaint, decided_at),
	DB_COLUMN(struct complaint, decided_by),    DB_COLUMN(struct complaint, decided_first),
	DB_COLUMN(struct complaint, letter_id),     DB_COLUMN(struct complaint, letter_digest),
	DB_COLUMN(struct complaint, reply),         DB_COLUMN(struct complaint, reply_words),
	DB_COLUMN(struct complaint, replied_at),    DB_COLUMN(struct complaint, offer_until),
	DB_COLUMN(struct complaint, done_at),       DB_COLUMN(struct complaint, done_by),
	DB_COLUMN(struct complaint, process_score), DB_COLUMN(struct complaint, process_words),
	DB_COLUMN(struct complaint, process_at),    DB_COLUMN(struct complaint, ended_at),
	DB_COLUMN(struct complaint, keep_until),    DB_COLUMN(struct complaint, log_count),
	DB_COLUMN(struct complaint, log_digest),    DB_COLUMN(struct complaint, version),
};
const struct db_record complaint_record = DB_RECORD("complaint", struct complaint, columns);

const char *complaint_words_of(const struct complaint_code *codes, const char *code)
{
	for (; codes->code; codes++)
		if (strcmp(codes->code, code) == 0)
			return codes->words;
	return "";
}

static bool is_stage(const struct ticket *ticket, const char *stage)
{
	return strcmp(ticket->complaint, stage) == 0;
}

bool complaint_is_any(const struct ticket *ticket)
{
	return *ticket->complaint && !is_stage(ticket, "suspected") &&
	       !is_stage(ticket, "dismissed");
}

bool complaint_is_open(const struct ticket *ticket)
{
	return complaint_is_any(ticket) && !is_stage(ticket, "ended");
}

bool complaint_has_clock(const char *kind)
{
	return strcmp(kind, COMPLAINT_PERSON_CLOCK) == 0 ||
	       strcmp(kind, COMPLAINT_SAFETY_CLOCK) == 0 ||
	       strcmp(kind, COMPLAINT_ANSWER_CLOCK) == 0 || strcmp(kind, LEGAL_ACK_CLOCK) == 0 ||
	       strcmp(kind, LEGAL_FINAL_CLOCK) == 0;
}

bool complaint_may_see(const struct ctx *cx, const struct complaint *complaint)
{
	if (complaint->is_hidden || cx->actor->kind == ACTOR_SYSTEM)
		return !complaint->is_hidden;
	return cx->actor->kind == ACTOR_STAFF && actor_may(cx->actor, RIGHT_COMPLAINT) &&
	       cx->actor->id != complaint->subject_id;
}

enum hk_result complaint_row(struct ctx *cx, int64_t ticket_id, struct complaint *ret)
{
	ret->is_hidden = false;
	return db_select_one(cx->db, &complaint_record, DB_WHERE("ticket_id = $2", ""),
			     DB_ARGS(ticket_id), ret);
}

enum hk_result complaint_find(struct ctx *cx, const struct ticket *ticket, struct complaint *ret)
{
	if (!complaint_is_any(ticket))
		return HK_NOT_FOUND;
	HK_TRY(complaint_row(cx, ticket->id, ret));
	if (complaint_may_see(cx, ret))
		return HK_OK;
	ret->is_hidden = true;
	ret->subject_id = ret->reviewer_id = ret->decided_first = 0;
	ret->cause = ret->process_words = "";
	return HK_OK;
}

static enum hk_result stage_keep(struct ctx *cx, struct ticket *ticket, const char *stage)
{
	ticket->complaint = stage;
	return db_send(cx->db, DB_UPDATE("ticket", "complaint = $3", "id = $2", ""),
		       DB_ARGS(ticket->id, stage));
}

/* Written anew as a whole: few complaints, many columns. */
enum hk_result complaint_put(struct ctx *cx, struct ticket *ticket, struct complaint *complaint)
{
	complaint->version++;
	HK_TRY(db_send(cx->db, DB_DELETE("complaint", "ticket_id = $2"),
		       DB_ARGS(complaint->ticket_id)));
	HK_TRY(db_insert(cx->db, &complaint_record, complaint));
	return stage_keep(cx, ticket,
			  strcmp(complaint->stage, "withdrawn") == 0 ? "dismissed"
								     : complaint->stage);
}

enum hk_result complaint_version_need(struct ctx *cx, const struct complaint *complaint,
				      int64_t version)
{
	if (version == COMPLAINT_VERSION_ANY || version == complaint->version)
		return HK_OK;
	return problem(cx, HK_CONFLICT,
		       TR("Somebody else has changed this meanwhile. Please look again."));
}

enum hk_result complaint_to_change(struct ctx *cx, const struct ticket *ticket, int64_t version,
				   struct complaint *ret)
{
	if (!complaint_is_open(ticket))
		return problem(cx, HK_CONFLICT,
			       TR("This is no complaint that is open. Please look again."));
	HK_TRY(complaint_row(cx, ticket->id, ret));
	if (!complaint_may_see(cx, ret))
		return problem(cx, HK_DENIED,
			       TR("Others handle this complaint. Please ask a supervisor."));
	return complaint_version_need(cx, ret, version);
}

enum hk_result complaint_clock(struct ctx *cx, const struct ticket *ticket, const char *kind,
			       int64_t duration)
{
	return clock_start(
		cx, &(struct clock){ .ticket_id = ticket->id,
				     .kind = kind,
				     .due_at = cx->now + duration,
				     .promised_ms = duration,
				     .next_at = cx->now + duration / 4 * CLOCK_WARN_QUARTERS });
}

enum hk_result complaint_days_end(struct ctx *cx, int64_t days, int64_t *ret)
{
	static const char form[] = "2026-11-30T08:15";
	int64_t hour = 0, minute = 0;
	struct org org;
	const char *now;

	HK_TRY(org_find(cx, &org));
	now = i18n_clock_write(cx->kit->formats, cx->arena, org.timezone, cx->now);
	if (strlen(now) != sizeof(form) - 1 ||
	    !hk_number(hk_copy(cx->arena, strchr(form, 'T') + 1 - form + now, 2), &hour) ||
	    !hk_number(hk_copy(cx->arena, strchr(form, ':') + 1 - form + now, 2), &minute))
		return HK_FAILED;
	*ret = i18n_clock(cx->kit->formats, org.timezone, cx->now, (int)days,
			  (int)(hour * (HK_HOUR / HK_MINUTE) + minute)) +
	       cx->now % HK_MINUTE;
	return HK_OK;
}

enum hk_result complaint_days_clock(struct ctx *cx, const struct ticket *ticket, const char *kind,
				    int64_t days)
{
	int64_t until;

	HK_TRY(complaint_days_end(cx, days, &until));
	return complaint_clock(cx, ticket, kind, until - cx->now);
}

static const char *beginning(struct ctx *cx, const char *text)
{
	const char *trimmed = hk_trim(cx->arena, text);

	return hk_copy(cx->arena, trimmed, hk_utf8_fit(trimmed, DESCRIPTION_BYTES));
}

static struct complaint new_one(struct ctx *cx, const struct ticket *ticket,
				const struct message *word)
{
	return (struct complaint){
		.ticket_id = ticket->id,
		.message_id = word->id,
		.stage = "received",
		.received_at = cx->now,
		.received_by = cx->actor->kind == ACTOR_STAFF ? cx->actor->id : 0,
		.description =
			beginning(cx, hk_has_ink(word->reply) ? word->reply : ticket->subject),
		.remedy = "",
		.remedy_stated = "",
		.product = "",
		.immediate = "",
		.severity = "",
		.complexity = "",
		.impact = "",
		.cause = "",
		.outcome = "",
		.reasons = "",
		.remedies = "",
		.currency = "",
		.letter_digest = "",
		.reply = "",
		.reply_words = "",
		.process_words = "",
		.log_digest = "",
	};
}

enum hk_result complaint_begin(struct ctx *cx, struct ticket *ticket, const struct message *word)
{
	struct complaint fresh = new_one(cx, ticket, word), old;
	enum hk_result result = complaint_row(cx, ticket->id, &old);
	struct complaint_rule rule;

	if (result != HK_OK && result != HK_NOT_FOUND)
		return result;
	/* One that was taken back for none keeps its log. */
	if (result == HK_OK) {
		fresh.log_count = old.log_count;
		fresh.log_digest = old.log_digest;
		fresh.version = old.version;
	}
	HK_TRY(complaint_rule_find(cx, &rule));
	HK_TRY(complaint_log_add(cx, &fresh, "received", fresh.description));
	HK_TRY(complaint_put(cx, ticket, &fresh));
	HK_TRY(complaint_clock(cx, ticket, COMPLAINT_PERSON_CLOCK, rule.person_ms));
	if (rule.answer_days)
		HK_TRY(complaint_days_clock(cx, ticket, COMPLAINT_ANSWER_CLOCK, rule.answer_days));
	HK_TRY(legal_begin(cx, ticket, word->at));
	return history_record(cx, ticket->id, "complaint", "", NULL);
}

/* The words that are one: of that message, or where none is named the customer's last; never ours.
 */
static enum hk_result word_of(struct ctx *cx, const struct ticket *ticket, int64_t message_id,
			      struct message *ret)
{
	if (message_id) {
		HK_TRY(message_find(cx, ticket, message_id, ret));
		return strcmp(ret->kind, "in") == 0 ? HK_OK : HK_NOT_FOUND;
	}
	HK_TRY(message_last_word(cx, ticket, NULL, ret));
	if (!ret->id)
		*ret = (struct message){ .at = cx->now, .reply = "" };
	return HK_OK;
}

static bool is_aside(const struct ticket *ticket)
{
	return strcmp(ticket->bucket, "spam") == 0 || strcmp(ticket->bucket, "deleted") == 0;
}

enum hk_result complaint_mark(struct ctx *cx, struct ticket *ticket, int64_t message_id)
{
	struct ticket old;
	struct message word;

	if (complaint_is_open(ticket))
		return HK_OK;
	if (is_aside(ticket))
		return problem(cx, HK_CONFLICT,
			       TR("This ticket was put aside. Please bring it back first."));
	HK_TRY(word_of(cx, ticket, message_id, &word));
	if (strcmp(ticket->bucket, "active") != 0)
		HK_TRY(ticket_reopen(cx, ticket, "complaint"));
	if (complaint_is_open(ticket))
		return HK_OK;
	old = *ticket;
	HK_TRY(complaint_begin(cx, ticket, &word));
	HK_TRY(job_add(cx, COMPLAINT_RECORDED_JOB, ticket->id, cx->now,
		       hk_format(cx->arena, "%" PRId64 " %" PRId64, ticket->id, cx->now)));
	return ticket_store(cx, ticket, &old, "ticket.changed");
}

enum hk_result complaint_suspect(struct ctx *cx, struct ticket *ticket, const char *text,
				 const char *language)
{
	if (*ticket->complaint || !complaint_sounds(cx->arena, language, text))
		return HK_OK;
	return stage_keep(cx, ticket, "suspected");
}

enum hk_result complaint_dismiss(struct ctx *cx, struct ticket *ticket)
{
	struct ticket old = *ticket;

	if (complaint_is_any(ticket))
		return problem(
			cx, HK_CONFLICT,
			TR("This is recorded as a complaint. Say on its page why it is none."));
	if (is_stage(ticket, "dismissed"))
		return HK_OK;
	HK_TRY(stage_keep(cx, ticket, "dismissed"));
	HK_TRY(history_record(cx, ticket->id, "complaint_none", "", NULL));
	return ticket_store(cx, ticket, &old, "ticket.changed");
}

static enum hk_result clocks_away(struct ctx *cx, struct ticket *ticket)
{
	static const char *const kinds[] = { COMPLAINT_PERSON_CLOCK, COMPLAINT_SAFETY_CLOCK,
					     COMPLAINT_ANSWER_CLOCK };

	for (size_t i = 0; i < HK_COUNT(kinds); i++)
		HK_TRY(clock_remove(cx, ticket->id, kinds[i]));
	return legal_end(cx, ticket);
}

enum hk_result complaint_withdraw(struct ctx *cx, struct ticket *ticket, const char *reason)
{
	struct ticket old = *ticket;
	struct complaint complaint = { .round = 0 };

	HK_TRY(complaint_to_change(cx, ticket, COMPLAINT_VERSION_ANY, &complaint));
	if (complaint.round)
		return problem(cx, HK_CONFLICT,
			       TR("It is decided already, and stays a complaint."));
	if (!hk_has_ink(reason))
		return field_problem(cx, "reason", TR("Please say why this is no complaint."));
	if (!complaint_fits(cx, "reason", reason, COMPLAINT_LINE_LETTERS))
		return HK_INVALID;
	complaint.stage = "withdrawn";
	complaint.ended_at = cx->now;
	HK_TRY(complaint_keep_until(cx, &complaint.keep_until));
	HK_TRY(complaint_log_add(cx, &complaint, "withdrawn", hk_trim(cx->arena, reason)));
	HK_TRY(complaint_put(cx, ticket, &complaint));
	HK_TRY(clocks_away(cx, ticket));
	HK_TRY(history_record(cx, ticket->id, "complaint_none", "", NULL));
	return ticket_store(cx, ticket, &old, "ticket.changed");
}

bool complaint_fits(struct ctx *cx, const char *field, const char *text, size_t most)
{
	if (hk_letters(text) <= most)
		return true;
	(void)field_problem(cx, field, TR("This is too long. A few sentences are enough."));
	return false;
}
