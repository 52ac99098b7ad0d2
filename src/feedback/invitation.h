/*
 * invitation: one person was asked once. Its link carries 128 bits that only the house can make;
 * looking at it records nothing, whoever looks and however often. Only the button of its page does.
 */
#pragma once

#include "feedback/asking.h"

struct invitation {
	int64_t id, survey_id, version, event_id, customer_id;
	const char *account, *channel, *language;
	int64_t sent_at, remind_at, reminded_at, answered_at, declined_at, expires_at;
};

struct invitation_list {
	struct invitation *items;
	size_t count;
};

/* survey_id, version, event_id, customer_id, account, channel, language, remind_at
 * (CLOCK_NEVER: not) and expires_at; sets the rest. A test has neither event nor customer, and
 * what is answered to it is not kept. */
enum hk_result invitation_add(struct ctx *cx, struct invitation *invitation);
/* What its link carries: the same each time. */
const char *invitation_token(struct ctx *cx, const struct invitation *invitation);
/* HK_NOT_FOUND: unknown or expired, which look alike. */
enum hk_result invitation_by_token(struct ctx *cx, const char *token, struct invitation *ret);
/* The same, expired or not: a wish to be left alone has no end. */
enum hk_result invitation_by_token_ever(struct ctx *cx, const char *token, struct invitation *ret);
/* HK_NOT_FOUND: nobody was asked by that decision. */
enum hk_result invitation_of_event(struct ctx *cx, int64_t event_id, struct invitation *ret);
/* What he was asked and has neither answered nor declined, the newest first, while its survey runs:
 * for the pages that he signs in to. */
enum hk_result invitation_waiting(struct ctx *cx, int64_t customer_id, int64_t limit,
				  struct invitation_list *ret);
/* Called with its first answer; ret_is_first: nobody has before. */
enum hk_result invitation_answered(struct ctx *cx, const struct invitation *invitation, int64_t at,
				   bool *ret_is_first);
/* "Not now": he is not asked for a while. for_ever: never again, by any survey. */
enum hk_result invitation_decline(struct ctx *cx, const struct invitation *invitation,
				  bool for_ever);
/* Those whose reminder has to be thought of now, the earliest first. */
enum hk_result invitation_to_remind(struct ctx *cx, int64_t limit, struct invitation_list *ret);
enum hk_result invitation_has_to_remind(struct ctx *cx, bool *ret);
/* Later, or never (CLOCK_NEVER). */
enum hk_result invitation_remind_later(struct ctx *cx, const struct invitation *invitation,
				       int64_t at);
/* He is reminded, once. HK_CONFLICT: he has answered meanwhile, or was reminded. */
enum hk_result invitation_remind(struct ctx *cx, const struct invitation *invitation);
