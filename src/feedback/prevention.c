#include "feedback/prevention.h"

#include <inttypes.h>
#include <math.h>
#include <string.h>

#include "base/text.h"
#include "base/time.h"
#include "core/event.h"
#include "core/i18n.h"
#include "core/job.h"
#include "core/rights.h"
#include "feedback/cause_link.h"
#include "feedback/survey.h"
#include "people/staff.h"

enum { WEEK_DAYS = 7, YEAR_DAYS = 366, SAID_LEAST = 4 };

#define COLUMNS                                                                                    \
	DB_COLUMN_AS(struct prevention, id, "prevention.id"),                                      \
		DB_COLUMN_AS(struct prevention, cause_id, "prevention.cause_id"),                  \
		DB_COLUMN(struct prevention, what),                                                \
		DB_COLUMN_AS(struct prevention, owner_id, "prevention.owner_id"),                  \
		DB_COLUMN(struct prevention, measure), DB_COLUMN(struct prevention, survey_id),    \
		DB_COLUMN(struct prevention, expected_percent),                                    \
		DB_COLUMN(struct prevention, begin_at), DB_COLUMN(struct prevention, check_at),    \
		DB_COLUMN(struct prevention, made_at), DB_COLUMN(struct prevention, made_by),      \
		DB_COLUMN_AS(struct prevention, state, "prevention.state"),                        \
		DB_COLUMN(struct prevention, ended_at), DB_COLUMN(struct prevention, ended_by),    \
		DB_COLUMN(struct prevention, ended_why), DB_COLUMN(struct prevention, verdict),    \
		DB_COLUMN(struct prevention, is_told), DB_COLUMN(struct prevention, before_weeks), \
		DB_COLUMN(struct prevention, before_events),                                       \
		DB_COLUMN(struct prevention, before_exposure),                                     \
		DB_COLUMN(struct prevention, after_weeks),                                         \
		DB_COLUMN(struct prevention, after_events),                                        \
		DB_COLUMN(struct prevention, after_exposure), DB_COLUMN(struct prevention, ratio), \
		DB_COLUMN(struct prevention, low), DB_COLUMN(struct prevention, high),             \
		DB_COLUMN(struct prevention, dispersion), DB_COLUMN(struct prevention, shift)

static const struct db_column columns[] = {
	COLUMNS,
	DB_COLUMN_AS(struct prevention, owner_name,
		     "coalesce((SELECT staff.name FROM staff WHERE"
		     " staff.org_id = prevention.org_id AND staff.id = prevention.owner_id), '')"),
	DB_COLUMN_AS(struct prevention, cause_name, "cause.name"),
	DB_COLUMN_AS(struct prevention, cause_number, "cause.number"),
	DB_COLUMN_AS(struct prevention, people_count, "cause.people_count"),
};
static const struct db_record record =
	DB_RECORD_FROM("prevention",
		       "prevention JOIN cause ON cause.org_id = prevention.org_id AND"
		       " cause.id = prevention.cause_id",
		       struct prevention, columns);

bool prevention_measure_exists(const char *measure)
{
	return hk_equal(measure, "said") || hk_equal(measure, "per_thousand") ||
	       hk_equal(measure, "unhappy");
}

enum hk_result prevention_find(struct ctx *cx, int64_t id, struct prevention *ret)
{
	if (!cause_may_read(cx))
		return HK_NOT_FOUND;
	return db_select_one(cx->db, &record, DB_WHERE("prevention.id = $2", ""), DB_ARGS(id), ret);
}

enum hk_result prevention_of(struct ctx *cx, int64_t cause_id, struct prevention_list *ret)
{
	struct db_rows rows;

	if (!cause_may_read(cx))
		return HK_NOT_FOUND;
	HK_TRY(db_select(cx->db, &record,
			 DB_WHERE("prevention.cause_id = $2", "ORDER BY prevention.id DESC"),
			 DB_ARGS(cause_id), &rows));
	*ret = (struct prevention_list){ rows.items, rows.count };
	return HK_OK;
}

enum hk_result prevention_running(struct ctx *cx, int64_t limit, struct prevention_list *ret)
{
	struct db_rows rows;

	if (!cause_may_read(cx))
		return HK_NOT_FOUND;
	HK_TRY(db_select(cx->db, &record,
			 DB_WHERE("prevention.state = 'running'",
				  "ORDER BY prevention.check_at, prevention.id LIMIT $2"),
			 DB_ARGS(limit), &rows));
	*ret = (struct prevention_list){ rows.items, rows.count };
	return HK_OK;
}

/* ---- a new one ---- */

static enum hk_result check_survey(struct ctx *cx, const struct prevention *action)
{
	struct survey survey;
	enum hk_result result;

	if (!hk_equal(action->measure, "unhappy"))
		return HK_OK;
	result = survey_find(cx, action->survey_id, &survey);
	if (result != HK_OK && result != HK_NOT_FOUND)
		return result;
	if (result == HK_NOT_FOUND || hk_equal(survey.kind, "index") ||
	    hk_equal(survey.kind, "custom"))
		(void)field_problem(cx, "survey",
				    TR("Please choose a survey of recommendation, satisfaction or "
				       "effort."));
	return HK_OK;
}

/* The first day that begins when people have said it for long enough. */
static int64_t first_day(struct ctx *cx, int64_t enough_at)
{
	int64_t day = i18n_day_start(cx->kit->formats, cx->timezone, enough_at);

	return day < enough_at ? i18n_clock(cx->kit->formats, cx->timezone, enough_at, 1, 0) : day;
}

/* HK_NOT_FOUND: nobody has said it yet. */
static enum hk_result enough_find(struct ctx *cx, int64_t cause_id, int64_t *ret)
{
	int64_t first_at;

	HK_TRY(cause_first_at(cx, cause_id, &first_at));
	*ret = first_at + (int64_t)PREVENTION_LEAST_WEEKS * WEEK_DAYS * HK_DAY;
	return HK_OK;
}

/* Of what nobody has said before, nobody can say that it became less. */
static enum hk_result check_past(struct ctx *cx, const struct prevention *action)
{
	const struct i18n_reader reader = i18n_reader_of(cx);
	int64_t enough_at = 0;
	enum hk_result result;

	if (hk_equal(action->measure, "unhappy"))
		return HK_OK;
	result = enough_find(cx, action->cause_id, &enough_at);
	if (result != HK_OK && result != HK_NOT_FOUND)
		return result;
	if (result == HK_NOT_FOUND) {
		(void)field_problem(cx, "begin",
				    TR("Two weeks or more of what people said are needed before "
				       "it begins. Please link tickets and responses to the "
				       "cause first."));
		return HK_OK;
	}
	if (action->begin_at < enough_at)
		(void)field_problem(
			cx, "begin",
			i18n_fill(
				cx->arena,
				i18n_text(cx->language,
					  TR("Two weeks or more of what people said are needed "
					     "before it begins. Please begin on {day} or later, or "
					     "link older tickets and responses to the cause.")),
				"day", i18n_time(&reader, I18N_DATE, first_day(cx, enough_at)),
				NULL));
	return HK_OK;
}

static enum hk_result check(struct ctx *cx, const struct prevention *action, int64_t weeks)
{
	if (!hk_has_ink(action->what))
		(void)field_problem(cx, "what", TR("Please say what is done."));
	if (hk_letters(action->what) > CAUSE_WORDS_LETTERS)
		(void)field_problem(cx, "what",
				    TR("This is too long. A few sentences are enough."));
	if (!prevention_measure_exists(action->measure))
		(void)field_problem(cx, "measure", TR("Please choose what is measured."));
	if (action->expected_percent < 1 || action->expected_percent > 100)
		(void)field_problem(cx, "expected",
				    TR("Please write how much less it will be: 1 to 100 percent."));
	if (weeks < PREVENTION_LEAST_WEEKS || weeks > PREVENTION_MOST_WEEKS)
		(void)field_problem(cx, "weeks",
				    TR("Please write after how many weeks it is measured: 2 to "
				       "52."));
	/* Who has seen what happened does not predict it any more. */
	if (action->begin_at < cx->now - HK_DAY || action->begin_at > cx->now + YEAR_DAYS * HK_DAY)
		(void)field_problem(cx, "begin",
				    TR("A prediction is made before: please choose today or a day "
				       "within a year from now."));
	else
		HK_TRY(check_past(cx, action));
	HK_TRY(cause_check_owner(cx, action->owner_id));
	HK_TRY(check_survey(cx, action));
	return cx->field_count ? HK_INVALID : HK_OK;
}

static enum hk_result write(struct ctx *cx, const struct prevention *action)
{
	const struct db_value values[] = {
		DB_V(action->id),
		DB_V(action->cause_id),
		DB_V(action->what),
		DB_V(action->owner_id),
		DB_V(action->measure),
		DB_V(action->survey_id),
		DB_V(action->expected_percent),
		DB_V(action->begin_at),
		DB_V(action->check_at),
		DB_V(cx->now),
		DB_V(cx->actor->id),
	};

	return db_send(cx->db,
		       DB_ADD("prevention",
			      "id, cause_id, what, owner_id, measure, survey_id, expected_percent,"
			      " begin_at, check_at, made_at, made_by, state, ended_at, ended_by,"
			      " ended_why, verdict, is_told, before_weeks, before_events,"
			      " before_exposure, after_weeks, after_events, after_exposure, ratio,"
			      " low, high, dispersion, shift",
			      "$2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, 'running', 0, 0, '',"
			      " '', 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0",
			      ""),
		       (struct db_args){ values, HK_COUNT(values) });
}

/* The same prediction, sent again. */
static bool is_same(const struct prevention *one, const struct prevention *other)
{
	return hk_equal(one->state, "running") && hk_equal(one->what, other->what) &&
	       hk_equal(one->measure, other->measure) && one->survey_id == other->survey_id &&
	       one->owner_id == other->owner_id &&
	       one->expected_percent == other->expected_percent &&
	       one->begin_at == other->begin_at && one->check_at == other->check_at;
}

static enum hk_result twin_find(struct ctx *cx, const struct prevention *action, int64_t *ret_id)
{
	struct prevention_list list;

	*ret_id = 0;
	HK_TRY(prevention_of(cx, action->cause_id, &list));
	for (size_t i = 0; i < list.count; i++)
		if (is_same(&list.items[i], action))
			*ret_id = list.items[i].id;
	return HK_OK;
}

enum hk_result prevention_first_day(struct ctx *cx, int64_t cause_id, int64_t *ret)
{
	int64_t today = i18n_day_start(cx->kit->formats, cx->timezone, cx->now), enough_at = 0;
	enum hk_result result = enough_find(cx, cause_id, &enough_at);

	if (result != HK_OK && result != HK_NOT_FOUND)
		return result;
	*ret = enough_at > today ? first_day(cx, enough_at) : today;
	return HK_OK;
}

enum hk_result prevention_add(struct ctx *cx, struct prevention *action, int64_t weeks)
{
	struct cause cause;
	int64_t twin_id;

	if (!cause_may_work(cx))
		return right_need(cx, RIGHT_TICKET_READ);
	HK_TRY(cause_by_id(cx, action->cause_id, &cause));
	if (cause_is_closed(&cause))
		return problem(cx, HK_CONFLICT,
			       TR("This cause is closed. Please open it again first: it is not "
				  "over."));
	action->what = hk_trim(cx->arena, action->what);
	action->owner_id = action->owner_id ? action->owner_id : cx->actor->id;
	if (!hk_equal(action->measure, "unhappy"))
		action->survey_id = 0;
	HK_TRY(check(cx, action, weeks));
	action->check_at = action->begin_at + weeks * WEEK_DAYS * HK_DAY;
	HK_TRY(twin_find(cx, action, &twin_id));
	action->id = twin_id ? twin_id : ctx_new_id(cx);
	if (twin_id)
		return HK_OK;
	HK_TRY(write(cx, action));
	HK_TRY(cause_state_put(cx, cause.id, "acting"));
	HK_TRY(job_add(cx, PREVENTION_JOB, action->id, action->check_at,
		       hk_format(cx->arena, "%" PRId64, action->id)));
	return cause_tell(cx, &cause, action->id, action->owner_id, "prevention.given",
			  action->what);
}

/* ---- its end ---- */

/* The cause is open again once nothing runs against it. */
static enum hk_result settle_cause(struct ctx *cx, int64_t cause_id)
{
	struct prevention_list list;

	HK_TRY(prevention_of(cx, cause_id, &list));
	for (size_t i = 0; i < list.count; i++)
		if (strcmp(list.items[i].state, "running") == 0)
			return HK_OK;
	return cause_state_put(cx, cause_id, "open");
}

enum hk_result prevention_give_up(struct ctx *cx, int64_t id, const char *reason)
{
	struct prevention action;
	int64_t count;

	if (!cause_may_work(cx))
		return right_need(cx, RIGHT_TICKET_READ);
	HK_TRY(prevention_find(cx, id, &action));
	if (!hk_has_ink(reason))
		return field_problem(cx, "reason", TR("Please say why it is given up."));
	if (hk_letters(reason) > CAUSE_WORDS_LETTERS)
		return field_problem(cx, "reason",
				     TR("This is too long. A few sentences are enough."));
	HK_TRY(db_change(cx->db,
			 DB_UPDATE("prevention",
				   "state = 'given_up', ended_at = $3, ended_by = $4,"
				   " ended_why = $5",
				   "id = $2 AND state = 'running'", ""),
			 DB_ARGS(id, cx->now, cx->actor->id, hk_trim(cx->arena, reason)), &count));
	if (!count)
		return problem(cx, HK_CONFLICT, TR("This action has come to its end already."));
	return settle_cause(cx, action.cause_id);
}

static const char *kind_of(const struct prevention *action)
{
	if (strcmp(action->verdict, "worked") == 0)
		return "prevention.worked";
	return strcmp(action->verdict, "worse") == 0 ? "prevention.worse" : "prevention.none";
}

static enum hk_result verdict_write(struct ctx *cx, const struct prevention *action,
				    int64_t *ret_count)
{
	const struct db_value values[] = {
		DB_V(action->id),
		DB_V(cx->now),
		DB_V(action->verdict),
		DB_V(action->is_told),
		DB_V(action->ratio),
		DB_V(action->low),
		DB_V(action->high),
		DB_V(action->dispersion),
		DB_V(action->shift),
		DB_V(action->before_weeks),
		DB_V(action->before_events),
		DB_V(action->before_exposure),
		DB_V(action->after_weeks),
		DB_V(action->after_events),
		DB_V(action->after_exposure),
	};

	return db_change(
		cx->db,
		DB_UPDATE("prevention",
			  "state = 'checked', ended_at = $3, verdict = $4, is_told = $5,"
			  " ratio = $6, low = $7, high = $8, dispersion = $9, shift = $10,"
			  " before_weeks = $11, before_events = $12, before_exposure = $13,"
			  " after_weeks = $14, after_events = $15, after_exposure = $16",
			  "id = $2 AND state = 'running'", ""),
		(struct db_args){ values, HK_COUNT(values) }, ret_count);
}

enum hk_result prevention_judged(struct ctx *cx, const struct prevention *action)
{
	const char *kind = kind_of(action);
	struct cause cause;
	int64_t count;

	HK_TRY(verdict_write(cx, action, &count));
	if (!count)
		return HK_OK;
	HK_TRY(settle_cause(cx, action->cause_id));
	HK_TRY(cause_by_id(cx, action->cause_id, &cause));
	HK_TRY(cause_tell(cx, &cause, action->id, action->owner_id, kind, action->what));
	HK_TRY(cause_tell(cx, &cause, action->id, cause.owner_id, kind, action->what));
	return event_record(cx, &(struct event){ .kind = "prevention.checked",
						 .number = action->id,
						 .owner_id = action->owner_id });
}

/* ---- in words ---- */

struct phrase {
	const char *measure, *sentence;
};

/* Per week, or per thousand tickets; of a survey as a share. */
static const char *rate(const struct i18n_reader *reader, const struct prevention *action,
			int64_t events, int64_t exposure)
{
	double value = exposure ? (double)events / (double)exposure : 0;

	if (hk_equal(action->measure, "per_thousand"))
		value *= 1000;
	if (hk_equal(action->measure, "unhappy"))
		value *= 100;
	return i18n_decimal(reader, value);
}

static const char *measure_sentence(const char *measure)
{
	static const struct phrase phrases[] = {
		{ "said", TR("{before} a week said it before, {after} since.") },
		{ "per_thousand",
		  TR("Of a thousand tickets and answers {before} said it before, {after} since.") },
		{ "unhappy", TR("{before} of 100 were not content before, {after} since.") },
	};

	for (size_t i = 0; i < HK_COUNT(phrases); i++)
		if (strcmp(phrases[i].measure, measure) == 0)
			return phrases[i].sentence;
	return "";
}

/* Had nothing changed, so few would have said it since that their silence says nothing. */
static bool is_silent(const struct prevention *action)
{
	return action->before_exposure && action->before_events * action->after_exposure <
						  SAID_LEAST * action->before_exposure;
}

static const char *verdict_sentence(const struct prevention *action)
{
	bool is_kept = action->ratio <= (100 - action->expected_percent) * (PREVENTION_PPM / 100);

	if (strcmp(action->verdict, "no_evidence") == 0 && is_silent(action))
		return TR("No evidence: too few could have said anything.");
	if (!action->is_told)
		return TR("No evidence: too little happened to tell.");
	if (strcmp(action->verdict, "worked") == 0)
		return is_kept ? TR("It worked, as much as was predicted.")
			       : TR("It worked, though less than was predicted.");
	if (strcmp(action->verdict, "worse") == 0)
		return TR("It became worse.");
	return TR("No evidence: chance and the usual ups and downs explain it.");
}

/* What is left of it, in percent of before, as far as can be known. */
static const char *interval(struct ctx *cx, const struct i18n_reader *reader, const char *language,
			    const struct prevention *action)
{
	int64_t half = PREVENTION_PPM / 200, one = PREVENTION_PPM / 100;
	/* The ratio has half an event more on each side then, which says nothing that one sees. */
	bool is_none = !action->after_events || !action->before_events;

	if (is_none)
		return i18n_fill(
			cx->arena,
			i18n_text(language,
				  TR("In truth it is probably between {low} and {high} percent of "
				     "what it was; {expected} percent or less was predicted.")),
			"low", i18n_number(reader, (action->low + half) / one), "high",
			i18n_number(reader, (action->high + half) / one), "expected",
			i18n_number(reader, 100 - action->expected_percent), NULL);
	return i18n_fill(
		cx->arena,
		i18n_text(language, TR("That is {ratio} percent of what it was, between {low} and "
				       "{high} in 95 of 100 cases; {expected} percent or less was "
				       "predicted.")),
		"ratio", i18n_number(reader, (action->ratio + half) / one), "low",
		i18n_number(reader, (action->low + half) / one), "high",
		i18n_number(reader, (action->high + half) / one), "expected",
		i18n_number(reader, 100 - action->expected_percent), NULL);
}

const char *prevention_rates_say(struct ctx *cx, const char *language,
				 const struct prevention *action)
{
	const struct i18n_reader reader = { cx->kit->formats, cx->arena, language, cx->timezone,
					    false };

	if (!action->is_told)
		return "";
	return i18n_fill(
		cx->arena, i18n_text(language, measure_sentence(action->measure)), "before",
		rate(&reader, action, action->before_events, action->before_exposure), "after",
		rate(&reader, action, action->after_events, action->after_exposure), NULL);
}

const char *prevention_say(struct ctx *cx, const char *language, const struct prevention *action)
{
	const struct i18n_reader reader = { cx->kit->formats, cx->arena, language, cx->timezone,
					    false };
	const char *verdict;

	if (strcmp(action->state, "checked") != 0)
		return "";
	verdict = i18n_text(language, verdict_sentence(action));
	if (!action->is_told)
		return verdict;
	return hk_format(cx->arena, "%s %s %s", verdict, prevention_rates_say(cx, language, action),
			 interval(cx, &reader, language, action));
}

/* ---- what it spared people ---- */

/* Worked, and counted contacts. */
#define SPARED "state = 'checked' AND verdict = 'worked' AND measure <> 'unhappy'"

struct spared {
	int64_t cause_id, begin_at, check_at, before_events, before_exposure, after_events,
		after_exposure;
};

static const struct db_column spared_columns[] = {
	DB_COLUMN(struct spared, cause_id),        DB_COLUMN(struct spared, begin_at),
	DB_COLUMN(struct spared, check_at),        DB_COLUMN(struct spared, before_events),
	DB_COLUMN(struct spared, before_exposure), DB_COLUMN(struct spared, after_events),
	DB_COLUMN(struct spared, after_exposure),
};
static const struct db_record spared_record =
	DB_RECORD("prevention", struct spared, spared_columns);

/* As often as it was said before, of as many as could have said it since, less those who did. */
static int64_t spared_by(const struct spared *one)
{
	double expected = (double)one->before_events * (double)one->after_exposure /
			  (double)one->before_exposure;

	return llround(fmax(0, expected - (double)one->after_events));
}

enum hk_result prevention_saved(struct ctx *cx, int64_t *ret)
{
	const struct spared *items;
	int64_t total = 0, most = 0, until = 0;
	struct db_rows rows;

	HK_TRY(db_select(
		cx->db, &spared_record,
		DB_WHERE(SPARED " AND before_exposure > 0", "ORDER BY +cause_id, begin_at, id"),
		DB_NONE, &rows));
	items = rows.items;
	for (size_t i = 0; i < rows.count; i++) {
		bool is_beside = i && items[i].cause_id == items[i - 1].cause_id &&
				 items[i].begin_at < until;
		int64_t spared = spared_by(&items[i]);

		/* Of actions against one cause at the same time nobody can say which one it was;
		 * who no longer came is counted once. */
		if (is_beside) {
			total += spared > most ? spared - most : 0;
			most = spared > most ? spared : most;
			until = items[i].check_at > until ? items[i].check_at : until;
			continue;
		}
		total += spared;
		most = spared;
		until = items[i].check_at;
	}
	*ret = total;
	return HK_OK;
}
