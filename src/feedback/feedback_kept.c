#include "feedback/feedback_kept.h"

struct tally {
	int64_t count;
};

static const struct db_column tally_columns[] = { DB_COLUMN_AS(struct tally, count, "count(*)") };
static const struct db_record surveys = DB_RECORD("survey", struct tally, tally_columns);
static const struct db_record sums = DB_RECORD("response_sum", struct tally, tally_columns);
static const struct db_record responses = DB_RECORD("response", struct tally, tally_columns);
static const struct db_record themes = DB_RECORD("theme", struct tally, tally_columns);
static const struct db_record events = DB_RECORD("survey_event", struct tally, tally_columns);

#define LIVING                                                                    \
	"SELECT count(*) FROM response WHERE response.org_id = survey.org_id AND" \
	" response.survey_id = survey.id AND response.erased_at = 0"

static const struct {
	const char *sentence;
	const struct db_record *record;
	const char *condition;
} rules[] = {
	{ "surveys whose number of answers is wrong by day", &surveys,
	  "(" DB_WALKS
	  "coalesce((SELECT sum(n) FROM response_sum WHERE response_sum.org_id = survey.org_id AND"
	  " response_sum.survey_id = survey.id AND response_sum.question = 0 AND"
	  " response_sum.grain = 'day'), 0) <> (" LIVING "))" },
	{ "surveys whose number of answers is wrong by month", &surveys,
	  "(" DB_WALKS
	  "coalesce((SELECT sum(n) FROM response_sum WHERE response_sum.org_id = survey.org_id AND"
	  " response_sum.survey_id = survey.id AND response_sum.question = 0 AND"
	  " response_sum.grain = 'month'), 0) <> (" LIVING "))" },
	{ "surveys whose sum of answers is wrong", &surveys,
	  "(" DB_WALKS "coalesce((SELECT sum(total) FROM response_sum WHERE"
	  " response_sum.org_id = survey.org_id AND response_sum.survey_id = survey.id AND"
	  " response_sum.question = 0 AND response_sum.grain = 'day'), 0) <>"
	  " coalesce((SELECT sum(value) FROM response WHERE response.org_id = survey.org_id AND"
	  " response.survey_id = survey.id AND response.erased_at = 0), 0))" },
	{ "sums of answers below nothing", &sums, "(" DB_WALKS "n < 0)" },
	{ "surveys whose number of people asked is wrong", &surveys,
	  "(" DB_WALKS
	  "coalesce((SELECT sum(n) FROM response_sum WHERE response_sum.org_id = survey.org_id AND"
	  " response_sum.survey_id = survey.id AND response_sum.question = -1 AND"
	  " response_sum.grain = 'day'), 0) <> (SELECT count(*) FROM invitation WHERE"
	  " invitation.org_id = survey.org_id AND invitation.survey_id = survey.id AND"
	  " invitation.event_id <> 0))" },
	{ "anonymous answers that lead to somebody", &responses,
	  "(" DB_WALKS
	  "mode = 'anonymous' AND (customer_id <> 0 OR invitation_id <> 0 OR ticket_id <> 0 OR"
	  " staff_id <> 0))" },
	{ "themes whose number of answers is wrong", &themes,
	  "(" DB_WALKS
	  "answers <> (SELECT count(*) FROM theme_response WHERE theme_response.org_id ="
	  " theme.org_id AND theme_response.theme_id = theme.id) OR unhappy <> (SELECT count(*)"
	  " FROM theme_response WHERE theme_response.org_id = theme.org_id AND"
	  " theme_response.theme_id = theme.id AND theme_response.is_unhappy = 1))" },
	{ "themes that nobody wants and answers speak of", &themes,
	  "(" DB_WALKS "state IN ('rejected', 'merged') AND answers <> 0)" },
	{ "people who were asked without a lot that fell on them", &events,
	  "(" DB_WALKS "decision = 'ask' AND (draw < 0 OR draw >= chance))" },
};

size_t feedback_kept_rules(void)
{
	return HK_COUNT(rules);
}

enum hk_result feedback_kept_check(struct ctx *cx, size_t rule, const char **ret_sentence,
				   int64_t *ret_count)
{
	struct tally tally;

	HK_TRY(db_select_one(cx->db, rules[rule].record, (struct db_sql){ rules[rule].condition },
			     DB_NONE, &tally));
	*ret_sentence = rules[rule].sentence;
	*ret_count = tally.count;
	return HK_OK;
}
