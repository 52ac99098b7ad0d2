#include "ticket/rule/rule.h"

#include <inttypes.h>
#include <string.h>

#include "base/text.h"
#include "base/time.h"
#include "core/audit.h"
#include "core/job.h"
#include "core/rights.h"
#include "people/team.h"
#include "ticket/rule/rule_find.h"
#include "ticket/rule/rule_name.h"

static const struct db_column columns[] = {
	DB_COLUMN(struct rule, id),           DB_COLUMN(struct rule, kind),
	DB_COLUMN(struct rule, is_on),        DB_COLUMN(struct rule, position),
	DB_COLUMN(struct rule, staff_id),     DB_COLUMN(struct rule, team_id),
	DB_COLUMN(struct rule, version),      DB_COLUMN(struct rule, name),
	DB_COLUMN(struct rule, event),        DB_COLUMN(struct rule, minutes),
	DB_COLUMN(struct rule, in_open_time), DB_COLUMN(struct rule, conditions),
	DB_COLUMN(struct rule, actions),      DB_COLUMN(struct rule, on_at),
	DB_COLUMN(struct rule, swept_at),     DB_COLUMN(struct rule, changed_at),
	DB_COLUMN(struct rule, changed_by),   DB_COLUMN(struct rule, removed_at),
};
static const struct db_record record = DB_RECORD("rule", struct rule, columns);

static const struct db_column version_columns[] = {
	DB_COLUMN(struct rule_version, rule_id),      DB_COLUMN(struct rule_version, version),
	DB_COLUMN(struct rule_version, at),           DB_COLUMN(struct rule_version, staff_id),
	DB_COLUMN(struct rule_version, team_id),      DB_COLUMN(struct rule_version, name),
	DB_COLUMN(struct rule_version, event),        DB_COLUMN(struct rule_version, minutes),
	DB_COLUMN(struct rule_version, in_open_time), DB_COLUMN(struct rule_version, conditions),
	DB_COLUMN(struct rule_version, actions),
};
static const struct db_record version_record =
	DB_RECORD("rule_version", struct rule_version, version_columns);

const char *rule_event_name(size_t place)
{
	static const char *const names[] = { "opened",   "writes",  "word",     "answered",
					     "noted",    "changed", "assigned", "resolved",
					     "reopened", "closed",  NULL };

	return names[place];
}

const char *rule_since_name(size_t place)
{
	static const char *const names[] = { "heard", "said", "opened", "resolved", NULL };

	return names[place];
}

static bool name_exists(const char *(*name_of)(size_t), const char *name)
{
	for (size_t i = 0; name_of(i); i++)
		if (strcmp(name_of(i), name) == 0)
			return true;
	return false;
}

static bool is_macro(const struct rule *rule)
{
	return strcmp(rule->kind, "macro") == 0;
}

/* ---- who may ---- */

bool rule_may_share(const struct ctx *cx)
{
	return actor_may(cx->actor, RIGHT_ADMIN) || actor_may(cx->actor, RIGHT_TEAM_WATCH);
}

#define OWN_TEAM "rule.team_id IN " TEAMS_OF_READER
/* $2 who, $3 he administers, $4 he leads his teams. A macro of somebody else is nobody else's. */
#define MAY_CHANGE                                                                \
	"rule.removed_at = 0 AND ((rule.staff_id <> 0 AND rule.staff_id = $2) OR" \
	" (rule.staff_id = 0 AND ($3 = 1 OR ($4 = 1 AND " OWN_TEAM "))))"
#define MAY_APPLY                                                            \
	"rule.kind = 'macro' AND rule.removed_at = 0 AND rule.is_on = 1 AND" \
	" (rule.staff_id = $2 OR (rule.staff_id = 0 AND (rule.team_id = 0 OR " OWN_TEAM ")))"

static int64_t staff_of(const struct ctx *cx)
{
	return cx->actor->kind == ACTOR_STAFF ? cx->actor->id : -1;
}

enum hk_result rule_every(struct ctx *cx, struct rule_list *ret)
{
	struct db_rows rows;

	HK_TRY(db_select(cx->db, &record,
			 DB_WHERE("(" MAY_CHANGE ") OR (" MAY_APPLY ")",
				  "ORDER BY rule.position, rule.id LIMIT $5"),
			 DB_ARGS(staff_of(cx), actor_may(cx->actor, RIGHT_ADMIN),
				 actor_may(cx->actor, RIGHT_TEAM_WATCH), (int64_t)RULES_MOST * 2),
			 &rows));
	*ret = (struct rule_list){ rows.items, rows.count };
	return HK_OK;
}

enum hk_result rule_find(struct ctx *cx, int64_t id, struct rule *ret)
{
	return db_select_one(cx->db, &record, DB_WHERE("rule.id = $5 AND " MAY_CHANGE, ""),
			     DB_ARGS(staff_of(cx), actor_may(cx->actor, RIGHT_ADMIN),
				     actor_may(cx->actor, RIGHT_TEAM_WATCH), id),
			     ret);
}

enum hk_result rule_by_row(struct ctx *cx, int64_t id, struct rule *ret)
{
	return db_select_one(cx->db, &record, DB_WHERE("id = $2", ""), DB_ARGS(id), ret);
}

enum hk_result rule_active(struct ctx *cx, const char *event, struct rule_list *ret)
{
	struct db_rows rows;

	HK_TRY(db_select(cx->db, &record,
			 DB_WHERE("removed_at = 0 AND is_on = 1 AND"
				  " ((kind = 'trigger' AND event = $2) OR kind = 'timed')",
				  "ORDER BY position, id"),
			 DB_ARGS(event), &rows));
	*ret = (struct rule_list){ rows.items, rows.count };
	return HK_OK;
}

enum hk_result rule_timed(struct ctx *cx, struct rule_list *ret)
{
	struct db_rows rows;

	HK_TRY(db_select(cx->db, &record,
			 DB_WHERE("removed_at = 0 AND is_on = 1 AND kind = 'timed'",
				  "ORDER BY position, id"),
			 DB_NONE, &rows));
	*ret = (struct rule_list){ rows.items, rows.count };
	return HK_OK;
}

enum hk_result macro_every(struct ctx *cx, const struct ticket *ticket, struct rule_list *ret)
{
	struct db_rows rows;

	(void)ticket;
	HK_TRY(db_select(cx->db, &record, DB_WHERE(MAY_APPLY, "ORDER BY rule.position, rule.id"),
			 DB_ARGS(staff_of(cx)), &rows));
	*ret = (struct rule_list){ rows.items, rows.count };
	return HK_OK;
}

enum hk_result macro_find(struct ctx *cx, const struct ticket *ticket, int64_t id, struct rule *ret)
{
	(void)ticket;
	return db_select_one(cx->db, &record, DB_WHERE("rule.id = $3 AND " MAY_APPLY, ""),
			     DB_ARGS(staff_of(cx), id), ret);
}

/* ---- what is right ---- */

static enum hk_result check_kind(struct ctx *cx, const struct rule *rule)
{
	bool is_timed = strcmp(rule->kind, "timed") == 0;

	if (!is_timed && !is_macro(rule) && strcmp(rule->kind, "trigger") != 0)
		return problem(cx, HK_INVALID, TR("Please choose what kind of rule it is."));
	if (!is_macro(rule) &&
	    !name_exists(is_timed ? rule_since_name : rule_event_name, rule->event))
		(void)field_problem(cx, "event", TR("Please choose one of these."));
	if (is_timed && (rule->minutes < 1 || rule->minutes > RULE_MINUTES_MOST))
		(void)field_problem(cx, "after",
				    TR("Please say after how many hours, a year at most."));
	return HK_OK;
}

static enum hk_result check_parts(struct ctx *cx, const struct rule *rule)
{
	struct condition_list conditions = condition_read(cx, rule->conditions);
	struct action_list actions = action_read(cx, rule->actions);

	for (size_t i = 0; i < conditions.count; i++) {
		enum hk_result result =
			condition_check(cx, hk_format(cx->arena, "c%zu", i), &conditions.items[i]);

		if (result != HK_OK && result != HK_INVALID)
			return result;
	}
	if (actions.count == 0)
		(void)field_problem(cx, "actions", TR("Please choose what shall be done."));
	for (size_t i = 0; i < actions.count; i++) {
		enum hk_result result =
			action_values_check(cx, hk_format(cx->arena, "a%zu", i), &actions.items[i]);

		if (result != HK_OK && result != HK_INVALID)
			return result;
	}
	return HK_OK;
}

/* Who leads shares with teams of his own; an administrator with all. */
static enum hk_result check_share(struct ctx *cx, const struct rule *rule)
{
	struct team team;
	bool belongs = actor_may(cx->actor, RIGHT_ADMIN);
	enum hk_result result;

	if (rule->staff_id)
		return is_macro(rule) && rule->staff_id == cx->actor->id ? HK_OK : HK_NOT_FOUND;
	if (!rule_may_share(cx))
		return right_need(cx, RIGHT_TEAM_WATCH);
	if (rule->team_id) {
		result = team_find(cx, rule->team_id, &team);
		if (result == HK_NOT_FOUND)
			return field_problem(cx, "team", TR("Please choose a team."));
		HK_TRY(result);
	}
	if (!belongs && rule->team_id)
		HK_TRY(team_has(cx, rule->team_id, cx->actor->id, &belongs));
	return belongs ? HK_OK
		       : field_problem(cx, "team", TR("Please choose a team that you belong to."));
}

static enum hk_result check(struct ctx *cx, const struct rule *rule)
{
	enum hk_result result;

	if (!hk_has_ink(rule->name))
		(void)field_problem(cx, "name", TR("Please give it a name."));
	if (hk_letters(rule->name) > RULE_NAME_LETTERS)
		(void)field_problem(cx, "name", TR("This is too long. A few words are enough."));
	HK_TRY(check_kind(cx, rule));
	HK_TRY(check_parts(cx, rule));
	result = check_share(cx, rule);
	if (result != HK_OK && result != HK_INVALID)
		return result;
	return cx->field_count ? HK_INVALID : HK_OK;
}

/* ---- changes ---- */

static enum hk_result all_of_house(struct ctx *cx, struct rule_list *ret)
{
	struct db_rows rows;

	HK_TRY(db_select(cx->db, &record, DB_WHERE("removed_at = 0", "ORDER BY position, id"),
			 DB_NONE, &rows));
	*ret = (struct rule_list){ rows.items, rows.count };
	return HK_OK;
}

static enum hk_result on_add(struct ctx *cx, const char *event)
{
	return db_send(cx->db,
		       DB_ADD("rule_on", "event", "$2", "ON CONFLICT (org_id, event) DO NOTHING"),
		       DB_ARGS(event));
}

static enum hk_result tick_add(struct ctx *cx)
{
	return job_add(cx, RULE_TICK_JOB, 0, cx->now,
		       hk_format(cx->arena, "%" PRId64, cx->now / HK_MINUTE));
}

/* For which events somebody need look: every one while a timed rule is on. */
static enum hk_result on_renew(struct ctx *cx)
{
	struct rule_list rules;
	bool is_timed = false;

	HK_TRY(db_send(cx->db, DB_DELETE("rule_on", "event <> ''"), DB_NONE));
	HK_TRY(all_of_house(cx, &rules));
	for (size_t i = 0; i < rules.count; i++) {
		if (!rules.items[i].is_on || is_macro(&rules.items[i]))
			continue;
		if (strcmp(rules.items[i].kind, "timed") == 0)
			is_timed = true;
		else
			HK_TRY(on_add(cx, rules.items[i].event));
	}
	for (size_t i = 0; is_timed && rule_event_name(i); i++)
		HK_TRY(on_add(cx, rule_event_name(i)));
	return is_timed ? tick_add(cx) : HK_OK;
}

static enum hk_result version_add(struct ctx *cx, const struct rule *rule)
{
	return db_insert(cx->db, &version_record,
			 &(struct rule_version){ .rule_id = rule->id,
						 .version = rule->version,
						 .at = cx->now,
						 .staff_id = cx->actor->id,
						 .team_id = rule->team_id,
						 .name = rule->name,
						 .event = rule->event,
						 .minutes = rule->minutes,
						 .in_open_time = rule->in_open_time,
						 .conditions = rule->conditions,
						 .actions = rule->actions });
}

static enum hk_result add(struct ctx *cx, struct rule *rule)
{
	struct rule_list rules;

	HK_TRY(all_of_house(cx, &rules));
	if (!is_macro(rule) && rules.count >= RULES_MOST)
		return problem(cx, HK_CONFLICT,
			       TR("Two hundred rules are as many as one can have. Please take one "
				  "away first."));
	rule->id = ctx_new_id(cx);
	rule->position = rules.count ? rules.items[rules.count - 1].position + 1 : 1;
	rule->version = 1;
	/* A macro does nothing until somebody applies it. */
	rule->is_on = is_macro(rule);
	rule->on_at = rule->is_on ? cx->now : 0;
	rule->swept_at = rule->removed_at = 0;
	rule->changed_at = cx->now;
	rule->changed_by = cx->actor->id;
	HK_TRY(db_insert(cx->db, &record, rule));
	HK_TRY(version_add(cx, rule));
	return audit_record(cx, "rule.add", rule->name);
}

static enum hk_result change(struct ctx *cx, struct rule *rule)
{
	int64_t count;

	HK_TRY(db_change(cx->db,
			 DB_UPDATE("rule",
				   "name = $4, event = $5, minutes = $6, in_open_time = $7,"
				   " conditions = $8, actions = $9, version = version + 1,"
				   " team_id = $10, changed_at = $11",
				   "id = $2 AND version = $3", ""),
			 DB_ARGS(rule->id, rule->version, rule->name, rule->event, rule->minutes,
				 rule->in_open_time, rule->conditions, rule->actions, rule->team_id,
				 cx->now),
			 &count));
	if (count == 0)
		return problem(
			cx, HK_CONFLICT,
			TR("This rule was changed meanwhile; “Versions” shows what it says now. "
			   "Here stands what you typed; press once more to keep it."));
	HK_TRY(db_send(cx->db, DB_UPDATE("rule", "changed_by = $3", "id = $2", ""),
		       DB_ARGS(rule->id, cx->actor->id)));
	rule->version++;
	HK_TRY(version_add(cx, rule));
	HK_TRY(on_renew(cx));
	return audit_record(cx, "rule.change",
			    hk_format(cx->arena, "%s %" PRId64, rule->name, rule->version));
}

enum hk_result rule_put(struct ctx *cx, const struct rule *rule, int64_t *ret_id)
{
	struct rule wish = *rule, old;

	if (wish.id) {
		HK_TRY(rule_find(cx, wish.id, &old));
		wish.kind = old.kind;
		wish.staff_id = old.staff_id;
	}
	HK_TRY(check(cx, &wish));
	wish.name = hk_one_line(cx->arena, wish.name);
	HK_TRY(rule_name_check(cx, &wish, wish.id ? &old : NULL));
	if (strcmp(wish.kind, "timed") != 0)
		wish.minutes = wish.in_open_time = 0;
	if (is_macro(&wish))
		wish.event = "";
	HK_TRY(wish.id ? change(cx, &wish) : add(cx, &wish));
	*ret_id = wish.id;
	return HK_OK;
}

/* A timed rule looks at what comes to its time from then on: what stood for years stays as it is.
 */
enum hk_result rule_switch(struct ctx *cx, int64_t id, bool is_on)
{
	struct rule rule;

	HK_TRY(rule_find(cx, id, &rule));
	if ((rule.is_on != 0) == is_on)
		return HK_OK;
	HK_TRY(db_send(cx->db,
		       DB_UPDATE("rule", "is_on = $3, on_at = $4, swept_at = $4", "id = $2", ""),
		       DB_ARGS(id, is_on, is_on ? cx->now : 0)));
	HK_TRY(on_renew(cx));
	return audit_record(cx, is_on ? "rule.on" : "rule.off", rule.name);
}

static enum hk_result place(struct ctx *cx, int64_t id, int64_t position)
{
	return db_send(cx->db, DB_UPDATE("rule", "position = $3", "id = $2", ""),
		       DB_ARGS(id, position));
}

enum hk_result rule_up(struct ctx *cx, int64_t id)
{
	struct rule rule, other;
	struct rule_list list;
	size_t before = SIZE_MAX;

	HK_TRY(rule_find(cx, id, &rule));
	HK_TRY(rule_every(cx, &list));
	for (size_t i = 0; i < list.count; i++) {
		struct rule *one = &list.items[i];

		if (one->id == id && before != SIZE_MAX) {
			HK_TRY(place(cx, id, list.items[before].position));
			return place(cx, list.items[before].id, one->position);
		}
		if (strcmp(one->kind, rule.kind) == 0 && rule_find(cx, one->id, &other) == HK_OK)
			before = i;
	}
	return HK_OK;
}

enum hk_result rule_remove(struct ctx *cx, int64_t id)
{
	struct rule rule;

	HK_TRY(rule_find(cx, id, &rule));
	HK_TRY(db_send(cx->db,
		       DB_UPDATE("rule", "removed_at = $3, is_on = 0, on_at = 0", "id = $2", ""),
		       DB_ARGS(id, cx->now)));
	HK_TRY(on_renew(cx));
	return audit_record(cx, "rule.remove", rule.name);
}

/* ---- versions ---- */

enum hk_result rule_versions(struct ctx *cx, const struct rule *rule, struct rule_version_list *ret)
{
	struct db_rows rows;

	HK_TRY(db_select(cx->db, &version_record,
			 DB_WHERE("rule_id = $2", "ORDER BY version DESC LIMIT 100"),
			 DB_ARGS(rule->id), &rows));
	*ret = (struct rule_version_list){ rows.items, rows.count };
	return HK_OK;
}

enum hk_result rule_in_version(struct ctx *cx, int64_t id, int64_t version, struct rule *ret)
{
	struct rule_version old;

	HK_TRY(rule_by_row(cx, id, ret));
	HK_TRY(db_select_one(cx->db, &version_record, DB_WHERE("rule_id = $2 AND version = $3", ""),
			     DB_ARGS(id, version), &old));
	ret->name = old.name;
	ret->event = old.event;
	ret->minutes = old.minutes;
	ret->in_open_time = old.in_open_time;
	ret->conditions = old.conditions;
	ret->actions = old.actions;
	ret->team_id = old.team_id;
	return HK_OK;
}

enum hk_result rule_go_back(struct ctx *cx, int64_t id, int64_t version)
{
	struct rule now, then;

	HK_TRY(rule_find(cx, id, &now));
	HK_TRY(rule_in_version(cx, id, version, &then));
	then.version = now.version;
	return rule_put(cx, &then, &id);
}

struct day {
	int64_t rule_id, hits;
};

static const struct db_column day_columns[] = { DB_COLUMN(struct day, rule_id),
						DB_COLUMN(struct day, hits) };
static const struct db_record day_record = DB_RECORD("rule_day", struct day, day_columns);

enum hk_result rule_week(struct ctx *cx, const struct rule_list *rules, int64_t *ret_hits)
{
	struct db_rows rows;
	const struct day *days;

	HK_TRY(db_select(
		cx->db, &day_record,
		DB_WHERE(
			"rule_id IN (SELECT rule.id FROM rule WHERE rule.org_id = $1) AND day > $2",
			""),
		DB_ARGS(cx->now / HK_DAY - 7), &rows));
	days = rows.items;
	for (size_t i = 0; i < rules->count; i++) {
		ret_hits[i] = 0;
		for (size_t j = 0; j < rows.count; j++)
			if (days[j].rule_id == rules->items[i].id)
				ret_hits[i] += days[j].hits;
	}
	return HK_OK;
}

enum hk_result rule_fault(struct ctx *cx, const struct rule *rule, const char **ret)
{
	enum hk_result result;
	const char *before = cx->problem;
	size_t count = cx->field_count;

	*ret = NULL;
	result = check_parts(cx, rule);
	if (cx->field_count > count)
		*ret = cx->fields[count].sentence;
	cx->field_count = count;
	cx->problem = before;
	return result;
}
