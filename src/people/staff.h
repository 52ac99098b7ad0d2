/*
 * staff: those who work here and sign in. Each has one role (a named set of
 * rights) and belongs to any number of teams.
 */
#pragma once

#include "core/rights.h"

struct staff {
	int64_t id;
	const char *email, *name, *role;
	const char *language, *timezone, *theme, *density, *text_size, *keys;
	const char *password_hash;
	struct db_blob totp_secret; /* sealed; NULL: none */
	int64_t totp_counter, is_active, active_count, assigned_at, seen_at, created_at, version;
	int64_t handovers;      /* kept: those that wait for him or for a colleague, or came back */
	int64_t unread_count;   /* kept: notifications that he has not seen */
	int64_t decision_count; /* kept: open decisions of meetings that are his */
	const char *notify_by_mail; /* of notifications: "" when he is not looking, always, never */
	int64_t task_count;         /* kept: open tasks of his */
	const char *wall_mail;      /* what is new on the wall: "" weekly, day, both, never */
	int64_t snoozed;            /* kept: tickets that he put away until a time */
};

struct staff_list {
	struct staff *items;
	size_t count;
};

enum hk_result staff_find(struct ctx *cx, int64_t id, struct staff *ret);
/* email as written. */
/* role: its code, such as admin. */
bool staff_role_exists(const char *role);
enum hk_result staff_by_email(struct ctx *cx, const char *email, struct staff *ret);
/* All of them by name, those who left at the end. */
enum hk_result staff_every(struct ctx *cx, struct staff_list *ret);
/* The next with an id above this one, by id. */
enum hk_result staff_after(struct ctx *cx, int64_t id, int64_t limit, struct staff_list *ret);
/* Those who belong to that team, by id. */
enum hk_result staff_of_team(struct ctx *cx, int64_t team_id, struct staff_list *ret);
/* Whether he works here now and his role has that right. */
enum hk_result staff_may(struct ctx *cx, const struct staff *staff, enum right right, bool *ret);
/* The same of whoever has that id. HK_OK also where nobody has: he may not, and ret_staff stays as
 * it was. */
enum hk_result staff_find_may(struct ctx *cx, int64_t id, enum right right, struct staff *ret_staff,
			      bool *ret);
/* Those who work here and whose role has that right, by name. */
enum hk_result staff_who_may(struct ctx *cx, enum right right, struct staff_list *ret);
/* Checks e-mail, name and role (HK_INVALID); HK_CONFLICT when the e-mail is taken. Sets id. */
enum hk_result staff_add(struct ctx *cx, struct staff *staff);
/* E-mail, name, role, is_active; version guards. Somebody must stay administrator. Whoever has left
 * is signed out, and a job hands his tickets over. */
enum hk_result staff_change(struct ctx *cx, const struct staff *staff);
/* Own settings: name, language, timezone, theme, density, text_size, keys,
 * notify_by_mail, wall_mail. */
enum hk_result staff_change_own(struct ctx *cx, const struct staff *staff);
enum hk_result staff_password_put(struct ctx *cx, int64_t id, const char *hash);
/* secret NULL takes it away. */
enum hk_result staff_totp_put(struct ctx *cx, int64_t id, struct db_blob sealed);
/* HK_CONFLICT when a later step was used already. */
enum hk_result staff_totp_use(struct ctx *cx, int64_t id, int64_t counter);
enum hk_result staff_seen(struct ctx *cx, int64_t id);
/* The active agent of the team (0: of any) with the fewest active tickets, then the one who got
 * none for longest; else any agent, or of a restricted team any member; else an administrator.
 * HK_NOT_FOUND only when nobody is there at all. */
enum hk_result staff_least_loaded(struct ctx *cx, int64_t team_id, struct staff *ret);
