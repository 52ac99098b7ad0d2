#include "ticket/purpose/lifecycle.h"

#include <string.h>

#include "base/text.h"
#include "core/i18n.h"
#include "core/rights.h"
#include "people/staff.h"
#include "ticket/history.h"
#include "ticket/purpose/answer.h"
#include "ticket/purpose/lifecycle_text.h"

struct head {
	int64_t version;
};

static const struct db_column head_columns[] = { DB_COLUMN(struct head, version) };
static const struct db_record heads = DB_RECORD("lifecycle", struct head, head_columns);

static const struct db_column step_columns[] = {
	DB_COLUMN(struct step, position), DB_COLUMN(struct step, code),
	DB_COLUMN(struct step, label),    DB_COLUMN(struct step, words),
	DB_COLUMN(struct step, is_end),
};
static const struct db_record step_record = DB_RECORD("lifecycle_step", struct step, step_columns);

static const struct db_column move_columns[] = {
	DB_COLUMN(struct step_move, position), DB_COLUMN(struct step_move, from_code),
	DB_COLUMN(struct step_move, to_code),  DB_COLUMN(struct step_move, right_name),
	DB_COLUMN(struct step_move, needs),
};
static const struct db_record move_record =
	DB_RECORD("lifecycle_move", struct step_move, move_columns);

enum hk_result lifecycle_find(struct ctx *cx, const char *type, struct lifecycle *ret)
{
	struct head head;
	struct db_rows steps, moves;
	enum hk_result result = db_select_one(
		cx->db, &heads, DB_WHERE("type = $2", "ORDER BY version DESC LIMIT 1"),
		DB_ARGS(type), &head);

	if (result == HK_NOT_FOUND) {
		lifecycle_usual(cx, type, ret);
		return HK_OK;
	}
	HK_TRY(result);
	HK_TRY(db_select(cx->db, &step_record,
			 DB_WHERE("type = $2 AND version = $3", "ORDER BY position"),
			 DB_ARGS(type, head.version), &steps));
	HK_TRY(db_select(cx->db, &move_record,
			 DB_WHERE("type = $2 AND version = $3", "ORDER BY position"),
			 DB_ARGS(type, head.version), &moves));
	*ret = (struct lifecycle){ .type = type,
				   .version = head.version,
				   .steps = { steps.items, steps.count },
				   .moves = { moves.items, moves.count } };
	return HK_OK;
}

static enum hk_result rows_add(struct ctx *cx, const char *type, int64_t version,
			       const struct lifecycle *lifecycle)
{
	for (size_t i = 0; i < lifecycle->steps.count; i++) {
		const struct step *step = &lifecycle->steps.items[i];

		HK_TRY(db_send(cx->db,
			       DB_ADD("lifecycle_step",
				      "type, version, position, code, label, words, is_end",
				      "$2, $3, $4, $5, $6, $7, $8", ""),
			       DB_ARGS(type, version, step->position, step->code, step->label,
				       step->words, step->is_end)));
	}
	for (size_t i = 0; i < lifecycle->moves.count; i++) {
		const struct step_move *move = &lifecycle->moves.items[i];

		HK_TRY(db_send(cx->db,
			       DB_ADD("lifecycle_move",
				      "type, version, position, from_code, to_code, right_name,"
				      " needs",
				      "$2, $3, $4, $5, $6, $7, $8", ""),
			       DB_ARGS(type, version, move->position, move->from_code,
				       move->to_code, move->right_name, move->needs)));
	}
	return HK_OK;
}

/* Where ends are, one of them can be come to from the beginning: else nothing could be resolved. */
static bool has_way_out(const struct lifecycle *lifecycle)
{
	const struct step *steps = lifecycle->steps.items;
	bool is_reached[STEPS_MOST] = { false }, has_end = false;

	for (size_t round = 0; round < lifecycle->steps.count; round++)
		for (size_t i = 0; i < lifecycle->moves.count; i++) {
			const struct step_move *move = &lifecycle->moves.items[i];
			const struct step *from = lifecycle_step(lifecycle, move->from_code);
			const struct step *to = lifecycle_step(lifecycle, move->to_code);

			if (!*move->from_code || (from && is_reached[from - steps]))
				is_reached[to - steps] = true;
		}
	for (size_t i = 0; i < lifecycle->steps.count; i++) {
		if (steps[i].is_end && is_reached[i])
			return true;
		has_end |= steps[i].is_end;
	}
	return !has_end;
}

static bool has_question(const struct question_form *form, const char *code)
{
	for (size_t i = 0; i < form->questions.count; i++)
		if (strcmp(form->questions.items[i].code, code) == 0)
			return true;
	return false;
}

/* What no ticket could ever do is refused while it is written. */
static enum hk_result moves_check(struct ctx *cx, const char *type,
				  const struct lifecycle *lifecycle)
{
	static const char answer[] = "answer:";
	struct question_form form;

	HK_TRY(question_form_find(cx, type, &form));
	for (size_t i = 0; i < lifecycle->moves.count; i++) {
		char *rest, *needs = hk_copy_text(cx->arena, lifecycle->moves.items[i].needs);

		for (char *need = strtok_r(needs, " ", &rest); need;
		     need = strtok_r(NULL, " ", &rest))
			if (hk_starts(need, answer) && !has_question(&form, need + strlen(answer)))
				return field_problem(
					cx, "moves",
					i18n_fill(cx->arena,
						  i18n_text(cx->language,
							    TR("No question has this code: "
							       "“{line}”.")),
						  "line", need + strlen(answer), NULL));
	}
	return has_way_out(lifecycle)
		       ? HK_OK
		       : field_problem(cx, "moves",
				       TR("No way leads to a step that is an end, so no ticket "
					  "could be resolved."));
}

enum hk_result lifecycle_put(struct ctx *cx, const char *type, int64_t version, const char *steps,
			     const char *moves)
{
	struct lifecycle now, wish;

	if (!ticket_type_exists(type))
		return HK_NOT_FOUND;
	HK_TRY(lifecycle_find(cx, type, &now));
	if (now.version != version)
		return problem(cx, HK_CONFLICT,
			       TR("Somebody else has changed this meanwhile. Please look again."));
	HK_TRY(lifecycle_read(cx, steps, moves, &wish));
	HK_TRY(moves_check(cx, type, &wish));
	HK_TRY(db_send(cx->db,
		       DB_ADD("lifecycle", "type, version, made_at, made_by", "$2, $3, $4, $5", ""),
		       DB_ARGS(type, version + 1, cx->now, cx->actor->id)));
	return rows_add(cx, type, version + 1, &wish);
}

const struct step *lifecycle_step(const struct lifecycle *lifecycle, const char *code)
{
	for (size_t i = 0; i < lifecycle->steps.count; i++)
		if (strcmp(lifecycle->steps.items[i].code, code) == 0)
			return &lifecycle->steps.items[i];
	return NULL;
}

const char *step_label(struct ctx *cx, const struct step *step, const char *language)
{
	for (const char *line = step->words; *line;) {
		size_t length = strcspn(line, "\n"), tab = strcspn(line, "\t");

		if (tab == strlen(language) && memcmp(line, language, tab) == 0)
			return hk_copy(cx->arena, line + tab + 1, length - tab - 1);
		line += length + (line[length] == '\n');
	}
	return i18n_text(language, step->label);
}

const struct step_move *lifecycle_move(const struct lifecycle *lifecycle,
				       const struct ticket *ticket, const char *to_code)
{
	/* A step that was taken away leads where none leads. */
	const char *from = lifecycle_step(lifecycle, ticket->step) ? ticket->step : "";

	for (size_t i = 0; i < lifecycle->moves.count; i++)
		if (strcmp(lifecycle->moves.items[i].from_code, from) == 0 &&
		    strcmp(lifecycle->moves.items[i].to_code, to_code) == 0)
			return &lifecycle->moves.items[i];
	return NULL;
}

static void gap_add(struct step_gaps *gaps, const char *sentence, const char *where)
{
	if (gaps->count < STEP_GAPS_MOST)
		gaps->items[gaps->count++] = (struct step_gap){ sentence, where };
}

/* The question, as it is asked; its code where it is not asked any more. */
static enum hk_result question_label(struct ctx *cx, const struct ticket *ticket, const char *code,
				     const char **ret)
{
	struct question_form form;

	*ret = code;
	HK_TRY(question_form_find(cx, ticket->type, &form));
	for (size_t i = 0; i < form.questions.count; i++)
		if (strcmp(form.questions.items[i].code, code) == 0)
			*ret = question_words(cx, &form.questions.items[i], cx->language).label;
	return HK_OK;
}

static enum hk_result answer_need(struct ctx *cx, const struct ticket *ticket, const char *code,
				  struct step_gaps *ret)
{
	struct answer_list answers;
	const char *label;

	HK_TRY(answers_find(cx, ticket, &answers));
	for (size_t i = 0; i < answers.count; i++)
		if (strcmp(answers.items[i].code, code) == 0 && *answers.items[i].value)
			return HK_OK;
	HK_TRY(question_label(cx, ticket, code, &label));
	gap_add(ret,
		i18n_fill(cx->arena, i18n_text(cx->language, TR("Please answer first: {question}")),
			  "question", label, NULL),
		"answers");
	return HK_OK;
}

static enum hk_result second_need(struct ctx *cx, const struct ticket *ticket,
				  struct step_gaps *ret)
{
	if (ticket->step_by && ticket->step_by == cx->actor->id)
		gap_add(ret,
			i18n_text(cx->language,
				  TR("You did the step before. Please ask somebody else to look at "
				     "it and go on.")),
			"");
	return HK_OK;
}

enum hk_result step_missing(struct ctx *cx, const struct ticket *ticket,
			    const struct step_move *move, const char *word, struct step_gaps *ret)
{
	char *rest, *copy = hk_copy_text(cx->arena, move->needs);

	ret->count = 0;
	for (char *need = strtok_r(copy, " ", &rest); need; need = strtok_r(NULL, " ", &rest)) {
		if (hk_starts(need, "answer:"))
			HK_TRY(answer_need(cx, ticket, need + strlen("answer:"), ret));
		else if (strcmp(need, "second") == 0)
			HK_TRY(second_need(cx, ticket, ret));
		else if (strcmp(need, "word") == 0 && word && !hk_has_ink(word))
			gap_add(ret,
				i18n_text(cx->language,
					  TR("Please say in a few words what was found "
					     "or done.")),
				"word");
	}
	return HK_OK;
}

bool step_may(const struct ctx *cx, const struct step_move *move)
{
	if (cx->actor->kind == ACTOR_SYSTEM)
		return true;
	for (int i = 0; i < RIGHTS; i++)
		if (strcmp(right_name((enum right)i), move->right_name) == 0)
			return actor_may(cx->actor, (enum right)i);
	return false;
}

static enum hk_result go(struct ctx *cx, struct ticket *ticket, const struct step *step,
			 const char *word)
{
	struct ticket old = *ticket;
	const char *detail = hk_format(cx->arena, "%s%s%s", step_label(cx, step, cx->language),
				       *word ? ": " : "", word);

	ticket->step = step->code;
	ticket->step_by = cx->actor->kind == ACTOR_STAFF ? cx->actor->id : 0;
	HK_TRY(db_send(cx->db, DB_UPDATE("ticket", "step = $3, step_by = $4", "id = $2", ""),
		       DB_ARGS(ticket->id, ticket->step, ticket->step_by)));
	HK_TRY(history_record(cx, ticket->id, "step", detail, NULL));
	return ticket_store(cx, ticket, &old, "ticket.changed");
}

enum hk_result step_go(struct ctx *cx, struct ticket *ticket, const char *to_code, const char *word)
{
	const char *said = hk_one_line(cx->arena, word);
	const struct step_move *move;
	struct lifecycle lifecycle;
	struct step_gaps gaps;

	if (*to_code && strcmp(ticket->step, to_code) == 0)
		return HK_OK;
	HK_TRY(lifecycle_find(cx, ticket->type, &lifecycle));
	move = lifecycle_move(&lifecycle, ticket, to_code);
	if (!move)
		return problem(cx, HK_CONFLICT,
			       TR("There is no such step from here. Please look at it again."));
	if (!step_may(cx, move))
		return problem(cx, HK_DENIED,
			       TR("Others take this step. Please ask a supervisor."));
	if (hk_letters(said) > STEP_WORD_LETTERS)
		return field_problem(cx, "word", TR("This is too long. A few words are enough."));
	HK_TRY(step_missing(cx, ticket, move, said, &gaps));
	if (gaps.count)
		return problem(cx, HK_CONFLICT, gaps.items[0].sentence);
	return go(cx, ticket, lifecycle_step(&lifecycle, to_code), said);
}

enum hk_result step_may_end(struct ctx *cx, const struct ticket *ticket)
{
	struct lifecycle lifecycle;
	const char *ends = "";

	HK_TRY(lifecycle_find(cx, ticket->type, &lifecycle));
	for (size_t i = 0; i < lifecycle.steps.count; i++) {
		const struct step *step = &lifecycle.steps.items[i];

		if (!step->is_end)
			continue;
		if (strcmp(step->code, ticket->step) == 0)
			return HK_OK;
		ends = hk_format(cx->arena, "%s%s%s", ends, *ends ? ", " : "",
				 step_label(cx, step, cx->language));
	}
	if (!*ends)
		return HK_OK;
	return problem(cx, HK_CONFLICT,
		       i18n_fill(cx->arena,
				 i18n_text(cx->language,
					   TR("Before this can be resolved, please bring it to its "
					      "last step: {steps}.")),
				 "steps", ends, NULL));
}
