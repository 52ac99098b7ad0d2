#include "feedback/feedback_kept.h"

#include "feedback/figures.h"

struct tally {
	int64_t count;
};

static const struct db_column tally_columns[] = { DB_COLUMN_AS(struct tally, count, "count(*)") };
static const struct db_record surveys = DB_RECORD("survey", struct tally, tally_columns);
static const struct db_record sums = DB_RECORD("response_sum", struct tally, tally_columns);
static const struct db_record responses = DB_RECORD("response", struct tally, tally_columns);
static const struct db_record causes = DB_RECORD("cause", struct tally, tally_columns);
static const struct db_record actions = DB_RECORD("prevention", struct tally, tally_columns);
static const struct db_record improvements = DB_RECORD("improvement", struct tally, tally_columns);
static const struct db_record voices = DB_RECORD("voice", struct tally, tally_columns);
static const struct db_record themes = DB_RECORD("theme", struct tally, tally_columns);
static const struct db_record talks = DB_RECORD("dialogue", struct tally, tally_columns);
static const struct db_record cases = DB_RECORD("loop_case", struct tally, tally_columns);
static const struct db_record tickets = DB_RECORD("ticket", struct tally, tally_columns);
static const struct db_record people = DB_RECORD("staff", struct tally, tally_columns);
static const struct db_record events = DB_RECORD("survey_event", struct tally, tally_columns);

#define LIVING                                                                    \
	"SELECT count(*) FROM response WHERE response.org_id = survey.org_id AND" \
	" response.survey_id = survey.id AND response.erased_at = 0 AND"          \
	" response.published > 0"

#define OF_SURVEY "voice.org_id = survey.org_id AND voice.survey_id = survey.id"
#define VEILED                                                                         \
	"SELECT count(*) FROM voice WHERE " OF_SURVEY                                  \
	" AND voice.is_veiled = 1 AND voice.at < 253402300799999"                      \
	" AND EXISTS (SELECT 1 FROM response WHERE response.org_id = voice.org_id AND" \
	" response.id = voice.response_id AND response.is_hidden = 1)"

#define OF_CAUSE(table)                                                                    \
	"EXISTS (SELECT 1 FROM " table " WHERE " table ".org_id = cause.org_id AND " table \
	".cause_id = cause.id)"

/* Of response_sum.question. */
#define ASKED    "-1"
#define ANSWERED "-2"
_Static_assert(FIGURES_ASKED == -1 && FIGURES_ASKED_ANSWERED == -2, "as the rules below ask");

static const struct {
	const char *sentence;
	const struct db_record *record;
	const char *condition;
} rules[] = {
	{ "surveys whose number of answers is wrong by day", &surveys,
	  "(" DB_WALKS
	  "coalesce((SELECT sum(n) FROM response_sum WHERE response_sum.org_id = survey.org_id AND"
	  " response_sum.survey_id = survey.id AND response_sum.question = 0 AND"
	  " response_sum.parts = 7 AND response_sum.grain = 'day'), 0) <> (" LIVING "))" },
	{ "surveys whose number of answers is wrong by month", &surveys,
	  "(" DB_WALKS
	  "coalesce((SELECT sum(n) FROM response_sum WHERE response_sum.org_id = survey.org_id AND"
	  " response_sum.survey_id = survey.id AND response_sum.question = 0 AND"
	  " response_sum.parts = 7 AND response_sum.grain = 'month'), 0) <> (" LIVING "))" },
	{ "surveys whose sum of answers is wrong", &surveys,
	  "(" DB_WALKS "coalesce((SELECT sum(total) FROM response_sum WHERE"
	  " response_sum.org_id = survey.org_id AND response_sum.survey_id = survey.id AND"
	  " response_sum.question = 0 AND response_sum.parts = 7 AND response_sum.grain = 'day'), "
	  "0) <>"
	  " coalesce((SELECT sum(value) FROM response WHERE response.org_id = survey.org_id AND"
	  " response.survey_id = survey.id AND response.erased_at = 0 AND"
	  " response.published > 0), 0))" },
	{ "surveys whose sums by team, channel and language do not agree", &surveys,
	  "(" DB_WALKS
	  "EXISTS (SELECT 1 FROM (SELECT question, grain, day, chance, parts, sum(n) AS n,"
	  " sum(total) AS total, sum(squares) AS squares FROM response_sum WHERE"
	  " response_sum.org_id = survey.org_id AND response_sum.survey_id = survey.id GROUP BY"
	  " question, grain, day, chance, parts) AS way GROUP BY question, grain, day, chance "
	  "HAVING"
	  " count(*) <> 7 OR min(n) <> max(n) OR min(total) <> max(total) OR"
	  " min(squares) <> max(squares)))" },
	{ "sums of answers below nothing", &sums, "(" DB_WALKS "n < 0)" },
	{ "surveys whose number of people asked is wrong", &surveys,
	  "(" DB_WALKS
	  "coalesce((SELECT sum(n) FROM response_sum WHERE response_sum.org_id = survey.org_id AND"
	  " response_sum.survey_id = survey.id AND response_sum.question = " ASKED " AND"
	  " response_sum.parts = 7 AND response_sum.grain = 'day'), 0) <> (SELECT count(*) FROM "
	  "invitation WHERE"
	  " invitation.org_id = survey.org_id AND invitation.survey_id = survey.id AND"
	  " invitation.event_id <> 0))" },
	/* By chance 0 somebody came by himself. What was erased was answered all the same. */
	{ "surveys whose number of people who answered is wrong", &surveys,
	  "(" DB_WALKS
	  "coalesce((SELECT sum(n) FROM response_sum WHERE response_sum.org_id = survey.org_id AND"
	  " response_sum.survey_id = survey.id AND response_sum.question = " ANSWERED " AND"
	  " response_sum.parts = 7 AND response_sum.grain = 'day'), 0) <> (SELECT count(*) FROM "
	  "response WHERE response.org_id = survey.org_id AND response.survey_id = survey.id AND"
	  " response.chance <> 0))" },
	{ "surveys whose number of decisions is wrong by week", &surveys,
	  "(" DB_WALKS
	  "coalesce((SELECT sum(eligible) FROM asking_gate WHERE asking_gate.org_id = survey.org_id"
	  " AND asking_gate.survey_id = survey.id), 0) <> (SELECT count(*) FROM survey_event WHERE"
	  " survey_event.org_id = survey.org_id AND survey_event.survey_id = survey.id AND"
	  " survey_event.decided_at > 0 AND survey_event.decision <> 'wait'))" },
	{ "surveys whose number of decisions is wrong by day and reason", &surveys,
	  "(" DB_WALKS "EXISTS (SELECT 1 FROM (SELECT day, reason, count FROM asking_reason WHERE"
	  " asking_reason.org_id = survey.org_id AND asking_reason.survey_id = survey.id"
	  " UNION ALL SELECT decided_at / 86400000, CASE WHEN decision = 'ask' THEN '' ELSE reason"
	  " END, -1 FROM survey_event WHERE survey_event.org_id = survey.org_id AND"
	  " survey_event.survey_id = survey.id AND survey_event.decided_at > 0 AND"
	  " survey_event.decision <> 'wait') AS either GROUP BY day, reason HAVING sum(count) <>"
	  " 0))" },
	{ "anonymous answers that lead to somebody", &responses,
	  "(" DB_WALKS
	  "mode = 'anonymous' AND (customer_id <> 0 OR invitation_id <> 0 OR ticket_id <> 0 OR"
	  " staff_id <> 0 OR team_id <> 0 OR language <> ''))" },
	{ "answers that are seen by name and hidden, or anonymous ones that are not", &responses,
	  "(" DB_WALKS "erased_at = 0 AND (((mode = 'named' OR may_contact = 1) AND is_hidden = 1)"
	  " OR (mode = 'anonymous' AND is_hidden = 0)))" },
	{ "entries of the wall whose number of thanks is wrong", &voices,
	  "(" DB_WALKS
	  "thanks <> (SELECT count(*) FROM voice_thank WHERE voice_thank.org_id = voice.org_id AND"
	  " voice_thank.voice_id = voice.id))" },
	{ "entries of the wall whose number of readers is wrong", &voices,
	  "(" DB_WALKS
	  "readers <> (SELECT count(*) FROM voice_read WHERE voice_read.org_id = voice.org_id AND"
	  " voice_read.voice_id = voice.id))" },
	{ "entries of the wall that say more than they may", &voices,
	  "(" DB_WALKS
	  "is_veiled = 1 AND (customer_id <> 0 OR ticket_id <> 0 OR number <> 0 OR staff_id <> 0"
	  " OR team_id <> 0))" },
	{ "entries of the wall whose answer was taken away", &voices,
	  "(" DB_WALKS "kind = 'said' AND NOT EXISTS (SELECT 1 FROM response WHERE"
	  " response.org_id = voice.org_id AND response.id = voice.response_id AND"
	  " response.erased_at = 0))" },
	{ "surveys whose words in confidence are on the wall, or kept from it, wrongly", &surveys,
	  "(" DB_WALKS "((" VEILED ") >= least AND EXISTS (SELECT 1 FROM voice WHERE " OF_SURVEY
	  " AND voice.is_veiled = 1 AND voice.is_shown = 0)) OR ((" VEILED
	  ") < least AND EXISTS (SELECT 1 FROM voice WHERE " OF_SURVEY
	  " AND voice.is_veiled = 1 AND voice.is_shown = 1)))" },
	{ "people who wait for a word though they got one, or got one though none is known", &cases,
	  "(" DB_WALKS
	  "(state = 'open' AND answered_at <> 0) OR (state = 'answered' AND answered_at = 0))" },
	{ "matters put right or explained without a word to the person", &cases,
	  "(" DB_WALKS
	  "outcome IN ('fixed', 'explained') AND answered_at = 0 AND put_right = '')" },
	{ "answers that have not one last round", &responses,
	  "(" DB_WALKS
	  "EXISTS (SELECT 1 FROM loop_case WHERE loop_case.org_id = response.org_id AND"
	  " loop_case.response_id = response.id) AND (SELECT sum(is_last) FROM loop_case WHERE"
	  " loop_case.org_id = response.org_id AND loop_case.response_id = response.id) <> 1)" },
	{ "tickets that name an answer for which nobody waits", &tickets,
	  "(" DB_WALKS "loop_response <> 0 AND NOT EXISTS (SELECT 1 FROM loop_case WHERE"
	  " loop_case.org_id = ticket.org_id AND loop_case.response_id = ticket.loop_response AND"
	  " loop_case.ticket_id = ticket.id AND loop_case.is_last = 1 AND"
	  " loop_case.state IN ('open', 'answered')))" },
	{ "people who were asked without a lot that fell on them", &events,
	  "(" DB_WALKS "decision = 'ask' AND (draw < 0 OR draw >= chance))" },
	{ "causes whose number of links is wrong", &causes,
	  "(" DB_WALKS
	  "link_count <> (SELECT count(*) FROM cause_link WHERE cause_link.org_id = cause.org_id"
	  " AND cause_link.cause_id = cause.id))" },
	{ "causes whose number of people is wrong", &causes,
	  "(" DB_WALKS
	  "people_count <> (SELECT count(DISTINCT CASE WHEN cause_link.customer_id <> 0 THEN"
	  " cause_link.customer_id ELSE -cause_link.id END) FROM cause_link WHERE"
	  " cause_link.org_id = cause.org_id AND cause_link.cause_id = cause.id))" },
	{ "causes whose number of whys is wrong", &causes,
	  "(" DB_WALKS
	  "why_count <> (SELECT count(*) FROM cause_why WHERE cause_why.org_id = cause.org_id AND"
	  " cause_why.cause_id = cause.id))" },
	{ "causes whose line is not as they say", &causes,
	  "(" DB_WALKS "stop_id <> coalesce((SELECT max(cause_stop.id) FROM cause_stop WHERE"
	  " cause_stop.org_id = cause.org_id AND cause_stop.cause_id = cause.id AND"
	  " cause_stop.released_at = 0), 0))" },
	{ "causes that are closed without proof and without a reason", &causes,
	  "(" DB_WALKS "state = 'closed' AND closed_why = '' AND into_id = 0 AND NOT EXISTS "
	  "(SELECT 1 FROM prevention WHERE"
	  " prevention.org_id = cause.org_id AND prevention.cause_id = cause.id AND"
	  " prevention.verdict = 'worked'))" },
	{ "causes that went over to another one and still have something of their own", &causes,
	  "(" DB_WALKS
	  "into_id <> 0 AND (" OF_CAUSE("cause_link") " OR " OF_CAUSE("prevention") " OR " OF_CAUSE(
		  "cause_stop") " OR " OF_CAUSE("improvement") " OR EXISTS (SELECT 1 FROM cause "
							       "other WHERE other.org_id = "
							       "cause.org_id AND"
							       " (other.parent_id = cause.id OR "
							       "(other.id = cause.into_id AND "
							       "other.into_id <> 0)))))" },
	{ "causes whose state is not that of their actions", &causes,
	  "(" DB_WALKS "(state = 'acting') <> EXISTS (SELECT 1 FROM prevention WHERE"
	  " prevention.org_id = cause.org_id AND prevention.cause_id = cause.id AND"
	  " prevention.state = 'running'))" },
	{ "improvements whose number of people is wrong", &improvements,
	  "(" DB_WALKS "people_count <> (SELECT count(*) FROM improvement_told WHERE"
	  " improvement_told.org_id = improvement.org_id AND"
	  " improvement_told.improvement_id = improvement.id) OR told_count <> (SELECT count(*)"
	  " FROM improvement_told WHERE improvement_told.org_id = improvement.org_id AND"
	  " improvement_told.improvement_id = improvement.id AND"
	  " improvement_told.state = 'told'))" },
	{ "actions whose verdict is not that of their end", &actions,
	  "(" DB_WALKS "(state = 'checked') <> (verdict <> ''))" },
	{ "themes whose number of answers is wrong", &themes,
	  "(" DB_WALKS
	  "answers <> (SELECT count(*) FROM theme_response WHERE theme_response.org_id ="
	  " theme.org_id AND theme_response.theme_id = theme.id) OR unhappy <> (SELECT count(*)"
	  " FROM theme_response WHERE theme_response.org_id = theme.org_id AND"
	  " theme_response.theme_id = theme.id AND theme_response.is_unhappy = 1))" },
	{ "themes that nobody wants and answers speak of", &themes,
	  "(" DB_WALKS "state IN ('rejected', 'merged') AND answers <> 0)" },
	{ "colleagues whose number of decisions is wrong", &people,
	  "(" DB_WALKS "decision_count <> (SELECT count(*) FROM sheet_decision WHERE"
	  " sheet_decision.org_id = staff.org_id AND sheet_decision.owner_id = staff.id AND"
	  " sheet_decision.done_at = 0 AND sheet_decision.number = 0))" },
	{ "talks in which the wrong one waits", &talks,
	  "(" DB_WALKS "EXISTS (SELECT 1 FROM dialogue_word WHERE dialogue_word.org_id ="
	  " dialogue.org_id AND dialogue_word.response_id = dialogue.response_id) AND"
	  " waits <> (SELECT CASE WHEN dialogue_word.staff_id = 0 THEN 1 ELSE 0 END FROM"
	  " dialogue_word WHERE dialogue_word.org_id = dialogue.org_id AND"
	  " dialogue_word.response_id = dialogue.response_id ORDER BY dialogue_word.position DESC"
	  " LIMIT 1))" },
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
