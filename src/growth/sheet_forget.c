/* What a sheet quotes of somebody goes when he is erased. */
#include <string.h>

#include "base/text.h"
#include "core/i18n.h"
#include "feedback/wall/mask.h"
#include "growth/sheet.h"
#include "growth/sheet_inside.h"

enum { WORDS_BYTES = 500 };

const char *sheet_short_words(struct ctx *cx, const char *text)
{
	const char *line = hk_one_line(cx->arena, text);
	size_t length = hk_utf8_fit(line, WORDS_BYTES);

	return line[length] ? hk_format(cx->arena, "%.*s…", (int)length, line) : line;
}

void sheet_line_add(struct ctx *cx, const char **text, const char *line)
{
	*text = **text ? hk_format(cx->arena, "%s\n%s", *text, line) : line;
}

struct quoting {
	int64_t sheet_id;
	const char *kind, *text;
};

static const struct db_column quoting_columns[] = {
	DB_COLUMN(struct quoting, sheet_id),
	DB_COLUMN(struct quoting, kind),
	DB_COLUMN(struct quoting, text),
};
static const struct db_record quoting_record =
	DB_RECORD("sheet_part", struct quoting, quoting_columns);

/* As voice_line() writes and wrote them: who it was in each language, and what was said. */
struct quotes {
	const char *items[I18N_LANGUAGES];
	size_t count;
	const char *name;
	bool is_veiled;
};

static const char *masked(struct ctx *cx, const struct quotes *quotes, const char *words)
{
	return quotes->is_veiled ? mask_words_veiled(cx->arena, words, quotes->name)
				 : mask_words(cx->arena, words, quotes->name);
}

static struct quotes quotes_of(struct ctx *cx, const char *words, const char *name, bool is_veiled)
{
	const char *who = is_veiled ? "" : mask_name(cx->arena, name);
	struct quotes quotes = { .count = *who ? 1 : I18N_LANGUAGES,
				 .name = name,
				 .is_veiled = is_veiled };
	const char *said = sheet_short_words(cx, masked(cx, &quotes, words));

	for (size_t i = 0; i < quotes.count; i++)
		quotes.items[i] = hk_format(
			cx->arena, "%s: “%s”",
			*who ? who : i18n_text(i18n_languages[i].code, SHEET_CUSTOMER), said);
	return quotes;
}

/* The line begins so, or what stands behind its mark. Others may have said the same words. */
static bool is_of(const char *line, const struct quotes *quotes)
{
	const char *mark = strstr(line, SHEET_MARK_END);
	const char *behind = mark ? mark + strlen(SHEET_MARK_END) : line;

	for (size_t i = 0; i < quotes->count; i++) {
		size_t length = strlen(quotes->items[i]);

		if (strncmp(line, quotes->items[i], length) == 0 ||
		    strncmp(behind, quotes->items[i], length) == 0)
			return true;
	}
	return false;
}

/* No line names a customer; those of earlier versions had a first name and a letter. */
struct traces {
	struct quotes items[2];
	size_t count;
};

static struct traces traces_of(struct ctx *cx, const char *words, const char *name, bool is_veiled)
{
	struct traces traces = { .items = { quotes_of(cx, words, name, true) }, .count = 1 };

	if (!is_veiled)
		traces.items[traces.count++] = quotes_of(cx, words, name, false);
	return traces;
}

/* The line may be from when less of him was hidden. */
static bool is_trace(struct ctx *cx, const char *line, const struct traces *traces)
{
	for (size_t i = 0; i < traces->count; i++)
		if (is_of(masked(cx, &traces->items[i], line), &traces->items[i]))
			return true;
	return false;
}

static const char *lines_without(struct ctx *cx, const char *text, const struct traces *traces)
{
	char *line, *rest = hk_copy_text(cx->arena, text);
	const char *left = "";

	while ((line = strsep(&rest, "\n")))
		if (!is_trace(cx, line, traces))
			sheet_line_add(cx, &left, line);
	return left;
}

/* Whoever has it open is told, so that he does not save the words once more. */
static enum hk_result part_forget(struct ctx *cx, const struct quoting *part,
				  const struct traces *traces)
{
	const char *left = lines_without(cx, part->text, traces);

	if (strcmp(left, part->text) == 0)
		return HK_OK;
	HK_TRY(db_send(cx->db,
		       DB_UPDATE("sheet_part", "text = $4", "sheet_id = $2 AND kind = $3", ""),
		       DB_ARGS(part->sheet_id, part->kind, left)));
	return db_send(cx->db, DB_UPDATE("sheet", "version = version + 1", "id = $2", ""),
		       DB_ARGS(part->sheet_id));
}

enum hk_result sheet_forget(struct ctx *cx, const char *words, const char *name, bool is_veiled)
{
	struct traces traces;
	struct db_rows rows;

	if (!*words)
		return HK_OK;
	traces = traces_of(cx, words, name, is_veiled);
	HK_TRY(db_select(cx->db, &quoting_record,
			 DB_WHERE("(" DB_WALKS "kind IN ('good', 'bad'))", ""), DB_NONE, &rows));
	for (size_t i = 0; i < rows.count; i++)
		HK_TRY(part_forget(cx, &((const struct quoting *)rows.items)[i], &traces));
	return HK_OK;
}
