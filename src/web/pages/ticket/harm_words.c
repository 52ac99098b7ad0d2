#include "web/pages/ticket/harm_words.h"

#include <string.h>

#include "base/text.h"
#include "core/i18n.h"
#include "web/pages/ticket/ticket_words.h"

/* label: as staff tick it; why: after "Urgent:"; asked: as a customer says it of himself. */
static const struct {
	const char *code, *label, *hint, *why, *asked;
} words[HARMS] = {
	{ "safety", TR("Somebody is in danger"), "", TR("somebody is in danger"),
	  TR("I am in danger, or somebody else is") },
	{ "stranded", TR("Somebody is stranded"), TR("Cannot get home, in, or on with the day"),
	  TR("somebody is stranded"), TR("I am stranded and cannot go on") },
	{ "vulnerable", TR("A vulnerable person is affected"),
	  TR("A child, somebody old, ill or with a disability"),
	  TR("a vulnerable person is affected"),
	  TR("It affects a child, or somebody old, ill or with a disability") },
	{ "money", TR("The customer is losing money"), "", TR("the customer is losing money"),
	  TR("I lose money while I wait") },
	{ "many", TR("Many people are affected"), "", TR("many people are affected"),
	  TR("It affects many people") },
	{ "deadline", TR("There is a deadline"), TR("After it help comes too late"),
	  TR("there is a deadline"), TR("There is a date after which it is too late") },
};

static struct part_option option_of(struct ctx *cx, size_t i, const char *label, const char *hint,
				    const char *harms)
{
	return (struct part_option){ .value = words[i].code,
				     .label = i18n_text(cx->language, label),
				     .hint = *hint ? i18n_text(cx->language, hint) : "",
				     .is_chosen = harm_is_among(harms, words[i].code) };
}

struct part_options harm_options(struct ctx *cx, const char *harms)
{
	struct part_option *items = hk_alloc(cx->arena, HARMS, sizeof(*items));

	for (size_t i = 0; i < HARMS; i++)
		items[i] = option_of(cx, i, words[i].label, words[i].hint, harms);
	return (struct part_options){ items, HARMS };
}

struct part_options harm_questions(struct ctx *cx, const struct harm_matrix *matrix,
				   const char *harms)
{
	struct part_option *items = hk_alloc(cx->arena, HARMS, sizeof(*items));
	size_t count = 0;

	for (size_t i = 0; i < HARMS; i++)
		if (matrix->items[i].is_asked)
			items[count++] = option_of(cx, i, words[i].asked, "", harms);
	return (struct part_options){ items, count };
}

const char *harm_label(const char *code)
{
	for (size_t i = 0; i < HARMS; i++)
		if (strcmp(words[i].code, code) == 0)
			return words[i].label;
	return code;
}

const char *harms_words(struct ctx *cx, const char *harms)
{
	const char *all = "";

	for (size_t i = 0; i < HARMS; i++)
		if (harm_is_among(harms, words[i].code))
			all = hk_format(cx->arena, "%s%s%s", all, *all ? ", " : "",
					i18n_text(cx->language, words[i].label));
	return all;
}

enum hk_result harms_ticked(struct web_request *req, const char **ret)
{
	const char *const *codes;
	size_t count = web_form_all(req, "harms", &codes);

	return harms_of(req->cx, codes, count, ret);
}

struct part_options priority_choices(struct ctx *cx, const char *chosen)
{
	const struct part_options own = priority_options(cx, chosen);
	struct part_option *items = hk_alloc(cx->arena, own.count + 1, sizeof(*items));

	items[0] = (struct part_option){ .value = "",
					 .label = i18n_text(cx->language, TR("As the harm says")),
					 .is_chosen = !*chosen };
	memcpy(items + 1, own.items, own.count * sizeof(*items));
	return (struct part_options){ items, own.count + 1 };
}

const char *priority_chosen(const struct ticket *ticket)
{
	bool follows = *ticket->priority_harm || hk_equal(ticket->priority, "normal");

	return follows && !*ticket->priority_reason ? "" : ticket->priority;
}

static const char *reason_shown(struct ctx *cx, const char *harm, const char *reason)
{
	if (strcmp(reason, priority_by_program) == 0)
		return i18n_text(cx->language, priority_by_program);
	if (*reason)
		return reason;
	for (size_t i = 0; i < HARMS; i++)
		if (strcmp(words[i].code, harm) == 0)
			return i18n_text(cx->language, words[i].why);
	return "";
}

const char *priority_why(struct ctx *cx, const char *priority, const char *harm, const char *reason)
{
	const char *label = i18n_text(cx->language, priority_word(priority)->words);
	const char *why = reason_shown(cx, harm, reason);

	if (!*why)
		return label;
	return i18n_fill(cx->arena, i18n_text(cx->language, TR("{priority}: {why}")), "priority",
			 label, "why", why, NULL);
}
