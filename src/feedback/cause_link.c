#include "feedback/cause_link.h"

#include <string.h>

#include "base/text.h"
#include "base/time.h"
#include "core/rights.h"
#include "feedback/improvement.h"
#include "feedback/wall/mask.h"
#include "ticket/seen.h"

enum { WEEK_DAYS = 7 };

struct link_row {
	int64_t id, cause_id;
};

static const struct db_column link_columns[] = {
	DB_COLUMN(struct link_row, id),
	DB_COLUMN(struct link_row, cause_id),
};
static const struct db_record link_record = DB_RECORD("cause_link", struct link_row, link_columns);

/* $2 is who looks. */
static const struct db_column columns[] = {
	DB_COLUMN_AS(struct cause_voice, id, "cause_link.id"),
	DB_COLUMN_AS(struct cause_voice, cause_id, "cause_link.cause_id"),
	DB_COLUMN_AS(struct cause_voice, at, "cause_link.at"),
	DB_COLUMN_AS(struct cause_voice, ticket_number, "coalesce(ticket.number, 0)"),
	DB_COLUMN_AS(struct cause_voice, subject, "coalesce(ticket.subject, '')"),
	DB_COLUMN_AS(struct cause_voice, name, "coalesce(customer.name, '')"),
	DB_COLUMN_AS(struct cause_voice, words,
		     "CASE WHEN cause_link.response_id <> 0 THEN coalesce(response.comment, '')"
		     " ELSE cause_link.quote END"),
	DB_COLUMN_AS(struct cause_voice, language,
		     "CASE WHEN cause_link.response_id <> 0 THEN"
		     " coalesce(response.comment_language, '')"
		     " ELSE coalesce(ticket.language, '') END"),
	DB_COLUMN_AS(struct cause_voice, response_id, "cause_link.response_id"),
	DB_COLUMN_AS(struct cause_voice, has_case,
		     "CASE WHEN EXISTS (SELECT 1 FROM loop_case WHERE"
		     " loop_case.org_id = cause_link.org_id AND"
		     " loop_case.response_id = cause_link.response_id) THEN 1 ELSE 0 END"),
	DB_COLUMN_AS(struct cause_voice, score, "coalesce(response.score, -1)"),
	DB_COLUMN_AS(struct cause_voice, unhappy, "coalesce(response.needs_answer, 0)"),
	DB_COLUMN_AS(struct cause_voice, mode, "coalesce(response.mode, '')"),
	DB_COLUMN_AS(struct cause_voice, may_see,
		     "CASE WHEN ticket.id IS NULL OR " SEEN_BY_STAFF " THEN 1 ELSE 0 END"),
};

#define AFTER_LINK                                                               \
	" LEFT JOIN response ON response.org_id = cause_link.org_id AND"         \
	" response.id = cause_link.response_id"                                  \
	" LEFT JOIN ticket ON ticket.org_id = cause_link.org_id AND ticket.id =" \
	" CASE WHEN cause_link.ticket_id <> 0 THEN cause_link.ticket_id"         \
	" ELSE response.ticket_id END"                                           \
	" LEFT JOIN customer ON customer.org_id = cause_link.org_id AND"         \
	" customer.id = cause_link.customer_id"

static const struct db_record record =
	DB_RECORD_FROM("cause_link", "cause_link" AFTER_LINK, struct cause_voice, columns);

struct tally {
	int64_t count;
};

/* People, as people_count has them. */
static const struct db_column veiled_columns[] = {
	DB_COLUMN_AS(struct tally, count,
		     "count(DISTINCT CASE WHEN cause_link.customer_id <> 0 THEN"
		     " cause_link.customer_id ELSE -cause_link.id END)"),
};
static const struct db_record veiled_record =
	DB_RECORD_FROM("cause_link",
		       "cause_link JOIN response ON response.org_id = cause_link.org_id AND"
		       " response.id = cause_link.response_id",
		       struct tally, veiled_columns);

/* Exact whatever happened: counted anew, from the links of this one cause. */
static enum hk_result count_again(struct ctx *cx, int64_t cause_id)
{
	return db_send(
		cx->db,
		DB_UPDATE("cause",
			  "link_count = (SELECT count(*) FROM cause_link WHERE"
			  " cause_link.org_id = cause.org_id AND cause_link.cause_id = cause.id),"
			  " people_count = (SELECT count(DISTINCT CASE WHEN"
			  " cause_link.customer_id <> 0 THEN cause_link.customer_id ELSE"
			  " -cause_link.id END) FROM cause_link WHERE"
			  " cause_link.org_id = cause.org_id AND cause_link.cause_id = cause.id),"
			  " voice_id = coalesce((SELECT max(+cause_link.id) FROM cause_link WHERE"
			  " cause_link.org_id = cause.org_id AND"
			  " cause_link.cause_id = cause.id), 0)",
			  "id = $2", ""),
		DB_ARGS(cause_id));
}

/* ---- linking ---- */

static enum hk_result may_link(struct ctx *cx, const struct cause *cause)
{
	if (!cause_may_work(cx))
		return right_need(cx, RIGHT_TICKET_READ);
	if (cause_is_closed(cause))
		return problem(cx, HK_CONFLICT,
			       TR("This cause is closed. Please open it again first: it is not "
				  "over."));
	return HK_OK;
}

static enum hk_result add(struct ctx *cx, const struct cause *cause, int64_t ticket_id,
			  int64_t response_id, int64_t customer_id, int64_t at)
{
	return db_send(cx->db,
		       DB_ADD("cause_link",
			      "id, cause_id, ticket_id, response_id, customer_id, at, quote,"
			      " linked_by, linked_at",
			      "$2, $3, $4, $5, $6, $7, '', $8, $9",
			      "ON CONFLICT (org_id, cause_id, ticket_id, response_id) DO UPDATE"
			      " SET customer_id = $6"),
		       DB_ARGS(ctx_new_id(cx), cause->id, ticket_id, response_id, customer_id, at,
			       cx->actor->id, cx->now));
}

/* customer_id 0: of several. */
static enum hk_result linked(struct ctx *cx, int64_t cause_id, int64_t customer_id)
{
	HK_TRY(count_again(cx, cause_id));
	return improvement_catch_up(cx, cause_id, customer_id);
}

enum hk_result cause_link_ticket(struct ctx *cx, const struct cause *cause,
				 const struct ticket *ticket, const char *quote)
{
	const char *words = hk_trim(cx->arena, quote);

	HK_TRY(may_link(cx, cause));
	if (hk_letters(words) > CAUSE_WORDS_LETTERS)
		return field_problem(cx, "quote",
				     TR("This is too long. A few sentences are enough."));
	HK_TRY(add(cx, cause, ticket->id, 0, ticket->customer_id, ticket->opened_at));
	HK_TRY(db_send(cx->db,
		       DB_UPDATE("cause_link", "quote = $4",
				 "cause_id = $2 AND ticket_id = $3 AND response_id = 0", ""),
		       DB_ARGS(cause->id, ticket->id, words)));
	return linked(cx, cause->id, ticket->customer_id);
}

enum hk_result cause_may_link(struct ctx *cx, const struct response *response)
{
	struct ticket ticket;

	if (response->erased_at || !response->published ||
	    (!survey_is_named(response->mode) && !cause_may_decide(cx)))
		return HK_NOT_FOUND;
	return response->ticket_id ? ticket_by_id(cx, response->ticket_id, &ticket) : HK_OK;
}

enum hk_result cause_link_response(struct ctx *cx, const struct cause *cause, int64_t response_id)
{
	struct response response;

	HK_TRY(may_link(cx, cause));
	HK_TRY(response_find(cx, response_id, &response));
	HK_TRY(cause_may_link(cx, &response));
	HK_TRY(add(cx, cause, 0, response.id, response.customer_id, response.at));
	return response.customer_id ? linked(cx, cause->id, response.customer_id)
				    : count_again(cx, cause->id);
}

enum hk_result cause_link_responses(struct ctx *cx, const struct cause *cause,
				    const struct response_list *responses, int64_t *ret_count)
{
	int64_t count = 0;

	HK_TRY(may_link(cx, cause));
	for (size_t i = 0; i < responses->count; i++) {
		const struct response *one = &responses->items[i];
		enum hk_result result = cause_may_link(cx, one);

		if (result == HK_NOT_FOUND)
			continue;
		HK_TRY(result);
		HK_TRY(add(cx, cause, 0, one->id, one->customer_id, one->at));
		count++;
	}
	*ret_count = count;
	return linked(cx, cause->id, 0);
}

enum hk_result cause_unlink(struct ctx *cx, const struct cause *cause, int64_t link_id)
{
	int64_t count;

	if (!cause_may_work(cx))
		return right_need(cx, RIGHT_TICKET_READ);
	HK_TRY(db_change(cx->db, DB_DELETE("cause_link", "id = $2 AND cause_id = $3"),
			 DB_ARGS(link_id, cause->id), &count));
	return count ? count_again(cx, cause->id) : HK_NOT_FOUND;
}

/* $2 and $3: from which cause to which. */
#define SAME_IN(cause)                                                                 \
	"EXISTS (SELECT 1 FROM cause_link same WHERE same.org_id = cause_link.org_id"  \
	" AND same.cause_id = " cause " AND same.ticket_id = cause_link.ticket_id AND" \
	" same.response_id = cause_link.response_id)"

enum hk_result cause_links_move(struct ctx *cx, int64_t from_id, int64_t into_id)
{
	const struct db_sql moves[] = {
		DB_UPDATE("cause_link",
			  "quote = (SELECT same.quote FROM cause_link same WHERE same.org_id ="
			  " cause_link.org_id AND same.cause_id = $2 AND same.ticket_id ="
			  " cause_link.ticket_id AND same.response_id = cause_link.response_id)",
			  "cause_id = $3 AND quote = '' AND " SAME_IN("$2"), ""),
		DB_DELETE("cause_link", "cause_id = $2 AND " SAME_IN("$3")),
		DB_UPDATE("cause_link", "cause_id = $3", "cause_id = $2", ""),
	};

	for (size_t i = 0; i < HK_COUNT(moves); i++)
		HK_TRY(db_send(cx->db, moves[i], DB_ARGS(from_id, into_id)));
	HK_TRY(count_again(cx, from_id));
	return linked(cx, into_id, 0);
}

enum hk_result cause_link_forget(struct ctx *cx, int64_t response_id)
{
	struct db_rows rows;
	const struct link_row *items;

	HK_TRY(db_select(cx->db, &link_record,
			 DB_WHERE("response_id = $2 AND response_id <> 0", "ORDER BY +id"),
			 DB_ARGS(response_id), &rows));
	items = rows.items;
	for (size_t i = 0; i < rows.count; i++) {
		HK_TRY(db_send(cx->db, DB_DELETE("cause_link", "id = $2"), DB_ARGS(items[i].id)));
		HK_TRY(count_again(cx, items[i].cause_id));
	}
	return HK_OK;
}

/* ---- reading ---- */

/* Whether so many of whom nobody sees say the same that nobody can be guessed. */
static enum hk_result many_veiled(struct ctx *cx, int64_t cause_id, bool *ret)
{
	struct tally tally;

	HK_TRY(db_select_one(cx->db, &veiled_record,
			     DB_WHERE("cause_link.cause_id = $2 AND response.is_hidden = 1", ""),
			     DB_ARGS(cause_id), &tally));
	*ret = tally.count >= SURVEY_LEAST_ANONYMOUS;
	return HK_OK;
}

static void hide_words(struct cause_voice *voice)
{
	voice->words = voice->subject = voice->name = "";
	voice->ticket_number = 0;
	voice->score = -1;
}

/* What was found out last: the links of one cause follow each other. */
struct veil {
	int64_t cause_id; /* 0: nothing yet */
	bool is_many;
};

static enum hk_result veil(struct ctx *cx, struct cause_voice *voice, struct veil *last)
{
	if (!voice->may_see || !cause_may_work(cx)) {
		hide_words(voice);
		return HK_OK;
	}
	if (!voice->response_id || survey_is_named(voice->mode))
		return HK_OK;
	voice->words = mask_words_veiled(cx->arena, voice->words, voice->name);
	voice->name = voice->subject = "";
	voice->words = mask_words(cx->arena, voice->words, "");
	voice->ticket_number = 0;
	if (last->cause_id != voice->cause_id)
		HK_TRY(many_veiled(cx, voice->cause_id, &last->is_many));
	last->cause_id = voice->cause_id;
	if (!last->is_many)
		hide_words(voice);
	return HK_OK;
}

static enum hk_result take(struct ctx *cx, const struct db_rows *rows, struct cause_voices *ret)
{
	struct veil last = { .cause_id = 0 };

	*ret = (struct cause_voices){ rows->items, rows->count };
	for (size_t i = 0; i < ret->count; i++)
		HK_TRY(veil(cx, &ret->items[i], &last));
	return HK_OK;
}

enum hk_result cause_voices(struct ctx *cx, int64_t cause_id, int64_t before_id, int64_t limit,
			    struct cause_voices *ret)
{
	struct db_rows rows;

	if (!cause_may_read(cx))
		return HK_NOT_FOUND;
	HK_TRY(db_select(cx->db, &record,
			 DB_WHERE("cause_link.cause_id = $3 AND cause_link.id < $4",
				  "ORDER BY cause_link.id DESC LIMIT $5"),
			 DB_ARGS(cx->actor->id, cause_id, before_id, limit), &rows));
	return take(cx, &rows, ret);
}

enum hk_result cause_last_voices(struct ctx *cx, const struct cause_list *causes,
				 struct cause_voices *ret)
{
	int64_t low = INT64_MAX, high = 0;
	struct db_rows rows;

	for (size_t i = 0; i < causes->count; i++) {
		low = causes->items[i].id < low ? causes->items[i].id : low;
		high = causes->items[i].id > high ? causes->items[i].id : high;
	}
	HK_TRY(db_select(cx->db, &record,
			 DB_WHERE("cause_link.id IN (SELECT cause.voice_id FROM cause WHERE"
				  " cause.org_id = $1 AND cause.id BETWEEN $3 AND $4)",
				  "ORDER BY cause_link.id"),
			 DB_ARGS(cx->actor->id, low, high), &rows));
	return take(cx, &rows, ret);
}

/* ---- counting ---- */

static const struct db_column week_columns[] = {
	DB_COLUMN_AS(struct cause_week, week, "(cause_link.at - $3) / 604800000"),
	DB_COLUMN_AS(struct cause_week, count, "count(*)"),
};
static const struct db_record weeks_record =
	DB_RECORD("cause_link", struct cause_week, week_columns);

enum hk_result cause_weeks(struct ctx *cx, int64_t cause_id, int64_t from, size_t weeks,
			   int64_t *ret)
{
	const struct cause_week *items;
	struct db_rows rows;

	HK_TRY(db_select(cx->db, &weeks_record,
			 DB_WHERE("cause_link.cause_id = $2 AND cause_link.at >= $3 AND"
				  " cause_link.at < $4",
				  "GROUP BY (cause_link.at - $3) / 604800000 ORDER BY 1"),
			 DB_ARGS(cause_id, from, from + (int64_t)weeks * WEEK_DAYS * HK_DAY),
			 &rows));
	items = rows.items;
	memset(ret, 0, weeks * sizeof(*ret));
	for (size_t i = 0; i < rows.count; i++)
		ret[items[i].week] = items[i].count;
	return HK_OK;
}

struct first {
	int64_t at;
};

static const struct db_column first_columns[] = { DB_COLUMN(struct first, at) };
static const struct db_record first_record = DB_RECORD("cause_link", struct first, first_columns);

enum hk_result cause_first_at(struct ctx *cx, int64_t cause_id, int64_t *ret)
{
	struct first first;

	HK_TRY(db_select_one(cx->db, &first_record,
			     DB_WHERE("cause_id = $2", "ORDER BY at LIMIT 1"), DB_ARGS(cause_id),
			     &first));
	*ret = first.at;
	return HK_OK;
}
