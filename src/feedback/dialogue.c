#include "feedback/dialogue.h"

#include <inttypes.h>
#include <string.h>

#include "base/text.h"
#include "core/org.h"
#include "core/secret_digest.h"
#include "ticket/work/notification.h"

static const struct db_column columns[] = { DB_COLUMN(struct dialogue, response_id),
					    DB_COLUMN(struct dialogue, waits),
					    DB_COLUMN(struct dialogue, week) };
static const struct db_record record = DB_RECORD("dialogue", struct dialogue, columns);
#define WORD_COLUMNS                                                                              \
	DB_COLUMN(struct dialogue_word, response_id), DB_COLUMN(struct dialogue_word, position),  \
		DB_COLUMN(struct dialogue_word, staff_id), DB_COLUMN(struct dialogue_word, text), \
		DB_COLUMN(struct dialogue_word, week)

static const struct db_column new_columns[] = { WORD_COLUMNS };
static const struct db_record new_record =
	DB_RECORD("dialogue_word", struct dialogue_word, new_columns);
static const struct db_column word_columns[] = {
	WORD_COLUMNS,
	DB_COLUMN_AS(struct dialogue_word, name,
		     "coalesce((SELECT staff.name FROM staff WHERE staff.org_id ="
		     " dialogue_word.org_id AND staff.id = dialogue_word.staff_id), '')"),
};
static const struct db_record word_record =
	DB_RECORD("dialogue_word", struct dialogue_word, word_columns);

static const struct db_column row_columns[] = {
	DB_COLUMN_AS(struct dialogue_row, response_id, "dialogue.response_id"),
	DB_COLUMN_AS(struct dialogue_row, waits, "dialogue.waits"),
	DB_COLUMN_AS(struct dialogue_row, week, "dialogue.week"),
	DB_COLUMN_AS(struct dialogue_row, survey_id, "response.survey_id"),
	DB_COLUMN_AS(struct dialogue_row, score, "response.score"),
	DB_COLUMN_AS(struct dialogue_row, comment, "response.comment"),
	DB_COLUMN_AS(struct dialogue_row, language, "response.comment_language"),
};
#define WITH_ITS_ANSWER                                                   \
	"dialogue JOIN response ON response.org_id = dialogue.org_id AND" \
	" response.id = dialogue.response_id"

static const struct db_record row_record =
	DB_RECORD_FROM("dialogue", WITH_ITS_ANSWER, struct dialogue_row, row_columns);

enum hk_result dialogue_begin(struct ctx *cx, const struct response *response, const char *token)
{
	/* Who wrote nothing waits for nothing. */
	return db_send(
		cx->db,
		DB_ADD("dialogue", "response_id, token_hash, waits, week", "$2, $3, $4, $5", ""),
		DB_ARGS(response->id, secret_digest(cx, token), *response->comment != 0,
			response->at));
}

enum hk_result dialogue_by_token(struct ctx *cx, const char *token, struct dialogue *ret)
{
	return db_select_one(cx->db, &record, DB_WHERE("token_hash = $2", ""),
			     DB_ARGS(secret_digest(cx, token)), ret);
}

enum hk_result dialogue_find(struct ctx *cx, int64_t response_id, struct dialogue *ret)
{
	return db_select_one(cx->db, &record, DB_WHERE("response_id = $2", ""),
			     DB_ARGS(response_id), ret);
}

enum hk_result dialogue_words(struct ctx *cx, int64_t response_id, struct dialogue_words *ret)
{
	struct db_rows rows;

	HK_TRY(db_select(cx->db, &word_record, DB_WHERE("response_id = $2", "ORDER BY position"),
			 DB_ARGS(response_id), &rows));
	*ret = (struct dialogue_words){ rows.items, rows.count };
	return HK_OK;
}

static enum hk_result rows_find(struct ctx *cx, bool waits, int64_t after_id, size_t limit,
				struct db_rows *ret)
{
	return db_select(cx->db, &row_record,
			 DB_WHERE("dialogue.waits = $2 AND dialogue.response_id > $3 AND"
				  " response.published > 0",
				  "ORDER BY dialogue.response_id LIMIT $4"),
			 DB_ARGS(waits, after_id, (int64_t)limit), ret);
}

enum hk_result dialogue_page(struct ctx *cx, const struct dialogue *after, size_t limit,
			     struct dialogue_rows *ret)
{
	struct dialogue_rows page = { hk_alloc(cx->arena, limit, sizeof(*page.items)), 0 };
	bool is_begun = after && !after->waits; /* those who wait are behind us */
	struct db_rows rows = { 0 };

	if (!is_begun)
		HK_TRY(rows_find(cx, true, after ? after->response_id : 0, limit, &rows));
	for (size_t i = 0; i < rows.count; i++)
		page.items[page.count++] = ((struct dialogue_row *)rows.items)[i];
	HK_TRY(rows_find(cx, false, is_begun ? after->response_id : 0, limit - page.count, &rows));
	for (size_t i = 0; i < rows.count; i++)
		page.items[page.count++] = ((struct dialogue_row *)rows.items)[i];
	*ret = page;
	return HK_OK;
}

struct waiting {
	int64_t survey_id, count;
};

static const struct db_column waiting_columns[] = {
	DB_COLUMN_AS(struct waiting, survey_id, "response.survey_id"),
	DB_COLUMN_AS(struct waiting, count, "count(*)"),
};
static const struct db_record waiting_record =
	DB_RECORD_FROM("dialogue", WITH_ITS_ANSWER, struct waiting, waiting_columns);

enum hk_result dialogue_waiting(struct ctx *cx, int64_t *ret)
{
	const struct waiting *items;
	struct survey survey;
	struct db_rows rows;
	int64_t count = 0;
	bool is_shown;

	HK_TRY(db_select(cx->db, &waiting_record,
			 DB_WHERE("dialogue.waits = 1 AND dialogue.week < $2 AND"
				  " response.published > 0",
				  "GROUP BY response.survey_id ORDER BY response.survey_id"),
			 DB_ARGS(figures_week(cx, cx->now)), &rows));
	items = rows.items;
	for (size_t i = 0; i < rows.count; i++) {
		HK_TRY(survey_find(cx, items[i].survey_id, &survey));
		HK_TRY(response_words_are_shown(cx, &survey, &is_shown));
		count += is_shown ? items[i].count : 0;
	}
	*ret = count;
	return HK_OK;
}

/* ---- the word of the week ---- */

/* The setting holds the Monday of which it was told last. */
static const char told_name[] = "talks_told";

struct reader {
	int64_t id;
};

enum hk_result dialogue_week_has_due(struct ctx *cx, bool *ret)
{
	*ret = org_setting_number(cx, told_name, 0) < figures_week(cx, cx->now);
	return HK_OK;
}

static enum hk_result readers_find(struct ctx *cx, struct db_rows *ret)
{
	static const struct db_column reader_columns[] = { DB_COLUMN(struct reader, id) };
	static const struct db_record readers = DB_RECORD("staff", struct reader, reader_columns);

	return db_select(cx->db, &readers,
			 DB_WHERE("is_active = 1 AND role IN (SELECT role_right.role FROM"
				  " role_right WHERE role_right.org_id = $1 AND"
				  " role_right.right_name = 'report.read')",
				  "ORDER BY id"),
			 DB_NONE, ret);
}

enum hk_result dialogue_week_tell(struct ctx *cx, size_t *ret_count)
{
	const char *monday = hk_format(cx->arena, "%" PRId64, figures_week(cx, cx->now));
	struct db_rows rows = { .count = 0 };
	const struct reader *readers;
	int64_t waiting;

	HK_TRY(org_setting_put(cx, told_name, monday));
	HK_TRY(dialogue_waiting(cx, &waiting));
	if (waiting)
		HK_TRY(readers_find(cx, &rows));
	readers = rows.items;
	for (size_t i = 0; i < rows.count; i++)
		HK_TRY(notification_add(
			cx, &(struct notification){
				    .staff_id = readers[i].id,
				    .effect_key = hk_format(cx->arena, "talks.wait %s", monday),
				    .kind = "talks.wait",
				    .number = waiting,
				    .from_name = "",
				    .words = "" }));
	*ret_count = rows.count;
	return HK_OK;
}

/* How many of his stand at the end, without a word of ours behind them. */
static size_t unheard(const struct dialogue_words *words)
{
	size_t count = 0;

	for (size_t i = 0; words->items && i < words->count; i++)
		count = words->items[i].staff_id ? 0 : count + 1;
	return count;
}

bool dialogue_has_news(const struct dialogue_words *words, int64_t seen)
{
	return seen < (int64_t)words->count;
}

/* What he writes is his own and waits for nobody; one of us answers what stands there. */
static enum hk_result check_room(struct ctx *cx, const struct dialogue_words *words, bool is_ours,
				 int64_t seen)
{
	if (is_ours && dialogue_has_news(words, seen))
		return problem(cx, HK_CONFLICT,
			       TR("Something new arrived while you were writing. Please read it "
				  "first; your text is kept."));
	if (words->count >= DIALOGUE_WORDS_MOST ||
	    (!is_ours && unheard(words) >= DIALOGUE_UNHEARD_MOST))
		return problem(cx, HK_CONFLICT,
			       TR("So much was written here that somebody has to read it first. "
				  "Please wait for an answer."));
	return HK_OK;
}

enum hk_result dialogue_say(struct ctx *cx, int64_t response_id, int64_t seen, const char *text)
{
	struct dialogue_word word = { .response_id = response_id,
				      .staff_id =
					      cx->actor->kind == ACTOR_STAFF ? cx->actor->id : 0,
				      .text = hk_trim(cx->arena, text),
				      .week = figures_week(cx, cx->now) };
	const struct dialogue_word *last;
	struct dialogue_words words;
	struct dialogue dialogue;

	HK_TRY(dialogue_find(cx, response_id, &dialogue));
	HK_TRY(dialogue_words(cx, response_id, &words));
	if (!hk_has_ink(word.text))
		return field_problem(cx, "text", TR("Please write a few words."));
	if (hk_letters(word.text) > DIALOGUE_LETTERS)
		return field_problem(cx, "text",
				     TR("This is too long. Please shorten it a little."));
	last = words.count ? &words.items[words.count - 1] : NULL;
	if (last && last->staff_id == word.staff_id && strcmp(last->text, word.text) == 0)
		return HK_OK;
	HK_TRY(check_room(cx, &words, word.staff_id != 0, seen));
	word.position = (int64_t)words.count;
	HK_TRY(db_insert(cx->db, &new_record, &word));
	return db_send(cx->db,
		       DB_UPDATE("dialogue", "waits = $3, week = $4", "response_id = $2", ""),
		       DB_ARGS(response_id, word.staff_id == 0, word.week));
}

struct code {
	struct db_blob token_hash;
};

enum hk_result dialogue_take_out(struct ctx *cx, int64_t response_id, struct dialogue_kept *ret)
{
	static const struct db_column code_columns[] = { DB_COLUMN(struct code, token_hash) };
	static const struct db_record codes = DB_RECORD("dialogue", struct code, code_columns);
	struct dialogue_kept talk = { .dialogue = { 0 } };
	struct code code;
	enum hk_result result = dialogue_find(cx, response_id, &talk.dialogue);

	*ret = talk;
	if (result != HK_OK)
		return result == HK_NOT_FOUND ? HK_OK : result;
	HK_TRY(db_select_one(cx->db, &codes, DB_WHERE("response_id = $2", ""), DB_ARGS(response_id),
			     &code));
	talk.token_hash = code.token_hash;
	HK_TRY(dialogue_words(cx, response_id, &talk.words));
	HK_TRY(dialogue_forget(cx, response_id));
	*ret = talk;
	return HK_OK;
}

enum hk_result dialogue_put_back(struct ctx *cx, const struct dialogue_kept *talk)
{
	const struct dialogue *dialogue = &talk->dialogue;

	if (!dialogue->response_id)
		return HK_OK;
	HK_TRY(db_send(
		cx->db,
		DB_ADD("dialogue", "response_id, token_hash, waits, week", "$2, $3, $4, $5", ""),
		DB_ARGS(dialogue->response_id, talk->token_hash, dialogue->waits, dialogue->week)));
	for (size_t i = 0; i < talk->words.count; i++)
		HK_TRY(db_insert(cx->db, &new_record, &talk->words.items[i]));
	return HK_OK;
}

enum hk_result dialogue_forget(struct ctx *cx, int64_t response_id)
{
	HK_TRY(db_send(cx->db, DB_DELETE("dialogue_word", "response_id = $2"),
		       DB_ARGS(response_id)));
	return db_send(cx->db, DB_DELETE("dialogue", "response_id = $2"), DB_ARGS(response_id));
}
