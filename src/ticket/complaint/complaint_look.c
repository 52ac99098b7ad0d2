/* The receipt of a complaint, its first assessment and its examination. */
#include <inttypes.h>
#include <string.h>

#include "base/text.h"
#include "base/time.h"
#include "people/staff.h"
#include "standard/clock.h"
#include "ticket/complaint/complaint_log.h"
#include "ticket/complaint/complaint_row.h"
#include "ticket/history.h"
#include "ticket/purpose/harm.h"
#include "ticket/work/notification.h"

enum { EVIDENCE_LETTERS = 4000, EVIDENCE_MOST = 1000 };

static const char *line_of(struct ctx *cx, const char *before, const char *what, const char *value)
{
	if (!*value)
		return before;
	return hk_format(cx->arena, "%s%s%s: %s", before, *before ? "; " : "", what, value);
}

static bool receipt_fits(struct ctx *cx, const struct complaint *wish)
{
	bool fits = complaint_fits(cx, "description", wish->description, COMPLAINT_WORDS_LETTERS);

	fits &= complaint_fits(cx, "remedy", wish->remedy, COMPLAINT_WORDS_LETTERS);
	fits &= complaint_fits(cx, "product", wish->product, COMPLAINT_LINE_LETTERS);
	fits &= complaint_fits(cx, "immediate", wish->immediate, COMPLAINT_WORDS_LETTERS);
	if (!hk_has_ink(wish->description)) {
		(void)field_problem(cx, "description",
				    TR("Please say what the customer complains about."));
		fits = false;
	}
	if (!hk_has_ink(wish->remedy) && strcmp(wish->remedy_stated, "not_stated") != 0) {
		(void)field_problem(cx, "remedy",
				    TR("Please write what the customer wants, or say that this was "
				       "not stated."));
		fits = false;
	}
	return fits;
}

/* Somebody has acted: the hour is kept. */
static enum hk_result immediate_note(struct ctx *cx, const struct ticket *ticket,
				     struct complaint *complaint)
{
	if (!*complaint->immediate || complaint->immediate_at)
		return HK_OK;
	complaint->immediate_at = cx->now;
	return clock_stop(cx, ticket->id, COMPLAINT_SAFETY_CLOCK);
}

/* Whoever may answer customers may write down what one of them says. */
static enum hk_result receipt_row(struct ctx *cx, const struct ticket *ticket, int64_t version,
				  struct complaint *ret)
{
	if (!complaint_is_open(ticket))
		return problem(cx, HK_CONFLICT,
			       TR("This is no complaint that is open. Please look again."));
	HK_TRY(complaint_row(cx, ticket->id, ret));
	return complaint_version_need(cx, ret, version);
}

enum hk_result complaint_receive(struct ctx *cx, struct ticket *ticket,
				 const struct complaint *wish)
{
	struct ticket old = *ticket;
	struct complaint complaint = { .immediate = "" };
	const char *line = "";

	HK_TRY(receipt_row(cx, ticket, wish->version, &complaint));
	if (!receipt_fits(cx, wish))
		return HK_INVALID;
	complaint.description = hk_trim(cx->arena, wish->description);
	complaint.remedy = hk_trim(cx->arena, wish->remedy);
	complaint.remedy_stated = *complaint.remedy ? "stated" : "not_stated";
	complaint.product = hk_one_line(cx->arena, wish->product);
	complaint.immediate = hk_trim(cx->arena, wish->immediate);
	HK_TRY(immediate_note(cx, ticket, &complaint));
	line = line_of(cx, line, "description", complaint.description);
	line = line_of(cx, line, "remedy", *complaint.remedy ? complaint.remedy : "not stated");
	line = line_of(cx, line, "product", complaint.product);
	line = line_of(cx, line, "immediate action", complaint.immediate);
	HK_TRY(complaint_log_add(cx, &complaint, "receipt", line));
	HK_TRY(complaint_put(cx, ticket, &complaint));
	return ticket_store(cx, ticket, &old, "ticket.changed");
}

static bool is_code(struct ctx *cx, const char *field, const struct complaint_code *codes,
		    const char *code)
{
	if (*complaint_words_of(codes, code))
		return true;
	(void)field_problem(cx, field, TR("Please choose one of these."));
	return false;
}

/* Those of the ticket's team who lead it; where it has none, of the house. */
static enum hk_result supervisors_tell(struct ctx *cx, const struct ticket *ticket,
				       const struct complaint *complaint)
{
	struct staff_list all;

	if (ticket->is_restricted && ticket->team_id)
		HK_TRY(staff_of_team(cx, ticket->team_id, &all));
	else
		HK_TRY(staff_every(cx, &all));
	for (size_t i = 0; i < all.count; i++) {
		const struct staff *one = &all.items[i];

		if (!one->is_active || strcmp(one->role, "supervisor") != 0 ||
		    one->id == complaint->subject_id)
			continue;
		HK_TRY(notification_add(
			cx, &(struct notification){
				    .staff_id = one->id,
				    .effect_key = hk_format(cx->arena,
							    "complaint.safety %" PRId64 " %" PRId64,
							    ticket->id, complaint->received_at),
				    .kind = "complaint.safety",
				    .ticket_id = ticket->id,
				    .number = ticket->number,
				    .from_name = cx->actor->name,
				    .words = complaint->description }));
	}
	return HK_OK;
}

static enum hk_result harm_add(struct ctx *cx, struct ticket *ticket)
{
	struct ticket wish = *ticket;

	if (harm_is_among(ticket->harms, "safety"))
		return HK_OK;
	wish.harms = harms_join(cx, ticket->harms, "safety");
	wish.priority = "";
	wish.priority_reason = "";
	HK_TRY(ticket_change(cx, &wish));
	return ticket_by_row(cx, ticket->id, ticket);
}

/* Danger does not wait its turn: it is urgent, who leads hears of it, and within the hour somebody
 * has done something (ISO 10002, 7.5). */
static enum hk_result safety_begin(struct ctx *cx, struct ticket *ticket,
				   const struct complaint *complaint)
{
	HK_TRY(harm_add(cx, ticket));
	HK_TRY(supervisors_tell(cx, ticket, complaint));
	return complaint->immediate_at
		       ? HK_OK
		       : complaint_clock(cx, ticket, COMPLAINT_SAFETY_CLOCK, HK_HOUR);
}

enum hk_result complaint_assess(struct ctx *cx, struct ticket *ticket, const struct complaint *wish)
{
	struct complaint complaint;
	struct ticket old;
	bool is_right;

	HK_TRY(complaint_to_change(cx, ticket, wish->version, &complaint));
	is_right = is_code(cx, "severity", complaint_severities, wish->severity);
	is_right &= is_code(cx, "complexity", complaint_complexities, wish->complexity);
	is_right &= is_code(cx, "impact", complaint_impacts, wish->impact);
	if (!is_right)
		return HK_INVALID;
	if (wish->is_safety && !complaint.is_safety)
		HK_TRY(safety_begin(cx, ticket, &complaint));
	if (!wish->is_safety && complaint.is_safety)
		HK_TRY(clock_remove(cx, ticket->id, COMPLAINT_SAFETY_CLOCK));
	old = *ticket;
	complaint.severity = wish->severity;
	complaint.complexity = wish->complexity;
	complaint.impact = wish->impact;
	complaint.is_safety = wish->is_safety != 0;
	complaint.needs_action = wish->needs_action != 0;
	complaint.assessed_at = cx->now;
	complaint.assessed_by = cx->actor->id;
	if (strcmp(complaint.stage, "received") == 0)
		complaint.stage = "assessed";
	HK_TRY(complaint_log_add(
		cx, &complaint, "assessed",
		hk_format(cx->arena,
			  "severity: %s; safety: %s; complexity: %s; impact: %s; needs action: %s",
			  wish->severity, wish->is_safety ? "yes" : "no", wish->complexity,
			  wish->impact, wish->needs_action ? "yes" : "no")));
	HK_TRY(complaint_put(cx, ticket, &complaint));
	return ticket_store(cx, ticket, &old, "ticket.changed");
}

/* "" for nobody. */
static enum hk_result name_of(struct ctx *cx, const char *field, int64_t id, const char **ret)
{
	struct staff staff;
	enum hk_result result;

	*ret = "";
	if (!id)
		return HK_OK;
	result = staff_find(cx, id, &staff);
	if (result == HK_NOT_FOUND)
		return field_problem(cx, field, TR("Please choose somebody who works here now."));
	HK_TRY(result);
	*ret = staff.name;
	return HK_OK;
}

enum hk_result complaint_examine(struct ctx *cx, struct ticket *ticket,
				 const struct complaint *wish)
{
	struct ticket old = *ticket;
	struct complaint complaint;
	const char *subject, *reviewer, *line;

	HK_TRY(complaint_to_change(cx, ticket, wish->version, &complaint));
	HK_TRY(name_of(cx, "subject", wish->subject_id, &subject));
	HK_TRY(name_of(cx, "reviewer", wish->reviewer_id, &reviewer));
	if (wish->subject_id && wish->subject_id == wish->reviewer_id)
		return field_problem(
			cx, "reviewer",
			TR("The complaint is about this person. Please choose somebody "
			   "who is not involved."));
	if (wish->subject_id && wish->subject_id == cx->actor->id)
		return field_problem(cx, "subject",
				     TR("If it is about you, somebody else has to say so and "
					"examine it. Please ask a supervisor."));
	if (*wish->cause && !is_code(cx, "cause", complaint_causes, wish->cause))
		return HK_INVALID;
	complaint.subject_id = wish->subject_id;
	complaint.reviewer_id = wish->reviewer_id;
	complaint.cause = wish->cause;
	line = line_of(cx, "", "about", *subject ? subject : "nobody of us");
	line = line_of(cx, line, "examined by", reviewer);
	line = line_of(cx, line, "cause", complaint.cause);
	HK_TRY(complaint_log_add(cx, &complaint, "examination", line));
	HK_TRY(complaint_put(cx, ticket, &complaint));
	return ticket_store(cx, ticket, &old, "ticket.changed");
}

enum hk_result complaint_evidence(struct ctx *cx, struct ticket *ticket, const char *text)
{
	struct ticket old = *ticket;
	struct complaint complaint;
	bool is_there;

	HK_TRY(complaint_to_change(cx, ticket, COMPLAINT_VERSION_ANY, &complaint));
	if (!hk_has_ink(text))
		return field_problem(cx, "evidence", TR("Please write what was found."));
	if (!complaint_fits(cx, "evidence", text, EVIDENCE_LETTERS))
		return HK_INVALID;
	text = hk_trim(cx->arena, text);
	HK_TRY(complaint_log_has(cx, &complaint, "evidence", text, &is_there));
	if (is_there)
		return HK_OK;
	if (complaint.log_count >= EVIDENCE_MOST)
		return field_problem(
			cx, "evidence",
			TR("There is no more room for this. Please write a note on the "
			   "ticket."));
	HK_TRY(complaint_log_add(cx, &complaint, "evidence", text));
	HK_TRY(complaint_put(cx, ticket, &complaint));
	return ticket_store(cx, ticket, &old, "ticket.changed");
}
