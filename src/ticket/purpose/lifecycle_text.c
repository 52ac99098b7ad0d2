#include "ticket/purpose/lifecycle_text.h"

#include <string.h>

#include "base/text.h"
#include "core/i18n.h"
#include "core/rights.h"

static const char code_letters[] = "abcdefghijklmnopqrstuvwxyz0123456789_-";

static enum hk_result wrong(struct ctx *cx, const char *field, const char *sentence,
			    const char *line)
{
	return field_problem(
		cx, field,
		i18n_fill(cx->arena, i18n_text(cx->language, sentence), "line", line, NULL));
}

static bool is_code(const char *text)
{
	return *text && strlen(text) <= STEP_LETTERS && !text[strspn(text, code_letters)];
}

/* "Packed / lt Supakuota / ta ...": the first is for everybody. */
static bool labels_read(struct ctx *cx, char *text, struct step *ret)
{
	char *rest;

	ret->label = ret->words = "";
	for (char *part = strtok_r(text, "/", &rest); part; part = strtok_r(NULL, "/", &rest)) {
		const char *label = hk_trim(cx->arena, part);
		const char *space = strchr(label, ' ');

		if (hk_letters(label) > STEP_LETTERS)
			return false;
		if (!*ret->label) {
			ret->label = label;
			continue;
		}
		if (!space ||
		    !i18n_language_exists(hk_copy(cx->arena, label, (size_t)(space - label))))
			return false;
		ret->words = hk_format(cx->arena, "%s%.*s\t%s\n", ret->words, (int)(space - label),
				       label, hk_trim(cx->arena, space));
	}
	return *ret->label != '\0';
}

static enum hk_result step_read(struct ctx *cx, const char *line, struct lifecycle *ret)
{
	static const char end[] = "(end)";
	char *copy = hk_copy_text(cx->arena, line), *colon = strchr(copy, ':');
	struct step *step = &ret->steps.items[ret->steps.count];
	size_t length = strlen(copy);

	*step = (struct step){ .position = (int64_t)ret->steps.count };
	if (hk_ends(copy, end)) {
		step->is_end = 1;
		copy[length - strlen(end)] = '\0';
	}
	if (colon)
		*colon = '\0';
	step->code = hk_trim(cx->arena, copy);
	if (!colon || !is_code(step->code) || !labels_read(cx, colon + 1, step))
		return wrong(
			cx, "steps",
			TR("This line cannot be read: “{line}”. Please write it as in “packed: "
			   "Packed”."),
			line);
	if (lifecycle_step(ret, step->code))
		return wrong(cx, "steps", TR("This step stands there twice: “{line}”."), line);
	ret->steps.count++;
	return HK_OK;
}

static bool right_exists(const char *name)
{
	for (int i = 0; i < RIGHTS; i++)
		if (strcmp(right_name((enum right)i), name) == 0)
			return true;
	return false;
}

/* "ticket.reply, answer order, word, second". */
static bool needs_read(struct ctx *cx, char *text, struct step_move *ret)
{
	char *rest;

	ret->right_name = "";
	ret->needs = "";
	for (char *part = strtok_r(text, ",", &rest); part; part = strtok_r(NULL, ",", &rest)) {
		const char *need = hk_trim(cx->arena, part);
		const char *code = hk_starts(need, "answer ")
					   ? hk_trim(cx->arena, need + strlen("answer "))
					   : NULL;

		if (!*ret->right_name) {
			ret->right_name = need;
			continue;
		}
		if (code && *code && !strpbrk(code, " \t:"))
			need = hk_format(cx->arena, "answer:%s", code);
		else if (strcmp(need, "word") != 0 && strcmp(need, "second") != 0)
			return false;
		ret->needs =
			hk_format(cx->arena, "%s%s%s", ret->needs, *ret->needs ? " " : "", need);
	}
	return right_exists(ret->right_name);
}

static enum hk_result move_read(struct ctx *cx, const char *line, struct lifecycle *ret)
{
	char *copy = hk_copy_text(cx->arena, line), *colon = strchr(copy, ':');
	char *arrow = strchr(copy, '>');
	struct step_move *move = &ret->moves.items[ret->moves.count];

	*move = (struct step_move){ .position = (int64_t)ret->moves.count };
	if (!colon || !arrow || arrow > colon)
		return wrong(
			cx, "moves",
			TR("This line cannot be read: “{line}”. Please write it as in “received > "
			   "packed: ticket.reply, word”."),
			line);
	*arrow = *colon = '\0';
	move->from_code = hk_trim(cx->arena, copy);
	move->to_code = hk_trim(cx->arena, arrow + 1);
	if ((*move->from_code && !lifecycle_step(ret, move->from_code)) ||
	    !lifecycle_step(ret, move->to_code))
		return wrong(cx, "moves", TR("There is no such step: “{line}”."), line);
	if (!needs_read(cx, colon + 1, move))
		return wrong(
			cx, "moves",
			TR("Who may, or what is needed, cannot be read: “{line}”. Needed may be "
			   "“answer” with the code of a question, “word” and “second”."),
			line);
	for (size_t i = 0; i < ret->moves.count; i++)
		if (strcmp(ret->moves.items[i].from_code, move->from_code) == 0 &&
		    strcmp(ret->moves.items[i].to_code, move->to_code) == 0)
			return wrong(cx, "moves", TR("This way stands there twice: “{line}”."),
				     line);
	ret->moves.count++;
	return HK_OK;
}

typedef enum hk_result line_read(struct ctx *cx, const char *line, struct lifecycle *ret);

static enum hk_result lines_read(struct ctx *cx, const char *text, const char *field, size_t most,
				 line_read *read, struct lifecycle *ret)
{
	char *rest, *copy = hk_copy_text(cx->arena, text);
	size_t count = 0;

	for (char *line = strtok_r(copy, "\r\n", &rest); line;
	     line = strtok_r(NULL, "\r\n", &rest)) {
		const char *trimmed = hk_trim(cx->arena, line);

		if (!*trimmed)
			continue;
		if (count++ == most)
			return field_problem(cx, field, TR("These are too many lines."));
		HK_TRY(read(cx, trimmed, ret));
	}
	return HK_OK;
}

enum hk_result lifecycle_read(struct ctx *cx, const char *steps, const char *moves,
			      struct lifecycle *ret)
{
	ret->steps.items = hk_alloc(cx->arena, STEPS_MOST, sizeof(*ret->steps.items));
	ret->moves.items = hk_alloc(cx->arena, MOVES_MOST, sizeof(*ret->moves.items));
	ret->steps.count = ret->moves.count = 0;
	HK_TRY(lines_read(cx, steps, "steps", STEPS_MOST, step_read, ret));
	return lines_read(cx, moves, "moves", MOVES_MOST, move_read, ret);
}

/* "lt\tSupakuota\n" as "/ lt Supakuota". */
static const char *labels_write(struct ctx *cx, const struct step *step)
{
	const char *text = step->label;

	for (const char *line = step->words; *line;) {
		size_t length = strcspn(line, "\n"), tab = strcspn(line, "\t");

		text = hk_format(cx->arena, "%s / %.*s %.*s", text, (int)tab, line,
				 (int)(length - tab - 1), line + tab + 1);
		line += length + (line[length] == '\n');
	}
	return text;
}

const char *lifecycle_steps_write(struct ctx *cx, const struct lifecycle *lifecycle)
{
	const char *text = "";

	for (size_t i = 0; i < lifecycle->steps.count; i++) {
		const struct step *step = &lifecycle->steps.items[i];

		text = hk_format(cx->arena, "%s%s: %s%s\n", text, step->code,
				 labels_write(cx, step), step->is_end ? " (end)" : "");
	}
	return text;
}

const char *lifecycle_moves_write(struct ctx *cx, const struct lifecycle *lifecycle)
{
	const char *text = "";

	for (size_t i = 0; i < lifecycle->moves.count; i++) {
		const struct step_move *move = &lifecycle->moves.items[i];
		const char *needs = "";
		char *rest, *copy = hk_copy_text(cx->arena, move->needs);

		for (char *need = strtok_r(copy, " ", &rest); need;
		     need = strtok_r(NULL, " ", &rest)) {
			char *colon = strchr(need, ':');

			if (colon)
				*colon = ' ';
			needs = hk_format(cx->arena, "%s, %s", needs, need);
		}
		text = hk_format(cx->arena, "%s%s%s> %s: %s%s\n", text, move->from_code,
				 *move->from_code ? " " : "", move->to_code, move->right_name,
				 needs);
	}
	return text;
}
