#include "feedback/wall/voice.h"

#include <string.h>

#include "base/secret.h"
#include "base/text.h"
#include "base/time.h"
#include "core/language.h"
#include "core/rights.h"
#include "people/team.h"
#include "standard/clock.h"
#include "ticket/ticket.h"

enum { TWIN_MS = HK_HOUR, THIRDS = 3 };

enum {
	NPS_GOOD = 9,
	CSAT_GOOD = 4,
	CES_GOOD = 5,
	INDEX_GOOD = 75000, /* thousandths */
};

struct voice_row {
	int64_t id;
	const char *kind;
	int64_t survey_id, response_id, customer_id, staff_id, ticket_id, number, team_id, at;
	const char *tone;
	int64_t mark;
	const char *language, *title, *text;
	int64_t thanks, readers, is_shown, is_veiled;
};

static const struct db_column columns[] = {
	DB_COLUMN(struct voice_row, id),          DB_COLUMN(struct voice_row, kind),
	DB_COLUMN(struct voice_row, survey_id),   DB_COLUMN(struct voice_row, response_id),
	DB_COLUMN(struct voice_row, customer_id), DB_COLUMN(struct voice_row, staff_id),
	DB_COLUMN(struct voice_row, ticket_id),   DB_COLUMN(struct voice_row, number),
	DB_COLUMN(struct voice_row, team_id),     DB_COLUMN(struct voice_row, at),
	DB_COLUMN(struct voice_row, tone),        DB_COLUMN(struct voice_row, mark),
	DB_COLUMN(struct voice_row, language),    DB_COLUMN(struct voice_row, title),
	DB_COLUMN(struct voice_row, text),        DB_COLUMN(struct voice_row, thanks),
	DB_COLUMN(struct voice_row, readers),     DB_COLUMN(struct voice_row, is_shown),
	DB_COLUMN(struct voice_row, is_veiled),
};
static const struct db_record record = DB_RECORD("voice", struct voice_row, columns);

struct one {
	int64_t id;
};

static const struct db_column one_columns[] = { DB_COLUMN(struct one, id) };
static const struct db_record ones = DB_RECORD("voice", struct one, one_columns);

/* ---- what comes onto it ---- */

const char *voice_tone(const char *kind, const struct survey_question *first, int64_t score,
		       int64_t value)
{
	bool is_good;

	if (response_is_unhappy(kind, first, score, value))
		return "bad";
	if (strcmp(kind, "nps") == 0)
		is_good = score >= NPS_GOOD;
	else if (strcmp(kind, "csat") == 0)
		is_good = score >= CSAT_GOOD;
	else if (strcmp(kind, "ces") == 0)
		is_good = score >= CES_GOOD;
	else if (strcmp(kind, "index") == 0)
		is_good = value >= INDEX_GOOD;
	else
		is_good = (first->high - score) * THIRDS < first->high - first->low;
	return is_good ? "good" : "even";
}

static enum hk_result row_of(struct ctx *cx, int64_t response_id, struct voice_row *ret)
{
	return db_select_one(cx->db, &record, DB_WHERE("response_id = $2 AND response_id <> 0", ""),
			     DB_ARGS(response_id), ret);
}

static enum hk_result row_remove(struct ctx *cx, int64_t id)
{
	HK_TRY(db_send(cx->db, DB_DELETE("voice_read", "voice_id = $2"), DB_ARGS(id)));
	HK_TRY(db_send(cx->db, DB_DELETE("voice_thank", "voice_id = $2"), DB_ARGS(id)));
	return db_send(cx->db, DB_DELETE("voice", "id = $2"), DB_ARGS(id));
}

/* Enough have written in confidence that nobody can guess which of them it was, or not any more;
 * of whom colleagues know what he said counts for none. No more rows are counted than are needed.
 */
static enum hk_result survey_open(struct ctx *cx, int64_t survey_id, int64_t least)
{
	struct db_rows rows;

	HK_TRY(db_select(cx->db, &ones,
			 DB_WHERE("survey_id = $2 AND is_veiled = 1 AND at < $4 AND EXISTS (SELECT"
				  " 1 FROM response WHERE response.org_id = voice.org_id AND"
				  " response.id = voice.response_id AND response.is_hidden = 1)",
				  "LIMIT $3"),
			 DB_ARGS(survey_id, least, CLOCK_NEVER), &rows));
	if ((int64_t)rows.count >= least)
		return db_send(
			cx->db,
			DB_UPDATE("voice", "is_shown = 1", "survey_id = $2 AND is_shown = 0", ""),
			DB_ARGS(survey_id));
	return db_send(cx->db,
		       DB_UPDATE("voice", "is_shown = 0",
				 "survey_id = $2 AND is_shown = 1 AND is_veiled = 1", ""),
		       DB_ARGS(survey_id));
}

enum hk_result voice_publish(struct ctx *cx, int64_t survey_id, int64_t least,
			     const struct response_list *batch)
{
	for (size_t i = 0; i < batch->count; i++) {
		struct voice_row row;
		enum hk_result result = row_of(cx, batch->items[i].id, &row);

		if (result == HK_NOT_FOUND || (result == HK_OK && row.at < CLOCK_NEVER))
			continue;
		HK_TRY(result);
		/* Written anew, so that its place on the disk tells no time either. */
		HK_TRY(row_remove(cx, row.id));
		row.id = hk_random_id();
		row.at = cx->now;
		row.is_shown = 0;
		HK_TRY(db_insert(cx->db, &record, &row));
	}
	return survey_open(cx, survey_id, least);
}

enum hk_result voice_take_back(struct ctx *cx, const struct response *response)
{
	struct survey survey;
	struct voice_row row;
	enum hk_result result = row_of(cx, response->id, &row);

	if (result != HK_OK)
		return result == HK_NOT_FOUND ? HK_OK : result;
	HK_TRY(row_remove(cx, row.id));
	row.at = CLOCK_NEVER;
	row.thanks = row.readers = row.is_shown = 0;
	HK_TRY(db_insert(cx->db, &record, &row));
	HK_TRY(survey_find(cx, row.survey_id, &survey));
	return survey_open(cx, survey.id, survey.least);
}

enum hk_result voice_survey_changed(struct ctx *cx, const struct survey *survey)
{
	return survey_is_named(survey->mode) ? HK_OK : survey_open(cx, survey->id, survey->least);
}

static enum hk_result ticket_number_of(struct ctx *cx, int64_t ticket_id, int64_t *ret)
{
	static const struct db_column number_columns[] = { DB_COLUMN_AS(struct one, id, "number") };
	static const struct db_record tickets = DB_RECORD("ticket", struct one, number_columns);
	struct one one = { 0 };
	enum hk_result result = HK_OK;

	if (ticket_id)
		result = db_select_one(cx->db, &tickets, DB_WHERE("id = $2", ""),
				       DB_ARGS(ticket_id), &one);
	*ret = one.id;
	return result == HK_NOT_FOUND ? HK_OK : result;
}

static enum hk_result is_kept_apart(struct ctx *cx, int64_t team_id, bool *ret)
{
	struct team team = { 0 };
	enum hk_result result = team_id ? team_find(cx, team_id, &team) : HK_OK;

	*ret = team.is_restricted != 0;
	return result == HK_NOT_FOUND ? HK_OK : result;
}

static enum hk_result row_add(struct ctx *cx, const struct response *response, const char *tone,
			      int64_t team_id)
{
	bool is_named = survey_is_named(response->mode), is_apart = false;
	struct voice_row row = { .id = is_named ? ctx_new_id(cx) : hk_random_id(),
				 .kind = "said",
				 .survey_id = response->survey_id,
				 .response_id = response->id,
				 .at = response->at,
				 .tone = tone,
				 .mark = response->score,
				 .language = response->comment_language,
				 .title = "",
				 .text = response->comment,
				 .is_shown = is_named,
				 .is_veiled = !is_named };

	if (is_named) {
		row.customer_id = response->customer_id;
		row.ticket_id = response->ticket_id;
		row.team_id = response->team_id;
		HK_TRY(ticket_number_of(cx, row.ticket_id, &row.number));
	} else {
		HK_TRY(is_kept_apart(cx, team_id, &is_apart));
		row.at = CLOCK_NEVER;
	}
	return is_apart ? HK_OK : db_insert(cx->db, &record, &row);
}

enum hk_result voice_said(struct ctx *cx, const struct survey *survey,
			  const struct survey_question *first, const struct response *response,
			  int64_t team_id)
{
	const char *tone = voice_tone(survey->kind, first, response->score, response->value);
	struct voice_row row;
	enum hk_result result = row_of(cx, response->id, &row);

	if (result != HK_OK && result != HK_NOT_FOUND)
		return result;
	if (!hk_has_ink(response->comment) || response->score < 0) {
		if (result == HK_OK)
			HK_TRY(row_remove(cx, row.id));
	} else if (result == HK_NOT_FOUND) {
		HK_TRY(row_add(cx, response, tone, team_id));
	} else {
		HK_TRY(db_send(cx->db,
			       DB_UPDATE("voice", "tone = $3, mark = $4, language = $5, text = $6",
					 "id = $2", ""),
			       DB_ARGS(row.id, tone, response->score, response->comment_language,
				       response->comment)));
	}
	return survey_is_named(response->mode) ? HK_OK : survey_open(cx, survey->id, survey->least);
}

enum hk_result voice_unsaid(struct ctx *cx, const struct response *response)
{
	struct survey survey;
	struct voice_row row;
	enum hk_result result = row_of(cx, response->id, &row);

	if (result != HK_OK)
		return result == HK_NOT_FOUND ? HK_OK : result;
	HK_TRY(row_remove(cx, row.id));
	if (survey_is_named(response->mode))
		return HK_OK;
	HK_TRY(survey_find(cx, response->survey_id, &survey));
	return survey_open(cx, survey.id, survey.least);
}

/* ---- stories ---- */

static enum hk_result story_check(struct ctx *cx, const struct story_new *new,
				  struct ticket *ret_ticket)
{
	enum hk_result result;

	if (!hk_has_ink(new->title))
		(void)field_problem(cx, "title", TR("Please give it a title."));
	if (hk_letters(new->title) > VOICE_TITLE_LETTERS)
		(void)field_problem(cx, "title",
				    TR("This is too long. Please shorten it a little."));
	if (!hk_has_ink(new->text))
		(void)field_problem(cx, "text", TR("Please tell what happened."));
	if (hk_letters(new->text) > VOICE_TEXT_LETTERS)
		(void)field_problem(cx, "text",
				    TR("This is too long. Please shorten it a little."));
	if (strcmp(new->tone, "good") != 0 && strcmp(new->tone, "bad") != 0)
		(void)field_problem(cx, "tone", TR("Please choose one of these."));
	*ret_ticket = (struct ticket){ 0 };
	if (new->number) {
		result = actor_may(cx->actor, RIGHT_TICKET_READ)
				 ? ticket_find(cx, new->number, ret_ticket)
				 : HK_NOT_FOUND;
		if (result == HK_NOT_FOUND)
			(void)field_problem(cx, "ticket",
					    TR("There is no ticket with this number."));
		else
			HK_TRY(result);
	}
	return cx->field_count ? HK_INVALID : HK_OK;
}

/* The first of his teams that keeps nothing to itself. */
static enum hk_result team_of_teller(struct ctx *cx, int64_t *ret)
{
	struct team_list teams;

	*ret = 0;
	HK_TRY(team_of_actor(cx, &teams));
	for (size_t i = 0; i < teams.count && !*ret; i++)
		if (!teams.items[i].is_restricted)
			*ret = teams.items[i].id;
	return HK_OK;
}

static enum hk_result twin_find(struct ctx *cx, const struct voice_row *row, int64_t *ret)
{
	struct one one = { 0 };
	enum hk_result result = db_select_one(
		cx->db, &ones,
		DB_WHERE("staff_id = $2 AND at > $3 AND title = $4 AND text = $5 AND number = $6",
			 "LIMIT 1"),
		DB_ARGS(row->staff_id, cx->now - TWIN_MS, row->title, row->text, row->number),
		&one);

	*ret = one.id;
	return result == HK_NOT_FOUND ? HK_OK : result;
}

enum hk_result voice_tell(struct ctx *cx, const struct story_new *new, int64_t *ret_id)
{
	struct voice_row row = { .kind = "story",
				 .staff_id = cx->actor->id,
				 .at = cx->now,
				 .tone = new->tone,
				 .mark = -1,
				 .title = hk_one_line(cx->arena, new->title),
				 .text = hk_trim(cx->arena, new->text),
				 .is_shown = 1 };
	struct ticket ticket;
	int64_t twin;

	if (cx->actor->kind != ACTOR_STAFF)
		return HK_DENIED;
	HK_TRY(story_check(cx, new, &ticket));
	row.ticket_id = ticket.id;
	row.number = ticket.number;
	HK_TRY(twin_find(cx, &row, &twin));
	if (twin) {
		*ret_id = twin;
		return HK_OK;
	}
	row.team_id = ticket.team_id;
	if (!row.team_id)
		HK_TRY(team_of_teller(cx, &row.team_id));
	row.language = language_of(cx->kit->languages, row.text);
	row.id = ctx_new_id(cx);
	HK_TRY(db_insert(cx->db, &record, &row));
	*ret_id = row.id;
	return HK_OK;
}

enum hk_result voice_withdraw(struct ctx *cx, int64_t id)
{
	struct voice voice;

	HK_TRY(voice_find(cx, cx->actor->id, id, &voice));
	if (strcmp(voice.kind, "story") != 0 ||
	    (voice.staff_id != cx->actor->id && !actor_may(cx->actor, RIGHT_ADMIN)))
		return problem(cx, HK_DENIED,
			       TR("Whoever told a story takes it away, or an administrator."));
	return row_remove(cx, id);
}

/* ---- thanks and readers ---- */

struct mark {
	int64_t staff_id;
};

static const struct db_column mark_columns[] = { DB_COLUMN(struct mark, staff_id) };
static const struct db_record thank_record = DB_RECORD("voice_thank", struct mark, mark_columns);
static const struct db_record read_record = DB_RECORD("voice_read", struct mark, mark_columns);

static enum hk_result has_mark(struct ctx *cx, const struct db_record *marks, int64_t id, bool *ret)
{
	struct mark mark;
	enum hk_result result =
		db_select_one(cx->db, marks, DB_WHERE("voice_id = $2 AND staff_id = $3", ""),
			      DB_ARGS(id, cx->actor->id), &mark);

	*ret = result == HK_OK;
	return result == HK_NOT_FOUND ? HK_OK : result;
}

enum hk_result voice_thank(struct ctx *cx, int64_t id, bool is_thanking)
{
	struct voice voice;
	bool has;

	if (cx->actor->kind != ACTOR_STAFF)
		return HK_DENIED;
	HK_TRY(voice_find(cx, cx->actor->id, id, &voice));
	if (voice.staff_id == cx->actor->id)
		return problem(cx, HK_DENIED,
			       TR("This is your own story. The thanks come from others."));
	HK_TRY(has_mark(cx, &thank_record, id, &has));
	if (has == is_thanking)
		return HK_OK;
	if (is_thanking)
		HK_TRY(db_send(cx->db,
			       DB_ADD("voice_thank", "voice_id, staff_id, at", "$2, $3, $4", ""),
			       DB_ARGS(id, cx->actor->id, cx->now)));
	else
		HK_TRY(db_send(cx->db, DB_DELETE("voice_thank", "voice_id = $2 AND staff_id = $3"),
			       DB_ARGS(id, cx->actor->id)));
	return db_send(cx->db, DB_UPDATE("voice", "thanks = thanks + $3", "id = $2", ""),
		       DB_ARGS(id, is_thanking ? 1 : -1));
}

static enum hk_result read_put(struct ctx *cx, int64_t id)
{
	bool has;

	HK_TRY(has_mark(cx, &read_record, id, &has));
	if (has)
		return HK_OK;
	HK_TRY(db_send(cx->db, DB_ADD("voice_read", "voice_id, staff_id, at", "$2, $3, $4", ""),
		       DB_ARGS(id, cx->actor->id, cx->now)));
	return db_send(cx->db, DB_UPDATE("voice", "readers = readers + 1", "id = $2", ""),
		       DB_ARGS(id));
}

enum hk_result voice_read(struct ctx *cx, int64_t id)
{
	struct voice voice;

	if (cx->actor->kind != ACTOR_STAFF)
		return HK_DENIED;
	HK_TRY(voice_find(cx, cx->actor->id, id, &voice));
	return read_put(cx, id);
}

enum hk_result voice_read_between(struct ctx *cx, const struct voice_filter *filter,
				  struct voice_cursor newest, struct voice_cursor oldest)
{
	struct voice_cursor below = newest;
	struct voice_list list;

	if (cx->actor->kind != ACTOR_STAFF)
		return HK_DENIED;
	/* No entry has this id; a form may say so all the same. */
	if (newest.id == INT64_MAX)
		return HK_INVALID;
	below.id++;
	HK_TRY(voice_page(cx, cx->actor->id, filter, &below, VOICE_PAGE, &list));
	for (size_t i = 0; i < list.count; i++) {
		const struct voice *voice = &list.items[i];

		if (voice->at < oldest.at || (voice->at == oldest.at && voice->id < oldest.id))
			break;
		if (!voice->has_read)
			HK_TRY(read_put(cx, voice->id));
	}
	return HK_OK;
}
