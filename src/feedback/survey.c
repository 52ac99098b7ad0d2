#include "feedback/survey.h"

#include <string.h>

#include "base/text.h"
#include "core/i18n.h"
#include "feedback/wall/voice.h"

enum {
	NAME_LETTERS = 100,
	INTRO_LETTERS = 600,
	WEIGHT_MOST = 10000,
	DAYS_MOST = 3650,
	QUOTA_MOST = 100000
};

static const struct db_column columns[] = {
	DB_COLUMN(struct survey, id),           DB_COLUMN(struct survey, code),
	DB_COLUMN(struct survey, name),         DB_COLUMN(struct survey, kind),
	DB_COLUMN(struct survey, occasion),     DB_COLUMN(struct survey, mode),
	DB_COLUMN(struct survey, state),        DB_COLUMN(struct survey, version),
	DB_COLUMN(struct survey, chance),       DB_COLUMN(struct survey, quota),
	DB_COLUMN(struct survey, account_most), DB_COLUMN(struct survey, every_days),
	DB_COLUMN(struct survey, delay_hours),  DB_COLUMN(struct survey, least),
	DB_COLUMN(struct survey, rhythm_at),    DB_COLUMN(struct survey, rhythm_after),
	DB_COLUMN(struct survey, created_at),   DB_COLUMN(struct survey, edits),
};
static const struct db_record record = DB_RECORD("survey", struct survey, columns);

static const struct db_column version_columns[] = {
	DB_COLUMN(struct survey_version, survey_id), DB_COLUMN(struct survey_version, version),
	DB_COLUMN(struct survey_version, subject),   DB_COLUMN(struct survey_version, intro),
	DB_COLUMN(struct survey_version, words),     DB_COLUMN(struct survey_version, weight_1),
	DB_COLUMN(struct survey_version, weight_2),  DB_COLUMN(struct survey_version, weight_3),
	DB_COLUMN(struct survey_version, made_at),   DB_COLUMN(struct survey_version, made_by),
};
static const struct db_record version_record =
	DB_RECORD("survey_version", struct survey_version, version_columns);

struct question_row {
	int64_t survey_id, version;
	struct survey_question question;
};

static const struct db_column question_columns[] = {
	DB_COLUMN(struct question_row, survey_id),
	DB_COLUMN(struct question_row, version),
	DB_COLUMN_AS(struct question_row, question.position, "position"),
	DB_COLUMN_AS(struct question_row, question.code, "code"),
	DB_COLUMN_AS(struct question_row, question.kind, "kind"),
	DB_COLUMN_AS(struct question_row, question.low, "low"),
	DB_COLUMN_AS(struct question_row, question.high, "high"),
	DB_COLUMN_AS(struct question_row, question.label, "label"),
	DB_COLUMN_AS(struct question_row, question.low_words, "low_words"),
	DB_COLUMN_AS(struct question_row, question.high_words, "high_words"),
	DB_COLUMN_AS(struct question_row, question.choices, "choices"),
	DB_COLUMN_AS(struct question_row, question.words, "words"),
	DB_COLUMN_AS(struct question_row, question.is_required, "is_required"),
};
static const struct db_record question_record =
	DB_RECORD("survey_question", struct question_row, question_columns);

bool survey_kind_exists(const char *kind)
{
	static const char *const all[] = { "nps", "csat", "ces", "index", "custom" };

	return hk_one_of(kind, all, HK_COUNT(all));
}

bool survey_occasion_exists(const char *occasion)
{
	static const char *const all[] = { "contact", "purchase", "rhythm", "open" };

	return hk_one_of(occasion, all, HK_COUNT(all));
}

bool survey_mode_exists(const char *mode)
{
	static const char *const all[] = { "named", "confidential", "anonymous" };

	return hk_one_of(mode, all, HK_COUNT(all));
}

bool survey_is_anonymous(const char *mode)
{
	return strcmp(mode, "anonymous") == 0;
}

size_t survey_figure_questions(const char *kind)
{
	return strcmp(kind, "index") == 0 ? SURVEY_INDEX_QUESTIONS : 1;
}

bool survey_is_named(const char *mode)
{
	return strcmp(mode, "named") == 0;
}

/* ---- surveys ---- */

enum hk_result survey_find(struct ctx *cx, int64_t id, struct survey *ret)
{
	return db_select_one(cx->db, &record, DB_WHERE("id = $2", ""), DB_ARGS(id), ret);
}

enum hk_result survey_by_code(struct ctx *cx, const char *code, struct survey *ret)
{
	return db_select_one(cx->db, &record, DB_WHERE("code = $2", ""), DB_ARGS(code), ret);
}

static struct survey_list list_of(const struct db_rows *rows)
{
	return (struct survey_list){ rows->items, rows->count };
}

enum hk_result survey_every(struct ctx *cx, struct survey_list *ret)
{
	struct db_rows rows;

	HK_TRY(db_select(cx->db, &record, DB_WHERE("id > 0", "ORDER BY id"), DB_NONE, &rows));
	*ret = list_of(&rows);
	return HK_OK;
}

enum hk_result survey_running(struct ctx *cx, const char *occasion, struct survey_list *ret)
{
	struct db_rows rows;

	HK_TRY(db_select(cx->db, &record,
			 DB_WHERE("state = 'running' AND occasion = $2", "ORDER BY id"),
			 DB_ARGS(occasion), &rows));
	*ret = list_of(&rows);
	return HK_OK;
}

const char *survey_limits_say(struct ctx *cx, int64_t least, int64_t most)
{
	const struct i18n_reader reader = i18n_reader_of(cx);

	return i18n_fill(
		cx->arena,
		i18n_text(cx->language, TR("Please give a number from {least} to {most}.")),
		"least", i18n_number(&reader, least), "most", i18n_number(&reader, most), NULL);
}

static void number_check(struct ctx *cx, const char *field, int64_t number, int64_t least,
			 int64_t most)
{
	if (number < least || number > most)
		(void)field_problem(cx, field, survey_limits_say(cx, least, most));
}

static enum hk_result survey_check(struct ctx *cx, const struct survey *survey)
{
	size_t before = cx->field_count;
	bool is_rhythm = strcmp(survey->occasion, "rhythm") == 0;

	if (!hk_has_ink(survey->name) || hk_letters(survey->name) > NAME_LETTERS)
		(void)field_problem(cx, "name", TR("Please give it a short name."));
	if (!survey_kind_exists(survey->kind))
		(void)field_problem(cx, "kind", TR("Please choose one of these."));
	if (!survey_occasion_exists(survey->occasion))
		(void)field_problem(cx, "occasion", TR("Please choose one of these."));
	if (!survey_mode_exists(survey->mode))
		(void)field_problem(cx, "mode", TR("Please choose one of these."));
	if (strcmp(survey->state, "draft") != 0 && strcmp(survey->state, "running") != 0 &&
	    strcmp(survey->state, "stopped") != 0)
		(void)field_problem(cx, "state", TR("Please choose one of these."));
	number_check(cx, "chance", survey->chance, 1, 100);
	number_check(cx, "quota", survey->quota, 0, QUOTA_MOST);
	number_check(cx, "account_most", survey->account_most, 0, 1000);
	number_check(cx, "every_days", survey->every_days, is_rhythm ? 1 : 0, DAYS_MOST);
	number_check(cx, "delay_hours", survey->delay_hours, 0, 72);
	number_check(cx, "least", survey->least,
		     survey_is_named(survey->mode) ? 1 : SURVEY_LEAST_ANONYMOUS, 1000);
	return cx->field_count > before ? HK_INVALID : HK_OK;
}

static enum hk_result version_write(struct ctx *cx, const struct survey_version *version)
{
	HK_TRY(db_insert(cx->db, &version_record, version));
	for (size_t i = 0; i < version->questions.count; i++) {
		struct question_row row = { version->survey_id, version->version,
					    version->questions.items[i] };

		row.question.position = (int64_t)i;
		HK_TRY(db_insert(cx->db, &question_record, &row));
	}
	return HK_OK;
}

enum hk_result survey_add(struct ctx *cx, struct survey *survey)
{
	survey->id = ctx_new_id(cx);
	survey->code = hk_token_new(cx->arena);
	survey->state = "draft";
	survey->version = 1;
	survey->rhythm_at = survey->rhythm_after = 0;
	survey->created_at = cx->now;
	survey->edits = 1;
	HK_TRY(survey_check(cx, survey));

	const struct survey_version first = { .survey_id = survey->id,
					      .version = 1,
					      .subject = "",
					      .intro = "",
					      .words = "",
					      .weight_1 = 1,
					      .weight_2 = 1,
					      .weight_3 = 1,
					      .made_at = cx->now,
					      .made_by = cx->actor->id,
					      .questions = survey_usual(cx, survey->kind) };

	HK_TRY(db_insert(cx->db, &record, survey));
	return version_write(cx, &first);
}

/* Whoever was asked was told who gets to know his words. */
static enum hk_result mode_check(struct ctx *cx, const struct survey *survey)
{
	struct survey before;

	HK_TRY(survey_find(cx, survey->id, &before));
	if (strcmp(before.mode, survey->mode) == 0 || strcmp(before.state, "draft") == 0)
		return HK_OK;
	return field_problem(cx, "mode",
			     TR("People have been asked already, and were told who sees their "
				"answers. Please make a new survey."));
}

enum hk_result survey_change(struct ctx *cx, const struct survey *survey)
{
	const struct db_value values[] = {
		DB_V(survey->id),          DB_V(survey->name),         DB_V(survey->occasion),
		DB_V(survey->mode),        DB_V(survey->state),        DB_V(survey->chance),
		DB_V(survey->quota),       DB_V(survey->account_most), DB_V(survey->every_days),
		DB_V(survey->delay_hours), DB_V(survey->least),        DB_V(survey->edits),
	};
	int64_t count;

	HK_TRY(survey_check(cx, survey));
	HK_TRY(mode_check(cx, survey));
	/* Stopped once, it is no draft again: people have seen it. */
	HK_TRY(db_change(cx->db,
			 DB_UPDATE("survey",
				   "name = $3, occasion = $4, mode = $5, state = CASE WHEN $6 ="
				   " 'draft' AND state <> 'draft' THEN 'stopped' ELSE $6 END,"
				   " chance = $7, quota = $8, account_most = $9, every_days = $10,"
				   " delay_hours = $11, least = $12, edits = edits + 1",
				   "id = $2 AND edits = $13", ""),
			 (struct db_args){ values, HK_COUNT(values) }, &count));
	if (!count)
		return problem(cx, HK_CONFLICT,
			       TR("Somebody else has changed this meanwhile. Please look again."));
	return voice_survey_changed(cx, survey);
}

/* ---- versions ---- */

enum hk_result survey_version_find(struct ctx *cx, int64_t survey_id, int64_t version,
				   struct survey_version *ret)
{
	struct survey_version found;
	struct db_rows rows;

	HK_TRY(db_select_one(cx->db, &version_record,
			     DB_WHERE("survey_id = $2 AND version = $3", ""),
			     DB_ARGS(survey_id, version), &found));
	HK_TRY(db_select(cx->db, &question_record,
			 DB_WHERE("survey_id = $2 AND version = $3", "ORDER BY position"),
			 DB_ARGS(survey_id, version), &rows));

	const struct question_row *items = rows.items;

	found.questions.items = hk_alloc(cx->arena, rows.count, sizeof(*found.questions.items));
	found.questions.count = rows.count;
	for (size_t i = 0; i < rows.count; i++)
		found.questions.items[i] = items[i].question;
	*ret = found;
	return HK_OK;
}

static const char *field(struct ctx *cx, size_t position, const char *name)
{
	return hk_format(cx->arena, "q%zu_%s", position, name);
}

static void question_check(struct ctx *cx, size_t position, const struct survey_question *question)
{
	static const char *const kinds[] = { "scale", "choice", "text" };

	if (!hk_has_ink(question->label) || hk_letters(question->label) > SURVEY_LETTERS)
		(void)field_problem(cx, field(cx, position, "label"),
				    TR("Please write a short question."));
	if (!hk_one_of(question->kind, kinds, HK_COUNT(kinds)))
		(void)field_problem(cx, field(cx, position, "kind"),
				    TR("Please choose one of these."));
	if (strcmp(question->kind, "scale") == 0 &&
	    (question->low < 0 || question->high >= SURVEY_SCORES ||
	     question->low >= question->high))
		(void)field_problem(cx, field(cx, position, "high"),
				    TR("A scale begins with 0 or more and ends with 10 at most."));
	if (strcmp(question->kind, "choice") == 0 && !hk_has_ink(question->choices))
		(void)field_problem(cx, field(cx, position, "choices"),
				    TR("Please write two choices or more, a line each."));
	if (hk_letters(question->choices) > SURVEY_CHOICES_LETTERS)
		(void)field_problem(cx, field(cx, position, "choices"), TR("This is too long."));
}

/* The questions that a kind is computed from stand first and keep their scales; else its figure
 * would be of something else. */
static bool keeps_usual(const struct survey_questions *usual, const struct survey_questions *wish)
{
	for (size_t i = 0; i + 1 < usual->count; i++) {
		const struct survey_question *ours = &usual->items[i], *theirs;

		if (i >= wish->count)
			return false;
		theirs = &wish->items[i];
		if (strcmp(ours->code, theirs->code) != 0 || ours->low != theirs->low ||
		    ours->high != theirs->high || strcmp(theirs->kind, "scale") != 0)
			return false;
	}
	return true;
}

static bool is_weight(int64_t weight)
{
	return weight >= 0 && weight <= WEIGHT_MOST;
}

static enum hk_result version_check(struct ctx *cx, const struct survey *survey,
				    const struct survey_version *wish)
{
	const struct survey_questions *list = &wish->questions;
	const struct survey_questions usual = survey_usual(cx, survey->kind);
	size_t before = cx->field_count;

	if (list->count == 0 || list->count > SURVEY_QUESTIONS_MOST ||
	    strcmp(list->items[0].kind, "scale") != 0)
		return problem(cx, HK_INVALID,
			       TR("The first question has a scale, and there are twelve at most."));
	if (strcmp(survey->kind, "custom") != 0 && !keeps_usual(&usual, list))
		return problem(cx, HK_INVALID,
			       TR("The questions that make its figure stay first, with their "
				  "scales."));
	for (size_t i = 0; i < list->count; i++)
		question_check(cx, i, &list->items[i]);
	if (hk_letters(wish->subject) > SURVEY_LETTERS)
		(void)field_problem(cx, "subject", TR("This is too long."));
	if (hk_letters(wish->intro) > INTRO_LETTERS)
		(void)field_problem(cx, "intro", TR("This is too long."));
	if (!is_weight(wish->weight_1) || !is_weight(wish->weight_2) ||
	    !is_weight(wish->weight_3) || wish->weight_1 + wish->weight_2 + wish->weight_3 == 0)
		(void)field_problem(cx, "weight_1", survey_limits_say(cx, 0, WEIGHT_MOST));
	return cx->field_count > before ? HK_INVALID : HK_OK;
}

enum hk_result survey_version_put(struct ctx *cx, const struct survey *survey,
				  const struct survey_version *wish)
{
	struct survey_version next = *wish;
	int64_t count;

	HK_TRY(version_check(cx, survey, wish));
	next.survey_id = survey->id;
	next.version = wish->version + 1;
	next.made_at = cx->now;
	next.made_by = cx->actor->id;
	HK_TRY(db_change(cx->db,
			 DB_UPDATE("survey", "version = $3, edits = edits + 1",
				   "id = $2 AND version = $3 - 1", ""),
			 DB_ARGS(survey->id, next.version), &count));
	if (!count)
		return problem(cx, HK_CONFLICT,
			       TR("Somebody else has changed this meanwhile. Please look again."));
	return version_write(cx, &next);
}
