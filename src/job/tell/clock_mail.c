#include <inttypes.h>
#include <string.h>

#include "base/text.h"
#include "base/time.h"
#include "core/org.h"
#include "job/clock_call.h"
#include "job/mail/mail.h"
#include "people/staff.h"
#include "standard/clock.h"
#include "standard/standard.h"
#include "ticket/clock/clocks.h"
#include "ticket/sight.h"
#include "tpl_mail_clock.h"
#include "tpl_mail_clock_text.h"
#include "tpl_mail_review.h"
#include "tpl_mail_review_text.h"

/* A standard whose day has come is remembered once a week until it was looked at. */
enum { REMIND_AGAIN = 7 };

/* What a key of clock_call.c says. */
struct called {
	const char *kind; /* of the clock; pause: it rested as long as it may */
	int64_t due_at, step, staff_id;
	int64_t place_of; /* who would have been called; 0 */
};

static bool called_read(struct ctx *cx, const char *key, struct called *ret)
{
	char *words[6], *rest, *copy = hk_copy_text(cx->arena, key);
	size_t count = 0;

	for (char *word = strtok_r(copy, " ", &rest); word && count < HK_COUNT(words);
	     word = strtok_r(NULL, " ", &rest))
		words[count++] = word;
	if (count < HK_COUNT(words) - 1)
		return false;
	*ret = (struct called){ .kind = words[1] };
	if (count == HK_COUNT(words) && !hk_number(words[5], &ret->place_of))
		return false;
	return hk_number(words[2], &ret->due_at) && hk_number(words[3], &ret->step) &&
	       hk_number(words[4], &ret->staff_id);
}

/* It was answered, moved or taken over meanwhile: then nobody need hear of it. */
static enum hk_result still_calls(struct ctx *cx, const struct ticket *ticket,
				  const struct called *called, bool *ret_is_unsent, bool *ret)
{
	bool is_pause = strcmp(called->kind, "pause") == 0;
	struct clock_list clocks;

	*ret = is_pause && strcmp(ticket->bucket, "active") == 0;
	*ret_is_unsent = false;
	HK_TRY(clock_every(cx, ticket->id, &clocks));
	for (size_t i = 0; i < clocks.count && !is_pause; i++) {
		const struct clock *clock = &clocks.items[i];

		if (strcmp(clock->kind, called->kind) != 0)
			continue;
		*ret = clock->due_at == called->due_at && strcmp(clock->state, "running") == 0 &&
		       !*clock->known_by && clocks_is_awaited(ticket, clock);
		*ret_is_unsent = clock->stopped_at > 0;
	}
	return HK_OK;
}

static const char *call_of(const struct called *called)
{
	if (strcmp(called->kind, "pause") == 0)
		return "pause";
	if (called->step > CLOCK_LATE)
		return "chain";
	return called->step == CLOCK_LATE ? "late" : "soon";
}

/* To one of the staff, in his language. */
static struct mail_order order_to(struct ctx *cx, const struct staff *staff, const struct org *org)
{
	return (struct mail_order){
		.to = staff->email,
		.name = staff->name,
		.language = *staff->language ? staff->language : org->language,
		.timezone = *staff->timezone ? staff->timezone : org->timezone,
		.digits = "latin",
		.rule = "clock",
		.staff_id = staff->id,
		.words = { .name = staff->name,
			   .organisation = org->name,
			   .due_at = CLOCK_NEVER,
			   .link = mail_link(cx, "") },
	};
}

static enum hk_result place_put(struct ctx *cx, const struct called *called,
				struct mail_words *words)
{
	struct staff other;

	words->place_of = "";
	if (!called->place_of)
		return HK_OK;
	HK_TRY(staff_find(cx, called->place_of, &other));
	words->place_of = other.name;
	words->has_left = !other.is_active;
	return HK_OK;
}

static enum hk_result run(struct ctx *cx, const struct job *job)
{
	struct mail_order order;
	struct called called;
	struct ticket ticket;
	struct staff staff;
	struct org org;
	bool calls, is_unsent, may;

	if (!called_read(cx, job->effect_key, &called))
		return HK_NOT_FOUND;
	HK_TRY(ticket_by_row(cx, job->about_id, &ticket));
	HK_TRY(staff_find(cx, called.staff_id, &staff));
	HK_TRY(still_calls(cx, &ticket, &called, &is_unsent, &calls));
	HK_TRY(sight_has(cx, &ticket, &staff, &may));
	if (!calls || !may)
		return HK_OK;
	HK_TRY(org_find(cx, &org));
	order = order_to(cx, &staff, &org);
	order.effect_key = hk_format(cx->arena, "clock %s", job->effect_key);
	order.text = tpl_mail_clock_text;
	order.html = tpl_mail_clock;
	order.ticket = &ticket;
	order.mailbox_id = ticket.mailbox_id;
	order.words.subject = ticket_subject(order.language, ticket.subject);
	order.words.number = ticket.number;
	order.words.preview = ticket.preview;
	order.words.due_at = ticket.due_at;
	if (strcmp(called.kind, "pause") != 0)
		order.words.due_at = called.due_at;
	order.words.link = mail_link(cx, hk_format(cx->arena, "/tickets/%" PRId64, ticket.number));
	order.words.clock = called.kind;
	order.words.call = call_of(&called);
	order.words.is_unsent = is_unsent;
	HK_TRY(place_put(cx, &called, &order.words));
	return mail_queue(cx, &order);
}

const struct job_kind clock_tell_job = { "clock.tell", run };

static enum hk_result review_mail(struct ctx *cx, const struct job *job,
				  const struct standard *standard, const struct staff *staff)
{
	struct mail_order order;
	struct org org;

	HK_TRY(org_find(cx, &org));
	order = order_to(cx, staff, &org);
	order.effect_key = hk_format(cx->arena, "review %s %" PRId64, job->effect_key, staff->id);
	order.text = tpl_mail_review_text;
	order.html = tpl_mail_review;
	order.words.subject = standard->name;
	order.words.link =
		mail_link(cx, hk_format(cx->arena, "/admin/standards/%" PRId64, standard->id));
	return mail_queue(cx, &order);
}

/* Who answers for it; where he has gone, the administrators. */
static enum hk_result review_tell(struct ctx *cx, const struct job *job,
				  const struct standard *standard)
{
	struct staff owner = { .is_active = 0 };
	struct staff_list all;
	enum hk_result result = staff_find(cx, standard->owner_id, &owner);

	if (result != HK_OK && result != HK_NOT_FOUND)
		return result;
	if (result == HK_OK && owner.is_active)
		return review_mail(cx, job, standard, &owner);
	HK_TRY(staff_every(cx, &all));
	for (size_t i = 0; i < all.count; i++)
		if (all.items[i].is_active && strcmp(all.items[i].role, "admin") == 0)
			HK_TRY(review_mail(cx, job, standard, &all.items[i]));
	return HK_OK;
}

static enum hk_result review(struct ctx *cx, const struct job *job)
{
	const char *space = strchr(job->effect_key, ' ');
	struct standard standard;
	int64_t review_at;

	if (!space ||
	    !hk_number(hk_copy(cx->arena, space + 1, strcspn(space + 1, " ")), &review_at))
		return HK_NOT_FOUND;
	HK_TRY(standard_find(cx, job->about_id, &standard));
	/* Somebody has looked at it since. */
	if (standard.review_at != review_at)
		return HK_OK;
	HK_TRY(review_tell(cx, job, &standard));
	return job_add(cx, standard_review_job.kind, standard.id, cx->now + REMIND_AGAIN * HK_DAY,
		       hk_format(cx->arena, "%" PRId64 " %" PRId64 " %" PRId64, standard.id,
				 review_at, cx->now));
}

const struct job_kind standard_review_job = { "standard.review", review };
