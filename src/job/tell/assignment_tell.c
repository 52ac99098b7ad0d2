#include <inttypes.h>
#include <string.h>

#include "base/text.h"
#include "core/i18n.h"
#include "core/org.h"
#include "job/jobs.h"
#include "job/tell/colleague_mail.h"
#include "people/skill.h"
#include "people/team.h"
#include "ticket/owner/assignment.h"
#include "ticket/owner/why_words.h"

enum { BATCH = 100, READERS_MOST = 20 };

/* Who leads the team; where nobody does, who leads at all; else an administrator. */
static enum hk_result leaders_find(struct ctx *cx, int64_t team_id, struct staff_list *ret)
{
	static const char *const roles[] = { "supervisor", "supervisor", "admin" };
	struct staff_list all;

	*ret = (struct staff_list){ hk_alloc(cx->arena, READERS_MOST, sizeof(struct staff)), 0 };
	for (size_t step = team_id ? 0 : 1; step < HK_COUNT(roles) && !ret->count; step++) {
		HK_TRY(step == 0 ? staff_of_team(cx, team_id, &all) : staff_every(cx, &all));
		for (size_t i = 0; i < all.count && ret->count < READERS_MOST; i++)
			if (all.items[i].is_active && strcmp(all.items[i].role, roles[step]) == 0)
				ret->items[ret->count++] = all.items[i];
	}
	return HK_OK;
}

/* Nobody had all that a ticket needs. */

static enum hk_result unfit(struct ctx *cx, const struct job *job)
{
	struct staff_list leaders;
	struct ticket ticket;
	struct why why;
	struct org org;

	HK_TRY(ticket_by_row(cx, job->about_id, &ticket));
	/* Meanwhile a person gave it to somebody. */
	if (!why_read(cx, ticket.why, &why))
		return HK_OK;
	HK_TRY(org_find(cx, &org));
	HK_TRY(leaders_find(cx, ticket.team_id, &leaders));
	for (size_t i = 0; i < leaders.count; i++) {
		const struct staff *one = &leaders.items[i];
		const char *language = colleague_language(one, &org);
		HK_TRY(colleague_mail(
			cx, one, &org,
			&(struct colleague_word){
				.effect_key = hk_format(cx->arena, "unfit %s %" PRId64,
							job->effect_key, one->id),
				.sentence = i18n_fill(
					cx->arena,
					i18n_text(language, TR("Nobody quite fits ticket {number}; "
							       "{name} has it now")),
					"number", hk_format(cx->arena, "%" PRId64, ticket.number),
					"name", why.name, NULL),
				.detail = why_words(cx, language, &why),
				.path = hk_format(cx->arena, "/tickets/%" PRId64, ticket.number),
				.ticket = &ticket }));
	}
	return HK_OK;
}

const struct job_kind assignment_unfit_job = { "assign.unfit", unfit };

/* Somebody is out of office from now on. */

static enum hk_result absence_begin(struct ctx *cx, const struct job *job)
{
	int64_t count;

	HK_TRY(ticket_stand_in(cx, job->about_id, BATCH, &count));
	if (count < BATCH)
		return HK_OK;
	return job_add(cx, job->kind, job->about_id, cx->now,
		       hk_format(cx->arena, "%" PRId64 " %" PRId64, job->about_id, ctx_new_id(cx)));
}

const struct job_kind absence_begin_job = { "absence.begin", absence_begin };

/* A skill ends soon. */

static const char *ending(struct ctx *cx, const struct org *org, const struct staff *reader,
			  const struct staff *who, const struct skill *skill)
{
	const char *language = colleague_language(reader, org);
	const struct i18n_reader shown = { cx->kit->formats, cx->arena, language, "UTC", false };

	return i18n_fill(cx->arena,
			 i18n_text(language, TR("The skill {skill} of {name} ends on {day}")),
			 "skill", skill->code, "name", who->name, "day",
			 i18n_time(&shown, I18N_DATE, skill->expires_at - 1), NULL);
}

static enum hk_result skill_ends_tell(struct ctx *cx, const struct job *job,
				      const struct staff *who, const struct skill *skill)
{
	struct staff_list readers;
	struct org org;

	HK_TRY(org_find(cx, &org));
	HK_TRY(leaders_find(cx, 0, &readers));
	for (size_t i = 0; i <= readers.count; i++) {
		const struct staff *one = i < readers.count ? &readers.items[i] : who;
		HK_TRY(colleague_mail(
			cx, one, &org,
			&(struct colleague_word){
				.effect_key = hk_format(cx->arena, "skill %s %" PRId64,
							job->effect_key, one->id),
				.sentence = ending(cx, &org, one, who, skill),
				.detail = i18n_text(
					colleague_language(one, &org),
					TR("After that day tickets that need it go to others, "
					   "unless the skill is renewed.")),
				.path = "/availability" }));
	}
	return HK_OK;
}

/* The skill stands in the key: it may have been renewed meanwhile, and then nothing is said. */
static enum hk_result skill_ends(struct ctx *cx, const struct job *job)
{
	struct skill_list skills;
	struct staff who;

	HK_TRY(staff_find(cx, job->about_id, &who));
	HK_TRY(skill_of_staff(cx, who.id, &skills));
	for (size_t i = 0; who.is_active && i < skills.count; i++) {
		const struct skill *one = &skills.items[i];
		const char *key = hk_format(cx->arena, "%" PRId64 " %s %" PRId64, who.id, one->code,
					    one->expires_at);
		if (strcmp(key, job->effect_key) == 0)
			HK_TRY(skill_ends_tell(cx, job, &who, one));
	}
	return HK_OK;
}

const struct job_kind skill_ends_job = { "skill.ends", skill_ends };
