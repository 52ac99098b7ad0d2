#include "ticket/purpose/answer.h"

#include <string.h>

#include "base/date.h"
#include "base/text.h"
#include "core/i18n.h"
#include "core/org.h"
#include "ticket/history.h"
#include "ticket/purpose/amount.h"

static const struct db_column columns[] = {
	DB_COLUMN(struct answer, ticket_id), DB_COLUMN(struct answer, code),
	DB_COLUMN(struct answer, position),  DB_COLUMN(struct answer, kind),
	DB_COLUMN(struct answer, label),     DB_COLUMN(struct answer, value),
	DB_COLUMN(struct answer, at),        DB_COLUMN(struct answer, by_kind),
	DB_COLUMN(struct answer, by_id),
};
static const struct db_record record = DB_RECORD("answer", struct answer, columns);

enum hk_result answers_find(struct ctx *cx, const struct ticket *ticket, struct answer_list *ret)
{
	struct db_rows rows = { NULL, 0 };

	if (ticket->answer_count)
		HK_TRY(db_select(cx->db, &record,
				 DB_WHERE("ticket_id = $2", "ORDER BY position, code"),
				 DB_ARGS(ticket->id), &rows));
	*ret = (struct answer_list){ rows.items, rows.count };
	return HK_OK;
}

bool question_is_or_below(const char *value, const char *wanted)
{
	size_t length = strlen(wanted);

	return strncmp(value, wanted, length) == 0 &&
	       (!value[length] || strncmp(value + length, " > ", 3) == 0);
}

bool question_is_shown(const struct question_list *list, const char *const *values, size_t place)
{
	const struct question *question = &list->items[place];

	if (!*question->shown_code)
		return true;
	for (size_t i = 0; i < place; i++)
		if (strcmp(list->items[i].code, question->shown_code) == 0)
			return values[i] &&
			       question_is_or_below(values[i], question->shown_value) &&
			       question_is_shown(list, values, i);
	return false;
}

/* ---- reading ---- */

static bool date_read(const char *text)
{
	int64_t day;

	return hk_day_read(text, &day);
}

static bool choice_read(struct ctx *cx, const struct question *question, const char *value)
{
	struct choice_list list = question_choices(cx, question->choices);

	return hk_one_of(value, list.items, list.count);
}

/* By its figure alone, whatever the currency. */
static enum hk_result range_check(struct ctx *cx, const struct question *question,
				  const char *field, const char *amount)
{
	const char *least = question_least(question), *most = question->most, *sentence;
	bool is_less = *least && amount_compare(amount, least) < 0;

	if (!is_less && (!*most || amount_compare(amount, most) <= 0))
		return HK_OK;
	if (*least && *most)
		sentence = TR("Please write a number from {least} to {most}.");
	else
		sentence = is_less ? TR("Please write {least} or more.")
				   : TR("Please write {most} or less.");
	return field_problem(cx, field,
			     i18n_fill(cx->arena, i18n_text(cx->language, sentence), "least", least,
				       "most", most, NULL));
}

static enum hk_result number_answer(struct ctx *cx, const struct question *question,
				    const char *field, const char **line)
{
	const char *number;

	if (!amount_read(cx, *line, &number))
		return field_problem(cx, field, TR("Please write a number."));
	HK_TRY(range_check(cx, question, field, number));
	*line = number;
	return HK_OK;
}

static enum hk_result doubt_problem(struct ctx *cx, const char *field, const struct money *money)
{
	return field_problem(
		cx, field,
		i18n_fill(
			cx->arena,
			i18n_text(cx->language,
				  TR("This can be read in two ways. Please write thousands without "
				     "a mark, and cents with two digits, such as {example}.")),
			"example", hk_format(cx->arena, "%s.00", money->amount), NULL));
}

/* A sum without a currency is in that of the house. */
static enum hk_result money_answer(struct ctx *cx, const struct question *question,
				   const char *field, const char **line)
{
	const char *house, *code;
	struct money money;

	if (!money_read(cx, *line, &money))
		return field_problem(cx, field, TR("Please write an amount, such as 12.50 EUR."));
	if (money.is_doubtful)
		return doubt_problem(cx, field, &money);
	HK_TRY(range_check(cx, question, field, money.amount));
	HK_TRY(org_currency(cx, &house));
	code = *money.currency ? money_code(cx, money.currency, house) : house;
	if (!code)
		return field_problem(
			cx, field,
			TR("Please write the three letters of the currency, such as EUR."));
	if (!*code)
		return field_problem(cx, field,
				     TR("Please write the currency too, such as 12.50 EUR."));
	*line = hk_format(cx->arena, "%s %s", money.amount, code);
	return HK_OK;
}

enum hk_result answer_read(struct ctx *cx, const struct question *question, const char *field,
			   const char *value, const char **ret)
{
	const char *line = hk_one_line(cx->arena, value);
	const char *kind = question->kind;

	if (hk_letters(line) > ANSWER_LETTERS)
		return field_problem(cx, field, TR("This is too long. A few words are enough."));
	if (!*line) {
		*ret = "";
		return HK_OK;
	}
	if (question_has_choices(question) && !choice_read(cx, question, line))
		return field_problem(cx, field, TR("Please choose one of these."));
	if (strcmp(kind, "date") == 0) {
		line = amount_plain(cx, line);
		if (!date_read(line))
			return field_problem(cx, field,
					     TR("Please write a date, such as 2026-11-29."));
	}
	if (strcmp(kind, "number") == 0)
		HK_TRY(number_answer(cx, question, field, &line));
	if (strcmp(kind, "money") == 0)
		HK_TRY(money_answer(cx, question, field, &line));
	*ret = line;
	return HK_OK;
}

/* ---- keeping ---- */

static enum hk_result forget(struct ctx *cx, const struct ticket *ticket, const char *code)
{
	return db_send(cx->db, DB_DELETE("answer", "ticket_id = $2 AND code = $3"),
		       DB_ARGS(ticket->id, code));
}

static enum hk_result keep(struct ctx *cx, const struct ticket *ticket,
			   const struct question *question, const char *value)
{
	const struct answer answer = { .ticket_id = ticket->id,
				       .code = question->code,
				       .position = question->position,
				       .kind = question->kind,
				       .label = question->label,
				       .value = value,
				       .at = cx->now,
				       .by_kind = actor_kind_name(cx->actor),
				       .by_id = cx->actor->id };

	HK_TRY(forget(cx, ticket, question->code));
	return db_insert(cx->db, &record, &answer);
}

struct count {
	int64_t count;
};

static const struct db_column count_columns[] = { DB_COLUMN_AS(struct count, count, "count(*)") };
static const struct db_record count_record = DB_RECORD("answer", struct count, count_columns);

static enum hk_result recount(struct ctx *cx, struct ticket *ticket)
{
	struct count count;

	HK_TRY(db_select_one(cx->db, &count_record, DB_WHERE("ticket_id = $2", ""),
			     DB_ARGS(ticket->id), &count));
	ticket->answer_count = count.count;
	return db_send(cx->db, DB_UPDATE("ticket", "answer_count = $3", "id = $2", ""),
		       DB_ARGS(ticket->id, count.count));
}

/* What was said before, where nothing is said now. */
static const char *value_of(const struct answer_list *old, const char *code)
{
	for (size_t i = 0; i < old->count; i++)
		if (strcmp(old->items[i].code, code) == 0)
			return old->items[i].value;
	return "";
}

/* What is as it was keeps its question of then, and who answered it. */
static enum hk_result store(struct ctx *cx, struct ticket *ticket, const struct question_list *list,
			    const struct answer_list *old, const char *const *values)
{
	for (size_t i = 0; i < list->count; i++) {
		const struct question *question = &list->items[i];
		bool is_shown = question_is_shown(list, values, i);
		const char *value = is_shown && values[i] ? values[i] : "";

		if (strcmp(value, value_of(old, question->code)) == 0)
			continue;
		HK_TRY(*value ? keep(cx, ticket, question, value)
			      : forget(cx, ticket, question->code));
	}
	return recount(cx, ticket);
}

enum hk_result answers_store(struct ctx *cx, struct ticket *ticket,
			     const struct question_list *list, const char *const *values)
{
	return store(cx, ticket, list, &(struct answer_list){ NULL, 0 }, values);
}

static const char *changes_told(struct ctx *cx, const struct question_list *list,
				const struct answer_list *old, const char *const *values)
{
	const char *text = "";

	for (size_t i = 0; i < list->count; i++)
		if (strcmp(value_of(old, list->items[i].code), values[i]) != 0)
			text = hk_format(cx->arena, "%s%s%s %s", text, *text ? "; " : "",
					 list->items[i].label, *values[i] ? values[i] : "-");
	return text;
}

enum hk_result answers_change(struct ctx *cx, struct ticket *ticket,
			      const struct question_list *list, const char *const *values)
{
	const char **read = hk_alloc(cx->arena, list->count, sizeof(*read));
	struct ticket before = *ticket;
	struct answer_list old;
	const char *told;

	HK_TRY(answers_find(cx, ticket, &old));
	for (size_t i = 0; i < list->count; i++) {
		read[i] = value_of(&old, list->items[i].code);
		/* What was taken once is not asked about again. */
		if (values[i] && strcmp(values[i], read[i]) != 0)
			hk_ignore(answer_read(cx, &list->items[i], hk_format(cx->arena, "a%zu", i),
					      values[i], &read[i]));
	}
	if (cx->field_count)
		return HK_INVALID;
	for (size_t i = 0; i < list->count; i++)
		if (!question_is_shown(list, read, i))
			read[i] = "";
	told = changes_told(cx, list, &old, read);
	if (!*told)
		return HK_OK;
	HK_TRY(store(cx, ticket, list, &old, read));
	HK_TRY(history_record(cx, ticket->id, "answered", told, NULL));
	return ticket_store(cx, ticket, &before, "ticket.changed");
}
