/* The day of a prediction: what happened since is compared with what happened before, by the rules
 * of insight/effect.h, and the verdict is kept. */
#include <math.h>

#include "base/text.h"
#include "feedback/prevention.h"
#include "insight/effect.h"
#include "job/jobs.h"

static struct effect_periods periods(struct ctx *cx, const struct prevention_weeks *weeks)
{
	struct chart_group *groups =
		hk_alloc(cx->arena, weeks->count ? weeks->count : 1, sizeof(*groups));

	for (size_t i = 0; i < weeks->count; i++)
		groups[i] = (struct chart_group){ (double)weeks->items[i].events,
						  (double)weeks->items[i].exposure };
	return (struct effect_periods){ groups, weeks->count };
}

static int64_t millionths(double value)
{
	const double most = 1e12; /* more than that is no figure for people */

	return llround(fmin(value, most) * PREVENTION_PPM);
}

static void sums_fill(struct prevention *action, const struct prevention_weeks *before,
		      const struct prevention_weeks *after)
{
	action->before_weeks = (int64_t)before->count;
	action->after_weeks = (int64_t)after->count;
	for (size_t i = 0; i < before->count; i++) {
		action->before_events += before->items[i].events;
		action->before_exposure += before->items[i].exposure;
	}
	for (size_t i = 0; i < after->count; i++) {
		action->after_events += after->items[i].events;
		action->after_exposure += after->items[i].exposure;
	}
}

static void verdict_fill(struct prevention *action, const struct effect *effect)
{
	static const char *const verdicts[] = {
		[EFFECT_NO_EVIDENCE] = "no_evidence",
		[EFFECT_WORKED] = "worked",
		[EFFECT_WORSE] = "worse",
	};

	action->verdict = verdicts[effect->verdict];
	action->is_told = effect->is_told;
	action->ratio = millionths(effect->ratio);
	action->low = millionths(effect->low);
	action->high = millionths(effect->high);
	action->dispersion = millionths(effect->dispersion);
	action->shift = effect->shift;
}

static enum hk_result run(struct ctx *cx, const struct job *job)
{
	struct prevention_weeks before, after;
	struct prevention action;
	struct effect effect;

	HK_TRY(prevention_find(cx, job->about_id, &action));
	if (!hk_equal(action.state, "running") || action.check_at > cx->now)
		return HK_OK;
	HK_TRY(prevention_before(cx, &action, &before));
	HK_TRY(prevention_after(cx, &action, action.check_at, &after));
	HK_TRY(effect_judge(cx->arena, periods(cx, &before), periods(cx, &after), EFFECT_FEWER,
			    &effect));
	sums_fill(&action, &before, &after);
	verdict_fill(&action, &effect);
	return prevention_judged(cx, &action);
}

const struct job_kind prevention_check_job = { PREVENTION_JOB, run };
