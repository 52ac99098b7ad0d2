#include "feedback/response_scales.h"

#include "base/text.h"
#include "base/time.h"

enum { LOOKED = 3000 };

struct cell {
	int64_t response_id, position, score;
};

static const struct db_column columns[] = {
	DB_COLUMN_AS(struct cell, response_id, "response_answer.response_id"),
	DB_COLUMN_AS(struct cell, position, "response_answer.position"),
	DB_COLUMN_AS(struct cell, score, "response_answer.score"),
};
static const struct db_record record =
	DB_RECORD_FROM("response_answer",
		       "response JOIN response_answer ON response_answer.org_id = response.org_id"
		       " AND response_answer.response_id = response.id",
		       struct cell, columns);

/* Where the answer to that question stands in a row; columns: nowhere. */
static size_t column_of(const struct response_scales *scales, int64_t position)
{
	size_t at = 0;

	while (at < scales->columns && scales->positions[at] != position)
		at++;
	return at;
}

/* Cells of one response follow each other. */
static void rows_fill(struct ctx *cx, const struct db_rows *cells, struct response_scales *scales)
{
	const struct cell *items = cells->items;
	double *rows = hk_alloc(cx->arena, cells->count + scales->columns, sizeof(*rows));
	size_t have = 0;

	for (size_t i = 0; i < cells->count; i++) {
		size_t column = column_of(scales, items[i].position);

		if (i && items[i].response_id != items[i - 1].response_id)
			have = 0;
		if (column == scales->columns)
			continue;
		rows[scales->count * scales->columns + column] = (double)items[i].score;
		if (++have == scales->columns)
			scales->count++;
	}
	scales->rows = rows;
}

enum hk_result response_scales_find(struct ctx *cx, const struct figures_filter *filter,
				    const struct survey *survey,
				    const struct survey_version *version,
				    struct response_scales *ret)
{
	const struct survey_questions *questions = &version->questions;
	int64_t *positions = hk_alloc(cx->arena, questions->count + 1, sizeof(*positions));
	struct response_scales scales = { .positions = positions };
	struct db_rows cells;

	for (size_t i = 0; i < questions->count; i++)
		if (hk_equal(questions->items[i].kind, "scale") &&
		    (i == 0 || i >= survey_figure_questions(survey->kind)))
			positions[scales.columns++] = (int64_t)i;
	*ret = (struct response_scales){ 0 };
	if (scales.columns < 2 || positions[0] != 0)
		return HK_OK;
	HK_TRY(db_select(
		cx->db, &record,
		DB_WHERE("response_answer.score >= 0 AND response.org_id = $1 AND response.id IN "
			 "(SELECT"
			 " newest.id FROM response newest WHERE newest.org_id = $1 AND "
			 "newest.survey_id ="
			 " $2 AND newest.at >= $3 AND newest.at < $4 AND newest.day >= $10 AND"
			 " newest.day <= $11 ORDER BY newest.at DESC, newest.id"
			 " DESC LIMIT $9) AND response.version = $8 AND response.erased_at = 0 AND"
			 " response.published > 0 AND ($5 = -1 OR response.team_id = $5) AND ($6 = "
			 "'' OR (response.channel = "
			 "$6 AND response.published = 1)) AND"
			 " ($7 = '' OR response.language = $7)",
			 "ORDER BY response_answer.response_id, response_answer.position"),
		DB_ARGS(filter->survey_id, (filter->from_day - 1) * HK_DAY,
			(filter->until_day + 2) * HK_DAY, filter->team_id, filter->channel,
			filter->language, version->version, (int64_t)LOOKED, filter->from_day,
			filter->until_day),
		&cells));
	rows_fill(cx, &cells, &scales);
	*ret = scales;
	return HK_OK;
}
