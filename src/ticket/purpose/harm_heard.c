#include "ticket/purpose/harm_heard.h"

#include <string.h>

#include "base/text.h"
#include "core/i18n.h"
#include "ticket/history.h"
#include "ticket/purpose/harm.h"

/* As migration 0145 says. */
static const char judged[] = "-";

bool harm_is_judged(const struct ticket *ticket)
{
	return strcmp(ticket->harm_heard, judged) == 0;
}

const char *harm_waits(const struct ticket *ticket)
{
	return harm_is_judged(ticket) ? "" : ticket->harm_heard;
}

/* Of what waits on the one, what nobody has said yes to on the other. */
static const char *waits_still(struct ctx *cx, const char *waiting, const struct ticket *one,
			       const struct ticket *other)
{
	for (size_t i = 0; i < HARMS; i++)
		if (harm_is_among(harm_waits(one), harm_codes[i]) &&
		    !(harm_is_judged(other) && harm_is_among(other->harms, harm_codes[i])))
			waiting = harms_join(cx, waiting, harm_codes[i]);
	return waiting;
}

const char *harm_heard_merge(struct ctx *cx, const struct ticket *from, const struct ticket *into)
{
	const char *waiting = waits_still(cx, waits_still(cx, "", into, from), from, into);
	bool is_answered = harm_is_judged(into) || *harm_waits(into);

	if (*waiting)
		return waiting;
	return is_answered ? judged : "";
}

static enum hk_result heard_store(struct ctx *cx, struct ticket *ticket, const char *heard)
{
	ticket->harm_heard = heard;
	return db_send(cx->db, DB_UPDATE("ticket", "harm_heard = $3", "id = $2", ""),
		       DB_ARGS(ticket->id, heard));
}

enum hk_result harm_heard_split(struct ctx *cx, const struct ticket *from, struct ticket *part)
{
	return *from->harm_heard ? heard_store(cx, part, from->harm_heard) : HK_OK;
}

static enum hk_result harms_put(struct ctx *cx, struct ticket *ticket, const char *harms)
{
	struct ticket wish = *ticket;

	wish.harms = harms;
	if (!*ticket->priority_reason || strcmp(ticket->priority, "urgent") != 0)
		wish.priority = wish.priority_reason = "";
	HK_TRY(ticket_change(cx, &wish));
	return ticket_by_row(cx, ticket->id, ticket);
}

enum hk_result harm_add(struct ctx *cx, struct ticket *ticket, const char *code, bool is_heard)
{
	if (is_heard)
		HK_TRY(heard_store(cx, ticket, harms_join(cx, harm_waits(ticket), code)));
	return harms_put(cx, ticket, harms_join(cx, ticket->harms, code));
}

static enum hk_result nothing_waits(struct ctx *cx)
{
	return problem(cx, HK_CONFLICT, TR("This was done already."));
}

enum hk_result harm_confirm(struct ctx *cx, struct ticket *ticket)
{
	struct ticket old = *ticket;

	if (!*harm_waits(ticket))
		return nothing_waits(cx);
	HK_TRY(heard_store(cx, ticket, judged));
	HK_TRY(history_record(cx, ticket->id, "harm_so", "", NULL));
	return ticket_store(cx, ticket, &old, "ticket.changed");
}

/* Those that a rule did not read stay. */
static const char *others_of(struct ctx *cx, const struct ticket *ticket)
{
	const char *others = "";

	for (size_t i = 0; i < HARMS; i++)
		if (harm_is_among(ticket->harms, harm_codes[i]) &&
		    !harm_is_among(ticket->harm_heard, harm_codes[i]))
			others = harms_join(cx, others, harm_codes[i]);
	return others;
}

enum hk_result harm_deny(struct ctx *cx, struct ticket *ticket)
{
	if (!*harm_waits(ticket))
		return nothing_waits(cx);

	const char *others = others_of(cx, ticket);

	HK_TRY(history_record(cx, ticket->id, "harm_not", "", NULL));
	HK_TRY(heard_store(cx, ticket, judged));
	return harms_put(cx, ticket, others);
}
