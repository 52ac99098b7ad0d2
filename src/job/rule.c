/* The duties of rules: after an event, when the time has come, a dry run, and what was stopped. */
#include "ticket/rule/rule.h"

#include "base/text.h"
#include "job/alarm.h"
#include "job/jobs.h"
#include "ticket/history.h"
#include "ticket/rule/rule_find.h"
#include "ticket/rule/rule_run.h"
#include "ticket/rule/rule_try.h"

enum hk_result rule_on_event(struct ctx *cx, const struct event *event)
{
	return event->ticket_id ? rule_hear(cx, event) : HK_OK;
}

static enum hk_result run_event(struct ctx *cx, const struct job *job)
{
	return rule_run_event(cx, job->about_id, job->effect_key);
}

const struct job_kind rule_event_job = { RULE_EVENT_JOB, run_event };

static enum hk_result tick(struct ctx *cx, const struct job *job)
{
	(void)job;
	return rule_tick(cx);
}

const struct job_kind rule_tick_job = { RULE_TICK_JOB, tick };

static enum hk_result sweep(struct ctx *cx, const struct job *job)
{
	return rule_sweep(cx, job->about_id);
}

const struct job_kind rule_sweep_job = { RULE_SWEEP_JOB, sweep };

static enum hk_result look(struct ctx *cx, const struct job *job)
{
	return rule_look(cx, job->about_id, job->effect_key);
}

const struct job_kind rule_look_job = { RULE_LOOK_JOB, look };

static enum hk_result try(struct ctx *cx, const struct job *job)
{
	return rule_try_slice(cx, job->about_id);
}

const struct job_kind rule_try_job = { RULE_TRY_JOB, try };

/* "RULE loop TICKET DAY": an alarm for the administrator, and a line for who reads the ticket. */
static enum hk_result stopped(struct ctx *cx, const struct job *job)
{
	const char *word = condition_value_at(cx, job->effect_key, 0);
	const char *what = condition_value_at(cx, job->effect_key, 1);
	struct rule rule;
	int64_t rule_id;

	if (!word || !what || !hk_number(word, &rule_id))
		return HK_NOT_FOUND;
	HK_TRY(rule_by_row(cx, rule_id, &rule));
	HK_TRY(alarm_raise(cx,
			   &(struct alarm){ .key = hk_format(cx->arena, "rule.%s", job->effect_key),
					    .kind = "rule",
					    .what = hk_format(cx->arena, "rule.%s", what),
					    .address = rule.name,
					    .ticket_id = job->about_id }));
	return history_record(cx, job->about_id, "rule_stopped", rule.name, NULL);
}

const struct job_kind rule_stopped_job = { RULE_STOPPED_JOB, stopped };
