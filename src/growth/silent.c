#include "growth/silent.h"

#include <inttypes.h>
#include <string.h>

#include "base/text.h"
#include "base/time.h"
#include "core/i18n.h"
#include "core/job.h"
#include "core/rights.h"
#include "people/staff.h"
#include "ticket/owner/assignment.h"
#include "ticket/work/notification.h"

#define COLUMNS                                                                              \
	DB_COLUMN_AS(struct silent, ticket_id, "ticket.id"),                                 \
		DB_COLUMN_AS(struct silent, number, "ticket.number"),                        \
		DB_COLUMN_AS(struct silent, customer_id, "ticket.customer_id"),              \
		DB_COLUMN_AS(struct silent, team_id, "ticket.team_id"),                      \
		DB_COLUMN_AS(struct silent, resolved_at, "ticket.resolved_at"),              \
		DB_COLUMN_AS(struct silent, subject, "ticket.subject"),                      \
		DB_COLUMN_AS(struct silent, language, "ticket.language"),                    \
		DB_COLUMN_AS(struct silent, name, "coalesce(customer.name, '')"),            \
		DB_COLUMN_AS(struct silent, owner, "coalesce(staff.name, '')"),              \
		DB_COLUMN_AS(struct silent, caller_id, "coalesce(silent_call.owner_id, 0)"), \
		DB_COLUMN_AS(struct silent, caller, "coalesce(caller.name, '')"),            \
		DB_COLUMN_AS(struct silent, due_at, "coalesce(silent_call.due_at, 0)"),      \
		DB_COLUMN_AS(struct silent, tries, "coalesce(silent_call.tries, 0)"),        \
		DB_COLUMN_AS(struct silent, ended_at, "coalesce(silent_call.ended_at, 0)"),  \
		DB_COLUMN_AS(struct silent, version, "coalesce(silent_call.version, 0)"),    \
		DB_COLUMN_AS(struct silent, outcome, "coalesce(silent_call.outcome, '')")

#define NAMES                                                               \
	" LEFT JOIN customer ON customer.org_id = ticket.org_id AND"        \
	" customer.id = ticket.customer_id"                                 \
	" LEFT JOIN staff ON staff.org_id = ticket.org_id AND"              \
	" staff.id = ticket.owner_id"                                       \
	" LEFT JOIN staff caller ON caller.org_id = silent_call.org_id AND" \
	" caller.id = silent_call.owner_id"
#define CALL_OF_TICKET                           \
	"silent_call.org_id = ticket.org_id AND" \
	" silent_call.ticket_id = ticket.id"

static const struct db_column columns[] = { COLUMNS };
static const struct db_record record = DB_RECORD_FROM(
	"ticket", "ticket LEFT JOIN silent_call ON " CALL_OF_TICKET NAMES, struct silent, columns);
static const struct db_record call_record = DB_RECORD_FROM(
	"silent_call", "silent_call JOIN ticket ON " CALL_OF_TICKET NAMES, struct silent, columns);

static enum hk_result need_reader(const struct ctx *cx)
{
	return cx->actor->kind == ACTOR_STAFF && actor_may(cx->actor, RIGHT_TICKET_READ)
		       ? HK_OK
		       : HK_NOT_FOUND;
}

enum hk_result silent_find(struct ctx *cx, struct silent_list *ret)
{
	struct db_rows rows;

	HK_TRY(need_reader(cx));
	HK_TRY(db_select(cx->db, &record,
			 DB_WHERE(SILENT_TICKETS " AND coalesce(silent_call.ended_at, 1) <> 0",
				  "ORDER BY ticket.resolved_at DESC LIMIT $4"),
			 DB_ARGS(cx->now - SILENT_DAYS * HK_DAY, cx->now, SILENT_MOST), &rows));
	*ret = (struct silent_list){ rows.items, rows.count };
	return HK_OK;
}

enum hk_result silent_calls_find(struct ctx *cx, struct silent_list *ret)
{
	struct db_rows rows;

	HK_TRY(need_reader(cx));
	HK_TRY(db_select(cx->db, &call_record,
			 DB_WHERE("silent_call.ended_at = 0 AND " SILENT_STILL,
				  "ORDER BY silent_call.due_at, silent_call.ticket_id LIMIT $2"),
			 DB_ARGS(SILENT_MOST), &rows));
	*ret = (struct silent_list){ rows.items, rows.count };
	return HK_OK;
}

enum hk_result silent_words_find(struct ctx *cx, int64_t ticket_id, struct silent_words *ret)
{
	static const struct db_column word_columns[] = {
		DB_COLUMN_AS(struct silent_word, at, "silent_word.at"),
		DB_COLUMN_AS(struct silent_word, kind, "silent_word.kind"),
		DB_COLUMN_AS(struct silent_word, words, "silent_word.words"),
		DB_COLUMN_AS(struct silent_word, name, "coalesce(staff.name, '')"),
	};
	static const struct db_record words = DB_RECORD_FROM(
		"silent_word",
		"silent_word LEFT JOIN staff ON staff.org_id = silent_word.org_id AND"
		" staff.id = silent_word.staff_id",
		struct silent_word, word_columns);
	struct db_rows rows;

	HK_TRY(need_reader(cx));
	HK_TRY(db_select(cx->db, &words,
			 DB_WHERE("silent_word.ticket_id = $2", "ORDER BY silent_word.id"),
			 DB_ARGS(ticket_id), &rows));
	*ret = (struct silent_words){ rows.items, rows.count };
	return HK_OK;
}

enum hk_result silent_heard_find(struct ctx *cx, struct silent_heard *ret)
{
	static const struct db_column heard_columns[] = {
		DB_COLUMN_AS(struct silent_heard, ended, "count(*)"),
		DB_COLUMN_AS(struct silent_heard, reached,
			     "coalesce(sum(CASE WHEN outcome = 'unreachable' THEN 0 ELSE 1 END),"
			     " 0)"),
		DB_COLUMN_AS(struct silent_heard, missed,
			     "coalesce(sum(CASE WHEN outcome IN ('wish', 'left') THEN 1 ELSE 0"
			     " END), 0)"),
	};
	static const struct db_record heard =
		DB_RECORD("silent_call", struct silent_heard, heard_columns);

	HK_TRY(need_reader(cx));
	return db_select_one(cx->db, &heard, DB_WHERE("ended_at > 0 AND ended_at >= $2", ""),
			     DB_ARGS(cx->now - SILENT_HEARD_DAYS * HK_DAY), ret);
}

/* Deeds. */

static const char taken_words[] = TR("A colleague was faster. Please look again.");

/* Fallen silent, or being called; whoever acts. */
static enum hk_result one_find(struct ctx *cx, int64_t number, struct silent *ret)
{
	HK_TRY(need_reader(cx));
	if (!actor_may(cx->actor, RIGHT_TICKET_REPLY))
		return HK_NOT_FOUND;
	return db_select_one(cx->db, &record, DB_WHERE("ticket.number = $2 AND " SILENT_STILL, ""),
			     DB_ARGS(number), ret);
}

static enum hk_result choose(struct ctx *cx, const struct silent *one, int64_t *ret)
{
	struct choice choice;

	HK_TRY(choose_owner(cx,
			    &(struct choice_wish){ .team_id = one->team_id,
						   .type = "inquiry",
						   .priority = "normal",
						   .language = one->language,
						   .channel = "phone",
						   .customer_id = one->customer_id },
			    &choice));
	*ret = choice.staff_id;
	return HK_OK;
}

static enum hk_result tell(struct ctx *cx, const struct silent *one, const char *kind)
{
	return notification_add(
		cx, &(struct notification){
			    .staff_id = one->caller_id,
			    .effect_key = hk_format(cx->arena, "%s %" PRId64 " %" PRId64, kind,
						    one->ticket_id, one->version),
			    .kind = kind,
			    .ticket_id = one->ticket_id,
			    .number = one->number,
			    .from_name = cx->actor->kind == ACTOR_STAFF ? cx->actor->name : "",
			    .words = hk_format(cx->arena, "%s: %s", one->name, one->subject) });
}

/* Writes what may change, and the next version. */
static enum hk_result put(struct ctx *cx, struct silent *one, int64_t version)
{
	int64_t count;

	HK_TRY(db_change(cx->db,
			 DB_UPDATE("silent_call",
				   "owner_id = $4, tries = $5, outcome = $6, ended_at = $7,"
				   " version = version + 1",
				   "ticket_id = $2 AND version = $3 AND ended_at = 0", ""),
			 DB_ARGS(one->ticket_id, version, one->caller_id, one->tries, one->outcome,
				 one->ended_at),
			 &count));
	one->version = version + 1;
	return count ? HK_OK : problem(cx, HK_CONFLICT, taken_words);
}

static enum hk_result begin(struct ctx *cx, struct silent *one)
{
	int64_t count;

	one->due_at = cx->now + SILENT_CALL_DAYS * HK_DAY;
	HK_TRY(db_change(cx->db,
			 DB_ADD("silent_call",
				"ticket_id, owner_id, given_at, due_at, tries, outcome, ended_at,"
				" version",
				"$2, $3, $4, $5, 0, '', 0, 1",
				"ON CONFLICT (org_id, ticket_id) DO NOTHING"),
			 DB_ARGS(one->ticket_id, one->caller_id, cx->now, one->due_at), &count));
	if (!count)
		return problem(cx, HK_CONFLICT, taken_words);
	one->version = 1;
	return job_add(cx, SILENT_LATE_JOB, one->ticket_id, one->due_at,
		       hk_format(cx->arena, "%" PRId64, one->ticket_id));
}

enum hk_result silent_give(struct ctx *cx, int64_t number, int64_t version, int64_t staff_id)
{
	struct silent one;
	struct staff staff;
	bool may;

	HK_TRY(one_find(cx, number, &one));
	if (one.caller_id && one.caller_id == staff_id && !one.ended_at)
		return HK_OK; /* a form that was sent twice */
	if (!staff_id)
		HK_TRY(choose(cx, &one, &staff_id));
	HK_TRY(owner_may(cx, staff_id, &staff, &may));
	if (!may)
		return field_problem(cx, "owner", TR("Please choose who sees to it."));
	if (one.caller_id) {
		one.caller_id = staff_id;
		HK_TRY(put(cx, &one, version));
	} else {
		one.caller_id = staff_id;
		HK_TRY(begin(cx, &one));
	}
	return tell(cx, &one, "silent.given");
}

static enum hk_result word_add(struct ctx *cx, const struct silent *one, const char *kind,
			       const char *words)
{
	return db_send(cx->db,
		       DB_ADD("silent_word", "ticket_id, id, kind, staff_id, at, words",
			      "$2, $3, $4, $5, $6, $7", ""),
		       DB_ARGS(one->ticket_id, ctx_new_id(cx), kind, cx->actor->id, cx->now,
			       hk_trim(cx->arena, words)));
}

static enum hk_result open_find(struct ctx *cx, int64_t number, const char *words,
				struct silent *ret)
{
	HK_TRY(one_find(cx, number, ret));
	if (!ret->caller_id)
		return HK_NOT_FOUND;
	if (!hk_has_ink(words))
		(void)field_problem(cx, "words", TR("Please say it in a sentence."));
	if (hk_letters(words) > SILENT_WORDS_LETTERS)
		(void)field_problem(cx, "words",
				    TR("This is too long. A few sentences are enough."));
	return HK_OK;
}

enum hk_result silent_tried(struct ctx *cx, int64_t number, int64_t version, const char *words)
{
	struct silent one;

	HK_TRY(open_find(cx, number, words, &one));
	if (cx->field_count)
		return HK_INVALID;
	one.tries++;
	HK_TRY(put(cx, &one, version));
	return word_add(cx, &one, "tried", words);
}

static bool is_outcome(const char *outcome)
{
	static const char *const all[] = { "content", "wish", "left", "no_contact", "unreachable" };

	return hk_one_of(outcome, all, HK_COUNT(all));
}

enum hk_result silent_end(struct ctx *cx, int64_t number, int64_t version, const char *outcome,
			  const char *words)
{
	struct silent one;

	HK_TRY(open_find(cx, number, words, &one));
	if (!is_outcome(outcome))
		(void)field_problem(cx, "outcome", TR("Please choose how it came out."));
	else if (strcmp(outcome, "unreachable") == 0 && one.tries < SILENT_TRIES)
		(void)field_problem(cx, "outcome",
				    TR("Please try three times before, and note each try."));
	if (cx->field_count)
		return HK_INVALID;
	one.outcome = outcome;
	one.ended_at = cx->now;
	HK_TRY(put(cx, &one, version));
	return word_add(cx, &one, "ended", words);
}

/* Of the house. */

enum hk_result silent_release(struct ctx *cx, int64_t staff_id)
{
	struct silent *items;
	struct db_rows rows;

	HK_TRY(db_select(cx->db, &call_record,
			 DB_WHERE("silent_call.ended_at = 0 AND silent_call.owner_id = $2",
				  "ORDER BY silent_call.ticket_id"),
			 DB_ARGS(staff_id), &rows));
	items = rows.items;
	for (size_t i = 0; i < rows.count; i++) {
		enum hk_result result = choose(cx, &items[i], &items[i].caller_id);

		if (result == HK_NOT_FOUND || items[i].caller_id == staff_id)
			continue;
		HK_TRY(result);
		HK_TRY(put(cx, &items[i], items[i].version));
		HK_TRY(tell(cx, &items[i], "silent.given"));
	}
	return HK_OK;
}

enum hk_result silent_late(struct ctx *cx, int64_t ticket_id)
{
	struct silent one;
	enum hk_result result =
		db_select_one(cx->db, &call_record,
			      DB_WHERE("silent_call.ticket_id = $2 AND silent_call.ended_at = 0"
				       " AND " SILENT_STILL,
				       ""),
			      DB_ARGS(ticket_id), &one);

	if (result == HK_NOT_FOUND)
		return HK_OK;
	HK_TRY(result);
	return tell(cx, &one, "silent.late");
}
