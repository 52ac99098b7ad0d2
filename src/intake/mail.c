#include <inttypes.h>
#include <string.h>

#include "base/log.h"
#include "base/text.h"
#include "base/time.h"
#include "core/i18n.h"
#include "core/settings.h"
#include "intake/automatic.h"
#include "intake/intake.h"
#include "intake/ledger.h"
#include "intake/limits.h"
#include "intake/plan.h"
#include "intake/report.h"
#include "intake/spam.h"
#include "intake/stranger.h"
#include "intake/thread.h"
#include "intake/twice.h"
#include "ticket/mail/mail_id.h"
#include "ticket/mail/people.h"
#include "ticket/open.h"
#include "ticket/work/side.h"

static enum hk_result replay_note(struct ctx *cx, const struct plan *plan, const char *became)
{
	if (!plan->was)
		return HK_OK;
	return replay_add(cx, &(struct replay){ .inbound_id = plan->source->replay_id,
						.staff_id = plan->asker->id,
						.was = plan->was,
						.became = became,
						.is_wanted = plan->source->is_wanted });
}

/* What came before over another road has the proof of the first. */
static enum hk_result prove(struct ctx *cx, const struct plan *plan, const struct inbound *row)
{
	struct proof proof = plan->proof;

	if (hk_equal(row->outcome, "duplicate") || (!*proof.verdict && !plan->was))
		return HK_OK;
	proof.inbound_id = row->id;
	proof.ticket_id = row->ticket_id;
	proof.message_id = row->message_id;
	return proof_put(cx, &proof);
}

/* Whoever was in the copy writes to somebody else's ticket, which does not tell that he wrote. */
static enum hk_result sender_of(struct ctx *cx, const struct plan *plan, const char *outcome,
				const struct ticket *ticket, const char **ret)
{
	bool is_his = strcmp(outcome, "ticket") == 0;

	if (ticket && !is_his && *plan->sender)
		HK_TRY(customer_has_email(cx, ticket->customer_id, plan->sender, &is_his));
	*ret = is_his ? "" : plan->sender;
	return HK_OK;
}

static enum hk_result settle(struct ctx *cx, struct plan *plan, struct inbound *row,
			     const char *outcome, const struct ticket *ticket)
{
	row->outcome = outcome;
	row->ticket_id = ticket ? ticket->id : 0;
	row->message_id = ticket ? ticket->last_message_id : 0;
	HK_TRY(sender_of(cx, plan, outcome, ticket, &row->sender));
	row->subject = ticket ? "" : plan->mail.subject;
	HK_TRY(replay_note(cx, plan, outcome));
	HK_TRY(prove(cx, plan, row));
	plan->outcome.outcome = outcome;
	plan->outcome.reason = row->reason;
	plan->outcome.ticket_number = ticket ? ticket->number : 0;
	if (plan->source->imap_validity)
		HK_TRY(mailbox_fetched(cx, plan->mailbox.id, plan->source->imap_validity,
				       plan->source->imap_uid));
	return inbound_settle(cx, row);
}

/* Where a person writes from he can be written to. */
static enum hk_result sender_works(struct ctx *cx, const struct plan *plan)
{
	if (!*plan->sender || plan->origin != ORIGIN_PERSON)
		return HK_OK;
	return customer_address_works(cx, plan->sender);
}

/* A mail that brings no name is shown with the one that we know. */
static void name_known(struct ctx *cx, const struct customer *customer, struct message_new *message)
{
	if (!*message->message.from_name && customer->id && !customer_email(cx, customer->name))
		message->message.from_name = customer->name;
}

static enum hk_result file_new(struct ctx *cx, struct plan *plan, struct inbound *row,
			       const struct thread *thread)
{
	struct message_new message = plan->message; /* this may run again */
	struct customer customer;
	struct ticket ticket;
	const char *language;

	HK_TRY(customer_ensure(cx, &plan->customer, &customer));
	HK_TRY(sender_works(cx, plan));
	language = *plan->language      ? plan->language
		   : *customer.language ? customer.language
					: plan->mailbox.language;

	struct ticket_new new = { .subject = plan->subject,
				  .type = "inquiry",
				  .priority = "normal",
				  .language = language,
				  .channel = "email",
				  .mailbox_id = plan->mailbox.id,
				  .customer_id = customer.id,
				  .first = &message };

	message.message.author_id = customer.id;
	name_known(cx, &customer, &message);
	if (!*message.message.language)
		message.message.language = language;
	HK_TRY(ticket_open(cx, &new, &ticket));
	HK_TRY(limits_tell(cx, plan, &ticket));
	/* A stranger who answers somebody else's mail gets a ticket of his own, and a trail. */
	if (thread->how == THREAD_SIGNED)
		HK_TRY(stranger_tell(cx, &thread->ticket, &ticket, plan->sender));
	return settle(cx, plan, row, plan->origin == ORIGIN_BOUNCE ? "bounce" : "ticket", &ticket);
}

static struct thread_wish wish_of(const struct plan *plan)
{
	bool is_report = plan->origin == ORIGIN_BOUNCE;

	return (struct thread_wish){ .mail = &plan->mail,
				     .sender = plan->sender,
				     .arrived = plan->source->mailbox,
				     .raw = is_report ? plan->source->raw : NULL,
				     .raw_length = is_report ? plan->source->length : 0 };
}

/* Whoever answers a mail of a conversation beside the ticket is heard there, from whatever address:
 * only who got that mail has its signature. The customer's own words stay his. */
static enum hk_result side_settle(struct ctx *cx, const struct plan *plan, struct thread *thread)
{
	bool is_apart;

	if (!thread->side_id || plan->origin == ORIGIN_BOUNCE)
		return HK_OK;
	HK_TRY(side_is_apart(cx, &thread->ticket, plan->sender, &is_apart));
	if (!is_apart || (thread->how != THREAD_SIGNED && !thread->belongs))
		thread->side_id = 0;
	else
		thread->belongs = true;
	return HK_OK;
}

static enum hk_result file_beside(struct ctx *cx, struct plan *plan, struct inbound *row,
				  struct thread *thread)
{
	struct message_new message = plan->message; /* this may run again */

	message.message.side_id = thread->side_id;
	message.answers_us = thread->how == THREAD_SIGNED;
	if (!*message.message.language)
		message.message.language = thread->ticket.language;
	HK_TRY(side_answer(cx, &thread->ticket, &message));
	HK_TRY(limits_tell(cx, plan, &thread->ticket));
	return settle(cx, plan, row, "follow-up", &thread->ticket);
}

static enum hk_result file_follow_up(struct ctx *cx, struct plan *plan, struct inbound *row,
				     struct thread *thread)
{
	struct message_new message = plan->message; /* this may run again */
	struct thread_wish wish = wish_of(plan);
	struct customer customer = { .id = 0 };
	bool is_inner;

	/* Who knows of the ticket by us alone is heard among ourselves, and is no customer. */
	HK_TRY(people_is_inner(cx, &thread->ticket, plan->sender, &is_inner));
	message.message.is_inner = is_inner;
	if (*plan->sender && plan->origin == ORIGIN_PERSON && !is_inner)
		HK_TRY(customer_ensure(cx, &plan->customer, &customer));
	HK_TRY(sender_works(cx, plan));
	message.message.author_id = customer.id;
	name_known(cx, &customer, &message);
	message.answers_us = thread->how == THREAD_SIGNED;
	if (!*message.message.language)
		message.message.language = thread->ticket.language;
	HK_TRY(plan->origin == ORIGIN_BOUNCE ? report_add(cx, &wish, &thread->ticket, &message)
					     : answer_add(cx, &thread->ticket, &message));
	HK_TRY(limits_tell(cx, plan, &thread->ticket));
	return settle(cx, plan, row, plan->origin == ORIGIN_BOUNCE ? "bounce" : "follow-up",
		      &thread->ticket);
}

/* A report about a survey or news is nobody's request, and nobody has to look at it; no more than
 * at what a machine says whose owner is away, unless somebody wants it as a ticket. */
static enum hk_result file_apart(struct ctx *cx, struct plan *plan, struct inbound *row,
				 const struct thread *thread, bool *ret_is_filed)
{
	struct thread_wish wish = wish_of(plan);

	if (thread->how != THREAD_NONE || plan->source->is_wanted)
		return HK_OK;
	row->reason = TR("It is about a mail of ours that belongs to no ticket.");
	if (plan->origin == ORIGIN_BOUNCE) {
		HK_TRY(report_apart(cx, &wish, ret_is_filed));
	} else if (plan->origin == ORIGIN_AUTOMATIC) {
		*ret_is_filed = mail_is_auto_reply(&plan->mail) && report_names_apart(cx, &wish);
		row->reason = TR("A machine answered a mail of ours that belongs to no ticket.");
	}
	if (*ret_is_filed)
		return settle(cx, plan, row, "bounce", NULL);
	row->reason = "";
	return HK_OK;
}

static enum hk_result file_duplicate(struct ctx *cx, struct plan *plan, const struct inbound *row)
{
	struct ticket ticket = { .number = 0 };

	if (row->ticket_id)
		HK_TRY(ticket_by_row(cx, row->ticket_id, &ticket));
	if (plan->source->imap_validity)
		HK_TRY(mailbox_fetched(cx, plan->mailbox.id, plan->source->imap_validity,
				       plan->source->imap_uid));
	plan->outcome = (struct intake_outcome){ .outcome = "duplicate",
						 .reason = "It was here already.",
						 .ticket_number = ticket.number };
	return HK_OK;
}

/* What has its ticket keeps it, and so does what came once more over another road since. */
static enum hk_result replay_enter(struct ctx *cx, struct plan *plan, struct inbound *row,
				   bool *ret_is_over)
{
	struct inbound other = { .ticket_id = 0 };
	struct ticket ticket;
	enum hk_result result;

	HK_TRY(inbound_hold(cx, plan->source->replay_id, row));
	result = inbound_by_key(cx, plan->key, &other);
	if (result != HK_OK && result != HK_NOT_FOUND)
		return result;
	plan->was = row->outcome;
	*ret_is_over = other.ticket_id != 0 || row->ticket_id != 0;
	if (!*ret_is_over) {
		row->reason = "";
		return HK_OK;
	}
	HK_TRY(ticket_by_row(cx, row->ticket_id ? row->ticket_id : other.ticket_id, &ticket));
	plan->outcome = (struct intake_outcome){ .outcome = row->outcome,
						 .reason = "",
						 .ticket_number = ticket.number };
	if (row->ticket_id)
		return replay_note(cx, plan, row->outcome);
	row->reason = TR("It came again and was filed then.");
	return settle(cx, plan, row, "duplicate", NULL);
}

/* What the filter thinks, unless a person knows better, or it answers us: whoever does holds a
 * mail of ours in his hand. */
static bool is_kept_back(const struct plan *plan, const struct thread *thread, struct inbound *row)
{
	int64_t points;

	row->spam_points = row->spam_limit = 0; /* it was read before, perhaps */
	if (plan->source->is_wanted || (thread->how == THREAD_SIGNED && thread->belongs))
		return false;
	if (!spam_is_over(&plan->mail, plan->mailbox.spam_limit, &points))
		return false;
	row->spam_points = points;
	row->spam_limit = plan->mailbox.spam_limit;
	row->reason = TR("The spam filter on the way takes it for spam.");
	return true;
}

static enum hk_result file(struct ctx *cx, void *data)
{
	struct plan *plan = data;
	struct thread thread;
	struct inbound row, new = plan_entry(plan);
	struct thread_wish wish = wish_of(plan);
	bool is_over = false;
	int64_t own;
	struct twice twice;

	plan->was = NULL;
	HK_TRY(plan->source->replay_id ? replay_enter(cx, plan, &row, &is_over)
				       : inbound_enter(cx, &new, &row));
	if (is_over)
		return HK_OK;
	if (!plan->was && row.seen > 1)
		return file_duplicate(cx, plan, &row);
	if (mail_id_read(cx, plan->mail.message_id, &own)) {
		row.reason = TR("It is a mail of our own that came back.");
		return settle(cx, plan, &row, "rejected", NULL);
	}
	HK_TRY(twice_find(cx, &plan->mail, plan->sender, &thread, &twice));
	if (twice.is_same) {
		thread.ticket.last_message_id = twice.message_id;
		return settle(cx, plan, &row, "duplicate", &thread.ticket);
	}
	if (!twice.is_known)
		HK_TRY(thread_find(cx, &wish, &thread));
	HK_TRY(file_apart(cx, plan, &row, &thread, &is_over));
	if (is_over)
		return HK_OK;
	/* A report about a mail of ours belongs to it, whoever sends it. Any other machine is heard
	 * as the stranger it is: whoever saw a Message-ID of ours can say that he is one. */
	if (thread.how == THREAD_SIGNED && plan->origin == ORIGIN_BOUNCE)
		thread.belongs = true;
	HK_TRY(side_settle(cx, plan, &thread));
	if (is_kept_back(plan, &thread, &row))
		return settle(cx, plan, &row, "quarantine", NULL);
	if (thread.side_id && thread.belongs && plan->origin != ORIGIN_BOUNCE)
		return file_beside(cx, plan, &row, &thread);
	if (thread.how != THREAD_NONE && thread.belongs)
		return file_follow_up(cx, plan, &row, &thread);
	return file_new(cx, plan, &row, &thread);
}

static const struct actor house_actor = {
	.kind = ACTOR_SYSTEM, .name = "", .email = "", .role = ""
};

/* Nobody acts here but the house, whoever handed the mail over. */
static enum hk_result as_house(struct ctx *cx, ctx_work *work, struct plan *plan)
{
	const struct actor *before = cx->actor;

	cx->actor = &house_actor;

	enum hk_result result = ctx_write_repeatable(cx, work, plan);

	cx->actor = before;
	return result;
}

/* What is refused for good is written down. The same mail again on the same day is the same row, so
 * that who tries again and again adds nothing. */
static enum hk_result refuse(struct ctx *cx, void *data)
{
	struct plan *plan = data;
	struct inbound row, new = plan_entry(plan);

	HK_TRY(inbound_enter(cx, &new, &row));
	row.reason = plan->refusal;
	HK_TRY(settle(cx, plan, &row, "rejected", NULL));
	return plan->tells_in ? limits_tell_refused(cx, plan, &row) : HK_OK;
}

static enum hk_result refuse_for_good(struct ctx *cx, struct plan *plan, struct intake_outcome *ret)
{
	const struct intake_mail *mail = plan->source;
	const char *said = plan->sender ? plan->sender : mail->sender;

	plan->sender = said ? said : "";
	plan->key = hk_format(cx->arena,
			      "email refused %s %" PRId64 " %" PRId64 " %" PRId64 " %" PRId64 " %s",
			      inbound_digest(cx->arena, mail->raw, mail->length), plan->mailbox.id,
			      plan->size, mail->imap_uid, cx->now / HK_DAY, plan->sender);
	HK_TRY(as_house(cx, refuse, plan));
	hk_log(HK_LOG_WARNING, "mail.refused", "org=%" PRId64 " bytes=%" PRId64 " reason=\"%s\"",
	       cx->org_id, plan->size, plan->refusal);
	*ret = plan->outcome;
	return problem(cx, HK_INVALID, plan->refusal);
}

/* To the empty line. */
static size_t head_length(const char *raw, size_t length)
{
	const char *end = memmem(raw, length, "\n\r\n", 3), *bare = memmem(raw, length, "\n\n", 2);

	if (!end || (bare && bare < end))
		end = bare;
	return end ? (size_t)(end - raw) + 1 : length;
}

enum hk_result intake_mail_too_big(struct ctx *cx, const struct intake_mail *mail, int64_t size,
				   struct intake_outcome *ret)
{
	size_t begun = mail->length < PLAN_HEAD_MAX_BYTES ? mail->length : PLAN_HEAD_MAX_BYTES;
	size_t length = head_length(mail->raw, begun);
	struct intake_mail head = *mail;
	struct plan plan = { .source = &head, .org_id = cx->org_id, .size = size };

	head.raw = hk_copy(cx->arena, mail->raw, length);
	head.length = length;
	HK_TRY(plan_glance(cx, &plan));
	plan.tells_in = limits_language(cx, &plan, mail->raw, begun);
	if (!*plan.sender)
		plan.sender = NULL; /* the envelope may know */
	plan.refusal = TR("It is larger than the setting mail_max allows.");
	return refuse_for_good(cx, &plan, ret);
}

enum hk_result intake_mail(struct ctx *cx, const struct intake_mail *mail,
			   struct intake_outcome *ret)
{
	struct plan plan = { .source = mail,
			     .org_id = cx->org_id,
			     .size = (int64_t)mail->length,
			     .asker = cx->actor };

	if (mail->length > (size_t)setting_number(cx->house->settings, SETTING_MAIL_MAX))
		return intake_mail_too_big(cx, mail, (int64_t)mail->length, ret);
	HK_TRY(plan_make(cx, &plan));
	plan.refusal = limits_refusal(cx, &plan);
	if (plan.refusal) {
		enum hk_result refused = refuse_for_good(cx, &plan, ret);

		ret->is_too_much = refused == HK_INVALID;
		return refused;
	}

	enum hk_result result = as_house(cx, file, &plan);

	if (result == HK_INVALID && !mail->replay_id) {
		plan.refusal = TR("It could not be filed; the log of the server says more.");
		return refuse_for_good(cx, &plan, ret);
	}
	HK_TRY(result);
	hk_log(HK_LOG_INFO, "mail.kept", "org=%" PRId64 " outcome=%s ticket=%" PRId64 " bytes=%zu",
	       cx->org_id, plan.outcome.outcome, plan.outcome.ticket_number, mail->length);
	*ret = plan.outcome;
	return HK_OK;
}
