#include "ticket/purpose/harm.h"

#include <string.h>

#include "base/text.h"
#include "ticket/ticket.h"

const char *const harm_codes[HARMS] = { "safety", "stranded", "vulnerable",
					"money",  "many",     "deadline" };

const char priority_by_program[] = TR("a program has set it so");

static const struct harm_matrix usual = {
	.items = { { "safety", "urgent", "urgent", 1 },
		   { "stranded", "urgent", "urgent", 1 },
		   { "vulnerable", "high", "urgent", 1 },
		   { "money", "high", "high", 0 },
		   { "many", "high", "urgent", 0 },
		   { "deadline", "high", "high", 1 } },
};

struct row {
	int64_t version;
	const char *code, *alone, *together;
	int64_t is_asked;
};

static const struct db_column columns[] = {
	DB_COLUMN(struct row, version),  DB_COLUMN(struct row, code),
	DB_COLUMN(struct row, alone),    DB_COLUMN(struct row, together),
	DB_COLUMN(struct row, is_asked),
};
static const struct db_record record = DB_RECORD("harm", struct row, columns);

/* HARMS for an unknown one. */
static size_t place_of(const char *code)
{
	size_t i = 0;

	while (i < HARMS && strcmp(harm_codes[i], code) != 0)
		i++;
	return i;
}

enum hk_result harm_matrix_find(struct ctx *cx, struct harm_matrix *ret)
{
	struct harm_matrix matrix = usual;
	struct db_rows rows;

	HK_TRY(db_select(
		cx->db, &record,
		DB_WHERE("version = (SELECT max(version) FROM harm WHERE org_id = $1)", ""),
		DB_NONE, &rows));

	const struct row *items = rows.items;

	for (size_t i = 0; i < rows.count; i++) {
		size_t place = place_of(items[i].code);

		matrix.version = items[i].version;
		if (place < HARMS)
			matrix.items[place] = (struct harm){ harm_codes[place], items[i].alone,
							     items[i].together, items[i].is_asked };
	}
	*ret = matrix;
	return HK_OK;
}

static void priority_check(struct ctx *cx, const char *code, const char *which,
			   const char *priority)
{
	if (!ticket_priority_exists(priority))
		hk_ignore(field_problem(cx, hk_format(cx->arena, "%s_%s", code, which),
					TR("Please choose how urgent it is.")));
}

/* Two who save at once make the same version, of which the second row is not taken. */
static enum hk_result row_add(struct ctx *cx, const struct harm_matrix *wish, size_t place,
			      int64_t *ret_added)
{
	const struct harm *harm = &wish->items[place];

	return db_change(cx->db,
			 DB_ADD("harm",
				"version, code, alone, together, is_asked, made_at, made_by",
				"$2, $3, $4, $5, $6, $7, $8",
				"ON CONFLICT (org_id, version, code) DO NOTHING"),
			 DB_ARGS(wish->version + 1, harm_codes[place], harm->alone, harm->together,
				 harm->is_asked, cx->now, cx->actor->id),
			 ret_added);
}

enum hk_result harm_matrix_change(struct ctx *cx, const struct harm_matrix *wish)
{
	struct harm_matrix current;
	int64_t added = 1;

	for (size_t i = 0; i < HARMS; i++) {
		priority_check(cx, harm_codes[i], "alone", wish->items[i].alone);
		priority_check(cx, harm_codes[i], "together", wish->items[i].together);
	}
	if (cx->field_count)
		return HK_INVALID;
	HK_TRY(harm_matrix_find(cx, &current));
	for (size_t i = 0; i < HARMS && current.version == wish->version && added; i++)
		HK_TRY(row_add(cx, wish, i, &added));
	if (current.version != wish->version || !added)
		return problem(cx, HK_CONFLICT,
			       TR("Somebody else has changed this meanwhile. Please look again."));
	return HK_OK;
}

bool harm_is_among(const char *harms, const char *code)
{
	size_t length = strlen(code);

	while (*harms) {
		size_t word = strcspn(harms, " ");

		if (word == length && memcmp(harms, code, length) == 0)
			return true;
		harms += word + (harms[word] == ' ');
	}
	return false;
}

const char *harms_join(struct ctx *cx, const char *harms, const char *others)
{
	const char *text = "";

	for (size_t i = 0; i < HARMS; i++)
		if (harm_is_among(harms, harm_codes[i]) || harm_is_among(others, harm_codes[i]))
			text = hk_format(cx->arena, "%s%s%s", text, *text ? " " : "",
					 harm_codes[i]);
	return text;
}

enum hk_result harms_of(struct ctx *cx, const char *const *codes, size_t count, const char **ret)
{
	const char *text = "";

	for (size_t i = 0; i < count; i++) {
		if (place_of(codes[i]) == HARMS)
			return field_problem(cx, "harms",
					     TR("Please choose among the harms that are offered."));
		text = harms_join(cx, text, codes[i]);
	}
	*ret = text;
	return HK_OK;
}

/* The lower, the more urgent. */
static int rank_of(const char *priority)
{
	static const char *const ranks[] = { "urgent", "high", "normal", "low" };
	int rank = 0;

	while (rank < 3 && strcmp(ranks[rank], priority) != 0)
		rank++;
	return rank;
}

static struct priority judge(const struct harm_matrix *matrix, const char *harms)
{
	struct priority result = { "normal", "", "" };
	bool is_together = strchr(harms, ' ') != NULL;

	for (size_t i = 0; i < HARMS; i++) {
		const struct harm *harm = &matrix->items[i];
		const char *priority = is_together ? harm->together : harm->alone;

		if (harm_is_among(harms, harm->code) &&
		    (!*result.harm || rank_of(priority) < rank_of(result.priority)))
			result = (struct priority){ priority, harm->code, "" };
	}
	return result;
}

static enum hk_result reason_tidy(struct ctx *cx, const char *reason, const char **ret)
{
	if (!hk_has_ink(reason))
		return field_problem(cx, "priority_reason",
				     TR("Please say in a few words why, since the harm says "
					"otherwise."));
	if (hk_letters(reason) > PRIORITY_REASON_LETTERS)
		return field_problem(cx, "priority_reason",
				     TR("This is too long. A few words are enough."));
	*ret = hk_one_line(cx->arena, reason);
	return HK_OK;
}

enum hk_result priority_decide(struct ctx *cx, const char *harms, const char *chosen,
			       const char *reason, struct priority *ret)
{
	struct harm_matrix matrix;
	struct priority result;

	if (*chosen && !ticket_priority_exists(chosen))
		return field_problem(cx, "priority", TR("Please choose how urgent it is."));
	/* So it is with most: no harm, no wish, nothing to look up. */
	if (!*harms && (!*chosen || strcmp(chosen, "normal") == 0)) {
		*ret = (struct priority){ "normal", "", "" };
		return HK_OK;
	}
	HK_TRY(harm_matrix_find(cx, &matrix));
	result = judge(&matrix, harms);
	if (*chosen && strcmp(chosen, result.priority) != 0) {
		result = (struct priority){ chosen, "", "" };
		HK_TRY(reason_tidy(cx, reason, &result.reason));
	}
	*ret = result;
	return HK_OK;
}
