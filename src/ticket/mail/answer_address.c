#include <string.h>

#include "base/text.h"
#include "people/customer.h"
#include "ticket/message.h"

struct written_from {
	const char *address;
};

static const struct db_column from_columns[] = { DB_COLUMN_AS(struct written_from, address,
							      "from_address") };
static const struct db_record from_record = DB_RECORD("message", struct written_from, from_columns);

/* "" when he wrote none of them. */
static enum hk_result written_from_find(struct ctx *cx, const struct ticket *ticket,
					const struct message_list *all, struct written_from *ret)
{
	enum hk_result result;

	*ret = (struct written_from){ .address = "" };
	for (size_t i = all ? all->count : 0; i-- > 0;) {
		const struct message *one = &all->items[i];

		if (strcmp(one->kind, "in") == 0 && one->author_id == ticket->customer_id) {
			ret->address = one->from_address;
			break;
		}
	}
	if (all)
		return HK_OK;
	result = db_select_one(cx->db, &from_record,
			       DB_WHERE("ticket_id = $2 AND kind = 'in' AND author_id = $3",
					"ORDER BY id DESC LIMIT 1"),
			       DB_ARGS(ticket->id, ticket->customer_id), ret);
	return result == HK_NOT_FOUND ? HK_OK : result;
}

enum hk_result message_answer_address(struct ctx *cx, const struct ticket *ticket,
				      const struct message_list *all, const char **ret)
{
	struct written_from from;
	struct address_list list;
	const char *last;

	HK_TRY(written_from_find(cx, ticket, all, &from));
	last = customer_email(cx, from.address);
	HK_TRY(customer_addresses(cx, ticket->customer_id, &list));
	for (size_t i = 0; last && i < list.count; i++)
		if (hk_equal(list.items[i].kind, "email") && !list.items[i].is_failing &&
		    hk_equal(list.items[i].value, last) && !customer_is_unknown(last)) {
			*ret = last;
			return HK_OK;
		}
	return customer_mail_address(cx, ticket->customer_id, ret);
}
