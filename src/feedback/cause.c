#include "feedback/cause.h"

#include <inttypes.h>
#include <string.h>

#include "base/text.h"
#include "core/counter.h"
#include "core/rights.h"
#include "core/words.h"
#include "people/staff.h"
#include "ticket/work/notification.h"

#define COLUMNS                                                                             \
	DB_COLUMN(struct cause, id), DB_COLUMN(struct cause, number),                       \
		DB_COLUMN(struct cause, name), DB_COLUMN(struct cause, parent_id),          \
		DB_COLUMN(struct cause, owner_id), DB_COLUMN(struct cause, state),          \
		DB_COLUMN(struct cause, opened_at), DB_COLUMN(struct cause, opened_by),     \
		DB_COLUMN(struct cause, closed_at), DB_COLUMN(struct cause, closed_by),     \
		DB_COLUMN(struct cause, closed_why), DB_COLUMN(struct cause, closed_as),    \
		DB_COLUMN(struct cause, people_count), DB_COLUMN(struct cause, link_count), \
		DB_COLUMN(struct cause, why_count), DB_COLUMN(struct cause, voice_id),      \
		DB_COLUMN(struct cause, stop_id), DB_COLUMN(struct cause, version),         \
		DB_COLUMN(struct cause, into_id)

/* An action was found to make it worse, and none that began when that was known has worked: on the
 * day on which it was measured or later, and days begin an hour aside when the clocks change. */
#define IS_WORSE                                                                              \
	"EXISTS (SELECT 1 FROM prevention bad WHERE bad.org_id = cause.org_id AND"            \
	" bad.cause_id = cause.id AND bad.verdict = 'worse' AND NOT EXISTS (SELECT 1 FROM"    \
	" prevention later WHERE later.org_id = bad.org_id AND later.cause_id = bad.cause_id" \
	" AND later.verdict = 'worked' AND later.begin_at > bad.check_at - 86400000))"

static const struct db_column new_columns[] = { COLUMNS };
static const struct db_record new_record = DB_RECORD("cause", struct cause, new_columns);
static const struct db_column columns[] = {
	COLUMNS,
	DB_COLUMN_AS(struct cause, owner_name,
		     "coalesce((SELECT staff.name FROM staff WHERE staff.org_id = cause.org_id AND"
		     " staff.id = cause.owner_id), '')"),
	DB_COLUMN_AS(struct cause, verdict,
		     "CASE WHEN " IS_WORSE " THEN 'worse' ELSE"
		     " coalesce((SELECT prevention.verdict FROM prevention WHERE"
		     " prevention.org_id = cause.org_id AND prevention.cause_id = cause.id"
		     " ORDER BY prevention.id DESC LIMIT 1), '') END"),
};
static const struct db_record record = DB_RECORD("cause", struct cause, columns);

struct tally {
	int64_t count;
};

static const struct db_column tally_columns[] = { DB_COLUMN_AS(struct tally, count, "count(*)") };
static const struct db_record actions = DB_RECORD("prevention", struct tally, tally_columns);
static const struct db_record worse = DB_RECORD("cause", struct tally, tally_columns);

static const struct db_column why_columns[] = {
	DB_COLUMN(struct cause_why, position),
	DB_COLUMN(struct cause_why, text),
	DB_COLUMN(struct cause_why, author_id),
	DB_COLUMN(struct cause_why, at),
	DB_COLUMN_AS(struct cause_why, author_name,
		     "coalesce((SELECT staff.name FROM staff WHERE"
		     " staff.org_id = cause_why.org_id AND staff.id = cause_why.author_id), '')"),
};
static const struct db_record why_record = DB_RECORD("cause_why", struct cause_why, why_columns);

static const char faster_words[] =
	TR("A colleague has changed this cause meanwhile. Please look at it again.");

bool cause_may_read(const struct ctx *cx)
{
	return cx->actor->kind == ACTOR_STAFF || cx->actor->kind == ACTOR_SYSTEM;
}

bool cause_may_work(const struct ctx *cx)
{
	return cause_may_read(cx) && actor_may(cx->actor, RIGHT_TICKET_READ);
}

bool cause_may_decide(const struct ctx *cx)
{
	return cause_may_work(cx) && actor_may(cx->actor, RIGHT_REPORT_READ);
}

bool cause_is_closed(const struct cause *cause)
{
	return strcmp(cause->state, "closed") == 0;
}

static enum hk_result need_work(struct ctx *cx)
{
	if (cause_may_work(cx))
		return HK_OK;
	return cause_may_read(cx) ? right_need(cx, RIGHT_TICKET_READ) : HK_NOT_FOUND;
}

/* into_id always names one that stands for itself. */
static enum hk_result find(struct ctx *cx, struct db_sql sql, int64_t value, struct cause *ret)
{
	struct cause cause;

	if (!cause_may_read(cx))
		return HK_NOT_FOUND;
	HK_TRY(db_select_one(cx->db, &record, sql, DB_ARGS(value), &cause));
	if (cause.into_id)
		return db_select_one(cx->db, &record, DB_WHERE("id = $2", ""),
				     DB_ARGS(cause.into_id), ret);
	*ret = cause;
	return HK_OK;
}

enum hk_result cause_find(struct ctx *cx, int64_t number, struct cause *ret)
{
	return find(cx, DB_WHERE("number = $2", ""), number, ret);
}

enum hk_result cause_by_id(struct ctx *cx, int64_t id, struct cause *ret)
{
	return find(cx, DB_WHERE("id = $2", ""), id, ret);
}

static enum hk_result list(struct ctx *cx, struct db_sql sql, struct db_args args,
			   struct cause_list *ret)
{
	struct db_rows rows;

	if (!cause_may_read(cx))
		return HK_NOT_FOUND;
	HK_TRY(db_select(cx->db, &record, sql, args, &rows));
	*ret = (struct cause_list){ rows.items, rows.count };
	return HK_OK;
}

enum hk_result cause_living(struct ctx *cx, int64_t limit, struct cause_list *ret)
{
	return list(cx, DB_WHERE("state IN ('open', 'acting')", "ORDER BY +id LIMIT $2"),
		    DB_ARGS(limit), ret);
}

enum hk_result cause_closed(struct ctx *cx, int64_t limit, struct cause_list *ret)
{
	return list(cx, DB_WHERE("state = 'closed' AND into_id = 0", "ORDER BY id DESC LIMIT $2"),
		    DB_ARGS(limit), ret);
}

enum hk_result cause_children(struct ctx *cx, int64_t id, struct cause_list *ret)
{
	return list(cx, DB_WHERE("parent_id = $2", "ORDER BY id"), DB_ARGS(id), ret);
}

enum hk_result cause_merged_into(struct ctx *cx, int64_t id, struct cause_list *ret)
{
	return list(cx, DB_WHERE("into_id = $2 AND into_id <> 0", "ORDER BY id"), DB_ARGS(id), ret);
}

/* ---- changing ---- */

enum hk_result cause_check_owner(struct ctx *cx, int64_t owner_id)
{
	struct staff owner;
	enum hk_result result = staff_find(cx, owner_id, &owner);

	if (result != HK_OK && result != HK_NOT_FOUND)
		return result;
	if (result == HK_NOT_FOUND || !owner.is_active)
		(void)field_problem(cx, "owner", TR("Please choose somebody who works here now."));
	return HK_OK;
}

enum hk_result cause_tell(struct ctx *cx, const struct cause *cause, int64_t about_id,
			  int64_t staff_id, const char *kind, const char *words)
{
	return notification_add(
		cx, &(struct notification){
			    .staff_id = staff_id,
			    .effect_key = hk_format(cx->arena, "%s %" PRId64, kind, about_id),
			    .kind = kind,
			    .number = cause->number,
			    .cause_id = cause->id,
			    .from_name = cx->actor->name,
			    .words = words });
}

/* Upwards to the root; it may neither come back to itself nor become too deep to be read. */
static enum hk_result check_parent(struct ctx *cx, int64_t id, int64_t parent_id)
{
	struct cause parent = { .parent_id = parent_id };

	for (int depth = 1; parent.parent_id; depth++) {
		int64_t above_id = parent.parent_id;
		enum hk_result result;

		if (parent.parent_id == id)
			return field_problem(cx, "parent",
					     TR("A cause cannot belong to itself, nor to one that "
						"belongs to it."));
		if (depth >= CAUSE_DEPTH)
			return field_problem(cx, "parent",
					     TR("So deep a tree cannot be read any more. Please "
						"choose a wider cause."));
		result = cause_by_id(cx, above_id, &parent);
		if (result == HK_NOT_FOUND || (result == HK_OK && parent.id != above_id))
			return field_problem(cx, "parent", TR("This cause is not there any more."));
		HK_TRY(result);
	}
	return HK_OK;
}

static enum hk_result check(struct ctx *cx, const struct cause *cause)
{
	enum hk_result result;

	if (!hk_has_ink(cause->name))
		(void)field_problem(cx, "name", TR("Please say in a few words what goes wrong."));
	if (hk_letters(cause->name) > CAUSE_NAME_LETTERS)
		(void)field_problem(cx, "name", TR("This is too long. A few words are enough."));
	HK_TRY(cause_check_owner(cx, cause->owner_id));
	result = check_parent(cx, cause->id, cause->parent_id);
	if (result != HK_OK && result != HK_INVALID)
		return result;
	return cx->field_count ? HK_INVALID : HK_OK;
}

struct named {
	int64_t id;
	const char *name;
};

static const struct db_column named_columns[] = { DB_COLUMN(struct named, id),
						  DB_COLUMN(struct named, name) };
static const struct db_record named_record = DB_RECORD("cause", struct named, named_columns);

/* Another one that is not closed and has this name. HK_NOT_FOUND: there is none. */
static enum hk_result namesake(struct ctx *cx, int64_t id, const char *name, struct cause *ret)
{
	const char *line = hk_one_line(cx->arena, name);
	const struct named *items;
	struct db_rows rows;

	HK_TRY(db_select(cx->db, &named_record,
			 DB_WHERE("state IN ('open', 'acting') AND id <> $2", "ORDER BY +id"),
			 DB_ARGS(id), &rows));
	items = rows.items;
	for (size_t i = 0; i < rows.count; i++)
		if (words_alike(cx->arena, items[i].name, line))
			return db_select_one(cx->db, &record, DB_WHERE("id = $2", ""),
					     DB_ARGS(items[i].id), ret);
	return HK_NOT_FOUND;
}

static enum hk_result check_name(struct ctx *cx, const struct cause *cause)
{
	struct cause other;
	enum hk_result result = namesake(cx, cause->id, cause->name, &other);

	if (result == HK_NOT_FOUND)
		return HK_OK;
	HK_TRY(result);
	return field_problem(cx, "name",
			     TR("There is an open cause with this name already. Please choose "
				"that one, or say what is different here."));
}

/* The form that made it was sent again. */
static bool is_again(const struct ctx *cx, const struct cause *one, const struct cause *other)
{
	return hk_equal(one->name, other->name) && one->parent_id == other->parent_id &&
	       one->owner_id == other->owner_id && one->opened_by == cx->actor->id;
}

enum hk_result cause_add(struct ctx *cx, struct cause *cause)
{
	struct cause other;
	enum hk_result result;

	HK_TRY(need_work(cx));
	*cause = (struct cause){ .name = hk_one_line(cx->arena, cause->name),
				 .parent_id = cause->parent_id,
				 .owner_id = cause->owner_id ? cause->owner_id : cx->actor->id,
				 .state = "open",
				 .opened_at = cx->now,
				 .opened_by = cx->actor->id,
				 .closed_why = "",
				 .closed_as = "",
				 .version = 1,
				 .owner_name = "" };
	HK_TRY(check(cx, cause));
	result = namesake(cx, 0, cause->name, &other);
	if (result == HK_OK && is_again(cx, &other, cause)) {
		*cause = other;
		return HK_OK;
	}
	if (result != HK_OK && result != HK_NOT_FOUND)
		return result;
	HK_TRY(check_name(cx, cause));
	cause->id = ctx_new_id(cx);
	HK_TRY(counter_next(cx, "cause", &cause->number));
	HK_TRY(db_insert(cx->db, &new_record, cause));
	return cause_tell(cx, cause, cause->id, cause->owner_id, "cause.given", cause->name);
}

static enum hk_result changed(struct ctx *cx, int64_t count)
{
	return count ? HK_OK : problem(cx, HK_CONFLICT, faster_words);
}

enum hk_result cause_change(struct ctx *cx, const struct cause *cause)
{
	struct cause before;
	int64_t count;

	HK_TRY(need_work(cx));
	HK_TRY(cause_by_id(cx, cause->id, &before));
	HK_TRY(check(cx, cause));
	if (!hk_equal(before.name, hk_one_line(cx->arena, cause->name)))
		HK_TRY(check_name(cx, cause));
	HK_TRY(db_change(cx->db,
			 DB_UPDATE("cause",
				   "name = $4, parent_id = $5, owner_id = $6,"
				   " version = version + 1",
				   "id = $2 AND version = $3", ""),
			 DB_ARGS(cause->id, cause->version, hk_one_line(cx->arena, cause->name),
				 cause->parent_id, cause->owner_id),
			 &count));
	HK_TRY(changed(cx, count));
	if (before.owner_id == cause->owner_id)
		return HK_OK;
	return cause_tell(cx, cause, ctx_new_id(cx), cause->owner_id, "cause.given", cause->name);
}

static enum hk_result actions_count(struct ctx *cx, int64_t cause_id, const char *state,
				    const char *verdict, int64_t *ret)
{
	struct tally tally;

	HK_TRY(db_select_one(cx->db, &actions,
			     DB_WHERE("cause_id = $2 AND state = $3 AND verdict = $4", ""),
			     DB_ARGS(cause_id, state, verdict), &tally));
	*ret = tally.count;
	return HK_OK;
}

enum hk_result cause_proof_find(struct ctx *cx, int64_t id, enum cause_proof *ret)
{
	struct tally tally;
	int64_t worked;

	HK_TRY(actions_count(cx, id, "checked", "worked", &worked));
	HK_TRY(db_select_one(cx->db, &worse, DB_WHERE("id = $2 AND " IS_WORSE, ""), DB_ARGS(id),
			     &tally));
	*ret = worked ? CAUSE_PROVED : CAUSE_UNPROVED;
	if (tally.count)
		*ret = CAUSE_WORSE;
	return HK_OK;
}

static const char worse_words[] =
	TR("One of its actions made it worse, so the cause cannot be closed yet. Please have that "
	   "taken back, note this as an action of its own, and close the cause once that one has "
	   "worked.");
static const char unproved_words[] = TR("No action has been shown to work yet, so it is not "
					"over. Please say why it is set aside.");

/* Proof; or, by the word of somebody who answers for it, that it is no cause. */
static enum hk_result check_proof(struct ctx *cx, const struct cause *cause,
				  const struct cause_end *end, const char **ret_as)
{
	enum cause_proof proof;

	if (hk_letters(end->reason) > CAUSE_WORDS_LETTERS)
		return field_problem(cx, "reason",
				     TR("This is too long. A few sentences are enough."));
	HK_TRY(cause_proof_find(cx, cause->id, &proof));
	*ret_as = proof == CAUSE_PROVED ? "worked" : end->as;
	if (proof == CAUSE_PROVED)
		return HK_OK;
	if (!cause_may_decide(cx))
		return problem(cx, HK_DENIED,
			       proof == CAUSE_WORSE
				       ? worse_words
				       : TR("A cause is closed by an action that worked. Without "
					    "one, please ask a supervisor."));
	if (!hk_equal(end->as, "wrong") && !hk_equal(end->as, "no_use"))
		return field_problem(cx, "as",
				     proof == CAUSE_WORSE ? TR("Please say why it is set aside.")
							  : unproved_words);
	if (!hk_has_ink(end->reason))
		return field_problem(cx, "reason",
				     TR("Please say in a sentence why it is set aside."));
	return HK_OK;
}

enum hk_result cause_close(struct ctx *cx, const struct cause *cause, const struct cause_end *end)
{
	int64_t count, running;
	const char *as = "";

	HK_TRY(need_work(cx));
	if (cause_is_closed(cause))
		return problem(cx, HK_CONFLICT, TR("This cause is closed already."));
	if (cause->stop_id)
		return problem(cx, HK_CONFLICT,
			       TR("The line is stopped because of this cause. Please let it go "
				  "on first."));
	HK_TRY(actions_count(cx, cause->id, "running", "", &running));
	if (running)
		return problem(cx, HK_CONFLICT,
			       TR("An action against it is still being measured. Please wait for "
				  "its day, or give it up."));
	HK_TRY(check_proof(cx, cause, end, &as));
	HK_TRY(db_change(cx->db,
			 DB_UPDATE("cause",
				   "state = 'closed', closed_at = $4, closed_by = $5,"
				   " closed_why = $6, closed_as = $7, version = version + 1",
				   "id = $2 AND version = $3", ""),
			 DB_ARGS(cause->id, cause->version, cx->now, cx->actor->id,
				 hk_trim(cx->arena, end->reason), as),
			 &count));
	return changed(cx, count);
}

enum hk_result cause_open_again(struct ctx *cx, const struct cause *cause)
{
	int64_t count, owner_id = cause->owner_id;
	struct staff owner;

	HK_TRY(need_work(cx));
	if (!cause_is_closed(cause))
		return HK_OK;
	HK_TRY(staff_find(cx, owner_id, &owner));
	/* Whoever had it has left meanwhile: it is of who takes it up again. */
	if (!owner.is_active)
		owner_id = cx->actor->id;
	HK_TRY(db_change(
		cx->db,
		DB_UPDATE("cause",
			  "state = 'open', closed_at = 0, closed_by = 0,"
			  " closed_why = '', closed_as = '', owner_id = $4, version = version + 1",
			  "id = $2 AND version = $3", ""),
		DB_ARGS(cause->id, cause->version, owner_id), &count));
	return changed(cx, count);
}

enum hk_result cause_state_put(struct ctx *cx, int64_t id, const char *state)
{
	return db_send(cx->db,
		       DB_UPDATE("cause", "state = $3, version = version + 1",
				 "id = $2 AND state <> 'closed' AND state <> $3", ""),
		       DB_ARGS(id, state));
}

/* ---- five whys ---- */

enum hk_result cause_whys(struct ctx *cx, int64_t cause_id, struct cause_why *ret)
{
	struct db_rows rows;
	const struct cause_why *items;

	HK_TRY(db_select(cx->db, &why_record, DB_WHERE("cause_id = $2", "ORDER BY position"),
			 DB_ARGS(cause_id), &rows));
	items = rows.items;
	for (int64_t i = 0; i < CAUSE_WHYS; i++)
		ret[i] = (struct cause_why){ .position = i + 1, .text = "", .author_name = "" };
	for (size_t i = 0; i < rows.count; i++)
		ret[items[i].position - 1] = items[i];
	return HK_OK;
}

static enum hk_result check_whys(struct ctx *cx, const char *const texts[CAUSE_WHYS])
{
	static const char *const fields[CAUSE_WHYS] = { "why1", "why2", "why3", "why4", "why5" };

	for (size_t i = 0; i < CAUSE_WHYS; i++) {
		if (hk_letters(texts[i]) > CAUSE_WORDS_LETTERS)
			(void)field_problem(cx, fields[i],
					    TR("This is too long. A few sentences are enough."));
		if (i && hk_has_ink(texts[i]) && !hk_has_ink(texts[i - 1]))
			(void)field_problem(cx, fields[i],
					    TR("This why asks about the answer above. Please "
					       "give that one first."));
	}
	return cx->field_count ? HK_INVALID : HK_OK;
}

static enum hk_result why_put(struct ctx *cx, int64_t cause_id, const struct cause_why *before,
			      const char *text)
{
	if (hk_equal(before->text, text))
		return HK_OK;
	if (!*text)
		return db_send(cx->db, DB_DELETE("cause_why", "cause_id = $2 AND position = $3"),
			       DB_ARGS(cause_id, before->position));
	return db_send(cx->db,
		       DB_ADD("cause_why", "cause_id, position, text, author_id, at",
			      "$2, $3, $4, $5, $6",
			      "ON CONFLICT (org_id, cause_id, position) DO UPDATE SET text = $4,"
			      " author_id = $5, at = $6"),
		       DB_ARGS(cause_id, before->position, text, cx->actor->id, cx->now));
}

enum hk_result cause_whys_put(struct ctx *cx, const struct cause *cause,
			      const char *const texts[CAUSE_WHYS])
{
	struct cause_why before[CAUSE_WHYS];
	int64_t count, answered = 0;

	HK_TRY(need_work(cx));
	HK_TRY(check_whys(cx, texts));
	HK_TRY(cause_whys(cx, cause->id, before));
	for (size_t i = 0; i < CAUSE_WHYS; i++) {
		const char *text = hk_trim(cx->arena, texts[i]);

		answered += *text != '\0';
		HK_TRY(why_put(cx, cause->id, &before[i], text));
	}
	HK_TRY(db_change(cx->db,
			 DB_UPDATE("cause", "why_count = $4, version = version + 1",
				   "id = $2 AND version = $3", ""),
			 DB_ARGS(cause->id, cause->version, answered), &count));
	return changed(cx, count);
}
