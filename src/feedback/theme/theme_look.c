#include "feedback/theme/theme_look.h"

#include <inttypes.h>
#include <string.h>

#include "base/text.h"
#include "base/time.h"
#include "core/i18n.h"
#include "feedback/theme/found.h"
#include "feedback/theme/theme_match.h"

enum { SURVEYS_KEPT = 64, FIRST_LOOK = 0 };

struct look_row {
	int64_t next_at, looked_at, answers;
	const char *mark;
};

static const struct db_column look_columns[] = { DB_COLUMN(struct look_row, next_at),
						 DB_COLUMN(struct look_row, looked_at),
						 DB_COLUMN(struct look_row, answers),
						 DB_COLUMN(struct look_row, mark) };
static const struct db_record looks = DB_RECORD("theme_look", struct look_row, look_columns);

struct said_row {
	int64_t id, survey_id, version, at, score, value, corrected_at;
	const char *mode, *language, *comment, *comment_language;
};

static const struct db_column said_columns[] = {
	DB_COLUMN(struct said_row, id),
	DB_COLUMN(struct said_row, survey_id),
	DB_COLUMN(struct said_row, version),
	DB_COLUMN(struct said_row, at),
	DB_COLUMN(struct said_row, score),
	DB_COLUMN(struct said_row, value),
	DB_COLUMN(struct said_row, corrected_at),
	DB_COLUMN(struct said_row, mode),
	DB_COLUMN(struct said_row, language),
	DB_COLUMN(struct said_row, comment),
	DB_COLUMN(struct said_row, comment_language),
};
static const struct db_record saids = DB_RECORD("response", struct said_row, said_columns);

/* ---- its turn ---- */

enum hk_result theme_look_last(struct ctx *cx, struct theme_look *ret)
{
	struct look_row row = { .next_at = FIRST_LOOK, .mark = "" };
	enum hk_result result = db_select_one(cx->db, &looks, DB_WHERE("1 = 1", ""), DB_NONE, &row);

	if (result != HK_NOT_FOUND)
		HK_TRY(result);
	*ret = (struct theme_look){ .next_at = row.next_at,
				    .looked_at = row.looked_at,
				    .answers = row.answers,
				    .mark = row.mark };
	return HK_OK;
}

enum hk_result theme_look_next(struct ctx *cx, int64_t *ret)
{
	struct theme_look look;

	HK_TRY(theme_look_last(cx, &look));
	*ret = look.next_at;
	return HK_OK;
}

enum hk_result theme_look_now(struct ctx *cx)
{
	cx->has_news = true;
	return db_send(cx->db,
		       DB_ADD("theme_look", "next_at, looked_at, answers, mark", "$2, 0, 0, ''",
			      "ON CONFLICT (org_id) DO UPDATE SET next_at = excluded.next_at"),
		       DB_ARGS(cx->now));
}

enum hk_result theme_look_take(struct ctx *cx, struct theme_look *ret)
{
	struct theme_look look;
	int64_t count;

	HK_TRY(db_send(cx->db,
		       DB_ADD("theme_look", "next_at, looked_at, answers, mark", "$2, 0, 0, ''",
			      "ON CONFLICT (org_id) DO NOTHING"),
		       DB_ARGS(FIRST_LOOK)));
	HK_TRY(theme_look_last(cx, &look));
	HK_TRY(db_change(cx->db,
			 DB_UPDATE("theme_look", "next_at = $2", DB_WALKS "next_at <= $3", ""),
			 DB_ARGS(cx->now + THEME_LOOK_HOURS * HK_HOUR, cx->now), &count));
	if (!count)
		return HK_CONFLICT;
	*ret = look;
	return HK_OK;
}

/* ---- reading ---- */

/* What of a survey matters here, looked up once. */
struct asked {
	int64_t survey_id, version;
	const char *kind;
	struct survey_question first;
	bool is_shown;
};

struct asked_list {
	struct asked items[SURVEYS_KEPT];
	size_t count;
};

struct id_row {
	int64_t id;
};

static enum hk_result asked_find(struct ctx *cx, struct asked_list *list,
				 const struct said_row *row, const struct asked **ret)
{
	struct survey_version version;
	struct survey survey;
	struct asked *asked;

	for (size_t i = 0; i < list->count; i++)
		if (list->items[i].survey_id == row->survey_id &&
		    list->items[i].version == row->version) {
			*ret = &list->items[i];
			return HK_OK;
		}
	asked = &list->items[list->count < SURVEYS_KEPT ? list->count++ : SURVEYS_KEPT - 1];
	HK_TRY(survey_find(cx, row->survey_id, &survey));
	HK_TRY(survey_version_find(cx, row->survey_id, row->version, &version));
	*asked = (struct asked){ .survey_id = row->survey_id,
				 .version = row->version,
				 .kind = survey.kind,
				 .first = version.questions.items[0] };
	HK_TRY(response_words_are_shown(cx, &survey, &asked->is_shown));
	*ret = asked;
	return HK_OK;
}

/* FNV-1a (draft-eastlake-fnv) of numbers. */
static uint64_t mark_add(uint64_t mark, int64_t number)
{
	return (mark ^ (uint64_t)number) * 1099511628211u;
}

static enum hk_result said_fill(struct ctx *cx, const struct db_rows *rows, struct theme_look *look,
				uint64_t *mark)
{
	const struct said_row *items = rows->items;
	struct asked_list list = { .count = 0 };

	look->said = hk_alloc(cx->arena, rows->count, sizeof(*look->said));
	for (size_t i = 0; i < rows->count; i++) {
		const struct said_row *row = &items[i];
		const char *language =
			*row->comment_language ? row->comment_language : row->language;
		const struct asked *asked;

		HK_TRY(asked_find(cx, &list, row, &asked));
		if (!asked->is_shown || !i18n_language_exists(language))
			continue;
		*mark = mark_add(mark_add(*mark, row->id), row->corrected_at);
		look->said[look->count++] = (struct theme_said){ .id = row->id,
								 .at = row->at,
								 .language = language,
								 .comment = row->comment,
								 .is_unhappy = response_is_unhappy(
									 asked->kind, &asked->first,
									 row->score, row->value) };
	}
	return HK_OK;
}

enum hk_result theme_look_read(struct ctx *cx, struct theme_look *look)
{
	uint64_t mark = 14695981039346656037u;
	struct db_rows rows;

	HK_TRY(db_select(cx->db, &saids,
			 DB_WHERE("comment <> '' AND published > 0 AND at >= $2",
				  "ORDER BY at DESC, id DESC LIMIT $3"),
			 DB_ARGS(cx->now - THEME_DAYS * HK_DAY, THEME_TEXTS_MOST), &rows));
	look->count = 0;
	look->since = rows.count ? ((const struct said_row *)rows.items)[rows.count - 1].at : 0;
	HK_TRY(said_fill(cx, &rows, look, &mark));
	HK_TRY(theme_known(cx, &look->themes));
	for (size_t i = 0; i < look->themes.count; i++)
		mark = mark_add(mark_add(mark, look->themes.items[i].id),
				look->themes.items[i].edits);

	const char *now = hk_format(cx->arena, "%016" PRIx64, mark);

	look->has_news = strcmp(now, look->mark) != 0;
	look->mark = now;
	return HK_OK;
}

/* ---- thinking ---- */

void theme_look_think(struct ctx *cx, struct theme_look *look)
{
	look->finding_count = 0;
	if (!look->has_news)
		return;
	look->findings = hk_alloc(cx->arena, look->themes.count + look->count / FOUND_LEAST + 1,
				  sizeof(*look->findings));
	for (size_t i = 0; i < I18N_LANGUAGES; i++)
		theme_match(cx, look, i18n_languages[i].code);
}

/* ---- keeping ---- */

static enum hk_result theme_add(struct ctx *cx, const struct theme *found, struct theme *ret)
{
	struct theme theme = *found;

	theme.id = ctx_new_id(cx);
	HK_TRY(db_send(cx->db,
		       DB_ADD("theme",
			      "id, language, state, name, words, into_id, answers, unhappy,"
			      " found_at, decided_at, decided_by, edits",
			      "$2, $3, 'suggested', $4, $5, 0, 0, 0, $6, 0, 0, 1", ""),
		       DB_ARGS(theme.id, theme.language, theme.name, theme.words, cx->now)));
	*ret = theme;
	return HK_OK;
}

struct link_row {
	int64_t response_id, is_unhappy;
};

static const struct db_column link_columns[] = { DB_COLUMN(struct link_row, response_id),
						 DB_COLUMN(struct link_row, is_unhappy) };
static const struct db_record links = DB_RECORD("theme_response", struct link_row, link_columns);

static bool still_speaks(const struct theme_finding *finding, const struct link_row *link)
{
	for (size_t i = 0; i < finding->count; i++)
		if (finding->members[i]->id == link->response_id)
			return finding->members[i]->is_unhappy == (link->is_unhappy != 0);
	return false;
}

static bool has_link(const struct link_row *items, size_t count, int64_t response_id)
{
	for (size_t i = 0; i < count; i++)
		if (items[i].response_id == response_id)
			return true;
	return false;
}

/* Who said something else meanwhile goes; what was not read stays. */
static enum hk_result links_drop(struct ctx *cx, const struct theme_finding *finding,
				 int64_t theme_id, struct link_row *items, size_t *count)
{
	size_t kept = 0;

	for (size_t i = 0; i < *count; i++) {
		if (still_speaks(finding, &items[i])) {
			items[kept++] = items[i];
			continue;
		}
		HK_TRY(db_send(cx->db,
			       DB_DELETE("theme_response", "theme_id = $2 AND response_id = $3"),
			       DB_ARGS(theme_id, items[i].response_id)));
	}
	*count = kept;
	return HK_OK;
}

static enum hk_result links_put(struct ctx *cx, const struct theme_look *look,
				const struct theme_finding *finding, int64_t theme_id)
{
	struct db_rows rows;
	struct link_row *items;
	size_t count;

	HK_TRY(db_select(cx->db, &links,
			 DB_WHERE("theme_id = $2 AND at >= $3", "ORDER BY at, response_id"),
			 DB_ARGS(theme_id, look->since), &rows));
	items = rows.items;
	count = rows.count;
	HK_TRY(links_drop(cx, finding, theme_id, items, &count));
	for (size_t i = 0; i < finding->count; i++) {
		const struct theme_said *said = finding->members[i];

		/* An answer that was erased meanwhile adds nothing. */
		if (!has_link(items, count, said->id))
			HK_TRY(db_send(cx->db,
				       DB_ADD_FROM("theme_response",
						   "theme_id, response_id, at, is_unhappy",
						   "$3, id, at, $4", "response",
						   "id = $2 AND erased_at = 0"),
				       DB_ARGS(said->id, theme_id, said->is_unhappy)));
	}
	return theme_count_again(cx, theme_id);
}

enum hk_result theme_look_keep(struct ctx *cx, const struct theme_look *look, size_t which)
{
	const struct theme_finding *finding = &look->findings[which];
	struct theme theme;

	if (!finding->theme.id) {
		HK_TRY(theme_add(cx, &finding->theme, &theme));
	} else {
		HK_TRY(theme_find(cx, finding->theme.id, &theme));
		if (theme.edits != finding->theme.edits)
			return HK_OK;
	}
	return links_put(cx, look, finding, theme.id);
}

enum hk_result theme_look_end(struct ctx *cx, const struct theme_look *look)
{
	static const struct db_column columns[] = { DB_COLUMN(struct id_row, id) };
	static const struct db_record few = DB_RECORD("theme", struct id_row, columns);
	const struct id_row *items;
	struct db_rows rows;

	HK_TRY(db_select(cx->db, &few,
			 DB_WHERE("state = 'suggested' AND answers < $2 AND found_at < $3", ""),
			 DB_ARGS(FOUND_LEAST, cx->now), &rows));
	items = rows.items;
	for (size_t i = 0; i < rows.count; i++) {
		HK_TRY(db_send(cx->db, DB_DELETE("theme_response", "theme_id = $2"),
			       DB_ARGS(items[i].id)));
		HK_TRY(db_send(cx->db, DB_DELETE("theme", "id = $2"), DB_ARGS(items[i].id)));
	}
	return db_send(cx->db,
		       DB_UPDATE("theme_look", "looked_at = $2, answers = $3, mark = $4",
				 DB_WALKS "1 = 1", ""),
		       DB_ARGS(cx->now, (int64_t)look->count, look->mark));
}
