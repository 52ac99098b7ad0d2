/*
 * The clock of somebody who waits for a word of ours (feedback/loop/loop_case.h): its owner hears
 * at once, and before the time is up; when it is, he and the supervisors do, and four hours later
 * once more, with the managers, unless somebody has said that he sees to it.
 */
#include <inttypes.h>
#include <string.h>

#include "base/text.h"
#include "core/org.h"
#include "feedback/loop/loop_case.h"
#include "job/jobs.h"
#include "job/mail/mail.h"
#include "people/customer.h"
#include "people/team.h"
#include "ticket/work/notification.h"
#include "tpl_mail_loop_call.h"
#include "tpl_mail_loop_call_text.h"

enum { PARTS_MOST = 5 };

struct key {
	const char *parts[PARTS_MOST];
	int64_t round;
};

/* "RESPONSE ROUND ...": at least so many parts. */
static bool key_read(struct ctx *cx, const struct job *job, size_t least, struct key *ret)
{
	char *rest, *copy = hk_copy_text(cx->arena, job->effect_key);
	size_t count = 0;

	for (char *word = strtok_r(copy, " ", &rest); word && count < PARTS_MOST;
	     word = strtok_r(NULL, " ", &rest))
		ret->parts[count++] = word;
	return count >= least && hk_number(ret->parts[1], &ret->round);
}

/* Whom a step calls. */

struct calling {
	struct loop_case one;
	const char *what;
	int64_t *told;
	size_t count;
};

static enum hk_result tell(struct ctx *cx, struct calling *calling, int64_t staff_id)
{
	for (size_t i = 0; i < calling->count; i++)
		if (calling->told[i] == staff_id)
			return HK_OK;
	calling->told[calling->count++] = staff_id;
	return job_add(cx, LOOP_TELL_JOB, calling->one.response_id, cx->now,
		       hk_format(cx->arena, "%" PRId64 " %" PRId64 " %s %" PRId64,
				 calling->one.response_id, calling->one.round, calling->what,
				 staff_id));
}

static enum hk_result tell_role(struct ctx *cx, struct calling *calling,
				const struct staff_list *list, const char *role)
{
	for (size_t i = 0; i < list->count; i++)
		if (list->items[i].is_active && (!role || strcmp(list->items[i].role, role) == 0))
			HK_TRY(tell(cx, calling, list->items[i].id));
	return HK_OK;
}

/* Of the team; where it has none, those of the house, then its administrators. What a restricted
 * team keeps to itself its members alone are called for. */
static enum hk_result tell_supervisors(struct ctx *cx, struct calling *calling,
				       const struct staff_list *all)
{
	static const char *const roles[] = { "supervisor", "admin" };
	struct staff_list team = { NULL, 0 };
	size_t before = calling->count;

	if (calling->one.team_id)
		HK_TRY(staff_of_team(cx, calling->one.team_id, &team));
	HK_TRY(tell_role(cx, calling, &team, "supervisor"));
	if (calling->count == before && calling->one.is_restricted)
		return tell_role(cx, calling, &team, NULL);
	for (size_t i = 0; i < HK_COUNT(roles) && calling->count == before; i++)
		HK_TRY(tell_role(cx, calling, all, roles[i]));
	return HK_OK;
}

static enum hk_result call(struct ctx *cx, const struct job *job)
{
	static const char *const names[] = { "", "soon", "late", "chain" };
	struct calling calling = { .count = 0 };
	struct staff_list all;
	struct key key;
	int64_t step;

	if (!key_read(cx, job, 3, &key) || !hk_number(key.parts[2], &step))
		return HK_NOT_FOUND;
	HK_TRY(loop_case_by_row(cx, job->about_id, &calling.one));
	HK_TRY(loop_case_call(cx, &calling.one, key.round, step));
	HK_TRY(staff_every(cx, &all));
	calling.what = names[step];
	calling.told = hk_alloc(cx->arena, all.count + 1, sizeof(*calling.told));
	if (calling.one.owner_id)
		HK_TRY(tell(cx, &calling, calling.one.owner_id));
	if (step >= CLOCK_LATE)
		HK_TRY(tell_supervisors(cx, &calling, &all));
	if (step > CLOCK_LATE && !calling.one.is_restricted)
		HK_TRY(tell_role(cx, &calling, &all, "manager"));
	return HK_OK;
}

const struct job_kind loop_call_job = { LOOP_CALL_JOB, call };

/* The mail. */

static enum hk_result order_fill(struct ctx *cx, const struct loop_case *one,
				 const struct staff *staff, const char *what,
				 struct mail_order *ret)
{
	struct customer customer = { .name = "" };
	struct response response;
	struct org org;
	enum hk_result result;

	HK_TRY(org_find(cx, &org));
	HK_TRY(response_find(cx, one->response_id, &response));
	result = customer_find(cx, one->customer_id, &customer);
	if (result != HK_OK && result != HK_NOT_FOUND)
		return result;
	*ret = (struct mail_order){
		.to = staff->email,
		.name = staff->name,
		.language = *staff->language ? staff->language : org.language,
		.timezone = *staff->timezone ? staff->timezone : org.timezone,
		.digits = "latin",
		.rule = "loop",
		.text = tpl_mail_loop_call_text,
		.html = tpl_mail_loop_call,
		.words = { .name = staff->name,
			   .organisation = org.name,
			   .subject = customer.name,
			   .due_at = one->due_at,
			   .preview = response.comment,
			   .call = what },
	};
	ret->words.link =
		mail_link(cx, hk_format(cx->arena, "/loop/answers/%" PRId64, one->response_id));
	return HK_OK;
}

/* It was answered, taken over or handed on meanwhile: then nobody need hear of it. */
static bool still_calls(const struct loop_case *one, const struct key *key, int64_t staff_id)
{
	bool is_new = strcmp(key->parts[2], "new") == 0;

	if (one->round != key->round || strcmp(one->state, "open") != 0)
		return false;
	if (is_new)
		return one->owner_id == staff_id;
	return strcmp(key->parts[2], "soon") == 0 || !one->known_by;
}

static enum hk_result tell_one(struct ctx *cx, const struct job *job)
{
	struct mail_order order;
	struct loop_case one;
	struct staff staff;
	struct key key;
	int64_t staff_id;

	if (!key_read(cx, job, 4, &key) || !hk_number(key.parts[3], &staff_id))
		return HK_NOT_FOUND;
	HK_TRY(loop_case_by_row(cx, job->about_id, &one));
	HK_TRY(staff_find(cx, staff_id, &staff));
	if (!staff.is_active || !still_calls(&one, &key, staff_id))
		return HK_OK;
	/* Nothing of what was said is in the bell, so that nothing of it has to be taken away. */
	HK_TRY(notification_add(
		cx, &(struct notification){
			    .staff_id = staff_id,
			    .effect_key = hk_format(cx->arena, "loop %s", job->effect_key),
			    .kind = hk_format(cx->arena, "loop.%s", key.parts[2]),
			    .response_id = one.response_id,
			    .from_name = "",
			    .words = "" }));
	HK_TRY(order_fill(cx, &one, &staff, key.parts[2], &order));
	order.effect_key = hk_format(cx->arena, "loop %s", job->effect_key);
	return mail_queue(cx, &order);
}

const struct job_kind loop_tell_job = { LOOP_TELL_JOB, tell_one };
