#include "ticket/file/scan.h"

#include "base/text.h"
#include "base/time.h"
#include "core/settings.h"
#include "ticket/history.h"

enum { PAUSE_FIRST_MS = 5 * HK_SECOND };

static const struct db_column columns[] = {
	DB_COLUMN(struct scan_wait, message_id), DB_COLUMN(struct scan_wait, position),
	DB_COLUMN(struct scan_wait, ticket_id),  DB_COLUMN(struct scan_wait, due_at),
	DB_COLUMN(struct scan_wait, attempts),
};
static const struct db_record record = DB_RECORD("scan_wait", struct scan_wait, columns);

static const struct db_column old_columns[] = {
	DB_COLUMN(struct scan_wait, message_id),
	DB_COLUMN(struct scan_wait, position),
	DB_COLUMN(struct scan_wait, ticket_id),
};
static const struct db_record old_record = DB_RECORD("attachment", struct scan_wait, old_columns);

/* What of an attachment tells of its scan. */
struct scanned {
	int64_t position;
	const char *name, *scan, *scan_found;
};

static const struct db_column scanned_columns[] = {
	DB_COLUMN(struct scanned, position),
	DB_COLUMN(struct scanned, name),
	DB_COLUMN(struct scanned, scan),
	DB_COLUMN(struct scanned, scan_found),
};
static const struct db_record scanned_record =
	DB_RECORD("attachment", struct scanned, scanned_columns);

static bool has_scanner(const struct ctx *cx)
{
	return *setting(cx->house->settings, SETTING_CLAMD) != '\0';
}

void scan_apply(const struct ctx *cx, struct attachment *files, size_t count)
{
	for (size_t i = 0; has_scanner(cx) && i < count; i++)
		if (!*files[i].scan && !*files[i].left_out)
			files[i].scan = "waiting";
}

/* Whoever asks for it by then finds it clean or waiting; nothing is undone when this is stopped. */
static enum hk_result collect_one(struct ctx *cx, const struct scan_wait *wait)
{
	HK_TRY(db_send(cx->db,
		       DB_UPDATE("attachment", "scan = 'waiting'",
				 "ticket_id = $2 AND message_id = $3 AND position = $4", ""),
		       DB_ARGS(wait->ticket_id, wait->message_id, wait->position)));
	return db_send(cx->db,
		       DB_ADD("scan_wait", "message_id, position, ticket_id, due_at, attempts",
			      "$2, $3, $4, $5, 0",
			      "ON CONFLICT (org_id, message_id, position) DO UPDATE SET"
			      " due_at = excluded.due_at"),
		       DB_ARGS(wait->message_id, wait->position, wait->ticket_id, cx->now));
}

enum hk_result scan_has_old(struct ctx *cx, bool *ret)
{
	struct scan_wait first;
	enum hk_result result = db_select_one(
		cx->db, &old_record, DB_WHERE(DB_WALKS "scan = '' AND left_out = ''", "LIMIT 1"),
		DB_NONE, &first);

	*ret = result == HK_OK;
	return result == HK_NOT_FOUND ? HK_OK : result;
}

enum hk_result scan_collect(struct ctx *cx, int64_t limit, int64_t *ret_count)
{
	struct db_rows rows;
	const struct scan_wait *items;

	HK_TRY(db_select(cx->db, &old_record,
			 DB_WHERE(DB_WALKS "scan = '' AND left_out = ''",
				  "ORDER BY message_id DESC, position LIMIT $2"),
			 DB_ARGS(limit), &rows));
	items = rows.items;
	for (size_t i = 0; i < rows.count; i++)
		HK_TRY(collect_one(cx, &items[i]));
	*ret_count = (int64_t)rows.count;
	return HK_OK;
}

enum hk_result scan_begin(struct ctx *cx, struct attachment *file)
{
	struct scan_wait wait = { .message_id = file->message_id,
				  .position = file->position,
				  .ticket_id = file->ticket_id,
				  .due_at = cx->now };

	file->scan = file->scan_found = "";
	if (!has_scanner(cx) || *file->left_out)
		return HK_OK;
	file->scan = "waiting";
	return db_insert(cx->db, &record, &wait);
}

enum hk_result scan_due_list(struct ctx *cx, int64_t limit, struct scan_wait_list *ret)
{
	struct db_rows rows;

	HK_TRY(db_select(cx->db, &record,
			 DB_WHERE("due_at <= $2", "ORDER BY due_at, message_id LIMIT $3"),
			 DB_ARGS(cx->now, limit), &rows));
	*ret = (struct scan_wait_list){ rows.items, rows.count };
	return HK_OK;
}

enum hk_result scan_next_at(struct ctx *cx, int64_t *ret)
{
	struct db_rows rows;

	HK_TRY(db_select(cx->db, &record, DB_WHERE("due_at >= $2", "ORDER BY due_at LIMIT 1"),
			 DB_ARGS((int64_t)0), &rows));
	*ret = rows.count ? ((struct scan_wait *)rows.items)[0].due_at : INT64_MAX;
	return HK_OK;
}

static enum hk_result forget(struct ctx *cx, const struct scan_wait *wait)
{
	return db_send(cx->db, DB_DELETE("scan_wait", "message_id = $2 AND position = $3"),
		       DB_ARGS(wait->message_id, wait->position));
}

enum hk_result scan_settle(struct ctx *cx, const struct scan_wait *wait, const char *found)
{
	struct ticket ticket;
	struct attachment file;
	enum hk_result result = ticket_by_row(cx, wait->ticket_id, &ticket);

	HK_TRY(forget(cx, wait));
	if (result == HK_OK)
		result = attachment_find(cx, &ticket, wait->message_id, wait->position, &file);
	/* Another process was faster, or it is gone. */
	if (result == HK_NOT_FOUND || (result == HK_OK && !hk_equal(file.scan, "waiting")))
		return HK_OK;
	HK_TRY(result);
	HK_TRY(db_send(cx->db,
		       DB_UPDATE("attachment", "scan = $5, scan_found = $6",
				 "ticket_id = $2 AND message_id = $3 AND position = $4", ""),
		       DB_ARGS(wait->ticket_id, wait->message_id, wait->position,
			       *found ? "infected" : "clean", found)));
	if (*found)
		HK_TRY(history_record(cx, wait->ticket_id, "infected",
				      hk_one_line(cx->arena, file.name), NULL));
	return ticket_tell(cx, &ticket, "ticket.changed");
}

enum hk_result scan_put_off(struct ctx *cx, const struct scan_wait *wait)
{
	return db_send(cx->db,
		       DB_UPDATE("scan_wait", "attempts = attempts + 1, due_at = $4",
				 "message_id = $2 AND position = $3", ""),
		       DB_ARGS(wait->message_id, wait->position,
			       cx->now + hk_backoff_ms(PAUSE_FIRST_MS, HK_HOUR, wait->attempts)));
}

static enum hk_result unclean(struct ctx *cx, int64_t ticket_id, int64_t message_id,
			      struct db_rows *ret)
{
	return db_select(cx->db, &scanned_record,
			 DB_WHERE("ticket_id = $2 AND message_id = $3 AND (scan IN ('waiting',"
				  " 'infected') OR ($4 = 1 AND scan = '' AND left_out = ''))",
				  "ORDER BY position"),
			 DB_ARGS(ticket_id, message_id, (int64_t)has_scanner(cx)), ret);
}

enum hk_result scan_why_not(struct ctx *cx, int64_t ticket_id, int64_t message_id, const char **ret)
{
	struct db_rows rows;
	const struct scanned *items;
	const char *why = "";

	HK_TRY(unclean(cx, ticket_id, message_id, &rows));
	items = rows.items;
	for (size_t i = 0; i < rows.count; i++)
		if (!*why || hk_equal(items[i].scan, "infected"))
			why = scan_words(*items[i].scan ? items[i].scan : "waiting");
	*ret = why;
	return HK_OK;
}

enum hk_result scan_infected_names(struct ctx *cx, int64_t ticket_id, int64_t message_id,
				   const char **ret)
{
	struct db_rows rows;
	const struct scanned *items;
	const char *names = "";

	HK_TRY(unclean(cx, ticket_id, message_id, &rows));
	items = rows.items;
	for (size_t i = 0; i < rows.count; i++)
		if (hk_equal(items[i].scan, "infected"))
			names = hk_format(cx->arena, "%s%s%s (%s)", names, *names ? ", " : "",
					  items[i].name, items[i].scan_found);
	*ret = names;
	return HK_OK;
}

const char *scan_words(const char *scan)
{
	if (hk_equal(scan, "waiting"))
		return TR("It is being checked for viruses.");
	return hk_equal(scan, "infected") ? TR("It has a virus and is not handed out.") : "";
}
