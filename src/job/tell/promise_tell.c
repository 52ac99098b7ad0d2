/* Promises whose time comes: who must keep one is warned before, and he and the supervisors are
 * told, once, when it broke. */
#include <inttypes.h>
#include <string.h>

#include "base/text.h"
#include "base/time.h"
#include "core/org.h"
#include "job/jobs.h"
#include "job/mail/mail.h"
#include "people/staff.h"
#include "people/team.h"
#include "ticket/clock/promises.h"
#include "tpl_mail_promise.h"
#include "tpl_mail_promise_text.h"

/* Who did something in a browser within this time sees the warning there. */
enum { LOOKING = 10 * HK_MINUTE, BATCH = 500 };

enum hk_result promises_tell(struct ctx *cx, size_t *ret_count)
{
	struct promise_list due;

	HK_TRY(promise_due(cx, BATCH, &due));
	for (size_t i = 0; i < due.count; i++) {
		const struct promise *promise = &due.items[i];
		bool is_broken;

		HK_TRY(promises_look(cx, promise, &is_broken));
		HK_TRY(job_add(cx, is_broken ? promise_broken_job.kind : promise_warn_job.kind,
			       promise->ticket_id, cx->now,
			       hk_format(cx->arena, "%" PRId64 " %" PRId64, promise->id,
					 promise->version)));
	}
	*ret_count = due.count;
	return HK_OK;
}

struct telling {
	struct ticket ticket;
	struct promise promise;
	struct staff keeper;
	struct org org;
};

/* Somebody who left keeps nothing: the ticket's owner has it then. */
static enum hk_result keeper_find(struct ctx *cx, struct telling *telling)
{
	enum hk_result result = staff_find(cx, telling->promise.keeper_id, &telling->keeper);

	if (result == HK_OK && telling->keeper.is_active)
		return HK_OK;
	if (result != HK_OK && result != HK_NOT_FOUND)
		return result;
	return staff_find(cx, telling->ticket.owner_id, &telling->keeper);
}

/* HK_NOT_FOUND: it was settled, or the ticket put aside, in between. */
static enum hk_result telling_find(struct ctx *cx, const struct job *job, const char *state,
				   struct telling *ret)
{
	int64_t id;
	size_t length = strcspn(job->effect_key, " ");

	if (!hk_number(hk_copy(cx->arena, job->effect_key, length), &id))
		return HK_NOT_FOUND;
	HK_TRY(ticket_by_id(cx, job->about_id, &ret->ticket));
	HK_TRY(promise_find(cx, ret->ticket.id, id, &ret->promise));
	if (ret->promise.settled_at || strcmp(ret->promise.state, state) != 0 ||
	    strcmp(ret->ticket.bucket, "spam") == 0 || strcmp(ret->ticket.bucket, "deleted") == 0)
		return HK_NOT_FOUND;
	HK_TRY(org_find(cx, &ret->org));
	return keeper_find(cx, ret);
}

/* turn: warn, broken, or team for those who look after the keeper. */
static enum hk_result tell(struct ctx *cx, const struct telling *telling, const struct staff *to,
			   const char *turn)
{
	const struct promise *promise = &telling->promise;
	const struct ticket *ticket = &telling->ticket;
	const char *language = *to->language ? to->language : telling->org.language;
	struct mail_order order;

	HK_TRY(mail_words_of(cx, ticket, &order));
	order.is_to_customer = false;
	order.is_counted = false; /* many new tickets in an hour must not hide it */
	order.effect_key =
		hk_format(cx->arena, "promise %" PRId64 " %s %" PRId64, promise->id, turn, to->id);
	order.to = to->email;
	order.staff_id = to->id;
	order.name = order.words.name = to->name;
	order.language = language;
	order.timezone = *to->timezone ? to->timezone : telling->org.timezone;
	order.names_city = false;
	order.digits = "latin";
	order.text = tpl_mail_promise_text;
	order.html = tpl_mail_promise;
	order.rule = "promise";
	order.words.subject = ticket_subject(language, ticket->subject);
	order.words.owner = telling->keeper.name;
	order.words.preview = promise->text;
	order.words.due_at = promise->due_at;
	order.words.turn = turn;
	order.words.signature = "";
	order.words.link =
		mail_link(cx, hk_format(cx->arena, "/tickets/%" PRId64 "/promises/%" PRId64,
					ticket->number, promise->id));
	return mail_queue(cx, &order);
}

static enum hk_result warn(struct ctx *cx, const struct job *job)
{
	struct telling telling;

	HK_TRY(telling_find(cx, job, "open", &telling));
	if (!telling.keeper.is_active || telling.keeper.seen_at > cx->now - LOOKING)
		return HK_OK;
	return tell(cx, &telling, &telling.keeper, "warn");
}

const struct job_kind promise_warn_job = { "promise.warn", warn };

/* Those of the ticket's team; where it has none, those of the house. */
static enum hk_result supervisors_find(struct ctx *cx, const struct ticket *ticket,
				       struct staff_list *ret)
{
	struct staff_list all;

	if (ticket->team_id)
		HK_TRY(team_members(cx, ticket->team_id, &all));
	else
		HK_TRY(staff_every(cx, &all));
	*ret = (struct staff_list){ hk_alloc(cx->arena, all.count, sizeof(*ret->items)), 0 };
	for (size_t i = 0; i < all.count; i++)
		if (all.items[i].is_active && strcmp(all.items[i].role, "supervisor") == 0)
			ret->items[ret->count++] = all.items[i];
	return HK_OK;
}

static enum hk_result broken(struct ctx *cx, const struct job *job)
{
	struct staff_list supervisors;
	struct telling telling;

	HK_TRY(telling_find(cx, job, "broken", &telling));
	if (telling.keeper.is_active)
		HK_TRY(tell(cx, &telling, &telling.keeper, "broken"));
	HK_TRY(supervisors_find(cx, &telling.ticket, &supervisors));
	for (size_t i = 0; i < supervisors.count; i++)
		if (supervisors.items[i].id != telling.keeper.id)
			HK_TRY(tell(cx, &telling, &supervisors.items[i], "team"));
	return HK_OK;
}

const struct job_kind promise_broken_job = { "promise.broken", broken };
