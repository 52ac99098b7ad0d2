#include "people/session.h"

#include <string.h>

#include "base/text.h"
#include "base/time.h"
#include "core/rights.h"
#include "core/secret_digest.h"
#include "people/customer.h"
#include "people/staff.h"

enum { CLIENT_MAX_BYTES = 120 };

#define STAFF_IDLE    (14 * (int64_t)HK_HOUR)
#define CUSTOMER_IDLE (30 * HK_DAY)

static const struct db_column columns[] = {
	DB_COLUMN(struct session, id),         DB_COLUMN(struct session, person_kind),
	DB_COLUMN(struct session, person_id),  DB_COLUMN(struct session, client),
	DB_COLUMN(struct session, created_at), DB_COLUMN(struct session, seen_at),
	DB_COLUMN(struct session, expires_at),
};
static const struct db_record record = DB_RECORD("session", struct session, columns);

static int64_t idle_of(const char *person_kind)
{
	return strcmp(person_kind, "staff") == 0 ? STAFF_IDLE : CUSTOMER_IDLE;
}

enum hk_result actor_of_staff(struct ctx *cx, int64_t id, struct actor *ret,
			      struct session_view *ret_view)
{
	struct staff staff;

	HK_TRY(staff_find(cx, id, &staff));
	if (!staff.is_active)
		return HK_NOT_FOUND;
	*ret = (struct actor){ .kind = ACTOR_STAFF,
			       .id = staff.id,
			       .name = staff.name,
			       .email = staff.email,
			       .role = staff.role };
	*ret_view = (struct session_view){ .language = staff.language,
					   .timezone = staff.timezone,
					   .theme = staff.theme,
					   .density = staff.density,
					   .text_size = staff.text_size,
					   .keys = staff.keys,
					   .digits = "latin" };
	return role_rights(cx, staff.role, &ret->rights);
}

enum hk_result actor_of_customer(struct ctx *cx, int64_t id, struct actor *ret,
				 struct session_view *ret_view)
{
	struct customer customer;
	const char *email;

	HK_TRY(customer_find(cx, id, &customer));
	HK_TRY(customer_mail_address(cx, id, &email));
	*ret = (struct actor){ .kind = ACTOR_CUSTOMER,
			       .id = customer.id,
			       .name = customer.name,
			       .email = email,
			       .role = "customer" };
	*ret_view = (struct session_view){ .language = customer.language,
					   .timezone = customer.timezone,
					   .theme = "",
					   .density = "",
					   .text_size = "",
					   .keys = "",
					   .digits = customer.digits };
	return role_rights(cx, "customer", &ret->rights);
}

enum hk_result session_actor(struct ctx *cx, const char *token, struct actor *ret,
			     struct session_view *ret_view)
{
	struct session session;
	struct actor actor;
	struct session_view view;

	HK_TRY(db_select_one(cx->db, &record, DB_WHERE("token_hash = $2 AND expires_at > $3", ""),
			     DB_ARGS(secret_digest(cx, token), cx->now), &session));
	if (strcmp(session.person_kind, "staff") == 0)
		HK_TRY(actor_of_staff(cx, session.person_id, &actor, &view));
	else
		HK_TRY(actor_of_customer(cx, session.person_id, &actor, &view));
	actor.session_id = session.id;
	view.expires_at = session.expires_at;
	view.seen_at = session.seen_at;
	*ret = actor;
	*ret_view = view;
	return HK_OK;
}

enum hk_result session_add(struct ctx *cx, const char *person_kind, int64_t person_id,
			   const char *client, const char **ret_token)
{
	const char *token = hk_token_new(cx->arena);

	HK_TRY(db_send(cx->db,
		       DB_ADD("session",
			      "token_hash, id, person_kind, person_id, client, created_at, seen_at,"
			      " expires_at",
			      "$2, $3, $4, $5, $6, $7, $7, $8", ""),
		       DB_ARGS(secret_digest(cx, token), ctx_new_id(cx), person_kind, person_id,
			       hk_copy(cx->arena, client, hk_utf8_fit(client, CLIENT_MAX_BYTES)),
			       cx->now, cx->now + idle_of(person_kind))));
	*ret_token = token;
	return HK_OK;
}

enum hk_result session_touch(struct ctx *cx, const char *token)
{
	const char *kind = cx->actor->kind == ACTOR_STAFF ? "staff" : "customer";

	if (cx->actor->kind == ACTOR_STAFF)
		HK_TRY(staff_seen(cx, cx->actor->id));
	return db_send(cx->db,
		       DB_UPDATE("session", "seen_at = $3, expires_at = $4", "token_hash = $2", ""),
		       DB_ARGS(secret_digest(cx, token), cx->now, cx->now + idle_of(kind)));
}

enum hk_result session_end(struct ctx *cx, const char *token)
{
	return db_send(cx->db, DB_DELETE("session", "token_hash = $2"),
		       DB_ARGS(secret_digest(cx, token)));
}

static const char *own_kind(const struct ctx *cx)
{
	return cx->actor->kind == ACTOR_STAFF ? "staff" : "customer";
}

enum hk_result session_end_own(struct ctx *cx, int64_t id)
{
	int64_t count;

	HK_TRY(db_change(cx->db,
			 DB_DELETE("session", "id = $2 AND person_kind = $3 AND person_id = $4"),
			 DB_ARGS(id, own_kind(cx), cx->actor->id), &count));
	return count ? HK_OK : HK_NOT_FOUND;
}

enum hk_result session_end_others(struct ctx *cx)
{
	return db_send(cx->db,
		       DB_DELETE("session", "person_kind = $2 AND person_id = $3 AND id <> $4"),
		       DB_ARGS(own_kind(cx), cx->actor->id, cx->actor->session_id));
}

enum hk_result session_list_own(struct ctx *cx, struct session_list *ret)
{
	struct db_rows rows;

	HK_TRY(db_select(cx->db, &record,
			 DB_WHERE("person_kind = $2 AND person_id = $3 AND expires_at > $4",
				  "ORDER BY seen_at DESC LIMIT 50"),
			 DB_ARGS(own_kind(cx), cx->actor->id, cx->now), &rows));
	*ret = (struct session_list){ rows.items, rows.count };
	return HK_OK;
}

enum hk_result session_forget(struct ctx *cx, int64_t before, int64_t limit, int64_t *ret_count)
{
	return db_change(
		cx->db,
		DB_DELETE("session",
			  "token_hash IN (SELECT token_hash FROM session WHERE"
			  " org_id = $1 AND expires_at < $2 ORDER BY expires_at LIMIT $3)"),
		DB_ARGS(before, limit), ret_count);
}
