#include "feedback/theme/theme.h"

#include <inttypes.h>
#include <math.h>
#include <string.h>

#include "base/buf.h"
#include "base/text.h"
#include "feedback/theme/found.h"
#include "feedback/theme/theme_look.h"

enum { MILLION = 1000000, LINE_PARTS = 5, WORDS_BYTES = 64 * 1024 };

static const struct db_column columns[] = {
	DB_COLUMN(struct theme, id),         DB_COLUMN(struct theme, language),
	DB_COLUMN(struct theme, state),      DB_COLUMN(struct theme, name),
	DB_COLUMN(struct theme, words),      DB_COLUMN(struct theme, into_id),
	DB_COLUMN(struct theme, answers),    DB_COLUMN(struct theme, unhappy),
	DB_COLUMN(struct theme, found_at),   DB_COLUMN(struct theme, decided_at),
	DB_COLUMN(struct theme, decided_by), DB_COLUMN(struct theme, edits),
};
static const struct db_record record = DB_RECORD("theme", struct theme, columns);

struct count_row {
	int64_t count;
};

static const struct db_column count_columns[] = { DB_COLUMN_AS(struct count_row, count,
							       "count(*)") };
static const struct db_record counts = DB_RECORD("theme_response", struct count_row, count_columns);

struct of_row {
	int64_t theme_id, is_unhappy;
};

static const struct db_column of_columns[] = { DB_COLUMN(struct of_row, theme_id),
					       DB_COLUMN(struct of_row, is_unhappy) };
static const struct db_record ofs = DB_RECORD("theme_response", struct of_row, of_columns);

/* ---- finding ---- */

enum hk_result theme_find(struct ctx *cx, int64_t id, struct theme *ret)
{
	return db_select_one(cx->db, &record, DB_WHERE("id = $2", ""), DB_ARGS(id), ret);
}

enum hk_result theme_every(struct ctx *cx, const char *state, const char *language,
			   struct theme_list *ret)
{
	struct db_rows rows;

	HK_TRY(db_select(cx->db, &record,
			 DB_WHERE("state = $2 AND ($3 = '' OR language = $3)",
				  "ORDER BY unhappy DESC, answers DESC, id DESC LIMIT $4"),
			 DB_ARGS(state, language, THEMES_MOST), &rows));
	*ret = (struct theme_list){ rows.items, rows.count };
	return HK_OK;
}

enum hk_result theme_since(struct ctx *cx, int64_t id, int64_t at, int64_t *ret)
{
	struct count_row row;

	HK_TRY(db_select_one(cx->db, &counts, DB_WHERE("theme_id = $2 AND at >= $3", ""),
			     DB_ARGS(id, at), &row));
	*ret = row.count;
	return HK_OK;
}

/* ---- its words ---- */

static void line_read(struct ctx *cx, const char *line, size_t length, struct theme_word *ret)
{
	const char *parts[LINE_PARTS] = { "", "", "", "", "" };
	int64_t weight = 0;

	for (size_t i = 0; i < LINE_PARTS; i++) {
		const char *tab = memchr(line, '\t', length);
		size_t part = tab ? (size_t)(tab - line) : length;

		parts[i] = hk_copy(cx->arena, line, part);
		if (!tab)
			break;
		line += part + 1;
		length -= part + 1;
	}
	*ret = (struct theme_word){ .key = parts[0], .shown = parts[1] };
	if (hk_number(parts[2], &weight))
		ret->weight = (double)weight / MILLION;
	(void)hk_number(parts[3], &ret->inside);
	(void)hk_number(parts[4], &ret->outside);
}

struct theme_words theme_words_read(struct ctx *cx, const char *words)
{
	struct theme_words list = { .count = 0 };
	size_t lines = 1;

	for (const char *at = words; *at; at++)
		lines += *at == '\n';
	list.items = hk_alloc(cx->arena, lines, sizeof(*list.items));
	while (*words) {
		size_t length = strcspn(words, "\n");

		line_read(cx, words, length, &list.items[list.count++]);
		words += length + (words[length] == '\n');
	}
	return list;
}

const char *theme_words_write(struct ctx *cx, const struct theme_words *words)
{
	scoped_buf text = { 0 };

	hk_buf_init(&text, WORDS_BYTES);
	for (size_t i = 0; i < words->count; i++) {
		const struct theme_word *word = &words->items[i];

		hk_buf_format(&text, "%s\t%s\t%ld\t%" PRId64 "\t%" PRId64 "\n", word->key,
			      word->shown, lround(word->weight * MILLION), word->inside,
			      word->outside);
	}
	return hk_copy(cx->arena, text.length ? text.bytes : "", text.length);
}

/* Those of both; of a word that both have the heavier line. */
static const char *words_join(struct ctx *cx, const char *a, const char *b)
{
	struct theme_words one = theme_words_read(cx, a), other = theme_words_read(cx, b);
	struct theme_words all = { hk_alloc(cx->arena, one.count + other.count, sizeof(*all.items)),
				   one.count };

	for (size_t i = 0; i < one.count; i++)
		all.items[i] = one.items[i];
	for (size_t i = 0; i < other.count; i++) {
		size_t at = 0;

		while (at < one.count && strcmp(one.items[at].key, other.items[i].key) != 0)
			at++;
		if (at == one.count)
			all.items[all.count++] = other.items[i];
		else if (all.items[at].weight < other.items[i].weight)
			all.items[at] = other.items[i];
	}
	return theme_words_write(cx, &all);
}

/* ---- what a person decides ---- */

static enum hk_result is_changed(struct ctx *cx, int64_t count)
{
	if (count)
		return HK_OK;
	return problem(cx, HK_CONFLICT,
		       TR("Somebody else has changed this meanwhile. Please look again."));
}

static bool is_open(const struct theme *theme)
{
	return strcmp(theme->state, "suggested") == 0 || strcmp(theme->state, "confirmed") == 0;
}

static enum hk_result open_need(struct ctx *cx, const struct theme *theme)
{
	return is_open(theme) ? HK_OK : is_changed(cx, 0);
}

enum hk_result theme_confirm(struct ctx *cx, const struct theme *theme, const char *name)
{
	const char *line = hk_one_line(cx->arena, name);
	int64_t count;

	HK_TRY(open_need(cx, theme));
	if (!hk_has_ink(line) || hk_letters(line) > THEME_NAME_LETTERS)
		return field_problem(cx, "name", TR("Please give it a short name."));
	HK_TRY(db_change(cx->db,
			 DB_UPDATE("theme",
				   "state = 'confirmed', name = $4, decided_at = $5,"
				   " decided_by = $6, edits = edits + 1",
				   "id = $2 AND edits = $3 AND state IN ('suggested',"
				   " 'confirmed')",
				   ""),
			 DB_ARGS(theme->id, theme->edits, line, cx->now, cx->actor->id), &count));
	return is_changed(cx, count);
}

static enum hk_result leave(struct ctx *cx, const struct theme *theme, const char *state,
			    int64_t into_id)
{
	int64_t count;

	HK_TRY(db_change(cx->db,
			 DB_UPDATE("theme",
				   "state = $4, into_id = $5, answers = 0, unhappy = 0,"
				   " decided_at = $6, decided_by = $7, edits = edits + 1",
				   "id = $2 AND edits = $3 AND state IN ('suggested',"
				   " 'confirmed')",
				   ""),
			 DB_ARGS(theme->id, theme->edits, state, into_id, cx->now, cx->actor->id),
			 &count));
	HK_TRY(is_changed(cx, count));
	return db_send(cx->db, DB_DELETE("theme_response", "theme_id = $2"), DB_ARGS(theme->id));
}

enum hk_result theme_reject(struct ctx *cx, const struct theme *theme)
{
	HK_TRY(open_need(cx, theme));
	return leave(cx, theme, "rejected", 0);
}

enum hk_result theme_restore(struct ctx *cx, const struct theme *theme)
{
	int64_t count;

	HK_TRY(db_change(cx->db,
			 DB_UPDATE("theme",
				   "state = 'suggested', decided_at = 0, decided_by = 0,"
				   " edits = edits + 1",
				   "id = $2 AND edits = $3 AND state = 'rejected'", ""),
			 DB_ARGS(theme->id, theme->edits), &count));
	HK_TRY(is_changed(cx, count));
	return theme_look_now(cx);
}

enum hk_result theme_count_again(struct ctx *cx, int64_t id)
{
	return db_send(cx->db,
		       DB_UPDATE("theme",
				 "answers = (SELECT count(*) FROM theme_response WHERE"
				 " theme_response.org_id = $1 AND theme_response.theme_id = $2),"
				 " unhappy = (SELECT count(*) FROM theme_response WHERE"
				 " theme_response.org_id = $1 AND theme_response.theme_id = $2 AND"
				 " theme_response.is_unhappy = 1)",
				 "id = $2", ""),
		       DB_ARGS(id));
}

enum hk_result theme_merge(struct ctx *cx, const struct theme *theme, int64_t into_id)
{
	struct theme into;
	int64_t count;

	HK_TRY(open_need(cx, theme));

	enum hk_result result = theme_find(cx, into_id, &into);

	if (result == HK_NOT_FOUND || into_id == theme->id ||
	    (result == HK_OK && (!is_open(&into) || strcmp(into.language, theme->language) != 0)))
		return field_problem(cx, "into", TR("Please choose one of these."));
	HK_TRY(result);
	HK_TRY(db_send(cx->db,
		       DB_ADD_FROM("theme_response", "theme_id, response_id, at, is_unhappy",
				   "$3, response_id, at, is_unhappy", "theme_response",
				   "theme_id = $2 AND NOT EXISTS (SELECT 1 FROM theme_response AS"
				   " other WHERE other.org_id = theme_response.org_id AND"
				   " other.theme_id = $3 AND"
				   " other.response_id = theme_response.response_id)"),
		       DB_ARGS(theme->id, into_id)));
	HK_TRY(leave(cx, theme, "merged", into_id));
	HK_TRY(db_change(cx->db, DB_UPDATE("theme", "words = $3, edits = edits + 1", "id = $2", ""),
			 DB_ARGS(into_id, words_join(cx, into.words, theme->words)), &count));
	/* What was merged into this one before goes along. */
	HK_TRY(db_send(cx->db,
		       DB_UPDATE("theme", "into_id = $3", "state = 'merged' AND into_id = $2", ""),
		       DB_ARGS(theme->id, into_id)));
	return theme_count_again(cx, into_id);
}

/* ---- answers that are taken away ---- */

enum hk_result theme_forget(struct ctx *cx, int64_t response_id)
{
	struct db_rows rows;
	const struct of_row *items;

	HK_TRY(db_select(cx->db, &ofs, DB_WHERE("response_id = $2", "ORDER BY +theme_id"),
			 DB_ARGS(response_id), &rows));
	items = rows.items;
	for (size_t i = 0; i < rows.count; i++)
		HK_TRY(db_send(cx->db,
			       DB_UPDATE("theme", "answers = answers - 1, unhappy = unhappy - $3",
					 "id = $2", ""),
			       DB_ARGS(items[i].theme_id, items[i].is_unhappy)));
	return db_send(cx->db, DB_DELETE("theme_response", "response_id = $2"),
		       DB_ARGS(response_id));
}
