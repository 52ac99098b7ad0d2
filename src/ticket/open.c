#include "ticket/open.h"

#include <string.h>

#include "base/text.h"
#include "core/counter.h"
#include "core/org.h"
#include "people/staff.h"
#include "people/team.h"
#include "people/workload.h"
#include "standard/clock.h"
#include "ticket/clock/clocks.h"
#include "ticket/complaint/complaint.h"
#include "ticket/history.h"
#include "ticket/mail/mailbox.h"
#include "ticket/owner/assignment.h"
#include "ticket/owner/choose.h"
#include "ticket/owner/work_rule.h"
#include "ticket/seen.h"

enum { SUBJECT_LETTERS = 200 };

struct setting_of {
	struct mailbox mailbox;
	struct team team;
	struct clocks_rule rule;
	struct clocks_first first;
	struct staff owner;
	struct choice choice;
	const char *language, *why;
};

/* Whoever opens it may say who has it; else it is chosen. */
static enum hk_result owner_find(struct ctx *cx, const struct ticket_new *new,
				 struct setting_of *of)
{
	const char *priority = new->why ? new->why->priority : new->priority;
	const struct choice_wish wish = { .team_id = of->team.id,
					  .is_restricted = of->team.is_restricted != 0,
					  .type = new->type,
					  .priority = priority,
					  .language = of->language,
					  .channel = new->channel,
					  .customer_id = new->customer_id };

	of->why = "";
	if (new->owner_id) {
		HK_TRY(work_rule_minutes(cx, new->type, priority, &of->choice.work));
		return staff_find(cx, new->owner_id, &of->owner);
	}
	HK_TRY(choose_owner(cx, &wish, &of->choice));
	of->owner = (struct staff){ .id = of->choice.staff_id, .name = of->choice.why.name };
	of->why = why_write(cx, &of->choice.why);
	return HK_OK;
}

static enum hk_result promise(struct ctx *cx, const struct ticket_new *new, struct setting_of *of)
{
	const struct ticket about = { .customer_id = new->customer_id,
				      .type = new->type,
				      .priority = new->why ? new->why->priority : new->priority,
				      .mailbox_id = of->mailbox.id,
				      .language = of->language };

	HK_TRY(clocks_rule_choose(cx, &about, &of->rule));
	return clocks_first_find(cx, &of->rule, &of->first);
}

/* What one answer does not need for its question is asked together. */
static enum hk_result look(struct ctx *cx, const struct ticket_new *new, struct setting_of *ret)
{
	enum hk_result result = new->mailbox_id ? mailbox_find(cx, new->mailbox_id, &ret->mailbox)
						: mailbox_usual(cx, &ret->mailbox);
	struct org org;

	if (result != HK_OK && result != HK_NOT_FOUND)
		return result;
	if (result == HK_OK) {
		HK_TRY(team_expect(cx, ret->mailbox.team_id));
	} else {
		HK_TRY(org_find(cx, &org));
		ret->mailbox.language = org.language;
	}
	ret->language = *new->language ? new->language : ret->mailbox.language;
	if (!new->owner_id)
		HK_TRY(choose_expect(cx));
	HK_TRY(promise(cx, new, ret));
	if (result == HK_OK)
		HK_TRY(team_find(cx, ret->mailbox.team_id, &ret->team));
	HK_TRY(counter_take(cx, "ticket"));
	result = owner_find(cx, new, ret);
	if (result == HK_NOT_FOUND)
		return problem(cx, HK_UNAVAILABLE, TR("There is nobody here who could answer."));
	return result;
}

static struct ticket fill(struct ctx *cx, const struct ticket_new *new, const struct setting_of *of)
{
	int64_t answer = of->first.first_answer.due_at, end = of->first.resolve.due_at;
	bool is_solved_first = end && end < answer;

	return (struct ticket){
		.id = ctx_new_id(cx),
		.subject = ticket_subject_kept(cx, new->subject),
		.type = new->type,
		.priority = new->why ? new->why->priority : new->priority,
		.state = "new",
		.bucket = "active",
		.language = of->language,
		.channel = new->channel,
		.mailbox_id = of->mailbox.id,
		.team_id = of->team.id,
		.is_restricted = of->team.is_restricted,
		.owner_id = of->owner.id,
		.customer_id = new->customer_id,
		.opened_at = cx->now,
		.updated_at = cx->now,
		.due_at = is_solved_first ? end : answer,
		.due_kind = is_solved_first ? "resolve" : "first_answer",
		.promise_due_at = CLOCK_NEVER,
		.preview = "",
		.preview_language = "",
		.harms = new->harms ? new->harms : "",
		.harm_heard = "",
		.priority_harm = new->why ? new->why->harm : "",
		.priority_reason = new->why ? new->why->reason : "",
		.version = 1,
		.work = of->choice.work,
		.why = of->why,
		.standard_id = of->rule.standard.id,
		.standard_version = of->rule.standard.version,
		.step = "",
		.complaint = "",
	};
}

const char *ticket_subject_kept(struct ctx *cx, const char *written)
{
	const char *subject = hk_one_line(cx->arena, written);
	size_t length = 0, word = 0, letters = 0;

	if (hk_letters(subject) <= SUBJECT_LETTERS)
		return subject;
	for (; letters <= SUBJECT_LETTERS; length++) {
		letters += ((unsigned char)subject[length + 1] & 0xc0) != 0x80;
		if (subject[length] == ' ')
			word = length;
	}
	/* Between two words where there are some, else between two letters. */
	return hk_format(cx->arena, "%.*s…", (int)(word ? word : length), subject);
}

/* Opened as a complaint, it is one, with clocks of its own. */
static enum hk_result complaint_of(struct ctx *cx, const struct ticket_new *new,
				   struct ticket *ticket)
{
	struct message word = { .id = new->first ? ticket->last_message_id : 0,
				.at = cx->now,
				.reply = new->first ? new->first->message.reply : "" };

	if (new->is_known || strcmp(ticket->type, "complaint") != 0)
		return HK_OK;
	HK_TRY(complaint_begin(cx, ticket, &word));
	HK_TRY(clock_next(cx, ticket->id, &ticket->due_at, &ticket->due_kind));
	return db_send(cx->db, DB_UPDATE("ticket", "due_at = $3, due_kind = $4", "id = $2", ""),
		       DB_ARGS(ticket->id, ticket->due_at, ticket->due_kind));
}

enum hk_result ticket_open(struct ctx *cx, const struct ticket_new *new, struct ticket *ret)
{
	struct setting_of of = { 0 };

	HK_TRY(look(cx, new, &of));

	struct ticket ticket = fill(cx, new, &of);

	HK_TRY(counter_taken(cx, "ticket", &ticket.number));
	if (new->first)
		message_begin(cx, &ticket, &new->first->message);
	HK_TRY(db_insert(cx->db, &ticket_record, &ticket));
	if (new->first)
		HK_TRY(message_put(cx, &ticket, new->first));
	HK_TRY(clocks_begin(cx, &ticket, &of.first));
	HK_TRY(history_record(cx, ticket.id, "opened", of.owner.name, NULL));
	if (*ticket.priority_harm || *ticket.priority_reason)
		HK_TRY(history_priority(cx, ticket.id, new->why));
	HK_TRY(choice_record(cx, &ticket, &of.choice.why));
	HK_TRY(complaint_of(cx, new, &ticket));
	HK_TRY(workload_move(cx, &(struct workload_step){ .staff_id = ticket.owner_id,
							  .channel = ticket.channel,
							  .count = 1,
							  .minutes = ticket.work,
							  .is_assigned = true }));
	if (ticket.team_id)
		HK_TRY(team_load(cx, ticket.team_id, 1));
	*ret = ticket;
	return ticket_tell(cx, &ticket, new->is_known ? "ticket.split" : "ticket.opened");
}
