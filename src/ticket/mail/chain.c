#include "ticket/mail/chain.h"

#include "base/text.h"
#include "ticket/mail/matter.h"
#include "ticket/mail/subject.h"

struct answered {
	const char *number;
};

static const struct db_column columns[] = { DB_COLUMN_AS(struct answered, number, "detail") };
static const struct db_record record = DB_RECORD("history", struct answered, columns);

/* HK_NOT_FOUND: it was signed by nobody here. */
static enum hk_result by_history(struct ctx *cx, const struct ticket *ticket, struct ticket *ret)
{
	struct answered answered;
	int64_t number;

	HK_TRY(db_select_one(cx->db, &record,
			     DB_WHERE("ticket_id = $2 AND kind = 'linked'", "ORDER BY id LIMIT 1"),
			     DB_ARGS(ticket->id), &answered));
	return hk_number(answered.number, &number) ? ticket_by_number(cx, number, ret)
						   : HK_NOT_FOUND;
}

/* The newest of those that were there before. */
static enum hk_result by_subject(struct ctx *cx, const struct ticket *ticket, struct ticket *ret)
{
	const char *at = ticket->subject;
	int64_t number, newest = 0;

	while (subject_number_next(&at, &number))
		if (number < ticket->number && number > newest)
			newest = number;
	return newest ? ticket_by_number(cx, newest, ret) : HK_NOT_FOUND;
}

static enum hk_result before(struct ctx *cx, const struct ticket *ticket, struct ticket *ret)
{
	enum hk_result result = by_history(cx, ticket, ret);

	return result == HK_NOT_FOUND ? by_subject(cx, ticket, ret) : result;
}

static enum hk_result is_by_machine(struct ctx *cx, const struct ticket *ticket,
				    const struct ticket *first, int64_t quick_ms, bool *ret)
{
	if (ticket->opened_at - first->opened_at > quick_ms)
		return matter_is_same(cx, ticket, first, ret);
	*ret = true;
	return HK_OK;
}

enum hk_result chain_read(struct ctx *cx, const struct ticket *ticket,
			  const struct chain_wish *wish, struct chain *ret)
{
	struct chain chain = { 0 };
	struct ticket at = *ticket, first;
	bool is_by = true;

	while (chain.all < wish->most) {
		enum hk_result result = before(cx, &at, &first);

		if (result == HK_NOT_FOUND || (result == HK_OK && first.opened_at < wish->since))
			break;
		HK_TRY(result);
		if (is_by)
			HK_TRY(is_by_machine(cx, &at, &first, wish->quick_ms, &is_by));
		chain.machine += is_by;
		chain.all++;
		at = first;
	}
	*ret = chain;
	return HK_OK;
}
