#include <string.h>

#include "base/buf.h"
#include "base/text.h"
#include "core/fold.h"
#include "core/i18n.h"
#include "feedback/survey.h"

/* Choices stand in one line of words, with this between them. */
enum { LINE_END = '|', PARTS_MOST = 5 };

struct line {
	const char *parts[PARTS_MOST];
};

static struct line line_read(struct ctx *cx, const char *text)
{
	struct line line = { { "", "", "", "", "" } };
	size_t length = strcspn(text, "\n");

	for (size_t i = 0; i < PARTS_MOST; i++) {
		const char *tab = memchr(text, '\t', length);
		size_t part = tab ? (size_t)(tab - text) : length;

		line.parts[i] = hk_copy(cx->arena, text, part);
		if (!tab)
			break;
		text += part + 1;
		length -= part + 1;
	}
	return line;
}

static struct line line_of(struct ctx *cx, const char *words, const char *language)
{
	for (; *words; words = hk_next_line(words)) {
		struct line line = line_read(cx, words);

		if (strcmp(line.parts[0], language) == 0)
			return line;
	}
	return (struct line){ { "", "", "", "", "" } };
}

static const char *without(struct ctx *cx, const char *words, const char *language)
{
	const char *kept = "";

	for (; *words; words = hk_next_line(words))
		if (strcmp(line_read(cx, words).parts[0], language) != 0)
			kept = hk_format(cx->arena, "%s%.*s\n", kept, (int)strcspn(words, "\n"),
					 words);
	return kept;
}

static const char *swap(struct ctx *cx, const char *text, char from, char to)
{
	char *copy = hk_copy_text(cx->arena, text);

	for (char *at = copy; *at; at++)
		if (*at == from)
			*at = to;
	return copy;
}

struct survey_words survey_words_own(struct ctx *cx, const char *words, const char *language)
{
	struct line line = line_of(cx, words, language);

	return (struct survey_words){ line.parts[1], line.parts[2] };
}

const char *survey_words_put(struct ctx *cx, const char *words, const char *language,
			     const struct survey_words *texts)
{
	const char *kept = without(cx, words, language);

	if (!hk_has_ink(texts->subject) && !hk_has_ink(texts->intro))
		return kept;
	return hk_format(cx->arena, "%s%s\t%s\t%s\n", kept, language,
			 hk_one_line(cx->arena, texts->subject),
			 hk_one_line(cx->arena, texts->intro));
}

static const char *first_of(const char *own, const char *language, const char *text)
{
	if (*own)
		return own;
	return *text ? i18n_text(language, text) : "";
}

struct survey_words survey_words_of(struct ctx *cx, const struct survey_version *version,
				    const char *language)
{
	struct survey_words own = survey_words_own(cx, version->words, language);

	return (struct survey_words){ first_of(own.subject, language, version->subject),
				      first_of(own.intro, language, version->intro) };
}

struct survey_question_words survey_question_words_own(struct ctx *cx, const char *words,
						       const char *language)
{
	struct line line = line_of(cx, words, language);

	return (struct survey_question_words){ line.parts[1], line.parts[2], line.parts[3],
					       swap(cx, line.parts[4], LINE_END, '\n') };
}

const char *survey_question_words_put(struct ctx *cx, const char *words, const char *language,
				      const struct survey_question_words *texts)
{
	const char *kept = without(cx, words, language);
	const char *choices = swap(cx, swap(cx, hk_trim(cx->arena, texts->choices), LINE_END, '/'),
				   '\n', LINE_END);

	if (!hk_has_ink(texts->label) && !hk_has_ink(texts->low) && !hk_has_ink(texts->high) &&
	    !hk_has_ink(choices))
		return kept;
	return hk_format(cx->arena, "%s%s\t%s\t%s\t%s\t%s\n", kept, language,
			 hk_one_line(cx->arena, texts->label), hk_one_line(cx->arena, texts->low),
			 hk_one_line(cx->arena, texts->high), hk_one_line(cx->arena, choices));
}

struct survey_question_words
survey_question_words(struct ctx *cx, const struct survey_question *question, const char *language)
{
	struct survey_question_words own = survey_question_words_own(cx, question->words, language);

	return (struct survey_question_words){
		first_of(own.label, language, question->label),
		first_of(own.low, language, question->low_words),
		first_of(own.high, language, question->high_words),
		first_of(own.choices, language, question->choices),
	};
}

static const char *first_line(struct ctx *cx, const char *text)
{
	return hk_one_line(cx->arena, hk_copy(cx->arena, text, strcspn(text, "\n")));
}

const char *survey_choices_tidy(struct ctx *cx, const char *raw, const char *choices)
{
	scoped_buf kept = { .max = strlen(raw) + strlen(choices) + 1 };

	if (!hk_has_ink(choices))
		return "";
	while (*choices) {
		const char *line = first_line(cx, choices), *beside = first_line(cx, raw);
		bool is_gap = *raw && !*beside && *line;

		raw = hk_next_line(raw);
		if (is_gap)
			continue;
		choices = hk_next_line(choices);
		if (!*line)
			line = beside;
		if (*line && kept.length)
			hk_buf_char(&kept, '\n');
		hk_buf_text(&kept, line);
	}
	return kept.length ? hk_copy(cx->arena, kept.bytes, kept.length) : "";
}

static size_t line_count(const char *text)
{
	size_t count = 0;

	for (; *text; text = hk_next_line(text))
		count++;
	return count;
}

struct choice {
	const char *shown, *folded;
};

const char *survey_choice_twice(struct ctx *cx, const char *choices)
{
	struct choice *before = hk_alloc(cx->arena, line_count(choices) + 1, sizeof(*before));
	size_t count = 0;

	for (; *choices; choices = hk_next_line(choices)) {
		const char *one = first_line(cx, choices);
		const char *folded = fold_words(cx->arena, one);

		for (size_t i = 0; i < count; i++)
			if (strcmp(before[i].folded, folded) == 0)
				return before[i].shown;
		if (*folded)
			before[count++] = (struct choice){ one, folded };
	}
	return NULL;
}
