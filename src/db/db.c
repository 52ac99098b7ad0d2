#include <stdlib.h>
#include <string.h>

#include "base/log.h"
#include "base/text.h"
#include "db/memory.h"

static const char insert_text[] = "an insert, written from the record";
static const char every_org[] = "/* every organisation */ ";

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

bool db_call_inserts(const struct db_call *call)
{
	return call->text == insert_text;
}

static enum hk_result take_values(struct db *db, struct db_call *call, struct db_args args)
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
	return HK_OK;
}

static enum hk_result run(struct db *db, struct db_call *call)
{
	enum hk_result result = are_good_values(call->values, call->count)
					? db->link->driver->run(db->link, call)
					: HK_INVALID;

	db->has_failed = result != HK_OK;
	return result;
}

static struct db_sources sources_of(struct db *db, const struct db_call *call)
{
	struct db_cached *slot = db_cached(db->link, call);
	scoped_buf text = { 0 };

	if (!slot->is_scanned) {
		hk_buf_init(&text, DB_TEXT_MAX);
		db_compose(call, &text);
		slot->sources = db_memory_sources(text.bytes);
		slot->is_scanned = true;
	}
	return slot->sources;
}

static bool is_question(const char *text)
{
	text += db_is_every_org(text) ? strlen(every_org) : 0;
	return *text == '(' || hk_starts(text, "SELECT ");
}

static enum hk_result run_and_forget(struct db *db, struct db_call *call, struct db_args args)
{
	HK_TRY(take_values(db, call, args));
	if (db->memory && !is_question(call->text))
		db_memory_forget(db->memory, call);
	return run(db, call);
}

/* ret: the tables in which a change makes the answer another one. */
static bool may_remember(struct db *db, const struct db_call *call, struct db_sources *ret)
{
	*ret = (struct db_sources){ 0 };
	if (!db->memory || (!db->link->is_reader && *call->text != '('))
		return false;
	if (!db->link->is_reader)
		*ret = sources_of(db, call);
	return true;
}

enum hk_result db_select_fresh(struct db *db, const struct db_record *record, struct db_sql sql,
			       struct db_args args, struct db_rows *ret)
{
	struct db_call call = { .record = record, .text = sql.text };

	HK_TRY(run_and_forget(db, &call, args));
	*ret = call.rows;
	return HK_OK;
}

static bool is_expected(const struct db_link *link, const struct db_call *call)
{
	for (size_t i = 0; i < link->expected_count; i++) {
		const struct db_call *one = &link->expected[i]->call;
		if (one->text == call->text && one->record == call->record &&
		    one->count == call->count &&
		    db_are_same_values(one->values, call->values, call->count))
			return true;
	}
	return false;
}

/* What is on its way is waited for, all of it at once. */
static enum hk_result recall(struct db *db, struct db_call *call, struct db_sources sources,
			     bool *ret_known)
{
	*ret_known = db_memory_find(db->memory, call, sources);
	if (*ret_known || !is_expected(db->link, call))
		return HK_OK;

	enum hk_result result = db->link->driver->settle(db->link);

	db->has_failed = result != HK_OK;
	*ret_known = result == HK_OK && db_memory_find(db->memory, call, sources);
	return result;
}

enum hk_result db_select(struct db *db, const struct db_record *record, struct db_sql sql,
			 struct db_args args, struct db_rows *ret)
{
	struct db_call call = { .record = record, .text = sql.text };
	struct db_sources sources;
	bool is_known;

	if (!may_remember(db, &call, &sources))
		return db_select_fresh(db, record, sql, args, ret);
	HK_TRY(take_values(db, &call, args));
	HK_TRY(recall(db, &call, sources, &is_known));
	if (!is_known) {
		HK_TRY(run(db, &call));
		db_memory_add(db->memory, &call, db_memory_changes(db->memory, sources));
	}
	*ret = call.rows;
	return HK_OK;
}

static void keep_values(struct db_call *call)
{
	for (size_t i = 0; i < call->count; i++) {
		struct db_blob *blob = &call->values[i].bytes;
		if (blob->bytes)
			blob->bytes = hk_copy(call->arena, blob->bytes, blob->length);
	}
}

enum hk_result db_expect(struct db *db, const struct db_record *record, struct db_sql sql,
			 struct db_args args)
{
	struct db_link *link = db->link;
	struct db_call call = { .record = record, .text = sql.text, .is_lazy = true };
	struct db_sources sources;

	if (link->is_reader || !link->driver->expect || !may_remember(db, &call, &sources) ||
	    link->expected_count == DB_EXPECTED_MAX)
		return HK_OK;
	HK_TRY(take_values(db, &call, args));
	if (db_memory_find(db->memory, &call, sources))
		return HK_OK;

	struct db_expected *expected = hk_room(db->arena, sizeof(*expected));

	*expected = (struct db_expected){ .call = call,
					  .changes = db_memory_changes(db->memory, sources) };
	keep_values(&expected->call);

	enum hk_result result = are_good_values(call.values, call.count)
					? link->driver->expect(link, expected)
					: HK_INVALID;

	db->has_failed = result != HK_OK;
	return result;
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
	struct db db = {
		.link = link, .arena = task->arena, .memory = link->memory, .org_id = task->org_id
	};

	enum hk_result result = task->work(&db, task->data);

	/* Whoever overlooks an error in his function still cannot commit half of it. */
	return result == HK_OK && db.has_failed ? HK_FAILED : result;
}
