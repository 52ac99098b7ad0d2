#include "feedback/invitation.h"

#include <inttypes.h>
#include <string.h>

#include "base/secret.h"
#include "base/text.h"
#include "base/time.h"
#include "core/secret_digest.h"
#include "feedback/figures.h"
#include "people/reached.h"
#include "standard/clock.h"

static const struct db_column columns[] = {
	DB_COLUMN(struct invitation, id),          DB_COLUMN(struct invitation, survey_id),
	DB_COLUMN(struct invitation, version),     DB_COLUMN(struct invitation, event_id),
	DB_COLUMN(struct invitation, customer_id), DB_COLUMN(struct invitation, account),
	DB_COLUMN(struct invitation, channel),     DB_COLUMN(struct invitation, language),
	DB_COLUMN(struct invitation, sent_at),     DB_COLUMN(struct invitation, remind_at),
	DB_COLUMN(struct invitation, reminded_at), DB_COLUMN(struct invitation, answered_at),
	DB_COLUMN(struct invitation, declined_at), DB_COLUMN(struct invitation, expires_at),
};
static const struct db_record record = DB_RECORD("invitation", struct invitation, columns);

const char *invitation_token(struct ctx *cx, const struct invitation *invitation)
{
	const char *name = hk_format(cx->arena, "survey invitation %" PRId64 " %" PRId64,
				     cx->org_id, invitation->id);
	unsigned char digest[HK_DIGEST];

	hk_hmac(cx->house->key, name, strlen(name), digest);
	return hk_base64url(cx->arena, digest, HK_TOKEN);
}

static enum hk_result write(struct ctx *cx, const struct invitation *invitation)
{
	const struct db_value values[] = {
		DB_V(invitation->id),
		DB_V(invitation->survey_id),
		DB_V(invitation->version),
		DB_V(invitation->event_id),
		DB_V(invitation->customer_id),
		DB_V(invitation->account),
		DB_V(secret_digest(cx, invitation_token(cx, invitation))),
		DB_V(invitation->channel),
		DB_V(invitation->language),
		DB_V(invitation->sent_at),
		DB_V(invitation->expires_at),
		DB_V(invitation->remind_at),
	};

	return db_send(cx->db,
		       DB_ADD("invitation",
			      "id, survey_id, version, event_id, customer_id, account, token_hash,"
			      " channel, language, sent_at, expires_at, remind_at, reminded_at,"
			      " answered_at, declined_at",
			      "$2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, 0, 0, 0", ""),
		       (struct db_args){ values, HK_COUNT(values) });
}

/* Under which sums it is counted: those of what it is about. */
static enum hk_result asked_move(struct ctx *cx, const struct invitation *invitation,
				 int64_t question, int64_t by)
{
	struct survey_event event;

	HK_TRY(survey_event_find(cx, invitation->event_id, &event));

	const struct figure figure = { .survey_id = invitation->survey_id,
				       .question = question,
				       .day = figures_day(cx, invitation->sent_at),
				       .team_id = event.team_id,
				       .channel = invitation->channel,
				       .language = invitation->language,
				       .chance = event.chance,
				       .score = -1 };

	return figure_move(cx, &figure, by);
}

enum hk_result invitation_add(struct ctx *cx, struct invitation *invitation)
{
	invitation->id = ctx_new_id(cx);
	invitation->sent_at = cx->now;
	invitation->reminded_at = invitation->answered_at = invitation->declined_at = 0;
	HK_TRY(write(cx, invitation));
	if (!invitation->event_id)
		return HK_OK;
	HK_TRY(reached_note(cx, invitation->customer_id, "survey",
			    hk_format(cx->arena, "%" PRId64, invitation->survey_id)));
	return asked_move(cx, invitation, FIGURES_ASKED, 1);
}

enum hk_result invitation_by_token(struct ctx *cx, const char *token, struct invitation *ret)
{
	return db_select_one(cx->db, &record, DB_WHERE("token_hash = $2 AND expires_at > $3", ""),
			     DB_ARGS(secret_digest(cx, token), cx->now), ret);
}

enum hk_result invitation_by_token_ever(struct ctx *cx, const char *token, struct invitation *ret)
{
	return db_select_one(cx->db, &record, DB_WHERE("token_hash = $2", ""),
			     DB_ARGS(secret_digest(cx, token)), ret);
}

enum hk_result invitation_of_event(struct ctx *cx, int64_t event_id, struct invitation *ret)
{
	return db_select_one(cx->db, &record, DB_WHERE("event_id = $2", "LIMIT 1"),
			     DB_ARGS(event_id), ret);
}

enum hk_result invitation_waiting(struct ctx *cx, int64_t customer_id, int64_t limit,
				  struct invitation_list *ret)
{
	struct db_rows rows;

	HK_TRY(db_select(cx->db, &record,
			 DB_WHERE("customer_id = $2 AND answered_at = 0 AND declined_at = 0 AND"
				  " expires_at > $3 AND channel IN ('email', 'portal') AND"
				  " EXISTS (SELECT 1 FROM survey WHERE survey.org_id = $1 AND"
				  " survey.id = invitation.survey_id AND"
				  " survey.state = 'running')",
				  "ORDER BY sent_at DESC, id DESC LIMIT $4"),
			 DB_ARGS(customer_id, cx->now, limit), &rows));
	*ret = (struct invitation_list){ rows.items, rows.count };
	return HK_OK;
}

enum hk_result invitation_answered(struct ctx *cx, const struct invitation *invitation, int64_t at,
				   bool *ret_is_first)
{
	int64_t count;

	HK_TRY(db_change(cx->db,
			 DB_UPDATE("invitation", "answered_at = $3, remind_at = $4",
				   "id = $2 AND answered_at = 0", ""),
			 DB_ARGS(invitation->id, at, CLOCK_NEVER), &count));
	*ret_is_first = count > 0;
	return count ? asked_move(cx, invitation, FIGURES_ASKED_ANSWERED, 1) : HK_OK;
}

enum hk_result invitation_decline(struct ctx *cx, const struct invitation *invitation,
				  bool for_ever)
{
	struct asking_rules rules;

	if (!invitation->customer_id)
		return HK_OK;
	HK_TRY(asking_rules_find(cx, &rules));
	HK_TRY(db_send(cx->db,
		       DB_UPDATE("invitation", "declined_at = $3, remind_at = $4",
				 "id = $2 AND declined_at = 0", ""),
		       DB_ARGS(invitation->id, cx->now, CLOCK_NEVER)));

	const struct contact_rule rule = { .customer_id = invitation->customer_id,
					   .kind = for_ever ? "opt_out" : "decline",
					   .survey_id = 0,
					   .until = for_ever
							    ? CLOCK_NEVER
							    : cx->now + rules.decline_days * HK_DAY,
					   .reason = "" };

	return contact_rule_put(cx, &rule);
}

enum hk_result invitation_to_remind(struct ctx *cx, int64_t limit, struct invitation_list *ret)
{
	struct db_rows rows;

	HK_TRY(db_select(cx->db, &record,
			 DB_WHERE("remind_at <= $2", "ORDER BY remind_at, id LIMIT $3"),
			 DB_ARGS(cx->now, limit), &rows));
	*ret = (struct invitation_list){ rows.items, rows.count };
	return HK_OK;
}

enum hk_result invitation_has_to_remind(struct ctx *cx, bool *ret)
{
	struct invitation_list list;

	HK_TRY(invitation_to_remind(cx, 1, &list));
	*ret = list.count > 0;
	return HK_OK;
}

enum hk_result invitation_remind_later(struct ctx *cx, const struct invitation *invitation,
				       int64_t at)
{
	return db_send(cx->db, DB_UPDATE("invitation", "remind_at = $3", "id = $2", ""),
		       DB_ARGS(invitation->id, at < invitation->expires_at ? at : CLOCK_NEVER));
}

enum hk_result invitation_remind(struct ctx *cx, const struct invitation *invitation)
{
	int64_t count;

	HK_TRY(db_change(cx->db,
			 DB_UPDATE("invitation", "reminded_at = $3, remind_at = $4",
				   "id = $2 AND answered_at = 0 AND reminded_at = 0 AND"
				   " declined_at = 0",
				   ""),
			 DB_ARGS(invitation->id, cx->now, CLOCK_NEVER), &count));
	if (!count)
		return HK_CONFLICT;
	return reached_note(cx, invitation->customer_id, "reminder",
			    hk_format(cx->arena, "%" PRId64, invitation->survey_id));
}
