/*
 * reached: whenever we reach a person, whoever writes and by whatever way, a row says so. Whoever
 * wants to write without being asked looks here first, so that no one is written to too often.
 */
#pragma once

#include "core/ctx.h"

/* kind: reply, notice, survey, reminder, marketing, call, letter. */
enum hk_result reached_note(struct ctx *cx, int64_t customer_id, const char *kind,
			    const char *about);
/* Those that are older than any rule looks back. */
enum hk_result reached_forget(struct ctx *cx, int64_t before, int64_t limit, int64_t *ret_count);

/* What a person does not want. kind: opt_out, hold, decline; survey_id 0: every survey. The same
 * again takes the place of what was there. */
struct contact_rule {
	int64_t customer_id;
	const char *kind;
	int64_t survey_id, until; /* ms UTC; the year 9999: for ever */
	/* Of a hold: law, grief, vulnerable; of an opt_out that was said to one of us: the name of
	 * whoever said it; else "". */
	const char *reason;
	int64_t made_at, made_by;
	int64_t said_at; /* the day on which he said it to one of us, ms UTC; 0: he chose it himself
			  */
};

struct contact_rules {
	struct contact_rule *items;
	size_t count;
};

/* made_at and made_by are filled. */
enum hk_result contact_rule_put(struct ctx *cx, const struct contact_rule *rule);
/* Of one person, those in force. */
enum hk_result contact_rules_find(struct ctx *cx, int64_t customer_id, struct contact_rules *ret);
/* His choice under My preferences: to be asked what he thinks, and told what changed. */
enum hk_result contact_news_find(struct ctx *cx, int64_t customer_id, bool *ret_wants);
enum hk_result contact_news_put(struct ctx *cx, int64_t customer_id, bool wants);

/* He told one of us that he wants none: by whose mouth, and when. Nothing changes, *ret is false,
 * where he wants none already. */
enum hk_result contact_opt_out_put(struct ctx *cx, int64_t customer_id, const char *said_by,
				   int64_t said_at, bool *ret);
/* What was written down so was a mistake, says who wrote it, or an administrator. What he chose
 * himself nobody else takes back. */
bool contact_opt_out_may_undo(const struct ctx *cx, const struct contact_rule *rule);
/* Nothing changes, *ret is false, where he is asked already. HK_CONFLICT: it may not be taken back,
 * with why. */
enum hk_result contact_opt_out_undo(struct ctx *cx, int64_t customer_id, bool *ret);
