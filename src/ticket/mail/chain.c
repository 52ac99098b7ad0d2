#include "ticket/mail/chain.h"

#include "base/text.h"

struct answered {
	const char *number;
};

static const struct db_column columns[] = { DB_COLUMN_AS(struct answered, number, "detail") };
static const struct db_record record = DB_RECORD("history", struct answered, columns);

/* What a stranger's first mail answers stands in the history of his ticket (intake/stranger.h).
 * HK_NOT_FOUND: nothing. */
static enum hk_result before(struct ctx *cx, int64_t ticket_id, struct ticket *ret)
{
	struct answered answered;
	int64_t number;

	HK_TRY(db_select_one(cx->db, &record,
			     DB_WHERE("ticket_id = $2 AND kind = 'linked'", "ORDER BY id LIMIT 1"),
			     DB_ARGS(ticket_id), &answered));
	return hk_number(answered.number, &number) ? ticket_by_number(cx, number, ret)
						   : HK_NOT_FOUND;
}

enum hk_result chain_length(struct ctx *cx, const struct ticket *ticket, int64_t since,
			    int64_t most, int64_t *ret)
{
	int64_t ticket_id = ticket->id, length = 0;

	while (length < most) {
		struct ticket one;
		enum hk_result result = before(cx, ticket_id, &one);

		if (result == HK_NOT_FOUND || (result == HK_OK && one.opened_at < since))
			break;
		HK_TRY(result);
		ticket_id = one.id;
		length++;
	}
	*ret = length;
	return HK_OK;
}
