#include "feedback/response.h"

#include <string.h>

#include "base/date.h"
#include "base/secret.h"
#include "base/text.h"
#include "core/audit.h"
#include "core/event.h"
#include "core/language.h"
#include "feedback/cause_link.h"
#include "feedback/dialogue.h"
#include "feedback/figures.h"
#include "feedback/response_inside.h"
#include "feedback/theme/theme.h"
#include "feedback/wall/voice.h"

enum {
	INDEX_STEPS = 9,
	INDEX_MOST = 100000, /* thousandths */
	INDEX_UNHAPPY = 50000,
	NPS_UNHAPPY = 6,
	CSAT_UNHAPPY = 2,
	CES_UNHAPPY = 3,
	THIRDS = 3,
};

static const struct db_column columns[] = {
	DB_COLUMN(struct response, id),
	DB_COLUMN(struct response, survey_id),
	DB_COLUMN(struct response, version),
	DB_COLUMN(struct response, mode),
	DB_COLUMN(struct response, invitation_id),
	DB_COLUMN(struct response, customer_id),
	DB_COLUMN(struct response, ticket_id),
	DB_COLUMN(struct response, staff_id),
	DB_COLUMN(struct response, team_id),
	DB_COLUMN(struct response, channel),
	DB_COLUMN(struct response, language),
	DB_COLUMN(struct response, at),
	DB_COLUMN(struct response, day),
	DB_COLUMN(struct response, chance),
	DB_COLUMN(struct response, score),
	DB_COLUMN(struct response, value),
	DB_COLUMN(struct response, comment),
	DB_COLUMN(struct response, comment_language),
	DB_COLUMN(struct response, may_contact),
	DB_COLUMN(struct response, needs_answer),
	DB_COLUMN(struct response, corrected_at),
	DB_COLUMN(struct response, erased_at),
	DB_COLUMN(struct response, published),
	DB_COLUMN(struct response, is_hidden),
	DB_COLUMN(struct response, is_spent),
};
const struct db_record response_record = DB_RECORD("response", struct response, columns);

static const struct db_column answer_columns[] = {
	DB_COLUMN(struct response_answer, response_id), DB_COLUMN(struct response_answer, position),
	DB_COLUMN(struct response_answer, code),        DB_COLUMN(struct response_answer, score),
	DB_COLUMN(struct response_answer, value),
};
const struct db_record response_answer_record =
	DB_RECORD("response_answer", struct response_answer, answer_columns);

/* ---- finding ---- */

enum hk_result response_find(struct ctx *cx, int64_t id, struct response *ret)
{
	return db_select_one(cx->db, &response_record, DB_WHERE("id = $2", ""), DB_ARGS(id), ret);
}

enum hk_result response_of_invitation(struct ctx *cx, int64_t invitation_id, struct response *ret)
{
	if (!invitation_id)
		return HK_NOT_FOUND;
	return db_select_one(cx->db, &response_record, DB_WHERE("invitation_id = $2", ""),
			     DB_ARGS(invitation_id), ret);
}

enum hk_result response_of_open_page(struct ctx *cx, const struct survey *survey,
				     int64_t customer_id, struct response *ret)
{
	if (!customer_id || !survey_is_named(survey->mode))
		return HK_NOT_FOUND;
	return db_select_one(cx->db, &response_record,
			     DB_WHERE("customer_id = $2 AND survey_id = $3 AND mode = 'named' AND"
				      " invitation_id = 0 AND erased_at = 0 AND at > $4",
				      "ORDER BY at DESC, id DESC LIMIT 1"),
			     DB_ARGS(customer_id, survey->id, cx->now - RESPONSE_ROUND), ret);
}

enum hk_result response_of_customer(struct ctx *cx, int64_t customer_id, int64_t limit,
				    struct response_list *ret)
{
	struct db_rows rows;

	HK_TRY(db_select(cx->db, &response_record,
			 DB_WHERE("customer_id = $2 AND $2 <> 0", "ORDER BY at DESC LIMIT $3"),
			 DB_ARGS(customer_id, limit), &rows));
	*ret = (struct response_list){ rows.items, rows.count };
	return HK_OK;
}

struct tally {
	int64_t count;
};

static const struct db_column tally_columns[] = { DB_COLUMN_AS(struct tally, count, "count(*)") };
static const struct db_record tally_record = DB_RECORD("response", struct tally, tally_columns);

enum hk_result response_customer_count(struct ctx *cx, int64_t customer_id, int64_t *ret)
{
	struct tally found;

	HK_TRY(db_select_one(cx->db, &tally_record, DB_WHERE("customer_id = $2 AND $2 <> 0", ""),
			     DB_ARGS(customer_id), &found));
	*ret = found.count;
	return HK_OK;
}

enum hk_result response_answers_find(struct ctx *cx, int64_t response_id,
				     struct response_answers *ret)
{
	struct db_rows rows;

	HK_TRY(db_select(cx->db, &response_answer_record,
			 DB_WHERE("response_id = $2", "ORDER BY position"), DB_ARGS(response_id),
			 &rows));
	*ret = (struct response_answers){ rows.items, rows.count };
	return HK_OK;
}

enum hk_result response_erased_count(struct ctx *cx, const struct figures_filter *filter,
				     int64_t *ret)
{
	struct tally erased;

	HK_TRY(db_select_one(
		cx->db, &tally_record,
		DB_WHERE("survey_id = $2 AND erased_at <> 0 AND chance <> 0 AND day >= $3"
			 " AND day <= $4 AND ($5 = -1 OR team_id = $5)"
			 " AND ($6 = '' OR channel = $6) AND ($7 = '' OR language = $7)",
			 ""),
		DB_ARGS(filter->survey_id, filter->from_day, filter->until_day, filter->team_id,
			filter->channel, filter->language),
		&erased));
	*ret = erased.count;
	return HK_OK;
}

/* ---- what came ---- */

struct reading {
	struct response_answer answers[SURVEY_QUESTIONS_MOST];
	size_t count;
	const char *comment;
};

static void refuse(struct ctx *cx, size_t position, const char *sentence)
{
	(void)field_problem(cx, hk_format(cx->arena, "q%zu", position), sentence);
}

static void scale_read(struct ctx *cx, const struct survey_question *question, size_t position,
		       const char *value, struct response_answer *answer)
{
	int64_t number;

	if (!*value) {
		if (question->is_required)
			refuse(cx, position, TR("Please choose a number."));
		return;
	}
	if (!hk_number(value, &number) || number < question->low || number > question->high)
		refuse(cx, position, TR("Please choose one of these numbers."));
	else
		answer->score = number;
}

/* The page sends which one, so that it is the same choice in every language. */
static void choice_read(struct ctx *cx, const struct survey_question *question, size_t position,
			const char *value, struct response_answer *answer)
{
	const char *line = question->choices;
	int64_t which;

	if (!*value) {
		if (question->is_required)
			refuse(cx, position, TR("Please choose one of these."));
		return;
	}
	if (!hk_number(value, &which) || which < 0) {
		refuse(cx, position, TR("Please choose one of these."));
		return;
	}
	for (; *line && which > 0; which--)
		line = hk_next_line(line);
	if (*line)
		answer->value = hk_trim(cx->arena, hk_copy(cx->arena, line, strcspn(line, "\n")));
	else
		refuse(cx, position, TR("Please choose one of these."));
}

static void text_read(struct ctx *cx, const struct survey_question *question, size_t position,
		      const char *value, struct response_answer *answer)
{
	answer->value = hk_trim(cx->arena, value);
	if (question->is_required && !hk_has_ink(answer->value))
		refuse(cx, position, TR("Please write a few words."));
	if (hk_letters(answer->value) > RESPONSE_COMMENT_LETTERS)
		refuse(cx, position, TR("This is too long. Please shorten it a little."));
}

static enum hk_result read_all(struct ctx *cx, const struct response_new *new, struct reading *ret)
{
	const struct survey_questions *questions = &new->version->questions;
	struct reading reading = { .count = questions->count, .comment = "" };
	size_t before = cx->field_count;

	for (size_t i = 0; i < questions->count; i++) {
		const struct survey_question *question = &questions->items[i];
		const char *value = new->values[i] ? new->values[i] : "";
		struct response_answer *answer = &reading.answers[i];

		*answer = (struct response_answer){
			.position = (int64_t)i, .code = question->code, .score = -1, .value = ""
		};
		if (strcmp(question->kind, "scale") == 0)
			scale_read(cx, question, i, value, answer);
		else if (strcmp(question->kind, "choice") == 0)
			choice_read(cx, question, i, value, answer);
		else
			text_read(cx, question, i, value, answer);
		if (!*reading.comment && strcmp(question->kind, "text") == 0)
			reading.comment = answer->value;
	}
	*ret = reading;
	return cx->field_count > before ? HK_INVALID : HK_OK;
}

static int64_t index_value(const struct survey_version *version, const struct reading *reading)
{
	const int64_t weights[SURVEY_INDEX_QUESTIONS] = { version->weight_1, version->weight_2,
							  version->weight_3 };
	int64_t sum = 0, weight = 0;

	for (size_t i = 0; i < SURVEY_INDEX_QUESTIONS; i++) {
		sum += weights[i] * (reading->answers[i].score - 1);
		weight += weights[i];
	}
	/* Rounded to the nearest thousandth, half up. */
	return (sum * INDEX_MOST * 2 + INDEX_STEPS * weight) / (weight * 2 * INDEX_STEPS);
}

bool response_is_unhappy(const char *kind, const struct survey_question *first, int64_t score,
			 int64_t value)
{
	if (strcmp(kind, "nps") == 0)
		return score <= NPS_UNHAPPY;
	if (strcmp(kind, "csat") == 0)
		return score <= CSAT_UNHAPPY;
	if (strcmp(kind, "ces") == 0)
		return score <= CES_UNHAPPY;
	if (strcmp(kind, "index") == 0)
		return value < INDEX_UNHAPPY;
	return (score - first->low) * THIRDS < first->high - first->low;
}

/* ---- keeping ---- */

static enum hk_result sum_move(struct ctx *cx, const struct response *response, int64_t question,
			       int64_t score, int64_t value, int64_t by)
{
	const struct figure figure = { .survey_id = response->survey_id,
				       .question = question,
				       .day = response->day,
				       .team_id = response->team_id,
				       .channel = response->published == RESPONSE_WITHOUT_CHANNEL
							  ? ""
							  : response->channel,
				       .language = response->language,
				       .chance = response->chance,
				       .score = score,
				       .value = value };

	return figure_move(cx, &figure, by);
}

enum hk_result response_sums_move(struct ctx *cx, const struct response *response,
				  const struct response_answer *answers, size_t count, int64_t by)
{
	if (!response->published)
		return HK_OK;
	HK_TRY(sum_move(cx, response, 0, response->score, response->value, by));
	for (size_t i = 1; i < count; i++)
		if (answers[i].score >= 0)
			HK_TRY(sum_move(cx, response, answers[i].position, answers[i].score,
					answers[i].score, by));
	return HK_OK;
}

static enum hk_result answers_write(struct ctx *cx, int64_t response_id,
				    const struct reading *reading)
{
	HK_TRY(db_send(cx->db, DB_DELETE("response_answer", "response_id = $2"),
		       DB_ARGS(response_id)));
	for (size_t i = 0; i < reading->count; i++) {
		struct response_answer answer = reading->answers[i];

		answer.response_id = response_id;
		if (answer.score >= 0 || *answer.value)
			HK_TRY(db_insert(cx->db, &response_answer_record, &answer));
	}
	return HK_OK;
}

static enum hk_result tell(struct ctx *cx, const char *kind, const struct response *response)
{
	const struct event event = { .kind = kind,
				     .ticket_id = response->ticket_id,
				     .number = response->id,
				     .owner_id = response->staff_id,
				     .team_id = response->team_id,
				     .customer_id = response->customer_id,
				     .is_restricted = 1,
				     .actor_id = cx->actor->id };

	return survey_is_anonymous(response->mode) ? HK_OK : event_record(cx, &event);
}

static void fill(struct ctx *cx, const struct response_new *new, const struct reading *reading,
		 struct response *response)
{
	const struct survey *survey = new->survey;

	response->version = new->version->version;
	response->score = reading->answers[0].score;
	response->value = strcmp(survey->kind, "index") == 0 ? index_value(new->version, reading)
							     : response->score;
	response->comment = reading->comment;
	response->comment_language =
		*reading->comment ? language_of(cx->kit->languages, reading->comment) : "";
	response->may_contact = new->may_contact && response->customer_id;
	if (response->may_contact && !response->published)
		response->is_hidden = 0;
	response->needs_answer =
		response->may_contact ||
		(survey_is_named(response->mode) && response->customer_id &&
		 response_is_unhappy(survey->kind, &new->version->questions.items[0],
				     response->score, response->value));
}

static enum hk_result begin(struct ctx *cx, const struct response_new *new, struct response *ret)
{
	bool is_anonymous = survey_is_anonymous(new->survey->mode);
	int64_t at = is_anonymous ? figures_week(cx, cx->now) : cx->now;
	bool is_named = survey_is_named(new->survey->mode);
	struct response response = { .id = is_named ? ctx_new_id(cx) : hk_random_id(),
				     .survey_id = new->survey->id,
				     .version = new->version->version,
				     .mode = new->survey->mode,
				     .channel = is_anonymous ? "web" : new->channel,
				     .language = is_anonymous ? "" : new->language,
				     .at = at,
				     .day = figures_day(cx, at),
				     .published = is_named ? RESPONSE_PUBLISHED : RESPONSE_WAITS,
				     .is_hidden = !is_named };
	struct survey_event event;

	*ret = response;
	if (!new->invitation) {
		ret->customer_id = is_anonymous ? 0 : new->customer_id;
		return HK_OK;
	}
	HK_TRY(survey_event_find(cx, new->invitation->event_id, &event));
	ret->chance = event.chance;
	if (is_anonymous)
		return HK_OK;
	ret->invitation_id = new->invitation->id;
	ret->customer_id = event.customer_id;
	ret->ticket_id = event.ticket_id;
	ret->staff_id = event.staff_id;
	ret->team_id = event.team_id;
	return HK_OK;
}

/* Of what was said in confidence the response does not know whose work it is about. */
static enum hk_result team_of(struct ctx *cx, const struct response_new *new, int64_t *ret)
{
	struct survey_event event = { 0 };

	if (new->invitation)
		HK_TRY(survey_event_find(cx, new->invitation->event_id, &event));
	*ret = event.team_id;
	return HK_OK;
}

/* What everybody in the house reads of it. */
static enum hk_result share(struct ctx *cx, const struct response_new *new,
			    const struct response *response)
{
	int64_t team_id;

	HK_TRY(team_of(cx, new, &team_id));
	return voice_said(cx, new->survey, &new->version->questions.items[0], response, team_id);
}

static bool are_same(const struct reading *reading, const struct response_answers *before)
{
	size_t count = 0;

	for (size_t i = 0; i < reading->count; i++) {
		const struct response_answer *answer = &reading->answers[i];
		const struct response_answer *old = &before->items[count];

		if (answer->score < 0 && !*answer->value)
			continue;
		if (count == before->count || old->position != answer->position ||
		    old->score != answer->score || strcmp(old->value, answer->value) != 0)
			return false;
		count++;
	}
	return count == before->count;
}

/* Sent again, as by a second click, it is no correction. */
static bool asks_the_same(const struct response *response, const struct response_new *new)
{
	return (new->may_contact && response->customer_id) == (response->may_contact != 0);
}

static enum hk_result correct(struct ctx *cx, const struct response_new *new,
			      const struct reading *reading, struct response *response)
{
	struct response_answers before;
	bool is_same;

	HK_TRY(response_answers_find(cx, response->id, &before));
	is_same = are_same(reading, &before);
	if (is_same && asks_the_same(response, new))
		return HK_OK;
	/* One number that moves among the others would tell whose it is. */
	if (!is_same && response->published && !survey_is_named(response->mode))
		return problem(cx, HK_CONFLICT,
			       TR("Your answer stands among those of others by now. So that nobody "
				  "can tell which is yours, it cannot be changed any more."));
	/* Seen by name, what he said could be taken from what those around him said. */
	if (response->published && response->is_hidden)
		return problem(cx, HK_CONFLICT,
			       TR("Your answer stands among those of others by now. So that nobody "
				  "can tell which is yours, it does not lead to you any more. "
				  "Please write to us if somebody is to get in touch with you."));
	HK_TRY(response_sums_move(cx, response, before.items, before.count, -1));
	fill(cx, new, reading, response);
	response->corrected_at = cx->now;
	HK_TRY(db_send(cx->db,
		       DB_UPDATE("response",
				 "score = $3, value = $4, comment = $5, comment_language = $6,"
				 " may_contact = $7, needs_answer = $8, corrected_at = $9,"
				 " is_hidden = $10, version = $11",
				 "id = $2", ""),
		       DB_ARGS(response->id, response->score, response->value, response->comment,
			       response->comment_language, response->may_contact,
			       response->needs_answer, response->corrected_at, response->is_hidden,
			       response->version)));
	HK_TRY(answers_write(cx, response->id, reading));
	HK_TRY(response_sums_move(cx, response, reading->answers, reading->count, 1));
	HK_TRY(share(cx, new, response));
	return tell(cx, "response.added", response);
}

static enum hk_result add(struct ctx *cx, const struct response_new *new,
			  const struct reading *reading, struct response *response)
{
	bool is_first = true;

	HK_TRY(begin(cx, new, response));
	if (new->invitation)
		HK_TRY(invitation_answered(cx, new->invitation, response->at, &is_first));
	if (!is_first)
		return survey_is_anonymous(response->mode)
			       ? problem(cx, HK_CONFLICT,
					 TR("You have answered already. Nobody can tell which "
					    "answer is yours, so it cannot be changed."))
			       : problem(cx, HK_CONFLICT,
					 TR("Your answer was erased. It cannot be changed any "
					    "more."));
	fill(cx, new, reading, response);
	HK_TRY(db_insert(cx->db, &response_record, response));
	HK_TRY(answers_write(cx, response->id, reading));
	HK_TRY(response_sums_move(cx, response, reading->answers, reading->count, 1));
	HK_TRY(share(cx, new, response));
	return tell(cx, "response.added", response);
}

enum hk_result response_check(struct ctx *cx, const struct response_new *new)
{
	struct reading reading;

	return read_all(cx, new, &reading);
}

enum hk_result response_put(struct ctx *cx, const struct response_new *new, struct response *ret)
{
	struct response response;
	struct reading reading;
	enum hk_result result;

	HK_TRY(read_all(cx, new, &reading));
	result = new->invitation
			 ? response_of_invitation(cx, new->invitation->id, &response)
			 : response_of_open_page(cx, new->survey, new->customer_id, &response);
	if (result == HK_NOT_FOUND)
		result = add(cx, new, &reading, &response);
	else if (result == HK_OK)
		result = correct(cx, new, &reading, &response);
	HK_TRY(result);
	*ret = response;
	return HK_OK;
}

/* ---- taking away ---- */

/* Which survey and which day, and nothing of what was said or who said it. */
static enum hk_result erase_note(struct ctx *cx, const struct response *response)
{
	struct survey survey;

	HK_TRY(survey_find(cx, response->survey_id, &survey));
	return audit_record(cx, "answer.erase",
			    hk_format(cx->arena, "%s, %s", hk_one_line(cx->arena, survey.name),
				      hk_day_write(cx->arena, response->day)));
}

enum hk_result response_erase(struct ctx *cx, int64_t id)
{
	struct response_answers answers;
	struct response response;

	HK_TRY(response_find(cx, id, &response));
	if (response.erased_at)
		return HK_OK;
	HK_TRY(response_answers_find(cx, id, &answers));
	HK_TRY(response_sums_move(cx, &response, answers.items, answers.count, -1));
	HK_TRY(theme_forget(cx, id));
	HK_TRY(dialogue_forget(cx, id));
	HK_TRY(db_send(cx->db, DB_DELETE("response_answer", "response_id = $2"), DB_ARGS(id)));
	HK_TRY(db_send(cx->db,
		       DB_UPDATE("response",
				 "invitation_id = 0, customer_id = 0, ticket_id = 0, staff_id = 0,"
				 " score = -1, value = 0, comment = '', comment_language = '',"
				 " may_contact = 0, needs_answer = 0, erased_at = $3,"
				 " published = 1",
				 "id = $2", ""),
		       DB_ARGS(id, cx->now)));
	HK_TRY(cause_link_forget(cx, id));
	HK_TRY(voice_unsaid(cx, &response));
	HK_TRY(erase_note(cx, &response));
	return tell(cx, "response.erased", &response);
}
