#include "feedback/ask_here.h"

#include <string.h>

#include "base/text.h"
#include "base/time.h"
#include "standard/clock.h"

bool ask_here_channel_exists(const char *channel)
{
	return strcmp(channel, "phone") == 0 || strcmp(channel, "chat") == 0;
}

static enum hk_result event_ensure(struct ctx *cx, const struct ask_here *wish,
				   struct survey_event *ret)
{
	const struct survey_event event = {
		.effect_key = hk_format(cx->arena, "%s %s", wish->channel, wish->contact),
		.ticket_id = wish->ticket->id,
		.order_name = "",
		.customer_id = wish->ticket->customer_id,
		.staff_id = wish->ticket->owner_id,
		.team_id = wish->ticket->team_id,
		.channel = wish->channel,
		.outcome = "",
		.at = cx->now,
	};

	HK_TRY(survey_event_add_to(cx, wish->survey, &event));
	return survey_event_by_key(cx, wish->survey->id, event.effect_key, ret);
}

static enum hk_result invite(struct ctx *cx, const struct ask_here *wish,
			     const struct survey_event *event, const struct asking_person *person,
			     struct invitation *ret)
{
	*ret = (struct invitation){ .survey_id = event->survey_id,
				    .version = wish->survey->version,
				    .event_id = event->id,
				    .customer_id = event->customer_id,
				    .account = person->account,
				    .channel = wish->channel,
				    .language = asking_language(cx, person),
				    .remind_at = CLOCK_NEVER,
				    .expires_at = cx->now + ASK_HERE_HOURS * HK_HOUR };
	return invitation_add(cx, ret);
}

enum hk_result ask_here(struct ctx *cx, const struct ask_here *wish, bool *ret_is_asked,
			struct invitation *ret)
{
	struct asking_person person;
	struct asking_rules rules;
	struct survey_event event;

	HK_TRY(event_ensure(cx, wish, &event));
	if (!event.decided_at) {
		HK_TRY(asking_rules_find(cx, &rules));
		HK_TRY(asking_decide_here(cx, &rules, wish->survey, &event, &person));
		*ret_is_asked = strcmp(event.decision, "ask") == 0;
		return *ret_is_asked ? invite(cx, wish, &event, &person, ret) : HK_OK;
	}

	enum hk_result result = invitation_of_event(cx, event.id, ret);

	*ret_is_asked = result == HK_OK;
	return result == HK_NOT_FOUND ? HK_OK : result;
}
