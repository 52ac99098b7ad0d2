#include "feedback/improvement.h"

#include <inttypes.h>
#include <string.h>

#include "base/text.h"
#include "core/i18n.h"
#include "core/job.h"
#include "core/org.h"
#include "core/rights.h"
#include "feedback/prevention.h"

static const struct db_column columns[] = {
	DB_COLUMN_AS(struct improvement, id, "improvement.id"),
	DB_COLUMN_AS(struct improvement, cause_id, "improvement.cause_id"),
	DB_COLUMN_AS(struct improvement, prevention_id, "improvement.prevention_id"),
	DB_COLUMN_AS(struct improvement, state, "improvement.state"),
	DB_COLUMN_AS(struct improvement, is_public, "improvement.is_public"),
	DB_COLUMN_AS(struct improvement, made_at, "improvement.made_at"),
	DB_COLUMN_AS(struct improvement, made_by, "improvement.made_by"),
	DB_COLUMN_AS(struct improvement, sent_at, "improvement.sent_at"),
	DB_COLUMN_AS(struct improvement, sent_by, "improvement.sent_by"),
	DB_COLUMN_AS(struct improvement, people_count, "improvement.people_count"),
	DB_COLUMN_AS(struct improvement, told_count, "improvement.told_count"),
	DB_COLUMN_AS(struct improvement, version, "improvement.version"),
	DB_COLUMN_AS(struct improvement, edits, "improvement.edits"),
};
static const struct db_record record = DB_RECORD("improvement", struct improvement, columns);
static const struct db_record his_record =
	DB_RECORD_FROM("improvement_told",
		       "improvement_told JOIN improvement ON"
		       " improvement.org_id = improvement_told.org_id AND"
		       " improvement.id = improvement_told.improvement_id",
		       struct improvement, columns);

static const struct db_column text_columns[] = {
	DB_COLUMN(struct improvement_text, improvement_id),
	DB_COLUMN(struct improvement_text, language),
	DB_COLUMN(struct improvement_text, headline),
	DB_COLUMN(struct improvement_text, text),
};
static const struct db_record text_record =
	DB_RECORD("improvement_text", struct improvement_text, text_columns);

static const struct db_column wait_columns[] = {
	DB_COLUMN(struct improvement_wait, customer_id),
};
static const struct db_record wait_record =
	DB_RECORD("improvement_told", struct improvement_wait, wait_columns);

enum hk_result improvement_find(struct ctx *cx, int64_t id, struct improvement *ret)
{
	return db_select_one(cx->db, &record, DB_WHERE("id = $2", ""), DB_ARGS(id), ret);
}

static enum hk_result take(struct db_rows *rows, struct improvement_list *ret)
{
	*ret = (struct improvement_list){ rows->items, rows->count };
	return HK_OK;
}

enum hk_result improvement_of(struct ctx *cx, int64_t cause_id, struct improvement_list *ret)
{
	struct db_rows rows;

	HK_TRY(db_select(cx->db, &record, DB_WHERE("cause_id = $2", "ORDER BY id DESC"),
			 DB_ARGS(cause_id), &rows));
	return take(&rows, ret);
}

/* ---- writing it ---- */

/* Proof that it changed, or the word of somebody who answers for it. */
static enum hk_result may_begin(struct ctx *cx, const struct cause *cause, int64_t prevention_id)
{
	struct prevention action;

	if (!cause_may_work(cx))
		return right_need(cx, RIGHT_TICKET_READ);
	if (cause_may_decide(cx) && !prevention_id)
		return HK_OK;
	if (!prevention_id)
		return problem(cx, HK_DENIED,
			       TR("Nothing has been shown to work yet. Please ask a supervisor to "
				  "tell it anyway."));
	HK_TRY(prevention_find(cx, prevention_id, &action));
	if (action.cause_id != cause->id)
		return HK_NOT_FOUND;
	if (strcmp(action.verdict, "worked") != 0 && !cause_may_decide(cx))
		return problem(cx, HK_DENIED,
			       TR("Nothing has been shown to work yet. Please ask a supervisor to "
				  "tell it anyway."));
	return HK_OK;
}

enum hk_result improvement_begin(struct ctx *cx, const struct cause *cause, int64_t prevention_id,
				 struct improvement *ret)
{
	struct improvement_list list;
	int64_t id;

	HK_TRY(may_begin(cx, cause, prevention_id));
	HK_TRY(improvement_of(cx, cause->id, &list));
	for (size_t i = 0; i < list.count; i++)
		if (list.items[i].prevention_id == prevention_id &&
		    (prevention_id || hk_equal(list.items[i].state, "draft"))) {
			*ret = list.items[i];
			return HK_OK;
		}
	id = ctx_new_id(cx);
	HK_TRY(db_send(cx->db,
		       DB_ADD("improvement",
			      "id, cause_id, prevention_id, state, is_public, made_at, made_by,"
			      " sent_at, sent_by, people_count, told_count, version",
			      "$2, $3, $4, 'draft', 0, $5, $6, 0, 0, 0, 0, 1", ""),
		       DB_ARGS(id, cause->id, prevention_id, cx->now, cx->actor->id)));
	return improvement_find(cx, id, ret);
}

enum hk_result improvement_texts(struct ctx *cx, int64_t id, struct improvement_texts *ret)
{
	struct db_rows rows;

	HK_TRY(db_select(cx->db, &text_record, DB_WHERE("improvement_id = $2", "ORDER BY language"),
			 DB_ARGS(id), &rows));
	*ret = (struct improvement_texts){ rows.items, rows.count };
	return HK_OK;
}

static void check_text(struct ctx *cx, const char *language, const char *headline, const char *text)
{
	const char *head = hk_format(cx->arena, "headline_%s", language);
	const char *body = hk_format(cx->arena, "text_%s", language);

	if (!*headline)
		(void)field_problem(cx, head, TR("Please say in one line what changed."));
	if (!*text)
		(void)field_problem(cx, body, TR("Please say in a few sentences what changed."));
	if (hk_letters(headline) > IMPROVEMENT_HEADLINE_LETTERS)
		(void)field_problem(cx, head, TR("This is too long. A few words are enough."));
	if (hk_letters(text) > IMPROVEMENT_TEXT_LETTERS)
		(void)field_problem(cx, body, TR("This is too long. A few sentences are enough."));
}

static const struct improvement_text *text_in(const struct improvement_texts *texts,
					      const char *language)
{
	for (size_t i = 0; i < texts->count; i++)
		if (strcmp(texts->items[i].language, language) == 0)
			return &texts->items[i];
	return NULL;
}

static enum hk_result text_put(struct ctx *cx, int64_t id, const struct improvement_text *text)
{
	if (!*text->headline && !*text->text)
		return db_send(
			cx->db,
			DB_DELETE("improvement_text", "improvement_id = $2 AND language = $3"),
			DB_ARGS(id, text->language));
	return db_send(
		cx->db,
		DB_ADD("improvement_text",
		       "improvement_id, language, headline, text, author_id, at",
		       "$2, $3, $4, $5, $6, $7",
		       "ON CONFLICT (org_id, improvement_id, language) DO UPDATE SET"
		       " headline = $4, text = $5, author_id = $6, at = $7"),
		DB_ARGS(id, text->language, text->headline, text->text, cx->actor->id, cx->now));
}

/* Those of the wish that say something else than what stands there, as they will stand. */
static enum hk_result changes_find(struct ctx *cx, int64_t id, const struct improvement_text *wish,
				   size_t count, struct improvement_texts *ret)
{
	struct improvement_text *items = hk_alloc(cx->arena, count + 1, sizeof(*items));
	struct improvement_texts before;

	HK_TRY(improvement_texts(cx, id, &before));
	*ret = (struct improvement_texts){ items, 0 };
	for (size_t i = 0; i < count; i++) {
		const struct improvement_text *old = text_in(&before, wish[i].language);
		struct improvement_text new = { .language = wish[i].language,
						.headline =
							hk_one_line(cx->arena, wish[i].headline),
						.text = hk_trim(cx->arena, wish[i].text) };

		if (!hk_equal(new.headline, old ? old->headline : "") ||
		    !hk_equal(new.text, old ? old->text : ""))
			items[ret->count++] = new;
	}
	return HK_OK;
}

static enum hk_result check_texts(struct ctx *cx, const struct improvement_texts *texts)
{
	for (size_t i = 0; i < texts->count; i++) {
		const struct improvement_text *one = &texts->items[i];

		if (!i18n_language_exists(one->language))
			return HK_NOT_FOUND;
		if (*one->headline || *one->text)
			check_text(cx, one->language, one->headline, one->text);
	}
	return cx->field_count ? HK_INVALID : HK_OK;
}

enum hk_result improvement_texts_put(struct ctx *cx, const struct improvement *improvement,
				     const struct improvement_text *texts, size_t count)
{
	struct improvement_texts changes;
	struct improvement now;

	if (!cause_may_work(cx))
		return right_need(cx, RIGHT_TICKET_READ);
	HK_TRY(improvement_find(cx, improvement->id, &now));
	HK_TRY(changes_find(cx, now.id, texts, count, &changes));
	/* Whoever sent it answers for what stands in it. */
	if (now.sent_at && !cause_may_decide(cx))
		return right_need(cx, RIGHT_REPORT_READ);
	if (!changes.count)
		return HK_OK;
	if (now.edits != improvement->edits)
		return problem(cx, HK_CONFLICT,
			       TR("Somebody else has changed these words meanwhile. Please compare "
				  "them with yours, and keep what is right."));
	HK_TRY(check_texts(cx, &changes));
	for (size_t i = 0; i < changes.count; i++)
		HK_TRY(text_put(cx, now.id, &changes.items[i]));
	return db_send(cx->db, DB_UPDATE("improvement", "edits = edits + 1", "id = $2", ""),
		       DB_ARGS(now.id));
}

const struct improvement_text *improvement_text_for(const struct improvement_texts *texts,
						    const char *language)
{
	const struct improvement_text *text = text_in(texts, language);

	if (!text)
		text = text_in(texts, i18n_languages[0].code);
	if (!text && texts->count)
		text = &texts->items[0];
	return text;
}

/* ---- telling ---- */

static enum hk_result count_again(struct ctx *cx, int64_t id)
{
	return db_send(cx->db,
		       DB_UPDATE("improvement",
				 "people_count = (SELECT count(*) FROM improvement_told WHERE"
				 " improvement_told.org_id = improvement.org_id AND"
				 " improvement_told.improvement_id = improvement.id),"
				 " told_count = (SELECT count(*) FROM improvement_told WHERE"
				 " improvement_told.org_id = improvement.org_id AND"
				 " improvement_told.improvement_id = improvement.id AND"
				 " improvement_told.state = 'told')",
				 "id = $2", ""),
		       DB_ARGS(id));
}

/* Whoever is there already stays as he is: told, or not to be told. */
#define PEOPLE_ADD(whom)                                                                      \
	DB_ADD_FROM("improvement_told",                                                       \
		    "improvement_id, customer_id, state, reason, next_at, told_at, language", \
		    "$2, cause_link.customer_id, 'wait', '', $4, 0, ''", "cause_link",        \
		    whom " AND cause_link.customer_id <> 0 AND"                               \
			 " NOT EXISTS (SELECT 1 FROM cause_link earlier WHERE"                \
			 " earlier.org_id = $1 AND"                                           \
			 " earlier.customer_id = cause_link.customer_id AND"                  \
			 " earlier.customer_id <> 0 AND earlier.cause_id = $3 AND"            \
			 " earlier.at <= $5 AND earlier.id < cause_link.id) AND"              \
			 " NOT EXISTS (SELECT 1 FROM improvement_told WHERE"                  \
			 " improvement_told.org_id = $1 AND"                                  \
			 " improvement_told.improvement_id = $2 AND"                          \
			 " improvement_told.customer_id = cause_link.customer_id)")

/* Of those who said it until then; customer_id 0: all of them. */
static enum hk_result people_add(struct ctx *cx, const struct improvement *improvement,
				 int64_t customer_id, int64_t until, int64_t *ret_count)
{
	if (!customer_id)
		return db_change(
			cx->db, PEOPLE_ADD("cause_link.cause_id = $3 AND cause_link.at <= $5"),
			DB_ARGS(improvement->id, improvement->cause_id, cx->now, until), ret_count);
	return db_change(
		cx->db,
		PEOPLE_ADD("cause_link.customer_id = $6 AND cause_link.cause_id = $3 AND"
			   " cause_link.at <= $5"),
		DB_ARGS(improvement->id, improvement->cause_id, cx->now, until, customer_id),
		ret_count);
}

static enum hk_result job_begin(struct ctx *cx, const struct improvement *improvement)
{
	return job_add(cx, IMPROVEMENT_JOB, improvement->id, cx->now,
		       hk_format(cx->arena, "%" PRId64 " %" PRId64, improvement->id,
				 improvement->version));
}

enum hk_result improvement_catch_up(struct ctx *cx, int64_t cause_id, int64_t customer_id)
{
	struct improvement_list list;

	HK_TRY(improvement_of(cx, cause_id, &list));
	for (size_t i = 0; i < list.count; i++) {
		const struct improvement *one = &list.items[i];
		int64_t count;

		if (!one->sent_at)
			continue;
		HK_TRY(people_add(cx, one, customer_id, one->sent_at, &count));
		if (!count)
			continue;
		HK_TRY(db_send(cx->db,
			       DB_UPDATE("improvement", "state = 'telling', version = version + 1",
					 "id = $2", ""),
			       DB_ARGS(one->id)));
		HK_TRY(count_again(cx, one->id));
		HK_TRY(job_begin(cx, one));
	}
	return HK_OK;
}

enum hk_result improvement_send(struct ctx *cx, const struct improvement *improvement,
				bool is_public)
{
	struct improvement_texts texts;
	int64_t count;

	if (!cause_may_decide(cx))
		return right_need(cx, RIGHT_REPORT_READ);
	HK_TRY(improvement_texts(cx, improvement->id, &texts));
	if (!texts.count)
		return problem(cx, HK_CONFLICT,
			       TR("Please write what changed, in one language at least."));
	HK_TRY(people_add(cx, improvement, 0, INT64_MAX, &count));
	HK_TRY(db_send(cx->db,
		       DB_UPDATE("improvement",
				 "state = 'telling', is_public = $3, version = version + 1,"
				 " sent_at = CASE WHEN sent_at = 0 THEN $4 ELSE sent_at END,"
				 " sent_by = CASE WHEN sent_by = 0 THEN $5 ELSE sent_by END",
				 "id = $2", ""),
		       DB_ARGS(improvement->id, is_public, cx->now, cx->actor->id)));
	HK_TRY(count_again(cx, improvement->id));
	return job_begin(cx, improvement);
}

enum hk_result improvement_due(struct ctx *cx, int64_t id, struct improvement_waits *ret)
{
	struct db_rows rows;

	HK_TRY(db_select(cx->db, &wait_record,
			 DB_WHERE("improvement_id = $2 AND state = 'wait' AND next_at <= $3",
				  "ORDER BY next_at, customer_id LIMIT $4"),
			 DB_ARGS(id, cx->now, IMPROVEMENT_SLICE), &rows));
	*ret = (struct improvement_waits){ rows.items, rows.count };
	return HK_OK;
}

static const struct db_column heard_columns[] = { DB_COLUMN_AS(struct improvement_wait, customer_id,
							       "improvement_told.customer_id") };
static const struct db_record heard_record =
	DB_RECORD_FROM("improvement_told",
		       "improvement_told JOIN improvement ON"
		       " improvement.org_id = improvement_told.org_id AND"
		       " improvement.id = improvement_told.improvement_id",
		       struct improvement_wait, heard_columns);

enum hk_result improvement_was_heard(struct ctx *cx, const struct improvement *improvement,
				     int64_t customer_id, bool *ret)
{
	struct db_rows rows;

	HK_TRY(db_select(cx->db, &heard_record,
			 DB_WHERE("improvement_told.customer_id = $2 AND"
				  " improvement.cause_id = $3 AND improvement.id <> $4 AND"
				  " improvement_told.state = 'told' AND NOT EXISTS (SELECT 1 FROM"
				  " cause_link WHERE cause_link.org_id = $1 AND"
				  " cause_link.customer_id = $2 AND cause_link.customer_id <> 0 AND"
				  " cause_link.cause_id = $3 AND"
				  " cause_link.at > improvement_told.told_at)",
				  "LIMIT 1"),
			 DB_ARGS(customer_id, improvement->cause_id, improvement->id), &rows));
	*ret = rows.count > 0;
	return HK_OK;
}

enum hk_result improvement_told(struct ctx *cx, int64_t id, int64_t customer_id,
				const char *language, bool *ret_is_first)
{
	int64_t count;

	HK_TRY(db_change(cx->db,
			 DB_UPDATE("improvement_told",
				   "state = 'told', reason = '', told_at = $4, language = $5",
				   "improvement_id = $2 AND customer_id = $3 AND state = 'wait'",
				   ""),
			 DB_ARGS(id, customer_id, cx->now, language), &count));
	*ret_is_first = count > 0;
	return db_send(cx->db,
		       DB_UPDATE("improvement", "told_count = told_count + $3", "id = $2", ""),
		       DB_ARGS(id, count));
}

enum hk_result improvement_later(struct ctx *cx, int64_t id, int64_t customer_id,
				 const char *reason, int64_t at)
{
	return db_send(cx->db,
		       DB_UPDATE("improvement_told", "reason = $4, next_at = $5",
				 "improvement_id = $2 AND customer_id = $3 AND state = 'wait'", ""),
		       DB_ARGS(id, customer_id, reason, at));
}

enum hk_result improvement_never(struct ctx *cx, int64_t id, int64_t customer_id,
				 const char *reason)
{
	return db_send(cx->db,
		       DB_UPDATE("improvement_told", "state = 'stop', reason = $4",
				 "improvement_id = $2 AND customer_id = $3 AND state = 'wait'", ""),
		       DB_ARGS(id, customer_id, reason));
}

struct next {
	int64_t next_at;
};

static const struct db_column next_columns[] = { DB_COLUMN(struct next, next_at) };
static const struct db_record next_record =
	DB_RECORD("improvement_told", struct next, next_columns);

enum hk_result improvement_next_at(struct ctx *cx, int64_t id, int64_t *ret)
{
	struct next next;
	enum hk_result result = db_select_one(
		cx->db, &next_record,
		DB_WHERE("improvement_id = $2 AND state = 'wait'", "ORDER BY next_at LIMIT 1"),
		DB_ARGS(id), &next);

	if (result == HK_NOT_FOUND)
		HK_TRY(db_send(cx->db,
			       DB_UPDATE("improvement", "state = 'told'",
					 "id = $2 AND state = 'telling'", ""),
			       DB_ARGS(id)));
	HK_TRY(result);
	*ret = next.next_at;
	return HK_OK;
}

/* ---- whom it does not reach ---- */

struct left {
	const char *state;
	int64_t count;
};

static const struct db_column left_columns[] = { DB_COLUMN(struct left, state),
						 DB_COLUMN_AS(struct left, count, "count(*)") };
static const struct db_record left_record =
	DB_RECORD("improvement_told", struct left, left_columns);
static const struct db_column unknown_columns[] = { DB_COLUMN_AS(struct left, count, "count(*)") };
static const struct db_record unknown_record =
	DB_RECORD("cause_link", struct left, unknown_columns);

enum hk_result improvement_left_find(struct ctx *cx, const struct improvement *improvement,
				     struct improvement_left *ret)
{
	struct improvement_left left = { 0 };
	const struct left *items;
	struct left unknown;
	struct db_rows rows;

	HK_TRY(db_select(cx->db, &left_record,
			 DB_WHERE("improvement_id = $2", "GROUP BY state ORDER BY state"),
			 DB_ARGS(improvement->id), &rows));
	items = rows.items;
	for (size_t i = 0; i < rows.count; i++) {
		if (strcmp(items[i].state, "wait") == 0)
			left.waiting = items[i].count;
		if (strcmp(items[i].state, "stop") == 0)
			left.stopped = items[i].count;
	}
	HK_TRY(db_select_one(cx->db, &unknown_record,
			     DB_WHERE("cause_id = $2 AND customer_id = 0", ""),
			     DB_ARGS(improvement->cause_id), &unknown));
	left.unknown = unknown.count;
	*ret = left;
	return HK_OK;
}

/* ---- reading ---- */

enum hk_result improvement_public(struct ctx *cx, int64_t limit, struct improvement_list *ret)
{
	struct db_rows rows;

	HK_TRY(db_select(cx->db, &record,
			 DB_WHERE("is_public = 1 AND sent_at > 0",
				  "ORDER BY sent_at DESC, id DESC LIMIT $2"),
			 DB_ARGS(limit), &rows));
	return take(&rows, ret);
}

enum hk_result improvement_of_customer(struct ctx *cx, int64_t customer_id, int64_t limit,
				       struct improvement_list *ret)
{
	struct db_rows rows;

	HK_TRY(db_select(cx->db, &his_record,
			 DB_WHERE("improvement_told.customer_id = $2",
				  "ORDER BY improvement_told.improvement_id DESC LIMIT $3"),
			 DB_ARGS(customer_id, limit), &rows));
	return take(&rows, ret);
}

static const struct db_column said_columns[] = {
	DB_COLUMN_AS(struct improvement_said, cause_id, "cause_link.cause_id"),
	DB_COLUMN_AS(struct improvement_said, at, "cause_link.at"),
	DB_COLUMN_AS(struct improvement_said, number,
		     "CASE WHEN ticket.bucket IN ('spam', 'deleted') THEN 0 ELSE"
		     " coalesce(ticket.number, 0) END"),
	DB_COLUMN_AS(struct improvement_said, words,
		     "CASE WHEN cause_link.response_id <> 0 THEN coalesce(response.comment, '')"
		     " ELSE coalesce(ticket.subject, '') END"),
	DB_COLUMN_AS(struct improvement_said, language,
		     "CASE WHEN cause_link.response_id <> 0 THEN"
		     " coalesce(response.comment_language, '')"
		     " ELSE coalesce(ticket.language, '') END"),
};
static const struct db_record said_record =
	DB_RECORD_FROM("cause_link",
		       "cause_link LEFT JOIN response ON response.org_id = cause_link.org_id AND"
		       " response.id = cause_link.response_id"
		       " LEFT JOIN ticket ON ticket.org_id = cause_link.org_id AND"
		       " ticket.id = cause_link.ticket_id",
		       struct improvement_said, said_columns);

enum hk_result improvement_said_by(struct ctx *cx, int64_t customer_id, int64_t limit,
				   struct improvement_saids *ret)
{
	struct db_rows rows;

	HK_TRY(db_select(cx->db, &said_record,
			 DB_WHERE("cause_link.customer_id = $2 AND cause_link.customer_id <> 0",
				  "ORDER BY cause_link.id DESC LIMIT $3"),
			 DB_ARGS(customer_id, limit), &rows));
	*ret = (struct improvement_saids){ rows.items, rows.count };
	return HK_OK;
}
