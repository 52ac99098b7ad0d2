#include "job/sweep.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/log.h"
#include "base/time.h"
#include "core/blob_kept.h"
#include "core/counter.h"
#include "ticket/file/file_lines.h"
#include "ticket/write/draft.h"

enum {
	PAGE = 1000,
	FILTER_BITS = 23, /* 1 MB: of a million names one file in some hundreds stays in error */
	FILTER_BYTES = 1 << (FILTER_BITS - 3),
	HASHES = 5,
	HASH_LETTERS = 6, /* of the name: 24 bits */
	NAME_LETTERS = 64,
};

enum phase {
	BEGIN,
	FORMS,
	DRAFTS,
	LATER,
	LEDGER,
	MESSAGES,
	FILES,
	THUMBS,
	PICTURES,
	ROWS,
	FOLDERS
};

struct place {
	int64_t a, b, c; /* key of the last row */
};

struct sweep {
	int64_t org_id, day; /* day: which was begun last */
	int64_t began;       /* of the disk's clock */
	int64_t began_at;    /* of the house's */
	enum phase phase;
	struct place place;
	char row[NAME_LETTERS + 1]; /* the last that was looked at */
	int folder;
	int64_t removed;
	unsigned char *filter; /* only while it is wanted */
};

struct name {
	int64_t a, b, c;
	const char *blob;
};

/* The same shape for every table, so that one loop reads them all. */
static const struct db_column form_columns[] = { DB_COLUMN_AS(struct name, blob, "files") };
static const struct db_record form_record = DB_RECORD("ask", struct name, form_columns);
static const struct db_record draft_record = DB_RECORD("draft", struct name, form_columns);
/* Also of what was sent or cancelled: what it becomes may be on the page that was read before. */
static const struct db_record later_record = DB_RECORD("later_reply", struct name, form_columns);
static const struct db_column ledger_columns[] = { DB_COLUMN_AS(struct name, a, "id"),
						   DB_COLUMN_AS(struct name, blob, "raw_blob") };
static const struct db_record ledger_record = DB_RECORD("inbound", struct name, ledger_columns);
static const struct db_column message_columns[] = { DB_COLUMN_AS(struct name, a, "id"),
						    DB_COLUMN_AS(struct name, blob, "raw_blob") };
static const struct db_record message_record = DB_RECORD("message", struct name, message_columns);
static const struct db_column file_columns[] = { DB_COLUMN_AS(struct name, a, "ticket_id"),
						 DB_COLUMN_AS(struct name, b, "message_id"),
						 DB_COLUMN_AS(struct name, c, "position"),
						 DB_COLUMN(struct name, blob) };
static const struct db_record file_record = DB_RECORD("attachment", struct name, file_columns);
static const struct db_record picture_record =
	DB_RECORD("remote_picture", struct name, file_columns);
static const struct db_column thumb_columns[] = { DB_COLUMN_AS(struct name, a, "ticket_id"),
						  DB_COLUMN_AS(struct name, b, "message_id"),
						  DB_COLUMN_AS(struct name, c, "position"),
						  DB_COLUMN_AS(struct name, blob, "thumb_blob") };
static const struct db_record thumb_record = DB_RECORD("attachment", struct name, thumb_columns);

struct sweep *sweep_new(void)
{
	struct sweep *sweep = calloc(1, sizeof(*sweep));

	if (!sweep)
		abort();
	sweep->day = -1;
	return sweep;
}

void sweep_free(struct sweep *sweep)
{
	if (!sweep)
		return;
	hk_free(sweep->filter);
	hk_free(sweep);
}

/* A name is a digest already, so its own letters are the hashes; each day others, so that what
 * stayed in error goes another day. */
static size_t bit_of(const struct sweep *sweep, const char *name, int which)
{
	char letters[HASH_LETTERS + 1] = { 0 };
	size_t from = (size_t)(sweep->day + (int64_t)which * (HASH_LETTERS + 5)) %
		      (NAME_LETTERS - HASH_LETTERS + 1);

	memcpy(letters, name + from, HASH_LETTERS);
	return strtoul(letters, NULL, 16) & ((1U << FILTER_BITS) - 1);
}

static void note(struct sweep *sweep, const char *name)
{
	for (int i = 0; i < HASHES && strlen(name) == NAME_LETTERS; i++) {
		size_t bit = bit_of(sweep, name, i);
		sweep->filter[bit / 8] |= (unsigned char)(1 << bit % 8);
	}
}

static bool is_named(const struct sweep *sweep, const char *name)
{
	for (int i = 0; i < HASHES; i++) {
		size_t bit = bit_of(sweep, name, i);
		if (!(sweep->filter[bit / 8] & (1 << bit % 8)))
			return false;
	}
	return true;
}

struct page {
	const struct place *after;
	enum phase phase;
	struct db_rows rows;
};

static enum hk_result read_page(struct ctx *cx, void *data)
{
	struct page *page = data;
	const struct place *after = page->after;

	switch (page->phase) {
	case FORMS:
		return db_select(cx->db, &form_record, DB_WHERE(DB_WALKS "files <> ''", ""),
				 DB_NONE, &page->rows);
	case DRAFTS:
		return db_select(cx->db, &draft_record, DB_WHERE(DB_WALKS "files <> ''", ""),
				 DB_NONE, &page->rows);
	case LATER:
		return db_select(cx->db, &later_record, DB_WHERE(DB_WALKS "files <> ''", ""),
				 DB_NONE, &page->rows);
	case LEDGER:
		return db_select(cx->db, &ledger_record,
				 DB_WHERE("id > $2", "ORDER BY id LIMIT $3"),
				 DB_ARGS(after->a, PAGE), &page->rows);
	case MESSAGES:
		return db_select(cx->db, &message_record,
				 DB_WHERE("id > $2", "ORDER BY id LIMIT $3"),
				 DB_ARGS(after->a, PAGE), &page->rows);
	case PICTURES:
		return db_select(cx->db, &picture_record,
				 DB_WHERE("(message_id, position) > ($2, $3)",
					  "ORDER BY message_id, position LIMIT $4"),
				 DB_ARGS(after->b, after->c, PAGE), &page->rows);
	default:
		return db_select(cx->db, page->phase == THUMBS ? &thumb_record : &file_record,
				 DB_WHERE("(ticket_id, message_id, position) > ($2, $3, $4)",
					  "ORDER BY ticket_id, message_id, position LIMIT $5"),
				 DB_ARGS(after->a, after->b, after->c, PAGE), &page->rows);
	}
}

static void note_lines(struct sweep *sweep, struct ctx *cx, const char *files)
{
	struct attachment_list list = file_lines_read(cx, files, DRAFT_FILES_MAX);

	for (size_t i = 0; i < list.count; i++)
		note(sweep, list.items[i].blob);
}

/* All forms and drafts at once: one that is sent between two pages would be missed. There are few.
 */
static enum hk_result read_names(struct sweep *sweep, struct ctx *cx)
{
	struct page page = { .after = &sweep->place, .phase = sweep->phase };
	bool is_whole = sweep->phase == FORMS || sweep->phase == DRAFTS || sweep->phase == LATER;
	const struct name *items;

	HK_TRY(ctx_read(cx, read_page, &page));
	items = page.rows.items;
	for (size_t i = 0; i < page.rows.count; i++) {
		if (is_whole)
			note_lines(sweep, cx, items[i].blob);
		else
			note(sweep, items[i].blob);
		sweep->place = (struct place){ items[i].a, items[i].b, items[i].c };
	}
	if (is_whole || page.rows.count < PAGE) {
		sweep->phase++;
		sweep->place = (struct place){ 0, 0, -1 };
	}
	return HK_OK;
}

struct unnamed {
	struct blob_names names;
	int64_t since, removed;
};

static enum hk_result rows_remove(struct ctx *cx, void *data)
{
	struct unnamed *unnamed = data;

	unnamed->removed = 0;
	for (size_t i = 0; i < unnamed->names.count; i++) {
		int64_t count;

		HK_TRY(blob_row_remove(cx, unnamed->names.items[i], unnamed->since, &count));
		unnamed->removed += count;
	}
	return HK_OK;
}

/* Whoever names one puts it in the same transaction, so that none is removed between the two. */
static enum hk_result rows_look_through(struct sweep *sweep, struct ctx *cx)
{
	struct unnamed unnamed = { .since = sweep->began_at - HK_DAY };
	struct blob_names names;

	HK_TRY(blob_row_names(cx, sweep->row, PAGE, &names));
	unnamed.names.items = hk_alloc(cx->arena, names.count + 1, sizeof(*names.items));
	for (size_t i = 0; i < names.count; i++)
		if (!is_named(sweep, names.items[i]))
			unnamed.names.items[unnamed.names.count++] = names.items[i];
	if (unnamed.names.count > 0)
		HK_TRY(ctx_write(cx, rows_remove, &unnamed));
	sweep->removed += unnamed.removed;
	if (names.count < PAGE)
		sweep->phase++;
	else
		snprintf(sweep->row, sizeof(sweep->row), "%s", names.items[PAGE - 1]);
	return HK_OK;
}

static enum hk_result look_through(struct sweep *sweep, struct ctx *cx)
{
	int64_t before = sweep->began - HK_DAY;
	struct blob_names names;

	HK_TRY(blob_names_old(cx->house->blobs, cx->arena, cx->org_id, sweep->folder, before,
			      &names));
	for (size_t i = 0; i < names.count; i++)
		if (!is_named(sweep, names.items[i]) &&
		    blob_remove(cx->house->blobs, cx->org_id, names.items[i], before) == HK_OK)
			sweep->removed++;
	sweep->folder++;
	return HK_OK;
}

static void end(struct sweep *sweep, const struct ctx *cx)
{
	hk_log(HK_LOG_INFO, "blobs.swept", "org=%" PRId64 " removed=%" PRId64, cx->org_id,
	       sweep->removed);
	hk_free(sweep->filter);
	sweep->filter = NULL;
	sweep->phase = BEGIN;
}

struct claim {
	int64_t day;
	int64_t count;
};

/* Of several machines one does it; who was killed goes on the next day. */
static enum hk_result claim_day(struct ctx *cx, void *data)
{
	struct claim *claim = data;

	HK_TRY(db_send(cx->db,
		       DB_ADD("counter", "name, value", "'swept', $2",
			      "ON CONFLICT (org_id, name) DO NOTHING"),
		       DB_ARGS((int64_t)0)));
	return db_change(cx->db,
			 DB_UPDATE("counter", "value = $2", "name = 'swept' AND value < $2", ""),
			 DB_ARGS(claim->day), &claim->count);
}

static enum hk_result read_day(struct ctx *cx, void *data)
{
	return counter_last(cx, "swept", &((struct claim *)data)->day);
}

static enum hk_result begin(struct sweep *sweep, struct ctx *cx, int64_t on_disk_now,
			    bool *ret_is_idle)
{
	struct claim claim = { 0 }, today = { .day = cx->now / HK_DAY };

	*ret_is_idle = true;
	if (sweep->org_id == cx->org_id && sweep->day == today.day)
		return HK_OK;
	/* Mostly it is done, and then nobody who writes has to wait for us. */
	HK_TRY(ctx_read(cx, read_day, &claim));
	if (claim.day < today.day)
		HK_TRY(ctx_write(cx, claim_day, &today));
	sweep->org_id = cx->org_id;
	sweep->day = today.day;
	if (today.count == 0)
		return HK_OK;
	sweep->filter = calloc(1, FILTER_BYTES);
	if (!sweep->filter)
		abort();
	sweep->began = on_disk_now;
	sweep->began_at = cx->now;
	sweep->row[0] = '\0';
	sweep->phase = FORMS;
	sweep->folder = 0;
	sweep->removed = 0;
	*ret_is_idle = false;
	return HK_OK;
}

enum hk_result sweep_step(struct sweep *sweep, struct ctx *cx, int64_t on_disk_now,
			  bool *ret_is_idle)
{
	*ret_is_idle = true;
	if (sweep->phase == BEGIN)
		return begin(sweep, cx, on_disk_now, ret_is_idle);
	if (sweep->org_id != cx->org_id)
		return HK_OK; /* its turn comes */
	*ret_is_idle = false;
	if (sweep->phase < ROWS)
		return read_names(sweep, cx);
	if (sweep->phase == ROWS)
		return rows_look_through(sweep, cx);
	HK_TRY(look_through(sweep, cx));
	if (sweep->folder == BLOB_FOLDERS)
		end(sweep, cx);
	return HK_OK;
}
