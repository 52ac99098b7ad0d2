#include "growth/silent.h"

#include "base/time.h"
#include "core/rights.h"

static const struct db_column columns[] = {
	DB_COLUMN_AS(struct silent, number, "ticket.number"),
	DB_COLUMN_AS(struct silent, customer_id, "ticket.customer_id"),
	DB_COLUMN_AS(struct silent, resolved_at, "ticket.resolved_at"),
	DB_COLUMN_AS(struct silent, subject, "ticket.subject"),
	DB_COLUMN_AS(struct silent, language, "ticket.language"),
	DB_COLUMN_AS(struct silent, name, "coalesce(customer.name, '')"),
	DB_COLUMN_AS(struct silent, owner, "coalesce(staff.name, '')"),
};
static const struct db_record record =
	DB_RECORD_FROM("ticket",
		       "ticket LEFT JOIN customer ON customer.org_id = ticket.org_id AND"
		       " customer.id = ticket.customer_id"
		       " LEFT JOIN staff ON staff.org_id = ticket.org_id AND"
		       " staff.id = ticket.owner_id",
		       struct silent, columns);

enum hk_result silent_find(struct ctx *cx, struct silent_list *ret)
{
	struct db_rows rows;

	if (cx->actor->kind != ACTOR_STAFF || !actor_may(cx->actor, RIGHT_TICKET_READ))
		return HK_NOT_FOUND;
	HK_TRY(db_select(cx->db, &record,
			 DB_WHERE(SILENT_TICKETS, "ORDER BY ticket.resolved_at DESC LIMIT $4"),
			 DB_ARGS(cx->now - SILENT_DAYS * HK_DAY, cx->now, SILENT_MOST), &rows));
	*ret = (struct silent_list){ rows.items, rows.count };
	return HK_OK;
}
