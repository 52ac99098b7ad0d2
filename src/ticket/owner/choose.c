#include "ticket/owner/choose.h"

#include <string.h>

#include "base/text.h"
#include "base/time.h"
#include "standard/availability.h"
#include "ticket/owner/work_rule.h"

/* When a team, a skill or a language has no more people than this, those are read and sorted; else
 * all are walked through in the order of their work, until one fits. */
enum { FEW = 250, RENEW_MOST = 50 };

/* Languages are skills like others, called by their code or their English name. */
static const struct {
	const char *code, *name;
} languages[] = {
	{ "en", "english" },
	{ "bn", "bengali" },
	{ "lt", "lithuanian" },
	{ "ta", "tamil" },
};

struct candidate {
	int64_t id;
	const char *name;
	int64_t active_count, work, burden, share, free_from, free_until, of_channel, lacks;
};

/* $2 team, $3 now, $4 and $5 the language, $6 skill, $7 level, $8 only supervisors, $9 channel,
 * $10 how many of it one takes; 0: as many as come; negative: so many, and it is no condition now.
 */
#define IS_MEMBER                                                             \
	"EXISTS (SELECT 1 FROM team_member WHERE team_member.org_id = $1 AND" \
	" team_member.team_id = $2 AND team_member.staff_id = staff.id)"
#define HAS_SKILL(which)                                                           \
	"EXISTS (SELECT 1 FROM skill WHERE skill.org_id = $1 AND skill.staff_id =" \
	" staff.id AND " which " AND (skill.expires_at = 0 OR skill.expires_at > $3))"
#define SPEAKS HAS_SKILL("skill.code IN ($4, $5)")
#define OF_CHANNEL                                                                       \
	"CASE WHEN $10 = 0 THEN 0 ELSE coalesce((SELECT staff_channel.active_count FROM" \
	" staff_channel WHERE staff_channel.org_id = $1 AND staff_channel.staff_id ="    \
	" staff.id AND staff_channel.channel = $9), 0) END"
/* The signs keep the planner from looking for them: they hold for most. */
#define IS_HERE       "+staff.free_from <= $3 AND +staff.free_until > $3"
#define IS_SOON_HERE  "+staff.free_from <= $3 + 86400000"
#define HAS_ROOM      "($10 <= 0 OR " OF_CHANNEL " * 100 < $10 * staff.share)"
#define HAS_AUTHORITY "(staff.role = 'supervisor' OR (staff.role = 'agent' AND $8 = 0))"
#define FITS                                                             \
	HAS_AUTHORITY " AND staff.is_active = 1 AND ($4 = '' OR " SPEAKS \
		      ") AND ($6 = '' OR " HAS_SKILL(                    \
			      "skill.code = $6 AND skill.level >= $7") ") AND " HAS_ROOM
#define IN_TEAM "($2 = 0 OR " IS_MEMBER ") AND "
/* Few: those of the team, with the skill, with the language, or whose were the last five tickets of
 * the customer ($11). */
#define OF_TEAM                                                                                \
	"staff.id IN (SELECT team_member.staff_id FROM team_member WHERE team_member.org_id =" \
	" $1 AND team_member.team_id = $2) AND "
#define OF_SKILL                                                                    \
	"staff.id IN (SELECT skill.staff_id FROM skill WHERE skill.org_id = $1 AND" \
	" skill.code = $6) AND " IN_TEAM
#define OF_LANGUAGE                                                                 \
	"staff.id IN (SELECT skill.staff_id FROM skill WHERE skill.org_id = $1 AND" \
	" skill.code IN ($4, $5)) AND " IN_TEAM
#define OF_KNOWN                                                                             \
	"staff.id IN (SELECT ticket.owner_id FROM ticket WHERE ticket.org_id = $1 AND"       \
	" ticket.customer_id = $11 ORDER BY ticket.opened_at DESC, ticket.id DESC LIMIT 5) " \
	"AND " IN_TEAM
#define BY_WORK "ORDER BY staff.burden, staff.assigned_at, staff.id LIMIT 1"
/* The sign lets the planner begin with the few. */
#define FEW_BY_WORK "ORDER BY +staff.burden, staff.assigned_at, staff.id LIMIT 1"

/* clang-format off */
#define CANDIDATE \
	DB_COLUMN_AS(struct candidate, id, "staff.id"), \
	DB_COLUMN_AS(struct candidate, name, "staff.name"), \
	DB_COLUMN_AS(struct candidate, active_count, "staff.active_count"), \
	DB_COLUMN_AS(struct candidate, work, "staff.work"), \
	DB_COLUMN_AS(struct candidate, burden, "staff.burden"), \
	DB_COLUMN_AS(struct candidate, share, "staff.share"), \
	DB_COLUMN_AS(struct candidate, free_from, "staff.free_from"), \
	DB_COLUMN_AS(struct candidate, free_until, "staff.free_until"), \
	DB_COLUMN_AS(struct candidate, of_channel, OF_CHANNEL)

/* As enum why_lack; $11 is what it weighs that he is not there, $12 says that the team is
 * restricted. */
#define LACKS \
	"CASE WHEN " HAS_ROOM " THEN 0 ELSE 1 END" \
	" + CASE WHEN " IS_HERE " THEN 0 ELSE $11 END" \
	" + CASE WHEN $6 = '' THEN 0 ELSE coalesce((SELECT CASE WHEN skill.level >= $7 THEN 0" \
	" ELSE 4 END FROM skill WHERE skill.org_id = $1 AND skill.staff_id = staff.id AND" \
	" skill.code = $6 AND (skill.expires_at = 0 OR skill.expires_at > $3)), 12) END" \
	" + CASE WHEN $8 = 0 OR staff.role = 'supervisor' THEN 0 ELSE 16 END" \
	" + CASE WHEN $4 = '' OR " SPEAKS " THEN 0 ELSE 32 END" \
	" + CASE WHEN $2 = 0 OR " IS_MEMBER " THEN 0 ELSE 64 END" \
	" + CASE WHEN " IS_SOON_HERE " THEN 0 ELSE 128 END" \
	" + CASE WHEN staff.role IN ('agent', 'supervisor') THEN 0 ELSE 512 END"
/* clang-format on */

static const struct db_column columns[] = { CANDIDATE };
static const struct db_record record = DB_RECORD("staff", struct candidate, columns);
/* Its order is by the place of the column: an expression has no name. */
static const struct db_column all_columns[] = { CANDIDATE,
						DB_COLUMN_AS(struct candidate, lacks, LACKS) };
static const struct db_record all_record = DB_RECORD("staff", struct candidate, all_columns);

/* Of whom there are so few that they are read. */
enum few { FEW_NONE, FEW_TEAM, FEW_SKILL, FEW_LANGUAGE };

/* What is asked of everybody, read once. */
struct asked {
	const struct choice_wish *wish;
	struct work_rule rule;
	const char *code, *name; /* of the language; "" is not asked */
	int64_t most;
	int64_t lacks; /* what nobody at all has, so that it is not asked for */
	enum few few;
};

struct found_row {
	int64_t staff_id;
};

static const struct db_column found_columns[] = { DB_COLUMN(struct found_row, staff_id) };
static const struct db_record skill_record = DB_RECORD("skill", struct found_row, found_columns);
static const struct db_record member_record =
	DB_RECORD("team_member", struct found_row, found_columns);

/* Up to FEW + 1 of those with one of two skills: enough to know whether they are few. */
static enum hk_result holders_count(struct ctx *cx, const char *code, const char *other,
				    size_t *ret)
{
	struct db_rows rows;

	HK_TRY(db_select(cx->db, &skill_record, DB_WHERE("code IN ($2, $3)", "LIMIT $4"),
			 DB_ARGS(code, other, FEW + 1), &rows));
	*ret = rows.count;
	return HK_OK;
}

/* A house in which nobody is said to speak a language does not ask for it. */
static enum hk_result language_ask(struct ctx *cx, struct asked *asked)
{
	asked->code = asked->name = "";
	for (size_t i = 0; i < HK_COUNT(languages); i++) {
		size_t count;
		if (strcmp(languages[i].code, asked->wish->language) != 0)
			continue;
		HK_TRY(holders_count(cx, languages[i].code, languages[i].name, &count));
		if (count == 0)
			return HK_OK;
		asked->code = languages[i].code;
		asked->name = languages[i].name;
		if (count <= FEW)
			asked->few = FEW_LANGUAGE;
	}
	return HK_OK;
}

static enum hk_result ask(struct ctx *cx, const struct choice_wish *wish, struct asked *ret)
{
	struct db_rows rows = { NULL, 0 };
	size_t count = 0;

	*ret = (struct asked){ .wish = wish };
	HK_TRY(work_rule_find(cx, wish->type, &ret->rule));
	HK_TRY(channel_limit_find(cx, wish->channel, &ret->most));
	HK_TRY(language_ask(cx, ret));
	if (*ret->rule.skill)
		HK_TRY(holders_count(cx, ret->rule.skill, ret->rule.skill, &count));
	if (*ret->rule.skill && count == 0) {
		ret->lacks = LACKS_SKILL | LACKS_LEVEL;
		ret->rule.skill = "";
	} else if (*ret->rule.skill && count <= FEW) {
		ret->few = FEW_SKILL;
	}
	if (wish->team_id)
		HK_TRY(db_select(cx->db, &member_record, DB_WHERE("team_id = $2", "LIMIT $3"),
				 DB_ARGS(wish->team_id, FEW + 1), &rows));
	if (rows.count && rows.count <= FEW)
		ret->few = FEW_TEAM;
	return HK_OK;
}

/* How far we went: room and presence are given up before anything else. */
struct stage {
	bool needs_room, needs_presence;
};

static struct db_sql best_sql(const struct asked *asked, bool needs_presence)
{
	switch (asked->few) {
	case FEW_TEAM:
		return needs_presence ? DB_WHERE(OF_TEAM IS_HERE " AND " FITS, FEW_BY_WORK)
				      : DB_WHERE(OF_TEAM IS_SOON_HERE " AND " FITS, FEW_BY_WORK);
	case FEW_SKILL:
		return needs_presence ? DB_WHERE(OF_SKILL IS_HERE " AND " FITS, FEW_BY_WORK)
				      : DB_WHERE(OF_SKILL IS_SOON_HERE " AND " FITS, FEW_BY_WORK);
	case FEW_LANGUAGE:
		return needs_presence
			       ? DB_WHERE(OF_LANGUAGE IS_HERE " AND " FITS, FEW_BY_WORK)
			       : DB_WHERE(OF_LANGUAGE IS_SOON_HERE " AND " FITS, FEW_BY_WORK);
	case FEW_NONE: break;
	}
	return needs_presence ? DB_WHERE(IS_HERE " AND " IN_TEAM FITS, BY_WORK)
			      : DB_WHERE(IS_SOON_HERE " AND " IN_TEAM FITS, BY_WORK);
}

static struct db_sql known_sql(bool needs_presence)
{
	return needs_presence ? DB_WHERE(OF_KNOWN IS_HERE " AND " FITS, FEW_BY_WORK)
			      : DB_WHERE(OF_KNOWN IS_SOON_HERE " AND " FITS, FEW_BY_WORK);
}

/* $2 to $10; the last ones are the caller's. */
static size_t values_fill(struct ctx *cx, const struct asked *asked, int64_t most,
			  struct db_value *ret)
{
	const struct db_value values[] = {
		DB_V(asked->wish->team_id),
		DB_V(cx->now),
		DB_V(asked->code),
		DB_V(asked->name),
		DB_V(asked->rule.skill),
		DB_V(asked->rule.level),
		DB_V(asked->rule.is_led),
		DB_V(asked->wish->channel),
		DB_V(most),
	};

	memcpy(ret, values, sizeof(values));
	return HK_COUNT(values);
}

static enum hk_result stage_find(struct ctx *cx, const struct asked *asked,
				 const struct stage *stage, struct candidate *ret, bool *ret_known)
{
	struct db_value values[DB_VALUES_MAX];
	size_t count =
		values_fill(cx, asked, stage->needs_room ? asked->most : -asked->most, values);
	struct candidate known;
	enum hk_result result;

	HK_TRY(db_select_one(cx->db, &record, best_sql(asked, stage->needs_presence),
			     (struct db_args){ values, count }, ret));
	values[count++] = db_int(asked->wish->customer_id);
	result = db_select_one(cx->db, &record, known_sql(stage->needs_presence),
			       (struct db_args){ values, count }, &known);
	*ret_known = result == HK_OK && known.burden <= ret->burden + KNOWN_MORE;
	if (*ret_known)
		*ret = known;
	return result == HK_NOT_FOUND ? HK_OK : result;
}

static bool is_urgent(const struct asked *asked)
{
	return strcmp(asked->wish->priority, "urgent") == 0;
}

/* Looks at everybody, and takes who lacks least. */
static enum hk_result least_lacking(struct ctx *cx, const struct asked *asked,
				    struct candidate *ret)
{
	struct db_value values[DB_VALUES_MAX];
	size_t count = values_fill(cx, asked, asked->most, values);

	values[count++] = db_int(is_urgent(asked) ? LACKS_URGENT : LACKS_PRESENCE);
	values[count++] = db_int(asked->wish->is_restricted);
	return db_select_one(
		cx->db, &all_record,
		DB_WHERE("staff.is_active = 1 AND (staff.role IN ('agent', 'supervisor', 'admin')"
			 " OR (staff.role = 'manager' AND $12 = 1))"
			 " AND ($12 = 0 OR staff.role = 'admin' OR " IS_MEMBER ")",
			 "ORDER BY 10, staff.burden, staff.assigned_at, staff.id LIMIT 1"),
		(struct db_args){ values, count }, ret);
}

static int64_t room_of(int64_t most, int64_t share)
{
	return (most * share + 99) / 100;
}

/* What the stages gave up, as least_lacking() counts it. */
static int64_t lacks_of(struct ctx *cx, const struct asked *asked, const struct candidate *one)
{
	bool is_here = one->free_from <= cx->now && one->free_until > cx->now;
	bool has_room = !asked->most || one->of_channel < room_of(asked->most, one->share);

	return (has_room ? 0 : LACKS_ROOM) | (is_here ? 0 : LACKS_PRESENCE);
}

static void explain(const struct asked *asked, const struct candidate *one, bool is_known,
		    struct choice *ret)
{
	int64_t lacks = one->lacks | asked->lacks;
	bool has_skill = *asked->rule.skill && !(lacks & (LACKS_SKILL | LACKS_LEVEL));

	*ret = (struct choice){
		.staff_id = one->id,
		.work = work_rule_of(&asked->rule, asked->wish->priority),
		.why = { .name = one->name,
			 .language = lacks & LACKS_LANGUAGE ? "" : asked->code,
			 .skill = has_skill ? asked->rule.skill : "",
			 .level = has_skill ? asked->rule.level : 0,
			 .is_known = is_known,
			 .stands_for = "",
			 .count = asked->most ? one->of_channel : one->active_count,
			 .most = asked->most ? room_of(asked->most, one->share) : 0,
			 .minutes = one->work,
			 .lacks = lacks },
	};
}

enum hk_result choose_owner(struct ctx *cx, const struct choice_wish *wish, struct choice *ret)
{
	static const struct stage stages[] = {
		{ true, true }, { false, true }, { true, false }, { false, false }
	};
	struct asked asked;
	struct candidate one = { .id = 0 };

	HK_TRY(availability_renew_due(cx, RENEW_MOST));
	HK_TRY(ask(cx, wish, &asked));
	for (size_t i = 0; i < (is_urgent(&asked) ? 2 : HK_COUNT(stages)); i++) {
		enum hk_result result;
		bool is_known;
		if (!asked.most && !stages[i].needs_room)
			continue;
		result = stage_find(cx, &asked, &stages[i], &one, &is_known);
		if (result == HK_OK) {
			one.lacks = lacks_of(cx, &asked, &one);
			explain(&asked, &one, is_known, ret);
		}
		if (result != HK_NOT_FOUND)
			return result;
	}
	HK_TRY(least_lacking(cx, &asked, &one));
	explain(&asked, &one, false, ret);
	return HK_OK;
}
