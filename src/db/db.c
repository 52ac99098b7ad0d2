#include <stdlib.h>
#include <string.h>

#include "base/log.h"
#include "base/text.h"
#include "db/db_driver.h"

enum { KEPT_ROWS = 32 }; /* of an answer, by a task that writes */

static const char insert_text[] = "an insert, written from the record";
static const char every_org[] = "/* every organisation */";

bool db_is_every_org(const char *text)
{
	return strncmp(text, every_org, sizeof(every_org) - 1) == 0;
}

struct db_cached *db_cached(struct db_link *link, const struct db_call *call)
{
	size_t at = ((uintptr_t)call->text >> 3) * 31 + ((uintptr_t)call->record >> 4);

	for (;; at++) {
		struct db_cached *slot = &link->cache[at % DB_CACHE];
		if (slot->record == call->record && slot->text == call->text)
			return slot;
		if (slot->text)
			continue;
		if (link->cached_count == DB_CACHE_MAX) {
			link->driver->forget(link);
			memset(link->cache, 0, DB_CACHE * sizeof(*link->cache));
			link->cached_count = 0;
		}
		link->cached_count++;
		*slot = (struct db_cached){ .record = call->record, .text = call->text };
		return slot;
	}
}

static void put_columns(const struct db_record *record, struct hk_buf *ret)
{
	for (size_t i = 0; i < record->count; i++) {
		hk_buf_text(ret, i ? ", " : "");
		hk_buf_text(ret, record->columns[i].name);
	}
}

void db_compose(const struct db_call *call, struct hk_buf *ret)
{
	const struct db_record *record = call->record;

	if (call->text == insert_text) {
		hk_buf_format(ret, "INSERT INTO %s (org_id, ", record->table);
		put_columns(record, ret);
		hk_buf_text(ret, ") VALUES ($1");
		for (size_t i = 0; i < record->count; i++)
			hk_buf_format(ret, ", $%zu", i + 2);
		hk_buf_text(ret, ")");
	} else if (*call->text == '(') {
		hk_buf_text(ret, "SELECT ");
		put_columns(record, ret);
		hk_buf_format(ret, " FROM %s WHERE %s.org_id = $1 AND ", record->from,
			      record->table);
		hk_buf_text(ret, call->text);
	} else {
		hk_buf_text(ret, call->text);
	}
	if (ret->is_cut)
		abort(); /* no statement in the source is that long */
}

void *db_rows_add(struct db_call *call)
{
	size_t size = call->record->size, count = call->rows.count;

	/* Mostly there is one row or none. Full at 0, 1, 16, 32, 64, ... */
	if (count <= 1 || (count >= 16 && (count & (count - 1)) == 0)) {
		size_t room = count == 0 ? 1 : count == 1 ? 16 : count * 2;
		void *items = hk_room(call->arena, room * size);
		if (count)
			memcpy(items, call->rows.items, count * size);
		call->rows.items = items;
	}
	return memset((unsigned char *)call->rows.items + call->rows.count++ * size, 0, size);
}

void db_put(struct db_call *call, void *item, size_t column, struct db_value value)
{
	const struct db_column *to = &call->record->columns[column];
	unsigned char *place = (unsigned char *)item + to->offset;
	struct db_blob blob = { NULL, value.bytes.length };

	if (to->type == DB_INT) {
		memcpy(place, &value.number, sizeof(value.number));
		return;
	}
	if (value.bytes.bytes)
		blob.bytes = hk_copy(call->arena, value.bytes.bytes, value.bytes.length);
	if (to->type == DB_TEXT)
		memcpy(place, &blob.bytes, sizeof(blob.bytes));
	else
		memcpy(place, &blob, sizeof(blob));
}

/* UTF-8 without NUL, as both engines must hold it; most text is ASCII, eight bytes at a time. */
static bool is_good_text(const char *text, size_t length)
{
	const uint64_t ones = 0x0101010101010101u, highs = ones << 7;
	size_t at = 0;

	for (; length - at >= sizeof(ones); at += sizeof(ones)) {
		uint64_t eight;
		memcpy(&eight, text + at, sizeof(eight));
		if ((eight | (eight - ones)) & highs)
			break;
	}
	return hk_utf8_is_valid(text + at, length - at);
}

static bool are_good_values(const struct db_value *values, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (values[i].type == DB_TEXT && values[i].bytes.bytes &&
		    !is_good_text(values[i].bytes.bytes, values[i].bytes.length))
			return false;
	return true;
}

static enum hk_result run(struct db *db, struct db_call *call, struct db_args args)
{
	if (db->has_failed)
		return HK_FAILED;
	if (args.count >= DB_VALUES_MAX) {
		hk_log(HK_LOG_ERROR, "db.failed", "reason=\"too many values\" text=\"%s\"",
		       call->text);
		return HK_FAILED;
	}
	call->arena = db->arena;
	call->values[0] = db_int(db->org_id);
	if (args.count)
		memcpy(call->values + 1, args.values, args.count * sizeof(*args.values));
	call->count = args.count + 1;

	enum hk_result result = are_good_values(args.values, args.count)
					? db->link->driver->run(db->link, call)
					: HK_INVALID;

	db->has_failed = result != HK_OK;
	return result;
}

static bool is_same_value(const struct db_value *one, const struct db_value *other)
{
	if (one->type != other->type || one->number != other->number ||
	    one->bytes.length != other->bytes.length || !one->bytes.bytes != !other->bytes.bytes)
		return false;
	return !one->bytes.bytes ||
	       memcmp(one->bytes.bytes, other->bytes.bytes, one->bytes.length) == 0;
}

static bool is_asked(const struct db *db, const struct db_asked *asked,
		     const struct db_record *record, const char *text, struct db_args args)
{
	if (asked->text != text || asked->record != record || asked->org_id != db->org_id ||
	    asked->count != args.count)
		return false;
	for (size_t i = 0; i < args.count; i++)
		if (!is_same_value(&asked->values[i], &args.values[i]))
			return false;
	return true;
}

/* A copy, so that who puts his rows in another order does it for himself. */
static struct db_rows rows_copy(struct hk_arena *arena, const struct db_rows *rows, size_t size)
{
	struct db_rows copy = { .count = rows->count };

	if (rows->count)
		copy.items =
			memcpy(hk_alloc(arena, rows->count, size), rows->items, rows->count * size);
	return copy;
}

static bool remembered(const struct db *db, const struct db_record *record, const char *text,
		       struct db_args args, struct db_rows *ret)
{
	const struct db_memory *memory = db->memory;

	for (size_t i = 0; i < memory->count; i++)
		if (is_asked(db, &memory->asked[i], record, text, args)) {
			*ret = rows_copy(db->arena, &memory->asked[i].rows, record->size);
			return true;
		}
	return false;
}

static void remember(struct db *db, const struct db_record *record, const char *text,
		     struct db_args args, const struct db_rows *rows)
{
	struct db_value *values;
	struct db_memory *memory = db->memory;

	/* The older half makes room: what a long task asks now it may ask again. A reader's answers
	 * are of one moment. */
	if (memory->count == DB_ASKED_MAX && db->link->is_reader)
		return;
	if (memory->count == DB_ASKED_MAX) {
		memory->count = DB_ASKED_MAX / 2;
		memmove(memory->asked, memory->asked + DB_ASKED_MAX / 2,
			DB_ASKED_MAX / 2 * sizeof(*memory->asked));
	}
	values = hk_alloc(db->arena, args.count, sizeof(*values));

	for (size_t i = 0; i < args.count; i++) {
		values[i] = args.values[i];
		if (values[i].bytes.bytes)
			values[i].bytes.bytes =
				hk_copy(db->arena, values[i].bytes.bytes, values[i].bytes.length);
	}
	memory->asked[memory->count++] =
		(struct db_asked){ .record = record,
				   .text = text,
				   .org_id = db->org_id,
				   .values = values,
				   .count = args.count,
				   .rows = rows_copy(db->arena, rows, record->size) };
}

/* No other table stands in it, so that nothing else that is written changes its answer. */
static bool is_plain(struct db *db, const struct db_call *call)
{
	struct db_cached *slot = db_cached(db->link, call);
	const struct db_record *record = call->record;

	if (slot->is_judged)
		return slot->is_plain;
	slot->is_judged = true;
	slot->is_plain = *call->text == '(' && hk_equal(record->table, record->from) &&
			 !strstr(call->text, "SELECT");
	for (size_t i = 0; i < record->count && slot->is_plain; i++)
		slot->is_plain = !strstr(record->columns[i].name, "SELECT");
	return slot->is_plain;
}

static const char *after(const char *text, const char *beginning)
{
	size_t length = strlen(beginning);

	return strncmp(text, beginning, length) == 0 ? text + length : NULL;
}

/* The table that a statement writes into; "": it cannot be told. */
static const char *table_of(const struct db_call *call)
{
	const char *table = call->text == insert_text ? call->record->table : NULL;

	if (!table)
		table = after(call->text, "INSERT INTO ");
	if (!table)
		table = after(call->text, "INSERT OR REPLACE INTO ");
	if (!table)
		table = after(call->text, "UPDATE ");
	if (!table)
		table = after(call->text, "DELETE FROM ");
	return table ? table : "";
}

static void forget(struct db_memory *memory, const struct db_call *call)
{
	const char *table = table_of(call);
	size_t length = strcspn(table, " "), kept = 0;

	for (size_t i = 0; i < memory->count; i++) {
		const char *other = memory->asked[i].record->table;

		if (length && (strncmp(other, table, length) != 0 || other[length]))
			memory->asked[kept++] = memory->asked[i];
	}
	memory->count = kept;
}

/* Every statement but a question that may be answered from memory. */
static enum hk_result run_and_forget(struct db *db, struct db_call *call, struct db_args args)
{
	if (db->memory && !db->link->is_reader)
		forget(db->memory, call);
	return run(db, call, args);
}

static bool may_remember(struct db *db, const struct db_call *call)
{
	return db->memory && db->memory->arena == db->arena && !db->has_failed &&
	       (db->link->is_reader || is_plain(db, call));
}

enum hk_result db_select(struct db *db, const struct db_record *record, struct db_sql sql,
			 struct db_args args, struct db_rows *ret)
{
	struct db_call call = { .record = record, .text = sql.text };
	bool is_kept = may_remember(db, &call);

	if (is_kept && remembered(db, record, sql.text, args, ret))
		return HK_OK;
	HK_TRY(*sql.text == '(' ? run(db, &call, args) : run_and_forget(db, &call, args));
	*ret = call.rows;
	if (is_kept && (db->link->is_reader || ret->count <= KEPT_ROWS))
		remember(db, record, sql.text, args, ret);
	return HK_OK;
}

enum hk_result db_select_one(struct db *db, const struct db_record *record, struct db_sql sql,
			     struct db_args args, void *ret)
{
	struct db_rows rows;

	HK_TRY(db_select(db, record, sql, args, &rows));
	if (rows.count == 0)
		return HK_NOT_FOUND;
	memcpy(ret, rows.items, record->size);
	return HK_OK;
}

enum hk_result db_change(struct db *db, struct db_sql sql, struct db_args args, int64_t *ret_rows)
{
	struct db_call call = { .text = sql.text };

	HK_TRY(run_and_forget(db, &call, args));
	*ret_rows = call.changed;
	return HK_OK;
}

enum hk_result db_send(struct db *db, struct db_sql sql, struct db_args args)
{
	struct db_call call = { .text = sql.text, .is_lazy = true };

	return run_and_forget(db, &call, args);
}

static struct db_value value_of(const struct db_column *column, const void *item)
{
	const unsigned char *place = (const unsigned char *)item + column->offset;
	struct db_value value = { .type = column->type };

	if (column->type == DB_INT)
		memcpy(&value.number, place, sizeof(value.number));
	else if (column->type == DB_BLOB)
		memcpy(&value.bytes, place, sizeof(value.bytes));
	else
		memcpy(&value.bytes.bytes, place, sizeof(value.bytes.bytes));
	return column->type == DB_TEXT ? db_text(value.bytes.bytes) : value;
}

enum hk_result db_insert(struct db *db, const struct db_record *record, const void *item)
{
	struct db_call call = { .record = record, .text = insert_text, .is_lazy = true };
	struct db_value values[DB_VALUES_MAX];

	for (size_t i = 0; i < record->count && i < DB_VALUES_MAX; i++)
		values[i] = value_of(&record->columns[i], item);
	return run_and_forget(db, &call, (struct db_args){ values, record->count });
}

const struct db_search *db_search(const struct db *db)
{
	return &db->link->driver->search;
}

enum hk_result db_run_work(struct db_link *link, struct db_task *task)
{
	struct db_memory memory;
	struct db db = {
		.link = link, .arena = task->arena, .memory = &memory, .org_id = task->org_id
	};

	memory.arena = task->arena;
	memory.count = 0;

	enum hk_result result = task->work(&db, task->data);

	/* Whoever overlooks an error in his function still cannot commit half of it. */
	return result == HK_OK && db.has_failed ? HK_FAILED : result;
}
