/*
 * What a link was asked, and what the answer was. It outlives the task that asked, so its rows lie
 * in one piece, which is copied into the arena of whoever asks again: rows first, then the bytes
 * that they point to.
 */
#include "db/memory.h"

#include <stdlib.h>
#include <string.h>

#include "base/text.h"

enum {
	ASKED_MAX = 256,
	BUCKETS = 256, /* a power of two */
	TABLES = 128,  /* a power of two; two tables in one place are forgotten together */
	BLOCK_MAX = 64 * 1024,
	BYTES_MAX = 512 * 1024,
};

/* A question and its answer. */
struct asked {
	const struct db_record *record;
	const char *text;
	const struct db_value *values;
	size_t count;
	unsigned change; /* the number of changes of its table at that time */
	struct asked *next;
	unsigned char *block;
	size_t rows, bytes;
};

struct db_memory {
	struct hk_arena *arena;
	int64_t moment;
	struct asked asked[ASKED_MAX], *buckets[BUCKETS];
	size_t count, bytes;
	unsigned changes[TABLES]; /* by table, how often something was written into it */
};

struct db_memory *db_memory_new(void)
{
	struct db_memory *memory = calloc(1, sizeof(*memory));

	if (!memory)
		abort();
	memory->arena = hk_arena_new();
	return memory;
}

void db_memory_free(struct db_memory *memory)
{
	if (!memory)
		return;
	hk_arena_free(memory->arena);
	hk_free(memory);
}

void db_memory_clear(struct db_memory *memory)
{
	if (memory->count == 0)
		return;
	memset(memory->buckets, 0, sizeof(memory->buckets));
	memory->count = memory->bytes = 0;
	hk_arena_reset(memory->arena);
}

void db_memory_at(struct db_memory *memory, int64_t moment)
{
	if (memory->moment != moment)
		db_memory_clear(memory);
	memory->moment = moment;
}

static unsigned *changes_of(struct db_memory *memory, const char *table, size_t length)
{
	unsigned hash = 0;

	for (size_t i = 0; i < length; i++)
		hash = hash * 31 + (unsigned char)table[i];
	return &memory->changes[hash % TABLES];
}

static const char *after(const char *text, const char *beginning)
{
	size_t length = strlen(beginning);

	return strncmp(text, beginning, length) == 0 ? text + length : NULL;
}

void db_memory_forget(struct db_memory *memory, const struct db_call *call)
{
	static const char *const beginnings[] = { "INSERT INTO ", "INSERT OR REPLACE INTO ",
						  "UPDATE ", "DELETE FROM " };
	const char *table = db_call_inserts(call) ? call->record->table : NULL;

	for (size_t i = 0; !table && i < HK_COUNT(beginnings); i++)
		table = after(call->text, beginnings[i]);
	if (table)
		++*changes_of(memory, table, strcspn(table, " "));
	else
		db_memory_clear(memory);
}

static struct asked **bucket_of(struct db_memory *memory, const struct db_call *call)
{
	uint64_t hash = (uintptr_t)call->text ^ (uint64_t)(uintptr_t)call->record << 1;

	for (size_t i = 0; i < call->count; i++)
		hash = (hash ^ (uint64_t)call->values[i].number ^ call->values[i].bytes.length) *
		       0x9e3779b97f4a7c15u;
	return &memory->buckets[hash >> 32 & (BUCKETS - 1)];
}

static bool is_same_value(const struct db_value *one, const struct db_value *other)
{
	if (one->type != other->type || one->number != other->number ||
	    one->bytes.length != other->bytes.length || !one->bytes.bytes != !other->bytes.bytes)
		return false;
	return !one->bytes.bytes ||
	       memcmp(one->bytes.bytes, other->bytes.bytes, one->bytes.length) == 0;
}

static bool is_same(const struct asked *asked, const struct db_call *call)
{
	if (asked->text != call->text || asked->record != call->record ||
	    asked->count != call->count)
		return false;
	for (size_t i = 0; i < call->count; i++)
		if (!is_same_value(&asked->values[i], &call->values[i]))
			return false;
	return true;
}

/* Text and blobs both begin with the pointer. */
static const char *pointer_at(const unsigned char *place)
{
	const char *pointer;

	memcpy(&pointer, place, sizeof(pointer));
	return pointer;
}

static size_t length_at(const struct db_column *column, const unsigned char *place)
{
	struct db_blob blob;

	if (column->type == DB_TEXT)
		return strlen(pointer_at(place));
	memcpy(&blob, place, sizeof(blob));
	return blob.length;
}

/* Copies what the rows point to behind them, and how far that moved; returns the bytes behind. */
static size_t bytes_move(const struct db_record *record, unsigned char *rows, size_t count,
			 unsigned char *to)
{
	size_t bytes = 0;

	for (size_t i = 0; i < count; i++)
		for (size_t k = 0; k < record->count; k++) {
			const struct db_column *column = &record->columns[k];
			unsigned char *place = rows + i * record->size + column->offset;
			if (column->type == DB_INT || !pointer_at(place))
				continue;
			size_t length = length_at(column, place) + 1;
			if (to) {
				unsigned char *copy = to + bytes;
				memcpy(copy, pointer_at(place), length);
				memcpy(place, &copy, sizeof(copy));
			}
			bytes += length;
		}
	return bytes;
}

/* The same rows at another place: their pointers point there. */
static struct db_rows rows_of(const struct asked *asked, struct hk_arena *arena)
{
	struct db_rows rows = { .count = asked->rows };
	const struct db_record *record = asked->record;
	unsigned char *copy = asked->rows ? hk_room(arena, asked->bytes) : NULL;

	if (!copy)
		return rows;
	memcpy(copy, asked->block, asked->bytes);
	for (size_t i = 0; i < asked->rows; i++)
		for (size_t k = 0; k < record->count; k++) {
			unsigned char *place = copy + i * record->size + record->columns[k].offset;
			const char *old =
				record->columns[k].type == DB_INT ? NULL : pointer_at(place);
			if (!old)
				continue;
			const unsigned char *moved = copy + (old - (const char *)asked->block);
			memcpy(place, &moved, sizeof(moved));
		}
	rows.items = copy;
	return rows;
}

bool db_memory_find(struct db_memory *memory, struct db_call *call)
{
	const struct asked *asked = *bucket_of(memory, call);
	const char *table = call->record->table;

	while (asked && !is_same(asked, call))
		asked = asked->next;
	if (!asked || asked->change != *changes_of(memory, table, strlen(table)))
		return false;
	call->rows = rows_of(asked, call->arena);
	return true;
}

static const struct db_value *values_copy(struct hk_arena *arena, const struct db_call *call)
{
	struct db_value *values = hk_room(arena, call->count * sizeof(*values));

	memcpy(values, call->values, call->count * sizeof(*values));
	for (size_t i = 0; i < call->count; i++)
		if (values[i].bytes.bytes)
			values[i].bytes.bytes =
				hk_copy(arena, values[i].bytes.bytes, values[i].bytes.length);
	return values;
}

void db_memory_add(struct db_memory *memory, const struct db_call *call)
{
	const struct db_record *record = call->record;
	size_t size = call->rows.count * record->size;
	size_t bytes = size < BLOCK_MAX
			       ? size + bytes_move(record, call->rows.items, call->rows.count, NULL)
			       : size;

	if (bytes > BLOCK_MAX)
		return;
	if (memory->count == ASKED_MAX || memory->bytes + bytes > BYTES_MAX)
		db_memory_clear(memory);

	struct asked **bucket = bucket_of(memory, call);
	struct asked *asked = &memory->asked[memory->count++];

	*asked =
		(struct asked){ .record = record,
				.text = call->text,
				.values = values_copy(memory->arena, call),
				.count = call->count,
				.change = *changes_of(memory, record->table, strlen(record->table)),
				.next = *bucket,
				.rows = call->rows.count,
				.bytes = bytes };
	*bucket = asked;
	memory->bytes += bytes;
	if (size == 0)
		return;
	asked->block = hk_room(memory->arena, bytes);
	memcpy(asked->block, call->rows.items, size);
	bytes_move(record, asked->block, asked->rows, asked->block + size);
}
