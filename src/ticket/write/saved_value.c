#include "ticket/write/saved_value.h"

#include <inttypes.h>
#include <string.h>

#include "base/buf.h"
#include "base/text.h"
#include "core/i18n.h"
#include "core/org.h"
#include "people/customer.h"
#include "people/staff.h"
#include "standard/clock.h"

enum { FILLED_MAX_BYTES = 200 * 1000, NAME_MAX_BYTES = 60 };

enum value {
	CUSTOMER_NAME,
	TICKET_NUMBER,
	TICKET_SUBJECT,
	TICKET_LINK,
	AGENT_NAME,
	OWNER_NAME,
	PROMISE,
	TODAY,
	HOUSE_NAME,
	HOUSE_PHONE,
	HOUSE_EMAIL,
	HOUSE_HOURS,
	VALUES,
};

static const struct saved_value values[VALUES] = {
	[CUSTOMER_NAME] = { "customer.name", TR("Text"), TR("The customer’s name") },
	[TICKET_NUMBER] = { "ticket.number", TR("Number"), TR("The number of the ticket") },
	[TICKET_SUBJECT] = { "ticket.subject", TR("Text"), TR("The subject of the ticket") },
	[TICKET_LINK] = { "ticket.link", TR("Address"), TR("The customer’s page of this request") },
	[AGENT_NAME] = { "agent.name", TR("Text"), TR("Your name") },
	[OWNER_NAME] = { "owner.name", TR("Text"), TR("The name of the ticket’s owner") },
	[PROMISE] = { "promise", TR("Date and time"), TR("By when the customer hears from us") },
	[TODAY] = { "today", TR("Date"), TR("The day on which it is put in") },
	[HOUSE_NAME] = { "house.name", TR("Text"), TR("The name of the organisation") },
	[HOUSE_PHONE] = { "house.phone", TR("Text"), TR("The phone number of the organisation") },
	[HOUSE_EMAIL] = { "house.email", TR("Text"), TR("The e-mail address of the organisation") },
	[HOUSE_HOURS] = { "house.hours", TR("Text"), TR("The opening hours") },
};

const struct saved_value *saved_values(size_t *ret_count)
{
	*ret_count = VALUES;
	return values;
}

/* The name between the braces at that place; *ret_after behind them. NULL: there are none. */
static const char *hole_at(struct hk_arena *arena, const char *at, const char **ret_after)
{
	const char *end = strstr(at + 2, "}}");

	if (!end || memchr(at, '\n', (size_t)(end - at)))
		return NULL;
	*ret_after = end + 2;
	return hk_trim(arena, hk_copy(arena, at + 2, (size_t)(end - at - 2)));
}

static int value_find(const char *name)
{
	for (int i = 0; i < VALUES; i++)
		if (strcmp(values[i].name, name) == 0)
			return i;
	return VALUES;
}

static enum hk_result not_known(struct ctx *cx, const char *field, const char *name)
{
	char *shown = hk_copy_text(cx->arena, name);

	shown[hk_utf8_fit(shown, NAME_MAX_BYTES)] = '\0';
	return field_problem(
		cx, field,
		i18n_fill(
			cx->arena,
			i18n_text(cx->language, TR("There is no value of the name “{name}”. Please "
						   "take one of the list, or take the braces "
						   "away.")),
			"name", shown, NULL));
}

enum hk_result saved_text_check(struct ctx *cx, const char *field, const char *text)
{
	const char *name;

	while ((text = strstr(text, "{{"))) {
		name = hole_at(cx->arena, text, &text);
		if (!name)
			return field_problem(cx, field,
					     TR("Two braces are opened and not closed in the same "
						"line. Please write {{ and }} around a value."));
		if (value_find(name) == VALUES)
			return not_known(cx, field, name);
	}
	return HK_OK;
}

/* What is known, by value; NULL or "" leaves a gap. */
struct known {
	const char *values[VALUES];
};

static const char *moment(struct ctx *cx, const struct customer *customer, const struct org *org,
			  const char *language, enum i18n_style style, int64_t when)
{
	const struct i18n_reader reader = { cx->kit->formats, cx->arena, language,
					    *customer->timezone ? customer->timezone
								: org->timezone,
					    strcmp(customer->digits, "latin") != 0 };

	return i18n_time(&reader, style, when);
}

static enum hk_result house_fill(struct ctx *cx, const struct org *org, const char *language,
				 struct known *known)
{
	const char *spoken;

	known->values[HOUSE_NAME] = org->name;
	known->values[HOUSE_PHONE] = org->phone;
	known->values[HOUSE_EMAIL] = org->email;
	return org_hours(cx, org, language, &known->values[HOUSE_HOURS], &spoken);
}

static enum hk_result owner_fill(struct ctx *cx, const struct ticket *ticket, struct known *known)
{
	struct staff owner = { .name = "" };
	enum hk_result result = staff_find(cx, ticket->owner_id, &owner);

	known->values[OWNER_NAME] = owner.name;
	return result == HK_NOT_FOUND ? HK_OK : result;
}

static enum hk_result ticket_fill(struct ctx *cx, const struct ticket *ticket, const char *language,
				  struct known *known)
{
	known->values[AGENT_NAME] = cx->actor->name;
	known->values[TICKET_SUBJECT] = ticket_subject(language, ticket->subject);
	if (!ticket->id)
		return HK_OK;
	known->values[TICKET_NUMBER] = hk_format(cx->arena, "%" PRId64, ticket->number);
	HK_TRY(org_url(cx,
		       hk_format(cx->arena, "/%s/my/requests/%" PRId64, language, ticket->number),
		       &known->values[TICKET_LINK]));
	return owner_fill(cx, ticket, known);
}

/* Nothing is promised that has passed already. */
static enum hk_result times_fill(struct ctx *cx, const struct ticket *ticket,
				 const struct customer *customer, const char *language,
				 struct known *known)
{
	struct org org;
	int64_t due = CLOCK_NEVER;
	const char *kind;

	HK_TRY(org_find(cx, &org));
	if (ticket->id)
		HK_TRY(clock_next(cx, ticket->id, &due, &kind));
	known->values[TODAY] = moment(cx, customer, &org, language, I18N_DATE, cx->now);
	if (due != CLOCK_NEVER && due > cx->now)
		known->values[PROMISE] = moment(cx, customer, &org, language, I18N_WEEKDAY, due);
	return house_fill(cx, &org, language, known);
}

/* A name is no markup, whatever signs are in it. */
static void put_plain(struct hk_buf *to, const char *text)
{
	for (; *text; text++) {
		if (strchr("\\`*_[]<>", *text))
			hk_buf_char(to, '\\');
		hk_buf_char(to, *text);
	}
}

static void put_value(struct ctx *cx, struct hk_buf *to, const struct known *known, int value)
{
	const char *text = known->values[value];

	if (!text || !hk_has_ink(text))
		hk_buf_format(to, "{{?%s}}", i18n_text(cx->language, values[value].words));
	else if (value == TICKET_LINK || value == HOUSE_EMAIL)
		hk_buf_text(to, text);
	else
		put_plain(to, hk_one_line(cx->arena, text));
}

enum hk_result saved_text_fill(struct ctx *cx, const struct ticket *ticket, const char *language,
			       const char *text, const char **ret)
{
	struct known known = { { NULL } };
	struct customer customer = { .name = "", .timezone = "", .digits = "" };
	const char *at = text, *hole;
	scoped_buf filled;

	hk_buf_init(&filled, FILLED_MAX_BYTES);
	if (ticket->id || ticket->customer_id)
		HK_TRY(customer_find(cx, ticket->customer_id, &customer));
	known.values[CUSTOMER_NAME] = customer.name;
	HK_TRY(ticket_fill(cx, ticket, language, &known));
	HK_TRY(times_fill(cx, ticket, &customer, language, &known));
	while ((hole = strstr(at, "{{"))) {
		const char *after = hole + 2;
		const char *name = hole_at(cx->arena, hole, &after);
		int value = name ? value_find(name) : VALUES;

		hk_buf_put(&filled, at, (size_t)(hole - at));
		if (value == VALUES)
			hk_buf_put(&filled, hole, (size_t)(after - hole));
		else
			put_value(cx, &filled, &known, value);
		at = after;
	}
	hk_buf_text(&filled, at);
	*ret = hk_copy(cx->arena, filled.bytes ? filled.bytes : "", filled.length);
	return HK_OK;
}

const char *saved_gap(struct hk_arena *arena, const char *text)
{
	const char *after;

	while ((text = strstr(text, "{{?"))) {
		const char *words = hole_at(arena, text, &after);

		if (words)
			return words + 1;
		text++;
	}
	return NULL;
}

enum hk_result saved_gap_none(struct ctx *cx, const char *text)
{
	const char *gap = saved_gap(cx->arena, text);

	if (!gap)
		return HK_OK;
	return field_problem(cx, "text",
			     i18n_fill(cx->arena,
				       i18n_text(cx->language,
						 TR("One thing is not filled in yet: {gap}. Please "
						    "write it in place of the braces.")),
				       "gap", gap, NULL));
}
