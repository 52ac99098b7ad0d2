/*
 * asking: whether somebody is asked. Each occasion is an event, with what was decided, why, and
 * with which chance: also where nobody was asked. The house alone makes events, of what happened;
 * no colleague adds one or leaves one out.
 *
 * Rules in their order, the first that speaks decides; those marked (waits) put it off, and stop
 * it only when it has become too old:
 *
 *   opt_out   he wants no surveys, or not this one
 *   hold      a hold: nobody writes to him, by law or for care
 *   decline   he said "not now" less than 90 days ago
 *   complaint he has an open complaint, something of his is late, or he waits for a word of ours
 *             about what he answered (waits)
 *   age       it happened longer ago than the organisation lets pass, beside the survey's delay
 *   floor     he heard from us within 24 hours, by whatever message (waits)
 *   budget    one survey in 30 days, four in a year; two without an answer double the 30 days, four
 *             double them again; and four messages in 30 days that he did not ask for, of any kind
 *   answered  he was asked or has answered about this matter already
 *   account   so many of his company were asked this month
 *   quota     so many were asked about this colleague this week
 *   lot       the lot fell so: a keyed digest of survey and event, which nobody can steer
 *   address   he has no address that works
 *   window    it is night where he is (waits)
 *
 * Who is asked while he is with us (ask_here.h) is sent nothing: age, floor, address and window do
 * not speak then, and what would wait stops it.
 *
 * Beside these: "withdrawn", he took his request back, "put_aside", somebody called it spam or
 * deleted it after he had been answered and before it came to its end, "gone", the customer is no
 * longer there, and "stopped", the survey is.
 */
#pragma once

#include "feedback/survey.h"

struct survey_event {
	int64_t id, survey_id;
	const char *effect_key;
	int64_t ticket_id;
	const char *order_name;
	int64_t customer_id, staff_id, team_id;
	const char *channel, *outcome;
	int64_t at, next_at;
	const char *decision, *reason;
	int64_t chance, draw, decided_at;
};

#define SURVEY_EVENT_ASIDE "put_aside" /* an outcome, and a reason: a day passed since */

struct survey_events {
	struct survey_event *items;
	size_t count;
};

/* What the organisation set (org_setting_number), or what is usual. */
struct asking_rules {
	int64_t gap_days;       /* survey_gap_days, 30 */
	int64_t year_most;      /* survey_year_most, 4 */
	int64_t month_messages; /* survey_month_messages, 4: not asked for, of any kind */
	int64_t floor_hours;    /* survey_floor_hours, 24 */
	int64_t decline_days;   /* survey_decline_days, 90 */
	int64_t age_hours; /* survey_age_hours, 72: of what happened; older is not asked about */
	int64_t rhythm_age_hours; /* survey_rhythm_age_hours, 336: the same where nothing happened
				   */
	int64_t from_hour,
		until_hour;    /* survey_from_hour, 9 and survey_until_hour, 20: his own time */
	int64_t reminder_days; /* survey_reminder_days, 3; 0: nobody is reminded */
	int64_t expires_days;  /* survey_expires_days, 30 */

	/* How many were asked about a colleague this week, counted once for all decisions of one
	 * moment. */
	struct asking_counts {
		struct asking_count {
			int64_t survey_id, staff_id, asked;
		} * items;

		size_t count, room;
	} counts;
};

enum hk_result asking_rules_find(struct ctx *cx, struct asking_rules *ret);

/* Records an event of each running survey of that occasion, or of the one that it names; the same
 * effect_key again is none. The rules look at it after the survey's delay, not before next_at. */
enum hk_result survey_event_add(struct ctx *cx, const char *occasion,
				const struct survey_event *event);
/* Of that survey, whose survey_id the event need not name; the same effect_key again is none. */
enum hk_result survey_event_add_to(struct ctx *cx, const struct survey *survey,
				   const struct survey_event *event);
/* Those that the rules have to look at now, the oldest first. */
enum hk_result survey_event_due(struct ctx *cx, int64_t limit, struct survey_events *ret);
enum hk_result survey_event_has_due(struct ctx *cx, bool *ret);
/* Its ticket was put aside and came back before that was looked at. */
enum hk_result survey_event_take_back(struct ctx *cx, int64_t customer_id, int64_t ticket_id);
enum hk_result survey_event_find(struct ctx *cx, int64_t id, struct survey_event *ret);
enum hk_result survey_event_by_key(struct ctx *cx, int64_t survey_id, const char *effect_key,
				   struct survey_event *ret);

/* Whom it would reach, for whoever writes the mail. */
struct asking_person {
	const char *name, *address, *language, *timezone, *digits;
	const char *account; /* the company's part of the address; "" for a private one */
};

/* In which language he is asked: his, else the house's. */
const char *asking_language(const struct ctx *cx, const struct asking_person *person);

/* By all rules, now: sets decision, reason, chance, draw, next_at and decided_at, and writes them.
 * The caller invites whoever is to be asked in the same transaction; ret is filled for those. */
enum hk_result asking_decide(struct ctx *cx, struct asking_rules *rules_of_house,
			     const struct survey *survey, struct survey_event *event,
			     struct asking_person *ret);

/* The same for somebody who is with us now. */
enum hk_result asking_decide_here(struct ctx *cx, struct asking_rules *rules_of_house,
				  const struct survey *survey, struct survey_event *event,
				  struct asking_person *ret);

enum asking_word { ASKING_NO, ASKING_NOT_NOW, ASKING_YES };

/* Whether he may be reminded now: opt_out, hold, decline, complaint, floor, the numbers of a month
 * and a year, address and window hold for a reminder too. */
enum hk_result asking_may_remind(struct ctx *cx, struct asking_rules *rules_of_house,
				 const struct survey *survey, int64_t customer_id,
				 enum asking_word *ret, struct asking_person *ret_person);
/* What the house says without being asked, and what he asked it to leave: all rules that protect
 * him hold, in the same order, without those of surveys. What he was told so counts among the
 * messages of a month (reached.about is ASKING_NEWS). */
#define ASKING_NEWS "improvement"

struct asking_news {
	enum asking_word word;
	const char *reason;          /* of NO and NOT_NOW; also "gone" */
	int64_t again_at;            /* of NOT_NOW */
	struct asking_person person; /* of YES */
};

enum hk_result asking_may_tell(struct ctx *cx, struct asking_rules *rules_of_house,
			       int64_t customer_id, struct asking_news *ret);
/* What a look at it decided. */
enum hk_result survey_event_put(struct ctx *cx, const struct survey_event *event);
