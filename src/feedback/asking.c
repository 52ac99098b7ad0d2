#include "feedback/asking.h"

#include <inttypes.h>
#include <string.h>

#include "base/secret.h"
#include "base/text.h"
#include "base/time.h"
#include "core/i18n.h"
#include "core/org.h"
#include "feedback/account.h"

enum {
	LOTS = 100,
	DOUBLINGS_MOST = 6,
	ROW_UNANSWERED = 2, /* so many in a row without an answer double the pause */
	LOOK_AGAIN_HOURS = 6,
	HOUR_MINUTES = 60,
	WEEK_DAYS = 7,
	MONTH_DAYS = 30,
	YEAR_DAYS = 365,
	COUNTS_FIRST = 16,
};

/* What contact_rule says, the one that comes first. */
enum { WISH_NONE, WISH_OPT_OUT, WISH_HOLD, WISH_DECLINE };

/* All that is known of a person, in one look. */
struct facts {
	const char *name, *language, *timezone, *digits, *address;
	int64_t wish, troubles, contact_at, survey_at, year_count, month_count, unanswered, same;
};

/* $2 customer, $3 survey, $4 now, $5 a year ago, $6 a month ago, $7 ticket, $8 order */
static const struct db_column facts_columns[] = {
	DB_COLUMN(struct facts, name),
	DB_COLUMN(struct facts, language),
	DB_COLUMN(struct facts, timezone),
	DB_COLUMN(struct facts, digits),
	DB_COLUMN_AS(struct facts, address,
		     "coalesce((SELECT value FROM address WHERE address.org_id = $1 AND"
		     " address.customer_id = $2 AND address.kind = 'email' AND"
		     " address.is_failing = 0 ORDER BY address.created_at, address.id LIMIT 1), "
		     "'')"),
	DB_COLUMN_AS(struct facts, wish,
		     "coalesce((SELECT min(CASE contact_rule.kind WHEN 'opt_out' THEN 1"
		     " WHEN 'hold' THEN 2 ELSE 3 END) FROM contact_rule WHERE"
		     " contact_rule.org_id = $1 AND contact_rule.customer_id = $2 AND"
		     " contact_rule.survey_id IN (0, $3) AND contact_rule.until > $4), 0)"),
	/* What he complained of, what is late, and an answer to which no word of ours has come. */
	DB_COLUMN_AS(struct facts, troubles,
		     "(SELECT count(*) FROM ticket WHERE ticket.org_id = $1 AND"
		     " ticket.customer_id = $2 AND ((ticket.type = 'complaint' AND"
		     " ticket.bucket IN ('active', 'resolved')) OR ticket.complaint IN"
		     " ('received', 'assessed', 'decided', 'refused') OR"
		     " (ticket.bucket = 'active' AND ticket.due_at < $4))) +"
		     " (SELECT count(*) FROM loop_case WHERE loop_case.org_id = $1 AND"
		     " loop_case.customer_id = $2 AND loop_case.state = 'open')"),
	DB_COLUMN_AS(struct facts, contact_at,
		     "coalesce((SELECT max(reached.at) FROM reached WHERE reached.org_id = $1 AND"
		     " reached.customer_id = $2), 0)"),
	/* The pause of who never answers grows longer than anybody keeps what has reached him. */
	DB_COLUMN_AS(
		struct facts, survey_at,
		"coalesce((SELECT max(CASE WHEN invitation.reminded_at > invitation.sent_at THEN"
		" invitation.reminded_at ELSE invitation.sent_at END) FROM invitation WHERE"
		" invitation.org_id = $1 AND invitation.customer_id = $2), 0)"),
	DB_COLUMN_AS(struct facts, year_count,
		     "(SELECT count(*) FROM reached WHERE reached.org_id = $1 AND"
		     " reached.customer_id = $2 AND reached.at > $5 AND"
		     " reached.kind IN ('survey', 'reminder'))"),
	DB_COLUMN_AS(struct facts, month_count,
		     "(SELECT count(*) FROM reached WHERE reached.org_id = $1 AND"
		     " reached.customer_id = $2 AND reached.at > $6 AND"
		     " (reached.kind IN ('survey', 'reminder', 'marketing') OR"
		     " reached.about = '" ASKING_NEWS "'))"),
	DB_COLUMN_AS(struct facts, unanswered,
		     "(SELECT count(*) FROM invitation WHERE invitation.org_id = $1 AND"
		     " invitation.customer_id = $2 AND invitation.answered_at = 0 AND"
		     " invitation.sent_at > coalesce((SELECT max(given.sent_at) FROM"
		     " invitation given WHERE given.org_id = $1 AND given.customer_id = $2 AND"
		     " given.answered_at <> 0), 0))"),
	DB_COLUMN_AS(struct facts, same,
		     "(SELECT count(*) FROM survey_event WHERE survey_event.org_id = $1 AND"
		     " survey_event.customer_id = $2 AND survey_event.decision = 'ask' AND"
		     " ((survey_event.ticket_id = $7 AND survey_event.ticket_id <> 0) OR"
		     " (survey_event.order_name = $8 AND survey_event.order_name <> '')))"),
};
static const struct db_record facts_record = DB_RECORD("customer", struct facts, facts_columns);

struct tally {
	int64_t count;
};

static const struct db_column tally_columns[] = { DB_COLUMN_AS(struct tally, count, "count(*)") };
static const struct db_record asked_record = DB_RECORD("survey_event", struct tally, tally_columns);
static const struct db_column people_columns[] = { DB_COLUMN_AS(struct tally, count,
								"count(DISTINCT customer_id)") };
static const struct db_record people_record = DB_RECORD("invitation", struct tally, people_columns);

enum hk_result asking_rules_find(struct ctx *cx, struct asking_rules *ret)
{
	*ret = (struct asking_rules){
		.gap_days = org_setting_number(cx, "survey_gap_days", 30),
		.year_most = org_setting_number(cx, "survey_year_most", 4),
		.month_messages = org_setting_number(cx, "survey_month_messages", 4),
		.floor_hours = org_setting_number(cx, "survey_floor_hours", 24),
		.decline_days = org_setting_number(cx, "survey_decline_days", 90),
		.age_hours = org_setting_number(cx, "survey_age_hours", 72),
		.rhythm_age_hours = org_setting_number(cx, "survey_rhythm_age_hours", 336),
		.from_hour = org_setting_number(cx, "survey_from_hour", 9),
		.until_hour = org_setting_number(cx, "survey_until_hour", 20),
		.reminder_days = org_setting_number(cx, "survey_reminder_days", 3),
		.expires_days = org_setting_number(cx, "survey_expires_days", 30),
	};
	return HK_OK;
}

/* One look at one event. */
struct look {
	struct asking_rules *rules;
	const struct survey *survey;
	struct survey_event *event;
	struct facts facts;
	const char *account;
	int64_t wait_until; /* set by a rule that waits */
	bool is_reminder;   /* of a survey that he was asked for already */
	bool is_here;       /* he is with us now */
};

typedef enum hk_result rule_work(struct ctx *cx, struct look *look, bool *ret_speaks);

static enum hk_result opt_out(struct ctx *cx, struct look *look, bool *ret_speaks)
{
	(void)cx;
	*ret_speaks = look->facts.wish == WISH_OPT_OUT;
	return HK_OK;
}

static enum hk_result hold(struct ctx *cx, struct look *look, bool *ret_speaks)
{
	(void)cx;
	*ret_speaks = look->facts.wish == WISH_HOLD;
	return HK_OK;
}

static enum hk_result decline(struct ctx *cx, struct look *look, bool *ret_speaks)
{
	(void)cx;
	*ret_speaks = look->facts.wish == WISH_DECLINE;
	return HK_OK;
}

static enum hk_result complaint(struct ctx *cx, struct look *look, bool *ret_speaks)
{
	*ret_speaks = look->facts.troubles > 0;
	look->wait_until = cx->now + LOOK_AGAIN_HOURS * HK_HOUR;
	return HK_OK;
}

static enum hk_result quiet_floor(struct ctx *cx, struct look *look, bool *ret_speaks)
{
	look->wait_until = look->facts.contact_at + look->rules->floor_hours * HK_HOUR;
	*ret_speaks = look->facts.contact_at && look->wait_until > cx->now;
	return HK_OK;
}

static enum hk_result budget(struct ctx *cx, struct look *look, bool *ret_speaks)
{
	const struct facts *facts = &look->facts;
	int64_t doublings = facts->unanswered / ROW_UNANSWERED;
	int64_t gap = look->rules->gap_days * HK_DAY;

	gap <<= doublings < DOUBLINGS_MOST ? doublings : DOUBLINGS_MOST;
	*ret_speaks =
		(!look->is_reminder && facts->survey_at && facts->survey_at + gap > cx->now) ||
		facts->year_count >= look->rules->year_most ||
		facts->month_count >= look->rules->month_messages;
	return HK_OK;
}

static enum hk_result answered(struct ctx *cx, struct look *look, bool *ret_speaks)
{
	(void)cx;
	*ret_speaks = look->facts.same > 0;
	return HK_OK;
}

static enum hk_result account(struct ctx *cx, struct look *look, bool *ret_speaks)
{
	struct tally tally = { 0 };

	*ret_speaks = false;
	if (!look->survey->account_most || !*look->account)
		return HK_OK;
	HK_TRY(db_select_one(
		cx->db, &people_record,
		DB_WHERE("account = $2 AND sent_at > $3 AND customer_id <> $4", ""),
		DB_ARGS(look->account, cx->now - MONTH_DAYS * HK_DAY, look->event->customer_id),
		&tally));
	*ret_speaks = tally.count >= look->survey->account_most;
	return HK_OK;
}

static enum hk_result asked_count(struct ctx *cx, const struct look *look, int64_t *ret)
{
	struct tally tally = { 0 };

	HK_TRY(db_select_one(
		cx->db, &asked_record,
		DB_WHERE("survey_id = $2 AND staff_id = $3 AND decision = 'ask' AND"
			 " decided_at > $4",
			 ""),
		DB_ARGS(look->survey->id, look->event->staff_id, cx->now - WEEK_DAYS * HK_DAY),
		&tally));
	*ret = tally.count;
	return HK_OK;
}

static enum hk_result count_find(struct ctx *cx, const struct look *look, struct asking_count **ret)
{
	struct asking_counts *counts = &look->rules->counts;
	struct asking_count *one;

	for (size_t i = 0; i < counts->count; i++) {
		one = &counts->items[i];
		if (one->survey_id == look->survey->id && one->staff_id == look->event->staff_id) {
			*ret = one;
			return HK_OK;
		}
	}
	if (counts->count == counts->room) {
		size_t room = counts->room ? 2 * counts->room : COUNTS_FIRST;

		one = hk_alloc(cx->arena, room, sizeof(*one));
		if (counts->count)
			memcpy(one, counts->items, counts->count * sizeof(*one));
		counts->items = one;
		counts->room = room;
	}
	one = &counts->items[counts->count];
	*one = (struct asking_count){ look->survey->id, look->event->staff_id, 0 };
	HK_TRY(asked_count(cx, look, &one->asked));
	counts->count++;
	*ret = one;
	return HK_OK;
}

static enum hk_result quota(struct ctx *cx, struct look *look, bool *ret_speaks)
{
	struct asking_count *count;

	*ret_speaks = false;
	if (!look->survey->quota || !look->event->staff_id)
		return HK_OK;
	HK_TRY(count_find(cx, look, &count));
	*ret_speaks = count->asked >= look->survey->quota;
	return HK_OK;
}

/* Whoever looks into the database cannot know it before: the key of the house is in it. */
static int64_t draw(struct ctx *cx, const struct survey_event *event)
{
	const char *name = hk_format(cx->arena, "survey lot %" PRId64 " %" PRId64 " %s", cx->org_id,
				     event->survey_id, event->effect_key);
	unsigned char digest[HK_DIGEST];
	uint64_t number = 0;

	hk_hmac(cx->house->key, name, strlen(name), digest);
	for (size_t i = 0; i < sizeof(number); i++)
		number = number << 8 | digest[i];
	return (int64_t)(number % LOTS);
}

static enum hk_result lot(struct ctx *cx, struct look *look, bool *ret_speaks)
{
	look->event->chance = look->survey->chance;
	look->event->draw = draw(cx, look->event);
	*ret_speaks = look->event->draw >= look->event->chance;
	return HK_OK;
}

static enum hk_result address(struct ctx *cx, struct look *look, bool *ret_speaks)
{
	(void)cx;
	*ret_speaks = !*look->facts.address;
	return HK_OK;
}

static enum hk_result window(struct ctx *cx, struct look *look, bool *ret_speaks)
{
	struct i18n_formats *formats = cx->kit->formats;
	const char *zone = *look->facts.timezone ? look->facts.timezone : cx->timezone;
	int from = (int)look->rules->from_hour * HOUR_MINUTES;
	int64_t opens = i18n_clock(formats, zone, cx->now, 0, from);
	int64_t shuts =
		i18n_clock(formats, zone, cx->now, 0, (int)look->rules->until_hour * HOUR_MINUTES);

	*ret_speaks = cx->now < opens || cx->now >= shuts;
	look->wait_until = cx->now < opens ? opens : i18n_clock(formats, zone, cx->now, 1, from);
	return HK_OK;
}

static int64_t too_old_at(const struct look *look)
{
	bool is_rhythm = strcmp(look->survey->occasion, "rhythm") == 0;
	int64_t age = is_rhythm ? look->rules->rhythm_age_hours : look->rules->age_hours;

	return look->event->at + (look->survey->delay_hours + age) * HK_HOUR;
}

/* An hour more, so that who waited to the last moment is not late for it. */
static enum hk_result too_old(struct ctx *cx, struct look *look, bool *ret_speaks)
{
	*ret_speaks = cx->now > too_old_at(look) + HK_HOUR;
	return HK_OK;
}

/* reminds: it holds for a reminder too. here: also while he is with us. */
static const struct {
	const char *reason;
	rule_work *speaks;
	bool waits, reminds, here;
} rules[] = {
	{ "opt_out", opt_out, false, true, true },  { "hold", hold, false, true, true },
	{ "decline", decline, false, true, true },  { "complaint", complaint, true, true, true },
	{ "age", too_old, false, false, false },    { "floor", quiet_floor, true, true, false },
	{ "budget", budget, false, true, true },    { "answered", answered, false, false, true },
	{ "account", account, false, false, true }, { "quota", quota, false, false, true },
	{ "lot", lot, false, false, true },         { "address", address, false, true, false },
	{ "window", window, true, true, false },
};

/* Put off while it is young enough; else it is stopped by what put it off. */
static void put_off(struct look *look, size_t rule)
{
	struct survey_event *event = look->event;

	event->reason = rules[rule].reason;
	event->decision =
		rules[rule].waits && !look->is_here && look->wait_until <= too_old_at(look)
			? "wait"
			: "stop";
	if (strcmp(event->decision, "wait") == 0)
		event->next_at = look->wait_until;
}

static enum hk_result decide(struct ctx *cx, struct look *look)
{
	for (size_t i = 0; i < HK_COUNT(rules); i++) {
		bool speaks = false;

		if (rules[i].here || !look->is_here)
			HK_TRY(rules[i].speaks(cx, look, &speaks));
		if (!speaks)
			continue;
		put_off(look, i);
		return HK_OK;
	}
	look->event->decision = "ask";
	look->event->reason = "";
	for (size_t i = 0; i < look->rules->counts.count; i++)
		if (look->rules->counts.items[i].survey_id == look->survey->id &&
		    look->rules->counts.items[i].staff_id == look->event->staff_id)
			look->rules->counts.items[i].asked++;
	return HK_OK;
}

static enum hk_result facts_find(struct ctx *cx, struct look *look)
{
	const struct survey_event *event = look->event;

	return db_select_one(cx->db, &facts_record, DB_WHERE("id = $2", ""),
			     DB_ARGS(event->customer_id, event->survey_id, cx->now,
				     cx->now - YEAR_DAYS * HK_DAY, cx->now - MONTH_DAYS * HK_DAY,
				     event->ticket_id, event->order_name),
			     &look->facts);
}

static enum hk_result decide_and_put(struct ctx *cx, struct look *look, struct asking_person *ret)
{
	const struct survey *survey = look->survey;
	struct survey_event *event = look->event;
	enum hk_result result = facts_find(cx, look);

	event->chance = 0;
	event->draw = -1;
	event->decided_at = cx->now;
	if (result == HK_NOT_FOUND || strcmp(survey->state, "running") != 0) {
		event->decision = "stop";
		event->reason = result == HK_NOT_FOUND ? "gone" : "stopped";
		return survey_event_put(cx, event);
	}
	HK_TRY(result);
	look->account = account_of(cx, look->facts.address);
	if (strcmp(event->outcome, "withdrawn") == 0 ||
	    strcmp(event->outcome, SURVEY_EVENT_ASIDE) == 0) {
		event->decision = "stop";
		event->reason = event->outcome;
		return survey_event_put(cx, event);
	}
	HK_TRY(decide(cx, look));
	*ret = (struct asking_person){ look->facts.name,     look->facts.address,
				       look->facts.language, look->facts.timezone,
				       look->facts.digits,   look->account };
	return survey_event_put(cx, event);
}

enum hk_result asking_decide(struct ctx *cx, struct asking_rules *rules_of_house,
			     const struct survey *survey, struct survey_event *event,
			     struct asking_person *ret)
{
	struct look look = { .rules = rules_of_house, .survey = survey, .event = event };

	return decide_and_put(cx, &look, ret);
}

enum hk_result asking_decide_here(struct ctx *cx, struct asking_rules *rules_of_house,
				  const struct survey *survey, struct survey_event *event,
				  struct asking_person *ret)
{
	struct look look = {
		.rules = rules_of_house, .survey = survey, .event = event, .is_here = true
	};

	return decide_and_put(cx, &look, ret);
}

enum hk_result asking_may_remind(struct ctx *cx, struct asking_rules *rules_of_house,
				 const struct survey *survey, int64_t customer_id,
				 enum asking_word *ret, struct asking_person *ret_person)
{
	struct survey_event none = { .survey_id = survey->id,
				     .customer_id = customer_id,
				     .order_name = "" };
	struct look look = {
		.rules = rules_of_house, .survey = survey, .event = &none, .is_reminder = true
	};
	enum hk_result result = facts_find(cx, &look);

	*ret = ASKING_NO;
	if (result == HK_NOT_FOUND || strcmp(survey->state, "running") != 0)
		return HK_OK;
	HK_TRY(result);
	for (size_t i = 0; i < HK_COUNT(rules); i++) {
		bool speaks = false;

		if (rules[i].reminds)
			HK_TRY(rules[i].speaks(cx, &look, &speaks));
		if (!speaks)
			continue;
		*ret = rules[i].waits ? ASKING_NOT_NOW : ASKING_NO;
		return HK_OK;
	}
	*ret = ASKING_YES;
	*ret_person = (struct asking_person){ look.facts.name,     look.facts.address,
					      look.facts.language, look.facts.timezone,
					      look.facts.digits,   "" };
	return HK_OK;
}

const char *asking_language(const struct ctx *cx, const struct asking_person *person)
{
	if (*person->language)
		return person->language;
	return i18n_find(cx->language) ? cx->language : i18n_languages[0].code;
}

/* ---- news that nobody asked for ---- */

static enum hk_result month(struct ctx *cx, struct look *look, bool *ret_speaks)
{
	(void)cx;
	*ret_speaks = look->facts.month_count >= look->rules->month_messages;
	return HK_OK;
}

static const struct {
	const char *reason;
	rule_work *speaks;
	bool waits;
} news_rules[] = {
	{ "opt_out", opt_out, false },
	{ "hold", hold, true },
	{ "decline", decline, true },
	{ "complaint", complaint, true },
	{ "floor", quiet_floor, true },
	{ "budget", month, true },
	/* One that failed works again as soon as mail comes from it. */
	{ "address", address, true },
	{ "window", window, true },
};

enum hk_result asking_may_tell(struct ctx *cx, struct asking_rules *rules_of_house,
			       int64_t customer_id, struct asking_news *ret)
{
	struct survey_event none = { .customer_id = customer_id, .order_name = "" };
	struct look look = { .rules = rules_of_house, .event = &none };
	enum hk_result result = facts_find(cx, &look);

	*ret = (struct asking_news){ .word = ASKING_NO, .reason = "gone" };
	if (result == HK_NOT_FOUND)
		return HK_OK;
	HK_TRY(result);
	for (size_t i = 0; i < HK_COUNT(news_rules); i++) {
		bool speaks = false;

		look.wait_until = cx->now + HK_DAY;
		HK_TRY(news_rules[i].speaks(cx, &look, &speaks));
		if (!speaks)
			continue;
		ret->word = news_rules[i].waits ? ASKING_NOT_NOW : ASKING_NO;
		ret->reason = news_rules[i].reason;
		ret->again_at = look.wait_until;
		return HK_OK;
	}
	*ret = (struct asking_news){ .word = ASKING_YES,
				     .reason = "",
				     .person = { look.facts.name, look.facts.address,
						 look.facts.language, look.facts.timezone,
						 look.facts.digits, "" } };
	return HK_OK;
}
