#include "people/link_wish.h"

#include "base/time.h"
#include "core/throttle.h"
#include "people/customer.h"

enum { PER_ADDRESS = 5, PER_CLIENT = 30, WINDOW = 15 * HK_MINUTE };

static const struct db_column columns[] = {
	DB_COLUMN(struct link_wish, id),
	DB_COLUMN(struct link_wish, email),
	DB_COLUMN(struct link_wish, next),
	DB_COLUMN(struct link_wish, language),
};
static const struct db_record record = DB_RECORD("link_wish", struct link_wish, columns);

enum hk_result link_wish_add(struct ctx *cx, const char *client, struct link_wish *wish)
{
	const char *address = customer_email(cx, wish->email);

	if (!address)
		return field_problem(cx, "email", TR("This e-mail address does not look right."));
	HK_TRY(throttle_count(cx, "link.address", address, PER_ADDRESS, WINDOW));
	HK_TRY(throttle_count_client(cx, "link.client", client, PER_CLIENT, WINDOW));
	wish->email = address;
	wish->id = ctx_new_id(cx);
	return db_insert(cx->db, &record, wish);
}

enum hk_result link_wish_take(struct ctx *cx, int64_t id, struct link_wish *ret)
{
	HK_TRY(db_select_one(cx->db, &record, DB_WHERE("id = $2", ""), DB_ARGS(id), ret));
	return db_send(cx->db, DB_DELETE("link_wish", "id = $2"), DB_ARGS(id));
}
