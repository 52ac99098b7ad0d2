#include "people/staff.h"

#include <inttypes.h>
#include <string.h>

#include "base/text.h"
#include "core/job.h"
#include "people/customer.h"

static const struct db_column columns[] = {
	DB_COLUMN(struct staff, id),
	DB_COLUMN(struct staff, email),
	DB_COLUMN(struct staff, name),
	DB_COLUMN(struct staff, role),
	DB_COLUMN(struct staff, language),
	DB_COLUMN(struct staff, timezone),
	DB_COLUMN(struct staff, theme),
	DB_COLUMN(struct staff, density),
	DB_COLUMN(struct staff, text_size),
	DB_COLUMN(struct staff, keys),
	DB_COLUMN(struct staff, password_hash),
	DB_COLUMN(struct staff, totp_secret),
	DB_COLUMN(struct staff, totp_counter),
	DB_COLUMN(struct staff, is_active),
	DB_COLUMN(struct staff, active_count),
	DB_COLUMN(struct staff, assigned_at),
	DB_COLUMN(struct staff, seen_at),
	DB_COLUMN(struct staff, created_at),
	DB_COLUMN(struct staff, version),
	DB_COLUMN(struct staff, handovers),
	DB_COLUMN(struct staff, unread_count),
	DB_COLUMN(struct staff, decision_count),
	DB_COLUMN(struct staff, notify_by_mail),
	DB_COLUMN(struct staff, wall_mail),
	DB_COLUMN(struct staff, task_count),
	DB_COLUMN(struct staff, snoozed),
};
static const struct db_record record = DB_RECORD("staff", struct staff, columns);

static const char *const roles[] = { "employee", "agent", "supervisor", "manager", "admin" };

bool staff_role_exists(const char *role)
{
	return hk_one_of(role, roles, HK_COUNT(roles));
}

enum hk_result staff_find(struct ctx *cx, int64_t id, struct staff *ret)
{
	return db_select_one(cx->db, &record, DB_WHERE("id = $2", ""), DB_ARGS(id), ret);
}

enum hk_result staff_by_email(struct ctx *cx, const char *email, struct staff *ret)
{
	const char *address = customer_email(cx, email);

	if (!address)
		return HK_NOT_FOUND;
	return db_select_one(cx->db, &record, DB_WHERE("email = $2", ""), DB_ARGS(address), ret);
}

enum hk_result staff_every(struct ctx *cx, struct staff_list *ret)
{
	struct db_rows rows;

	HK_TRY(db_select(cx->db, &record, DB_WHERE("1 = 1", "ORDER BY is_active DESC, name, id"),
			 DB_NONE, &rows));
	*ret = (struct staff_list){ rows.items, rows.count };
	return HK_OK;
}

enum hk_result staff_after(struct ctx *cx, int64_t id, int64_t limit, struct staff_list *ret)
{
	struct db_rows rows;

	HK_TRY(db_select(cx->db, &record, DB_WHERE("id > $2", "ORDER BY id LIMIT $3"),
			 DB_ARGS(id, limit), &rows));
	*ret = (struct staff_list){ rows.items, rows.count };
	return HK_OK;
}

enum hk_result staff_of_team(struct ctx *cx, int64_t team_id, struct staff_list *ret)
{
	struct db_rows rows;

	HK_TRY(db_select(cx->db, &record,
			 DB_WHERE("id IN (SELECT staff_id FROM team_member WHERE org_id = $1 AND"
				  " team_id = $2)",
				  "ORDER BY id"),
			 DB_ARGS(team_id), &rows));
	*ret = (struct staff_list){ rows.items, rows.count };
	return HK_OK;
}

enum hk_result staff_may(struct ctx *cx, const struct staff *staff, enum right right, bool *ret)
{
	uint64_t rights = 0;
	enum hk_result result = HK_OK;

	if (staff->is_active)
		result = role_rights(cx, staff->role, &rights);
	if (result != HK_OK && result != HK_NOT_FOUND)
		return result;
	*ret = (rights >> right & 1) != 0;
	return HK_OK;
}

enum hk_result staff_find_may(struct ctx *cx, int64_t id, enum right right, struct staff *ret_staff,
			      bool *ret)
{
	enum hk_result result = staff_find(cx, id, ret_staff);

	if (result == HK_OK)
		return staff_may(cx, ret_staff, right, ret);
	*ret = false;
	return result == HK_NOT_FOUND ? HK_OK : result;
}

enum hk_result staff_who_may(struct ctx *cx, enum right right, struct staff_list *ret)
{
	struct db_rows rows;

	HK_TRY(db_select(cx->db, &record,
			 DB_WHERE("is_active = 1 AND EXISTS (SELECT 1 FROM role_right WHERE"
				  " role_right.org_id = $1 AND role_right.role = staff.role AND"
				  " role_right.right_name = $2)",
				  "ORDER BY name, id"),
			 DB_ARGS(right_name(right)), &rows));
	*ret = (struct staff_list){ rows.items, rows.count };
	return HK_OK;
}

static enum hk_result check(struct ctx *cx, struct staff *staff)
{
	const char *email = customer_email(cx, staff->email);

	if (!email)
		(void)field_problem(cx, "email", TR("This e-mail address does not look right."));
	if (!hk_has_ink(staff->name))
		(void)field_problem(cx, "name", TR("Please give a name."));
	if (!staff_role_exists(staff->role))
		(void)field_problem(cx, "role", TR("Please choose a role."));
	staff->email = email;
	staff->name = hk_one_line(cx->arena, staff->name);
	return cx->field_count ? HK_INVALID : HK_OK;
}

static enum hk_result is_free(struct ctx *cx, const struct staff *staff)
{
	struct staff other;
	enum hk_result result = staff_by_email(cx, staff->email, &other);

	if (result == HK_NOT_FOUND || (result == HK_OK && other.id == staff->id))
		return HK_OK;
	if (result != HK_OK)
		return result;
	(void)field_problem(cx, "email", TR("Somebody with this e-mail address is here already."));
	return HK_CONFLICT;
}

enum hk_result staff_add(struct ctx *cx, struct staff *staff)
{
	HK_TRY(check(cx, staff));
	HK_TRY(is_free(cx, staff));
	*staff = (struct staff){ .id = ctx_new_id(cx),
				 .email = staff->email,
				 .name = hk_one_line(cx->arena, staff->name),
				 .role = staff->role,
				 .language = staff->language ? staff->language : "",
				 .timezone = "",
				 .theme = "",
				 .density = "",
				 .text_size = "",
				 .keys = "",
				 .notify_by_mail = "",
				 .wall_mail = "",
				 .password_hash = "",
				 .is_active = 1,
				 .created_at = cx->now,
				 .version = 1 };
	return db_insert(cx->db, &record, staff);
}

/* An organisation without an administrator could never be repaired from a browser. */
static enum hk_result admin_stays(struct ctx *cx, const struct staff *staff)
{
	struct staff other;

	if (strcmp(staff->role, "admin") == 0 && staff->is_active)
		return HK_OK;

	enum hk_result result = db_select_one(
		cx->db, &record,
		DB_WHERE("role = 'admin' AND is_active = 1 AND id <> $2", "ORDER BY id LIMIT 1"),
		DB_ARGS(staff->id), &other);

	if (result != HK_NOT_FOUND)
		return result;
	return problem(cx, HK_CONFLICT,
		       TR("Somebody must stay administrator. Make another one first."));
}

enum hk_result staff_change(struct ctx *cx, const struct staff *staff)
{
	struct staff wish = *staff;
	int64_t count;

	HK_TRY(check(cx, &wish));
	HK_TRY(is_free(cx, &wish));
	HK_TRY(admin_stays(cx, &wish));
	HK_TRY(db_change(
		cx->db,
		DB_UPDATE("staff",
			  "email = $3, name = $4, role = $5, is_active = $6,"
			  " version = version + 1",
			  "id = $2 AND version = $7", ""),
		DB_ARGS(wish.id, wish.email, wish.name, wish.role, wish.is_active, wish.version),
		&count));
	if (count == 0)
		return problem(cx, HK_CONFLICT,
			       TR("Somebody else has changed this meanwhile. Please look again."));
	/* Who may no longer sign in is signed out now, not at the end of his session. */
	if (!wish.is_active)
		HK_TRY(db_send(cx->db,
			       DB_DELETE("session", "person_kind = 'staff' AND person_id = $2"),
			       DB_ARGS(wish.id)));
	/* A role may have lost what it could before; the job looks. */
	return job_add(cx, "staff.left", wish.id, cx->now,
		       hk_format(cx->arena, "%" PRId64 " %" PRId64, wish.id, wish.version));
}

enum hk_result staff_change_own(struct ctx *cx, const struct staff *staff)
{
	if (!hk_has_ink(staff->name))
		return field_problem(cx, "name", TR("Please give a name."));
	return db_send(cx->db,
		       DB_UPDATE("staff",
				 "name = $3, language = $4, timezone = $5, theme = $6,"
				 " density = $7, text_size = $8, keys = $9, notify_by_mail = $10,"
				 " wall_mail = $11, version = version + 1",
				 "id = $2", ""),
		       DB_ARGS(staff->id, hk_one_line(cx->arena, staff->name), staff->language,
			       staff->timezone, staff->theme, staff->density, staff->text_size,
			       staff->keys, staff->notify_by_mail, staff->wall_mail));
}

enum hk_result staff_password_put(struct ctx *cx, int64_t id, const char *hash)
{
	return db_send(cx->db, DB_UPDATE("staff", "password_hash = $3", "id = $2", ""),
		       DB_ARGS(id, hash));
}

enum hk_result staff_totp_put(struct ctx *cx, int64_t id, struct db_blob sealed)
{
	return db_send(cx->db, DB_UPDATE("staff", "totp_secret = $3", "id = $2", ""),
		       DB_ARGS(id, sealed));
}

enum hk_result staff_totp_use(struct ctx *cx, int64_t id, int64_t counter)
{
	int64_t count;

	HK_TRY(db_change(
		cx->db,
		DB_UPDATE("staff", "totp_counter = $3", "id = $2 AND totp_counter < $3", ""),
		DB_ARGS(id, counter), &count));
	return count == 1 ? HK_OK : HK_CONFLICT;
}

enum hk_result staff_seen(struct ctx *cx, int64_t id)
{
	return db_send(cx->db, DB_UPDATE("staff", "seen_at = $3", "id = $2", ""),
		       DB_ARGS(id, cx->now));
}

/* Of the team those who answer, else whoever belongs to it. */
static enum hk_result least_loaded_of(struct ctx *cx, int64_t team_id, bool is_any_role,
				      struct staff *ret)
{
	return db_select_one(
		cx->db, &record,
		DB_WHERE("is_active = 1 AND (role IN ('agent', 'supervisor') OR"
			 " ($3 = 1 AND role <> 'employee')) AND"
			 " id IN (SELECT staff_id FROM team_member WHERE org_id = $1 AND"
			 " team_id = $2)",
			 "ORDER BY active_count, assigned_at, id LIMIT 1"),
		DB_ARGS(team_id, is_any_role), ret);
}

struct openness {
	int64_t is_restricted;
};

static const struct db_column openness_columns[] = { DB_COLUMN(struct openness, is_restricted) };
static const struct db_record openness_record =
	DB_RECORD("team", struct openness, openness_columns);

/* What a restricted team has stays within it: who owns a ticket sees it. */
static enum hk_result is_open_to_all(struct ctx *cx, int64_t team_id, bool *ret)
{
	struct openness team = { 0 };
	enum hk_result result = db_select_one(cx->db, &openness_record, DB_WHERE("id = $2", ""),
					      DB_ARGS(team_id), &team);

	*ret = !team.is_restricted;
	return result == HK_NOT_FOUND ? HK_OK : result;
}

enum hk_result staff_least_loaded(struct ctx *cx, int64_t team_id, struct staff *ret)
{
	enum hk_result result = HK_NOT_FOUND;
	bool is_open = true;

	if (team_id) {
		HK_TRY(is_open_to_all(cx, team_id, &is_open));
		result = least_loaded_of(cx, team_id, false, ret);
	}
	if (result == HK_NOT_FOUND && !is_open)
		result = least_loaded_of(cx, team_id, true, ret);
	if (result == HK_NOT_FOUND && is_open)
		result = db_select_one(cx->db, &record,
				       DB_WHERE("is_active = 1 AND role IN ('agent', 'supervisor')",
						"ORDER BY active_count, assigned_at, id LIMIT 1"),
				       DB_NONE, ret);
	if (result == HK_NOT_FOUND)
		result = db_select_one(cx->db, &record,
				       DB_WHERE("is_active = 1 AND role = 'admin'",
						"ORDER BY active_count, id LIMIT 1"),
				       DB_NONE, ret);
	return result;
}
