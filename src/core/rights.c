#include "core/rights.h"

#include <string.h>

#include "base/text.h"

static const char *const names[RIGHTS] = {
	[RIGHT_PUBLIC] = "public",
	[RIGHT_SIGNED_IN] = "signed_in",
	[RIGHT_OWN_REQUESTS] = "own_requests",
	[RIGHT_TICKET_READ] = "ticket.read",
	[RIGHT_TICKET_CREATE] = "ticket.create",
	[RIGHT_TICKET_REPLY] = "ticket.reply",
	[RIGHT_TICKET_ASSIGN] = "ticket.assign",
	[RIGHT_TICKET_DELETE] = "ticket.delete",
	[RIGHT_CUSTOMER_READ] = "customer.read",
	[RIGHT_CUSTOMER_WRITE] = "customer.write",
	[RIGHT_TEAM_WATCH] = "team.watch",
	[RIGHT_REPORT_READ] = "report.read",
	[RIGHT_ADMIN] = "admin",
	[RIGHT_TOKEN] = "token",
	[RIGHT_REPLY_SAVE] = "reply.save",
	[RIGHT_CONTROL] = "control",
	[RIGHT_COMPLAINT] = "complaint.handle",
};

/* What a new organisation begins with. */
static const struct {
	const char *role;
	enum right rights[RIGHTS];
} defaults[] = {
	{ "customer", { RIGHT_SIGNED_IN, RIGHT_OWN_REQUESTS } },
	{ "employee", { RIGHT_SIGNED_IN } },
	{ "agent",
	  { RIGHT_SIGNED_IN, RIGHT_TICKET_READ, RIGHT_TICKET_CREATE, RIGHT_TICKET_REPLY,
	    RIGHT_TICKET_ASSIGN, RIGHT_TICKET_DELETE, RIGHT_CUSTOMER_READ, RIGHT_CUSTOMER_WRITE,
	    RIGHT_TOKEN, RIGHT_COMPLAINT } },
	{ "supervisor",
	  { RIGHT_SIGNED_IN, RIGHT_TICKET_READ, RIGHT_TICKET_CREATE, RIGHT_TICKET_REPLY,
	    RIGHT_TICKET_ASSIGN, RIGHT_TICKET_DELETE, RIGHT_CUSTOMER_READ, RIGHT_CUSTOMER_WRITE,
	    RIGHT_TEAM_WATCH, RIGHT_REPORT_READ, RIGHT_TOKEN, RIGHT_REPLY_SAVE, RIGHT_CONTROL,
	    RIGHT_COMPLAINT } },
	{ "manager",
	  { RIGHT_SIGNED_IN, RIGHT_TICKET_READ, RIGHT_CUSTOMER_READ, RIGHT_TEAM_WATCH,
	    RIGHT_REPORT_READ, RIGHT_TOKEN, RIGHT_CONTROL } },
	{ "admin",
	  { RIGHT_SIGNED_IN, RIGHT_TICKET_READ, RIGHT_TICKET_CREATE, RIGHT_TICKET_REPLY,
	    RIGHT_TICKET_ASSIGN, RIGHT_TICKET_DELETE, RIGHT_CUSTOMER_READ, RIGHT_CUSTOMER_WRITE,
	    RIGHT_TEAM_WATCH, RIGHT_REPORT_READ, RIGHT_ADMIN, RIGHT_TOKEN, RIGHT_REPLY_SAVE,
	    RIGHT_CONTROL, RIGHT_COMPLAINT } },
};

struct right_row {
	const char *right_name;
};

static const struct db_column columns[] = { DB_COLUMN(struct right_row, right_name) };
static const struct db_record record = DB_RECORD("role_right", struct right_row, columns);

const char *right_name(enum right right)
{
	return names[right];
}

static bool right_find(const char *name, enum right *ret)
{
	for (int i = 0; i < RIGHTS; i++)
		if (strcmp(names[i], name) == 0) {
			*ret = (enum right)i;
			return true;
		}
	return false;
}

enum hk_result right_need(struct ctx *cx, enum right right)
{
	if (actor_may(cx->actor, right))
		return HK_OK;
	return problem(cx, HK_DENIED, TR("You may not do this. Please ask a supervisor."));
}

enum hk_result role_rights(struct ctx *cx, const char *role, uint64_t *ret)
{
	struct db_rows rows;
	uint64_t rights = (uint64_t)1 << RIGHT_PUBLIC;

	HK_TRY(db_select(cx->db, &record, DB_WHERE("role = $2", ""), DB_ARGS(role), &rows));

	const struct right_row *items = rows.items;

	for (size_t i = 0; i < rows.count; i++) {
		enum right right;
		if (right_find(items[i].right_name, &right))
			rights |= (uint64_t)1 << right;
	}
	if (!rows.count)
		return HK_NOT_FOUND;
	*ret = rights;
	return HK_OK;
}

enum hk_result role_rights_init(struct ctx *cx)
{
	for (size_t i = 0; i < HK_COUNT(defaults); i++)
		for (int k = 0; k < RIGHTS && defaults[i].rights[k]; k++)
			HK_TRY(db_send(cx->db,
				       DB_ADD("role_right", "role, right_name", "$2, $3",
					      "ON CONFLICT (org_id, role, right_name) DO NOTHING"),
				       DB_ARGS(defaults[i].role, names[defaults[i].rights[k]])));
	return HK_OK;
}
