/* What people wrote, as colleagues read it. */
#include "base/time.h"
#include "feedback/response.h"
#include "feedback/wall/mask.h"
#include "ticket/seen.h"

enum { WORDS_LOOKED = 3000 };

/* name: of who said it, so that it is hidden in his words. */
struct said {
	struct response response;
	const char *name;
};

/* clang-format off */
#define SAID(member) DB_COLUMN_AS(struct said, response.member, "response." #member)
/* clang-format on */

static const struct db_column columns[] = {
	SAID(id),
	SAID(survey_id),
	SAID(version),
	SAID(mode),
	SAID(invitation_id),
	SAID(customer_id),
	SAID(ticket_id),
	SAID(staff_id),
	SAID(team_id),
	SAID(channel),
	SAID(language),
	SAID(at),
	SAID(day),
	SAID(chance),
	SAID(score),
	SAID(value),
	SAID(comment),
	SAID(comment_language),
	SAID(may_contact),
	SAID(needs_answer),
	SAID(corrected_at),
	SAID(erased_at),
	SAID(published),
	SAID(is_hidden),
	SAID(is_spent),
	DB_COLUMN_AS(struct said, name, "coalesce(customer.name, '')"),
};

#define AFTER_RESPONSE                                                                \
	" LEFT JOIN ticket ON ticket.org_id = response.org_id AND ticket.id ="        \
	" response.ticket_id LEFT JOIN customer ON customer.org_id = response.org_id" \
	" AND customer.id = response.customer_id"

static const struct db_record record =
	DB_RECORD_FROM("response", "response" AFTER_RESPONSE, struct said, columns);
static const struct db_record theme_record =
	DB_RECORD_FROM("theme_response",
		       "theme_response JOIN response ON response.org_id = theme_response.org_id AND"
		       " response.id = theme_response.response_id" AFTER_RESPONSE,
		       struct said, columns);

/* $2 is who reads. */
#define SEEN "(ticket.id IS NULL OR " SEEN_BY_STAFF ")"

static struct response_list unnamed(struct ctx *cx, const struct db_rows *rows)
{
	struct response *items = hk_alloc(cx->arena, rows->count + 1, sizeof(*items));
	const struct said *said = rows->items;

	for (size_t i = 0; i < rows->count; i++) {
		items[i] = said[i].response;
		if (!survey_is_named(items[i].mode))
			items[i].comment =
				mask_words_veiled(cx->arena, items[i].comment, said[i].name);
	}
	return (struct response_list){ items, rows->count };
}

enum hk_result response_words(struct ctx *cx, const struct figures_filter *filter, int64_t limit,
			      struct response_list *ret)
{
	const struct db_value values[] = {
		DB_V(cx->actor->id),
		DB_V(filter->survey_id),
		DB_V((filter->from_day - 1) * HK_DAY),
		DB_V((filter->until_day + 2) * HK_DAY),
		DB_V(filter->team_id),
		DB_V(filter->channel),
		DB_V(filter->language),
		DB_V(limit),
		DB_V((int64_t)WORDS_LOOKED),
		DB_V(filter->from_day),
		DB_V(filter->until_day),
	};
	struct db_rows rows;

	HK_TRY(db_select(cx->db, &record,
			 DB_WHERE("response.id IN (SELECT newest.id FROM response newest WHERE"
				  " newest.org_id = $1 AND newest.survey_id = $3 AND"
				  " newest.comment <> '' AND newest.at >= $4 AND newest.at < $5"
				  " AND newest.day >= $11 AND newest.day <= $12 ORDER BY"
				  " newest.at DESC, newest.id DESC LIMIT $10) AND"
				  " response.published > 0 AND ($6 = -1 OR response.team_id = $6)"
				  " AND ($7 = '' OR (response.channel = $7 AND"
				  " response.published = 1)) AND"
				  " ($8 = '' OR response.language = $8) AND " SEEN,
				  "ORDER BY response.at DESC, response.id DESC LIMIT $9"),
			 ((struct db_args){ values, HK_COUNT(values) }), &rows));
	*ret = unnamed(cx, &rows);
	return HK_OK;
}

enum hk_result response_words_of_theme(struct ctx *cx, int64_t theme_id, int64_t before_at,
				       int64_t before_id, int64_t limit, struct response_list *ret)
{
	struct db_rows rows;

	HK_TRY(db_select(cx->db, &theme_record,
			 DB_WHERE("theme_response.theme_id = $3 AND (theme_response.at < $4 OR"
				  " (theme_response.at = $4 AND theme_response.response_id < $5))"
				  " AND " SEEN,
				  "ORDER BY theme_response.at DESC, theme_response.response_id"
				  " DESC LIMIT $6"),
			 DB_ARGS(cx->actor->id, theme_id, before_at, before_id, limit), &rows));
	*ret = unnamed(cx, &rows);
	return HK_OK;
}

struct some {
	int64_t id;
};

enum hk_result response_words_are_shown(struct ctx *cx, const struct survey *survey, bool *ret)
{
	static const struct db_column some_columns[] = { DB_COLUMN(struct some, id) };
	static const struct db_record some = DB_RECORD("response", struct some, some_columns);
	struct db_rows rows;

	*ret = survey_is_named(survey->mode);
	if (*ret)
		return HK_OK;
	HK_TRY(db_select(cx->db, &some,
			 DB_WHERE("survey_id = $2 AND erased_at = 0 AND published > 0 AND"
				  " is_hidden = 1",
				  "ORDER BY at, id LIMIT $3"),
			 DB_ARGS(survey->id, survey->least), &rows));
	*ret = (int64_t)rows.count >= survey->least;
	return HK_OK;
}
