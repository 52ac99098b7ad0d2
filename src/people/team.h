/* team: those who share the work of some mailboxes. A restricted team's tickets are seen by its
 * members and their owners alone. */
#pragma once

#include "people/staff.h"

struct team {
	int64_t id;
	const char *name;
	int64_t is_restricted, active_count, created_at, version;
	int64_t task_count; /* kept: open tasks that nobody of it has taken */
};

struct team_list {
	struct team *items;
	size_t count;
};

/* In a statement of one organisation: the teams of whoever is $2. */
#define TEAMS_OF_READER                                                                  \
	"(SELECT team_member.team_id FROM team_member WHERE team_member.org_id = $1 AND" \
	" team_member.staff_id = $2)"
/* What he may see of a table that says whose each row is: all that is not restricted, what he owns,
 * and what belongs to his teams. */
#define SEEN_BY_READER(table)                                               \
	"(" table ".is_restricted = 0 OR " table ".owner_id = $2 OR " table \
	".team_id IN " TEAMS_OF_READER ")"

enum hk_result team_expect(struct ctx *cx, int64_t id); /* db_expect() of team_find() */
enum hk_result team_find(struct ctx *cx, int64_t id, struct team *ret);
enum hk_result team_every(struct ctx *cx, struct team_list *ret);
/* Those the actor belongs to. */
enum hk_result team_of_actor(struct ctx *cx, struct team_list *ret);
/* HK_CONFLICT: the name is taken. Sets id. */
enum hk_result team_add(struct ctx *cx, struct team *team);
/* The name; whether it is restricted is decided when it is made, since its tickets carry it. */
enum hk_result team_change(struct ctx *cx, const struct team *team);
enum hk_result team_members(struct ctx *cx, int64_t team_id, struct staff_list *ret);
enum hk_result team_join(struct ctx *cx, int64_t team_id, int64_t staff_id);
enum hk_result team_leave(struct ctx *cx, int64_t team_id, int64_t staff_id);
enum hk_result team_has(struct ctx *cx, int64_t team_id, int64_t staff_id, bool *ret);
enum hk_result team_load(struct ctx *cx, int64_t team_id, int64_t change);
