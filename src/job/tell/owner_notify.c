#include <inttypes.h>
#include <string.h>

#include "base/text.h"
#include "base/time.h"
#include "core/i18n.h"
#include "core/org.h"
#include "job/jobs.h"
#include "job/mail/mail.h"
#include "job/tell/colleague_mail.h"
#include "people/staff.h"
#include "standard/clock.h"
#include "ticket/message.h"
#include "tpl_mail_owner.h"
#include "tpl_mail_owner_text.h"

/* Who did something in a browser within this time is looking. */
enum { LOOKING = 10 * HK_MINUTE };

/* One mail for one word: what was tried in vain is undone together with its row. */
enum hk_result owner_notify_on_word(struct ctx *cx, const struct event *event)
{
	bool is_word = strcmp(event->kind, "ticket.opened") == 0 ||
		       strcmp(event->kind, "message.added") == 0 ||
		       strcmp(event->kind, "message.undelivered") == 0 ||
		       strcmp(event->kind, "ticket.linked") == 0 ||
		       strcmp(event->kind, "ticket.split") == 0 ||
		       strcmp(event->kind, "customer.unreachable") == 0 ||
		       strcmp(event->kind, "ticket.reopened") == 0;
	const struct job_kind *kind = strcmp(event->kind, "message.undelivered") == 0
					      ? &owner_returned_job
					      : &owner_notify_job;

	if (!is_word || (cx->actor->kind == ACTOR_STAFF && cx->actor->id == event->owner_id))
		return HK_OK;
	return job_add(
		cx, kind->kind, event->ticket_id, cx->now,
		hk_format(cx->arena, "%" PRId64 " %" PRId64, event->ticket_id, ctx_new_id(cx)));
}

/* Whether he hears by mail; where he does not, the duty is done all the same. */
static enum hk_result owner_is_away(struct ctx *cx, const struct job *job, struct ticket *ticket,
				    struct staff *owner, bool *ret)
{
	*ret = false;
	HK_TRY(ticket_by_id(cx, job->about_id, ticket));
	/* A colleague has put it aside: nobody waits for it. */
	if (strcmp(ticket->bucket, "spam") == 0 || strcmp(ticket->bucket, "deleted") == 0)
		return HK_OK;
	HK_TRY(staff_find(cx, ticket->owner_id, owner));
	*ret = owner->is_active && owner->seen_at <= cx->now - LOOKING;
	return HK_OK;
}

/* Of a reply that came back its owner hears just that: nobody has written to him. */
static enum hk_result run_returned(struct ctx *cx, const struct job *job)
{
	const char *number, *language;
	struct ticket ticket;
	struct staff owner;
	struct org org;
	bool is_away;

	HK_TRY(owner_is_away(cx, job, &ticket, &owner, &is_away));
	if (!is_away)
		return HK_OK;
	HK_TRY(org_find(cx, &org));
	number = hk_format(cx->arena, "%" PRId64, ticket.number);
	language = colleague_language(&owner, &org);
	return colleague_mail(
		cx, &owner, &org,
		&(struct colleague_word){
			.effect_key = hk_format(cx->arena, "owner returned %s", job->effect_key),
			.sentence = i18n_fill(
				cx->arena,
				i18n_text(language,
					  TR("Your reply on ticket {number} did not arrive")),
				"number", number, NULL),
			.detail = "",
			.path = hk_format(cx->arena, "/tickets/%s", number),
			.ticket = &ticket });
}

const struct job_kind owner_returned_job = { "owner.returned", run_returned };

/* Of a mail from his own address he need not hear: his machine would answer what we write. */
static enum hk_result is_own_word(struct ctx *cx, const struct ticket *ticket,
				  const struct staff *owner, bool *ret)
{
	struct message_list last;

	HK_TRY(message_page(cx, ticket, INT64_MAX, 1, &last));
	*ret = last.count && strcmp(last.items[0].kind, "in") == 0 &&
	       hk_equal_ascii(last.items[0].from_address, owner->email);
	return HK_OK;
}

static enum hk_result run(struct ctx *cx, const struct job *job)
{
	struct ticket ticket;
	struct staff owner;
	struct org org;
	struct mail_order order;
	bool is_away, is_own;

	HK_TRY(owner_is_away(cx, job, &ticket, &owner, &is_away));
	if (!is_away)
		return HK_OK;
	HK_TRY(is_own_word(cx, &ticket, &owner, &is_own));
	if (is_own)
		return HK_OK;
	HK_TRY(org_find(cx, &org));
	order = (struct mail_order){
		.effect_key = hk_format(cx->arena, "owner %s", job->effect_key),
		.to = owner.email,
		.name = owner.name,
		.language = *owner.language ? owner.language : org.language,
		.timezone = *owner.timezone ? owner.timezone : org.timezone,
		.digits = "latin",
		.text = tpl_mail_owner_text,
		.html = tpl_mail_owner,
		.ticket = &ticket,
		.mailbox_id = ticket.mailbox_id,
		.rule = "owner",
		.is_counted = true,
		.staff_id = owner.id,
		.words = { .name = owner.name,
			   .organisation = org.name,
			   .subject = ticket_subject(
				   *owner.language ? owner.language : org.language, ticket.subject),
			   .number = ticket.number,
			   .owner = owner.name,
			   .due_at = ticket.due_at,
			   .link = mail_link(
				   cx, hk_format(cx->arena, "/tickets/%" PRId64, ticket.number)),
			   .preview = ticket.preview },
	};
	return mail_queue(cx, &order);
}

const struct job_kind owner_notify_job = { "owner.notify", run };
