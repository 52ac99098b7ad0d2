#include "ticket/owner/choose.h"

#include <string.h>

#include "base/text.h"
#include "standard/availability.h"
#include "ticket/owner/work_rule.h"

/* When a team, a skill or a language has no more people than this, those are read and sorted; else
 * all are walked through in the order of their work, until one fits. */
enum { FEW = 250, RENEW_MOST = 50, LACKS_MOST = 10, WHOLE = 100 };

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

/* Numbers of the statements: a day in ms; the percent of a whole position; how many tickets back
 * somebody knows a customer. */
#define DAY_MS        "86400000"
#define WHOLE_PERCENT "100"
#define KNOWN_TICKETS "5"

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
#define IS_SOON_HERE  "+staff.free_from <= $3 + " DAY_MS
#define HAS_ROOM      "($10 <= 0 OR " OF_CHANNEL " * " WHOLE_PERCENT " < $10 * staff.share)"
#define HAS_AUTHORITY "(staff.role = 'supervisor' OR (staff.role = 'agent' AND $8 = 0))"
#define FITS                                                             \
	HAS_AUTHORITY " AND staff.is_active = 1 AND ($4 = '' OR " SPEAKS \
		      ") AND ($6 = '' OR " HAS_SKILL(                    \
			      "skill.code = $6 AND skill.level >= $7") ") AND " HAS_ROOM
#define IN_TEAM "($2 = 0 OR " IS_MEMBER ") AND "
/* Few: those of the team, with the skill, with the language, who lead, or whose were the last
 * tickets of the customer ($11). */
#define OF_TEAM                                                                                \
	"staff.id IN (SELECT team_member.staff_id FROM team_member WHERE team_member.org_id =" \
	" $1 AND team_member.team_id = $2) AND "
#define OF_SKILL                                                                    \
	"staff.id IN (SELECT skill.staff_id FROM skill WHERE skill.org_id = $1 AND" \
	" skill.code = $6) AND "
#define OF_LANGUAGE                                                                 \
	"staff.id IN (SELECT skill.staff_id FROM skill WHERE skill.org_id = $1 AND" \
	" skill.code IN ($4, $5)) AND "
#define OF_LEADERS "staff.role = 'supervisor' AND "
#define OF_KNOWN                                                                       \
	"staff.id IN (SELECT ticket.owner_id FROM ticket WHERE ticket.org_id = $1 AND" \
	" ticket.customer_id = $11 ORDER BY ticket.opened_at DESC, ticket.id DESC "    \
	"LIMIT " KNOWN_TICKETS ") AND " IN_TEAM
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

/* enum why_lack as the statement has it. */
#define TEXT_OF(number) #number
#define BIT(number) TEXT_OF(number)
#define ROOM_BIT 1
#define PRESENCE_BIT 2
#define LEVEL_BIT 4
#define SKILL_BIT 8
#define AUTHORITY_BIT 16
#define LANGUAGE_BIT 32
#define TEAM_BIT 64
#define DAY_BIT 128
#define URGENT_BIT 256
#define PLACE_BIT 512
_Static_assert(ROOM_BIT == LACKS_ROOM && PRESENCE_BIT == LACKS_PRESENCE && LEVEL_BIT == LACKS_LEVEL &&
	       SKILL_BIT == LACKS_SKILL && AUTHORITY_BIT == LACKS_AUTHORITY &&
	       LANGUAGE_BIT == LACKS_LANGUAGE && TEAM_BIT == LACKS_TEAM && DAY_BIT == LACKS_DAY &&
	       URGENT_BIT == LACKS_URGENT && PLACE_BIT == LACKS_PLACE, "the bits of why_lack");

/* $11 holds what may be lacking, by enum why_lack; $12 says that the team is restricted. What a row
 * of the table says is asked before what others do. */
#define NEED(bits, holds) "(($11 & (" bits ")) <> 0 OR " holds ")"
#define LACKS_NO_MORE \
	NEED(BIT(PRESENCE_BIT) " | " BIT(URGENT_BIT), "(" IS_HERE ")") " AND " \
	NEED(BIT(DAY_BIT), IS_SOON_HERE) " AND " \
	NEED(BIT(AUTHORITY_BIT), "($8 = 0 OR staff.role = 'supervisor')") " AND " \
	NEED(BIT(PLACE_BIT), "staff.role IN ('agent', 'supervisor')") " AND " \
	NEED(BIT(TEAM_BIT), "($2 = 0 OR " IS_MEMBER ")") " AND " \
	NEED(BIT(LANGUAGE_BIT), "($4 = '' OR " SPEAKS ")") " AND " \
	NEED(BIT(SKILL_BIT), "($6 = '' OR " HAS_SKILL("skill.code = $6") ")") " AND " \
	NEED(BIT(LEVEL_BIT), "($6 = '' OR " HAS_SKILL("skill.code = $6 AND skill.level >= $7") ")") " AND " \
	NEED(BIT(ROOM_BIT), HAS_ROOM)
/* clang-format on */

static const struct db_column columns[] = { CANDIDATE };
static const struct db_record record = DB_RECORD("staff", struct candidate, columns);

/* Of whom there are so few that they are read. */
enum few { FEW_NONE, FEW_TEAM, FEW_SKILL, FEW_LANGUAGE, FEW_LEADERS };

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

struct leader {
	int64_t id;
};

static const struct db_column leader_columns[] = { DB_COLUMN(struct leader, id) };
static const struct db_record leader_record = DB_RECORD("staff", struct leader, leader_columns);

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

/* A house in which nobody leads does not look for one who does. */
static enum hk_result authority_ask(struct ctx *cx, struct asked *asked)
{
	struct db_rows rows;

	if (!asked->rule.is_led)
		return HK_OK;
	HK_TRY(db_select(cx->db, &leader_record,
			 DB_WHERE("role = 'supervisor' AND is_active = 1", "LIMIT $2"),
			 DB_ARGS(FEW + 1), &rows));
	if (rows.count == 0) {
		asked->lacks |= LACKS_AUTHORITY;
		asked->rule.is_led = 0;
	} else if (rows.count <= FEW) {
		asked->few = FEW_LEADERS;
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
		ret->lacks |= LACKS_SKILL | LACKS_LEVEL;
		ret->rule.skill = "";
	} else if (*ret->rule.skill && count <= FEW) {
		ret->few = FEW_SKILL;
	}
	if (wish->team_id)
		HK_TRY(db_select(cx->db, &member_record, DB_WHERE("team_id = $2", "LIMIT $3"),
				 DB_ARGS(wish->team_id, FEW + 1), &rows));
	if (rows.count && rows.count <= FEW)
		ret->few = FEW_TEAM;
	return authority_ask(cx, ret);
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
		return needs_presence
			       ? DB_WHERE(OF_SKILL IN_TEAM IS_HERE " AND " FITS, FEW_BY_WORK)
			       : DB_WHERE(OF_SKILL IN_TEAM IS_SOON_HERE " AND " FITS, FEW_BY_WORK);
	case FEW_LANGUAGE:
		return needs_presence
			       ? DB_WHERE(OF_LANGUAGE IN_TEAM IS_HERE " AND " FITS, FEW_BY_WORK)
			       : DB_WHERE(OF_LANGUAGE IN_TEAM IS_SOON_HERE " AND " FITS,
					  FEW_BY_WORK);
	case FEW_LEADERS:
		return needs_presence
			       ? DB_WHERE(OF_LEADERS IN_TEAM IS_HERE " AND " FITS, FEW_BY_WORK)
			       : DB_WHERE(OF_LEADERS IN_TEAM IS_SOON_HERE " AND " FITS,
					  FEW_BY_WORK);
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

	values[count] = db_int(asked->wish->customer_id);
	HK_TRY(db_expect(cx->db, &record, known_sql(stage->needs_presence),
			 (struct db_args){ values, count + 1 }));
	HK_TRY(db_select_one(cx->db, &record, best_sql(asked, stage->needs_presence),
			     (struct db_args){ values, count }, ret));
	result = db_select_one(cx->db, &record, known_sql(stage->needs_presence),
			       (struct db_args){ values, count + 1 }, &known);
	*ret_known = result == HK_OK && known.burden <= ret->burden + KNOWN_MORE;
	if (*ret_known)
		*ret = known;
	return result == HK_NOT_FOUND ? HK_OK : result;
}

static bool is_urgent(const struct asked *asked)
{
	return strcmp(asked->wish->priority, "urgent") == 0;
}

#define LACKING                                                             \
	LACKS_NO_MORE " AND staff.is_active = 1 AND"                        \
		      " (staff.role IN ('agent', 'supervisor', 'admin') OR" \
		      " (staff.role = 'manager' AND $12 = 1)) AND"          \
		      " ($12 = 0 OR staff.role = 'admin' OR " IS_MEMBER ")"

/* While what few have is asked for, only they are read. */
static struct db_sql lacking_sql(const struct asked *asked, int64_t lacks)
{
	static const int64_t holds[] = {
		[FEW_TEAM] = LACKS_TEAM,
		[FEW_SKILL] = LACKS_SKILL | LACKS_LEVEL,
		[FEW_LANGUAGE] = LACKS_LANGUAGE,
		[FEW_LEADERS] = LACKS_AUTHORITY,
	};
	switch (lacks & holds[asked->few] ? FEW_NONE : asked->few) {
	case FEW_TEAM: return DB_WHERE(OF_TEAM LACKING, FEW_BY_WORK);
	case FEW_SKILL: return DB_WHERE(OF_SKILL LACKING, FEW_BY_WORK);
	case FEW_LANGUAGE: return DB_WHERE(OF_LANGUAGE LACKING, FEW_BY_WORK);
	case FEW_LEADERS: return DB_WHERE(OF_LEADERS LACKING, FEW_BY_WORK);
	case FEW_NONE: break;
	}
	return DB_WHERE(LACKING, BY_WORK);
}

/* The first by work of whom nothing more is lacking than that. */
static enum hk_result lacking(struct ctx *cx, const struct asked *asked, int64_t lacks,
			      struct candidate *ret)
{
	struct db_value values[DB_VALUES_MAX];
	size_t count = values_fill(cx, asked, asked->most, values);

	values[count++] = db_int(lacks);
	values[count++] = db_int(asked->wish->is_restricted);
	return db_select_one(cx->db, &record, lacking_sql(asked, lacks),
			     (struct db_args){ values, count }, ret);
}

/* What somebody can lack of what is asked here, the gravest first. */
static size_t graver_of(const struct asked *asked, int64_t ret[LACKS_MOST])
{
	const struct choice_wish *wish = asked->wish;
	size_t count = 0;

	ret[count++] = LACKS_PLACE;
	if (is_urgent(asked))
		ret[count++] = LACKS_URGENT;
	ret[count++] = LACKS_DAY;
	if (wish->team_id)
		ret[count++] = LACKS_TEAM;
	if (*asked->code)
		ret[count++] = LACKS_LANGUAGE;
	if (asked->rule.is_led)
		ret[count++] = LACKS_AUTHORITY;
	if (*asked->rule.skill) {
		ret[count++] = LACKS_SKILL;
		ret[count++] = LACKS_LEVEL;
	}
	if (!is_urgent(asked))
		ret[count++] = LACKS_PRESENCE;
	if (asked->most)
		ret[count++] = LACKS_ROOM;
	return count;
}

/*
 * Takes who lacks least. What is graver weighs more than all that is lighter together, so each is
 * asked for in its turn, and given up where nobody has it beside what was asked before: a few walks
 * that end at the first who fits, instead of weighing everybody. Most often only the lightest are
 * lacking, so that is tried first.
 */
static enum hk_result least_lacking(struct ctx *cx, const struct asked *asked,
				    struct candidate *ret)
{
	int64_t graver[LACKS_MOST], lacks = LACKS_PRESENCE | (asked->most ? LACKS_ROOM : 0);
	size_t count = graver_of(asked, graver);
	enum hk_result result = HK_NOT_FOUND;

	if (!is_urgent(asked))
		result = lacking(cx, asked, lacks, ret);
	if (result == HK_NOT_FOUND) {
		lacks = 0;
		for (size_t i = 0; i < count; i++)
			lacks |= graver[i];
		result = lacking(cx, asked, lacks, ret);
	}
	HK_TRY(result);
	for (size_t i = 0; i < count; i++) {
		struct candidate better;

		/* That somebody lacks nothing was asked before. */
		if (!(lacks & graver[i]) || lacks == graver[i])
			continue;
		result = lacking(cx, asked, lacks & ~graver[i], &better);
		if (result == HK_NOT_FOUND)
			continue;
		HK_TRY(result);
		*ret = better;
		lacks &= ~graver[i];
	}
	ret->lacks = lacks;
	return HK_OK;
}

static int64_t room_of(int64_t most, int64_t share)
{
	return (most * share + WHOLE - 1) / WHOLE;
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

static bool lacks_only(const struct candidate *one, int64_t lacks)
{
	return !(one->lacks & ~lacks);
}

enum hk_result choose_expect(struct ctx *cx)
{
	return availability_expect_due(cx, RENEW_MOST);
}

/* Who has all of it; else what can be given up first is found, and who fits then. */
enum hk_result choose_owner(struct ctx *cx, const struct choice_wish *wish, struct choice *ret)
{
	struct stage stage = { true, true };
	struct asked asked;
	struct candidate one = { .id = 0 };
	enum hk_result result;
	bool is_known = false;

	HK_TRY(availability_renew_due(cx, RENEW_MOST));
	HK_TRY(ask(cx, wish, &asked));
	result = stage_find(cx, &asked, &stage, &one, &is_known);
	if (result == HK_NOT_FOUND) {
		HK_TRY(least_lacking(cx, &asked, &one));
		if (!lacks_only(&one, LACKS_ROOM | LACKS_PRESENCE)) {
			explain(&asked, &one, false, ret);
			return HK_OK;
		}
		/* Who knows the customer may have a little more to do. */
		stage.needs_room = !(one.lacks & LACKS_ROOM);
		stage.needs_presence = !(one.lacks & LACKS_PRESENCE);
		result = stage_find(cx, &asked, &stage, &one, &is_known);
	}
	HK_TRY(result);
	one.lacks = lacks_of(cx, &asked, &one);
	explain(&asked, &one, is_known, ret);
	return HK_OK;
}
