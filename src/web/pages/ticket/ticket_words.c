#include "web/pages/ticket/ticket_words.h"

#include <string.h>

#include "base/result.h"
#include "core/i18n.h"

static const struct ticket_word types[] = {
	{ "incident", TR("Incident"), "info", "" },   { "order", TR("Order"), "line", "" },
	{ "service", TR("Service"), "line", "" },     { "invoice", TR("Invoice"), "line", "" },
	{ "complaint", TR("Complaint"), "warn", "" }, { "inquiry", TR("Question"), "line", "" },
};

/* icons: flag mail globe message-circle phone printer mail-open user plug hourglass circle-help
 * check ban trash-2 inbox layers users-round */
static const struct ticket_word priorities[] = {
	{ "urgent", TR("Urgent"), "danger", "flag" },
	{ "high", TR("High"), "warn", "flag" },
	{ "low", TR("Low"), "line", "" },
	{ "normal", TR("Normal"), "line", "" },
};

static const struct ticket_word channels[] = {
	{ "email", TR("E-mail"), "", "mail" },
	{ "web", TR("Web form"), "", "globe" },
	{ "portal", TR("Customer page"), "", "globe" },
	{ "chat", TR("Chat"), "", "message-circle" },
	{ "phone", TR("Phone"), "", "phone" },
	{ "fax", TR("Fax"), "", "printer" },
	{ "letter", TR("Letter"), "", "mail-open" },
	{ "in_person", TR("In person"), "", "user" },
	{ "api", TR("Program"), "", "plug" },
};

/* Channels by which a person can hand something to us, for the form of a new ticket. */
static const struct ticket_word by_hand[] = {
	{ "phone", TR("Phone"), "", "" },   { "in_person", TR("In person"), "", "" },
	{ "letter", TR("Letter"), "", "" }, { "fax", TR("Fax"), "", "" },
	{ "email", TR("E-mail"), "", "" },
};

static const struct ticket_word states[] = {
	{ "new", TR("New"), "accent", "" },
	{ "open", TR("Open"), "line", "" },
	{ "waiting", TR("Waiting for the customer"), "line", "hourglass" },
	{ "resolved", TR("Resolved, not confirmed yet"), "good", "circle-help" },
	{ "confirmed", TR("Closed, confirmed"), "good", "check" },
	{ "by_phone", TR("Closed, confirmed by phone"), "good", "check" },
	{ "not_confirmed", TR("Closed, not confirmed"), "line", "circle-help" },
	{ "not_asked", TR("Closed, could not be asked"), "line", "circle-help" },
	{ "closed", TR("Closed"), "line", "check" },
	{ "spam", TR("Spam"), "danger", "ban" },
	{ "deleted", TR("Deleted"), "danger", "trash-2" },
	{ "", TR("Open"), "line", "" },
};

static const struct ticket_word clocks[] = {
	{ "first_answer", TR("First answer"), "", "" },
	{ "next_update", TR("Next update to customer"), "", "" },
	{ "resolve", TR("Solved by"), "", "" },
	{ "complaint_person", TR("A person answers the complaint"), "", "" },
	{ "complaint_safety", TR("Danger: somebody has acted"), "", "" },
	{ "complaint_answer", TR("Decision on the complaint"), "", "" },
	{ "legal_ack", TR("Acknowledged, by law"), "", "" },
	{ "legal_final", TR("Final answer, by law"), "", "" },
	{ "", TR("Due"), "", "" },
};

static const struct ticket_word *find(const struct ticket_word *rows, size_t count,
				      const char *code)
{
	for (size_t i = 0; i < count; i++)
		if (strcmp(rows[i].code, code) == 0)
			return &rows[i];
	return &rows[count - 1];
}

const struct ticket_word *type_word(const char *type)
{
	return find(types, HK_COUNT(types), type);
}

const struct ticket_word *priority_word(const char *priority)
{
	return find(priorities, HK_COUNT(priorities), priority);
}

const struct ticket_word *channel_word(const char *channel)
{
	return find(channels, HK_COUNT(channels), channel);
}

const struct ticket_word *state_word(const char *state, const char *bucket, const char *closed_as)
{
	bool is_aside = strcmp(bucket, "spam") == 0 || strcmp(bucket, "deleted") == 0;

	for (size_t i = 0; closed_as && !is_aside && i < HK_COUNT(states); i++)
		if (strcmp(states[i].code, closed_as) == 0)
			return &states[i];
	return find(states, HK_COUNT(states), is_aside ? bucket : state);
}

const struct ticket_word *clock_word(const char *kind)
{
	return find(clocks, HK_COUNT(clocks), kind);
}

static struct part_options options_of(struct ctx *cx, const struct ticket_word *rows, size_t count,
				      const char *chosen)
{
	struct part_option *items = hk_alloc(cx->arena, count, sizeof(*items));

	for (size_t i = 0; i < count; i++)
		items[i] = (struct part_option){ .value = rows[i].code,
						 .label = i18n_text(cx->language, rows[i].words),
						 .is_chosen = strcmp(rows[i].code, chosen) == 0 };
	return (struct part_options){ items, count };
}

struct part_options type_options(struct ctx *cx, const char *chosen)
{
	return options_of(cx, types, HK_COUNT(types), chosen);
}

/* From the most urgent one down. */
struct part_options priority_options(struct ctx *cx, const char *chosen)
{
	static const char *const order[] = { "urgent", "high", "normal", "low" };
	struct ticket_word rows[HK_COUNT(order)];

	for (size_t i = 0; i < HK_COUNT(order); i++)
		rows[i] = *priority_word(order[i]);
	return options_of(cx, rows, HK_COUNT(order), chosen);
}

struct part_options every_channel_options(struct ctx *cx, const char *chosen)
{
	return options_of(cx, channels, HK_COUNT(channels), chosen);
}

struct part_options channel_options(struct ctx *cx, const char *chosen)
{
	return options_of(cx, by_hand, HK_COUNT(by_hand), chosen);
}

struct part_options language_options(struct ctx *cx, const char *chosen)
{
	struct part_option *items = hk_alloc(cx->arena, I18N_LANGUAGES + 1, sizeof(*items));

	items[0] = (struct part_option){ .value = "",
					 .label = i18n_text(cx->language, TR("Not known")),
					 .is_chosen = !*chosen };
	for (size_t i = 0; i < I18N_LANGUAGES; i++)
		items[i + 1] = (struct part_option){ .value = i18n_languages[i].code,
						     .label = i18n_languages[i].name,
						     .language = i18n_languages[i].code,
						     .is_chosen = strcmp(i18n_languages[i].code,
									 chosen) == 0 };
	return (struct part_options){ items, I18N_LANGUAGES + 1 };
}
