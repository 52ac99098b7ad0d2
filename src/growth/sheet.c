#include "growth/sheet.h"

#include <inttypes.h>
#include <string.h>

#include "base/secret.h"
#include "base/text.h"
#include "base/time.h"
#include "core/i18n.h"
#include "core/job.h"
#include "core/rights.h"
#include "people/heir.h"
#include "ticket/work/notification.h"
#include "ticket/work/task.h"

/* Whoever forgot the sheet of last week may still write it; its draft speaks of today. */
enum { END_OF_WORK = 17 * 60, PAST_DAYS = 8, MOST_DAYS = 366 };

/* Enough of a digest for two texts of one part; it is no secret. */
enum { MARK_BYTES = 12 };

static const char *const kind_names[SHEET_KINDS] = {
	[SHEET_GOOD] = "good",           [SHEET_BAD] = "bad",
	[SHEET_CAUSE] = "cause",         [SHEET_PROMISES] = "promises",
	[SHEET_COMPLAINT] = "complaint", [SHEET_SILENT] = "silent",
	[SHEET_METRIC] = "metric",       [SHEET_NOTES] = "notes",
};

const char *sheet_kind_name(enum sheet_kind kind)
{
	return kind_names[kind];
}

static const struct db_column columns[] = {
	DB_COLUMN(struct sheet, id),       DB_COLUMN(struct sheet, title),
	DB_COLUMN(struct sheet, meets_at), DB_COLUMN(struct sheet, language),
	DB_COLUMN(struct sheet, made_by),  DB_COLUMN(struct sheet, made_at),
	DB_COLUMN(struct sheet, version),
};
static const struct db_record record = DB_RECORD("sheet", struct sheet, columns);

struct part {
	int64_t sheet_id;
	const char *kind, *text;
};

static const struct db_column part_columns[] = {
	DB_COLUMN(struct part, sheet_id),
	DB_COLUMN(struct part, kind),
	DB_COLUMN(struct part, text),
};
static const struct db_record part_record = DB_RECORD("sheet_part", struct part, part_columns);

#define DECISION_COLUMNS                                                   \
	DB_COLUMN_AS(struct sheet_decision, sheet_id, "sheet_id"),         \
		DB_COLUMN_AS(struct sheet_decision, id, "id"),             \
		DB_COLUMN_AS(struct sheet_decision, text, "text"),         \
		DB_COLUMN_AS(struct sheet_decision, owner_id, "owner_id"), \
		DB_COLUMN_AS(struct sheet_decision, due_at, "due_at"),     \
		DB_COLUMN_AS(struct sheet_decision, number, "number"),     \
		DB_COLUMN_AS(struct sheet_decision, made_by, "made_by"),   \
		DB_COLUMN_AS(struct sheet_decision, made_at, "made_at"),   \
		DB_COLUMN_AS(struct sheet_decision, done_at, "done_at"),   \
		DB_COLUMN_AS(struct sheet_decision, done_by, "done_by")

static const struct db_column decision_columns[] = { DECISION_COLUMNS };
static const struct db_record decision_record =
	DB_RECORD("sheet_decision", struct sheet_decision, decision_columns);
static const struct db_column shown_columns[] = {
	DECISION_COLUMNS,
	DB_COLUMN_AS(struct sheet_decision, owner,
		     "coalesce((SELECT staff.name FROM staff WHERE staff.org_id = $1 AND staff.id ="
		     " sheet_decision.owner_id), '')"),
};
static const struct db_record shown_record =
	DB_RECORD("sheet_decision", struct sheet_decision, shown_columns);

bool sheet_may_write(const struct ctx *cx)
{
	return cx->actor->kind == ACTOR_STAFF && actor_may(cx->actor, RIGHT_TEAM_WATCH);
}

static enum hk_result need_writer(struct ctx *cx)
{
	return sheet_may_write(cx) ? HK_OK : right_need(cx, RIGHT_TEAM_WATCH);
}

/* Reading. */

enum hk_result sheet_page(struct ctx *cx, struct sheet_list *ret)
{
	struct db_rows rows;

	HK_TRY(db_select(cx->db, &record,
			 DB_WHERE("meets_at > 0", "ORDER BY meets_at DESC, id DESC LIMIT $2"),
			 DB_ARGS(SHEET_PAGE), &rows));
	*ret = (struct sheet_list){ rows.items, rows.count };
	return HK_OK;
}

enum hk_result sheet_find(struct ctx *cx, int64_t id, struct sheet *ret)
{
	return db_select_one(cx->db, &record, DB_WHERE("id = $2", ""), DB_ARGS(id), ret);
}

enum hk_result sheet_texts_find(struct ctx *cx, int64_t id, struct sheet_texts *ret)
{
	struct db_rows rows;
	const struct part *parts;

	HK_TRY(db_select(cx->db, &part_record, DB_WHERE("sheet_id = $2", ""), DB_ARGS(id), &rows));
	parts = rows.items;
	for (int kind = 0; kind < SHEET_KINDS; kind++) {
		ret->of[kind] = "";
		for (size_t i = 0; i < rows.count; i++)
			if (strcmp(parts[i].kind, kind_names[kind]) == 0)
				ret->of[kind] = parts[i].text;
	}
	return HK_OK;
}

enum hk_result sheet_decisions_find(struct ctx *cx, int64_t id, struct sheet_decisions *ret)
{
	struct db_rows rows;

	HK_TRY(db_select(cx->db, &shown_record, DB_WHERE("sheet_id = $2", "ORDER BY id LIMIT $3"),
			 DB_ARGS(id, SHEET_DECISIONS_MOST), &rows));
	*ret = (struct sheet_decisions){ rows.items, rows.count };
	return HK_OK;
}

/* Drafting. */

static enum hk_result twin_find(struct ctx *cx, const char *title, int64_t meets_at,
				struct sheet *ret)
{
	return db_select_one(cx->db, &record,
			     DB_WHERE("meets_at = $2 AND title = $3", "ORDER BY id LIMIT 1"),
			     DB_ARGS(meets_at, title), ret);
}

static enum hk_result parts_add(struct ctx *cx, int64_t id, const struct sheet_texts *texts)
{
	for (int kind = 0; kind < SHEET_KINDS; kind++)
		HK_TRY(db_insert(cx->db, &part_record,
				 &(struct part){ id, kind_names[kind], texts->of[kind] }));
	return HK_OK;
}

enum hk_result sheet_add(struct ctx *cx, const char *title, int64_t meets_at, int64_t *ret_id)
{
	struct sheet twin, sheet = { .title = hk_one_line(cx->arena, title),
				     .meets_at = meets_at,
				     .language = cx->language,
				     .made_by = cx->actor->id,
				     .made_at = cx->now,
				     .version = 1 };
	struct sheet_texts texts;
	enum hk_result result;

	HK_TRY(need_writer(cx));
	if (!hk_has_ink(sheet.title) || hk_letters(sheet.title) > SHEET_TITLE_LETTERS)
		(void)field_problem(cx, "title", TR("Please give it a short name."));
	if (meets_at <= cx->now - PAST_DAYS * HK_DAY || meets_at > cx->now + MOST_DAYS * HK_DAY)
		(void)field_problem(cx, "day",
				    TR("Please choose a day from a week ago to a year from now."));
	if (cx->field_count)
		return HK_INVALID;
	result = twin_find(cx, sheet.title, meets_at, &twin);
	if (result == HK_OK)
		*ret_id = twin.id;
	if (result != HK_NOT_FOUND)
		return result;
	HK_TRY(sheet_draft(cx, &texts));
	sheet.id = ctx_new_id(cx);
	HK_TRY(db_insert(cx->db, &record, &sheet));
	HK_TRY(parts_add(cx, sheet.id, &texts));
	*ret_id = sheet.id;
	return HK_OK;
}

/* Writing. */

const char *sheet_mark(struct ctx *cx, const char *text)
{
	unsigned char digest[HK_DIGEST];

	hk_sha256(text, strlen(text), digest);
	return hk_hex(cx->arena, digest, MARK_BYTES);
}

static bool is_marked(struct ctx *cx, const char *mark, const char *text)
{
	return mark && *mark && hk_equal(mark, sheet_mark(cx, text));
}

/* What its writer left alone becomes what stands there now. */
static enum hk_result change_fit(struct ctx *cx, const struct sheet *sheet,
				 const struct sheet_change *change, const struct sheet_texts *now,
				 struct sheet_texts *ret)
{
	for (int kind = 0; kind < SHEET_KINDS; kind++) {
		const char *text = hk_trim(cx->arena, change->texts.of[kind]);
		const char *mark = change->marks.of[kind];

		ret->of[kind] = text;
		if (sheet->version == change->version || hk_equal(text, now->of[kind]))
			continue;
		if (is_marked(cx, mark, text))
			ret->of[kind] = now->of[kind];
		else if (!is_marked(cx, mark, now->of[kind]))
			return problem(
				cx, HK_CONFLICT,
				TR("Somebody else has changed this meanwhile. Please look again."));
	}
	return HK_OK;
}

static enum hk_result lengths_check(struct ctx *cx, const struct sheet_texts *texts)
{
	for (int kind = 0; kind < SHEET_KINDS; kind++)
		if (hk_letters(texts->of[kind]) > SHEET_TEXT_LETTERS)
			(void)field_problem(cx, kind_names[kind],
					    TR("This is too long. Please shorten it a little."));
	return cx->field_count ? HK_INVALID : HK_OK;
}

enum hk_result sheet_write(struct ctx *cx, int64_t id, const struct sheet_change *change)
{
	struct sheet sheet;
	struct sheet_texts now = { .of = { NULL } }, fit = now;
	int64_t count;

	HK_TRY(need_writer(cx));
	HK_TRY(sheet_find(cx, id, &sheet));
	HK_TRY(sheet_texts_find(cx, id, &now));
	HK_TRY(lengths_check(cx, &change->texts));
	HK_TRY(change_fit(cx, &sheet, change, &now, &fit));
	HK_TRY(db_change(
		cx->db, DB_UPDATE("sheet", "version = version + 1", "id = $2 AND version = $3", ""),
		DB_ARGS(id, sheet.version), &count));
	if (!count)
		return problem(cx, HK_CONFLICT,
			       TR("Somebody else has changed this meanwhile. Please look again."));
	for (int kind = 0; kind < SHEET_KINDS; kind++)
		HK_TRY(db_send(
			cx->db,
			DB_UPDATE("sheet_part", "text = $4", "sheet_id = $2 AND kind = $3", ""),
			DB_ARGS(id, kind_names[kind], fit.of[kind])));
	return HK_OK;
}

/* Decisions. */

static enum hk_result owner_check(struct ctx *cx, int64_t owner_id)
{
	struct staff owner = { .is_active = 0 };
	enum hk_result result = owner_id ? staff_find(cx, owner_id, &owner) : HK_NOT_FOUND;

	if (result != HK_OK && result != HK_NOT_FOUND)
		return result;
	if (result == HK_NOT_FOUND || !owner.is_active)
		(void)field_problem(cx, "owner", TR("Please choose who sees to it."));
	return HK_OK;
}

static enum hk_result ticket_check(struct ctx *cx, int64_t number, struct ticket *ret)
{
	enum hk_result result;

	if (!number)
		return HK_OK;
	if (!actor_may(cx->actor, RIGHT_TICKET_REPLY)) {
		(void)field_problem(cx, "ticket",
				    TR("You may not give tasks from tickets. Please leave the "
				       "number out."));
		return HK_OK;
	}
	result = ticket_find(cx, number, ret);
	if (result == HK_NOT_FOUND)
		(void)field_problem(cx, "ticket", TR("There is no ticket with this number."));
	return result == HK_NOT_FOUND ? HK_OK : result;
}

static void words_check(struct ctx *cx, const struct sheet_decision *decision)
{
	if (!hk_has_ink(decision->text))
		(void)field_problem(cx, "decision", TR("Please write what was decided."));
	if (hk_letters(decision->text) > SHEET_DECISION_LETTERS)
		(void)field_problem(cx, "decision",
				    TR("This is too long. A few sentences are enough."));
	if (decision->due_at <= cx->now - HK_DAY || decision->due_at > cx->now + MOST_DAYS * HK_DAY)
		(void)field_problem(cx, "due", TR("Please choose a day within a year from now."));
}

static enum hk_result is_written(struct ctx *cx, const struct sheet_decision *row, bool *ret)
{
	struct sheet_decision twin;
	enum hk_result result = db_select_one(
		cx->db, &decision_record,
		DB_WHERE("sheet_id = $2 AND text = $3 AND owner_id = $4 AND due_at = $5 AND"
			 " made_at > $6",
			 "LIMIT 1"),
		DB_ARGS(row->sheet_id, row->text, row->owner_id, row->due_at, cx->now - HK_HOUR),
		&twin);

	*ret = result == HK_OK;
	return result == HK_NOT_FOUND ? HK_OK : result;
}

/* Until then it is in time. */
static int64_t end_of_day(const struct ctx *cx, const struct sheet_decision *row)
{
	return i18n_clock(cx->kit->formats, cx->timezone, row->due_at, 0, END_OF_WORK);
}

static enum hk_result task_add(struct ctx *cx, struct ticket *ticket,
			       const struct sheet_decision *row)
{
	const struct task_new task = { .text = row->text,
				       .staff_id = row->owner_id,
				       .due_at = end_of_day(cx, row) };
	int64_t task_id;

	return task_give(cx, ticket, &task, &task_id);
}

/* Its owner sees it among his tasks, and how many there are beside every page. */
static enum hk_result count_move(struct ctx *cx, int64_t owner_id, int64_t by)
{
	return db_send(cx->db,
		       DB_UPDATE("staff", "decision_count = decision_count + $3", "id = $2", ""),
		       DB_ARGS(owner_id, by));
}

static enum hk_result tell(struct ctx *cx, const struct sheet_decision *row, int64_t staff_id,
			   const char *kind)
{
	return notification_add(
		cx, &(struct notification){
			    .staff_id = staff_id,
			    .effect_key = hk_format(cx->arena, "%s %" PRId64, kind, row->id),
			    .kind = kind,
			    .sheet_id = row->sheet_id,
			    .from_name = cx->actor->name,
			    .words = row->text });
}

/* One duty for all of a sheet that are due on the same day. */
static enum hk_result late_add(struct ctx *cx, const struct sheet_decision *row)
{
	int64_t at = end_of_day(cx, row);

	return job_add(cx, SHEET_LATE_JOB, row->sheet_id, at,
		       hk_format(cx->arena, "%" PRId64 " %" PRId64, row->sheet_id, at));
}

enum hk_result sheet_decide(struct ctx *cx, int64_t id, const struct sheet_decision *decision)
{
	struct sheet_decision row = { .sheet_id = id,
				      .text = hk_trim(cx->arena, decision->text),
				      .owner_id = decision->owner_id,
				      .due_at = decision->due_at,
				      .number = decision->number,
				      .made_by = cx->actor->id,
				      .made_at = cx->now };
	struct ticket ticket;
	struct sheet sheet;
	bool is_twin;

	HK_TRY(need_writer(cx));
	HK_TRY(sheet_find(cx, id, &sheet));
	words_check(cx, &row);
	HK_TRY(owner_check(cx, row.owner_id));
	HK_TRY(ticket_check(cx, row.number, &ticket));
	if (cx->field_count)
		return HK_INVALID;
	HK_TRY(is_written(cx, &row, &is_twin));
	if (is_twin)
		return HK_OK;
	row.id = ctx_new_id(cx);
	HK_TRY(db_insert(cx->db, &decision_record, &row));
	/* Of a task he hears by itself. */
	if (row.number)
		return task_add(cx, &ticket, &row);
	HK_TRY(count_move(cx, row.owner_id, 1));
	HK_TRY(late_add(cx, &row));
	return tell(cx, &row, row.owner_id, "decision.given");
}

/* Those of a task are told by the task. */
enum hk_result sheet_late(struct ctx *cx, int64_t id, int64_t at)
{
	const struct sheet_decision *items;
	struct db_rows rows;

	HK_TRY(db_select(cx->db, &decision_record,
			 DB_WHERE("sheet_id = $2 AND due_at <= $3 AND done_at = 0 AND number = 0",
				  "ORDER BY id"),
			 DB_ARGS(id, at), &rows));
	items = rows.items;
	for (size_t i = 0; i < rows.count; i++) {
		HK_TRY(tell(cx, &items[i], items[i].owner_id, "decision.late"));
		if (items[i].made_by != items[i].owner_id)
			HK_TRY(tell(cx, &items[i], items[i].made_by, "decision.late_given"));
	}
	return HK_OK;
}

enum hk_result sheet_decision_end(struct ctx *cx, int64_t id, int64_t decision_id)
{
	struct sheet_decision row;

	if (cx->actor->kind != ACTOR_STAFF)
		return HK_DENIED;
	HK_TRY(db_select_one(cx->db, &decision_record, DB_WHERE("sheet_id = $2 AND id = $3", ""),
			     DB_ARGS(id, decision_id), &row));
	if (row.owner_id != cx->actor->id && !sheet_may_write(cx))
		return problem(cx, HK_DENIED, TR("Whoever sees to it says when it is done."));
	if (row.done_at)
		return HK_OK;
	if (!row.number)
		HK_TRY(count_move(cx, row.owner_id, -1));
	return db_send(cx->db,
		       DB_UPDATE("sheet_decision", "done_at = $4, done_by = $5",
				 "sheet_id = $2 AND id = $3", ""),
		       DB_ARGS(id, decision_id, cx->now, cx->actor->id));
}

enum hk_result sheet_decisions_mine(struct ctx *cx, int64_t limit, struct sheet_decisions *ret)
{
	struct db_rows rows;

	HK_TRY(db_select(cx->db, &shown_record,
			 DB_WHERE("owner_id = $2 AND done_at = 0 AND number = 0",
				  "ORDER BY due_at, id LIMIT $3"),
			 DB_ARGS(cx->actor->id, limit), &rows));
	*ret = (struct sheet_decisions){ rows.items, rows.count };
	return HK_OK;
}

enum hk_result sheet_release(struct ctx *cx, int64_t staff_id)
{
	const struct sheet_decision *items;
	struct staff heir;
	struct db_rows rows;

	HK_TRY(db_select(cx->db, &decision_record,
			 DB_WHERE("owner_id = $2 AND done_at = 0", "ORDER BY due_at, id"),
			 DB_ARGS(staff_id), &rows));
	if (!rows.count)
		return HK_OK;
	HK_TRY(staff_heir(cx, staff_id, &heir));
	items = rows.items;
	for (size_t i = 0; i < rows.count; i++) {
		HK_TRY(db_send(cx->db,
			       DB_UPDATE("sheet_decision", "owner_id = $4",
					 "sheet_id = $2 AND id = $3", ""),
			       DB_ARGS(items[i].sheet_id, items[i].id, heir.id)));
		/* Tasks go back by themselves. */
		if (items[i].number)
			continue;
		HK_TRY(count_move(cx, staff_id, -1));
		HK_TRY(count_move(cx, heir.id, 1));
		HK_TRY(tell(cx, &items[i], heir.id, "decision.left"));
	}
	return HK_OK;
}
