#include "job/survey/survey_ask.h"

#include <string.h>

#include "base/time.h"
#include "feedback/rhythm.h"
#include "job/survey/survey_mail.h"
#include "standard/clock.h"
#include "ticket/ticket.h"

/* Surveys and their texts, looked up once a slice. */
enum { SURVEYS_KEPT = 16, REMIND_LATER_HOURS = 6 };

struct slice {
	struct asking_rules rules;

	struct {
		struct survey survey;
		struct survey_version version;
		struct survey_mail mail;
	} kept[SURVEYS_KEPT];

	size_t count;
};

static enum hk_result survey_load(struct ctx *cx, struct slice *slice, int64_t id, int64_t version,
				  size_t *ret)
{
	for (size_t i = 0; i < slice->count; i++)
		if (slice->kept[i].survey.id == id &&
		    (!version || slice->kept[i].version.version == version)) {
			*ret = i;
			return HK_OK;
		}

	size_t at = slice->count < SURVEYS_KEPT ? slice->count++ : SURVEYS_KEPT - 1;

	HK_TRY(survey_find(cx, id, &slice->kept[at].survey));
	HK_TRY(survey_version_find(cx, id, version ? version : slice->kept[at].survey.version,
				   &slice->kept[at].version));
	HK_TRY(survey_mail_begin(cx, &slice->kept[at].survey, &slice->kept[at].version,
				 &slice->kept[at].mail));
	*ret = at;
	return HK_OK;
}

static enum hk_result ask(struct ctx *cx, const struct slice *slice, size_t which,
			  const struct survey_event *event, const struct asking_person *person)
{
	struct invitation invitation = {
		.survey_id = event->survey_id,
		.version = slice->kept[which].version.version,
		.event_id = event->id,
		.customer_id = event->customer_id,
		.account = person->account,
		.channel = "email",
		.language = asking_language(cx, person),
		.remind_at = slice->rules.reminder_days
				     ? cx->now + slice->rules.reminder_days * HK_DAY
				     : CLOCK_NEVER,
		.expires_at = cx->now + slice->rules.expires_days * HK_DAY
	};

	HK_TRY(invitation_add(cx, &invitation));
	return survey_mail_queue(cx, &slice->kept[which].mail, &invitation, person, "");
}

static enum hk_result look(struct ctx *cx, struct slice *slice, struct survey_event *event)
{
	struct asking_person person;
	size_t which;

	HK_TRY(survey_load(cx, slice, event->survey_id, 0, &which));
	HK_TRY(asking_decide(cx, &slice->rules, &slice->kept[which].survey, event, &person));
	return strcmp(event->decision, "ask") == 0 ? ask(cx, slice, which, event, &person) : HK_OK;
}

/* The reminder is a message like any other: the rules that protect him hold for it too. */
static enum hk_result remind(struct ctx *cx, struct slice *slice,
			     const struct invitation *invitation)
{
	struct asking_person person;
	enum asking_word word;
	size_t which;

	HK_TRY(survey_load(cx, slice, invitation->survey_id, invitation->version, &which));
	HK_TRY(asking_may_remind(cx, &slice->rules, &slice->kept[which].survey,
				 invitation->customer_id, &word, &person));
	if (word != ASKING_YES)
		return invitation_remind_later(
			cx, invitation,
			word == ASKING_NO ? CLOCK_NEVER : cx->now + REMIND_LATER_HOURS * HK_HOUR);
	HK_TRY(invitation_remind(cx, invitation));
	return survey_mail_queue(cx, &slice->kept[which].mail, invitation, &person, "again");
}

static enum hk_result remind_due(struct ctx *cx, struct slice *slice, size_t *ret_count)
{
	struct invitation_list list;

	HK_TRY(invitation_to_remind(cx, SURVEY_SLICE, &list));
	for (size_t i = 0; i < list.count; i++)
		HK_TRY(remind(cx, slice, &list.items[i]));
	*ret_count += list.count;
	return HK_OK;
}

enum hk_result survey_has_due(struct ctx *cx, bool *ret)
{
	HK_TRY(survey_event_has_due(cx, ret));
	if (!*ret)
		HK_TRY(rhythm_has_due(cx, ret));
	if (!*ret)
		HK_TRY(invitation_has_to_remind(cx, ret));
	return HK_OK;
}

enum hk_result survey_ask_due(struct ctx *cx, size_t *ret_count)
{
	struct slice slice = { .count = 0 };
	struct survey_events events;
	size_t count = 0;

	HK_TRY(asking_rules_find(cx, &slice.rules));
	HK_TRY(rhythm_look(cx, SURVEY_SLICE, &count));
	HK_TRY(survey_event_due(cx, SURVEY_SLICE, &events));
	for (size_t i = 0; i < events.count; i++)
		HK_TRY(look(cx, &slice, &events.items[i]));
	count += events.count;
	HK_TRY(remind_due(cx, &slice, &count));
	*ret_count = count;
	return HK_OK;
}
